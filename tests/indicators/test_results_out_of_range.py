"""Arithmetic without a result in one definition is that definition's matter: the others are computed all the same."""

from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import Commands
from small_plan import CITY, ROWS, SmallPlan

NO_RESULT = (
    ("sum(value) / 0", 1),
    ("sum(value) // 0", 1),
    ("sum(n) % 0", 1),
    ("sum(exp(value * 1000))", 1),
    ("sum(power(value, 0.5))", -1),
    ("sum(ln(value))", 0),
    ("sum(sqrt(value))", -1),
    ("log(sum(value))", 0),
    ("sum(cast(value as bigint))", 1e300),
    ("stddev(value * 1e300) + stddev(n * 1e300)", 1e300),
)


def plan(tmp_path: Path, value: str, cell: float) -> SmallPlan:
    """Two rows, an indicator that counts them, and one with another expression."""
    small = SmallPlan(tmp_path / "small")
    small.datasets["rows"] = ROWS
    row: dict[str, Any] = {"area": CITY, "day": "2016-05-05", "value": cell, "kind": "a"}
    small.rows["rows"] = [{"n": 1} | row, {"n": 3} | row]
    small.indicator("counted", {"id": "d", "from": "rows", "value": "count(*)"})
    small.indicator("made", {"id": "d", "from": "rows", "value": value})
    return small


@pytest.mark.parametrize(("value", "cell"), NO_RESULT)
def test_arithmetic_without_a_result_is_no_figure_and_spoils_no_other(
    value: str, cell: float, tmp_path: Path, cli: Commands
) -> None:
    small = plan(tmp_path, value, cell)
    small.write()
    assert cli.run("load", small.folder).exit_code == 0
    assert cli.json("explain", small.folder, "counted")["observation"]["value"] == 2
    made = cli.json("explain", small.folder, "made")["observation"]
    assert made["value"] is None
    assert "no result" in made["reason"]["en"]


@pytest.mark.parametrize("value", ["max(value, 2)", "quantile_cont(value, 2)"])
def test_what_is_no_number_is_told_by_check(value: str, tmp_path: Path, cli: Commands) -> None:
    small = plan(tmp_path, value, 1)
    small.write()
    assert [Path(e["file"]).name for e in cli.errors(small.folder)] == ["made.yaml"]


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"station": "kind", "time": "day"}, id="a day for a time"),
        pytest.param({"station": "kind", "time": "area"}, id="words for a time"),
        pytest.param(
            {"station": "kind", "time": "cast(day as date)", "pm2": "value"},
            id="an unknown column",
        ),
    ],
)
def test_a_column_that_its_method_cannot_take_is_told_by_check(
    columns: dict[str, str], tmp_path: Path, cli: Commands
) -> None:
    small = plan(tmp_path, "sum(value)", 1)
    small.datasets["days"] = {
        "title": {"en": "Days"},
        "derived": {"method": "air.station_days", "from": "rows", "columns": columns},
        "concepts": {"REF_AREA": "station", "TIME_PERIOD": "date"},
    }
    small.indicator("hours", {"id": "d", "from": "days", "value": "max(hours_pm25)"})
    small.write()
    assert {Path(e["file"]).name for e in cli.errors(small.folder)} == {"days.yaml"}


def test_a_very_long_cell_is_read_or_told(tmp_path: Path, cli: Commands) -> None:
    small = plan(tmp_path, "sum(value)", 1)
    small.rows["rows"][0]["kind"] = "x" * 200_000  # type: ignore[index]
    small.write()
    assert cli.run("load", small.folder).exit_code in (0, 1)
