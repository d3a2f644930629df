"""Files as other programs write them: their types, their quirks, and the mapping of their columns."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from rooms_fixtures import FOSHAN, Commands
from submissions import COLUMNS, as_csv, row
from tables import DB, FIELDS, check, read

from qualicity.evidence.sql import name

FIGURES = "published_figures"
WHO = ("--by", "clerk", "--message", "a test")


def things(file: Path) -> list[tuple[Any, ...]]:
    """The rows of a file handed in, as text, without problems."""
    rows = read(file)
    assert rows.problems == []
    values = ", ".join(f"cast({field} as varchar)" for field in map(name, FIELDS))
    return DB.execute(f"select {values} from {rows.table}").fetchall()


A = ("A1", "2020-01-31", "1.5", "2", "open", "2020", "2020-01-01 07:00:00", "note")


def parquet(folder: Path, **columns: str) -> Path:
    """One row, each field as its SQL says, else as text."""
    values = dict(zip(FIELDS, (f"'{v}'" for v in A), strict=True)) | columns
    file = folder / "things.parquet"
    duckdb.sql(f"copy (select {', '.join(f'{v} as {k}' for k, v in values.items())}) to '{file}'")
    return file


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"day": "date '2020-01-31'", "amount": "1.5::double", "count": "2::utinyint"},
        {"day": "timestamp '2020-01-31'", "amount": "1.5::decimal(9,3)", "count": "2.0::double"},
        {"amount": "1.5::float", "state": "'open'::enum('open', 'shut')", "period": "2020::smallint"},
        {"period": "2020.0::double", "at": "timestamp_ns '2020-01-01 07:00'", "code": "' A1'"},
    ],
    ids=lambda c: " ".join(c) or "text",
)
def test_a_table_of_other_types_is_read_as_the_same_rows(columns: dict[str, str], tmp_path: Path) -> None:
    file = parquet(tmp_path, **columns)
    assert check(file.read_bytes(), "things.parquet") == []
    seen = [str(v) for v in things(file)[0]]
    same = {"1.500": "1.5", "2020-01-01T07:00:00": "2020-01-01 07:00:00"}
    assert tuple(same.get(v, v).strip() for v in seen) == A


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("day", "timestamp '2020-01-31 07:00'", "date"),
        ("day", "20200131", "date"),
        ("at", "'2020-01-01 07:00:00+08'::timestamptz", "datetime"),
        ("count", "1.5::double", "integer"),
        ("amount", "'nan'::double", "number"),
        ("amount", "101", "maximum"),
        ("code", "''", "required"),
        ("state", "true", "enum"),
    ],
)
def test_a_typed_value_that_is_wrong_is_told(field: str, value: str, rule: str, tmp_path: Path) -> None:
    file = parquet(tmp_path, **{field: value})
    assert [(t.line, t.field, t.rule) for t in check(file.read_bytes(), file.name)] == [(1, field, rule)]


def workbook(file: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook with a cover sheet that is empty and these rows on the second."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("数据")
    for each in rows:
        sheet.append(each)
    book.save(file)
    return file


def test_cells_of_a_workbook_may_be_typed_or_text(tmp_path: Path) -> None:
    typed = ("A1", date(2020, 1, 31), 1.5, 2, "open", 2020, datetime(2020, 1, 1, 7), "note")
    for n, cells in enumerate((typed, A)):
        file = workbook(tmp_path / f"{n}.xlsx", FIELDS, cells)
        seen = tuple(str(v).replace("T", " ") for v in things(file)[0])
        assert seen == A


def test_an_error_below_an_empty_row_of_a_workbook_names_its_cell(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", FIELDS, A, (), ("a1", *A[1:]))
    (told,) = check(file.read_bytes(), file.name)
    assert (told.cell, told.line, told.rule) == ("数据!A4", 4, "pattern")


def test_a_formula_without_its_result_does_not_pass_for_a_missing_value(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", FIELDS, A, ("A2", A[1], "=1+1", *A[3:]))
    (told,) = check(file.read_bytes(), file.name)
    assert (told.line, told.rule) == (3, "formula-without-result")


def test_json_lines_that_are_none_hide_no_other_error() -> None:
    thing = dict(zip(FIELDS, A, strict=True)) | {"note": "a\u2028b"}
    lines = [json.dumps(thing | {"code": code}, ensure_ascii=False) for code in ("A1", "a1")]
    told = check("\n".join([lines[0], "{nonsense", "", lines[1]]).encode(), "a.jsonl")
    assert [(t.line, t.field, t.rule) for t in told] == [(2, None, "malformed-row"), (4, "code", "pattern")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_are_right_in_every_csv(encoding: str, separator: str, newline: str) -> None:
    rows = [FIELDS, (*A[:-1], f'"佛山{newline}市"'), (), ("佛", *A[1:]), ("B1", *A[1:3], "9", *A[4:])]
    raw = newline.join(separator.join(r) for r in rows).encode(encoding)
    told = [(t.line, t.column, t.field, t.rule) for t in check(raw, "a.csv")]
    assert told == [(5, 1, "code", "pattern"), (6, 19, "count", "maximum")]


# -- SDMX-CSV, and the same rows again ----------------------------------------------------------------------


@pytest.fixture
def shop(cli: Commands) -> Commands:
    """A workspace of its own with Foshan's evidence loaded."""
    cli.run("load", FOSHAN)
    return cli


def hand_in(shop: Commands, file: Path, *more: str, exit_code: int = 0) -> Any:
    return shop.json("submit", FOSHAN, FIGURES, file, *WHO, *more, exit_code=exit_code)


CONCEPTS = {
    "indicator": "INDICATOR", "area_code": "REF_AREA", "period": "TIME_PERIOD", "value": "OBS_VALUE",
    "unit": "UNIT_MEASURE", "status": "OBS_STATUS",
}  # fmt: skip


def sdmx(version: int, actions: str = "II") -> str:
    """Two figures as SDMX-CSV."""
    lines = as_csv(row(), row(period="2019", value="84"), header=CONCEPTS).splitlines()
    if version == 1:
        return "\n".join(
            ("DATAFLOW" if n == 0 else "QC:FIGURES(1.0)") + "," + line for n, line in enumerate(lines)
        )
    before = ["STRUCTURE,STRUCTURE_ID,ACTION", *(f"dataflow,QC:FIGURES(1.0),{a}" for a in actions)]
    return "\n".join(f"{b},{line}" for b, line in zip(before, lines, strict=True))


def test_the_same_rows_in_another_format_are_unchanged(shop: Commands, tmp_path: Path) -> None:
    for n, text in enumerate((sdmx(1), sdmx(2))):
        (tmp_path / f"{n}.csv").write_text(text, "utf-8")
    first, again = (hand_in(shop, tmp_path / f"{n}.csv") for n in range(2))
    assert (first["inserted"], again["inserted"], again["unchanged"]) == (2, 0, 2)


def test_a_deletion_by_sdmx_is_refused_not_taken_for_a_row(shop: Commands, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(sdmx(2, "ID"), "utf-8")
    (error,) = hand_in(shop, tmp_path / "a.csv", exit_code=1)["errors"]
    assert (error["line"], error["rule"], error["value"]) == (3, "sdmx-deletion", "D")


# -- columns and fields -------------------------------------------------------------------------------------


def test_columns_that_do_not_match_get_a_whole_mapping_that_can_be_accepted(
    shop: Commands, tmp_path: Path
) -> None:
    headers = {"value": "数值", "period": "TIME_PERIOD", "area_code": "area_cod", "indicator": "what it is"}
    (tmp_path / "a.csv").write_text(as_csv(row(), header=headers), "utf-8")
    answer = hand_in(shop, tmp_path / "a.csv", exit_code=1)
    mapped = {m["column"]: (m["field"], m["by"]) for m in answer["mapping"]}
    assert len(answer["mapping"]) == len(COLUMNS) + 1
    assert mapped["数值"] == ("value", "title")
    assert mapped["TIME_PERIOD"] == ("period", "concept")
    assert mapped["area_cod"] == ("area_code", "near")
    assert mapped["unit"] == ("unit", "name")
    assert mapped["what it is"] == (None, "none")
    assert mapped[None] == ("indicator", "none")
    printed = shop.run("submit", FOSHAN, FIGURES, tmp_path / "a.csv", *WHO).stdout
    assert "--map area_cod=area_code" in printed
    accepted = hand_in(
        shop, tmp_path / "a.csv", "--map", "area_cod=area_code", "--map", "what it is=indicator"
    )
    assert (accepted["accepted"], accepted["inserted"]) == (True, 1)
    assert {m["by"] for m in accepted["mapping"]} == {"name", "title", "concept", "given"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("valeu=value", "did you mean 'value'"),
        ("value=valeu", "did you mean 'value'"),
        ("value", "COLUMN=FIELD"),
    ],
)
def test_a_mapping_of_what_is_not_there_is_refused(
    said: str, words: str, shop: Commands, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(as_csv(row()), "utf-8")
    told = shop.run("submit", FOSHAN, FIGURES, tmp_path / "a.csv", *WHO, "--map", said)
    assert told.exit_code == 2
    assert words in told.stderr


# -- many errors --------------------------------------------------------------------------------------------


def test_json_tells_every_error_and_a_person_reads_a_hundred_and_how_many(
    shop: Commands, tmp_path: Path
) -> None:
    rows = [row(authority=f"synthetic {n}", value="many", area_code="1") for n in range(150)]
    (tmp_path / "a.csv").write_text(as_csv(*rows), "utf-8")
    errors = hand_in(shop, tmp_path / "a.csv", exit_code=1)["errors"]
    assert [(e["line"], e["field"]) for e in errors] == [
        (n, f) for n in range(2, 152) for f in ("area_code", "value")
    ]
    printed = shop.run("submit", FOSHAN, FIGURES, tmp_path / "a.csv", *WHO).stdout.splitlines()
    assert "and 200 more (all with --json); of all:" in printed
    assert [line.split() for line in printed[101:103]] == [
        ["150", str(tmp_path / "a.csv"), "area_code", "unknown-reference"],
        ["150", str(tmp_path / "a.csv"), "value", "number"],
    ]
