"""Intervals of a rate, k of n: three of them, beside reference values and on whatever is counted."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from estimate_tables import ENDS, calc, rate
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import told

SHIPPED = (
    (0, 10, (0.0, 0.2775327998628892, 0.0, 0.3084971078187607, 0.0, 0.21719626750921053)),
    (
        5,
        10,
        (
            0.236593090512564,
            0.7634069094874361,
            0.18708602844739855,
            0.8129139715526015,
            0.22352867025270517,
            0.7764713297472947,
        ),
    ),
    (
        98,
        100,
        (
            0.929988209271456,
            0.9944980324498376,
            0.9296160675289299,
            0.9975686631760574,
            0.9373941512151887,
            0.9958211875525282,
        ),
    ),
)


@pytest.mark.parametrize(("k", "n", "ends"), SHIPPED)
def test_three_intervals_of_a_rate(k: int, n: int, ends: Sequence[float]) -> None:
    assert [rate(k, n)[e] for e in ENDS] == pytest.approx(ends, rel=0, abs=1e-10)


def test_the_reference_intervals(reference_data: Path, tmp_path: Path) -> None:
    rows, _ = calc(
        tmp_path,
        "sampling.proportion_interval",
        reference_data / "survey" / "binomial_intervals_expected.csv",
    )
    worst = max(abs(float(r[e]) - float(r[f"input_{e}"])) for r in rows for e in ENDS)
    told(f"{len(rows)} rates, largest difference {worst:.1e}")
    assert len(rows) == 4
    assert worst < 1e-10


def test_counts_that_make_no_rate_say_why(tmp_path: Path) -> None:
    text = "what,k,n\n瓷砖,0,0\na,3,2\nb,,5\nc,1,\nd,-1,5\ne,5,5\nf,1,2000000000\n"
    rows, _ = calc(tmp_path, "sampling.proportion_interval", text)
    reasons = [r["reason"] for r in rows]
    assert reasons == [
        "nothing was drawn: n is 0",
        "k is more than n",
        "k is missing",
        "n is missing",
        "k is missing",
        "",
        "",
    ]
    assert rows[4]["flags"] == "k<0"
    assert not any(r[e] for r in rows[:5] for e in ("estimate", *ENDS))
    assert all(0 <= float(r[e]) <= 1 for r in rows[5:] for e in ENDS)
    assert "n below 30, fewer than 5" in rows[5]["note"]


@given(st.integers(0, 5000), st.integers(0, 5000), st.sampled_from([0.5, 0.8, 0.95, 0.999]))
@settings(max_examples=80)
def test_intervals_hold_the_rate_and_stay_shares(a: int, b: int, confidence: float) -> None:
    k, n = min(a, b), max(a, b, 1)
    found = rate(k, n, confidence)
    assert found["estimate"] == k / n
    for low, high in zip(ENDS[::2], ENDS[1::2], strict=True):
        assert 0 <= found[low] <= found["estimate"] <= found[high] <= 1
    turned = rate(n - k, n, confidence)
    assert [1 - turned[e] for e in ENDS[1::2]] == pytest.approx([found[e] for e in ENDS[::2]], abs=1e-9)
