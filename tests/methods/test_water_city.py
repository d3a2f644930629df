"""The water quality index of cities."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import Commands
from water_tables import concentrations, measured, read, run

from qualicity.errors import UsageError
from qualicity.methods import method
from qualicity.methods.water.limits import ITEMS

NAME = "water.city_index"
FOUR = ("ph", "do", "codmn", "tp")
EXPECTED = {
    "river_good": 4.855692,
    "river_TP_0.2001": 5.406192,
    "river_inferior": 19.194667,
    "river_pH_6": 5.555692,
    "river_DO_4.99": 5.216671,
    "lake_TP_0.05": 5.405692,
}
SECTIONS = st.lists(
    st.fixed_dictionaries(
        {
            "ph": concentrations(14),
            "do": st.floats(0.1, 20),
            "codmn": concentrations(),
            "tp": concentrations(2),
        }
        | {"lake": st.one_of(st.none(), st.booleans()), "city": st.sampled_from(["a", "b"])}
    ),
    min_size=1,
    max_size=20,
)


@pytest.fixture
def sections() -> dict[str, dict[str, Any]]:
    """The worked cases by name, each with the columns that the method takes."""
    rows = read(method("water.surface_class").example.path)  # type: ignore[union-attr]
    return {row["case"]: row for row in measured(rows, also=["case"])}


def cities(rows: list[dict[str, Any]], **parameters: Any) -> dict[str, dict[str, Any]]:
    return {row["city"]: row for row in run(NAME, rows, **parameters)}


def test_each_worked_section_has_its_index_and_keeps_its_columns(sections: dict[str, dict[str, Any]]) -> None:
    found = run(NAME, list(sections.values()))
    assert {row["case"]: row["cwqi"] for row in found} == pytest.approx(EXPECTED, abs=1e-6)
    for row, given_row in zip(found, sections.values(), strict=True):
        assert {c: row[c] for c in given_row} == given_row
        assert sum(row[f"cwqi_{i}"] for i in ITEMS) == pytest.approx(row["cwqi"])
        kind, other = ("lake", "river") if row["lake"] else ("river", "lake")
        assert (row[f"cwqi_{kind}"], row[f"cwqi_{other}"]) == (row["cwqi"], None)
        assert (row["sections"], row["missing"]) == (1, None)


def test_the_reference_cases_are_met(reference_data: Path) -> None:
    rows = read(reference_data / "standards" / "surface_water_cases.csv")
    found = run(NAME, measured(rows, also=["case"]))
    wanted = {row["case"]: row["expected_cwqi"] for row in rows}
    assert {row["case"]: row["cwqi"] for row in found} == pytest.approx(wanted, abs=1e-6)


def test_a_city_of_one_section_has_that_sections_index(sections: dict[str, dict[str, Any]]) -> None:
    found = cities([row | {"city": case} for case, row in sections.items()])
    assert {city: row["cwqi"] for city, row in found.items()} == pytest.approx(EXPECTED, abs=1e-6)


def test_a_city_is_weighted_by_its_river_and_lake_sections(sections: dict[str, dict[str, Any]]) -> None:
    names = ("river_good", "river_TP_0.2001", "lake_TP_0.05")
    city = cities([sections[n] | {"city": "x"} for n in names])["x"]
    river = (EXPECTED["river_good"] + EXPECTED["river_TP_0.2001"]) / 2
    assert city["cwqi_river"] == pytest.approx(river, abs=1e-6)
    assert city["cwqi_lake"] == pytest.approx(EXPECTED["lake_TP_0.05"], abs=1e-6)
    assert city["cwqi"] == pytest.approx((2 * river + EXPECTED["lake_TP_0.05"]) / 3, abs=1e-6)
    assert (city["sections"], city["sections_lake"]) == (3, 1)
    assert sum(city[f"cwqi_{i}"] for i in ITEMS) == pytest.approx(city["cwqi"])


def test_rivers_are_judged_by_their_mean_concentrations_or_by_their_mean_index() -> None:
    rows = [{"do": 2.5, "city": "x"}, {"do": 7.5, "city": "x"}]
    assert cities(rows, items=["do"])["x"]["cwqi"] == pytest.approx(1)
    assert cities(rows, items=["do"], mean_of="indices")["x"]["cwqi"] == pytest.approx((2 + 2 / 3) / 2)


@pytest.mark.parametrize(("ph", "index"), [(6, 1), (6.5, 0.5), (7, 0), (8, 0.5), (9, 1), (5, 2)])
def test_the_ph_counts_by_its_way_from_seven(ph: float, index: float) -> None:
    assert run(NAME, [{"ph": ph}], items=["ph"])[0]["cwqi"] == pytest.approx(index)


def test_half_the_limit_of_detection_counts_for_what_was_not_detected() -> None:
    row = {"codmn": 1.5, "hg": 0.00004, "cd": 0.001}
    items = ["codmn", "hg", "cd"]
    detected, below = run(NAME, [row | {"below": None}, row | {"below": "Hg; cd"}], items=items)
    assert (detected["cwqi_hg"], detected["cwqi_cd"]) == pytest.approx((0.4, 0.2))
    assert (below["cwqi_codmn"], below["cwqi_hg"], below["cwqi_cd"]) == pytest.approx((0.25, 0.2, 0.1))
    assert below["hg"] == row["hg"], "the column itself stays"


def test_an_item_without_a_value_leaves_no_index_and_is_named() -> None:
    row = run(NAME, [{"ph": 7.0, "do": 5.0, "codmn": None}], items=["ph", "do", "codmn", "tp"])[0]
    assert (row["cwqi"], row["missing"]) == (None, "codmn;tp")
    assert (row["cwqi_do"], row["cwqi_codmn"]) == (1, None)


def test_an_item_that_only_the_lakes_lack_leaves_the_city_without_index() -> None:
    rows = [{"do": 5.0, "tp": 0.1, "lake": False}, {"do": 5.0, "tp": None, "lake": True}]
    city = cities([row | {"city": "x"} for row in rows], items=["do", "tp"])["x"]
    assert (city["cwqi_river"], city["cwqi_lake"], city["cwqi"], city["missing"]) == (1.5, None, None, "tp")


def test_water_without_oxygen_has_no_index() -> None:
    row = run(NAME, [{"do": 0.0}], items=["do"])[0]
    assert (row["cwqi"], row["missing"]) == (None, "do")


def test_an_index_of_some_items_shows_no_part_of_the_others() -> None:
    row = run(NAME, [{"do": 5.0, "tp": 0.4, "cu": 1.0}], items=["do", "tp"])[0]
    assert (row["cwqi"], row["cwqi_tp"], row["cwqi_cu"]) == (3, 2, None)


@pytest.mark.parametrize("city", [False, True])
def test_a_file_without_cities_keeps_its_rows(cli: Commands, tmp_path: Path, city: bool) -> None:
    example = method(NAME).example
    assert example is not None
    rows = _cells(example.path)
    file, out = tmp_path / "sections.csv", tmp_path / "index.csv"
    left_out = () if city else ("city",)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, [c for c in rows[0] if c not in left_out], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    assert cli.run("calc", NAME, file, "-o", out).exit_code == 0
    found = _cells(out)
    if city:
        assert [row["city"] for row in found] == ["乙", "甲"]
    else:
        assert [row["section"] for row in found] == [row["section"] for row in rows]
    assert all(row["cwqi"] for row in found)


def _cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(UsageError, match="no item tn"):
        run(NAME, [{"do": 5.0}], items=["do", "tn"])


@given(SECTIONS, st.sampled_from(["codmn", "tp", "do"]), st.floats(0, 5))
@settings(max_examples=15, deadline=None)
def test_more_of_a_pollutant_never_lowers_a_citys_index(
    rows: list[dict[str, Any]], item: str, more: float
) -> None:
    worse = [r | {item: max(0.05, r[item] - more) if item == "do" else r[item] + more} for r in rows]
    before, after = (cities(x, items=FOUR) for x in (rows, worse))
    assert all(after[c]["cwqi"] >= before[c]["cwqi"] - 1e-9 for c in before)


@given(SECTIONS)
@settings(max_examples=8, deadline=None)
def test_an_empty_row_changes_nothing(rows: list[dict[str, Any]]) -> None:
    empty: dict[str, Any] = dict.fromkeys(rows[0])
    named = empty | {"city": "a", "lake": True}
    before, after = cities(rows, items=FOUR), cities([*rows, empty, named], items=FOUR)
    assert set(after) == set(before)
    for city, row in before.items():
        assert _numbers(after[city]) == pytest.approx(_numbers(row), rel=1e-12)


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {k: -1 if v is None else v for k, v in row.items() if k not in ("city", "missing")}
