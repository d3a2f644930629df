"""Three small methods, one of each kind, and running them on a text: what tests of `calc` start from."""

import csv
import gzip
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pytest

from qualicity.errors import Text, UsageError
from qualicity.methods import Column, Method, Parameter
from qualicity.methods.calc.calculate import calculate
from qualicity.methods.calc.source import open_table
from qualicity.methods.calc.write import write_result

VALUE = Column("value", "mg/m3", required=True, least=0, most=150)


def level(rows: Any, limit: float = 10.0) -> Any:
    return rows.mutate(level=ibis.cases((rows.value > limit, 2), (rows.value.notnull(), 1)))


def double(rows: Any) -> Any:
    return rows.mutate(double=rows.value * 2)


ROWS = Method(
    name="test.rows",
    title=Text("rows", "行"),
    standard="none",
    clause="",
    inputs=(VALUE, Column("code", type="text"), Column("lake", type="boolean")),
    parameters=(Parameter("limit", 10.0, Text("limit", "限值")),),
    outputs=(Column("level", type="integer"),),
    run=level,
)


def daily(rows: Any) -> Any:
    days = rows.mutate(date=rows.time.date())
    return days.group_by("station", "date").aggregate(mean=days.value.mean())


GROUPS = Method(
    name="test.groups",
    title=Text("groups", "组"),
    standard="none",
    clause="",
    inputs=(Column("station", type="text", required=True), Column("time", type="time", required=True), VALUE),
    parameters=(),
    outputs=(Column("station", type="text"), Column("date", type="date"), Column("mean")),
    run=daily,
    key=("station", "date"),
    by=("station",),
    single=("station", "time"),
    behind=lambda rows: rows.mutate(date=rows.time.date()),
)


def largest(columns: Mapping[str, Any]) -> dict[str, Any]:
    cases, where = np.unique(columns["case"].astype(str), return_inverse=True)
    largest = np.full(len(cases), -np.inf)
    np.maximum.at(largest, where, np.nan_to_num(columns["value"], nan=-np.inf))
    return {"case": cases.astype(object), "largest": largest, "years": np.bincount(where).astype(float)}


ARRAYS = Method(
    name="test.arrays",
    title=Text("arrays", "数组"),
    standard="none",
    clause="",
    inputs=(Column("case", type="text", required=True), Column("year", type="integer", required=True), VALUE),
    parameters=(),
    outputs=(Column("case", type="text"), Column("largest"), Column("years", type="integer")),
    run=largest,
    key=("case",),
    by=("case",),
    arrays=True,
)
NOT_SET: Mapping[str, Any] = {}


def calc(
    method: Method,
    file: Path,
    out: Path,
    arguments: Mapping[str, Any] = NOT_SET,
    renamed: Mapping[str, str] = NOT_SET,
) -> list[str]:
    with duckdb.connect() as db:
        result = calculate(db, open_table(db, file), method, arguments, renamed)
        write_result(db, result, out)
    return [n.en for n in result.notes]


def rows(path: Path) -> list[list[str]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.reader(io.StringIO(text.decode("utf-8"), newline="")))


def given(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode(encoding))
    return path


def made(tmp_path: Path, method: Method, text: str, **more: Any) -> list[list[str]]:
    out = tmp_path / "out.csv"
    calc(method, given(tmp_path, text), out, **more)
    return rows(out)


def refused(tmp_path: Path, text: str, method: Method = ROWS, **more: Any) -> str:
    with pytest.raises(UsageError) as told:
        calc(method, given(tmp_path, text), tmp_path / "none.csv", **more)
    assert told.value.text.zh
    assert not (tmp_path / "none.csv").exists()
    return told.value.text.en.replace(str(tmp_path), "")
