"""A small plan whose site is published again and again, and what a change of its evidence may be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from begun import Begun, begun
from small_plan import ROWS, SmallPlan

from qualicity.portal import catalogue
from qualicity.portal.publish import Order, Published, manifest, publish
from qualicity.workspace import Workspace

TODAY = date(2026, 12, 31)
NAMES = ("cover", "other", "third")


@pytest.fixture
def several(tmp_path: Path, portal: catalogue.Catalogue, first: Begun) -> Iterator[SmallPlan]:
    """Three published indicators, one made of two of them, and one computed from rows."""
    yield first.copied(tmp_path)
    catalogue.put(portal)


@pytest.fixture
def first(no_methods: None, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """That plan with its site as it is published first: what `published` writes into a new folder."""
    return begun(tmp_path_factory.getbasetemp() / "several", _made, published)


def _made(folder: Path) -> SmallPlan:
    made = SmallPlan(folder, datasets={"rows": ROWS})
    for n, name in enumerate(NAMES):
        made.indicator(name)
        made.target(f"{name}-promise", indicator=name)
        for year in range(2014, 2019):
            made.figure(str(year), 30 + n + year - 2014, indicator=name)
    made.indicator("gap", {"id": "d", "value": "[cover] - [other]"})
    made.target("gap-promise", indicator="gap", definition="d", value=1)
    made.indicator("mean", {"id": "d", "from": "rows", "value": "avg(value)"})
    made.rows["rows"] = [row(n) for n in range(4)]
    made.load()
    return made


def row(n: int) -> dict[str, object]:
    """A row of the evidence that is computed with."""
    return {"n": n, "area": "440600", "day": f"2017-0{n % 9 + 1}-01", "value": n, "kind": "a"}


def published(plan: SmallPlan, out: Path, day: date = TODAY) -> Published:
    """Its site in a folder, made in this process."""
    return publish(Order((plan.folder,), Workspace(plan.workspace), day, "", out), processes=1)


def contents(out: Path) -> dict[str, bytes]:
    """The files of a site, without its manifest."""
    files = (p for p in out.rglob("*") if p.is_file() and p.name != manifest.NAME)
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


def change(plan: SmallPlan, drawn: random.Random) -> str:
    """Change something of its evidence; returns what kind of change that is."""
    kind = drawn.choice(["value", "added", "withdrawn", "said", "authority", "row", "revised"])
    n = drawn.randrange(len(plan.figures))
    match kind:
        case "value":
            plan.figures[n] |= {"value": drawn.randrange(20, 60)}
        case "revised":
            plan.figures[n] |= {"value": drawn.randrange(20, 60), "released": "2021-03-01"}
        case "said":
            plan.figures[n] |= {"status": "estimate", "confidence": "low"}
        case "added":
            plan.figure(str(drawn.randrange(1990, 2013)), 33, indicator=drawn.choice(NAMES))
        case "authority":
            plan.figure(plan.figures[n]["period"], 35, indicator=drawn.choice(NAMES), authority=f"Body {n}")
        case "withdrawn":
            del plan.figures[n]
        case "row":
            plan.rows["rows"] = [*plan.rows["rows"], row(len(plan.rows["rows"]))]
    keys = [(x["indicator"], x["area"], x["period"], x["authority"]) for x in plan.figures]
    plan.figures = [x for i, x in enumerate(plan.figures) if keys[i] not in keys[:i]]
    return kind
