"""Forecasts that were recomputed before, kept in the workspace's cache while nothing they are made from has changed.

What is recomputed of a target's past day is made from the program, the plan, and its indicator's figures as known on
that day: under a hash of these three it is kept, so that one changed figure makes only its own targets' past anew.
A day before which no new row was known is not even computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic_core import from_json, to_json

from qualicity.assessment import kept
from qualicity.assessment.case import known_on
from qualicity.assessment.model import Chance, FanYear, Status
from qualicity.assessment.track_score import Forecast
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore
from qualicity.indicators import Figures
from qualicity.plan import Plan, Target
from qualicity.workspace import Workspace

_NOTHING = b"[]"
"""Kept of a target of which nothing was forecast."""


class KeptForecasts:
    """The forecasts of a plan that were kept, one file for each plan: those asked for now are kept next."""

    def __init__(self, plan: Plan, workspace: Workspace) -> None:
        self._file = workspace.cache("track-record") / f"{plan.id}.lines"
        self._begin = kept.origin(plan)
        self._before = kept.read(self._file, self._begin)
        self._now: dict[str, bytes] = {}
        self._plan = plan

    def of(
        self,
        day: date,
        store: EvidenceStore,
        compute: Callable[[], Figures],
        make: Callable[[Figures, list[Target]], Mapping[str, Forecast]],
    ) -> list[Forecast]:
        """The forecasts of all targets known on a day, kept ones as they were; `make` makes the others, by target.

        `compute` gives the figures as known on the day. `make` leaves out a target of which nothing was forecast
        on it, which is kept too.
        """
        computed = cache(compute)
        hashes = self._hashes(day, store, computed)
        targets = [t for t in self._plan.targets if t.known <= day]
        keys = {t.id: f"{day}/{t.id}/{hashes.get(t.indicator or '', '')}" for t in targets}
        left = [t for t in targets if keys[t.id] not in self._before]
        made = make(computed(), left) if left else {}
        lines = [self._before.get(keys[t.id]) or _said(made.get(t.id)) for t in targets]
        self._now |= zip(keys.values(), lines, strict=True)
        every = zip(targets, from_json(b"[" + b",".join(lines) + b"]"), strict=True)
        return [
            made.get(t.id) or _forecast(day, known_on(self._plan, t, day), *said) for t, said in every if said
        ]

    def _hashes(self, day: date, store: EvidenceStore, computed: Callable[[], Figures]) -> Mapping[str, str]:
        """The hash of each indicator's figures as known on a day: of the same evidence they are the same."""
        contents = " ".join(f"{s.dataset.id} {s.as_known(day).content}" for s in store.entered())
        key = f"{day}/{sha256(contents.encode()).hexdigest()}"
        self._now[key] = self._before.get(key) or to_json(computed().hashes())
        return dict(from_json(self._now[key]))

    def keep(self) -> None:
        """Write what was asked for."""
        if self._now != self._before:
            kept.write(self._file, self._begin, self._now)


def _said(f: Forecast | None) -> bytes:
    if f is None:
        return _NOTHING
    c = f.chance
    fan = [astuple(year) for year in c.fan]
    return to_json(
        [
            f.status,
            f.by_people,
            c.probability,
            c.reason and asdict(c.reason),
            c.points,
            c.last,
            fan,
            c.base_rate,
        ]
    )


def _forecast(
    day: date, target: Target, status: Status, by_people: bool, probability: float | None,
    reason: Mapping[str, str] | None, points: int, last: int | None, fan: Sequence[Sequence[Any]], base_rate: float | None,
) -> Forecast:  # fmt: skip
    why = Text(**reason) if reason else None
    chance = Chance(probability, why, points, last, tuple([FanYear(*year) for year in fan]), base_rate)
    return Forecast(day, target, status, chance, "recomputed", None, by_people)
