"""A plan may derive a dataset by any method: one that keeps rows, one that groups them, one over arrays."""

from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import Commands
from small_plan import CITY, SmallPlan

from qualicity.indicators import Explanation, explain, find

SECTION = {
    "title": {"en": "Sections"},
    "path": "evidence/sections.csv",
    "schema": {
        "fields": [
            {"name": "section"},
            {"name": "area"},
            {"name": "month"},
            {"name": "is_lake", "type": "boolean"},
            *({"name": n, "type": "number"} for n in ("ph", "do", "codmn", "ammonia", "tp")),
        ],
        "primaryKey": ["section", "month"],
    },
    "known": "always",
    "concepts": {"REF_AREA": "area", "TIME_PERIOD": "month"},
}
GOOD = {
    "area": CITY,
    "month": "2020-01",
    "is_lake": "false",
    "ph": 7,
    "do": 8,
    "codmn": 3,
    "ammonia": 100,
    "tp": 0.09,
}


@pytest.fixture
def sections(tmp_path: Path) -> SmallPlan:
    """Three sections; ammonia in µg/l; the class of each by GB 3838; the share that is class Ⅲ or better."""
    small = SmallPlan(tmp_path / "small")
    small.datasets["sections"] = SECTION
    small.datasets["classes"] = {
        "title": {"en": "Classes"},
        "derived": {
            "method": "water.surface_class",
            "from": "sections",
            "columns": {"nh3n": "ammonia / 1000.0", "lake": "is_lake"},
        },
        "concepts": {"REF_AREA": "area", "TIME_PERIOD": "month"},
    }
    small.rows["sections"] = [
        {"section": "A", **GOOD},
        {"section": "B", **GOOD, "is_lake": "true"},
        {"section": "C", **GOOD, "ammonia": 3000},
    ]
    share: dict[str, Any] = {
        "id": "by-class",
        "from": "classes",
        "value": "100.0 * count(*) filter (where class <= 3) / count(class)",
        "denominator": "count(class)",
        "filter": "section <> 'none'",
        "freq": ["M"],
    }
    small.indicator("cover", share)
    return small


def explained_of(small: SmallPlan) -> Explanation:
    figures = small.view().figures
    (observation,) = find(figures, "cover")
    return explain(figures, observation, rows=10)


def test_a_method_of_rows_leaves_the_columns_and_the_key_of_its_dataset(
    sections: SmallPlan, cli: Commands
) -> None:
    sections.load()
    assert cli.json("check", sections.folder)["problems"] == []
    explained = explained_of(sections)
    assert (explained.observation.value, explained.observation.denominator) == (pytest.approx(100 / 3), 3)
    classes, entered = explained.links
    rows = [dict(zip(classes.table.columns, row, strict=True)) for row in classes.table.rows]
    assert [(r["section"], r["class_name"], r["determining"]) for r in rows] == [
        ("A", "Ⅱ", "codmn;tp"), ("B", "Ⅳ", "tp"), ("C", "劣Ⅴ", "nh3n"),
    ]  # fmt: skip
    assert rows[2]["exceedance_nh3n"] == pytest.approx(2.0)
    assert "exceedance_cod" not in rows[0]
    assert entered.table.total == 3


def test_a_column_that_the_method_makes_may_not_stand_in_the_dataset_already(
    sections: SmallPlan, cli: Commands
) -> None:
    sections.datasets["sections"] = {
        **SECTION,
        "schema": {**SECTION["schema"], "fields": [*SECTION["schema"]["fields"], {"name": "class_name"}]},
    }
    sections.write()
    (problem,) = cli.json("check", sections.folder, exit_code=1)["problems"]
    assert (
        "dataset 'sections' has a column 'class_name', which method water.surface_class makes"
        in problem["message"]
    )


def test_a_method_over_arrays_makes_rows_that_open_to_those_of_their_case(
    tmp_path: Path, cli: Commands
) -> None:
    small = SmallPlan(tmp_path / "small")
    fields = [{"name": "county"}, {"name": "year", "type": "integer"}, {"name": "value", "type": "number"}]
    small.datasets["yearly"] = {
        "title": {"en": "Yearly"},
        "path": "evidence/yearly.csv",
        "schema": {"fields": fields, "primaryKey": ["county", "year"]},
        "known": "always",
        "concepts": {"TIME_PERIOD": "year"},
    }
    small.rows["yearly"] = [
        {"county": c, "year": y, "value": v}
        for c, values in (("a", (50, 52, 54)), ("b", (50, 50, 51)))
        for y, v in zip((2020, 2021, 2022), values, strict=True)
    ]
    small.datasets["pace"] = {
        "title": {"en": "Pace"},
        "derived": {
            "method": "progress.china_schedule",
            "from": "yearly",
            "columns": {"case": "county", "target": "60", "target_year": "2025"},
        },
        "concepts": {"TIME_PERIOD": "current_year"},
    }
    small.indicator(
        "cover", {"id": "behind", "from": "pace", "value": "count(*) filter (where pace < 1)", "freq": ["A"]}
    )
    small.load()
    assert cli.json("check", small.folder)["problems"] == []
    explained = explained_of(small)
    assert explained.observation.value == 1
    assert explained.observation.period_text == "2022"
    pace, yearly = explained.links
    assert pace.table.total == 2
    assert yearly.table.total == 6
