"""A Table Schema as SQL: every rule over every row in one pass.

Source: Frictionless Table Schema v1, "Types and Formats" and "Constraints".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import duckdb

from qualicity.errors import Problem, QualicityError, Text, did_you_mean
from qualicity.evidence.known import known_from
from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.sql import SQL_TYPES, literal, name
from qualicity.plan import last_possible_day, parse_period
from qualicity.plan.tables import Constraints, Dataset, TableField, TableSchema

_Test = tuple[str, str, str]
"""A field, a rule, and the SQL condition of its being broken."""
_READING = {"required", "number", "integer", "date", "datetime", "boolean", "period", "known"}
"""The rules without which a value cannot be read at all."""
_ZONE = r":\d\d(\.\d+)? ?[+-]\d\d(:?\d\d)?$"
_WIDEST = {
    "number": ("-1.7976931348623157e308", "1.7976931348623157e308"),
    "integer": ("-9223372036854775807", "9223372036854775807"),
}
"""The limits of fields that declare none."""
_SPACED = ("number", "integer", "date")
"""Types that DuckDB reads alike with spaces around them."""
_SHAPES = {"integer": r"[+-]?\d+", "date": r"\d{4}-\d{2}-\d{2}", "boolean": "(?i)true|false"}

MESSAGES = {
    "required": Text("a value is required here", "此处必须填写"),
    "number": Text("is not a number", "不是数字"),
    "integer": Text("is not a whole number", "不是整数"),
    "date": Text("is not a date that exists; write it as 2016-09-18", "不是存在的日期；请写作 2016-09-18"),
    "datetime": Text("is not a time; write it as 2016-09-18T07:00", "不是有效时间；请写作 2016-09-18T07:00"),
    "boolean": Text("must be true or false", "应为 true 或 false"),
    "period": Text(
        "is not a period; write 2016, 2016-S1, 2016-Q3 or 2016-05",
        "不是有效时期；可写作 2016、2016-S1、2016-Q3 或 2016-05",
    ),
    "known": Text(
        "is not a date that exists; write 2017, 2017-09 or 2017-09-18",
        "不是存在的日期；可写作 2017、2017-09 或 2017-09-18",
    ),
    "enum": Text("is not one of the allowed values", "不在允许的取值之内"),
    "pattern": Text("does not have the required form", "格式不符合要求"),
    "minimum": Text("is below the smallest allowed value", "小于允许的最小值"),
    "maximum": Text("is above the largest allowed value", "大于允许的最大值"),
}


def typed_columns(rows: RowsOfFile, schema: TableSchema) -> str:
    """The select list that gives each field its type; empty and declared missing values become null."""
    return ", ".join(f"{_typed(rows, schema, field)} as {name(field.name)}" for field in schema.fields)


def check_rows(db: duckdb.DuckDBPyConnection, rows: RowsOfFile, dataset: Dataset) -> list[Problem]:
    """Every value against its field's type and constraints, and every row against its key."""
    schema = dataset.table_schema
    if schema is None:
        return []
    present = [f for f in schema.fields if f.name in rows.columns]
    apart = _set_apart(db, rows, schema, present)
    tests = [t for field in present for t in _tests(db, rows, schema, field, apart)]
    problems = _wrong_values(db, rows, schema, tests, apart)
    if len(present) == len(schema.fields):
        problems += _duplicates(db, rows, dataset, schema, tests)
    return problems


def check_references(
    db: duckdb.DuckDBPyConnection,
    rows: RowsOfFile,
    dataset: Dataset,
    tables: Mapping[str, str],
    *,
    own: bool = True,
) -> list[Problem]:
    """Foreign keys: in a plan's `own` file each unknown value once, else every place where it stands.

    (In a plan the other file may be what is wrong.) `tables` maps a dataset's id to SQL that its rows can
    be selected from.
    """
    problems: list[Problem] = []
    for key in dataset.table_schema.foreignKeys if dataset.table_schema else ():
        other, field = tables.get(key.reference.resource), name(key.reference.fields)
        if other is None or key.fields not in rows.columns:
            continue  # told as a missing file or column
        mine, theirs = (f"trim(cast({c} as varchar))" for c in (name(key.fields), field))
        found, more = rows.found(
            db,
            f"select {mine}, {'min(_record)' if own else '_record'} as stands, count(*) from {rows.table} "
            f"where nullif({mine}, '') is not null "
            f"and {mine} not in (select {theirs} from {other} o where {field} is not null) "
            f"group by 1{'' if own else ', 2'} order by stands",
        )
        known = db.execute(f"select distinct {theirs} from {other} o").fetchall() if found else []
        there, told = f"{key.reference.resource}.{key.reference.fields}", [str(r[0]) for r in known]
        near = {value: did_you_mean(str(value), told) for value in {f[0] for f in found}}
        for value, record, count in found:
            n, zh_n = (f" ({count} row{'s' if count > 1 else ''})", f"（{count} 行）") if own else ("", "")
            en = f"{key.fields}: '{value}'{n} does not stand in {there}{near[value].en}"
            zh = f"{key.fields}：“{value}”{zh_n}不在 {there} 中{near[value].zh}"
            problems.append(rows.problem(record, key.fields, "unknown-reference", en, zh, value))
        problems += more
    return problems


def _text(rows: RowsOfFile, schema: TableSchema, field: TableField) -> str:
    column = name(field.name)
    if field.name in rows.typed:
        return column
    trimmed = f"trim({column})" if field.name in rows.padded else column
    missing = {m for m in schema.missingValues if m}
    if not missing and trimmed == column:
        return column  # an empty cell is null already
    listed = ", ".join(literal(m) for m in sorted({"", *missing}))
    return f"(case when {trimmed} in ({listed}) then null else {trimmed} end)"


def _typed(rows: RowsOfFile, schema: TableSchema, field: TableField) -> str:
    kind = SQL_TYPES[field.type]
    text = _text(rows, schema, field)
    return text if kind == "VARCHAR" else f"try_cast({text} as {kind})"


def _tests(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, schema: TableSchema, field: TableField, table: str
) -> Iterable[_Test]:
    text, typed, limits = _text(rows, schema, field), _typed(rows, schema, field), field.constraints
    unread = "false"
    if limits.required:
        yield field.name, "required", f"{text} is null"
    if field.type in ("period", "known"):
        wrong = _wrong_dates(db, table, text, field.type)
        if wrong:
            yield field.name, field.type, f"{text} in ({', '.join(literal(w) for w in wrong)})"
    elif SQL_TYPES[field.type] != "VARCHAR":
        shape = _SHAPES.get(field.type)
        # a value that is written as DuckDB would write it needs no closer look
        mismatch = (
            f" or (cast({typed} as varchar) <> {text} and not regexp_full_match({text}, {literal(shape)}))"
            if shape and field.name not in rows.typed
            else ""
        )
        if (
            field.type == "datetime" and field.name not in rows.typed
        ):  # which hour it is here is not for us to say
            mismatch = f" or (length({text}) > 16 and regexp_matches({text}, {literal(_ZONE)}))"
        finite = f" or not isfinite({typed})" if field.type == "number" else ""
        unread = f"{typed} is null{mismatch}{finite}"  # such a value is beyond no limit
        yield field.name, field.type, f"{text} is not null and ({unread})"
    if limits.enum is not None:
        yield field.name, "enum", f"{text} not in ({', '.join(literal(e) for e in limits.enum)})"
    if limits.pattern is not None:
        yield (
            field.name,
            "pattern",
            f"not regexp_full_match(cast({text} as varchar), {literal(limits.pattern)})",
        )
    if limits.minimum is not None:
        yield field.name, "minimum", f"{typed} < {limits.minimum} and not ({unread})"
    if limits.maximum is not None:
        yield field.name, "maximum", f"{typed} > {limits.maximum} and not ({unread})"


def _wrong_dates(db: duckdb.DuckDBPyConnection, table: str, text: str, kind: str) -> list[str]:
    read = parse_period if kind == "period" else last_possible_day
    wrong = []
    for (value,) in db.execute(f"select distinct {text} from {table} where {text} is not null").fetchall():
        try:
            read(str(value))
        except QualicityError:
            wrong.append(str(value))
    return wrong


def _set_apart(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, schema: TableSchema, present: Sequence[TableField]
) -> str:
    """The table of those rows that may break a rule, made in one pass over all; notes which columns are padded."""
    apart = name("apart " + rows.table.strip('"'))
    screen = [s for field in present for s in _screen(db, rows, schema, field)]
    db.execute(
        f"create or replace temp table {apart} as from {rows.table} where {' or '.join(screen) or 'false'}"
    )
    texts = [f.name for f in present if f.name not in rows.typed]
    if texts:
        found = db.execute(
            f"select {', '.join(f'bool_or({_spaces(t)})' for t in texts)} from {apart}"
        ).fetchall()
        rows.padded = frozenset(t for t, some in zip(texts, found[0], strict=True) if some)
    return apart


def _spaces(field: str) -> str:
    return f"({name(field)} < '!' or ends_with({name(field)}, ' '))"


def _screen(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, schema: TableSchema, field: TableField
) -> Iterable[str]:
    """Conditions that hold wherever one of the field's tests does, and nearly nowhere else, but are quicker.

    A number's limits are tried together, and a date must be written as DuckDB writes it.
    Spaces around a value are looked for where they could change what is read.
    """
    own = {rule: condition for _, rule, condition in _tests(db, rows, schema, field, rows.table)}
    text, typed = _text(rows, schema, field), _typed(rows, schema, field)
    if field.name not in rows.typed and (field.type not in _SPACED or text != name(field.name)):
        yield _spaces(field.name)
    if field.type in _WIDEST:
        given = (field.constraints.minimum, field.constraints.maximum)
        least, most = (w if v is None else v for v, w in zip(given, _WIDEST[field.type], strict=True))
        yield f"not coalesce({typed} between {least} and {most}, {text} is null)"
        own = {rule: c for rule, c in own.items() if rule not in ("number", "minimum", "maximum")}
    elif field.type == "date" and field.name not in rows.typed:
        yield f"not coalesce(cast({typed} as varchar) = {text}, {text} is null)"
        del own["date"]
    yield from own.values()


def _wrong_values(
    db: duckdb.DuckDBPyConnection,
    rows: RowsOfFile,
    schema: TableSchema,
    tests: Sequence[_Test],
    apart: str,
) -> list[Problem]:
    if not tests:
        return []
    cases = ", ".join(
        f"case when {condition} then {{f: {literal(field)}, r: {literal(rule)}, v: cast({name(field)} as varchar)}} end"
        for field, rule, condition in tests
    )
    each = f"(select _record, unnest([{cases}]) as e from {apart})"
    found, more = rows.found(
        db, f"select _record, e.f, e.r, e.v from {each} where e is not null order by all"
    )
    limits = {f.name: f.constraints for f in schema.fields}
    problems: list[Problem] = []
    for record, column, rule, value in found:
        said, extra = MESSAGES[rule], _extra(limits[column], rule)
        shown = "" if rule == "required" else f" '{value}'"
        en, zh = f"{column}:{shown} {said.en}{extra}", f"{column}：{shown} {said.get('zh')}{extra}"
        problems.append(rows.problem(record, column, f"value-{rule}", en, zh, value))
    return problems + more


def _extra(limits: Constraints, rule: str) -> str:
    """What the rule allows, where the sentence does not say it."""
    match rule:
        case "enum":
            return ": " + ", ".join(limits.enum or ())
        case "pattern" | "minimum" | "maximum":
            return f": {getattr(limits, rule)}"
    return ""


def _duplicates(
    db: duckdb.DuckDBPyConnection,
    rows: RowsOfFile,
    dataset: Dataset,
    schema: TableSchema,
    tests: Sequence[_Test],
) -> list[Problem]:
    """Rows with one identity that became known at one time: only one of them can stand.

    A row whose key cannot be read has been told already: it is like no other.
    """
    key = list(schema.primaryKey)
    if not isinstance(dataset.known, str) and dataset.known.field:
        key.append(dataset.known.field)
    columns = ", ".join(name(k) for k in schema.primaryKey)
    unread = " or ".join(c for field, rule, c in tests if field in key and rule in _READING) or "false"
    known, typed = known_from(dataset), typed_columns(rows, schema)
    # hashes are quicker compared than keys: only the few rows that share one are looked at closely
    hashed = (
        f"select _record, hash({columns}, {known}) as _hash from (select _record, {typed} from {rows.table})"
    )
    again = (
        "select _record from hashed where _hash in (select _hash from hashed group by 1 having count(*) > 1)"
    )
    alike = f"(from {rows.table} where _record in ({again}))"
    found, more = rows.found(
        db,
        f"with hashed as materialized ({hashed}) select _record, first from (select _record, _unread, "
        f"min(if(_unread, null, _record)) over (partition by {columns}, {known}) as first "
        f"from (select _record, coalesce({unread}, false) as _unread, {typed} from {alike})) "
        "where _record > first and not _unread order by _record",
    )
    told = " + ".join(key)
    return [
        rows.problem(
            record,
            None,
            "duplicate-row",
            f"the same {told} as on line {rows.line(first)}; keep one of the two rows",
            f"与第 {rows.line(first)} 行的 {told} 相同；请只保留一行",
        )
        for record, first in found
    ] + more
