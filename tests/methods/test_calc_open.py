"""What a method may leave to its user: which column is an input, which file says what the inputs are; what it draws."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from calc_fixtures import given, made, refused

from qualicity.errors import Lang, Text
from qualicity.methods import Column, Method, Parameter
from qualicity.methods import calc as calc_package


def weighted(columns: Mapping[str, Any], weights: str = "") -> dict[str, Any]:
    with Path(weights).open(encoding="utf-8", newline="") as file:
        parts = {row["item"]: float(row["weight"]) for row in csv.DictReader(file)}
    total = np.sum([columns[item] * weight for item, weight in parts.items()], axis=0)
    return {"unit": columns["unit"], "total": total}


def items(arguments: Mapping[str, Any], columns: Sequence[str]) -> tuple[Column, ...]:
    with Path(arguments["weights"]).open(encoding="utf-8", newline="") as file:
        return tuple(Column(row["item"], required=True) for row in csv.DictReader(file))


def says(made: Mapping[str, Any]) -> Sequence[Text]:
    return (
        Text(f"{made['unit'][0]} has {made['total'][0]:g}", f"{made['unit'][0]} 为 {made['total'][0]:g}"),
    )


def drawn(made: Mapping[str, Any], lang: Lang) -> Mapping[str, Any]:
    rows = [{"unit": u, "total": t} for u, t in zip(made["unit"], made["total"].tolist(), strict=True)]
    axes = {"x": {"field": "unit", "type": "nominal"}, "y": {"field": "total", "type": "quantitative"}}
    return {"mark": "bar", "title": lang, "data": {"values": rows}, "encoding": axes}


WEIGHTED = Method(
    name="test.weighted",
    title=Text("weighted", "加权"),
    standard="none",
    clause="",
    inputs=(Column("unit", type="text", required=True, named=True),),
    parameters=(Parameter("weights", "", Text("items and weights", "项目与权重"), file=True),),
    outputs=(Column("unit", type="text"), Column("total")),
    run=weighted,
    key=("unit",),
    by=("unit",),
    arrays=True,
    more=items,
    tells=says,
    chart=drawn,
)


@pytest.fixture
def weights(tmp_path: Path) -> str:
    path = tmp_path / "weights.csv"
    path.write_text("item,weight\na,1\nb,2\n", "utf-8")
    return str(path)


def test_a_file_of_the_parameters_decides_which_columns_are_inputs(tmp_path: Path, weights: str) -> None:
    found = made(tmp_path, WEIGHTED, "unit,a,b,c\nx,1,10,note\n", arguments={"weights": weights})
    assert found == [["unit", "total", "c", "flags"], ["x", "21.0", "note", ""]]
    told = refused(tmp_path, "unit,a\nx,1\n", WEIGHTED, arguments={"weights": weights})
    assert "column 'b' is missing" in told


def test_a_parameter_names_the_column_of_an_input_even_beside_one_that_is_called_so(
    tmp_path: Path, weights: str
) -> None:
    text = "unit,code,a,b\nx,7,1,10\n"
    found = made(tmp_path, WEIGHTED, text, arguments={"weights": weights, "unit": "code"})
    assert found == [["unit", "total", "input_unit", "flags"], ["7", "21.0", "x", ""]]
    told = refused(tmp_path, "city,a,b\nx,1,2\n", WEIGHTED, arguments={"weights": weights})
    assert "say which column it is: --set unit=COLUMN" in told
    told = refused(tmp_path, text, WEIGHTED, arguments={"weights": weights, "unit": "kode"})
    assert "unit=kode: the file has no column 'kode'" in told
    assert "code" in told


def test_a_file_that_is_not_there_is_named_with_the_one_that_may_be_meant(
    tmp_path: Path, weights: str
) -> None:
    told = refused(
        tmp_path, "unit,a,b\nx,1,2\n", WEIGHTED, arguments={"weights": str(tmp_path / "weight.csv")}
    )
    assert "there is no such file" in told
    assert "weights.csv" in told


def test_what_a_result_means_is_said_and_drawn(
    tmp_path: Path, weights: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calc_package, "method", lambda _: WEIGHTED)
    file, svg, spec = given(tmp_path, "unit,a,b\nx,1,10\n"), tmp_path / "c.svg", tmp_path / "c.json"
    for chart in (svg, spec):
        told = calc_package.calculate_file(
            "test.weighted", file, tmp_path / "o.csv", arguments={"weights": weights}, chart=chart, lang="zh"
        )
        assert told[-1].zh == "x 为 21"
    assert svg.read_text("utf-8").startswith("<svg")
    assert json.loads(spec.read_text("utf-8"))["title"] == "zh"


def test_a_method_without_a_chart_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calc_package, "method", lambda _: replace(WEIGHTED, chart=None))
    with pytest.raises(Exception, match="has no chart"):
        calc_package.calculate_file(
            "test.weighted", given(tmp_path, "unit\nx\n"), chart=tmp_path / "c.svg", arguments={}
        )
