"""People come by invitation, have roles that administrators give and take, and no plan is left without one."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import NOW, PASSWORD, PLAN, actor, member, signed_in

from qualicity.errors import UsageError

if TYPE_CHECKING:
    from conftest import City
    from django.test import Client

    from qualicity.plan import Plan
    from qualicity.portal import catalogue

ADMIN = "ada@city.example"
PEOPLE = f"/en/work/{PLAN}/people/"


@pytest.fixture
def kept(either_city: City) -> Plan:
    """The city's plan, with nobody in a database of either kind."""
    return either_city.plan


def invite(
    plan: Plan, email: str = "new@city.example", role: str = "viewer", at: str = "north-district"
) -> Any:
    from qualicity.portal.workbench.actions.people import Invite, operator

    return Invite(plan, email, role, at).run(operator(plan), NOW)


def accept(token: str, who: Any = None, now: Any = NOW) -> str:
    from qualicity.portal.workbench.actions.people import Accept

    return Accept(token, "Nadia", PASSWORD).run(who or actor(""), now)


def verbs() -> list[tuple[str, str]]:
    from qualicity.portal.workbench import audit

    assert audit.verify()[1] == []
    return [(e["by"], e["verb"]) for e in audit.entries()]


def test_an_invitation_makes_an_account_once_and_only_its_hash_is_kept(kept: Plan) -> None:
    from qualicity.portal.workbench.actions.people import account
    from qualicity.portal.workbench.models import Invitation, Role

    token = invite(kept).token
    assert all(token not in str(v) for row in Invitation.objects.values() for v in row.values())
    assert accept(token) == "new@city.example"
    user = account("new@city.example")
    assert user.check_password(PASSWORD)
    assert user.first_name == "Nadia"
    assert [(r.role, r.organisation) for r in Role.objects.filter(user=user)] == [
        ("viewer", "north-district")
    ]
    with pytest.raises(UsageError):
        accept(token)
    assert verbs() == [("operator", "people.invite"), ("new@city.example", "people.accept")]


def test_of_many_who_use_one_link_at_once_one_is_taken(kept: Plan) -> None:
    from django.db import connections

    from qualicity.portal.workbench.actions.base import ConflictError

    token = invite(kept).token

    def one(_: int) -> bool:
        try:
            accept(token)
        except (UsageError, ConflictError):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(8))) == 1
    assert [v for _, v in verbs()] == ["people.invite", "people.accept"]


def test_two_administrators_who_deactivate_each_other_leave_one(kept: Plan) -> None:
    from django.db import connections

    from qualicity.portal.workbench.actions.people import Deactivate
    from qualicity.portal.workbench.models import Role

    both = [ADMIN, "bo@city.example"]
    for email in both:
        member(email, ("administrator", ""))

    def one(n: int) -> None:
        try:
            Deactivate(kept, both[1 - n]).run(actor(both[n], ("administrator", "")), NOW)
        except UsageError:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))
    assert Role.objects.filter(role="administrator", user__is_active=True).count() == 1


@pytest.fixture
def plan(strict_city: catalogue.Catalogue) -> Plan:
    return strict_city.plan(PLAN)


@pytest.fixture
def admin(plan: Plan) -> Client:
    del plan
    return signed_in(member(ADMIN, ("administrator", "")))


def test_an_invitation_ends_after_a_fortnight(plan: Plan) -> None:
    token = invite(plan).token
    with pytest.raises(UsageError):
        accept(token, now=NOW + timedelta(days=14))
    assert accept(token, now=NOW + timedelta(days=13, hours=23))


def test_who_has_an_account_must_sign_in_with_it_to_accept(plan: Plan) -> None:
    from qualicity.portal.workbench.models import Role

    user = member("new@city.example")
    for who in (actor(""), actor("other@city.example")):
        with pytest.raises(UsageError):
            accept(invite(plan).token, who)
    assert not Role.objects.filter(user=user).exists()
    accept(invite(plan).token, actor("new@city.example"))
    user.refresh_from_db()
    assert Role.objects.filter(user=user).count() == 1
    assert user.first_name != "Nadia"


@pytest.mark.parametrize(
    ("email", "role", "at", "field"),
    [
        ("nobody", "viewer", "north-district", "email"),
        ("x@demo.invalid", "viewer", "north-district", "email"),
        ("a@b.example", "king", "", "role"),
        ("a@b.example", "viewer", "", "organisation"),
        ("a@b.example", "viewer", "nowhere", "organisation"),
        ("a@b.example", "office", "north-district", "organisation"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_at_its_field(
    admin: Client, email: str, role: str, at: str, field: str
) -> None:
    from qualicity.portal.workbench.models import Invitation

    said = {"verb": "invite", "email": email, "role": role, "organisation": at}
    answer = admin.post(PEOPLE, said)
    place = field if field == "email" else f"{field}-new"
    assert answer.status_code == 400
    assert f'id="{place}-error"' in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("password", ["short1", "1234567890123", "nadia-nadia", "password1234"])
def test_a_password_that_is_easily_guessed_is_refused(plan: Plan, password: str) -> None:
    from qualicity.portal.workbench.actions.people import Accept, FieldError, account

    with pytest.raises(FieldError) as refused:
        Accept(invite(plan).token, "Nadia Nadia", password).run(actor(""), NOW)
    assert refused.value.field == "password"
    assert account("new@city.example") is None


def test_roles_are_given_and_taken_on_the_page_and_the_log_says_by_whom(admin: Client) -> None:
    from qualicity.portal.workbench.models import Role

    member("bo@city.example", ("viewer", "north-district"))
    role = {"email": "bo@city.example", "role": "reviewer", "organisation": "north-district"}
    assert admin.post(PEOPLE, {**role, "verb": "give"}).status_code == 302
    assert admin.post(PEOPLE, {**role, "verb": "give"}).status_code == 302  # again: nothing happens
    assert Role.objects.filter(role="reviewer").count() == 1
    assert admin.post(PEOPLE, {**role, "verb": "take"}).status_code == 302
    assert not Role.objects.filter(role="reviewer").exists()
    assert verbs() == [(ADMIN, "people.give"), (ADMIN, "people.take")]
    assert "gave a role" in admin.get(f"/en/work/{PLAN}/log/").content.decode()


def test_nobody_gives_a_role_to_themselves_nor_to_who_is_no_member(admin: Client) -> None:
    from qualicity.portal.workbench.models import Role

    member("stranger@city.example", ("viewer", "x"), plan="another")
    for email in (ADMIN, "stranger@city.example", "nobody@city.example"):
        said = {"verb": "give", "email": email, "role": "office", "organisation": ""}
        assert admin.post(PEOPLE, said).status_code == 400
    answer = admin.post(
        PEOPLE, {"verb": "invite", "email": ADMIN.upper(), "role": "office", "organisation": ""}
    )
    assert answer.status_code == 400
    assert not Role.objects.filter(role="office").exists()


def test_the_last_administrator_stays(admin: Client) -> None:
    from qualicity.portal.workbench.models import Role

    for verb in ("take", "deactivate"):
        said = {"verb": verb, "email": ADMIN, "role": "administrator", "organisation": ""}
        answer = admin.post(PEOPLE, said)
        assert answer.status_code == 400
        assert "last administrator" in answer.content.decode()
    assert Role.objects.filter(role="administrator").count() == 1


def test_who_is_deactivated_is_out_at_once_and_other_plans_are_not_touched(admin: Client) -> None:
    from qualicity.portal.workbench.models import Role

    gone, elsewhere = (
        member("bo@city.example", ("viewer", "north-district")),
        member("cy@city.example", ("viewer", "north-district")),
    )
    Role.objects.create(user=elsewhere, plan="another", role="office")
    clients = [signed_in(gone), signed_in(elsewhere)]
    for user in (gone, elsewhere):
        assert admin.post(PEOPLE, {"verb": "deactivate", "email": user.email}).status_code == 302
    assert "/account/login/" in clients[0].get(f"/en/work/{PLAN}/")["Location"]
    assert clients[1].get(f"/en/work/{PLAN}/").status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.is_active


def test_a_letter_brings_the_link_which_leads_in_and_the_page_does_not_show_it(admin: Client) -> None:
    from django.core import mail
    from django.test import Client, override_settings

    said = {"verb": "invite", "email": "neu@city.example", "role": "viewer", "organisation": "east-district"}
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        assert admin.post(PEOPLE, {**said, "lang": "zh"}).status_code == 302
        (letter,) = mail.outbox
    (link,) = set(re.findall(r"http://testserver(/zh/work/invitation/\S+)", letter.body))
    reader = Client()
    assert "东区政府" in reader.get(link).content.decode()
    assert reader.post(link, {"name": "", "password": PASSWORD}).status_code == 400
    answer = reader.post(link, {"name": "王", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/zh/account/login/"
    answer = reader.post("/zh/account/login/", {"login": "neu@city.example", "password": PASSWORD})
    assert answer["Location"] == "/zh/work/"
    assert reader.get(f"/zh/work/{PLAN}/").status_code == 200
    assert reader.get(link).status_code == 400


def test_without_letters_the_link_is_shown_once_and_can_be_withdrawn(admin: Client) -> None:
    from django.test import Client

    from qualicity.portal.workbench.models import Invitation

    said = {"verb": "invite", "email": "neu@city.example", "role": "viewer", "organisation": "east-district"}
    shown = admin.post(PEOPLE, said).content.decode()
    (link,) = re.findall(r"http://testserver(/en/work/invitation/[^<]+)", shown)
    assert link not in admin.get(PEOPLE).content.decode()
    assert Client().get(link).status_code == 200
    number = Invitation.objects.get().pk
    assert admin.post(PEOPLE, {"verb": "revoke", "invitation": number}).status_code == 302
    assert Client().get(link).status_code == 400
