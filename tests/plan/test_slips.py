"""Slips of the hand, drawn at random: whatever a person spoils, `check` and `load` end with words."""

import random
from pathlib import Path

import pytest
from mistakes import Mistake, expect_one_error, replaced
from rooms_fixtures import FOSHAN, Commands

FILES = sorted(p.relative_to(FOSHAN) for p in FOSHAN.rglob("*") if p.suffix in (".yaml", ".csv", ".md"))
OFTEN = {"plan.yaml": 20, "rulings.yaml": 5, "published_figures.csv": 8, "areas.csv": 8}
CHARACTERS = "'\"[]{}:,#&*!|>%@`-\t\\ 中0x"
VALUES = ("null", "[]", "{}", "0", "-1", "true", "[1, 2]", "{a: b}", "''", "2016-02-30", "1e400", ".nan", "~")


def slip(text: str, draw: random.Random) -> str:
    """A text with one line spoilt, moved, doubled or gone."""
    lines = text.split("\n")
    n = draw.randrange(len(lines))
    line = lines[n]
    at = draw.randrange(len(line) + 1)
    spoilt = {
        "gone": [],
        "doubled": [line, line],
        "cut": [line[:at]],
        "a character more": [line[:at] + draw.choice(CHARACTERS) + line[at:]],
        "a character less": [line[:at] + line[at + 1 :]],
        "two swapped": [line[:at] + line[at : at + 2][::-1] + line[at + 2 :]],
        "indented": ["  " + line],
        "dedented": [line.lstrip()],
        "another value": [line.partition(": ")[0] + ": " + draw.choice(VALUES)],
        "another cell": [
            line.replace(draw.choice(line.split(",")), draw.choice(("", "x", "１", '"', "-1")), 1)
        ],
        "swapped with the first": [lines[0]],
    }
    kind = draw.choice(list(spoilt))
    return "\n".join([*lines[:n], *spoilt[kind], *lines[n + 1 :]])


@pytest.mark.parametrize("seed", range(12))
def test_a_slip_ends_with_words(seed: int, foshan: Path, cli: Commands) -> None:
    draw = random.Random(seed)
    file = draw.choices(FILES, [OFTEN.get(f.name, 1) for f in FILES])[0]
    (foshan / file).write_text(slip((foshan / file).read_text("utf-8"), draw), "utf-8")
    told = cli.run("check", foshan)
    assert told.exit_code in (0, 1)
    loaded = cli.run("load", foshan)
    assert loaded.exit_code == told.exit_code
    assert cli.workspace.exists() == (told.exit_code == 0)


def test_a_misspelt_key_column_that_others_refer_to_is_one_error(foshan: Path, cli: Commands) -> None:
    header = replaced("evidence/areas.csv", "code,name_en", "cod,name_en", "cod")
    expect_one_error(Mistake("", header, "unknown-column", ("did you mean 'code'?",)), foshan, cli)
