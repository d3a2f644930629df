"""A column that may not exceed another of its row: each row is looked at alone, and told with all other errors."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rooms_fixtures import Commands
from small_plan import SmallPlan

TYPES = {
    "id": "integer", "inspected": "integer", "passed": "number", "opened": "date", "closed": "date",
    "began": "datetime", "ended": "datetime", "month": "period", "item": "string",
}  # fmt: skip
TITLES = {"passed": {"en": "Passed", "zh": "合格"}, "inspected": {"en": "Inspected", "zh": "抽查"}}
PASSED = {"kind": "limit", "value": "passed", "at_most": "inspected", "severity": "error"}
WHO = ("--by", "clerk", "--message", "a test")
Row = dict[str, Any]


def plan(root: Path, *checks: Row, rows: list[Row] | None = None) -> Path:
    small = SmallPlan(root)
    small.datasets["visits"] = {
        "title": {"en": "Visits", "zh": "检查"},
        "path": "evidence/visits.csv",
        "schema": {
            "fields": [
                {"name": n, "type": t} | ({"title": TITLES[n]} if n in TITLES else {})
                for n, t in TYPES.items()
            ],
            "primaryKey": ["id"],
        },
        "checks": list(checks),
    }
    given_rows = rows if rows is not None else [{"id": 0}]
    small.rows["visits"] = [{f: r.get(f, "") for f in TYPES} for r in given_rows]
    return small.write()


def told(cli: Commands, folder: Path, *rows: Row, exit_code: int = 1) -> list[Row]:
    """What is said of rows that are handed in, dry."""
    file = folder.parent / "new.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(TYPES))
        writer.writeheader()
        writer.writerows({"id": n} | r for n, r in enumerate(rows, 1))
    answer = cli.json("submit", folder, "visits", file, *WHO, "--dry-run", exit_code=exit_code)
    return [*answer["errors"], *answer["warnings"]]


def test_it_is_told_with_titles_and_both_values_at_the_value(tmp_path: Path, cli: Commands) -> None:
    row = {"id": 1, "inspected": 61, "passed": 70}
    why = {"en": "none passes unseen", "zh": "未查不得合格"}
    folder = plan(tmp_path / "small", PASSED | {"why": why}, rows=[row | {"id": 0, "passed": 61}, row])
    (problem,) = cli.json("check", folder, exit_code=1)["problems"]
    assert (Path(problem["file"]).name, problem["line"], problem["column"]) == ("visits.csv", 3, 6)
    assert problem["message"] == "passed: 'Passed' 70 is more than 'Inspected' 61 (none passes unseen)"
    (problem,) = cli.json("check", folder, "--lang", "zh", exit_code=1)["problems"]
    assert problem["message"] == "passed：“合格”70 大于“抽查”61（未查不得合格）"
    assert cli.run("load", folder).exit_code == 1


def test_an_error_elsewhere_does_not_hide_it(tmp_path: Path, cli: Commands) -> None:
    rows = [{"inspected": "many"}, {"inspected": 61, "passed": 70}, {"opened": "2026-13-01"}]
    found = told(cli, plan(tmp_path / "small", PASSED), *rows)
    assert [(t["line"], t["rule"]) for t in found] == [(2, "integer"), (3, "limit"), (4, "date")]


@pytest.mark.parametrize(("inspected", "passed"), [("", 70), (61, ""), (61, "x"), ("6.5", 7), ("", "")])
def test_what_is_empty_or_wrong_by_itself_is_not_compared(
    inspected: object, passed: object, tmp_path: Path, cli: Commands
) -> None:
    wrong = [v for v in (inspected, passed) if v in ("x", "6.5")]
    row = {"inspected": inspected, "passed": passed}
    found = told(cli, plan(tmp_path / "small", PASSED), row, exit_code=1 if wrong else 0)
    assert [t["value"] for t in found] == wrong


@pytest.mark.parametrize(
    ("first", "last", "early", "late"),
    [
        ("opened", "closed", "2026-03-01", "2026-03-02"),
        ("began", "ended", "2026-03-01T09:00", "2026-03-01T09:01"),
    ],
)
def test_of_times_the_later_is_told(
    first: str, last: str, early: str, late: str, tmp_path: Path, cli: Commands
) -> None:
    folder = plan(tmp_path / "small", {"kind": "limit", "value": first, "at_most": last})
    rows = [{first: early, last: late}, {first: early, last: early}, {first: late, last: early}]
    (found,) = told(cli, folder, *rows, exit_code=0)
    assert (found["line"], found["field"], found["rule"]) == (4, first, "limit")
    assert f"'{first}' {late[:10]}" in found["message"]
    assert f"is after '{last}' {early[:10]}" in found["message"]
    assert "晚于" in found["messages"]["zh"]


def test_only_the_chosen_rows_are_compared(tmp_path: Path, cli: Commands) -> None:
    rows = [{"inspected": 1, "passed": 2, "item": item} for item in ("goods", "places", "")]
    folder = plan(tmp_path / "small", PASSED | {"where": {"item": "places"}})
    assert [t["line"] for t in told(cli, folder, *rows)] == [3]


@pytest.mark.parametrize(
    ("value", "most", "words"),
    [
        ("opened", "inspected", "'inspected' is of type 'integer'; here a field of type date is needed"),
        ("opened", "ended", "'ended' is of type 'datetime'; here a field of type date is needed"),
        (
            "month",
            "passed",
            "'month' is of type 'period'; here a field of type number or integer or date or datetime",
        ),
    ],
)
def test_types_that_have_no_order_are_told_in_the_declaration(
    value: str, most: str, words: str, tmp_path: Path, cli: Commands
) -> None:
    (error,) = cli.errors(plan(tmp_path / "small", {"kind": "limit", "value": value, "at_most": most}))
    assert words in error["message"]
    wrong = most if words.startswith(f"'{most}'") else value
    line = Path(error["file"]).read_text(encoding="utf-8").splitlines()[error["line"] - 1]
    assert line[error["column"] - 1 :].startswith(wrong)


CELLS = st.one_of(
    st.just(""),
    st.integers(-99, 99).map(str),
    st.integers(-(10**15), 10**15).map(str),
)
DECIMALS = st.one_of(CELLS, st.decimals(-99, 99, places=2).map(lambda d: f"{d:f}"))


@settings(
    max_examples=15, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(cells=st.lists(st.tuples(CELLS, DECIMALS), min_size=1, max_size=30))
def test_it_tells_what_a_naive_comparison_tells(
    cells: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory, cli: Commands
) -> None:
    over = [
        n
        for n, (inspected, passed) in enumerate(cells, 2)
        if inspected and passed and Decimal(passed) > Decimal(inspected)
    ]
    folder = plan(tmp_path_factory.mktemp("limits") / "small", PASSED)
    rows = [{"inspected": i, "passed": p} for i, p in cells]
    found = told(cli, folder, *rows, exit_code=1 if over else 0)
    assert [(t["line"], t["field"], t["rule"]) for t in found] == [(n, "passed", "limit") for n in over]
