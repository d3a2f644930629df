"""A check between rows that cannot look, or would choose nothing for ever, is told at its place."""

from pathlib import Path

import pytest
from rooms_fixtures import Commands, cases, change

MISTAKES: dict[str, tuple[str, str, str]] = {
    "a kind that is none": ("kind: k_of_m", "k_of_m", "did you mean 'k_of_n'?"),
    "no kind": ("decimals: 1", "decimals", "the key 'kind' is missing"),
    "a key that is none": ("kind: k_of_n, decimal: 1", "decimal", "did you mean 'decimals'?"),
    "a key of another kind": ("kind: gaps, decimals: 1", "decimals", "unknown key 'decimals'"),
    "a field that is none": (
        "kind: k_of_n, value: valeu",
        "valeu",
        "unknown field 'valeu' (did you mean 'value'?)",
    ),
    "a field of a series": ("kind: gaps, by: [aera]", "aera", "unknown field 'aera' (did you mean 'area'?)"),
    "a field to choose by": (
        "kind: gaps, where: {itme: x}",
        "itme",
        "unknown field 'itme' (did you mean 'item'?)",
    ),
    "a value to choose": (
        "kind: gaps, where: {item: good_air_day}",
        "good_air_day}",
        "unknown value 'good_air_day' (did you mean 'good_air_days'?)",
    ),
    "words for numbers": ("kind: jump, value: unit", "unit", "'unit' is of type 'string'"),
    "a part that is none": (
        "kind: parts, field: item, whole: pm10, sum_of: [pm25, o3]",
        "o3",
        "unknown value 'o3'",
    ),
    "a column to compare": (
        "kind: limit, value: value, at_most: vlaue",
        "vlaue",
        "unknown field 'vlaue' (did you mean 'value'?)",
    ),
    "words to compare": ("kind: limit, value: unit, at_most: value", "unit", "'unit' is of type 'string'"),
    "a number beside words": (
        "kind: limit, value: value, at_most: unit",
        "unit",
        "'unit' is of type 'string'",
    ),
    "a column beside itself": (
        "kind: limit, value: value, at_most: value",
        "{kind",
        "'value' is always at most itself",
    ),
    "two limits": ("kind: jump, at_most: {percent: 1, ratio: 2}", "{percent", "{percent: …} or {ratio: …}"),
}


@pytest.mark.parametrize("name", cases(MISTAKES))
def test_a_check_that_cannot_look_is_told_at_its_place(name: str, foshan: Path, cli: Commands) -> None:
    written, at, words = MISTAKES[name]
    file = foshan / "datasets" / "air_monthly_guangdong.yaml"
    spot = change(file, "checks:\n", f"checks:\n  - {{{written}}}\n", at=at)
    (error,) = cli.errors(foshan)
    assert words in error["message"]
    assert (error["file"], error["line"]) == (str(file), spot.line)
    if name not in ("no kind",):
        assert error["column"] == spot.column


def test_a_concept_or_definition_that_an_indicator_has_not_is_told(foshan: Path, cli: Commands) -> None:
    file = foshan / "indicators" / "gdp.yaml"
    change(file, "by: [DEFINITION]", "by: [DEFINITON]")
    (error,) = cli.errors(foshan)
    assert "unknown concept 'DEFINITON' (did you mean 'DEFINITION'?)" in error["message"]
    change(file, "by: [DEFINITON]", "by: [DEFINITION]")
    change(file, "{AUTHORITY: [press, unknown]}", "{DEFINITION: publisht}")
    (error,) = cli.errors(foshan)
    assert "unknown value 'publisht' (did you mean 'published'?)" in error["message"]


def test_the_parts_of_an_indicator_need_a_field(foshan: Path, cli: Commands) -> None:
    change(foshan / "indicators" / "gdp.yaml", "    field: REF_AREA\n", "")
    (error,) = cli.errors(foshan)
    assert "needs 'field'" in error["message"]


def test_checks_and_due_rules_ask_for_what_they_need(foshan: Path, cli: Commands) -> None:
    file = foshan / "datasets" / "quality_grades_guangdong.yaml"
    change(file, "checks:\n", "due: {after: P20D}\nchecks:\n  - {kind: gaps}\n  - {kind: jump, time: year}\n")
    told = [e["message"] for e in cli.errors(foshan)]
    assert any("state the dataset's 'frequency'" in t for t in told)
    assert any("'time' is missing" in t for t in told)
    assert any("'value' is missing" in t for t in told)
    assert any("'year' is of type 'string'" in t for t in told)


def test_a_due_rule_of_another_form_is_refused(foshan: Path, cli: Commands) -> None:
    spot = change(
        foshan / "datasets" / "air_monthly_guangdong.yaml",
        "checks:\n",
        "due: {after: 20 days}\nchecks:\n",
        at="20 d",
    )
    (error,) = cli.errors(foshan)
    assert (error["line"], error["column"]) == (spot.line, spot.column)


def test_a_derived_dataset_has_no_rows_to_check(beijing: Path, cli: Commands) -> None:
    change(
        beijing / "datasets" / "city_air_days.yaml",
        "frequency: D\n",
        "frequency: D\nchecks:\n  - {kind: gaps}\n",
    )
    (error,) = cli.errors(beijing)
    assert error["code"] == "checks-of-derived"
