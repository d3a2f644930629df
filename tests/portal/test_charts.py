"""Charts: safe and accessible markup, definitions never joined, both languages, a cache that can be trusted."""

import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicity.assessment import Assessment, PlanView, view_plan
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore, load
from qualicity.indicators import Observation
from qualicity.plan import Definition, Indicator, Target, open_plan, parse_period
from qualicity.portal.charts import Chart, indicator_chart, sparkline, target_chart
from qualicity.portal.charts.labels import labels
from qualicity.portal.charts.points import Drawing, draw_indicator, draw_target
from qualicity.portal.charts.spec import build, frame_of
from qualicity.portal.charts.style import LINE, TEAL_LINE
from qualicity.portal.charts.svg import clean, forget, render
from qualicity.portal.charts.words import definition_titles, numeral, wrapped
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
    assert sparkline(foshan, by_id["invention-patents-per-10k"], "en") == ""
    assert sparkline(foshan, by_id["core-technologies"], "en") == ""
    park = sparkline(foshan, by_id["park-green-per-capita"], "en")
    check_safe(park)
    assert park.count("<circle") == 5
    assert 'stroke="#1B1E23"' in park
    assert "18.19 for 2020" in park
    assert "target more than 15" in park
    assert "目标超过15" in sparkline(foshan, by_id["park-green-per-capita"], "zh")
    forest = sparkline(foshan, by_id["forest-cover"], "en")
    assert "21.33" not in forest  # another definition


# -- the cache ----------------------------------------------------------------------------------------------

SPEC: dict[str, Any] = {
    "description": "Three points",
    "data": {"values": [{"a": n} for n in range(3)]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}


def test_a_chart_found_on_disk_or_in_memory_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    first = render(SPEC, tmp_path)
    assert [p.suffix for p in tmp_path.iterdir()] == [".svg"]

    def refuse(text: str) -> str:
        raise AssertionError(f"rendered again: {text[:40]}")

    monkeypatch.setattr("qualicity.portal.charts.svg._convert", refuse)
    assert render(SPEC, tmp_path) == first
    forget()
    assert render(SPEC, tmp_path) == first


def test_another_spec_is_another_chart(tmp_path: Path) -> None:
    forget()
    assert render(SPEC, tmp_path) != render(SPEC | {"mark": "circle"}, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_no_chart(tmp_path: Path) -> None:
    forget()
    (tmp_path / "file").write_text("in the way")
    assert render(SPEC, tmp_path / "file" / "charts").startswith("<svg ")


def test_threads_get_what_one_gets(tmp_path: Path) -> None:
    specs = [SPEC | {"description": f"chart {n}"} for n in range(6)]
    forget()
    alone = [render(s, tmp_path / "alone") for s in specs]
    forget()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda s: render(s, tmp_path / "together"), specs * 4))
    assert together == alone * 4
    assert {p.suffix for p in (tmp_path / "together").iterdir()} == {".svg"}
    assert len(list((tmp_path / "together").iterdir())) == len(specs)


def test_nothing_remote_is_read(tmp_path: Path) -> None:
    forget()
    with pytest.raises(ValueError, match="not allowed"):
        render(SPEC | {"data": {"url": "https://example.org/data.csv"}}, tmp_path)


def test_cleaning() -> None:
    dirty = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="10" height="20" viewBox="0 0 10 20"><style>*{}</style><script>1</script>'
        '<g role="graphics-document" aria-label="x" onclick="go()" clip-path="url(#c)">'
        '<clipPath id="c"><rect width="1"/></clipPath>'
        '<a xlink:href="https://example.org/"><text style="fill: red; cursor: pointer" role="a">1</text></a>'
        '<path class="background" d="M0,0"/></g></svg>'
    )
    svg = clean(dirty, "p-", {"description": 'a "b" & c', "usermeta": {"lang": "zh-Hans"}})
    root = ElementTree.fromstring(svg)
    assert set(root.attrib) == OUTER
    assert root.get("aria-label") == 'a "b" & c'
    assert 'id="p-c"' in svg
    assert 'clip-path="url(#p-c)"' in svg
    assert 'fill="red"' in svg
    for gone in (
        "script",
        "style",
        "example.org",
        "onclick",
        "graphics-document",
        "cursor",
        "<path",
        "<?xml",
    ):
        assert gone not in svg


# -- words --------------------------------------------------------------------------------------------------


def test_words() -> None:
    assert numeral(8756.3) == Text("8,756.3", "8756.3")
    assert numeral(Decimal("-1234567")) == Text("-1,234,567", "-1234567")
    assert numeral(0.5).en == "0.5"
    assert wrapped("short", "en", 12) == ("short",)
    lines = wrapped("Forest cover of the city’s territory, National Forest City basis", "en", 12)
    assert len(lines) == 2
    assert " ".join(lines) == "Forest cover of the city’s territory, National Forest City basis"
    assert (
        "".join(wrapped("市域森林覆盖率（国家森林城市口径）" * 2, "zh", 12))
        == "市域森林覆盖率（国家森林城市口径）" * 2
    )


def test_definitions_are_named_by_what_sets_them_apart() -> None:
    indicator = Indicator(
        id="x",
        title=Text("Mean PM2.5", "平均浓度"),
        unit="%",
        definitions=(
            Definition(id="a", title=Text("Mean PM2.5, computed from hours", "平均浓度（由小时值计算）")),
            Definition(id="b", title=Text("Green Mean PM2.5", "绿平均浓度")),
            Definition(id="c", basis={"conditions": "ambient"}),
            Definition(id="d"),
            Definition(id="e", basis={"conditions": "not stated"}),
            Definition(id="f", basis={"conditions": "not stated"}),
            Definition(id="unused", basis={"conditions": "ambient"}),
        ),
    )
    assert definition_titles(indicator, {"a", "b", "c", "d", "e", "f"}) == {
        "a": Text("computed from hours", "由小时值计算"),
        "b": Text("Green", "绿"),
        "c": Text("ambient conditions", "实况"),
        "d": Text("as published", "已公布"),
        "e": Text("e", "e"),
        "f": Text("f", "f"),
    }


# -- properties: any figures at all ---------------------------------------------------------------------------

PERIODS = ["2012", "2014", "2015", "2016", "2017", "2016-S1", "2016-Q3", "2017-05", "2016-01-01/P2Y"]
THREE = ("alpha", "beta", "gamma")


def observation(
    definition: str, period: str, authority: str | None, value: float, **more: Any
) -> Observation:
    given_here: dict[str, Any] = {
        "indicator": "thing", "area": "1", "vintage": date(2018, 1, 1), "current": True, "grade": None,
        "qualifier": "exact", "status": "final", "reason": None, "denominator": None, "rows": 1, "confidence": None,
        "note": None, "source": None, "dataset": "d", "line": None,
    }  # fmt: skip
    return Observation(
        definition=definition, period_text=period, authority=authority, value=value, **{**given_here, **more}
    )


observations = st.builds(
    observation,
    st.sampled_from(THREE),
    st.sampled_from(PERIODS),
    st.sampled_from(["Bureau", "press", None]),
    st.floats(-1e6, 1e9, allow_nan=False).map(lambda x: round(x, 3)),
    current=st.booleans(),
    vintage=st.dates(date(2017, 1, 1), date(2020, 1, 1)),
    status=st.sampled_from(["final", "preliminary", "estimate"]),
    qualifier=st.sampled_from(["exact", "approx", "at_least", None]),
)


def thing(measure: str = "flow") -> Indicator:
    return Indicator(
        id="thing",
        title=Text("Thing", "物"),
        unit="count",
        measure=measure,
        better="higher",
        definitions=tuple(Definition(id=d) for d in THREE),
    )


def promise(operator: str = "at_least", value: int = 50, **more: Any) -> Target:
    return Target(
        id="t", title=Text("Thing", "物"), goal="g", clauses=("1",), indicator="thing", definition="alpha",
        operator=operator, value=value, due="2017", known=date(2015, 1, 1), **more,
    )  # fmt: skip


def view_of(indicator: Indicator, figures: list[Observation], *assessments: Assessment) -> Any:
    def of(
        indicator: str, definition: str | None = None, area: str | None = None, **_: Any
    ) -> tuple[Observation, ...]:
        return tuple(o for o in figures if definition in (None, o.definition) and area in (None, o.area))

    return SimpleNamespace(
        plan=SimpleNamespace(
            place=SimpleNamespace(code="1", title=Text("Town", "城")),
            period=SimpleNamespace(start="2016", end="2017"),
            organisations=(),
            indicator=lambda wanted: indicator,
        ),
        figures=SimpleNamespace(of=of, reconciliations=lambda wanted: ()),
        scorecard=SimpleNamespace(assessments=assessments, as_of=date(2019, 1, 1)),
    )


def judged(target: Target, figure: Observation | None, status: str = "cannot_judge") -> Assessment:
    return Assessment(target, status, "level", Text("because"), target.definition, None, figure)


@given(st.lists(observations, max_size=25), st.sampled_from(["flow", "stock"]))
def test_no_line_joins_two_definitions_and_no_figure_is_lost(
    figures: list[Observation], measure: str
) -> None:
    view = view_of(thing(measure), figures, judged(promise(), None))
    drawing = draw_indicator(view, thing(measure))
    if drawing is None:
        assert not figures
        return
    spec = build(drawing, "en", "words")
    data = spec["datasets"]
    drawn = [p for layer in ("points", "parts", "earlier", "others") for p in data.get(layer, [])]
    assert Counter((p["definition"], p["period"], p["value"]) for p in drawn) == Counter(
        (o.definition, o.period_text, o.value) for o in figures
    )
    line_layers = [
        layer
        for layer in spec["layer"]
        if layer["mark"]["type"] == "line" and layer["data"]["name"] != "path"
    ]
    assert all(layer["encoding"]["detail"]["field"] == "definition" for layer in line_layers)
    on_line = Counter((p["definition"], p["at"], p["value"]) for p in data.get("lines", []))
    points = {(p["definition"], p["at"], p["value"]) for p in data.get("points", [])}
    assert set(on_line) <= points
    assert max(on_line.values(), default=1) == 1 or measure == "stock"
    if measure == "flow":
        standing = {p["period"] for p in data.get("points", [])}
        assert all(parse_period(p).days >= 365 for p in standing)
        two_years = {p["at"] for p in data.get("points", []) if p["period"].endswith("P2Y")}
        assert not two_years & {at for _, at, _ in on_line}
    for definition in THREE:
        standing = [p["period"] for p in data.get("points", []) if p["definition"] == definition]
        assert len(standing) == len(set(standing))


@given(st.lists(observations, min_size=1, max_size=12), st.sampled_from(LANGS))
def test_any_figures_have_words(figures: list[Observation], lang: str) -> None:
    from qualicity.portal.charts import findings
    from qualicity.portal.charts.table import rows

    figure = next((o for o in figures if o.definition == "alpha" and o.current), None)
    view = view_of(thing(), figures, judged(promise(), figure))
    drawing = draw_target(view, view.scorecard.assessments[0])
    assert drawing is not None
    for text in (
        findings.target_finding(drawing),
        findings.indicator_finding(drawing),
        findings.description(drawing),
    ):
        assert text.get(lang)
        assert not text.lacks(lang)
    assert len(rows(drawing, lang)) == len(figures)


def finding(
    target: Target, figures: list[Observation], figure: Observation | None, status: str
) -> tuple[Drawing, str]:
    from qualicity.portal.charts.findings import target_finding

    view = view_of(thing(), figures, judged(target, figure, status))
    drawing = draw_target(view, view.scorecard.assessments[0])
    assert drawing is not None
    return drawing, target_finding(drawing).en


def test_a_missed_target_says_by_how_much() -> None:
    last = observation("alpha", "2017", "Bureau", 41.5)
    assert (
        finding(promise(), [last], last, "missed")[1] == "The figure for 2017, 41.5, misses the target by 8.5"
    )


def test_a_level_to_hold_has_a_level_path() -> None:
    broke = observation("alpha", "2016", "Bureau", 41.5)
    drawing, said = finding(promise("hold_at_least"), [broke], broke, "missed")
    assert said == "The level was to hold every year: in 2016 it did not"
    assert drawing.aims[0].start == (date(2016, 1, 1), 50.0)


def test_a_range_has_two_marks() -> None:
    inside = observation("alpha", "2016", "Bureau", 55)
    drawing, said = finding(promise("range", upper=60), [inside], inside, "cannot_judge")
    assert said == "No figure for 2017: the last one, for 2016, stands within the target's range"
    data = build(drawing, "en", "words")["datasets"]
    assert [t["value"] for t in data["targets"]] == [50.0, 60.0]
    assert data["spans"] == [{"at": "2017-07-02", "value": 50.0, "upper": 60.0}]


def test_no_definition_named_means_no_figure_judged() -> None:
    target = promise().model_copy(update={"definition": None})
    drawing, said = finding(target, [observation("beta", "2016", "Bureau", 55)], None, "cannot_judge")
    assert said == "The plan does not say on which definition it counts"
    assert drawing.main is None


# -- in a browser -------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_several_charts_under_a_strict_policy(page: "Page", foshan: PlanView) -> None:
    from axe_playwright_python.sync_playwright import Axe

    charts = [of_target(foshan, "forest-cover", lang).svg for lang in LANGS] + [
        of_indicator(foshan, "gdp").svg
    ]
    complaints: list[str] = []
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
    found = Axe().run(page).response["violations"]
    assert not [v["id"] for v in found]
