"""Sums that do not depend on the order of the rows, and so not on the number of threads.

Floats added in another order differ in their last digits; where a result lies half-way between two
rounded values, that decides which is stored. So sums and means are taken over decimals of 12 places
(exact whatever the order), spreads over the values in their own order.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

DECIMAL = "DECIMAL(27, 12)"
SMALLEST, LARGEST = "0.001", "9e14"
"""Where the largest value lies outside of these, 12 decimal places are too coarse, or 27 digits too few:
then the floats are added as they are."""
_SPREADS = (exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop)


def exact(node: Any) -> Any:
    """An aggregate made exact: `sum` and `avg` over decimals, spreads over sorted values; else itself.

    Takes and gives a node of sqlglot's tree, in DuckDB's dialect.
    """
    value = node.this
    if isinstance(node, exp.Sum | exp.Avg):
        if isinstance(value, exp.Distinct):
            return type(node)(this=_sorted(value, value.expressions[0]))
        return _over_decimals(node, value.this if isinstance(value, exp.Order) else value)
    if isinstance(node, _SPREADS) and not isinstance(value, exp.Distinct | exp.Order):
        return type(node)(this=_sorted(value, value))
    return node


def _over_decimals(node: Any, value: Any) -> Any:
    size = exp.Max(this=exp.Abs(this=exp.cast(value.copy(), "DOUBLE")))
    total: Any = exp.cast(
        exp.Sum(this=exp.TryCast(this=value.copy(), to=exp.DataType.build(DECIMAL))), "DOUBLE"
    )
    if isinstance(node, exp.Avg):
        total = exp.Div(this=total, expression=exp.Count(this=value.copy()))
    fits = exp.Between(this=size, low=exp.Literal.number(SMALLEST), high=exp.Literal.number(LARGEST))
    return exp.Case(ifs=[exp.If(this=fits, true=total)], default=type(node)(this=value.copy()))


def _sorted(argument: Any, by: Any) -> Any:
    ordered = exp.Ordered(this=by.copy(), nulls_first=False)
    return exp.Order(this=argument.copy(), expressions=[ordered])
