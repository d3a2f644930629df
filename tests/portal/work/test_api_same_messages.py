"""A form, a workbook and a program are told the same of the same rows, at the same row and field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from api_fixtures import NOW, ROW, XLSX, Program, api_city, city_evidence, north, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualicity.portal import catalogue

if TYPE_CHECKING:
    from qualicity.errors import Problem

__all__ = ["api_city", "city_evidence", "north"]

# What people and programs put into cells; text that a workbook would hold as something else is left to its own tests.
CELLS = {
    "area": st.sampled_from(["SC-N", "SC-E", "SC-N ", "nowhere", "", "北区"]),
    "month": st.sampled_from(["2026-10", "2026-09", "2026-13", "October", "", "2026"]),
    "inspected": st.sampled_from(["61", "0", "-1", "61x", "6.5", "1,000", "", "100001", "６１"]),
    "passed": st.sampled_from(["58", "70", "", "x", "0"]),
    "remark": st.sampled_from(["", "late", "a, “b”", "'"]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS).filter(lambda r: any(r.values())), min_size=1, max_size=3)
Said = set[tuple[int | None, str | None, str, str, str | None]]


def by_form(rows: list[dict[str, str]]) -> Said:
    """What the form's page shows at its cells."""
    from qualicity.evidence import Duty
    from qualicity.evidence.rows import RowProblem
    from qualicity.portal.workbench import rows as sheets
    from qualicity.portal.workbench.checking import check, desk
    from qualicity.portal.workbench.reasons import compared, with_reasons

    at = desk(catalogue.live(), "sample-city", NOW)
    duty = Duty(None, None, "inspections", "north-district", "2026-10")
    declared = at.dataset(duty)
    data = sheets.to_csv(declared, rows)
    sheet = sheets.read(declared, data, "form.csv")
    answer = with_reasons(check(at, duty, data, "form.csv"), compared(at, duty, data, "form.csv"))
    cells, others = sheets.at_cells(answer.problems, sheet)

    def said(row: int | None, field: str | None, p: Problem) -> tuple[Any, ...]:
        return row, field, p.code, p.message.en, p.message.zh

    found = {said(row + 1, field, p) for (row, field), listed in cells.items() for p in listed}
    return found | {
        said(sheet.lines[p.place.line] + 1 if isinstance(p, RowProblem) else None, None, p) for p in others
    }


def by_program(north: Program, data: Any, form: str) -> Said:
    """What a program is told; the name of a workbook's cell stands beside, not in the words."""
    said = {"json": data} if form == "application/json" else {"data": data}
    path = "/submissions?dataset=inspections&period=2026-10&check=true"
    answer = north.ask("POST", path, form=form, **said)
    assert answer.status_code == 200, answer.content
    cell = re.compile(r"^Sheet![A-Z]+\d+(: |：)")
    return {
        (p["row"], p["field"], p["code"], cell.sub("", p["message"]["en"]), cell.sub("", p["message"]["zh"]))
        for p in answer.json()["problems"]
    }


@settings(
    max_examples=25, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(rows=ROWS)
def test_three_ways_in_are_told_the_same(north: Program, rows: list[dict[str, str]]) -> None:
    form = by_form(rows)
    assert by_program(north, {"rows": rows}, "application/json") == form
    assert by_program(north, workbook([{f: v or None for f, v in r.items()} for r in rows]), XLSX) == form


def test_a_column_above_its_limit_is_told_at_its_cell_beside_the_other_errors(north: Program) -> None:
    rows = [{**ROW, "passed": 70}, {**ROW, "month": "2026-13", "passed": 1}]
    typed = [{f: "" if v is None else str(v) for f, v in r.items()} for r in rows]
    told = by_form(typed)
    (over,) = [t for t in told if t[2] == "limit"]
    assert over[:2] == (1, "passed")
    assert "'Passed' 70 is more than 'Inspected' 61 (" in over[3]
    assert over[4] is not None
    assert "“合格批次”70 大于“抽查批次”61（" in over[4]
    assert {(row, code) for row, _, code, *_ in told} >= {(1, "limit"), (2, "value-period")}
    assert by_program(north, {"rows": rows}, "application/json") == told
    assert by_program(north, workbook(rows), XLSX) == told


def test_numbers_and_their_text_are_told_the_same(north: Program) -> None:
    numbers = [{**ROW, "inspected": 0, "passed": 1e9}, {**ROW, "inspected": 61.0, "passed": 6.5}]
    texts = [{**ROW, "inspected": "0", "passed": "1000000000.0"}, {**ROW, "inspected": "61", "passed": "6.5"}]
    told = by_program(north, {"rows": numbers}, "application/json")
    assert {(row, field) for row, field, *_ in told} >= {(1, "inspected"), (2, "passed")}
    texts[0]["passed"] = "1000000000"
    assert told == by_program(north, {"rows": texts}, "application/json")
