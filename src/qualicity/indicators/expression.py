"""A definition's expression: parsed, held against the dataset's fields and a whitelist, never trusted.

One SQL expression in DuckDB's dialect. Whatever is not listed here is refused: subqueries, tables,
files, settings, macros, lambdas and every function whose name is not known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from qualicity.errors import ExpressionError, Text, did_you_mean
from qualicity.indicators.arithmetic import defined, divisors
from qualicity.indicators.exact import exact
from qualicity.indicators.scope import Scope

AGGREGATES = (
    exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.Stddev, exp.StddevPop, exp.StddevSamp,
    exp.Variance, exp.VariancePop, exp.CountIf, exp.LogicalAnd, exp.LogicalOr, exp.Quantile, exp.PercentileCont,
)  # fmt: skip
SCALARS = (
    exp.Round, exp.Floor, exp.Ceil, exp.Abs, exp.Ln, exp.Log, exp.Exp, exp.Sqrt, exp.Pow, exp.Greatest,
    exp.Least, exp.Coalesce, exp.Nullif, exp.Case, exp.If, exp.Lower, exp.Upper, exp.Trim, exp.Year, exp.Month,
    exp.Day, exp.Sign,
)  # fmt: skip
_PLAIN = (
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.Paren, exp.EQ, exp.NEQ, exp.LT, exp.LTE,
    exp.GT, exp.GTE, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.Literal, exp.Boolean,
    exp.Null, exp.Column, exp.Identifier, exp.Filter, exp.Where, exp.Star, exp.Distinct,
    exp.WithinGroup, exp.Order, exp.Ordered, exp.Cast, exp.DataType,
)  # fmt: skip
_CAST_TO = {"DOUBLE", "BIGINT", "INT", "DATE", "TEXT", "VARCHAR", "BOOLEAN", "DECIMAL"}
_REFERENCE = re.compile(r"\[\s*([A-Za-z0-9][\w.-]*)\s*(?::\s*([A-Za-z0-9][\w.-]*)\s*)?\]")
_STRING = re.compile(r"'(?:[^']|'')*'")
MAX_LENGTH = 4_000
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Reference:
    """`[indicator]` or `[indicator:definition]` in an expression, as the column `column`."""

    indicator: str
    definition: str | None
    column: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: `sql` for DuckDB, the fields that it reads, the indicators it refers to.

    `aggregates` are the columns `_agg0`, `_agg1` … of a formula that has aggregates beside references;
    `divisors` is what the result is divided by: where one is zero there is no value.
    """

    sql: str
    fields: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    aggregates: tuple[tuple[str, str], ...] = ()
    divisors: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def _sound(
    read: Callable[..., Expression], text: str, fields: frozenset[str], *more: str | None
) -> Expression:
    return read(text, fields, *more)


def _read_once(
    read: Callable[..., Expression], text: str, fields: Collection[str], *more: str | None
) -> Expression:
    """What `read` makes of a text over these fields: a plan's expressions are the same at every computation."""
    try:
        return _sound(read, text, frozenset(fields), *more)
    except ExpressionError:
        return read(text, fields, *more)  # a scope knows more than names: why one may not be followed


def references(text: str) -> tuple[Reference, ...]:
    """The other indicators that an expression refers to, without checking anything else."""
    return _take_references(text)[1]


def aggregate(text: str, fields: Collection[str], where: str | None = None) -> Expression:
    """An aggregate over rows with these fields; `where` restricts the rows of each aggregate in it.

    Errors: `ExpressionError` naming the part that may not stand there.
    """
    return _read_once(_aggregate, text, fields, where)


def _aggregate(text: str, fields: Collection[str], where: str | None) -> Expression:
    tree, refs = _parse(text)
    if refs:
        raise _refuse(
            f"[{refs[0].indicator}] cannot stand here; only a definition's value refers to other indicators",
            f"此处不能引用 [{refs[0].indicator}]；只有口径的 value 可引用其他指标",
        )
    _check_aggregate(tree, fields)
    return _expression(_filtered(tree, fields, where))


def scalar(text: str, fields: Collection[str]) -> Expression:
    """An expression over one row: a filter, a breakdown, or a column of a method's input."""
    return _read_once(_scalar, text, fields)


def _scalar(text: str, fields: Collection[str]) -> Expression:
    tree, refs = _parse(text)
    if refs:
        raise _refuse(
            f"[{refs[0].indicator}] cannot stand in a row's expression", "行表达式中不能引用其他指标"
        )
    _walk(tree, fields, aggregates=False)
    return _expression(tree)


def is_formula(text: str | None) -> bool:
    """Whether an expression refers to other indicators."""
    return text is not None and bool(references(text))


def formula(text: str, fields: Collection[str] | None = None, where: str | None = None) -> Expression:
    """An expression over other indicators: `100.0 * [a] / [b]`.

    With the fields of a dataset it may have aggregates over its rows beside them: `sum(cost) / [gdp]`;
    then `sql` reads those as the columns that `aggregates` names.
    """
    tree, refs = _parse(text)
    if not refs:
        raise _refuse(
            "without 'from', an expression must refer to other indicators, as in [gdp]",
            "没有“from”时，表达式须引用其他指标，例如 [gdp]",
        )
    if fields is None or not tree.find(*AGGREGATES):
        _walk(tree, (), aggregates=False)
        return _expression(tree, refs)
    _check_aggregate(tree, fields)
    tree = _filtered(tree, fields, where)
    used = _names(tree)
    found: list[tuple[str, str]] = []

    def column(node: exp.Expression) -> exp.Expression:
        if isinstance(node, (exp.Filter, exp.WithinGroup, *AGGREGATES)):
            found.append((f"_agg{len(found)}", defined(_exactly(node)).sql("duckdb")))
            return exp.column(found[-1][0])
        return node

    read = _expression(_transform(tree, column), refs)
    return Expression(read.sql, used, refs, tuple(found), read.divisors)


def _expression(tree: exp.Expression, refs: tuple[Reference, ...] = ()) -> Expression:
    by = divisors(tree, AGGREGATES)
    sql = defined(_transform(tree, _exactly)).sql("duckdb")
    return Expression(sql, _names(tree), refs, (), by)


def _check_aggregate(tree: exp.Expression, fields: Collection[str]) -> None:
    _walk(tree, fields, aggregates=True)
    for column in _columns(tree):
        if not _is_reference(column) and not column.find_ancestor(exp.Filter, exp.WithinGroup, *AGGREGATES):
            raise _refuse(
                f"'{column.name}' stands outside of an aggregate; write avg({column.name}), max({column.name}) …",
                f"“{column.name}”不在聚合函数内；请写作 avg({column.name})、max({column.name}) 等",
            )
    for inner in tree.find_all(*AGGREGATES):
        if any(_is_reference(c) for c in inner.find_all(exp.Column)):
            raise _refuse(
                "another indicator cannot stand inside an aggregate; it has one value for each area and period",
                "聚合函数内不能引用其他指标；每个地区和时期它只有一个值",
            )
    if not tree.find(*AGGREGATES):
        raise _refuse(
            "the expression has no aggregate (count, sum, avg, …)",
            "表达式中没有聚合函数（count、sum、avg 等）",
        )


def _filtered(tree: exp.Expression, fields: Collection[str], where: str | None) -> exp.Expression:
    return tree if where is None else _restrict(tree, _checked_row(where, fields))


def _checked_row(text: str, fields: Collection[str]) -> exp.Expression:
    scalar(text, fields)
    return _parse(text)[0]


def _refuse(en: str, zh: str) -> ExpressionError:
    return ExpressionError(Text(en, zh))


def _take_references(text: str) -> tuple[str, tuple[Reference, ...]]:
    found: dict[tuple[str, str | None], Reference] = {}

    def column(match: re.Match[str]) -> str:
        key = (match[1], match[2])
        reference = found.setdefault(key, Reference(match[1], match[2], f"_ref{len(found)}"))
        return reference.column

    parts, at = [], 0
    for string in _STRING.finditer(text):  # brackets inside a string are text
        parts += [_REFERENCE.sub(column, text[at : string.start()]), string[0]]
        at = string.end()
    parts.append(_REFERENCE.sub(column, text[at:]))
    return "".join(parts), tuple(found.values())


def _parse(text: str) -> tuple[exp.Expression, tuple[Reference, ...]]:
    if len(text) > MAX_LENGTH:
        raise _refuse(
            f"the expression is longer than {MAX_LENGTH} characters", f"表达式超过 {MAX_LENGTH} 个字符"
        )
    if "_ref" in text or "--" in text or "/*" in text or ";" in text:
        raise _refuse(
            "comments, ';' and names with _ref may not stand here", "此处不能有注释、分号或含 _ref 的名称"
        )
    plain, refs = _take_references(text)
    try:
        statements = sqlglot.parse(f"select ({plain})", read="duckdb")
    except (SqlglotError, RecursionError, ValueError) as error:  # (a JSON path with a strange number)
        said = str(error).split("\n", 1)[0].replace("select (", "")
        raise _refuse(f"not an SQL expression: {said}", f"不是有效的 SQL 表达式：{said}") from None
    select = statements[0] if len(statements) == 1 else None
    if not isinstance(select, exp.Select) or len(select.expressions) != 1:
        raise _refuse("exactly one expression may stand here", "此处只能有一个表达式")
    if any(value for key, value in select.args.items() if key not in ("expressions", "kind") and value):
        raise _refuse("only an expression may stand here, no query", "此处只能写表达式，不能写查询")
    paren = select.expressions[0]
    if not isinstance(paren, exp.Paren) or paren.this is None:
        raise _refuse("exactly one expression may stand here", "此处只能有一个表达式")
    if _depth(paren) > MAX_DEPTH:
        raise _refuse(
            f"the expression is nested more than {MAX_DEPTH} deep", f"表达式嵌套超过 {MAX_DEPTH} 层"
        )
    try:
        duckdb.extract_statements(f"select ({paren.this.sql('duckdb')})")
    except (duckdb.Error, SqlglotError, RecursionError) as error:
        said = str(error).split("\n", 1)[0]
        raise _refuse(f"not an SQL expression: {said}", f"不是有效的 SQL 表达式：{said}") from None
    return _one_name(paren.this), refs


def _depth(tree: Any) -> int:
    deepest, stack = 0, [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in node.iter_expressions()]
    return deepest


def _walk(tree: exp.Expression, fields: Collection[str], *, aggregates: bool) -> None:
    for node in tree.walk():
        if node.error_messages():
            raise _refuse(f"'{node.key}' lacks a part", f"“{node.key}”缺少一部分")
        if isinstance(node, AGGREGATES):
            if not aggregates:
                raise _refuse(
                    f"{node.key}() is an aggregate; a row's expression has none", "行表达式中不能有聚合函数"
                )
            if node.find_ancestor(*AGGREGATES):
                raise _refuse("an aggregate cannot stand inside another", "聚合函数不能嵌套")
        elif isinstance(node, exp.Column):
            _check_column(node, fields)
        elif isinstance(node, exp.Cast):
            if not isinstance(node.to.this, exp.DataType.Type) or node.to.this.value not in _CAST_TO:
                raise _refuse(f"a cast to {node.to.sql()} is not allowed", f"不允许转换为 {node.to.sql()}")
        elif isinstance(node, exp.Star):
            if not isinstance(node.parent, exp.Count) or any(node.args.values()):
                raise _refuse("'*' may stand only in count(*)", "“*”只能用于 count(*)")
        elif not isinstance(node, _PLAIN + SCALARS) or _misplaced(node):
            _refuse_node(node)


def _misplaced(node: Any) -> bool:
    """Whether a part that belongs to another stands by itself."""
    if isinstance(node, exp.Distinct):
        return not isinstance(node.parent, AGGREGATES)
    if isinstance(node, exp.WithinGroup):
        return not isinstance(node.this, exp.PercentileCont | exp.Quantile)
    if isinstance(node, exp.Order) and node.this is None and not isinstance(node.parent, exp.WithinGroup):
        return True  # an order of nothing
    inside = (exp.WithinGroup, *AGGREGATES)
    return isinstance(node, exp.Order | exp.Ordered) and node.find_ancestor(*inside) is None


def _refuse_node(node: Any) -> None:
    if isinstance(node, exp.Func):
        called = node.name if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        known = {f.sql_name().lower() for f in (*AGGREGATES, *SCALARS)}
        near = did_you_mean(called.lower(), known)
        raise _refuse(
            f"the function '{called}' is not allowed here{near.en}", f"此处不允许使用函数“{called}”{near.zh}"
        )
    raise _refuse(
        f"'{node.sql('duckdb')[:60]}' ({node.key}) is not allowed in an expression",
        f"表达式中不允许“{node.sql('duckdb')[:60]}”（{node.key}）",
    )


def _check_column(column: exp.Column, fields: Collection[str]) -> None:
    if _is_reference(column):
        return
    written = _written(column)
    refusal = fields.refusal(written) if isinstance(fields, Scope) else None
    if refusal is not None:
        raise ExpressionError(refusal)
    if isinstance(column.this, exp.Star) or written not in fields:
        near = did_you_mean(written, fields)
        raise _refuse(f"unknown field '{written}'{near.en}", f"未知的字段“{written}”{near.zh}")


def _is_reference(column: exp.Column) -> bool:
    return len(column.parts) == 1 and column.name.startswith("_ref")


def _columns(tree: exp.Expression) -> list[exp.Column]:
    return list(tree.find_all(exp.Column))


def _names(tree: exp.Expression) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(_written(c) for c in _columns(tree) if not c.name.startswith(("_ref", "_agg")))
    )


def _written(column: exp.Column) -> str:
    return ".".join(part.name for part in column.parts)


def _one_name(tree: exp.Expression) -> exp.Expression:
    """Dotted names as the names of single columns, which they are in the rows that are read."""

    def change(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and len(node.parts) > 1 and not isinstance(node.this, exp.Star):
            return exp.Column(this=exp.to_identifier(_written(node), quoted=True))
        return node

    return _transform(tree, change)


def _exactly(node: exp.Expression) -> exp.Expression:
    """An aggregate, with its filter if it has one, made exact."""
    if isinstance(node, exp.Filter):
        inner = exact(node.this)
        return node if inner is node.this else _restrict(inner, node.expression.this)
    return exact(node) if isinstance(node, AGGREGATES) else node


def _restrict(tree: exp.Expression, condition: exp.Expression) -> exp.Expression:
    """Give every aggregate the filter, beside the one it may have."""

    def add(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Filter):
            have = node.expression.this
            return exp.Filter(
                this=node.this,
                expression=exp.Where(this=exp.and_(exp.paren(have.copy()), exp.paren(condition.copy()))),
            )
        if isinstance(node, (exp.WithinGroup, *AGGREGATES)) and not isinstance(node.parent, exp.Filter):
            return exp.Filter(this=node.copy(), expression=exp.Where(this=condition.copy()))
        return node

    return _transform(tree, add)


def _transform(node: exp.Expression, change: Callable[[exp.Expression], exp.Expression]) -> exp.Expression:
    """Change the topmost matching nodes only (sqlglot's own transform goes into what it made)."""
    changed = change(node)
    if changed is not node:
        return changed
    copy = node.copy()
    for key, value in node.args.items():
        if isinstance(value, exp.Expression):
            copy.set(key, _transform(value, change))
        elif isinstance(value, list):
            copy.set(key, [_transform(v, change) if isinstance(v, exp.Expression) else v for v in value])
    return copy
