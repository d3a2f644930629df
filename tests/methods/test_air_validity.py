"""Which station days and city days are valid, and the index that both carry."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from air_tables import HOURLY, asked, made

from qualicity.methods import air

DAY = date(2020, 1, 1)
FIRST = datetime(2020, 1, 1, 1)
CLEAN = {"so2": 5.0, "no2": 20.0, "co": 0.5, "o3": 60.0, "pm10": 40.0, "pm25": 30.0}


def station_hours(
    stations: Mapping[str, Mapping[str, int]], level: Mapping[str, float] = CLEAN, **more: Sequence[Any]
) -> pa.Table:
    """A day's 24 hours of each station; a pollutant has so many valid ones as is said, else all."""
    rows: dict[str, list[Any]] = {"station": [], "time": [], **{p: [] for p in level}}
    for station, valid in stations.items():
        for n in range(24):
            rows["station"].append(station)
            rows["time"].append(FIRST + timedelta(hours=n))
            for p, value in level.items():
                rows[p].append(value if n < valid.get(p, 24) else None)
    return pa.table({k: pa.array(v, pa.float64()) if k in HOURLY else v for k, v in rows.items()})


def stations_of(hours: pa.Table, **given: Any) -> dict[str, dict[str, Any]]:
    return {r["station"]: r for r in made(air.station_days, hours, **given) if r["date"] == DAY}


def city_of(hours: pa.Table, **given: Any) -> dict[str, Any]:
    return next(r for r in made(air.city_days, hours, **given) if r["date"] == DAY)


def test_a_station_day_carries_its_index() -> None:
    row = stations_of(station_hours({"A": {}}, CLEAN | {"pm25": 75.6}))["A"]
    assert (row["iaqi_pm25"], row["aqi"], row["level"], row["level_name"]) == (102, 102, 3, "轻度污染")
    assert row["primary"] == "pm25"


def test_a_station_day_follows_the_edition() -> None:
    hours = station_hours({"A": {}}, CLEAN | {"pm25": 61.0})
    assert stations_of(hours)["A"]["aqi"] == 83
    assert stations_of(hours, edition="2026")["A"]["aqi"] == 101


@pytest.mark.parametrize(("pollutant", "hours"), [("so2", 20), ("pm25", 20), ("o3", 17)])
def test_a_station_day_is_valid_when_every_pollutant_has_a_valid_value(pollutant: str, hours: int) -> None:
    """Of ozone the first seventeen hours give fourteen means; of the others twenty hours are needed."""
    found = stations_of(station_hours({"A": {pollutant: hours}, "B": {pollutant: hours - 1}}))
    assert (found["A"]["valid"], found["B"]["valid"]) == (True, False)
    assert found["B"]["aqi"] is not None


def test_a_pollutant_that_no_column_is_for_is_not_asked_of_a_day() -> None:
    found = stations_of(station_hours({"A": {}, "B": {"pm25": 19}}, {"pm25": 30.0}))
    assert (found["A"]["valid"], found["B"]["valid"]) == (True, False)
    assert (found["A"]["aqi"], found["A"]["hours_co"]) == (43, 0)


def test_stations_are_left_out_by_name() -> None:
    assert set(stations_of(station_hours({"A": {}, "B": {}}), exclude_stations=["B"])) == {"A"}


def test_hours_whose_time_is_not_known_make_no_day() -> None:
    table = pa.table({"station": ["A"], "time": pa.array([None], pa.timestamp("us")), "pm25": [5.0]})
    assert made(air.station_days, table) == []
    assert made(air.city_days, table) == []


@pytest.mark.parametrize(
    ("stations", "without", "valid"),
    [(11, 2, True), (11, 3, False), (4, 1, True), (4, 2, False), (3, 1, True), (2, 1, True), (1, 1, False)],
)
def test_a_city_day_needs_three_quarters_of_its_stations_of_a_few_half(
    stations: int, without: int, valid: bool
) -> None:
    hours = station_hours({f"S{n}": {"no2": 0} if n < without else {} for n in range(stations)})
    row = city_of(hours)
    assert row["valid"] is valid
    assert row["pm25"] == pytest.approx(30.0)
    assert row["aqi"] is not None


def test_how_many_stations_a_city_needs_can_be_set() -> None:
    hours = station_hours({f"S{n}": {"no2": 0} if n < 3 else {} for n in range(6)})
    assert city_of(hours)["valid"] is False
    assert city_of(hours, station_share=0.5)["valid"] is True


def test_a_control_site_does_not_count_among_the_stations() -> None:
    hours = station_hours({"A": {}, "B": {}, "C": {}, "D": {"no2": 0}, "Control": {"no2": 0}})
    assert city_of(hours)["valid"] is False
    assert city_of(hours, exclude_stations=["Control"])["valid"] is True


def test_a_city_day_made_at_once_and_in_two_steps_are_the_same() -> None:
    hours = station_hours({"A": {"o3": 10}, "B": {"pm25": 3}, "C": {}, "D": {"co": 0}})
    days = ibis.duckdb.connect().to_pyarrow(air.station_days(ibis.memtable(hours)))
    in_steps = asked(air.city_days(ibis.memtable(days)))
    assert in_steps == made(air.city_days, hours)


def test_station_days_without_a_pollutant_make_a_city_day() -> None:
    days = ibis.memtable(pa.table({"station": ["A"], "date": [DAY], "pm25": [80.0]}))
    row = asked(air.city_days(days))[0]
    assert (row["aqi"], row["valid"], row["co"]) == (107, True, None)
