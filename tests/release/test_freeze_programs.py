"""`verify` of releases that another program made: what is stored must come out again, however it is worded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from frozen_fixtures import command, differences, lock, made_once, plan, released_once
from rooms_fixtures import Commands

from qualicity.release.freeze.lock import read_lock

__all__ = ["command", "lock", "made_once", "plan", "released_once"]


def forged(lock: Path, program: str, **cells: Any) -> Path:
    """The lock with other cells in its verdict, as if that program had made it, and the checksums that fit."""
    said = read_lock(lock)
    head = {**said.head, "software": {**said.head["software"], "program": program}}
    parts: dict[str, Any] = json.loads(json.dumps(dict(said.parts)))
    parts["assessments"][0] |= cells
    lock.write_text(type(said).of(head, parts).text(), "utf-8")
    return lock


OTHERWISE = {"reason": {"en": "41.0 % for 2020, which is enough.", "zh": None}}


def test_wordings_of_another_program_are_noted_and_its_values_and_verdicts_confirmed(
    command: Commands, lock: Path
) -> None:
    told = command.json("verify", forged(lock, "older", **OTHERWISE))
    assert told["holds"]
    (note,) = told["notes"]
    assert "1 sentence(s) that explain verdicts are worded otherwise today" in note


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"status": "missed"}, "status is missed in the release and achieved computed anew"),
        ({"value": 41.5}, "value is 41.5 in the release and 41.0 computed anew"),
        ({"scheme": "eurostat"}, "scheme is eurostat in the release and level computed anew"),
        ({"pace": {"needed": 1.5}}, "pace.needed is 1.5 in the release and 0.0 computed anew"),
        ({"chance": 0.5}, "chance is 0.5 in the release and None computed anew"),
    ],
)
def test_whatever_program_made_a_release_each_stored_value_and_code_must_come_out_again(
    command: Commands, lock: Path, cells: dict[str, Any], says: str
) -> None:
    assert [d[2] for d in differences(command, forged(lock, "older", **OTHERWISE, **cells))] == [says]


def test_what_a_program_tells_beyond_an_older_one_is_not_held_against_its_releases(
    command: Commands, lock: Path
) -> None:
    lock = forged(lock, "older")
    said = read_lock(lock)
    parts: dict[str, Any] = json.loads(json.dumps(dict(said.parts)))
    del parts["assessments"][0]["pace"]
    at = parts["observations"]["columns"].index("origin")
    for row in (parts["observations"]["columns"], *parts["observations"]["rows"]):
        del row[at]
    lock.write_text(type(said).of(said.head, parts).text(), "utf-8")
    assert command.json("verify", lock)["notes"] == []


def test_the_program_that_made_a_release_must_say_every_word_again(command: Commands, lock: Path) -> None:
    lock = forged(lock, str(read_lock(lock).program), **OTHERWISE)
    ((kind, name, text),) = differences(command, lock)
    assert (kind, name) == ("verdict", "promise")
    assert text.startswith("reason.en is 41.0 % for 2020, which is enough. in the release and ")
