"""All that was judged of a plan, as a file: `judged.json`, from which a release's pages take their verdicts.

A key for each of `KINDS`, its items a line each. A value that stands in several places (a target, an observation) is
written once under `shared` and referred to by `{"=": n}`, n counted from 0. The shapes are those of the value objects.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from qualicity.assessment import (
    Assessment,
    Cascade,
    Delivery,
    Outlook,
    PlanSummaries,
    PlanView,
    ProgrammeState,
    Scorecard,
    SinceMidterm,
    TaskBoard,
    TrackRecord,
)
from qualicity.errors import Text
from qualicity.plan import Plan
from qualicity.release.freeze.lock import laid_out

FILE = "judged.json"
KINDS: Mapping[str, Any] = {
    "scorecard": Scorecard,
    "outlooks": dict[str, Outlook],
    "headline": Text,
    "natures": Text | None,
    "summaries": PlanSummaries,
    "steps": dict[str, tuple[Assessment, ...]],
    "shares": dict[str, tuple[Assessment, ...]],
    "board": TaskBoard,
    "programmes": tuple[ProgrammeState, ...],
    "deliveries": tuple[Delivery, ...],
    "cascade": Cascade,
    "midterm": dict[str, SinceMidterm],
    "track_record": TrackRecord,
}
"""What a view judges, by the name of its property."""

OF_A_PLAN = (Scorecard, TaskBoard, Cascade, TrackRecord)
"""Those that name the plan itself, which the release keeps as its folder."""
_LEAST = 80
"""Letters from which a value that occurs again is referred to."""
_REFERENCE = "="


def judged(view: PlanView) -> dict[str, Any]:
    """All that a view judges, as plain data by kind."""
    return {kind: _plain(kind, getattr(view, kind)) for kind in KINDS}


def kept(said: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """The value objects again, of the plan that they are about.

    Errors: ValueError for what has not the shapes of this software; KeyError for a kind that is missing.
    """
    about = {kind: {"plan": plan} if of in OF_A_PLAN else {} for kind, of in KINDS.items()}
    return {k: _adapter(k).validate_python({**said[k], **about[k]} if about[k] else said[k]) for k in KINDS}


def written(said: Mapping[str, Any]) -> str:
    """The file's text."""
    counted: Counter[str] = Counter()
    _count(said, counted)
    shared: dict[str, int] = {}
    listed: list[Any] = []
    parts = {kind: _referring(value, counted, shared, listed) for kind, value in said.items()}
    lines = [
        f" {_key(k)}: {laid_out(v) if isinstance(v, list | dict) else _key(v)}"
        for k, v in {"shared": listed, **parts}.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read(file: Path) -> dict[str, Any]:
    """What `judged` gave, from the file. Errors: OSError; ValueError, KeyError, IndexError for a file that is none."""
    said = json.loads(file.read_text("utf-8"))
    whole: list[Any] = []
    for value in said.pop("shared"):  # each refers to earlier ones only
        whole.append(_resolved(value, whole))
    return {kind: _resolved(value, whole) for kind, value in said.items()}


def computed(kind: str, said: Any) -> Any:
    """What can be computed anew of a kind: of the track record not what was said at the time, which the log knows."""
    if kind != "track_record" or not said:
        return said
    forecasts = [f for f in said["forecasts"] if f["how"] == "recomputed"]
    return {k: v for k, v in said.items() if k != "said"} | {"forecasts": forecasts}


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


def _plain(kind: str, value: Any) -> Any:
    without = {"plan"} if KINDS[kind] in OF_A_PLAN else None
    value = dict(value) if isinstance(value, Mapping) else value  # which may read what it has only when asked
    return _adapter(kind).dump_python(value, mode="json", by_alias=True, exclude=without)


def _key(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _count(value: Any, counted: Counter[str]) -> None:
    """How often each mapping occurs; what lies in one that was met before is part of that."""
    if isinstance(value, dict):
        counted[key := _key(value)] += 1
        if counted[key] > 1:
            return
    for item in _items(value):
        _count(item, counted)


def _items(value: Any) -> Any:
    return value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()


def _referring(value: Any, counted: Counter[str], shared: dict[str, int], listed: list[Any]) -> Any:
    """The value with a reference in the place of whatever occurs again."""
    if isinstance(value, list | tuple):
        return [_referring(v, counted, shared, listed) for v in value]
    if not isinstance(value, dict):
        return value
    key = _key(value)
    if key in shared:
        return {_REFERENCE: shared[key]}
    found = {k: _referring(v, counted, shared, listed) for k, v in value.items()}
    if counted[key] < 2 or len(key) < _LEAST:
        return found
    shared[key] = len(listed)
    listed.append(found)
    return {_REFERENCE: shared[key]}


def _resolved(value: Any, whole: list[Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(v, whole) for v in value]
    if not isinstance(value, dict):
        return value
    if list(value) == [_REFERENCE]:
        return whole[value[_REFERENCE]]
    return {k: _resolved(v, whole) for k, v in value.items()}
