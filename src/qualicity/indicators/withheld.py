"""Figures of rows that are not public, withheld where they rest on fewer of them than the plan declares.

A dataset's `min_cell` says how few are too few. With a figure go those from which it could be told: the
figures of the areas beside it where the whole is counted anew, and of the periods beside it where the
year has a figure too. What an authority publishes itself is public already.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from qualicity.errors import Problem
from qualicity.evidence.sql import literal
from qualicity.indicators.aggregate import names_in
from qualicity.indicators.areas import hierarchy
from qualicity.indicators.scope import scope_of
from qualicity.plan import PlanFolder
from qualicity.plan.model import Definition, Indicator, Plan
from qualicity.plan.tables import Dataset

_FREQUENCIES = ("D", "W", "M", "Q", "S", "YTD", "A")
"""Each lies within those after it."""


def withhold(plan: Plan, db: duckdb.DuckDBPyConnection) -> None:
    """Take value, denominator and count from the figures in `_observations` that tell of too few rows.

    It goes over what is computed from rows, again and again with the same result.
    """
    rules = ", ".join(_rules(plan))
    if not rules:
        return
    nested = hierarchy(plan) is not None
    within = "_areas" if nested else "(select distinct area, area as ancestor from _observations)"
    family = (
        "case when nested and p.parent is not null then 'in ' || p.parent else o.area end"
        if nested
        else "o.area"
    )
    parents = "left join _parts p on p.child = o.area" if nested else ""
    db.execute(f"""create or replace temp table _few as
with _rule(indicator, definition, kind, least, nested, whole_year) as (values {rules}),
_counted as (
 select o.*, least, nested, kind, regexp_replace(breakdown, '=[^;]*', '', 'g') as _cross, {family} as _family,
  case when whole_year then left(o.period, 4) else o.period end as _time,
  o.rows - case when kind = 'YTD' then coalesce(lag(o.rows) over (partition by o.indicator, o.definition, o.area,
   o.breakdown, kind, left(o.period, 4) order by period_end), 0) else 0 end as _more
 from _observations o {parents} join _rule r on r.indicator = o.indicator and r.definition = o.definition
  and r.kind = case when o.period like '%/P%M' then 'YTD' else o.freq end
 where o.authority is null and o.origin in ('query', 'formula') and o.area is not null),
_groups as (
 select indicator, definition, kind, _cross, _family, _time from _counted
 group by all having bool_or(coalesce(reason in ('withheld', 'too_few'), false) or (origin = 'query' and coalesce(
  rows < least or denominator < least or (_more > 0 and _more < least), false))))
select distinct c.indicator, c.definition, c.area, c.period, c.breakdown from _counted c
 left join {within} u on c.nested and u.area = c.area
 join _counted a on a.indicator = c.indicator and a.definition = c.definition and a.kind = c.kind
  and a._cross = c._cross and a.period = c.period and a.area = coalesce(u.ancestor, c.area)
 join _groups g on g.indicator = a.indicator and g.definition = a.definition and g.kind = a.kind
  and g._cross in ('', a._cross) and g._family = a._family and g._time = a._time""")
    db.execute(
        "update _observations o set value = null, denominator = null, rows = null, reason = case when reason in "
        "('not_over', 'withheld') then reason else 'too_few' end from _few f where o.authority is null and "
        "o.indicator = f.indicator and o.definition = f.definition and o.area = f.area and o.period = f.period "
        "and o.breakdown = f.breakdown"
    )


def least_rows(plan: Plan, definition: Definition) -> int | None:
    """So many rows a figure must rest on: the largest `min_cell` declared for what it reads that is not public.

    Returns: None where it reads public rows only; 0 where no `min_cell` is declared.
    """
    closed = _closed(plan, definition)
    return max((d.min_cell or 0 for d in closed), default=None)


def check_withheld(folder: PlanFolder, plan: Plan) -> Iterator[Problem]:
    """Warnings: what is not public has figures, and nobody has said how few rows are too few to show."""
    counted: dict[str, str] = {}
    for indicator in plan.indicators:
        for definition in indicator.definitions:
            for dataset in _closed(plan, definition):
                counted.setdefault(dataset.id, indicator.id)
    for dataset in plan.datasets:
        file = folder.datasets[dataset.id]
        if dataset.id in counted and dataset.min_cell is None:
            en = (
                f"its rows are {dataset.confidentiality}, and '{counted[dataset.id]}' is computed from them: a figure of "
                "one row shows that row. Write min_cell: 3 (or another number) to withhold figures of fewer rows, or "
                "min_cell: 0 to show them all"
            )
            zh = (
                f"该数据集的行不公开，而“{counted[dataset.id]}”由其计算：仅依据一行的数值会泄露该行。请写 "
                "min_cell: 3（或其他数），所依据行数更少的数值将不予公布；写 min_cell: 0 则全部公布"
            )
            yield file.problem(("confidentiality",), "no-min-cell", en, zh, severity="warning")
        if dataset.derived and "confidentiality" not in dataset.model_fields_set:
            source = plan.dataset(dataset.derived.from_)
            if source is not None and source.confidentiality != "public":
                en = (
                    f"its rows are made from '{source.id}', which is not public, and will be: write confidentiality: "
                    f"{source.confidentiality}, or public where they tell nothing of single rows"
                )
                zh = (
                    f"其行由不公开的“{source.id}”生成，却将公开：请写 confidentiality: {source.confidentiality}；"
                    "如不泄露单行内容，请写 public"
                )
                yield file.problem(("derived", "from"), "derived-public", en, zh, severity="warning")


def _closed(plan: Plan, definition: Definition) -> list[Dataset]:
    """The datasets that are not public among those whose rows a definition counts."""
    dataset = plan.dataset(definition.from_)
    if (
        dataset is None
        or definition.value is None
        or all(d.confidentiality == "public" for d in plan.datasets)
    ):
        return []
    scope = scope_of(plan, dataset)
    read = [dataset, *(plan.dataset(d) for d in scope.joined(names_in(definition, scope)))]
    return [d for d in read if d is not None and d.confidentiality != "public"]


def _rules(plan: Plan) -> Iterator[str]:
    """A SQL tuple for each definition over rows that are not public, at each of its frequencies."""
    for indicator in plan.indicators:
        for definition in indicator.definitions:
            if (least := least_rows(plan, definition)) is not None:
                yield from _rule(plan, indicator, definition, least)


def _rule(plan: Plan, indicator: Indicator, definition: Definition, least: int) -> Iterator[str]:
    nested = hierarchy(plan) is not None and indicator.across_areas == "recompute"
    for n, kind in enumerate(_FREQUENCIES):
        if kind in definition.freq:
            whole_year = kind == "YTD" or any(f in definition.freq for f in _FREQUENCIES[n + 1 :])
            key = ", ".join(literal(x) for x in (indicator.id, definition.id, kind))
            yield f"({key}, {least}, {nested}, {whole_year})"
