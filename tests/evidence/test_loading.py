"""Loading a plan's evidence: what is taken, what changes, and that nothing is ever lost or taken twice."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from deltalake import DeltaTable
from readings import DELAY, FIELD, Readings
from rooms_fixtures import BEIJING, FOSHAN, LOADED_AT, cases, change, load_plan, store_of

from qualicity.errors import PlanError, QualicityError
from qualicity.evidence import connect

A, B = ("a", 1, "2020-01-01"), ("b", 2, "2020-01-01")


def counts(loaded: object) -> tuple[int, int, int, int, int]:
    names = ("inserted", "updated", "withdrawn", "unchanged", "version")
    return tuple(getattr(loaded, n) for n in names)  # type: ignore[return-value]


def test_the_real_plans_are_loaded_whole(loaded: Path) -> None:
    rows = {}
    for folder in (FOSHAN, BEIJING):
        rows |= {
            (folder.name, s.dataset.id): sum(c.inserted for c in s.commits)
            for s in store_of(folder, loaded).entered()
        }
    assert rows == {
        ("foshan-2020", "air_monthly_guangdong"): 676,
        ("foshan-2020", "areas"): 28,
        ("foshan-2020", "published_figures"): 194,
        ("foshan-2020", "quality_grades_guangdong"): 84,
        ("beijing-air-2017", "air_hourly"): 420_768,
        ("beijing-air-2017", "air_stations"): 12,
        ("beijing-air-2017", "areas"): 1,
        ("beijing-air-2017", "published_figures"): 10,
    }


def test_loading_again_changes_nothing(foshan: Path, tmp_path: Path) -> None:
    first = load_plan(foshan, tmp_path / "var")
    files = sorted(p for p in (tmp_path / "var").rglob("*"))
    again = load_plan(foshan, tmp_path / "var", datetime(2027, 1, 1))
    assert [counts(x) for x in again] == [(0, 0, 0, x.rows, 0) for x in first]
    assert sorted(p for p in (tmp_path / "var").rglob("*")) == files


@pytest.mark.parametrize("known", [FIELD, "commit"])
def test_a_file_saved_anew_with_the_same_rows_changes_nothing(known: object, tmp_path: Path) -> None:
    readings = Readings(tmp_path, known)
    readings.load([A, B])
    assert counts(readings.load([B, A], "2026-02-01")) == (0, 0, 0, 2, 0)


@pytest.mark.parametrize("known", [FIELD, "commit"])
def test_a_new_row_is_inserted(known: object, tmp_path: Path) -> None:
    readings = Readings(tmp_path, known)
    readings.load([A])
    assert counts(readings.load([A, B], "2026-02-01")) == (1, 0, 0, 1, 1)
    assert readings.seen() == {"a": 1, "b": 2}


def test_another_value_on_the_same_date_replaces_and_the_old_row_stays_stored(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([A])
    assert counts(readings.load([("a", 5, "2020-01-01")], "2026-02-01")) == (0, 1, 0, 0, 1)
    assert readings.seen() == {"a": 5}
    assert [v[:2] for v in readings.vintages()] == [("a", 5)]
    assert [(row[1], row[2]) for row in readings.stored()] == [("a", 1), ("a", 5)]


def test_a_row_that_leaves_the_file_is_withdrawn(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([A, B])
    assert counts(readings.load([A], "2026-02-01")) == (0, 0, 1, 1, 1)
    assert readings.seen() == {"a": 1}
    assert counts(readings.load([A], "2026-03-01")) == (0, 0, 0, 1, 1)
    assert [row[3] for row in readings.stored()] == ["+", "+", "-"]


def test_a_withdrawn_row_may_come_back(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    for day, rows in (("2026-01-01", [A, B]), ("2026-02-01", [A]), ("2026-03-01", [A, B])):
        readings.load(rows, day)
    assert readings.seen() == {"a": 1, "b": 2}


def test_a_row_known_by_its_commit_that_was_changed_and_then_left_out_is_gone(tmp_path: Path) -> None:
    readings = Readings(tmp_path, "commit")
    readings.load([("a", 1, "2020"), B], "2026-01-01")
    readings.load([("a", 5, "2020"), B], "2026-02-01")
    readings.load([B], "2026-03-01")
    assert readings.seen() == {"b": 2}


def test_a_value_that_goes_back_is_a_change_too(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    for day, value in (("2026-01-01", 1), ("2026-02-01", 5), ("2026-03-01", 1)):
        readings.load([("a", value, "2020-01-01")], day)
    assert readings.seen() == {"a": 1}


def test_an_hour_is_known_by_its_delay(tmp_path: Path) -> None:
    readings = Readings(tmp_path, DELAY)
    readings.load([("a", 1, "2020-01-01T22:30"), ("b", 2, "2020-01-01T23:30")])
    assert readings.seen("2020-01-01") == {"a": 1}
    assert readings.seen("2020-01-02") == {"a": 1, "b": 2}
    readings.load([("a", 9, "2020-01-01T22:30")], "2026-02-01")
    assert readings.seen() == {"a": 9}


def test_a_row_that_gets_its_date_later_is_known_from_that_date(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([("a", 1, "")])
    assert readings.seen("2025-12-31") == {}
    readings.load([("a", 1, "2020-06")], "2026-02-01")
    assert readings.seen("2020-06-30") == {"a": 1}
    assert readings.seen("2020-06-29") == {}
    assert len(readings.vintages()) == 1


def test_two_rows_that_become_known_on_one_day_are_told_not_dropped(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    with pytest.raises(PlanError) as told:
        readings.load([("a", 1, "2017"), ("a", 2, "2017-12-31")])
    assert [p.code for p in told.value.problems] == ["duplicate-row"]


@pytest.mark.parametrize(("one", "other"), [("a", "a "), ("a", " a")])
def test_one_key_written_in_two_ways_is_told_not_dropped(one: str, other: str, tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    with pytest.raises(PlanError) as told:
        readings.load([(one, 1, "2017-01-01"), (other, 2, "2017-01-01")])
    assert [p.code for p in told.value.problems] == ["duplicate-row"]


def test_every_error_is_told_and_the_printed_words_end_after_a_hundred(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    with pytest.raises(PlanError) as told:
        readings.load([(f"k{n}", "many", "2017-01-01") for n in range(150)])
    assert [p.place.line for p in told.value.problems] == list(range(2, 152))
    assert len(str(told.value).splitlines()) == 102
    assert str(told.value).endswith("and 50 more")


def test_beyond_a_generous_bound_errors_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualicity.evidence.rows.MAX_PROBLEMS", 100)
    readings = Readings(tmp_path)
    with pytest.raises(PlanError) as told:
        readings.load([(f"k{n}", "many", "2017-01-01") for n in range(150)])
    problems = told.value.problems
    assert len(problems) == 101
    last = [p for p in problems if p.code == "more-problems"]
    assert [str(p.message) for p in last] == ["and 50 more errors in this file"]


def test_a_dataset_may_get_a_new_field(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([A])
    schema = readings.small.datasets["readings"]["schema"]
    schema["fields"].append({"name": "note"})
    readings.columns = (*readings.columns, "note")
    readings.load([(*A, "checked"), (*B, "")], "2026-02-01")  # type: ignore[list-item]
    assert readings.seen() == {"a": 1, "b": 2}


def test_a_new_declaration_of_when_rows_are_known_is_followed(tmp_path: Path) -> None:
    readings = Readings(tmp_path, "commit")
    readings.load([A])
    assert readings.seen("2021-01-01") == {}
    readings.small.datasets["readings"]["known"] = FIELD
    readings.load([A], "2026-02-01")
    assert readings.seen("2021-01-01") == {"a": 1}


NAMES = ("it's", "a b", "质城", "50%")


@pytest.mark.parametrize("name", cases(NAMES))
def test_folders_may_have_any_name(name: str, tmp_path: Path) -> None:
    readings = Readings(tmp_path / name)
    readings.load([A])
    readings.load([A, B], "2026-02-01")
    assert readings.seen() == {"a": 1, "b": 2}


@pytest.mark.parametrize("name", cases(("[x]", "a*b?")))
def test_a_folder_whose_name_is_a_pattern_works_or_is_refused_in_words(name: str, tmp_path: Path) -> None:
    readings = Readings(tmp_path / name)
    try:
        readings.load([A])
        readings.load([A, B], "2026-02-01")
    except QualicityError:
        return
    assert readings.seen() == {"a": 1, "b": 2}


def test_delta_keeps_every_version_for_ever(loaded: Path) -> None:
    for store in store_of(FOSHAN, loaded).entered():
        kept = DeltaTable(str(store.path)).metadata().configuration
        for name in ("delta.logRetentionDuration", "delta.deletedFileRetentionDuration"):
            number, unit = kept[name].removeprefix("interval ").split()
            assert unit == "days"
            assert int(number) >= 36_500


def test_a_commit_says_who_when_why_and_from_which_file(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.load([A])
    readings.load([("a", 3, "2020-01-01"), B], "2026-02-01")
    last, first = readings.store.commits
    assert (last.version, first.version) == (1, 0)
    assert (last.committed, first.committed) == (datetime(2026, 2, 1), datetime(2026, 1, 1))
    assert (last.by, last.message, last.file) == ("tester", "a test", "readings.csv")
    assert (last.inserted, last.updated, last.withdrawn) == (1, 1, 0)
    assert last.submission != first.submission
    assert last.sha256 != first.sha256
    entry = DeltaTable(str(readings.store.path)).history()[0]
    assert json.loads(entry["qualicity"])["sha256"] == last.sha256


def test_each_stored_row_says_its_line_file_and_submission(foshan: Path, tmp_path: Path) -> None:
    change(foshan / "evidence" / "published_figures.csv", '"undated, after 2016"', '"undated,\nafter 2016"')
    load_plan(foshan, tmp_path / "var")
    store = store_of(foshan, tmp_path / "var").dataset("published_figures")
    lines = (foshan / "evidence" / "published_figures.csv").read_text("utf-8").splitlines()
    with connect() as db:
        rows = db.execute(
            f"select indicator, _line, _file, _submission, _committed from {store.stored()}"
        ).fetchall()
    assert len(rows) == 194
    for indicator, line, file, submission, committed in rows:
        assert lines[line - 1].startswith(f"{indicator},")
        assert file == "published_figures.csv"
        assert submission == store.commits[0].submission
        assert committed == LOADED_AT
