"""Days of reporting begin where the plan is, whatever the hour in UTC."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from api_fixtures import program
from people_fixtures import CITY, PLAN
from rooms_fixtures import change, copy_plan, load_plan

from qualicity.plan import check_plan, open_plan
from qualicity.portal import configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from qualicity.portal.catalogue import Catalogue

EVENING = datetime(2026, 11, 10, 20)
"""In UTC: in Shanghai it is four in the morning of the eleventh, in Toronto the afternoon of the tenth."""


@pytest.fixture(params=["Asia/Shanghai", "America/Toronto"])
def zone(request: pytest.FixtureRequest, strict_city: Catalogue, tmp_path: Path) -> Iterator[str]:
    """The city served from a time zone."""
    name = str(request.param)
    folder = copy_plan(CITY, tmp_path / "plan")
    change(folder / "plan.yaml", "\nplace: ", f"\ntimezone: {name}\nplace: ")
    load_plan(folder, tmp_path / "var", now=datetime(2026, 1, 15))
    configure([folder], Workspace(tmp_path / "var"), date(2026, 11, 10))
    assert database.prepare()
    yield name
    configure([CITY], strict_city.workspace, date(2026, 11, 23))
    shutil.rmtree(tmp_path / "var")


def test_a_duty_is_late_when_its_day_is_over_there(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench import worker

    north = program("north-district")
    monkeypatch.setattr(worker, "clock", lambda: EVENING)
    said = north.get("/duties?dataset=inspections").json()
    october = next(d for d in said["items"] if d["period"] == "2026-10")
    assert october["due"] == "2026-11-10"
    assert (said["today"], october["state"]) == {
        "Asia/Shanghai": ("2026-11-11", "late"),
        "America/Toronto": ("2026-11-10", "due"),
    }[zone]


def test_the_round_of_letters_is_that_of_the_plans_day(zone: str) -> None:
    from qualicity.portal.workbench.models import Job
    from qualicity.portal.workbench.reminding import ask_daily

    for hour in (15, 17, 20):
        ask_daily(EVENING.replace(hour=hour))
    days = {"Asia/Shanghai": ["2026-11-10", "2026-11-11"], "America/Toronto": ["2026-11-10"]}[zone]
    assert sorted(Job.objects.filter(kind="remind").values_list("key", flat=True)) == [
        f"remind {PLAN} {d}" for d in days
    ]


def test_moments_and_days_of_a_plan() -> None:
    plan = open_plan(CITY).plan
    assert plan
    assert plan.timezone == "UTC"
    there = plan.model_copy(update={"timezone": "Asia/Shanghai"})
    assert there.day(EVENING) == there.day(EVENING.replace(tzinfo=UTC)) == date(2026, 11, 11)
    assert there.moment(datetime(2026, 12, 1, 8)) == datetime(2026, 12, 1, 0)
    assert plan.moment(EVENING) == EVENING


def test_a_zone_that_there_is_not_is_told(tmp_path: Path) -> None:
    folder = copy_plan(CITY, tmp_path / "plan")
    change(folder / "plan.yaml", "\nplace: ", "\ntimezone: Peking\nplace: ")
    (problem,) = [p for p in check_plan(open_plan(folder)) if p.severity == "error"]
    assert "unknown time zone 'Peking'" in problem.message.en
    assert problem.place.line > 1
