"""A file's columns → a method's typed inputs: what is missing, what is impossible, what is no number at all.

Missing is missing, in whatever way a table says so. An impossible value (below or above what can be, an hour 25)
is set aside and named in the row's `flags`. A text in a column of numbers is a mistake of the file: refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from qualicity.errors import Text, UsageError
from qualicity.methods.calc.names import literal
from qualicity.methods.calc.source import SHAPE, Source
from qualicity.methods.registry import Column

MISSING = ("", "na", "n/a", "nan", "null", "none", "-", "--", "—", "——", "*", "/")
"""How tables say that a value is missing (in any case of letters)."""
_TRUE, _FALSE = ("true", "t", "yes", "y", "1", "1.0", "是"), ("false", "f", "no", "n", "0", "0.0", "否")
_HOUR = r"(?:[ T]*(\d{1,2})(?:[:时点]?(\d{2})?分?(?::?(\d{2})(?:\.\d+)?)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
_TIME = r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?" + _HOUR
"""The parts of what has the shape of a time."""
_SHAPE = r"^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8})" + _HOUR
"""What a time looks like: 202012 is a month, and 2020111 may be two days."""
_FIRST, _LAST = 1900, 2199
"""Years that a time can be of: 1420070400 is a number of seconds."""
_LARGEST = 2**53
"""Beyond it a number does not tell one whole number from the next."""
_NUMERIC = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "FLOAT", "DOUBLE")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """One input in SQL: its typed `value` without what is impossible, its `flags`, and when it is `wrong`.

    `flagged` is true of a row with a flag, `wrong` of one whose cell is of another type; `flag` is its text.
    """

    column: Column
    place: str
    value: str
    flagged: str | None
    flag: str
    wrong: str | None
    sound: str = ""
    """The value where no row has a flag, if that is simpler."""

    def in_another_unit(self) -> Input:
        """The same of a column whose values are mostly too large: none of them is in the unit that is wanted."""
        there = f"({self.sound}) is not null"
        flag = f"coalesce({self.flag}, case when {there} then '{self.column.name}:unit' end)"
        return replace(self, value="cast(null as double)", flagged=there, flag=flag)

    def without_flags(self) -> Input:
        """The same of a file in which nothing is impossible: what need not be tried again takes no time."""
        return replace(self, value=self.sound or self.value, flagged=None, flag="null")


def read_input(column: Column, place: str, kind: str) -> Input:
    """How a declared input is read from the file's column `place`, which has DuckDB's type `kind`.

    Errors: `UsageError` for a type that can never hold it.
    """
    text = kind == "VARCHAR"
    if column.type == "text":
        value = f"nullif(trim({place}), '')" if text else f"cast({place} as varchar)"
        return Input(column, place, value, None, "null", None)
    if column.type in ("number", "integer"):
        if not text and kind not in _NUMERIC and not kind.startswith("DECIMAL"):
            raise _mistyped(column, kind)
        return _number(column, place, text, whole=column.type == "integer")
    if column.type == "geometry":
        if kind == SHAPE:
            return Input(column, place, place, None, "null", None)
        if not text:
            raise _mistyped(column, kind)
        missing = _is(f"lower(trim({place}))", MISSING)
        return Input(column, place, f"case when not {missing} then trim({place}) end", None, "null", None)
    if column.type == "boolean":
        if kind == "BOOLEAN":
            return Input(column, place, place, None, "null", None)
        said = f"lower(trim(cast({place} as varchar)))"
        value = f"case when {_is(said, _TRUE)} then true when {_is(said, _FALSE)} then false end"
        return Input(column, place, value, None, "null", f"not {_is(said, (*MISSING, *_TRUE, *_FALSE))}")
    return _moment(column, place, kind)


def _number(column: Column, place: str, text: bool, *, whole: bool) -> Input:
    kind = "bigint" if whole else "double"
    raw = f"try_cast(trim({place}) as double)" if text else f"cast({place} as double)"
    wrong = None
    if text:
        if column.halves:
            below = f"regexp_extract(trim({place}), '^<\\s*([0-9.eE+-]+)$|^([0-9.eE+-]+)\\s*[lL]$', {{}})"
            raw = f"coalesce({raw}, try_cast(concat({below.format(1)}, {below.format(2)}) as double) / 2)"
        missing = _is(f"lower(trim({place}))", MISSING)
        written = f"{raw} is null or contains({place}, '_')"  # DuckDB reads 1_5 as 15
        wrong = f"not ({missing}) and ({written}{f' or {raw} <> floor({raw})' if whole else ''})"
    elif whole:
        wrong = f"{raw} <> floor({raw}) and not isnan({raw})"
    tests = [] if column.infinite else [(f"isinf({raw})", f"{column.name}:infinite")]
    if column.least is not None:
        tests.append((f"{raw} < {column.least!r}", f"{column.name}<{column.least:g}"))
    most = _LARGEST if whole and column.most is None else column.most
    if most is not None:  # to DuckDB nothing is larger than no number
        tests.append((f"{raw} > {most!r} and not isnan({raw})", f"{column.name}>{most:g}"))
    flagged = " or ".join(f"({t})" for t, _ in tests) or "false"
    flag = "case " + " ".join(f"when {t} then '{said}'" for t, said in tests) + " end" if tests else "null"
    value = f"case when not isnan({raw}) and not ({flagged}) then try_cast({raw} as {kind}) end"
    sound = f"case when not isnan({raw}) then try_cast({raw} as {kind}) end"
    return Input(column, place, value, flagged, flag, wrong, sound)


def _moment(column: Column, place: str, kind: str) -> Input:
    wanted = "date" if column.type == "date" else "timestamp"
    dated = kind == "DATE" and wanted == "date"  # a day is no time of it
    if dated or (kind.startswith("TIMESTAMP") and "TIME ZONE" not in kind):
        return Input(column, place, f"cast({place} as {wanted})", None, "null", None)
    if kind not in ("VARCHAR", "BIGINT", "INTEGER"):
        raise _mistyped(column, kind)
    said = f"trim(cast({place} as varchar))"
    part = [f"nullif(regexp_extract({said}, '{_TIME}', {n}), '')" for n in range(1, 7)]
    day = f"try_cast(concat({part[0]}, '-', lpad({part[1]}, 2, '0'), '-', lpad({part[2]}, 2, '0')) as date)"
    hour, minute, second = (f"coalesce(cast({p} as bigint), 0)" for p in part[3:])
    clock = f"{hour} < 24 and {minute} < 60 and {second} < 60"
    midnight = f"{hour} = 24 and {minute} = 0 and {second} = 0"
    fine = f"{part[0]} between '{_FIRST}' and '{_LAST}' and ({clock} or {midnight})"
    seconds = f"{hour} * 3600 + {minute} * 60 + {second}"
    moment = f"case when {fine} then cast({day} as timestamp) + to_seconds({seconds}) end"
    value = f"cast({moment} as date)" if wanted == "date" else moment
    whole = f"regexp_matches({said}, '{_SHAPE}')"
    shaped = whole if wanted == "date" else f"({whole} and {part[3]} is not null)"  # a day is no time of it
    missing = _is(f"lower({said})", MISSING)
    flagged = f"({shaped} and {moment} is null)"
    flag = f"case when {flagged} then '{column.name}:impossible' end"
    return Input(column, place, value, flagged, flag, f"not ({missing}) and not {shaped}")


def _mistyped(column: Column, kind: str) -> UsageError:
    wanted = _WANTED[column.type]
    return UsageError(
        Text(
            f"column '{column.name}' holds {kind}, but a {wanted.en} is wanted",
            f"列“{column.name}”的类型是 {kind}，应为{wanted.zh}",
        )
    )


def refuse_wrong(db: duckdb.DuckDBPyConnection, source: Source, inputs: Sequence[Input]) -> None:
    """Errors: `UsageError` for the first cell of each column that is not of the column's type."""
    asked = [i for i in inputs if i.wrong]
    if not asked:
        return
    chosen = ", ".join(f"min(_row) filter ({i.wrong}), count(*) filter ({i.wrong})" for i in asked)
    found = db.execute(f"select {chosen} from _source").fetchone() or ()
    told: list[Text] = []
    for n, each in enumerate(asked):
        row, number = found[2 * n], found[2 * n + 1]
        if row is None:
            continue
        (cell,) = db.execute(
            f"select cast({each.place} as varchar) from _source where _row = {int(row)}"
        ).fetchone() or ("",)
        at, name = source.place(row), each.column.name
        more = Text(f" ({number - 1} more)", f"（另有 {number - 1} 处）") if number > 1 else Text("", "")
        wanted, how = _WANTED[each.column.type], _HOW if each.column.type == "number" else Text("", "")
        told.append(
            Text(
                f"{source.path}: {at.en}, column '{name}': '{cell}' is no {wanted.en}{more.en}{how.en}",
                f"{source.path}：{at.zh}，列“{name}”：“{cell}”不是{wanted.zh}{more.zh}{how.zh}",
            )
        )
    if told:
        raise UsageError(Text("\n".join(t.en for t in told), "\n".join(str(t.zh) for t in told)))


_WANTED = {
    "number": Text("number", "数值"),
    "integer": Text("whole number", "整数"),
    "boolean": Text("yes or no (true/false, 1/0, yes/no)", "是或否（true/false、1/0、是/否）"),
    "time": Text("time such as 2020-03-26 18:00", "时间（如 2020-03-26 18:00）"),
    "date": Text("date such as 2020-03-26", "日期（如 2020-03-26）"),
    "geometry": Text("shape (of a file of boundaries, or WKT)", "几何图形（边界文件中的，或 WKT）"),
}


_HOW = Text(
    "; write it as 1234.5, without commas and units, or nothing where it is missing",
    "；请写作 1234.5，不带千分位逗号和单位；缺测请留空",
)


def _is(said: str, words: Sequence[str]) -> str:
    """Whether a text is one of these words; `in` would be a join to DuckDB, which keeps no order of rows."""
    return f"list_contains([{', '.join(map(literal, words))}], {said})"


def flags_of(inputs: Sequence[Input]) -> str:
    """A row's flags as SQL: null where nothing is impossible, which is found out first."""
    asked = [i for i in inputs if i.flagged]
    if not asked:
        return "cast(null as varchar)"
    some = " or ".join(f"coalesce({i.flagged}, false)" for i in asked)
    return f"case when {some} then concat_ws(';', {', '.join(i.flag for i in asked)}) end"


def settle(db: duckdb.DuckDBPyConnection, inputs: Sequence[Input]) -> tuple[list[Input], list[Text]]:
    """The inputs as they have to be read, now that it is known which hold what is impossible; and what to tell."""
    if not inputs:
        return [], []
    limited = [i for i in inputs if i.column.most is not None]
    flagged = [f"count(*) filter ({i.flagged or 'false'})" for i in inputs]
    larger = [f"count(*) filter ({i.sound} > {i.column.most!r})" for i in limited]
    sound = [f"count({i.sound})" for i in limited]
    counts = iter(
        db.execute(f"select {', '.join([*flagged, *larger, *sound])} from _source").fetchone() or ()
    )
    wrong = {i.place: next(counts) for i in inputs}
    above = {i.place: next(counts) for i in limited}
    there = {i.place: next(counts) for i in limited}
    settled, notes = [], []
    for each in inputs:
        place, number = each.place, wrong[each.place]
        if place in above and above[place] * 2 > there[place]:
            settled.append(each.in_another_unit())
            notes.append(_told_unit(each.column, above[place], there[place]))
        else:
            settled.append(each if number else each.without_flags())
            notes += [_told_flag(each.column, number)] if number else []
    return settled, notes


def _told_unit(column: Column, larger: int, there: int) -> Text:
    unit = f" {column.unit}" if column.unit else ""
    return Text(
        f"{column.name}: {larger} of {there} values are above {column.most:g}{unit}: the column is in another unit; "
        "all are flagged and taken as missing",
        f"{column.name}：{there} 个值中 {larger} 个大于 {column.most:g}{unit}：该列单位有误，全部标记并按缺测处理",
    )


def _told_flag(column: Column, number: int) -> Text:
    ends = ((column.least, "≥"), (column.most, "≤"))
    can = ", ".join(f"{sign} {end:g}" for end, sign in ends if end is not None)
    unit, unit_zh = (f"; unit: {column.unit}", f"，单位：{column.unit}") if column.unit else ("", "")
    wanted, wanted_zh = (f" (can be {can}{unit})", f"（应为 {can}{unit_zh}）") if can else ("", "")
    return Text(
        f"{column.name}: {number} impossible value(s){wanted}, flagged and taken as missing",
        f"{column.name}：{number} 个不可能的值{wanted_zh}，已标记并按缺测处理",
    )
