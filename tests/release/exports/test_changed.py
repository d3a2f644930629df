"""When what is given out last changed: who harvests by it takes nothing twice, and misses nothing."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, Graph, Literal, URIRef
from rooms_fixtures import LOADED_AT
from small_plan import CITY, ROWS, SmallPlan

from qualicity.assessment import view_plan
from qualicity.plan import read_plan
from qualicity.release.exports import Edition
from qualicity.release.exports.csvw import metadata
from qualicity.release.exports.dcat import catalogue
from qualicity.release.exports.schemaorg import dataset
from qualicity.workspace import Workspace

LOADED = LOADED_AT.date()


def small(folder: Path) -> SmallPlan:
    """A plan whose target is due in 2030, with one figure."""
    plan = SmallPlan(folder / "small")
    plan.indicator("cover")
    plan.target(due="2030")
    plan.figure("2016", 37)
    plan.load()
    return plan


def changed(plan: SmallPlan, day: date) -> date:
    return Edition(plan.view(day)).changed


@pytest.mark.parametrize("days", [0, 1, 30, 400])
def test_a_day_that_only_passes_changes_nothing(tmp_path: Path, days: int) -> None:
    assert changed(small(tmp_path), LOADED + timedelta(days=days)) == LOADED


def test_a_commit_changes_it_on_its_day_whatever_date_its_figures_are_of(tmp_path: Path) -> None:
    plan, then = small(tmp_path), LOADED_AT + timedelta(days=9)
    plan.figure("2017", 38)
    plan.load(then)
    assert changed(plan, date(2027, 6, 30)) == then.date()
    assert changed(plan, date(2018, 6, 30)) == then.date(), "what was known then is told otherwise since"
    assert changed(plan, date(2017, 6, 30)) == LOADED, "nothing of it was known then"


def test_a_figure_that_becomes_known_later_changes_it_on_that_day(tmp_path: Path) -> None:
    plan = small(tmp_path)
    plan.figure("2026", 39, released="2027-02-01")
    plan.load()
    assert changed(plan, date(2027, 1, 31)) == LOADED
    assert changed(plan, date(2027, 2, 1)) == changed(plan, date(2027, 6, 30)) == date(2027, 2, 1)


def test_a_target_that_falls_due_and_a_ruling_change_it(tmp_path: Path) -> None:
    plan = small(tmp_path)
    plan.target("near", due="2026")
    plan.target("new", due="2030", known="2027-03-04")
    plan.load()
    assert changed(plan, date(2026, 12, 31)) == LOADED
    assert changed(plan, date(2027, 1, 1)) == changed(plan, date(2027, 3, 3)) == date(2027, 1, 1)
    assert changed(plan, date(2027, 6, 30)) == date(2027, 3, 4)


def test_a_definition_that_counts_otherwise_changes_it_on_the_day_that_was_logged(tmp_path: Path) -> None:
    plan = small(tmp_path)
    plan.datasets["rows"] = ROWS
    plan.rows["rows"] = [{"n": n, "area": CITY, "day": f"2017-01-0{n}", "value": n} for n in range(1, 6)]
    plan.indicator("daily", {"id": "usual", "from": "rows", "value": "avg(value)"})
    plan.load()
    first, later = LOADED_AT + timedelta(days=1), LOADED_AT + timedelta(days=8)
    logged(plan, first)
    assert changed(plan, first.date()) == LOADED, "to compute it, and to say it first, is no change"
    plan.indicator("daily", {"id": "usual", "from": "rows", "value": "max(value)"})
    plan.write()
    logged(plan, later)
    assert changed(plan, date(2027, 6, 30)) == later.date()


def logged(plan: SmallPlan, now: datetime) -> None:
    view_plan(read_plan(plan.folder), Workspace(plan.workspace), now.date(), now=now)


def test_catalogue_pages_and_files_say_the_same_day(tmp_path: Path) -> None:
    edition = Edition(small(tmp_path).view(LOADED + timedelta(days=30)), site="https://example.org")
    graph: Graph = catalogue([edition], edition.site)
    [live] = graph.objects(None, DCAT.dataset)
    said = [live, URIRef("https://example.org/catalog"), *graph.objects(live, DCAT.distribution)]
    assert {graph.value(s, DCTERMS.modified) for s in said} == {Literal(LOADED)}
    assert dataset(edition, "en")["dateModified"] == LOADED.isoformat()
    assert metadata(edition)["dc:modified"] == LOADED.isoformat()
    assert dataset(edition, "zh")["version"] == "2026-12-22", "the date that it is known on"
