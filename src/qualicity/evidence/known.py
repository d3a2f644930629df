"""When a row became known, and what was known on a date.

Two times are kept for every row: `_known_from`, when the world could know it, and `_committed`, when
this store took it in. Asking "as known on" a date uses the first; the second tells how the store
itself came about. Imprecise dates count as their last possible day; an unknown one counts as the time
of the commit, so that no earlier date can see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qualicity.evidence.sql import literal, name, names
from qualicity.plan.tables import Dataset

ALWAYS = "timestamp '1900-01-01'"
"""Stands for what any day may know: codes, areas, a standard's table."""


def known_from(dataset: Dataset) -> str:
    """An SQL expression over typed rows: when each became known, or null for "at its commit"."""
    known = dataset.known
    if isinstance(known, str):
        return ALWAYS if known == "always" else "cast(null as timestamp)"
    if known.field:
        text = f"cast({name(known.field)} as varchar)"
        return (
            f"cast(case length({text}) when 4 then try_cast({text} || '-12-31' as date) "
            f"when 7 then last_day(try_cast({text} || '-01' as date)) "
            f"when 10 then try_cast({text} as date) end as timestamp)"
        )
    count, unit = known.delay
    of = name(known.of or "time")
    since = f"cast({of} as timestamp)" if unit == "hours" else f"cast({_end(of)} as timestamp)"
    return f"{since} + to_{unit}({count})"


def _end(period: str) -> str:
    """An SQL expression: the day after a period's last (as `plan.parse_period` has it), null for what is none."""
    day = f"cast(left({period}, 10) as date)"
    year = f"cast(left({period}, 4) || '-01-01' as date)"
    part = f"cast(substr({period}, 7) as integer)"
    count = f"cast(regexp_extract({period}, '/P(\\d+)', 1) as integer)"
    return (
        f"try(case when length({period}) = 4 then {year} + to_years(1) "
        f"when {period} like '____-S_' then {year} + to_months(6 * {part}) "
        f"when {period} like '____-Q_' then {year} + to_months(3 * {part}) "
        f"when {period} like '____-W__' then strptime({period} || '-1', '%G-W%V-%u') + to_days(7) "
        f"when length({period}) = 7 then cast({period} || '-01' as date) + to_months(1) "
        f"when length({period}) = 10 then {day} + to_days(1) "
        f"when {period} like '%Y' then {day} + to_years({count}) "
        f"when {period} like '%M' then {day} + to_months({count}) "
        f"when {period} like '%W' then {day} + to_days(7 * {count}) else {day} + to_days({count}) end)"
    )


def visible(as_of: date | None) -> str:
    """An SQL condition: the row was known on that day (its end)."""
    return (
        "true"
        if as_of is None
        else f"_known_from < cast({literal(as_of.isoformat())} as date) + interval 1 day"
    )


def latest_commits(source: str, identity: tuple[str, ...]) -> str:
    """What stands: of each identity and time the row committed last, its `_op` `+`, or `x` where it ended.

    Rows that were withdrawn (`-`) are left out, as if they had never been.
    """
    key = names(identity)
    return (
        f"(select * from (select * from {source} qualify row_number() over "
        f"(partition by {key}, _known_from order by _committed desc, _line desc) = 1) where _op <> '-')"
    )


def vintages(source: str, identity: tuple[str, ...], as_of: date | None) -> str:
    """Every vintage known on a date, with `_current` true on the last one of each identity.

    Where the last thing known of an identity is its end, none of its vintages is current.
    """
    key = names(identity)
    return (
        f"(select * exclude (_op) from (select *, row_number() over (partition by {key} order by _known_from desc) = 1 "
        f"as _current from {latest_commits(source, identity)} where {visible(as_of)}) where _op = '+')"
    )


def known_times(source: str, identity: tuple[str, ...], as_of: date | None) -> str:
    """Every vintage known on a date, with `_until`: when the next one of its identity, or its end, was known."""
    return (
        f"(select * exclude (_op) from (select *, lead(_known_from) over (partition by {names(identity)} "
        f"order by _known_from) as _until from {latest_commits(source, identity)} where {visible(as_of)}) "
        "where _op = '+')"
    )


def vintages_apart(
    source: str, again: str | None, within: Sequence[str], identity: tuple[str, ...], as_of: date | None
) -> str:
    """The same as `vintages`, where no identity has more than one row but those that stand in `again` (SQL, or None).

    Rows of all others need no sorting: they stand as they are. `within` are conditions on identities; each of
    `again` fulfils one of them, and is looked for where it is the first.
    """
    plain = f"select * exclude (_op), true as _current from {source} s"
    if again is None:
        return f"({plain} where {visible(as_of)})"
    key = names(identity)
    same = " and ".join(f"s.{name(k)} is not distinct from a.{name(k)}" for k in identity)
    spans = [" and not ".join(f"({w})" for w in (this, *within[:n])) for n, this in enumerate(within)]
    looked = (f"select s.* from {source} s semi join _again a on {same} where {span}" for span in spans)
    mixed = f"({' union all '.join(looked)})"
    return (
        f"(with _again as materialized (select distinct {key} from {again}) "
        f"{plain} anti join _again a on {same} where {visible(as_of)} "
        f"union all by name select * from {vintages(mixed, identity, as_of)})"
    )
