"""Arithmetic that always has an answer, the same on every engine: null where there is none.

Engines differ on what has no answer (one gives infinity, one an error, one a null), so an expression is
written such that the question never comes up.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

DIVISIONS = (exp.Div, exp.IntDiv, exp.Mod)


def defined(tree: exp.Expression) -> exp.Expression:
    """The expression with null for division by zero, logarithms and roots of what has none, and casts
    of what is no number or date."""

    def change(node: exp.Expression) -> exp.Expression:
        if isinstance(node, DIVISIONS) and not _nonzero(node.expression):
            node.set("expression", exp.Nullif(this=node.expression, expression=exp.Literal.number(0)))
        if isinstance(node, exp.IntDiv):  # of numbers with decimals DuckDB's own would keep them
            return exp.Trunc(this=exp.Div(this=exp.paren(node.this), expression=exp.paren(node.expression)))
        if isinstance(node, exp.CountIf):  # none of no rows is 0, not null
            return exp.Count(this=exp.Case(ifs=[exp.If(this=node.this, true=exp.Literal.number(1))]))
        if isinstance(node, exp.Pow) and not (
            isinstance(node.expression, exp.Literal) and node.expression.is_int
        ):
            node.set("this", _base(node))
        if isinstance(node, exp.Ln | exp.Sqrt) or (isinstance(node, exp.Log) and node.expression is None):
            node.set("this", _where(node.this, exp.GTE if isinstance(node, exp.Sqrt) else exp.GT))
        elif isinstance(node, exp.Log):
            node.set("this", _where(node.this, exp.GT))
            node.set("expression", _where(node.expression, exp.GT))
        elif isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast):
            return exp.TryCast(this=node.this, to=node.to)
        return node

    return _bottom_up(tree.copy(), change)


def divisors(tree: exp.Expression, inside: tuple[type[exp.Expression], ...]) -> tuple[str, ...]:
    """What is divided by, outside of the nodes `inside`: where one is zero, the value has no answer."""
    found = [d.expression for d in tree.find_all(*DIVISIONS) if d.find_ancestor(*inside) is None]
    return tuple(dict.fromkeys(d.sql("duckdb") for d in found if not _nonzero(d)))


def _nonzero(node: exp.Expression) -> bool:
    if isinstance(node, exp.Paren):
        return _nonzero(node.this)
    return isinstance(node, exp.Literal) and not node.is_string and float(node.this) != 0


def _where(value: exp.Expression, holds: type[exp.Binary]) -> exp.Expression:
    """The value where it is greater (or not less) than zero, else null."""
    condition = holds(this=exp.paren(value.copy()), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=condition, true=value.copy())])


def _base(power: exp.Expression) -> exp.Expression:
    """The base of a power, or null where it has no answer: zero to a negative power, roots of negatives."""
    base, exponent = exp.paren(power.this), exp.paren(power.expression)
    zero = exp.Literal.number(0)
    nothing = exp.or_(
        exp.and_(exp.EQ(this=base, expression=zero), exp.LT(this=exponent, expression=zero)),
        exp.and_(
            exp.LT(this=base, expression=zero),
            exp.NEQ(this=exponent, expression=exp.Floor(this=exponent)),
        ),
    )
    return exp.Case(ifs=[exp.If(this=nothing.copy(), true=exp.null())], default=power.this.copy())


def _bottom_up(node: exp.Expression, change: Callable[[exp.Expression], exp.Expression]) -> exp.Expression:
    for key, value in list(node.args.items()):
        if isinstance(value, exp.Expression):
            node.set(key, _bottom_up(value, change))
        elif isinstance(value, list):
            node.set(key, [_bottom_up(v, change) if isinstance(v, exp.Expression) else v for v in value])
    return change(node)
