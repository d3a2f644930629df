"""Figures of areas → figures of the areas that they are parts of, by each indicator's own rule."""

from __future__ import annotations

from collections.abc import Sequence

from qualicity.evidence.sql import literal
from qualicity.indicators import expression
from qualicity.indicators.areas import hierarchy
from qualicity.indicators.formula import resolve
from qualicity.indicators.sqltext import COMPUTED, rounded
from qualicity.indicators.step import RollUp
from qualicity.plan.model import Definition, Indicator, Plan

RULES = ("sum", "mean", "weighted", "never")
"""The rules that work on figures; `recompute` works on rows."""


def roll_up(plan: Plan, listed: Sequence[tuple[Indicator, Definition]]) -> RollUp | None:
    """The step for definitions whose indicator has such a rule; None where there is nothing to do.

    An area that has a figure of its own keeps it. A figure stands where every part has one (and one
    only: authorities that contradict each other give none); published figures of a part of the parts
    are passed over, for computed ones the gap is told. `never` gives no figure, and says so.
    """
    ruled = [(i, d) for i, d in listed if i.across_areas in RULES]
    if hierarchy(plan) is None or not ruled:
        return None
    rules = ", ".join(_rule(plan, i, d) for i, d in ruled)
    v = "case rule when 'sum' then total when 'mean' then total / n else weighted / nullif(weight, 0) end"
    value = f"case when decimals is null then {rounded('v', None)} else round(v, decimals) end"
    sql = f"""with _rule(indicator, definition, rule, decimals, by_indicator, by_definition) as (values {rules}),
_part as (
 select o.indicator, o.definition, p.parent as area, o.period, o.area as part, p.parts, any_value(o.value) as value,
  count(distinct o.value) as said, max(o.vintage) as vintage, any_value(o.denominator) as denominator,
  bool_or(o.authority is null) as computed
 from _observations o join _rule using (indicator, definition) join _parts p on p.child = o.area
 where p.depth = {{depth}} and o.current and o.breakdown = '' and o.value is not null and o.period is not null
 group by all),
_weight as (
 select indicator as by_indicator, definition as by_definition, area as part, period, any_value(value) as weight
 from _observations where current and breakdown = '' and value is not null
 and (indicator, definition) in (select by_indicator, by_definition from _rule)
 group by all having count(distinct value) = 1),
_whole as (
 select p.indicator, p.definition, p.area, p.period, any_value(rule) as rule, any_value(decimals) as decimals,
  any_value(parts) as parts, count(*) as n, max(said) as said, bool_or(computed) as computed, sum(p.value order by part) as total,
  sum(p.value * coalesce(w.weight, p.denominator) order by part) as weighted,
  sum(coalesce(w.weight, p.denominator) order by part) as weight,
  count(coalesce(w.weight, p.denominator)) as weights, max(vintage) as vintage
 from _part p join _rule using (indicator, definition)
 left join _weight w using (by_indicator, by_definition, part, period)
 group by p.indicator, p.definition, p.area, p.period),
_judged as (
 select *, cast({v} as double) as v, case when said > 1 then 'parts_differ' when rule = 'never' then 'never'
  when n < parts then 'parts_missing' when rule = 'weighted' and weights < n then 'no_weight' end as reason
 from _whole w
 where (n = parts or computed) and not exists (select 1 from _observations o where o.indicator = w.indicator and
  o.definition = w.definition and o.area = w.area and o.period = w.period and o.current and o.breakdown = ''))
select indicator, definition, area, period, vintage, case when reason is null and isfinite(v) then {value} end as value,
 case when reason is not null then reason when v is null or not isfinite(v) then 'undefined' end as reason,
 case when reason is null and rule = 'weighted' then weight else n end as denominator, 0 as rows,
 {COMPUTED}, '' as dataset, 'roll-up' as origin from _judged"""
    return RollUp(tuple((i.id, d.id) for i, d in ruled), sql)


def _rule(plan: Plan, indicator: Indicator, definition: Definition) -> str:
    by = ("", "")
    if indicator.across_areas == "weighted" and definition.weight not in (None, "denominator"):
        by = resolve(plan, expression.references(definition.weight or "")[0])
    decimals = "null" if definition.decimals is None else str(definition.decimals)
    texts = ", ".join(literal(t) for t in (indicator.id, definition.id, str(indicator.across_areas)))
    return f"({texts}, cast({decimals} as integer), {literal(by[0])}, {literal(by[1])})"
