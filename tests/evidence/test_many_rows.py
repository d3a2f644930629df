"""What makes long tables quick to read changes nothing of what is read: commits tell what else rows would have to."""

import csv
import json
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import DELAY, FIELD, Readings
from rooms_fixtures import store_of

from qualicity.evidence import Author, connect, known, submit
from qualicity.evidence.known import visible
from qualicity.plan import open_plan

START = datetime(2026, 1, 1)
SEEN_ON = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3), date(2030, 1, 1))
KNOWN: dict[str, Any] = {"by delay": DELAY, "by commit": "commit", "by date": FIELD}


def handed_in(readings: Readings, rows: Sequence[tuple[Any, ...]], now: datetime) -> None:
    """Submit rows at a time."""
    file = readings.small.folder.with_name("handed-in.csv")
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(readings.columns)
        writer.writerows(rows)
    store = store_of(readings.small.folder, readings.small.workspace)
    author = Author("tester", "a test", now, "submission")
    submit(open_plan(readings.small.folder), store, "readings", file, author)


def asked(query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connect() as db:
        return db.execute(query).fetchall()


ROWS = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.integers(0, 2)), st.integers(0, 2), max_size=6)
STEPS = st.lists(st.tuples(st.sampled_from(["load", "submit"]), ROWS), min_size=1, max_size=4)


@pytest.mark.parametrize("when", KNOWN)
@given(steps=STEPS)
@settings(max_examples=8)
def test_rows_are_read_as_if_all_had_been_sorted(
    when: str, steps: Sequence[tuple[str, dict[tuple[str, int], int]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        readings = Readings(Path(folder), KNOWN[when])
        readings.load(
            [("z", 1, "2026-01-01T05:00" if when == "by delay" else "2026-01-01")], START.isoformat()
        )
        for n, (kind, given_) in enumerate(steps, 1):
            now = START + timedelta(hours=13 * n)
            rows = {}
            for (name, day), value in given_.items():
                at = f"2026-01-0{day + 1}" + ("T05:00" if when == "by delay" else "")
                rows[name if when == "by commit" else (name, day)] = (name, value, at)
            if kind == "load" and rows:
                readings.load(list(rows.values()), now.isoformat())
            elif rows:
                handed_in(readings, list(rows.values()), now)
        store = readings.store
        for as_of in SEEN_ON:
            oracle = known.vintages(store.stored(), store.identity, as_of)
            columns = "id, value, _known_from, _committed, _submission, _line, _current"
            mine = asked(f"select {columns} from {store.vintages(as_of)} order by all")
            assert mine == asked(f"select {columns} from {oracle} order by all")
            last = asked(f"select max(_known_from) from {store.stored()} where {visible(as_of)}")
            assert [(store.as_known(as_of).until,)] == last


def test_a_row_that_a_submission_and_then_the_plan_brings_stands_once(tmp_path: Path) -> None:
    readings = Readings(tmp_path, DELAY)
    readings.load([("a", 1, "2026-01-01T05:00")])
    handed_in(readings, [("b", 2, "2026-01-01T05:00")], datetime(2026, 1, 2))
    readings.load([("a", 1, "2026-01-01T05:00"), ("b", 3, "2026-01-01T05:00")], "2026-01-03")
    assert readings.seen() == {"a": 1, "b": 3}


def test_commits_say_when_their_rows_became_known_and_whether_they_were_new(tmp_path: Path) -> None:
    readings = Readings(tmp_path, DELAY)
    readings.load([("a", 1, "2026-01-01T05:00"), ("a", 2, "2026-01-01T08:00")])
    handed_in(readings, [("b", 2, "2026-01-01T05:00")], datetime(2026, 1, 2))
    handed_in(readings, [("b", 3, "2026-01-01T05:00")], datetime(2026, 1, 3))
    commits = readings.store.commits[::-1]
    assert commits[0].known == (datetime(2026, 1, 1, 6), datetime(2026, 1, 1, 9))
    assert [c.revisits for c in commits] == [False, False, True]


def test_commits_of_earlier_days_that_say_nothing_are_read_as_carefully(tmp_path: Path) -> None:
    readings = Readings(tmp_path, DELAY)
    readings.load([("a", 1, "2026-01-01T05:00")])
    readings.load([("a", 2, "2026-01-01T05:00")], "2026-01-03")
    for log in (readings.store.path / "_delta_log").glob("*.json"):
        lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
        for line in lines:
            if "commitInfo" in line:
                said = json.loads(line["commitInfo"]["qualicity"])
                line["commitInfo"]["qualicity"] = json.dumps(
                    {k: v for k, v in said.items() if k not in ("known", "revisits")}
                )
        log.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert all(c.known is None for c in readings.store.commits)
    assert readings.seen() == {"a": 2}
    assert readings.store.as_known(date(2026, 1, 1)).until == datetime(2026, 1, 1, 6)
