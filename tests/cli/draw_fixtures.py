"""A register, a commitment to draw from it, and a receipt that a test may tamper with."""

import csv
import json
import shutil
from contextlib import chdir
from pathlib import Path

import pytest
from rooms_fixtures import Commands

ROOT = Path(__file__).resolve().parents[2]
BEACON = json.loads((ROOT / "tests/data/sampling/drand_examples.json").read_text("utf-8"))["beacons"][1]
BEFORE = "2023-09-01T08:00:00+08:00"
"""Before the round came out."""


def write_registers(folder: Path) -> Path:
    """40 enterprises in three districts, 7 inspectors, exclusions, conflicts."""
    register = folder / "enterprises.csv"
    districts = ("禅城", "南海", "顺德")
    with register.open("w", encoding="utf-8", newline="") as file:
        rows = [(f"E{n:03}", f"企业{n}", districts[n * n % 7 % 3]) for n in range(40)]
        csv.writer(file).writerows([("code", "name", "district"), *rows])
    people = "".join(f"I{n},检查员{n}\n" for n in range(7))
    (folder / "inspectors.csv").write_text(f"id,name\n{people}", "utf-8")
    (folder / "closed.csv").write_text("code,reason\nE003,停业\nE999,已迁出\n", "utf-8")
    (folder / "conflicts.csv").write_text("inspector,object,reason\nI1,E005,亲属\nI2,E005,持股\n", "utf-8")
    return register


OPTIONS = ("--id", "code", "--n", "9", "--strata", "district", "--waiting", "2")
LISTS = ("--exclude", "closed.csv", "--inspectors", "inspectors.csv", "--conflicts", "conflicts.csv")
ROUND = ("--chain", "quicknet", "--round", BEACON["round"])


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_registers(tmp_path)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register, a commitment, and a receipt with all that there can be."""
    folder = tmp_path_factory.mktemp("drawn")
    with chdir(folder):
        commit_and_draw(write_registers(folder), Commands(folder / "var"))
    return folder


@pytest.fixture
def receipt(drawn: Path, register: Path) -> Path:
    """A copy of it, to be tampered with."""
    shutil.copytree(drawn, register.parent, dirs_exist_ok=True)
    return register.with_name("enterprises.receipt.json")


def commit_and_draw(register: Path, cli: Commands) -> None:
    told = cli.run("draw", "commit", register, *OPTIONS, *LISTS, *ROUND, "--by", "局", "--at", BEFORE)
    assert told.exit_code == 0, told.output
    drawn = ("draw", register, "--commitment", "enterprises.commitment.json", "--by", "局")
    told = cli.run(*drawn, "--signature", BEACON["signature"])
    assert told.exit_code == 0, told.output
