"""One method on one file: which column is which input, the method itself, and what stands beside its result."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.methods.calc.clean import Input, flags_of, read_input, refuse_wrong
from qualicity.methods.calc.groups import make_groups
from qualicity.methods.calc.names import literal, quoted
from qualicity.methods.calc.source import Source
from qualicity.methods.compile import INPUT, method_sql, run_over_arrays
from qualicity.methods.registry import Column, Method

FLAGS = "flags"
"""The column that names what was impossible in a row, `;` between."""


@dataclass(frozen=True, slots=True)
class Calculated:
    """A result: the SQL that gives it, its columns' `headers`, and what a person should know."""

    sql: str
    headers: tuple[str, ...]
    notes: tuple[Text, ...]


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
    matched = _match(source, method, renamed or {})
    inputs = [read_input(c, f"_c{n}", source.types[n]) for c, n in matched.items()]
    refuse_wrong(db, source, inputs)
    inputs, notes = _settled(db, inputs)
    notes += [*_near_misses(source, method, matched), *_unknown_values(db, method, given, inputs)]
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
    beside = _beside(source.headers, outputs)
    notes += [
        Text(f"the file's column '{h}' is kept as '{b}'", f"文件中的列“{h}”保留为“{b}”")
        for h, b in zip(source.headers, beside, strict=True)
        if h != b
    ]
    numbers = {i.place for i in inputs if typed and i.column.type in ("number", "integer")}
    carried_sql = ", ".join(_carried(f"_c{n}", t, numbers) for n, t in enumerate(source.types))
    made = ", ".join(map(quoted, outputs))
    rows = _rows(db, method, given, inputs)
    return Calculated(
        f"select {carried_sql}, {made}, _flags from {rows}", (*beside, *outputs, FLAGS), tuple(notes)
    )


def _rows(
    db: duckdb.DuckDBPyConnection, method: Method, given: Mapping[str, Any], inputs: Sequence[Input]
) -> str:
    """Every row of the file with the method's outputs beside it, in the file's order."""
    typed = [f"{i.value} as {quoted(i.column.name)}" for i in inputs]
    columns = ", ".join(["* exclude (_row)", *typed, f"{flags_of(inputs)} as _flags"])
    db.execute(f"create or replace temp view {INPUT} as select {columns} from _source")
    if not method.arrays:
        return f"({method_sql(db, method.run, given)})"
    run_over_arrays(db, method, f"select * from {INPUT}", given, "_made")
    return f"{INPUT} positional join _made"


def _carried(place: str, kind: str, numbers: Collection[str]) -> str:
    return f"try_cast(trim({place}) as double)" if place in numbers and kind == "VARCHAR" else place


def _beside(headers: Sequence[str], outputs: Sequence[str]) -> list[str]:
    """The file's columns under their own names, but for those that the result needs."""
    return [f"input_{h}" if h in outputs or h == FLAGS else h for h in headers]


def _match(source: Source, method: Method, renamed: Mapping[str, str]) -> dict[Column, int]:
    """The place of each input in the file, by exact name. Errors: `UsageError` for what does not fit."""
    names = [c.name for c in method.inputs]
    for column, wanted in renamed.items():
        if column not in source.headers:
            raise _unknown(
                f"the file has no column '{column}'", f"文件中没有列“{column}”", column, source.headers
            )
        if wanted not in names:
            raise _unknown(
                f"{method.name} has no input '{wanted}'", f"{method.name} 没有输入“{wanted}”", wanted, names
            )
    headers = [renamed.get(h, h) for h in source.headers]
    found = {c: headers.index(c.name) for c in method.inputs if c.name in headers}
    missing = [c for c in method.inputs if c.required and c not in found]
    if missing:
        raise _missing(source, method, missing)
    return found


def _missing(source: Source, method: Method, missing: Sequence[Column]) -> UsageError:
    told, says, maps = [], [], []
    for column in missing:
        near = _near(column.name, source.headers)
        unit = f" ({column.unit})" if column.unit else ""
        hint, zh = (f"; is it '{near}'?", f"；是否为“{near}”？") if near else ("", "")
        told.append(f"column '{column.name}'{unit} is missing{hint}")
        says.append(f"缺少列“{column.name}”{unit}{zh}")
        maps += [f"--map '{near}={column.name}'"] if near else []
    there = ", ".join(source.headers)
    how, how_zh = (
        (f"\nif so, add: {' '.join(maps)}", f"\n如是，请加上：{' '.join(maps)}") if maps else ("", "")
    )
    return UsageError(
        Text(
            f"{source.path}: {'; '.join(told)}\n{method.name} matches columns by exact name; the file has: {there}{how}",
            f"{source.path}：{'；'.join(says)}\n{method.name} 按列名精确匹配；文件中的列：{there}{how_zh}",
        )
    )


def _near(name: str, headers: Sequence[str]) -> str | None:
    """The file's column that somebody may have meant: `PM2.5` for pm25, `O3_1h` for o3."""

    same = [h for h in headers if _plain(h) == _plain(name)]
    begins = [h for h in headers if _plain(h).startswith(_plain(name))]
    near = did_you_mean(name, headers)
    return next(iter([*same, *begins]), None) or next((h for h in headers if f"'{h}'" in near.en), None)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _unknown(en: str, zh: str, given: str, known: Sequence[str]) -> UsageError:
    near = did_you_mean(given, known)
    return UsageError(
        Text(f"{en}{near.en}; it has: {', '.join(known)}", f"{zh}{near.zh}；现有：{'、'.join(known)}")
    )


def _settled(db: duckdb.DuckDBPyConnection, inputs: Sequence[Input]) -> tuple[list[Input], list[Text]]:
    """The inputs as they have to be read, now that it is known which hold what is impossible; and what to tell."""
    if not inputs:
        return [], []
    limited = [i for i in inputs if i.column.most is not None]
    counted = [f"count(*) filter ({i.flagged or 'false'})" for i in inputs]
    counted += [f"count(*) filter ({i.sound} > {i.column.most!r}), count({i.sound})" for i in limited]
    found = list(db.execute(f"select {', '.join(counted)} from _source").fetchone() or ())
    over = dict(
        zip((i.place for i in limited), zip(*[iter(found[len(inputs) :])] * 2, strict=True), strict=True)
    )
    settled, notes = [], []
    for each, number in zip(inputs, found, strict=False):
        larger, there = over.get(each.place, (0, 0))
        if larger * 2 > there:
            settled.append(each.in_another_unit())
            notes.append(_told_unit(each.column, larger, there))
        else:
            settled.append(each if number else each.without_flags())
            notes += [_told_flag(each.column, number)] if number else []
    return settled, notes


def _told_unit(column: Column, larger: int, there: int) -> Text:
    unit = column.unit or "its unit"
    return Text(
        f"{column.name}: {larger} of {there} values are above {column.most:g} {unit}: the column is in another unit; "
        "all are flagged and taken as missing",
        f"{column.name}：{there} 个值中 {larger} 个大于 {column.most:g} {unit}：该列单位有误，全部标记并按缺测处理",
    )


def _near_misses(source: Source, method: Method, matched: Collection[Column]) -> list[Text]:
    """Optional inputs that the file seems to have under another name."""
    notes = []
    for column in method.inputs:
        near = [] if column in matched else [h for h in source.headers if _plain(h) == _plain(column.name)]
        if near:
            en = f"column '{column.name}' is not there; if '{near[0]}' is meant, add --map '{near[0]}={column.name}'"
            zh = f"没有列“{column.name}”；如指“{near[0]}”，请加上 --map '{near[0]}={column.name}'"
            notes.append(Text(en, zh))
    return notes


def _unknown_values(
    db: duckdb.DuckDBPyConnection, method: Method, given: Mapping[str, Any], inputs: Sequence[Input]
) -> list[Text]:
    """Values that a parameter lists (stations to leave out) and the file does not hold."""
    notes = []
    for p in method.parameters:
        place = next((i for i in inputs if i.column.name == p.of), None)
        for value in given[p.name] if place else ():
            if (
                place
                and not db.execute(
                    f"select 1 from _source where {place.value} = {literal(value)} limit 1"
                ).fetchone()
            ):
                en = f"{p.name}: no row has {p.of} '{value}'"
                notes.append(Text(en, f"{p.name}：没有 {p.of} 为“{value}”的行"))
    return notes


def _told_flag(column: Column, number: int) -> Text:
    unit = f" ({column.unit} is wanted)" if column.unit else ""
    wanted = f"（单位应为 {column.unit}）" if column.unit else ""
    return Text(
        f"{column.name}: {number} impossible value(s){unit}, flagged and taken as missing",
        f"{column.name}：{number} 个不可能的值{wanted}，已标记并按缺测处理",
    )
