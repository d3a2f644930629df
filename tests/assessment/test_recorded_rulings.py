"""Rulings that are recorded as evidence: each holds from the day on which it was taken in, and a release freezes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from rooms_fixtures import Commands, change, copy_plan, load_plan

from qualicity.assessment import Assessment, view_plan
from qualicity.evidence import Author, EvidenceStore, submit
from qualicity.plan import open_plan, read_plan
from qualicity.release.freeze.lock import read_lock
from qualicity.workspace import Workspace

CITY = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
HEADER = (
    "ruling,target,definition,status,grade_en,grade_zh,reason_en,reason_zh,by_en,by_zh,proposed,evidence\n"
)


@dataclass(frozen=True)
class City:
    """The synthetic city with its evidence, loaded on 15 January 2026."""

    folder: Path
    workspace: Path

    def rule(self, name: str, status: str, day: date) -> None:
        """Take a ruling on the fish in on a day; it was proposed long before."""
        file = self.workspace / "ruling.csv"
        row = f"{name},river-life,,{status},,,They were counted.,,The office,,2025-12-20,\n"
        file.write_text(HEADER + row)
        opened = open_plan(self.folder)
        assert opened.plan is not None
        store = EvidenceStore(Workspace(self.workspace), opened.plan)
        now = datetime(day.year, day.month, day.day, 9)
        answer = submit(opened, store, "rulings", file, Author("office", "", now, "submission"))
        assert answer.accepted, answer.problems

    def verdict(self, day: date, target: str = "river-life") -> Assessment:
        """The verdict as known on a day."""
        found = view_plan(read_plan(self.folder), Workspace(self.workspace), day).scorecard.of(target)
        assert found is not None
        return found


@pytest.fixture
def city(tmp_path: Path) -> City:
    folder = copy_plan(CITY, tmp_path / "sample-city")
    load_plan(folder, tmp_path / "var", now=datetime(2026, 1, 15))
    return City(folder, tmp_path / "var")


def test_a_ruling_holds_from_the_day_on_which_it_was_taken_in(city: City) -> None:
    city.rule("fish", "on_course", date(2026, 3, 10))
    assert city.verdict(date(2026, 3, 9)).status == "not_due"
    found = city.verdict(date(2026, 3, 10))
    assert (found.status, found.rule) == ("on_course", "ruling")
    assert found.ruling is not None
    assert (found.ruling.official, found.ruling.date) == (True, date(2026, 3, 10))
    assert "They were counted." in found.reason.en


@pytest.mark.parametrize("second", ["fish", "fish again"], ids=["revised", "another"])
def test_what_an_earlier_day_was_told_stays_when_a_ruling_is_revised_or_another_follows(
    city: City, second: str
) -> None:
    city.rule("fish", "on_course", date(2026, 3, 10))
    city.rule(second, "off_course", date(2026, 5, 10))
    told = [city.verdict(d).status for d in (date(2026, 3, 9), date(2026, 4, 1), date(2026, 5, 10))]
    assert told == ["not_due", "on_course", "off_course"]
    plan = view_plan(read_plan(city.folder), Workspace(city.workspace), date(2026, 6, 1)).plan
    ids = [r.id for r in plan.rulings]
    assert len(ids) == len(set(ids)) == 3  # one came with the city


def test_a_ruling_of_the_evidence_names_what_an_open_target_is_judged_by(city: City) -> None:
    found = city.verdict(date(2026, 2, 1), "sections-kept")
    assert found.definition == "monthly-report"
    assert not found.target.definition
    assert city.verdict(date(2026, 1, 14), "sections-kept").definition is None


def test_a_release_freezes_the_rulings_that_it_was_judged_by(city: City) -> None:
    city.rule("fish", "on_course", date(2026, 3, 10))
    command = Commands(city.workspace)
    made = command.run(
        "release", city.folder, "--name", "spring", "--note", "Spring", "--as-of", "2026-04-01"
    )
    assert made.exit_code == 0, made.output
    lock = Path(made.stdout.splitlines()[-1])
    assert [r["id"] for r in read_lock(lock).parts["rulings"]] == ["fish", "sections-kept-basis"]
    city.rule("fish", "off_course", date(2026, 5, 10))
    assert command.json("verify", lock)["holds"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("plan.yaml", "rulings_dataset: rulings", "rulings_dataset: ruling", "unknown-dataset"),
        ("plan.yaml", "rulings_dataset: rulings", "rulings_dataset: inspections", "missing-field"),
        ("datasets/rulings.yaml", "missed]", "very good]", "rulings-status"),
        (
            "datasets/rulings.yaml",
            "{enum: [achieved, on_course",
            "{pattern: '[a-z]+', enum: [none, on_course",
            "rulings-status",
        ),
        (
            "datasets/rulings.yaml",
            "zh: 理由（英文）}, constraints: {required: true}}",
            "zh: 理由（英文）}}",
            "rulings-required",
        ),
        ("datasets/rulings.yaml", "known: commit", "known: {field: proposed}", "rulings-known"),
    ],
)
def test_a_dataset_that_cannot_hold_rulings_is_told(
    tmp_path: Path, file: str, old: str, new: str, code: str
) -> None:
    folder = copy_plan(CITY, tmp_path / "sample-city")
    change(folder / file, old, new)
    told = Commands(tmp_path / "var").json("check", folder, exit_code=1)
    assert code in [p["code"] for p in told["problems"]]
