"""A breakdown with a cell of too few rows is withheld whole: on pages, in their twins, the API and every export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from people_fixtures import CITY, PLAN
from rooms_fixtures import change, copy_plan, load_plan
from test_confidential import LINK, text_of

from qualicity.portal import configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

    from qualicity.portal.catalogue import Catalogue

SHOWN = ("46.5", "80.8")
"""What the city's two kinds come to: five rows or more each."""
WITHHELD = ("31.3", "77.7", "61.7", "82.9")
"""What North District's come to: three rows, and two, which are too few; and East District's, three rows each, which
would tell North's beside the city's."""
DEFINITION = """
  - id: by-kind
    basis: {stated: "batches inspected in the month, by kind"}
    from: inspections
    value: 100.0 * sum(passed) / sum(inspected)
    denominator: sum(inspected)
    by: [kind]
    freq: [M]
    decimals: 1
"""


def rows() -> Iterator[str]:
    """Of each shop inspected in a month its area, kind and how many of a thousand goods passed."""
    shops = {
        "SC-E": {"toys": (600, 634, 617), "food": (820, 838, 829)},
        "SC-N": {"toys": (300, 326, 313), "food": (770, 784)},
    }
    for area, kinds in shops.items():
        for kind, passed in kinds.items():
            yield from (f"{area},2026-01,1000,{n},,{kind},{kind} {n}" for n in passed)


@pytest.fixture
def kinds(strict_city: Catalogue, tmp_path: Path) -> Iterator[Client]:
    """A reader of the city whose inspections are internal and broken down by kind."""
    from django.test import Client

    folder = copy_plan(CITY, tmp_path / "plan")
    dataset, indicator = folder / "datasets" / "inspections.yaml", folder / "indicators" / "pass-rate.yaml"
    change(dataset, "owner: market-bureau", "owner: market-bureau\nconfidentiality: internal")
    change(
        dataset,
        "    - {name: remark,",
        "    - {name: kind, title: {en: Kind, zh: 类别}}\n    - {name: shop, title: {en: Shop, zh: 商店}}\n    - {name: remark,",
    )
    change(dataset, "primaryKey: [area, month]", "primaryKey: [area, month, shop]")
    indicator.write_text(indicator.read_text("utf-8").rstrip() + DEFINITION, "utf-8")
    csv = folder / "evidence" / "inspections.csv"
    csv.write_text("\n".join(["area,month,inspected,passed,remark,kind,shop", *rows()]) + "\n", "utf-8")
    load_plan(folder, tmp_path / "kinds", now=datetime(2027, 1, 15))
    configure([folder], Workspace(tmp_path / "kinds"), date(2027, 3, 1))
    assert database.prepare()
    yield Client()
    configure([CITY], strict_city.workspace, date(2026, 11, 23))


def test_a_breakdown_with_too_small_a_cell_is_nowhere(kinds: Client) -> None:
    figures = f"/en/{PLAN}/figures/pass-rate/by-kind"
    first = [f"{figures}/{a}/2026-01{end}" for a in ("SC", "SC-E", "SC-N") for end in ("/", ".json", ".csv")]
    first += [
        f"{figures}/SC-N/2026-01{end}?cell=kind%3D{kind}"
        for end in ("/", ".json")
        for kind in ("toys", "food")
    ]
    first += [f"/en/{PLAN}/indicators/pass-rate{end}" for end in ("/", ".json", ".csv")]
    api = f"/api/v1/plans/{PLAN}/observations?definition=by-kind"
    first += [api, f"{api}&area=SC-N"]
    packed = LINK.findall(kinds.get(f"/en/{PLAN}/open-data/").content.decode())
    first += [u for u in packed if "/open-data/" in u]
    found = {u: text_of(kinds.get(u)) for u in first}
    told = {
        w: [u for u, text in found.items() if re.search(rf"(?<![\d.]){w}(?!\d)", text)]
        for w in (*SHOWN, *WITHHELD)
    }
    for word in WITHHELD:
        assert not told[word], word
    for word in SHOWN:
        where = " ".join(told[word])
        assert f"{figures}/SC/2026-01/" in where
        assert "/api/v1/" in where
        assert "/open-data/" in where
