"""The Excel workbook of one duty: what is known is filled in and locked, what may stand in a cell is held by the cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from qualicity.errors import Lang, Text
from qualicity.evidence import Duty
from qualicity.evidence.headers import REASON
from qualicity.evidence.prepared import FIRST, MARK, NAMES
from qualicity.plan import Dataset, Plan, parse_period
from qualicity.portal.workbench.asked import Asked, Column, typed
from qualicity.portal.workbench.instructions import instructions
from qualicity.portal.workbench.kinds import MOST_ROWS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS, LISTS = Text("Data", "数据"), "_lists"
"""The sheets' names: that of the rows stands before every cell that is told of."""
_WHY = Text("Reason", "理由")
_WHEN = Text(
    "only where a value differs from what another dataset holds: why", "仅当数值与其他数据集已有值不同时填写"
)
_GREY, _LINE, _BAND = "#6B675F", "#C9C4B8", "#F1EEE6"


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook is for, in whose language, and its signed mark."""

    plan: Plan
    dataset: Dataset
    duty: Duty
    lang: Lang
    token: str

    @property
    def organisation(self) -> Text:
        """Who reports."""
        found = next((o.title for o in self.plan.organisations if o.id == self.duty.organisation), None)
        return found or Text(self.duty.organisation)

    @property
    def period(self) -> Text:
        """For when; "" where there is no period."""
        return parse_period(self.duty.period).title() if self.duty.period else Text("", "")

    @property
    def name(self) -> str:
        """The file's name."""
        return (
            "-".join(p for p in (self.duty.dataset, self.duty.organisation, self.duty.period) if p) + ".xlsx"
        )


@dataclass(slots=True)
class _Book:
    """A workbook on its way: its sheets and formats, and where each column stands."""

    book: Workbook
    about: About
    asked: Asked
    formats: dict[str, Format] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    beside: dict[int, int] = field(default_factory=dict)
    reason: int | None = None


def write(about: About, asked: Asked) -> bytes:
    """The workbook; the same bytes for the same content."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        opens = about.duty.opens or date(2000, 1, 1)
        book.set_properties(
            {"title": about.dataset.title.get(about.lang), "created": datetime.combine(opens, time())}
        )
        made = _Book(book, about, asked)
        made.formats = _formats(book)
        _place(made)
        sheet = book.add_worksheet(ROWS.get(about.lang))
        instructions(book.add_worksheet("说明 How to fill in"), book, about, asked)
        lists, mark = book.add_worksheet(LISTS), book.add_worksheet(MARK)
        for hidden in (lists, mark):
            hidden.hide()
        mark.write_string(0, 0, about.token)
        _columns(made, sheet)
        _rows(made, sheet, mark)
        _allow(made, sheet, lists)
        _page(made, sheet)
        mark.protect()
        lists.protect()
    return out.getvalue()


def _place(made: _Book) -> None:
    """A column for each field, and a grey one beside it where last period had a value."""
    n = 0
    for column in made.asked.columns:
        made.places.append(n)
        name = column.field.name
        if not column.key and any(row.get(name) for row in made.asked.last):
            n += 1
            made.beside[len(made.places) - 1] = n
        n += 1
    if made.asked.reasons is not None:
        made.reason = n


def _formats(book: Workbook) -> dict[str, Format]:
    line: dict[str, Any] = {"border": 1, "border_color": _LINE}
    head = {**line, "bold": True, "text_wrap": True, "valign": "top", "bg_color": _BAND}
    grey = {**line, "font_color": _GREY, "bg_color": _BAND}
    said = {
        "names": {"font_color": _GREY},
        "head": head,
        "head-last": {**head, "bold": False, "italic": True, "font_color": _GREY},
        "hint": {**grey, "text_wrap": True, "valign": "top", "font_size": 9},
    }
    for kind, layout in (
        ("text", {"num_format": "@"}),
        ("number", {"align": "right"}),
        ("date", {"num_format": "yyyy-mm-dd", "align": "left"}),
    ):
        said[f"{kind}"] = {**line, **layout, "locked": False}
        said[f"{kind}-column"] = {**layout, "locked": False}
        said[f"{kind}-fixed"] = {**grey, **layout}
    return {name: book.add_format(layout) for name, layout in said.items()}


def _kind(column: Column) -> str:
    if column.field.type in ("number", "integer"):
        return "number"
    return "date" if column.field.type == "date" else "text"


def _columns(made: _Book, sheet: Worksheet) -> None:
    """Headers: the names that the file is read by (hidden), what people read, and what may stand there."""
    lang, last = made.about.lang, made.asked.last_title
    sheet.set_row(NAMES - 1, None, made.formats["names"], {"hidden": True})
    sheet.set_row(NAMES, 32)
    sheet.set_row(NAMES + 1, 38)
    for n, column in enumerate(made.asked.columns):
        at, kind = made.places[n], _kind(column)
        width = max(12, min(32, 2 * len(column.title(lang))))
        sheet.set_column(at, at, width, made.formats[f"{kind}-column"])
        sheet.write_string(NAMES - 1, at, column.field.name, made.formats["names"])
        sheet.write_string(NAMES, at, column.title(lang), made.formats["head"])
        sheet.write_string(NAMES + 1, at, column.hint().get(lang), made.formats["hint"])
        if n in made.beside:
            sheet.set_column(made.beside[n], made.beside[n], 12, made.formats[f"{kind}-fixed"])
            sheet.write_string(NAMES, made.beside[n], last.get(lang), made.formats["head-last"])
            held = Text("held already, to compare", "已有数据，供对照")
            sheet.write_string(NAMES + 1, made.beside[n], held.get(lang), made.formats["hint"])
            title = made.about.dataset.title
            source = Text(
                f"What is held of {last.en}, from: {title.en}",
                f"{last.get('zh')}的已有数据，来源：{title.get('zh')}",
            )
            sheet.write_comment(NAMES, made.beside[n], source.get(lang), {"author": "Qualicity"})
    if made.reason is not None:
        sheet.set_column(made.reason, made.reason, 32, made.formats["text-column"])
        sheet.write_string(NAMES - 1, made.reason, REASON, made.formats["names"])
        sheet.write_string(NAMES, made.reason, _WHY.get(lang), made.formats["head"])
        sheet.write_string(NAMES + 1, made.reason, _WHEN.get(lang), made.formats["hint"])


def _rows(made: _Book, sheet: Worksheet, mark: Worksheet) -> None:
    """What is known: in the rows, and once more on the hidden sheet, so that what is filled in can be told from it.

    What the draft has was filled in by somebody: it counts again when the workbook comes back.
    """
    asked = made.asked
    fixed = {c.field.name: c.fixed for c in asked.columns if c.fixed}
    rows = [dict(r) for r in asked.rows] + [{}] * asked.spare
    for n, known in enumerate(rows):
        row = fixed | known
        at, prepared = FIRST - 1 + n, n < len(asked.rows)
        for c, column in enumerate(asked.columns):
            value, kind = row.get(column.field.name, ""), _kind(column)
            locked = bool(value) and (bool(column.fixed) or (column.key and prepared))
            cell = made.formats[f"{kind}-fixed" if locked else kind]
            _write(sheet, at, made.places[c], typed(column.field, value), cell)
            if value and n >= asked.drafted:
                _write(mark, at, made.places[c], typed(column.field, value), made.formats[f"{kind}-fixed"])
        last = asked.last[n] if n < len(asked.last) else {}
        for c, beside in made.beside.items():
            column = asked.columns[c]
            held = typed(column.field, last.get(column.field.name, ""))
            _write(sheet, at, beside, held, made.formats[f"{_kind(column)}-fixed"])
        if made.reason is not None and asked.reasons is not None:
            _write(sheet, at, made.reason, asked.reasons.get(n, ""), made.formats["text"])


def _write(sheet: Worksheet, row: int, column: int, value: str | float | date, layout: Format) -> None:
    """Text is written as text, whatever it begins with."""
    if value == "":
        sheet.write_blank(row, column, None, layout)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), layout)
    elif isinstance(value, float):
        sheet.write_number(row, column, value, layout)
    else:
        sheet.write_string(row, column, value, layout)


def _allow(made: _Book, sheet: Worksheet, lists: Worksheet) -> None:
    """Each column takes what its field takes, and says so where something else is typed."""
    lang = made.about.lang
    for n, column in enumerate(made.asked.columns):
        rule = _rule(column)
        if column.codes:
            for row, code in enumerate(column.codes):
                lists.write_string(row, n, code)
            letter = _letter(n)
            rule = {"validate": "list", "source": f"={LISTS}!${letter}$1:${letter}${len(column.codes)}"}
        if rule is None:
            continue
        title, hint = column.title(lang).removesuffix(" *"), column.hint().get(lang)
        wrong = Text(f"Here belongs: {hint}.", f"此处应填：{hint}。").get(lang)
        said = {"error_title": title[:32], "error_message": wrong[:255], "ignore_blank": True}
        at = made.places[n]
        sheet.data_validation(FIRST - 1, at, FIRST - 2 + MOST_ROWS, at, {**rule, **said})


def _rule(column: Column) -> dict[str, Any] | None:
    """What Excel's validation can hold of a field: numbers with their limits, and dates."""
    field, limits = column.field, column.field.constraints
    if field.type == "date":
        ends = {"minimum": date(1900, 1, 1), "maximum": date(9999, 12, 31)}
        return {"validate": "date", "criteria": "between", **ends}
    if field.type not in ("number", "integer"):
        return None
    kind = {"validate": "integer" if field.type == "integer" else "decimal"}
    least, most = limits.minimum, limits.maximum
    if least is not None and most is not None:
        return {**kind, "criteria": "between", "minimum": f"{least:f}", "maximum": f"{most:f}"}
    if most is not None:
        return {**kind, "criteria": "<=", "value": f"{most:f}"}
    return {**kind, "criteria": ">=", "value": "-1E15" if least is None else f"{least:f}"}


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _page(made: _Book, sheet: Worksheet) -> None:
    """Frozen headers, what is locked, and how it is printed."""
    keys = [n for n, c in enumerate(made.asked.columns) if c.key]
    first = _first_open(keys, made.places)
    sheet.freeze_panes(FIRST - 1, first)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(NAMES, NAMES + 1)
    about = made.about
    head = " · ".join(
        t.get(about.lang) for t in (about.dataset.title, about.organisation, about.period) if t.en
    )
    sheet.set_header(f"&L{head.replace('&', '&&')[:200]}")
    sheet.set_footer("&R&P / &N")
    place = next((made.places[n] for n, c in enumerate(made.asked.columns) if not c.key), 0)
    sheet.set_selection(FIRST - 1, place, FIRST - 1, place)


def _first_open(keys: Sequence[int], places: Sequence[int]) -> int:
    """The columns of the identity stay in sight where they come first."""
    run = 0
    while run in keys:
        run += 1
    return places[run] if run < len(places) else 0
