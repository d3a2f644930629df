"""Definitions that refer to other indicators: `100.0 * [a] / [b]`, `sum(cost) / [gdp]`."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.evidence.sql import literal
from qualicity.indicators import expression
from qualicity.indicators.aggregate import names_in, rows_of
from qualicity.indicators.scope import scope_of
from qualicity.indicators.sqltext import COMPUTED, rounded
from qualicity.indicators.step import Formula, Key
from qualicity.indicators.withheld import least_rows
from qualicity.plan.model import Definition, Plan
from qualicity.plan.tables import Dataset


def formulas(plan: Plan, over_areas: dict[str, bool]) -> Iterator[Formula]:
    """The formulas of a plan, each after those that it refers to.

    `over_areas` says of an indicator whether its rows count for the areas that theirs lie in.
    """
    known = {(i.id, d.id): d for i in plan.indicators for d in i.definitions}
    done: dict[Key, Formula | None] = {}

    def visit(key: Key, way: tuple[Key, ...]) -> None:
        definition = known.get(key)
        if definition is None or key in done or not expression.is_formula(definition.value):
            return
        if key in way:
            raise ValueError("cycle")  # `check` has told it with its place
        for reference in expression.references(definition.value or ""):
            visit(resolve(plan, reference), (*way, key))
        done[key] = _formula(plan, key, definition, over_areas.get(key[0], False))

    for key in known:
        visit(key, ())
    return (f for f in done.values() if f is not None)


def resolve(plan: Plan, reference: expression.Reference) -> Key:
    """The indicator and definition that a reference means: the named one, else the indicator's first."""
    indicator = plan.indicator(reference.indicator)
    first = indicator.definitions[0].id if indicator else ""
    return reference.indicator, reference.definition or first


def _formula(plan: Plan, key: Key, definition: Definition, over_areas: bool) -> Formula:
    """One row for each area and period that any of its sides has; a missing side is a reason."""
    dataset = plan.dataset(definition.from_)
    scope = scope_of(plan, dataset) if dataset else None
    over_areas = over_areas and dataset is not None and dataset.concepts.OBS_VALUE is None
    read = expression.formula(definition.value or "", scope, definition.filter)
    sides = {f"t{r.column}": (r.column, _side(plan, r)) for r in read.references}
    if dataset and read.aggregates:
        sides["g"] = ("vintage", _aggregates(plan, dataset, definition, read, over_areas))
    keys = " union ".join(f"select area, period from {rows}" for _, rows in sides.values())
    joins = " ".join(f"left join {rows} {alias} using (area, period)" for alias, (_, rows) in sides.items())
    absent = " or ".join(f"{alias}.{column} is null" for alias, (column, _) in sides.items())
    vintage = ", ".join(f"{alias}.vintage" for alias in sides)
    zero = " or ".join(f"coalesce(({d}) = 0, false)" for d in read.divisors) or "false"
    few = f"coalesce(g._n, 0) < {least_rows(plan, definition) or 0}" if "g" in sides else "false"
    sql = (
        f"with _keys as ({keys}), _both as (select area, period, cast({read.sql} as double) as v, "
        f"{absent} as absent, {zero} as zero, {few} as few, greatest({vintage}) as vintage from _keys {joins})\n"
        f"select {literal(key[0])} as indicator, {literal(key[1])} as definition, area, period, vintage,\n"
        f"  case when not absent and not few and isfinite(v) then {rounded('v', definition.decimals)} end as value, "
        f"case when few then 'too_few' when absent then 'missing_side' when v is not null and isfinite(v) then null "
        f"when zero then 'division_by_zero' else 'undefined' end as reason, 0 as rows, "
        f"{COMPUTED}, {literal(dataset.id if dataset and read.aggregates else '')} as dataset, "
        f"'formula' as origin from _both where area is not null and period is not null"
    )
    used = names_in(definition, scope) if scope else ()
    return Formula(
        *key,
        read.references,
        sql,
        dataset.id if dataset and read.aggregates else None,
        scope.joined(used) if scope and read.aggregates else (),
        over_areas and bool(read.aggregates),
    )


def _side(plan: Plan, reference: expression.Reference) -> str:
    other, which = resolve(plan, reference)
    return (
        f"(select area, period, any_value(value) as {reference.column}, max(vintage) as vintage "
        f"from _observations where indicator = {literal(other)} and definition = {literal(which)} "
        "and breakdown = '' and current and value is not null "
        "group by area, period having count(distinct value) = 1)"
    )


def _aggregates(
    plan: Plan, dataset: Dataset, definition: Definition, read: expression.Expression, over_areas: bool
) -> str:
    scope = scope_of(plan, dataset)
    used = names_in(definition, scope)
    where = f" filter (where {expression.scalar(definition.filter, scope).sql})" if definition.filter else ""
    columns = ", ".join(f"{sql} as {column}" for column, sql in read.aggregates)
    parts = [
        f"select _area as area, _period as period, count(*){where} as _n, {columns}, max(_known_from) as vintage from "
        f"{rows_of(plan, dataset, scope, used, freq, over_areas=over_areas)} _rows "
        "where _period is not null and _area is not null group by _area, _period"
        for freq in definition.freq
    ]
    return f"({' union all '.join(parts)})"
