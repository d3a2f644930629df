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
