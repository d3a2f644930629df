"""All verdicts of a plan, and the one sentence that sums them up."""

from __future__ import annotations

from datetime import date

from qualicity.assessment.judge import judge_all
from qualicity.assessment.model import NATURES, STATUSES, Assessment, Scorecard, Status
from qualicity.errors import Text
from qualicity.indicators import Figures, Observation
from qualicity.plan import Target

_EN = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_PHRASES: tuple[tuple[Status, str, str, str], ...] = (
    ("achieved", "was kept", "were kept", "已实现"),
    ("missed", "was missed", "were missed", "未实现"),
    ("on_course", "is on course", "are on course", "进展符合预期"),
    ("at_risk", "is at risk", "are at risk", "存在风险"),
    ("off_course", "is off course", "are off course", "偏离目标"),
    ("not_due", "is not due yet", "are not due yet", "尚未到期"),
    ("cannot_judge", "cannot be judged", "cannot be judged", "无法判断"),
)


def assess(figures: Figures, as_of: date) -> Scorecard:
    """The verdict on every target that was known on the date, in the order of the plan."""
    plan = figures.plan
    known = [t for t in plan.targets if t.known <= as_of]
    asked = [(target, figures_of(figures, target)) for target in known]
    return Scorecard(plan, as_of, judge_all(plan, asked, as_of))


def figures_of(figures: Figures, target: Target) -> tuple[Observation, ...]:
    """What a target is judged by: the current figures of its indicator in its area."""
    if target.indicator is None:
        return ()
    return figures.of(target.indicator, area=target.area or figures.plan.place.code, current=True)


def headline(card: Scorecard) -> Text:
    """`Two of the nine numeric promises were kept; seven cannot be judged.`; of more than twelve all in figures."""
    numeric = card.numeric()
    if not numeric:
        return Text("No numeric promise was known on this date.", "在此日期尚无已知的量化承诺。")
    parts = [(s, _count(numeric, s), one, many, zh) for s, one, many, zh in _PHRASES if _count(numeric, s)]
    total = len(numeric)

    def word(n: int) -> str:
        return _EN[n] if total < len(_EN) else str(n)

    said_en, said_zh = [], []
    for place, (_, n, one, many, zh) in enumerate(parts):
        verb = one if n == 1 else many
        if place == 0:
            noun = "numeric promise" if total == 1 else "numeric promises"
            whole = (
                f"The {word(total)} {noun}"
                if n == total and total > 1
                else f"{word(n).capitalize()} of the {word(total)} {noun}"
            )
            said_en.append(f"{'The one numeric promise' if total == 1 else whole} {verb}")
            said_zh.append(f"{total}项量化承诺中，{n}项{zh}")
        else:
            said_en.append(f"{word(n)} {verb}")
            said_zh.append(f"{n}项{zh}")
    return Text("; ".join(said_en) + ".", "，".join(said_zh) + "。")


def natures(card: Scorecard) -> Text | None:
    """`Binding: 2 achieved, 1 missed. Anticipatory: 1 at risk.` (约束性, 预期性); None where the plan says neither."""
    said_en, said_zh = [], []
    for nature, title in NATURES.items():
        counted = {s: n for s, n in card.tally(nature).items() if n}
        if counted:
            said_en.append(
                f"{title.en}: {', '.join(f'{n} {STATUSES[s].en.lower()}' for s, n in counted.items())}."
            )
            zh = "，".join(f"{n}项{STATUSES[s].get('zh')}" for s, n in counted.items())
            said_zh.append(f"{title.get('zh')}：{zh}。")
    return Text(" ".join(said_en), "".join(said_zh)) if said_en else None


def _count(assessments: tuple[Assessment, ...], status: Status) -> int:
    return sum(a.status == status for a in assessments)
