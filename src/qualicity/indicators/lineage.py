"""The way of a figure, walked backwards: observation → expression → derived rows → rows as entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.evidence import DatasetStore
from qualicity.evidence.sql import literal, name
from qualicity.indicators import expression
from qualicity.indicators.areas import hierarchy
from qualicity.indicators.behind import walk
from qualicity.indicators.computation import Computation
from qualicity.indicators.compute import compute
from qualicity.indicators.figures import Figures
from qualicity.indicators.formula import resolve
from qualicity.indicators.model import Explanation, Link, Observation
from qualicity.indicators.reads import read_by
from qualicity.indicators.step import Derive, Formula, Query
from qualicity.plan.model import Definition


def find(
    figures: Figures,
    indicator: str,
    area: str | None = None,
    period: str | None = None,
    definition: str | None = None,
    breakdown: str = "",
) -> tuple[Observation, ...]:
    """The current observations that fit, the plan's own area first, then the latest period.

    `breakdown` is a cell as `industry=C39`; the totals without it.
    Errors: `UsageError` naming what exists, when the indicator, definition, area or period does not.
    """
    plan = figures.plan
    declared = plan.indicator(indicator)
    if declared is None:
        raise _unknown(Text("indicator", "指标"), indicator, [i.id for i in plan.indicators])
    if definition is not None and declared.definition(definition) is None:
        raise _unknown(Text("definition", "口径"), definition, [d.id for d in declared.definitions])
    every = figures.of(indicator, definition, breakdown=None, current=True)
    cells = {o.breakdown for o in every if o.breakdown}
    if breakdown and breakdown not in cells:
        raise _unknown(Text("cell", "分组"), breakdown, sorted(cells))
    every = tuple(o for o in every if o.breakdown == breakdown)
    for what, asked, known in (
        (Text("area", "地区"), area, {str(o.area) for o in every}),
        (Text("period", "时期"), period, {str(o.period_text) for o in every if area in (None, o.area)}),
    ):
        if asked is not None and asked not in known:
            raise _unknown(what, asked, sorted(known))
    fitting = [o for o in every if area in (None, o.area) and period in (None, o.period_text)]
    home = [o for o in fitting if o.area == plan.place.code] or fitting
    if area is None:
        fitting = home
    return tuple(sorted(fitting, key=_latest_first, reverse=True))


def explain(
    figures: Figures, observation: Observation, rows: int = 20, where: Mapping[str, str] | None = None
) -> Explanation:
    """How a figure came about, with up to `rows` rows of each dataset on the way.

    `where` narrows the rows to those with the given values (`{"date": "2016-12-20"}`), on every dataset
    of the way that has such a column.
    """
    work = figures.work
    indicator = work.plan.indicator(observation.indicator)
    definition = indicator.definition(observation.definition) if indicator else None
    if indicator is None or definition is None:
        raise KeyError(observation.indicator)
    if observation.computed and not observation.current:
        return _explain_earlier(figures, observation, rows, where)
    steps = [s for s in work.steps if not isinstance(s, Derive)]
    query = next((s.sql for s in steps if _computes(s, observation)), "")
    links: list[Link] = []
    parts = _parts(figures, observation)
    rolled = observation.origin == "roll-up"
    for side in parts if rolled else _sides(figures, observation, definition):
        with work.connection() as db:
            links += walk(work, db, side, rows, dict(where or {}))
    return Explanation(
        observation=observation,
        others=_others(figures, observation),
        expression=definition.value,
        filter=definition.filter,
        query=query,
        links=tuple(links),
        reconciliations=tuple(
            r
            for r in figures.reconciliations(observation.indicator, observation.definition)
            if observation in (r.computed, r.published)
        ),
        upstream=parts if rolled else tuple(_made_from(figures, observation, definition)),
        parts=parts,
        rule=indicator.across_areas,
        versions={s.dataset.id: s.version for s in _stores(work, definition) if s.version is not None},
    )


def _explain_earlier(
    figures: Figures, o: Observation, rows: int, where: Mapping[str, str] | None
) -> Explanation:
    """An earlier vintage of a computed figure: its way is that of the figure as known on its day."""
    then = Figures(compute(figures.plan, figures.work.store, o.vintage or figures.work.as_of))
    found = then.of(o.indicator, o.definition, o.area, o.period_text, breakdown=o.breakdown, current=True)
    same = next((x for x in found if x.computed), None)
    if same is None:
        raise KeyError(o.indicator)
    return replace(explain(then, same, rows, where), observation=o, others=_others(figures, o))


def _others(figures: Figures, o: Observation) -> tuple[Observation, ...]:
    """The other vintages and authorities of what a figure is about."""
    same = figures.of(o.indicator, o.definition, o.area, o.period_text, breakdown=o.breakdown)
    return tuple(x for x in same if x != o)


def _parts(figures: Figures, o: Observation) -> tuple[Observation, ...]:
    """The current figures of the areas that lie directly in an observation's own."""
    areas = hierarchy(figures.plan)
    if areas is None or o.area is None or o.breakdown:
        return ()
    code, parent = areas.concepts.REF_AREA or "", areas.concepts.PARENT or ""
    with figures.work.connection() as db:
        inside = db.execute(
            f"select {name(code)} from {name(areas.id)} where {name(parent)} = {literal(o.area)} order by 1"
        ).fetchall()
    return tuple(
        part
        for (area,) in inside
        for part in figures.of(o.indicator, o.definition, area, o.period_text, current=True)
    )


def _made_from(figures: Figures, o: Observation, definition: Definition) -> Iterator[Observation]:
    """The observations that a formula refers to."""
    for reference in expression.references(definition.value or ""):
        indicator, which = resolve(figures.plan, reference)
        yield from figures.of(indicator, which, o.area, o.period_text, current=True)


def _stores(work: Computation, definition: Definition) -> Iterator[DatasetStore]:
    """The entered datasets behind a definition: what pins its figures."""
    waiting, seen = list(read_by(work.plan, definition)), set[str]()
    while waiting:
        dataset = work.plan.dataset(waiting.pop())
        if dataset is None or dataset.id in seen:
            continue
        seen.add(dataset.id)
        if dataset.derived:
            step = next((s for s in work.steps if isinstance(s, Derive) and s.dataset == dataset.id), None)
            waiting += [dataset.derived.from_, *(step.joined if step else ())]
        elif dataset.path:
            yield work.store.dataset(dataset.id)


def _computes(step: object, observation: Observation) -> bool:
    key = (observation.indicator, observation.definition)
    if isinstance(step, Query):
        return key in step.definitions
    return isinstance(step, Formula) and (step.indicator, step.definition) == key


def _latest_first(o: Observation) -> tuple[Any, ...]:
    period = o.period
    return (
        o.value is not None,
        period.end.toordinal() if period else 0,
        period.days if period else 0,
        o.vintage,
    )


def _unknown(what: Text, asked: str, known: list[str]) -> UsageError:
    near, listed = did_you_mean(asked, known), ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return UsageError(
        Text(
            f"no figure with {what.en} '{asked}'{near.en}; there are: {listed}",
            f"没有{what.get('zh')}为“{asked}”的数值{near.zh}；现有：{listed}",
        )
    )


def _sides(figures: Figures, observation: Observation, definition: Definition) -> Iterator[Observation]:
    """The observations that a formula is made of, each with the sides of its own first; else itself."""
    if not expression.is_formula(definition.value):
        yield observation
        return
    plan = figures.plan
    for reference in expression.references(definition.value or ""):
        indicator, which = resolve(plan, reference)
        for side in figures.of(indicator, which, observation.area, observation.period_text, current=True):
            declared = plan.indicator(indicator)
            other = declared.definition(which) if declared else None
            if other is not None and side.value is not None:
                yield from _sides(figures, side, other)
