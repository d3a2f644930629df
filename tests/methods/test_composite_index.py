"""The composite index: worked by hand, against COINr's ASEM example stage by stage, and what must always hold."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from composite_tables import TREE, meta, stage, units
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from qualicity.errors import UsageError
from qualicity.methods.calc import calculate_file
from qualicity.methods.composite import index, kurtosis, skewness
from qualicity.methods.composite.drawing import ranked_bars
from qualicity.methods.composite.framework import read_framework
from qualicity.methods.composite.indexing import tells
from qualicity.methods.composite.normalising import normalise
from qualicity.methods.composite.treating import Limits, logarithm, treat

THREE = {"a": [0.0, 5, 10], "b": [2.0, 4, 0], "c": [1.0, 2, 3]}


# -- worked by hand ---------------------------------------------------------------------------------------


def test_an_index_of_three_units_worked_by_hand(tmp_path: Path) -> None:
    made = index(units(**THREE), meta=meta(tmp_path))
    # min-max: a 0 50 100; b (less is better) 50 0 100; c 0 50 100. P = (a + 3b)/4, I = (2P + c)/3.
    assert stage(made, "normalised", "b") == {"u0": 50, "u1": 0, "u2": 100}
    assert stage(made, "aggregated", "P") == {"u0": 37.5, "u1": 12.5, "u2": 100}
    assert stage(made, "index") == pytest.approx({"u2": 100, "u0": 25, "u1": 25})
    assert stage(made, "index", column="rank") == {"u2": 1, "u0": 2, "u1": 2}
    assert made["unit"][:3].tolist() == ["u2", "u0", "u1"], "the index comes first, the best at the top"
    assert stage(made, "index", column="level") == {"u2": 3, "u0": 3, "u1": 3}


def test_a_geometric_index_is_made_of_scores_from_1_to_100(tmp_path: Path) -> None:
    made = index(units(**THREE), meta=meta(tmp_path), aggregate=("geometric",))
    pillar = (1 * 50.5**3) ** 0.25
    assert stage(made, "aggregated", "P")["u0"] == pytest.approx(pillar)
    assert stage(made, "index")["u0"] == pytest.approx(pillar ** (2 / 3))
    harmonic = index(units(**THREE), meta=meta(tmp_path), aggregate=("harmonic", "arithmetic"))
    assert stage(harmonic, "index")["u0"] == pytest.approx((2 * 4 / (1 / 1 + 3 / 50.5) + 1) / 3)


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ("rank", [2, 1, 2, 4]),
        ("borda", [1, 0, 1, 3]),
        ("percent_rank", [1 / 3, 0, 1 / 3, 1]),
        ("zscore", [-0.25 / 1.5, -1.25 / 1.5, -0.25 / 1.5, 1.75 / 1.5]),
        ("target", [0.2, 0, 0.2, 0.6]),
        ("minmax", [100 / 3, 0, 100 / 3, 100]),
    ],
)  # fmt: skip
def test_the_scales(how: str, wanted: list[float], tmp_path: Path) -> None:
    sd = np.std([3, 4, 3, 1], ddof=1)
    lines = ("a,A,-1,1,-1,,I,Indicator", "I,I,,,,,,Aggregate")
    framework = read_framework(meta(tmp_path, lines))
    found = normalise(np.array([[3.0], [4], [3], [1], [np.nan]]), framework, how)
    if how == "zscore":
        wanted = [(2.75 - x) / sd for x in (3, 4, 3, 1)]
    assert found[:4, 0] == pytest.approx(wanted)
    assert np.isnan(found[4, 0])


def test_denominators_stand_in_the_file_or_in_one_of_their_own(tmp_path: Path) -> None:
    lines = ("a,A,1,1,,people,I,Indicator", "b,B,1,1,,,I,Indicator", "I,I,,,,,,Aggregate")
    apart = tmp_path / "people.csv"
    apart.write_text("uCode,people\nu1,5\nu0,2\nu2,0\nx,1\n", "utf-8")
    data = {"a": [10.0, 10, 10, 10], "b": [1.0, 2, 3, 4]}
    inside = index(units(**data, people=[2, 5, 0, np.nan]), meta=meta(tmp_path, lines))
    outside = index(units(**data), meta=meta(tmp_path, lines), denominators=str(apart))
    for made in (inside, outside):
        found = stage(made, "denominated", "a")
        assert [found["u0"], found["u1"]] == [5, 2]
        assert np.isnan([found["u2"], found["u3"]]).all()
        assert stage(made, "denominated", "a", "reason")["u2"] == "denominator"
        assert stage(made, "raw", "a", "reason")["u2"] is None
        assert stage(made, "index", "I", "data") == {"u0": 1, "u1": 1, "u2": 0.5, "u3": 0.5}
        assert "2 value(s) are lost for want of a denominator" in " ".join(t.en for t in tells(made))
    apart.write_text("people,name\n5,x1\n", "utf-8")
    with pytest.raises(UsageError, match="no column of it has the units of the data, such as 'u"):
        index(units(**data), meta=meta(tmp_path, lines), denominators=str(apart))


def test_what_is_missing_is_filled_with_the_mean_of_the_unit_s_group(tmp_path: Path) -> None:
    data: dict[str, Any] = units(
        a=[1, np.nan, 3, 9, np.nan, np.nan], b=[1, 2, 3, 4, 5, 6], c=[1, 2, 3, 4, 5, 6]
    )
    data["region"] = np.array(["n", "n", "n", "s", "s", None], dtype=object)
    made = index(data, meta=meta(tmp_path), impute="group_mean", group="region")
    assert stage(made, "imputed", "a")["u1"] == 2
    assert stage(made, "imputed", "a")["u4"] == 9
    assert np.isnan(stage(made, "imputed", "a")["u5"])
    assert stage(made, "imputed", "a", "note")["u1"] == "imputed"
    everyone = index(data, meta=meta(tmp_path), impute="median")
    assert stage(everyone, "imputed", "a")["u5"] == 3


def test_units_with_too_little_data_or_too_many_zeros_are_left_out(tmp_path: Path) -> None:
    data = units(a=[1, np.nan, 0, 5], b=[1, np.nan, 0, 2], c=[1, 2, 0, 3])
    made = index(data, meta=meta(tmp_path), screen="both")
    assert stage(made, "index", column="reason") == {
        "u3": None,
        "u0": None,
        "u1": "screened",
        "u2": "screened",
    }
    assert stage(made, "index", column="data")["u1"] == pytest.approx(1 / 3)
    least = index(data, meta=meta(tmp_path), least_data=0.6)
    assert stage(least, "aggregated", "P", "reason")["u1"] == "missing"
    assert stage(least, "index", column="reason")["u1"] == "least_data"


def test_a_stage_may_be_asked_for_alone(tmp_path: Path) -> None:
    made = index(units(**THREE), meta=meta(tmp_path), stage="treatment")
    assert set(made["stage"].tolist()) == {"treatment"}
    assert len(made["unit"]) == 3
    assert tells(made) == []


# -- outliers ---------------------------------------------------------------------------------------------


def test_skewness_and_kurtosis_are_the_sample_adjusted_ones() -> None:
    from scipy import stats

    x = np.random.default_rng(1).lognormal(size=40)
    with_gap = np.append(x, np.nan)
    assert skewness(with_gap) == pytest.approx(stats.skew(x, bias=False))
    assert kurtosis(with_gap) == pytest.approx(stats.kurtosis(x, bias=False))
    assert np.isnan(skewness(np.array([1.0, 2])))
    assert np.isnan(kurtosis(np.array([1.0, 2, 3])))
    assert np.isnan(skewness(np.full(9, 3.0)))


def test_the_farthest_points_are_set_to_the_next_on_the_side_of_the_tail() -> None:
    x = np.array([*range(20), 100.0, 500.0])
    done = treat(x, Limits())
    assert done.high == [20, 21]
    assert done.values[-3:].tolist() == [19, 19, 19]
    assert treat(-x, Limits()).low == [20, 21]
    assert treat(np.arange(20.0), Limits()).high == ()


def test_where_winsorising_is_not_enough_the_untouched_values_are_put_on_a_logarithm() -> None:
    x = np.exp(np.linspace(0, 25, 30))
    done = treat(x, Limits(winmax=2))
    assert (done.log, list(done.high)) == ("log_ct", [])
    assert done.values == pytest.approx(np.log(x - x.min() + 0.01 * (x.max() - x.min())))
    both = treat(x, Limits(winmax=2, combine=True))
    assert (len(both.high), both.log) == (2, "log_ct")
    assert both.values[-1] == both.values[-3]
    assert treat(x, Limits("winsorise", winmax=2)).log == ""
    assert treat(x, Limits("none")).values is x
    assert treat(np.array([0.0] * 20 + [1]), Limits()).values[-1] == 1, "two values stay two"


def test_the_logarithms() -> None:
    x = np.array([1.0, 2, 11])
    assert logarithm(x, "log_ct_orig")[0] == pytest.approx(np.log([1, 2, 11]))
    assert logarithm(x, "log_gii")[0] == pytest.approx(np.log([1, 2, 11]))
    assert logarithm(x, "log_ct_plus")[0] == pytest.approx(np.log([0.1, 1.1, 10.1]))
    assert logarithm(-x, "log_ct_plus") == (pytest.approx(-np.log([0.1, 1.1, 10.1])), "log_ct_neg")


# -- the reference ----------------------------------------------------------------------------------------

ASEM = {"impute": "group_mean", "group": "EurAsia_group", "screen": "data", "screen_data": 0.9}


def _table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row.pop("uCode"): row for row in csv.DictReader(file)}


@pytest.mark.reference
@pytest.mark.parametrize(
    "name", ["raw", "denominated", "imputed", "screened", "treated", "normalised", "aggregated"]
)
def test_asem_stage_by_stage(
    name: str, asem: dict[tuple[str, str, str], float], reference_data: Path
) -> None:
    expected = _table(reference_data / "composite" / f"asem_stage_{name}.csv")
    assert len(expected) == 51
    wanted = [float(v or "nan") for row in expected.values() for v in row.values()]
    found = [asem[name, code, unit] for unit, row in expected.items() for code in row]
    np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-8)


@pytest.mark.reference
def test_asem_index_and_rank(asem: dict[tuple[str, str, str], float], reference_data: Path) -> None:
    expected = _table(reference_data / "composite" / "asem_index_rank.csv")
    for unit, row in expected.items():
        assert asem["index", "Index", unit] == pytest.approx(float(row["Index"]), abs=1e-8)
        assert asem["rank", "Index", unit] == float(row["rank"])


@pytest.fixture(scope="module")
def asem(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], float]:
    """The ASEM index as `calc` makes it: values by stage, code and unit, and ranks as a stage of their own."""
    folder, out = reference_data / "composite", tmp_path_factory.mktemp("asem") / "out.csv"
    arguments = {"meta": str(folder / "asem_imeta.csv"), "weights": str(folder / "asem_weights_original.csv")}
    calculate_file("composite.index", folder / "asem_idata.csv", out, arguments=arguments | ASEM)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(r["stage"], r["code"], r["unit"]): float(r["value"] or "nan") for r in rows}
    return found | {("rank", r["code"], r["unit"]): float(r["rank"]) for r in rows if r["stage"] == "index"}


# -- what always holds ------------------------------------------------------------------------------------

values = st.lists(
    st.tuples(*[st.integers(0, 50).map(float)] * 3),
    min_size=4,
    max_size=9,
    unique_by=(lambda r: r[0], lambda r: r[1], lambda r: r[2]),
)
options = st.sampled_from(
    [{}, {"treat": "none"}, {"normalise": "zscore"}, {"normalise": "rank"}, {"aggregate": ("geometric",)}]
)


def _columns(rows: list[tuple[float, float, float]]) -> dict[str, Any]:
    return units(**{c: [r[n] for r in rows] for n, c in enumerate("abc")})


@settings(max_examples=12, deadline=None)
@drawn(rows=values, how=options, factor=st.floats(0.01, 1000), shift=st.floats(-1e3, 1e3))
def test_the_unit_of_an_indicator_does_not_matter(
    rows: list[tuple[float, float, float]], how: dict[str, Any], factor: float, shift: float, three: str
) -> None:
    columns = _columns(rows)
    before = index(columns, meta=three, stage="index", **how)
    after = index(columns | {"a": columns["a"] * factor + shift}, meta=three, stage="index", **how)
    assert stage(after, "index") == pytest.approx(stage(before, "index"), rel=1e-6, abs=1e-6)


@settings(max_examples=12, deadline=None)
@drawn(rows=values, how=options, order=st.randoms(use_true_random=False))
def test_units_keep_their_ranks_in_whatever_order_they_come(
    rows: list[tuple[float, float, float]], how: dict[str, Any], order: Any, three: str
) -> None:
    columns = _columns(rows)
    places = list(range(len(rows)))
    order.shuffle(places)
    mixed = {k: v[places] for k, v in columns.items()}
    ranks = [
        stage(index(c, meta=three, stage="index", **how), "index", column="rank") for c in (columns, mixed)
    ]
    assert ranks[0] == ranks[1]


@settings(max_examples=10, deadline=None)
@drawn(rows=values, how=options)
def test_weights_matter_by_their_ratios_alone(
    rows: list[tuple[float, float, float]], how: dict[str, Any], three: str, scaled: str
) -> None:
    columns = _columns(rows)
    found = [index(columns, meta=three, weights=w, stage="index", **how) for w in ("", scaled)]
    assert stage(found[1], "index") == pytest.approx(stage(found[0], "index"), rel=1e-9)


def test_what_is_missing_is_left_out_and_the_other_weights_stand_for_it(tmp_path: Path) -> None:
    data = units(a=[0, 5, 10, 7], b=[2, 4, 0, 1], c=[1, np.nan, 3, np.nan])
    made = index(data, meta=meta(tmp_path))
    assert stage(made, "index")["u1"] == pytest.approx(stage(made, "aggregated", "P")["u1"])
    without = index(
        units(a=[0, 5, 10], b=[2, 4, 0], c=[np.nan, 2, 3]) | {}, meta=meta(tmp_path), aggregate=("geometric",)
    )
    assert stage(without, "index")["u0"] == pytest.approx(stage(without, "aggregated", "P")["u0"])


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> str:
    return meta(tmp_path_factory.mktemp("three"))


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("scaled") / "weights.csv"
    path.write_text("iCode,Weight\na,7\nb,21\nc,0.5\nP,1\nI,9\n", "utf-8")
    return str(path)


# -- what it says and draws -------------------------------------------------------------------------------


def test_it_says_who_leads_and_what_stands_on_little(tmp_path: Path) -> None:
    made = index(
        units(a=[0, 5, np.nan, np.nan], b=[2, 4, np.nan, np.nan], c=[1, 2, 3, np.nan]), meta=meta(tmp_path)
    )
    told = " | ".join(t.en for t in tells(made))
    assert "u2 first of 3 with 100.0" in told
    assert "1 unit(s) have no index" in told
    assert "2 unit(s) lack indicators: left out, the other weights stand for them" in told
    assert "2 unit(s) have less than two thirds" in told
    assert all(t.zh for t in tells(made))


def test_an_indicator_that_nobody_has_and_what_is_missing_are_told_at_any_stage(tmp_path: Path) -> None:
    data = units(a=[0, 5, 3], b=[np.nan] * 3, c=[1, 2, np.nan])
    told = " | ".join(t.en for t in tells(index(data, meta=meta(tmp_path))))
    assert "no unit has a value of b: left out of the index" in told
    told = " | ".join(t.en for t in tells(index(data, meta=meta(tmp_path), stage="index")))
    assert "3 unit(s) lack indicators: see data" in told


def test_the_chart_has_a_bar_for_each_unit_with_an_index(tmp_path: Path) -> None:
    made = index(units(**THREE), meta=meta(tmp_path))
    drawing = ranked_bars(made, "en")
    assert drawing["title"]["text"] == "u2 is first of 3 with 100.0"
    assert [r["unit"] for r in drawing["data"]["values"]] == ["u2", "u0", "u1"]
    assert "居" in ranked_bars(made, "zh")["title"]["text"]
    nothing = ranked_bars(index(units(**THREE), meta=meta(tmp_path), stage="raw"), "en")
    assert nothing["title"]["text"] == "There is no index to draw"


# -- mistakes ---------------------------------------------------------------------------------------------


def _without(n: int, *more: str) -> tuple[str, ...]:
    return (*TREE[:n], *more, *TREE[n + 1 :])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (_without(0, "a,A,2,1,,,P,Indicator"), "line 2: Direction of 'a' is 1 (more is better) or -1"),
        (_without(0, "a,A,1,,,,P,Indicator"), "line 2: 'a' has no Weight"),
        (_without(0, "a,A,1,much,,,P,Indicator"), "line 2: Weight 'much' is no number"),
        (_without(0, "a,A,1,-1,,,P,Indicator"), "line 2: Weight -1 is negative"),
        (_without(0, "a,A,1,1,,,Q,Indicator"), "line 2: the Parent 'Q' of 'a' has no row"),
        (_without(0, "a,A,1,1,,,b,Indicator"), "line 3: 'b' is an Indicator and the Parent of others"),
        (_without(0, "B,A,1,1,,,P,Indicator"), "line 3: 'b' is in line 2 too"),
        (_without(0, "a,A,1,1,,,P,Indikator"), "line 2: Type 'Indikator' is none of"),
        (_without(3, "P,Pillar,,2,,,,Aggregate"), "one index has one root"),
        (_without(4, "I,Index,,1,,,P,Aggregate"), "the Parents run in a circle"),
        ((*TREE, "Q,Q,,1,,,I,Aggregate"), "line 7: the Aggregate 'Q' is nobody's Parent"),
        (TREE[4:], "no row is of the Type Indicator"),
        (("a,A,1,0,,,I,Indicator", "I,I,,,,,,Aggregate"), "line 3: all Weights below 'I' are 0"),
    ],
)  # fmt: skip
def test_a_framework_that_is_none_is_refused_with_its_line(
    lines: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as told:
        read_framework(meta(tmp_path, lines))
    assert said in told.value.text.en
    assert "meta.csv" in told.value.text.en
    assert told.value.text.zh


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"meta": ""}, "meta is not given"),
        ({"normalise": "zscore", "aggregate": ("geometric",)}, "the geometric mean of 'P' needs values above zero"),
        ({"lower": 0, "aggregate": ("harmonic",)}, "the harmonic mean"),
        ({"lower": "x"}, "lower must be a number"),
        ({"lower": 100}, "must be below upper"),
        ({"aggregate": ("mean",)}, "aggregate is of arithmetic, geometric, harmonic, not 'mean'"),
        ({"aggregate": ("arithmetic",) * 3}, "the tree has 2 steps"),
        ({"normalise": "target"}, "line 2: indicator 'a': normalise=target needs a Target"),
        ({"impute": "group_mean"}, "needs the column that tells the groups"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_refused(how: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        index(units(**THREE), **({"meta": meta(tmp_path)} | how))
    assert said in told.value.text.en


def test_an_indicator_that_is_constant_is_refused_with_its_line(tmp_path: Path) -> None:
    data = units(a=[1, 2, 3], b=[7, 7, 7], c=[1, 2, 3])
    with pytest.raises(
        UsageError, match=r"line 3: indicator 'b': cannot tell units apart: all 3 units have 7"
    ):
        index(data, meta=meta(tmp_path))
    assert len(stage(index(data, meta=meta(tmp_path), normalise="rank"), "index")) == 3


def test_a_file_of_weights_must_have_one_for_each(tmp_path: Path) -> None:
    weights = tmp_path / "weights.csv"
    weights.write_text("iCode,Weight\na,1\nb,1\n", "utf-8")
    with pytest.raises(UsageError, match="none for 'c'"):
        read_framework(meta(tmp_path), weights)
    weights.write_text("iCode,Weight\na,1\nzz,1\n", "utf-8")
    with pytest.raises(UsageError, match="line 3: meta has no 'zz'"):
        read_framework(meta(tmp_path), weights)
