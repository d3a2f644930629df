"""The probability of a target: what it rests on, what raises it, what it must not know, and why there is none."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import BEIJING, view_at
from small_plan import SmallPlan

from qualicity.assessment import Assessment, Chance, chances
from qualicity.assessment.judge import judge
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.methods.forecast import fan, probability
from qualicity.plan import Indicator, Plan, Target
from qualicity.plan.model import Definition, Place, Span

CITY = "440600"
WAVY = (50.0, 52.0, 49.0, 55.0, 53.0, 58.0, 54.0, 60.0)
"""Eight years, 2010 to 2017."""


def figure(year: int, value: float, **said: Any) -> Observation:
    usual: dict[str, Any] = {
        "indicator": "cover", "definition": "d", "area": CITY, "period_text": str(year), "authority": "City",
        "vintage": date(year + 1, 2, 1), "current": True, "value": value, "grade": None, "qualifier": "exact",
        "status": "final", "reason": None, "denominator": None, "rows": 1, "confidence": "high", "note": None,
        "source": None, "dataset": "figures", "line": 1,
    }  # fmt: skip
    return Observation(**(usual | said))


def history(values: tuple[float, ...] = WAVY, first: int = 2010) -> list[Observation]:
    return [figure(first + n, value) for n, value in enumerate(values)]


def plan_of(target: Target, **said: Any) -> Plan:
    usual: dict[str, Any] = {"unit": "%", "measure": "ratio", "better": "higher"}
    indicator = Indicator(id="cover", title=Text("c"), definitions=(Definition(id="d"),), **(usual | said))
    return Plan.model_construct(
        id="p", title=Text("p"), place=Place(code=CITY, title=Text("c")), period=Span(start="2016", end="2020"),
        targets=(target,), indicators=(indicator,), rulings=(), encoded=None, default_scheme="level",
    )  # fmt: skip


def target_of(**said: Any) -> Target:
    usual: dict[str, Any] = {
        "id": "t", "title": Text("t"), "goal": "g", "clauses": ("1",), "indicator": "cover", "definition": "d",
        "operator": "at_least", "value": Decimal(60), "due": "2020", "known": date(2010, 1, 1),
    }  # fmt: skip
    return Target(**(usual | said))


def asked(
    figures: list[Observation],
    as_of: date = date(2018, 12, 31),
    about: dict[str, Any] | None = None,
    **said: Any,
) -> Chance:
    target = target_of(**said)
    plan = plan_of(target, **(about or {}))
    (chance,) = chances([judge(plan, target, figures, as_of)], plan)
    return chance


def test_it_is_what_the_method_says_of_the_same_series() -> None:
    found = asked(history())
    columns: Any = {
        "series_id": ["a"] * 8, "year": list(range(2010, 2018)), "value": list(WAVY), "target": [60] * 8,
        "target_year": [2020] * 8, "direction": ["up"] * 8,
    }  # fmt: skip
    assert found.probability == pytest.approx(probability(columns)["probability"][0], abs=1e-12)
    assert (found.points, found.last, found.reason) == (8, 2017, None)
    expected = fan({k: columns[k] for k in ("series_id", "year", "value")}, 3)
    assert [y.year for y in found.fan] == [2018, 2019, 2020]
    for name in ("mean", "lo80", "hi80", "lo95", "hi95"):
        assert [getattr(y, name) for y in found.fan] == pytest.approx(list(expected[name]))


def test_a_range_and_about_are_asked_from_both_sides() -> None:
    def p(operator: str, value: int, **said: Any) -> float:
        about = {"better": None}
        return asked(history(), operator=operator, value=Decimal(value), about=about, **said).probability or 0

    both = p("range", 50, upper=Decimal(66))
    assert both == pytest.approx(p("at_least", 50) + p("at_most", 66) - 1)
    assert p("about", 60, tolerance=Decimal("0.1")) == pytest.approx(p("at_least", 54) + p("at_most", 66) - 1)
    assert 0 < both < min(p("at_least", 50), p("at_most", 66))


def test_a_level_held_every_year_is_as_likely_as_its_least_likely_year() -> None:
    rising = history(tuple(40 + 2.0 * n + n % 2 for n in range(8)))  # 52 in 2016, 55 in 2017

    def p(operator: str, due: str) -> float:
        return asked(rising, operator=operator, value=Decimal(51), due=due).probability or 0

    years = [p("at_least", year) for year in ("2018", "2019", "2020")]
    assert p("hold_at_least", "2020") == min(years) < max(years)


@given(
    st.lists(st.floats(1, 1e4).map(lambda x: round(x, 2)), min_size=6, max_size=15),
    st.lists(st.integers(-(10**4), 2 * 10**4), min_size=2, max_size=5),
    st.sampled_from(["at_least", "more_than", "count_at_least", "at_most", "keep_within", "hold_at_most"]),
)
def test_it_rises_with_an_easier_target(values: list[float], targets: list[int], operator: str) -> None:
    figures = history(tuple(values), 2017 - len(values))
    easier_last = sorted(targets, reverse="most" not in operator and operator != "keep_within")
    found = [asked(figures, operator=operator, value=Decimal(t)) for t in easier_last]
    likely = [c.probability for c in found if c.probability is not None and c.reason is None]
    assert all(a <= b + 1e-12 for a, b in pairwise(likely))
    assert all(0 <= p <= 1 for p in likely)


@given(
    st.lists(st.floats(1, 1e4).map(lambda x: round(x, 2)), min_size=6, max_size=15),
    st.integers(1, 10**4),
    st.sampled_from([-6, -3, 3, 6]),
)
def test_it_does_not_depend_on_the_unit(values: list[float], target: int, power: int) -> None:
    factor = 10.0**power
    here = asked(history(tuple(values), 2005), value=Decimal(target), due="2022")
    there = asked(
        history(tuple(v * factor for v in values), 2005), value=Decimal(target).scaleb(power), due="2022"
    )
    assert (here.probability is None) == (there.probability is None)
    if here.probability is not None:
        assert there.probability == pytest.approx(here.probability, abs=1e-6)


def test_nothing_known_later_has_any_influence(small: SmallPlan) -> None:
    small.indicator()
    small.target(value=60, due="2020")
    for n, value in enumerate(WAVY):
        small.figure(str(2010 + n), value)
    small.load()
    before = _chance(small, "2018-06-30")
    small.figure("2018", 99)
    small.figure("2019", 10)
    small.load()
    assert _chance(small, "2018-06-30") == before
    assert before.probability is not None
    assert _chance(small, "2019-06-30") != before


def _chance(small: SmallPlan, day: str) -> Chance:
    view = small.view(day)
    return chances(view.scorecard.assessments, view.plan)[0]


def test_many_targets_are_what_each_is_alone() -> None:
    targets = [target_of(value=Decimal(v), due=d) for v in (50, 60, 70) for d in ("2018", "2020", "2025")]
    plan = plan_of(targets[0])
    judged = [judge(plan, t, history(), date(2018, 12, 31)) for t in targets]
    assert chances(judged, plan) == [chances([a], plan)[0] for a in judged]


# -- the yearly history ----------------------------------------------------------------------------------


def test_other_periods_and_mere_bounds_are_no_yearly_figures() -> None:
    more = [
        figure(2009, 1.0, period_text="2009-S2"),
        figure(2008, 1.0, qualifier="more_than"),
        figure(2007, 1.0, definition="other"),
    ]
    assert asked([*more, *history()]) == asked(history())


def test_a_level_at_the_end_of_a_year_is_one_but_not_in_its_middle() -> None:
    ends = [replace(o, period_text=f"{o.period_text}-12") for o in history()]
    middles = [replace(o, period_text=f"{o.period_text}-06", value=1.0) for o in history()]
    found = asked([*ends, *middles], about={"measure": "stock"})
    assert (found.probability, found.points) == (asked(history()).probability, 8)
    assert asked(ends).points == 0, "a ratio of one month is not the year's"


def test_of_several_authorities_the_judged_one_comes_first() -> None:
    press = [replace(o, authority="Press", value=float(o.value or 0) + 9) for o in history()]
    both = asked([*history(), *press], authority="Press")
    assert both.probability == asked(press).probability
    assert both.points == 8
    doubted = [replace(o, confidence="low") for o in press]
    late = [replace(o, authority="Late", vintage=date(2018, 6, 1)) for o in history()[:4]]
    # the last figure is judged: the City's, as it is better vouched for
    assert asked([*history(), *doubted, *late]).probability == asked(history()).probability


# -- reasons ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "said", "reason", "zh"),
    [
        (
            history()[:5],
            {},
            "insufficient data (5 of 6 yearly figures)",
            "数据不足（需6个年度数值，现有5个）",
        ),
        ([], {}, "insufficient data (0 of 6 yearly figures)", "现有0个"),
        (history(), {"due": "2033"}, "due 16 years after the last figure (2017)", "15年以内"),
        (history((7.0,) * 8), {}, "constant series (always 7)", "历年数值不变"),
        (history(), {"operator": "exactly"}, "one exact value", "恰好"),
        (history(), {"due": "2020-S1"}, "due for the first half of 2020", "2020年上半年"),
        (history(), {"operator": "judged", "indicator": None, "value": None}, "judged by people", "由人评判"),
        (history(), {"operator": "status", "stage": "A", "value": None}, "a grade, not a number", "等级"),
        (history(), {"value": None}, "a direction only", "只有方向"),
        (history(), {"definition": None}, "on which definition", "口径"),
        (history(), {"due": "2017"}, "already decided", "已有定论"),
        ([o for o in history() if o.period_text != "2016"], {"due": "2016"}, "2016 is over", "2016年已过"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_without_a_probability_it_says_why(
    figures: list[Observation], said: dict[str, Any], reason: str, zh: str
) -> None:
    found = asked(figures, **said)
    assert found.probability is None
    assert found.reason is not None
    assert reason in found.reason.en
    assert zh in found.reason.get("zh")


def test_figures_beyond_the_declared_bounds_are_said() -> None:
    found = asked(history(), about={"bounds": (Decimal(0), Decimal(55))})
    assert found.probability is None
    assert found.reason is not None
    assert "beyond the indicator's declared bounds" in found.reason.en


def test_too_far_away_there_is_still_a_fan_of_fifteen_years() -> None:
    found = asked(history(), due="2035")
    assert [y.year for y in found.fan] == list(range(2018, 2033))
    assert all(y.lo95 <= y.lo80 <= y.mean <= y.hi80 <= y.hi95 for y in found.fan)


def test_what_cannot_turn_any_more_is_certain_and_says_why() -> None:
    met = asked(history(), operator="count_at_least", value=Decimal(55))
    assert met.probability == 1
    assert met.reason is not None
    assert "already met" in met.reason.en
    broken = asked(history(), operator="hold_at_least", value=Decimal(55))
    assert broken.probability == 0
    assert broken.reason is not None
    assert "already broken in 2016" in broken.reason.en


def test_met_now_is_not_certain_to_be_met_when_due() -> None:
    found = asked(history(), value=Decimal(55))
    assert found.reason is None
    assert 0.5 < (found.probability or 0) < 1


def test_beijing_has_too_few_years(loaded: Any) -> None:
    for year in range(2014, 2019):
        view = view_at(BEIJING, loaded, date(year, 1, 31))
        for a, chance in _beside(view.scorecard.assessments, view.plan):
            assert chance.probability is None
            assert chance.reason is not None
            decided = a.status in ("achieved", "missed")
            assert ("already decided" if decided else "insufficient data") in chance.reason.en


def _beside(assessments: tuple[Assessment, ...], plan: Plan) -> list[tuple[Assessment, Chance]]:
    return list(zip(assessments, chances(assessments, plan), strict=True))
