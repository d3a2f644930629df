"""What a check found → problems at the rows that were handed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qualicity.evidence.checks.look import Asked, Found, Look
from qualicity.evidence.rows import MAX_PROBLEMS, RowProblem
from qualicity.evidence.sql import name
from qualicity.plan.checks import CheckOfDataset


def tell(look: Look, check: CheckOfDataset, asked: Asked) -> Iterator[RowProblem]:
    """The first problems of one check, in the order of the file, and how many more there are."""
    rows = look.db.execute(asked.query).fetchmany(MAX_PROBLEMS + 1)
    listed = [asked.found(*row) for row in rows[:MAX_PROBLEMS]]
    values = _values(look, listed)
    for item in listed:
        en, zh = item.text.en, item.text.get("zh")
        if check.why:
            en, zh = f"{en} ({check.why.en})", f"{zh}（{check.why.get('zh')}）"
        if item.field:
            en, zh = f"{item.field}: {en}", f"{item.field}：{zh}"
        value = values.get((item.record, item.field))
        problem = look.rows.problem(item.record, item.field, check.kind, en, zh, value)
        yield replace(problem, severity=check.severity)
    if len(rows) > MAX_PROBLEMS:
        total = look.db.execute(f"select count(*) from ({asked.query})").fetchone()
        more = (total[0] if total else 0) - MAX_PROBLEMS
        en, zh = f"and {more} more of this kind in this file", f"此文件中还有 {more} 处同类问题"
        yield replace(look.rows.problem(0, None, check.kind, en, zh), severity=check.severity)


def _values(look: Look, found: Iterable[Found]) -> dict[tuple[int, str | None], str]:
    """The values as they stand in the file."""
    values: dict[tuple[int, str | None], str] = {}
    for field in {f.field for f in found if f.field is not None}:
        records = ", ".join(str(f.record) for f in found if f.field == field)
        rows = look.db.execute(
            f"select _record, cast({name(field)} as varchar) from {look.rows.table} where _record in ({records})"
        ).fetchall()
        values |= {(record, field): str(value).strip() for record, value in rows if value is not None}
    return values
