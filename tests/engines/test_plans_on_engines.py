"""A whole plan gives the same observations on DuckDB and on the other engine, row by row, in every column."""

from pathlib import Path
from typing import Any

import pytest
from enterprises import DISTRICTS, made, small
from rooms_fixtures import BEIJING, FOSHAN, TODAY, plan_at, store_of
from small_plan import SmallPlan

from qualicity.evidence import connect
from qualicity.indicators import Computation, Engine, compute

RETURNS: list[tuple[str, str, float | None, str]] = [
    ("a", "2015-12-28", 1.0, "large"),
    ("a", "2016-01-03", 2.5, "large"),
    ("a", "2016-02-29", 0.1, "small"),
    ("a", "2017-07-01", 0.0, "small"),
    ("b", "2016-03-31", None, "large"),
    ("b", "2016-12-31", 0.2, "small"),
    ("b", "2020-12-31", 0.0, "small"),
    ("c", "2021-01-03", 4.0, "large"),
    ("c", "2021-01-04", 0.7, "it's; 100%"),
]
SHOWN = "indicator, area, period, breakdown, value, reason, denominator, rows"


def same(folder: Path, workspace: Path, engine: Engine, as_of: Any = TODAY) -> Computation:
    """Compute on both; every row of one is a row of the other."""
    plan = plan_at(folder)
    ours = compute(plan, store_of(folder, workspace), as_of)
    theirs = compute(plan, store_of(folder, workspace), as_of, engine=engine)
    assert ours.path != theirs.path
    with connect() as db:
        one, other = (f"read_parquet('{w.path}')" for w in (ours, theirs))
        for a, b in ((one, other), (other, one)):
            rest = db.execute(f"select {SHOWN} from (select * from {a} except all select * from {b})")
            assert rest.fetchall() == []
        counted = db.execute(f"select count(*) from {one}").fetchone()
    assert counted is not None
    assert counted[0] > 0
    return theirs


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    return small(tmp_path / "small", RETURNS)


def check(plan: SmallPlan, engine: Engine) -> Computation:
    """Load and compare."""
    plan.load()
    return same(plan.folder, plan.workspace, engine)


@pytest.mark.parametrize("freq", ["A", "S", "Q", "M", "W", "D", "YTD"])
def test_periods_of_every_frequency(plan: SmallPlan, engine: Engine, freq: str) -> None:
    made(plan, "sum(output)", freq=[freq], denominator="count(output)")
    check(plan, engine)


def test_weeks_at_the_end_of_a_year_belong_to_the_year_of_their_thursday(
    plan: SmallPlan, engine: Engine
) -> None:
    made(plan, "count(*)", freq=["W"])
    work = check(plan, engine)
    with connect() as db:
        found = db.execute(f"select distinct period from read_parquet('{work.path}')").fetchall()
    assert {"2015-W53", "2020-W53", "2021-W01"} <= {r[0] for r in found}


def test_reasons_for_no_value(plan: SmallPlan, engine: Engine) -> None:
    made(plan, "sum(output) / count(*) filter (where size = 'none')", "by-zero", freq=["A", "M"])
    made(plan, "sum(output) / sum(output)", "by-nothing", freq=["A", "D"])
    made(plan, "avg(output)", "empty", filter="size = 'large'", freq=["A", "Q"])
    made(plan, "ln(min(output))", "undefined", freq=["A"])
    why = {"en": "Two at least."}
    made(plan, "avg(output)", "required", requires={"value": "count(output) >= 2", "why": why}, freq=["A"])
    work = check(plan, engine)
    with connect() as db:
        found = db.execute(f"select distinct reason from read_parquet('{work.path}')").fetchall()
    assert {"division_by_zero", "empty", "undefined", "requires", None} <= {r[0] for r in found}


def test_breakdowns_dotted_names_and_areas(plan: SmallPlan, engine: Engine) -> None:
    by = ["enterprise.industry", ["size", "enterprise.industry.advanced"]]
    made(plan, "sum(output)", "counted-anew", across="recompute", by=by, freq=["A", "YTD"])
    made(plan, "avg(output) filter (where enterprise.industry.advanced)", "weighted", across="weighted",
         denominator="count(output)", freq=["A"])  # fmt: skip
    made(plan, "max(output)", "never", across="never", freq=["A"])
    work = check(plan, engine)
    with connect() as db:
        found = db.execute(f"select distinct area from read_parquet('{work.path}')").fetchall()
    assert set(DISTRICTS) < {r[0] for r in found}  # and what they lie in


def test_formulas_with_aggregates_beside_other_indicators(plan: SmallPlan, engine: Engine) -> None:
    made(plan, "count(*)", "returned", freq=["A", "Q"])
    made(plan, "100.0 * sum(output) / [returned]", "each", freq=["A", "Q"])
    plan.indicator("double", {"id": "d", "value": "2 * [each] / [returned]"})
    check(plan, engine)


def test_decimals_round_a_half_alike_however_it_was_added_up(plan: SmallPlan, engine: Engine) -> None:
    made(plan, "sum(output)", decimals=1)
    made(plan, "avg(output)", "mean", decimals=2, freq=["A", "Q"])
    check(plan, engine)


@pytest.mark.parametrize("as_of", ["2016-03-01", "2017-12-31", "2026-12-31"])
def test_rows_as_known_on_a_date_and_their_revisions(plan: SmallPlan, engine: Engine, as_of: str) -> None:
    made(plan, "sum(output)", freq=["A"])
    plan.indicator()
    plan.figure("2016", 40.0, released="2017-02-01")
    plan.load()
    plan.figures[0] |= {"value": 41.0, "released": "2017-06"}
    plan.load()
    same(plan.folder, plan.workspace, engine, TODAY.fromisoformat(as_of))


@pytest.mark.parametrize("as_of", ["2016-03-01", "2026-12-31"])
@pytest.mark.parametrize("known", [{"field": "day"}, {"after": "PT1H", "of": "day"}], ids=["field", "delay"])
def test_rows_that_were_revised_withdrawn_and_added(
    plan: SmallPlan, engine: Engine, known: dict[str, str], as_of: str
) -> None:
    plan.datasets["returns"] = plan.datasets["returns"] | {"known": known}
    made(plan, "sum(output)", freq=["A", "M"], by=["size"])
    plan.load()
    rows = [dict(r) for r in plan.rows["returns"]]
    rows[1]["output"], rows[3]["size"] = 100.25, "changed"
    plan.rows["returns"] = [*rows[:5], *rows[6:], rows[5] | {"day": "2016-03-30", "output": 7.5}]
    plan.load()
    plan.rows["returns"] = [
        dict(r) | ({"output": 3.5} if n == 0 else {}) for n, r in enumerate(plan.rows["returns"])
    ]
    plan.load()  # revised in another span of rows
    same(plan.folder, plan.workspace, engine, TODAY.fromisoformat(as_of))


@pytest.mark.parametrize("folder", [FOSHAN, BEIJING], ids=lambda f: f.name)
def test_real_plans(loaded: Path, engine: Engine, folder: Path) -> None:
    same(folder, loaded, engine)


def test_derived_rows_are_the_same_but_for_the_last_digits_of_sums(loaded: Path, engine: Engine) -> None:
    ours, theirs = (
        compute(plan_at(BEIJING), store_of(BEIJING, loaded), TODAY, engine=e) for e in (None, engine)
    )
    assert set(ours.derived) == {"station_air_days", "city_air_days"}
    with connect() as db:
        for dataset in ours.derived:
            one, other = (w.tables[dataset] for w in (ours, theirs))
            columns = db.execute(f"describe select * from {one}").fetchall()
            assert columns == db.execute(f"describe select * from {other}").fetchall()
            selected = ", ".join(f"round({c[0]}, 9)" if c[1] == "DOUBLE" else f'"{c[0]}"' for c in columns)
            rest = db.execute(f"select {selected} from {one} except all select {selected} from {other}")
            assert rest.fetchall() == []


def test_engines_keep_their_figures_apart(loaded: Path, engine: Engine) -> None:
    work = compute(plan_at(FOSHAN), store_of(FOSHAN, loaded), TODAY, engine=engine)
    again = compute(plan_at(FOSHAN), store_of(FOSHAN, loaded), TODAY, engine=engine)
    here = compute(plan_at(FOSHAN), store_of(FOSHAN, loaded), TODAY)
    assert again.path == work.path != here.path
    assert not again.fresh
