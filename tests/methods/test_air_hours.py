"""The index of an hour and of a day as a row gets it: against published results, and what must hold of any row."""

import csv
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from air_tables import DAILY, EXAMPLES, HOURLY, LEVEL_NAMES, asked, given_day_index, hour_index
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import told

from qualicity.methods import air

CODES = {
    "细颗粒物(PM2.5)": "pm25", "颗粒物(PM10)": "pm10", "臭氧1小时": "o3",
    "二氧化硫": "so2", "二氧化氮": "no2", "一氧化碳": "co",
}  # fmt: skip
EMPTY = dict.fromkeys(HOURLY)
HOUR = st.fixed_dictionaries(dict.fromkeys(HOURLY, st.one_of(st.none(), st.floats(0, 790))))
WHOLE_HOUR = st.fixed_dictionaries(dict.fromkeys(HOURLY, st.floats(0, 700)))
EDITIONS = ("2012", "2026")


@pytest.mark.reference
def test_every_published_hour_has_the_published_index_level_and_pollutants(reference_data: Path) -> None:
    path = reference_data / "air" / "stations_hourly_with_aqi_20200326_20200401.parquet"
    hours = ibis.duckdb.connect().read_parquet(path)
    hours = hours.rename(pm25="PM2.5", pm10="PM10", co="CO", no2="NO2", o3="O3_1h", so2="SO2")
    hours = hours.rename(published="AQI", named="Level", led="PrimaryPollution")
    table = ibis.memtable(hours.filter(hours.published.notnull()).to_pyarrow())
    found = asked(
        air.aqi_hourly(table).select("published", "named", "led", "aqi", "level", "level_name", "primary")
    )
    assert len(found) > 98_000
    assert all(r["aqi"] == r["published"] for r in found)
    assert all(
        (r["level"], r["level_name"]) == (1 + LEVEL_NAMES.index(r["named"]), r["named"]) for r in found
    )
    same = sum(_codes(r["led"]) == r["primary"] for r in found) / len(found)
    told(f"{same:.3%} of {len(found)} published hours have the published primary pollutants, in their order")
    assert same >= 0.9999


def _codes(published: str | None) -> str | None:
    return None if published is None else ";".join(CODES[word] for word in published.split())


def test_foshans_published_hours_have_the_published_index() -> None:
    rows = _example("air_foshan_hours.csv")
    published = [r.pop("published") for r in rows]
    found = hour_index(rows)
    pairs = [(r["aqi"], p) for r, p in zip(found, published, strict=True) if p is not None]
    assert len(pairs) == 14
    assert all(ours == theirs for ours, theirs in pairs)


def test_a_week_of_beijing_is_good_by_one_edition_and_not_by_the_other() -> None:
    week = _example("air_beijing_week.csv")
    old, new = ([d["aqi"] for d in given_day_index(week, edition)] for edition in EDITIONS)
    assert old == [97, 93, 67, 50, 87, 79, 84]
    assert new == [111, 107, 69, 50, 87, 86, 102]
    assert max(old) <= 100 < max(new)


def test_an_hour_without_values_has_no_index() -> None:
    row = hour_index([EMPTY])[0]
    assert [row[c] for c in ("aqi", "level", "level_name", "primary")] == [None] * 4


def test_the_index_comes_from_the_pollutants_that_are_there() -> None:
    row = hour_index([{"pm10": 151, "o3": None}])[0]
    assert (row["aqi"], row["level"], row["level_name"], row["primary"]) == (101, 3, "轻度污染", "pm10")
    assert row["iaqi_o3"] is None


def test_up_to_fifty_no_pollutant_is_named() -> None:
    assert [r["primary"] for r in hour_index([{"pm25": 35}, {"pm25": 35.1}])] == [None, "pm25"]


def test_pollutants_that_tie_are_all_named_the_particles_before_ozone() -> None:
    hour = {"so2": 500, "no2": 200, "co": 10, "o3": 200, "pm10": 150, "pm25": 75}
    assert hour_index([hour])[0]["primary"] == "so2;no2;co;pm10;pm25;o3"
    day = {"o3_8h": 160, "pm10": 150, "pm25": 75}
    assert given_day_index([day])[0]["primary"] == "pm10;pm25;o3_8h"


def test_an_hours_particles_are_judged_by_the_day_and_its_gases_by_the_hour() -> None:
    row = hour_index([{"so2": 150, "no2": 100, "co": 5, "o3": 160, "pm10": 50, "pm25": 35}])[0]
    assert {row[f"iaqi_{p}"] for p in HOURLY} == {50}


@pytest.mark.parametrize(("edition", "aqi"), [("2012", None), ("2026", 200)])
def test_sulphur_dioxide_above_the_hours_table_follows_its_edition(edition: str, aqi: int | None) -> None:
    assert hour_index([{"so2": 801}], edition)[0]["aqi"] == aqi


def test_index_and_level_are_whole_numbers_and_what_stood_in_a_row_stays() -> None:
    table = ibis.memtable(pa.table({"Station": ["007"], "note": ["x"]} | {p: [20.0] for p in HOURLY}))
    made = air.aqi_hourly(table)
    assert all(str(made.schema()[c]) == "int64" for c in ("aqi", "level", *(f"iaqi_{p}" for p in HOURLY)))
    row = asked(made)[0]
    assert (row["Station"], row["note"], row["pm25"]) == ("007", "x", 20.0)


def test_values_of_a_day_are_taken_as_they_are() -> None:
    """City days round first; whoever gives values has rounded them, or not."""
    assert given_day_index([{"pm25": 75.4}])[0]["aqi"] == 101


@pytest.mark.parametrize(
    ("day", "edition", "aqi"),
    [
        ({"o3_8h": 801, "pm25": 35}, "2012", 50),
        ({"o3_8h": 801, "o3": 1000, "pm25": 35}, "2012", 400),
        ({"o3_8h": 800, "o3": 1000, "pm25": 35}, "2012", 300),
        ({"o3_8h": None, "o3": 1000, "pm25": 35}, "2012", 50),
        ({"o3_8h": 801, "o3": 1000, "pm25": 35}, "2026", 300),
    ],
)
def test_beyond_the_table_of_eight_hours_the_largest_hour_counts(
    day: dict[str, float | None], edition: str, aqi: int
) -> None:
    assert given_day_index([day], edition)[0]["aqi"] == aqi


@pytest.mark.parametrize("edition", EDITIONS)
@given(st.lists(HOUR, min_size=1, max_size=60))
@settings(max_examples=4)
def test_no_hour_lies_below_its_sub_indices_and_an_empty_row_changes_nothing(
    edition: str, hours: list[dict[str, float | None]]
) -> None:
    found = hour_index(hours, edition)
    for row in found:
        sub = [row[f"iaqi_{p}"] for p in HOURLY if row[f"iaqi_{p}"] is not None]
        assert row["aqi"] == max(sub, default=None)
    assert hour_index([*hours, EMPTY], edition)[:-1] == found


@pytest.mark.parametrize("edition", EDITIONS)
@given(st.lists(st.tuples(WHOLE_HOUR, st.sampled_from(HOURLY), st.floats(0, 100)), min_size=1, max_size=60))
@settings(max_examples=4)
def test_more_of_any_pollutant_never_lowers_the_hour(
    edition: str, cases: list[tuple[dict[str, float], str, float]]
) -> None:
    before = hour_index([hour for hour, _, _ in cases], edition)
    after = hour_index([hour | {p: hour[p] + more} for hour, p, more in cases], edition)
    assert all(b["aqi"] >= a["aqi"] for a, b in zip(before, after, strict=True))


@pytest.mark.reference
def test_every_published_day_has_the_published_index(reference_data: Path) -> None:
    days = ibis.duckdb.connect().read_csv(reference_data / "air" / "cities_daily_with_aqi_201312_201705.csv")
    days = days.filter(days.date >= ibis.date("2015-07-20")).rename(published="aqi").drop("level")
    table = ibis.memtable(days.mutate(**{p: days[p].cast("float64") for p in DAILY}).to_pyarrow())
    found = asked(air.aqi_daily(table))
    exact = sum(r["aqi"] == r["published"] for r in found) / len(found)
    told(f"{exact:.2%} of {len(found)} published days have exactly the published index")
    assert len(found) > 2000
    assert exact >= 0.999


def _example(name: str) -> list[dict[str, Any]]:
    """The numbers of a shipped example."""
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = {*HOURLY, *DAILY, "published"}
    return [{k: float(v) if v else None for k, v in row.items() if k in wanted} for row in rows]
