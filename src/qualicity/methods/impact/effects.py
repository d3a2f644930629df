"""Effects by group and time, and averages of them, each with what every unit adds to it (its influence).

Group g's effect at time t is what its mean changed by since a period before treatment, less what the mean of the units
to compare with changed by (Callaway & Sant'Anna 2021, equations 2.8 and 2.9 without covariates). A unit i of cohort c adds
`part[c]·(apart[i, t] − apart[i, base]) + shift[c]` to it, so that all variances follow from sums over cohorts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.methods.impact.panel import NEVER, Panel
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")


@dataclass(frozen=True, slots=True)
class Cells:
    """K effects by group and time: `g` and `t` as times, `cohort`, `at` and `base` as places in the panel.

    `post`: treated at t; `before`: neither treated nor within the anticipated periods. `att` is NaN where there is
    nobody to compare with; `control` (K × C) says which cohorts are compared with.
    """

    cohort: Any
    at: Any
    base: Any
    g: Any
    t: Any
    post: Any
    before: Any
    control: Any
    att: Any
    part: Any
    shift: Any

    @property
    def reference(self) -> Any:
        """Which of them are the base period itself, zero by construction."""
        return self.at == self.base


@dataclass(frozen=True, slots=True)
class Averages:
    """Weighted averages of effects: `att` (A), `part` (A × C × T) and `shift` (A × C) as above, `weight` (A × K)."""

    att: Any
    part: Any
    shift: Any
    weight: Any

    def mean(self, weight: Any, estimated: Any | None = None) -> Averages:
        """The average of these as one; `estimated` (A × C) is what the weights add to the influence."""
        share = weight / weight.sum()
        att = float(share @ self.att)
        shift = share @ self.shift
        if estimated is not None:
            shift = shift + ((self.att - att) / weight.sum()) @ estimated
        one = (
            np.array([att]),
            np.tensordot(share, self.part, 1)[None],
            shift[None],
            (share @ self.weight)[None],
        )
        return Averages(*one)


def cells(panel: Panel, control: str, base_period: str, anticipation: int) -> Cells:
    """All effects of the groups that are treated within the panel, by group and time."""
    groups = np.flatnonzero(panel.first <= panel.times[-1])
    start = 0 if base_period == "universal" else 1
    cohort, at = (m.ravel() for m in np.meshgrid(groups, np.arange(start, len(panel.times)), indexing="ij"))
    g, t = panel.first[cohort], panel.times[at]
    last_before = np.searchsorted(panel.times, g - anticipation, side="left") - 1
    before = t < g - anticipation
    base = np.where(before & (base_period == "varying"), at - 1, last_before)
    if control == "nevertreated":
        compared = np.tile(panel.first == NEVER, (len(g), 1))
    else:
        untreated_until = np.maximum(t, panel.times[base]) + anticipation
        compared = (panel.first > untreated_until[:, None]) & (np.arange(len(panel.first)) != cohort[:, None])
        if panel.first[-1] != NEVER:  # then the last group is there to be compared with, as in R's did
            compared &= ((cohort < len(panel.first) - 1) & (t < panel.first[-1] - anticipation))[:, None]
    return _estimated(panel, cohort, at, base, before, compared)


def _estimated(panel: Panel, cohort: Any, at: Any, base: Any, before: Any, compared: Any) -> Cells:
    rows = np.arange(len(cohort))
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        change = (panel.mean[:, at] - panel.mean[:, base]).T
        share = np.where(compared, panel.size, 0) / (compared @ panel.size)[:, None]
        others = np.where(compared, share * change, 0).sum(axis=1)
        nobody = ~compared.any(axis=1)
        att = np.where(nobody, np.nan, change[rows, cohort] - others)
        part = np.where(compared, -share / panel.size, 0)
        part[rows, cohort] = 1 / panel.size[cohort]
        shift = np.where(compared, part * (change - others[:, None]), 0)
        shift[rows, cohort] = 0
    g, t = panel.first[cohort], panel.times[at]
    return Cells(cohort, at, base, g, t, t >= g, before, compared, att, part, shift)


def averages(panel: Panel, found: Cells, chosen: Sequence[Any], *, by_size: bool = True) -> Averages:
    """For each selection (booleans over K) the average of its effects, by the groups' sizes or all alike.

    The sizes of groups are estimated too, so they add to the influence; all alike is for effects of one group.
    """
    weight = np.array(chosen, dtype=float).reshape(len(chosen), len(found.att))
    sizes = weight * (panel.size[found.cohort] if by_size else 1)
    total = sizes.sum(axis=1, keepdims=True)
    share = sizes / total
    effects = np.nan_to_num(found.att)  # what is not estimated is never chosen
    att = share @ effects
    moves = np.zeros((len(effects), len(panel.times)))
    np.add.at(moves, (np.arange(len(effects)), found.at), 1)
    np.add.at(moves, (np.arange(len(effects)), found.base), -1)
    used = np.flatnonzero(weight.any(axis=0))
    share_used, moves, parts = share[:, used], moves[used], found.part[used]
    part = np.stack([(share_used * parts[:, c]) @ moves for c in range(len(panel.size))], axis=1)
    shift = share_used @ found.shift[used]
    if by_size:
        member = (found.cohort[:, None] == np.arange(len(panel.size))).astype(float)
        shift = shift + (weight * (effects - att[:, None]) / total) @ member
    return Averages(att, part, shift, share)
