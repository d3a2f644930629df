"""The operator's first invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from qualicity.cli.app import app

if TYPE_CHECKING:
    from qualicity.portal.catalogue import Catalogue


@pytest.mark.parametrize(("lang", "by"), [("en", "option"), ("zh", "environment")])
def test_the_operator_invites_the_first_administrator(
    strict_city: Catalogue, monkeypatch: pytest.MonkeyPatch, lang: str, by: str
) -> None:
    from django.test import Client

    from qualicity.portal.workbench.models import Entry

    said = ["invite", "examples/sample-city", "first@city.example", "--role", "administrator", "--lang", lang]
    root = ["--workspace", str(strict_city.workspace.root)]
    if by == "environment":
        monkeypatch.setenv("QUALICITY_ADDRESS", "https://plan.example")
    ran = CliRunner().invoke(
        app, [*said, *root, *(["--portal", "https://plan.example"] if by == "option" else [])]
    )
    assert ran.exit_code == 0, ran.output
    link = ran.stdout.strip().splitlines()[0]
    assert link.split("/")[:-2] == ["https:", "", "plan.example", lang, "work", "invitation"]
    assert Client().get(link.removeprefix("https://plan.example")).status_code == 200
    assert Entry.objects.get().by == "operator"


def test_a_role_that_there_is_none_of_ends_the_command(strict_city: Catalogue) -> None:
    said = ["invite", "examples/sample-city", "first@city.example", "--role", "king"]
    ran = CliRunner().invoke(app, [*said, "--workspace", str(strict_city.workspace.root)])
    assert ran.exit_code == 2
    assert "viewer" in ran.output
