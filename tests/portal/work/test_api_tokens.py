"""Tokens are made and revoked by administrators, shown once, and told in the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from api_fixtures import CITY, ROOT, api_city, city_evidence, north
from rooms_fixtures import Commands

from qualicity.errors import UsageError
from qualicity.portal import catalogue

__all__ = ["api_city", "city_evidence", "north"]
PAGE = "/en/work/sample-city/tokens/"


def signed_in(role: str, organisation: str = "") -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from qualicity.portal.workbench.models import Role

    users: Any = get_user_model().objects
    user = users.create_user(f"{role}@city.example", f"{role}@city.example", "a password 123")
    Role.objects.create(user=user, plan="sample-city", organisation=organisation, role=role)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def demonstrated(api_city: catalogue.Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is asked for a second factor."""
    monkeypatch.setenv("QUALICITY_DEMO", "1")
    from django.test import override_settings

    changed = override_settings(AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"])
    changed.enable()
    yield
    changed.disable()


@pytest.mark.usefixtures("demonstrated")
def test_a_token_is_made_shown_once_and_revoked(api_city: catalogue.Catalogue) -> None:
    from django.test import Client

    from qualicity.portal.workbench.audit import entries

    admin = signed_in("administrator")
    assert admin.get(PAGE).status_code == 200
    made = admin.post(PAGE, {"verb": "make", "organisation": "north-district", "title": "Registry"})
    (secret,) = re.findall(r"qualicity-[\w-]{43}", made.content.decode())
    assert made.headers["Cache-Control"] == "no-store"
    shown = admin.get(PAGE).content.decode()
    assert "Registry" in shown
    assert secret not in shown
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get(f"{ROOT}/duties", headers=headers).status_code == 200
    (number,) = re.findall(r'name="token" value="(\d+)"', shown)
    assert admin.post(PAGE, {"verb": "revoke", "token": number}).status_code == 302
    assert Client().get(f"{ROOT}/duties", headers=headers).status_code == 401
    told = [(e["verb"], e["by"], e["thing"], e["organisation"]) for e in entries()]
    by, thing = "administrator@city.example", f"token {number}"
    assert told == [
        ("token.make", by, thing, "north-district"),
        ("token.revoke", by, thing, "north-district"),
    ]


@pytest.mark.usefixtures("demonstrated")
@pytest.mark.parametrize("role", ["contributor", "office", "auditor"])
def test_only_administrators_see_or_make_tokens(api_city: catalogue.Catalogue, role: str) -> None:
    from qualicity.portal.workbench.models import ApiToken

    client = signed_in(role, "north-district" if role == "contributor" else "")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"organisation": "north-district", "title": "Mine"}).status_code == 403
    assert not ApiToken.objects.exists()


@pytest.mark.usefixtures("demonstrated")
@pytest.mark.parametrize(
    "said", [("nobody", "Registry"), ("", "Registry"), ("north-district", " "), ("north-district", "a@b.c")]
)
def test_what_does_not_do_is_said_beside_the_form(
    api_city: catalogue.Catalogue, said: tuple[str, str]
) -> None:
    answer = signed_in("administrator").post(PAGE, {"organisation": said[0], "title": said[1]})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_the_operator_makes_one_by_a_command(api_city: catalogue.Catalogue) -> None:
    from django.test import Client

    cli = Commands(api_city.workspace.root)
    made = cli.run("token", CITY, "north-district", "--title", "Registry")
    assert made.exit_code == 0, made.stderr
    secret = made.stdout.strip()
    told = Client().get(f"{ROOT}/duties", headers={"Authorization": f"Bearer {secret}"}).json()
    assert told["organisation"] == "north-district"
    assert cli.run("token", CITY, "nobody", "--title", "x").exit_code == 2


def test_a_right_is_asked_before_anything_is_looked_at(api_city: catalogue.Catalogue) -> None:
    from api_fixtures import NOW

    from qualicity.portal.workbench.actions.tokens import MakeToken, RevokeToken
    from qualicity.portal.workbench.rights import Actor, Held

    plan = api_city.plan("sample-city")
    other = Actor(
        "x", (Held("administrator", "another-plan"), Held("contributor", plan.id, "north-district"))
    )
    for action in (MakeToken(plan, "north-district", "T"), RevokeToken(plan, 1)):
        with pytest.raises(UsageError, match="may not"):
            action.run(other, NOW)


def test_the_documentation_of_the_api_is_there_in_both_languages(api_city: catalogue.Catalogue) -> None:
    from django.test import Client

    for lang, word in (("en", "Send rows"), ("zh", "提交数据")):
        page = Client().get(f"{ROOT}/docs", headers={"Accept-Language": lang})
        assert page.status_code == 200
        assert word in page.content.decode()
        assert 'id="problem-rows-refused"' in page.content.decode()
