"""The plan of a computation: printable steps, made before anything runs.

A `Derive` makes a derived dataset by its method; a `Query` computes all definitions over one dataset
at one frequency in one SELECT; a `RollUp` adds figures up to the areas that theirs lie in; a `Formula`
combines indicators that are already computed. `compute` gives the names of datasets a meaning as known
on a date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from qualicity.evidence.sql import name
from qualicity.indicators import expression
from qualicity.indicators.aggregate import aggregate
from qualicity.indicators.areas import hierarchy
from qualicity.indicators.formula import formulas
from qualicity.indicators.published import published
from qualicity.indicators.recipe import columns_of, recipe_of
from qualicity.indicators.rollup import roll_up
from qualicity.indicators.scope import scope_of
from qualicity.indicators.step import Derive, Formula, Query, RollUp, Step
from qualicity.plan.model import Definition, Indicator, Plan
from qualicity.plan.tables import Dataset


def plan_computation(plan: Plan) -> tuple[Step, ...]:
    """The steps that compute every observation of a plan, in the order in which they must run."""
    used = {d.from_ for i in plan.indicators for d in i.definitions if d.from_}
    steps: list[Step] = [_derive(plan, dataset) for dataset in _derivation_order(plan, used)]
    plain: list[tuple[Indicator, Definition]] = []
    for dataset in plan.datasets:
        listed = [
            (i, d)
            for i in plan.indicators
            for d in i.definitions
            if d.from_ == dataset.id and not expression.is_formula(d.value)
        ]
        plain += listed
        steps += _queries(plan, dataset, listed)
    steps += _rolled(plan, plain)
    nested = hierarchy(plan) is not None
    recomputed = {i.id: nested and i.across_areas == "recompute" for i in plan.indicators}
    for formula in formulas(plan, recomputed):
        steps += [formula, *_rolled(plan, _listed(plan, formula))]
    return tuple(steps)


def _queries(plan: Plan, dataset: Dataset, listed: Sequence[tuple[Indicator, Definition]]) -> Iterator[Query]:
    finished = [(i, d) for i, d in listed if d.value is None]
    if finished:
        yield published(dataset, finished)
    concepts = dataset.concepts
    # rows with a value of their own are finished figures of their area, not rows to count anew
    nested = hierarchy(plan) is not None and concepts.REF_AREA is not None and concepts.OBS_VALUE is None
    for freq in ("A", "S", "Q", "M", "W", "D", "YTD"):
        here = [(i, d) for i, d in listed if d.value is not None and freq in d.freq]
        for over_areas in (False, True):
            ruled = [(i, d) for i, d in here if (nested and i.across_areas == "recompute") == over_areas]
            if ruled:
                yield aggregate(plan, dataset, freq, ruled, over_areas=over_areas)


def _rolled(plan: Plan, listed: Sequence[tuple[Indicator, Definition]]) -> list[RollUp]:
    step = roll_up(plan, listed)
    return [step] if step else []


def _listed(plan: Plan, formula: Formula) -> list[tuple[Indicator, Definition]]:
    indicator = plan.indicator(formula.indicator)
    definition = indicator.definition(formula.definition) if indicator else None
    return [(indicator, definition)] if indicator and definition else []


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
    made = dataset.derived
    source = plan.dataset(made.from_) if made else None
    recipe = recipe_of(plan, dataset)
    if made is None or source is None or recipe is None:
        raise ValueError(dataset.id)
    scope = scope_of(plan, source)
    columns: list[str] = []
    used: list[str] = []
    given = columns_of(recipe.method, dataset)
    for column in recipe.method.inputs:
        if column.name in given:
            read = expression.scalar(given[column.name], scope)
            columns.append(f"{read.sql} as {name(column.name)}")
            used += read.fields
        elif column.name in scope.own:
            columns.append(name(column.name))
    columns += [name(c) for c in recipe.carried]
    selected = ", ".join([*columns, "_known_from"])
    return Derive(
        dataset.id, source.id, made.method, dict(made.with_),
        f"select {selected} from {scope.source(used)}", recipe.key, scope.joined(used),
    )  # fmt: skip


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
        elif isinstance(step, RollUp):
            lines.append(f"{n}. roll up {len(step.definitions)} definitions over areas\n{step.sql}")
        else:
            lines.append(f"{n}. formula {step.indicator} ({step.definition})\n{step.sql}")
    return "\n\n".join(lines)
