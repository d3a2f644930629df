"""What each scheme makes of a figure before its date, and which scheme judges what."""

import pytest
from rooms_fixtures import Commands, cases
from small_plan import SmallPlan

from qualicity.assessment import disagreement, natures, schemes_of
from qualicity.assessment.judge import judge
from qualicity.assessment.scorecard import figures_of

MIDDLE = "2019-06-01"
AFTER = "2022-01-01"

CLASSES = (
    # scheme, value of 2018 on the way from 30 (2015) to 40 (2020), its class, status
    ("open-sdg", 36, "substantial_progress", "on_course"),
    ("open-sdg", 34, "moderate_progress", "at_risk"),
    ("open-sdg", 32, "limited_progress", "off_course"),
    ("open-sdg", 29, "deterioration", "off_course"),
    ("eurostat", 36, "significant progress", "on_course"),
    ("eurostat", 34, "moderate progress", "at_risk"),
    ("eurostat", 32, "insufficient progress", "off_course"),
    ("eurostat", 29, "movement away", "off_course"),
    ("sdsn-trend", 36, "on track or maintaining", "on_course"),
    ("sdsn-trend", 34, "moderately improving", "at_risk"),
    ("sdsn-trend", 33, "stagnating", "off_course"),
    ("sdsn-trend", 29, "decreasing", "off_course"),
    ("china-schedule", 36, "达到时序进度", "on_course"),
    ("china-schedule", 36.01, "快于时序进度", "on_course"),
    ("china-schedule", 35, "滞后于时序进度", "at_risk"),
    ("china-schedule", 31, "滞后于时序进度", "off_course"),
    ("level", 36, "not met", "at_risk"),
    ("running-mean", 44, "mean meets it", "on_course"),
    ("running-mean", 39, "mean does not meet it", "at_risk"),
)


@pytest.mark.parametrize("case", cases(CLASSES, lambda c: f"{c[0]} {c[1]}"))
def test_each_class_stands_for_its_status(case: tuple[str, float, str, str], small: SmallPlan) -> None:
    scheme, value, code, status = case
    small.indicator()
    small.target(scheme=scheme)
    small.figure("2015", 30)
    small.figure("2018", value)
    found = small.judged(MIDDLE)
    assert (found.status, found.rule) == (status, scheme)
    chosen = schemes_of(small.view(MIDDLE).scorecard)["promise"][0]
    assert (chosen.scheme, chosen.code, chosen.status) == (scheme, code, status)
    assert chosen.arithmetic.en in found.reason.en
    assert chosen.arithmetic.zh
    assert chosen.native.zh


@pytest.mark.parametrize("value", [41, 55])
def test_a_target_that_is_met_overrides_the_trend_in_every_scheme(value: float, small: SmallPlan) -> None:
    small.indicator()
    small.target(base={"period": "2015", "value": 80})
    small.figure("2018", value)
    small.load()
    verdicts = schemes_of(small.view(MIDDLE).scorecard)["promise"]
    assert {v.scheme for v in verdicts} == {"china-schedule", "level", "open-sdg", "eurostat", "sdsn-trend"}
    assert {v.status for v in verdicts} == {"on_course"}


def test_a_strict_promise_that_is_only_equalled_is_met_in_no_scheme(small: SmallPlan) -> None:
    small.indicator()
    small.target(operator="more_than")
    small.figure("2015", 30)
    small.figure("2020", 40)
    small.load()
    verdicts = schemes_of(small.view(AFTER).scorecard)["promise"]
    assert {v.status for v in verdicts} == {"missed"}
    assert "target_achieved" not in {v.code for v in verdicts}


def test_the_schemes_stand_side_by_side_and_say_where_they_disagree(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    small.figure("2018", 34)
    small.load()
    verdicts = schemes_of(small.view(MIDDLE).scorecard)["promise"]
    assert [v.scheme for v in verdicts if v.chosen] == ["china-schedule"]
    said = disagreement(verdicts)
    assert said is not None
    assert said.en == (
        "The schemes disagree: at risk by By level, Open SDG, Eurostat, SDSN trend; "
        "off course by Schedule (时序进度)."
    )
    assert said.zh
    assert disagreement(verdicts[:1]) is None


def test_after_its_date_no_scheme_stands_in_for_the_figure_that_is_missing(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year, value in (("2015", 30), ("2018", 36), ("2019", 41)):
        small.figure(year, value)
    assert small.judged(AFTER).status == "cannot_judge"
    verdicts = schemes_of(small.view(AFTER).scorecard)["promise"]
    assert {v.status for v in verdicts} == {None}
    assert {v.arithmetic.en for v in verdicts} == {"the due period is over and its own figure is not known"}


def test_of_a_mere_starting_point_no_scheme_says_anything(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2015", 30)
    assert small.judged(MIDDLE).status == "not_due"
    assert {v.status for v in schemes_of(small.view(MIDDLE).scorecard)["promise"]} == {None}


INSTEAD = (
    # operator, what it says, figures, the scheme that judges, the status
    ("increase", {"value": None}, {"2015": 30, "2018": 36}, "open-sdg", "on_course"),
    ("decrease", {"value": None}, {"2015": 30, "2018": 36}, "open-sdg", "off_course"),
    ("range", {"value": 40, "upper": 60}, {"2018": 39}, "range", "at_risk"),
    ("yes", {"value": None}, {"2018": 0}, "yes-no", "at_risk"),
)


@pytest.mark.parametrize("case", cases(INSTEAD, lambda c: c[0]))
def test_a_promise_that_the_plans_scheme_is_not_made_for_is_judged_by_one_that_is(
    case: tuple[str, dict[str, object], dict[str, float], str, str], small: SmallPlan
) -> None:
    operator, said, figures, scheme, status = case
    small.indicator()
    small.target(operator=operator, **said)
    for year, value in figures.items():
        small.figure(year, value)
    found = small.judged(MIDDLE)
    assert (found.rule, found.status) == (scheme, status)
    assert "Schedule (时序进度), which is named for it, is not made for such a promise" in found.reason.en
    assert "不适用于此类承诺" in (found.reason.zh or "")


def test_a_cumulative_reduction_is_reckoned_in_logarithms(small: SmallPlan) -> None:
    small.indicator(better="lower", measure="flow")
    small.target(operator="reduce_by", value=20, base={"period": "2015"}, scheme="cumulative-reduction")
    small.figure("2015", 100)
    small.figure("2018", 87.4)
    found = small.judged(MIDDLE)
    assert found.status == "on_course"
    assert "60.4 % of the promised reduction (by logarithms) with 60 % of the time gone" in found.reason.en
    small.figures[-1]["value"] = 89
    assert small.judged(MIDDLE).status == "at_risk"
    small.figures[-1]["value"] = 95
    assert small.judged(MIDDLE).status == "off_course"


def test_a_level_named_to_hold_every_year_is_missed_by_one_bad_year(small: SmallPlan) -> None:
    small.indicator()
    small.target(scheme="level-every-year")
    for year, value in (("2016", 41), ("2017", 39), ("2018", 42)):
        small.figure(year, value)
    assert small.judged("2018-01-01").status == "on_course"
    assert small.judged(MIDDLE).status == "missed"
    (chosen, *_) = schemes_of(small.view(MIDDLE).scorecard)["promise"]
    assert (chosen.code, chosen.status) == ("met now, missed before", "missed")
    assert chosen.arithmetic.en.startswith("met in 2 of the 3 periods")


def test_a_mean_over_the_plan_is_kept_by_the_mean_at_its_date_too(small: SmallPlan) -> None:
    small.indicator()
    small.target(scheme="running-mean")
    for year, value in (("2015", 0), ("2016", 45), ("2018", 45), ("2020", 30)):
        small.figure(year, value)
    found = small.judged(AFTER)
    assert (found.status, found.rule) == ("achieved", "running-mean")
    assert "the mean of the 3 periods since the plan began is 40" in found.reason.en
    small.figures[-1]["value"] = 29
    assert small.judged(AFTER).status == "missed"


def test_a_direction_alone_is_not_kept_by_a_little_before_its_date_but_at_it(small: SmallPlan) -> None:
    """Half a step in the right direction is limited progress by the scheme; at its date an increase is an increase."""
    small.indicator()
    small.target(operator="increase", value=None, scheme="open-sdg")
    small.figure("2015", 30)
    small.figure("2018", 30.1)
    assert small.judged(MIDDLE).status == "off_course"
    small.figure("2020", 30.1)
    assert small.judged(AFTER).status == "achieved"


def test_a_natural_limit_lowers_the_bounds_of_a_mere_direction(small: SmallPlan) -> None:
    small.indicator()
    small.target(operator="increase", value=None, scheme="open-sdg")
    small.target("limited", operator="increase", value=None, scheme="open-sdg", limit=100)
    small.figure("2015", 98)
    small.figure("2018", 98.6)
    small.load()
    found = schemes_of(small.view(MIDDLE).scorecard)
    assert [found[t][0].code for t in ("promise", "limited")] == ["limited_progress", "substantial_progress"]


# -- the plan's own values for earlier periods ------------------------------------------------------------

STEPS = [{"period": "2016", "value": 31}, {"period": "2018", "value": 33}]


@pytest.mark.parametrize(
    ("year", "value", "status", "words"),
    [
        ("2018", 33, "on_course", "the plan's own step asks for 33"),
        ("2018", 32.5, "at_risk", "the plan's own step asks for 33"),
        ("2018", 32, "off_course", "the plan's own step asks for 33"),
        ("2017", 32, "on_course", "on the line over the plan's own steps it would be 32"),
        ("2019", 36.5, "on_course", "on the line over the plan's own steps it would be 36.5"),
        ("2019", 36, "at_risk", "on the line over the plan's own steps it would be 36.5"),
    ],
)
def test_steps_are_the_path_and_not_the_straight_line(
    year: str, value: float, status: str, words: str, small: SmallPlan
) -> None:
    small.indicator()
    small.target(steps=STEPS)
    small.figure("2015", 30)
    small.figure(year, value)
    found = small.judged("2020-06-01")
    assert (found.status, found.rule) == (status, "china-schedule")
    assert words in found.reason.en


def test_a_step_is_judged_without_a_base_by_its_own_value(small: SmallPlan) -> None:
    small.indicator()
    small.target(steps=STEPS)
    small.figure("2018", 33)
    assert small.judged(MIDDLE).status == "on_course"
    small.figures[-1]["value"] = 10
    assert small.judged(MIDDLE).status == "at_risk"


# -- what was said otherwise since ------------------------------------------------------------------------


def test_a_restated_target_is_judged_in_the_words_of_the_day(small: SmallPlan) -> None:
    small.indicator()
    small.target(
        restated=[
            {"known": "2019-01-01", "value": 35, "reason": {"en": "Mid-term review.", "zh": "中期调整。"}}
        ]
    )
    small.figure("2018", 36, released="2018-12-01")
    before, after = small.judged("2018-12-31"), small.judged("2019-01-01")
    assert (before.status, before.target.value) == ("cannot_judge", 40)
    assert (after.status, after.target.value) == ("on_course", 35)


def test_binding_and_anticipatory_promises_are_told_apart_in_the_shell(
    small: SmallPlan, cli: Commands
) -> None:
    small.indicator()
    small.target("one", nature="binding")
    small.target("two", nature="anticipatory", value=50)
    small.target("three")
    small.figure("2020", 41)
    small.load()
    said = [natures(small.view(AFTER).scorecard), "Binding: 1 achieved. Anticipatory: 1 missed."]
    assert str(said[0]) == said[1]
    shown = cli.run("show", small.folder, "--workspace", small.workspace, "--as-of", AFTER).stdout
    assert said[1] in shown
    for target in small.targets:
        target.pop("nature", None)
    small.load()
    assert natures(small.view(AFTER).scorecard) is None


def test_a_plans_own_scheme_may_ask_for_every_year_or_the_mean(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    for year, value in (("2016", 60), ("2018", 39), ("2020", 41)):
        small.figure(year, value)
    small.load()
    view = small.view(AFTER)
    (target,), figures = view.plan.targets, figures_of(view.figures, view.plan.targets[0])
    found = {
        scheme: judge(
            view.plan.model_copy(update={"default_scheme": scheme}), target, figures, view.scorecard.as_of
        )
        for scheme in ("level", "level-every-year", "running-mean")
    }
    assert {s: (a.status, a.rule) for s, a in found.items()} == {
        "level": ("achieved", "level"),
        "level-every-year": ("missed", "level"),
        "running-mean": ("achieved", "running-mean"),
    }


def test_a_way_that_leads_back_to_a_target_that_was_met_is_no_progress(small: SmallPlan) -> None:
    """From 45 down to 38, where at least 40 was promised, is 140 % of the way from 45 to 40: and no progress at all."""
    small.indicator()
    small.target()
    small.figure("2015", 45)
    small.figure("2018", 38)
    found = small.judged(MIDDLE)
    assert found.status == "cannot_judge"
    assert "the base value already met the target" in found.reason.en
