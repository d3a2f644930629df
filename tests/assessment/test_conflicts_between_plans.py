"""Promises that may contradict each other: side by side, never judged."""

from datetime import date
from typing import Any

import pytest
from rooms_fixtures import FOSHAN, TODAY, plan_at
from small_plan import SmallPlan, text
from test_cascade import written

from qualicity.assessment import PossibleConflict, possible_conflicts
from qualicity.plan import check_plan, open_plan, read_plan

OTHER = {
    "id": "other",
    "plan": text("Forest plan"),
    "topic": text("Cover"),
    "says": text("Cover of 35 %"),
    "operator": "at_least",
    "value": 35,
    "unit": "%",
    "due": "2020",
    "known": "2018-01-01",
    "like": ["promise"],
}


def found(small: SmallPlan, *others: dict[str, Any], day: date = TODAY) -> tuple[PossibleConflict, ...]:
    return possible_conflicts(read_plan(written(small, others=list(others))), day)


# -- between plans --------------------------------------------------------------------------------------------


def test_another_number_on_one_topic_is_a_possible_conflict_and_no_verdict(small: SmallPlan) -> None:
    small.target(value=40)
    conflict = found(small, OTHER)[0]
    assert (conflict.kind, [s.id for s in conflict.sides], conflict.differ) == (
        "between", ["promise", "other"], ("number",),
    )  # fmt: skip
    assert "Possible conflict" in conflict.words.en
    assert "not judged" in conflict.words.en
    assert conflict.names("promise")


def test_the_same_promise_twice_is_no_conflict(small: SmallPlan) -> None:
    small.target(value=35)
    assert found(small, OTHER) == ()


@pytest.mark.parametrize(
    ("said", "aspect"),
    [
        ({"operator": "strive_at_least"}, "operator"),
        ({"due": "2022"}, "date"),
        ({"unit": "count"}, "unit"),
        ({"basis": text("Shrubs too")}, "basis"),
        ({"place": text("A district")}, "place"),
    ],
)
def test_it_is_told_in_what_promises_differ(small: SmallPlan, said: dict[str, Any], aspect: str) -> None:
    small.target(value=35)
    assert [c.differ for c in found(small, OTHER | said)] == [(aspect,)]


def test_promises_of_others_may_differ_among_themselves_without_a_target_here(small: SmallPlan) -> None:
    small.target()
    one, two = OTHER | {"like": []}, OTHER | {"id": "two", "like": [], "value": 30}
    conflict = found(small, one, two)[0]
    assert [s.id for s in conflict.sides] == ["other", "two"]
    assert not conflict.names("promise")


def test_a_promise_counts_from_the_day_on_which_it_became_known(small: SmallPlan) -> None:
    small.target(value=40)
    assert found(small, OTHER, day=date(2017, 12, 31)) == ()
    assert len(found(small, OTHER, day=date(2018, 1, 1))) == 1


def test_a_promise_without_a_date_is_known_since_the_plan_was_encoded(small: SmallPlan) -> None:
    small.target(value=40)
    undated = {k: v for k, v in OTHER.items() if k != "known"}
    plan = read_plan(written(small, others=[undated], encoded="2020-05-01"))
    assert possible_conflicts(plan, date(2020, 4, 30)) == ()
    assert len(possible_conflicts(plan, date(2020, 5, 1))) == 1


# -- within a plan --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "conflict"),
    [
        ({"operator": "at_least", "value": 40}, {"operator": "at_most", "value": 39}, True),
        ({"operator": "at_least", "value": 40}, {"operator": "at_most", "value": 40}, False),
        ({"operator": "more_than", "value": 40}, {"operator": "at_most", "value": 40}, True),
        ({"operator": "at_least", "value": 40}, {"operator": "at_least", "value": 45}, False),
        ({"operator": "exactly", "value": 40}, {"operator": "range", "value": 41, "upper": 50}, True),
        ({"operator": "at_least", "value": 40}, {"operator": "at_most", "value": 39, "due": "2019"}, False),
        ({"operator": "at_least", "value": 40, "due": "2018"}, {"operator": "hold_at_most", "value": 39}, True),
        ({"operator": "at_least", "value": 40}, {"operator": "at_most", "value": 39, "definition": "other"}, False),
    ],
)  # fmt: skip
def test_two_targets_on_one_indicator_conflict_where_no_figure_meets_both(
    small: SmallPlan, one: dict[str, Any], two: dict[str, Any], conflict: bool
) -> None:
    small.indicator("cover", "published", "other")
    small.target("one", **one)
    small.target("two", **two)
    there = found(small)
    assert [c.kind for c in there] == (["within"] if conflict else [])
    if conflict:
        assert there[0].words.en == "Possible conflict: no figure of this indicator can meet both."


# -- checking -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "severity", "code", "words"),
    [
        ({"like": ["promse"]}, "error", "unknown-target", "did you mean 'promise'?"),
        ({"value": None}, "error", "promise-value", "needs a 'value'"),
        ({"operator": "range"}, "error", "promise-upper", "'upper'"),
        ({"unit": "percent"}, "error", "unknown-unit", "percent"),
        ({"like": []}, "warning", "promise-alone", "stands beside nothing"),
    ],
)
def test_a_mistake_in_a_promise_of_others_is_told_at_its_place(
    small: SmallPlan, said: dict[str, Any], severity: str, code: str, words: str
) -> None:
    small.target()
    problems = check_plan(open_plan(written(small, others=[OTHER | said])))
    assert [(p.severity, p.code) for p in problems] == [(severity, code)]
    assert words in problems[0].message.en


# -- Foshan ---------------------------------------------------------------------------------------------------


def test_foshans_sampling_rates_stand_side_by_side_with_what_each_counts() -> None:
    conflict = possible_conflicts(plan_at(FOSHAN), TODAY)[0]
    said = {s.id: (s.terms.operator, s.terms.value, s.terms.due) for s in conflict.sides}
    assert said == {
        "sampling-all-levels": ("at_least", 94, "2020"),
        "sampling-national": ("hold_at_least", 90, "2020"),
        "sampling-food-and-drugs": ("at_least", 95, "2020"),
        "sampling-industrial": ("strive_at_least", 95, "2019"),
        "sampling-manufacturing-province": ("hold_at_least", 93, "2020"),
    }
    assert all(s.terms.basis and s.terms.basis.zh for s in conflict.sides)
    assert all(p.source and (p.source.quote or "") for p in plan_at(FOSHAN).others)


def test_a_target_of_foshan_finds_its_own_conflicts() -> None:
    conflicts = [c for c in possible_conflicts(plan_at(FOSHAN), TODAY) if c.names("forest-cover")]
    assert [[s.id for s in c.sides] for c in conflicts] == [["forest-cover", "forest-cover-nanhai"]]
