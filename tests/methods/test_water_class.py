"""Classes of sections of surface water by GB 3838-2002."""

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import told
from water_tables import CLASSES, concentrations, measured, read, run

from qualicity.methods import method
from qualicity.methods.water.limits import BASIC, ITEMS, TABLES

NAME = "water.surface_class"
EXPECTED = {
    "river_good": ("Ⅱ", "codmn;nh3n;tp", {}),
    "river_TP_0.2001": ("Ⅳ", "tp", {"tp": 0.0005}),
    "river_inferior": (
        "劣Ⅴ",
        "do;codmn;cod;bod5;nh3n;tp",
        {"codmn": 1.8667, "cod": 1.6, "bod5": 2.25, "nh3n": 2.1, "tp": 1.75},
    ),
    "river_pH_6": ("Ⅱ", "codmn;nh3n;tp", {}),
    "river_DO_4.99": ("Ⅳ", "do", {}),
    "lake_TP_0.05": ("Ⅲ", "tp", {}),
}
IN_ASCII = {"II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "劣V": "劣Ⅴ"}
VALUES = st.fixed_dictionaries(
    {item: st.one_of(st.none(), concentrations(14 if item == "ph" else 60)) for item in ITEMS}
    | {"lake": st.one_of(st.none(), st.booleans())}
)
SECTIONS = st.lists(VALUES, min_size=1, max_size=60)


def own_class(item: str, value: float, lake: bool = False) -> int:
    """The class of a section in which nothing else was measured."""
    return int(run(NAME, [{item: value, "lake": lake}])[0]["class"])


@pytest.fixture(scope="module")
def worked() -> dict[str, dict[str, Any]]:
    return {row["case"]: row for row in run(NAME, read(method(NAME).example.path))}  # type: ignore[union-attr]


@pytest.mark.parametrize("case", EXPECTED)
def test_a_worked_case_has_its_class_and_names_what_made_it(worked: dict[str, Any], case: str) -> None:
    name, determining, multiples = EXPECTED[case]
    row = worked[case]
    assert (row["class"], row["class_name"]) == (CLASSES.index(name) + 1, name)
    assert row["determining"] == determining
    found = {k.removeprefix("exceedance_"): v for k, v in row.items() if k.startswith("exceedance_") and v}
    assert found == pytest.approx(multiples, abs=5e-5)


@pytest.mark.parametrize("item", [i for i in ITEMS if i != "ph"])
@pytest.mark.parametrize("lake", [False, True], ids=["river", "lake"])
def test_a_limit_is_inside_its_class_and_a_little_more_is_not(item: str, lake: bool) -> None:
    limits, least = ITEMS[item].in_lakes if lake else ITEMS[item].limits, ITEMS[item].least
    at = [(v, 1 + limits.index(x)) for x in limits for v in (x, x / 3 + x / 3 + x / 3, x + 1e-12, x - 1e-12)]
    beyond = [x * (1 - 1e-4 if least else 1 + 1e-4) for x in limits]
    at += [(v, 1 + sum(v < x if least else v > x for x in limits)) for v in beyond]
    found = run(NAME, [{item: v, "lake": lake} for v, _ in at])
    assert [row["class"] for row in found] == [n for _, n in at]
    assert found[-1]["class"] == 6


@pytest.mark.parametrize(
    ("ph", "expected"), [(5.99, 6), (6, 1), (7.3, 1), (9, 1), (9.01, 6), (9.0 + 1e-12, 1)]
)
def test_the_ph_keeps_every_class_or_none(ph: float, expected: int) -> None:
    assert own_class("ph", ph) == expected


@pytest.mark.parametrize(("tp", "river", "lake"), [(0.025, 2, 2), (0.05, 2, 3), (0.2, 3, 5), (0.21, 4, 6)])
def test_lakes_have_their_own_limits_of_phosphorus(tp: float, river: int, lake: int) -> None:
    assert (own_class("tp", tp), own_class("tp", tp, lake=True)) == (river, lake)


def test_a_lakes_multiple_is_taken_of_a_lakes_limit() -> None:
    river, lake = run(NAME, [{"tp": 0.15, "lake": False}, {"tp": 0.15, "lake": True}])
    assert river["exceedance_tp"] is None
    assert lake["exceedance_tp"] == pytest.approx(2)


def test_without_a_lake_column_and_without_its_value_a_section_is_a_river() -> None:
    assert run(NAME, [{"tp": 0.1}])[0]["class"] == run(NAME, [{"tp": 0.1, "lake": None}])[0]["class"] == 2


def test_what_was_not_measured_is_left_out_and_nothing_at_all_has_no_class() -> None:
    some, nothing = run(NAME, [{"do": 7.0, "tp": None}, {"do": None, "tp": None}])
    assert (some["class"], some["determining"]) == (2, "do")
    told_of = ("class", "class_name", "determining", "exceedance_tp")
    assert [nothing[c] for c in told_of] == [None] * 4


def test_in_the_best_class_all_that_was_measured_is_named() -> None:
    best = {"ph": 7, "do": 8, "codmn": 1, "nh3n": 0.1, "tp": None}
    assert run(NAME, [best])[0]["determining"] == "ph;do;codmn;nh3n"


def test_every_row_and_column_is_kept() -> None:
    rows = [{"ph": 7.0, "section": "a", "tn": 4.2}, {"ph": None, "section": "b", "tn": None}]
    kept = [{k: row[k] for k in ("ph", "section", "tn")} for row in run(NAME, rows)]
    assert kept == rows


@given(SECTIONS, st.data())
@settings(max_examples=8, deadline=None)
def test_more_of_a_pollutant_never_betters_the_class(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    item = data.draw(st.sampled_from([i for i in ITEMS if i != "ph"]))
    more = data.draw(st.floats(0, 5))
    sign = -1 if item == "do" else 1
    worse = [
        row | {item: max(0.0, (row[item] or 0.0) + sign * more)} for row in rows if row[item] is not None
    ]
    before = [row for row in rows if row[item] is not None]
    pairs = zip(run(NAME, before), run(NAME, worse), strict=True) if before else ()
    assert all(b["class"] >= a["class"] for a, b in pairs)


@given(SECTIONS)
@settings(max_examples=8, deadline=None)
def test_the_class_is_that_of_its_worst_item_and_names_just_those(rows: list[dict[str, Any]]) -> None:
    alone = [(n, i) for n, row in enumerate(rows) for i in ITEMS if row[i] is not None]
    single = [dict.fromkeys(ITEMS) | {i: rows[n][i], "lake": rows[n]["lake"]} for n, i in alone]
    own: dict[int, dict[str, int]] = defaultdict(dict)
    for (n, item), row in zip(alone, run(NAME, single) if single else [], strict=True):
        own[n][item] = row["class"]
    for n, row in enumerate(run(NAME, rows)):
        worst = max(own[n].values(), default=None)
        assert row["class"] == worst
        named = [i for i in ITEMS if worst is not None and own[n].get(i) == worst]
        assert row["determining"] == (";".join(named) or None)


@given(SECTIONS)
@settings(max_examples=5, deadline=None)
def test_an_empty_row_changes_nothing(rows: list[dict[str, Any]]) -> None:
    empty: dict[str, Any] = dict.fromkeys(rows[0])
    assert run(NAME, [*rows, empty])[:-1] == run(NAME, rows)


def test_the_packaged_limits_are_the_reference_ones(reference_data: Path) -> None:
    name = "gb3838_2002_table1.csv"
    theirs = _table(reference_data / "standards" / name)
    assert [{k: v for k, v in row.items() if k != "name_en"} for row in _table(TABLES / name)] == theirs


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_reference_cases_are_met(reference_data: Path) -> None:
    rows = read(reference_data / "standards" / "surface_water_cases.csv")
    for case, row in zip(rows, run(NAME, measured(rows)), strict=True):
        assert row["class_name"] == IN_ASCII[case["expected_class"]]
        assert row["determining"] == case["determining"].lower()
        for item, multiple in json.loads(case["exceed_multiple_vs_iii"]).items():
            assert row[f"exceedance_{item.lower()}"] == pytest.approx(multiple, abs=5e-5)


class Published:
    """Stations with their published class, judged as rivers and as lakes."""

    def __init__(self, file: Path, suffix: str) -> None:
        self.rows = [r for r in _table(file) if r["class"] in CLASSES]
        given = [{i: _number(r[i + suffix]) for i in BASIC} for r in self.rows]
        self.river, self.lake = (
            [row["class_name"] == r["class"] for row, r in zip(run(NAME, judged), self.rows, strict=True)]
            for judged in (given, [row | {"lake": True} for row in given])
        )

    def section(self, n: int) -> tuple[str, str]:
        return self.rows[n]["province"], self.rows[n]["section"]

    def lakes(self, numbers: list[int]) -> set[tuple[str, str]]:
        """The sections whose classes in these rows are more often a lake's than a river's."""
        votes: dict[tuple[str, str], int] = defaultdict(int)
        for n in numbers:
            votes[self.section(n)] += self.lake[n] - self.river[n]
        return {section for section, vote in votes.items() if vote > 0}

    def share(self, numbers: list[int], lakes: set[tuple[str, str]]) -> float:
        right = [self.lake[n] if self.section(n) in lakes else self.river[n] for n in numbers]
        return sum(right) / len(right)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@pytest.mark.reference
def test_published_classes_are_met_with_the_lakes_flagged(reference_data: Path) -> None:
    """The file does not say which sections are lakes: one day's classes tell, and the other day's are tried."""
    stations = Published(reference_data / "water" / "stations_20200508_09_with_class.csv", "_raw")
    every = list(range(len(stations.rows)))
    days = sorted({row["file_date"] for row in stations.rows})
    parts = [[n for n in every if stations.rows[n]["file_date"] == day] for day in days]
    for learnt, tried in (parts, parts[::-1]):
        known = {stations.section(n) for n in learnt}
        share = stations.share([n for n in tried if stations.section(n) in known], stations.lakes(learnt))
        told(f"{share:.2%} of {len(tried)} published classes, lakes known from the other day")
        assert share >= 0.993
    share, none = stations.share(every, stations.lakes(every)), stations.share(every, set())
    told(f"{share:.2%} of {len(every)} with one flag for each section, {none:.2%} with all as rivers")
    assert share >= 0.999
    assert none < 0.97


@pytest.mark.reference
def test_published_classes_are_nearly_met_by_rounded_values(reference_data: Path) -> None:
    stations = Published(reference_data / "water" / "guangdong_4hourly_202104_with_class.csv", "")
    every = list(range(len(stations.rows)))
    share = stations.share(every, stations.lakes(every))
    told(f"{share:.2%} of {len(every)} from values that are rounded for show")
    assert share >= 0.99
