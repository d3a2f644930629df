"""From rows to figures: rounding, what has no result and why, formulas, periods that are not over."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_plan import CITY, ROWS, SmallPlan

from qualicity.evidence import connect
from qualicity.indicators import Observation
from qualicity.indicators.sqltext import rounded


@pytest.fixture
def small(tmp_path: Path) -> SmallPlan:
    return SmallPlan(tmp_path / "small")


def rows(plan: SmallPlan, *values: tuple[str, object], area: str = CITY, kind: str = "a") -> None:
    """Add rows (day, value)."""
    plan.datasets["rows"] = ROWS
    have = list(plan.rows.get("rows", ()))
    more = [
        {"n": len(have) + k, "area": area, "day": d, "value": v, "kind": kind}
        for k, (d, v) in enumerate(values)
    ]
    plan.rows["rows"] = [*have, *more]


def figures(
    plan: SmallPlan, indicator: str = "made", as_of: str = "2026-12-31"
) -> dict[tuple[str, str], Observation]:
    """Load, and the figures of an indicator: (area, period) → observation."""
    plan.load()
    return {
        (str(o.area), str(o.period_text)): o for o in plan.view(as_of).figures.of(indicator, current=True)
    }


def made(plan: SmallPlan, value: str, name: str = "made", **said: object) -> None:
    """Declare an indicator computed from the rows."""
    keys = ("measure", "unit")
    on = {k: said.pop(k) for k in keys if k in said}
    plan.indicator(name, {"id": "d", "from": "rows", "value": value} | said, **on)


# -- values -------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e15, 1e15).filter(lambda x: x == 0 or abs(x) > 1e-9), min_size=1, max_size=200))
@settings(max_examples=30)
def test_a_value_is_rounded_to_twelve_significant_digits(values: list[float]) -> None:
    with connect() as db:
        found = db.execute(
            f"select {rounded('v', None)} from (select unnest(?::double[]) as v)", [values]
        ).fetchall()
    for value, (kept,) in zip(values, found, strict=True):
        assert kept == float(f"{value:.11e}") or kept == pytest.approx(value, rel=5.1e-12)
        assert float(f"{kept:.11e}") == kept


def test_sums_in_another_order_are_the_same_figure(small: SmallPlan, tmp_path: Path) -> None:
    values = [0.1, 1e9, -1e9, 0.2, 0.3, 1e-9]
    found = []
    for n, order in enumerate((values, values[::-1], sorted(values))):
        plan = SmallPlan(tmp_path / f"p{n}")
        rows(plan, *[("2016-05-05", v) for v in order])
        made(plan, "sum(value) + 1234567")
        found.append(figures(plan)[CITY, "2016"].value)
    assert found[0] == found[1] == found[2]


def test_declared_decimals_round_the_value(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 1), ("2016-01-02", 2), ("2016-01-03", 2))
    made(small, "avg(value)", decimals=1)
    assert figures(small)[CITY, "2016"].value == 1.7


def test_division_by_zero_is_no_figure_and_says_so(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 0))
    made(small, "1.0 / sum(value)")
    found = figures(small)[CITY, "2016"]
    assert found.value is None
    assert found.reason is not None
    assert "division by zero" in found.reason.en
    assert found.reason.zh


def test_nothing_to_count_is_no_figure_and_not_zero(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", ""), ("2016-01-02", ""))
    made(small, "avg(value)", denominator="count(value)")
    found = figures(small)[CITY, "2016"]
    assert (found.value, found.denominator, found.rows) == (None, 0, 2)
    assert found.reason is not None


def test_a_requirement_that_is_not_met_withholds_the_figure_with_its_words(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 3), ("2017-01-01", 3), ("2017-01-02", 5))
    why = {"en": "Two days are needed.", "zh": "须有两天。"}
    made(small, "avg(value)", denominator="count(value)", requires={"value": "count(value) >= 2", "why": why})
    found = figures(small)
    assert found[CITY, "2017"].value == 4
    assert found[CITY, "2016"].value is None
    assert found[CITY, "2016"].reason is not None
    assert found[CITY, "2016"].reason.en == "Withheld: 1 valid of 366 days. Two days are needed."


def test_rows_that_the_filter_leaves_out_do_not_count(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 3), ("2016-01-02", 4))
    rows(small, ("2016-01-03", 100), ("2017-01-03", 100), kind="b")
    made(small, "sum(value)", filter="kind = 'a'")
    found = figures(small)
    assert (found[CITY, "2016"].value, found[CITY, "2016"].rows) == (7, 2)
    nothing = found[CITY, "2017"]
    assert (nothing.value, nothing.rows) == (None, 0)
    assert nothing.reason
    assert "No row" in nothing.reason.en


def test_areas_are_kept_apart(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 3))
    rows(small, ("2016-01-01", 5), area="440606")
    made(small, "sum(value)")
    assert {k: o.value for k, o in figures(small).items()} == {(CITY, "2016"): 3, ("440606", "2016"): 5}


@pytest.mark.parametrize(
    ("freq", "periods"),
    [
        ("A", {"2016", "2017"}),
        ("S", {"2016-S1", "2016-S2", "2017-S1"}),
        ("Q", {"2016-Q1", "2016-Q4", "2017-Q1"}),
        ("M", {"2016-01", "2016-12", "2017-01"}),
        ("W", {"2015-W53", "2016-W52", "2017-W01"}),
        ("D", {"2016-01-01", "2016-12-31", "2017-01-02"}),
    ],
)
def test_a_definition_is_computed_at_its_frequency(freq: str, periods: set[str], small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 1), ("2016-12-31", 2), ("2017-01-02", 3))
    made(small, "sum(value)", freq=[freq])
    assert {p for _, p in figures(small)} == periods


def test_a_figure_is_known_when_its_last_row_is(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 1), ("2016-06-30", 2))
    made(small, "sum(value)", measure="stock")
    assert figures(small)[CITY, "2016"].vintage == date(2016, 6, 30)
    early = figures(small, as_of="2016-03-01")[CITY, "2016"]
    assert (early.value, early.vintage) == (1, date(2016, 1, 1))


# -- periods that are not over --------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["flow", "ratio"])
def test_a_figure_of_a_period_that_is_not_over_is_withheld(measure: str, small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 1), ("2016-06-30", 2))
    made(small, "sum(value)", measure=measure)
    found = figures(small, as_of="2016-12-30")[CITY, "2016"]
    assert found.value is None
    assert found.reason is not None
    assert found.reason.en == "The period is not over before 31 December 2016"
    assert figures(small, as_of="2016-12-31")[CITY, "2016"].value == 3


@pytest.mark.parametrize("measure", ["stock", "level", "count"])
def test_a_snapshot_may_stand_before_its_period_is_over(measure: str, small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 1))
    made(small, "max(value)", measure=measure)
    assert figures(small, as_of="2016-06-01")[CITY, "2016"].value == 1


def test_another_measure_is_followed_at_once(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 1))
    made(small, "max(value)", measure="flow")
    assert figures(small, as_of="2016-06-01")[CITY, "2016"].value is None
    small.indicators["made"]["measure"] = "stock"
    assert figures(small, as_of="2016-06-01")[CITY, "2016"].value == 1


def test_a_formula_over_a_period_that_is_not_over_is_withheld(small: SmallPlan) -> None:
    rows(small, ("2016-01-01", 1))
    made(small, "sum(value)", name="flow", measure="flow")
    small.indicator("made", {"id": "f", "value": "[flow] * 2"}, measure="level")
    found = figures(small, as_of="2016-06-01").get((CITY, "2016"))
    assert found is None or found.value is None


# -- formulas -------------------------------------------------------------------------------------------


def test_a_formula_is_aligned_on_area_and_period(small: SmallPlan) -> None:
    rows(small, ("2016-05-05", 10), ("2017-05-05", 20))
    rows(small, ("2016-05-05", 30), area="440606")
    made(small, "sum(value)", name="one")
    small.indicator("two")
    small.figure("2016", 4, indicator="two")
    small.figure("2016", 5, indicator="two", area="440606")
    small.figure("2018", 8, indicator="two")
    small.indicator("made", {"id": "f", "value": "100.0 * [one] / [two]"})
    found = figures(small)
    assert {k: o.value for k, o in found.items() if o.value is not None} == {
        (CITY, "2016"): 250,
        ("440606", "2016"): 600,
    }
    for period in ("2017", "2018"):
        reason = found[CITY, period].reason
        assert reason is not None
        assert "no figure here" in reason.en


def test_a_formula_may_stand_on_formulas_in_any_order(small: SmallPlan) -> None:
    rows(small, ("2016-05-05", 10))
    small.indicator("a-last", {"id": "f", "value": "[b-middle] + 1"})
    small.indicator("b-middle", {"id": "f", "value": "[c-first] * 2"})
    made(small, "sum(value)", name="c-first")
    assert figures(small, "a-last")[CITY, "2016"].value == 21


def test_a_formula_takes_the_named_definition_else_the_first(small: SmallPlan) -> None:
    small.indicator("two", "published", "other")
    small.figure("2016", 4, indicator="two")
    small.figure("2016", 9, indicator="two", definition="other")
    small.indicator("made", {"id": "f", "value": "[two:other] - [two]"})
    assert figures(small)[CITY, "2016"].value == 5


def test_a_formula_takes_no_side_where_authorities_disagree(small: SmallPlan) -> None:
    small.indicator("two")
    small.figure("2016", 4, indicator="two")
    small.figure("2016", 5, indicator="two", authority="Press")
    small.figure("2017", 6, indicator="two")
    small.figure("2017", 6, indicator="two", authority="Press")
    small.indicator("made", {"id": "f", "value": "[two] + 0"})
    found = figures(small)
    assert found[CITY, "2017"].value == 6
    assert all(o.value is None for k, o in found.items() if k == (CITY, "2016"))


def test_a_formula_is_known_when_its_last_side_is(small: SmallPlan) -> None:
    small.indicator("one")
    small.indicator("two")
    small.figure("2016", 4, indicator="one", released="2017-02-01")
    small.figure("2016", 8, indicator="two", released="2018-05")
    small.indicator("made", {"id": "f", "value": "[one] / [two]"})
    found = figures(small)[CITY, "2016"]
    assert (found.value, found.vintage) == (0.5, date(2018, 5, 31))
    assert figures(small, as_of="2018-05-30")[CITY, "2016"].value is None
