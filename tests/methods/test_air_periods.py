"""Months and years of days: what counts, percentiles by linear interpolation, which of them are valid."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from air_tables import DAILY, EXAMPLES, asked
from hypothesis import given, settings
from hypothesis import strategies as st

from qualicity.methods import air
from qualicity.methods.air.period import PERCENTILES, days_behind

YEAR = [date(2016, 1, 1) + timedelta(days=n) for n in range(366)]


def summary(
    dates: Sequence[date], edition: str = "given", **columns: Iterable[Any]
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Rows by city, station and period."""
    found = asked(air.period_summary(_table(dates, **columns), edition))
    return {(r["city"], r["station"], r["period"]): r for r in found}


def _table(dates: Sequence[date], **columns: Iterable[Any]) -> Any:
    made = {
        k: pa.array(list(v), pa.float64()) if k in DAILY else pa.array(list(v)) for k, v in columns.items()
    }
    return ibis.memtable(pa.table({"date": list(dates), **made}))


def test_a_year_of_days_has_a_row_for_each_month_and_one_for_itself() -> None:
    found = summary(YEAR, aqi=[60] * 366)
    assert {k[2] for k in found} == {"2016", *(f"2016-{m:02}" for m in range(1, 13))}
    assert {r["freq"] for k, r in found.items() if k[2] != "2016"} == {"M"}
    year = found["", "", "2016"]
    assert (year["freq"], year["days"], year["valid_days"], year["valid"]) == ("A", 366, 366, True)


def test_days_are_counted_by_level() -> None:
    row = summary(YEAR[:8], aqi=[50, 51, 100, 101, 151, 201, 301, None])["", "", "2016-01"]
    assert (row["attaining_days"], row["bad_days"], row["heavy_days"]) == (3, 4, 2)
    assert [row[f"days_level{n}"] for n in range(1, 7)] == [1, 2, 1, 1, 1, 1]
    assert row["attaining_share"] == pytest.approx(100 * 3 / 7)


def test_days_without_data_never_count_as_attaining() -> None:
    found = summary(YEAR[:3], aqi=pa.array([None, None, None], pa.int64()).to_pylist(), pm25=[None] * 3)
    row = found["", "", "2016-01"]
    assert (row["days"], row["valid_days"], row["attaining_days"]) == (3, 0, 0)
    assert row["attaining_share"] is None
    assert row["mean_pm25"] is None


def test_a_day_that_is_not_valid_is_in_no_count_of_days() -> None:
    row = summary(YEAR[:3], aqi=[40, 40, 120], valid=[True, False, None])["", "", "2016-01"]
    assert (row["days"], row["valid_days"], row["attaining_days"], row["bad_days"]) == (3, 2, 1, 1)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=31))
@settings(max_examples=4)
def test_percentiles_are_interpolated_between_the_two_values_around_their_place(values: list[float]) -> None:
    row = summary(YEAR[: len(values)], **dict.fromkeys(DAILY, values))["", "", "2016-01"]
    ordered = sorted(values)
    for p, percent in PERCENTILES.items():
        k = 1 + (len(values) - 1) * percent / 100
        s = int(k)
        upper = ordered[min(s, len(values) - 1)]
        assert row[f"{p}_p{percent}"] == pytest.approx(ordered[s - 1] + (upper - ordered[s - 1]) * (k - s))
        assert row[f"mean_{p}"] == pytest.approx(np.mean(values))


def test_the_percentiles_are_those_of_the_standard() -> None:
    assert PERCENTILES == {"so2": 98, "no2": 98, "co": 95, "o3_8h": 90, "pm10": 95, "pm25": 95}


@pytest.mark.parametrize(
    ("month", "days", "valid"), [(1, 27, True), (1, 26, False), (2, 25, True), (2, 24, False)]
)
def test_a_month_needs_twenty_seven_days_a_february_twenty_five(month: int, days: int, valid: bool) -> None:
    dates = [d for d in YEAR if d.month == month][:days]
    row = summary(dates, aqi=[60] * days, pm25=[9.0] * days)["", "", f"2016-{month:02}"]
    assert (row["valid"], row["valid_pm25"], row["valid_co"]) == (valid, valid, False)


def test_a_year_needs_its_days_and_every_month() -> None:
    every_tenth = [d for n, d in enumerate(YEAR) if n % 10]
    assert summary(every_tenth, aqi=[60] * len(every_tenth))["", "", "2016"]["valid"] is True
    few = every_tenth[:323]
    assert summary(few, aqi=[60] * 323)["", "", "2016"]["valid"] is False
    without_may = [d for d in YEAR if d.month != 5 or d.day < 26]
    row = summary(without_may, aqi=[60] * len(without_may))["", "", "2016"]
    assert (row["valid_days"], row["valid"]) == (360, False)


def test_one_pollutant_can_be_valid_where_another_is_not() -> None:
    ozone = [None if d.month == 7 else 90.0 for d in YEAR]
    row = summary(YEAR, aqi=[60] * 366, pm25=[30.0] * 366, o3_8h=ozone)["", "", "2016"]
    assert (row["valid_pm25"], row["valid_o3_8h"], row["days_o3_8h"]) == (True, False, 335)


def test_cities_and_stations_are_kept_apart() -> None:
    found = summary(YEAR[:4], city=["X", "X", "Y", "Y"], station=["A", "B", "A", "A"], aqi=[40, 120, 40, 41])
    assert {k[:2] for k in found} == {("X", "A"), ("X", "B"), ("Y", "A")}
    assert found["Y", "A", "2016-01"]["attaining_days"] == 2


def test_without_an_index_it_is_made_from_the_values_and_an_edition_makes_it_anew() -> None:
    values = [61.0, 75.0, 76.0]
    assert summary(YEAR[:3], pm25=values)["", "", "2016-01"]["attaining_days"] == 2
    assert summary(YEAR[:3], "2026", pm25=values)["", "", "2016-01"]["attaining_days"] == 0
    given_index = {"pm25": values, "aqi": [10, 10, 10]}
    assert summary(YEAR[:3], **given_index)["", "", "2016-01"]["attaining_days"] == 3
    assert summary(YEAR[:3], "2012", **given_index)["", "", "2016-01"]["attaining_days"] == 2


def test_an_empty_day_changes_nothing_but_the_count_of_days() -> None:
    aqi, values = [40, 120], [20.0, 90.0]
    before = summary(YEAR[:2], aqi=aqi, pm25=values)
    after = summary(YEAR[:3], aqi=[*aqi, None], pm25=[*values, None])
    assert [r | {"days": 2} for r in after.values()] == list(before.values())


def test_the_days_behind_a_month_and_a_year_are_found() -> None:
    found = asked(days_behind(_table([date(2016, 1, 31), date(2016, 2, 1)], aqi=[40, 50])))
    assert sorted((r["period"], r["aqi"]) for r in found) == [
        ("2016", 40), ("2016", 50), ("2016-01", 40), ("2016-02", 50)
    ]  # fmt: skip


def test_a_period_is_known_with_the_last_of_its_days() -> None:
    found = summary(YEAR[:2], aqi=[40, 50], _known_from=[date(2016, 2, 1), date(2017, 1, 1)])
    assert found["", "", "2016"]["_known_from"] == date(2017, 1, 1)


def test_a_february_of_beijing_has_too_few_valid_days() -> None:
    with (EXAMPLES / "air_beijing_days.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = summary(
        [date.fromisoformat(r["date"]) for r in rows],
        aqi=[int(r["aqi"]) if r["aqi"] else None for r in rows],
        valid=[r["valid"] == "true" for r in rows],
        pm25=[float(r["pm25"]) if r["pm25"] else None for r in rows],
    )
    row = found["", "", "2014-02"]
    assert (row["days"], row["valid_days"], row["days_pm25"], row["valid"]) == (28, 19, 26, False)
    assert row["valid_pm25"] is True
