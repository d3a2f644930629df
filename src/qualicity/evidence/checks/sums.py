"""Figures set against each other: a whole and its parts, a growth rate and its two levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text
from qualicity.evidence.checks.look import Asked, Found, Look, same, shown, written
from qualicity.evidence.checks.times import period_at
from qualicity.evidence.sql import literal, name, names
from qualicity.plan.checks import Growth, Parts


def parts(look: Look, check: Parts) -> Asked:
    """Each whole that is not the sum of its parts; a sum that lacks a part, or has one twice, is not judged.

    Told at the whole, or where that stands already at a part.
    """
    wholes = _wholes(look, check) if check.field else _wholes_in_columns(look, check)
    query = f"""
        select _record, _whole, _sum, _told from ({wholes})
        where abs(round(_whole - _sum, 9)) > {check.tolerance} and _record is not null order by 1"""

    def found(record: int, whole: float, total: float, told: str) -> Found:
        apart = shown(round(whole - total, 9))
        text = Text(
            f"{shown(whole)} is not the sum of its parts, {shown(total)} ({told}); the difference is {apart}",
            f"{shown(whole)} 不等于各部分之和 {shown(total)}（{told}）；相差 {apart}",
        )
        return Found(record, check.value if check.field else check.whole, text)

    return Asked(query, found)


def _wholes_in_columns(look: Look, check: Parts) -> str:
    told = ", ' + ', ".join(f"{literal(p + ' ')}, {written(name(p))}" for p in check.sum_of)
    return (
        f"select _record, {name(check.whole)} as _whole, {' + '.join(name(p) for p in check.sum_of)} as _sum, "
        f"concat({told}) as _told from {look.chosen(check)}"
    )


def _wholes(look: Look, check: Parts) -> str:
    field, value = name(str(check.field)), name(str(check.value))
    keys = tuple(dict.fromkeys((*(check.by or ()), *([check.time] if check.time else []))))
    listed = ", ".join(literal(p) for p in check.sum_of)
    grouped = f"group by {names(keys)}" if keys else "group by all"
    return f"""
        select coalesce(w._record, p._record) as _record, w.{value} as _whole, p._sum, p._told
        from (select * from {look.chosen(check)} where cast({field} as varchar) = {literal(check.whole)}) w
        join (select {names(keys) or "1 as _all"}, sum({value}) as _sum, max(_record) as _record,
                     string_agg(concat({field}, ' ', {written(value)}), ' + ' order by cast({field} as varchar)) as _told
              from {look.chosen(check)} where cast({field} as varchar) in ({listed}) and {value} is not null
              {grouped} having count(*) = {len(check.sum_of)} and count(distinct {field}) = {len(check.sum_of)}) p
        on {same(keys, "w", "p")}"""


@dataclass(frozen=True, slots=True)
class _Side:
    """Where rates or levels stand: the column, and the condition on its rows."""

    column: str
    condition: str


def growth(look: Look, check: Growth) -> Asked:
    """Each growth rate that its two levels contradict; a level that is there twice is not judged.

    Told at the rate, or where that stands already at a level.
    """
    rates, levels = _side(check, check.rate), _side(check, check.level)
    keys = names((*(check.by or ()), "_freq"))
    timed = look.timed(check, str(check.time))
    before = "_back" if check.over == "year" else "_n - 1"
    level = (
        f"select {keys}, _n, max({levels.column}) as _level, max(_record) as _record from {timed} "
        f"where {levels.condition} group by {keys}, _n having count(*) = 1"
    )
    along = same((*(check.by or ()), "_freq"), "r", "{}")
    query = f"""
        select r._record, a._record, b._record, r._rate, a._level, b._level, r._freq, a._n, b._n
        from (select *, {rates.column} as _rate, {before} as _then from {timed} where {rates.condition}) r
        join ({level}) a on {along.replace("{}", "a")} and r._n = a._n
        join ({level}) b on {along.replace("{}", "b")} and r._then = b._n
        where b._level <> 0 and coalesce(r._record, a._record, b._record) is not null
          and round(abs(r._rate - 100.0 * (a._level / b._level - 1)), 9) > {check.tolerance}
        order by coalesce(r._record, a._record, b._record)"""

    def found(*row: Any) -> Found:
        at_rate, at_level, at_earlier, rate, now, then, freq, n, m = row
        given = 100 * (now / then - 1)
        levels_told = f"{shown(now)} ({period_at(freq, n)})", f"{shown(then)} ({period_at(freq, m)})"
        text = Text(
            f"growth is given as {shown(rate)} %, but {levels_told[0]} after {levels_told[1]} is {given:.2f} %",
            f"增速为 {shown(rate)} %，而由 {levels_told[1]} 到 {levels_told[0]} 的增速为 {given:.2f} %",
        )
        record = next(x for x in (at_rate, at_level, at_earlier) if x is not None)
        of = (check.rate if at_rate is not None else check.level) if check.field is None else check.value
        return Found(record, of, text)

    return Asked(query, found)


def _side(check: Growth, member: str) -> _Side:
    if check.field is None:
        return _Side(name(member), f"{name(member)} is not null")
    value = name(str(check.value))
    return _Side(value, f"cast({name(check.field)} as varchar) = {literal(member)} and {value} is not null")
