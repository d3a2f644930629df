"""How well what was said of targets held, once the truth is known: Brier score, coverage, reliability, verdicts kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from qualicity.assessment.model import Chance, FanYear, Status
from qualicity.errors import Text
from qualicity.plan import Target

Case: TypeAlias = tuple[float, float, bool]
"""A probability, the base rate beside it, and whether it came."""
LEAST = 10
"""With fewer cases there is no score: it would say more of chance than of the forecasts."""
TENTHS = 10

HOW = {"said": Text("said at the time", "当时所言"), "recomputed": Text("recomputed", "重新计算")}
OUTCOME = {
    True: Text("met", "已达到"),
    False: Text("not met", "未达到"),
    None: Text("not known yet", "尚不知道"),
}
JUDGED_ON_THE_WAY: tuple[Status, ...] = ("on_course", "at_risk", "off_course")


@dataclass(frozen=True, slots=True)
class Came:
    """A year of a fan beside the figure that came; `kept`: whether that kept the target's limits."""

    said: FanYear
    value: float
    kept: bool | None = None

    @property
    def in80(self) -> bool:
        """Whether the 80 % interval held it."""
        return self.said.lo80 <= self.value <= self.said.hi80

    @property
    def in95(self) -> bool:
        """Whether the 95 % interval held it."""
        return self.said.lo95 <= self.value <= self.said.hi95

    @property
    def scored(self) -> Case | None:
        """Probability that this year kept the limits, base rate, and whether it did, where all are known."""
        if self.said.within is None or self.said.base_rate is None or self.kept is None:
            return None
        return self.said.within, self.said.base_rate, self.kept


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was said of a target on a day, and what came of it.

    `target` is in the words that held then, and by them it is `met` or not (None: not known yet). `how` says whether
    it was said at the time (kept in the workspace's log) or recomputed since, by today's methods from what was
    known then. `by_people` marks a verdict or an outcome that people gave.
    """

    day: date
    target: Target
    status: Status
    chance: Chance
    how: Literal["said", "recomputed"]
    met: bool | None = None
    by_people: bool = False
    came: tuple[Came, ...] = ()

    @property
    def scored(self) -> Case | None:
        """Probability, base rate and outcome, where all three are known and the probability was a forecast."""
        c = self.chance
        if c.probability is None or c.reason or c.base_rate is None or self.met is None or self.by_people:
            return None
        return c.probability, c.base_rate, self.met


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the probabilities said: their mean, the share that came, how many."""

    said: float
    came: float
    n: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of forecasts; None where there are fewer than `LEAST` cases, of which `reason` tells.

    `brier` is the mean of (probability − outcome)², `climatology` the same of the base rates; both over the same `n`
    cases. `coverage_80` and `coverage_95` are the shares of `intervals` that held the figure that came.
    """

    n: int
    brier: float | None
    climatology: float | None
    intervals: int
    coverage_80: float | None
    coverage_95: float | None
    reliability: tuple[Bin, ...]
    reason: Text | None

    @property
    def on_average(self) -> tuple[float, float] | None:
        """The mean of what was said and the share that came; None where there is no score."""
        n = sum(b.n for b in self.reliability)
        if self.brier is None or n == 0:
            return None
        return sum(b.said * b.n for b in self.reliability) / n, sum(
            b.came * b.n for b in self.reliability
        ) / n


@dataclass(frozen=True, slots=True)
class Kept:
    """How verdicts of one status turned out: of `n`, so many kept, so many missed; the rest is not known yet."""

    status: Status
    n: int
    kept: int
    missed: int


def score(forecasts: Sequence[Forecast]) -> Scores:
    """Score the probabilities of meeting targets when due. One target forecast from several years counts several times."""
    return _scores([s for f in forecasts if (s := f.scored)], [c for f in forecasts for c in f.came])


def score_years(forecasts: Sequence[Forecast]) -> Scores:
    """Score, for every year ahead up to the due one, the probability that its figure keeps the target's limits.

    So forecasts can be held against what came before their targets are due.
    """
    came = [c for f in forecasts for c in f.came]
    return _scores([s for c in came if (s := c.scored)], came)


def _scores(cases: Sequence[Case], came: Sequence[Came]) -> Scores:
    enough, wide = len(cases) >= LEAST, len(came) >= LEAST
    return Scores(
        n=len(cases),
        brier=_mean([(p - met) ** 2 for p, _, met in cases]) if enough else None,
        climatology=_mean([(base - met) ** 2 for _, base, met in cases]) if enough else None,
        intervals=len(came),
        coverage_80=_mean([c.in80 for c in came]) if wide else None,
        coverage_95=_mean([c.in95 for c in came]) if wide else None,
        reliability=_bins([(p, met) for p, _, met in cases]) if enough else (),
        reason=None if enough and wide else _too_few(len(cases), len(came)),
    )


def verdicts_kept(forecasts: Sequence[Forecast]) -> tuple[Kept, ...]:
    """Of the verdicts that rules gave before the due date: how many targets of each status were met in the end."""
    found = []
    for status in JUDGED_ON_THE_WAY:
        mine = [f.met for f in forecasts if f.status == status and not f.by_people]
        found.append(Kept(status, len(mine), mine.count(True), mine.count(False)))
    return tuple(found)


def _too_few(cases: int, came: int) -> Text:
    said = f"{cases} {'probability' if cases == 1 else 'probabilities'}"
    ranges = f"{came} {'interval' if came == 1 else 'intervals'}"
    return Text(
        f"Not enough came for a score: it takes {LEAST} forecasts of each kind whose outcome is known, and there are "
        f"{said} of a due target and {ranges}.",
        f"结果已知的预测太少，暂不评分：到期目标的概率与区间各须{LEAST}个，现有{cases}个和{came}个。",
    )


def _bins(cases: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for p, met in cases:
        tenths.setdefault(min(int(p * TENTHS), TENTHS - 1), []).append((p, met))
    return tuple(
        Bin(_mean([p for p, _ in each]), _mean([met for _, met in each]), len(each))
        for _, each in sorted(tenths.items())
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
