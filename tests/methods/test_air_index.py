"""The air quality index of HJ 633: its breakpoints in both editions, and what holds between them."""

import csv
from itertools import pairwise
from pathlib import Path

import ibis
import pytest
from air_tables import DAILY, asked, day_index, index_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import told

from qualicity.methods import air

INDEX = (0, 50, 100, 150, 200, 300, 400, 500)
BREAKPOINTS = {
    "so2_24h": (0, 50, 150, 475, 800, 1600, 2100, 2620),
    "no2_24h": (0, 40, 80, 180, 280, 565, 750, 940),
    "co_24h": (0, 2, 4, 14, 24, 36, 48, 60),
    "o3_8h": (0, 100, 160, 215, 265, 800),
    "pm10_24h": (0, 50, 150, 250, 350, 420, 500, 600),
    "pm25_24h": (0, 35, 75, 115, 150, 250, 350, 500),
}
MOVED_2026 = {
    "pm10_24h": (0, 50, 120, 250, 350, 420, 500, 600),
    "pm25_24h": (0, 35, 60, 115, 150, 250, 350, 500),
}
EDITIONS = {"2012": BREAKPOINTS, "2026": BREAKPOINTS | MOVED_2026}
CASES = [(edition, column) for edition, table in EDITIONS.items() for column in table]
VALUES = st.lists(st.floats(0, 3000, allow_nan=False), min_size=2, max_size=200)
CONCENTRATION = st.one_of(st.none(), st.floats(0, 900, allow_nan=False))
DAYS = st.lists(st.fixed_dictionaries(dict.fromkeys(DAILY, CONCENTRATION)), min_size=1, max_size=80)
WHOLE_DAY = st.fixed_dictionaries(dict.fromkeys(DAILY, st.floats(0, 500)))


@pytest.mark.parametrize(("edition", "column"), CASES)
def test_at_every_breakpoint_the_sub_index_is_the_tables(edition: str, column: str) -> None:
    points = EDITIONS[edition][column]
    assert index_of(column, points, edition) == list(INDEX[: len(points)])


@pytest.mark.parametrize(("edition", "column"), CASES)
def test_just_above_a_breakpoint_the_sub_index_is_rounded_up(edition: str, column: str) -> None:
    points = EDITIONS[edition][column]
    above = index_of(column, [p + 1e-4 for p in points[:-1]], edition)
    assert above == [i + 1 for i in INDEX[: len(points) - 1]]


@pytest.mark.parametrize(("edition", "column"), CASES)
def test_between_breakpoints_the_sub_index_is_linear(edition: str, column: str) -> None:
    points = EDITIONS[edition][column]
    middle = index_of(column, [(a + b) / 2 for a, b in pairwise(points)], edition)
    assert middle == [(a + b) // 2 for a, b in pairwise(INDEX[: len(points)])]


def test_above_the_table_the_index_is_capped_and_ozone_follows_its_edition() -> None:
    assert index_of("pm25_24h", [500.1, 9999]) == [500, 500]
    assert index_of("o3_8h", [800, 800.1], "2012") == [300, None]
    assert index_of("o3_8h", [800, 800.1], "2026") == [300, 300]
    assert index_of("so2_1h", [800, 801], "2012") == [200, None]
    assert index_of("so2_1h", [800, 801], "2026") == [200, 200]


def test_nothing_and_less_than_nothing_have_no_index() -> None:
    assert index_of("pm25_24h", [None, -0.1, -999, 0]) == [None, None, None, 0]


@pytest.mark.parametrize(("edition", "column"), CASES)
@given(values=VALUES)
@settings(max_examples=3)
def test_more_of_a_pollutant_never_lowers_its_index(edition: str, column: str, values: list[float]) -> None:
    found = index_of(column, sorted(values), edition)
    known = [i for i in found if i is not None]
    assert known == sorted(known)
    assert found[: len(known)] == known, "beyond the table there is no way back"


@given(DAYS)
@settings(max_examples=6)
def test_the_index_is_the_largest_sub_index_and_names_who_made_it(
    days: list[dict[str, float | None]],
) -> None:
    for row in day_index(days):
        sub = {p: row[f"iaqi_{p}"] for p in DAILY if row[f"iaqi_{p}"] is not None}
        assert row["aqi"] == max(sub.values(), default=None)
        if row["aqi"] is None:
            assert row["level"] is None
            assert row["primary"] is None
            continue
        assert row["level"] == 1 + sum(row["aqi"] > limit for limit in (50, 100, 150, 200, 300))
        largest = [p for p in DAILY if sub.get(p) == row["aqi"]]
        assert row["primary"] == (";".join(largest) if row["aqi"] > 50 else None)


@given(st.lists(st.tuples(WHOLE_DAY, st.sampled_from(DAILY), st.floats(0, 300)), min_size=1, max_size=80))
@settings(max_examples=5)
def test_more_of_any_pollutant_never_lowers_the_day(cases: list[tuple[dict[str, float], str, float]]) -> None:
    worse = [day | {p: min(day[p] + more, 790.0)} for day, p, more in cases]
    before = day_index([day for day, _, _ in cases])
    assert all(b["aqi"] >= a["aqi"] for a, b in zip(before, day_index(worse), strict=True))


@pytest.mark.parametrize(("value", "index"), [(75.49, 100), (75.5, 102), (115.5, 152), (0.49, 0)])
def test_a_day_is_rounded_half_up_before_its_index(value: float, index: int) -> None:
    assert day_index([{"pm25": value}])[0]["aqi"] == index


def test_carbon_monoxide_is_rounded_to_a_tenth() -> None:
    two, more = day_index([{"co": 2.04}, {"co": 2.05}])
    assert (two["aqi"], more["aqi"]) == (50, 53)


def test_the_edition_of_2026_moves_only_fine_and_coarse_dust() -> None:
    day = {"so2": 100, "no2": 60, "co": 3, "o3_8h": 130, "pm10": 120, "pm25": 60}
    old, new = day_index([day])[0], day_index([day], "2026")[0]
    changed = {p for p in DAILY if old[f"iaqi_{p}"] != new[f"iaqi_{p}"]}
    assert changed == {"pm10", "pm25"}
    assert (new["iaqi_pm10"], new["iaqi_pm25"]) == (100, 100)


@pytest.mark.parametrize("edition", ["2012", "2026"])
def test_the_packaged_breakpoints_are_the_reference_ones(edition: str, reference_data: Path) -> None:
    name = f"hj633_{edition}_iaqi_breakpoints.csv"
    packaged = Path(air.__file__).parent / "tables" / name
    with (
        packaged.open(encoding="utf-8") as ours,
        (reference_data / "standards" / name).open(encoding="utf-8") as theirs,
    ):
        assert list(csv.DictReader(ours)) == list(csv.DictReader(theirs))


@pytest.mark.reference
def test_published_daily_values_give_the_published_index(reference_data: Path) -> None:
    path = reference_data / "air" / "cities_daily_with_aqi_201312_201705.csv"
    days = ibis.duckdb.connect().read_csv(path)
    days = days.filter(days.date >= ibis.date("2015-07-20"))
    days = days.mutate(**{p: days[p].cast("float64") for p in DAILY}, published=days.aqi)
    table = ibis.memtable(days.drop("aqi", "level").to_pyarrow())
    found = asked(air.with_index(table))
    exact = sum(row["aqi"] == row["published"] for row in found) / len(found)
    told(f"{exact:.2%} of {len(found)} published days have exactly the published index")
    assert len(found) > 2000
    assert exact >= 0.999
