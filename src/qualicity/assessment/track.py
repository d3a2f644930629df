"""The track record: what was said of a plan's targets at each past year's end, and what came of it.

Each past day is recomputed from what was known on it, by today's methods; beside that stands what was really said
then, where the workspace has it (`track_said.py`). The truth is that of the day on which one asks, in the words of the
target that held when the forecast was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from qualicity.assessment.case import known_on
from qualicity.assessment.chance import WITHOUT_NUMBER, chances
from qualicity.assessment.judge import judge_all
from qualicity.assessment.model import Assessment
from qualicity.assessment.operators import met
from qualicity.assessment.scorecard import figures_of
from qualicity.assessment.track_kept import KeptForecasts
from qualicity.assessment.track_said import read_said
from qualicity.assessment.track_score import Came, Forecast, Kept, Scores, score, score_years, verdicts_kept
from qualicity.assessment.view import PlanView
from qualicity.assessment.yearly import yearly
from qualicity.indicators import Figures, compute
from qualicity.plan import Plan, Target, parse_period
from qualicity.plan.targets import plain

MOST_DAYS = 30
"""So many year's ends are looked back on, the latest ones: each is a computation of its own."""


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """A plan's forecasts and how they did.

    `scores`, `years` (of every year ahead, not only the due one) and `verdicts` are of those recomputed, `said` of
    those said at the time.
    """

    plan: Plan
    as_of: date
    days: tuple[date, ...]
    forecasts: tuple[Forecast, ...]
    scores: Scores
    years: Scores
    verdicts: tuple[Kept, ...]
    said: Scores


def track_record(view: PlanView, progress: Callable[[str, int, int], None] = lambda *_: None) -> TrackRecord:
    """What was said at the end of each year of the plan before the view's date, held against what is known on it.

    `view` gives the evidence that every earlier day is computed from. Errors: as of `view_plan`.
    """
    plan, as_of = view.plan, view.scorecard.as_of
    days = year_ends(plan, as_of)
    found: list[Forecast] = []
    kept_before = KeptForecasts(plan, view.store.workspace)
    for n, day in enumerate(days):
        progress(f"{day}", n, len(days))
        found += kept_before.of(day, view.store, partial(_computed, view, day), partial(_recomputed, day))
    kept_before.keep()
    made = _with_truth(view, found)
    kept = [f for f in read_said(plan, view.store.workspace, as_of) if _open(f.day, f.target, f.status)]
    said = _with_truth(view, kept)
    forecasts = sorted([*made, *said], key=lambda f: (f.day, f.how != "said"))
    return TrackRecord(
        plan, as_of, days, tuple(forecasts), score(made), score_years(made), verdicts_kept(made), score(said)
    )


def year_ends(plan: Plan, as_of: date) -> tuple[date, ...]:
    """The last days of the years in which there was a promise and none of them was all due, before a date."""
    if not plan.targets:
        return ()
    first = min(t.known for t in plan.targets).year
    start = max(first, parse_period(plan.period.start).start.year)
    end = max(parse_period(t.due).last.year for t in plan.targets)
    ends = (date(year, 12, 31) for year in range(start, end + 1))
    return tuple(day for day in ends if day < as_of)[-MOST_DAYS:]


def _computed(view: PlanView, day: date) -> Figures:
    return Figures(compute(view.plan, view.store, day))


def _recomputed(day: date, figures: Figures, targets: Sequence[Target]) -> dict[str, Forecast]:
    """What is forecast of targets on a day, by target; those that are not open on it are left out."""
    plan = figures.plan
    judged = judge_all(plan, [(t, figures_of(figures, t)) for t in targets], day)
    told = [a for a in judged if _open(day, a.target, a.status)]
    return {
        a.target.id: Forecast(day, a.target, a.status, chance, "recomputed", None, a.rule == "ruling")
        for a, chance in zip(told, chances(told, plan), strict=True)
    }


def _open(day: date, target: Target, status: str) -> bool:
    """Whether a target is met by a number, was not decided on a day, and its due date had not passed."""
    numeric = target.indicator is not None and plain(target.operator) not in WITHOUT_NUMBER
    return numeric and not _decided(status) and day < parse_period(target.due).end


def _decided(status: str) -> bool:
    return status in ("achieved", "missed")


def _with_truth(view: PlanView, forecasts: Sequence[Forecast]) -> list[Forecast]:
    """The forecasts with what is known of each on the view's date, in the target's words of then."""
    once = {id(f.target): f.target for f in forecasts}  # most days say the same words: each is judged once
    truths = _truths(view, once)
    years = {key: _years(view.plan, truth) for key, truth in truths.items()}
    found = []
    for f in forecasts:
        truth = truths[id(f.target)]
        met = truth.status == "achieved" if _decided(truth.status) else None
        known = years[id(f.target)]
        came = tuple([Came(year, *known[year.year]) for year in f.chance.fan if year.year in known])
        by_people = f.by_people or truth.rule == "ruling"
        found.append(Forecast(f.day, f.target, f.status, f.chance, f.how, met, by_people, came))
    return found


def _truths(view: PlanView, words: Mapping[int, Target]) -> dict[int, Assessment]:
    """The verdicts on targets in these words; the view has them of those whose words still hold."""
    plan, day = view.plan, view.scorecard.as_of
    verdicts = {a.target.id: a for a in view.scorecard.assessments}
    found = {k: verdicts[t.id] for k, t in words.items() if known_on(plan, t, day) == verdicts[t.id].target}
    left = {k: t for k, t in words.items() if k not in found}
    judged = judge_all(plan, [(t, figures_of(view.figures, t)) for t in left.values()], day)
    return found | dict(zip(left, judged, strict=True))


def _years(plan: Plan, truth: Assessment) -> dict[int, tuple[float, bool | None]]:
    """Each year's figure as known by now, and whether it keeps the promise."""
    indicator = plan.indicator(truth.promise.indicator)
    return {
        year: (figure.value, met(truth.promise, indicator, figure))
        for year, figure in yearly(truth, plan).items()
        if figure.value is not None
    }
