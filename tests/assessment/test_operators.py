"""What each operator asks for, and what a figure that is itself vague can settle."""

from decimal import Decimal

import pytest
from rooms_fixtures import cases
from small_plan import SmallPlan

from qualicity.assessment import wording

AFTER = "2022-01-01"

MEETS = (
    # operator, what the target says, values that meet it, values that do not
    ("at_least", {"value": 40}, (40, 41), (39.99,)),
    ("more_than", {"value": 40}, (40.01,), (40, 39)),
    ("at_most", {"value": 40}, (40, -5), (40.01,)),
    ("less_than", {"value": 40}, (39.99,), (40,)),
    ("exactly", {"value": 40}, (40,), (39.9, 40.1)),
    ("keep_within", {"value": 40}, (40, 12), (41,)),
    ("count_at_least", {"value": 40}, (40,), (39,)),
    ("hold_at_least", {"value": 40}, (40,), (39,)),
    ("hold_at_most", {"value": 40}, (40,), (41,)),
    ("range", {"value": 40, "upper": 60}, (40, 50, 60), (39, 61)),
    ("strive_at_least", {"value": 40}, (40,), (39,)),
    ("strive_more_than", {"value": 40}, (41,), (40,)),
    ("strive_at_most", {"value": 40}, (40,), (41,)),
    ("strive_less_than", {"value": 40}, (39.99,), (40,)),
    ("strive_exactly", {"value": 40}, (40,), (39.9,)),
    ("strive_count_at_least", {"value": 40}, (40,), (39,)),
    ("strive_hold_at_least", {"value": 40}, (40,), (39,)),
    ("strive_hold_at_most", {"value": 40}, (40,), (41,)),
    ("rank_at_most", {"value": 3}, (1, 3), (4,)),
    ("strive_rank_at_most", {"value": 3}, (3,), (4,)),
    ("grow_by", {"value": 20, "base": {"period": "2015", "value": 50}}, (60, 61), (59.99,)),
    ("grow_by", {"value": 20, "base": {"period": "2015", "value": -50}}, (-40, 1), (-40.01, -60)),
    ("reduce_by", {"value": 20, "base": {"period": "2015", "value": 50}}, (40, 39), (40.01,)),
    ("strive_reduce_by", {"value": 20, "base": {"period": "2015", "value": 50}}, (40,), (40.01,)),
    ("increase", {"value": None, "base": {"period": "2015", "value": 50}}, (50.01,), (50, 49)),
    ("decrease", {"value": None, "base": {"period": "2015", "value": 50}}, (49.99,), (50, 51)),
    ("yes", {"value": None}, (1,), (0,)),
    ("strive_yes", {"value": None}, (1,), (0,)),
)


@pytest.mark.parametrize(
    ("operator", "said", "good", "bad"), MEETS, ids=[f"{m[0]}-{n}" for n, m in enumerate(MEETS)]
)
def test_each_operator_asks_for_its_values(
    operator: str, said: dict[str, object], good: tuple[float, ...], bad: tuple[float, ...], small: SmallPlan
) -> None:
    small.indicator()
    for n, value in enumerate((*good, *bad)):
        small.indicator(f"cover{n}")
        small.target(f"t{n}", indicator=f"cover{n}", operator=operator, **said)
        small.figure("2020", value, indicator=f"cover{n}")
    small.load()
    card = small.view(AFTER).scorecard
    assert [a.status for a in card.assessments] == ["achieved"] * len(good) + ["missed"] * len(bad)


@pytest.mark.parametrize(
    ("better", "value", "status"),
    [
        ("lower", 63, "achieved"),
        ("lower", 63.01, "missed"),
        ("lower", 10, "achieved"),
        ("higher", 57, "achieved"),
        ("higher", 56.99, "missed"),
        ("higher", 90, "achieved"),
        (None, 57, "achieved"),
        (None, 63, "achieved"),
        (None, 56.99, "missed"),
        (None, 63.01, "missed"),
    ],
)
@pytest.mark.parametrize("operator", ["about", "strive_about"])
def test_about_is_read_with_its_stated_tolerance_towards_the_worse_side(
    operator: str, better: str | None, value: float, status: str, small: SmallPlan
) -> None:
    small.indicator()
    small.indicators["cover"]["better"] = better
    small.target(operator=operator, value=60, tolerance=0.05)
    small.figure("2020", value)
    found = small.judged(AFTER)
    assert found.status == status
    read = {"lower": "at most 63", "higher": "at least 57", None: "57 to 63"}[better]
    assert f"read as {read} (a tolerance of 5 %)" in found.reason.en


VAGUE = (
    # the figure's qualifier and value, the target, the verdict
    ("at_least", 42, {"operator": "at_least", "value": 40}, "achieved"),
    ("at_least", 40, {"operator": "at_least", "value": 40}, "achieved"),
    ("at_least", 38, {"operator": "at_least", "value": 40}, "cannot_judge"),
    ("at_least", 40, {"operator": "more_than", "value": 40}, "cannot_judge"),
    ("more_than", 40, {"operator": "more_than", "value": 40}, "achieved"),
    ("at_least", 38, {"operator": "at_most", "value": 40}, "cannot_judge"),
    ("at_least", 41, {"operator": "at_most", "value": 40}, "missed"),
    ("more_than", 40, {"operator": "at_most", "value": 40}, "missed"),
    ("at_least", 45, {"operator": "range", "value": 40, "upper": 60}, "cannot_judge"),
    ("at_least", 61, {"operator": "range", "value": 40, "upper": 60}, "missed"),
    ("at_most", 38, {"operator": "at_most", "value": 40}, "achieved"),
    ("at_most", 40, {"operator": "at_most", "value": 40}, "achieved"),
    ("less_than", 40, {"operator": "less_than", "value": 40}, "achieved"),
    ("at_most", 42, {"operator": "at_most", "value": 40}, "cannot_judge"),
    ("at_most", 42, {"operator": "at_least", "value": 40}, "cannot_judge"),
    ("at_most", 38, {"operator": "at_least", "value": 40}, "missed"),
    ("less_than", 40, {"operator": "at_least", "value": 40}, "missed"),
    ("exact", 40, {"operator": "at_least", "value": 40}, "achieved"),
    ("approx", 45, {"operator": "at_least", "value": 40}, "achieved"),
)


def of_vague(case: tuple[str, float, dict[str, object], str]) -> str:
    return f"{case[0]} {case[1]} of {case[2]['operator']} {case[2]['value']}"


@pytest.mark.parametrize("case", cases(VAGUE, of_vague))
def test_a_figure_that_is_a_bound_settles_only_what_it_can(
    case: tuple[str, float, dict[str, object], str], small: SmallPlan
) -> None:
    qualifier, value, said, status = case
    small.indicator()
    small.target(**said)
    small.figure("2020", value, qualifier=qualifier)
    found = small.judged(AFTER)
    assert found.status == status
    words = {
        "at_least": "at least",
        "more_than": "more than",
        "at_most": "at most",
        "less_than": "less than",
        "approx": "about",
    }
    assert f"{words.get(qualifier, '')} {value:g} %".strip() in found.reason.en.lower()


def test_a_value_below_its_ceiling_is_not_said_to_exceed_it(small: SmallPlan) -> None:
    small.indicator(better="lower")
    small.target(operator="at_most", value=40)
    small.figure("2020", 38)
    found = small.judged(AFTER)
    assert found.reason.en == "38 % for 2020; promised was at most 40, met by 2 percentage points."
    assert "超出" not in (found.reason.zh or "")


def test_a_stage_is_reached_by_its_name(small: SmallPlan) -> None:
    small.indicator(unit="stage", measure="level")
    small.target(operator="status", stage="命名", value=None)
    small.figure("2020-06", "", grade="获批创建", unit="stage")
    assert small.judged(AFTER).status == "missed"
    small.figures[-1]["grade"] = "命名"
    found = small.judged(AFTER)
    assert found.status == "achieved"
    assert "命名" in found.reason.en


def test_a_grade_does_not_answer_a_promise_of_a_number(small: SmallPlan) -> None:
    small.indicator()
    small.target()
    small.figure("2020", "", grade="B")
    found = small.judged(AFTER)
    assert found.status == "cannot_judge"
    assert "B" in found.reason.en
    assert "only a bound" not in found.reason.en


# -- to be held every year --------------------------------------------------------------------------------


@pytest.mark.parametrize(("operator", "good", "bad"), [("hold_at_least", 41, 39), ("hold_at_most", 39, 41)])
def test_what_is_to_be_held_every_year_is_missed_by_one_bad_year(
    operator: str, good: int, bad: int, small: SmallPlan
) -> None:
    small.indicator()
    small.target(operator=operator)
    for year in ("2016", "2018", "2020"):
        small.figure(year, good)
    small.figure("2017", bad)
    assert small.judged("2017-06-01").status == "on_course"
    for day in ("2018-06-01", "2019-06-01", AFTER):
        found = small.judged(day)
        assert found.status == "missed", day
        assert "every year" in found.reason.en
        assert f"{bad} % for 2017" in found.reason.en


def test_a_broken_year_stays_broken_when_the_last_one_is_not_published(small: SmallPlan) -> None:
    small.indicator()
    small.target(operator="hold_at_least")
    small.figure("2017", 39)
    assert small.judged("2019-06-01").status == "missed"
    assert small.judged(AFTER).status == "missed"


def test_years_before_the_plan_break_nothing(small: SmallPlan) -> None:
    small.indicator()
    small.target(operator="hold_at_least")
    small.figure("2015", 30)
    small.figure("2020", 41)
    assert small.judged(AFTER).status == "achieved"


def test_half_a_bad_year_breaks_nothing(small: SmallPlan) -> None:
    small.indicator()
    small.target(operator="hold_at_least")
    small.figure("2017-S1", 30)
    small.figure("2017", 41)
    small.figure("2020", 41)
    assert small.judged(AFTER).status == "achieved"


@pytest.mark.parametrize(
    ("said", "en", "zh"),
    [
        ({"operator": "more_than", "value": 15}, "more than 15", "超过15"),
        (
            {"operator": "strive_about", "value": 60, "tolerance": 0.05},
            "about 60 (striven for)",
            "力争60左右",
        ),
        ({"operator": "keep_within", "value": 60}, "kept within 60", "控制在60以内"),
        ({"operator": "hold_at_least", "value": 40.50}, "held at or above 40.5", "稳定在40.5以上"),
        ({"operator": "range", "value": 1, "upper": 2}, "between 1 and 2", "介于1与2之间"),
        ({"operator": "rank_at_most", "value": 3}, "rank 3 or better", "位次不低于第3位"),
        (
            {"operator": "reduce_by", "value": 17, "base": {"period": "2015"}},
            "reduction by 17 % against 2015",
            "比2015年降低17%",
        ),
        (
            {"operator": "strive_grow_by", "value": 17, "base": {"period": "2015"}},
            "growth by 17 % against 2015 (striven for)",
            "力争比2015年增长17%",
        ),
        ({"operator": "increase", "value": None}, "an increase", "提高"),
        ({"operator": "strive_yes", "value": None}, "yes (striven for)", "力争是"),
        (
            {"operator": "judged", "value": None, "indicator": None, "definition": None},
            "judged by people",
            "由人评判",
        ),
    ],
)
def test_a_promise_is_said_in_both_languages(
    said: dict[str, object], en: str, zh: str, small: SmallPlan
) -> None:
    small.indicator()
    small.target(**said)
    small.load()
    words = wording(small.view(AFTER).plan.targets[0])
    assert (words.en, words.zh) == (en, zh)


def test_numbers_are_written_as_people_write_them() -> None:
    from qualicity.assessment import number

    assert [number(Decimal(x)) for x in ("100", "1E+2", "40.50", "0.0", "-0.00", "1e-7")] == [
        "100", "100", "40.5", "0", "0", "0.0000001",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "status"),
    [
        ("yes", "achieved"),
        ("是", "achieved"),
        ("No", "missed"),
        ("否", "missed"),
        ("perhaps", "cannot_judge"),
    ],
)
def test_a_question_is_answered_by_a_grade_of_yes_or_no(grade: str, status: str, small: SmallPlan) -> None:
    small.indicator(unit="stage", measure="level")
    small.target(operator="yes", value=None)
    small.figure("2020-06", "", grade=grade, unit="stage")
    assert small.judged(AFTER).status == status


def test_a_change_is_counted_from_the_figure_of_its_base_or_the_next_that_has_one(small: SmallPlan) -> None:
    small.indicator(better="lower", measure="flow")
    small.target(operator="reduce_by", value=17, base={"period": "2014"})
    small.figure("2015", 200)
    small.figure("2020", 166)
    found = small.judged(AFTER)
    assert found.status == "achieved"
    assert found.base is not None
    assert (found.base.period, found.base.value) == ("2015", 200)
    small.figures[-1]["value"] = 166.01
    found = small.judged(AFTER)
    assert found.status == "missed"
    assert "0.01 percentage points away" in found.reason.en


@pytest.mark.parametrize("operator", ["reduce_by", "increase"])
def test_a_change_without_a_start_cannot_be_judged(operator: str, small: SmallPlan) -> None:
    small.indicator()
    said = {"value": 17, "base": {"period": "2014"}} if operator == "reduce_by" else {"value": None}
    small.target(operator=operator, **said)
    small.figure("2020", 166)
    found = small.judged(AFTER)
    assert found.status == "cannot_judge"
    assert "no figure on this definition to count from" in found.reason.en
