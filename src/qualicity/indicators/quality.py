"""What is known of an indicator's quality, from its own figures: the material of its quality notes.

The headings are those of ESS's Single Integrated Metadata Structure (SIMS): relevance, accuracy, timeliness,
comparability, coherence. Nothing is judged, and nothing is said that the figures do not show.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from statistics import median

from qualicity.indicators.figures import Figures
from qualicity.indicators.model import Observation
from qualicity.indicators.revisions import Revisions, revisions
from qualicity.plan import Indicator, Period, Plan, parse_period, period_of
from qualicity.plan.model import Span


@dataclass(frozen=True, slots=True)
class Delay:
    """Days from a period's end to the first release of its figure, of `n` published figures.

    An imprecise release date counts as its last possible day. `early` were released before their period
    ended, and are not among the `n`; of `unknown` the release date is not known or assumed.
    """

    n: int
    median: float | None
    shortest: int | None
    longest: int | None
    early: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Covered:
    """Which periods of the plan's time that have ended have a figure of the plan's place, on one definition."""

    definition: str
    frequency: str
    periods: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coherence:
    """How figures for one thing agree: of several authorities, and computed ones beside published ones.

    `apart` and `most_apart` are absolute differences in the indicator's unit, mean and largest.
    """

    by_several: int
    conflicts: int
    reconciled: int
    apart: float | None
    most_apart: float | None


@dataclass(frozen=True, slots=True)
class QualityFacts:
    """The facts of an indicator's quality on the figures' date.

    `targets` are judged by it; `standings` and `confidence` count current figures with a value, `series` published
    figures of which `revised` were published again; `definitions` have figures, for `beside` areas and periods
    several have.
    """

    indicator: str
    targets: tuple[str, ...]
    figures: int
    without_value: int
    standings: dict[str, int]
    confidence: dict[str, int]
    series: int
    revised: int
    revisions: Revisions
    delay: Delay
    coverage: tuple[Covered, ...]
    definitions: tuple[str, ...]
    beside: int
    areas: int
    coherence: Coherence


def quality(figures: Figures, indicator: Indicator) -> QualityFacts:
    """What the figures say of their own quality; only totals count, not the cells of breakdowns."""
    every = figures.of(indicator.id)
    valued = [o for o in every if o.value is not None or o.grade is not None]
    current = [o for o in valued if o.current]
    revised = revisions(figures, indicator.id)
    first = _first_vintages(valued)
    return QualityFacts(
        indicator=indicator.id,
        targets=figures.targets_of(indicator.id),
        figures=len(current),
        without_value=sum(o.current for o in every) - len(current),
        standings=dict(Counter(o.status for o in current)),
        confidence=dict(Counter(o.confidence for o in current if o.confidence)),
        series=len(first),
        revised=sum(r.authority is not None and not r.key[3] for r in revised.revised),
        revisions=revised,
        delay=_delay(figures.plan, first),
        coverage=tuple(_coverage(figures, indicator, current)),
        definitions=tuple(d.id for d in indicator.definitions if any(o.definition == d.id for o in current)),
        beside=_beside(current),
        areas=len({o.area for o in current}),
        coherence=_coherence(figures, indicator, current, revised),
    )


def _first_vintages(valued: Iterable[Observation]) -> list[Observation]:
    """Of each published figure the first that is known."""
    found: dict[tuple[str | None, ...], Observation] = {}
    for o in sorted(valued, key=lambda o: str(o.vintage)):
        if o.authority is not None and o.period_text:
            found.setdefault((o.definition, o.area, o.period_text, o.authority), o)
    return list(found.values())


def _delay(plan: Plan, first: Sequence[Observation]) -> Delay:
    days, unknown = [], 0
    for o in first:
        if o.vintage is None or o.period is None or not o.release_known or _assumed(plan, o):
            unknown += 1
        else:
            days.append((o.vintage - o.period.last).days)
    late = [d for d in days if d >= 0]
    early = len(days) - len(late)
    if not late:
        return Delay(0, None, None, None, early, unknown)
    return Delay(len(late), float(median(late)), min(late), max(late), early, unknown)


def _assumed(plan: Plan, o: Observation) -> bool:
    dataset = plan.dataset(o.dataset)
    return bool(dataset and not isinstance(dataset.known, str) and dataset.known.after)


def _coverage(figures: Figures, indicator: Indicator, current: Sequence[Observation]) -> Iterator[Covered]:
    home = figures.plan.place.code
    for d in indicator.definitions:
        periods = {o.period for o in current if o.definition == d.id and o.area == home and o.period}
        for freq in sorted({p.freq for p in periods} & set("ASQM"), key="ASQM".index):
            due = _ended(figures.plan.period, d.valid_from, d.valid_to, freq, figures.work.as_of)
            if due:
                missing = tuple(p.text for p in due if p not in periods)
                yield Covered(d.id, freq, len(due), missing)


@lru_cache(maxsize=256)
def _ended(
    span: Span, valid_from: str | None, valid_to: str | None, freq: str, as_of: date
) -> tuple[Period, ...]:
    """The periods of a frequency that lie in the plan's time and in the definition's, and have ended."""
    start, end = parse_period(span.start).start, parse_period(span.end).end
    if valid_from:
        start = max(start, parse_period(valid_from).start)
    if valid_to:
        end = min(end, parse_period(valid_to).end)
    found, period = [], period_of(start, freq)
    while period.end <= end and period.last < as_of:
        if period.start >= start:
            found.append(period)
        period = period_of(period.end, freq)
    return tuple(found)


def _beside(current: Sequence[Observation]) -> int:
    on: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
    for o in current:
        on[o.area, o.period_text].add(o.definition)
    return sum(len(definitions) > 1 for definitions in on.values())


def _coherence(
    figures: Figures, indicator: Indicator, current: Sequence[Observation], revised: Revisions
) -> Coherence:
    by: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
    for o in current:
        if o.authority is not None and o.period_text:
            by[o.definition, o.area, o.period_text].add(o.authority)
    beside = [abs(r.difference) for r in figures.reconciliations(indicator.id) if r.difference is not None]
    return Coherence(
        by_several=sum(len(who) > 1 for who in by.values()),
        conflicts=sum(not c.key[3] for c in revised.conflicts),
        reconciled=len(beside),
        apart=float(f"{sum(beside) / len(beside):.12g}") if beside else None,
        most_apart=max(beside, default=None),
    )
