"""The plan's own words: how clauses are written, and that the two real texts are wholly accounted for."""

import re
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, FOSHAN, Commands, change, plan_at

from qualicity.plan import coverage, links
from qualicity.plan.text import read_clauses


def clauses(tmp_path: Path, en: str, zh: str | None = None):
    (tmp_path / "text").mkdir(exist_ok=True)
    (tmp_path / "text" / "en.md").write_text(en, "utf-8")
    if zh is not None:
        (tmp_path / "text" / "zh.md").write_text(zh, "utf-8")
    return read_clauses(tmp_path, "plan")


def test_a_clause_runs_to_the_next_empty_line(tmp_path: Path) -> None:
    found, places, problems = clauses(tmp_path, "# T\n\n## A {#a}\n\n[1.1] One\ntwo  three\n\n[1.2] Four\n")
    assert [(c.id, c.part, c.text.en) for c in found] == [
        ("1.1", "a", "One two  three"),
        ("1.2", "a", "Four"),
    ]
    assert str(places["1.2"]) == "plan/text/en.md:8:1"
    assert not problems


def test_two_clauses_may_stand_in_one_paragraph(tmp_path: Path) -> None:
    found, _, _ = clauses(tmp_path, "## A {#a}\n[1.1] One,\n[1.2] two.\n")
    assert [c.text.en for c in found] == ["One,", "two."]


def test_narrative_is_marked_at_the_end_and_no_part_of_the_words(tmp_path: Path) -> None:
    found, _, _ = clauses(
        tmp_path, "## A {#a}\n\n[1] A\nB {narrative}\n\n[2] C\n{narrative}\n\n[3] {narrative} D\n"
    )
    assert [(c.text.en, c.narrative) for c in found] == [("A B", True), ("C", True), ("{narrative} D", False)]


def test_a_note_is_no_part_of_the_words(tmp_path: Path) -> None:
    found, _, _ = clauses(tmp_path, "## A {#a}\n\n[1] Words\n> A note\n> in two lines.\n")
    assert found[0].text.en == "Words"
    assert found[0].note is not None
    assert found[0].note.en == "A note in two lines."


def test_chinese_words_join_their_clause_and_nothing_is_invented(tmp_path: Path) -> None:
    found, _, _ = clauses(tmp_path, "## A {#a}\n\n[1] One\n\n[2] Two\n", "## 甲 {#a}\n\n[2] 二\n")
    assert [c.text.zh for c in found] == [None, "二"]
    assert found[0].text.get("zh") == "One"


def test_words_before_the_first_heading_say_where_the_text_is_from(tmp_path: Path) -> None:
    found, _, _ = clauses(tmp_path, "# Title\n\nFrom the gazette.\n\n## A {#a}\n\n[1] One\n")
    assert [c.id for c in found] == ["1"]


def test_a_missing_text_is_told(tmp_path: Path) -> None:
    _, _, problems = read_clauses(tmp_path, "plan")
    assert [(str(p.place), p.code) for p in problems] == [("plan/text/en.md:1:1", "missing-file")]


def test_words_that_belong_to_no_clause_are_told(foshan: Path, cli: Commands) -> None:
    change(
        foshan / "text" / "en.md",
        "[3.2] transform",
        "Besides, something else is promised.\n\n[3.2] transform",
    )
    problems = cli.json("check", foshan)["problems"]
    assert [p["line"] for p in problems if p["file"].endswith("en.md")]


def test_a_heading_that_names_no_part_of_the_plan_is_told(foshan: Path, cli: Commands) -> None:
    change(foshan / "text" / "en.md", "{#major-targets}", "{#mayor-targets}")
    problems = cli.run("check", foshan).stdout
    assert "did you mean 'major-targets'?" in problems


def test_a_clause_without_a_promise_is_warned_of_and_counted(foshan: Path, cli: Commands) -> None:
    spot = change(foshan / "text" / "en.md", "[3.2] transform", "[3.15] A word more.\n\n[3.2] transform")
    found = cli.json("check", foshan)
    told = [(p["severity"], p["code"], p["line"]) for p in found["problems"] if p["file"] == str(spot.file)]
    assert told == [("warning", "clause-not-linked", spot.line)]
    assert found["coverage"] == {"clauses": 51, "linked": 45, "narrative": 5, "share": pytest.approx(50 / 51)}


def test_a_narrative_clause_with_a_promise_is_warned_of(foshan: Path, cli: Commands) -> None:
    path = foshan / "text" / "en.md"
    path.write_text(re.sub(r"(\[2\.3\] [^\n]*)", r"\1 {narrative}", path.read_text("utf-8")), "utf-8")
    problems = cli.json("check", foshan)["problems"]
    assert [p["code"] for p in problems if p["file"] == str(path)] == ["clause-narrative-and-linked"]


@pytest.mark.parametrize(("folder", "clauses", "narrative"), [(FOSHAN, 50, 5), (BEIJING, 2, 0)])
def test_every_clause_of_the_real_plans_is_answered_for(folder: Path, clauses: int, narrative: int) -> None:
    plan = plan_at(folder)
    found = coverage(plan)
    assert (found.clauses, found.narrative, found.share) == (clauses, narrative, 1.0)
    assert found.linked == clauses - narrative
    assert all(bool(links(plan)[c.id]) != c.narrative for c in plan.clauses)


def test_every_clause_lies_in_a_part_of_its_plan() -> None:
    for folder in (FOSHAN, BEIJING):
        plan = plan_at(folder)
        assert {c.part for c in plan.clauses} <= {p.id for p in plan.parts}


def test_the_english_text_of_foshan_is_the_account_word_for_word(reference_data: Path) -> None:
    account = (reference_data.parent / "plan" / "foshan-2016.en.txt").read_text("utf-8")
    ours = " ".join(c.text.en for c in plan_at(FOSHAN).clauses)
    assert ours.split() == account.split()


def test_what_the_issue_asks_to_encode_is_there() -> None:
    plan = plan_at(FOSHAN)
    assert (len(plan.parts), len(plan.missions), len(plan.targets)) == (4, 5, 15)
    numeric = {str(t.indicator): (t.operator, float(t.value)) for t in plan.targets if t.value is not None}
    assert numeric == {
        "advanced-manufacturing-share": ("at_least", 40),
        "high-tech-product-output-share": ("more_than", 46),
        "invention-patents-per-10k": ("more_than", 20),
        "enterprises-upgraded-intelligent-manufacturing": ("count_at_least", 100),
        "modern-service-clusters": ("count_at_least", 14),
        "major-service-projects": ("count_at_least", 145),
        "park-green-per-capita": ("more_than", 15),
        "forest-cover": ("more_than", 36.12),
        "good-air-days": ("more_than", 90),
    }
    assert all(t.title.zh for t in plan.targets)
    assert all(m.title.zh for m in plan.missions)
