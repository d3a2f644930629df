"""Rates and means from samples: R's survey, textbook formulas, tables that are poor, and what holds always."""

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import told
from scipy import stats

from qualicity.errors import UsageError
from qualicity.methods.calc import calculate_file
from qualicity.methods.sampling.estimates import survey_mean, survey_proportion
from qualicity.methods.sampling.estimates.binomial import proportion_interval

MEAN, SHARE = "sampling.survey_mean", "sampling.survey_proportion"
ENDS = ("wilson_lo", "wilson_hi", "cp_lo", "cp_hi", "jeffreys_lo", "jeffreys_hi")
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
DESIGNS: dict[str, dict[str, str]] = {
    "srs": {"fpc": "fpc"},
    "strat": {"strata": "stype", "weight": "pw", "fpc": "fpc"},
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calc(tmp_path: Path, name: str, source: Path | str, **arguments: Any) -> tuple[list[dict[str, str]], str]:
    """The rows that a method makes of a file or a text, and what it says."""
    out = tmp_path / "out.csv"
    if isinstance(source, str):
        (tmp_path / "in.csv").write_text(source, "utf-8")
        source = tmp_path / "in.csv"
    notes = calculate_file(name, source, out, arguments=arguments)
    return read(out), "\n".join(n.en for n in notes)


def texts(values: Sequence[Any]) -> Any:
    return np.array([None if v is None else str(v) for v in values], dtype=object)


def one(made: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a result that has one."""
    (place,) = range(len(made["estimate"]))
    return {name: values[place] for name, values in made.items()}


# -- k of n ---------------------------------------------------------------------------------------------------


def rate(k: float, n: float, confidence: float = 0.95) -> dict[str, Any]:
    return one(proportion_interval({"k": np.array([k]), "n": np.array([n])}, confidence))


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


# -- what R's survey gives --------------------------------------------------------------------------------------


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


# -- what cannot be estimated ---------------------------------------------------------------------------------

LONELY = {
    "value": np.array([1.0, 3, 5, 9, 20]),
    "strata": texts("aabbc"),
    "weight": np.array([2.0, 2, 3, 3, 4]),
}


def test_a_stratum_with_one_unit_gives_a_reason_unless_one_says_what_to_do() -> None:
    failed = one(survey_mean(LONELY))
    assert math.isnan(failed["estimate"])
    assert "stratum 'c' has one unit only" in failed["reason"]
    weight, value = LONELY["weight"], LONELY["value"]
    mean = (weight * value).sum() / weight.sum()
    z = weight * (value - mean) / weight.sum()
    known = (z[0] - z[1]) ** 2 + (z[2] - z[3]) ** 2
    by_hand = {"certainty": known, "remove": known, "average": known * 1.5, "adjust": known + z[4] ** 2}
    for option, variance in by_hand.items():
        found = one(survey_mean(LONELY, lonely_psu=option))
        assert found["se"] == pytest.approx(math.sqrt(variance)), option
        assert found["df"] == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("value\n", "no row has a value"),
        ("value\n5\n", "one unit only"),
        ("id,value\n1,\n2,NA\n", "no row has a value"),
        ("value,weight\n5,0\n6,\n", "no row has a weight above 0"),
        ("value,strata\n1,\n2,NA\n", "no row has a weight above 0, a stratum and a psu"),
        ("value,strata,fpc\n1,a,9\n2,a,9\n1,b,\n2,b,\n", "stratum 'b' has no fpc"),
        ("value\n1e308\n-1e308\n1e308\n", "too large"),
    ],
)
def test_poor_samples_give_a_reason_and_no_estimate(tmp_path: Path, text: str, reason: str) -> None:
    (row,), said = calc(tmp_path, MEAN, text)
    assert reason in row["reason"]
    assert reason in said
    assert not any(row[n] for n in ("estimate", "se", "ci_low", "ci_high", "deff"))


def test_what_only_rounding_makes_differ_has_no_error_and_says_so(tmp_path: Path) -> None:
    rows = "".join(f"{kind},{weight},{kind}\n" for kind, weight in (("E", 0.1), ("M", 0.7)) for _ in range(7))
    (row,), _ = calc(tmp_path, SHARE, f"value,weight,strata\n{rows}", of="E")
    assert float(row["se"]) == 0
    assert "the interval has no width" in row["note"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("value,fpc\n1,9\n2,8\n", "two values in fpc"),
        ("value,fpc\n1,1.5\n2,1.5\n3,1.5\n", "has 1.5 units, but 3 were drawn"),
        ("value,strata,fpc\n1,a,9\n2,a,9\n1,b,0.5\n2,b,0.5\n", "all of one kind"),
        ("value\n1\nmany\n", "'many' is no number"),
    ],
)
def test_designs_that_contradict_themselves_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        calc(tmp_path, MEAN, text)
    assert said in refused.value.text.en
    assert refused.value.text.zh


def test_rows_without_a_value_are_counted_and_their_units_stay_drawn(tmp_path: Path) -> None:
    (row,), _ = calc(tmp_path, MEAN, "编号,value\n1,2\n2,\n3,4\n4,NA\n5,9\n")
    assert (row["n"], row["n_missing"], row["df"]) == ("3", "2", "2")
    assert float(row["estimate"]) == 5
    # R: svymean(~value, subset(svydesign(~1, data), !is.na(value))): 5 units drawn, 3 in the domain
    assert float(row["se"]) == pytest.approx(math.sqrt(5 / 4 * (9 + 1 + 16) / 9))
    assert "2 row(s) left out" in row["note"]


def test_domains_stand_for_themselves_but_on_the_whole_design(tmp_path: Path) -> None:
    text = "分数,区,类\n1,a,甲\n2,a,甲\n3,a,乙\n4,b,甲\n6,b,\n8,b,丙\n7,b,丙\n"
    rows, said = calc(tmp_path, MEAN, text, value="分数", strata="区", by="类")
    assert [r["domain"] for r in rows] == ["甲", "乙", "丙"]
    assert rows[0]["n_psus"] == "3"
    assert float(rows[0]["estimate"]) == pytest.approx(7 / 3)
    assert "no degrees of freedom" in rows[1]["reason"]
    assert float(rows[2]["estimate"]) == 7.5
    assert "1 of 3 without an estimate" in said


@pytest.mark.parametrize(
    "text",
    [
        "value\n1\n",
        "value\n1\n2\n",
        "value\n1e308\n-1e308\n",
        "value,strata\n1,a\n3,a\n1,b\n",
        "value,strata,psu\n1,a,x\n2,a,y\n,b,x\n3,b,x\n3,b,y\n",
        "value,weight\n5,1\n5,2\n",
        "value,weight\n5,0\n5,0\n",
        "value,fpc\n5,2\n6,2\n",
        "value,strata,fpc\n1,a,\n2,a,\n",
        "value,psu,fpc\n1,x,9\n2,y,9\n",
        "id,value,strata\n1,,a\n",
    ],
)
def test_what_is_said_is_said_in_chinese_too(tmp_path: Path, text: str) -> None:
    (tmp_path / "in.csv").write_text(text, "utf-8")
    notes = calculate_file(MEAN, tmp_path / "in.csv", tmp_path / "out.csv")
    said = [str(n.zh) for n in notes if n.en.startswith(("design", "note", "1 of 1"))]
    assert len(said) >= 2
    words = ("sample", "weights", "population", "small", "unit", "interval", "row", "stratum")
    assert not [s for s in said if any(w in s for w in words)], said


# -- shares -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "of", "share"),
    [
        ("yes,no,YES,n", "", 0.5),
        ("1,0,0,0", "", 0.25),
        ("是,否,是,是", "", 0.75),
        ("合格,不合格,合格,合格", "", 0.75),
        ("pass,fail,pass,pass", "no", 0.25),
        ("true,false,NA,true", "", 2 / 3),
        ("minor,none,major,none", "none", 0.5),
        ("minor,none,major,none", "minor", 0.25),
        ("3.0,4,3,4", "3", 0.5),
        ("a,b,c,d", "e", 0.0),
    ],
)
def test_answers_as_tables_have_them(answers: str, of: str, share: float) -> None:
    found = one(survey_proportion({"value": texts(answers.split(","))}, of))
    assert found["estimate"] == pytest.approx(share)
    assert 0 <= found["ci_low"] <= found["estimate"] <= found["ci_high"] <= 1


def test_answers_that_are_no_yes_or_no_need_to_be_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--set of=minor") as refused:
        calc(tmp_path, SHARE, "value\nminor\nmajor\n\n")
    assert refused.value.text.zh


def test_where_all_pass_the_interval_is_the_exact_one() -> None:
    found = one(survey_proportion({"value": texts(["合格"] * 20)}))
    exact = rate(20, 20)
    assert [found["estimate"], found["se"]] == [1, 0]
    assert [found["ci_low"], found["ci_high"]] == pytest.approx([exact["cp_lo"], 1])
    assert "Clopper" in found["interval"]
    clustered = one(survey_proportion({"value": texts(["合格"] * 20), "psu": texts(np.repeat([*"abcd"], 5))}))
    assert clustered["ci_low"] < found["ci_low"]


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0.1, 50), st.sampled_from("abc")), min_size=1, max_size=40)
)
@settings(max_examples=60)
def test_a_share_lies_in_its_interval_and_that_between_0_and_1(rows: list[tuple[bool, float, str]]) -> None:
    answers, weights, strata = zip(*rows, strict=True)
    columns = {
        "value": texts([int(a) for a in answers]),
        "weight": np.array(weights),
        "strata": texts(strata),
    }
    found = one(survey_proportion(columns, lonely_psu="adjust"))
    if found["reason"] is not None:
        assert math.isnan(found["estimate"])
        return
    assert 0 <= found["ci_low"] <= found["estimate"] <= found["ci_high"] <= 1
    others = one(survey_proportion(columns, "no", lonely_psu="adjust"))
    assert others["estimate"] == pytest.approx(1 - found["estimate"])
    assert others["ci_low"] == pytest.approx(1 - found["ci_high"], abs=1e-9)
