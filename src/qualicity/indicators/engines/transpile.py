"""DuckDB's SQL → Spark's, where the two differ in more than words.

sqlglot translates names and grammar. What is set right here gives the same value on both only when said
in another way: percentiles, logarithms, rounding, casts, exact decimals, weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlglot
from sqlglot import exp

Node = Any
"""A node of sqlglot's tree; its own types do not say which parts it has."""
ISO_WEEK = "%G-W%V"
_ZERO = exp.Literal.number("0D")


def parse(sql: str) -> Node:
    """A query in DuckDB's dialect as a tree."""
    return sqlglot.parse_one(sql, read="duckdb")


def to_spark(tree: Node) -> str:
    """A query in Spark's dialect; `tree` is DuckDB's and stays as it is."""
    copy = tree.copy()
    for node in list(copy.walk()):
        change = _CHANGES.get(type(node))
        changed = change(node) if change else None
        if changed is not None:
            node.replace(changed)
    return str(copy.sql("spark", copy=False))


def by_position(tree: Node, columns_of: Callable[[str], Sequence[str]]) -> None:
    """Let what is united by name stand in the order of its columns: Spark's SQL unites by position."""
    for union in tree.find_all(exp.Union):
        if union.args.get("by_name"):
            columns = columns_of(union.sql("duckdb"))
            for side in (union.this, union.expression):
                made = {p.alias: p for p in side.expressions if p.alias}
                side.set("expressions", [made.get(c) or exp.column(c, quoted=True) for c in columns])
            union.set("by_name", False)


def of_ibis(sql: str) -> Node:
    """Spark's SQL, as Ibis writes it, as a tree without exact decimals, and with what finds equal rows by their hashes."""
    tree = sqlglot.parse_one(sql, read="spark")
    for node in list(tree.find_all(exp.Literal, exp.NullSafeEQ)):
        changed = _CHANGES[type(node)](node)
        if changed is not None:
            node.replace(changed)
    return tree


def without_shared(tree: Node) -> tuple[str, dict[str, str]]:
    """Spark's SQL without the parts of its `with` that group rows; and these, in order, by the tables it reads instead.

    Nothing is left of the tree: of a long method a copy takes as long as the words.
    """
    shared: dict[str, str] = {}
    for part in [c for c in tree.ctes if c.find(exp.Group)]:
        table = f"_shared_{part.alias}"
        for read in tree.find_all(exp.Table):
            if read.name == part.alias:
                read.set("this", exp.to_identifier(table))
        query, named = part.this, part.parent
        for before in named.expressions[: part.index]:
            query = query.with_(before.alias, before.this)
        part.pop()
        shared[table] = query.sql("spark")
        if not named.expressions:
            named.pop()
    return str(tree.sql("spark", copy=False)), shared


def _call(name: str, *arguments: Node) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _double(value: Node) -> Node:
    """Spark divides and averages decimals to a few digits, and adds whole numbers until they overflow."""
    return exp.Cast(this=value, to=exp.DataType.build("double"))


def _quantile(node: Node) -> Node:
    ordered = exp.Order(expressions=[exp.Ordered(this=node.this)])
    return exp.WithinGroup(this=_call("percentile_disc", node.args["quantile"]), expression=ordered)


def _percentile(node: Node) -> Node:
    """`percentile`, for Sail cuts the share of `percentile_cont` off after six digits."""
    share = node.expression
    if isinstance(share, exp.Order):  # as DuckDB has `within group (order by x desc)`
        descending, share = share.expressions[0].args.get("desc"), share.this
        share = exp.Sub(this=exp.Literal.number(1), expression=share) if descending else share
    return _call("percentile", node.this, share)


def _added(node: Node) -> None:
    inner = node.this.this if isinstance(node.this, exp.Order) else node.this
    node.set("this", inner)
    if isinstance(inner, exp.Distinct):
        inner.set("expressions", [_double(e) for e in inner.expressions])
    elif isinstance(inner, exp.Cast) and inner.to.this == exp.DataType.Type.DECIMAL:
        inner.set("this", _double(inner.this))  # an exact sum; Sail makes no decimals of conditions
    else:  # times one: Sail tells two sums apart by their names, in which a cast does not stand
        node.set("this", exp.Mul(this=_double(inner), expression=exp.Literal.number("1E0")))


def _number(node: Node) -> Node:
    """Sail compares with exact decimals as decimals, for which many a double is too large."""
    if node.is_string or not any(c in node.this for c in ".eE"):
        return None
    return exp.Literal.number(f"{node.this}D")


def _divided(node: Node) -> None:
    node.set("this", _double(node.this))
    node.set("expression", _double(_divisor(node.expression)))


def _remainder(node: Node) -> None:
    node.set("expression", _divisor(node.expression))


def _divisor(node: Node) -> Node:
    """What is null where it is zero: Sail tells minus zero from zero, which adding zero ends."""
    if isinstance(node, exp.Nullif):
        plus = exp.Add(this=_double(exp.paren(node.this, copy=False)), expression=_ZERO.copy())
        node.set("this", plus)
    return node


def _unordered(node: Node) -> Node:
    """The order of what is added up: Spark knows none, and it makes no difference."""
    return node.this


def _rounded(node: Node) -> Node:
    """DuckDB scales, rounds and scales back; Spark rounds the number's shortest decimal notation."""
    if node.args.get("decimals") is None:
        return None
    scale = exp.Pow(this=exp.Literal.number("10.0"), expression=node.args["decimals"])
    scaled = exp.Round(this=exp.Mul(this=exp.paren(_double(node.this), copy=False), expression=scale))
    return exp.paren(exp.Div(this=scaled, expression=scale.copy()), copy=False)


def _whole(node: Node) -> Node:
    """A cast to a whole number rounds (half to even) on DuckDB and cuts off on Spark."""
    if node.to.this not in (exp.DataType.Type.BIGINT, exp.DataType.Type.INT):
        return None
    number = type(node)(**{**node.args, "to": exp.DataType.build("double")})
    return type(node)(**{**node.args, "this": _call("bround", number, exp.Literal.number(0))})


def _logarithm(node: Node) -> Node:
    return None if node.expression else _call("log10", node.this)


def _week(node: Node) -> Node:
    if node.args["format"].name != ISO_WEEK:
        return None
    text = "date_format(date_add(date_trunc('week', {d}), 3), 'yyyy') || '-W' || lpad(cast(weekofyear({d}) as string), 2, '0')"
    day = node.this.sql("spark")  # the year of an ISO week is that of its Thursday
    return exp.paren(sqlglot.parse_one(text.format(d=day), read="spark"), copy=False)


def _every_column(node: Node) -> None:
    node.set("except_", None)  # a column too many does no harm, and Sail knows no `* except`


def _with(node: Node) -> None:
    node.set("materialized", None)  # a hint for DuckDB alone


def _same(node: Node) -> Node:
    """The same, also where missing: for Sail `is not distinct from` is no equality and joins every row with every row."""
    return _call("equal_null", node.this, node.expression)


def _finite(node: Node) -> Node:
    if node.name.lower() != "isfinite":
        return None
    infinite = exp.Cast(this=exp.Literal.string("infinity"), to=exp.DataType.build("double"))
    return exp.paren(exp.LT(this=exp.Abs(this=node.expressions[0]), expression=infinite), copy=False)


def _full_match(node: Node) -> Node:
    return exp.RegexpLike(this=node.this, expression=exp.Literal.string(f"^(?:{node.expression.name})$"))


def _among(node: Node) -> Node:
    """Pairs among pairs: as structs of the same names, or Sail takes them for different things."""
    if not isinstance(node.this, exp.Tuple):
        return None
    node.set("this", _struct(node.this))
    node.set("expressions", [_struct(pair) for pair in node.expressions])
    return None


def _struct(pair: Node) -> Node:
    named = [part for n, v in enumerate(pair.expressions) for part in (exp.Literal.string(f"_{n}"), v)]
    return _call("named_struct", *named)


_CHANGES: dict[type[Any], Callable[[Node], Node]] = {
    exp.Quantile: _quantile,
    exp.PercentileCont: _percentile,
    exp.Literal: _number,
    exp.Sum: _added,
    exp.Avg: _added,
    exp.Order: _unordered,
    exp.Div: _divided,
    exp.Pow: _divided,
    exp.Round: _rounded,
    exp.Cast: _whole,
    exp.TryCast: _whole,
    exp.Log: _logarithm,
    exp.TimeToStr: _week,
    exp.CTE: _with,
    exp.Star: _every_column,
    exp.In: _among,
    exp.NullSafeEQ: _same,
    exp.Mod: _remainder,
    exp.RegexpFullMatch: _full_match,
    exp.Anonymous: _finite,
}
