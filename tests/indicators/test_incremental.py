"""Only what a change can reach is computed again, and it is what computing everything gives: rows, and when known."""

import csv
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import store_of
from small_plan import SmallPlan

from qualicity.evidence import Author, submit
from qualicity.indicators import compute, manifest, patch
from qualicity.indicators.computation import Computation
from qualicity.plan import open_plan, read_plan

FIRST = datetime(2020, 1, 1)
DAYS = 5
COMMITTED = datetime(2020, 1, 4, 12)
"""The first commit lies within the days, so that as-of dates before and after it differ."""
DERIVED = ("station_days", "city_days", "city_days_from_hours")
KNOWN: dict[str, Any] = {
    "by delay": {"after": "PT1H", "of": "time"},
    "by commit": "commit",
    "by release": {"field": "released"},
}

Hour = dict[str, Any]


class Hours:
    """A plan of hours, station days made from them, city days made from these, and city days made from hours."""

    def __init__(self, folder: Path, known: str = "by delay") -> None:
        self.small = SmallPlan(folder / "small")
        kinds = {"time": "datetime", "o3": "number", "pm25": "number", "released": "known"}
        fields = [{"name": n, "type": kinds.get(n, "string")} for n in ("station", "city", *kinds)]
        self.columns = [str(f["name"]) for f in fields]
        self.small.datasets["hours"] = {
            "title": {"en": "Hours"},
            "path": "evidence/hours.csv",
            "schema": {"fields": fields, "primaryKey": ["station", "time"]},
            "known": KNOWN[known],
        }
        made = {
            "station_days": ("hours", "air.station_days", {"label": "end"}),
            "city_days": ("station_days", "air.city_days", {"exclude_stations": ["C"]}),
            "city_days_from_hours": ("hours", "air.city_days", {}),
        }
        for name, (source, method, given_) in made.items():
            derived = {"method": method, "from": source, "with": given_}
            area = {"REF_AREA": "city"} if name != "station_days" else {}
            concepts = area | {"TIME_PERIOD": "date"}
            self.small.datasets[name] = {"title": {"en": name}, "derived": derived, "concepts": concepts}
            definition = {"id": "mean", "from": name, "value": "sum(pm25) + sum(o3_8h)", "freq": ["M", "D"]}
            self.small.indicator(name.replace("_", "-"), definition, unit="ug/m3", measure="level")
        self.commits = 0

    def follow_key(self) -> None:
        """Take the city from a dataset of stations, behind a foreign key."""
        fields = [{"name": "id"}, {"name": "city"}]
        stations = {"fields": fields, "primaryKey": ["id"]}
        self.small.datasets["stations"] = {
            "title": {"en": "Stations"}, "path": "evidence/stations.csv", "schema": stations, "known": "always",
        }  # fmt: skip
        self.small.rows["stations"] = [
            {"id": "A", "city": "X"},
            {"id": "B", "city": "X"},
            {"id": "C", "city": "Y"},
        ]
        key = {"fields": "station", "reference": {"resource": "stations", "fields": "id"}}
        self.small.datasets["hours"]["schema"]["foreignKeys"] = [key]
        self.small.datasets["city_days_from_hours"]["derived"]["columns"] = {"city": "station.city"}

    def load(self, rows: Sequence[Hour]) -> None:
        """Make the plan's own file say this, and load it."""
        self.small.rows["hours"] = rows
        self.small.load(self._now())

    def submit(self, rows: Sequence[Hour]) -> None:
        """Hand rows in."""
        folder = open_plan(self.small.folder)
        file = self.small.folder.with_name("handed-in.csv")
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, self.columns)
            writer.writeheader()
            writer.writerows(rows)
        store = store_of(self.small.folder, self.small.workspace)
        author = Author("tester", "a test", self._now(), "submission")
        assert submit(folder, store, "hours", file, author).accepted

    def _now(self) -> datetime:
        self.commits += 1
        return COMMITTED + timedelta(hours=18 * self.commits)

    def compute(self, as_of: date = date(2030, 1, 1)) -> Computation:
        """Compute in the plan's own workspace, going on from what has been made there."""
        return compute(read_plan(self.small.folder), store_of(self.small.folder, self.small.workspace), as_of)

    def compute_in_full(self, as_of: date = date(2030, 1, 1)) -> Computation:
        """Compute from the same Delta tables where nothing has been made before."""
        other = self.small.workspace.with_name("in-full")
        shutil.rmtree(other, ignore_errors=True)
        plan = other / "plans" / self.small.folder.name
        plan.mkdir(parents=True)
        there = self.small.workspace / "plans" / self.small.folder.name
        (plan / "evidence").symlink_to(there / "evidence")
        return compute(read_plan(self.small.folder), store_of(self.small.folder, other), as_of)


def rows_of(work: Computation) -> dict[str, list[tuple[Any, ...]]]:
    """All derived rows and observations, floats to nine digits, in order."""
    found = {}
    with work.connection() as db:
        for table in (*DERIVED, "_observations"):
            listed = db.execute(f"select * from {table}")
            columns = sorted(range(len(listed.description or ())), key=lambda n: listed.description[n][0])
            plain = [
                tuple(round(r[n], 9) if isinstance(r[n], float) else r[n] for n in columns)
                for r in listed.fetchall()
            ]
            found[table] = sorted(plain, key=repr)
    return found


def patched(work: Computation) -> set[str]:
    """The derived datasets that were made by a patch over what was there."""
    read = {name: manifest.read(file) for name, file in work.derived.items()}
    return {name for name, made in read.items() if made is not None and made.patch}


def hour(station: str, n: int, value: float | None, **said: Any) -> Hour:
    """An hour of one station, `n` hours after the first."""
    city = {"A": "X", "B": "X", "C": "Y"}.get(station, "")
    usual = {"station": station, "city": city, "time": (FIRST + timedelta(hours=n)).isoformat()}
    shown = "" if value is None else value
    return usual | {"o3": shown, "pm25": shown, "released": "2020-01-03"} | said


def block(station: str, start: int, length: int, value: float | None, **said: Any) -> list[Hour]:
    """Hours in a row."""
    return [
        hour(station, n, None if value is None else value + n % 5, **said)
        for n in range(start, start + length)
    ]


EVERY = [row for s in "ABC" for row in block(s, 1, 24 * DAYS, 40.0)]


@pytest.fixture
def hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hours:
    """Three stations in two cities, loaded and computed; any change is small enough to be patched."""
    monkeypatch.setattr(patch, "LARGEST_SHARE", 10)
    made = Hours(tmp_path)
    made.load(EVERY)
    made.compute()
    return made


def test_a_revised_evening_is_patched_and_reaches_the_ozone_of_the_next_day(hours: Hours) -> None:
    query = "select station, date from station_days where o3_8h > 100"
    hours.submit(block("A", 42, 6, 200.0))  # 18:00 to 24:00 of the second day
    work = hours.compute()
    assert patched(work) == set(DERIVED)
    with work.connection() as db:
        changed = set(db.execute(query).fetchall())
    assert changed == {("A", date(2020, 1, 2)), ("A", date(2020, 1, 3))}
    assert rows_of(hours.compute_in_full()) == rows_of(work)


def test_a_day_that_is_withdrawn_vanishes_from_what_was_made(hours: Hours) -> None:
    hours.load([r for r in EVERY if not (r["station"] == "C" and r["time"] > "2020-01-04")])
    work = hours.compute()
    assert patched(work) == set(DERIVED)
    assert rows_of(work) == rows_of(hours.compute_in_full())
    with work.connection() as db:
        assert db.execute("select max(date) from station_days where station = 'C'").fetchone() == (
            date(2020, 1, 3),
        )


def test_a_station_that_moves_changes_both_cities(hours: Hours) -> None:
    hours.submit(block("B", 30, 60, 80.0, city="Y"))
    work = hours.compute()
    assert patched(work) == set(DERIVED)
    assert rows_of(work) == rows_of(hours.compute_in_full())


def test_a_group_may_stand_behind_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patch, "LARGEST_SHARE", 10)
    hours = Hours(tmp_path)
    hours.follow_key()
    hours.load(EVERY)
    hours.compute()
    hours.submit(block("B", 30, 20, 80.0))
    work = hours.compute()
    assert patched(work) == set(DERIVED)
    assert rows_of(work) == rows_of(hours.compute_in_full())
    hours.small.rows["stations"][1]["city"] = "Y"
    hours.load(EVERY)
    work = hours.compute()
    assert "city_days_from_hours" not in patched(work)
    assert rows_of(work) == rows_of(hours.compute_in_full())


def test_what_is_patched_is_small_and_the_base_stays(hours: Hours) -> None:
    first = {n: manifest.read(f) for n, f in hours.compute().derived.items()}
    hours.submit(block("A", 1, 2, 90.0))
    hours.compute()
    hours.submit(block("A", 25, 2, 90.0))
    work = hours.compute()
    for name, file in work.derived.items():
        made, before = manifest.read(file), first[name]
        assert made is not None
        assert before is not None
        assert (made.base, before.patch) == (before.base, None)
    assert rows_of(work) == rows_of(hours.compute_in_full())


def test_a_change_of_most_rows_makes_all_anew(tmp_path: Path) -> None:
    made = Hours(tmp_path)
    made.load(EVERY)
    made.compute()
    made.submit(block("A", 1, 24 * DAYS, 70.0))
    work = made.compute()
    assert patched(work) == set()
    assert rows_of(work) == rows_of(made.compute_in_full())


BLOCKS = st.lists(
    st.builds(
        block,
        st.sampled_from("ABCD"),
        st.integers(1, 24 * DAYS - 1),
        st.integers(1, 30),
        st.one_of(st.none(), st.floats(1, 300).map(lambda v: round(v, 1))),
        city=st.sampled_from(["X", "X", "Y", ""]),
        released=st.sampled_from(["2020-01-02", "2020-01-05", "2020-02", ""]),
    ),
    min_size=1,
    max_size=3,
)
AS_OF = st.sampled_from(
    [date(2019, 1, 1), date(2020, 1, 2), date(2020, 1, 5), date(2020, 1, 6), date(2020, 3, 1)]
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["submit", "load", "nothing"]), BLOCKS, AS_OF), min_size=1, max_size=4
)


@pytest.mark.parametrize("known", KNOWN)
@given(steps=STEPS)
@settings(max_examples=3)
def test_computing_what_changed_gives_what_computing_all_gives(
    known: str, steps: Sequence[tuple[str, list[list[Hour]], date]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as changed:
        changed.setattr(patch, "LARGEST_SHARE", 1000)
        hours = Hours(Path(folder), known)
        hours.load(EVERY)
        hours.compute(date(2020, 1, 5))
        for kind, blocks, as_of in steps:
            rows: Mapping[Any, Hour] = {(r["station"], r["time"]): r for b in blocks for r in b}
            if kind == "submit":
                hours.submit(list(rows.values()))
            elif kind == "load":  # what is in the blocks is changed; every seventh row leaves the file
                kept = {(r["station"], r["time"]): r for n, r in enumerate(EVERY) if n % 7}
                hours.load(list((kept | dict(rows)).values()))
            assert rows_of(hours.compute(as_of)) == rows_of(hours.compute_in_full(as_of))
