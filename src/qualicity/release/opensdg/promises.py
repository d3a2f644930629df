"""Progress settings of a repository as a plan's targets, and the statuses that it publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from qualicity.errors import Place, Text
from qualicity.release.opensdg.cells import NOTHING
from qualicity.release.opensdg.coded import Coded
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.observations import OWN, PROGRESS, Observed, Series, cell_key, cell_text, slug

BASE_YEAR, TARGET_YEAR = 2015, 2030
_UP = {"positive": 1, "up": 1, "increase": 1, "1": 1, "negative": -1, "down": -1, "decrease": -1, "-1": -1}
_YEAR = 4
_UNSAID = ("", "not_available", "not_available_manual")


@dataclass(frozen=True, slots=True)
class Promise:
    """One progress setting: of which series, from when, which way, how far and by when; with what is published of it.

    `cell` names the group whose figures are measured, as the cells of the evidence do, `column` the column in which they
    stand. A plan's target is on totals, and on values.
    """

    id: str
    source: Indicator
    series: Series
    base_year: int
    target_year: int
    up: bool
    target: float | None
    limit: float | None
    published: str
    cell: frozenset[str] = frozenset()
    column: str = "Value"

    @property
    def is_target(self) -> bool:
        """Whether a plan can have it as its target."""
        return not self.cell and self.column == "Value"


def promises(
    indicators: Mapping[str, Indicator], observed: Observed, published: Mapping[str, Any], notes: Notes
) -> list[Promise]:
    """The progress settings of all indicators; those that cannot be a target are told."""
    found: list[Promise] = []
    other, held = _measured_otherwise(observed), _Held(observed)
    for indicator in indicators.values():
        meta = indicator.meta or {}
        if not meta.get("auto_progress_calculation"):
            continue
        listed = meta.get("progress_calculation_options") or [meta]
        options = [o for o in listed if isinstance(o, Mapping)] if isinstance(listed, list) else []
        said = published.get(indicator.id)
        for option in options:
            cell = _cell(option)
            series = _series(indicator, option, observed, cell, held)
            if series is None:
                name = str(option.get("series") or option.get("unit") or indicator.id)
                named = "; ".join(sorted(cell))
                en = f"'{name}' has no figures of '{named}'" if cell else f"'{name}' has no totals"
                zh = f"“{name}”没有“{named}”的数据" if cell else f"“{name}”没有合计数据"
                _tell(indicator, notes, en, zh)
                continue
            one = _promise(indicator, option, series, _status(said, meta, option, len(options) == 1), notes)
            if one and (cell or indicator.id in other):
                column = PROGRESS if indicator.id in other else "Value"
                tail = f"-{slug('-'.join(sorted(cell)))}" if cell else ""
                one = replace(one, id=one.id + tail, cell=cell, column=column)
                en = "it is of one group, or of a column of its own; it is computed for the report"
                _tell(indicator, notes, en, "仅针对某一分组或单独一列，只在报告中计算")
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


def _cell(option: Mapping[str, Any]) -> frozenset[str]:
    """The group that a setting is of: a text for each field, as in the cells of the evidence."""
    said = option.get("disaggregation")
    fields = [f for f in said if isinstance(f, Mapping)] if isinstance(said, list) else []
    told = (cell_text((cell_key(str(f.get("field"))),), (str(f.get("value") or ""),)) for f in fields)
    return frozenset(filter(None, told))


def _measured_otherwise(observed: Observed) -> set[str]:
    """The repository's indicators that have figures to measure progress by in a column of their own."""
    column = observed.taken.words.get(OWN + PROGRESS)
    if column is None:
        return set()
    sources = observed.taken.words["source_id"]
    pairs = set(zip(sources.codes, column.codes, strict=True))
    return {sources.words[source] for source, n in pairs if column.words[n] not in NOTHING}


class _Held:
    """Of which groups a series has figures; found out where the first setting asks."""

    def __init__(self, observed: Observed) -> None:
        self._observed = observed

    @cached_property
    def _groups(self) -> set[tuple[str, str, frozenset[str]]]:
        words = self._observed.taken.words
        return set(
            zip(
                words["indicator"].rows(),
                words["definition"].rows(),
                _groups(words["cell"]).rows(),
                strict=True,
            )
        )

    def __call__(self, series: Series, cell: frozenset[str]) -> bool:
        return (series.indicator, series.definition, cell) in self._groups if cell else series.totals > 0


def _groups(cells: Coded[str]) -> Coded[frozenset[str]]:
    """Cells as the texts of their fields, in whatever order."""
    return cells.told(lambda c: frozenset(filter(None, c.split(";"))))


def _series(
    indicator: Indicator, option: Mapping[str, Any], observed: Observed, cell: frozenset[str], held: _Held
) -> Series | None:
    """The series that a setting is of: by its words, else the only one (or the first) that has figures of its group."""
    all_own = [s for s in observed.series.values() if s.source == indicator.id and held(s, cell)]
    own = [s for s in all_own if not s.split] or all_own
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
        if wanted_labels := _labels(option):
            named = [v for k, v in parts.items() if _same_labels(str(k).split(" / ")[1:], wanted_labels)]
            return str(named[0].get("status") or "") if len(named) == 1 else ""
        if alone and not parts and said.get("progress_status"):
            return str(said["progress_status"])
        if len(mine) == 1 and mine[0].get("status"):
            return str(mine[0]["status"])
    status = str(meta.get("progress_status") or "")
    return status if alone and status not in _UNSAID else ""


def _labels(option: Mapping[str, Any]) -> list[str]:
    """What the file of components calls a setting of one group by: series, unit and the values of its fields."""
    said = option.get("disaggregation")
    values = [str(f.get("value")) for f in said if isinstance(f, Mapping)] if isinstance(said, list) else []
    return [str(option[k]) for k in ("series", "unit") if option.get(k)] + values if values else []


def _same_labels(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether labels, of which long ones are cut, are those of a setting."""
    return len(said) == len(wanted) and all(
        w.startswith(s.removesuffix("...")) if s.endswith("...") else s == w
        for s, w in zip(said, wanted, strict=True)
    )


def _tell(indicator: Indicator, notes: Notes, en: str, zh: str) -> None:
    place = Place(indicator.meta_files[-1] if indicator.meta_files else indicator.id)
    notes.add(
        "progress", place, Text(f"a progress setting is no target here: {en}", f"进展设定未成为目标：{zh}")
    )


def compared(found: Sequence[Promise], observed: Observed) -> list[dict[str, Any]]:
    """Each promise with its status by Open SDG's measure, beside the one that is published.

    The measure is `qualicity.methods.progress.open_sdg`, on the figures of the series as they stand (its totals, or one
    group); as on the sites, a span of years counts as its first.
    """
    if not found:
        return []
    from qualicity.methods.progress import Course, open_sdg

    figures = _figures(found, observed)
    cases = []
    for p in found:
        years = figures[p.id]
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


def _figures(found: Sequence[Promise], observed: Observed) -> dict[str, dict[int, float]]:
    """The figures of each promise by year, the first of each year."""
    wanted: dict[tuple[str, str, frozenset[str]], list[Promise]] = {}
    for p in found:
        wanted.setdefault((p.series.indicator, p.series.definition, p.cell), []).append(p)
    rows, figures = observed.taken, {p.id: dict[int, float]() for p in found}
    own = rows.words.get(OWN + PROGRESS) or Coded.same("", rows.count)
    words = (
        rows.words["indicator"].rows(),
        rows.words["definition"].rows(),
        _groups(rows.words["cell"]).rows(),
    )
    for *place, period, other, value in zip(
        *words, rows.words["period"].rows(), own.rows(), rows.values, strict=True
    ):
        for p in wanted.get(tuple(place), ()):
            if p.column == "Value":
                figures[p.id].setdefault(int(period[:_YEAR]), value)
            elif other not in NOTHING:
                figures[p.id].setdefault(int(period[:_YEAR]), float(other))
    return figures


def same_status(published: str, computed: str) -> bool:
    """Whether two names of statuses mean the same: `moderate_progress`, `moderate progress`."""
    renamed = {"negligible_progress": "limited_progress"}
    one, two = (s.strip().lower().replace(" ", "_") for s in (published, computed))
    return renamed.get(one, one) == renamed.get(two, two)
