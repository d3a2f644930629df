"""The sheet of a workbook that says, in both languages, what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qualicity.errors import Lang, Text
from qualicity.portal.workbench.asked import Asked
from qualicity.portal.workbench.kinds import LARGEST, MOST_ROWS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from qualicity.portal.workbench.workbook import About

_STEPS = (
    Text(
        "Fill in the white cells of the first sheet. Grey cells are known already and locked.",
        "请填写第一张表的白色单元格。灰色单元格为已知内容，已锁定。",
    ),
    Text(
        "* marks what must be filled in. Below each title stands what belongs there.",
        "带 * 的为必填项。各列标题下写明应填内容。",
    ),
    Text(
        "Rows that you leave as they are do not count: nothing is sent of them.",
        "未改动的行不计入，也不会报送。",
    ),
    Text(
        "Grey columns with a period as title show what is held already: they are not read.",
        "以时期为标题的灰色列为已有数据，仅供对照，不会读取。",
    ),
    Text(
        "Save the file, then upload it on the page where you downloaded it. Every problem is shown at its cell.",
        "保存文件，然后在下载页面上传。每个问题都会标明所在单元格。",
    ),
    Text(
        "Mend what is shown in this same file and upload it again, as often as needed.",
        "在同一文件中修改后再次上传，次数不限。",
    ),
    Text(
        f"At most {MOST_ROWS:,} rows and {LARGEST // 2**20} MB. No macros.",
        f"最多 {MOST_ROWS:,} 行、{LARGEST // 2**20} MB。不得含宏。",
    ),
)


def instructions(sheet: Worksheet, book: Workbook, about: About, asked: Asked) -> None:
    """Write it: what it is for, what to do, and each column."""
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 58)
    sheet.write_string(0, 1, about.dataset.title.en, title)
    sheet.write_string(0, 2, about.dataset.title.get("zh"), title)
    row = 1
    for head, said in _facts(about):
        sheet.write_string(row, 0, head, bold)
        for n, lang in _languages():
            sheet.write_string(row, n, said.get(lang), wrap)
        row += 1
    row += 1
    for number, step in enumerate(_STEPS, 1):
        sheet.write_number(row, 0, number)
        for n, lang in _languages():
            sheet.write_string(row, n, step.get(lang), wrap)
        row += 1
    row += 1
    for n, head in enumerate(("列 / Column", "English", "中文")):
        sheet.write_string(row, n, head, bold)
    for column in asked.columns:
        row += 1
        sheet.write_string(row, 0, column.field.name)
        for n, lang in _languages():
            sheet.write_string(row, n, f"{column.title(lang)}: {column.hint().get(lang)}", wrap)
    sheet.protect()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _languages() -> tuple[tuple[int, Lang], ...]:
    return ((1, "en"), (2, "zh"))


def _facts(about: About) -> list[tuple[str, Text]]:
    facts: list[tuple[str, Any]] = [("单位 / Organisation", about.organisation)]
    if about.period.en:
        facts.append(("时期 / Period", about.period))
    if about.duty.due:
        facts.append(("期限 / Due", Text(about.duty.due.isoformat())))
    if about.dataset.description:
        facts.append(("内容 / What", about.dataset.description))
    facts.append(("方案 / Plan", about.plan.title))
    return facts
