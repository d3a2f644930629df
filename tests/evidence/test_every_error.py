"""Every wrong value of any small table is told with its line, field and rule, and nothing else is."""

import csv
import io
import math
import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import DATASET, FIELDS, KEY, STRICT, check, taken

Row = tuple[str, ...]
Error = tuple[int, str | None, str]

VALUES = {
    "code": ["A1", "A2", "B7", " A1 ", "a1", "A12", "", " ", "-", "佛1"],
    "day": [
        "2020-01-31",
        "2020-02-30",
        "2020-2-03",
        "2020/02/03",
        "",
        "-",
        " 2020-01-31",
        "2020-02-30 ",
        "-001-01-01",
    ],
    "amount": [
        "0",
        "1.5",
        "-0.01",
        "100",
        "100.01",
        "1e2",
        "nan",
        "inf",
        "many",
        "",
        "  ",
        " 7 ",
        " 101",
        "１",
    ],
    "count": ["0", "+7", "007", "1.0", "3", "4", "-1", "99999999999999999999", "", "x", " 2", "5 "],
    "state": ["open", "shut", "opened", "", " open", "shut ", "-"],
    "period": ["2020", "2020-Q1", "2020-Q5", "2020-13", " 2020", "2020-Q5 ", ""],
    "at": [
        "2020-01-01T07:00",
        "2020-01-01 07:00:00",
        "2020-01-01T25:00",
        "2020-01-01T07:00:00+08:00",
        "2020-01-01T07:00:00+08:00 ",
        "",
    ],
}
NOTE = ["", "plain", "with, comma", 'with "quotes"', "two\nlines", "中文"]


def oracle(rows: list[Row], missing: str) -> set[Error]:
    """The same rules, slowly and one by one."""
    told: set[Error] = set()
    lines, line = [], 2
    for row in rows:
        lines.append(line)
        line += 1 + row[-1].count("\n")
    first: dict[Row, int] = {}
    for row, line in zip(rows, lines, strict=True):
        values = {f: v.strip(" ") for f, v in zip(FIELDS, row, strict=True)}
        values = {f: "" if v == missing else v for f, v in values.items()}
        broken = {f: list(rules(f, v)) for f, v in values.items()}
        told |= {(line, f, rule) for f, found in broken.items() for rule in found}
        if any(rule in ("required", "date") for k in KEY for rule in broken[k]):
            continue
        key = tuple(values[k] for k in KEY)
        if first.setdefault(key, line) != line:
            told.add((line, None, "duplicate-row"))
    return told


def rules(field: str, value: str) -> list[str]:
    """The rules that a value breaks."""
    if not value:
        return ["required"] if field in KEY else []
    match field:
        case "code":
            return [] if re.fullmatch(r"[A-Z]\d", value) else ["pattern"]
        case "day":
            return [] if re.fullmatch(r"\d{4}-\d\d-\d\d", value) and reads(date, value) else ["date"]
        case "amount":
            number = float(value) if value.isascii() and reads(float, value) else math.nan
            return limits(number, 0, 100) if math.isfinite(number) else ["number"]
        case "count":
            whole = re.fullmatch(r"[+-]?\d+", value) and abs(int(value)) < 2**63
            return (
                limits(int(value), 0, 3)
                if whole
                else ["integer", *(limits(1, 0, 3) if value == "1.0" else ())]
            )
        case "state":
            return [] if value in ("open", "shut") else ["enum"]
        case "period":
            return [] if value in ("2020", "2020-Q1") else ["period"]
        case "at":
            return [] if "+" not in value and reads(datetime, value) else ["datetime"]
    return []


def limits(value: float, least: float, most: float) -> list[str]:
    """The bounds that a number is beyond."""
    return ["minimum"] * (value < least) + ["maximum"] * (value > most)


def reads(kind: type, value: str) -> bool:
    """Whether Python can read a value."""
    try:
        float(value) if kind is float else kind.fromisoformat(value)  # type: ignore[attr-defined]
    except ValueError:
        return False
    return True


def written(rows: list[Row], newline: str) -> bytes:
    """The table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=newline)
    writer.writerows([FIELDS, *rows])
    return out.getvalue().encode()


ROWS = st.lists(
    st.tuples(*(st.sampled_from(v) for v in VALUES.values()), st.sampled_from(NOTE)), min_size=1, max_size=12
)


@given(rows=ROWS, newline=st.sampled_from(["\n", "\r\n"]), missing=st.sampled_from(["-", ""]))
def test_what_is_told_of_a_table_is_what_a_slow_reader_finds(
    rows: list[Row], newline: str, missing: str
) -> None:
    told = check(written(rows, newline), "table.csv", DATASET if missing else STRICT)
    assert {(p.line, p.field, p.rule) for p in told} == oracle(rows, missing)
    assert len(told) == len(oracle(rows, missing))


@pytest.mark.parametrize("missing", ["-", ""])
def test_spaces_around_a_value_are_no_part_of_it(missing: str) -> None:
    plain = ("A1", "2020-01-01", "1.5", "2", "open", "2020-Q1", "2020-01-01T07:00", "a note")
    rows = [plain, tuple(f" {v}  " for v in plain), tuple(f" {missing} " for _ in plain)]
    first, second, third = taken(written(rows, "\n"), DATASET if missing else STRICT)
    assert first == second
    assert set(third) == {None}


def test_the_column_of_an_error_is_that_of_its_cell() -> None:
    rows = [
        ("A1", "2020-01-01", "1", "1", "open", "2020", "", 'with, "comma"'),
        ("A2", "2020-01-01", "x") + ("",) * 5,
    ]
    (error,) = check(written(rows, "\n"), "table.csv")
    assert (error.line, error.column) == (3, 15)


def test_a_row_that_is_not_well_formed_hides_no_other_error() -> None:
    raw = written([("A1", "2020-02-30", *[""] * 6), ("a1", "2020-01-01", *[""] * 6)], "\n")
    raw += b"A3,2020-01-01,too,few\nA4,2020-01-01,,,,,,,\nA5,2020-01-01,,4,,,,\n"
    assert {(p.line, p.field, p.rule) for p in check(raw, "table.csv")} == {
        (2, "day", "date"),
        (3, "code", "pattern"),
        (4, None, "malformed-row"),
        (5, None, "malformed-row"),
        (6, "count", "maximum"),
    }


@pytest.mark.parametrize("before", ["", "\n\n", "\n" * 70_000], ids=["nothing", "lines", "many lines"])
@pytest.mark.parametrize("word", ["note", '"no\nte"', f"note{' ' * 70_000}"], ids=["plain", "quoted", "long"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_long_file_is_read_as_a_short_one_whatever_its_header(
    before: str, word: str, encoding: str
) -> None:
    rows = [(f"A{n}", "2020-01-01", *[""] * 5, "x" * 40_000) for n in range(4)]
    rows.append(("佛", "2020-01-01", *[""] * 6))
    raw = (before + written(rows, "\n").decode().replace("note", word, 1)).encode(encoding)
    line = 6 + before.count("\n") + word.count("\n")
    assert [(p.line, p.field, p.rule) for p in check(raw, "table.csv")] == [(line, "code", "pattern")]


def test_lines_are_right_beyond_many_blocks_of_text() -> None:
    rows = [
        (f"A{n % 10}", f"20{n % 100:02d}-{n // 100 % 12 + 1:02d}-{n // 1200 % 28 + 1:02d}", *[""] * 6)
        for n in range(12_000)
    ]
    rows = list(dict.fromkeys(rows))
    rows[7_000] = (*rows[7_000][:2], "many", *[""] * 5)
    rows[11_000] = (*rows[11_000][:2], "", "many", *[""] * 4)
    found = [(p.line, p.column, p.field) for p in check(written(rows, "\n"), "table.csv")]
    assert found == [(7_002, 15, "amount"), (11_002, 16, "count")]
