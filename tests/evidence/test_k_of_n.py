"""Which percentages are k out of n, and periods as numbers: the arithmetic behind the checks between rows."""

from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualicity.evidence.checks.rates import infeasible, nearest
from qualicity.evidence.checks.times import numbered, period_at
from qualicity.plan import period_of

_DB = duckdb.connect()


def told(values: list[tuple[str, int, int]]) -> list[bool]:
    """Whether each (value, n, decimals) is told to be no k of n."""
    listed = ", ".join(f"({v}::double, {n}, {d})" for v, n, d in values)
    query = f"select {infeasible('v', 'n', 'd')} from (select * from (values {listed}) t(v, n, d))"
    return [bool(r[0]) for r in _DB.execute(query).fetchall()]


@pytest.mark.parametrize("rounding", [ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN])
@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_no_share_that_some_k_gives_is_told_however_halves_are_rounded(decimals: int, rounding: str) -> None:
    unit = Decimal(1).scaleb(-decimals)
    shares = [
        (str((Decimal(100 * k) / n).quantize(unit, rounding)), n, decimals)
        for n in [*range(1, 32), 90, 91, 92, 181, 182, 184, 365, 366]
        for k in range(n + 1)
    ]
    assert not any(told(shares))


@settings(max_examples=300, deadline=None)
@given(n=st.integers(1, 366), decimals=st.integers(0, 4), data=st.data())
def test_a_value_is_told_exactly_when_no_k_gives_it(n: int, decimals: int, data: st.DataObject) -> None:
    units = data.draw(st.integers(-(10**decimals), 102 * 10**decimals))
    value = Fraction(units, 10**decimals)
    fits = any(abs(Fraction(100 * k, n) - value) * 2 * 10**decimals <= 1 for k in range(n + 1))
    text = str(Decimal(units).scaleb(-decimals))
    assert told([(text, n, decimals)]) == [not fits]


@given(n=st.integers(1, 366), value=st.fractions(-1, 101))
def test_the_nearest_shares_are_the_nearest(n: int, value: Fraction) -> None:
    best = min(abs(Fraction(100 * k, n) - value) for k in range(n + 1))
    found = nearest(value, n)
    assert abs(found[0][1] - value) == best
    assert all(0 <= k <= n and share == Fraction(100 * k, n) for k, share in found)


@given(day=st.dates(), freq=st.sampled_from("ASQMWD"))
def test_a_periods_number_leads_back_to_it(day: Any, freq: str) -> None:
    if day.year < 2 or day.year > 9998:
        return
    period = period_of(day, freq)
    text, found, n, days, _ = numbered(period.text)
    assert (period_at(found, n), found, days) == (text, freq, period.days)
    assert period.start <= day < period.end
    assert numbered(period_of(period.end, freq).text)[2] == n + 1
