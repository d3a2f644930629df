"""Trade: Balassa's index, the balance of trade, export quality; references, by hand, and what holds always."""

import csv
import gzip
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import told

from qualicity.errors import UsageError
from qualicity.methods import method
from qualicity.methods.calc import calculate_file
from qualicity.methods.trade import advantage, export_quality, rca, two_way_residuals

EXAMPLES = Path(advantage.__file__).parents[1] / "examples"
NAN = math.nan


def texts(*values: str | None) -> Any:
    return np.array(values, dtype=object)


def calc(tmp_path: Path, name: str, text: str, **arguments: Any) -> tuple[list[dict[str, str]], str]:
    """The rows that a method makes of a text, and what it says."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, "utf-8")
    notes = calculate_file(name, source, out, arguments=arguments)
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), "\n".join(n.en for n in notes)


def read(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


# -- advantage ------------------------------------------------------------------------------------------------


def test_no_cell_of_the_world_differs_from_the_published_ones(reference_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "rca.csv"
    calculate_file("trade.rca", reference_data / "trade" / "world_trade_avg_1998_2000.csv.gz", out)
    made = {(row["country"], row["product"]): row["advantage"] == "true" for row in read(out)}
    published = {
        (row["country"], product): flag == "1"
        for row in read(reference_data / "trade" / "expected_balassa_binary.csv.gz")
        for product, flag in row.items()
        if product != "country"
    }
    assert len(published) == 177_410
    different = sum(made.get(cell) != flag for cell, flag in published.items())
    told(f"{different} of {len(published):,} cells differ, {len(made):,} made")
    assert different == 0
    assert made.keys() == published.keys()


def test_a_small_world_by_hand(tmp_path: Path) -> None:
    rows, said = calc(
        tmp_path, "trade.rca", "country,product,value\nA,tiles,6\nA,taps,2\nB,taps,2\nB,tiles,0\nC,taps,10\n"
    )
    shown = [(r["country"], r["product"], r["value"], r["advantage"]) for r in rows]
    assert shown == [
        ("A", "tiles", "6.0", "true"),
        ("A", "taps", "2.0", "false"),
        ("B", "tiles", "0.0", "false"),
        ("B", "taps", "2.0", "true"),
        ("C", "tiles", "", "false"),
        ("C", "taps", "10.0", "true"),
    ]
    index = [float(r["rca"]) for r in rows]
    assert index == pytest.approx([0.75 / 0.3, 0.25 / 0.7, 0, 1 / 0.7, 0, 1 / 0.7])
    assert [r["reason"] for r in rows] == ["", "", "", "", advantage.NO_ROW, ""]
    assert "1 of 6 cells have no row" in said


def test_recorded_cells_only_on_demand(tmp_path: Path) -> None:
    text = "country,product,value\nA,tiles,6\nB,taps,2\n"
    rows, _ = calc(tmp_path, "trade.rca", text, cells="recorded")
    assert [(r["country"], r["product"], r["rca"]) for r in rows] == [
        ("A", "tiles", str(1 / 0.75)),
        ("B", "taps", "4.0"),
    ]


def test_years_are_worlds_of_their_own(tmp_path: Path) -> None:
    text = "country,product,year,value\nA,tiles,2001,1\nB,taps,2001,1\nA,tiles,2000,3\nA,taps,2000,1\nB,taps,2000,4\n"
    rows, _ = calc(tmp_path, "trade.rca", text)
    assert [(r["year"], r["country"], r["product"]) for r in rows] == [
        *(("2000", c, p) for c in "AB" for p in ("tiles", "taps")),
        *(("2001", c, p) for c in "AB" for p in ("tiles", "taps")),
    ]
    alone, _ = calc(tmp_path, "trade.rca", "country,product,value\nA,tiles,3\nA,taps,1\nB,taps,4\n")
    assert [r["rca"] for r in rows[:4]] == [r["rca"] for r in alone]


def test_what_is_missing_is_not_zero_and_rows_of_a_cell_add_up(tmp_path: Path) -> None:
    text = "country,product,value\n中国,瓷砖,5\n中国,瓷砖,5\n中国,卫浴,\n意大利,瓷砖,-3\n意大利,卫浴,10\n,卫浴,4\n无,瓷砖,0\n"
    rows, said = calc(tmp_path, "trade.rca", text)
    found = {(r["country"], r["product"]): r for r in rows}
    assert found["中国", "瓷砖"]["rows"] == "2"
    assert float(found["中国", "瓷砖"]["rca"]) == 2
    assert (found["中国", "卫浴"]["rca"], found["中国", "卫浴"]["reason"]) == ("", advantage.NO_VALUE)
    assert (found["意大利", "瓷砖"]["rca"], found["意大利", "瓷砖"]["flags"]) == ("", "value<0")
    assert found["无", "瓷砖"]["reason"] == advantage.NO_COUNTRY
    assert found["", "卫浴"]["flags"] == "country:missing"
    assert "sum of several rows" in said


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("A,p,\n", 1), ("A,p,7\n", 1), ("A,p,0\nB,q,0\n", 4), ("A,p,1e308\nB,q,1e308\nB,p,3\n", 4)],
)
def test_poor_tables_of_trade_give_reasons(tmp_path: Path, text: str, count: int) -> None:
    rows, _ = calc(tmp_path, "trade.rca", f"country,product,value\n{text}")
    assert len(rows) == count
    assert all(r["reason"] or r["rca"] for r in rows)
    assert not any("nan" in v or "inf" in v for r in rows for v in r.values() if v)


def test_too_many_cells_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advantage, "MOST_CELLS", 8)
    columns = {"country": texts(*"ABC"), "product": texts(*"pqr"), "value": np.ones(3)}
    with pytest.raises(UsageError, match="cells=recorded"):
        rca(columns)
    assert len(rca(columns, "recorded")["rca"]) == 3


AMOUNTS = st.one_of(st.just(0.0), st.floats(0.01, 1e6))
WORLD = st.integers(1, 5).flatmap(
    lambda wide: st.lists(st.lists(AMOUNTS, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


@given(WORLD)
@settings(max_examples=60)
def test_weighted_by_world_shares_a_countrys_indices_average_to_one(world: list[list[float]]) -> None:
    cells = [(f"c{c}", f"p{p}", x) for c, row in enumerate(world) for p, x in enumerate(row)]
    made = rca(
        {
            "country": texts(*(c for c, _, _ in cells)),
            "product": texts(*(p for _, p, _ in cells)),
            "value": np.array([x for _, _, x in cells]),
        }
    )
    for country in np.unique(made["country"]):
        of = (made["country"] == country) & np.isfinite(made["rca"])
        if of.any():
            assert math.isclose((made["rca"] * made["world_share"])[of].sum(), 1, rel_tol=1e-9)


# -- balance --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", ["exports,imports", "x,m", "X,M"])
def test_the_balance_of_trade(tmp_path: Path, names: str) -> None:
    text = f"what,{names}\n瓷砖,3,1\n,0,5\na,0,0\nb,,1\nc,2,\nd,-1,2\ne,1.5e308,1.5e308\n"
    rows, _ = calc(tmp_path, "trade.tc_index", text)
    assert [r["tc"] for r in rows] == ["0.5", "-1.0", "", "", "", "", "0.0"]
    assert [r["index"] for r in rows] == [r["tc"] for r in rows]
    assert [r["reason"] for r in rows][2:6] == [
        "neither exports nor imports",
        "exports are missing",
        "imports are missing",
        "exports are missing",
    ]


def test_other_names_of_both_sides_are_said_and_none_is_an_error(tmp_path: Path) -> None:
    rows, _ = calc(tmp_path, "trade.tc_index", "out,in\n3,1\n", exports="out", imports="in")
    assert rows[0]["tc"] == "0.5"
    with pytest.raises(UsageError, match="no column 'exports'"):
        calc(tmp_path, "trade.tc_index", "out,in\n3,1\n")


# -- quality --------------------------------------------------------------------------------------------------


def test_the_quality_of_the_reference_case(reference_data: Path, tmp_path: Path) -> None:
    source, out = reference_data / "trade" / "ksw_synthetic_case.csv", tmp_path / "out.csv"
    calculate_file("trade.export_quality", source, out)
    rows = read(out)
    worst = max(abs(float(r["ln_quality"]) - float(r["input_ln_quality"])) for r in rows)
    told(f"{len(rows)} rows, largest difference {worst:.1e}")
    assert len(rows) == 720
    assert worst < 1e-8


def by_dummies(y: Any, *groups: Any) -> Any:
    """Residuals by dense least squares on a column for each group."""
    dummies = np.hstack([np.equal.outer(g, np.unique(g)).astype(float) for g in groups])
    return y - dummies @ np.linalg.lstsq(dummies, y, rcond=None)[0]


GROUPS = st.integers(1, 40).flatmap(
    lambda n: st.tuples(
        *(st.lists(st.integers(0, 6), min_size=n, max_size=n) for _ in "ab"),
        st.lists(st.floats(-100, 100), min_size=n, max_size=n),
    )
)


@given(GROUPS)
@settings(max_examples=60)
def test_residuals_are_those_of_least_squares_on_dummies(
    drawn: tuple[list[int], list[int], list[float]],
) -> None:
    first, second, y = map(np.array, drawn)
    found, sets, alone = two_way_residuals(y, first, second)
    assert found == pytest.approx(by_dummies(y, first, second), abs=1e-8)
    assert found[alone] == pytest.approx(0, abs=1e-8)
    for group in (first, second):
        assert all(len(set(sets[group == g])) == 1 for g in group)


def test_a_long_chain_of_markets_is_solved_too() -> None:
    """Each market joins the next by one product: what makes alternating projections slow."""
    n = 60
    first = np.repeat(np.arange(n), 3)
    second = np.minimum(first + np.tile([0, 0, 1], n), n - 1)
    y = np.random.default_rng(3).normal(size=len(first))
    found, sets, _ = two_way_residuals(y, first, second)
    assert found == pytest.approx(by_dummies(y, first, second), abs=1e-8)
    assert set(sets) == {1}


def test_quality_does_not_depend_on_the_unit_of_a_product() -> None:
    rows = read(EXAMPLES / "trade_quality_synthetic.csv")
    columns = as_columns(rows)
    plain = export_quality(columns)["ln_quality"]
    tiles = columns["product"] == "tiles"
    columns["quantity"] = np.where(tiles, columns["quantity"] * 1000, columns["quantity"])
    columns["price"] = np.where(tiles, columns["price"] / 1000, columns["price"])
    assert export_quality(columns)["ln_quality"] == pytest.approx(plain, abs=1e-9, nan_ok=True)


def as_columns(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    numbers = {n: np.array([float(r[n]) for r in rows]) for n in ("year", "price", "quantity", "sigma")}
    return numbers | {n: texts(*(r[n] for r in rows)) for n in ("product", "destination")}


def test_rows_that_cannot_be_judged_say_why_and_sets_are_told(tmp_path: Path) -> None:
    text = (
        "product,destination,year,price,quantity\n"
        "p,A,2000,1,2\np,A,2000,2,2\nq,A,2000,1,1\nq,A,2000,1,3\n"
        "r,B,2000,1,2\nr,B,2000,3,2\n"
        "p,A,2000,0,1\np,A,2000,1,\n,A,2000,1,1\np,,2000,1,1\np,A,,1,1\np,A,2000,-1,1\ns,C,2000,1,1\n"
    )
    rows, said = calc(tmp_path, "trade.export_quality", text, sigma=4.0)
    assert [r["market_set"] for r in rows] == ["1"] * 4 + ["2"] * 2 + [""] * 6 + ["3"]
    assert all(r["ln_quality"] for r in rows[:6])
    assert not any(r["ln_quality"] for r in rows[6:])
    words = [r["reason"].split()[0] for r in rows[6:]]
    assert words == ["price", "quantity", "product", "destination", "year", "price", "the"]
    assert "3 sets" in said
    assert float(rows[1]["ln_quality"]) == pytest.approx(2 * math.log(2) / 3)


def test_sigma_is_asked_for_and_must_be_above_one(tmp_path: Path) -> None:
    text = "product,destination,price,quantity\np,A,1,2\np,A,2,2\n"
    with pytest.raises(UsageError, match="sigma"):
        calc(tmp_path, "trade.export_quality", text)
    with pytest.raises(UsageError, match="above 1"):
        calc(tmp_path, "trade.export_quality", text, sigma=1.0)
    rows, _ = calc(
        tmp_path, "trade.export_quality", "product,destination,price,quantity,sigma\np,A,1,2,1\np,A,2,2,\n"
    )
    assert {r["reason"] for r in rows} == {"sigma is missing or not above 1"}
    rows, _ = calc(tmp_path, "trade.export_quality", "product,destination,price,quantity\n", sigma=3.0)
    assert rows == []


def test_all_three_can_be_looked_up() -> None:
    assert [method(f"trade.{n}").title.zh for n in ("rca", "tc_index", "export_quality")]
