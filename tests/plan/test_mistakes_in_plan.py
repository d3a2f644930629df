"""One mistake in plan.yaml or rulings.yaml: one error, with its place, its code and a suggestion, nothing else."""

from pathlib import Path

import pytest
from mistakes import Mistake, expect_one_error, in_gbk, in_main, replaced, written
from rooms_fixtures import Commands, Spot, cases, change

FOREST = (
    "    # no definition: the account does not name one; the ruling forest-cover-basis does (rulings.yaml)\n"
)
FOREST_DUE = (
    f'{FOREST}    basis_stated: false\n    operator: more_than\n    value: 36.12\n    unit: "%"\n    due: '
)
FIRST_GOAL = '    goal: industry-and-invention\n    clauses: ["2.1"]'


def value_left_out(plan: Path) -> Spot:
    """The forest's number left out: told where the target begins."""
    change(plan / "plan.yaml", "    value: 36.12\n", "")
    start = "  - id: forest-cover\n"
    return change(plan / "plan.yaml", start, start, at="id:")


MISTAKES = (
    Mistake(
        "misspelt indicator",
        in_main("    indicator: forest-cover\n", "    indicator: forest-covr\n", "forest-covr"),
        "unknown-indicator",
        ("forest-covr", "did you mean 'forest-cover'?"),
    ),
    Mistake(
        "misspelt definition",
        in_main("    definition: published-unstated\n", "    definition: publshed-unstated\n", "publshed"),
        "unknown-definition",
        ("did you mean 'published-unstated'?",),
    ),
    Mistake(
        "misspelt goal",
        in_main(FIRST_GOAL, FIRST_GOAL.replace("industry-and", "industry-und"), "industry-und"),
        "unknown-goal",
        ("did you mean 'industry-and-invention'?",),
    ),
    Mistake(
        "a clause that is not there",
        in_main('    clauses: ["3.8"]', '    clauses: ["3.8", "9.9"]', '"9.9"'),
        "unknown-clause",
        ("9.9",),
    ),
    Mistake(
        "misspelt authority",
        in_main("authority: foshan-government\n", "authority: foshan-goverment\n", "foshan-goverment"),
        "unknown-organisation",
        ("did you mean 'foshan-government'?",),
    ),
    Mistake(
        "misspelt target of an action",
        in_main(
            '    clauses: ["6.15"]\n    targets: [good-air-days]',
            '    clauses: ["6.15"]\n    targets: [good-air-day]',
            "good-air-day]",
        ),
        "unknown-target",
        ("did you mean 'good-air-days'?",),
    ),
    Mistake(
        "misspelt operator",
        in_main(
            f"{FOREST}    basis_stated: false\n    operator: more_than",
            f"{FOREST}    basis_stated: false\n    operator: more_then",
            "more_then",
        ),
        "unknown-value",
        ("did you mean 'more_than'?",),
    ),
    Mistake(
        "duplicate target",
        in_main("  - id: first-tier-manufacturing-city\n", "  - id: core-technologies\n", "core-tech"),
        "duplicate-id",
        ("core-technologies", "already used"),
    ),
    Mistake(
        "a date that does not exist",
        in_main("adopted: 2016-09-18", "adopted: 2016-02-30", "2016-02-30"),
        "bad-date",
        ("2016-02-30", "not a date that exists"),
    ),
    Mistake(
        "a due that is no period",
        in_main(f'{FOREST_DUE}"2020"', f'{FOREST_DUE}"2020-S3"', '"2020-S3"'),
        "bad-value",
        ("2020-S3", "not a period", "2016-S1"),
    ),
    Mistake(
        "a period in full-width digits",
        in_main('period: {start: "2016"', 'period: {start: "２０１６"', '"２０１６"'),
        "bad-value",
        ("２０１６", "not a period"),
    ),
    Mistake(
        "words for a number",
        in_main("    value: 36.12\n", "    value: about 36\n", "about 36"),
        "not-a-number",
        ("about 36",),
    ),
    Mistake(
        "another known unit",
        in_main('    value: 36.12\n    unit: "%"', "    value: 36.12\n    unit: points", "points"),
        "wrong-unit",
        ("points", "%", "forest-cover.yaml:4:7"),
    ),
    Mistake(
        "unknown key at the top",
        in_main("adopted: 2016-09-18", "adoptd: x\nadopted: 2016-09-18", "adoptd"),
        "unknown-key",
        ("did you mean 'adopted'?",),
    ),
    Mistake(
        "unknown key in a target",
        in_main("    value: 36.12\n", "    valu: 3\n    value: 36.12\n", "valu:"),
        "unknown-key",
        ("did you mean 'value'?",),
    ),
    Mistake(
        "a target without the number that its operator needs",
        value_left_out,
        "target-value",
        ("needs a 'value'",),
    ),
    Mistake(
        "unknown key in a ruling",
        replaced("rulings.yaml", "    official: false\n", "    offical: false\n", "offical"),
        "unknown-key",
        ("did you mean 'official'?",),
    ),
    Mistake(
        "a ruling on a target that is not there",
        replaced(
            "rulings.yaml", "    target: forest-cover\n", "    target: forest-covers\n", "forest-covers"
        ),
        "unknown-target",
        ("did you mean 'forest-cover'?",),
    ),
    Mistake(
        "a tab",
        in_main("goals:\n", "goals:\n\t", "\t"),
        "yaml-syntax",
        ("tab",),
    ),
    Mistake("empty", written("plan.yaml", b""), "empty-file", ("empty",)),
    Mistake("a list", written("plan.yaml", b"- a\n- b\n"), "not-a-mapping", ("key: value",)),
    Mistake("GBK", in_gbk("plan.yaml"), "encoding", ("not UTF-8", "GBK", "iconv")),
)


@pytest.mark.parametrize("mistake", cases(MISTAKES, lambda m: m.name))
def test_one_mistake_in_the_plan_is_one_error(mistake: Mistake, foshan: Path, cli: Commands) -> None:
    expect_one_error(mistake, foshan, cli)
