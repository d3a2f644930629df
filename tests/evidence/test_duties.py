"""Who is to report what by when; rows outside one's scope are refused; an id is committed once; a trial leaves no trace."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import copy_plan

from qualicity.evidence import Author, Duty, EvidenceStore, Scope, duties, duty, load, shadow, submit
from qualicity.evidence.duties import reporters, scope_of, working_day
from qualicity.plan import PlanFolder, open_plan
from qualicity.workspace import Workspace

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
NOW = datetime(2026, 11, 23, 12)
NORTH = ("inspections", "north-district", "2026-10")


@pytest.fixture
def city(tmp_path: Path) -> tuple[PlanFolder, EvidenceStore]:
    """The sample city, loaded."""
    folder = open_plan(copy_plan(SAMPLE, tmp_path / "sample-city"))
    assert folder.plan is not None
    store = EvidenceStore(Workspace(tmp_path / "var"), folder.plan)
    load(folder, store, now=datetime(2026, 11, 1), by="test", message="loaded")
    return folder, store


def test_each_reporter_has_a_duty_for_each_period_that_has_begun(
    city: tuple[PlanFolder, EvidenceStore],
) -> None:
    plan = city[1].plan
    found = duties(plan, date(2026, 11, 23))
    months = [d.period for d in found if (d.dataset, d.organisation) == NORTH[:2]]
    assert months == [f"2026-{m:02}" for m in range(1, 12)]
    october = duty(plan, NORTH, date(2026, 11, 23))
    assert october == Duty(date(2026, 11, 10), date(2026, 11, 1), *NORTH)
    anytime = [d for d in found if d.dataset == "task_reports"]
    assert {(d.due, d.period) for d in anytime} == {(None, "")}
    assert {d.organisation for d in anytime} == {"water-bureau", "market-bureau", "north-district"}
    assert list(found) == sorted(found, key=lambda d: (d.due or date.max, *d.key))


def test_nothing_is_asked_for_after_the_plans_last_day(city: tuple[PlanFolder, EvidenceStore]) -> None:
    found = duties(city[1].plan, date(2035, 1, 1))
    assert max(d.period for d in found) == "2027-12"


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-02-14", "2026-02-14"),  # a Saturday that is worked for the Spring Festival
        ("2026-02-15", "2026-02-24"),  # the festival
        ("2026-10-01", "2026-10-08"),  # the national holidays
        ("2026-10-10", "2026-10-10"),  # a Saturday that is worked for them
        ("2026-11-07", "2026-11-09"),  # any other Saturday
        ("2026-11-10", "2026-11-10"),
    ],
)
def test_a_date_on_a_day_off_moves_to_the_next_working_day_of_china(day: str, moved: str) -> None:
    assert working_day(date.fromisoformat(day), "CN") == date.fromisoformat(moved)
    assert working_day(date.fromisoformat(day), None) == date.fromisoformat(day)


def handed_in(
    city: tuple[PlanFolder, EvidenceStore],
    tmp_path: Path,
    rows: str,
    author: Author | None = None,
    scope: Scope | None = None,
    store: EvidenceStore | None = None,
) -> tuple[bool, list[tuple[str, int, str]], int | None]:
    file = tmp_path / "rows.csv"
    file.write_text(f"area,month,inspected,passed,remark\n{rows}", "utf-8")
    by = author or Author("north-district", "", NOW, "submission")
    answer = submit(city[0], store or city[1], "inspections", file, by, scope=scope)
    told = [(p.code, p.place.line, getattr(p, "field", "") or "") for p in answer.problems]
    return answer.accepted, told, answer.change.version if answer.change else None


def test_rows_of_others_and_of_other_periods_are_refused_each_at_its_cell(
    city: tuple[PlanFolder, EvidenceStore], tmp_path: Path
) -> None:
    dataset = city[1].plan.dataset("inspections")
    assert dataset is not None
    assert [r.organisation for r in reporters(dataset)] == [
        "east-district",
        "west-district",
        "north-district",
    ]
    scope = scope_of(dataset, Duty(None, None, *NORTH))
    assert scope == Scope("2026-10", {"area": ("SC-N",)})
    rows = "SC-N,2026-10,60,58,\nSC-E,2026-10,60,58,\nSC-N,2026-09,60,58,\n"
    accepted, told, _ = handed_in(city, tmp_path, rows, scope=scope)
    assert not accepted
    assert told == [("value-not-yours", 3, "area"), ("value-other-period", 4, "month")]
    assert handed_in(city, tmp_path, "SC-N,2026-10,60,58,\n", scope=scope)[:2] == (True, [])


def test_what_was_committed_under_an_id_is_never_committed_again(
    city: tuple[PlanFolder, EvidenceStore], tmp_path: Path
) -> None:
    author = Author("north-district", "", NOW, "submission", "abc")
    first = handed_in(city, tmp_path, "SC-N,2026-10,60,58,\n", author)
    later = Author("north-district", "", datetime(2026, 11, 24), "submission", "abc")
    assert handed_in(city, tmp_path, "SC-N,2026-10,61,1,\n", later) == first
    commits = city[1].dataset("inspections").commits
    assert [c.submission for c in commits].count("abc") == 1


@settings(max_examples=3, deadline=None)
@given(passed=st.integers(0, 60))
def test_a_trial_leaves_no_trace_in_the_workspace(
    tmp_path_factory: pytest.TempPathFactory, passed: int
) -> None:
    tmp_path = tmp_path_factory.mktemp("trial")
    folder = open_plan(SAMPLE)
    assert folder.plan is not None
    store = EvidenceStore(Workspace(tmp_path / "var"), folder.plan)
    load(folder, store, now=datetime(2026, 11, 1), by="test", message="loaded")
    before = {p: p.read_bytes() for p in (tmp_path / "var").rglob("*") if p.is_file()}
    with shadow(store.workspace, folder.plan.id) as beside:
        there = EvidenceStore(beside, folder.plan)
        row = f"SC-N,2026-10,60,{passed},\n"
        accepted, _, version = handed_in((folder, store), tmp_path, row, store=there)
        assert accepted
        assert version == 1
        assert there.versions()["inspections"] == 1
    assert {p: p.read_bytes() for p in (tmp_path / "var").rglob("*") if p.is_file()} == before
    assert store.versions()["inspections"] == 0
