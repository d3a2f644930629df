"""What stands beside a verdict: whether it hangs on one year, the pace that is needed, and the parts of a target."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, FOSHAN, cases, view_at
from small_plan import CITY, SmallPlan

from qualicity.assessment import outlook_words, outlooks, share_verdicts, step_verdicts
from qualicity.assessment.model import Outlook

MIDDLE = "2019-06-01"
AFTER = "2022-01-01"


def outlook(small: SmallPlan, as_of: str = MIDDLE) -> Outlook:
    small.load()
    return outlooks(small.view(as_of).scorecard)["promise"]


def test_amounts_of_any_size_have_a_pace_and_an_outlook(small: SmallPlan) -> None:
    small.indicator()
    small.target(value=-1_000_000)
    for year, value in (("2015", -123456789012345678), ("2017", -1e27), ("2018", "-123456789.123e30")):
        small.figure(year, value)
    pace = outlook(small).pace
    assert pace.mean is not None
    assert abs(pace.mean + Decimal("123456789.123e30") / 3) < Decimal("1e27")
    assert outlook_words.pace(pace, None).en.startswith("+")


# -- fragility --------------------------------------------------------------------------------------------


def test_a_verdict_that_turns_without_its_last_year_is_fragile(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year, value in (("2015", 30), ("2016", 31), ("2017", 31), ("2018", 36)):
        small.figure(year, value)
    found = outlook(small).fragility
    assert found.fragile is True
    assert [(r.terms, r.status) for r in found.rechecks] == [
        ("last_dropped", "off_course"),
        ("base_later", "on_course"),
    ]
    assert found.rechecks[0].detail.en.startswith("Without 2018: Schedule (时序进度): lagging;")


def test_a_verdict_that_turns_from_another_base_is_fragile(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year, value in (("2014", 36), ("2015", 30), ("2016", 33), ("2017", 34), ("2018", 37)):
        small.figure(year, value)
    found = outlook(small).fragility
    assert found.fragile is True
    assert [(r.terms, r.status) for r in found.rechecks] == [
        ("last_dropped", "on_course"),
        ("base_earlier", "off_course"),
        ("base_later", "on_course"),
    ]


def test_a_steady_course_is_not_fragile(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year in range(2014, 2019):
        small.figure(str(year), 30 + 3 * (year - 2015))
    found = outlook(small).fragility
    assert found.fragile is False
    assert {r.status for r in found.rechecks} == {"on_course"}


UNCHECKED = (
    # figures, as of, what is said
    ({"2015": 30, "2018": 36}, MIDDLE, "2 figures on this definition, fewer than 3"),
    ({"2015": 30, "2017": 35, "2020": 41}, AFTER, "the due period's own figure"),
    ({"2013": 30, "2014": 35, "2015": 36}, MIDDLE, "no verdict that could change"),
)


@pytest.mark.parametrize("case", cases(UNCHECKED, lambda c: c[2]))
def test_what_cannot_be_rechecked_says_why(case: tuple[dict[str, float], str, str], small: SmallPlan) -> None:
    figures, as_of, words = case
    small.indicator()
    small.target()
    for year, value in figures.items():
        small.figure(year, value)
    found = outlook(small, as_of).fragility
    assert (found.fragile, found.rechecks) == (None, ())
    assert found.reason is not None
    assert words in found.reason.en
    assert found.reason.zh


def test_a_ruling_is_not_rechecked(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year in range(2014, 2019):
        small.figure(str(year), 30)
    words = {"en": "x", "zh": "文"}
    small.rulings = [
        {
            "id": "r",
            "target": "promise",
            "status": "at_risk",
            "by": words,
            "date": "2018-01-01",
            "reason": words,
        }
    ]
    found = outlook(small).fragility
    assert found.fragile is None
    assert found.reason is not None
    assert found.reason.en.startswith("judged by people")


def test_the_base_of_a_promise_against_it_is_not_moved(small: SmallPlan) -> None:
    small.indicator(better="lower", measure="flow")
    small.target(operator="reduce_by", value=20, base={"period": "2015"})
    for year, value in (("2014", 105), ("2015", 100), ("2016", 95), ("2017", 91), ("2018", 88)):
        small.figure(year, value)
    assert [r.terms for r in outlook(small).fragility.rechecks] == ["last_dropped"]


# -- pace -------------------------------------------------------------------------------------------------


def test_the_pace_that_is_needed_stands_beside_the_best_and_the_mean(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year, value in (("2015", 30), ("2016", 30.5), ("2018", 33)):
        small.figure(year, value)
    found = outlook(small).pace
    assert (found.needed, found.best, found.mean, found.met_in) == (
        Decimal("3.5"),
        Decimal("1.25"),
        Decimal("1"),
        2025,
    )
    assert found.reason is None


def test_a_value_that_is_to_fall_needs_a_negative_pace(small: SmallPlan) -> None:
    small.indicator(better="lower")
    small.target(operator="at_most", value=20)
    for year, value in (("2015", 30), ("2016", 28), ("2017", 29), ("2018", 27)):
        small.figure(year, value)
    found = outlook(small).pace
    assert (found.needed, found.best, found.mean, found.met_in) == (Decimal("-3.5"), -2, -1, 2025)


def test_a_target_that_is_met_needs_nothing_more(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2018", 41)
    found = outlook(small).pace
    assert (found.needed, found.met_in) == (0, 2018)


@pytest.mark.parametrize(("operator", "year"), [("at_least", 2020), ("more_than", 2021)])
def test_a_strict_promise_is_met_a_year_later_where_the_pace_only_equals_it(
    operator: str, year: int, small: SmallPlan
) -> None:
    small.indicator()
    small.target(operator=operator, value=35)
    small.figure("2015", 30)
    small.figure("2018", 33)
    assert outlook(small).pace.met_in == year


def test_a_pace_away_from_the_target_never_meets_it(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2018", 27)
    found = outlook(small).pace
    assert (found.needed, found.mean, found.met_in) == (Decimal("6.5"), -1, None)


PACELESS = (
    ({"operator": "hold_at_least"}, MIDDLE, "a level to be held"),
    ({"operator": "increase", "value": None}, MIDDLE, "no number"),
    ({}, AFTER, "its date has passed"),
)


@pytest.mark.parametrize("case", cases(PACELESS, lambda c: c[2]))
def test_where_no_pace_is_needed_the_reason_is_said(
    case: tuple[dict[str, object], str, str], small: SmallPlan
) -> None:
    said, as_of, words = case
    small.indicator()
    small.target(**said)
    small.figure("2015", 30)
    small.figure("2018", 33)
    found = outlook(small, as_of).pace
    assert found.needed is None
    assert found.reason is not None
    assert words in found.reason.en


def test_every_target_of_the_real_plans_has_an_outlook(loaded: Path) -> None:
    for plan in (FOSHAN, BEIJING):
        for as_of in (date(2018, 6, 1), date(2026, 11, 22)):
            card = view_at(plan, loaded, as_of).scorecard
            found = outlooks(card)
            assert list(found) == [a.target.id for a in card.assessments]
            for a in card.assessments:
                o = found[a.target.id]
                assert o.fragility.fragile is not None or o.fragility.reason
                assert o.pace.needed is not None or o.pace.reason
                if a.rule in {v.scheme for v in o.schemes}:
                    assert [v.status or "cannot_judge" for v in o.schemes if v.chosen] == [a.status]


# -- the parts of a target --------------------------------------------------------------------------------


def test_each_share_is_judged_by_its_areas_own_figures(small: SmallPlan) -> None:
    small.indicator(measure="count", unit="count")
    small.target(
        operator="count_at_least",
        value=100,
        shares=[
            {"area": "440604", "value": 60},
            {"area": "440605", "value": 30},
            {"area": "440606", "value": 10},
        ],
    )
    small.figure("2020", 95, unit="count")
    small.figure("2020", 65, unit="count", area="440604")
    small.figure("2020", 25, unit="count", area="440605")
    small.load()
    view = small.view(AFTER)
    whole = view.scorecard.of("promise")
    assert whole is not None
    found = share_verdicts(view.figures, view.scorecard, whole)
    assert [(a.target.id, a.target.area, a.status) for a in found] == [
        ("promise/440604", "440604", "achieved"),
        ("promise/440605", "440605", "missed"),
        ("promise/440606", "440606", "cannot_judge"),
    ]
    assert whole.status == "missed"
    assert all(o.area == CITY for o in whole.history)


def test_each_step_is_judged_at_its_own_period(small: SmallPlan) -> None:
    small.indicator()
    small.target(steps=[{"period": "2018", "value": 33}, {"period": "2016", "value": 31}])
    for year, value in (("2015", 30), ("2016", 31.5), ("2018", 32.9)):
        small.figure(year, value)
    small.load()
    card = small.view(MIDDLE).scorecard
    found = step_verdicts(card, card.assessments[0])
    assert [(a.target.due, a.status) for a in found] == [("2016", "achieved"), ("2018", "missed")]


@pytest.mark.parametrize("scale", [10**12, 10**16, 10**26])
def test_a_budget_counted_in_single_yuan_has_a_pace(small: SmallPlan, scale: int) -> None:
    """Decimals hold 28 digits: a value of 17 has no room for twelve places after the point."""
    small.indicator()
    small.target(value=40 * scale)
    for year, value in (("2015", 30), ("2016", 31), ("2018", 36)):
        small.figure(year, value * scale)
    found = outlook(small).pace
    assert (found.best, found.mean, found.needed) == (Decimal(25 * scale) / 10, 2 * scale, 2 * scale)
