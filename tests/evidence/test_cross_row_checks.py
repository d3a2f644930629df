"""What must hold between rows is told where a new row breaks it: by `check`, `load` and `submit`, as declared."""

import csv
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from rooms_fixtures import Commands, cases
from small_plan import CITY, SmallPlan

from qualicity.evidence.checks import KINDS

FIELDS = {
    "area": "string",
    "period": "period",
    "item": "string",
    "value": "number",
    "days": "integer",
    "total": "number",
    "a": "number",
    "b": "number",
    "growth": "number",
}
WHO = ("--by", "clerk", "--message", "a test")
Row = dict[str, Any]


def row(period: str, value: object = 1, item: str = "x", area: str = CITY, **more: object) -> Row:
    return {"area": area, "period": period, "item": item, "value": value} | more


@dataclass(frozen=True)
class Case:
    """A declaration, rows that keep it, and one more that breaks it: where, and in which words."""

    check: Row
    stand: list[Row]
    breaks: Row
    field: str
    words: str
    mended: Row = field(default_factory=dict)


def months(*values: object, year: int = 2020) -> list[Row]:
    return [row(f"{year}-{n:02}", v) for n, v in enumerate(values, 1)]


CASES: dict[str, Case] = {
    "a month is missing": Case(
        {"kind": "gaps"},
        months(1, 1),
        row("2020-05"),
        "period",
        f"2020-03 to 2020-04 (2 months) missing between 2020-02 and 2020-05 in the series {CITY} · x",
        row("2020-03"),
    ),
    "a whole is not the sum of the rows that are its parts": Case(
        {"kind": "parts", "field": "item", "whole": "t", "sum_of": ["p", "q"], "tolerance": 0.5},
        [row("2020", 4, "p"), row("2020", 6, "q")],
        row("2020", 11, "t"),
        "value",
        "11 is not the sum of its parts, 10 (p 4 + q 6); the difference is 1",
        row("2020", 10.5, "t"),
    ),
    "a column is not the sum of others": Case(
        {"kind": "parts", "whole": "total", "sum_of": ["a", "b"]},
        [row("2020", total=0.3, a=0.1, b=0.2)],
        row("2021", total=5, a=1, b=3),
        "total",
        "5 is not the sum of its parts, 4 (a 1 + b 3); the difference is 1",
        row("2021", total=5, a=1),
    ),
    "a share that no number of days gives": Case(
        {"kind": "k_of_n", "decimals": 1},
        [row("2023-11", 90)],
        row("2023-12", 90),
        "value",
        "90 % of 31 days is no whole number of days when printed with 1 decimal: 28 of 31 days is 90.3 %, "
        "27 of 31 is 87.1 %; printed without decimals it would be 28 of 31; or 27 of 30, if 1 day was not valid",
        row("2023-12", 90.3),
    ),
    "a share as it stands": Case(
        {"kind": "k_of_n"},
        [row("2023-12", 90)],
        row("2023-10", "90.0"),
        "value",
        "90.0 % of 31 days is no whole number of days when printed with 1 decimal",
        row("2023-10", 94),
    ),
    "a share of a column": Case(
        {"kind": "k_of_n", "denominator": "days"},
        [row("2020", 50, days=28)],
        row("2021", 51, days=28),
        "value",
        "51 % of 28 is no whole number when printed without decimals: 14 of 28 is 50 %, 15 of 28 is 54 %",
        row("2021", 54, days=28),
    ),
    "a growth rate in a column against levels": Case(
        {"kind": "growth", "rate": "growth", "level": "total"},
        [row("2019", total=100, growth=3)],
        row("2020", total=110, growth=8.1),
        "growth",
        "growth is given as 8.1 %, but 110 (2020) after 100 (2019) is 10.00 %",
        row("2020", total=110, growth=10.05),
    ),
    "a growth rate in a row against levels": Case(
        {"kind": "growth", "field": "item", "rate": "g", "level": "l", "tolerance": 1},
        [row("2019-Q4", 100, "l"), row("2020-Q4", 105, "l"), row("2020-Q3", 200, "l")],
        row("2020-Q4", 8, "g"),
        "value",
        "growth is given as 8 %, but 105 (2020-Q4) after 100 (2019-Q4) is 5.00 %",
        row("2020-Q4", 5.9, "g"),
    ),
    "a jump against the series' own changes": Case(
        {"kind": "jump"},
        months(10, 11, 9, 12, 11, 13, 11, 10),
        row("2020-09", 100),
        "value",
        "100 in 2020-09 after 10 in 2020-08: a change of 90, where the 7 changes before it have the median -1 "
        "and the median absolute deviation 1 in the series",
        row("2020-09", 13),
    ),
    "a jump in percent": Case(
        {"kind": "jump", "at_most": {"percent": 50}},
        [row("2019", 10)],
        row("2020", 16),
        "value",
        "16 in 2020 after 10 in 2019: a change of 60 %, more than 50 %",
        row("2020", 15),
    ),
    "a jump as a ratio": Case(
        {"kind": "jump", "at_most": {"ratio": 3}, "by": ["area"]},
        [row("2019", 1075.5)],
        row("2020", 107550, "y"),
        "value",
        "a change of 100 ×, more than 3 ×",
        row("2020", 360),
    ),
    "rows that agree beside their identity": Case(
        {"kind": "duplicates", "fields": ["period", "value", "total"]},
        [row("2020", 5, total=1), row("2020", 5, "no total")],
        row("2020", 5, "y", total=1),
        "period",
        "the same period + value + total as",
        row("2020", 5, "y"),
    ),
}


def dataset(*checks: Row, **said: object) -> Row:
    return {
        "title": {"en": "Readings", "zh": "读数"},
        "path": "evidence/readings.csv",
        "schema": {
            "fields": [{"name": n, "type": t} for n, t in FIELDS.items()],
            "primaryKey": ["area", "period", "item"],
        },
        "concepts": {"REF_AREA": "area", "TIME_PERIOD": "period", "OBS_VALUE": "value"},
        "checks": list(checks),
    } | said


def plan(tmp_path: Path, rows: list[Row], *checks: Row, **said: object) -> Path:
    small = SmallPlan(tmp_path / "small")
    small.datasets["readings"], small.rows["readings"] = dataset(*checks, **said), rows
    return small.write()


def file_of(tmp_path: Path, *rows: Row, name: str = "new.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(FIELDS))
        writer.writeheader()
        writer.writerows(rows)
    return path


def submit(cli: Commands, folder: Path, file: Path, *more: str, exit_code: int = 0) -> Any:
    return cli.json("submit", folder, "readings", file, *WHO, *more, exit_code=exit_code)


def test_every_kind_is_here() -> None:
    assert {c.check["kind"] for c in CASES.values()} == set(KINDS)


@pytest.mark.parametrize("severity", [None, "error"])
@pytest.mark.parametrize("name", cases(CASES))
def test_what_a_row_breaks_is_told_at_its_place_as_severely_as_declared(
    name: str, severity: str | None, tmp_path: Path, cli: Commands
) -> None:
    case = CASES[name]
    declared = case.check | ({"severity": severity} if severity else {})
    folder = plan(tmp_path, case.stand, declared)
    assert cli.run("load", folder).exit_code == 0
    code = 1 if severity else 0
    for option in (["--dry-run"], []):
        answer = submit(cli, folder, file_of(tmp_path, case.breaks), *option, exit_code=code)
        assert answer["accepted"] == (not severity)
        told = answer["errors" if severity else "warnings"]
        assert answer["warnings" if severity else "errors"] == []
        assert [(t["line"], t["field"], t["rule"]) for t in told] == [(2, case.field, declared["kind"])]
        assert case.words in told[0]["message"]
        assert told[0]["value"] == str(case.breaks[case.field])
        assert told[0]["messages"]["zh"] not in (None, told[0]["message"])


@pytest.mark.parametrize("name", cases(CASES))
def test_the_plans_own_rows_are_held_to_it_and_a_warning_does_not_stop_a_load(
    name: str, tmp_path: Path, cli: Commands
) -> None:
    case = CASES[name]
    folder = plan(tmp_path, [*case.stand, case.breaks], case.check)
    (problem,) = cli.json("check", folder)["problems"]
    assert (problem["severity"], problem["code"]) == ("warning", case.check["kind"])
    assert (problem["line"], Path(problem["file"]).name) == (len(case.stand) + 2, "readings.csv")
    assert cli.run("load", folder).exit_code == 0
    strict = plan(tmp_path / "strict", [*case.stand, case.breaks], case.check | {"severity": "error"})
    for command in ("check", "load"):
        assert cli.run(command, strict).exit_code == 1
        assert case.words in cli.run(command, strict).output


@pytest.mark.parametrize("name", cases(CASES))
def test_rows_that_keep_it_are_not_told(name: str, tmp_path: Path, cli: Commands) -> None:
    case = CASES[name]
    folder = plan(tmp_path, case.stand, case.check | {"severity": "error"})
    cli.run("load", folder)
    assert submit(cli, folder, file_of(tmp_path, case.mended))["warnings"] == []


@pytest.mark.parametrize("name", cases(CASES))
def test_what_stands_already_is_not_told_again(name: str, tmp_path: Path, cli: Commands) -> None:
    case = CASES[name]
    folder = plan(tmp_path, [*case.stand, case.breaks], case.check)
    cli.run("load", folder)
    apart = row("2031", 100, "apart", "elsewhere")
    unchanged = {f: case.breaks.get(f, "") for f in FIELDS}
    assert submit(cli, folder, file_of(tmp_path, apart, unchanged))["warnings"] == []


@pytest.mark.parametrize("name", cases(CASES))
def test_a_changed_row_is_judged_with_what_stands(name: str, tmp_path: Path, cli: Commands) -> None:
    case = CASES[name]
    if all(case.mended.get(k) == case.breaks.get(k) for k in ("area", "period", "item")):
        folder = plan(tmp_path, [*case.stand, case.mended], case.check)
        cli.run("load", folder)
        answer = submit(cli, folder, file_of(tmp_path, case.breaks))
        assert (answer["updated"], len(answer["warnings"])) == (1, 1)
        assert submit(cli, folder, file_of(tmp_path, case.mended))["warnings"] == []


def test_a_new_level_or_part_is_told_where_the_rest_stands_already(tmp_path: Path, cli: Commands) -> None:
    grows, adds = (CASES[n].check for n in CASES if n.endswith(("row against levels", "its parts")))
    stands = [row("2019", 100, "l"), row("2020", 5, "g"), row("2020", 9, "t"), row("2020", 5, "p")]
    folder = plan(tmp_path, stands, grows, adds)
    cli.run("load", folder)
    new = file_of(tmp_path, row("2020", 110, "l"), row("2020", 5, "q"))
    told = submit(cli, folder, new)["warnings"]
    assert {(t["line"], t["rule"], t["value"]) for t in told} == {(2, "growth", "110"), (3, "parts", "5")}


def test_a_gap_before_what_stands_is_told_at_the_new_row(tmp_path: Path, cli: Commands) -> None:
    folder = plan(tmp_path, [row("2020-W53")], {"kind": "gaps"})
    cli.run("load", folder)
    (told,) = submit(cli, folder, file_of(tmp_path, row("2020-W51")))["warnings"]
    assert "2020-W52 (1 week) missing between 2020-W51 and 2020-W53" in told["message"]


def test_periods_of_different_length_are_series_of_their_own(tmp_path: Path, cli: Commands) -> None:
    rows = [row(p) for p in ("2019", "2020", "2020-01", "2020-02", "2019-01-01/P9M", "2020-01-01/P9M")]
    assert cli.json("check", plan(tmp_path, rows, {"kind": "gaps"}))["problems"] == []


@pytest.mark.parametrize(
    ("kind", "frequency", "times", "words"),
    [
        ("date", "D", ("2020-02-28", "2020-03-01"), "2020-02-29 (1 day) missing"),
        ("date", "M", ("2020-01-31", "2020-03-01"), "2020-02 (1 month) missing"),
        ("date", "S", ("2019-05-01", "2020-05-01"), "2019-S2 (1 half-year) missing"),
        ("date", "W", ("2020-12-21", "2021-01-10"), "2020-W53 (1 week) missing"),
        (
            "datetime",
            "H",
            ("2020-02-28T23:00", "2020-02-29T03:00"),
            "2020-02-29T00:00 to 2020-02-29T02:00 (3 hours)",
        ),
        ("datetime", "H", ("2020-02-28T23:00", "2020-02-29T00:00"), None),
    ],
)
def test_a_date_or_an_hour_that_is_missing_at_the_datasets_frequency(
    kind: str, frequency: str, times: tuple[str, ...], words: str | None, tmp_path: Path, cli: Commands
) -> None:
    said = dataset({"kind": "gaps"}, frequency=frequency)
    said["schema"]["fields"][1]["type"] = kind
    small = SmallPlan(tmp_path / "small")
    small.datasets["readings"], small.rows["readings"] = said, [row(t) for t in times]
    told = [p["message"] for p in cli.json("check", small.write())["problems"]]
    assert len(told) == (1 if words else 0)
    assert all(words in t for t in told if words)


def test_only_the_chosen_rows_are_looked_at_and_the_reason_is_told(tmp_path: Path, cli: Commands) -> None:
    rows = [row("2023-12", 90, item, area) for item in "xyz" for area in ("1", "2")]
    check = {
        "kind": "k_of_n",
        "decimals": 1,
        "where": {"item": ["x", "y"]},
        "unless": {"area": "1"},
        "why": {"en": "days are counted", "zh": "按天计数"},
    }
    problems = cli.json("check", plan(tmp_path, rows, check))["problems"]
    assert [p["line"] for p in problems] == [3, 5]
    assert all(p["message"].endswith("(days are counted)") for p in problems)


def test_a_jump_needs_its_history(tmp_path: Path, cli: Commands) -> None:
    assert not cli.json("check", plan(tmp_path, months(1, 2, 1, 2, 1, 99), {"kind": "jump"}))["problems"]
    early = plan(tmp_path / "early", months(1, 2, 1, 3, 1, 99), {"kind": "jump", "earlier": 5})
    assert [p["line"] for p in cli.json("check", early)["problems"]] == [7]
    flat = plan(tmp_path / "flat", months(*[5] * 9, 6), {"kind": "jump"})
    assert not cli.json("check", flat)["problems"]  # no change before: nothing to measure by


def test_growth_over_a_period(tmp_path: Path, cli: Commands) -> None:
    check = {"kind": "growth", "rate": "growth", "level": "total", "over": "period"}
    rows = [row("2019-12", total=100), row("2020-01", total=110, growth=9)]
    (problem,) = cli.json("check", plan(tmp_path, rows, check))["problems"]
    assert "110 (2020-01) after 100 (2019-12) is 10.00 %" in problem["message"]


def test_a_problem_in_a_workbook_has_its_cell(tmp_path: Path, cli: Commands) -> None:
    folder = plan(tmp_path, [row("2023-11", 90)], {"kind": "k_of_n", "decimals": 1})
    cli.run("load", folder)
    book = openpyxl.Workbook()
    book.active.title = "Air"
    book.active.append(list(FIELDS))
    book.active.append([CITY, "2023-12", "x", 90, *[None] * 5])
    book.save(tmp_path / "new.xlsx")
    (told,) = submit(cli, folder, tmp_path / "new.xlsx")["warnings"]
    assert (told["cell"], told["value"], told["rule"]) == ("Air!D2", "90", "k_of_n")
    assert "90 % of 31 days" in told["message"]


def test_a_number_without_text_has_the_decimals_that_it_needs(tmp_path: Path, cli: Commands) -> None:
    folder = plan(tmp_path, [row("2023-11", 90)], {"kind": "k_of_n"})
    cli.run("load", folder)
    typed = tmp_path / "new.parquet"
    rows = [row("2023-12", 90), row("2023-10", 90.1)]
    duckdb.sql(f"copy (select * from read_csv('{file_of(tmp_path, *rows)}')) to '{typed}'")
    assert [t["line"] for t in submit(cli, folder, typed)["warnings"]] == [2]


def test_a_file_with_errors_of_its_own_is_not_held_to_them(tmp_path: Path, cli: Commands) -> None:
    folder = plan(tmp_path, months(1), {"kind": "gaps"})
    cli.run("load", folder)
    answer = submit(cli, folder, file_of(tmp_path, row("2020-05", "many")), exit_code=1)
    assert ([e["rule"] for e in answer["errors"]], answer["warnings"]) == (["number"], [])


def test_many_problems_are_counted(tmp_path: Path, cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["qualicity.evidence.checks.tell"], "MAX_PROBLEMS", 100)
    rows = [row(f"{y}", 33.33, area=str(n)) for n in range(25) for y in range(2001, 2011, 2)]
    problems = cli.json("check", plan(tmp_path, rows, {"kind": "gaps"}, {"kind": "k_of_n"}))["problems"]
    assert len(problems) == 101 + 100
    assert any("and 25 more of this kind" in p["message"] for p in problems)


def test_people_are_told_what_is_only_a_warning(tmp_path: Path, cli: Commands) -> None:
    folder = plan(tmp_path, months(1), {"kind": "gaps"})
    cli.run("load", folder)
    said = cli.run("submit", folder, "readings", file_of(tmp_path, row("2020-04")), *WHO).stdout
    assert "new.csv:2:8: warning: period: 2020-02 to 2020-03 (2 months) missing" in said
    assert "Accepted: 1 new" in said
