"""Files as people really have them: each is read right or refused in plain words with its place."""

import gzip
import re
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from calc_fixtures import GROUPS, ROWS, calc, given, made, refused, rows
from openpyxl import Workbook, load_workbook

from qualicity.errors import UsageError
from qualicity.methods.calc import calculate_file
from qualicity.methods.calc.source import open_table

CUT_OFF = gzip.compress(b"value\n" + b"".join(b"%d\n" % n for n in range(50_000)), mtime=0)[:60_000]


def opened(path: Path) -> str:
    """The words in which a file is refused."""
    with duckdb.connect() as db, pytest.raises(UsageError) as told:
        open_table(db, path)
    assert told.value.text.zh
    return told.value.text.en


# -- reading ----------------------------------------------------------------------------------------------


def test_a_header_of_two_lines_takes_no_row_with_it(tmp_path: Path) -> None:
    text = '"site\nname",value\na,12\nb,3\n'
    assert made(tmp_path, ROWS, text)[1:] == [["a", "12", "2", ""], ["b", "3", "1", ""]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('note,value\n"two\nlines",1\n\nb,x\n', "line 5, column 'value': 'x' is no number"),
        ('"no\nte",value\na,1\nb,x\n', "line 4, column 'value': 'x' is no number"),
        ('note,value\n"two\nlines",1\nb,1,2\n', "line 4 has 3 cells, the header has 2"),
        ("Report of May\nnote,value,other\na,1,2\n", "line 2 has 3 cells, the header has 1"),
        ('note,value\na,"1\nb,2\n', "behind line 1: a quotation mark that is not closed"),
        ("note,value\r\na,1\nb,2\r\n", "Save it anew as CSV in UTF-8"),
    ],
)
def test_what_is_wrong_with_a_csv_is_told_with_the_line_that_an_editor_shows(
    tmp_path: Path, text: str, said: str
) -> None:
    assert said in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv.gz", b"value\n1\n", "cannot be read"),
        ("a.csv.gz", CUT_OFF, "cannot be read"),
        ("a.csv", bytes(range(256)), "neither UTF-8 nor GB18030"),
        ("a.csv", "value,站\n1,2\n".encode("utf-16"), "neither UTF-8 nor GB18030"),
        ("a.xlsx", b"value\n1\n", "not a readable workbook"),
        ("a.parquet", b"value\n1\n", "not a well-formed file"),
    ],
    ids=["no gzip", "cut off", "binary", "utf-16", "workbook", "parquet"],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in opened(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "this is a folder" in opened(tmp_path)


@pytest.mark.parametrize("cell", ["202012", "2020111 01:00", "20201-1 01:00", "26/03/2020 18:00"])
def test_what_may_be_two_days_is_no_time(tmp_path: Path, cell: str) -> None:
    assert f"'{cell}' is no time" in refused(tmp_path, f"station,time,value\nS,{cell},1\n", GROUPS)


@pytest.mark.parametrize("cell", ["1420070400", "0020-03-26 18:00", "9999-12-31 00:00"])
def test_a_time_of_no_year_that_can_be_is_impossible(tmp_path: Path, cell: str) -> None:
    _, row = made(tmp_path, GROUPS, f"station,time,value\nS,{cell},1\n")
    assert row[-1] == "time:impossible"


def test_a_typed_day_is_no_time_of_it_either(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"station": ["S"], "time": [date(2020, 3, 26)], "value": [1.0]}), path)
    with pytest.raises(UsageError, match="holds DATE, but a time such as 2020-03-26 18:00 is wanted"):
        calc(GROUPS, path, tmp_path / "out.csv")


@pytest.mark.parametrize("cell", ["1_5", '"1,234.5"', "12 µg/m³", "３５"])
def test_a_number_that_is_not_written_as_one_is_refused_with_how_to_write_it(
    tmp_path: Path, cell: str
) -> None:
    assert "is no number; write it as 1234.5" in refused(tmp_path, f"id,value\n1,{cell}\n")


@pytest.mark.parametrize(
    ("text", "renamed"),
    [("a,b\n1,2\n", {"a": "value", "b": "value"}), ("VALUE,value\n1,2\n", {"VALUE": "value"})],
)
def test_two_columns_are_not_one_input(tmp_path: Path, text: str, renamed: dict[str, str]) -> None:
    assert "would all be the input 'value'" in refused(tmp_path, text, renamed=renamed)


def test_stations_need_a_day_or_an_hour(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"column 'date' .* or 'time'"):
        calculate_file("air.city_days", given(tmp_path, "station,pm25\nS,4\n"), tmp_path / "out.csv")


def test_a_year_that_none_can_be_is_no_year_of_a_forecast(tmp_path: Path) -> None:
    years = "".join(f"s,{2010 + n},{n}\n" for n in range(10))
    source = given(tmp_path, f"series_id,year,value\n{years}s,20200,99\n")
    with pytest.raises(UsageError, match="row 11 has no whole year"):
        calculate_file("forecast.fan", source, tmp_path / "out.csv")


def workbook(path: Path, *lines: tuple[object, ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    book.save(path)
    return path


def test_a_formula_without_its_result_does_not_pass_for_a_missing_value(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ("id", "value"), ("a", 1), ("b", "=B2*20"))
    assert "B3 is a formula whose result is not in the file" in opened(path)
    for result, wanted in (
        ('<c r="B3" t="str"><f>B2</f><v></v></c>', ""),
        ('<c r="B3"><f>B2</f><v>20</v></c>', "2"),
    ):
        calc(ROWS, computed(path, result), tmp_path / "out.csv")
        assert rows(tmp_path / "out.csv")[2][2] == wanted


def computed(path: Path, cell: str) -> Path:
    """The workbook as a spreadsheet program leaves it: with the result of the formula in B3."""
    made = path.with_name("computed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, re.sub(rb'<c r="B3".*?</c>', cell.encode(), text, flags=re.DOTALL))
    return made


def test_a_column_of_a_sheet_without_a_name_is_carried_too(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ("value", None, None), (12, None, "checked"))
    calc(ROWS, path, tmp_path / "out.csv")
    assert rows(tmp_path / "out.csv")[1] == ["12", "checked", "2", ""]


# -- writing ----------------------------------------------------------------------------------------------


def test_a_result_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    source = given(tmp_path, "value\n1\n")
    (tmp_path / "folder.csv").mkdir()
    for out in (tmp_path / "folder.csv", Path("/proc/out.csv")):
        with pytest.raises(UsageError):
            calc(ROWS, source, out)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder.csv", "in.csv"]


def test_rows_of_another_kind_do_not_take_the_place_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text("station,time,pm25\nS,2020-01-01 01:00,4\n")
    with pytest.raises(UsageError, match="would be lost"):
        calculate_file("air.station_days", path, path)
    assert "01:00" in path.read_text()


def test_a_text_of_the_file_is_no_formula_of_the_workbook(tmp_path: Path) -> None:
    calc(ROWS, given(tmp_path, 'value,=note\n12,"=HYPERLINK(""x"")"\n'), tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [(c.value, c.data_type) for c in sheet["B"]] == [("=note", "s"), ('=HYPERLINK("x")', "s")]


@pytest.mark.parametrize("cell", ["a\x07b", "x" * 32_768])
def test_what_a_workbook_cannot_hold_is_refused_and_never_cut(tmp_path: Path, cell: str) -> None:
    with pytest.raises(UsageError, match=r"write \.csv or \.parquet"):
        calc(ROWS, given(tmp_path, f"value,note\n1,{cell}\n"), tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_column_without_a_name_is_carried_into_every_kind_of_file(tmp_path: Path) -> None:
    source = given(tmp_path, "value,\n12,x\n")
    for suffix in (".csv", ".parquet", ".xlsx"):
        calc(ROWS, source, tmp_path / f"out{suffix}")
    assert rows(tmp_path / "out.csv")[0] == pq.read_schema(tmp_path / "out.parquet").names
