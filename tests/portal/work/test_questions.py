"""What a form asks for each field: codes with titles, short ones to choose, long ones to type; and what is fixed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from rooms_fixtures import change, copy_plan, load_plan

from qualicity.evidence import Duty, EvidenceStore, duty
from qualicity.plan import read_plan
from qualicity.portal.workbench.questions import Question, one_row, questions
from qualicity.workspace import Workspace

CITY = Path(__file__).resolve().parents[3] / "examples" / "sample-city"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return copy_plan(CITY, tmp_path / "city")


def asked(
    city: Path, tmp_path: Path, organisation: str = "north-district", lang: str = "en"
) -> dict[str, Question]:
    load_plan(city, tmp_path / "var", now=datetime(2026, 11, 1))
    store = EvidenceStore(Workspace(tmp_path / "var"), read_plan(city))
    found = duty(store.plan, ("inspections", organisation, "2026-10"), date(2026, 11, 23))
    dataset = store.plan.dataset("inspections")
    assert isinstance(found, Duty)
    assert dataset is not None
    listed = questions(store, dataset, found, lang)  # type: ignore[arg-type]
    assert one_row(listed) == all(q.fixed for q in listed if q.key)
    return {q.field.name: q for q in listed}


def test_the_codes_of_a_reporter_are_its_own_with_their_titles(city: Path, tmp_path: Path) -> None:
    change(city / "datasets/inspections.yaml", "where: {area: SC-N}", "where: {area: [SC-N, SC-W]}")
    area = asked(city, tmp_path)["area"]
    assert [(c.code, c.title) for c in area.codes] == [
        ("SC-N", "North District (synthetic)"),
        ("SC-W", "West District (synthetic)"),
    ]
    assert (area.kind, area.fixed) == ("choice", "")


def test_titles_are_in_the_persons_language_or_in_the_other(city: Path, tmp_path: Path) -> None:
    change(city / "evidence/areas.csv", "北区（虚构）", "")
    change(city / "datasets/inspections.yaml", "where: {area: SC-N}", "where: {area: [SC-N, SC-W]}")
    titles = [c.title for c in asked(city, tmp_path, lang="zh")["area"].codes]
    assert titles == ["North District (synthetic)", "西区（虚构）"]


def test_many_codes_are_typed_with_proposals(city: Path, tmp_path: Path) -> None:
    areas = city / "evidence/areas.csv"
    more = "".join(f"SC-{n},Quarter {n},,SC\n" for n in range(30))
    areas.write_text(areas.read_text("utf-8") + more, "utf-8")
    file = city / "datasets/inspections.yaml"
    change(file, "constraints: {required: true, enum: [SC-E, SC-W, SC-N]}", "constraints: {required: true}")
    change(file, "organisation: north-district, where: {area: SC-N}", "organisation: north-district")
    area = asked(city, tmp_path)["area"]
    assert area.kind == "list"
    assert len(area.codes) == 34
    assert area.title_of("SC-29") == "Quarter 29"


def test_required_are_those_that_the_schema_requires_and_the_key(city: Path, tmp_path: Path) -> None:
    found = asked(city, tmp_path)
    assert [f for f, q in found.items() if q.required] == ["area", "month", "inspected", "passed"]
    assert {f: q.fixed for f, q in found.items() if q.fixed} == {"area": "SC-N", "month": "2026-10"}
