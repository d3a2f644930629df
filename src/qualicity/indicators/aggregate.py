"""All definitions over one dataset at one frequency as one SELECT: areas × periods × breakdowns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qualicity.evidence.sql import literal, name
from qualicity.indicators import expression
from qualicity.indicators.scope import Scope, scope_of
from qualicity.indicators.sqltext import COMPUTED, bucket, months_to_date, rounded
from qualicity.indicators.step import Query
from qualicity.plan import parse_period
from qualicity.plan.model import Definition, Indicator, Plan
from qualicity.plan.tables import Dataset

Listed = Sequence[tuple[Indicator, Definition]]


def aggregate(
    plan: Plan, dataset: Dataset, freq: str, listed: Listed, *, over_areas: bool = False, void: bool = False
) -> Query:
    """One pass over the rows, then a row for each definition, area, period and cell of a breakdown.

    With `over_areas` a row counts for its area and for all that this lies in. With `void` no arithmetic
    is done: every figure is without a value, and says so.
    """
    scope = scope_of(plan, dataset)
    used = tuple(dict.fromkeys(n for _, d in listed for n in names_in(d, scope)))
    dims = tuple(dict.fromkeys(dim for _, d in listed for cross in crosses(d) for dim in cross))
    columns = [_columns(n, definition, scope, void=void) for n, (_, definition) in enumerate(listed)]
    rows = [
        _unpivot(n, indicator, definition, dataset, freq, _index(cross, dims), _index((), dims))
        for n, (indicator, definition) in enumerate(listed)
        for cross in ((), *crosses(definition))
    ]
    sql = (
        f"with _grouped as (\n select _area as area, _period as period, {_cell(dims)} as breakdown, "
        f"{_set(dims)} as _set, max(_known_from) as vintage,\n"
        + ",\n".join(columns)
        + f"\n from {rows_of(plan, dataset, scope, used, freq, dims, over_areas=over_areas)} _rows\n"
        + f" group by {_grouping(listed, dims)})\n"
        + "\nunion all\n".join(rows)
    )
    keys = tuple((i.id, d.id) for i, d in listed)
    return Query(dataset.id, keys, sql, freq=freq, over_areas=over_areas, joined=scope.joined(used))


def one_by_one(plan: Plan, query: Query) -> Iterator[tuple[Query, Query]]:
    """Each definition of a query in a query of its own, with one that gives its figures no value."""
    for key in query.definitions:
        single = only(plan, query, [key])
        yield single, only(plan, query, [key], void=True)


def only(plan: Plan, query: Query, keys: Sequence[tuple[str, str]], *, void: bool = False) -> Query:
    """The query for some of its definitions."""
    dataset = plan.dataset(query.dataset)
    listed = []
    for indicator_id, definition_id in keys:
        indicator = plan.indicator(indicator_id)
        definition = indicator.definition(definition_id) if indicator else None
        if indicator and definition:
            listed.append((indicator, definition))
    if dataset is None or query.freq is None:
        raise ValueError(query.dataset)
    return aggregate(plan, dataset, query.freq, listed, over_areas=query.over_areas, void=void)


def rows_of(
    plan: Plan,
    dataset: Dataset,
    scope: Scope,
    used: Sequence[str],
    freq: str,
    dims: Sequence[str] = (),
    *,
    over_areas: bool = False,
) -> str:
    """The dataset's rows with their `_area`, `_period` and, for breakdowns, `_by0`, `_by1` …"""
    own = dataset.concepts.REF_AREA
    area = f"r.{name(own)}" if own else literal(plan.place.code)
    source, join = scope.source(used), ""
    if freq == "YTD":
        source = months_to_date(plan, dataset, source)
    if over_areas and own:
        area, join = f"coalesce(a.ancestor, {area})", f" left join _areas a on a.area = {area}"
    by = "".join(f", cast({_column(d)} as varchar) as _by{n}" for n, d in enumerate(dims))
    return (
        f"(select r.*, {area} as _area, {bucket(plan, dataset, freq)} as _period{by} from {source} r{join})"
    )


def names_in(definition: Definition, scope: Scope) -> tuple[str, ...]:
    """The fields and dotted paths that a definition reads."""
    found: list[str] = [dim for cross in crosses(definition) for dim in cross]
    texts = (definition.value, definition.denominator, definition.requires and definition.requires.value)
    for text in texts:
        if text and expression.is_formula(text):
            found += expression.formula(text, scope, definition.filter).fields
        elif text:
            found += expression.aggregate(text, scope, definition.filter).fields
    if definition.filter:
        found += expression.scalar(definition.filter, scope).fields
    return tuple(dict.fromkeys(found))


def crosses(definition: Definition) -> tuple[tuple[str, ...], ...]:
    """The breakdowns of a definition, each a tuple of fields that are crossed."""
    return tuple((b,) if isinstance(b, str) else b for b in definition.by)


def breakdown_of(cell: str) -> dict[str, str]:
    """The fields and values of a breakdown's cell, as it is written: `industry=C39;size=large`."""
    pairs = (part.partition("=") for part in cell.split(";") if part)
    return {k: v.replace("%3B", ";").replace("%25", "%") for k, _, v in pairs}


def frequency_of(definition: Definition, period: str) -> str:
    """The frequency at which a definition has computed a period."""
    to_date = "YTD" in definition.freq and re.fullmatch(r"\d{4}-01-01/P\d+M", period)
    return "YTD" if to_date else parse_period(period).freq


def _columns(n: int, definition: Definition, scope: Scope, *, void: bool) -> str:
    where = definition.filter

    def read(text: str) -> str:
        return "null" if void else expression.aggregate(text, scope, where).sql

    counted = f"count(*) filter (where {expression.scalar(where, scope).sql})" if where else "count(*)"
    denominator = read(definition.denominator) if definition.denominator else "null"
    required = read(definition.requires.value) if definition.requires and not void else "true"
    by = () if void else expression.aggregate(definition.value or "", scope, where).divisors
    zero = " or ".join(f"coalesce(({d}) = 0, false)" for d in by) or "false"
    return (
        f"  cast({read(definition.value or '')} as double) as v{n}, cast({denominator} as double) as d{n}, "
        f"coalesce({required}, false) as q{n}, {zero} as z{n}, {counted} as n{n}"
    )


def _unpivot(
    n: int, indicator: Indicator, definition: Definition, dataset: Dataset, freq: str, index: int, total: int
) -> str:
    """One definition's figures out of the columns: the grouping set `index`; `total` is that of totals.

    What is required is required of the total; a cell has fewer rows by its nature.
    """
    rows, holds = "_grouped", f"q{n}"
    if index != total and definition.requires:
        whole = f"bool_or(q{n}) filter (where _set = {total}) over (partition by area, period)"
        rows, holds = f"(select *, {whole} as whole from _grouped)", "whole"
    smallest = dataset.smallest_cell if index != total else 0
    hidden = f"min(n{n}) over (partition by area, period) < {smallest}" if smallest else "false"
    void = f"(v{n} is null or not isfinite(v{n}))"
    shown = f"case when {hidden} then null else {{}} end" if smallest else "{}"
    value = f"case when {holds} and isfinite(v{n}) then {rounded(f'v{n}', definition.decimals)} end"
    reason = (
        f"case when {hidden} then 'withheld' when not {holds} then 'requires' when {void} and n{n} = 0 then 'empty' "
        f"when {void} and z{n} then 'division_by_zero' when {void} then 'undefined' end"
    )
    # December's year to date is the year, where that is a figure of its own
    december = " and period not like '%/P12M'" if freq == "YTD" and "A" in definition.freq else ""
    # a cell is known when the rows of all cells are: the next row might have been its
    known = "vintage" if index == total else "max(vintage) over (partition by area, period) as vintage"
    return (
        f"select {literal(indicator.id)} as indicator, {literal(definition.id)} as definition, area, period, "
        f"breakdown, {known},\n  {shown.format(value)} as value, {reason} as reason, "
        f"{shown.format(f'd{n}')} as denominator, {shown.format(f'n{n}')} as rows, {COMPUTED},"
        f" {literal(dataset.id)} as dataset, 'query' as origin\n"
        f"from {rows} where period is not null and area is not null and _set = {index}{december}"
    )


def _column(dim: str) -> str:
    return f'r."{dim}"' if "." in dim else f"r.{name(dim)}"


def _cell(dims: Sequence[str]) -> str:
    parts = [
        f"case when grouping(_by{n}) = 0 then {literal(f';{dim}=')} || "
        f"replace(replace(coalesce(_by{n}, ''), '%', '%25'), ';', '%3B') else '' end"
        for n, dim in enumerate(dims)
    ]
    return f"substr({' || '.join(parts)}, 2)" if parts else "''"


def _set(dims: Sequence[str]) -> str:
    """SQL for the number that tells one grouping set from another: the dimensions that it adds up over."""
    return " + ".join(f"grouping(_by{n}) * {2**n}" for n in range(len(dims))) or "0"


def _index(cross: Sequence[str], dims: Sequence[str]) -> int:
    return sum(2**n for n, dim in enumerate(dims) if dim not in cross)


def _grouping(listed: Listed, dims: Sequence[str]) -> str:
    if not dims:
        return "_area, _period"
    wanted = dict.fromkeys(frozenset(c) for _, d in listed for c in ((), *crosses(d)))
    sets = [
        ", ".join(["_area", "_period", *(f"_by{n}" for n, d in enumerate(dims) if d in cross)])
        for cross in wanted
    ]
    return f"grouping sets ({', '.join(f'({s})' for s in sets)})"
