"""What a plan asks for, and what of it is known already: links between datasets, and cells counted by period."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from rooms_fixtures import change, copy_plan, load_plan

from qualicity.errors import PlanError
from qualicity.evidence import EvidenceStore, asked_by_period, asked_of, duplicates, elsewhere, links
from qualicity.evidence.once import may_show
from qualicity.plan import Plan, read_plan
from qualicity.workspace import Workspace

CITY = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
DECLARED = "    inspected: {dataset: laboratory_batches, field: batches, on: {area: area, month: month}}\n"
INSPECTIONS, LABORATORY = "datasets/inspections.yaml", "datasets/laboratory_batches.yaml"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return copy_plan(CITY, tmp_path / "city")


def without_declaration(city: Path) -> None:
    text = (city / INSPECTIONS).read_text("utf-8")
    text = "".join(x for x in text.splitlines(keepends=True) if "held:" not in x and x != DECLARED)
    (city / INSPECTIONS).write_text(text, "utf-8")


def loaded(city: Path, tmp_path: Path) -> EvidenceStore:
    load_plan(city, tmp_path / "var", now=datetime(2026, 11, 1))
    return EvidenceStore(Workspace(tmp_path / "var"), read_plan(city))


def linked(plan: Plan, dataset: str) -> list[tuple[str, str, str]]:
    found = plan.dataset(dataset)
    assert found is not None
    return [(x.field, x.other, x.other_field) for x in links(plan, found)]


def test_a_declared_link_is_one_and_counts_as_asked_twice(city: Path) -> None:
    plan = read_plan(city)
    assert linked(plan, "inspections") == [("inspected", "laboratory_batches", "batches")]
    assert [(x.dataset, x.field, x.other) for x in duplicates(plan)] == [
        ("inspections", "inspected", "laboratory_batches")
    ]


def test_numbers_of_one_name_unit_area_and_period_are_found_without_being_declared(city: Path) -> None:
    without_declaration(city)
    assert linked(read_plan(city), "inspections") == []
    text = (city / LABORATORY).read_text("utf-8").replace("batches, type", "inspected, type")
    (city / LABORATORY).write_text(text, "utf-8")
    assert linked(read_plan(city), "inspections") == [("inspected", "laboratory_batches", "inspected")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("unit: count", "unit: t"),
        ("frequency: M", "frequency: A"),
        (", TIME_PERIOD: month", ""),
    ],
)
def test_what_differs_in_unit_frequency_or_concepts_is_not_the_same(city: Path, old: str, new: str) -> None:
    without_declaration(city)
    file = city / LABORATORY
    file.write_text(file.read_text("utf-8").replace("batches, type", "inspected, type"), "utf-8")
    change(file, old, new)
    assert linked(read_plan(city), "inspections") == []


def test_each_row_finds_the_value_that_is_held_elsewhere(city: Path, tmp_path: Path) -> None:
    store = loaded(city, tmp_path)
    link = links(store.plan, store.plan.datasets[[d.id for d in store.plan.datasets].index("inspections")])[0]
    rows = [
        {"area": "SC-N", "month": "2026-10"},
        {"area": "SC-N", "month": ""},
        {"area": "SC-N' or 1=1 --", "month": "2026-10"},
        {"area": "SC-E", "month": "2026-09"},
    ]
    assert {n: x.value for n, x in elsewhere(store, link, rows).items()} == {0: "61", 3: "126"}


def test_rows_that_are_not_public_are_shown_to_their_owner_only(city: Path) -> None:
    change(city / LABORATORY, "frequency: M", "frequency: M\nconfidentiality: restricted")
    plan = read_plan(city)
    assert may_show(plan, "laboratory_batches", "market-bureau")
    assert not may_show(plan, "laboratory_batches", "north-district")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("{dataset: laboratory_batches,", "{dataset: laboratory_batch,", "laboratory_batch"),
        ("field: batches", "field: batch", "batch"),
        ("{area: area, month: month}}", "{area: areas, month: month}}", "areas"),
        ("{area: area, month: month}}", "{are: area, month: month}}", "are"),
        ("    inspected: {", "    inspect: {", "inspect"),
    ],
)
def test_a_link_to_what_is_not_there_is_told_with_what_is(city: Path, old: str, new: str, wrong: str) -> None:
    change(city / INSPECTIONS, old, new)
    with pytest.raises(PlanError) as told:
        read_plan(city)
    assert f"'{wrong}'" in str(told.value)


def test_who_reports_is_asked_not_who_owns(city: Path) -> None:
    asked = {d.id: asked_of(d) for d in read_plan(city).datasets}
    assert asked["inspections"] == ("east-district", "west-district", "north-district")
    assert asked["water_sections"] == ("water-bureau",)
    assert asked["laboratory_batches"] == ("market-bureau",)
    assert asked["areas"] == ()


def test_cells_asked_are_counted_with_those_that_are_known(city: Path, tmp_path: Path) -> None:
    store = loaded(city, tmp_path)
    datasets = {d.id: d for d in store.plan.datasets}
    north = {p.period: p for p in asked_by_period(store, datasets["inspections"], "north-district")}
    # area and month are said by the duty, inspected is held by the laboratory since July; passed is left
    assert (north["2026-06"].cells, north["2026-06"].known) == (4, 2)
    assert (north["2026-09"].cells, north["2026-09"].known) == (4, 3)
    assert north["2026-09"].typed == 1
    assert north["2026-09"].hours_saved == Decimal(3) * Decimal("0.5") / 60
    water = {p.period: p for p in asked_by_period(store, datasets["water_sections"], "water-bureau")}
    # city and month of five rows; the five sections from the second month on
    assert (water["2026-01"].cells, water["2026-01"].known) == (20, 10)
    assert (water["2026-02"].cells, water["2026-02"].known) == (20, 15)


def test_nothing_is_counted_before_it_was_known_or_without_a_period(city: Path, tmp_path: Path) -> None:
    store = loaded(city, tmp_path)
    datasets = {d.id: d for d in store.plan.datasets}
    assert asked_by_period(store, datasets["inspections"], "north-district", date(2026, 1, 1)) == ()
    assert asked_by_period(store, datasets["task_reports"], "water-bureau") == ()


FIGURES = """title: {{en: Figures {n}}}
path: evidence/figures{n}.csv
schema:
  fields:
    - {{name: indicator}}
    - {{name: definition}}
    - {{name: place}}
    - {{name: period, type: period}}
    - {{name: value, type: number}}
  primaryKey: [indicator, definition, place, period]
concepts: {{INDICATOR: indicator, DEFINITION: definition, REF_AREA: place, TIME_PERIOD: period, OBS_VALUE: value}}
"""


def with_figures(city: Path, n: int, rows: str) -> None:
    (city / f"datasets/figures{n}.yaml").write_text(FIGURES.format(n=n), "utf-8")
    (city / f"evidence/figures{n}.csv").write_text(
        "indicator,definition,place,period,value\n" + rows, "utf-8"
    )


def test_a_published_figure_is_held_where_the_plan_says_which(city: Path, tmp_path: Path) -> None:
    with_figures(
        city, 1, "pass-rate,monthly-report,SC-N,2026-10,91.5\ngood-sections,monthly-report,SC-N,2026-10,60\n"
    )
    held = "    passed: {dataset: figures1, field: value, on: {place: area, period: month}, where: {indicator: pass-rate}}"
    change(city / INSPECTIONS, DECLARED, f"{DECLARED}{held}\n")
    store = loaded(city, tmp_path)
    dataset = store.plan.dataset("inspections")
    assert dataset is not None
    link = next(x for x in links(store.plan, dataset) if x.field == "passed")
    found = elsewhere(store, link, [{"area": "SC-N", "month": "2026-10"}])
    assert {n: x.value for n, x in found.items()} == {0: "91.5"}


def test_figures_of_one_series_are_the_same_in_whatever_dataset(city: Path, tmp_path: Path) -> None:
    with_figures(city, 1, "pass-rate,monthly-report,SC-N,2026-10,91.5\n")
    with_figures(city, 2, "pass-rate,monthly-report,SC-N,2026-10,91.0\n")
    store = loaded(city, tmp_path)
    dataset = store.plan.dataset("figures2")
    assert dataset is not None
    (link,) = links(store.plan, dataset)
    row = {"indicator": "pass-rate", "definition": "monthly-report", "place": "SC-N", "period": "2026-10"}
    found = elsewhere(store, link, [row, {**row, "period": "2026-09"}, {**row, "definition": ""}])
    assert {n: x.value for n, x in found.items()} == {0: "91.5"}, "another definition is another series"
