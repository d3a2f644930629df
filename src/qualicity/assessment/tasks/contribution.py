"""Which actions are meant to deliver which target, how much they are said to add, and what a late one endangers.

What is declared is the plan's word, not a finding: sizes are added up as they stand and set beside the way that the
target has to go; actions without a size are counted, never taken for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qualicity.assessment.model import Assessment, Scorecard
from qualicity.assessment.operators import number, to_places
from qualicity.assessment.tasks.board import ActionState, TaskBoard
from qualicity.errors import Text
from qualicity.plan import Action, Target
from qualicity.plan.tasks import Contribution


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the results chain: an action that is meant to deliver a target, which stands under a goal."""

    state: ActionState
    target: str
    goal: str
    declared: Contribution | None

    @property
    def size(self) -> Decimal | None:
        """What it is said to add, in the target's unit; None where no size is given."""
        return self.declared.size if self.declared else None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Everything that is meant to deliver one target.

    `declared` is the sum of the sizes, None where none is given; `unsized` counts the actions without one. `gap` is
    the target's value less where progress is counted from, `left` the same less the figure that was judged; `share`
    is declared ÷ gap. `reason` says what the numbers are, or why there are none.
    """

    target: Target
    links: tuple[Link, ...]
    declared: Decimal | None
    unsized: int
    gap: Decimal | None
    left: Decimal | None
    share: Decimal | None
    reason: Text

    @property
    def endangered_by(self) -> tuple[ActionState, ...]:
        """The actions that are late."""
        return tuple(link.state for link in self.links if link.state.late)


def served(action: Action) -> tuple[str, ...]:
    """The targets that an action serves, with a size or without, each once."""
    return tuple(dict.fromkeys([*(c.target for c in action.contributes), *action.targets]))


def results_chain(board: TaskBoard) -> tuple[Link, ...]:
    """Action → target → goal, in the order of the plan's actions."""
    goals = {t.id: t.goal for t in board.plan.targets}
    return tuple(
        Link(state, target, goals[target], _declared(state.action, target))
        for state in board.actions
        for target in served(state.action)
        if target in goals
    )


def deliveries(board: TaskBoard, card: Scorecard) -> tuple[Delivery, ...]:
    """What is meant to deliver each target that was known, in the order of the plan."""
    chain = results_chain(board)
    return tuple(_delivery(a, [k for k in chain if k.target == a.target.id]) for a in card.assessments)


def _declared(action: Action, target: str) -> Contribution | None:
    return next((c for c in action.contributes if c.target == target), None)


def _delivery(a: Assessment, links: list[Link]) -> Delivery:
    sizes = [link.size for link in links if link.size is not None]
    declared = sum(sizes, Decimal(0)) if sizes else None
    goal_value = a.target.value
    base = a.base.value if a.base else None
    now = Decimal(str(a.figure.value)) if a.figure and a.figure.value is not None else None
    gap = goal_value - base if goal_value is not None and base is not None else None
    left = goal_value - now if goal_value is not None and now is not None else None
    share = to_places(declared / gap, 4) if declared is not None and gap else None
    unsized = len(links) - len(sizes)
    return Delivery(
        a.target,
        tuple(links),
        declared,
        unsized,
        gap,
        left,
        share,
        _reason(links, declared, unsized, gap, share),
    )


def _reason(
    links: list[Link], declared: Decimal | None, unsized: int, gap: Decimal | None, share: Decimal | None
) -> Text:
    if not links:
        return Text("The plan names no action for this target.", "方案未列出服务于该目标的行动。")
    n, many = len(links), "s" if len(links) > 1 else ""
    if declared is None:
        return Text(
            f"{n} action{many}; the plan gives no size for any.", f"{n}项行动；方案均未说明贡献大小。"
        )
    without = f"; {unsized} of {n} give no size" if unsized else ""
    without_zh = f"；{n}项中{unsized}项未说明大小" if unsized else ""
    if gap is None:
        en = f"{number(declared)} declared in all; where progress is counted from is not known{without}."
        return Text(en, f"申报贡献合计{number(declared)}；起点未知{without_zh}。")
    if share is None:
        en = (
            f"{number(declared)} declared in all; the target asks for no change from where it began{without}."
        )
        return Text(en, f"申报贡献合计{number(declared)}；目标相对起点无需变化{without_zh}。")
    percent = number(to_places(100 * share, 1))
    en = f"{number(declared)} declared ÷ {number(gap)} to go from the base = {percent} %{without}."
    return Text(en, f"申报{number(declared)} ÷ 自起点应变化{number(gap)} = {percent}%{without_zh}。")
