"""Effects against the paper's formulas unit by unit; what panels may lack; what is refused; what is said and drawn."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from impact_panels import NEVER, by_hand, drawn, of, rows
from rooms_fixtures import Commands
from small_plan import SmallPlan

from qualicity.errors import UsageError
from qualicity.indicators import find
from qualicity.methods import method
from qualicity.methods.impact import group_time_att
from qualicity.methods.impact.said import chart, tells

GROUPS = {2003.0: 6, 2004.0: 5, 2006.0: 9, NEVER: 14}
YEARS = range(2001, 2008)
EXAMPLE = Path("src/qualicity/methods/examples/impact_synthetic_enterprises.csv")


@pytest.mark.parametrize("control", ["nevertreated", "notyettreated"])
@pytest.mark.parametrize("anticipation", [0, 1])
def test_effects_and_errors_are_those_worked_out_unit_by_unit(control: str, anticipation: int) -> None:
    panel = drawn(3, GROUPS, YEARS)
    made = group_time_att(panel, control=control, anticipation=anticipation, reps=0)
    cells = np.flatnonzero(made["aggregation"] == "group_time")
    assert len(cells) == 18
    worked = {}
    for row in cells:
        g, t = made["g"][row], made["t"][row]
        att, influence = worked[g, t] = by_hand(panel, g, t, control, anticipation)
        assert made["att"][row] == pytest.approx(att)
        assert made["se"][row] == pytest.approx(np.sqrt((influence**2).sum()))
    post = [(g, t) for g, t in worked if t >= g]
    sizes = np.array([GROUPS[g] for g, _ in post], dtype=float)
    share = sizes / sizes.sum()
    simple = share @ [worked[c][0] for c in post]
    influence = share @ np.array([worked[c][1] for c in post])
    first = panel["first_treated"].reshape(-1, len(YEARS))[:, 0]
    for g, t in post:  # the sizes of the groups are estimates too
        influence = influence + (first == g) * (worked[g, t][0] - simple) / sizes.sum()
    assert of(made, "simple") == pytest.approx(simple)
    assert of(made, "simple", "se") == pytest.approx(np.sqrt((influence**2).sum()))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 999),
    shift=st.floats(-50, 50),
    scale=st.floats(0.1, 20),
    control=st.sampled_from(["nevertreated", "notyettreated"]),
)
def test_effects_do_not_see_levels_common_years_or_order_and_follow_the_unit(
    seed: int, shift: float, scale: float, control: str
) -> None:
    panel = drawn(seed, GROUPS, YEARS)
    plain = group_time_att(panel, control=control, reps=20)
    rng = np.random.default_rng(seed)
    moved = panel["y"] * scale + shift * (panel["time"] - 2000)  # in another unit, and all years moved alike
    order = rng.permutation(len(moved))
    columns = {c: v[order] for c, v in (panel | {"y": moved}).items()}
    other = group_time_att(columns, control=control, reps=20)
    assert other["att"] == pytest.approx(plain["att"] * scale, abs=1e-7)
    assert other["se"] == pytest.approx(plain["se"] * scale, rel=1e-6)
    assert other["pretrend_p"][0] == pytest.approx(plain["pretrend_p"][0], rel=1e-5)
    for name in ("ci", "band"):
        assert (plain[f"{name}_low"] <= plain["att"]).all()
        assert (plain["att"] <= plain[f"{name}_high"]).all()
    assert (plain["band_high"] >= plain["ci_high"] - 1e-12).all()


def test_a_known_effect_is_found_where_years_alone_would_mislead() -> None:
    """Effects that grow make a two-way estimate wrong; without noise these are exact."""
    first = np.repeat([2003.0, 2005.0, NEVER], [5, 5, 5])
    years = np.arange(2001, 2008)
    since = years - first[:, None]
    values = np.arange(15)[:, None] + 2.0 * years + np.where(since >= 0, 1 + since, 0)
    made = group_time_att(rows(values, first, years), reps=0)
    for event in range(5):
        assert of(made, "event", event=event) == pytest.approx(1 + event)
    assert of(made, "event", event=-1) == pytest.approx(0)
    assert of(made, "group_avg") == pytest.approx((3 + 2) / 2)
    cells = made["aggregation"] == "group_time"  # averages have an error: who is in which group is chance
    assert set(made["reason"][cells]) == {"all units moved alike: no standard error"}
    assert np.isnan(made["se"][cells]).all()


def test_the_sentence_says_of_which_level_its_interval_is() -> None:
    made = group_time_att(drawn(1, GROUPS, YEARS), confidence=0.9, reps=0)
    assert set(made["confidence"]) == {0.9}
    assert "90 % interval" in tells(made)[0].en
    assert "90 % 置信区间" in tells(made)[0].zh


def test_the_same_seed_gives_the_same_bands() -> None:
    panel = drawn(1, GROUPS, YEARS)
    one, same, other = (group_time_att(panel, reps=100, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one["band_low"], same["band_low"], equal_nan=True)
    assert not np.array_equal(one["band_low"], other["band_low"], equal_nan=True)


def test_units_with_a_gap_or_treated_from_the_start_are_left_out_and_counted() -> None:
    panel = drawn(1, GROUPS | {2001.0: 3}, YEARS)
    panel["y"][[4, 40]] = np.nan
    made = group_time_att(panel, reps=0)
    assert (made["units"][0], made["left_out_gaps"][0], made["left_out_early"][0]) == (32, 2, 3)
    whole = group_time_att(drawn(1, GROUPS | {2001.0: 3}, YEARS), reps=0)
    assert (whole["units"][0], whole["left_out_gaps"][0]) == (34, 0)
    said = " ".join(t.en for t in tells(made))
    assert "Left out for a period without a value: 2 of 37 units" in said
    assert "treated from the first period on and nothing is known of before: 3 units" in said
    without = group_time_att({c: v[panel["time"] != 2005] for c, v in panel.items()}, reps=0)
    assert 2005 not in without["t"]
    assert of(without, "group_time", "event", g=2004, t=2006) == 2


def test_zero_empty_and_infinite_all_mean_never_and_so_does_after_the_last_period() -> None:
    panel = drawn(1, GROUPS, YEARS)
    plain = group_time_att(panel, reps=0)
    for never in (0, np.nan, 2015):
        said = np.where(np.isinf(panel["first_treated"]), never, panel["first_treated"])
        other = group_time_att(panel | {"first_treated": said}, reps=0)
        assert np.array_equal(plain["att"], other["att"], equal_nan=True)


def test_without_untreated_units_the_last_group_is_there_to_be_compared_with() -> None:
    panel = drawn(1, {2003.0: 6, 2004.0: 5, 2006.0: 9}, YEARS)
    none = group_time_att(panel)
    assert list(none["reason"]) == [
        "no unit is never treated: control=notyettreated compares with those treated later"
    ]
    assert "No effect can be estimated: no unit is never treated" in tells(none)[0].en
    made = group_time_att(panel, control="notyettreated", reps=0)
    known = np.isfinite(made["att"]) & (made["aggregation"] == "group_time")
    assert set(made["g"][known]) == {2003, 2004}
    assert made["t"][known].max() == 2005
    lost = ~np.isfinite(made["att"])
    assert set(made["reason"][lost]) == {"nobody is untreated then to compare with"}


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ({}, "no unit has values and a period"),
        ({2000.0: 3, 2001.0: 5}, "no unit was seen before its treatment in every period"),
        ({NEVER: 5}, "no unit is first treated within the panel and after its first period"),
        ({2001.0: 5, NEVER: 2}, "no unit is first treated within the panel and after its first period"),
    ],
)
def test_where_nothing_can_be_estimated_the_reason_stands_in_one_row(
    sizes: dict[float, int], said: str
) -> None:
    panel = drawn(1, sizes, YEARS) if sizes else {c: v[:0] for c, v in drawn(1, GROUPS, YEARS).items()}
    made = group_time_att(panel)
    assert list(made["reason"]) == [said]
    assert np.isnan(made["att"]).all()
    assert said in tells(made)[0].en
    assert chart(made, "zh")["data"]["values"] == []


def test_small_groups_are_named_and_a_group_of_one_has_no_standard_error() -> None:
    made = group_time_att(drawn(1, {2003.0: 1, 2005.0: 40, NEVER: 4}, YEARS), reps=50)
    lone = (made["g"] == 2003) & (made["aggregation"] == "group_time")
    assert np.isfinite(made["att"][lone]).all()
    assert np.isnan(made["se"][lone]).all()
    assert set(made["small_groups"][lone]) == {"2003;control"}
    assert np.isfinite(of(made, "group_avg", "se"))
    assert "Fewer than 5 units: 2003, control" in " ".join(t.en for t in tells(made))
    many = group_time_att(drawn(1, {2003.0: 1, 2005.0: 4, NEVER: 9}, YEARS), reps=50)
    assert np.isnan(of(many, "group_avg", "se"))
    assert "without an interval" in tells(many)[0].en


def test_values_too_large_to_add_up_are_told_and_are_no_numbers() -> None:
    panel = drawn(1, GROUPS, YEARS)
    made = group_time_att(panel | {"y": panel["y"] * 1e307}, reps=10)
    assert "values too large to compute with" in set(made["reason"])
    assert not np.isinf(made["att"]).any()


def changed(column: str, row: int, value: Any) -> dict[str, Any]:
    panel = drawn(1, GROUPS, YEARS)
    panel[column] = panel[column].copy()
    panel[column][row] = value
    return panel


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        (changed("time", 1, 2001.0), "unit '企业0' has more than one row for 2001"),
        (changed("first_treated", 1, 2004.0), "unit '企业0' is first treated at two times"),
        (changed("first_treated", 1, np.nan), "unit '企业0' is first treated at two times: never and 2003"),
        (changed("first_treated", 1, 2003.5), "unit '企业0' is first treated at 2003.5, which is no period"),
        (changed("unit", 8, None), "row 9 has a value but no unit"),
        (changed("time", 8, np.nan), "row 9 has a value but no time"),
    ],
)
def test_mistakes_of_the_panel_are_told_with_unit_or_row(panel: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as told:
        group_time_att(panel)
    assert said in told.value.text.en
    assert told.value.text.zh


def test_a_panel_of_many_units_and_years_has_all_its_rows() -> None:
    rng = np.random.default_rng(1)
    units, years = 3000, np.arange(2000, 2020)
    first = rng.choice([NEVER, *range(2003, 2019)], units)
    made = group_time_att(rows(rng.normal(size=(units, 20)), first, years), reps=50)
    assert len(made["att"]) == 16 * 19 + 1 + 34 + 1 + 16 + 1 + 17 + 1


# -- said, drawn, in a file, in a plan ----------------------------------------------------------------------


def test_the_example_is_said_and_drawn_in_both_languages(cli: Commands, tmp_path: Path) -> None:
    for lang, said in (
        (
            "en",
            (
                "higher in a treated unit",
                "12 treated units (enterprises) and 12",
                "moved alike",
                "does not show",
            ),
        ),
        ("zh", ("平均比未处理时高", "12 个处理个体（企业）和 12 个对照", "未见不同", "以上不能说明的")),
    ):
        spec = tmp_path / f"{lang}.json"
        ran = cli.run(
            "calc",
            "impact.group_time_att",
            EXAMPLE,
            "-o",
            tmp_path / "o.csv",
            "--chart",
            spec,
            "--lang",
            lang,
        )
        assert ran.exit_code == 0
        for words in said:
            assert words in ran.stderr
        drawing = json.loads(spec.read_text("utf-8"))
        assert [v["event"] for v in drawing["data"]["values"]] == list(range(-3, 4))
        assert len({v["side"] for v in drawing["data"]["values"]}) == 2
        assert "0.0697" in drawing["title"]["text"]
    lines = (tmp_path / "o.csv").read_text("utf-8").splitlines()
    assert len(lines) == 1 + 10 + 17
    assert [line.split(",")[0] for line in lines[1:11]] == ["group_time"] * 10


def test_a_file_may_say_never_in_any_way_and_has_own_names(cli: Commands, tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    plain = cli.run("calc", "impact.group_time_att", EXAMPLE, "--set", "reps=0").stdout
    file = tmp_path / "in.csv"
    for never in ("0", "Inf", "NA"):
        body = "\n".join(f"{line}{never}" if line.endswith(",") else line for line in text.splitlines()[1:])
        file.write_text(f"企业,年份,值,g\n{body}\n", "utf-8")
        names = ("--set", "unit=企业", "--set", "time=年份", "--map", "值=y", "--set", "first_treated=g")
        made = cli.run("calc", "impact.group_time_att", file, "--set", "reps=0", *names)
        assert made.stdout == plain


def test_a_test_before_treatment_that_fails_is_said_first_of_all_doubts() -> None:
    panel = drawn(2, {2004.0: 40, NEVER: 60}, YEARS)
    ahead = np.isfinite(panel["first_treated"]) * (panel["time"] - 2001) * 0.8
    made = group_time_att(panel | {"y": panel["y"] + ahead}, reps=0)
    said = " ".join(t.en for t in tells(made))
    assert "Before treatment the groups did not move alike" in said
    assert "that difference going on" in said


def test_a_plan_may_take_an_average_effect_for_a_figure(tmp_path: Path, cli: Commands) -> None:
    small = SmallPlan(tmp_path / "small")
    fields = [
        {"name": "firm"},
        *({"name": n, "type": "integer"} for n in ("year", "joined")),
        {"name": "output", "type": "number"},
    ]
    small.datasets["firms"] = {
        "title": {"en": "Firms"},
        "path": "evidence/firms.csv",
        "schema": {"fields": fields, "primaryKey": ["firm", "year"]},
        "known": "always",
        "concepts": {"TIME_PERIOD": "year"},
    }
    panel = drawn(4, {2018.0: 6, 2019.0: 6, NEVER: 12}, range(2016, 2021))
    small.rows["firms"] = [
        {"firm": u, "year": int(t), "joined": int(g) if np.isfinite(g) else "", "output": y}
        for u, t, y, g in zip(*panel.values(), strict=True)
    ]
    small.datasets["effects"] = {
        "title": {"en": "Effects"},
        "derived": {
            "method": "impact.group_time_att",
            "from": "firms",
            "with": {"reps": 50},
            "columns": {"unit": "firm", "time": "year", "y": "ln(output)", "first_treated": "joined"},
        },
        "concepts": {"TIME_PERIOD": "last_period"},
    }
    effect = {
        "id": "effect",
        "from": "effects",
        "value": "max(att) filter (where aggregation = 'group_avg')",
        "freq": ["A"],
    }
    small.indicator("cover", effect)
    small.load()
    assert cli.json("check", small.folder)["problems"] == []
    (found,) = find(small.view().figures, "cover")
    assert found.period_text == "2020"
    assert found.value is not None
    expected = of(group_time_att(panel | {"y": np.log(panel["y"])}, reps=0), "group_avg")
    assert float(found.value) == pytest.approx(expected)


def test_days_for_years_are_refused_before_they_fill_the_memory() -> None:
    first = 20200101 + np.arange(4000) % 1000
    with pytest.raises(UsageError, match="too fine: give time and first_treated as years"):
        group_time_att(rows(np.zeros((4000, 50)), first, 20200000 + np.arange(50) * 40))


def test_keys_tell_the_rows_apart() -> None:
    made = group_time_att(drawn(1, GROUPS, YEARS), reps=0)
    keys = list(zip(*(map(str, made[k]) for k in method("impact.group_time_att").key), strict=True))
    assert len(set(keys)) == len(keys)
