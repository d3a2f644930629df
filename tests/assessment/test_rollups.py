"""Summaries of goals, missions and the plan: the rule, its range, what is missing, what decides."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import FOSHAN, TODAY, Commands
from small_plan import SmallPlan, text

from qualicity.assessment import Status, Summary, number, rollup_words, summarise
from qualicity.assessment.rollup import summary
from qualicity.assessment.rollup_rules import KEPT, RULES, SCORES, Member
from qualicity.errors import Text
from qualicity.plan import Rule, SummaryRule, Target

JUDGED = tuple(SCORES)
UNJUDGED: tuple[Status, ...] = ("cannot_judge", "not_due")
NAMES = "abcdefgh"


def member(
    name: str, status: Status, weight: int | None = None, *, binding: bool = True, people: bool = False
) -> Member:
    target = Target(
        id=name, title=Text(name.upper(), f"目标{name}"), goal="goal", clauses=("1",), operator="judged", due="2020",
        known=date(2016, 1, 1), nature="binding" if binding else "anticipatory",
        weight=None if weight is None else Decimal(weight),
    )  # fmt: skip
    return Member(target, status, people)


def summed(rule: Rule, members: list[Member], least: str = "0") -> Summary:
    return summary("goal", "goal", Text("Goal"), members, SummaryRule(rule=rule, least_judged=Decimal(least)))


def many(*statuses: Status) -> list[Member]:
    return [member(name, status) for name, status in zip(NAMES, statuses, strict=False)]


def ids(members: tuple[Member, ...]) -> list[str]:
    return [m.target.id for m in members]


# -- properties -------------------------------------------------------------------------------------------

MEMBERS = st.lists(
    st.tuples(st.sampled_from(JUDGED + UNJUDGED), st.one_of(st.none(), st.integers(1, 9)), st.booleans()),
    max_size=6,
).map(lambda found: [member(n, s, w, binding=b) for n, (s, w, b) in zip(NAMES, found, strict=False)])
RULE = st.sampled_from(get_args(Rule))


def worth(rule: Rule, m: Member) -> int:
    """What one member by itself comes to."""
    if rule == "binding_share":
        return 100 if m.status in KEPT else 0
    return SCORES[m.status]


@given(RULE, MEMBERS)
def test_a_roll_up_is_between_its_worst_and_its_best_member(rule: Rule, members: list[Member]) -> None:
    found = summed(rule, members)
    if found.outcome is None:
        assert not found.judged
        return
    worths = [worth(rule, m) for m in found.judged]
    for outcome in (found.outcome, *(v.outcome for v in found.variants)):
        assert min(worths) <= outcome.value <= max(worths)


@given(RULE, MEMBERS, st.randoms())
def test_the_order_of_its_members_does_not_matter(rule: Rule, members: list[Member], random: Any) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)
    one, other = summed(rule, members), summed(rule, shuffled)
    assert one.outcome == other.outcome
    assert one.arithmetic == other.arithmetic
    assert set(ids(one.decide)) == set(ids(other.decide))
    assert one.lowest is None or other.lowest is None or one.lowest.outcome == other.lowest.outcome


@given(RULE, MEMBERS, st.lists(st.sampled_from(UNJUDGED), min_size=1, max_size=4))
def test_missing_never_counts_as_zero(rule: Rule, members: list[Member], missing: list[Status]) -> None:
    more = [member(f"missing{n}", status) for n, status in enumerate(missing)]
    one, other = summed(rule, members), summed(rule, [*members, *more])
    assert one.outcome == other.outcome
    assert {v.outcome for v in one.variants} == {v.outcome for v in other.variants}
    assert set(ids(other.unjudged)) >= {m.target.id for m in more}, "counted and named, not dropped"


@given(RULE, MEMBERS)
def test_every_member_is_judged_unjudged_or_left_aside_by_the_rule(rule: Rule, members: list[Member]) -> None:
    found = summed(rule, members)
    assert sorted(ids(found.judged + found.unjudged + found.uncounted)) == sorted(ids(tuple(members)))


@given(RULE, MEMBERS)
def test_its_words_are_there_in_both_languages_and_begin_with_the_count(
    rule: Rule, members: list[Member]
) -> None:
    found = summed(rule, members)
    said = rollup_words.line(found)
    assert said.zh
    assert said.en != said.zh
    if found.members:
        assert said.en.startswith(f"{len(found.judged)} of {len(found.members)} judged")


# -- the rules --------------------------------------------------------------------------------------------


def test_the_worst_of_three_is_the_missed_one_and_it_decides() -> None:
    found = summed("worst", many("achieved", "missed", "on_course"))
    assert (found.status, ids(found.decide)) == ("missed", ["b"])
    assert found.highest is not None
    assert (found.highest.without, found.highest.outcome.status) == (found.members[1].target, "on_course")
    assert "From Missed" in rollup_words.ranged(found).en
    assert "to On course (without “B”)" in rollup_words.ranged(found).en


def test_two_that_are_worst_decide_only_together() -> None:
    found = summed("worst", many("off_course", "achieved", "off_course"))
    assert ids(found.decide) == ["a", "c"]
    assert "rises only when all of these do" in rollup_words.decided(found).en
    assert "The same with each of them left out in turn." in rollup_words.ranged(found).en


def test_a_mean_of_scores_shows_its_sum() -> None:
    found = summed("mean", many("achieved", "on_course", "missed"))
    assert found.outcome is not None
    assert found.arithmetic is not None
    assert (found.outcome.value, found.status) == (Decimal("58.3"), None)
    assert found.arithmetic.en.endswith("(1 × 100 + 1 × 75 + 1 × 0) / 3 = 58.3")
    assert ids(found.decide) == ["c"], "without it the mean is 87.5"


def test_declared_weights_count_and_the_range_says_what_equal_ones_would_give() -> None:
    members = [member("a", "achieved", 3), member("b", "missed")]
    found = summed("weights", members)
    assert found.outcome is not None
    assert found.outcome.value == 75
    by_terms = {v.terms: v.outcome.value for v in found.variants if v.without is None}
    assert by_terms == {"equal": 50, "declared": 75}
    equal = summed("mean", members)
    assert equal.outcome is not None
    assert equal.outcome.value == 50
    assert {v.terms for v in equal.variants} == {"equal", "declared", "without"}


@pytest.mark.parametrize(
    ("statuses", "shown", "band"),
    [
        (("achieved",), "A (100 of 100)", "from 90"),
        (("achieved", "on_course"), "B (87.5 of 100)", "from 80 to below 90"),
        (("achieved", "achieved", "at_risk"), "B (83.3 of 100)", "from 80 to below 90"),
        (("achieved", "achieved", "achieved", "on_course", "on_course"), "A (90 of 100)", "from 90"),
        (("on_course", "on_course", "off_course"), "D (58.3 of 100)", "from 0 to below 60"),
    ],
)
def test_a_grade_is_that_of_the_mean_and_shows_its_arithmetic(
    statuses: tuple[Status, ...], shown: str, band: str
) -> None:
    found = summed("grade", many(*statuses))
    assert found.outcome is not None
    assert found.arithmetic is not None
    assert (found.outcome.shown.en, found.status) == (shown, None)
    assert found.arithmetic.en.endswith(f" = {number(found.outcome.value)}, which is {shown[0]}: {band}")
    assert found.arithmetic.zh is not None
    assert f"属{shown[0]}级" in found.arithmetic.zh


def test_a_grade_weighs_as_the_plan_declares() -> None:
    found = summed("grade", [member("a", "achieved", 9), member("b", "missed", 1)])
    assert found.outcome is not None
    assert found.outcome.shown.en == "A (90 of 100)"
    assert "From D (0 of 100)" in rollup_words.ranged(found).en


def test_the_share_of_binding_targets_leaves_the_others_aside_and_says_so() -> None:
    members = [member("a", "achieved"), member("b", "at_risk"), member("c", "missed", binding=False)]
    found = summed("binding_share", members)
    assert found.outcome is not None
    assert (found.outcome.value, ids(found.uncounted), ids(found.decide)) == (50, ["c"], ["b"])
    assert "1 not counted by the rule" in rollup_words.counted(found).en
    none = summed("binding_share", members[2:])
    assert (none.status, none.outcome) == ("cannot_judge", None)
    assert "of the kind that the rule counts" in rollup_words.line(none).en


def test_a_verdict_does_not_change_with_the_order_down_to_its_last_digit() -> None:
    members = [member("a", "achieved", 3), member("b", "off_course", 7), member("c", "at_risk", 9)]
    values = {summed("weights", list(p)).outcome for p in permutations(members)}
    assert len(values) == 1


# -- what is missing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", get_args(Rule))
def test_only_unjudged_members_cannot_be_judged(rule: Rule) -> None:
    found = summed(rule, many("cannot_judge", "not_due"))
    assert (found.status, found.outcome) == ("cannot_judge", None)
    assert summed(rule, many("not_due", "not_due")).status == "not_due"


def test_two_judged_of_nine_do_not_speak_for_the_nine() -> None:
    members = [*many("achieved", "achieved"), *(member(f"x{n}", "cannot_judge") for n in range(7))]
    found = summed("worst", members, least="0.5")
    assert (found.status, found.outcome) == ("cannot_judge", None)
    said = rollup_words.line(found).en
    assert said.startswith(
        "2 of 9 judged; 7 cannot be judged. Cannot judge: fewer than 50 % were judged (2 achieved)"
    )
    assert "“X6”" in said
    assert summed("worst", members, least="0.2").status == "achieved"


def test_what_people_judged_counts_and_is_told_apart() -> None:
    found = summed("worst", [member("a", "achieved", people=True), member("b", "achieved")])
    assert found.status == "achieved"
    assert "2 of 2 judged, 1 of them by people (a ruling, not computed)" in rollup_words.counted(found).en


# -- plans ----------------------------------------------------------------------------------------------------


def test_a_plan_declares_its_rules_and_a_mission_has_the_targets_of_its_actions(small: SmallPlan) -> None:
    small.indicator()
    for name, value, weight in (("easy", 10, 1), ("hard", 90, 3)):
        small.target(name, value=value, weight=weight, nature="binding")
    small.target("people", operator="judged", indicator=None, definition=None, value=None)
    small.rulings.append(
        {"id": "r", "target": "people", "status": "achieved", "by": text("we"), "date": "2021-03-01", "reason": text("so")}
    )  # fmt: skip
    small.figure("2020", 50)
    small.load()
    declared = (small.folder / "plan.yaml").read_text("utf-8")
    actions = """
missions:
  - id: one
    title: {en: One}
    clauses: ["1"]
    actions:
      - {id: first, title: {en: First}, clauses: ["1"], targets: [easy, hard], contributes: [{target: hard}]}
summaries: {goals: {rule: weights}, missions: {rule: binding_share}, plan: {rule: mean, least_judged: 1}}
"""
    (small.folder / "plan.yaml").write_text(declared + actions, "utf-8")
    found = summarise(small.view().scorecard)
    goal, mission = found.goal("goal"), found.mission("one")
    assert goal is not None
    assert mission is not None
    assert goal.outcome is not None
    assert goal.outcome.value == 40, "(1 × 100 + 3 × 0 + 1 × 100) / 5"
    assert [m.by_people for m in goal.members] == [False, False, True]
    assert mission.outcome is not None
    assert (ids(mission.members), mission.outcome.value) == (["easy", "hard"], 50)
    assert found.plan.outcome is not None
    assert found.plan.outcome.value == Decimal("66.7")
    before = summarise(small.view("2018-01-01").scorecard)
    assert before.plan.status == "not_due"


def test_foshan_cannot_be_summed_up_and_says_how_little_was_judged(cli_loaded: Commands) -> None:
    found = cli_loaded.json("show", FOSHAN, "--as-of", TODAY)["summaries"]
    plan = found["plan"]
    assert (plan["plan"], plan["rule"], plan["status"], plan["value"]) == (
        "foshan-2020",
        "worst",
        "cannot_judge",
        None,
    )
    assert (plan["judged"], len(plan["members"]), len(plan["unjudged"])) == (2, 15, 13)
    green = next(g for g in found["goals"] if g["goal"] == "green-and-clean")
    assert (green["status"], green["decide"]) == ("achieved", ["park-green-per-capita", "forest-cover"])
    assert green["unjudged"] == ["good-air-days"]
    for lang, words in (("en", "Green and clean: 2 of 3 judged"), ("zh", "生态环境：3项中已判定2项")):
        assert words in cli_loaded.run("show", FOSHAN, "--as-of", TODAY, "--lang", lang).stdout


def test_every_rule_says_what_it_is_in_both_languages() -> None:
    assert all(info.says.en and info.says.zh for info in RULES.values())
