"""A method on a file: columns by exact name, missing and impossible values, what is carried, every format."""

import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from calc_fixtures import ARRAYS, GROUPS, ROWS, VALUE, calc, daily, double, given, made, refused, rows
from openpyxl import Workbook, load_workbook

from qualicity.errors import Text, UsageError
from qualicity.methods import Column, Method, Parameter, load_methods
from qualicity.methods.calc.calculate import calculate
from qualicity.methods.calc.source import open_table
from qualicity.methods.calc.write import write_result

# -- rows that are kept -----------------------------------------------------------------------------------


def test_rows_keep_their_order_and_every_other_column_stays_as_it_was(tmp_path: Path) -> None:
    text = 'id,Level,value,note\n007,优,12.50,"a, b"\n003,,3,\n001,良,,"two\nlines"\n'
    assert made(tmp_path, ROWS, text) == [
        ["id", "Level", "value", "note", "level", "flags"],
        ["007", "优", "12.50", "a, b", "2", ""],
        ["003", "", "3", "", "1", ""],
        ["001", "良", "", "two\nlines", "", ""],
    ]


def test_the_order_holds_for_many_rows(tmp_path: Path) -> None:
    n = 300_000
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"id": range(n), "value": [float(i % 20) for i in range(n)]}), source)
    calc(ROWS, source, out)
    found = pq.read_table(out)
    assert found["id"].to_pylist() == list(range(n))
    assert found["level"].to_pylist() == [2 if i % 20 > 10 else 1 for i in range(n)]


@pytest.mark.parametrize("name", ["air.aqi_hourly", "water.surface_class", "water.trophic_index"])
def test_the_order_of_a_long_csv_holds_whatever_columns_a_method_reads(tmp_path: Path, name: str) -> None:
    """Where DuckDB makes a join of a condition, it works on parts of a file at once and mixes them."""
    method = load_methods()[name]
    words = {
        "boolean": "case when i % 2 = 0 then 'true' else '否' end",
        "number": "(i % 7)::varchar",
        "text": "'x'",
    }
    columns = ", ".join(f'{words[c.type]} as "{c.name}"' for c in method.inputs)
    n = 400_000
    with duckdb.connect() as db:
        db.execute(f"copy (select i as id, {columns} from range({n}) t(i)) to '{tmp_path / 'in.csv'}'")
    calc(method, tmp_path / "in.csv", tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == [str(i) for i in range(n)]


def test_numbers_of_a_csv_are_numbers_in_a_typed_file(tmp_path: Path) -> None:
    source = given(tmp_path, "value,code,other\n12.5,007,1\n-3,008,2\n--,009,3\n")
    out = tmp_path / "out.parquet"
    with duckdb.connect() as db:
        write_result(db, calculate(db, open_table(db, source), ROWS, {}, typed=True), out)
    assert pq.read_table(out)["value"].to_pylist() == [12.5, -3.0, None]
    assert pq.read_table(out)["code"].to_pylist() == ["007", "008", "009"]


def test_an_output_that_the_file_has_already_does_not_overwrite_it(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    notes = calc(ROWS, given(tmp_path, "value,level,flags\n12,published,x\n"), out)
    assert rows(out) == [
        ["value", "input_level", "input_flags", "level", "flags"],
        ["12", "published", "x", "2", ""],
    ]
    assert notes == [
        "the file's column 'level' is kept as 'input_level'",
        "the file's column 'flags' is kept as 'input_flags'",
    ]


@pytest.mark.parametrize("mark", ["", "NA", "--", "-", "—", "*", "NaN", "null", " "])
def test_what_tables_write_for_missing_is_missing(tmp_path: Path, mark: str) -> None:
    _, row = made(tmp_path, ROWS, f"value,id\n{mark},1\n")
    assert row[2:] == ["", ""]


@pytest.mark.parametrize(
    ("value", "flag"), [("-0.1", "value<0"), ("150.1", "value>150"), ("inf", "value:infinite")]
)
def test_an_impossible_value_is_flagged_set_aside_and_the_run_goes_on(
    tmp_path: Path, value: str, flag: str
) -> None:
    out = tmp_path / "out.csv"
    notes = calc(ROWS, given(tmp_path, f"value\n5\n{value}\n150\n0\n"), out)
    assert [r[1:] for r in rows(out)[1:]] == [["1", ""], ["", flag], ["2", ""], ["1", ""]]
    assert rows(out)[2][0] == value
    assert notes == [
        "value: 1 impossible value(s) (can be ≥ 0, ≤ 150; unit: mg/m3), flagged and taken as missing"
    ]


def test_a_whole_number_that_no_machine_counts_exactly_is_impossible_and_no_crash(tmp_path: Path) -> None:
    method = replace(ROWS, inputs=(replace(VALUE, type="integer", least=None, most=None),))
    out = tmp_path / "out.csv"
    notes = calc(method, given(tmp_path, "value\n5\n99999999999999999999\n"), out)
    assert [r[2] for r in rows(out)[1:]] == ["", "value>9.0072e+15"]
    assert notes == ["value: 1 impossible value(s), flagged and taken as missing"]


def test_a_name_of_one_letter_is_not_guessed_from_longer_ones(tmp_path: Path) -> None:
    method = replace(ROWS, inputs=(replace(VALUE, name="y"),))
    assert "is it" not in refused(tmp_path, "year,value\n2003,1\n", method)
    assert "is it 'Y'?" in refused(tmp_path, "year,Y\n2003,1\n", method)


def test_a_column_that_is_mostly_too_large_is_in_another_unit(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    notes = calc(ROWS, given(tmp_path, "value\n900\n1200\n120\n"), out)
    assert [r[1:] for r in rows(out)[1:]] == [["", "value>150"], ["", "value>150"], ["", "value:unit"]]
    assert notes[0].startswith("value: 2 of 3 values are above 150 mg/m3: the column is in another unit")


@pytest.mark.parametrize(
    ("cell", "value"), [("<10", 5.0), ("< 10", 5.0), ("10L", 5.0), ("1e1l", 5.0), ("10", 10.0)]
)
def test_below_detection_is_half_the_limit_where_a_method_says_so(
    tmp_path: Path, cell: str, value: float
) -> None:
    column = replace(VALUE, halves=True)
    method = replace(ROWS, inputs=(column,), outputs=(Column("double"),), parameters=(), run=double)
    assert made(tmp_path, method, f"value\n{cell}\n")[1][1:] == [str(value * 2), ""]
    if cell != "10":
        assert "is no number" in refused(tmp_path, f"value\n{cell}\n")


def test_an_optional_column_under_a_name_nearly_its_own_is_told(tmp_path: Path) -> None:
    notes = calc(ROWS, given(tmp_path, "value,Lake\n1,true\n"), tmp_path / "out.csv")
    assert notes == ["column 'lake' is not there; if 'Lake' is meant, add --map 'Lake=lake'"]


def test_not_a_number_of_a_typed_file_is_missing_and_infinity_impossible(tmp_path: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "out.csv"
    pq.write_table(pa.table({"value": [float("nan"), float("inf"), None, 3.0]}), source)
    calc(ROWS, source, out)
    assert [r[1:] for r in rows(out)[1:]] == [["", ""], ["", "value:infinite"], ["", ""], ["1", ""]]


# -- files that do not fit --------------------------------------------------------------------------------


def test_a_missing_column_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    told = refused(tmp_path, "id,Value\n1,2\n")
    assert "column 'value' (mg/m3) is missing; is it 'Value'?" in told
    assert "--map 'Value=value'" in told


def test_a_column_under_another_name_is_taken_when_it_is_said_which(tmp_path: Path) -> None:
    assert made(tmp_path, ROWS, "id,Value\n1,20\n", renamed={"Value": "value"})[1] == ["1", "20", "2", ""]
    assert "no column 'Valu' (did you mean 'Value'?)" in refused(
        tmp_path, "id,Value\n1,2\n", renamed={"Valu": "value"}
    )
    assert "test.rows has no input 'x'" in refused(tmp_path, "id,Value\n1,2\n", renamed={"Value": "x"})


def test_text_among_numbers_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "/in.csv: line 3, column 'value': 'abc' is no number (1 more)" in refused(
        tmp_path, "value\n1\nabc\nx\n"
    )


@pytest.mark.parametrize("cell", ["perhaps", "2"])
def test_a_word_that_says_neither_yes_nor_no_is_refused(tmp_path: Path, cell: str) -> None:
    assert f"'{cell}' is no yes or no" in refused(tmp_path, f"value,lake\n1,{cell}\n")


def test_a_year_that_is_no_whole_number_is_refused(tmp_path: Path) -> None:
    assert "'2016.5' is no whole number" in refused(tmp_path, "case,year,value\na,2016.5,1\n", ARRAYS)


@pytest.mark.parametrize("cell", ["yesterday", "2020-03-26"])
def test_a_time_that_is_none_is_refused_also_a_day_without_its_hour(tmp_path: Path, cell: str) -> None:
    assert f"'{cell}' is no time such as" in refused(tmp_path, f"station,time,value\nS,{cell},1\n", GROUPS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("value,value\n1,2\n", "column value stands twice"),
        ("value,id\n1,2,3\n", "line 2 has 3 cells, the header has 2"),
    ],
)
def test_a_malformed_file_is_refused_in_plain_words(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text)


def test_a_file_that_is_not_there_or_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("value\n1\n")
    (tmp_path / "data.pdf").write_text("value\n1\n")
    with duckdb.connect() as db:
        for name, said in (("dat.csv", "did you mean 'data.csv'?"), ("data.pdf", "files of type '.pdf'")):
            with pytest.raises(UsageError) as told:
                open_table(db, tmp_path / name)
            assert said in told.value.text.en


def test_nothing_is_left_of_a_result_that_could_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("value\n1\n")
    with pytest.raises(UsageError):
        calc(ROWS, tmp_path / "in.csv", tmp_path / "out.pdf")
    with pytest.raises(UsageError):
        calc(ROWS, tmp_path / "in.csv", tmp_path / "none" / "out.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["in.csv"]


# -- formats ----------------------------------------------------------------------------------------------


def test_every_format_is_read_and_written_alike(tmp_path: Path) -> None:
    wanted = [
        ["code", "Level", "value", "level", "flags"],
        ["007", "优", "12.5", "2", ""],
        ["001", "", "3.5", "1", ""],
    ]
    text = "code,Level,value\n007,优,12.5\n001,,3.5\n"
    table = pa.table({"code": ["007", "001"], "Level": ["优", None], "value": [12.5, 3.5]})
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text.encode("gb18030")))
    (tmp_path / "c.csv").write_bytes(text.replace(",", ";").encode("utf-8-sig"))
    pq.write_table(table, tmp_path / "d.parquet")
    book = Workbook()
    assert book.active is not None
    for row in (["code", "Level", "value"], ["007", "优", 12.5], ["001", None, 3.5]):
        book.active.append(row)
    book.save(tmp_path / "e.xlsx")
    for source in sorted(tmp_path.iterdir()):
        for suffix in (".csv", ".csv.gz"):
            calc(ROWS, source, tmp_path / f"out{suffix}")
            assert rows(tmp_path / f"out{suffix}") == wanted, source
        calc(ROWS, source, tmp_path / "out.parquet")
        assert pq.read_schema(tmp_path / "out.parquet").names == wanted[0]
        assert pq.read_table(tmp_path / "out.parquet").columns[3].to_pylist() == [2, 1]
        calc(ROWS, source, tmp_path / "out.xlsx")
        sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
        assert [c.value for c in sheet[2]][:2] == ["007", "优"]
        assert sheet["D2"].value == 2


def test_a_name_with_a_quote_is_a_name_like_any_other(tmp_path: Path) -> None:
    folder = tmp_path / "it's"
    folder.mkdir()
    source = given(folder, "value,its 'own' \"name\"\n12,x\n")
    for suffix in (".csv", ".parquet"):
        calc(ROWS, source, folder / f"out'{suffix}")
    assert rows(folder / "out'.csv")[0] == ["value", "its 'own' \"name\"", "level", "flags"]
    assert pq.read_schema(folder / "out'.parquet").names == rows(folder / "out'.csv")[0]


def test_a_method_may_write_over_its_own_input(tmp_path: Path) -> None:
    path = given(tmp_path, "value\n12\n")
    calc(ROWS, path, path)
    assert rows(path) == [["value", "level", "flags"], ["12", "2", ""]]


# -- methods that make rows of their own ------------------------------------------------------------------


def test_a_group_tells_the_flags_of_its_rows_and_an_impossible_hour_is_not_lost(tmp_path: Path) -> None:
    text = (
        "station,time,value,district,Date\n"
        "007,2020-01-01 01:00,4,禅城,1\n007,2020-01-01 24:00,6,禅城,2\n007,2020/1/1 2:00,900,禅城,3\n"
        "008,2020-01-01T03:00:00,-1,,4\n008,2020-01-01 25:00,5,,5\n,,,,\n"
    )
    out = tmp_path / "out.csv"
    notes = calc(GROUPS, given(tmp_path, text), out)
    assert rows(out) == [
        ["station", "date", "mean", "district", "flags"],
        ["007", "2020-01-01", "4.0", "禅城", "value>150"],
        ["007", "2020-01-02", "6.0", "禅城", ""],
        ["008", "2020-01-01", "", "", "value<0"],
        ["008", "", "", "", "time:impossible"],
    ]
    assert notes[-1] == "not carried, for they differ within a row of the result: Date"


def test_an_hour_that_is_there_twice_is_no_two_hours(tmp_path: Path) -> None:
    text = (
        "station,time,value\nA,2020-01-01 01:00,4\nA,2020-01-01 01:00,4\n"
        "B,2020-01-01 01:00,4\nB,2020-01-01 01:30,6\nB,2020-01-01 02:00,8\n"
    )
    out = tmp_path / "out.csv"
    notes = calc(GROUPS, given(tmp_path, text), out)
    assert rows(out)[1:] == [["A", "2020-01-01", "4.0", ""], ["B", "2020-01-01", "8.0", "time:twice"]]
    assert notes == [
        "1 row(s) say the same as another and count once",
        "2 row(s) share their station and time with another that says otherwise: flagged, none counts",
    ]


def test_what_a_parameter_lists_and_the_file_does_not_hold_is_told(tmp_path: Path) -> None:
    leaving = Parameter("leave", (), Text("stations", "站点"), of="station")
    method = replace(GROUPS, parameters=(leaving,), run=lambda rows, leave: daily(rows), behind=None)
    text = given(tmp_path, "station,time,value\nA,2020-01-01 01:00,4\n")
    notes = calc(method, text, tmp_path / "out.csv", {"leave": ("A", "定陵")})
    assert notes == ["leave: no row has station '定陵'"]


def test_results_are_worked_on_further_without_their_empty_flags(tmp_path: Path) -> None:
    text = "station,time,value,flags\nA,2020-01-01 01:00,4,\n"
    assert made(tmp_path, GROUPS, text)[0] == ["station", "date", "mean", "flags"]


def test_the_hour_24_is_the_next_day_and_typed_times_are_taken_as_they_are(tmp_path: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "out.csv"
    times = [datetime(2020, 1, 1, 1), datetime(2020, 1, 2)]
    pq.write_table(pa.table({"station": ["S", "S"], "time": times, "value": [1, 2]}), source)
    calc(GROUPS, source, out)
    assert [r[1] for r in rows(out)[1:]] == ["2020-01-01", "2020-01-02"]


def test_a_method_over_arrays_gives_a_row_for_each_case_with_what_is_constant_in_it(tmp_path: Path) -> None:
    text = (
        "case,year,value,target,note\n"
        "001,2016,3,5,a\n001,2017,9,5,b\n002,2016,900,6,c\n002,2017,,,c\n003,,1,7,d\n,2016,1,8,e\n"
    )
    assert made(tmp_path, ARRAYS, text) == [
        ["case", "largest", "years", "target", "flags"],
        ["001", "9.0", "2", "5", ""],
        ["002", "-inf", "2", "6", "value>150"],
        ["003", "1.0", "1", "7", ""],
        ["", "", "", "8", "case:missing"],
    ]


def test_an_empty_row_changes_nothing(tmp_path: Path) -> None:
    def without_blank(text: str, method: Method) -> Sequence[Sequence[str]]:
        return made(tmp_path, method, text)

    for method, text in (
        (GROUPS, "station,time,value\nS,2020-01-01 01:00,4\n"),
        (ARRAYS, "case,year,value\na,2016,4\n"),
    ):
        assert without_blank(text + ",,\n", method) == without_blank(text, method)
