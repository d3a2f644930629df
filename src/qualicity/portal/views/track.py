"""The track record: what was said of the targets before, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualicity import release
from qualicity.assessment import LEAST, Forecast, Kept, Scores
from qualicity.assessment.outlook_words import percent as chance_of
from qualicity.assessment.track_score import HOW, OUTCOME
from qualicity.errors import Text
from qualicity.portal import catalogue
from qualicity.portal.charts import Picture
from qualicity.portal.charts.reliability import picture
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.taking import answer, taking
from qualicity.portal.words import day, number, percent

_SHOWN = 200
"""So many forecasts stand on the page; all of them are in its CSV and JSON."""
_FEW_POINTS = 0.05
"""Closer together, what was said and what came count as the same."""


@dataclass(frozen=True, slots=True)
class BinRow:
    """A tenth of the probabilities: said, came, of how many."""

    said: str
    came: str
    n: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """What became of the verdicts of one status."""

    kept: Kept

    @property
    def left(self) -> int:
        """How many of them nobody can tell yet."""
        return self.kept.n - self.kept.kept - self.kept.missed


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """What was said of one target on one day."""

    f: Forecast
    url: str
    when: str
    due: str
    said: str
    outcome: Text
    how: Text


def track_record(here: InPlan) -> Page:
    """How what was said of a plan's targets held: scores, reliability, verdicts kept, and every forecast."""
    record = catalogue.current().track_record(here.plan.id, here.as_of.day)

    def shown() -> dict[str, Any]:
        drawn = _drawn(here)
        return {
            "sentences": _sentences(record.scores),
            "years": _years(record.years),
            "withheld": record.scores.reason,
            "chart": drawn,
            "chart_take": taking(here, "track-record", (), drawn, lambda _: None) if drawn else None,
            "bins": [
                BinRow(percent(b.said * 100, 0), percent(b.came * 100, 0), number(b.n))
                for b in record.years.reliability
            ],
            "verdicts": [KeptRow(k) for k in record.verdicts if k.n],
            "rows": [_row(here, f) for f in record.forecasts[:_SHOWN]],
            "total": len(record.forecasts),
            "said": _sentences(record.said),
            "least": LEAST,
        }

    return Page(
        template="track_record.html",
        title=_("Track record"),
        record=lambda: release.track(record),
        table=lambda: [release.forecast_row(f) for f in record.forecasts],
        section="scorecard",
        context=shown,
    )


def chart(here: InPlan, form: str) -> HttpResponse:
    """The reliability diagram as a file."""
    return answer(here, _drawn(here), form)


def _drawn(here: InPlan) -> Picture | None:
    record = catalogue.current().track_record(here.plan.id, here.as_of.day)
    years = record.years
    bins = [(b.said, b.came, b.n) for b in years.reliability]
    return picture(bins, years.on_average, here.lang) if bins and years.on_average else None


def _sentences(scores: Scores) -> list[str]:
    """The scores in words; none where they are withheld."""
    found = []
    if scores.brier is not None and scores.climatology is not None:
        said = ngettext(
            "%(n)s probability was held against what came: Brier score %(brier)s, of the base rates %(base)s. Less is better.",
            "%(n)s probabilities were held against what came: Brier score %(brier)s, of the base rates %(base)s. Less is better.",
            scores.n,
        )
        numbers = {"brier": f"{scores.brier:.3f}", "base": f"{scores.climatology:.3f}"}
        found.append(said % {"n": number(scores.n), **numbers})
    if scores.coverage_80 is not None and scores.coverage_95 is not None:
        said = _(
            "Of %(n)s figures that came, %(in80)s lay within the 80 %% interval and %(in95)s within the 95 %% one."
        )
        shares = {"in80": percent(scores.coverage_80 * 100, 0), "in95": percent(scores.coverage_95 * 100, 0)}
        found.append(said % {"n": number(scores.intervals), **shares})
    return found


def _years(scores: Scores) -> str:
    """The score of every year ahead in words; empty where it is withheld."""
    if scores.brier is None or scores.climatology is None:
        return ""
    said = _(
        "Whether each year ahead, up to the due one, would keep the target already: %(n)s probabilities, Brier score "
        "%(brier)s, of the base rates %(base)s."
    )
    numbers = {"brier": f"{scores.brier:.3f}", "base": f"{scores.climatology:.3f}"}
    return " ".join(filter(None, (said % {"n": number(scores.n), **numbers}, _leaning(scores))))


def _leaning(scores: Scores) -> str:
    """Whether too much or too little was said on average, where it is more than a few points."""
    if scores.on_average is None or abs(scores.on_average[0] - scores.on_average[1]) < _FEW_POINTS:
        return ""
    mean, came = scores.on_average
    told = (
        _("On average %(said)s was said and %(came)s came: too little was said.")
        if came > mean
        else _("On average %(said)s was said and %(came)s came: too much was said.")
    )
    return told % {"said": percent(mean * 100, 0), "came": percent(came * 100, 0)}


def _row(here: InPlan, f: Forecast) -> ForecastRow:
    p = f.chance.probability
    return ForecastRow(
        f=f,
        url=here.to.target(f.target.id),
        when=day(f.day, here.lang, short=True),
        due=here.words.due(f.target),
        said="" if p is None else here.say(chance_of(p)),
        outcome=OUTCOME[f.met],
        how=HOW[f.how],
    )
