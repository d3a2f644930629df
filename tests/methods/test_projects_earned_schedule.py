"""Earned schedule: the worked case, edges that are told and not guessed, and what must hold of any project."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import Commands

from qualicity.errors import UsageError
from qualicity.methods.projects import MEASURES, earned_schedule
from qualicity.methods.projects.said import chart, tells

CASE = """\
month,PV,EV,AC,SPI,ES,SPIt,EAC,IEACt
1,10,8,9,0.8,0.8,0.8,225,12.5
2,25,20,24,0.8,1.6666666666666667,0.8333333333333333,240,12
3,45,38,44,0.8444444444444444,2.65,0.8833333333333333,231.57894736842104,11.320754716981133
4,70,58,66,0.8285714285714286,3.52,0.88,227.58620689655172,11.363636363636363
5,100,82,95,0.82,4.4,0.88,231.7073170731707,11.363636363636362
6,130,105,122,0.8076923076923077,5.166666666666667,0.8611111111111112,232.38095238095238,11.61290322580645
"""
"""A project of ten months with a budget of 200, of which six have gone."""


def columns(rows: list[tuple[Any, ...]], names: str = "month PV EV AC") -> dict[str, Any]:
    given: dict[str, Any] = dict(zip(names.split(), zip(*rows, strict=True), strict=True))
    texts = ("month", "project")
    return {
        n: np.array(v, dtype=object)
        if n in texts
        else np.array([np.nan if x is None else x for x in v], float)
        for n, v in given.items()
    }


def made(rows: list[tuple[Any, ...]], names: str = "month PV EV AC", **parameters: Any) -> dict[str, Any]:
    given = columns(rows, names)
    return given | earned_schedule(given, **parameters)


def told(found: dict[str, Any], row: int = -1) -> set[str]:
    return set((found["reason"][row] or "").split(";")) - {""}


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True)


def test_the_worked_case() -> None:
    rows = list(csv.DictReader(io.StringIO(CASE)))
    found = made([(r["month"], *(float(r[n]) for n in ("PV", "EV", "AC"))) for r in rows],
                 bac=200.0, planned_duration=10.0)  # fmt: skip
    for name in ("SPI", "ES", "SPIt", "EAC", "IEACt"):
        assert list(found[name]) == [near(float(r[name])) for r in rows]
    assert not any(found["reason"])
    assert not any(found["note"])


def test_every_column_of_the_reference_case(reference_data: Path, cli: Commands, tmp_path: Path) -> None:
    file, out = reference_data / "projects" / "earned_schedule_worked_case.csv", tmp_path / "out.csv"
    words = ("--set", "bac=200", "--set", "planned_duration=10")
    assert cli.run("calc", "projects.earned_schedule", file, "-o", out, *words).exit_code == 0
    ours, theirs = (list(csv.DictReader(f.open(encoding="utf-8"))) for f in (out, file))
    assert len(ours) == len(theirs) > 0
    for row, wanted in zip(ours, theirs, strict=True):
        assert {n: float(row[n]) for n in MEASURES} == {n: near(float(wanted[n])) for n in MEASURES}


def test_without_a_budget_the_last_planned_value_is_taken_and_that_is_noted() -> None:
    rows = [("1", 10, 8, 9), ("2", 20, None, None), ("3", 40, None, None), ("4", 40, None, None)]
    found = made(rows)
    assert (found["BAC_used"][0], found["PD_used"][0]) == (40, 3)
    assert (found["EAC"][0], found["IEACt"][0]) == (near(45), near(3 / 0.8))
    assert found["note"][0] == "bac_from_plan;duration_from_plan"
    assert told(found, 1) == {"not_reported"}


@pytest.mark.parametrize(
    ("row", "missing", "code"),
    [
        ((10, None, 4), "ES SPI CPI EAC IEACt", "no_ev"),
        ((10, 5, None), "CPI EAC ETC TCPI", "no_ac"),
        ((None, 5, 4), "SV SPI", "no_pv"),
        ((10, 5, 0), "CPI EAC VAC", "ac_zero"),
        ((10, 0, 4), "EAC ETC", "ev_zero"),
        ((10, 0, 4), "IEACt", "es_zero"),
        ((10, 5, 100), "TCPI", "budget_spent"),
        ((10, 50, 4), "ES SPIt IEACt", "ev_above_plan"),
        ((2, 3, 4), "ES SPIt", "pv_falls"),
    ],
)
def test_what_cannot_be_told_is_missing_with_its_reason(row: Any, missing: str, code: str) -> None:
    found = made([("1", 5, 4, 3), ("2", *row), ("3", 12 if code != "ev_above_plan" else 20, None, None)])
    assert code in told(found, 1)
    for name in MEASURES:
        assert np.isnan(found[name][1]) or name not in missing.split()


def test_nothing_planned_yet_is_no_division_by_zero() -> None:
    found = made([("1", 0, 0, 0), ("2", 0, 5, 2), ("3", 10, None, None)])
    assert {"pv_zero", "ac_zero", "ev_zero"} <= told(found, 0)
    assert np.isnan(found["SPI"][:2]).all()
    assert found["ES"][1] == near(2.5)


def test_where_the_plan_stands_still_the_last_month_of_it_is_earned() -> None:
    plan = [("1", 10), ("2", 20), ("3", 20), ("4", 20), ("5", 40)]
    assert made([(m, p, 20, 1) for m, p in plan])["ES"][0] == 4
    assert made([(m, p, 21, 1) for m, p in plan])["ES"][0] == near(4.05)
    assert made([(m, p, 15, 1) for m, p in plan])["ES"][0] == near(1.5)


def test_at_the_end_of_the_plan_it_is_the_first_month_that_plans_all() -> None:
    rows = [("1", 10, 5, 5), ("2", 20, 10, 9), ("3", 20, 20, 20), ("4", 20, 20, 20)]
    found = made(rows)
    assert list(found["ES"]) == [0.5, 1, 2, 2]
    assert (found["AT"][3], found["SVt"][3], found["IEACt"][3]) == (4, -1, near(3))
    assert "complete" in found["note"][3]
    assert "complete" not in (found["note"][2] or "")


def test_sums_that_are_off_by_noise_are_the_plans() -> None:
    found = made([("1", 0.1 + 0.2, 0.3, 1), ("2", 0.3, None, None), ("3", 0.6, None, None)])
    assert np.isnan(found["ES"][0])  # 0.30000000000000004, then 0.3: it falls
    found = made([("1", 0.1 + 0.2, 0.3, 1), ("2", 0.1 + 0.2, None, None), ("3", 0.6, None, None)])
    assert found["ES"][0] == near(2)


def test_more_earned_than_planned_makes_no_budget_of_the_plans_last_value() -> None:
    found = made([("1", 10, 12, 9), ("2", 20, 25, 20)])
    assert {"ev_above_plan", "no_bac"} <= told(found)
    assert np.isnan(found["EAC"]).all()
    assert found["CPI"][1] == near(1.25)


def test_a_given_budget_and_duration_close_the_plan() -> None:
    found = made([("1", 10, 5, 5), ("2", 20, 30, 9)], bac=100.0, planned_duration=6.0)
    assert found["ES"][1] == near(2.5)
    assert found["note"][1] == "interpolated"
    assert {"no_duration"} <= told(made([("1", 10, 5, 5), ("2", 20, 15, 9)], bac=100.0))
    assert {"no_bac"} <= told(made([("1", 10, 5, 5), ("2", 20, 15, 9)], planned_duration=9.0))
    assert {"no_bac"} <= told(made([("1", 10, 5, 5), ("2", 20, 15, 9)], bac=15.0))


@pytest.mark.parametrize(
    "months",
    [
        ("2024-11", "2024-12", "2025-01"),
        ("2024/11/30", "2024/12/31", "2025/1/31"),
        ("202411", "202412", "202501"),
        ("2024年11月", "2024年12月", "2025年1月"),
        ("2024-11-30 00:00:00", "2024-12-31 00:00:00", "2025-01-31 00:00:00"),
        ("2024M11", "2024-M12", "2025-M01"),
        ("1", "2", "3.0"),
    ],
)
def test_months_are_numbers_or_of_the_calendar(months: tuple[str, ...]) -> None:
    found = made([(m, p, p / 2, p) for m, p in zip(months, (10, 20, 30), strict=True)])
    assert list(found["AT"]) == [1, 2, 3]
    assert list(found["ES"]) == [0.5, 1, 1.5]
    assert found["ends"][0] == ("2025-04" if months[0] != "1" else "6")


def test_a_first_month_can_be_stated_and_months_may_be_missing() -> None:
    rows = [("3", 30, 25, 20), ("5", 50, 40, 30)]
    found = made(rows)
    assert (list(found["AT"]), list(found["ES"])) == ([3, 5], [near(2.5), 4])
    assert (found["note"][0] or "").startswith("bac_from_plan")
    assert "interpolated" in found["note"][1]
    assert list(made(rows, start="3")["AT"]) == [1, 3]
    dated = [("2024-03", 30, 25, 20), ("2024-05", 50, 40, 30)]
    assert list(made(dated, start="2024-01")["AT"]) == [3, 5]
    assert told(made(dated, start="2024-05"), 0) == {"before_start"}
    for start in ("2024-04", "spring"):
        with pytest.raises(UsageError):
            made(rows, start=start)


def test_months_that_say_two_things_count_for_nothing_and_unreadable_ones_neither() -> None:
    found = made(
        [
            ("1", 10, 8, 9),
            ("2", 20, 18, 9),
            ("2", 21, 18, 9),
            ("x", 1, 1, 1),
            (None, 1, 1, 1),
            ("-1", 1, 1, 1),
        ]
    )
    assert [told(found, n) for n in (1, 2, 3, 4, 5)] == [
        {"twice"},
        {"twice"},
        {"no_month"},
        {"no_month"},
        {"no_month"},
    ]
    assert found["BAC_used"][0] == 10
    same = made([("1", 10, 8, 9), ("2", 20, 18, 9), ("2", 20, 18, 9)])
    assert told(same, 1) == told(same, 2) == set()
    assert same["ES"][1] == same["ES"][2] == near(1.8)


def test_projects_do_not_see_each_other() -> None:
    names = "project month PV EV AC BAC PD"
    rows = [
        ("甲", "2", 20, 15, 9, None, None),
        ("乙", "1", 5, 5, 5, 5, 1),
        ("甲", "1", 10, 5, 9, 40, 4),
        (None, "1", 1, 1, 1, None, None),
    ]
    found = made(rows, names)
    assert (found["ES"][0], found["BAC_used"][0], found["PD_used"][0]) == (near(1.5), 40, 4)
    assert (found["ES"][1], told(found, 3)) == (1, {"no_project"})
    with pytest.raises(UsageError, match="two values in column BAC"):
        made([("甲", "1", 1, 1, 1, 4, 1), ("甲", "2", 1, 1, 1, 5, 1)], names)


def test_what_fell_is_taken_as_it_stands_and_noted() -> None:
    found = made([("1", 10, 8, 9), ("2", 20, 7, 8), ("3", 30, None, None)])
    assert found["ES"][1] == near(0.7)
    assert {"ev_falls", "ac_falls"} <= set(found["note"][1].split(";"))


WORK = st.lists(
    st.tuples(*[st.floats(0, 50, allow_nan=False).map(lambda x: round(x, 3)) for _ in range(3)]),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(WORK, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_unit_change_nothing_and_a_project_on_its_plan_is_on_time(
    steps: list[tuple[float, float, float]], random: Any
) -> None:
    whole = np.cumsum(np.array(steps), axis=0)
    rows = [(str(n + 1), *map(float, values)) for n, values in enumerate(whole)]
    found = made(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    mixed = made([rows[n] for n in order])
    scaled = made([(m, pv * 8, ev * 8, ac * 8) for m, pv, ev, ac in rows])
    for name in MEASURES:
        assert np.array_equal(mixed[name], found[name][order], equal_nan=True)
        factor = 8 if name in ("SV", "CV", "EAC", "ETC", "VAC") else 1
        assert scaled[name] == pytest.approx(found[name] * factor, rel=1e-9, abs=1e-9, nan_ok=True)
    on_plan = made([(m, pv, pv, ac) for m, pv, _, ac in rows])
    assert (np.isnan(on_plan["SVt"]) | (on_plan["SVt"] >= 0) | (on_plan["AT"] > on_plan["PD_used"])).all()
    known = found["ES"][~np.isnan(found["ES"])]
    assert (np.diff(known) >= 0).all(), "who earns more has earned a later month"


@settings(max_examples=60, deadline=None)
@given(WORK)
def test_it_is_what_a_loop_over_months_gives(steps: list[tuple[float, float, float]]) -> None:
    whole = np.cumsum(np.array(steps), axis=0)
    found = made([(str(n + 1), *map(float, values)) for n, values in enumerate(whole)])
    plan = [0.0, *whole[:, 0]]
    for row, ev in enumerate(whole[:, 1]):
        if ev < plan[-1]:
            c = max(k for k, pv in enumerate(plan) if pv <= ev)
            assert found["ES"][row] == near(c + (ev - plan[c]) / (plan[c + 1] - plan[c]))


def test_a_sentence_and_a_drawing_say_where_it_stands() -> None:
    rows = list(csv.DictReader(io.StringIO(CASE)))
    case = [(r["month"], *(float(r[n]) for n in ("PV", "EV", "AC"))) for r in rows]
    found = made(case, bac=200.0, planned_duration=10.0)
    said = tells(found)
    assert said[0].en == (
        "By month 6, 105 of 200 (52.5 %) was earned, 0.83 months behind the plan; at this pace it ends in month 12, "
        "after 11.6 months instead of 10."
    )
    assert "no promise" in said[1].en
    assert len(said) == 2
    assert all(t.zh for t in said)
    assert "the plan’s last PV" in tells(made(case))[-1].en
    drawn = chart(found, "zh")
    assert "0.83 个月" in "".join(drawn["title"]["text"])
    assert len(drawn["layer"]) == 4
    empty = made([("1", 5, None, None)])
    assert "No month" in tells(empty)[0].en
    assert chart(empty, "en")["layer"]


@pytest.mark.parametrize(
    ("ev", "said"),
    [
        (0, "By month 1, nothing was earned yet."),
        (
            10,
            "By month 1, 10 of 20 (50.0 %) was earned, as planned; at this pace it ends in month 2, after 2.0 months",
        ),
        (15, "By month 1, 15 of 20 (75.0 %) was earned, 0.50 months ahead of the plan"),
        (20, "By month 1, 20 of 20 (100.0 %) was earned, 1.00 months ahead of the plan: all is earned."),
        (
            1234567.891,
            "By month 1, 1,234,567.89 of 20 (6172839.5 %) was earned: that is more than all of the plan.",
        ),
    ],
)
def test_a_sentence_promises_nothing_that_is_not_so(ev: float, said: str) -> None:
    found = made([("1", 10, ev, 5), ("2", 20, None, None)], bac=20.0)
    assert tells(found)[0].en.startswith(said)
    assert len(tells(found)) == (2 if "at this pace" in tells(found)[0].en else 1)


def test_a_workbooks_day_is_said_as_a_day() -> None:
    found = made([("2024-01-31 00:00:00", 10, 5, 5), ("2024-02-29 00:00:00", 20, None, None)])
    assert tells(found)[0].en.startswith("By 2024-01-31, 5 of 20")


def test_of_many_projects_the_furthest_behind_are_named() -> None:
    names = "project month PV EV AC"
    rows = [(f"P{n}", m, 10.0 * int(m), 10.0 * int(m) - n, 5) for n in range(6) for m in ("1", "2", "3")]
    said = tells(made(rows, names))
    assert said[0].en.startswith("5 of 6 projects are behind")
    assert [t.en[:2] for t in said[1:4]] == ["P5", "P4", "P3"]


@pytest.mark.parametrize(
    "text", ["", "1,,,\n", "1,1,1,1\n", "1,-5,1,1\n", "十,1,1,1\n", "1,1e300,1e300,1e-300\n"]
)
def test_little_or_odd_files_end_well(text: str, cli: Commands, tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text(f"month,PV,EV,AC\n{text}", "utf-8")
    done = cli.run("calc", "projects.earned_schedule", file, "-o", out, "--chart", tmp_path / "c.json")
    assert done.exit_code == 0
    assert len(out.read_text("utf-8").splitlines()) == 1 + bool(text)
