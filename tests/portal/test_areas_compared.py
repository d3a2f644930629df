"""Areas compared: one definition, one period, peers only; on a map whose boundaries the plan may show."""

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
import shapely
import yaml
from looks import unfold, violations
from rooms_fixtures import FOSHAN as FOSHAN_FOLDER
from rooms_fixtures import copy_plan, load_plan
from site_map import FOSHAN

from qualicity.errors import PlanError, Text
from qualicity.indicators import Observation
from qualicity.plan import Boundaries, Indicator, open_plan, read_plan
from qualicity.plan.check import check_plan
from qualicity.portal import catalogue, configure
from qualicity.portal.charts.dots import dot_plot, nice
from qualicity.portal.charts.map import area_map, path_of, shapes_of
from qualicity.portal.charts.ranking import Ranking, ranking
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client
    from tabs import Tabs

AIR = f"{FOSHAN}/indicators/good-air-days/areas"
GDP = f"{FOSHAN}/indicators/gdp/areas"
HOME = "440600"


def of(better: str | None, values: dict[str, float | None], home: str = "b") -> Ranking:
    """A ranking of areas that are called by their codes."""
    indicator = Indicator.model_validate(
        {
            "id": "x",
            "title": {"en": "X", "zh": "某"},
            "unit": "%",
            "better": better,
            "definitions": [{"id": "d", "value": "1"}],
        }
    )
    found = {code: (Text(code.upper(), f"{code}市"), _figure(code, v)) for code, v in values.items()}
    return ranking(indicator, None, found, home)


def _figure(area: str, value: float | None) -> Observation:
    from dataclasses import MISSING, fields

    said: dict[str, Any] = {
        f.name: None for f in fields(Observation) if f.default is MISSING and f.default_factory is MISSING
    }
    said |= {
        "indicator": "x",
        "definition": "d",
        "area": area,
        "period_text": "2020",
        "value": value,
        "status": "final",
    }
    return Observation(**(said | {"current": True, "qualifier": None, "grade": None, "breakdown": ""}))


@pytest.mark.parametrize(
    ("better", "order"),
    [("higher", ["c", "b", "a"]), ("lower", ["a", "b", "c"]), (None, ["c", "b", "a"])],
)
def test_the_best_comes_first_and_without_a_better_the_highest(better: str | None, order: list[str]) -> None:
    assert [a.code for a in of(better, {"a": 1, "b": 2, "c": 3}).areas] == order


def test_equal_values_share_a_place_and_the_title_says_so() -> None:
    r = of("higher", {"a": 5, "b": 4, "c": 4, "d": 1})
    assert [(a.code, a.rank) for a in r.areas] == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]
    assert dot_plot(r, "en").title == Text(
        "B is 2nd of 4 areas in 2020, with 4 %, a place shared with one other",
        "2020年，b市为4%，在4个地区中居第2位（与另1个地区并列）",
    )


def test_an_area_without_a_value_has_no_place_and_is_not_drawn_as_zero() -> None:
    r = of("higher", {"a": 5, "b": None, "c": 4})
    assert r.areas[-1].rank is None
    plot = dot_plot(r, "en")
    assert plot.title.en == "From 5 % in A to 4 % in C, 2020"
    assert plot.svg.count("<circle") == 2
    assert [row["rank"] for row in plot.rows] == [1, 2, None]


@pytest.mark.parametrize(("low", "high"), [(80.6, 100), (1920.46, 3523.2), (0, 1e-4), (-7, 3), (5, 5)])
def test_ticks_hold_all_values_and_are_few(low: float, high: float) -> None:
    ticks = nice(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert len(ticks) <= 6


# -- the page ----------------------------------------------------------------------------------------------


def test_cities_stand_among_cities_and_the_province_is_not_ranked(client: "Client") -> None:
    record = client.get(f"/en/{AIR}.json?period=2017-08").json()
    (group,) = record["groups"]
    assert group["within"] == "440000"
    assert len(group["areas"]) == 21
    assert {x["area"] for x in record["not_ranked"]} == {"440000", "PRD"}
    assert [a["area"] for a in group["areas"] if a["home"]] == [HOME]
    assert {(a["definition"], a["period"]) for a in group["areas"]} == {("guangdong-bulletin", "2017-08")}


def test_the_page_its_table_and_its_twins_agree(client: "Client") -> None:
    record = client.get(f"/zh/{AIR}.json").json()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/en/{AIR}.csv").content.decode("utf-8-sig"))))
    html = client.get(f"/en/{AIR}/").content.decode()
    assert [r["area"] for r in rows] == [a["area"] for a in record["groups"][0]["areas"]]
    assert record["groups"][0]["finding"]["en"] == "Foshan is 20th of 21 areas in December 2023, with 90 %"
    assert record["groups"][0]["finding"]["en"] in html
    assert html.count('<tr class="judged">') == 1
    assert '<option value="2023-12" selected>December 2023: 21 areas' in html


def test_every_period_that_the_chooser_offers_opens(client: "Client") -> None:
    html = client.get(f"/en/{GDP}/").content.decode()
    periods = re.findall(r'<option value="([^"]+)"', html)
    assert periods == ["2019", "2016"]
    assert '<option value="2016" selected>' in html  # five districts; of 2019 two are known
    for period in periods:
        assert client.get(f"/en/{GDP}/", {"period": period, "definition": "published"}).status_code == 200


def test_what_cannot_be_compared_is_a_friendly_404(client: "Client") -> None:
    for asked in ("?period=1999", "?definition=nothing", "?definition=published-ambient&period=2017-08"):
        assert client.get(f"/en/{AIR}/{asked}").status_code == 404
    assert client.get(f"/en/{FOSHAN}/indicators/forest-cover/areas/").status_code == 404
    assert client.get(f"/en/{AIR}.svg?within=nowhere").status_code == 404


def test_an_indicator_leads_to_its_areas_only_where_there_are_some(client: "Client") -> None:
    assert f"/en/{AIR}/" in client.get(f"/en/{FOSHAN}/indicators/good-air-days/").content.decode()
    assert "/areas/" not in client.get(f"/en/{FOSHAN}/indicators/forest-cover/").content.decode()


# -- boundaries ------------------------------------------------------------------------------------------


DISTRICTS = ("440604", "440605", "440606", "440607", "440608")


def wedges(codes: tuple[str, ...] = (*DISTRICTS, "999999")) -> dict[str, Any]:
    """Synthetic boundaries: the wedges of a wavy disc, each an area. They show no place on earth."""

    def at(angle: float) -> list[float]:
        reach = 0.4 + 0.03 * math.sin(37 * angle)
        return [113 + reach * math.cos(angle), 23 + reach * math.sin(angle)]

    step = 2 * math.pi / len(codes)
    rings = [
        [[113, 23], *(at(step * (n + k / 300)) for k in range(301)), [113, 23]] for n in range(len(codes))
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"adcode": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, ring in zip(codes, rings, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


SAID = {
    "path": "boundaries/wedges.geojson",
    "code": "adcode",
    "title": {"en": "Wedges", "zh": "扇形"},
    "source": {"title": "Synthetic, for a test", "licence": "CC0-1.0"},
}


def with_boundaries(to: Path, said: dict[str, Any] = SAID, file: object | None = None) -> Path:
    """A copy of Foshan's plan with synthetic boundaries."""
    plan = copy_plan(FOSHAN_FOLDER, to)
    (plan / "boundaries").mkdir()
    (plan / "boundaries" / "wedges.geojson").write_text(json.dumps(wedges() if file is None else file))
    with (plan / "plan.yaml").open("a") as main:
        main.write(yaml.safe_dump({"boundaries": [said]}, allow_unicode=True))
    return plan


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> catalogue.Catalogue:
    plan = with_boundaries(tmp_path_factory.mktemp("mapped") / "foshan-2020")
    workspace = tmp_path_factory.mktemp("workspace")
    load_plan(plan, workspace)
    served = configure([plan], Workspace(workspace), date(2026, 12, 31))
    assert isinstance(served, catalogue.Catalogue)
    return served


@pytest.fixture
def on_the_map(client: "Client", mapped: catalogue.Catalogue) -> Iterator["Client"]:
    catalogue.put(mapped)
    return client  # the fixture of `client` puts the portal back


def test_the_map_shows_each_area_in_its_class_with_a_link_and_hatches_the_others(
    on_the_map: "Client",
) -> None:
    html = on_the_map.get(f"/en/{GDP}/?period=2019").content.decode()
    (svg,) = re.findall(r'<svg [^>]*role="group".*?</svg>', html, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)" aria-label="([^"]*)"><title>([^<]*)</title>', svg)
    assert [said for _, said, _ in links] == [
        "Chancheng: 1,920.46 hundred million yuan",
        "Shunde: 3,523.2 hundred million yuan",
    ]
    for url, said, title in links:
        assert said == title
        assert on_the_map.get(url).status_code == 200
    assert svg.count('stroke-width="0.7"') == 4 + 6  # four areas are hatched; the legend has six entries
    assert "Boundaries: Synthetic, for a test (CC0-1.0)." in html
    assert "no figure" in svg


def test_the_maps_file_is_an_image_without_links(on_the_map: "Client") -> None:
    answer = on_the_map.get(f"/zh/{FOSHAN}/indicators/gdp/map.svg?period=2016")
    root = ElementTree.fromstring(answer.content)
    assert root.get("role") == "img"
    assert not list(root.iter("{http://www.w3.org/2000/svg}a"))
    assert "禅城区" in "".join(root.itertext())
    assert on_the_map.get(f"/zh/{FOSHAN}/indicators/gdp/map.png?period=2016").content.startswith(b"\x89PNG")


def test_a_plan_without_boundaries_has_no_map(client: "Client") -> None:
    assert "On the map" not in client.get(f"/en/{GDP}/").content.decode()
    assert client.get(f"/en/{FOSHAN}/indicators/gdp/map.svg").status_code == 404


def test_borders_are_thinned_together_and_areas_stay_true(tmp_path: Path) -> None:
    (tmp_path / "w.geojson").write_text(json.dumps(wedges()))
    boundaries = Boundaries.model_validate(SAID | {"path": "w.geojson"})
    shaped = shapes_of(tmp_path, boundaries)
    polygons = list(shaped.polygons.values())
    assert sum(len(p.exterior.coords) for p in polygons) < 6 * 303 / 2
    assert shapely.coverage_is_valid(polygons)
    areas = [p.area for p in polygons]
    assert max(areas) / min(areas) < 1.1  # equal wedges; in degrees they would be 8 % narrower than high
    left, top, right, bottom = shapely.total_bounds(polygons)
    assert (right - left) / (bottom - top) == pytest.approx(math.cos(math.radians(23)), rel=0.02)


def test_a_border_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    broken = wedges()
    ring = broken["features"][0]["geometry"]["coordinates"][0]
    ring[3], ring[40] = ring[40], ring[3]
    (tmp_path / "w.geojson").write_text(json.dumps(broken))
    shaped = shapes_of(tmp_path, Boundaries.model_validate(SAID | {"path": "w.geojson"}))
    assert all(p.is_valid for p in shaped.polygons.values())
    assert path_of(shaped.polygons[DISTRICTS[0]]).startswith("M")


def test_one_area_with_a_value_makes_no_map(tmp_path: Path) -> None:
    (tmp_path / "w.geojson").write_text(json.dumps(wedges(("a", "z"))))
    boundaries = Boundaries.model_validate(SAID | {"path": "w.geojson"})
    r = of("higher", {"a": 1, "b": 2})
    assert area_map(r, shapes_of(tmp_path, boundaries), boundaries, lambda a: a.code, "en") is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"path": "../outside.geojson"}, "path-outside"),
        ({"path": "boundaries/none.geojson"}, "no-file"),
        ({"code": "gb"}, "bad-code"),
    ],
)
def test_boundaries_that_cannot_be_used_are_told(tmp_path: Path, said: dict[str, Any], code: str) -> None:
    problems = check_plan(open_plan(with_boundaries(tmp_path / "plan", SAID | said)))
    assert [p.code for p in problems if p.severity == "error"] == [code]


def one(shape: object) -> dict[str, Any]:
    """A file with one feature of that geometry."""
    return {"type": "FeatureCollection", "features": [{"geometry": shape, "properties": {}}]}


@pytest.mark.parametrize(
    "file",
    [
        [],
        {"type": "FeatureCollection", "features": []},
        one(None),
        one({"type": "Point", "coordinates": [113, 23]}),
        one({"type": "Polygon", "coordinates": [[[40000, 2]]]}),
        one({"type": "Polygon", "coordinates": [["x"]]}),
    ],
)
def test_a_file_that_holds_no_areas_in_degrees_is_refused(tmp_path: Path, file: object) -> None:
    problems = check_plan(open_plan(with_boundaries(tmp_path / "plan", SAID, file)))
    assert [p.code for p in problems if p.severity == "error"] == ["bad-boundaries"]


def test_boundaries_without_a_licence_are_refused(tmp_path: Path) -> None:
    plan = with_boundaries(tmp_path / "plan", SAID | {"source": {"title": "Somewhere"}})
    with pytest.raises(PlanError, match="licence"):
        read_plan(plan)


def test_no_plan_that_is_shipped_has_boundaries_without_a_licence() -> None:
    for folder in FOSHAN_FOLDER.parent.iterdir():
        for boundaries in read_plan(folder).boundaries:
            assert boundaries.source.licence


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_a_page_with_a_map(
    tabs: "Tabs", address: str, mapped: catalogue.Catalogue, portal: catalogue.Catalogue, dark: bool
) -> None:
    catalogue.put(mapped)
    try:
        page = tabs.open(color_scheme="dark" if dark else "light", axe=True)
        page.goto(f"{address}/en/{GDP}/")
        unfold(page)
        found = violations(page, "all")
        page.keyboard.press("Tab")
        page.locator("svg.plot a").first.focus()
        assert page.evaluate("document.activeElement.tagName") == "a"
    finally:
        catalogue.put(portal)
    assert not found
