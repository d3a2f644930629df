"""From hours to station days to city days: the label of an hour, how many hours make a day, which stations count."""

from datetime import date, datetime, timedelta

import pytest
from air_tables import FIRST, city_days, hours, station_days
from hypothesis import given, settings
from hypothesis import strategies as st

from qualicity.errors import UsageError
from qualicity.methods import load_methods, method

DAY, NEXT, BEFORE = date(2020, 1, 1), date(2020, 1, 2), date(2019, 12, 31)


def test_an_hour_labelled_by_its_end_belongs_to_the_day_that_it_ends() -> None:
    found = station_days(hours(range(24)))
    assert set(found) == {("S", DAY)}
    assert found["S", DAY]["pm25"] == 11.5


def test_an_hour_labelled_by_its_start_belongs_to_the_day_that_it_starts() -> None:
    found = station_days(hours(range(24), first=FIRST), label="start")
    assert set(found) == {("S", DAY)}
    assert station_days(hours([1.0], first=FIRST), label="end").keys() == {("S", BEFORE)}


@pytest.mark.parametrize("valid", range(25))
def test_a_day_has_a_mean_from_twenty_valid_hours_on(valid: int) -> None:
    row = station_days(hours([2.0] * valid + [None] * (24 - valid)))["S", DAY]
    assert row["hours_pm25"] == valid
    assert row["pm25"] == (2.0 if valid >= 20 else None)


def test_hours_that_are_absent_count_like_hours_without_a_value() -> None:
    rows = [h for h in hours([2.0] * 24) if h[1].hour not in (3, 4, 5, 6, 7)]
    row = station_days(rows)["S", DAY]
    assert (row["hours_pm25"], row["pm25"]) == (19, None)


@given(st.lists(st.one_of(st.none(), st.floats(0, 999)), min_size=24, max_size=24))
@settings(max_examples=10)
def test_a_day_is_the_mean_of_its_valid_hours(values: list[float | None]) -> None:
    row = station_days(hours(values))["S", DAY]
    valid = [v for v in values if v is not None]
    expected = sum(valid) / len(valid) if len(valid) >= 20 else None
    assert row["pm25"] == (None if expected is None else pytest.approx(expected))


def test_ozone_is_the_days_largest_mean_of_eight_hours() -> None:
    values = [10.0] * 8 + [90.0] * 8 + [10.0] * 8
    assert station_days(hours(values), "o3")["S", DAY]["o3_8h"] == 90.0


def test_an_hour_of_ozone_that_is_there_twice_leaves_its_day_and_the_next_without_ozone() -> None:
    values = [10.0] * 24 * 3
    twice = hours([90.0], first=FIRST + timedelta(hours=10, minutes=30))
    found = station_days(hours(values) + twice, "o3")
    assert [found["S", DAY + timedelta(days=n)]["o3_8h"] for n in range(3)] == [None, None, 10.0]
    assert found["S", DAY]["hours_o3"] == 25


def test_eight_hours_reach_back_over_midnight() -> None:
    values = [10.0] * 17 + [80.0] * 14 + [10.0] * 17
    found = station_days(hours(values), "o3")
    assert found["S", NEXT]["o3_8h"] == 80.0


def test_eight_hours_are_hours_not_rows() -> None:
    """Between two stretches of six hours lie two days: no mean joins them."""
    rows = hours([200.0] * 3) + hours([200.0] * 3, first=FIRST + timedelta(days=3))
    assert all(row["o3_8h"] is None for row in station_days(rows, "o3").values())


@pytest.mark.parametrize(
    ("valid", "value", "expected"), [(6, 200.0, 200.0), (5, 200.0, None), (6, 160.0, None)]
)
def test_an_eight_hour_mean_needs_six_hours(valid: int, value: float, expected: float | None) -> None:
    """And a day of few means stands only above the limit."""
    row = station_days(hours([value] * valid + [None] * (24 - valid)), "o3")["S", DAY]
    assert row["o3_8h"] == expected


@pytest.mark.parametrize(("first_valid", "expected"), [(5, 100.0), (6, None)])
def test_a_days_ozone_needs_fourteen_means_below_the_limit(first_valid: int, expected: float | None) -> None:
    """Valid hours from `first_valid` on give 24 − first_valid − 5 means of six hours or more."""
    values = [None] * first_valid + [100.0] * (24 - first_valid)
    assert station_days(hours(values), "o3")["S", DAY]["o3_8h"] == expected


def test_a_city_is_the_mean_of_its_stations_days_not_of_their_hours() -> None:
    rows = hours([10.0] * 24, "A") + hours([40.0] * 20 + [None] * 4, "B")
    assert city_days(rows)[DAY]["pm25"] == 25.0


def test_a_station_without_a_valid_day_does_not_count() -> None:
    row = city_days(hours([10.0] * 24, "A") + hours([900.0] * 19, "B"))[DAY]
    assert (row["pm25"], row["stations"]) == (10.0, 1)


def test_a_control_site_is_left_out() -> None:
    rows = hours([10.0] * 24, "A") + hours([90.0] * 24, "Control")
    assert city_days(rows)[DAY]["pm25"] == 50.0
    row = city_days(rows, exclude=["Control"])[DAY]
    assert (row["pm25"], row["stations"]) == (10.0, 1)


@given(st.permutations(range(48)))
@settings(max_examples=4)
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    rows = hours([float(n) for n in range(24)], "A") + hours([float(3 * n) for n in range(24)], "B")
    assert city_days([rows[n] for n in order]) == city_days(rows)


@given(st.integers(1, 200), st.integers(0, 30))
@settings(max_examples=5)
def test_days_do_not_depend_on_days_that_are_far(values: int, gap: int) -> None:
    """Eight hours is as far as a day looks back."""
    one = hours([float(values)] * 24, first=FIRST + timedelta(hours=1))
    other = hours([500.0] * 24, first=FIRST + timedelta(days=2 + gap, hours=1))
    assert station_days(one + other)["S", DAY] == station_days(one)["S", DAY]


def test_every_method_names_its_standard_and_is_found_by_name() -> None:
    for name, found in load_methods().items():
        assert method(name) is found
        assert found.standard
        assert found.clause.en
        assert not found.clause.lacks("zh")
        assert not found.clause.lacks("en")
        assert found.title.zh
        assert set(found.key) <= {c.name for c in found.outputs}


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("air.city_day", {}, "did you mean 'air.city_days'?"),
        ("air.city_days", {"exclude_station": []}, "did you mean 'exclude_stations'?"),
        ("air.city_days", {"edition": "2020"}, "2012, 2026"),
        ("air.station_days", {"label": "middle"}, "end, start"),
        ("air.city_days", {"edition": 2012}, "write it in quotes"),
        ("air.city_days", {"station_share": -1}, "a number from 0 to 1, not '-1'"),
        ("air.city_days", {"station_share": "many"}, "a number from 0 to 1, not 'many'"),
        ("air.city_days", {"station_share": float("nan")}, "a number from 0 to 1, not 'nan'"),
        ("air.weather_normalised", {"trees": 0}, "a whole number of at least 1, not '0'"),
        ("air.weather_normalised", {"resamples": 2.5}, "a whole number of at least 1, not '2.5'"),
        ("air.weather_normalised", {"seed": -1}, "a whole number from 0 to"),
        ("water.city_index", {"items": []}, "is an empty list"),
    ],
)
def test_an_unknown_method_or_parameter_is_refused_in_words(
    name: str, given: dict[str, object], words: str
) -> None:
    with pytest.raises(UsageError) as told:
        method(name).arguments(given)
    assert words in told.value.text.en
    assert told.value.text.zh


def test_a_methods_fingerprint_is_stable_and_its_own() -> None:
    prints = [m.fingerprint() for m in load_methods().values()]
    assert prints == [m.fingerprint() for m in load_methods().values()]
    assert len(set(prints)) == len(prints)


def test_the_clock_is_not_read() -> None:
    """The same hours give the same days whenever they are asked."""
    rows = hours([5.0] * 24, first=datetime(1999, 12, 31, 1))
    assert city_days(rows) == city_days(rows)
