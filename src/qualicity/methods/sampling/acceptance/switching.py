"""Switching between normal, tightened and reduced inspection: ISO 2859-1:1999 (GB/T 2828.1-2012), 9.3.

A lot's state depends on the lots before it, so this goes through the rows one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.acceptance.columns import MISSING, numbers, words
from qualicity.methods.sampling.acceptance.plans import Lots, lots
from qualicity.methods.sampling.acceptance.tables import (
    CODE_WORDS,
    INSPECTIONS,
    NORMAL,
    REDUCED,
    TIGHTENED,
    tables,
)

np = lazy_module("numpy")
Array = Any

DISCONTINUED = 3
STATES = (*INSPECTIONS, "discontinued")
ENOUGH = 30
"""The switching score with which reduced inspection may begin."""
WINDOW, REFUSALS = 5, 2
"""Two lots refused among five in a row lead to tightened inspection; five accepted in a row lead back."""
END = 5
"""So many lots refused on tightened inspection end acceptance sampling."""


@dataclass(slots=True)
class Course:
    """Where a series of lots stands: its state, and what the lots since that began say."""

    state: int = NORMAL
    score: int = 0
    recent: list[bool] = field(default_factory=list)
    refused: int = 0

    def enter(self, state: int) -> None:
        """Begin another state; all counts begin anew."""
        self.state, self.score, self.recent, self.refused = state, 0, [], 0

    def count(self, d: float, ac: float, re: float, tighter: float) -> bool:
        """Count a lot on original inspection in which d were found. Returns: whether it is accepted.

        `tighter` is the acceptance number at the AQL one step tighter.
        """
        accepted = d < re
        self.recent = [*self.recent[1 - WINDOW :], accepted]
        self.refused += not accepted
        if self.state == NORMAL:
            kept = accepted if ac < 2 else d <= tighter
            self.score = self.score + (3 if ac >= 2 else 2) if kept else 0
        return accepted

    def next_state(self, d: float, ac: float, *, steady: bool, approved: bool) -> int:
        """The state of the next lot, after one that has been counted.

        Between the numbers of a reduced plan of MIL-STD-105E a lot is accepted, but normal inspection returns.
        """
        if self.state == NORMAL:
            if self.recent.count(False) >= REFUSALS:
                return TIGHTENED
            return REDUCED if self.score >= ENOUGH and steady and approved else NORMAL
        if self.state == TIGHTENED:
            if self.refused >= END:
                return DISCONTINUED
            return NORMAL if len(self.recent) == WINDOW and all(self.recent) else TIGHTENED
        return REDUCED if d <= ac and steady else NORMAL


def switching(
    columns: Mapping[str, Array],
    code: str = "",
    lot_size: str = "",
    level: str = "II",
    aql: str = "",
    n: str = "",
    ac: str = "",
    start: str = "normal",
    steady: bool = True,
    approved: bool = False,
) -> dict[str, Array]:
    """For each lot, in the rows' order, the inspection in force, its plan, the verdict and what comes next.

    `d` nonconforming found; the plan by `aql` with `code` or `lot_size`, or by `n` and `ac` of the first lot's plan.
    Errors: `UsageError` where no plan can be found from what is given.
    """
    size = len(columns["d"])
    of = _lots(
        columns, size, {"code": code, "lot_size": lot_size, "level": level, "aql": aql}, (n, ac, start)
    )
    series = columns.get("series", [""] * size)
    said = {"steady": steady, "approved": approved, "resubmitted": False, "resumed": False}
    given = {name: _truths(columns.get(name), default, size) for name, default in said.items()}
    found = {"d": columns["d"], "reason": of.reason, **given}
    plans, tighter = _plans(of, size)
    courses: dict[Any, Course] = {}
    made = []
    for row in range(size):
        course = courses.setdefault(series[row], Course(INSPECTIONS.index(start)))
        lot = {name: values[row] for name, values in found.items()}
        if lot["resumed"] and course.state == DISCONTINUED:
            course.enter(TIGHTENED)
        plan = plans[row, course.state] if course.state != DISCONTINUED else (np.nan,) * 3
        made.append((STATES[course.state], *plan, *_judged(course, lot, plan, tighter[row])))
    return _as_columns(made)


def _judged(course: Course, lot: Mapping[str, Any], plan: Any, tighter: float) -> tuple[Any, ...]:
    """Verdict, switching score, whether reduced inspection may begin, next state and reason of one lot."""
    state, (_, ac, re), d = course.state, plan, lot["d"]
    if state == DISCONTINUED:
        return None, np.nan, None, None, "acceptance is discontinued until resumed"
    if lot["reason"] or np.isnan(d):
        return None, np.nan, None, STATES[state], lot["reason"] or "d is missing"
    if lot["resubmitted"]:
        return bool(d < re), np.nan, None, STATES[state], "resubmitted: does not count for the switching"
    accepted = bool(course.count(d, ac, re, tighter))
    score = course.score
    after = course.next_state(d, ac, steady=lot["steady"], approved=lot["approved"])
    if after != state:
        course.enter(after)
    if state != NORMAL:
        return accepted, np.nan, None, STATES[after], None
    return accepted, score, bool(score >= ENOUGH and lot["steady"]), STATES[after], None


def _as_columns(made: list[tuple[Any, ...]]) -> dict[str, Array]:
    kinds = {"state": object, "n": float, "ac": float, "re": float, "accepted": object, "switching_score": float,
             "reduced_eligible": object, "next_state": object, "reason": object}  # fmt: skip
    values = zip(*made, strict=True) if made else [()] * len(kinds)
    return {
        name: np.array(column, dtype=kind) for (name, kind), column in zip(kinds.items(), values, strict=True)
    }


def _truths(cells: Array | None, default: bool, size: int) -> list[bool]:
    return [default if v is None else bool(v) for v in ([None] * size if cells is None else cells)]


def _plans(of: Lots, size: int) -> tuple[Array, Array]:
    """The plan of each lot in each state (lots × states × n, ac, re); normal's acceptance number one AQL tighter.

    Where an arrow led to the plan of another code letter, it is that letter's plan at the tighter AQL.
    """
    plans = np.full((size, len(INSPECTIONS), 3), np.nan)
    sound = np.equal(of.reason, None)
    for state in range(len(INSPECTIONS)):
        plans[:, state] = np.column_stack(of.plans(np.full(size, state))[:3])
    plans[~sound] = np.nan
    table = tables()
    used = table.letter_of(table.n[NORMAL, of.code, of.aql])
    return plans, table.ac[NORMAL, used, np.maximum(of.aql - 1, 0)]


def _lots(
    columns: Mapping[str, Array], size: int, given: Mapping[str, str], first: tuple[str, str, str]
) -> Lots:
    code = words(columns, "code", given["code"], CODE_WORDS, size)
    aql: Any = given["aql"]
    if aql == "" and "aql" not in columns and (plan := _first_plan(columns, size, first)):
        code, aql = np.full(size, plan[0]), plan[1]
    if "lot_size" not in columns and given["lot_size"] in ("", None) and size and (code == MISSING).all():
        raise UsageError(
            Text(
                "no plan can be found: give lot_size (a column or --set lot_size=1000) or code (--set code=J), with aql",
                "无法确定抽样方案：请给出 lot_size（列，或 --set lot_size=1000）或 code（--set code=J），以及 aql",
            )
        )
    return lots(columns, size, level=given["level"], aql=aql, code=code, lot=given["lot_size"])


def _first_plan(
    columns: Mapping[str, Array], size: int, first: tuple[str, str, str]
) -> tuple[int, float] | None:
    """Code letter and AQL whose plan in the state `start` has the first lot's n and ac, if both are given.

    Errors: `UsageError` where the table has no such plan.
    """
    n, ac = (numbers(columns, name, said, size) for name, said in zip(("n", "ac"), first[:2], strict=True))
    both = np.flatnonzero(~np.isnan(n) & ~np.isnan(ac))
    if not len(both):
        return None
    wanted, at = n[both[0]], ac[both[0]]
    place = INSPECTIONS.index(first[2])
    table = tables()
    fits = (table.n[place] == wanted) & (table.ac[place] == at) & (table.own_n(place) == wanted)
    found = np.argwhere(fits)
    if not len(found):
        raise UsageError(
            Text(
                f"the table has no plan of {first[2]} inspection with n={wanted:g} and ac={at:g}; give aql and code",
                f"表中没有 n={wanted:g}、ac={at:g} 的 {first[2]} 方案；请给出 aql 和 code",
            )
        )
    return int(found[0][0]), float(table.aqls[found[0][1]])


def where_it_stands(made: Mapping[str, Any]) -> list[Text]:
    """What a supervisor should know of the lots: how many of each state, and whether acceptance has ended."""
    state = made["state"]
    if not len(state):
        return []
    counts = {s: int((state == s).sum()) for s in STATES}
    told = [(n, s) for s, n in counts.items() if n]
    refused = int((made["accepted"] == False).sum())  # noqa: E712
    said = [
        Text(
            f"{len(state)} lots: {', '.join(f'{n} {s}' for n, s in told)}; {refused} not accepted",
            f"共 {len(state)} 批：{'，'.join(f'{s} {n} 批' for n, s in told)}；不接收 {refused} 批",
        )
    ]
    if counts["discontinued"] or (made["next_state"] == "discontinued").any():
        said.append(
            Text(
                "acceptance sampling is discontinued: accept no lot by it until the supplier's remedy is approved",
                "抽样检验已暂停：在供方的改进措施获准之前，不得据此接收任何批",
            )
        )
    return said
