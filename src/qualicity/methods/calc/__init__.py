"""A method on a file, without a plan: CSV, Parquet, workbook or boundaries in, a table out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualicity.errors import Lang, Text, UsageError
from qualicity.methods.calc.calculate import FLAGS, calculate, result_columns
from qualicity.methods.calc.chart import drawn, refuse_chart, write_chart
from qualicity.methods.calc.source import open_table, suffix_of
from qualicity.methods.calc.write import refuse_place, write_result
from qualicity.methods.registry import method

__all__ = ["FLAGS", "calculate_file", "drawn", "open_table"]


def calculate_file(
    name: str,
    file: Path,
    out: Path | None = None,
    *,
    arguments: Mapping[str, Any] | None = None,
    renamed: Mapping[str, str] | None = None,
    chart: Path | None = None,
    lang: Lang = "en",
) -> tuple[Text, ...]:
    """Run the method `name` on a file; write the result to `out`, or as CSV to the standard output.

    `arguments` are the method's parameters, `renamed` the columns that hold an input under another name
    (column → input). `chart` is where a drawing of the result goes, where the method has one. Returns: what a
    person should know (values set aside, columns renamed), and what the method says of its result.
    Errors: `UsageError` for a file, column, cell or parameter that does not fit, and says which.
    """
    import duckdb

    found = method(name)
    if found.meant:
        file, arguments = found.meant(file, arguments or {})
    if out:
        refuse_place(out)
    if chart:
        refuse_chart(found, chart)
    if out and found.key and out.exists() and file.exists() and out.samefile(file):
        en = f"{out}: the result has other rows than the file, which would be lost: write it to another"
        raise UsageError(Text(en, f"{out}：结果的行与文件不同，原有数据将丢失：请写入另一个文件"))
    with duckdb.connect() as db:
        source = open_table(db, file)
        result = calculate(db, source, found, arguments or {}, renamed, typed=_typed(out))
        write_result(db, result, out)
        made = result_columns(db, found, result) if found.tells or chart else {}
    if chart:
        write_chart(found, made, chart, lang)
    return (*result.notes, *(found.tells(made) if found.tells else ()))


def _typed(out: Path | None) -> bool:
    """Whether the result's cells have types: a CSV's are texts, and stay as they are."""
    return out is not None and suffix_of(out) in (".parquet", ".xlsx")
