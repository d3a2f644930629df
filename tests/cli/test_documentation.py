"""A command, option or status that is not documented is a bug."""

from pathlib import Path

import pytest
import typer
from rooms_fixtures import cases

from qualicity.assessment import STATUSES
from qualicity.cli.app import app
from qualicity.methods import load_methods
from qualicity.portal.database import VARIABLE
from qualicity.workspace import ENVIRONMENT_VARIABLE, MEMORY_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    f"{name} {below}".strip(): each
    for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
    for below, each in getattr(command, "commands", {"": command}).items()
}


@pytest.fixture(scope="module")
def documentation() -> str:
    """README.md and all that stands in docs/."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(f.read_text("utf-8") for f in files)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str, documentation: str) -> None:
    assert f"qualicity {command}" in documentation


@pytest.mark.parametrize(
    "option", sorted({o for c in COMMANDS.values() for p in c.params for o in p.opts if o.startswith("--")})
)
def test_every_option_is_documented(option: str, documentation: str) -> None:
    assert option in documentation


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_documented(status: str, documentation: str) -> None:
    assert f"`{status}`" in documentation


@pytest.mark.parametrize("name", cases(load_methods()))
def test_every_method_is_documented(name: str, documentation: str) -> None:
    assert name in documentation


def test_every_setting_is_documented(documentation: str) -> None:
    assert ENVIRONMENT_VARIABLE in documentation
    assert MEMORY_VARIABLE in documentation
    assert VARIABLE in documentation


@pytest.mark.parametrize("code", [0, 1, 2])
def test_every_exit_status_is_documented(code: int, documentation: str) -> None:
    meaning = {0: "0 fine", 1: "1 problems found", 2: "2 used wrongly"}
    assert meaning[code] in documentation
