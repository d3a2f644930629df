"""A definition's expression: parsed, held against the dataset's fields and a whitelist, never trusted.

One SQL expression in DuckDB's dialect. Whatever is not listed here is refused: subqueries, tables,
files, settings, macros, lambdas and every function whose name is not known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from qualicity.errors import ExpressionError, Text, did_you_mean

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
    """A checked expression: `sql` for DuckDB, the fields that it reads, the indicators it refers to."""

    sql: str
    fields: tuple[str, ...]
    references: tuple[Reference, ...]


def references(text: str) -> tuple[Reference, ...]:
    """The other indicators that an expression refers to, without checking anything else."""
    return _take_references(text)[1]


def aggregate(text: str, fields: Collection[str], where: str | None = None) -> Expression:
    """An aggregate over rows with these fields; `where` restricts the rows of each aggregate in it.

    Errors: `ExpressionError` naming the part that may not stand there.
    """
    tree, refs = _parse(text)
    _walk(tree, fields, aggregates=True)
    for column in _columns(tree):
        if not _is_reference(column) and not column.find_ancestor(exp.Filter, exp.WithinGroup, *AGGREGATES):
            raise _refuse(
                f"'{column.name}' stands outside of an aggregate; write avg({column.name}), max({column.name}) …",
                f"“{column.name}”不在聚合函数内；请写作 avg({column.name})、max({column.name}) 等",
            )
    if refs:
        raise _refuse(
            "an aggregate over rows and a reference to another indicator need a definition each",
            "对行的聚合与对其他指标的引用须分为两个口径",
        )
    if not tree.find(*AGGREGATES):
        raise _refuse(
            "the expression has no aggregate (count, sum, avg, …)",
            "表达式中没有聚合函数（count、sum、avg 等）",
        )
    if where is not None:
        tree = _restrict(tree, scalar(where, fields).sql)
    return Expression(tree.sql("duckdb"), _names(tree), refs)


def scalar(text: str, fields: Collection[str]) -> Expression:
    """An expression over one row: a filter, or a column of a method's input."""
    tree, refs = _parse(text)
    if refs:
        raise _refuse(
            f"[{refs[0].indicator}] cannot stand in a row's expression", "行表达式中不能引用其他指标"
        )
    _walk(tree, fields, aggregates=False)
    return Expression(tree.sql("duckdb"), _names(tree), ())


def is_formula(text: str | None) -> bool:
    """Whether an expression is made of other indicators: it refers to one and has no aggregate."""
    if text is None or not references(text):
        return False
    try:
        return not _parse(text)[0].find(*AGGREGATES)
    except ExpressionError:
        return False


def formula(text: str) -> Expression:
    """An expression over other indicators only: `100.0 * [a] / [b]`."""
    tree, refs = _parse(text)
    if not refs:
        raise _refuse(
            "without 'from', an expression must refer to other indicators, as in [gdp]",
            "没有“from”时，表达式须引用其他指标，例如 [gdp]",
        )
    _walk(tree, (), aggregates=False)
    return Expression(tree.sql("duckdb"), (), refs)


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
    except (SqlglotError, RecursionError) as error:
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
    return paren.this, refs


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
    written = ".".join(part.name for part in column.parts)
    if len(column.parts) > 1 or isinstance(column.this, exp.Star) or column.name not in fields:
        near = did_you_mean(written, fields)
        raise _refuse(f"unknown field '{written}'{near.en}", f"未知的字段“{written}”{near.zh}")


def _is_reference(column: exp.Column) -> bool:
    return len(column.parts) == 1 and column.name.startswith("_ref")


def _columns(tree: exp.Expression) -> list[exp.Column]:
    return list(tree.find_all(exp.Column))


def _names(tree: exp.Expression) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.name for c in _columns(tree) if not _is_reference(c)))


def _restrict(tree: exp.Expression, where: str) -> exp.Expression:
    """Give every aggregate the filter, beside the one it may have."""
    condition = sqlglot.parse_one(f"select 1 where {where}", read="duckdb").args["where"].this

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
