"""Progress by open-sdg's measure: what Canada publishes, the edge rules one by one, and what holds always."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from progress_rows import DATA, case, judge, one, read

from qualicity.methods.progress import Course, open_sdg, open_sdg_indicator

NUMBERS = ("base_year", "base_value", "current_year", "current_value", "progress_value", "score")
LEVELS = st.floats(-1000, 1000).map(lambda x: round(x, 3))
SIZES = st.floats(0.01, 1000).map(lambda x: round(x, 3))
YEARS = st.integers(2012, 2026)
SERIES = st.one_of(
    st.dictionaries(YEARS, SIZES, min_size=4, max_size=8),
    st.dictionaries(YEARS, SIZES.map(lambda x: -x), min_size=4, max_size=8),
    st.dictionaries(YEARS, st.one_of(st.none(), LEVELS), min_size=1, max_size=8),
)
CONSTANTS = st.builds(
    lambda always, some: {**always, **some},
    st.fixed_dictionaries(
        {"direction": st.sampled_from(["up", "down"]), "base_year": st.integers(2008, 2018)}
    ),
    st.one_of(
        st.just({}),
        st.fixed_dictionaries({"limit": st.floats(0, 1000)}),
        st.fixed_dictionaries({"target": LEVELS, "target_year": st.integers(2016, 2035)}),
    ),
)


def check_published(series: Path, expected: Path) -> int:
    """Holds the method against published verdicts; gives the number of cases."""
    published = {row["case"]: row for row in read(expected)}
    rows = []
    for row in read(series):
        told = published[row["case"]]
        given_ = {name: told[name] for name in ("direction", "target", "target_year", "limit")}
        rows.append({**row, **given_, "base_year": told["base_year_requested"]})
    verdicts = judge("open_sdg", rows)
    assert [v["case"] for v in verdicts] == list(dict.fromkeys(row["case"] for row in rows))
    for verdict in verdicts:
        told = published[verdict["case"]]
        assert verdict["status"] == told["status"], verdict
        for name in NUMBERS:
            assert verdict[name] == (told[name] and pytest.approx(told[name], rel=1e-9, abs=1e-9)), (
                name,
                verdict,
            )
    return len(verdicts)


def test_an_extract_of_canadas_published_progress_is_reproduced() -> None:
    assert check_published(DATA / "open_sdg_series.csv", DATA / "open_sdg_expected.csv") >= 20


def test_all_of_canadas_published_progress_is_reproduced(reference_data: Path) -> None:
    folder = reference_data / "progress"
    assert check_published(folder / "opensdg_series.csv", folder / "opensdg_expected.csv") == 96


def by_hand(values: dict[int, float | None], constants: dict[str, Any]) -> tuple[str, float | None]:
    """Status and progress value of one case, written as a person would reckon them (no bound is hit exactly)."""
    known = {year: value for year, value in sorted(values.items()) if value is not None}
    sign = 1 if constants["direction"] == "up" else -1
    target = constants.get("target")
    target = 0.001 if target == 0 else target
    if not known:
        return "not_available", None
    current_year = max(known)
    current = known[current_year]
    met = target is not None and (current >= target if sign > 0 else current <= target)
    progress, coefficient = None, 1.0
    base_year = next((year for year in known if year >= constants["base_year"]), None)
    if base_year is not None and base_year < current_year:
        limit, size = constants.get("limit"), abs(known[base_year])
        if limit is not None and size < 2 * limit:
            near = size / limit if size <= limit else (2 * limit - size) / limit
            coefficient = 1 - near**4.44
        base = known[base_year] or 0.001
        ahead = sign * (-1 if base < 0 else 1)
        if base * current >= 0:
            rate = (current / base) ** (1 / (current_year - base_year)) - 1
            years = constants.get("target_year", 2030) - base_year
            if target is None:
                progress = ahead * rate
            elif target * base > 0 and target != base and years > 0:
                progress = ahead * rate / abs((target / base) ** (1 / years) - 1)
    bounds = (0.015 * coefficient, 0.005 * coefficient) if target is None else (0.95, 0.6)
    return ("target_achieved" if met else _word(progress, *bounds)), progress


def _word(progress: float | None, high: float, middle: float) -> str:
    if progress is None:
        return "not_available"
    if progress >= high - 1e-12:
        return "substantial_progress"
    if progress >= middle - 1e-12:
        return "moderate_progress"
    return "limited_progress" if progress >= -5e-13 else "deterioration"


@given(SERIES, CONSTANTS)
def test_the_arrays_give_what_one_case_gives_by_hand(
    values: dict[int, float | None], constants: dict[str, Any]
) -> None:
    status, progress = by_hand(values, constants)
    verdict = one("open_sdg", values, **constants)
    assert (verdict["status"], verdict["progress_value"]) == (
        status,
        progress if progress is None else pytest.approx(progress, rel=1e-9, abs=1e-9),
    )


def test_a_target_of_zero_is_taken_as_a_thousandth() -> None:
    verdict = one("open_sdg", {2015: 8.0, 2020: 4.0}, direction="down", target=0)
    needed = (0.001 / 8) ** (1 / 15) - 1
    assert verdict["progress_value"] == pytest.approx((0.5 ** (1 / 5) - 1) / needed, rel=1e-9)
    assert one("open_sdg", {2015: 8.0, 2020: 0.0}, direction="down", target=0)["status"] == "target_achieved"


def test_a_base_value_of_zero_is_taken_as_a_thousandth_and_shown_so() -> None:
    verdict = one("open_sdg", {2015: 0.0, 2016: 0.002}, direction="up")
    assert (verdict["base_value"], verdict["progress_value"]) == (0.001, pytest.approx(1))


@pytest.mark.parametrize(
    ("values", "constants", "reason"),
    [
        ({2015: None}, {}, "no value in any year"),
        ({2015: 3.0}, {}, "no value after the base year"),
        ({2013: 3.0, 2014: 4.0}, {}, "no value in the base year or later"),
        ({2015: -3.0, 2016: 4.0}, {}, "opposite signs"),
        (
            {2015: 3.0, 2016: 4.0},
            {"target": -5.0, "direction": "down"},
            "base value and target have opposite",
        ),
        ({2015: 3.0, 2016: 2.0}, {"target": 3.0}, "base value and target are equal"),
        ({2015: 3.0, 2016: 2.0}, {"target": 5.0, "target_year": 2015}, "target year is not after"),
        ({2015: 3.0, 2016: 4.0}, {"direction": None}, "no direction is given"),
    ],
)
def test_what_cannot_be_judged_is_not_available_with_its_reason(
    values: dict[int, float | None], constants: dict[str, Any], reason: str
) -> None:
    verdict = one("open_sdg", values, **{"direction": "up", **constants})
    assert (verdict["status"], verdict["progress_value"], verdict["score"]) == ("not_available", None, None)
    assert reason in verdict["reason"]


@pytest.mark.parametrize(
    "values",
    [{2015: 9.0}, {2015: 8.0, 2016: 9.0}, {2015: -8.0, 2016: 9.0}, {2010: 9.0}, {2015: 10.0, 2016: 9.0}],
)
def test_a_target_that_is_met_overrides_all_else(values: dict[int, float]) -> None:
    verdict = one("open_sdg", values, direction="up", target=8.0)
    assert (verdict["status"], verdict["score"], verdict["reason"]) == ("target_achieved", 5.0, None)


def test_a_base_year_without_a_value_gives_way_to_the_next() -> None:
    verdict = one("open_sdg", {2014: 1.0, 2015: None, 2017: 3.0, 2020: 4.0}, direction="up", base_year=2015)
    assert (verdict["base_year"], verdict["base_value"]) == (2017, 3.0)


def test_years_that_no_case_gives_are_those_of_open_sdg_or_of_the_caller() -> None:
    rows = case({2010: 1.0, 2015: 2.0, 2020: 3.0}, direction="up", target=6.0)
    (verdict,) = judge("open_sdg", rows)
    assert verdict["base_year"] == 2015
    assert verdict["progress_value"] == pytest.approx((1.5 ** (1 / 5) - 1) / (3 ** (1 / 15) - 1))
    assert judge("open_sdg", rows, base_year=2010)[0]["base_year"] == 2010


@pytest.mark.parametrize(
    ("base", "status", "score"), [(100.0, "substantial_progress", 5.0), (50.0, "limited_progress", -2.5)]
)
def test_at_the_limit_to_stay_there_is_enough(base: float, status: str, score: float) -> None:
    verdict = one("open_sdg", {2015: base, 2020: base}, direction="up", limit=100.0)
    assert (verdict["status"], verdict["score"]) == (status, score)


@pytest.mark.parametrize(
    ("base", "coefficient"),
    [
        (80.0, 1 - 0.8**4.44),
        (120.0, 1 - 0.8**4.44),
        (200.0, 1),
        (900.0, 1),
        (5000.0, 1),
        (-80.0, 1 - 0.8**4.44),
    ],
)
def test_the_nearer_the_limit_the_less_growth_is_asked_for(base: float, coefficient: float) -> None:
    for share, status in ((1.001, "substantial_progress"), (0.999, "moderate_progress")):
        value = base * (1 + 0.015 * coefficient * share)
        direction = "up" if base > 0 else "down"
        verdict = one("open_sdg", {2015: base, 2016: value}, direction=direction, limit=100.0)
        assert verdict["status"] == status


@pytest.mark.parametrize(
    ("value", "direction", "status"),
    [
        (-9.0, "up", "substantial_progress"),
        (-11.0, "up", "deterioration"),
        (-11.0, "down", "substantial_progress"),
    ],
)
def test_below_zero_less_of_it_is_more(value: float, direction: str, status: str) -> None:
    assert one("open_sdg", {2015: -10.0, 2016: value}, direction=direction)["status"] == status
    target = {"target": -5.0 if direction == "up" else -15.0, "target_year": 2025}
    assert one("open_sdg", {2015: -10.0, 2016: value}, direction=direction, **target)["status"] == status


def test_the_noise_of_arithmetic_does_not_miss_a_target() -> None:
    met = one("open_sdg", {2015: 0.9, 2016: 0.1 + 0.2}, direction="down", target=0.3)
    missed = one("open_sdg", {2015: 0.9, 2016: 0.3000001}, direction="down", target=0.3)
    assert (met["status"], missed["status"]) == ("target_achieved", "substantial_progress")


@pytest.mark.parametrize(
    ("progress", "score"),
    [(-0.03, -5), (-0.01, -3.75), (0.0, -2.5), (0.004, -0.5), (0.01, 1.25), (0.015, 2.5), (0.03, 5)],
)
def test_the_score_without_a_target(progress: float, score: float) -> None:
    verdict = one("open_sdg", {2015: 1.0, 2016: 1 + progress}, direction="up")
    assert verdict["score"] == pytest.approx(score)


@pytest.mark.parametrize(
    ("progress", "score"), [(-2, -5), (-0.3, -3.75001), (0, -2.5), (0.6, 0.00004), (0.95, 2.500055), (1.4, 5)]
)
def test_the_score_with_a_target(progress: float, score: float) -> None:
    verdict = one(
        "open_sdg", {2015: 1.0, 2016: 1 + progress / 10}, direction="up", target=1.1**15, target_year=2030
    )
    assert verdict["score"] == pytest.approx(score, abs=1e-9)


@pytest.mark.parametrize(
    ("rise", "status"),
    [(0.015, "substantial_progress"), (0.005, "moderate_progress"), (0.0, "limited_progress")],
)
def test_a_rate_exactly_on_its_bound_reaches_it(rise: float, status: str) -> None:
    for base in (1.0, 3.0, 7.0, 100.0):
        assert one("open_sdg", {2015: base, 2016: base * (1 + rise)}, direction="up")["status"] == status


@given(SERIES, CONSTANTS, st.sampled_from([0.001, 0.01, 0.3, 7.0, 1000.0]))
def test_the_unit_of_the_series_changes_no_status(
    values: dict[int, float | None], constants: dict[str, Any], factor: float
) -> None:
    # Zeros stand for 0.001 of whatever unit: there the scheme itself depends on the unit.
    values = {year: value or None for year, value in values.items()}
    if not constants.get("target"):
        constants.pop("target", None)
    scaled = {name: constants[name] * factor for name in ("target", "limit") if name in constants}
    plain = one("open_sdg", values, **constants)
    other = one(
        "open_sdg",
        {year: value and value * factor for year, value in values.items()},
        **{**constants, **scaled},
    )
    assert other["status"] == plain["status"]
    assert other["score"] == (plain["score"] and pytest.approx(plain["score"], abs=1e-6))


@given(st.floats(1, 100), st.lists(st.floats(1, 200), min_size=2, max_size=8), st.booleans())
def test_a_better_value_never_has_a_lower_score(base: float, values: list[float], aimed: bool) -> None:
    target = {"target": base * 1.5} if aimed else {"limit": 200.0}
    scores = [
        one("open_sdg", {2015: base, 2020: v}, direction="up", **target)["score"] for v in sorted(values)
    ]
    assert all(low <= high + 1e-9 for low, high in pairwise(scores))
    assert all(-5 <= score <= 5 and not math.isnan(score) for score in scores)


@pytest.mark.parametrize(
    ("values", "score", "status"),
    [
        ([9.0, 8.5], 5.0, "target_achieved"),
        ([9.0, 5.0], 1.25, "moderate_progress"),
        ([9.0, 4.0], 0.0, "moderate_progress"),
        ([5.0, 5.0], -2.5, "limited_progress"),
        ([5.0, 4.0], -3.75, "deterioration"),
        ([9.0, math.nan], 5.0, "target_achieved"),
        ([math.nan], None, "not_available"),
    ],
)
def test_an_indicator_has_the_mean_score_of_its_series(
    values: list[float], score: float | None, status: str
) -> None:
    years = [math.nan if math.isnan(value) else 2025 for value in values]
    series = open_sdg(Course.of(5.0, 2015, values, years, direction=1, target=8.0, target_year=2030))
    assert open_sdg_indicator(series) == (score, status)
