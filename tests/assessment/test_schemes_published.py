"""The schemes through the whole way: published cases come out of a plan folder as they were published."""

import csv
from pathlib import Path
from typing import Any

import pytest
from small_plan import SmallPlan

from qualicity.assessment.outlook import schemes_of

DATA = Path(__file__).parents[1] / "data" / "progress"
OPERATOR = {
    ("up", True): "at_least",
    ("down", True): "at_most",
    ("up", False): "increase",
    ("down", False): "decrease",
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def canada(small: SmallPlan, series: Path, expected: Path) -> dict[str, dict[str, str]]:
    """A plan of the published cases: each an indicator and a target, numbered."""
    told = {f"s{n}": row for n, row in enumerate(read(expected))}
    numbers = {row["case"]: name for name, row in told.items()}
    small.period = ("2015", "2030")
    for name, row in told.items():
        small.indicator(name, better={"up": "higher", "down": "lower"}[row["direction"]])
        small.target(
            name,
            indicator=name,
            operator=OPERATOR[row["direction"], bool(row["target"])],
            value=float(row["target"]) if row["target"] else None,
            due="2030",
            scheme="open-sdg",
            base={"period": row["base_year_requested"].removesuffix(".0")},
            limit=float(row["limit"]) if row["limit"] else None,
        )
    for row in read(series):
        if row["value"]:
            small.figure(row["year"].removesuffix(".0"), row["value"], indicator=numbers[row["case"]])
    small.load()
    return told


def check_published(small: SmallPlan, series: Path, expected: Path) -> int:
    """Class, value and score of each published case, through the rooms; gives the number of cases."""
    told = canada(small, series, expected)
    card = small.view("2026-06-01").scorecard
    found = schemes_of(card)
    for name, row in told.items():
        if not found[name]:
            assert (row["status"], row["current_year"]) == ("not_available", ""), row
            continue
        chosen = found[name][0]
        assert (chosen.scheme, chosen.chosen) == ("open-sdg", True)
        assert chosen.code == row["status"], row
        for mine, theirs in ((chosen.value, row["progress_value"]), (chosen.score, row["score"])):
            assert mine == (float(theirs) if theirs else None) or mine == pytest.approx(
                float(theirs), rel=1e-9
            ), row
    return len(told)


def test_an_extract_of_canadas_progress_comes_out_of_a_plan_exactly(small: SmallPlan) -> None:
    assert check_published(small, DATA / "open_sdg_series.csv", DATA / "open_sdg_expected.csv") >= 20


def test_all_of_canadas_progress_comes_out_of_a_plan_exactly(small: SmallPlan, reference_data: Path) -> None:
    folder = reference_data / "progress"
    assert check_published(small, folder / "opensdg_series.csv", folder / "opensdg_expected.csv") == 96


FORMULAS = {"eurostat_target": "eurostat", "eurostat_no_target": "eurostat", "sdr_trend_linear": "sdsn-trend",
            "china_linear_time_progress": "china-schedule"}  # fmt: skip


def test_the_worked_cases_of_the_other_schemes_come_out_of_a_plan(small: SmallPlan) -> None:
    told: dict[str, Any] = {}
    small.period = ("2010", "2030")
    for n, row in enumerate(read(DATA / "formula_cases.csv")):
        name, aimed = f"c{n}", bool(row["target"])
        told[name] = row
        small.indicator(name, better={"up": "higher", "down": "lower"}[row["direction"]])
        small.target(
            name,
            indicator=name,
            scheme=FORMULAS[row["method"]],
            operator=OPERATOR[row["direction"], aimed],
            value=float(row["target"]) if aimed else None,
            due=row["target_year"].removesuffix(".0") or "2030",
            base={"period": row["y0"] and row["t0"], "value": float(row["y0"])},
        )
        small.figure(row["t"], row["yt"], indicator=name)
    small.load()
    found = schemes_of(small.view("2023-06-01").scorecard)
    for name, row in told.items():
        chosen = found[name][0]
        assert chosen.code == row["status"].split(";")[-1], row
        assert chosen.value == pytest.approx(float(row["value"]), rel=1e-9), row
