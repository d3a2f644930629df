"""What the tests of the review share: people with every role that it asks for, and a duty led to any state."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from qualicity.evidence import Duty

if TYPE_CHECKING:
    from qualicity.plan import Plan
    from qualicity.portal.workbench.models import Submission
    from qualicity.portal.workbench.rights import Actor

NOW = datetime(2026, 11, 23, 12)
STATES = ("draft", "submitted", "submitted 2", "returned", "approved", "effective", "withdrawn")
"""With the two steps of the review of inspections: by the district, then by the market bureau."""
VERBS = ("save", "submit", "approve", "return", "withdraw", "take_effect", "refuse")
LEADS = {
    ("draft", "save"): "draft",
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    ("returned", "save"): "returned",
    ("returned", "submit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("submitted", "approve"): "submitted 2",
    ("submitted", "return"): "returned",
    ("submitted", "withdraw"): "withdrawn",
    ("submitted 2", "approve"): "approved",
    ("submitted 2", "return"): "returned",
    ("submitted 2", "withdraw"): "withdrawn",
    ("approved", "take_effect"): "effective",
    ("approved", "refuse"): "returned",
}
"""What the rules are, said once more and apart from the code."""
RIGHT = {
    "save": "contributor",
    "submit": "contributor",
    "withdraw": "contributor",
    "approve": "reviewer",
    "return": "reviewer",
    "take_effect": "worker",
    "refuse": "worker",
}


def person(name: str, *roles: str) -> Actor:
    """`contributor` or `reviewer` of the north district, `market` its reviewer at the market bureau, `office`."""
    from qualicity.portal.workbench.rights import Actor, Held

    of = {
        "contributor": Held("contributor", "sample-city", "north-district"),
        "reviewer": Held("reviewer", "sample-city", "north-district"),
        "market": Held("reviewer", "sample-city", "market-bureau"),
        "office": Held("office", "sample-city"),
        "viewer": Held("viewer", "sample-city", "north-district"),
    }
    return Actor(f"{name}@a.example", tuple(of[r] for r in roles))


def everybody(name: str) -> Actor:
    """Somebody with every role of the review."""
    return person(name, "contributor", "reviewer", "market", "office")


def north(period: str) -> Duty:
    """What the north district is to report on inspections for a month."""
    return Duty(None, None, "inspections", "north-district", period)


def rows(period: str, passed: int = 58, inspected: int = 61, area: str = "SC-N") -> bytes:
    """One row of inspections."""
    return f"area,month,inspected,passed,remark\n{area},{period},{inspected},{passed},\n".encode()


def verb(plan: Plan, s: Submission, name: str, **other: Any) -> Any:
    """One verb on a submission as it is now."""
    from qualicity.portal.workbench.actions import submissions as actions
    from qualicity.portal.workbench.actions.taking_effect import Reason, Refuse, TakeEffect

    if name == "save":
        sent = actions.Sent(other.get("data", rows(s.period, 57)), "north.csv", 1)
        return actions.Save(plan, north(s.period), sent, s.version)
    classes: dict[str, Any] = {
        "submit": actions.Submit,
        "approve": actions.Approve,
        "return": actions.Return,
        "withdraw": actions.Withdraw,
        "take_effect": TakeEffect,
        "refuse": Refuse,
    }
    said = {"return": {"note": "Please look again"}, "refuse": {"reasons": (Reason("no", 1, "passed"),)}}
    return classes[name](plan, s.pk, s.version, **{**said.get(name, {}), **other})


def begun(plan: Plan, period: str, by: Actor, data: bytes | None = None) -> Submission:
    """A draft."""
    from qualicity.portal.workbench.actions.submissions import Save, Sent

    found: Submission = Save(plan, north(period), Sent(data or rows(period), "north.csv", 1)).run(by, NOW)
    return found


def led_to(plan: Plan, state: str, period: str, by: Actor, data: bytes | None = None) -> Submission:
    """A submission in a state, written by one person and looked at by others."""
    from qualicity.portal.workbench.actions.submissions import WORKER

    s = begun(plan, period, by, data)
    first, second = everybody("first"), everybody("second")
    ways: dict[str, tuple[tuple[str, Actor], ...]] = {
        "draft": (),
        "submitted": (("submit", by),),
        "submitted 2": (("submit", by), ("approve", first)),
        "returned": (("submit", by), ("return", first)),
        "approved": (("submit", by), ("approve", first), ("approve", second)),
        "effective": (("submit", by), ("approve", first), ("approve", second), ("take_effect", WORKER)),
        "withdrawn": (("withdraw", by),),
    }
    for name, actor in ways[state]:
        s = verb(plan, s, name).run(actor, NOW)
    return s


def state_of(s: Submission) -> str:
    """Its state with its step, as the database has it."""
    s.refresh_from_db()
    return "submitted 2" if (s.state, s.step) == ("submitted", 1) else s.state
