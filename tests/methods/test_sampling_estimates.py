"""Means from samples are those of R's survey and of the textbooks."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from estimate_tables import MEAN, SHARE, calc, one, read, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import told
from scipy import stats

from qualicity.methods.sampling.estimates import survey_mean

DESIGNS: dict[str, dict[str, str]] = {
    "srs": {"fpc": "fpc"},
    "strat": {"strata": "stype", "weight": "pw", "fpc": "fpc"},
}


def test_rs_means_and_rates(reference_data: Path, tmp_path: Path) -> None:
    expected = {(r["design"], r["statistic"]): r for r in read(reference_data / "survey" / "expected.csv")}
    worst = 0.0
    for design, given_ in DESIGNS.items():
        source = reference_data / "survey" / f"api{design}.csv"
        mean, _ = calc(tmp_path, MEAN, source, value="api00", **given_)
        share, _ = calc(tmp_path, SHARE, source, value="awards", of="Yes", **given_)
        effect = expected[design, "deff mean(api00)"]
        worst = max(worst, abs(float(mean[0]["deff"]) - float(effect["estimate"])))
        for made, statistic in ((mean, "mean(api00) t-CI"), (share, "prop(awards==Yes) svyciprop logit")):
            r = expected[design, statistic]
            names = ("estimate", "se", "ci_low", "ci_high")
            worst = max(worst, *(abs(float(made[0][n]) / float(r[n]) - 1) for n in names))
            assert f"df={made[0]['df']}" == r["note"]
    told(f"largest difference from R's survey {worst:.1e}")
    assert worst < 1e-8


@pytest.mark.parametrize("by", ["stype", "comp.imp"])
def test_rs_domains(reference_data: Path, tmp_path: Path, by: str) -> None:
    source = reference_data / "survey" / "apistrat.csv"
    rows, _ = calc(tmp_path, MEAN, source, value="api00", by=by, **DESIGNS["strat"])
    made = {f"domain mean(api00)|{by}={r['domain']}": r for r in rows}
    compared = [r for r in read(reference_data / "survey" / "expected.csv") if r["statistic"] in made]
    assert len(compared) == {"stype": 3, "comp.imp": 1}[by]
    for r in compared:
        for name in ("estimate", "se"):
            assert float(made[r["statistic"]][name]) == pytest.approx(float(r[name]), rel=1e-8)


def test_without_fpc_where_the_file_has_one(reference_data: Path, tmp_path: Path) -> None:
    source = reference_data / "survey" / "apistrat.csv"
    rows, said = calc(tmp_path, MEAN, source, value="api00", strata="stype", weight="pw", fpc="")
    assert float(rows[0]["se"]) == pytest.approx(
        9.5361322969, rel=1e-9
    )  # samplics' TaylorEstimator gives the same
    assert "no finite population correction" in said


# -- textbook formulas --------------------------------------------------------------------------------------------

VALUES = st.floats(-1e4, 1e4).map(lambda x: round(x, 2))
STRATA = st.lists(
    st.tuples(st.lists(VALUES, min_size=2, max_size=6), st.integers(0, 50)), min_size=1, max_size=4
)


def stratified(drawn: list[tuple[list[float], int]]) -> dict[str, Any]:
    rows = [(f"h{h}", y, len(ys) + more) for h, (ys, more) in enumerate(drawn) for y in ys]
    strata, value, size = zip(*rows, strict=True)
    return {"strata": texts(strata), "value": np.array(value), "fpc": np.array(size, dtype=float)}


@given(STRATA)
@settings(max_examples=60)
def test_a_stratified_mean_is_cochrans(drawn: list[tuple[list[float], int]]) -> None:
    found = one(survey_mean(stratified(drawn)))
    sizes = np.array([len(ys) + more for ys, more in drawn], dtype=float)
    shares, counts = sizes / sizes.sum(), np.array([len(ys) for ys, _ in drawn])
    mean = sum(w * np.mean(ys) for w, (ys, _) in zip(shares, drawn, strict=True))
    within = np.array([np.var(ys, ddof=1) for ys, _ in drawn])
    variance = float((shares**2 * (1 - counts / sizes) * within / counts).sum())
    spread = max(abs(y) for ys, _ in drawn for y in ys) + 1
    assert found["estimate"] == pytest.approx(mean, abs=1e-9 * spread)
    assert found["se"] == pytest.approx(math.sqrt(variance), abs=1e-8 * spread)
    assert found["df"] == counts.sum() - len(drawn)
    assert found["ci_low"] <= found["estimate"] <= found["ci_high"]


@given(STRATA, st.floats(1e-6, 1e6))
@settings(max_examples=40)
def test_the_scale_of_weights_changes_nothing(drawn: list[tuple[list[float], int]], scale: float) -> None:
    columns = stratified(drawn)
    columns["weight"] = columns["fpc"] / 3 + 1
    plain = one(survey_mean(columns))
    scaled = one(survey_mean({**columns, "weight": columns["weight"] * scale}))
    spread = abs(columns["value"]).max() + 1
    for name in ("estimate", "se", "ci_low", "ci_high"):
        assert scaled[name] == pytest.approx(plain[name], abs=1e-9 * spread)


def test_a_simple_random_sample_has_the_t_interval_that_one_learns_first() -> None:
    values = np.array([3.0, 4.0, 8.0, 1.0, 9.0])
    found = one(survey_mean({"value": values}, confidence=0.9))
    low, high = stats.t.interval(0.9, 4, values.mean(), stats.sem(values))
    assert [found[n] for n in ("estimate", "ci_low", "ci_high")] == pytest.approx([5, low, high])
    assert found["deff"] == pytest.approx(1)
    assert found["design"].startswith("simple random sample")
    assert "n below 30" in found["note"]


def test_clusters_are_what_varies() -> None:
    """Equal clusters: the variance is that of the clusters' means."""
    value = np.array([1.0, 2, 3, 11, 12, 13, 5, 5, 8, 2, 3, 4])
    psu = texts(np.repeat(["a", "b", "c", "d"], 3))
    found = one(survey_mean({"value": value, "psu": psu, "fpc": np.full(12, 40.0)}))
    means = value.reshape(4, 3).mean(axis=1)
    assert found["se"] == pytest.approx(math.sqrt(means.var(ddof=1) / 4 * (1 - 4 / 40)))
    assert (found["df"], found["n_psus"], found["n"]) == (3, 4, 12)


def test_the_same_psu_names_in_two_strata_are_different_units() -> None:
    columns = {"value": np.arange(8.0), "strata": texts("aaaabbbb"), "psu": texts("11221122")}
    found = one(survey_mean(columns))
    assert (found["n_psus"], found["n_strata"], found["df"]) == (4, 2, 2)
    assert "unit of its own" in found["note"]


def test_shares_drawn_and_sizes_say_the_same() -> None:
    value, strata = np.array([1.0, 2, 4, 3, 9]), texts("aaabb")
    sizes = {"fpc": np.array([30.0, 30, 30, 8, 8])}
    shares = {"fpc": np.array([0.1, 0.1, 0.1, 0.25, 0.25])}
    a, b = (one(survey_mean({"value": value, "strata": strata, **f})) for f in (sizes, shares))
    assert [a[n] for n in ("estimate", "se", "df")] == pytest.approx([b[n] for n in ("estimate", "se", "df")])
    assert a["estimate"] == pytest.approx((30 * 7 / 3 + 8 * 6) / 38)


def test_a_whole_population_has_no_error_of_sampling() -> None:
    found = one(survey_mean({"value": np.array([1.0, 2, 3]), "fpc": np.full(3, 3.0)}))
    assert (found["estimate"], found["ci_low"], found["ci_high"], found["se"]) == (2, 2, 2, 0)
    assert "all of the population" in found["note"]
