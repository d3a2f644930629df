"""What of a dataset one organisation reports for one period; rows outside it are refused, each at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from qualicity.errors import Problem, UsageError
from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.sql import literal, name
from qualicity.plan import Dataset, parse_period
from qualicity.plan.fitting import time_field


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows with one of these values in each of these fields, of a period ("": of any)."""

    period: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def check_scope(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, dataset: Dataset, scope: Scope
) -> list[Problem]:
    """Every value that lies outside the scope; empty ones are told by other rules."""
    return [*_foreign(db, rows, scope), *_other_periods(db, rows, dataset, scope)]


def _foreign(db: duckdb.DuckDBPyConnection, rows: RowsOfFile, scope: Scope) -> Iterator[Problem]:
    for column, values in scope.where.items():
        if column not in rows.columns:
            continue
        said, listed = f"trim(cast({name(column)} as varchar))", ", ".join(literal(v) for v in values)
        query = f"select _record, {said} from {rows.table} where nullif({said}, '') is not null and {said} not in ({listed})"
        found, more = rows.found(db, f"{query} order by 1")
        for record, value in found:
            en = f"{column}: '{value}' is reported by others; yours: {', '.join(values)}"
            zh = f"{column}：“{value}”由其他单位填报；本单位填报：{'、'.join(values)}"
            yield rows.problem(record, column, "value-not-yours", en, zh, str(value))
        yield from more


def _other_periods(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, dataset: Dataset, scope: Scope
) -> Iterator[Problem]:
    column = time_field(dataset)
    if not scope.period or column is None or column not in rows.columns:
        return
    wanted, said = parse_period(scope.period), f"trim(cast({name(column)} as varchar))"
    found, _ = rows.found(
        db, f"select distinct {said} from {rows.table} where nullif({said}, '') is not null"
    )
    outside = [value for (value,) in found if not _within(str(value), scope.period)]
    if not outside:
        return
    listed = ", ".join(literal(str(v)) for v in outside)
    wrong, more = rows.found(
        db, f"select _record, {said} from {rows.table} where {said} in ({listed}) order by 1"
    )
    for record, value in wrong:
        title = wanted.title()
        en = f"{column}: '{value}' is not of {title.en}, which is asked for here"
        zh = f"{column}：“{value}”不属于此次填报的{title.get('zh')}"
        yield rows.problem(record, column, "value-other-period", en, zh, str(value))
    yield from more


def _within(value: str, period: str) -> bool:
    """Whether a period, day or time lies in a period; what is none is told by other rules."""
    try:
        return parse_period(period).covers(
            parse_period(value[:10] if "T" in value or " " in value else value)
        )
    except UsageError:
        return True
