"""Rows that are not public: a figure that rests on fewer than declared is withheld, and what would tell it with it."""

from pathlib import Path

import pytest
from enterprises import CITY, DISTRICTS, PROVINCE, found, made, small
from small_plan import FIGURES, SmallPlan

from qualicity.indicators import check_indicators
from qualicity.indicators.withheld import check_withheld
from qualicity.plan import open_plan

D1, D2 = DISTRICTS[:2]
RETURNS = [
    ("a", "2016-03-01", 10.0, "large"),
    *(("b", f"2016-{m:02}-01", 20.0, "small") for m in (1, 2, 3)),
    *(("c", f"2016-{m:02}-02", 30.0, "large") for m in (2, 3)),
]


def closed(folder: Path, least: int | None = 3) -> SmallPlan:
    plan = small(folder, RETURNS)
    said = {"confidentiality": "restricted"} | ({} if least is None else {"min_cell": least})
    plan.datasets["returns"] = plan.datasets["returns"] | said
    return plan


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    return closed(tmp_path / "small")


def shown(plan: SmallPlan, name: str = "made") -> dict[tuple[str, ...], float | None]:
    """The values; of what is withheld nothing else may be told."""
    there = found(plan, name)
    for o in there.values():
        if o.value is None:
            assert o.reason
            assert "too few rows" in o.reason.en
            assert (o.rows, o.denominator) == (None, None)
    return {k: o.value for k, o in there.items()}


def test_a_figure_of_too_few_rows_is_withheld_with_its_denominator(plan: SmallPlan) -> None:
    made(plan, "sum(output)", denominator="count(output)")
    assert shown(plan) == {(D1, "2016"): None, (D2, "2016"): 120}


def test_without_a_number_declared_it_is_shown(tmp_path: Path) -> None:
    for least in (None, 0):
        plan = closed(tmp_path / f"small{least}", least)
        made(plan, "sum(output)")
        assert shown(plan) == {(D1, "2016"): 10, (D2, "2016"): 120}


def test_public_rows_are_never_too_few(plan: SmallPlan) -> None:
    plan.datasets["returns"] = plan.datasets["returns"] | {"confidentiality": "public"}
    made(plan, "sum(output)")
    assert shown(plan)[D1, "2016"] == 10


def test_too_small_a_denominator_withholds_too(plan: SmallPlan) -> None:
    made(plan, "sum(output)", denominator="count(output) filter (where size = 'large')")
    assert shown(plan)[D2, "2016"] is None


def test_the_filter_says_which_rows_count(plan: SmallPlan) -> None:
    made(plan, "sum(output)", filter="size = 'large'")
    assert set(shown(plan).values()) == {None}


def test_areas_beside_it_would_tell_it_where_the_whole_is_counted_anew(plan: SmallPlan) -> None:
    made(plan, "sum(output)", across="recompute")
    there = shown(plan)
    assert there[CITY, "2016"] == there[PROVINCE, "2016"] == 130
    assert there[D1, "2016"] is there[D2, "2016"] is None


def test_a_whole_added_up_from_its_parts_lacks_one(plan: SmallPlan) -> None:
    made(plan, "sum(output)", across="sum")
    there = found(plan)
    assert there[CITY, "2016"].value is None


def test_periods_beside_it_would_tell_it_where_the_year_has_a_figure(plan: SmallPlan) -> None:
    plan.rows["returns"] = [r for r in plan.rows["returns"] if r["area"] == D2]
    plan.datasets["returns"] = plan.datasets["returns"] | {"min_cell": 2}
    made(plan, "sum(output)", freq=["A", "M", "YTD"])
    there = shown(plan)
    assert there[D2, "2016"] == 120
    assert {v for k, v in there.items() if k[1] != "2016"} == {
        None
    }  # January has one row, February and March two


def test_without_a_figure_of_the_year_each_period_stands_for_itself(plan: SmallPlan) -> None:
    plan.datasets["returns"] = plan.datasets["returns"] | {"min_cell": 2}
    made(plan, "sum(output)", freq=["M"])
    there = shown(plan)
    assert there[D2, "2016-01"] is None
    assert (there[D2, "2016-02"], there[D2, "2016-03"]) == (50, 50)


def test_what_is_made_from_it_has_no_value_either(plan: SmallPlan) -> None:
    made(plan, "sum(output)")
    made(plan, "count(*)", "all")
    plan.indicator("twice", {"id": "d", "value": "2 * [made]"})
    plan.indicator("each", {"id": "d", "from": "returns", "value": "sum(output) / [all]"})
    plan.load()
    figures = plan.view("2026-12-31").figures
    for name, value in (("twice", 240), ("each", 24)):
        there = {o.area: o.value for o in figures.of(name, current=True)}
        assert there.get(D1) is None
        assert there[D2] == value


def test_rows_that_a_name_leads_to_count_as_those_of_the_dataset(plan: SmallPlan) -> None:
    plan.datasets["enterprises"] = plan.datasets["enterprises"] | {
        "confidentiality": "internal",
        "min_cell": 2,
    }
    plan.datasets["returns"] = plan.datasets["returns"] | {"confidentiality": "public"}
    made(plan, "sum(output) filter (where enterprise.industry = 'C39')")
    made(plan, "sum(output)", "own")
    plan.load()
    figures = plan.view("2026-12-31").figures
    assert [o.value for o in figures.of("made", area=D1, current=True)] == [None]
    assert [o.value for o in figures.of("own", area=D1, current=True)] == [10]


def test_what_an_authority_has_published_is_public_already(plan: SmallPlan) -> None:
    plan.indicator("cover", "published")
    plan.figure("2016", 37.4)
    plan.write()
    file = plan.folder / "datasets" / "figures.yaml"
    plan.datasets["figures"] = FIGURES | {"confidentiality": "restricted", "min_cell": 9}
    plan.load()
    assert "min_cell: 9" in file.read_text("utf-8")
    assert [o.value for o in plan.view().figures.of("cover")] == [37.4]


def test_a_breakdown_of_a_figure_withheld_is_withheld(plan: SmallPlan) -> None:
    made(plan, "sum(output)", by=["size"])
    assert {v for k, v in shown(plan).items() if k[0] == D1} == {None}


def test_cells_withheld_in_one_area_are_withheld_in_those_beside_it(tmp_path: Path) -> None:
    rows = [(e, f"2016-{m:02}-01", 10.0, "large") for e in "abc" for m in (1, 2, 3)]
    plan = small(
        tmp_path / "cells",
        [
            *rows,
            ("a", "2016-04-01", 5.0, "small"),
            *((e, f"2016-0{m}-01", 5.0, "small") for e in "bc" for m in (4, 5)),
        ],
    )
    plan.datasets["returns"] = plan.datasets["returns"] | {"confidentiality": "internal", "min_cell": 2}
    made(plan, "sum(output)", across="recompute", by=["size"])
    there = shown(plan)
    assert (there[CITY, "2016", "size=small"], there[D2, "2016"]) == (25, 80)
    assert {there[d, "2016", f"size={s}"] for d in (D1, D2) for s in ("small", "large")} == {None}


def test_check_says_that_rows_made_of_what_is_not_public_will_be(plan: SmallPlan) -> None:
    made_days = {"method": "air.station_days", "from": "returns", "columns": {"station": "enterprise"}}
    for said, told in (({}, 1), ({"confidentiality": "restricted"}, 0), ({"confidentiality": "public"}, 0)):
        plan.datasets["days"] = {"title": {"en": "Days"}, "derived": made_days} | said
        folder = open_plan(plan.write())
        assert folder.plan
        problems = [p for p in check_withheld(folder, folder.plan) if p.code == "derived-public"]
        assert len(problems) == told
        assert all("datasets/days.yaml" in str(p.place) and p.severity == "warning" for p in problems)


def test_check_says_that_nobody_has_said_how_few_are_too_few(tmp_path: Path) -> None:
    for least, told in ((None, 1), (0, 0), (3, 0)):
        plan = closed(tmp_path / f"small{least}", least)
        made(plan, "sum(output)")
        problems = [p for p in check_indicators(open_plan(plan.write())) if p.code == "no-min-cell"]
        assert len(problems) == told, least
        for p in problems:
            assert p.severity == "warning"
            assert p.place.file.endswith("datasets/returns.yaml")
            assert "min_cell: 3" in p.message.en
            line = (plan.folder / "datasets/returns.yaml").read_text("utf-8").splitlines()[p.place.line - 1]
            assert line.startswith("confidentiality: restricted")
