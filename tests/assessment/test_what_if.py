"""What if: a supposed value, pace or scheme gives a verdict by the same rules, and nothing of it stays."""

from decimal import Decimal
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, FOSHAN, TODAY, view_at
from small_plan import SmallPlan

from qualicity.assessment import WhatIf, supposition, what_if
from qualicity.errors import UsageError
from qualicity.release import supposed


@pytest.fixture
def paced(small: SmallPlan) -> SmallPlan:
    """At least 40 for 2020, from 30 in 2015; 31 for 2016 lags behind the line's 32."""
    small.indicator()
    small.target(base={"period": "2015", "value": 30})
    small.figure("2016", 31)
    return small


def suppose(small: SmallPlan, as_of: str = "2017-12-01", **given: object) -> WhatIf:
    small.load()
    return what_if(small.view(as_of), "promise", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "status"), [("40", "achieved"), ("39.99", "missed"), (41.5, "achieved")])
def test_a_value_at_the_due_period_is_judged_as_if_it_were_known(
    value: object, status: str, paced: SmallPlan
) -> None:
    found = suppose(paced, value=value)
    assert (found.now.status, found.then.status, found.changed) == ("off_course", status, True)
    assert found.then.figure is not None
    assert found.then.figure.period_text == "2020"


def test_a_value_takes_the_place_of_the_figure_that_is_known(paced: SmallPlan) -> None:
    paced.figure("2020", 45)
    paced.figure("2020", 46, authority="Press")
    found = suppose(paced, "2021-12-01", value=39)
    assert (found.now.status, found.then.status) == ("achieved", "missed")
    assert found.then.conflicts == ()


@pytest.mark.parametrize(
    ("pace", "leads_to", "status", "met_in"),
    [("2", "39", "missed", 2021), ("2.25", "40", "achieved", 2020), ("3", "43", "achieved", 2019),
     ("-1", "27", "missed", None), ("0", "31", "missed", None)],
)  # fmt: skip
def test_a_pace_leads_to_a_value_and_tells_the_year(
    pace: str, leads_to: str, status: str, met_in: int | None, paced: SmallPlan
) -> None:
    found = suppose(paced, pace=pace)
    assert (found.leads_to, found.then.status, found.met_in) == (Decimal(leads_to), status, met_in)
    words = f"met in {met_in}" if met_in else "not met within 100 years"
    assert words in supposition(found).en


def test_another_scheme_judges_the_same_figure(paced: SmallPlan) -> None:
    found = suppose(paced, scheme="level")
    assert (found.now.rule, found.then.rule) == ("china-schedule", "level")
    assert (found.now.status, found.then.status) == ("off_course", "at_risk")
    assert found.then.figure == found.now.figure


def test_suppositions_can_be_combined(paced: SmallPlan) -> None:
    found = suppose(paced, value=40, pace=1, scheme="level")
    assert (found.then.status, found.leads_to, found.met_in) == ("achieved", 35, 2025)
    said = supposition(found)
    for part in ("40 % for 2020", "+1 percentage points per year", "judged by By level"):
        assert part in said.en
    assert "假设2020年为40%" in said.get("zh")


def test_what_people_decided_stays_decided(paced: SmallPlan) -> None:
    paced.rulings = [
        {"id": "r", "target": "promise", "status": "at_risk", "by": {"en": "Council", "zh": "人大"},
         "date": "2017-05-05", "reason": {"en": "so", "zh": "此"}}
    ]  # fmt: skip
    found = suppose(paced, value=50)
    assert (found.then.status, found.changed) == ("at_risk", False)
    assert "decided by people on 2017-05-05" in supposition(found).en


def test_rulings_and_words_of_later_days_do_not_come_in_with_the_due_date(paced: SmallPlan) -> None:
    """The due date lies ahead of the day on which one asks; what was said in between is not known."""
    paced.targets[0]["restated"] = [{"known": "2018-01-01", "value": 90, "reason": {"en": "x", "zh": "x"}}]
    paced.rulings = [
        {"id": "r", "target": "promise", "status": "missed", "by": {"en": "Council", "zh": "人大"},
         "date": "2019-05-05", "reason": {"en": "so", "zh": "此"}}
    ]  # fmt: skip
    assert suppose(paced, value=40).then.status == "achieved"


def test_a_supposed_verdict_says_that_it_is_one(paced: SmallPlan) -> None:
    found = suppose(paced, value=40)
    record = supposed(found)
    assert list(record) == ["plan", "target", "as_of", "now", "then", "given", "changed", "sentence"]
    assert record["then"]["hypothetical"] is True
    assert "hypothetical" not in record["now"]
    assert record["given"] == {"value": 40.0, "pace": None, "scheme": None}
    again = what_if(paced.view("2017-12-01"), "promise", scheme="china-schedule")
    assert again.now == found.now, "nothing of a supposition is kept"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value": "many"}, "'many' is not a number"),
        ({"value": "nan"}, "not a number"),
        ({"pace": "inf"}, "not a number"),
        ({"value": "1e400"}, "not a number"),
        ({"scheme": "levle"}, "did you mean 'level'"),
        ({}, "suppose something"),
    ],
    ids=str,
)
def test_what_cannot_be_supposed_is_said(given: dict[str, str], words: str, paced: SmallPlan) -> None:
    with pytest.raises(UsageError, match=words) as failed:
        suppose(paced, **given)
    assert failed.value.text.zh


def test_a_pace_needs_a_figure_to_start_from(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    with pytest.raises(UsageError, match="no figure of 'promise' on its definition to start a pace from"):
        suppose(small, pace=1)
    assert suppose(small, value=40).then.status == "achieved"


def test_without_a_definition_a_supposed_value_cannot_be_judged_either(small: SmallPlan) -> None:
    small.indicator("cover", "published", "other")
    small.target(definition=None, basis_stated=False)
    small.figure("2016", 33)
    assert suppose(small, value=50).then.status == "cannot_judge"


def test_of_the_real_plans(loaded: Path) -> None:
    foshan, beijing = (view_at(p, loaded, TODAY) for p in (FOSHAN, BEIJING))
    found = what_if(foshan, "good-air-days", value=91.2)
    assert (found.now.status, found.then.status) == ("cannot_judge", "achieved")
    assert what_if(beijing, "pm25-mean", value=63).then.status == "achieved"
    assert what_if(beijing, "pm25-mean", value=63.1).then.status == "missed"
    with pytest.raises(UsageError, match="did you mean 'good-air-days'"):
        what_if(foshan, "good-air-day", value=1)
    for qualitative in ("core-technologies", "national-quality-demonstration-city"):
        with pytest.raises(UsageError, match="promises no number"):
            what_if(foshan, qualitative, value=1)


def test_a_scheme_that_is_not_made_for_the_promise_is_said_to_be_replaced(paced: SmallPlan) -> None:
    said = supposition(suppose(paced, scheme="cumulative-reduction"))
    assert "is not made for such a promise" in said.en
    assert said.en.endswith("It is judged by By level.")
    assert "不适用于此类承诺" in said.get("zh")
    assert "not made" not in supposition(suppose(paced, scheme="open-sdg")).en
