"""Forecasts that were recomputed before, kept in the workspace's cache while nothing they are made from has changed.

What is recomputed of a target's past day is made from the program, the plan, and its indicator's figures as known on
that day: under a hash of these three it is kept, so that one changed figure makes only its own targets' past anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import qualicity
from qualicity.assessment.case import known_on
from qualicity.assessment.track_said import chance_of
from qualicity.assessment.track_score import Forecast
from qualicity.indicators import Figures
from qualicity.plan import Plan, Target
from qualicity.workspace import Workspace

_PARTS = ("plan", "evidence", "indicators", "methods", "assessment")
_LIBRARIES = ("numpy", "scipy", "duckdb", "pydantic")


class KeptForecasts:
    """The forecasts of a plan that were kept, one file for each plan: those asked for now are kept next."""

    def __init__(self, plan: Plan, workspace: Workspace) -> None:
        self._file = workspace.cache("track-record") / f"{plan.id}.json"
        self._begin = sha256(f"{_program()} {plan.model_dump_json()}".encode()).hexdigest()
        self._before = self._read()
        self._now: dict[str, dict[str, Any]] = {}

    def of(
        self,
        day: date,
        targets: Iterable[Target],
        figures: Figures,
        make: Callable[[list[Target]], Mapping[str, Forecast]],
    ) -> list[Forecast]:
        """The forecasts of targets on a day, kept ones as they were; `make` makes the others, by target.

        `make` leaves out a target of which nothing was forecast on that day, which is kept too.
        """
        hashes = figures.hashes()
        keys = {t.id: f"{day} {t.id} {hashes.get(t.indicator or '', '')}" for t in targets}
        left = [t for t in targets if keys[t.id] not in self._before]
        made = make(left) if left else {}
        found = []
        for t in targets:
            kept = self._now[keys[t.id]] = self._before.get(keys[t.id]) or _kept(made.get(t.id))
            if t.id in made:
                found.append(made[t.id])
            elif kept:
                found.append(_forecast(day, known_on(figures.plan, t, day), kept))
        return found

    def keep(self) -> None:
        """Write what was asked for; a workspace that cannot be written to keeps nothing."""
        if self._now == self._before:
            return
        beside = self._file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps({"made_from": self._begin, "kept": self._now}), "utf-8")
            beside.replace(self._file)

    def _read(self) -> dict[str, dict[str, Any]]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = json.loads(self._file.read_text("utf-8"))
            if found["made_from"] == self._begin:
                return dict(found["kept"])
        return {}


def _kept(f: Forecast | None) -> dict[str, Any]:
    if f is None:
        return {}
    said = asdict(f.chance) | {"fan": [list(asdict(year).values()) for year in f.chance.fan]}
    return {"status": f.status, "by_people": f.by_people, "chance": said}


def _forecast(day: date, target: Target, kept: Mapping[str, Any]) -> Forecast:
    chance = chance_of(kept["chance"])
    return Forecast(day, target, kept["status"], chance, "recomputed", None, kept["by_people"])


@cache
def _program() -> str:
    """A hash of what judges and forecasts: our own files, and the libraries that compute."""
    found = sha256(" ".join(version(name) for name in _LIBRARIES).encode())
    root = Path(qualicity.__file__).parent
    for part in _PARTS:
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".md"):
                found.update(f"{path.relative_to(root)} {sha256(path.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()
