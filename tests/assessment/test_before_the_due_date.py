"""The verdict while there is time: reached early, on the schedule, behind it, or nothing to say."""

import pytest
from rooms_fixtures import cases
from small_plan import SmallPlan

MIDDLE = "2019-06-01"


def test_nothing_due_and_nothing_published_is_not_due(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    found = small.judged(MIDDLE)
    assert (found.status, found.figure) == ("not_due", None)
    assert "Due for 2020" in found.reason.en


def test_only_a_starting_point_is_not_due_and_shown(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    found = small.judged(MIDDLE)
    assert found.status == "not_due"
    assert "nothing later than the starting point, 30 % for 2015, is known" in found.reason.en


@pytest.mark.parametrize("measure", ["ratio", "flow", "stock", "level"])
def test_a_level_met_early_is_on_course_only(measure: str, small: SmallPlan) -> None:
    small.indicator(measure=measure)
    small.target()
    small.figure("2018", 41)
    found = small.judged(MIDDLE)
    assert (found.status, found.rule) == ("on_course", "level")
    assert "already meets at least 40" in found.reason.en


def test_a_count_met_early_is_achieved(small: SmallPlan) -> None:
    small.indicator(measure="count", unit="count")
    small.target(operator="count_at_least", value=100)
    small.figure("2018", 107, unit="count")
    assert small.judged(MIDDLE).status == "achieved"
    assert small.judged("2022-01-01").status == "achieved"


def test_a_stock_met_early_is_not_achieved_when_its_year_is_missing(small: SmallPlan) -> None:
    small.indicator(measure="stock")
    small.target()
    small.figure("2018", 41)
    assert small.judged("2022-01-01").status == "cannot_judge"


@pytest.mark.parametrize("measure", ["stock", "level", "count"])
def test_a_stock_met_inside_the_due_year_is_achieved_before_its_end(measure: str, small: SmallPlan) -> None:
    small.indicator(measure=measure)
    small.target()
    small.figure("2020-03", 41, released="2020-04-01")
    assert small.judged("2020-05-01").status == "achieved"


def test_half_a_year_says_nothing_of_the_course(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2018-S1", 41, released="2018-08-01")
    assert small.judged(MIDDLE).status == "not_due"


YEARS = ("2018", "2018-01-01/P12M", "2018-01-01/P1Y")


@pytest.mark.parametrize("year", cases(YEARS))
def test_a_whole_year_is_whole_in_either_writing_though_the_due_year_is_a_leap_year(
    year: str, small: SmallPlan
) -> None:
    small.indicator()
    small.target()
    small.figure(year, 41)
    assert small.judged(MIDDLE).status == "on_course"


@pytest.mark.parametrize(
    ("value", "status", "done"),
    [
        (36, "on_course", "60 %"),
        (37, "on_course", "70 %"),
        (35.99, "at_risk", "59.9 %"),
        (34.8, "at_risk", "48 %"),
        (34.79, "off_course", "47.9 %"),
        (30, "off_course", "0 %"),
        (25, "off_course", "−50 %"),
    ],
)
def test_on_the_schedule_completion_is_held_against_the_time_gone(
    value: float, status: str, done: str, small: SmallPlan
) -> None:
    """From 30 in 2015 to 40 in 2020, three of five years are gone at the end of 2018: the line asks for 36."""
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2018", value)
    found = small.judged(MIDDLE)
    assert (found.status, found.rule) == (status, "china-schedule")
    assert f"is {done} of the way with 60 % of the time gone" in found.reason.en
    assert "on the line it would be 36" in found.reason.en
    assert "时序进度" in (found.reason.zh or "")


def test_the_schedule_of_a_value_that_is_to_fall_is_the_same(small: SmallPlan) -> None:
    small.indicator(better="lower")
    small.target(operator="at_most", value=20)
    small.figure("2015", 30)
    small.figure("2018", 24)
    assert small.judged(MIDDLE).status == "on_course"
    small.figures[-1]["value"] = 26
    assert small.judged(MIDDLE).status == "off_course"


def test_the_targets_own_base_goes_before_a_figure(small: SmallPlan) -> None:
    small.indicator()
    small.target(base={"period": "2013", "value": 33})
    small.figure("2015", 30)
    small.figure("2018", 38)
    assert "from 33 (2013) to 40 (2020)" in small.judged(MIDDLE).reason.en


def test_without_a_base_the_schedule_cannot_say(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2018", 38)
    found = small.judged(MIDDLE)
    assert (found.status, found.rule) == ("cannot_judge", "china-schedule")
    assert "no figure on this definition from before the plan" in found.reason.en


def test_a_base_on_another_definition_is_no_base(small: SmallPlan) -> None:
    small.indicator("cover", "published", "other")
    small.target()
    small.figure("2015", 30, definition="other")
    small.figure("2018", 38)
    assert small.judged(MIDDLE).status == "cannot_judge"


def test_a_base_that_is_the_target_is_undefined_and_not_a_guess(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 40)
    small.figure("2018", 38)
    found = small.judged(MIDDLE)
    assert found.status == "cannot_judge"
    assert "there is no figure" not in found.reason.en, (
        "the base is there; it is the arithmetic that has no result"
    )


def test_the_latest_year_counts(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year, value in (("2015", 30), ("2016", 39), ("2018", 33), ("2017", 38)):
        small.figure(year, value)
    found = small.judged(MIDDLE)
    assert found.status == "off_course"
    assert found.figure is not None
    assert found.figure.period_text == "2018"


def test_a_scheme_of_the_target_goes_before_the_plans(small: SmallPlan) -> None:
    small.indicator()
    small.target(scheme="level")
    small.figure("2018", 38)
    found = small.judged(MIDDLE)
    assert (found.status, found.rule) == ("at_risk", "level")


def test_revised_figures_change_the_course_from_their_day_on(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2018", 37, released="2019-02-01")
    small.figure("2018", 31, released="2019-05-01")
    assert small.judged("2019-04-30").status == "on_course"
    assert small.judged("2019-05-01").status == "off_course"


def test_a_figure_of_a_later_year_is_not_the_due_years(small: SmallPlan) -> None:
    small.indicator()
    small.target(due="2018")
    small.figure("2019", 41)
    found = small.judged("2020-06-01")
    assert found.status == "cannot_judge"
    assert "The next is 41 % for 2019" in found.reason.en
