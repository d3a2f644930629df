"""A series in time: periods that it misses, and values too far from those before them."""

from __future__ import annotations

from typing import Any

from qualicity.errors import Text
from qualicity.evidence.checks.look import Asked, Found, Look, shown, words
from qualicity.evidence.checks.times import counted, period_at
from qualicity.evidence.sql import name, names
from qualicity.plan.checks import Gaps, Jump

MAD_TO_SD = 1.4826
"""Median absolute deviation → standard deviation of a normal distribution."""
REMEMBERED = 100
"""A change is judged by so many changes before it, or by as many as there are: the median of all that ever
were would be slow on long series, and say less about today."""


def gaps(look: Look, check: Gaps) -> Asked:
    """Each stretch of periods that a series misses between two that it has; told at the one after it.

    Where the later of the two stands already it is told at the earlier one.
    """
    by, time = check.by or (), str(check.time)
    query = f"""select coalesce(_record, _earlier), {words(by)}, _freq, _before, _n
        from (select *, lag(_n) over w as _before, lag(_record) over w as _earlier
              from {look.timed(check, time)} window w as (partition by {_of(by)} order by _n))
        where _n > _before + 1 and coalesce(_record, _earlier) is not null order by 1"""

    def found(record: int, series: str, freq: str, before: int, n: int) -> Found:
        first, last = period_at(freq, before + 1), period_at(freq, n - 1)
        missing = counted(freq, n - before - 1)
        en, zh = (first, first) if first == last else (f"{first} to {last}", f"{first}至{last}")
        around = f"{period_at(freq, before)}", f"{period_at(freq, n)}"
        text = Text(
            f"{en} ({missing.en}) missing between {around[0]} and {around[1]}{_in(series).en}",
            f"{around[0]}与{around[1]}之间缺少{zh}（{missing.get('zh')}）{_in(series).get('zh')}",
        )
        return Found(record, time, text)

    return Asked(query, found)


def jump(look: Look, check: Jump) -> Asked:
    """Each value whose change from the one before it breaks the rule; told at it, or at the one before."""
    by, value = check.by or (), name(str(check.value))
    earlier = check.earlier or (1 if check.at_most else 8)
    history = (
        "null as _median, null as _mad"
        if check.at_most
        else "median(_c) over h as _median, mad(_c) over h as _mad"
    )
    query = f"""
        with changes as (
            select *, {value} as _v, lag({value}) over w as _w, {value} - lag({value}) over w as _c,
                   lag(_n) over w as _m, lag(_record) over w as _earlier, row_number() over w - 1 as _k
            from {look.timed(check, str(check.time))} where {value} is not null
            window w as (partition by {_of(by)} order by _n)),
        history as (
            select *, {history} from changes
            window h as (partition by {_of(by)} order by _n rows between {REMEMBERED} preceding and 1 preceding))
        select coalesce(_record, _earlier), {words(by)}, _freq, _n, _m, _v, _w, _median, _mad, _k
        from history where _k >= {earlier} and {_too_far(check)} and coalesce(_record, _earlier) is not null
        order by 1"""

    def found(record: int, series: str, *change: Any) -> Found:
        return Found(record, check.value, _jumped(check, series, *change))

    return Asked(query, found)


def _too_far(check: Jump) -> str:
    """SQL over a value `_v`, the one before it `_w`, their difference `_c` and its history."""
    if check.at_most is None:
        return f"_mad > 0 and round(abs(_c - _median) / ({MAD_TO_SD} * _mad), 9) > {check.deviations}"
    if check.at_most.percent is not None:
        return f"_w <> 0 and round(100.0 * abs(_c) / abs(_w), 9) > {check.at_most.percent}"
    return f"_v * _w > 0 and round(greatest(_v / _w, _w / _v), 9) > {check.at_most.ratio}"


def _jumped(
    check: Jump, series: str, freq: str, n: int, m: int, v: float, w: float, middle: Any, mad: Any, k: int
) -> Text:
    at, before = period_at(freq, n), period_at(freq, m)
    where = _in(series)
    en, zh = f"{shown(v)} in {at} after {shown(w)} in {before}", f"{at}为{shown(v)}，{before}为{shown(w)}"
    if check.at_most is None:
        return Text(
            f"{en}: a change of {shown(round(v - w, 9))}, where the {min(k - 1, REMEMBERED)} changes before it have the median "
            f"{shown(middle)} and the median absolute deviation {shown(mad)}{where.en}",
            f"{zh}：变化 {shown(round(v - w, 9))}，而此前 {min(k - 1, REMEMBERED)} 次变化的中位数为 {shown(middle)}，"
            f"绝对中位差为 {shown(mad)}{where.get('zh')}",
        )
    if check.at_most.percent is not None:
        change, most = f"{_times(100 * abs(v - w) / abs(w))} %", f"{check.at_most.percent} %"
    else:
        change, most = f"{_times(max(v / w, w / v))} ×", f"{check.at_most.ratio} ×"
    return Text(
        f"{en}: a change of {change}, more than {most}{where.en}",
        f"{zh}：变化 {change}，超过 {most}{where.get('zh')}",
    )


def _of(by: tuple[str, ...]) -> str:
    return names((*by, "_freq"))


def _in(series: str) -> Text:
    return Text(f" in the series {series}", f"（数列：{series}）") if series else Text("", "")


def _times(change: float) -> str:
    """A change as a person writes it: 3.25, 13,362."""
    return f"{change:,.0f}" if change >= 1000 else f"{change:.4g}"
