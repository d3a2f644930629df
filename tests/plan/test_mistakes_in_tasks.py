"""One mistake in what a plan says of tasks and programmes: one error, with its place, its code and a suggestion."""

from pathlib import Path

import pytest
from mistakes import Mistake, expect_one_error, in_main
from rooms_fixtures import Commands, cases, change, copy_plan

from qualicity.plan import links, read_plan

SYNTHETIC = Path(__file__).resolve().parents[2] / "examples" / "synthetic-works"
MEMBERS = "    dataset: programme_members\n"

MISTAKES = (
    Mistake(
        "misspelt dataset of reports",
        in_main("  reports: task_reports\n", "  reports: task_report\n", "task_report"),
        "unknown-dataset",
        ("did you mean 'task_reports'?",),
    ),
    Mistake(
        "a dataset without the fields of reports",
        in_main("  reports: task_reports\n", "  reports: programme_money\n", "programme_money"),
        "missing-field",
    ),
    Mistake(
        "misspelt dataset of supervised items",
        in_main("  supervised: supervised_items\n", "  supervised: supervised_item\n", "supervised_item"),
        "unknown-dataset",
        ("supervised_items",),
    ),
    Mistake(
        "alarms that do not rise",
        in_main("{days: 90, colour: red}", "{days: 20, colour: red}"),
        "escalation-order",
        ("more days",),
    ),
    Mistake(
        "a colour that is none",
        in_main("{days: 90, colour: red}", "{days: 90, colour: read}", "read"),
        "unknown-value",
        ("did you mean 'red'?",),
    ),
    Mistake(
        "two milestones of one id",
        in_main("          - {id: contract,", "          - {id: survey,", "survey"),
        "duplicate-id",
        ("survey", "already"),
    ),
    Mistake(
        "a contribution to a target that is not there",
        in_main("{target: water-loss, size: -4", "{target: water-los, size: -4", "water-los"),
        "unknown-target",
        ("did you mean 'water-loss'?",),
    ),
    Mistake(
        "misspelt lead of a programme",
        in_main(
            "    lead: synthetic-quality-office\n    dataset:",
            "    lead: synthetic-quality-offices\n    dataset:",
            "synthetic-quality-offices",
        ),
        "unknown-organisation",
        ("did you mean 'synthetic-quality-office'?",),
    ),
    Mistake(
        "a programme's clause that is not there",
        in_main(
            '    clauses: ["1.3"]\n    targets: [certified-enterprises]\n    lead: synthetic-quality-office\n    dataset',
            '    clauses: ["1.3", "9.9"]\n    targets: [certified-enterprises]\n    lead: synthetic-quality-office\n    dataset',
            '"9.9"',
        ),
        "unknown-clause",
        ("9.9",),
    ),
    Mistake(
        "misspelt dataset of members",
        in_main(MEMBERS, "    dataset: programme_member\n", "programme_member"),
        "unknown-dataset",
        ("did you mean 'programme_members'?",),
    ),
    Mistake(
        "a field of members that is not there",
        in_main(MEMBERS, f"{MEMBERS}    reached: reachd\n", "reachd"),
        "unknown-field",
        ("did you mean 'reached'?",),
    ),
    Mistake(
        "a date that is no date",
        in_main(MEMBERS, f"{MEMBERS}    reached: area\n", "area"),
        "wrong-type",
        ("'area' is of type 'string'",),
    ),
    Mistake(
        "money that is no number",
        in_main("planned: planned, spent", "planned: member, spent", "member, spent"),
        "wrong-type",
        ("'member' is of type 'string'",),
    ),
    Mistake(
        "a misspelt field of what was earned",
        in_main("earned: earned, planned", "earned: earnd, planned", "earnd,"),
        "unknown-field",
        ("did you mean 'earned'?",),
    ),
    Mistake(
        "a quota on a stage that is not there",
        in_main("{stage: audited, at_least: 12", "{stage: audit, at_least: 12", "audit,"),
        "unknown-stage",
        ("did you mean 'audited'?",),
    ),
    Mistake(
        "two stages of one id",
        in_main("{id: audited, title", "{id: applied, title", "applied, title"),
        "duplicate-id",
        ("applied",),
    ),
)


@pytest.fixture
def synthetic(tmp_path: Path) -> Path:
    """A copy of the invented plan that the test may break."""
    return copy_plan(SYNTHETIC, tmp_path / "synthetic-works")


@pytest.mark.parametrize("mistake", cases(MISTAKES[:-1], lambda m: m.name))
def test_one_mistake_about_tasks_is_one_error(mistake: Mistake, synthetic: Path, cli: Commands) -> None:
    expect_one_error(mistake, synthetic, cli)


def test_a_stage_that_stands_twice_is_told(synthetic: Path, cli: Commands) -> None:
    spot = MISTAKES[-1].make(synthetic)
    errors = [e for e in cli.errors(synthetic) if e["code"] == "duplicate-id"]
    assert [(e["line"], e["column"]) for e in errors] == [(spot.line, spot.column)]


def test_a_milestone_after_its_action_is_a_warning_at_its_place(synthetic: Path, cli: Commands) -> None:
    spot = change(
        synthetic / "plan.yaml", "zh: 完成过半}, due: 2024-06}", "zh: 完成过半}, due: 2025-01}", at="2025-01"
    )
    told = cli.json("check", synthetic)["problems"]
    assert [(p["code"], p["severity"], p["line"], p["column"]) for p in told] == [
        ("milestone-after-action", "warning", spot.line, spot.column)
    ]
    assert "2024-12" in told[0]["message"]


def test_an_action_that_starts_after_it_is_due_is_a_warning(synthetic: Path, cli: Commands) -> None:
    change(synthetic / "plan.yaml", "start: 2023-02\n", "start: 2025-02\n")
    assert [p["code"] for p in cli.json("check", synthetic)["problems"]] == ["start-after-due"]


def test_reports_must_be_entered_not_derived(beijing: Path, cli: Commands) -> None:
    file = beijing / "plan.yaml"
    file.write_text(file.read_text("utf-8") + "\ntasks: {reports: city_air_days}\n", "utf-8")
    assert [e["code"] for e in cli.errors(beijing)] == ["derived-dataset"]


def test_a_programmes_clauses_count_as_linked(synthetic: Path, cli: Commands) -> None:
    """Without the target that shares it, the clause is still answered for."""
    assert ("programme", "twenty-enterprises") in links(read_plan(synthetic))["1.3"]
    before = cli.json("check", synthetic)["coverage"]
    assert before["share"] == 1.0
    target = '    title: {en: Enterprises certified in the year, zh: 当年获证企业}\n    goal: quality\n    clauses: ["1.3"]'
    change(synthetic / "plan.yaml", target, target.replace('["1.3"]', "[]"))
    assert cli.json("check", synthetic)["coverage"] == before
