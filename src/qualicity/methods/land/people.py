"""The people of a zone: from a column of the zones, or from a table of its own, joined by a code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.registry import Column

np = lazy_module("numpy")

POPULATION = "population"
CODE = "code"
_LEAST = Column(POPULATION, "", "number", least=0)


def joining_column(table: Path, columns: Collection[str]) -> str:
    """The column by which a table of population joins zones with these columns.

    Errors: `UsageError` for a table without population, or with no one column that the zones have too.
    """
    import duckdb

    from qualicity.methods.calc.source import open_table

    with duckdb.connect() as db:
        source = open_table(db, table)
    if POPULATION not in source.headers:
        there = ", ".join(source.headers)
        en = f"{table}: the column '{POPULATION}' is missing; it has: {there}"
        raise UsageError(Text(en, f"{table}：缺少列“{POPULATION}”；现有：{there}"))
    shared = [h for h in source.headers if h in columns and h != POPULATION]
    if CODE in shared:
        return CODE
    if len(shared) != 1:
        told, other = ", ".join(shared) or "none", ", ".join(columns)
        raise UsageError(
            Text(
                f"{table}: it must share one column with the zones, by which they are joined; shared: {told} "
                f"(the zones have: {other}). Call it the same in both, or 'code'",
                f"{table}：须与区域边界有且只有一个同名列用于连接；现有同名列：{told}（区域边界的列：{other}）。"
                "请使两者列名一致，或都命名为 code",
            )
        )
    return shared[0]


def population_of(table: Path, by: str, codes: Sequence[Any]) -> Any:
    """The population of each of these codes; NaN where the table has none.

    Errors: `UsageError` for text in numbers, or two rows of one code that differ.
    """
    import duckdb

    from qualicity.methods.calc.clean import refuse_wrong
    from qualicity.methods.calc.source import open_table

    with duckdb.connect() as db:
        source = open_table(db, table)
        people = _input(source, _LEAST)
        refuse_wrong(db, source, [people])
        code = _input(source, Column(by, type="text"))
        rows = db.execute(f"select _row, {code.value}, {people.value} from _source order by _row").fetchall()
    known: dict[str, float] = {}
    for row, said, number in rows:
        if said is None or number is None:
            continue
        if known.setdefault(_plain(said), number) != number:
            at = source.place(row)
            en = f"{table}: {at.en}: a second row for {by} '{said}', with another population"
            raise UsageError(Text(en, f"{table}：{at.zh}：{by}“{said}”重复且人口不同"))
    return np.array([np.nan if c is None else known.get(_plain(c), np.nan) for c in codes], dtype=float)


def _input(source: Any, column: Column) -> Any:
    """A column of an open table, as `calc` reads it."""
    from qualicity.methods.calc.clean import read_input

    n = source.headers.index(column.name)
    return read_input(column, f"_c{n}", source.types[n])


def _plain(code: Any) -> str:
    """440604 and 440604.0 are one code."""
    return str(code).strip().removesuffix(".0")


def meant(file: Path, arguments: Mapping[str, Any]) -> tuple[Path, Mapping[str, Any]]:
    """FILE may be what is measured, with the zones as `zones=`; and `population=` a table instead of a column.

    Errors: `UsageError` for both orders at once.
    """
    given = dict(arguments)
    if zones := given.pop("zones", ""):
        if given.get("cover"):
            en = "give either the zones as FILE and cover=, or what is measured as FILE and zones="
            raise UsageError(
                Text(en, "请以区域边界作为 FILE 并给出 cover=，或以被测对象作为 FILE 并给出 zones=")
            )
        file, given["cover"] = Path(zones), str(file)
    table = str(given.get(POPULATION, ""))
    if table and Path(table).suffix and Path(table).is_file():
        given["population_table"] = str(given.pop(POPULATION))
    return file, given
