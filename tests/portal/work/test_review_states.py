"""A submission goes only the ways that it may, by those who may, on either database; the log tells each step."""

from __future__ import annotations

from itertools import count, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from review_cases import (
    LEADS,
    NOW,
    RIGHT,
    STATES,
    VERBS,
    begun,
    everybody,
    led_to,
    person,
    rows,
    state_of,
    verb,
)

from qualicity.errors import QualicityError, UsageError

if TYPE_CHECKING:
    from conftest import City

_PERIODS = (f"case-{n}" for n in count())


def test_every_verb_in_every_state_by_everybody(either_city: City) -> None:
    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.actions.submissions import WORKER
    from qualicity.portal.workbench.models import Entry, Submission

    plan = either_city.plan
    author, other, viewer = everybody("author"), everybody("other"), person("viewer", "viewer")
    by = {"author": author, "other": other, "viewer": viewer, "worker": WORKER}
    for state, name, who in product(STATES, VERBS, by):
        period = next(_PERIODS)
        s = led_to(plan, state, period, author)
        had, entries = (state_of(s), s.version), Entry.objects.count()
        right = {"contributor": ("author", "other"), "reviewer": ("other",), "worker": ("worker",)}[
            RIGHT[name]
        ]
        allowed = who in right and (state, name) in LEADS
        case = f"{name} of what is {state} by the {who}"
        if name == "save" and state in ("effective", "withdrawn") and who in right:
            verb(plan, s, name).run(by[who], NOW)  # begins another one
            assert Submission.objects.filter(period=period, state="draft").count() == 1, case
            assert (state_of(s), s.version) == had, case
            continue
        if allowed:
            verb(plan, s, name).run(by[who], NOW)
            assert state_of(s) == LEADS[state, name], case
            assert s.version == had[1] + 1, case
            assert Entry.objects.count() == entries + 1, case
        else:
            with pytest.raises(QualicityError):
                verb(plan, s, name).run(by[who], NOW)
            assert (state_of(s), s.version) == had, case
            assert Entry.objects.count() == entries, case
    assert audit.verify()[1] == []


def test_the_steps_are_those_of_the_dataset_each_by_its_own_reviewers(either_city: City) -> None:
    plan = either_city.plan
    s = led_to(plan, "submitted", next(_PERIODS), everybody("author"))
    with pytest.raises(QualicityError):
        verb(plan, s, "approve").run(person("market", "market"), NOW)
    s = verb(plan, s, "approve").run(person("head", "reviewer"), NOW)
    with pytest.raises(QualicityError):
        verb(plan, s, "approve").run(person("head", "reviewer"), NOW)
    assert verb(plan, s, "approve").run(person("market", "market"), NOW).state == "approved"


def test_nobody_ever_decides_on_what_they_have_worked_on(either_city: City) -> None:
    plan, author, other = either_city.plan, everybody("author"), everybody("other")
    s = led_to(plan, "returned", next(_PERIODS), author)
    s = verb(plan, s, "save").run(other, NOW)
    s = verb(plan, s, "submit").run(other, NOW)
    assert s.by == other.name
    for who in (author, other):
        for name in ("approve", "return"):
            with pytest.raises(UsageError, match="second person"):
                verb(plan, s, name).run(who, NOW)
    assert verb(plan, s, "approve").run(everybody("third"), NOW).step == 1


def test_a_return_says_what_is_to_be_mended_and_tells_everybody_who_touched_it(
    either_city: City, letters: list[Any]
) -> None:
    from qualicity.portal.workbench.actions.comments import Say

    plan, author = either_city.plan, everybody("author")
    s = led_to(plan, "submitted", next(_PERIODS), author)
    with pytest.raises(UsageError, match="mended"):
        verb(plan, s, "return", note=" ").run(everybody("head"), NOW)
    s = verb(plan, s, "approve").run(everybody("head"), NOW)
    Say(plan, s.pk, "Is that all?", 1, "passed").run(everybody("market"), NOW)
    s = verb(plan, s, "return", note="").run(everybody("market"), NOW)
    assert s.state == "returned"
    assert s.step == 0
    either_city.later(minutes=1)
    either_city.work()
    told = {m.to[0] for m in letters}
    assert told == {f"{n}@a.example" for n in ("author", "head", "market")}


class Review(RuleBasedStateMachine):
    """Three people and the worker do whatever comes to their minds with one duty; a small model says what must be."""

    city: City

    def __init__(self) -> None:
        super().__init__()
        self.plan = self.city.plan
        self.period = next(_PERIODS)
        self.people = [everybody(n) for n in ("one", "two", "three")]
        self.s = begun(self.plan, self.period, self.people[0])
        self.state, self.authors, self.version, self.done = "draft", {0}, 1, 1

    @rule(name=st.sampled_from(VERBS), who=st.integers(0, 3), stale=st.booleans(), passed=st.integers(0, 61))
    def act(self, name: str, who: int, stale: bool, passed: int) -> None:
        from qualicity.portal.workbench.actions.submissions import WORKER

        if name == "save" and self.state in ("effective", "withdrawn"):
            return
        actor = WORKER if who == 3 else self.people[who]
        right = (who == 3) == (RIGHT[name] == "worker") and not (
            RIGHT[name] == "reviewer" and who in self.authors
        )
        self.s.refresh_from_db()
        data = rows(self.period, passed)
        same = name == "save" and self.s.content_id == _sha(data)
        action = verb(self.plan, self.s, name, **({"data": data} if name == "save" else {}))
        if stale:
            object.__setattr__(action, "version", self.version - 1)
        fits = right and not stale and (self.state, name) in LEADS
        try:
            action.run(actor, NOW)
        except QualicityError:
            assert not fits, (self.state, name, who)
            return
        assert fits, (self.state, name, who)
        if same:
            return
        self.state, self.version, self.done = LEADS[self.state, name], self.version + 1, self.done + 1
        if name in ("save", "submit"):
            self.authors.add(who)

    @invariant()
    def is_as_the_model_says(self) -> None:
        from qualicity.portal.workbench.models import Entry

        assert (state_of(self.s), self.s.version) == (self.state, self.version)
        assert Entry.objects.filter(thing=f"submission {self.s.pk}").count() == self.done


def _sha(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def test_whatever_people_do_it_is_as_a_small_model_says(either_city: City) -> None:
    from qualicity.portal.workbench import audit

    machine: Any = type("OfThisCity", (Review,), {"city": either_city})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert audit.verify()[1] == []
