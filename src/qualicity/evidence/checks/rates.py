"""A rate in percent that counts something: only some values are k out of n."""

from __future__ import annotations

from fractions import Fraction

from qualicity.errors import Text
from qualicity.evidence.checks.look import Asked, Found, Look
from qualicity.evidence.sql import name
from qualicity.plan.checks import KOfN

_UNWATCHED = 10
"""Up to a tenth of a period's days may be without a valid value, and are tried as a reason."""


def infeasible(value: str, n: str, decimals: str) -> str:
    """SQL, true where no whole k from 0 to n gives `value` percent when rounded to so many decimals.

    All in whole numbers, so that nothing is lost: with p = 10^decimals and v = value · p the share
    100 k / n lies within half a unit of the last decimal when |100 k p − v n| · 2 ≤ n. A half may be
    rounded up, down or to even: all three pass. Only the two k around v n / 100 p can do it.
    """
    p = f"cast(round(pow(10, {decimals})) as hugeint)"
    v = f"cast(round({value} * {p}) as hugeint)"
    whole = f"cast({n} as hugeint)"
    k = f"cast(floor({value} * {n} / 100.0) as hugeint)"
    fits = [
        f"({k} + {step} between 0 and {whole} and abs(100 * ({k} + {step}) * {p} - {v} * {whole}) * 2 <= {whole})"
        for step in (-1, 0, 1, 2)  # one more on both sides, for a quotient that a float put on the wrong one
    ]
    return f"case when {value} between 0 and 100 and {n} < 1e15 then not ({' or '.join(fits)}) else true end"


def k_of_n(look: Look, check: KOfN) -> Asked:
    """Each rate that no k out of n gives, with those that are nearest to it.

    `decimals` of the check is the least precision: a value that stands with more counts with them.
    """
    value = name(str(check.value))
    rows = look.chosen(check) if check.denominator else look.timed(check, str(check.time))
    n = name(check.denominator) if check.denominator else "_days"
    text = f"trim(cast(f.{value} as varchar))"
    if look.rows.types:  # a number that carries no decimals is not shown with any
        text = f"regexp_replace({text}, '\\.0$', '')"
    query = f"""
        select * from (
            select r._record, r.{value} as _v, r.{n} as _of, length(regexp_extract({text}, '\\.(\\d+)$', 1)) as _own,
                   least(9, greatest({check.decimals or 0}, _own)) as _decimals
            from {rows} r join {look.rows.table} f on r._record = f._record)
        where _v is not null and _of > 0 and _of = round(_of) and {infeasible("_v", "_of", "_decimals")}
        order by 1"""

    def found(record: int, v: float, of: float, own: int, decimals: int) -> Found:
        exact = Fraction(f"{v:.{decimals}f}")
        return Found(record, check.value, _told(exact, int(of), own, decimals, days=not check.denominator))

    return Asked(query, found)


def nearest(value: Fraction, n: int) -> list[tuple[int, Fraction]]:
    """The one or two k whose share of n is nearest to a percentage, the nearest first, with their shares."""
    below = min(max(int(value * n / 100), 0), n)
    found = [(k, Fraction(100 * k, n)) for k in (below, below + 1) if k <= n]
    if value < 0 or value > 100:
        found = found[:1]
    return sorted(found, key=lambda x: abs(x[1] - value))


def _fits(value: Fraction, n: int, decimals: int) -> int | None:
    """The k that gives a percentage when rounded, or None."""
    return next((k for k, share in nearest(value, n) if abs(share - value) * 2 * 10**decimals <= 1), None)


def _told(value: Fraction, n: int, own: int, decimals: int, *, days: bool) -> Text:
    unit = Text(" days", "天") if days else Text("", "")

    def percent(x: Fraction, places: int = decimals) -> str:
        return f"{_rounded(x, places)} %"

    near = nearest(value, n)
    first, more = near[0], near[1:]
    en = f"{first[0]} of {n}{unit.en} is {percent(first[1])}"
    en += "".join(f", {k} of {n} is {percent(share)}" for k, share in more)
    zh = "，".join(f"{n}{unit.get('zh')}中的{k}{unit.get('zh')}为 {percent(share)}" for k, share in near)
    what = "number of days" if days else "number"
    told_en = f"{percent(value, own)} of {n}{unit.en} is no whole {what} when {_places(decimals).en}: {en}"
    told_zh = f"{n}{unit.get('zh')}的 {percent(value, own)}（{_places(decimals).get('zh')}）不是整数{unit.get('zh')}：{zh}"
    if own < decimals and (k := _fits(value, n, own)) is not None:
        told_en += f"; {_places(own).en} it would be {k} of {n}"
        told_zh += f"；{_places(own).get('zh')}时则为{n}{unit.get('zh')}中的{k}{unit.get('zh')}"
    if days and (fewer := _with_fewer_days(value, n, decimals)):
        k, valid = fewer
        lacking = n - valid
        told_en += f"; or {k} of {valid}, if {lacking} day{'s were' if lacking > 1 else ' was'} not valid"
        told_zh += f"；或为{valid}个有效日中的{k}天（若有{lacking}天无效）"
    return Text(told_en, told_zh)


def _places(decimals: int) -> Text:
    if decimals == 0:
        return Text("printed without decimals", "不保留小数")
    return Text(f"printed with {decimals} decimal{'s' if decimals > 1 else ''}", f"保留{decimals}位小数")


def _with_fewer_days(value: Fraction, n: int, decimals: int) -> tuple[int, int] | None:
    for valid in range(n - 1, n - 1 - n // _UNWATCHED, -1):
        if valid > 0 and (k := _fits(value, valid, decimals)) is not None:
            return k, valid
    return None


def _rounded(value: Fraction, places: int) -> str:
    """Half away from zero, as figures are printed."""
    scaled = abs(value) * 10**places + Fraction(1, 2)
    digits = str(int(scaled)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
