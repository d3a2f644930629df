"""The verdict once the due period is over: by its own figure, on the target's definition and area, or not at all."""

import pytest
from small_plan import SmallPlan

AFTER = "2022-01-01"


def test_the_due_periods_figure_that_meets_the_target_is_achieved(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2020", 41.5)
    found = small.judged(AFTER)
    assert (found.status, found.rule) == ("achieved", "level")
    assert found.figure is not None
    assert found.figure.value == 41.5
    assert found.reason.en == "41.5 % for 2020; promised was at least 40, met by 1.5 percentage points."
    assert found.reason.zh


def test_the_due_periods_figure_that_does_not_meet_it_is_missed(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2020", 38)
    found = small.judged(AFTER)
    assert (found.status, found.rule) == ("missed", "level")
    assert found.reason.en == "38 % for 2020, where at least 40 was promised: 2 percentage points away."


def test_a_figure_on_the_limit_is_compared_in_decimals(small: SmallPlan) -> None:
    small.indicator()
    small.target("at", value=0.3)
    small.target("over", operator="more_than", value=0.3)
    small.figure("2020", "0.3")
    assert small.judged(AFTER, "at").status == "achieved"
    assert small.judged(AFTER, "over").status == "missed"


def test_a_year_that_was_not_published_cannot_be_judged_by_the_year_before(small: SmallPlan) -> None:
    small.indicator()
    small.target(sought={"en": "A figure for 2020.", "zh": "查找2020年数据。"})
    small.figure("2019", 49.9)
    found = small.judged(AFTER)
    assert (found.status, found.rule) == ("cannot_judge", "none")
    assert found.figure is not None
    assert found.figure.period_text == "2019"
    assert "No figure for 2020 itself" in found.reason.en
    assert "49.9 % for 2019" in found.reason.en
    assert found.reason.en.endswith(" A figure for 2020.")
    assert (found.reason.zh or "").endswith("查找2020年数据。")


@pytest.mark.parametrize("part", ["2020-S1", "2020-S2", "2020-Q4", "2020-12", "2020-12-31", "2020-01-01/P9M"])
@pytest.mark.parametrize("measure", ["ratio", "flow"])
def test_a_part_of_the_due_year_is_not_the_year(part: str, measure: str, small: SmallPlan) -> None:
    small.indicator(measure=measure)
    small.target()
    small.figure(part, 94.5)
    found = small.judged(AFTER)
    assert found.status == "cannot_judge"
    assert found.figure is None
    assert "94.5 %" in found.reason.en
    assert "only a part" in found.reason.en


@pytest.mark.parametrize("longer", ["2016-01-01/P5Y", "2019-07-01/P1Y", "2020-01-01/P2Y"])
def test_a_longer_or_shifted_period_is_not_the_due_year(longer: str, small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure(longer, 94.5)
    assert small.judged(AFTER).status == "cannot_judge"


def test_the_due_period_written_as_a_range_is_the_due_period(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2020-01-01/P12M", 41)
    assert small.judged(AFTER).status == "achieved"


@pytest.mark.parametrize("measure", ["stock", "level", "count"])
@pytest.mark.parametrize("when", ["2020", "2020-10", "2020-12-31", "2020-S1"])
def test_a_stock_inside_the_due_year_is_its_figure(measure: str, when: str, small: SmallPlan) -> None:
    small.indicator(measure=measure)
    small.target()
    small.figure(when, 41)
    assert small.judged(AFTER).status == "achieved"


def test_of_several_stocks_inside_the_due_year_the_last_counts(small: SmallPlan) -> None:
    small.indicator(measure="stock")
    small.target()
    small.figure("2020-03", 45)
    small.figure("2020-11", 38)
    found = small.judged(AFTER)
    assert found.status == "missed"
    assert found.figure is not None
    assert found.figure.period_text == "2020-11"


@pytest.mark.parametrize("when", ["2021-01", "2019-12-31"])
def test_a_stock_outside_of_the_due_year_is_not_its_figure(when: str, small: SmallPlan) -> None:
    small.indicator(measure="stock")
    small.target()
    small.figure(when, 41)
    assert small.judged(AFTER).status == "cannot_judge"


def test_another_definition_is_never_used(small: SmallPlan) -> None:
    small.indicator("cover", "published", "other")
    small.target()
    small.figure("2020", 90, definition="other")
    found = small.judged(AFTER)
    assert found.status == "cannot_judge"
    assert found.figure is None
    assert [o.value for o in found.apart] == [90]
    assert found.history == ()


def test_another_area_is_never_used(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.target("there", area="440606")
    small.figure("2020", 90, area="440606")
    here, there = small.judged(AFTER), small.judged(AFTER, "there")
    assert (here.status, here.figure, here.history) == ("cannot_judge", None, ())
    assert there.status == "achieved"


def test_a_figure_without_a_period_is_never_used(small: SmallPlan) -> None:
    small.indicator(measure="stock")
    small.target()
    small.figure("", 90)
    assert small.judged(AFTER).status == "cannot_judge"


def test_the_measure_of_the_definition_goes_before_the_indicators(small: SmallPlan) -> None:
    small.indicator("cover", {"id": "published", "from": "figures", "measure": "stock"}, measure="flow")
    small.target()
    small.figure("2020-10", 41)
    assert small.judged(AFTER).status == "achieved"


# -- authorities ----------------------------------------------------------------------------------------


def test_authorities_on_both_sides_of_the_target_cannot_be_judged(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2020", 39, authority="Press")
    small.figure("2020", 41, authority="City")
    found = small.judged(AFTER)
    assert (found.status, found.rule) == ("cannot_judge", "none")
    for words in ("Press: 39 %", "City: 41 %", "neither supersedes"):
        assert words in found.reason.en


@pytest.mark.parametrize(("values", "status"), [((41, 42), "achieved"), ((38, 39), "missed")])
def test_authorities_on_one_side_agree_on_the_verdict_and_both_are_shown(
    values: tuple[int, int], status: str, small: SmallPlan
) -> None:
    small.indicator()
    small.target()
    small.figure("2020", values[0], authority="Press", confidence="low")
    small.figure("2020", values[1], authority="City", confidence="high")
    found = small.judged(AFTER)
    assert found.status == status
    assert found.figure is not None
    assert found.figure.authority == "City"
    assert [o.authority for o in found.conflicts] == ["Press"]
    assert f"Press: {values[0]} %" in found.reason.en


def test_the_same_authority_again_is_a_revision_and_no_conflict(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2020", 38, released="2021-02-01")
    small.figure("2020", 41, released="2021-11-01")
    assert small.judged("2021-10-31").status == "missed"
    later = small.judged("2021-11-01")
    assert (later.status, later.conflicts) == ("achieved", ())


def test_a_target_may_name_whose_figure_counts(small: SmallPlan) -> None:
    small.indicator()
    small.target(authority="City")
    small.figure("2020", 39, authority="Press")
    small.figure("2020", 41, authority="City")
    assert small.judged(AFTER).status == "achieved"


def test_before_the_due_date_authorities_on_both_sides_are_no_clear_course(small: SmallPlan) -> None:
    """Which of two authorities comes first in the alphabet must not decide."""
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2018", 31, authority="Anyone", released="2019-02-01")
    small.figure("2018", 41, authority="City", released="2019-02-01")
    one = small.judged("2019-06-01").status
    for figure in small.figures:
        figure["authority"] = {"Anyone": "City", "City": "Anyone"}[figure["authority"]]
    assert small.judged("2019-06-01").status == one


# -- what is known when ---------------------------------------------------------------------------------


def test_a_figure_counts_from_the_day_on_which_it_is_known(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2020", 41, released="2021-03")
    assert small.judged("2021-03-30").status == "cannot_judge"
    assert small.judged("2021-03-31").status == "achieved"


def test_a_target_is_absent_before_it_is_known(small: SmallPlan) -> None:
    small.indicator()
    small.target("early", known="2016-01-01")
    small.target("late", known="2018-05-05")
    small.figure("2020", 41)
    small.load()
    assert [a.target.id for a in small.view("2018-05-04").scorecard.assessments] == ["early"]
    assert [a.target.id for a in small.view("2018-05-05").scorecard.assessments] == ["early", "late"]


@pytest.mark.parametrize(("day", "status"), [("2020-12-31", "not_due"), ("2021-01-01", "cannot_judge")])
def test_a_period_is_over_when_its_last_day_has_passed(day: str, status: str, small: SmallPlan) -> None:
    small.indicator()
    small.target()
    assert small.judged(day).status == status
