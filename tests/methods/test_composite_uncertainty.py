"""How firm an index is: Sobol's indices against a known answer, ranks under other assumptions, alpha, correlations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from composite_tables import meta, units
from rooms_fixtures import Commands

from qualicity.cli import calc as calc_command
from qualicity.errors import Text, UsageError
from qualicity.methods import load_methods
from qualicity.methods.composite import consistency, cronbach, index, sensitivity
from qualicity.methods.composite.coherence import alpha_interval, correlation_interval
from qualicity.methods.composite.coherence import tells as consistency_tells
from qualicity.methods.composite.drawing import ranges_of_ranks
from qualicity.methods.composite.sobol import design, shares
from qualicity.methods.composite.uncertainty import tells
from qualicity.methods.steps import step, told_to

METHODS = load_methods()
RNG = np.random.default_rng(11)
MANY = {c: RNG.normal(size=20) for c in "abc"}


# -- Sobol ------------------------------------------------------------------------------------------------


def ishigami(x: Any) -> Any:
    x = (2 * x - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_shares_of_ishigami_s_function_are_those_that_are_known() -> None:
    rng, n = np.random.default_rng(3), 8192
    found = shares(ishigami(design({"x": 1, "y": 1, "z": 1}, n, rng)), n, rng)
    assert found.first[:, 0] == pytest.approx([0.3139, 0.4424, 0], abs=0.04)
    assert found.total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.04)
    for each, known in ((found.first, [0.3139, 0.4424, 0]), (found.total, [0.5576, 0.4424, 0.2437])):
        assert (each[:, 1] < each[:, 0]).all()
        assert (each[:, 0] < each[:, 2]).all()
        assert ((each[:, 1] - 0.02 < known) & (known < each[:, 2] + 0.02)).all()


def test_the_estimators_are_scipy_s() -> None:
    from scipy.stats import sobol_indices

    rng, n = np.random.default_rng(3), 256
    y = ishigami(design({"x": 1, "y": 1, "z": 1}, n, rng))
    theirs = sobol_indices(
        func={"f_A": y[None, :n], "f_B": y[None, n : 2 * n], "f_AB": y[2 * n :].reshape(3, 1, n)}, n=n
    )
    ours = shares(y, n, rng, resamples=2)
    assert ours.first[:, 0] == pytest.approx(np.ravel(theirs.first_order), abs=1e-12)
    assert ours.total[:, 0] == pytest.approx(np.ravel(theirs.total_order), abs=1e-12)


def test_an_input_of_several_columns_is_one_input() -> None:
    rng, n = np.random.default_rng(5), 4096
    sample = design({"pair": 2, "one": 1}, n, rng)
    found = shares(sample.sum(axis=1), n, rng)
    assert found.first[:, 0] == pytest.approx([2 / 3, 1 / 3], abs=0.05)
    assert found.total[:, 0] == pytest.approx([2 / 3, 1 / 3], abs=0.05)


def test_a_result_that_never_changes_has_no_shares() -> None:
    rng = np.random.default_rng(5)
    assert np.isnan(shares(np.ones(64), 16, rng).first).all()


# -- ranks under other assumptions ------------------------------------------------------------------------


def rows_of(made: dict[str, Any], which: str) -> list[dict[str, Any]]:
    rows = [dict(zip(made, cells, strict=True)) for cells in zip(*made.values(), strict=True)]
    return [r for r in rows if r[which]]


def test_every_unit_has_its_rank_s_range_and_every_assumption_its_shares(tmp_path: Path) -> None:
    made = sensitivity(units(**MANY), meta=meta(tmp_path), n=128)
    ranked, assumed = rows_of(made, "unit"), rows_of(made, "assumption")
    nominal = index(units(**MANY), meta=meta(tmp_path), stage="index")
    assert [r["unit"] for r in ranked] == nominal["unit"].tolist()
    assert [r["rank"] for r in ranked] == nominal["rank"].tolist()
    assert all(1 <= r["rank_p5"] <= r["rank_median"] <= r["rank_p95"] <= 20 for r in ranked)
    assert all(r["rank_p5"] <= r["rank_mean"] <= r["rank_p95"] for r in ranked)
    assert [r["assumption"] for r in assumed] == ["weights", "normalise", "aggregate"]
    assert all(r["first_order_low"] <= r["first_order"] <= r["first_order_high"] for r in assumed)
    assert sum(r["total_order"] for r in assumed) >= 0.9
    assert made["replications"][-1] == 128 * 5
    assert len(tells(made)) == 2
    assert all(t.zh for t in tells(made))


def test_the_same_seed_gives_the_same_and_another_nearly(tmp_path: Path) -> None:
    found = [
        sensitivity(units(**MANY), meta=meta(tmp_path), n=256, seed=s)["rank_mean"][:20] for s in (4, 4, 5)
    ]
    assert (found[0] == found[1]).all()
    assert 0 < np.abs(found[0] - found[2]).max() < 1


def test_without_noise_and_alternatives_nothing_varies(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing varies"):
        sensitivity(units(**MANY), meta=meta(tmp_path), vary=("weights", "impute"), noise=0.0)
    with pytest.raises(UsageError, match=r"vary: 'weight' is none of .*did you mean 'weights'"):
        sensitivity(units(**MANY), meta=meta(tmp_path), vary=("weight",))
    with pytest.raises(UsageError, match="normalisers: 'z'"):
        sensitivity(units(**MANY), meta=meta(tmp_path), normalisers=("z",))


def test_a_unit_that_is_best_in_all_stays_first_whatever_is_assumed(tmp_path: Path) -> None:
    data = {c: np.append(v, 9.0 if c != "b" else -9.0) for c, v in MANY.items()}
    vary = ("weights", "normalise", "aggregate", "treat", "indicator")
    made = sensitivity(units(**data), meta=meta(tmp_path), vary=vary, noise=1.0, n=64)
    assert made["unit"][0] == "u20"
    assert (made["rank_p5"][0], made["rank_p95"][0]) == (1, 1)
    drawing = ranges_of_ranks(made, "en")
    assert [r["unit"] for r in drawing["data"]["values"]] == made["unit"][:21].tolist()


def test_a_unit_without_an_index_takes_no_other_s_rank(tmp_path: Path) -> None:
    """Imputed in some replications it would have a score there, and push the others down."""
    data = units(a=[1, 2, np.nan], b=[2, 1, np.nan], c=[1, 2, np.nan])
    made = sensitivity(data, meta=meta(tmp_path), vary=("weights", "impute"), n=16)
    assert made["rank_p95"][:2].tolist() == [1, 2]
    assert np.isnan(made["rank_p95"][2])
    assert made["reason"][2] == "no index"


def test_more_noise_moves_ranks_farther(tmp_path: Path) -> None:
    wide = [
        sensitivity(units(**MANY), meta=meta(tmp_path), vary=("weights",), noise=noise, n=128)
        for noise in (0.05, 0.9)
    ]
    narrow, broad = (np.nansum(m["rank_p95"] - m["rank_p5"]) for m in wide)
    assert narrow < broad


def test_one_replication_with_the_index_s_own_assumptions_is_the_index(tmp_path: Path) -> None:
    """With one weight below each aggregate noise changes nothing, so no rank may move."""
    lines = ("a,A,1,5,,,P,Indicator", "P,P,,2,,,I,Aggregate", "I,I,,,,,,Aggregate")
    made = sensitivity(units(a=MANY["a"]), meta=meta(tmp_path, lines), vary=("weights",), n=16)
    assert (made["rank_p5"][:20] == made["rank"][:20]).all()
    assert (made["rank_p95"][:20] == made["rank"][:20]).all()
    assert made["reason"][-1] == "ranks never change"


# -- progress ---------------------------------------------------------------------------------------------


def test_whoever_listens_is_told_how_far_it_is(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    with told_to(lambda what, done, total: heard.append((what.en, done, total))):
        sensitivity(units(**MANY), meta=meta(tmp_path), n=64)
    assert heard[-1] == ("replications", 64 * 5, 64 * 5)
    assert [d for _, d, _ in heard] == sorted(d for _, d, _ in heard)
    step(Text("nobody listens"), 1, 2)
    assert len([h for h in heard if h[0] == "nobody listens"]) == 0


def test_the_command_passes_progress_on_and_says_the_result(
    cli: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, int, int]] = []

    @contextmanager
    def recording(_: object) -> Iterator[Any]:
        yield lambda *said: shown.append(said)

    monkeypatch.setattr(calc_command, "progress_bar", recording)
    example = METHODS["composite.sensitivity"].example
    assert example is not None
    given = example.arguments(METHODS["composite.sensitivity"]).items()
    out, chart = tmp_path / "ranks.csv", tmp_path / "ranks.svg"
    sets = [word for k, v in given for word in ("--set", f"{k}={v}")]
    told = cli.run(
        "calc", "composite.sensitivity", example.path, "-o", out, *sets, "--chart", chart, "--lang", "zh"
    )
    assert told.exit_code == 0
    assert shown[-1][0] == "重复计算"
    assert shown[-1][1] == shown[-1][2]
    assert "影响最大的假设" in told.stderr
    assert "换用其他假设" in chart.read_text("utf-8")


# -- consistency ------------------------------------------------------------------------------------------


def test_alpha_is_the_textbook_s_and_its_interval_feldt_s() -> None:
    parts = RNG.normal(size=(30, 4)) + RNG.normal(size=(30, 1))
    k, each, whole = 4, parts.var(axis=0, ddof=1).sum(), parts.sum(axis=1).var(ddof=1)
    assert cronbach(parts) == pytest.approx(k / (k - 1) * (1 - each / whole))
    low, high = alpha_interval(0.8, 30, 4)
    assert (low, high) == (pytest.approx(0.658, abs=0.01), pytest.approx(0.893, abs=0.01))
    assert np.isnan(cronbach(parts[:, :1]))


def test_correlations_are_of_the_units_that_have_both(tmp_path: Path) -> None:
    data = {c: v.copy() for c, v in MANY.items()}
    data["a"][3] = data["b"][7] = np.nan
    made = consistency(units(**data), meta=meta(tmp_path))
    (row,) = [
        r for r in rows_of(made, "code") if (r["measure"], r["code"], r["other"]) == ("correlation", "a", "b")
    ]
    both = ~np.isnan(data["a"]) & ~np.isnan(data["b"])
    r = np.corrcoef(data["a"][both], -data["b"][both])[0, 1]
    assert (row["value"], row["n"]) == (pytest.approx(r), 18)
    assert row["low"] < row["value"] < row["high"]
    assert correlation_interval(0.5, 28) == pytest.approx((0.156, 0.736), abs=1e-3)


def test_what_runs_against_its_aggregate_is_said(tmp_path: Path) -> None:
    x = np.arange(20.0)
    lines = ("a,A,1,9,,,I,Indicator", "b,B,1,1,,,I,Indicator", "I,I,,,,,,Aggregate")
    made = consistency(units(a=x, b=-x + RNG.normal(size=20)), meta=meta(tmp_path, lines))
    told = " ".join(t.en for t in consistency_tells(made))
    assert "run against the aggregate" in told
    assert "b (I)" in told
    assert "alpha below .7 in 1 of 1" in told
