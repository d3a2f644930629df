"""A figure computed anew from the pinned versions is the stored one, in all digits, for any number of threads."""

from datetime import timedelta
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import BEIJING, FOSHAN, LOADED_AT, TODAY, Commands, change, load_plan, store_of
from small_plan import CITY, SmallPlan, text

from qualicity.evidence import EvidenceStore, connect
from qualicity.indicators import Figures, compute, expression, recompute
from qualicity.indicators.sqltext import rounded
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

pytestmark = pytest.mark.usefixtures("all_threads")

THREADS = (1, 2, 4, 8)


def test_beijings_year_is_the_same_from_all_its_hours(loaded: Path) -> None:
    """Each figure on one thread, and on each of the other numbers in turn: every time it is made of all hours."""
    figures = Figures(compute(read_plan(BEIJING), store_of(BEIJING, loaded), TODAY))
    found = [*figures.of("pm25-mean", "gb3095-2012-uci"), *figures.of("good-air-days", "hj633-2012-uci")]
    assert len(found) >= len(THREADS)
    for figure, several in zip(found, cycle(THREADS[1:]), strict=False):
        for threads in (1, several):
            anew = recompute(figures, figure, threads)
            assert anew.equal, (figure, anew)
            assert (anew.stored, anew.recomputed, anew.threads) == (figure.value, figure.value, threads)
            assert "air_hourly" in anew.pinned


def test_published_figures_and_their_earlier_vintages_are_found_again(loaded: Path) -> None:
    figures = Figures(compute(read_plan(FOSHAN), store_of(FOSHAN, loaded), TODAY))
    every = figures.of("gdp", "published", "440600", "2016")
    assert [o.value for o in every if not o.current] == [8600]
    assert len(every) == 3
    assert all(recompute(figures, o).equal for o in every)


def test_what_has_come_later_does_not_change_the_answer(foshan: Path, tmp_path: Path) -> None:
    load_plan(foshan, tmp_path / "var")
    figures = Figures(compute(read_plan(foshan), store_of(foshan, tmp_path / "var"), TODAY))
    assert figures.work.store.versions()["published_figures"] == 0
    change(foshan / "evidence" / "published_figures.csv", ",2011,6580.28,", ",2011,6580.29,")
    load_plan(foshan, tmp_path / "var", LOADED_AT + timedelta(minutes=1))
    assert store_of(foshan, tmp_path / "var").versions()["published_figures"] == 1
    (figure,) = figures.of("gdp", period="2011", current=True)
    anew = recompute(figures, figure)
    assert (anew.recomputed, anew.equal, anew.pinned["published_figures"]) == (6580.28, True, 0)


def test_a_stored_value_that_was_tampered_with_is_found_out(foshan: Path, tmp_path: Path) -> None:
    load_plan(foshan, tmp_path / "var")
    work = compute(read_plan(foshan), store_of(foshan, tmp_path / "var"), TODAY)
    other = work.path.with_name("other.parquet")
    duckdb.execute(
        f"copy (select * replace (value * 2 as value) from '{work.path}') to '{other}' (format parquet)"
    )
    work.path = other
    figures = Figures(work)
    (figure,) = figures.of("gdp", period="2011", current=True)
    anew = recompute(figures, figure)
    assert (anew.stored, anew.recomputed, anew.equal) == (13160.56, 6580.28, False)


def test_the_command_says_what_came_out(cli_loaded: Commands) -> None:
    words = (
        "explain",
        BEIJING,
        "pm25-mean",
        "--period",
        "2016",
        "--definition",
        "gb3095-2012-uci",
        "--as-of",
        TODAY,
    )
    found = cli_loaded.json(*words, "--recompute", "--threads", 2)["recompute"]
    assert list(found) == ["stored", "recomputed", "equal", "threads", "pinned"]
    assert (found["stored"], found["recomputed"], found["equal"], found["threads"]) == (73.05, 73.05, True, 2)
    assert "the same" in cli_loaded.run(*words, "--recompute").stdout
    assert "recompute" not in cli_loaded.json(*words)


def sums(values: list[float], value: str, threads: int, decimals: int | None) -> float | None:
    """A definition's value over many copies of some rows, as the queries write it."""
    sql = expression.aggregate(value, ("x",)).sql
    with connect() as db:
        db.execute(f"set threads={threads}")
        rows = ", ".join(f"(cast({v!r} as double))" for v in values)
        db.execute(f"create table t as select x from (values {rows}) v(x), range(30000)")
        (found,) = db.execute(
            f"select {rounded('v', decimals)} from (select cast({sql} as double) as v from t)"
        ).fetchall()
    return found[0]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.floats(-1e12, 1e12) | st.decimals(-1000, 1000, places=2).map(float), min_size=1, max_size=8),
    st.sampled_from(
        ["sum(x)", "avg(x)", "stddev(x)", "sum(x) filter (where x > 0)", "100.0 * sum(x) / count(x)"]
    ),
    st.sampled_from([None, 1, 12]),
)
def test_no_number_of_threads_changes_a_sum(values: list[float], value: str, decimals: int | None) -> None:
    assert len({sums(values, value, n, decimals) for n in THREADS}) == 1


def test_half_way_between_two_rounded_values_decimals_decide_as_people_do() -> None:
    """0.1 + 0.2 + … in floats falls to either side of a half, by the order in which it is added."""
    values = [12.3, 12.4]  # their mean is 12.35 exactly, on paper
    assert {sums(values, "avg(x)", n, 1) for n in THREADS} == {12.4}
    exactly = sum((Fraction(str(v)) for v in [0.1, 0.7, 0.25]), Fraction()) * 30000
    assert {sums([0.1, 0.7, 0.25], "sum(x)", n, None) for n in THREADS} == {float(exactly)}


def test_very_small_and_very_large_values_are_added_all_the_same() -> None:
    assert sums([2e-9], "sum(x)", 4, None) == pytest.approx(6e-5)
    assert sums([1e25, 2e25], "sum(x)", 4, None) == pytest.approx(9e29)
    assert sums([0.0], "avg(x)", 4, None) == 0.0


def test_an_earlier_vintage_is_computed_as_known_on_its_day(tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.datasets["reports"] = {
        "title": text("Reports"),
        "path": "evidence/reports.csv",
        "schema": {
            "fields": [
                {"name": "area"},
                {"name": "day", "type": "date"},
                {"name": "x", "type": "number"},
                {"name": "released", "type": "known"},
            ],
            "primaryKey": ["area", "day"],
        },
        "known": {"field": "released"},
        "concepts": {"REF_AREA": "area", "TIME_PERIOD": "day"},
    }
    row = {"area": CITY, "day": "2016-05-01", "x": 0.1, "released": "2017-01-10"}
    plan.rows["reports"] = [row, row | {"x": 0.3, "released": "2018-01-10"}]
    plan.indicator("total", {"id": "d", "from": "reports", "value": "sum(x)"}, measure="flow")
    plan.load()
    read = read_plan(plan.folder)
    figures = Figures(compute(read, EvidenceStore(Workspace(plan.workspace), read), TODAY))
    assert [(o.value, recompute(figures, o).recomputed) for o in figures.of("total")] == [
        (0.1, 0.1),
        (0.3, 0.3),
    ]
