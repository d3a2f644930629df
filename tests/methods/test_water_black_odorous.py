"""Grades of black and odorous water bodies."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import Commands
from water_tables import read, run

from qualicity.methods import method
from qualicity.methods.water.limits import TABLES

NAME = "water.black_odorous"
CLEAN = {"sd": 60.0, "do": 6.0, "orp": 200.0, "nh3n": 0.5}
HEAVY = {"sd": 5.0, "do": 0.1, "orp": -300.0, "nh3n": 20.0}
LIGHT = {"sd": 20.0, "do": 1.0, "orp": 0.0, "nh3n": 10.0}
WORSE = {"sd": -1, "do": -1, "orp": -1, "nh3n": 1}
SAMPLES = st.lists(
    st.fixed_dictionaries(
        {
            "body": st.sampled_from(["a", "b"]),
            "sd": st.one_of(st.none(), st.floats(0, 40)),
            "do": st.one_of(st.none(), st.floats(0, 4)),
            "orp": st.one_of(st.none(), st.floats(-400, 200)),
            "nh3n": st.one_of(st.none(), st.floats(0, 30)),
        }
    ),
    min_size=1,
    max_size=20,
)


def graded(*samples: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    """The one body that the samples were taken from."""
    rows = [{"body": "x", "point": str(n)} | s for n, s in enumerate(samples)]
    (found,) = run(NAME, rows, **parameters)
    return found


def grades(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {row["body"]: row["grade"] for row in run(NAME, rows)}


@pytest.mark.parametrize(
    ("item", "none", "light", "heavy"),
    [("sd", 25.1, (25, 10), 9.9), ("do", 2.01, (2.0, 0.2), 0.19), ("orp", 51, (50, -200), -201),
     ("nh3n", 7.9, (8.0, 15), 15.1)],
)  # fmt: skip
def test_a_value_at_a_limit_is_light(
    item: str, none: float, light: tuple[float, float], heavy: float
) -> None:
    assert graded(CLEAN | {item: none})["grade"] == 0
    assert {graded(CLEAN | {item: v})["grade"] for v in light} == {1}
    assert graded(CLEAN | {item: heavy})["grade"] == 2


def test_one_item_makes_a_body_heavy_at_sixty_per_cent_of_its_samples() -> None:
    heavy = CLEAN | {"do": 0.1}
    assert graded(heavy, heavy, heavy, CLEAN, CLEAN)["grade_name"] == "重度黑臭"
    assert graded(heavy, heavy, CLEAN, CLEAN)["grade_name"] == "轻度黑臭"
    assert graded(heavy, heavy, CLEAN, CLEAN, one_item=0.5)["grade_name"] == "重度黑臭"


def test_two_items_make_a_body_heavy_at_thirty_per_cent_each() -> None:
    do, sd = CLEAN | {"do": 0.1}, CLEAN | {"sd": 5.0}
    rest = [CLEAN] * 4
    assert graded(do, do, do, sd, sd, sd, *rest)["grade"] == 2, "three tenths, whatever their binary form"
    assert graded(do, do, do, do, sd, sd, *rest)["grade"] == 1
    assert graded(do, do, do, sd, sd, sd, *rest, two_items=0.31)["grade"] == 1


def test_one_light_sample_makes_a_body_light_unless_a_share_is_asked_for() -> None:
    assert graded(LIGHT, CLEAN, CLEAN, CLEAN)["grade_name"] == "轻度黑臭"
    assert graded(LIGHT, CLEAN, CLEAN, CLEAN, light_share=0.3)["grade_name"] == "不黑臭"
    assert graded(CLEAN, CLEAN)["grade_name"] == "不黑臭"


def test_shares_are_of_the_samples_that_have_a_value() -> None:
    found = graded(HEAVY, LIGHT | {"orp": None}, CLEAN | {"orp": None})
    assert (found["points"], found["samples"]) == (3, 3)
    assert (found["heavy_orp"], found["light_orp"]) == (1, 1)
    assert (found["heavy_do"], found["light_do"]) == pytest.approx((1 / 3, 2 / 3))


def test_an_item_never_measured_has_no_share() -> None:
    found = graded(CLEAN | {"orp": None})
    assert (found["heavy_orp"], found["light_orp"], found["grade"]) == (None, None, 0)


def test_a_point_sampled_twice_is_one_point() -> None:
    rows = [{"body": "x", "point": "1"} | CLEAN, {"body": "x", "point": "1"} | LIGHT]
    (found,) = run(NAME, rows)
    assert (found["points"], found["samples"]) == (1, 2)


def test_without_bodies_all_points_are_of_one() -> None:
    (found,) = run(NAME, [{"point": "1"} | CLEAN, {"point": "2"} | HEAVY, {"point": "3"} | HEAVY])
    assert (found["points"], found["grade_name"]) == (3, "重度黑臭")


def test_a_file_without_bodies_gives_one_row_without_body(cli: Commands, tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text("river,point,sd,do,orp,nh3n\nA,1,60,6,200,0.5\nA,2,5,0.1,-300,-1\nA,3,,,,\n", "utf-8")
    ran = cli.run("calc", NAME, file, "-o", out)
    assert ran.exit_code == 0, ran.output
    (found,) = _table(out)
    assert "body" not in found
    assert (found["river"], found["points"], found["grade"], found["heavy_nh3n"]) == ("A", "2", "2", "0.0")
    assert found["flags"] == "nh3n<0"


@pytest.mark.parametrize(
    ("sd", "depth", "grade"), [(20, 20, 0), (8, 20, 0), (7.9, 20, 2), (20, 25, 1), (20, None, 1)]
)
def test_in_shallow_water_transparency_is_held_against_the_depth(
    sd: float, depth: float | None, grade: int
) -> None:
    assert graded(CLEAN | {"sd": sd, "depth": depth})["grade"] == grade


def test_the_example_shows_every_grade() -> None:
    found = grades(read(method(NAME).example.path))  # type: ignore[union-attr]
    assert found == {"水体甲": 0, "水体乙": 1, "水体丙": 2, "水体丁": 0}


@given(SAMPLES, st.sampled_from(list(WORSE)), st.floats(0, 30))
@settings(max_examples=10, deadline=None)
def test_a_worse_sample_never_betters_the_grade(rows: list[dict[str, Any]], item: str, more: float) -> None:
    worse = [r if r[item] is None else r | {item: r[item] + WORSE[item] * more} for r in rows]
    before, after = grades(rows), grades(worse)
    assert all(after[body] >= before[body] for body in before)


@given(SAMPLES)
@settings(max_examples=8, deadline=None)
def test_an_empty_row_changes_nothing(rows: list[dict[str, Any]]) -> None:
    empty: dict[str, Any] = dict.fromkeys(rows[0])
    wanted = sorted(run(NAME, rows), key=str)
    assert sorted(run(NAME, [*rows, empty, empty | {"body": "a"}]), key=str) == wanted


def test_the_packaged_grades_are_the_reference_ones(reference_data: Path) -> None:
    ours = [_numbers(row["light"], row["heavy"]) for row in _table(TABLES / "black_odorous_grading.csv")]
    theirs = _table(reference_data / "standards" / "black_odorous_grading.csv")
    assert ours == [_numbers(row["light"], row["heavy"]) for row in theirs]


def _numbers(*texts: str) -> set[float]:
    return {float(x) for text in texts for x in re.findall(r"-?\d+(?:\.\d+)?", text)}


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))
