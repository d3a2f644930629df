"""The track record as JSON: `{"plan", "as_of", "forecasts", "scores", "reliability", "years", "verdicts", "said"}`."""

from __future__ import annotations

from qualicity.assessment import LEAST, Forecast, Scores, TrackRecord
from qualicity.release.records import Record
from qualicity.release.text import both


def track(record: TrackRecord) -> Record:
    """A track record as JSON; scores that are withheld are null, with the reason."""
    return {
        "plan": record.plan.id,
        "as_of": record.as_of.isoformat(),
        "forecasts": [forecast(f) for f in record.forecasts],
        "scores": _scores(record.scores),
        "reliability": _reliability(record.scores),
        "years": {"scores": _scores(record.years), "reliability": _reliability(record.years)},
        "verdicts": [
            {
                "status": k.status,
                "n": k.n,
                "kept": k.kept,
                "missed": k.missed,
                "open": k.n - k.kept - k.missed,
            }
            for k in record.verdicts
        ],
        "said": {"scores": _scores(record.said), "reliability": _reliability(record.said)},
    }


def forecast(f: Forecast) -> Record:
    """What was said of a target on a day, and what came: `how` is `said` (at the time) or `recomputed`."""
    return forecast_row(f) | {
        "came": [
            {
                "year": x.said.year, "value": x.value, "mean": x.said.mean, "lo80": x.said.lo80, "hi80": x.said.hi80,
                "lo95": x.said.lo95, "hi95": x.said.hi95, "in_80": x.in80, "in_95": x.in95,
                "probability": x.said.within, "base_rate": x.said.base_rate, "kept": x.kept,
            }
            for x in f.came
        ],
    }  # fmt: skip


def forecast_row(f: Forecast) -> Record:
    """The same without what came of each year, which no table has room for."""
    c = f.chance
    return {
        "date": f.day.isoformat(),
        "target": f.target.id,
        "title": both(f.target.title),
        "how": f.how,
        "status": f.status,
        "by_people": f.by_people,
        "probability": c.probability,
        "base_rate": c.base_rate,
        "reason": both(c.reason),
        "points": c.points,
        "last_year": c.last,
        "due": f.target.due,
        "horizon": int(f.target.due[:4]) - c.last if c.last else None,
        "met": f.met,
    }


def _scores(s: Scores) -> Record:
    return {
        "n": s.n,
        "brier": s.brier,
        "climatology": s.climatology,
        "intervals": s.intervals,
        "coverage_80": s.coverage_80,
        "coverage_95": s.coverage_95,
        "least": LEAST,
        "reason": both(s.reason),
    }


def _reliability(s: Scores) -> list[Record]:
    return [{"mean": b.said, "observed": b.came, "n": b.n} for b in s.reliability]
