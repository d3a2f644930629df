"""Composite indices on files, as an outsider has them: columns, units twice, text, nothing at all."""

import csv
from pathlib import Path
from typing import Any

import pytest
from composite_tables import meta

from qualicity.errors import UsageError
from qualicity.methods.calc import calculate_file

GOOD = "uCode,uName,a,b,c\nx,市甲,0,2,1\ny,市乙,5,4,2\nz,市丙,10,0,3\n"


def run(folder: Path, text: str, name: str = "composite.index", **arguments: Any) -> list[dict[str, str]]:
    file, out = folder / "units.csv", folder / "out.csv"
    file.write_text(text, "utf-8")
    given = arguments if "meta" in arguments else {"meta": meta(folder)} | arguments
    calculate_file(name, file, out, arguments=given)
    with out.open(encoding="utf-8", newline="") as made:
        return list(csv.DictReader(made))


def index_of(rows: list[dict[str, str]]) -> dict[str, str]:
    return {r["unit"]: r["value"] for r in rows if r["stage"] == "index"}


def test_units_are_found_as_ucode_unit_or_the_column_that_is_named(tmp_path: Path) -> None:
    codes = index_of(run(tmp_path, GOOD))
    assert list(codes) == ["z", "x", "y"]
    assert list(index_of(run(tmp_path, GOOD, unit="uName"))) == ["市丙", "市甲", "市乙"]
    assert index_of(run(tmp_path, GOOD.replace("uCode", "unit"))) == codes
    with pytest.raises(UsageError, match="column 'unit' is missing"):
        run(tmp_path, GOOD.replace("uCode", "place"))


def test_what_else_the_file_says_of_a_unit_stands_beside_each_of_its_rows(tmp_path: Path) -> None:
    rows = run(tmp_path, GOOD)
    assert {(r["unit"], r["uName"]) for r in rows} == {("x", "市甲"), ("y", "市乙"), ("z", "市丙"), ("", "")}
    assert {r["stage"] for r in rows if r["unit"] == ""} == {"treatment"}


def test_an_indicator_that_the_file_lacks_is_named_with_its_line_in_meta(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"column 'c' \(meta.csv, line 4\) is missing"):
        run(tmp_path, GOOD.replace("b,c", "b,cc"))
    with pytest.raises(UsageError, match="line 3"):
        run(tmp_path, GOOD.replace("y,市乙,5", "y,市乙,five"))


def test_a_unit_twice_counts_once_if_the_rows_agree_and_not_at_all_if_they_differ(tmp_path: Path) -> None:
    assert index_of(run(tmp_path, GOOD + "x,市甲,0,2,1\n")) == index_of(run(tmp_path, GOOD))
    rows = run(tmp_path, GOOD + "v,市丁,3,3,3\nx,市甲,1,2,1\n")
    (told,) = [r for r in rows if r["stage"] == "index" and r["unit"] == "x"]
    assert (told["value"], told["reason"], told["flags"]) == ("", "twice", "unit:twice")


def test_a_row_without_a_unit_stands_at_the_end_with_its_flag(tmp_path: Path) -> None:
    rows = run(tmp_path, GOOD + ",nobody,9,9,9\n")
    assert rows[-1]["flags"] == "unit:missing"
    assert index_of(rows[:-1]) == index_of(run(tmp_path, GOOD))


def test_a_file_without_rows_gives_none_and_one_unit_is_nothing_to_compare(tmp_path: Path) -> None:
    assert [r for r in run(tmp_path, "uCode,a,b,c\n") if r["unit"]] == []
    for name in ("composite.sensitivity", "composite.consistency"):
        run(tmp_path, "uCode,a,b,c\n", name)
    with pytest.raises(UsageError, match="the one unit that has a value has 1"):
        run(tmp_path, "uCode,a,b,c\nx,1,2,3\n")


def test_all_missing_is_missing_with_its_reason(tmp_path: Path) -> None:
    rows = run(tmp_path, "uCode,a,b,c\nx,NA,,-\ny,--,*,\n")
    assert {(r["value"], r["reason"]) for r in rows if r["stage"] == "index"} == {("", "missing")}
    for name in ("composite.sensitivity", "composite.consistency"):
        assert run(tmp_path, "uCode,a,b,c\nx,NA,,-\ny,--,*,\n", name)


def test_a_workbook_s_framework_says_the_same(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in Path(meta(tmp_path)).read_text("utf-8").splitlines():
        sheet.append([float(c) if c.lstrip("-").isdigit() else c or None for c in line.split(",")])
    book.save(tmp_path / "meta.xlsx")
    made = run(tmp_path, GOOD, meta=str(tmp_path / "meta.xlsx"))
    assert index_of(made) == index_of(run(tmp_path, GOOD))


def test_chinese_codes_and_huge_and_negative_values_are_numbers_like_others(tmp_path: Path) -> None:
    path = tmp_path / "指标.csv"
    path.write_text("iCode,Direction,Weight,Parent,Type\n产值,1,1,总,Indicator\n总,,,,Aggregate\n", "gb18030")
    rows = run(tmp_path, "uCode,产值\nx,-1e300\ny,0\nz,1e300\n", meta=str(path))
    assert index_of(rows) == {"z": "100.0", "y": "50.0", "x": "0.0"}


def test_columns_that_the_framework_calls_as_outputs_are_no_trouble(tmp_path: Path) -> None:
    lines = ("value,V,1,1,,,I,Indicator", "rank,R,1,1,,,I,Indicator", "I,I,,,,,,Aggregate")
    rows = run(tmp_path, "uCode,value,rank,stage\nx,1,5,s\ny,2,9,t\n", meta=meta(tmp_path, lines))
    assert index_of(rows) == {"y": "100.0", "x": "0.0"}


def test_consistency_has_a_row_for_each_pair_whatever_else_the_file_has(tmp_path: Path) -> None:
    for text in (GOOD, "uCode,a,b,c\nx,0,2,1\ny,5,4,2\nz,10,0,3\n"):
        rows = run(tmp_path, text, "composite.consistency")
        keys = [(r["measure"], r["code"], r["other"]) for r in rows]
        assert len(keys) == len(set(keys)) == 12
