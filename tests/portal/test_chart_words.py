"""What charts say of any figures at all: no line joins two definitions, no figure is lost, all has words."""

from collections import Counter
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicity.assessment import Assessment, Chance, FanYear, Fragility, Outlook, Pace
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Definition, Indicator, Target, parse_period
from qualicity.portal.charts import findings
from qualicity.portal.charts.axis import axis
from qualicity.portal.charts.points import Drawing, draw_indicator, draw_target
from qualicity.portal.charts.spec import build
from qualicity.portal.charts.words import definition_titles, numeral, wrapped

if TYPE_CHECKING:
    pass


def test_words() -> None:
    assert numeral(8756.3) == Text("8,756.3", "8,756.3")
    assert numeral(Decimal("-1234567")).get("zh") == "−1,234,567"
    assert numeral(0.5).en == "0.5"
    assert wrapped("short", "en", 12) == ("short",)
    lines = wrapped("Forest cover of the city’s territory, National Forest City basis", "en", 12)
    assert len(lines) == 2
    assert " ".join(lines) == "Forest cover of the city’s territory, National Forest City basis"
    assert (
        "".join(wrapped("市域森林覆盖率（国家森林城市口径）" * 2, "zh", 12))
        == "市域森林覆盖率（国家森林城市口径）" * 2
    )


@pytest.mark.parametrize(
    ("unit", "ticks", "english", "chinese"),
    [
        ("%", [60, 70, 80], ("%", ["60", "70", "80"]), ("%", ["60", "70", "80"])),
        ("t", [0, 0.5, 1], ("t", ["0.0", "0.5", "1.0"]), ("吨", ["0.0", "0.5", "1.0"])),
        ("t", [3e8, 3.5e8, 4e8], ("millions of t", ["300", "350", "400"]), ("亿吨", ["3.0", "3.5", "4.0"])),
        ("t", [-2e5, 0, 2e5], ("thousands of t", ["−200", "0", "200"]), ("万吨", ["−20", "0", "20"])),
        ("CNY 100m", [0, 2e5], ("thousands of hundred million yuan", ["0", "200"]), ("万亿元", ["0", "20"])),
        ("", [0, 2.5e12], ("trillions", ["0.0", "2.5"]), ("万亿", ["0.0", "2.5"])),
    ],
)
def test_an_axis_counts_in_what_leaves_its_ticks_whole(
    unit: str, ticks: list[float], english: tuple[str, list[str]], chinese: tuple[str, list[str]]
) -> None:
    """A tick has room for five digits: 300,000,000 t stood there as “00,000”."""
    of = thing().model_copy(update={"unit": unit})
    for lang, (head, said) in (("en", english), ("zh", chinese)):
        found = axis(of, ticks, lang)
        assert (found.head, [found.tick(t) for t in ticks]) == (head, said)


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


NOTHING_AHEAD = Outlook((), Fragility(None, ()), Chance(None, None, 0), Pace(None, None, None, None))


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
        scorecard=SimpleNamespace(
            assessments=assessments, on=lambda indicator: assessments, as_of=date(2019, 1, 1)
        ),
        outlooks=dict.fromkeys((a.target.id for a in assessments), NOTHING_AHEAD),
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


@given(st.lists(observations, min_size=1, max_size=12), st.sampled_from(("en", "zh")))
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


def test_a_forecast_is_a_fan_from_the_last_figure_on_and_is_told_in_words() -> None:
    figures = [
        observation("alpha", str(year), "Bureau", 10.0 + year - 2012) for year in (2012, 2014, 2015, 2016)
    ]
    view = view_of(thing(), figures, judged(promise(), figures[-1]))
    ahead = FanYear(2017, 15.2, 14.0, 16.5, 13.0, 18.0)
    view.outlooks["t"] = Outlook(
        (), Fragility(None, ()), Chance(0.1, None, 6, 2016, (ahead,)), NOTHING_AHEAD.pace
    )
    drawing = draw_target(view, view.scorecard.assessments[0])
    assert drawing
    assert drawing.fan
    spec = build(drawing, "en", "")
    wide, centre = (spec["datasets"][name] for name in ("wide", "centre"))
    assert [(row["at"][:4], row["value"], row["high"]) for row in wide] == [
        ("2016", 14, 14),
        ("2017", 13, 18),
    ]
    assert [row["value"] for row in centre] == [14, 15.2]
    assert "between 14 and 16.5" in findings.description(drawing).en
    assert "forecast" in findings.key(drawing).en
