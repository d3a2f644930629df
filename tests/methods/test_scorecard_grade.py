"""Grades: sums to the last decimal, limits between 89 and 90, vetoes, what is missing, and rules that say too little."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import Commands

from qualicity.methods.scorecard import GRADES, read_rules

INCIDENT = "systemic incident"
HEAD = "kind,name,value,least,veto,year\n"
ITEMS = f"item,safety,60,,,\nitem,services,40,,,\nitem,{INCIDENT},,,yes,\n"
BANDS = "grade,A,90,,,\ngrade,B,80,,,\ngrade,C,60,,,\ngrade,D,0,,,\n"


def settled(rounding: str = "none", missing: str = "range", more: str = "") -> str:
    return f"rule,rounding,{rounding},,,\nrule,missing,{missing},,,\n{more}"


class Office:
    """An office with a table of rules and cards to grade."""

    def __init__(self, cli: Commands, folder: Path) -> None:
        self.cli, self.folder = cli, folder

    def run(
        self, rows: str, rules: str | bytes, *words: str, head: str = "organisation,item,points,veto"
    ) -> Any:
        file, table = self.folder / "items.csv", self.folder / "rules.csv"
        file.write_text(f"{head}\n{rows}", "utf-8")
        table.write_bytes(rules if isinstance(rules, bytes) else rules.encode())
        out = self.folder / "out.csv"
        return self.cli.run("calc", "scorecard.grade", file, "-o", out, "--set", f"rules={table}", *words)

    def graded(self, rows: str, rules: str | bytes, *words: str, **more: str) -> list[dict[str, str]]:
        done = self.run(rows, rules, *words, **more)
        assert done.exit_code == 0, done.stderr
        return list(csv.DictReader((self.folder / "out.csv").open(encoding="utf-8")))


@pytest.fixture
def office(cli: Commands, tmp_path: Path) -> Office:
    return Office(cli, tmp_path)


@pytest.mark.parametrize(
    ("points", "rounding", "score", "grade"),
    [
        ("50,40", "none", 90, "A"), ("49.5,40", "none", 89.5, "B"), ("49.999999,40", "none", 89.999999, "B"),
        ("49.5,40", "half_up", 89.5, "A"), ("49.4999,40", "half_up", 89.4999, "B"), ("49.99,40", "down", 89.99, "B"),
        ("50.3,39.7", "none", 90, "A"), ("49.9,40.1", "none", None, ""), ("20,40", "none", 60, "C"),
        ("19.9,40", "none", 59.9, "D"), ("19.5,40", "half_up", 59.5, "C"), ("0,0", "none", 0, "D"), ("60,40", "none", 100, "A"),
    ],
)  # fmt: skip
def test_the_limit_of_a_grade_is_met_exactly(
    office: Office, points: str, rounding: str, score: float | None, grade: str
) -> None:
    a, b = points.split(",")
    (row,) = office.graded(f"X,safety,{a},\nX,services,{b},\n", HEAD + ITEMS + BANDS + settled(rounding))
    assert (float(row["score"]) if row["score"] else None, row["grade"]) == (score, grade)
    assert row["rounding"] == rounding


def test_sums_are_of_decimals_not_of_floats(office: Office) -> None:
    items = "".join(f"item,i{n},10,,,\n" for n in range(10))
    rows = "".join(f"X,i{n},{p},\n" for n, p in enumerate([9.1, 9.2, 8.7, 9.3, 8.8, 9.1, 8.9, 8.6, 9.2, 9.1]))
    (row,) = office.graded(rows, HEAD + items + BANDS + settled())
    assert (row["score"], row["grade"]) == ("90.0", "A")


def test_a_veto_makes_d_whatever_the_score_and_whatever_is_missing(office: Office) -> None:
    rows = f"X,safety,60,\nX,services,40,\nX,{INCIDENT},,yes\nY,safety,60,\nY,{INCIDENT},,是\nZ,safety,60,\nZ,services,40,no\n"
    x, y, z = office.graded(rows, HEAD + ITEMS + BANDS + settled(missing="not_graded"))
    assert (x["grade"], x["score"], x["reason"]) == ("D", "100.0", f"veto:{INCIDENT}")
    assert (y["grade"], y["score"], y["missing"]) == ("D", "", "services")
    assert (z["grade"], z["vetoes"]) == ("A", "")
    (other,) = office.graded(rows[:50], HEAD + ITEMS + BANDS + settled(more="rule,veto_grade,C,,,\n"))
    assert other["grade"] == "C"


@pytest.mark.parametrize(
    ("row", "rules", "reason"),
    [
        (f"X,{INCIDENT},1,\n", "", f"veto_unclear:{INCIDENT}"),
        ("", "rule,unreported_veto,missing,,,\n", f"veto_unclear:{INCIDENT}"),
        ("X,safety,60,yes\n", "", "veto_unclear:safety"),
        ("X,another incident,,yes\n", "", "veto_unclear:another incident"),
    ],
)
def test_a_veto_that_cannot_be_told_gives_no_grade(office: Office, row: str, rules: str, reason: str) -> None:
    (found,) = office.graded(
        f"X,safety,60,\nX,services,40,\n{row}", HEAD + ITEMS + BANDS + settled(more=rules)
    )
    assert (found["grade"], found["reason"], found["score"]) == ("", reason, "100.0")


def test_missing_points_are_a_range_and_never_zero(office: Office) -> None:
    rows = "X,safety,55,\nY,services,40,\nY,safety,,\nZ,safety,10,\n"
    rules = HEAD + ITEMS + BANDS
    x, y, z = office.graded(rows, rules + settled())
    assert (x["score"], x["grade"], x["score_low"], x["score_high"]) == ("", "", "55.0", "95.0")
    assert (x["reason"], x["missing"]) == ("range:D-A", "services")
    assert (y["score_low"], y["score_high"], y["grade_high"]) == ("40.0", "100.0", "A")
    assert (z["grade"], z["reason"]) == ("D", "range")
    graded = office.graded(rows, rules + settled(missing="not_graded"))
    assert [(r["grade"], r["reason"]) for r in graded] == [("", "missing:1")] * 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X,safety,61,", "safety:61>60"),
        ("X,safety,-1,", "safety:-1<0"),
        ("X,safety,50,\nX,safety,51,", "safety:twice"),
        ("X,saftey,50,", "saftey:unknown"),
        ("X,,50,", "?:unknown"),
    ],
)
def test_points_that_cannot_be_are_named_and_missing(office: Office, row: str, said: str) -> None:
    (found,) = office.graded(f"X,services,40,\n{row}\n", HEAD + ITEMS + BANDS + settled())
    assert (found["not_counted"], found["missing"], found["score"]) == (said, "safety", "")


def test_points_may_be_taken_off_and_be_a_share_of_the_most(office: Office) -> None:
    rules = HEAD + ITEMS + "item,blame,0,-10,,\n" + BANDS + settled()
    head = "item,share,points"
    (row,) = office.graded("safety,0.95,\nservices,1,40\nblame,,-7\n", rules, head=head)
    assert (row["score"], row["grade"]) == ("90.0", "A")
    (row,) = office.graded("safety,0.95,50\nservices,1,\nblame,,0\n", rules, head=head)
    assert (row["not_counted"], row["missing"]) == ("safety:twice", "safety")


def test_rules_change_by_year(office: Office) -> None:
    items = "item,safety,100,,,2019\nitem,safety,50,,,2020\nitem,services,50,,,2020\n"
    rules = HEAD + items + BANDS + settled()
    rows, head = (
        "X,2019,safety,85\nX,2020,safety,45\nX,2020,services,45\nX,2021,safety,85\n",
        "organisation,year,item,points",
    )
    found = office.graded(rows, rules, head=head)
    assert [(r["year"], r["score"], r["grade"]) for r in found] == [
        ("2019", "85.0", "B"),
        ("2020", "90.0", "A"),
        ("2021", "", ""),
    ]
    assert found[2]["reason"] == "no_rules_for_year"
    (row,) = office.graded("safety,85\n", rules, "--set", "year=2019", head="item,points")
    assert row["grade"] == "B"
    assert "2019, 2020" in office.run("safety,85\n", rules, head="item,points").stderr


def test_an_offices_own_table_in_chinese_and_gbk(office: Office) -> None:
    rules = (
        "类别,名称,取值,否决\n项目,质量安全,100,\n项目,系统性事件,,是\n等级,优,90,\n等级,差,0,\n"
        "规则,舍入,half_up,\n规则,缺项,range,\n"
    ).encode("gbk")
    head = "area,item,points,veto"
    found = office.graded("甲市,质量安全,89.5,\n乙市,质量安全,99,\n乙市,系统性事件,,是\n", rules, head=head)
    assert [(r["area"], r["grade"]) for r in found] == [("甲市", "优"), ("乙市", "差")]


WRONG = [
    ("kind,name\n", "column 'value' is missing"),
    (HEAD, "no row is an item with points"),
    (HEAD + ITEMS + BANDS, "add a row 'rule,rounding,…'"),
    (HEAD + ITEMS + BANDS + "rule,rounding,none,,,\n", "add a row 'rule,missing,…'"),
    (HEAD + ITEMS + BANDS + settled("up"), "line 9: rule 'rounding' is one of none, half_up, down, not 'up'"),
    (HEAD + ITEMS + BANDS + settled(more="rule,roundin,none,,,\n"), "did you mean 'rounding'?"),
    (HEAD + ITEMS + ITEMS + BANDS, "line 5: item 'safety' stands already on line 2"),
    (HEAD + "item,safety,many,,,\n" + BANDS, "line 2: 'many' is no number"),
    (HEAD + "item,safety,,,,\n" + BANDS, "has no points and is no veto"),
    (HEAD + "item,safety,5,9,,\n" + BANDS, "are below the least"),
    (HEAD + "item,safety,50,,perhaps,\n" + BANDS, "veto 'perhaps'"),
    (HEAD + "item,safety,50,,,\n" + BANDS, "grade 'A' begins at 90, but the items come to 50 at most"),
    (HEAD + ITEMS + "grade,A,90,,,\ngrade,C,60,,,\n", "scores below 60 would have no grade"),
    (HEAD + ITEMS + "grade,A,90,,,\ngrade,B,90,,,\n", "another grade begins at 90 too"),
    (HEAD + ITEMS + "grade,A,0,,,\n", "two grades at least"),
    (HEAD + "items,safety,50,,,\n", "a row is an item, a grade or a rule"),
    ("", "the file is empty"),
]


@pytest.mark.parametrize(("rules", "said"), WRONG)
def test_rules_that_say_too_little_are_refused_with_their_place(
    office: Office, rules: str, said: str
) -> None:
    done = office.run("X,safety,50,\n", rules)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "rules.csv" in done.stderr


def test_without_rules_without_points_and_without_rows(office: Office) -> None:
    rules = HEAD + ITEMS + BANDS + settled()
    file = office.folder / "items.csv"
    file.write_text("item,points\nsafety,1\n")
    assert "--set rules=FILE" in office.cli.run("calc", "scorecard.grade", file).stderr
    assert "'points' is missing" in office.run("X,safety\n", rules, head="organisation,item").stderr
    assert office.graded("", rules) == []
    (row,) = office.graded("X,safety,,\n", rules)
    assert (row["grade"], row["missing"]) == ("", "safety;services")


def test_what_the_grades_are_is_said(office: Office) -> None:
    rows = f"X,safety,60,\nX,services,40,\nY,{INCIDENT},,yes\nZ,safety,30,\n"
    said = office.run(rows, HEAD + ITEMS + BANDS + settled()).stderr
    assert "2 of 3 graded: A 1, D 1." in said
    assert f"Y: D by veto: {INCIDENT}." in said
    assert "Z is not graded: points are missing for services; the score is from 30 to 70 (D to C)." in said


def test_the_published_bands_are_those_of_the_example() -> None:
    example = (
        Path(__file__).resolve().parents[2] / "src/qualicity/methods/examples/scorecard_synthetic_rules.csv"
    )
    assert read_rules(example)[""].grades == tuple((g, Decimal(n)) for g, n in GRADES)


POINTS = st.decimals(0, 50, places=2)


@settings(max_examples=25, deadline=None)
@given(st.lists(POINTS, min_size=2, max_size=2), POINTS)
def test_more_points_never_make_a_worse_grade_and_a_range_holds_the_score(
    points: list[Decimal], other: Decimal
) -> None:
    from qualicity.methods.scorecard.grading import Said, _graded
    from qualicity.methods.scorecard.rules import Item, Rules

    items = tuple(Item(n, Decimal(0), Decimal(50), veto=False) for n in ("a", "b"))
    bands = tuple((g, Decimal(n)) for g, n in GRADES)
    rules = Rules(items, bands, "half_up", "range", "no", "D")
    whole = _graded(rules, [Said("a", float(points[0]), None, None), Said("b", float(points[1]), None, None)])
    better = _graded(
        rules, [Said("a", float(max(points[0], other)), None, None), Said("b", float(points[1]), None, None)]
    )
    part = _graded(rules, [Said("a", float(points[0]), None, None)])
    assert whole.score == sum(points)
    assert whole.grade is not None
    assert better.grade is not None
    assert better.grade <= whole.grade
    assert part.low <= whole.low <= part.high
    assert part.grade in (None, whole.grade)
