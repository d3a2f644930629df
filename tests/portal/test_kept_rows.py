"""Rows of long tables that were written before: used while all that they show is the same, and no longer."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from publish_fixtures import order, out, plan, published, two
from small_plan import SmallPlan

from qualicity.portal import rows_kept
from qualicity.portal.context import InPlan
from qualicity.portal.publish import publish
from qualicity.workspace import Workspace

__all__ = ["out", "plan", "two"]

OF_EACH = {"scorecard": "{}-promise", "indicators": "{}", "definitions": "{}/published"}
"""The row of an indicator in each table."""


def rows_of(*indicators: str) -> set[tuple[str, str, str]]:
    return {
        (table, lang, row.format(i))
        for table, row in OF_EACH.items()
        for lang in ("en", "zh")
        for i in indicators
    }


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str, str]]:
    """The rows that are written anew from now on: table, language and row."""
    found = set[tuple[str, str, str]]()
    before = rows_kept._made

    def noted(here: InPlan, table: str, rows: Iterable[str], make: Callable[[str], Any], shown: Any) -> Any:
        listed = [*rows]
        found.update((table, here.lang, row) for row in listed)
        return before(here, table, listed, make, shown)

    monkeypatch.setattr(rows_kept, "_made", noted)
    return found


def pages(out: Path) -> dict[str, bytes]:
    named = [
        f"{lang}/small/{page}index.html"
        for lang in ("en", "zh")
        for page in ("", "indicators/", "definitions/")
    ]
    return {name: (out / name).read_bytes() for name in named}


def test_one_changed_figure_writes_its_own_rows_anew_and_the_pages_are_as_if_all_were(
    plan: SmallPlan, out: Path, made: set[tuple[str, str, str]]
) -> None:
    published(plan, out)
    made.clear()
    plan.figure("2019", 48, indicator="cover", released="2020-05-01")
    plan.load()
    published(plan, out)
    assert made == rows_of("cover")
    rmtree(Workspace(plan.workspace).cache("rows"))
    published(plan, out.with_name("anew"))
    assert pages(out) == pages(out.with_name("anew"))


def test_what_the_plan_says_otherwise_writes_all_rows_anew(
    plan: SmallPlan, out: Path, made: set[tuple[str, str, str]]
) -> None:
    published(plan, out)
    made.clear()
    plan.indicator("third")
    plan.load()
    published(plan, out)
    assert made >= rows_of("cover", "other")


def test_rows_of_another_program_are_not_used(
    plan: SmallPlan, out: Path, made: set[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    published(plan, out)
    made.clear()
    published(plan, out.with_name("same"))
    assert made == set()
    monkeypatch.setattr(rows_kept, "program", lambda: "another")
    published(plan, out.with_name("other"))
    assert made == rows_of("cover", "other")


def test_a_site_of_another_day_shows_none_of_this_days_rows(plan: SmallPlan, out: Path) -> None:
    published(plan, out)
    before = pages(out)
    earlier = replace(order(plan, out.with_name("earlier")), as_of=date(2018, 12, 31))
    publish(earlier, processes=1)
    assert pages(out.with_name("earlier")) != before
    published(plan, out.with_name("again"))
    assert pages(out.with_name("again")) == before
