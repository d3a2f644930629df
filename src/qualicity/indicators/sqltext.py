"""What the queries of all kinds are written with: periods of time and rounding."""

from __future__ import annotations

from collections.abc import Iterable

from qualicity.evidence.sql import literal, name
from qualicity.indicators.recipe import types_of
from qualicity.plan.model import Plan
from qualicity.plan.tables import Dataset

SIGNIFICANT_DIGITS = 12
COMPUTED = "'computed' as status, true as current, true as release_known"
"""What the store cannot say of a figure that is computed here."""
_BUCKETS = {
    "A": "strftime({d}, '%Y')",
    "S": "strftime({d}, '%Y') || '-S' || case when month({d}) <= 6 then 1 else 2 end",
    "Q": "strftime({d}, '%Y') || '-Q' || quarter({d})",
    "M": "strftime({d}, '%Y-%m')",
    "W": "strftime({d}, '%G-W%V')",
    "D": "strftime({d}, '%Y-%m-%d')",
    "YTD": "strftime({d}, '%Y') || '-01-01/P' || _month || 'M'",
}
_SHAPES = {
    "A": r"\d{4}", "S": r"\d{4}-S\d", "Q": r"\d{4}-Q\d", "M": r"\d{4}-\d{2}", "W": r"\d{4}-W\d{2}",
    "D": r"\d{4}-\d{2}-\d{2}",
}  # fmt: skip


def is_date(plan: Plan, dataset: Dataset) -> bool:
    """Whether the dataset's TIME_PERIOD is a date or time, of which periods can be made."""
    kind = types_of(plan, dataset).get(dataset.concepts.TIME_PERIOD or "date", "DATE")
    return kind in ("DATE", "TIMESTAMP")


def bucket(plan: Plan, dataset: Dataset, freq: str) -> str:
    """SQL for the period of a row at a frequency; null where a row is of another frequency.

    `YTD` reads the column `_month`, up to which the row counts.
    """
    field = name(dataset.concepts.TIME_PERIOD or "date")
    if is_date(plan, dataset):
        return _BUCKETS[freq].format(d=field)
    text = f"cast({field} as varchar)"
    if freq == "YTD":
        return f"substr({text}, 1, 4) || '-01-01/P' || _month || 'M'"
    return f"case when regexp_full_match({text}, {literal(_SHAPES[freq])}) then {text} end"


def months_to_date(plan: Plan, dataset: Dataset, rows: str) -> str:
    """The rows, each once for every month's end of its year up to which it counts (`_month`).

    In the last year the months end with the last row: the future has no year to date.
    """
    field = name(dataset.concepts.TIME_PERIOD or "date")
    if is_date(plan, dataset):
        day, there = field, "true"
    else:
        there = f"regexp_full_match(cast({field} as varchar), {literal(_SHAPES['M'])})"
        day = f"try_cast(cast({field} as varchar) || '-01' as date)"
    last = f"(select max({day}) from {rows} l where {there})"
    until = f"case when year({day}) = year({last}) then month({last}) else 12 end"
    return f"(select *, unnest(generate_series(month({day}), {until})) as _month from {rows} m where {there})"


def rounded(value: str, decimals: int | None) -> str:
    """SQL that rounds to 12 significant digits, then to the declared decimals.

    The last digits of a sum differ by thread and engine; a half must not be rounded by them.
    """
    digits = f"cast({SIGNIFICANT_DIGITS - 1} - floor(log10(abs({value}))) as integer)"
    significant = f"case when {value} = 0 then 0.0 else round({value}, {digits}) end"
    return significant if decimals is None else f"round({significant}, {decimals})"


def pairs(keys: Iterable[tuple[str, str]]) -> str:
    """Indicators with their definitions as SQL tuples, for `in`."""
    return ", ".join(f"({literal(i)}, {literal(d)})" for i, d in sorted(keys))
