"""Whoever changes a receipt, its register or its commitment is found out, by name."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from draw_fixtures import BEFORE, OPTIONS, ROUND, drawn, receipt, register
from rooms_fixtures import Commands, cases

from qualicity.methods.sampling import draw as drawing

__all__ = ["drawn", "receipt", "register"]


def swap(said: dict[str, Any]) -> None:
    one, two = said["result"]["selected"][:2]
    one["id"], two["id"] = two["id"], one["id"]


def replace_selected(said: dict[str, Any]) -> None:
    said["result"]["selected"][0]["id"] = "E000"


def swap_members(said: dict[str, Any]) -> None:
    said["members"][0], said["members"][1] = said["members"][1], said["members"][0]


def no_exclusion(said: dict[str, Any]) -> None:
    said["declared"]["exclusions"]["list"].pop(0)


def other_reason(said: dict[str, Any]) -> None:
    said["declared"]["exclusions"]["list"][0][1] = "其他"


def other_conflict(said: dict[str, Any]) -> None:
    said["declared"]["inspectors"]["conflicts"]["list"][0][0] = "I6"


def redrawn(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    """A forger who knows the program: whatever is changed, the result is derived anew to fit."""

    def forged(said: dict[str, Any]) -> None:
        change(said)
        said["result"] = drawing.derive(said)

    return forged


def set_in(*keys: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def changed(said: dict[str, Any]) -> None:
        for key in keys[:-1]:
            said = said[key]
        said[keys[-1]] = to

    return changed


DECLARED = "declared"
DOCUMENT = ("commitment", "document", DECLARED)
TAMPERED: dict[str, tuple[Callable[[dict[str, Any]], None], set[str]]] = {
    "the first two change places": (swap, {"selected"}),
    "a friend is selected": (replace_selected, {"selected"}),
    "somebody left the waiting list": (lambda s: s["result"]["waiting"].pop(), {"waiting"}),
    "other inspectors": (lambda s: s["result"]["selected"][0]["inspectors"].reverse(), {"selected"}),
    "n": (set_in(DECLARED, "n", to=10), {"strata", "selected", "waiting", "committed n"}),
    "n, and drawn anew": (redrawn(set_in(DECLARED, "n", to=10)), {"committed n"}),
    "waiting, drawn anew": (redrawn(set_in(DECLARED, "waiting", to=0)), {"committed waiting"}),
    "sizes of a stratum": (set_in("result", "strata", 0, "n", to=9), {"strata"}),
    "seed": (set_in(DECLARED, "randomness", "value", to="0" * 64), {"signature", "selected", "waiting"}),
    "seed, and drawn anew": (
        redrawn(set_in(DECLARED, "randomness", "value", to="0" * 64)),
        {"signature"},
    ),
    "round": (set_in(DECLARED, "randomness", "round", to=7), {"round", "committed randomness"}),
    "signature": (set_in(DECLARED, "randomness", "signature", to="00" * 48), {"signature"}),
    "signature is none": (set_in(DECLARED, "randomness", "signature", to="x"), {"randomness"}),
    "exclusion": (redrawn(no_exclusion), {"exclusions", "committed exclusions"}),
    "reason": (other_reason, {"exclusions", "excluded", "committed exclusions"}),
    "conflict": (redrawn(other_conflict), {"conflicts", "committed inspectors"}),
    "one inspector each": (redrawn(set_in(DECLARED, "inspectors", "each", to=1)), {"committed inspectors"}),
    "another register's hash": (
        redrawn(set_in(DECLARED, "register", "sha256", to="0" * 64)),
        {"register", "committed register"},
    ),
    "members change places": (redrawn(swap_members), {"register"}),
    "a member less": (redrawn(lambda s: s["members"].pop()), {"register"}),
    "an inspector less": (redrawn(lambda s: s["inspector_members"].pop()), {"inspectors"}),
    "commitment": (set_in(*DOCUMENT, "n", to=10), {"commitment", "committed n"}),
    "commitment's time": (
        set_in("commitment", "document", "at", to="2026-01-01T00:00:00Z"),
        {"commitment", "time"},
    ),
    "algorithm": (set_in("algorithm", to="mine/1"), {"algorithm"}),
    "a result more": (set_in("result", "reserved", to=[]), {"reserved"}),
    "no members": (lambda s: s.pop("members"), {"register", "result"}),
    "n is a word": (set_in(DECLARED, "n", to="nine"), {"result", "committed n"}),
    "nothing declared": (set_in(DECLARED, to=None), {"register", "lists", "randomness", "result"}),
    "more than there are": (set_in(DECLARED, "n", to=10**12), {"result", "committed n"}),
}


@pytest.mark.parametrize("name", cases(TAMPERED))
def test_a_receipt_that_was_tampered_with_does_not_hold(name: str, receipt: Path, cli: Commands) -> None:
    change, wrong = TAMPERED[name]
    said = json.loads(receipt.read_text("utf-8"))
    before = copy.deepcopy(said)
    change(said)
    assert said != before
    receipt.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    found = cli.json("draw", "verify", receipt, exit_code=1)
    assert found["holds"] is False
    differs = {c["check"] for c in found["checks"] if c["holds"] is False}
    assert wrong <= differs
    assert all(c["zh"] for c in found["checks"])


REGISTERS = {
    "a cell": (lambda t: t.replace("企业7,", "企业七,"), "rows changed: E007"),
    "a row less": (lambda t: re.sub("E011.*\n", "", t.replace("\r", "")), "are not there: E011"),
    "a row more": (lambda t: t + "E100,新,禅城\n", "were not there: E100"),
    "another district": (lambda t: t.replace("E008,企业8,南海", "E008,企业8,禅城"), "rows changed: E008"),
    "another column": (lambda t: t.replace("name", "title"), "columns that differ: name, title"),
    "twice": (lambda t: t + "E000,企业0,禅城\n", "stands twice for E000"),
    "no district": (lambda t: re.sub("E011.*\n", "E011,x,\n", t), "E011 has no district"),
}


@pytest.mark.parametrize("name", cases(REGISTERS))
def test_a_register_that_was_changed_is_told_by_row(
    name: str, receipt: Path, register: Path, cli: Commands
) -> None:
    change, said = REGISTERS[name]
    text = register.read_text("utf-8")
    changed = change(text)
    assert changed != text
    register.write_text(changed, "utf-8")
    told = cli.run("draw", "verify", receipt)
    assert told.exit_code == 1
    assert said in told.stdout
    assert "does NOT hold" in told.stdout
    assert "不成立" in cli.run("draw", "verify", receipt, "--lang", "zh").stdout


def test_another_commitment_than_the_published_one_is_told(
    receipt: Path, register: Path, cli: Commands
) -> None:
    words = ("draw", "commit", register, *OPTIONS, *ROUND, "--at", BEFORE, "--out", "other.json")
    assert cli.run(*words).exit_code == 0
    found = cli.json("draw", "verify", receipt, "--commitment", "other.json", exit_code=1)
    assert [c["check"] for c in found["checks"] if c["holds"] is False] == ["published"]


def test_a_receipt_leads_to_no_file_outside_its_folder(receipt: Path, tmp_path: Path, cli: Commands) -> None:
    said = json.loads(receipt.read_text("utf-8"))
    inside = tmp_path / "inside"
    inside.mkdir()
    for name in ("../enterprises.csv", str(tmp_path / "enterprises.csv"), 7, ""):
        said["declared"]["register"]["file"] = name
        (inside / "r.json").write_text(json.dumps(said), "utf-8")
        found = cli.json("draw", "verify", inside / "r.json")
        assert next(c["holds"] for c in found["checks"] if c["check"] == "register") is None
