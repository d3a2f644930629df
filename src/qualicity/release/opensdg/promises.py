"""Progress settings of a repository as a plan's targets, and the statuses that it publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Place, Text
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.observations import Observed, Series, slug

BASE_YEAR, TARGET_YEAR = 2015, 2030
_UP = {"positive": 1, "up": 1, "increase": 1, "1": 1, "negative": -1, "down": -1, "decrease": -1, "-1": -1}
_YEAR = 4
_UNSAID = ("", "not_available", "not_available_manual")


@dataclass(frozen=True, slots=True)
class Promise:
    """One progress setting: of which series, from when, which way, how far and by when; with what is published of it."""

    id: str
    source: Indicator
    series: Series
    base_year: int
    target_year: int
    up: bool
    target: float | None
    limit: float | None
    published: str


def promises(
    indicators: Mapping[str, Indicator], observed: Observed, published: Mapping[str, Any], notes: Notes
) -> list[Promise]:
    """The progress settings of all indicators; those that cannot be a target are told."""
    found: list[Promise] = []
    for indicator in indicators.values():
        meta = indicator.meta or {}
        if not meta.get("auto_progress_calculation"):
            continue
        listed = meta.get("progress_calculation_options") or [meta]
        options = [o for o in listed if isinstance(o, Mapping)] if isinstance(listed, list) else []
        said = published.get(indicator.id)
        for option in options:
            series = _series(indicator, option, observed)
            if series is None:
                name = str(option.get("series") or option.get("unit") or indicator.id)
                _tell(indicator, notes, f"'{name}' has no totals", f"“{name}”没有合计数据")
                continue
            one = _promise(indicator, option, series, _status(said, meta, option, len(options) == 1), notes)
            if one and all(p.id != one.id for p in found):
                found.append(one)
            elif one:
                _tell(indicator, notes, "there are two settings of one series", "同一序列有两项设定")
    return found


def published_alone(indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """The statuses that metadata states without settings to compute them by."""
    return {
        i.id: str(status)
        for i in indicators.values()
        if not (i.meta or {}).get("auto_progress_calculation")
        and (status := (i.meta or {}).get("progress_status"))
        and status not in _UNSAID
    }


def _series(indicator: Indicator, option: Mapping[str, Any], observed: Observed) -> Series | None:
    """The series that a setting is of: by its words, else the only one (or the first) that has totals."""
    own = [s for s in observed.series.values() if s.source == indicator.id and s.totals and not s.split]
    own = own or [s for s in observed.series.values() if s.source == indicator.id and s.totals]
    if name := str(option.get("series") or ""):
        own = [s for s in own if slug(s.series) == slug(name)]
    if unit := str(option.get("unit") or ""):
        own = [
            s
            for s in own
            if slug(s.unit) == slug(unit) or s.unit == unit or (s.unit == "%" and "percent" in unit.lower())
        ]
    return own[0] if own else None


def _promise(
    indicator: Indicator, option: Mapping[str, Any], series: Series, published: str, notes: Notes
) -> Promise | None:
    direction = _UP.get(str(option.get("direction") or "negative").strip().lower())
    base, due = _number(option.get("base_year"), BASE_YEAR), _number(option.get("target_year"), TARGET_YEAR)
    if direction is None or base is None or due is None or base >= due:
        _tell(
            indicator,
            notes,
            "direction and years must be given, the base year first",
            "须给出方向与年份，基年在先",
        )
        return None
    if option.get("progress_thresholds"):
        _tell(indicator, notes, "its own thresholds are not taken over", "其自定阈值未予采用")
    tail = f"-{slug(series.series)}" if series.series else ""
    return Promise(
        f"{series.indicator}{tail}",
        indicator,
        series,
        int(base),
        int(due),
        direction > 0,
        _number(option.get("target"), None),
        _number(option.get("limit"), None),
        published,
    )


def _number(said: Any, default: float | None) -> float | None:
    if said is None or said == "":
        return default
    try:
        return float(said)
    except (TypeError, ValueError):
        return None


def _status(said: Any, meta: Mapping[str, Any], option: Mapping[str, Any], alone: bool) -> str:
    """What is published of a setting: by the file of components for its series, else by the metadata."""
    if isinstance(said, Mapping):
        parts = {k: v for k, v in said.items() if isinstance(v, Mapping)}
        wanted = slug(str(option.get("series") or ""))
        mine = [
            v for k, v in parts.items() if (wanted and slug(str(k)).endswith(wanted[:40])) or len(parts) == 1
        ]
        if alone and not parts and said.get("progress_status"):
            return str(said["progress_status"])
        if len(mine) == 1 and mine[0].get("status"):
            return str(mine[0]["status"])
    status = str(meta.get("progress_status") or "")
    return status if alone and status not in _UNSAID else ""


def _tell(indicator: Indicator, notes: Notes, en: str, zh: str) -> None:
    place = Place(indicator.meta_files[-1] if indicator.meta_files else indicator.id)
    notes.add(
        "progress", place, Text(f"a progress setting is no target here: {en}", f"进展设定未成为目标：{zh}")
    )


def compared(found: Sequence[Promise], observed: Observed) -> list[dict[str, Any]]:
    """Each promise with its status by Open SDG's measure, beside the one that is published.

    The measure is `qualicity.methods.progress.open_sdg`, on the totals of the series as they stand; as on the sites,
    a span of years counts as its first.
    """
    from qualicity.methods.progress import Course, open_sdg

    if not found:
        return []
    totals: dict[tuple[str, str], dict[int, float]] = {}
    wanted = {(p.series.indicator, p.series.definition) for p in found}
    words = (observed.taken.words[n].rows() for n in ("indicator", "definition", "cell", "period"))
    for indicator, definition, cell, period, value in zip(*words, observed.taken.values, strict=True):
        if (indicator, definition) in wanted and not cell:
            totals.setdefault((indicator, definition), {}).setdefault(int(period[:_YEAR]), value)
    cases = []
    for p in found:
        years = totals.get((p.series.indicator, p.series.definition), {})
        base = min((y for y in years if y >= p.base_year), default=None)
        last = max(years, default=None)
        cases.append((years.get(base or 0), base, years.get(last or 0), last, p))
    none = float("nan")
    verdicts = open_sdg(
        Course.of(
            [none if b is None else b for b, *_ in cases],
            [none if y is None else y for _, y, *_ in cases],
            [none if v is None else v for _, _, v, *_ in cases],
            [none if y is None else y for *_, y, _ in cases],
            direction=[1 if p.up else -1 for p in found],
            target=[none if p.target is None else p.target for p in found],
            target_year=[p.target_year for p in found],
            limit=[none if p.limit is None else p.limit for p in found],
        )
    )
    return [
        {
            "target": p.id,
            "indicator": p.source.id,
            "series": p.series.series,
            "published": p.published or None,
            "computed": str(status),
            "equal": None if not p.published else same_status(p.published, str(status)),
        }
        for p, status in zip(found, verdicts.status, strict=True)
    ]


def same_status(published: str, computed: str) -> bool:
    """Whether two names of statuses mean the same: `moderate_progress`, `moderate progress`."""
    renamed = {"negligible_progress": "limited_progress"}
    one, two = (s.strip().lower().replace(" ", "_") for s in (published, computed))
    return renamed.get(one, one) == renamed.get(two, two)
