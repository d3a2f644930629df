"""One column of a row set against another that it may not exceed."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.evidence.checks.look import Asked, Found, Look, written
from qualicity.evidence.sql import name
from qualicity.plan.checks import Limit

_MORE = Text("is more than", "大于")
_LATER = Text("is after", "晚于")


def limit(look: Look, check: Limit) -> Asked:
    """Each row whose value is more (of times: later) than what stands in its other column; told at the value."""
    value, most = name(check.value), name(check.at_most)
    query = f"""select _record, {written(value)}, {written(most)} from {look.chosen(check)}
        where {value} > {most} order by 1"""
    mine, other = look.title(check.value), look.title(check.at_most)
    word = _MORE if look.type(check.value) in ("number", "integer") else _LATER

    def found(record: int, has: str, may: str) -> Found:
        text = Text(
            f"'{mine.en}' {has} {word.en} '{other.en}' {may}",
            f"“{mine.get('zh')}”{has} {word.get('zh')}“{other.get('zh')}”{may}",
        )
        return Found(record, check.value, text)

    return Asked(query, found)
