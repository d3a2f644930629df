"""What repositories do that the first ones did not: metadata in tables, groups of words without words."""

import json
from pathlib import Path

import pytest
import synthetic
from openpyxl import Workbook

from qualicity.release.opensdg.importing import import_repository
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.repository import read_repository

_DATA = {"data/indicator_1-1-1.csv": "Year,Value\n2015,1\n"}


def _config(*inputs: str, more: str = "") -> dict[str, str]:
    listed = "".join(f"  - {{{i}}}\n" for i in inputs)
    return {
        "config_data.yml": f"languages: [en]\ninputs:\n  - {{class: InputCsvData, path_pattern: data/*-*.csv}}\n{listed}{more}"
    }


def _meta(repo: Path) -> dict[str, object]:
    return read_repository(repo, Notes())[2].indicators["1-1-1"].meta or {}


def test_fields_are_named_by_a_file_in_its_order(tmp_path: Path) -> None:
    """A row of the file renames a field; a later one may give the name on, over one that is there."""
    said = _config(
        "class: InputCsvMeta, path_pattern: meta/*-*.csv, git: false, metadata_mapping: names.csv"
    ) | {
        "meta/1-1-1.csv": "Sources,\nStatus,complete\nMap,FALSE\nTitle,Poor people\n,loose\n",
        "names.csv": "Heading,\nStatus,state\nstate,reporting_status\nMap,data_show_map\nTitle,indicator_name\n",
    }
    meta = _meta(synthetic.write(tmp_path / "repo", _DATA | said))
    assert meta == {
        "reporting_status": "complete",
        "data_show_map": False,
        "indicator_name": "Poor people",
        "nan": "loose",
    }


def test_a_file_of_names_that_is_not_there_is_told(tmp_path: Path) -> None:
    said = _config("class: InputCsvMeta, path_pattern: meta/*-*.csv, git: false, metadata_mapping: names.csv")
    notes = Notes()
    read_repository(synthetic.write(tmp_path / "repo", _DATA | said), notes)
    assert [(p.code, p.place.file) for p in notes.problems if p.code == "mapping"] == [
        ("mapping", "names.csv")
    ]


@pytest.mark.parametrize(("sheet", "found"), [("", "first"), (", sheet_number: 1", "second")])
def test_a_workbook_is_read_on_its_sheet(sheet: str, found: str, tmp_path: Path) -> None:
    repo = synthetic.write(
        tmp_path / "repo",
        _DATA | _config(f"class: InputExcelMeta, path_pattern: meta/*-*.xlsx, git: false{sheet}"),
    )
    book = Workbook()
    for name, rows in (("first", [("which", "first")]), ("second", [("which", "second")])):
        page = book.create_sheet(name)
        for row in (*rows, ("empty", "n/a"), (None, "loose")):
            page.append(row)
    book.remove(book.worksheets[0])
    (repo / "meta").mkdir()
    book.save(repo / "meta/1-1-1.xlsx")
    assert _meta(repo) == {"which": found, "nan": "loose"}


def test_a_group_of_no_words_is_no_group(tmp_path: Path) -> None:
    said = _config(more="translations:\n  - {class: TranslationInputYaml, source: words}\n") | {
        "words/en/menu.yml": "home: Home\n",
        "words/en/calendar.yml": "{}\n",
    }
    words = read_repository(synthetic.write(tmp_path / "repo", _DATA | said), Notes())[2].words
    assert words == {"en": {"menu": {"home": "Home"}}}


def test_a_field_that_the_schema_names_twice_stands_twice_as_it_is_said_last(tmp_path: Path) -> None:
    def field(name: str, label: str) -> str:
        return f"      - {{name: {name}, field: {{element: text, label: {label}}}}}\n"

    head = "prose:\n  metadata:\n    meta:\n"
    said = {
        "config_data.yml": "languages: [en]\nschema:\n  - {class: SchemaInputOpenSdg, schema_path: one.yml}\n"
        "  - {class: SchemaInputOpenSdg, schema_path: two.yml}\n",
        "one.yml": head + field("a", "first") + field("b", "only") + field("a", "last"),
        "two.yml": head + field("b", "other") + field("c", "new"),
    }
    schema = read_repository(synthetic.write(tmp_path / "repo", _DATA | said), Notes())[2].schema
    told = [(f["name"], f["field"]["label"]) for f in schema]
    assert told == [("a", "last"), ("b", "only"), ("a", "last"), ("b", "only"), ("c", "new")]


# -- progress --------------------------------------------------------------------------------------------------

_SETTINGS = """\
auto_progress_calculation: true
progress_calculation_options:
  - direction: positive
    disaggregation: [{field: Sex, value: Women}, {field: Age, value: All, of course}]
"""


def _progress(repo: Path, plan: Path) -> list[dict[str, object]]:
    import_repository(repo, plan)
    return list(json.loads((plan / "opensdg/report.json").read_text("utf-8"))["progress"])


def test_progress_of_one_group_is_computed_and_compared(tmp_path: Path) -> None:
    """The setting names fields in its own order; it is of the series that has the group, and no target of the plan."""
    said = _config("class: InputYamlMeta, path_pattern: meta/*-*.yml, git: false") | {
        "data/indicator_1-1-1.csv": "Year,Series,Age,Sex,Value\n2015,Other,,,9\n"
        "2015,Own,Adults,Women,50\n2020,Own,Adults,Women,60\n"
        "2015,Own,Adults,Men,50\n2020,Own,Adults,Men,40\n",
        "meta/1-1-1.yml": _SETTINGS.replace("All, of course", "Adults"),
        "indicator_calculation_components.yml": "1-1-1:\n  1-1-1 / Wom... / Adults: {status: substantial_progress}\n"
        "  1-1-1 / Men / Adults: {status: deterioration}\n",
    }
    plan = tmp_path / "plan"
    (one,) = _progress(synthetic.write(tmp_path / "repo", said), plan)
    assert (one["series"], one["published"], one["computed"], one["equal"]) == (
        "Own", "substantial_progress", "substantial_progress", True,
    )  # fmt: skip
    assert json.loads((plan / "opensdg/report.json").read_text("utf-8"))["targets"] == 0


def test_a_setting_of_a_group_without_figures_is_told(tmp_path: Path) -> None:
    said = _config("class: InputYamlMeta, path_pattern: meta/*-*.yml, git: false") | {
        "meta/1-1-1.yml": _SETTINGS.replace("All, of course", "Adults")
    }
    repo = synthetic.write(tmp_path / "repo", _DATA | said)
    assert _progress(repo, tmp_path / "plan") == []
    assert "has no figures of 'Age=Adults; Sex=Women'" in (tmp_path / "plan/opensdg/report.csv").read_text(
        "utf-8"
    )


def test_progress_is_measured_on_its_own_column_where_there_is_one(tmp_path: Path) -> None:
    """A column Progress of numbers stands for the values, tells no groups apart, and leaves out a row without number."""
    said = _config("class: InputYamlMeta, path_pattern: meta/*-*.yml, git: false") | {
        "data/indicator_1-1-1.csv": "Year,Progress,Value\n2015,50,1\n2016 Q1,40,2\n2020 Q1,,4\n",
        "data/indicator_1-1-2.csv": "Year,Progress,Value\n2015,slow,1\n2016,,2\n",
        "meta/1-1-1.yml": "auto_progress_calculation: true\nprogress_status: deterioration\ndirection: positive\n",
    }
    plan = tmp_path / "plan"
    (one,) = _progress(synthetic.write(tmp_path / "repo", said), plan)
    assert (one["computed"], one["equal"]) == ("deterioration", True)
    import pyarrow.parquet as pq

    rows = pq.read_table(plan / "evidence/observations.parquet").to_pylist()
    assert sorted(((r["source_id"], r["cell"], r["progress"]) for r in rows), key=lambda r: r[0]) == [
        ("1-1-1", "", "50"),
        ("1-1-1", "", "40"),
        ("1-1-1", "", ""),
        ("1-1-2", "Progress=slow", ""),
        ("1-1-2", "", ""),
    ]
