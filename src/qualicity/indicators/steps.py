"""The plan of a computation: printable steps, made before anything runs.

A `Derive` makes a derived dataset by its method; a `Query` computes all definitions over one dataset
at one frequency in one SELECT; a `Formula` combines indicators that are already computed. SQL names
datasets by their ids; `compute` gives those names a meaning as known on a date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.evidence.sql import literal, name
from qualicity.indicators import expression
from qualicity.plan.model import Definition, Indicator, Plan
from qualicity.plan.tables import Dataset

_BUCKETS = {
    "A": "strftime({d}, '%Y')",
    "S": "strftime({d}, '%Y') || '-S' || case when month({d}) <= 6 then 1 else 2 end",
    "Q": "strftime({d}, '%Y') || '-Q' || quarter({d})",
    "M": "strftime({d}, '%Y-%m')",
    "W": "strftime({d}, '%G-W%V')",
    "D": "strftime({d}, '%Y-%m-%d')",
}
SIGNIFICANT_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Derive:
    """Make a derived dataset: `input_sql` selects the method's columns from `source`."""

    dataset: str
    source: str
    method: str
    parameters: dict[str, Any]
    input_sql: str


@dataclass(frozen=True, slots=True)
class Query:
    """Compute definitions over one dataset; the result has the columns of `observations`."""

    dataset: str
    definitions: tuple[tuple[str, str], ...]
    sql: str
    published: bool = False
    freq: str | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """Compute one definition from other indicators, aligned on area and period."""

    indicator: str
    definition: str
    references: tuple[expression.Reference, ...]
    sql: str


Step = Derive | Query | Formula


def plan_computation(plan: Plan) -> tuple[Step, ...]:
    """The steps that compute every observation of a plan, in the order in which they must run."""
    steps: list[Step] = []
    used = {d.from_ for i in plan.indicators for d in i.definitions if d.from_}
    for dataset in _derivation_order(plan, used):
        steps.append(_derive(plan, dataset))
    for dataset in plan.datasets:
        listed = [
            (i, d)
            for i in plan.indicators
            for d in i.definitions
            if d.from_ == dataset.id and not expression.is_formula(d.value)
        ]
        published = [(i, d) for i, d in listed if d.value is None]
        if published:
            steps.append(_published(dataset, published))
        for freq in "ASQMWD":
            here = [(i, d) for i, d in listed if d.value is not None and freq in d.freq]
            if here:
                steps.append(_aggregate(plan, dataset, freq, here))
    steps.extend(_formulas(plan))
    return tuple(steps)


def fields_of(plan: Plan, dataset: Dataset) -> tuple[str, ...]:
    """The columns of a dataset: of its schema, or of the method that makes it."""
    if dataset.table_schema:
        return tuple(f.name for f in dataset.table_schema.fields)
    if dataset.derived:
        from qualicity.methods import method  # loads Ibis: only where a plan derives datasets

        return tuple(c.name for c in method(dataset.derived.method).outputs)
    return ()


def _derivation_order(plan: Plan, used: set[str]) -> list[Dataset]:
    ordered: list[Dataset] = []

    def visit(dataset: Dataset | None) -> None:
        if dataset and dataset.derived and dataset not in ordered:
            visit(plan.dataset(dataset.derived.from_))
            ordered.append(dataset)

    for dataset in plan.datasets:
        if dataset.id in used:
            visit(dataset)
    return ordered


def _derive(plan: Plan, dataset: Dataset) -> Derive:
    from qualicity.methods import method

    made = dataset.derived
    source = plan.dataset(made.from_) if made else None
    if made is None or source is None:
        raise ValueError(dataset.id)
    have = fields_of(plan, source)
    columns = []
    for column in method(made.method).inputs:
        if column.name in made.columns:
            columns.append(f"{expression.scalar(made.columns[column.name], have).sql} as {name(column.name)}")
        elif column.name in have:
            columns.append(name(column.name))
    selected = ", ".join([*columns, "_known_from"])
    return Derive(
        dataset.id, source.id, made.method, dict(made.with_), f"select {selected} from {name(source.id)}"
    )


def _published(dataset: Dataset, listed: Sequence[tuple[Indicator, Definition]]) -> Query:
    """Finished figures: each row is an observation, each of its vintages too."""
    c = dataset.concepts
    columns = {
        "indicator": c.INDICATOR,
        "area": c.REF_AREA,
        "period": c.TIME_PERIOD,
        "value": c.OBS_VALUE,
        "grade": c.GRADE,
        "qualifier": c.QUALIFIER,
        "confidence": c.CONFIDENCE,
        "note": c.NOTE,
        "source_title": c.SOURCE_TITLE,
        "source_url": c.SOURCE_URL,
        "quote": c.QUOTE,
        "released": c.RELEASED,
        "precision": c.RELEASED_PRECISION,
    }
    definition = name(c.DEFINITION) if c.DEFINITION else literal(listed[0][1].id)
    authority = f"coalesce({name(c.AUTHORITY)}, 'unknown')" if c.AUTHORITY else "'unknown'"
    status = f"coalesce({name(c.OBS_STATUS)}, 'final')" if c.OBS_STATUS else "'final'"
    selected = ", ".join(f"{name(field)} as {column}" for column, field in columns.items() if field)
    pairs = ", ".join(f"({literal(i.id)}, {literal(d.id)})" for i, d in listed)
    sql = f"""select {selected},
  {definition} as definition, {authority} as authority, {status} as status, _known_from as vintage,
  _current as current, _known_from <> _committed as release_known, {literal(dataset.id)} as dataset,
  _line as line, 1 as rows
from {name(dataset.id)}
where ({name(c.INDICATOR or "indicator")}, {definition}) in ({pairs})"""
    return Query(dataset.id, tuple((i.id, d.id) for i, d in listed), sql, published=True)


def _aggregate(
    plan: Plan,
    dataset: Dataset,
    freq: str,
    listed: Sequence[tuple[Indicator, Definition]],
    *,
    void: bool = False,
) -> Query:
    """All definitions over one dataset at one frequency: one pass, then a row for each definition.

    With `void` no arithmetic is done: every figure is without a value, and says so.
    """
    have = fields_of(plan, dataset)
    columns, rows = [], []
    for n, (indicator, definition) in enumerate(listed):
        where = definition.filter

        def read(text: str, where: str | None = where) -> str:
            if void:
                return "null"
            return expression.aggregate(text, have, where).sql

        counted = f"count(*) filter (where {expression.scalar(where, have).sql})" if where else "count(*)"
        denominator = read(definition.denominator) if definition.denominator else "null"
        required = read(definition.requires.value) if definition.requires and not void else "true"
        columns.append(
            f"  cast({read(definition.value or '')} as double) as v{n}, cast({denominator} as double) as d{n}, "
            f"coalesce({required}, false) as q{n}, {counted} as n{n}"
        )
        rows.append(_unpivot(n, indicator, definition, dataset))
    area = name(dataset.concepts.REF_AREA) if dataset.concepts.REF_AREA else literal(plan.place.code)
    body = ",\n".join(columns)
    sql = (
        f"with _grouped as (\n select {area} as area, {bucket(dataset, freq)} as period, "
        f"max(_known_from) as vintage,\n{body}\n from {name(dataset.id)} group by 1, 2)\n"
        + "\nunion all\n".join(rows)
    )
    return Query(dataset.id, tuple((i.id, d.id) for i, d in listed), sql, freq=freq)


def one_by_one(plan: Plan, query: Query) -> Iterator[tuple[Query, Query]]:
    """Each definition of a query in a query of its own, with one that gives its figures no value."""
    dataset = plan.dataset(query.dataset)
    for indicator_id, definition_id in query.definitions:
        indicator = plan.indicator(indicator_id)
        definition = indicator.definition(definition_id) if indicator else None
        if dataset and indicator and definition and query.freq:
            listed = [(indicator, definition)]
            single = _aggregate(plan, dataset, query.freq, listed)
            yield single, _aggregate(plan, dataset, query.freq, listed, void=True)


def bucket(dataset: Dataset, freq: str) -> str:
    field = dataset.concepts.TIME_PERIOD or "date"
    kinds = {f.name: f.type for f in dataset.table_schema.fields} if dataset.table_schema else {}
    if kinds.get(field, "date") in ("date", "datetime"):
        return _BUCKETS[freq].format(d=name(field))
    shapes = {"A": r"\d{4}", "S": r"\d{4}-S\d", "Q": r"\d{4}-Q\d", "M": r"\d{4}-\d{2}", "W": r"\d{4}-W\d{2}"}
    shape = shapes.get(freq, r"\d{4}-\d{2}-\d{2}")
    text = f"cast({name(field)} as varchar)"
    return f"case when regexp_full_match({text}, {literal(shape)}) then {text} end"


def _unpivot(n: int, indicator: Indicator, definition: Definition, dataset: Dataset) -> str:
    value = f"case when q{n} and isfinite(v{n}) then {rounded(f'v{n}', definition.decimals)} end"
    reason = (
        f"case when not q{n} then 'requires' when v{n} is null or not isfinite(v{n}) then 'undefined' end"
    )
    return (
        f"select {literal(indicator.id)} as indicator, {literal(definition.id)} as definition, area, period, vintage,"
        f"\n  {value} as value, {reason} as reason, d{n} as denominator, n{n} as rows, {_COMPUTED},"
        f" {literal(dataset.id)} as dataset\nfrom _grouped where period is not null and n{n} > 0"
    )


_COMPUTED = "'computed' as status, true as current, true as release_known"


def rounded(value: str, decimals: int | None) -> str:
    """SQL that rounds to the declared decimals, or to 12 significant digits."""
    if decimals is not None:
        return f"round({value}, {decimals})"
    digits = f"cast({SIGNIFICANT_DIGITS - 1} - floor(log10(abs({value}))) as integer)"
    return f"case when {value} = 0 then 0.0 else round({value}, {digits}) end"


def _formulas(plan: Plan) -> Iterator[Formula]:
    """Definitions without a dataset, each after those that it refers to.

    Errors: `PlanError` naming the circle when indicators refer to each other in one.
    """
    known = {(i.id, d.id): d for i in plan.indicators for d in i.definitions}
    done: list[tuple[str, str]] = []
    formulas: dict[tuple[str, str], Formula] = {}

    def visit(key: tuple[str, str], way: tuple[tuple[str, str], ...]) -> None:
        definition = known.get(key)
        if definition is None or key in done or definition.value is None:
            return
        if definition.from_ is not None and not expression.is_formula(definition.value):
            return
        if key in way:
            raise ValueError("cycle")  # `check` has told it with its place
        read = expression.formula(definition.value)
        for reference in read.references:
            visit(resolve(plan, reference), (*way, key))
        done.append(key)
        formulas[key] = Formula(*key, read.references, _formula_sql(plan, *key, definition, read))

    for key in known:
        visit(key, ())
    return iter(formulas.values())


def resolve(plan: Plan, reference: expression.Reference) -> tuple[str, str]:
    """The indicator and definition that a reference means: the named one, else the indicator's first."""
    indicator = plan.indicator(reference.indicator)
    first = indicator.definitions[0].id if indicator else ""
    return reference.indicator, reference.definition or first


def _formula_sql(
    plan: Plan, indicator: str, definition: str, declared: Definition, read: expression.Expression
) -> str:
    """One row for each area and period that any of the references has; a missing side is a reason."""
    keys, joins, missing = [], [], []
    for reference in read.references:
        other, which = resolve(plan, reference)
        rows = (
            f"(select area, period, any_value(value) as {reference.column}, max(vintage) as vintage from _observations "
            f"where indicator = {literal(other)} and definition = {literal(which)} and current and value is not null "
            "group by area, period having count(distinct value) = 1)"
        )
        alias = f"t{reference.column}"
        keys.append(f"select area, period from {rows}")
        joins.append(f"left join {rows} {alias} using (area, period)")
        missing.append(f"{alias}.{reference.column} is null")
    vintage = ", ".join(f"t{r.column}.vintage" for r in read.references)
    value, absent = f"cast({read.sql} as double)", " or ".join(missing)
    return (
        f"with _keys as ({' union '.join(keys)}), _both as (select area, period, {value} as v, {absent} as absent, "
        f"greatest({vintage}) as vintage from _keys {' '.join(joins)})\n"
        f"select {literal(indicator)} as indicator, {literal(definition)} as definition, area, period, vintage,\n"
        f"  case when isfinite(v) then {rounded('v', declared.decimals)} end as value, case when absent then "
        f"'missing_side' when v is null or not isfinite(v) then 'undefined' end as reason, 0 as rows, "
        f"{_COMPUTED}, '' as dataset from _both"
    )


def describe(steps: Sequence[Step]) -> str:
    """The steps as text, for `compute --explain`."""
    lines = []
    for n, step in enumerate(steps, 1):
        if isinstance(step, Derive):
            given = json.dumps(step.parameters, ensure_ascii=False)
            lines.append(
                f"{n}. derive {step.dataset} from {step.source} by {step.method} {given}\n{step.input_sql}"
            )
        elif isinstance(step, Query):
            kind = "published figures of" if step.published else "definitions over"
            lines.append(f"{n}. query {len(step.definitions)} {kind} {step.dataset}\n{step.sql}")
        else:
            lines.append(f"{n}. formula {step.indicator} ({step.definition})\n{step.sql}")
    return "\n\n".join(lines)
