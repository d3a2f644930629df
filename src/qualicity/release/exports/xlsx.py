"""An Excel workbook: what it is on the first sheet, then a sheet for each table, with real types."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qualicity.errors import Text, UsageError
from qualicity.release.exports.book import Book
from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.shape import Field, Table
from qualicity.release.exports.sheet import LONGEST, TableSheet, longest
from qualicity.release.exports.texts import texts

_WIDEST = 60
_ROWS = 1_048_576
"""Excel takes no more rows in a sheet."""


def names(edition: Edition) -> tuple[str, ...]:
    """What `write` writes, in its order."""
    return (f"{edition.name}.xlsx",)


def write(edition: Edition, folder: Path) -> list[Path]:
    """Write `NAME.xlsx`: the sheet README, then the tables.

    Returns: the file.
    Errors: `UsageError` for more rows than a sheet takes.
    """
    for table in tables(edition):
        if len(table.rows) >= _ROWS:
            raise UsageError(
                Text(
                    f"{len(table.rows)} rows of {table.name} are more than a sheet takes; take CSV or Parquet",
                    f"{table.name} 有 {len(table.rows)} 行，超出工作表上限；请改用 CSV 或 Parquet",
                )
            )
    path = folder / f"{edition.name}.xlsx"
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Book(path, options) as book:
        book.set_properties({"title": edition.view.plan.title.en, "created": edition.made})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _readme(book.add_worksheet("README"), edition, formats)
        for table in tables(edition):
            _sheet(book.add_worksheet(table.name, TableSheet), table, formats)
    return [path]


def _readme(sheet: Worksheet, edition: Edition, formats: dict[str, Format]) -> None:
    """What the workbook is, its totals as formulas over its own sheets, and what each column means."""
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 3, _WIDEST)
    row = _identity(sheet, edition, formats)
    row = _totals(sheet, row + 1, edition, formats)
    for column, label in enumerate(("Sheet 工作表", "Column 列", "Meaning", "含义")):
        sheet.write_string(row + 1, column, label, formats["head"])
    meant = ((t.name, f.name, *_meaning(f)) for t in tables(edition) for f in t.fields)
    for n, words in enumerate(meant, row + 2):
        for column, said in enumerate(words):
            sheet.write_string(n, column, said, formats["wrap"])


def _identity(sheet: Worksheet, edition: Edition, formats: dict[str, Format]) -> int:
    """Which plan it is, in which state. Returns: the next row."""
    plan, row = edition.view.plan, 0
    for title in (plan.title.en, plan.title.zh):
        if title:
            sheet.write_string(row, 0, title, formats["title"])
            row += 1
    said = (
        ("Plan 方案", plan.id),
        ("Release 发布", edition.release.name if edition.release else "none: the live state 无（实时状态）"),
        ("As known on 截至该日已知", edition.view.scorecard.as_of),
        ("Checksum 校验和", edition.release.checksum if edition.release else None),
        ("Address 网址", edition.address("en") if edition.site else None),
    )
    for label, value in said:
        if value is not None:
            sheet.write_string(row, 0, label)
            _write(sheet, row, 1, value, formats)
            row += 1
    return row


def _totals(sheet: Worksheet, row: int, edition: Edition, formats: dict[str, Format]) -> int:
    """Rows of each sheet and targets of each status, counted by the workbook itself. Returns: the next row."""
    counted = [(t.name, f"=COUNTA({t.name}!A:A)-1", len(t.rows)) for t in tables(edition)]
    verdicts = next(t for t in tables(edition) if t.name == "verdicts")
    statuses = verdicts.column("status")
    at = [f.name for f in verdicts.fields].index("status")
    column = f"verdicts!{chr(ord('A') + at)}:{chr(ord('A') + at)}"
    by_status = [
        (status, f'=COUNTIF({column},"{status}")', statuses.count(status)) for status in sorted(set(statuses))
    ]
    for label, rows in (
        ("Rows of each sheet 各表行数", counted),
        ("Targets by status 各状态目标数", by_status),
    ):
        sheet.write_string(row, 0, label, formats["head"])
        for name, formula, value in rows:
            row += 1
            sheet.write_string(row, 0, name)
            sheet.write_formula(row, 1, formula, None, value)
        row += 2
    return row


def _meaning(field: Field) -> tuple[str, str]:
    """What a column means, with its codes where they are few."""
    codes = field.codes or {}
    if not codes or len(codes) > 12:
        return field.title.en, field.title.get("zh")
    en = ", ".join(f"{k} = {v.en}" for k, v in codes.items())
    zh = "，".join(f"{k} = {v.get('zh')}" for k, v in codes.items())
    return f"{field.title.en}: {en}", f"{field.title.get('zh')}：{zh}"


def _sheet(sheet: TableSheet, table: Table, formats: dict[str, Format]) -> None:
    """A table with its head frozen and a filter on every column."""
    for column, field in enumerate(table.fields):
        sheet.write_string(0, column, field.name, formats["head"])
        width = max(len(field.name), longest(texts(table)[field.name])) + 2
        sheet.set_column(column, column, min(_WIDEST, width))
    sheet.fill(table, formats["date"])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.fields) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format]) -> None:
    """A cell by its type; what begins like a formula stays text."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
    else:
        sheet.write_string(row, column, str(value)[:LONGEST])
