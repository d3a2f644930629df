"""How often a plan accepts, the smallest plan for two points, and a sample shared out among strata."""

from fractions import Fraction
from math import comb, exp, factorial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from calc_fixtures import calc, given, made, refused, rows
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from qualicity.methods import load_methods
from qualicity.methods.sampling.acceptance import allocate, find_plan, oc
from qualicity.methods.sampling.acceptance.curve import TYPES, acceptance

METHODS = load_methods()
OC, FIND, ALLOCATE = (METHODS[f"sampling.{name}"] for name in ("oc", "find_plan", "allocate"))
quickly = settings(max_examples=50, deadline=None)


def records(table: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


# -- operating characteristic -------------------------------------------------------------------------------


def exact(kind: str, lot: int, n: int, c: int, pd: Fraction) -> float:
    if kind == "poisson":
        mean = float(n * pd)
        return exp(-mean) * sum(mean**i / factorial(i) for i in range(c + 1))
    if kind == "binomial":
        return float(sum(comb(n, i) * pd**i * (1 - pd) ** (n - i) for i in range(c + 1)))
    bad = int(lot * pd)
    return float(Fraction(sum(comb(bad, i) * comb(lot - bad, n - i) for i in range(c + 1)), comb(lot, n)))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    ("lot", "n", "c"), [(1000, 80, 2), (500, 50, 0), (10000, 200, 10), (5000, 315, 21), (100, 100, 3)]
)
def test_the_probability_is_that_of_exact_arithmetic(kind: str, lot: int, n: int, c: int) -> None:
    shares = [Fraction(i, 100) for i in (0, 1, 2, 4, 6, 10, 50)]
    columns = {
        "type": np.full(len(shares), kind, dtype=object),
        "N": np.full(len(shares), float(lot)),
        "n": np.full(len(shares), float(n)),
        "c": np.full(len(shares), float(c)),
        "pd": np.array([float(p) for p in shares]),
    }
    wanted = [exact(kind, lot, n, c, p) for p in shares]
    assert np.abs(oc(columns)["paccept"] - wanted).max() < 1e-10


@quickly
@drawn(st.sampled_from(range(3)), st.integers(1, 3000), st.data())
def test_a_better_lot_is_never_accepted_less_often(kind: int, lot: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, lot))
    c = data.draw(st.integers(0, min(n, 60)))
    pd = np.sort(np.array(data.draw(st.lists(st.floats(0, 1), min_size=2, max_size=30))))
    found = oc({"pd": pd}, type=TYPES[kind], N=str(lot), n=str(n), c=str(c))["paccept"]
    assert np.all(np.diff(found) <= 1e-12)
    assert np.all((found >= 0) & (found <= 1))


def test_n_beside_capital_n_are_two_columns_also_in_the_result(tmp_path: Path) -> None:
    text = "type,N,n,c,pd\nhypergeom,1000,80,2,0.01\n超几何,1000,80,2,0.01\nbinomial,,80,2,0.01\nPoisson,,80,2,0.01\n"
    found = records(made(tmp_path, OC, text))
    assert [(r["N"], r["n"]) for r in found] == [("1000", "80"), ("1000", "80"), ("", "80"), ("", "80")]
    assert [round(float(r["paccept"]), 4) for r in found] == [0.9608, 0.9608, 0.9534, 0.9526]
    for kind in (".parquet", ".xlsx"):
        calc(OC, given(tmp_path, text), tmp_path / f"out{kind}")
        calc(OC, tmp_path / f"out{kind}", tmp_path / "again.csv")
        again = records(rows(tmp_path / "again.csv"))
        assert [float(r["n"]) for r in again] == [80] * 4
        assert [r["paccept"] for r in again] == [r["paccept"] for r in found]


def test_n_alone_is_not_taken_for_a_capital_n_that_is_not_there(tmp_path: Path) -> None:
    assert calc(OC, given(tmp_path, "n,c,pd\n80,2,0.01\n"), tmp_path / "out.csv") == []


def test_a_plan_may_be_given_once_for_all_qualities(tmp_path: Path) -> None:
    found = records(made(tmp_path, OC, "pd\n0\n0.01\n1\n", arguments={"n": "80", "c": "2"}))
    assert [round(float(r["paccept"]), 6) for r in found] == [1, 0.953447, 0]
    assert found[1]["plan"] == "binomial n=80 c=2"
    assert "--set c=" in refused(tmp_path, "pd\n0\n", OC, arguments={"n": "80"})
    assert "--set N=" in refused(tmp_path, "pd,n,c\n0,1,0\n", OC, arguments={"type": "hypergeom"})


def test_a_lot_holds_a_whole_number_of_nonconforming_items(tmp_path: Path) -> None:
    text = "type,N,n,c,pd\n" + "".join(
        f"hypergeom,1000,80,2,{pd}\n" for pd in (0.0101, 0.0105, 0.0106, 0.0115, 0.0001)
    )
    assert [float(r["pd_used"]) for r in records(made(tmp_path, OC, text))] == [0.010, 0.010, 0.011, 0.012, 0]


def test_what_cannot_be_reckoned_says_why(tmp_path: Path) -> None:
    text = (
        "type,N,n,c,pd\nhypergeom,50,80,2,0.1\nhypergeom,,80,2,0.1\nbinomial,,80,2,1.5\npoisson,,80,200,1.5\n"
        "normal,,80,2,0.1\nbinomial,,,2,0.1\nbinomial,,80,,0.1\nbinomial,,80,2,\nbinomial,,0,2,0.1\nbinomial,,3,5,0.9\n"
        "hypergeom,1e15,80,2,0.1\n"
    )
    found = records(made(tmp_path, OC, text))
    assert [r["reason"] for r in found] == [
        "n is above N",
        "N is missing",
        "pd is above 1",
        "",
        "no such type",
        "n is missing",
        "c is missing",
        "pd is missing",
        "n is missing",
        "",
        "N is above 1,000,000,000",
    ]
    assert [bool(r["paccept"]) for r in found] == [not r["reason"] for r in found]
    assert found[9]["paccept"] == "1.0"


def test_the_curve_says_what_the_plan_still_lets_through() -> None:
    found = oc({"pd": np.array([0.01, 0.06, 0.08, np.nan])}, n="80", c="2")
    assert OC.chart
    assert "6 % nonconforming it still passes in 13 %" in OC.chart(found, "en")["title"]
    assert len(OC.chart(found, "zh")["data"]["values"]) == 3
    assert OC.chart(oc({"pd": np.array([np.nan])}, n="80", c="2"), "en")["title"] == "No plan could be judged"


# -- plans for two points -----------------------------------------------------------------------------------


def found_plan(
    kind: str, points: tuple[float, float, float, float], lot: int | None = None
) -> dict[str, Any]:
    columns = {
        k: np.array([v]) for k, v in zip(("prp_pd", "prp_pa", "crp_pd", "crp_pa"), points, strict=True)
    }
    found = find_plan(columns, kind, str(lot or ""))
    return {name: values[0] for name, values in found.items()}


def stepwise(kind: str, points: tuple[float, float, float, float], lot: int | None) -> tuple[int, int]:
    """The search as textbooks tell it: more items while the consumer is not safe, else a larger c."""
    n, c = 1, 0
    while True:
        at_prp, at_crp = (acceptance(TYPES.index(kind), lot or 1, n, c, p) for p in (points[0], points[2]))
        if at_crp > points[3]:
            n += 1
        elif at_prp < points[1]:
            c += 1
        else:
            return n, c


POINTS = (0.05, 0.95, 0.15, 0.075)


@pytest.mark.parametrize(
    ("kind", "lot", "n", "c"),
    [("binomial", None, 80, 7), ("hypergeom", 100, 47, 4), ("poisson", None, 91, 8)],
)
def test_the_smallest_plan_is_that_of_a_step_by_step_search(
    kind: str, lot: int | None, n: int, c: int
) -> None:
    found = found_plan(kind, POINTS, lot)
    assert (found["n"], found["c"]) == stepwise(kind, POINTS, lot) == (n, c)


@settings(max_examples=30, deadline=None)
@drawn(
    *(st.sampled_from(TYPES), st.floats(0.001, 0.05), st.floats(2.5, 8)),
    *(st.floats(0.85, 0.99), st.floats(0.02, 0.15), st.integers(400, 5000)),
)
def test_a_plan_meets_both_points_and_no_smaller_one_does(
    kind: str, good: float, ratio: float, often: float, seldom: float, lot: int
) -> None:
    points = (good, often, good * ratio, seldom)
    found = found_plan(kind, points, lot)
    if found["reason"]:
        assert kind == "hypergeom"
        assert round(lot * good) == round(lot * good * ratio)
        return
    assert found["prp_achieved"] >= often - 1e-12
    assert found["crp_achieved"] <= seldom + 1e-12
    c = np.arange(found["n"])
    if len(c) > 1:
        at_prp, at_crp = (
            acceptance(TYPES.index(kind), lot, found["n"] - 1, c, p) for p in (points[0], points[2])
        )
        assert not np.any((at_prp >= often) & (at_crp <= seldom))


def test_points_that_no_plan_meets_say_why(tmp_path: Path) -> None:
    text = (
        "type,N,prp_pd,prp_pa,crp_pd,crp_pa\nbinomial,,0.05,0.95,0.05,0.1\nbinomial,,0.01,0.1,0.05,0.95\n"
        "hypergeom,20,0.01,0.95,0.02,0.1\nhypergeom,,0.01,0.95,0.02,0.1\nbinomial,,1e-12,0.95,1e-9,0.1\n"
        "binomial,,0.01,0.95,0.05,0\nbinomial,,0.01,,0.05,0.1\nbinomial,,0.01,95,0.05,10\nbinomial,,1,0.95,5,0.1\n"
        "binomial,,0.01,0.95,0.06,0.1\nbinomial,,0.01,1,0.06,0.1\nbinomial,,0,1,0.06,0.1\n"
    )
    found = records(made(tmp_path, FIND, text))
    assert [r["reason"] for r in found] == [
        "crp must have the larger pd and the smaller pa",
        "crp must have the larger pd and the smaller pa",
        "in this lot both points are the same number of items",
        "N is missing",
        "no plan with n up to 1,000,000 meets both points",
        "crp_pa must be above 0",
        "prp_pa is missing",
        "prp_pa is missing",
        "pd is above 1",
        "",
        "prp_pa must be below 1: no sample always passes",
        "",
    ]
    assert "prp_pa>1" in found[7]["flags"]
    assert (found[9]["n"], found[9]["c"]) == ("110", "3")
    assert [bool(r["n"]) for r in found] == [not r["reason"] for r in found]


# -- allocation ---------------------------------------------------------------------------------------------


@quickly
@drawn(
    st.lists(
        st.tuples(st.integers(0, 3000), st.sampled_from([0.0, 0.5, 1.0, 3.7, 40.0])), min_size=1, max_size=15
    ),
    *(st.integers(1, 6000), st.sampled_from(["neyman", "proportional", "equal"]), st.integers(0, 3)),
)
def test_an_allocation_adds_up_and_keeps_its_bounds(
    strata: list[tuple[int, float]], n: int, rule: str, least: int
) -> None:
    units, spread = (np.array(v, dtype=float) for v in zip(*strata, strict=True))
    found = allocate({"N": units, "S": spread}, n=n, rule=rule, least=least)
    taken, total = found["n_h"], min(n, units.sum())
    assert taken.sum() == total
    assert np.all((taken >= 0) & (taken <= units) & (taken == np.floor(taken)))
    if np.minimum(units, least).sum() <= total:
        assert np.all(taken >= np.minimum(units, least))
    assert np.all(np.abs(taken - found["n_exact"]) < 1)
    free = (taken > least + 1) & (taken < units - 1)
    share = {"neyman": units * spread, "proportional": units, "equal": np.ones(len(units))}[rule]
    if free.sum() > 1 and share[free].min() > 0:
        ratio = found["n_exact"][free] / share[free]
        assert ratio.max() / ratio.min() == pytest.approx(1)


def shares(text: str, tmp_path: Path, **arguments: Any) -> list[tuple[str, str]]:
    return [(r["n_h"], r["reason"]) for r in records(made(tmp_path, ALLOCATE, text, arguments=arguments))]


def test_neyman_proportional_and_equal(tmp_path: Path) -> None:
    text = "stratum,N,S\na,400,10\nb,300,20\nc,300,10\n"
    for rule, wanted in (("neyman", [30, 47, 23]), ("proportional", [40, 30, 30]), ("equal", [34, 33, 33])):
        got = [int(n) for n, _ in shares(text, tmp_path, n=100, rule=rule)]
        assert sum(got) == 100
        assert got == ([31, 46, 23] if rule == "neyman" else wanted)


def test_a_stratum_is_taken_whole_and_the_rest_shared_anew(tmp_path: Path) -> None:
    assert shares("N,S\n10,100\n100,1\n300,1\n", tmp_path, n=50) == [("10", ""), ("10", ""), ("30", "")]
    assert [n for n, _ in shares("N,S\n10,0\n100,1\n300,0\n", tmp_path, n=50, least=2)] == ["2", "46", "2"]
    assert [n for n, _ in shares("N,S\n10,0\n10,0\n20,0\n", tmp_path, n=8)] == ["2", "2", "4"]


def test_the_total_may_be_a_column_and_too_much_or_too_little_is_said(tmp_path: Path) -> None:
    assert [n for n, _ in shares("N,S,n\n10,1,6\n20,1,6\n", tmp_path)] == ["2", "4"]
    whole = "n is above the sum of all N: every unit is taken"
    assert shares("N,S\n10,1\n20,1\n", tmp_path, n=31) == [("10", whole), ("20", whole)]
    few = "n is too small for a sample here"
    assert shares("N,S\n10,1\n20,1\n30,1\n", tmp_path, n=2) == [("0", few), ("1", ""), ("1", "")]
    assert "holds 6 and 7" in refused(tmp_path, "N,S,n\n10,1,6\n20,1,7\n", ALLOCATE)
    assert "column 'n' says 6" in refused(tmp_path, "N,S,n\n10,1,6\n", ALLOCATE, arguments={"n": 7})
    assert [n for n, _ in shares("N,S,n\n10,1,6\n", tmp_path, n=6)] == ["6"]
    assert "--set n=500" in refused(tmp_path, "N,S\n10,1\n", ALLOCATE)
    assert "rule=proportional" in refused(tmp_path, "N\n10\n", ALLOCATE, arguments={"n": 5})
    assert shares("N\n10\n", tmp_path, n=5, rule="proportional") == [("5", "")]


def test_figures_that_are_huge_or_tiny_are_shared_out_all_the_same(tmp_path: Path) -> None:
    assert [n for n, _ in shares("N,S\n10,1e308\n20,1e-300\n1000000000000,0\n", tmp_path, n=20)] == [
        "10",
        "1",
        "9",
    ]
    assert "n must be a number from 0" in refused(tmp_path, "pd,c\n1,1\n", OC, arguments={"n": "1e300"})


def test_one_stratum_without_figures_leaves_all_without(tmp_path: Path) -> None:
    other = "N or S of another stratum is missing"
    assert shares("N,S\n10,\n20,1\n-3,1\n", tmp_path, n=5) == [
        ("", "S is missing"),
        ("", other),
        ("", "N is missing"),
    ]
