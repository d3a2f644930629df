"""What a folder declares either works or is told by `check`: nothing that passed may break what comes after."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import Commands, cases, change
from small_plan import CITY, ROWS, SmallPlan

ROW = {"n": 1, "area": CITY, "day": "2016-05-05", "value": 3, "kind": "a"}
Declare = Callable[[dict[str, Any], SmallPlan], None]


def folder(tmp_path: Path, declare: Declare, **definition: Any) -> SmallPlan:
    """A plan with a dataset `rows` and an indicator `made` over it, both as declared."""
    small = SmallPlan(tmp_path / "small")
    dataset: dict[str, Any] = deepcopy(ROWS)
    small.datasets["rows"], small.rows["rows"] = dataset, [dict(ROW)]
    declare(dataset, small)
    small.indicator("made", {"id": "d", "from": "rows", "value": "sum(value)"} | definition)
    small.write()
    return small


def said(**keys: Any) -> Declare:
    return lambda dataset, _: dataset.update(keys)


def field(name: str, **keys: Any) -> Declare:
    """Another declaration of a field."""
    return lambda dataset, _: next(f for f in dataset["schema"]["fields"] if f["name"] == name).update(keys)


def nothing(_: dict[str, Any], __: SmallPlan) -> None:
    """As it stands."""


def no_key(dataset: dict[str, Any], _: SmallPlan) -> None:
    dataset["schema"]["primaryKey"] = []


def year_as_a_number(dataset: dict[str, Any], small: SmallPlan) -> None:
    field("day", type="integer")(dataset, small)
    dataset["known"], small.rows["rows"] = "commit", [ROW | {"day": 2016}]


UNSOUND: dict[str, tuple[Declare, str]] = {
    "known after a field that is not there": (said(known={"after": "PT1H"}), "rows.yaml"),
    "known by nothing": (said(known={}), "rows.yaml"),
    "known by words": (said(known={"field": "kind"}), "rows.yaml"),
    "known by a number": (said(known={"field": "value"}), "rows.yaml"),
    "known after words": (said(known={"after": "PT1H", "of": "kind"}), "rows.yaml"),
    "no key": (no_key, "rows.yaml"),
    "figures of no period": (said(concepts={"REF_AREA": "area"}), ""),
    "a pattern that is none": (field("kind", constraints={"pattern": "(["}), "rows.yaml"),
    "a smallest word": (field("kind", constraints={"minimum": 3}), "rows.yaml"),
    "a file outside of the folder": (said(path="../../secret.csv"), "rows.yaml"),
}


@pytest.mark.parametrize("name", cases(UNSOUND))
def test_a_declaration_that_cannot_work_is_told_at_its_place(
    name: str, tmp_path: Path, cli: Commands
) -> None:
    declare, file = UNSOUND[name]
    small = folder(tmp_path, declare)
    (tmp_path.parent / "secret.csv").write_text("n,area,day,value,kind\n1,x,2016-01-01,1,a\n", "utf-8")
    errors = cli.errors(small.folder)
    assert errors
    assert all(file in e["file"] for e in errors)


DEFINITIONS: dict[str, dict[str, Any]] = {
    "a sum of words": {"value": "sum(kind)"},
    "the largest word": {"value": "max(kind)"},
    "the largest day": {"value": "max(day)"},
    "words for a count": {"denominator": "max(kind)"},
    "words for a condition": {"filter": "kind"},
    "a word compared with a number": {"value": "count(*) filter (where kind > 3)"},
    "a day that does not exist": {"filter": "day > '2016-02-30'"},
    "words for a requirement": {"requires": {"value": "max(kind)", "why": {"en": "x"}}},
}


@pytest.mark.parametrize("name", cases(DEFINITIONS))
def test_an_expression_whose_types_do_not_fit_is_told_at_its_place(
    name: str, tmp_path: Path, cli: Commands
) -> None:
    small = folder(tmp_path, nothing, **DEFINITIONS[name])
    errors = cli.errors(small.folder)
    assert [(Path(e["file"]).name, e["code"]) for e in errors] == [("made.yaml", "expression")]


WORKS: dict[str, Declare] = {
    "as it stands": nothing,
    "a year as a number": year_as_a_number,
    "fields with the names of ours": lambda d, _: d["schema"]["fields"].extend(
        {"name": n} for n in ("period", "vintage")
    ),
    "columns with the names of a reader's": lambda d, _: d["schema"]["fields"].extend(
        {"name": n} for n in ("c1", "c0")
    ),
}


@pytest.mark.parametrize("name", cases(WORKS))
def test_what_check_passes_can_be_loaded_computed_and_explained(
    name: str, tmp_path: Path, cli: Commands
) -> None:
    small = folder(tmp_path, WORKS[name])
    if name == "a year as a number" and cli.run("check", small.folder).exit_code == 1:
        return  # told at once: as good
    for command in (("check",), ("load",), ("compute",), ("show",)):
        assert cli.run(command[0], small.folder).exit_code == 0
    assert cli.json("explain", small.folder, "made")["observation"]["value"] == 3


NAMES = ("observations", "grouped", "made", "select", "a.b-c", "_input", "rows")


@pytest.mark.parametrize("name", cases(NAMES))
def test_a_dataset_may_have_any_name(name: str, tmp_path: Path, cli: Commands) -> None:
    small = folder(tmp_path, nothing)
    small.datasets, small.rows = (
        {name: small.datasets["rows"] | {"path": f"evidence/{name}.csv"}},
        {name: [dict(ROW)]},
    )
    small.indicators["made"]["definitions"][0]["from"] = name
    (small.folder / "datasets" / "rows.yaml").unlink()
    small.write()
    if cli.run("check", small.folder).exit_code == 1:
        return  # refused as no id, in words
    assert cli.run("load", small.folder).exit_code == 0
    assert cli.json("explain", small.folder, "made")["observation"]["value"] == 3


def test_a_list_that_is_written_as_a_word_is_not_taken_apart(beijing: Path, cli: Commands) -> None:
    """`exclude_stations: Dingling` must not leave out the stations D, i, n, g …, and so none."""
    change(
        beijing / "datasets" / "city_air_days.yaml",
        "exclude_stations: [Dingling]",
        "exclude_stations: Dingling",
    )
    errors = cli.errors(beijing)
    assert [(Path(e["file"]).name, e["code"]) for e in errors] == [("city_air_days.yaml", "bad-parameter")]


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("exclude_stations", "exclude_station", "bad-parameter", "did you mean 'exclude_stations'?"),
        ("air.city_days", "air.city_day", "unknown-method", "did you mean 'air.city_days'?"),
        (
            "from: station_air_days",
            "from: station_air_day",
            "unknown-dataset",
            "did you mean 'station_air_days'?",
        ),
        pytest.param(
            *("REF_AREA: city", "REF_AREA: citty", "unknown-field", "did you mean 'city'?"),
        ),
    ],
)
def test_a_mistake_in_a_derived_dataset_is_told_at_its_place(
    old: str, new: str, code: str, words: str, beijing: Path, cli: Commands
) -> None:
    change(beijing / "datasets" / "city_air_days.yaml", old, new)
    errors = cli.errors(beijing)
    assert [(Path(e["file"]).name, e["code"]) for e in errors] == [("city_air_days.yaml", code)]
    assert words in errors[0]["message"]


def test_a_misspelt_method_is_told_at_its_place_also_where_others_rest_on_it(
    beijing: Path, cli: Commands
) -> None:
    change(beijing / "datasets" / "station_air_days.yaml", "air.station_days", "air.station_day")
    change(beijing / "plan.yaml", "operator: strive_about", "operator: strive_abuot")
    errors = cli.errors(beijing)
    assert [(Path(e["file"]).name, e["code"]) for e in errors if "method" in e["code"]] == [
        ("station_air_days.yaml", "unknown-method")
    ]
    assert {Path(e["file"]).name for e in errors} == {"plan.yaml", "station_air_days.yaml"}
