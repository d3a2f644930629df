"""Why a verdict changed: each part alone, all together, what people decided, and what the log tells of definitions."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import BEIJING, FOSHAN, view_at
from small_plan import CITY, ROWS, SmallPlan

from qualicity.assessment import Change, changes, sentence, view_plan
from qualicity.errors import UsageError
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

D = Decimal


def changed(small: SmallPlan, first: str, last: str, target: str = "promise") -> Change:
    """Load, and what changed of a target's verdict between two days."""
    small.load()
    return next(c for c in changes(small.view(first), small.view(last)) if c.target.id == target)


def amounts(c: Change) -> list[Decimal | None]:
    return [p.amount for p in c.parts]


def statuses(c: Change) -> list[str | None]:
    return [c.before.status if c.before else None, *(p.status for p in c.parts)]


def adds_up(c: Change) -> bool:
    assert c.before is not None
    assert c.before.margin is not None
    assert c.after.margin is not None
    return sum((p.amount for p in c.parts if p.amount is not None), D(0)) == c.after.margin - c.before.margin


@pytest.fixture
def paced(small: SmallPlan) -> SmallPlan:
    """At least 40 for 2020, from 30 in 2015: two points a year; 33 for 2016 is ahead of it by one."""
    small.indicator()
    small.target(base={"period": "2015", "value": 30})
    small.figure("2016", 33)
    return small


# -- each part alone -----------------------------------------------------------------------------------------


def test_a_target_that_was_restated_changes_the_verdict_though_the_figure_did_not(paced: SmallPlan) -> None:
    paced.targets[0]["restated"] = [
        {"known": "2017-06-01", "value": 50, "reason": {"en": "raised", "zh": "提高"}}
    ]
    found = changed(paced, "2017-03-01", "2017-12-01")
    assert statuses(found) == ["on_course", *["off_course"] * 5]
    assert amounts(found) == [D(-2), 0, 0, 0, 0]  # the line asks for 34 instead of 32 in 2016
    assert adds_up(found)
    said = sentence(found)
    assert said.en == (
        "The figure did not change: 33 → 33 % (2016); the target was restated on 1 June 2017 "
        "(at least 40 by 2020 → at least 50 by 2020) (−2 percentage points); so “On course” became “Off course”."
    )
    assert said.zh == (
        "数值未变：33 → 33%（2016年）；目标于2017年6月1日重新表述（2020年不低于40 → 2020年不低于50）"
        "（−2个百分点）；结论由“进展符合预期”变为“偏离目标”。"
    )


def test_a_definition_that_a_ruling_named_is_told_as_peoples_choice(small: SmallPlan) -> None:
    small.indicator("cover", "published", "other")
    small.target(definition=None, basis_stated=False, base={"period": "2015", "value": 30})
    small.figure("2016", 33)
    small.figure("2016", 21, definition="other")
    small.rulings = [
        {"id": "r", "target": "promise", "definition": "published", "by": {"en": "Editors", "zh": "编者"},
         "date": "2017-05-05", "reason": {"en": "so", "zh": "此"}}
    ]  # fmt: skip
    found = changed(small, "2017-03-01", "2017-12-01")
    assert statuses(found) == ["cannot_judge", "cannot_judge", *["on_course"] * 4]
    assert amounts(found) == [None] * 5
    assert "people chose the definition (published) on 5 May 2017" in sentence(found).en
    assert "由人于2017年5月5日选定口径" in sentence(found).get("zh")
    assert "As of 1 March 2017 no figure can be held against the promise" in sentence(found).en


def test_a_revised_figure_is_a_revision(paced: SmallPlan) -> None:
    paced.figure("2016", 31.5, released="2017-06-01")
    found = changed(paced, "2017-03-01", "2017-12-01")
    assert statuses(found) == [
        "on_course",
        "on_course",
        "on_course",
        "off_course",
        "off_course",
        "off_course",
    ]
    assert amounts(found) == [0, 0, D("-1.5"), 0, 0]
    assert adds_up(found)
    assert "the figure for 2016 was revised from 33 to 31.5" in sentence(found).en


def test_a_better_figure_on_a_path_that_moves_on_is_performance_and_time(paced: SmallPlan) -> None:
    paced.figure("2017", 33.5)
    found = changed(paced, "2017-03-01", "2018-03-01")
    assert amounts(found) == [0, 0, 0, D("0.5"), D(-2)]
    assert statuses(found) == ["on_course"] * 5 + ["at_risk"]
    assert adds_up(found)
    assert "the new figure is better (+0.5 percentage points)" in sentence(found).en
    assert "what is required went from 32 (2016) to 34 (2017)" in sentence(found).en


def test_the_due_date_that_passes_is_time_alone(small: SmallPlan) -> None:
    small.indicator()
    small.target(base={"period": "2015", "value": 30})
    small.figure("2019", 39)
    found = changed(small, "2020-12-31", "2021-01-01")
    assert statuses(found) == ["on_course"] * 5 + ["cannot_judge"]
    assert amounts(found) == [0] * 5
    assert "the due date, 2020, passed without a figure for it; so “On course” became" in sentence(found).en


def test_the_first_figure_since_the_plan_began_is_measured_from_its_start(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2016", 33)
    found = changed(small, "2016-12-01", "2017-12-01")
    assert statuses(found) == ["not_due"] * 4 + ["on_course"] * 2
    assert amounts(found) == [0, 0, 0, 3, -2]
    assert adds_up(found)


# -- definitions and methods, by the log ------------------------------------------------------------------------


def computed(small: SmallPlan, value: str) -> None:
    small.datasets["rows"] = ROWS
    small.rows["rows"] = [
        {"n": n, "area": CITY, "day": f"2016-0{n}-01", "value": x, "kind": "a"} for n, x in ((1, 20), (2, 46))
    ]
    definition = {"id": "published", "from": "rows", "value": value}
    small.indicator("cover", definition)
    small.target(base={"period": "2015", "value": 30})


def logged_view(small: SmallPlan, as_of: str, now: str) -> Any:
    plan = read_plan(small.folder)
    return view_plan(
        plan, Workspace(small.workspace), date.fromisoformat(as_of), now=datetime.fromisoformat(now)
    )


def test_another_definition_since_is_undone_for_the_first_date(small: SmallPlan) -> None:
    computed(small, "avg(value)")
    small.load(datetime(2017, 1, 2))
    assert logged_view(small, "2017-03-01", "2017-03-01T12:00").scorecard.of("promise").status == "on_course"
    computed(small, "min(value)")
    small.targets.pop(0)
    small.write()
    after = logged_view(small, "2017-09-01", "2017-09-01T12:00")
    found = changes(small.view("2017-03-01"), after)[0]
    assert statuses(found) == ["on_course", "on_course", *["off_course"] * 4]
    assert amounts(found) == [0, D(-13), 0, 0, 0]
    assert found.before is not None
    assert (found.before.value, found.after.value) == (33, 20)
    assert "definition or method was changed (−13 percentage points)" in sentence(found).en
    before_it = changes(small.view("2017-03-01"), small.view("2017-08-31"))[0]
    assert amounts(before_it) == [0] * 5, "what was logged after the second date is not counted"


# -- what people decide ---------------------------------------------------------------------------------------------


def test_a_status_that_people_gave_is_told_apart_and_has_no_arithmetic(paced: SmallPlan) -> None:
    paced.rulings = [
        {"id": "r", "target": "promise", "status": "achieved", "by": {"en": "The council", "zh": "市人大"},
         "date": "2017-05-05", "reason": {"en": "so", "zh": "此"}}
    ]  # fmt: skip
    found = changed(paced, "2017-03-01", "2017-12-01")
    assert statuses(found) == ["on_course"] * 5 + ["achieved"]
    assert amounts(found) == [None] * 5
    assert found.after.margin is None
    assert "people decided on 5 May 2017 (The council)" in sentence(found).en
    still = changed(paced, "2017-06-01", "2017-12-01")
    assert not still.changed
    assert sentence(still).en == "Nothing changed: “Achieved”, decided by people on 5 May 2017 (The council)."


def test_a_judged_target_passes_its_date_without_a_ruling(small: SmallPlan) -> None:
    small.target(indicator=None, definition=None, operator="judged", value=None)
    found = changed(small, "2020-01-01", "2021-06-01")
    assert statuses(found)[-2:] == ["not_due", "cannot_judge"]
    assert "passed without a ruling" in sentence(found).en


# -- together ----------------------------------------------------------------------------------------------------------


def test_all_parts_together_stand_in_their_order_and_add_up(paced: SmallPlan) -> None:
    paced.targets[0]["restated"] = [
        {"known": "2017-06-01", "value": 41, "reason": {"en": "raised", "zh": "提高"}}
    ]
    paced.figure("2016", 32.4, released="2017-07-01")
    paced.figure("2017", 35.1)
    found = changed(paced, "2017-03-01", "2018-03-01")
    assert [p.part for p in found.parts] == ["target", "definition", "revision", "performance", "time"]
    assert amounts(found) == [D("-0.2"), 0, D("-0.6"), D("2.7"), D("-2.2")]
    assert adds_up(found)


def test_a_base_that_is_revised_moves_the_line_and_so_the_margin(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2016", 32)
    small.figure("2015", 31, released="2017-07-01")
    found = changed(small, "2017-03-01", "2017-12-01")
    assert amounts(found) == [0, 0, D("-0.8"), 0, 0]  # 32 of 32 asked for; then 32 of 32.8
    assert "what is known of earlier periods has changed" in sentence(found).en


def test_a_target_that_was_not_known_yet_is_listed_without_a_first_side(paced: SmallPlan) -> None:
    paced.targets[0]["known"] = "2017-06-01"
    found = changed(paced, "2017-03-01", "2017-12-01")
    assert found.before is None
    assert found.changed
    assert amounts(found) == [None] * 5
    assert statuses(found) == [None, *["on_course"] * 5]
    assert "became known on 1 June 2017" in sentence(found).en
    assert changes(paced.view("2017-03-01"), paced.view("2017-05-01")) == ()


def test_what_takes_the_margin_away_bears_the_difference_until_there_is_one_again(paced: SmallPlan) -> None:
    """Restated onto a definition whose figure came later: the ruler changed, not the performance."""
    paced.indicator("cover", "published", "other")
    paced.targets[0]["restated"] = [
        {"known": "2017-06-01", "definition": "other", "reason": {"en": "x", "zh": "x"}}
    ]
    paced.figure("2016", 25, definition="other", released="2017-07-01")
    found = changed(paced, "2017-03-01", "2017-12-01")
    assert statuses(found) == ["on_course", *["not_due"] * 3, *["off_course"] * 2]
    assert amounts(found) == [-8, 0, 0, 0, 0]
    assert adds_up(found)


def test_a_lower_value_is_better_where_the_promise_is_at_most(small: SmallPlan) -> None:
    small.indicator(better="lower")
    small.target(operator="at_most", value=20, base={"period": "2015", "value": 30})
    small.figure("2016", 29)
    small.figure("2017", 25)
    found = changed(small, "2017-03-01", "2018-03-01")
    assert amounts(found) == [0, 0, 0, 4, -2]
    assert (found.before and found.before.margin, found.after.margin) == (-1, 1)


@pytest.mark.parametrize("scheme", ["level"])
def test_under_a_scheme_without_pace_the_margin_is_to_the_level_itself(small: SmallPlan, scheme: str) -> None:
    small.indicator()
    small.target(scheme=scheme, base={"period": "2015", "value": 30})
    small.figure("2016", 33)
    small.figure("2017", 34)
    found = changed(small, "2017-03-01", "2018-03-01")
    assert amounts(found) == [0, 0, 0, 1, 0]
    assert found.after.margin == -6


def test_the_margin_is_to_the_plans_own_steps_where_these_judge(small: SmallPlan) -> None:
    """A figure that keeps its step is on course, and so its margin is not negative."""
    small.indicator()
    small.target(
        base={"period": "2015", "value": 30},
        steps=[{"period": "2016", "value": 31}, {"period": "2018", "value": 33}],
    )
    small.figure("2016", 31.2)
    small.figure("2017", 31.5)
    found = changed(small, "2017-03-01", "2018-03-01")
    assert (found.before and found.before.margin, found.after.margin) == (D("0.2"), D("-0.5"))  # of 31, of 32
    assert amounts(found) == [0, 0, 0, D("0.3"), -1]
    assert statuses(found)[0] == "on_course"
    assert "what is required went from 31 (2016) to 32 (2017)" in sentence(found).en


def test_what_became_known_only_after_the_second_date_changes_nothing(paced: SmallPlan) -> None:
    before = changed(paced, "2017-03-01", "2017-12-01")
    paced.figure("2016", 20, released="2018-01-01")
    paced.figure("2017", 20)
    paced.targets[0]["restated"] = [{"known": "2018-01-01", "value": 90, "reason": {"en": "x", "zh": "x"}}]
    after = changed(paced, "2017-03-01", "2017-12-01")
    assert (statuses(before), amounts(before)) == (statuses(after), amounts(after))


def test_the_first_date_must_not_be_the_later(paced: SmallPlan) -> None:
    paced.load()
    with pytest.raises(UsageError, match="2018-01-01, is after the second, 2017-01-01"):
        changes(paced.view("2018-01-01"), paced.view("2017-01-01"))


# -- the real plans ------------------------------------------------------------------------------------------------


def real(folder: Path, loaded: Path, first: date, last: date) -> dict[str, Change]:
    return {c.target.id: c for c in changes(view_at(folder, loaded, first), view_at(folder, loaded, last))}


BEIJINGS_STORY: Sequence[tuple[int, str, str, str]] = (
    # to January of, the mean, the fall, what is said of the mean
    (2015, "not_due", "not_due", "Nothing changed"),
    (2016, "not_due", "not_due", "Nothing changed"),
    (2017, "not_due", "not_due", "Nothing changed"),
    (2018, "achieved", "cannot_judge", "the new figure came in, which turned “Not due yet” into “Achieved”"),
)


@pytest.mark.parametrize(
    ("year", "mean", "fall", "words"), BEIJINGS_STORY, ids=[str(s[0]) for s in BEIJINGS_STORY]
)
def test_beijings_story_from_january_to_january(
    year: int, mean: str, fall: str, words: str, loaded: Path
) -> None:
    found = real(BEIJING, loaded, date(year - 1, 1, 31), date(year, 1, 31))
    assert (found["pm25-mean"].after.status, found["pm25-reduction-since-2012"].after.status) == (mean, fall)
    assert words in sentence(found["pm25-mean"]).en


def test_beijings_fall_was_on_course_until_its_date_passed_without_a_figure(loaded: Path) -> None:
    found = real(BEIJING, loaded, date(2017, 7, 31), date(2018, 1, 31))
    assert sentence(found["pm25-reduction-since-2012"]).en == (
        "The figure did not change: 23.7 → 23.7 % (2016); the due date, 2017, passed without a figure for it; "
        "so “On course” became “Cannot judge”."
    )
    mean = found["pm25-mean"]
    assert amounts(mean) == [0, 0, 0, 15, 0]  # 73 → 58 against at most 63
    assert (mean.before and mean.before.margin, mean.after.margin) == (-10, 5)


def test_foshans_parks_since_the_mid_term(loaded: Path) -> None:
    found = real(FOSHAN, loaded, date(2019, 1, 1), date(2026, 11, 22))
    parks = found["park-green-per-capita"]
    assert amounts(parks) == [0, 0, 0, D("4.45"), D("-1.26")]
    assert adds_up(parks)
    assert "what is required went from 13.74 (2015) to 15 (2020)" in sentence(parks).en
    assert "people chose the definition" in sentence(found["forest-cover"]).en
    assert len(found) == 15
    assert next(c for c in found.values() if not c.changed).target.id == "good-air-days"


def test_foshans_gdp_would_flip_by_its_revision_alone(foshan: Path, tmp_path: Path) -> None:
    """A promise of 8,700 for 2016, put to the real figures: 8,600 in January 2017, 8,756.3 in January 2022."""
    from rooms_fixtures import load_plan

    workspace = tmp_path / "var"
    load_plan(foshan, workspace)
    plan = read_plan(foshan)
    promise = plan.targets[0].model_copy(
        update={"id": "gdp", "indicator": "gdp", "operator": "at_least", "value": D(8700), "due": "2016",
                "authority": "Foshan Municipal Government"}
    )  # fmt: skip
    promised = plan.model_copy(update={"targets": (promise,)})
    days = date(2017, 9, 29), date(2022, 6, 1)
    first, last = (view_plan(promised, Workspace(workspace), d) for d in days)
    found = changes(first, last)[0]
    assert (found.before and found.before.status, found.after.status) == ("missed", "achieved")
    assert [p.status for p in found.parts] == ["missed", "missed", "achieved", "achieved", "achieved"]
    assert amounts(found) == [0, 0, D("156.3"), 0, 0]
