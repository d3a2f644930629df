"""What was known on a day: dates that are imprecise or unknown, revisions, conflicts, and no look ahead."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import Readings
from rooms_fixtures import BEIJING, FOSHAN, TODAY, view_at

from qualicity.evidence import connect
from qualicity.plan import last_possible_day

DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1))
RELEASED = st.one_of(
    DAYS.map(str), DAYS.map(lambda d: f"{d:%Y-%m}"), DAYS.map(lambda d: f"{d:%Y}"), st.just("")
)
COMMITTED = date(2026, 1, 1)


def test_a_row_is_known_at_the_end_of_its_day_and_not_before(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([("a", 1, "2020-05-17")])
    assert readings.seen("2020-05-16") == {}
    assert readings.seen("2020-05-17") == {"a": 1}


@pytest.mark.parametrize(
    ("released", "last"), [("2020", "2020-12-31"), ("2020-02", "2020-02-29"), ("2020-02-03", "2020-02-03")]
)
def test_an_imprecise_date_counts_as_its_last_possible_day(released: str, last: str, tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([("a", 1, released)])
    assert readings.seen(date.fromisoformat(last) - timedelta(days=1)) == {}
    assert readings.seen(last) == {"a": 1}


def test_an_unknown_date_is_seen_by_no_day_before_the_commit(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([("a", 1, "")], "2026-01-01T15:00")
    assert readings.seen("2025-12-31") == {}
    assert readings.seen("2026-01-01") == {"a": 1}


def test_a_later_release_is_a_new_vintage_and_the_old_one_is_seen_before_it(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([("a", 8600, "2017-01-10"), ("a", 8756.3, "2022-01-07")])
    assert readings.seen("2017-01-09") == {}
    assert readings.seen("2022-01-06") == {"a": 8600}
    assert readings.seen() == {"a": 8756.3}
    assert readings.vintages() == [
        ("a", 8600, date(2017, 1, 10), False),
        ("a", 8756.3, date(2022, 1, 7), True),
    ]
    assert readings.vintages("2020-01-01") == [("a", 8600, date(2017, 1, 10), True)]


def test_a_row_known_by_its_commit_gets_a_vintage_with_each_change(tmp_path: Path) -> None:
    readings = Readings(tmp_path, "commit")
    readings.load([("a", 1, "2020")], "2026-01-01")
    readings.load([("a", 2, "2020")], "2026-03-01")
    assert readings.seen("2025-12-31") == {}
    assert readings.seen("2026-02-28") == {"a": 1}
    assert readings.seen("2026-03-01") == {"a": 2}


def test_withdrawing_the_last_vintage_brings_the_one_before_back(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    first, second = ("a", 1, "2017-01-10"), ("a", 2, "2022-01-07")
    readings.load([first, second])
    readings.load([first], "2026-02-01")
    assert readings.vintages() == [("a", 1, date(2017, 1, 10), True)]


def test_gdp_of_2016_was_revised_by_the_city_and_contradicted_by_the_press(loaded: Path) -> None:
    figures = view_at(FOSHAN, loaded, TODAY).figures.of("gdp", area="440600", period="2016")
    told = {(o.authority, o.value, str(o.vintage), o.current) for o in figures}
    assert told == {
        ("Foshan Municipal Government", 8600.0, "2017-01-10", False),
        ("Foshan Municipal Government", 8756.3, "2022-01-07", True),
        ("press", 8630.0, "2017-09-30", True),
    }


def test_before_the_revision_the_first_figure_stood(loaded: Path) -> None:
    figures = view_at(FOSHAN, loaded, date(2022, 1, 6)).figures.of(
        "gdp", area="440600", period="2016", current=True
    )
    assert {(o.authority, o.value) for o in figures} == {
        ("Foshan Municipal Government", 8600.0),
        ("press", 8630.0),
    }


def test_release_dates_that_are_unknown_are_said_to_be(loaded: Path) -> None:
    figures = view_at(FOSHAN, loaded, TODAY).figures
    every = [o for i in figures.indicators() for o in figures.of(i) if o.dataset == "published_figures"]
    assert len(every) == 194
    undated = [o for o in every if not o.release_known]
    assert len(undated) == 59
    assert all(o.source is not None and not o.source.released for o in undated)


def test_the_hours_of_beijing_are_seen_an_hour_after_their_label(loaded: Path) -> None:
    from rooms_fixtures import store_of

    store = store_of(BEIJING, loaded).dataset("air_hourly")
    with connect() as db:
        last = db.execute(f"select max(time), count(*) from {store.current(date(2014, 6, 30))}").fetchone()
    assert last is not None
    assert str(last[0]) == "2014-06-30 22:00:00"


@pytest.fixture(scope="module")
def many() -> Iterator[tuple[Readings, dict[tuple[str, float], date]]]:
    """Rows with every kind of date, and when each was known."""
    rows, known = [], {}
    for n in range(120):
        day = date(2012, 1, 1) + timedelta(days=(n * 997) % 4000)
        released = (str(day), f"{day:%Y-%m}", f"{day:%Y}", "")[n % 4]
        when = last_possible_day(released) if released else COMMITTED
        name = f"k{n % 17}"
        if all(known.get((name, v)) != when for v in range(n)):
            rows.append((name, n, released))
            known[name, float(n)] = when
    with tempfile.TemporaryDirectory() as folder:
        readings = Readings(Path(folder))
        readings.load(rows, COMMITTED.isoformat())
        yield readings, known


@given(one=DAYS, other=DAYS)
@settings(max_examples=25)
def test_what_is_known_only_grows(
    many: tuple[Readings, dict[tuple[str, float], date]], one: date, other: date
) -> None:
    readings, known = many
    earlier, later = sorted((one, other))
    before = {(i, v) for i, v, _, _ in readings.vintages(earlier)}
    after = {(i, v) for i, v, _, _ in readings.vintages(later)}
    assert before <= after
    assert before == {key for key, when in known.items() if when <= earlier}


@given(as_of=DAYS)
@settings(max_examples=25)
def test_nothing_known_later_is_ever_seen_and_the_last_known_stands(
    many: tuple[Readings, dict[tuple[str, float], date]], as_of: date
) -> None:
    readings, known = many
    assert all(when <= as_of for _, _, when, _ in readings.vintages(as_of))
    expected: dict[str, tuple[date, float]] = {}
    for (name, value), when in known.items():
        if when <= as_of:
            expected[name] = max(expected.get(name, (date.min, 0.0)), (when, value))
    assert readings.seen(as_of) == {name: value for name, (_, value) in expected.items()}
    assert sum(current for *_, current in readings.vintages(as_of)) == len(expected)
