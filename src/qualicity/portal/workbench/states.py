"""The states of a submission, and the verbs that lead from one to another."""

from __future__ import annotations

from typing import Literal, TypeAlias

from qualicity.errors import Text

State: TypeAlias = Literal["draft", "submitted", "returned", "approved", "effective", "withdrawn"]
Verb: TypeAlias = Literal["save", "submit", "approve", "return", "withdraw", "take_effect", "refuse"]

STATES: dict[State, Text] = {
    "draft": Text("draft", "草稿"),
    "submitted": Text("submitted", "已提交"),
    "returned": Text("returned", "已退回"),
    "approved": Text("approved", "已通过"),
    "effective": Text("effective", "已生效"),
    "withdrawn": Text("withdrawn", "已撤回"),
}
OPEN: tuple[State, ...] = ("draft", "submitted", "returned", "approved")
"""Of these there is at most one for a duty at a time."""

WAYS: dict[tuple[State, Verb], tuple[State, ...]] = {
    ("draft", "save"): ("draft",),
    ("returned", "save"): ("returned",),
    ("draft", "submit"): ("submitted",),
    ("returned", "submit"): ("submitted",),
    ("submitted", "approve"): ("submitted", "approved"),  # one step of several, or the last
    ("submitted", "return"): ("returned",),
    ("draft", "withdraw"): ("withdrawn",),
    ("returned", "withdraw"): ("withdrawn",),
    ("submitted", "withdraw"): ("withdrawn",),
    ("approved", "take_effect"): ("effective",),
    ("approved", "refuse"): ("returned",),  # what others brought meanwhile does not go with it
}
"""Where a verb leads from a state; a pair that is not here cannot be."""


def may_follow(state: State, verb: Verb) -> bool:
    """Whether a verb can be done in a state."""
    return (state, verb) in WAYS


ChangeState: TypeAlias = Literal[
    "draft", "proposed", "returned", "withdrawn", "approved", "applied", "failed"
]
ChangeVerb: TypeAlias = Literal[
    "edit", "propose", "withdraw", "return", "approve", "apply", "fail", "begin_again", "commit"
]

CHANGE_STATES: dict[ChangeState, Text] = {
    "draft": Text("draft", "草稿"),
    "proposed": Text("waits for a second person", "待会签"),
    "returned": Text("returned", "已退回"),
    "withdrawn": Text("withdrawn", "已撤回"),
    "approved": Text("being applied", "正在写入"),
    "applied": Text("applied", "已生效"),
    "failed": Text("could not be applied", "未能写入"),
}
"""The states of a change of the plan itself."""
EDITABLE: tuple[ChangeState, ...] = ("draft", "returned")
"""In these its author goes on with it."""

CHANGE_WAYS: dict[tuple[ChangeState, ChangeVerb], ChangeState] = {
    ("draft", "edit"): "draft",
    ("returned", "edit"): "returned",
    ("draft", "propose"): "proposed",
    ("returned", "propose"): "proposed",
    ("draft", "withdraw"): "withdrawn",
    ("returned", "withdraw"): "withdrawn",
    ("proposed", "withdraw"): "withdrawn",
    ("failed", "withdraw"): "withdrawn",
    ("proposed", "return"): "returned",
    ("proposed", "approve"): "approved",
    ("approved", "apply"): "applied",
    ("approved", "fail"): "failed",
    ("draft", "begin_again"): "draft",
    ("returned", "begin_again"): "draft",
    ("proposed", "begin_again"): "draft",
    ("failed", "begin_again"): "draft",
    ("applied", "commit"): "applied",
}
"""Where a verb leads a change of the plan from a state; a pair that is not here cannot be."""
