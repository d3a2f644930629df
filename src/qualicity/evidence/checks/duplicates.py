"""Rows that agree in named fields, though they are about different things."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.evidence.checks.look import Asked, Found, Look, words
from qualicity.evidence.sql import name, names
from qualicity.plan.checks import Duplicates


def duplicates(look: Look, check: Duplicates) -> Asked:
    """Each row after the first of those that agree in all the fields; an empty value agrees with nothing."""
    identity = look.dataset.table_schema.primaryKey if look.dataset.table_schema else ()
    there = " and ".join(f"{name(f)} is not null" for f in check.fields)
    query = f"""select _record, first_value(_record) over w, first_value({words(identity)}) over w
        from (select * from {look.chosen(check)} where {there})
        window w as (partition by {names(check.fields)} order by _record nulls first)
        qualify _record is not null and row_number() over w > 1 order by _record"""
    told = " + ".join(check.fields)

    def found(record: int, first: int | None, thing: str) -> Found:
        if first is None:
            text = Text(
                f"the same {told} as the stored row {thing}", f"与已入库的行（{thing}）的 {told} 相同"
            )
        else:
            line = look.rows.line(first)
            text = Text(
                f"the same {told} as on line {line} ({thing})", f"与第 {line} 行（{thing}）的 {told} 相同"
            )
        return Found(record, check.fields[0], text)

    return Asked(query, found)
