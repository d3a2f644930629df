"""Charts: safe and accessible markup, definitions never joined, both languages, a cache that can be trusted."""

import json
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from looks import violations

from qualicity.assessment import PlanView, view_plan
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore, load
from qualicity.plan import open_plan
from qualicity.portal.charts import Chart, indicator_chart, sparkline, target_chart
from qualicity.portal.charts.labels import labels
from qualicity.portal.charts.points import draw_indicator, draw_target
from qualicity.portal.charts.spec import frame_of
from qualicity.portal.charts.style import LINE, TEAL_LINE
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLANS = Path(__file__).resolve().parents[2] / "plans"
SVG = "{http://www.w3.org/2000/svg}"
AS_OF = date(2026, 11, 22)
LANGS = ("en", "zh")
OUTER = {"viewBox", "class", "role", "aria-label", "lang", "font-family", "font-variant"}


@pytest.fixture(scope="module")
def workspace_of_charts(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("charts"))


def _view(workspace: Workspace, plan_id: str) -> PlanView:
    folder = open_plan(PLANS / plan_id)
    assert folder.plan is not None
    store = EvidenceStore(workspace, folder.plan)
    list(load(folder, store, now=datetime(2026, 11, 22, 12), by="test", message="charts"))
    return view_plan(folder.plan, workspace, AS_OF)


@pytest.fixture(scope="module")
def foshan(workspace_of_charts: Workspace) -> PlanView:
    return _view(workspace_of_charts, "foshan-2020")


@pytest.fixture(scope="module")
def beijing(workspace_of_charts: Workspace) -> PlanView:
    return _view(workspace_of_charts, "beijing-air-2017")


def of_target(view: PlanView, target: str, lang: str = "en") -> Chart:
    assessment = view.scorecard.of(target)
    assert assessment is not None
    chart = target_chart(view, assessment, lang)
    assert chart is not None
    return chart


def of_indicator(view: PlanView, indicator: str, lang: str = "en") -> Chart:
    declared = view.plan.indicator(indicator)
    assert declared is not None
    chart = indicator_chart(view, declared, lang)
    assert chart is not None
    return chart


def every_chart(view: PlanView) -> list[Chart]:
    charts = [target_chart(view, a, lang) for a in view.scorecard.assessments for lang in LANGS]
    charts += [indicator_chart(view, i, lang) for i in view.plan.indicators for lang in LANGS]
    return [c for c in charts if c is not None]


def texts(svg: str) -> str:
    return "\n".join("".join(t.itertext()) for t in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def check_safe(svg: str) -> None:
    """Nothing that a strict policy refuses, nothing that a screen reader would meet inside the picture."""
    root = ElementTree.fromstring(svg)
    assert svg.startswith("<svg ")
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert re.findall(r"https?://[^\"' )]+", svg) == ["http://www.w3.org/2000/svg"]
    for node in root.iter():
        assert node.tag.removeprefix(SVG) in {
            "svg",
            "g",
            "path",
            "text",
            "tspan",
            "line",
            "rect",
            "polyline",
            "circle",
        }
        for name in node.attrib:
            assert name not in ("style", "id", "href")
            assert not name.startswith("on")
            assert node is root or not (name == "role" or name.startswith("aria-"))


# -- real plans ---------------------------------------------------------------------------------------------


def test_every_chart_of_the_real_plans_is_safe_and_speaks(foshan: PlanView, beijing: PlanView) -> None:
    charts = every_chart(foshan) + every_chart(beijing)
    assert len(charts) > 40
    for chart in charts:
        check_safe(chart.svg)
        root = ElementTree.fromstring(chart.svg)
        assert set(root.attrib) == OUTER
        assert "NaN" not in chart.svg
        assert "undefined" not in chart.svg
        lang = "zh" if root.get("lang") == "zh-Hans" else "en"
        assert (root.get("aria-label") or "").startswith(chart.title.get(lang))
        assert chart.rows
        assert not chart.title.lacks("zh")
        assert not chart.description.lacks("zh")
        json.dumps(chart.spec)
        json.dumps(chart.rows)


def test_what_cannot_be_drawn_is_none(foshan: PlanView) -> None:
    drawn = {a.target.id for a in foshan.scorecard.assessments if target_chart(foshan, a, "en")}
    assert drawn == {"park-green-per-capita", "forest-cover", "good-air-days", "advanced-manufacturing-share"}
    lone = foshan.plan.indicator("self-declared-standards")
    assert lone is not None
    assert indicator_chart(foshan, lone, "en") is None


@pytest.mark.parametrize(
    ("target", "en", "zh"),
    [
        ("park-green-per-capita", "The target was passed before its date", "目标提前达到"),
        (
            "forest-cover",
            "Two definitions tell different stories: never join them",
            "两种口径，结论不同，不可相接",
        ),
        (
            "good-air-days",
            "No figure for the whole of 2020: the last one, for 2016, stands 5.3 percentage points below the target",
            "没有2020年全年的数值：此前最近为2016年，低于目标5.3个百分点",
        ),
        (
            "advanced-manufacturing-share",
            "No figure for 2020: the last one, for 2019, stands 9.9 percentage points above the target",
            "没有2020年的数值：此前最近为2019年，高于目标9.9个百分点",
        ),
    ],
)
def test_the_title_states_the_finding(foshan: PlanView, target: str, en: str, zh: str) -> None:
    assert of_target(foshan, target).title == Text(en, zh)


def test_findings_about_computed_and_published_figures(beijing: PlanView) -> None:
    assert of_target(beijing, "pm25-mean").title.en == "The figure for 2017, 58 µg/m³, meets the target"
    assert (
        of_indicator(beijing, "heavy-pollution-day-count").title.en
        == "Over 3 years, computed and published figures differ by at most 3 days"
    )


def test_forest_cover_has_two_lines_and_a_path(foshan: PlanView) -> None:
    chart = of_target(foshan, "forest-cover")
    data = chart.spec["datasets"]
    assert Counter(p["definition"] for p in data["lines"]) == {"forest-city": 3, "plain": 3}
    assert [(p["at"][:4], p["value"]) for p in data["path"]] == [("2013", 34.16), ("2020", 36.12)]
    root = ElementTree.fromstring(chart.svg)
    joined = [p for p in root.iter(f"{SVG}path") if p.get("stroke") in (LINE, TEAL_LINE)]
    assert len(joined) == 2


def test_both_languages_are_on_the_chart(foshan: PlanView) -> None:
    en, zh = (texts(of_target(foshan, "park-green-per-capita", lang).svg) for lang in LANGS)
    assert "target: more than 15" in en
    assert "the plan runs" in en
    assert "built-up area" in en
    assert "2020年" not in en
    for words in ("目标：超过15", "方案期", "建成区", "2020年", "平方米/人", "18.19"):
        assert words in zh
    assert "target" not in zh


def test_revisions_and_other_authorities_are_visible(foshan: PlanView) -> None:
    chart = of_indicator(foshan, "gdp")
    data = chart.spec["datasets"]
    of_2016 = {
        layer: [p["value"] for p in data[layer] if p["period"] == "2016"]
        for layer in ("points", "earlier", "others")
    }
    assert of_2016 == {"points": [8756.3], "earlier": [8600.0], "others": [8630.0]}
    assert {p["value"] for p in data["parts"]} == {9270.56, 9335.48}
    written = texts(chart.svg)
    assert "8,756.3" in written
    assert "2016 was ≈8,600" in written
    assert "the press: 8,630" in written
    assert chart.title.en.endswith("2016 was revised from about 8,600 to 8,756.3")
    assert {r["role"] for r in chart.rows} == {"whole", "part", "earlier", "other"}
    assert all(p["value"] != 8600.0 for p in data["lines"])


def test_preliminary_figures_are_hollow_and_computed_ones_square(foshan: PlanView, beijing: PlanView) -> None:
    for p in of_target(foshan, "park-green-per-capita").spec["datasets"]["points"]:
        assert (p["fill"] == "#FFFFFF") == (p["status"] == "preliminary")
    for p in of_target(beijing, "pm25-mean").spec["datasets"]["points"]:
        assert (p["shape"] == "square") == (p["authority"] is None)


def test_withheld_and_undated_figures_stand_in_the_table_only(foshan: PlanView, beijing: PlanView) -> None:
    withheld = [r for r in of_target(beijing, "pm25-mean").rows if r["role"] == "undrawn"]
    assert {r["period"] for r in withheld} == {"2013", "2017"}
    assert all(r["value"] is None and r["figure"].startswith("Withheld") for r in withheld)
    undated = [r for r in of_target(foshan, "forest-cover").rows if r["role"] == "undrawn"]
    assert [(r["value"], r["period"]) for r in undated] == [(21.1, None)]


def test_a_part_of_a_year_is_never_joined(foshan: PlanView) -> None:
    data = of_target(foshan, "good-air-days").spec["datasets"]
    assert "lines" not in data
    assert {p["period"] for p in data["points"]} == {"2016"}
    assert "2020-S1" in {p["period"] for p in data["parts"]}


def test_labels_do_not_stand_on_one_another(foshan: PlanView, beijing: PlanView) -> None:
    for view in (foshan, beijing):
        drawings = [draw_target(view, a) for a in view.scorecard.assessments]
        drawings += [draw_indicator(view, i) for i in view.plan.indicators]
        for drawing in filter(None, drawings):
            for lang in LANGS:
                boxes = [label.box for label in labels(drawing, frame_of(drawing), lang)]
                for n, a in enumerate(boxes):
                    for b in boxes[n + 1 :]:
                        across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
                        assert across <= 0 or down <= 0, (drawing.indicator.id, lang)


def test_sparklines(foshan: PlanView) -> None:
    by_id = {a.target.id: a for a in foshan.scorecard.assessments}
    assert sparkline(foshan, by_id["invention-patents-per-10k"]) is None
    assert sparkline(foshan, by_id["core-technologies"]) is None
    line = sparkline(foshan, by_id["park-green-per-capita"])
    assert line
    park = line.svg("en")
    check_safe(park)
    assert (park.count("h0"), park.count("<circle")) == (4, 1)  # a dot for each figure, the judged one apart
    assert (
        len(re.findall("<(?!svg|/)", park)) == 4
    )  # however many figures: the target, the line, the dots, the judged
    assert 'stroke="#1B1E23"' in park
    assert "18.19 for 2020" in park
    assert "target more than 15" in park
    assert "目标超过15" in line.svg("zh")
    forest = sparkline(foshan, by_id["forest-cover"])
    assert forest
    assert "21.33" not in forest.svg("en")  # another definition


# -- in a browser -------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_several_charts_under_a_strict_policy(page: "Page", foshan: PlanView) -> None:
    charts = [of_target(foshan, "forest-cover", lang).svg for lang in LANGS] + [
        of_indicator(foshan, "gdp").svg
    ]
    complaints: list[str] = []
    page.goto("about:blank")  # no policy but the one below
    page.on("console", lambda message: complaints.append(message.text))
    page.set_content(
        '<!doctype html><html lang="en"><head><title>Charts</title><meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'\"></head><body><main><h1>Charts</h1>{''.join(charts)}</main></body></html>"
    )
    assert not complaints
    assert page.locator("svg.plot").count() == len(charts)
    assert (
        page.locator("svg.plot").first.evaluate("e => getComputedStyle(e).fontVariantNumeric")
        == "tabular-nums"
    )
    assert not violations(page, "all")
