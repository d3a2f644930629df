"""Rows of many cases: what is the same in a case, what is a mistake, and what changes nothing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from progress_rows import case, judge, one, read

from qualicity.errors import UsageError
from qualicity.methods import Method, load_methods, method

PROGRESS = sorted(name for name in load_methods() if name.startswith("progress."))
SCHEMES = [name.removeprefix("progress.") for name in PROGRESS]
NAMES = st.sampled_from(["甲", "b", "c / 1, x"])
VALUES = st.one_of(st.none(), st.floats(-50, 500).map(lambda x: round(x, 2)))
TABLE = st.dictionaries(st.tuples(NAMES, st.integers(2012, 2024)), VALUES, min_size=1, max_size=25)
TOLD = {"direction": "up", "target": 20.0, "target_year": 2030, "base_year": 2014}


def rows_of(table: dict[tuple[str, int], float | None]) -> list[dict[str, Any]]:
    return [{"case": name, "year": year, "value": value, **TOLD} for (name, year), value in table.items()]


def by_case(scheme: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {verdict["case"]: verdict for verdict in judge(scheme, rows)}


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=25)
@given(table=TABLE, data=st.data())
def test_the_order_of_rows_changes_no_verdict(
    scheme: str, table: dict[tuple[str, int], float | None], data: st.DataObject
) -> None:
    rows = rows_of(table)
    assert by_case(scheme, data.draw(st.permutations(rows))) == by_case(scheme, rows)


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=25)
@given(table=TABLE)
def test_empty_rows_change_nothing(scheme: str, table: dict[tuple[str, int], float | None]) -> None:
    rows = rows_of(table)
    empty = [
        {},
        {"year": 2020, "value": 5.0},
        {**rows[0], "year": 2025, "value": None},
        {"case": rows[0]["case"]},
    ]
    assert judge(scheme, [empty[0], *rows, *empty[1:]]) == judge(scheme, rows)


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=25)
@given(table=TABLE)
def test_a_case_is_judged_alike_alone_and_among_others(
    scheme: str, table: dict[tuple[str, int], float | None]
) -> None:
    rows = rows_of(table)
    for name, verdict in by_case(scheme, rows).items():
        assert judge(scheme, [row for row in rows if row["case"] == name]) == [verdict]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_cases_come_out_in_the_order_in_which_they_first_appear(scheme: str) -> None:
    rows = [
        *case({2020: 1.0}, "z"),
        *case({2020: 1.0}, "a"),
        *case({2021: 1.0}, "z"),
        *case({2021: None}, "m"),
    ]
    assert [verdict["case"] for verdict in judge(scheme, rows)] == ["z", "a", "m"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_without_any_row_there_is_no_case(scheme: str) -> None:
    assert judge(scheme, []) == []
    assert judge(scheme, [{}]) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_the_same_in_a_case_may_stand_in_one_row(scheme: str) -> None:
    values = {2018: 10.0, 2019: 12.0, 2020: 13.0}
    rows = case(values)
    rows[1] |= TOLD
    assert judge(scheme, rows) == judge(scheme, case(values, **TOLD))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("column", "one_value", "other", "said"),
    [
        ("target", 20.0, 21.5, "20 and 21.5"),
        ("base_year", 2014, 2015, "2014 and 2015"),
        ("direction", "up", "down", "up and down"),
    ],
)
def test_two_values_of_what_must_be_the_same_are_an_error(
    scheme: str, column: str, one_value: Any, other: Any, said: str
) -> None:
    rows = case({2018: 10.0, 2019: 12.0}, "PM2.5, 佛山")
    rows[0][column], rows[1][column] = one_value, other
    with pytest.raises(UsageError, match=f"case 'PM2.5, 佛山' has two values in column {column}: {said}"):
        judge(scheme, rows)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_year_that_stands_twice_in_a_case_is_an_error(scheme: str) -> None:
    rows = [*case({2018: 1.0, 2019: 2.0}, "a"), *case({2019: 2.0, 2020: 3.0}, "b"), *case({2019: 2.0}, "b")]
    with pytest.raises(UsageError, match="case 'b' has more than one value for 2019"):
        judge(scheme, rows)


def test_a_year_that_stands_twice_but_has_one_value_is_none() -> None:
    rows = [*case({2019: None, 2020: 3.0}), *case({2019: 2.0})]
    assert judge("open_sdg", [{**row, **TOLD, "base_year": 2019} for row in rows])[0]["base_value"] == 2.0


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("UP", "up"),
        (" down ", "down"),
        ("higher", "up"),
        ("lower", "down"),
        ("positive", "up"),
        ("negative", "down"),
        *((word, "up") for word in ("1", "+1", "1.0", 1, 1.0)),
        *((word, "down") for word in ("-1", "-1.0", -1, -1.0)),
    ],
)
def test_other_words_for_a_direction_are_known(word: Any, meant: str) -> None:
    values = {2018: 10.0, 2019: 12.0}
    assert one("eurostat", values, direction=word) == one("eurostat", values, direction=meant)


def test_a_word_that_is_no_direction_is_an_error() -> None:
    values = {2018: 10.0, 2019: 12.0}
    rows = [*case(values, "a", direction="up"), *case(values, "b", direction="better")]
    with pytest.raises(UsageError, match="case 'b', column direction: 'better' is no direction; write up"):
        judge("eurostat", rows)
    with pytest.raises(UsageError, match="'0' is no direction"):
        one("eurostat", values, direction="0")


@pytest.mark.parametrize("name", PROGRESS)
def test_every_column_has_a_title(name: str) -> None:
    columns = (*method(name).inputs, *method(name).outputs)
    assert [c.name for c in columns if c.title is None or not c.title.zh] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_value_that_is_no_number_is_missing(scheme: str) -> None:
    values = {2018: 10.0, 2019: 12.0}
    assert one(scheme, {**values, 2020: float("inf")}, **TOLD) == one(scheme, values, **TOLD)


def test_a_method_changes_none_of_its_input() -> None:
    columns = {
        "case": np.array(["a", "a"], dtype=object),
        "year": np.array([2016.0, 2015.0]),
        "value": np.array([0.0, 0.0]),
        "direction": np.array(["up", None], dtype=object),
        "target": np.array([0.0, 0.0]),
    }
    for each in columns.values():
        each.flags.writeable = False
    assert method("progress.open_sdg").run(columns)["base_value"][0] == 0.001


@pytest.mark.parametrize("name", PROGRESS)
def test_the_example_of_every_scheme_runs(name: str) -> None:
    chosen: Method = method(name)
    assert chosen.example is not None
    rows = read(chosen.example.path)
    assert set(rows[0]) <= {column.name for column in chosen.inputs}
    verdicts = judge(name.removeprefix("progress."), rows, **chosen.example.parameters)
    assert [verdict["case"] for verdict in verdicts] == list(dict.fromkeys(row["case"] for row in rows))
    assert any(verdict["reason"] is None for verdict in verdicts)
