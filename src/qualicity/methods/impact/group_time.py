"""`impact.group_time_att`: what a treatment did, by group and time, and its averages.

Source: Callaway & Sant'Anna (Journal of Econometrics 225, 2021, 200–230), in the conventions of R's did; own code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.methods.impact import spread
from qualicity.methods.impact.effects import Averages, Cells, averages, cells
from qualicity.methods.impact.panel import NEVER, Panel, read_panel
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
stats = lazy_module("scipy.stats")
SMALL = 5
"""A group of fewer units is named: its interval rests on next to nothing."""
_LONE_WEIGHT = 0.1
"""Where single units carry more of an average than this, its standard error would leave out too much."""
_NOISE = 1e-14
"""A standard error of so little of the values is what is left of rounding."""
NO_ROWS = "no unit has values and a period"
ALL_EARLY = "no unit was seen before its treatment in every period"
NO_GROUP = "no unit is first treated within the panel and after its first period"
NO_NEVER = "no unit is never treated: control=notyettreated compares with those treated later"
NOBODY = "nobody is untreated then to compare with"
REFERENCE = "the base period: zero by construction"
LONE = "a single unit has no spread: no standard error"
LONE_GROUPS = "single units carry more than a tenth of it: no standard error"
NO_SPREAD = "all units moved alike: no standard error"
TOO_LARGE = "values too large to compute with"
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Family:
    """Averages of one kind in rows, with what tells them apart."""

    name: str
    found: Averages
    columns: Mapping[str, Any]


def group_time_att(
    columns: Mapping[str, Any],
    control: str = "nevertreated",
    base_period: str = "varying",
    anticipation: int = 0,
    confidence: float = 0.95,
    reps: int = 1000,
    seed: int = 1,
) -> Columns:
    """Average effects on the treated, by group (first treatment) and time, and their averages.

    Takes: arrays of one length: unit, time, y, first_treated (NaN, 0 or Inf: never). Gives: a row for each group and
    time (`aggregation` is group_time), then the averages simple, event, dynamic_avg, group, group_avg, calendar and
    calendar_avg; each with att in the unit of y, se, the interval for it alone (ci_low, ci_high) and the one that
    holds for all of its kind at once (band_low, band_high), NaN with a reason where there is none.
    Errors: `UsageError` for a value without unit or time, two rows of a unit and period, a unit with two first
    treatments.
    """
    panel = read_panel(columns, anticipation)
    if reason := _nothing(panel, control):
        return _finished(panel, [_row_without(reason)], (np.nan, np.nan, 0), confidence)
    found = cells(panel, control, base_period, anticipation)
    with np.errstate(over="ignore", invalid="ignore"):  # values too large to add up: told as such
        parts = _rows(panel, found, confidence, reps, int(seed))
        return _finished(panel, parts, spread.before_treatment(panel, found), confidence)


def _rows(panel: Panel, found: Cells, confidence: float, reps: int, seed: int) -> list[Columns]:
    """The effects by group and time, then each kind of average, with intervals and bands."""
    families = _families(panel, found)
    parts = [_cell_rows(panel, found, spread.of_cells(panel, found))]
    parts += [_average_rows(panel, found, f, spread.of_averages(panel, f.found)) for f in families]
    names = ["group_time", *(f.name for f in families)]
    errors = {name: p["se"] for name, p in zip(names, parts, strict=True)}
    by_name = {f.name: f.found for f in families}
    bands = spread.sizes_of_bands(panel, found, by_name, errors, confidence=confidence, reps=reps, seed=seed)
    point = float(stats.norm.ppf((1 + confidence) / 2))
    for name, p in zip(names, parts, strict=True):
        for of, size in (("ci", point), ("band", bands[name])):
            p[f"{of}_low"], p[f"{of}_high"] = p["att"] - size * p["se"], p["att"] + size * p["se"]
    return parts if families else [*parts, _row_without(NOBODY)]


def _nothing(panel: Panel, control: str) -> str | None:
    """Why there is no effect to estimate at all."""
    if not panel.units:
        return ALL_EARLY if panel.early else NO_ROWS
    if not (panel.first <= panel.times[-1]).any():
        return NO_GROUP
    if control == "nevertreated" and panel.first[-1] != NEVER:
        return NO_NEVER
    return None


def _families(panel: Panel, found: Cells) -> list[_Family]:
    known = np.isfinite(found.att)
    post = known & found.post
    if not post.any():
        return []
    since = found.t - found.g
    events, groups, times = np.unique(since[known]), np.unique(found.g[post]), np.unique(found.t[post])
    of_events = averages(panel, found, [known & (since == e) for e in events])
    of_groups = averages(panel, found, [post & (found.g == g) for g in groups], by_size=False)
    of_times = averages(panel, found, [post & (found.t == t) for t in times])
    sizes = panel.size[np.searchsorted(panel.first, groups)].astype(float)
    member = (groups[:, None] == panel.first).astype(float)
    return [
        _Family("simple", averages(panel, found, [post]), {}),
        _Family("event", of_events, {"event": events}),
        _Family("dynamic_avg", of_events.mean((events >= 0).astype(float)), {}),
        _Family("group", of_groups, {"g": groups}),
        _Family("group_avg", of_groups.mean(sizes, member), {}),
        _Family("calendar", of_times, {"t": times}),
        _Family("calendar_avg", of_times.mean(np.ones(len(times))), {}),
    ]


def _cell_rows(panel: Panel, found: Cells, se: Any) -> Columns:
    treated, compared = panel.size[found.cohort], found.control @ panel.size
    lone = (treated == 1) | (compared == 1)
    reason = _reasons(found.att, se, np.abs(panel.mean).max(), lone, LONE)
    reason[found.reference] = REFERENCE
    reason[compared == 0] = NOBODY
    return {
        "aggregation": np.full(len(se), "group_time", dtype=object),
        "g": found.g,
        "t": found.t,
        "event": found.t - found.g,
        "att": np.where(np.isfinite(found.att), found.att, np.nan),
        "se": _sound(se, reason),
        "n_treated": treated.astype(float),
        "n_control": compared.astype(float),
        "small_groups": _small(panel, np.eye(len(panel.size), dtype=bool)[found.cohort], compared),
        "reason": reason,
    }


def _average_rows(panel: Panel, found: Cells, family: _Family, se: Any) -> Columns:
    weight, rows = family.found.weight, len(se)
    lone = (panel.size[found.cohort] == 1) | (found.control @ panel.size == 1)
    few = weight @ lone > _LONE_WEIGHT
    reason = _reasons(family.found.att, se, np.abs(panel.mean).max(), few, LONE_GROUPS)
    reason[(weight > 0) @ ~found.reference == 0] = REFERENCE
    member = (weight > 0) @ (found.cohort[:, None] == np.arange(len(panel.size))) > 0
    compared = ((weight > 0) @ found.control > 0) @ panel.size
    nothing = np.full(rows, np.nan)
    att = family.found.att
    return {
        "aggregation": np.full(rows, family.name, dtype=object),
        **{c: family.columns.get(c, nothing) for c in ("g", "t", "event")},
        "att": np.where(np.isfinite(att), att, np.nan),
        "se": _sound(se, reason),
        "n_treated": (member @ panel.size).astype(float),
        "n_control": compared.astype(float),
        "small_groups": _small(panel, member, compared),
        "reason": reason,
    }


def _reasons(att: Any, se: Any, largest: float, lone: Any, told: str) -> Any:
    reason = np.full(len(se), None, dtype=object)
    reason[se <= _NOISE * largest] = NO_SPREAD
    reason[lone] = told
    reason[~np.isfinite(att) | ~np.isfinite(se)] = TOO_LARGE
    return reason


def _sound(se: Any, reason: Any) -> Any:
    return np.where(np.equal(reason, None), se, np.nan)


def _small(panel: Panel, member: Any, compared: Any) -> Any:
    """The groups of fewer than five units in each row, and `control` where those compared with are so few."""
    small = [(c, f"{g:.12g}") for c, g in enumerate(panel.first) if g != NEVER and panel.size[c] < SMALL]
    names = [[name for c, name in small if row[c]] for row in member]
    for row, number in enumerate(compared):
        names[row] += ["control"] if 0 < number < SMALL else []
    return np.array([";".join(n) or None for n in names], dtype=object)


def _row_without(reason: str) -> Columns:
    row: Columns = {"aggregation": np.array(["simple"], dtype=object)}
    numbers = (
        "g",
        "t",
        "event",
        "att",
        "se",
        "ci_low",
        "ci_high",
        "band_low",
        "band_high",
        "n_treated",
        "n_control",
    )
    row |= dict.fromkeys(numbers, np.array([np.nan]))
    return row | {
        "small_groups": np.array([None], dtype=object),
        "reason": np.array([reason], dtype=object),
    }


def _finished(
    panel: Panel, parts: list[Columns], before: tuple[float, float, int], confidence: float
) -> Columns:
    """All rows under each other, beside them what holds of the whole panel."""
    made = {c: np.concatenate([p[c] for p in parts]) for c in parts[0]}
    wald, p, df = before
    since, until = (panel.times[0], panel.times[-1]) if len(panel.times) else (np.nan, np.nan)
    whole = {
        "confidence": confidence,
        "pretrend_p": p,
        "pretrend_wald": wald,
        "pretrend_df": df,
        "units": panel.units,
        "left_out_gaps": panel.gaps,
        "left_out_early": panel.early,
        "first_period": since,
        "last_period": until,
    }
    return made | {c: np.full(len(made["att"]), float(v)) for c, v in whole.items()}
