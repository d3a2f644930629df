"""Eurostat, 时序进度, the cumulative reduction, SDSN's trend and levels held every year: worked cases and edge rules."""

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from progress_rows import DATA, case, judge, one, read

from qualicity.methods.progress import Course, china_schedule, open_sdg, schedule

SCHEMES = {
    "eurostat_target": "eurostat",
    "eurostat_no_target": "eurostat",
    "china_linear_time_progress": "china_schedule",
    "sdr_trend_linear": "sdsn_trend",
}
AIMED = ("eurostat", "china_schedule", "sdsn_trend")
QINGHAI = {2006: 1.51, 2007: -2.2, 2008: -4.18}
LEVELS = st.floats(0.1, 1000).map(lambda x: round(x, 2))


@pytest.mark.parametrize("told", read(DATA / "formula_cases.csv"), ids=lambda told: str(told["case"]))
def test_every_worked_case_comes_out(told: dict[str, Any]) -> None:
    values = {int(told["t0"]): told["y0"], int(told["t"]): told["yt"]}
    constants = {name: told[name] for name in ("direction", "target", "target_year")}
    verdict = one(SCHEMES[told["method"]], values, **constants)
    assert verdict["progress_value"] == pytest.approx(told["value"], rel=1e-9)
    *arithmetic, status = told["status"].split(";")
    assert verdict["status"] == status
    names = {"required_now": "required", "completion": "completion", "time_progress": "time_share"}
    for part in arithmetic:
        name, number = part.split("=")
        assert verdict[names[name]] == pytest.approx(float(number), rel=1e-9)


def test_the_shipped_worked_cases_are_those_of_the_reference(reference_data: Path) -> None:
    for name in ("formula_cases.csv", "cumulative_reduction_qinghai.json"):
        assert (DATA / name).read_bytes() == (reference_data / "progress" / name).read_bytes()


@pytest.mark.parametrize("scheme", AIMED)
@pytest.mark.parametrize(
    ("values", "constants", "reason"),
    [
        ({2020: None}, {}, "no value in any year"),
        ({2020: 3.0}, {}, "no value after the base year"),
        ({2020: 3.0, 2022: 4.0}, {"base_year": 2024}, "no value in the base year or later"),
        ({2020: 3.0, 2022: 4.0}, {"target_year": None}, "no target year is given"),
        ({2020: 3.0, 2022: 4.0}, {"target_year": 2020}, "target year is not after"),
        ({2020: 5.0, 2022: 4.0}, {}, "base value and target are equal"),
    ],
)
def test_what_cannot_be_judged_says_so_and_why(
    scheme: str, values: dict[int, float | None], constants: dict[str, Any], reason: str
) -> None:
    verdict = one(scheme, values, **{"direction": "up", "target": 5.0, "target_year": 2025, **constants})
    assert verdict["status"].startswith("cannot be judged: ")
    assert reason in verdict["reason"]
    assert (verdict["progress_value"], verdict["score"]) == (None, None)


@pytest.mark.parametrize(
    ("values", "target", "reason"),
    [
        ({2020: 0.0, 2022: 4.0}, 5.0, "base value is 0"),
        ({2020: -3.0, 2022: 4.0}, 5.0, "base and current value have opposite signs"),
        ({2020: -3.0, 2022: -2.0}, 5.0, "base value and target have opposite signs"),
        ({2020: -3.0, 2022: -2.0}, 0.0, "target is 0"),
    ],
)
def test_growth_that_is_undefined_cannot_be_judged(
    values: dict[int, float], target: float, reason: str
) -> None:
    verdict = one("eurostat", values, direction="up", target=target, target_year=2030)
    assert reason in verdict["reason"]
    assert verdict["status"].startswith("cannot be judged: ")


@pytest.mark.parametrize(
    ("scheme", "status"),
    [
        ("eurostat", "significant progress"),
        ("china_schedule", "提前完成"),
        ("sdsn_trend", "on track or maintaining"),
    ],
)
@pytest.mark.parametrize("values", [{2022: 6.0}, {2020: 9.0, 2022: 6.0}, {2020: 5.0, 2022: 5.0}])
def test_a_target_that_is_met_overrides_the_trend(scheme: str, status: str, values: dict[int, float]) -> None:
    verdict = one(scheme, values, direction="up", target=5.0, target_year=2025)
    assert (verdict["status"], verdict["reason"]) == (status, None)


@pytest.mark.parametrize("scheme", AIMED)
def test_without_a_direction_the_way_to_the_target_is_the_good_one(scheme: str) -> None:
    for values in (
        {2020: 10.0, 2022: 8.0},
        {2020: 2.0, 2022: 4.0},
        {2020: 2.0, 2022: 1.0},
        {2020: 2.0, 2022: 6.0},
    ):
        direction = "up" if values[2020] < 5 else "down"
        given_ = one(scheme, values, target=5.0, target_year=2025, direction=direction)
        assert one(scheme, values, target=5.0, target_year=2025) == given_


@pytest.mark.parametrize(("scheme", "bad"), [("eurostat", "movement away"), ("sdsn_trend", "decreasing")])
def test_falling_below_a_target_that_was_met_is_no_progress(scheme: str, bad: str) -> None:
    verdict = one(scheme, {2020: 6.0, 2022: 4.0}, target=5.0, target_year=2025, direction="up")
    assert verdict["status"] == bad


@pytest.mark.parametrize(
    ("rate", "direction", "status"),
    [
        (0.01, "up", "significant progress"),
        (0.009, "up", "moderate progress"),
        (0.0, "up", "moderate progress"),
        (-0.01, "up", "moderate movement away"),
        (-0.011, "up", "significant movement away"),
        (-0.01, "down", "significant progress"),
    ],
)
def test_eurostat_without_a_target_goes_by_one_percent_a_year(
    rate: float, direction: str, status: str
) -> None:
    verdict = one("eurostat", {2020: 30.0, 2021: 30 * (1 + rate)}, direction=direction)
    assert verdict["status"] == status
    assert "no direction" in one("eurostat", {2020: 3.0, 2021: 4.0})["reason"]


@pytest.mark.parametrize(
    ("value", "direction", "status"),
    [
        (-9.0, "up", "significant progress"),
        (-11.0, "up", "significant movement away"),
        (-11.0, "down", "significant progress"),
    ],
)
def test_below_zero_less_of_it_is_more(value: float, direction: str, status: str) -> None:
    assert one("eurostat", {2020: -10.0, 2021: value}, direction=direction)["status"] == status


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (4.6, "on track or maintaining"),
        (4.0, "on track or maintaining"),
        (3.2, "moderately improving"),
        (3.0, "stagnating"),
        (2.0, "stagnating"),
        (1.9, "decreasing"),
    ],
)
def test_sdsn_compares_with_the_linear_change(value: float, status: str) -> None:
    assert one("sdsn_trend", {2020: 2.0, 2024: value}, target=5.0, target_year=2026)["status"] == status


@pytest.mark.parametrize(
    ("year", "value", "status"),
    [
        (2022, 2.57, "快于时序进度"),
        (2022, 2.56, "达到时序进度"),
        (2022, 2.55, "滞后于时序进度"),
        (2024, 2.8, "提前完成"),
        (2025, 2.8, "完成"),
        (2025, 2.79, "滞后于时序进度"),
        (2026, 2.79, "滞后于时序进度"),
    ],
)
def test_the_classes_of_the_schedule(year: int, value: float, status: str) -> None:
    assert one("china_schedule", {2020: 2.4, year: value}, target=2.8, target_year=2025)["status"] == status


def test_a_base_beyond_the_target_has_no_schedule() -> None:
    verdict = one("china_schedule", {2020: 6.0, 2022: 4.0}, target=5.0, target_year=2025, direction="up")
    assert verdict["reason"] == "the base value already met the target"


@given(LEVELS, LEVELS, LEVELS, st.integers(2021, 2024))
def test_arrays_and_decimals_give_the_same_schedule(
    base: float, value: float, target: float, year: int
) -> None:
    exact = china_schedule(*(Decimal(str(base)), 2020), Decimal(str(value)), year, Decimal(str(target)), 2025)
    found = schedule(Course.of(base, 2020, value, year, target=target, target_year=2025))
    if exact is None:
        assert found.reason[0] == "base_is_target"
        return
    for name in ("completion", "time_share", "required", "pace"):
        assert found.more[name][0] == pytest.approx(float(getattr(exact, name)), rel=1e-9, abs=1e-9)
    if found.status[0] not in ("提前完成", "完成"):
        assert found.status[0] == (
            "快于时序进度" if exact.pace > 1 else "达到时序进度" if exact.pace == 1 else "滞后于时序进度"
        )


@pytest.mark.parametrize("unit", ["auto", "percent", "share"])
def test_qinghais_energy_saving_comes_out_as_published(unit: str) -> None:
    told = json.loads((DATA / "cumulative_reduction_qinghai.json").read_text("utf-8"))
    whole = 100 if unit == "share" else 1
    changes = {2006 + n: change / whole for n, change in enumerate(told["annual_change_pct"])}
    rows = case(changes, target=told["target_5y_reduction_pct"] / whole, base_year=2005, target_year=2010)
    (verdict,) = judge("cumulative_reduction", rows, unit=unit)
    assert verdict["progress_value"] == pytest.approx(told["progress_pct"] / 100, rel=1e-9)
    assert verdict["years_done"] == pytest.approx(told["equivalent_years_done"], rel=1e-9)
    for name, of in (
        ("cumulative", "cum_change_pct"),
        ("mean_annual", "avg_annual_change_pct"),
        ("planned_annual", "plan_avg_annual_pct"),
        ("remaining", "remaining_2y_change_pct"),
        ("remaining_annual", "remaining_avg_annual_pct"),
    ):
        assert verdict[name] == pytest.approx(told[of] / whole, rel=1e-9), name
    assert verdict["current_value"] == pytest.approx(100 + told["cum_change_pct"])
    assert verdict["status"] == "滞后于时序进度"


def test_auto_reads_a_target_below_one_as_a_share() -> None:
    shares = {year: change / 100 for year, change in QINGHAI.items()}
    as_share = one("cumulative_reduction", shares, target=0.17, target_year=2010)
    as_percent = one("cumulative_reduction", QINGHAI, target=17, target_year=2010)
    assert as_share["progress_value"] == pytest.approx(as_percent["progress_value"], rel=1e-12)
    assert (as_share["base_year"], as_percent["base_year"]) == (2005, 2005)


def test_changes_up_to_the_base_year_do_not_count() -> None:
    with_before = {2004: 5.0, 2005: 7.0, **QINGHAI}
    expected = one("cumulative_reduction", QINGHAI, target=17, base_year=2005, target_year=2010)
    found = one("cumulative_reduction", with_before, target=17, base_year=2005, target_year=2010)
    assert found == expected


def test_the_same_rate_every_year_is_on_schedule_and_a_met_reduction_overrides_it() -> None:
    rate = 100 * (0.83 ** (1 / 5) - 1)
    on_line = one("cumulative_reduction", {2006: rate, 2007: rate}, target=17, target_year=2010)
    assert (on_line["status"], on_line["progress_value"]) == ("达到时序进度", pytest.approx(0.4))
    assert one("cumulative_reduction", {2006: -17.0}, target=17, target_year=2010)["status"] == "提前完成"
    assert one("cumulative_reduction", {2006: -18.0}, target=17)["status"] == "完成"


@pytest.mark.parametrize(
    ("values", "constants", "reason", "progress"),
    [
        ({2006: None}, {}, "no value in any year", False),
        ({2006: -2.0, 2008: -2.0}, {}, "has no value", False),
        ({2006: -2.0, 2007: -2.0}, {"base_year": 2004}, "has no value", False),
        ({2006: -2.0}, {"target": None}, "no target is given", False),
        ({2006: -2.0}, {"target": -17}, "not a reduction", False),
        ({2006: -2.0}, {"target": 100}, "not a reduction", False),
        ({2006: -2.0}, {"direction": "up"}, "a reduction goes down", False),
        ({2006: -2.0}, {"target_year": None}, "no target year is given", True),
    ],
)
def test_a_reduction_that_cannot_be_judged_says_why(
    values: dict[int, float | None], constants: dict[str, Any], reason: str, progress: bool
) -> None:
    verdict = one("cumulative_reduction", values, **{"target": 17, "target_year": 2010, **constants})
    assert reason in verdict["reason"]
    assert verdict["status"].startswith("cannot be judged: ")
    assert (verdict["progress_value"] is not None) == progress


@pytest.mark.parametrize(
    ("values", "status", "share", "missed"),
    [
        ({2016: 91.0, 2017: 90.0, 2018: 95.0}, "met every year", 1, None),
        ({2016: 89.0, 2017: 90.0, 2018: None, 2019: 92.0}, "met now, missed before", 2 / 3, 2016),
        ({2016: 91.0, 2017: 89.9}, "not met", 1 / 2, 2017),
    ],
)
def test_a_level_is_judged_in_every_year(
    values: dict[int, float | None], status: str, share: float, missed: int | None
) -> None:
    verdict = one("level_every_year", values, target=90.0, direction="up")
    assert (verdict["status"], verdict["last_missed_year"]) == (status, missed)
    assert verdict["progress_value"] == pytest.approx(share)


def test_a_level_counts_from_the_base_year_to_the_target_year() -> None:
    values = {2014: 80.0, 2016: 91.0, 2018: 92.0, 2021: 70.0}
    verdict = one("level_every_year", values, target=90.0, direction="up", base_year=2015, target_year=2020)
    assert (verdict["status"], verdict["years"], verdict["current_year"]) == ("met every year", 2, 2018)


@pytest.mark.parametrize(
    ("constants", "reason"),
    [
        ({"target": 90.0}, "no direction"),
        ({"direction": "up"}, "no target is given"),
        ({"direction": "up", "target": 90.0, "base_year": 2019}, "no value from the base year"),
    ],
)
def test_a_level_that_cannot_be_judged_says_why(constants: dict[str, Any], reason: str) -> None:
    verdict = one("level_every_year", {2018: 91.0}, **constants)
    assert reason in verdict["reason"]
    assert (verdict["progress_value"], verdict["years"]) == (None, None)


@pytest.mark.parametrize("scheme", [*AIMED, "level_every_year"])
@settings(max_examples=40)
@given(
    values=st.dictionaries(st.integers(2015, 2024), LEVELS, min_size=1, max_size=6),
    target=LEVELS,
    direction=st.sampled_from(["up", "down"]),
    factor=st.sampled_from([0.001, 0.01, 0.3, 7.0, 10000.0]),
)
def test_the_unit_of_the_series_changes_no_status(
    scheme: str, values: dict[int, float], target: float, direction: str, factor: float
) -> None:
    plain = one(scheme, values, target=target, target_year=2030, direction=direction)
    scaled = {year: value * factor for year, value in values.items()}
    other = one(scheme, scaled, target=target * factor, target_year=2030, direction=direction)
    assert other["status"] == plain["status"]


@pytest.mark.parametrize("scheme", AIMED)
@settings(max_examples=40)
@given(base=LEVELS, values=st.lists(LEVELS, min_size=2, max_size=6), rise=st.floats(1.01, 3))
def test_a_better_value_never_has_less_progress(
    scheme: str, base: float, values: list[float], rise: float
) -> None:
    shares = [
        one(scheme, {2020: base, 2022: v}, target=base * rise, target_year=2030, direction="up")[
            "progress_value"
        ]
        for v in sorted(values)
    ]
    assert all(low <= high + 1e-9 for low, high in pairwise(shares))


def test_one_case_can_be_judged_without_rows() -> None:
    verdicts = open_sdg(Course.of(12.3, 2015, 9.5, 2023, direction=-1, target=8.2, target_year=2030))
    assert (verdicts.status[0], verdicts.reason[0]) == ("substantial_progress", None)
    assert verdicts.progress_value[0] == pytest.approx(1.1913757275999413, rel=1e-9)
