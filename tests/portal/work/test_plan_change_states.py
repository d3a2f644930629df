"""Every verb of a plan change in every state: it leads where the table says, or is refused and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from change_cases import own_city
from people_fixtures import PLAN, actor

from qualicity.errors import Text, UsageError
from qualicity.portal.workbench.states import CHANGE_STATES, CHANGE_WAYS, ChangeVerb

if TYPE_CHECKING:
    from conftest import City

__all__ = ["own_city"]


def doing(verb: str, plan: Any, c: Any, author: Any, second: Any) -> tuple[Any, Any]:
    """The action of a verb and who may do it."""
    from qualicity.plan.edits import MAIN, Edit
    from qualicity.portal.workbench.actions import changes as verbs

    edit, at = Edit("target", "good-water", "value", "82", "80"), (plan, c.pk, c.version)
    found = {
        "edit": (verbs.KeepEdits(plan, (edit,), {MAIN: "x"}, c.pk, c.version), author),
        "propose": (verbs.ProposeChange(*at, reason="why"), author),
        "withdraw": (verbs.WithdrawChange(*at), author),
        "return": (verbs.ReturnChange(*at, note="why"), second),
        "approve": (verbs.ApproveChange(*at, before={MAIN: "a"}, after={MAIN: "b"}), second),
        "apply": (verbs.Applied(*at), second),
        "fail": (verbs.Failed(*at, told=Text("full", "满")), second),
        "begin_again": (verbs.BeginAgain(*at, edits=(edit,), base={MAIN: "y"}), author),
        "commit": (verbs.CommitChange(*at, commit="abc"), second),
    }
    return found[verb]


def test_every_verb_in_every_state(own_city: City) -> None:
    from qualicity.plan.edits import MAIN, Edit
    from qualicity.portal.workbench.models import Entry, PlanChange

    author, second = actor("a@city.example", ("office", "")), actor("b@city.example", ("office", ""))
    edits = [Edit("target", "good-water", "value", "81", "80").record()]
    tried = 0
    for state in CHANGE_STATES:
        for verb in get_args(ChangeVerb):
            c = PlanChange.objects.create(
                plan=PLAN,
                by=author.name,
                state=state,
                edits=edits,
                base={MAIN: "x"},
                created=own_city.now.astimezone(),
            )
            had = Entry.objects.count()
            action, who = doing(verb, own_city.plan, c, author, second)
            if (state, verb) in CHANGE_WAYS:
                action.run(who, own_city.now)
            else:
                with pytest.raises(UsageError, match="cannot be done now"):
                    action.run(who, own_city.now)
            c.refresh_from_db()
            assert c.state == CHANGE_WAYS.get((state, verb), state), (state, verb)
            assert Entry.objects.count() - had == ((state, verb) in CHANGE_WAYS), (state, verb)
            c.state = "withdrawn"
            c.save()
            tried += 1
    assert tried == 63


def test_who_has_looked_at_an_older_version_is_told(own_city: City) -> None:
    from qualicity.portal.workbench.actions.base import ConflictError
    from qualicity.portal.workbench.models import PlanChange

    author, second = actor("a@city.example", ("office", "")), actor("b@city.example", ("office", ""))
    c = PlanChange.objects.create(
        plan=PLAN, by=author.name, state="proposed", version=3, created=own_city.now.astimezone()
    )
    c.version = 2
    for verb in ("return", "approve", "withdraw"):
        action, who = doing(verb, own_city.plan, c, author, second)
        with pytest.raises(ConflictError):
            action.run(who, own_city.now)


def test_only_the_second_of_the_two_rights_decides(own_city: City) -> None:
    from qualicity.portal.workbench.models import PlanChange
    from qualicity.portal.workbench.rights import NotAllowedError

    c = PlanChange.objects.create(
        plan=PLAN, by="a@city.example", state="proposed", created=own_city.now.astimezone()
    )
    for role in (("auditor", ""), ("contributor", "north-district"), ("reviewer", "north-district")):
        stranger = actor("c@city.example", role)
        for verb in ("approve", "return", "withdraw"):
            with pytest.raises(NotAllowedError):
                doing(verb, own_city.plan, c, stranger, stranger)[0].run(stranger, own_city.now)
    with pytest.raises(NotAllowedError):
        doing("withdraw", own_city.plan, c, None, None)[0].run(
            actor("d@city.example", ("administrator", "")), own_city.now
        )
