"""One method on one file: which column is which input, the method itself, and what stands beside its result."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.methods.calc.clean import Input, flags_of, read_input, refuse_wrong, settle
from qualicity.methods.calc.groups import make_groups
from qualicity.methods.calc.match import match_columns, near_misses
from qualicity.methods.calc.names import literal, quoted
from qualicity.methods.calc.source import Source
from qualicity.methods.registry import Method
from qualicity.methods.running import INPUT, method_sql, read_arrays, run_over_arrays

FLAGS = "flags"
"""The column that names what was impossible in a row, `;` between."""


@dataclass(frozen=True, slots=True)
class Calculated:
    """A result: the SQL that gives it, its columns' `headers`, and what a person should know.

    `kept` is the SQL of the inputs, where each has its row in the result.
    """

    sql: str
    headers: tuple[str, ...]
    notes: tuple[Text, ...]
    kept: str = ""


def calculate(
    db: duckdb.DuckDBPyConnection,
    source: Source,
    method: Method,
    arguments: Mapping[str, Any],
    renamed: Mapping[str, str] | None = None,
    *,
    typed: bool = False,
) -> Calculated:
    """Run a method on a file that `open_table` opened; `renamed` says which column holds an input (column → input).

    Columns of the file that are no inputs are carried as they stand: all of them where the method keeps rows;
    where it makes rows of its own, those with one value for each `by` (a station, a case). One that is called as
    one of the results is carried as `input_<name>`. `typed` makes numbers of the inputs that are numbers, where the
    file has texts.
    Errors: `UsageError` for a missing column, a cell of a wrong type, an unknown or wrong parameter.
    """
    given = method.arguments(arguments)
    refuse_files(method, given)
    method = method.opened(given, source.headers)
    matched = match_columns(source, method, renamed or {}, method.named(arguments))
    inputs = [read_input(c, f"_c{n}", source.types[n]) for c, n in matched.items()]
    refuse_wrong(db, source, inputs)
    inputs, notes = settle(db, inputs)
    notes += [*near_misses(source, method, matched), *_unknown_values(db, method, given, inputs)]
    present = {c.name for c in matched}
    absent = {c.name for c in method.inputs} - present
    outputs = [c.name for c in method.outputs if c.of not in absent]
    if not method.keeps_rows(present):
        carried, dropped, told_twice = make_groups(db, source, method, given, inputs, outputs)
        notes += told_twice
        if dropped:
            told = ", ".join(dropped)
            notes.append(
                Text(
                    f"not carried, for they differ within a row of the result: {told}",
                    f"未保留的列（结果的一行内取值不同）：{told}",
                )
            )
        headers = [*outputs, *_beside(carried, outputs), FLAGS]
        return Calculated(
            "select * exclude (_order) from _rows order by _order", tuple(headers), tuple(notes)
        )
    headers = [source.headers[n] for n in source.carried]
    beside = _beside(headers, outputs)
    notes += [
        Text(f"the file's column '{h}' is kept as '{b}'", f"文件中的列“{h}”保留为“{b}”")
        for h, b in zip(headers, beside, strict=True)
        if h != b
    ]
    numbers = {i.place for i in inputs if typed and i.column.type in ("number", "integer")}
    kept = [_carried(f"_c{n}", source.types[n], numbers) for n in source.carried]
    # an input may be called as an output where the method takes all columns of the file
    results = [f"_made.{quoted(o)}" if method.arrays else quoted(o) for o in outputs]
    made = ", ".join([*kept, *results, "_flags"])
    rows = _rows(db, method, given, inputs)
    return Calculated(f"select {made} from {rows}", (*beside, *outputs, FLAGS), tuple(notes), _typed(inputs))


def refuse_files(method: Method, given: Mapping[str, Any]) -> None:
    """Errors: `UsageError` for a parameter that names a file which is not there."""
    for parameter, path in method.files(given).items():
        if not path.is_file():
            near = did_you_mean(path.name, [p.name for p in path.parent.glob("*")])
            raise UsageError(
                Text(
                    f"{parameter}={path}: there is no such file{near.en}",
                    f"{parameter}={path}：文件不存在{near.zh}",
                )
            )


def result_columns(db: duckdb.DuckDBPyConnection, method: Method, result: Calculated) -> dict[str, Any]:
    """The result of a method over arrays that `calculate` ran, by column: as `Method` says that columns are.

    A method of rows keeps its inputs: they are columns of the result too.
    """
    kept = read_arrays(db, result.kept, method.inputs) if result.kept else {}
    return kept | read_arrays(db, "select * from _made", method.outputs)


def _rows(
    db: duckdb.DuckDBPyConnection, method: Method, given: Mapping[str, Any], inputs: Sequence[Input]
) -> str:
    """Every row of the file with the method's outputs beside it, in the file's order."""
    flags = f"{flags_of(inputs)} as _flags"
    if (
        method.arrays
    ):  # its inputs may be called as its outputs, or N beside n, which a view cannot tell apart
        run_over_arrays(db, method, _typed(inputs), given, "_made")
        return f"(select *, {flags} from _source) positional join _made"
    columns = ", ".join(["* exclude (_row)", *_named(inputs), flags])
    db.execute(f"create or replace temp view {INPUT} as select {columns} from _source")
    return f"({method_sql(db, method.run, given)})"


def _named(inputs: Sequence[Input]) -> list[str]:
    return [f"{i.value} as {quoted(i.column.name)}" for i in inputs]


def _typed(inputs: Sequence[Input]) -> str:
    """The inputs as a method over arrays is given them, row by row."""
    return f"select {', '.join(_named(inputs))} from _source"


def _carried(place: str, kind: str, numbers: Collection[str]) -> str:
    return f"try_cast(trim({place}) as double)" if place in numbers and kind == "VARCHAR" else place


def _beside(headers: Sequence[str], outputs: Sequence[str]) -> list[str]:
    """The file's columns under their own names, but for those that the result needs."""
    return [f"input_{h}" if h in outputs or h == FLAGS else h for h in headers]


def _unknown_values(
    db: duckdb.DuckDBPyConnection, method: Method, given: Mapping[str, Any], inputs: Sequence[Input]
) -> list[Text]:
    """Values that a parameter lists (stations to leave out) and the file does not hold."""
    notes = []
    for p in method.parameters:
        place = next((i for i in inputs if i.column.name == p.of), None)
        if place is None:
            continue
        for value in given[p.name]:
            sql = f"select 1 from _source where {place.value} = {literal(value)} limit 1"
            if not db.execute(sql).fetchone():
                en = f"{p.name}: no row has {p.of} '{value}'"
                notes.append(Text(en, f"{p.name}：没有 {p.of} 为“{value}”的行"))
    return notes
