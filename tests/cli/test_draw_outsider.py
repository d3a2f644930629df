"""An outsider verifies a draw with a receipt, a register and the thirty lines of the docs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from draw_fixtures import ROOT, drawn, receipt, register
from rooms_fixtures import Commands

__all__ = ["drawn", "receipt", "register"]


def verifier() -> list[str]:
    """The two programs of docs/draw.md."""
    return re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "draw.md").read_text("utf-8"), re.DOTALL)


def by_the_docs(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    (folder / "verify.py").write_text("".join(verifier()), "utf-8")
    told = [sys.executable, "-I", str(folder / "verify.py"), *map(str, words)]
    return subprocess.run(told, capture_output=True, text=True, check=False, cwd=folder)


def test_the_verifier_of_the_docs_has_30_lines_and_agrees(receipt: Path, register: Path) -> None:
    assert len([line for line in verifier()[0].splitlines() if line]) == 30
    told = by_the_docs(register.parent, receipt, register, "inspectors.csv")
    assert (told.returncode, told.stdout) == (0, "holds\n"), told.stderr


@pytest.mark.parametrize("part", ["register", "order", "inspectors", "seed"])
def test_the_verifier_of_the_docs_finds_what_was_changed(part: str, receipt: Path, register: Path) -> None:
    said = json.loads(receipt.read_text("utf-8"))
    if part == "register":
        register.write_text(register.read_text("utf-8").replace("企业7,", "企业07,"), "utf-8")
    elif part == "order":
        said["result"]["selected"][0]["id"] = said["result"]["waiting"][0]["id"]
    elif part == "inspectors":
        said["result"]["selected"][0]["inspectors"].reverse()
    else:
        said["declared"]["randomness"]["value"] = "0" * 64
    receipt.write_text(json.dumps(said), "utf-8")
    told = by_the_docs(register.parent, receipt, register, "inspectors.csv")
    assert told.returncode == 1
    assert "AssertionError" in told.stderr


def test_the_receipt_alone_is_derived_anew_and_it_is_said_that_the_register_was_not_seen(
    receipt: Path, tmp_path: Path, cli: Commands
) -> None:
    alone = tmp_path / "elsewhere" / "r.json"
    alone.parent.mkdir()
    alone.write_bytes(receipt.read_bytes())
    told = cli.run("draw", "verify", alone)
    assert told.exit_code == 0
    assert "not checked: register enterprises.csv is not at hand" in told.stdout
    assert "name the register's file" in told.stdout
    told = cli.run("draw", "verify", alone, tmp_path / "enterprises.csv", "--inspectors", "inspectors.csv")
    assert "The draw follows" in told.stdout
