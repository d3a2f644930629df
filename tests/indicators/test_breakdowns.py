"""Breakdowns: cells beside the total, each once, withheld whole where a cell would tell on somebody."""

from collections import defaultdict
from pathlib import Path

import pytest
from enterprises import DISTRICTS, ENTERPRISES, found, made, small, values
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import BEIJING, TODAY, view_at
from small_plan import SmallPlan

from qualicity.indicators import Figures, Observation, figures

D2 = DISTRICTS[1]
RETURNS = [
    ("a", "2016-03-01", 10.0, "large"),
    ("b", "2016-03-01", 20.0, "small"),
    ("c", "2016-03-01", 30.0, "small"),
    ("c", "2016-07-01", 40.0, "large"),
]


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    return small(tmp_path / "small", RETURNS)


def test_cells_stand_beside_the_total(plan: SmallPlan) -> None:
    made(plan, "sum(output)", by=["enterprise.industry", "size"])
    assert {k[2:]: v for k, v in values(plan).items() if k[0] == D2} == {
        (): 90,
        ("enterprise.industry=C39",): 20,
        ("enterprise.industry=C13",): 70,
        ("size=small",): 50,
        ("size=large",): 40,
    }


def test_fields_may_be_crossed(plan: SmallPlan) -> None:
    made(plan, "count(*)", by=[["size", "enterprise.industry"]])
    assert {k[2:]: v for k, v in values(plan).items() if k[0] == D2} == {
        (): 3,
        ("enterprise.industry=C39;size=small",): 1,
        ("enterprise.industry=C13;size=small",): 1,
        ("enterprise.industry=C13;size=large",): 1,
    } or {k[2:]: v for k, v in values(plan).items() if k[0] == D2} == {
        (): 3,
        ("size=small;enterprise.industry=C39",): 1,
        ("size=small;enterprise.industry=C13",): 1,
        ("size=large;enterprise.industry=C13",): 1,
    }


def test_definitions_with_different_breakdowns_do_not_mix(plan: SmallPlan) -> None:
    made(plan, "sum(output)", "first", by=["size"])
    made(plan, "sum(output)", "second", by=["enterprise.industry"])
    made(plan, "sum(output)", "third")
    plan.load()
    figures = plan.view().figures
    cells = {
        n: {o.breakdown for o in figures.of(n, area=D2, breakdown=None)} for n in ("first", "second", "third")
    }
    assert cells == {
        "first": {"", "size=small", "size=large"},
        "second": {"", "enterprise.industry=C39", "enterprise.industry=C13"},
        "third": {""},
    }


def test_totals_are_what_is_asked_for_unless_cells_are_wanted(plan: SmallPlan) -> None:
    made(plan, "sum(output)", by=["size"])
    plan.load()
    assert {o.breakdown for o in plan.view().figures.of("made")} == {""}


def test_a_breakdown_with_a_small_cell_is_withheld_whole(plan: SmallPlan) -> None:
    plan.datasets["returns"] = plan.datasets["returns"] | {"confidentiality": "internal", "min_cell": 2}
    made(plan, "sum(output)", by=["size", "enterprise.industry"])
    here = {k[2:]: o for k, o in found(plan).items() if k[0] == D2}
    assert here[()].value == 90
    cells = [o for k, o in here.items() if k]
    assert len(cells) == 4
    assert all(o.value is None and o.rows is None and o.reason and "too few" in o.reason.en for o in cells)


def test_what_is_required_is_required_of_the_total_not_of_a_cell(plan: SmallPlan) -> None:
    plan.indicator(
        "made",
        {
            "id": "d",
            "from": "returns",
            "value": "sum(output)",
            "by": ["size"],
            "requires": {"value": "count(*) >= 3", "why": {"en": "Three are needed."}},
        },
    )
    there = values(plan)
    assert {k[2:]: v for k, v in there.items() if k[0] == D2} == {
        (): 90, ("size=small",): 50, ("size=large",): 40,
    }  # fmt: skip
    assert {k[2:]: v for k, v in there.items() if k[0] == DISTRICTS[0]} == {(): None, ("size=large",): None}


def test_words_with_separators_in_them_stay_one_cell(plan: SmallPlan) -> None:
    plan.rows["returns"] = [{**r, "size": "a;b%=c"} for r in plan.rows["returns"]]
    made(plan, "count(*)", by=["size"])
    assert values(plan)[D2, "2016", "size=a%3Bb%25=c"] == 3


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", ""])), min_size=1, max_size=10))
@settings(max_examples=8, deadline=None)
def test_cells_of_a_sum_add_up_to_the_total(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    returns = [(e, f"2016-01-{n + 1:02}", float(n + 1), size) for n, (e, size) in enumerate(rows)]
    plan = small(tmp_path_factory.mktemp("by") / "small", returns)
    made(plan, "sum(output)", by=["size"])
    want: dict[tuple[str, ...], float] = defaultdict(float)
    for e, _, output, size in returns:
        want[ENTERPRISES[e][1], "2016"] += output
        want[ENTERPRISES[e][1], "2016", f"size={size}"] += output
    assert values(plan) == want


def test_of_very_many_figures_the_totals_are_read_at_once_and_cells_only_when_they_are_asked_for(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = view_at(BEIJING, loaded, TODAY).figures.work
    whole, asked = Figures(work), list[str]()
    expected = {i: (whole.of(i), whole.of(i, breakdown=None)) for i in whole.indicators()}
    read = Figures._rows

    def rows(self: Figures, condition: str) -> dict[str, tuple[Observation, ...]]:
        asked.append(condition)
        return read(self, condition)

    few = sum(len(totals) for totals, _ in expected.values())
    assert few < whole.count()
    monkeypatch.setattr(figures, "_AT_ONCE", few)
    monkeypatch.setattr(Figures, "_rows", rows)
    many = Figures(work)
    assert {i: many.of(i) for i in expected} == {i: totals for i, (totals, _) in expected.items()}
    one = expected["pm25-mean"][0][0]
    assert one in many.of("pm25-mean", one.definition, one.area, one.period_text)
    assert len(asked) == figures._FEW + 1, "the first few alone, then all totals"
    assert {i: many.of(i, breakdown=None) for i in expected} == {i: all_ for i, (_, all_) in expected.items()}
    assert len(asked) == figures._FEW + 1 + len(expected)
    asked.clear()
    assert Figures(work).of("pm25-mean") == expected["pm25-mean"][0]
    assert asked == ["indicator = 'pm25-mean' and breakdown = ''"], "no other's"
