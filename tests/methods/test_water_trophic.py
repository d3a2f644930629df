"""The trophic state of lakes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from water_tables import read, run

from qualicity.methods import method
from qualicity.methods.water.trophic import WEIGHTS

NAME = "water.trophic_index"
ITEMS = ("chla", "tp", "tn", "sd", "codmn")
LAKE = {"chla": 20.0, "tp": 0.06, "tn": 1.2, "sd": 0.9, "codmn": 4.5}
LAKES = st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, st.floats(1e-3, 300))), min_size=1, max_size=30)


def test_the_worked_case_is_met() -> None:
    row = run(NAME, [LAKE])[0]
    each = [57.533652, 48.67021, 57.618527, 53.223994, 41.1135]
    assert [row[f"tli_{i}"] for i in ITEMS] == pytest.approx(each, abs=1e-6)
    assert row["tli"] == pytest.approx(52.081354, abs=1e-6)
    assert (row["state"], row["state_code"]) == ("轻度富营养", 3)


def test_the_reference_case_is_met(reference_data: Path) -> None:
    case = json.loads((reference_data / "standards" / "tli_case.json").read_text("utf-8"))
    row = run(NAME, [dict(zip(ITEMS, case["inputs"].values(), strict=True))])[0]
    assert list(WEIGHTS.values()) == pytest.approx(case["weights"], abs=1e-6)
    assert [row[f"tli_{i}"] for i in ITEMS] == pytest.approx(case["tli_each"], abs=1e-6)
    assert row["tli"] == pytest.approx(case["tli"], abs=1e-6)
    assert row["state"] == case["state"]


def test_the_example_shows_every_state() -> None:
    rows = run(NAME, read(method(NAME).example.path))  # type: ignore[union-attr]
    assert [row["state_code"] for row in rows] == [3, 1, 2, 4, 5, None]


@pytest.mark.parametrize(
    ("tli", "state"),
    [(29.99, "贫营养"), (30, "中营养"), (50, "中营养"), (50.01, "轻度富营养"), (60, "轻度富营养"),
     (60.01, "中度富营养"), (70, "中度富营养"), (70.01, "重度富营养")],
)  # fmt: skip
def test_a_state_begins_and_ends_where_the_rules_say(tli: float, state: str) -> None:
    assert run(NAME, [with_index(tli)])[0]["state"] == state


def with_index(tli: float) -> dict[str, float]:
    """A lake in which every item, and so the whole, has this index."""
    from math import exp

    from qualicity.methods.water.trophic import INDEX

    return {i: exp((tli / 10 - float(r["constant"])) / float(r["slope"])) for i, r in INDEX.items()}


@pytest.mark.parametrize("missing", ITEMS)
@pytest.mark.parametrize("value", [None, 0.0])
def test_without_one_of_the_five_there_is_no_index_but_those_of_the_others(
    missing: str, value: float | None
) -> None:
    row = run(NAME, [LAKE | {missing: value}])[0]
    assert (row["tli"], row["state"], row["state_code"], row[f"tli_{missing}"]) == (None,) * 4
    assert all(row[f"tli_{i}"] is not None for i in ITEMS if i != missing)


@given(LAKES, st.sampled_from(ITEMS), st.floats(1, 10))
@settings(max_examples=10, deadline=None)
def test_more_nutrients_and_less_transparency_never_lower_the_state(
    rows: list[dict[str, float]], item: str, times: float
) -> None:
    worse = [r | {item: r[item] / times if item == "sd" else r[item] * times} for r in rows]
    for before, after in zip(run(NAME, rows), run(NAME, worse), strict=True):
        assert after["tli"] >= before["tli"] - 1e-9
        assert after["state_code"] >= before["state_code"]


@given(LAKES)
@settings(max_examples=5, deadline=None)
def test_an_empty_row_changes_nothing(rows: list[dict[str, Any]]) -> None:
    empty: dict[str, Any] = dict.fromkeys(ITEMS)
    assert run(NAME, [*rows, empty])[:-1] == run(NAME, rows)
