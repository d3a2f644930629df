"""Signing in: the second factor, tries that are counted, sessions that end, and nobody led elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import PASSWORD, PLAN, code, member, sign_in, signed_in

from qualicity.errors import UsageError

if TYPE_CHECKING:
    from django.test import Client

    from qualicity.portal.catalogue import Catalogue

WHO = "rui@city.example"
HOME = f"/en/work/{PLAN}/"


@pytest.fixture
def reader(strict_city: Catalogue) -> Client:
    """A browser in which nobody has signed in."""
    del strict_city
    from django.test import Client

    return Client()


def clerk(*, factor: bool = False) -> Any:
    return member(WHO, ("contributor", "north-district"), factor=factor)


def reviewer(*, factor: bool = True) -> Any:
    return member(WHO, ("reviewer", "north-district"), factor=factor)


def inside(reader: Client) -> bool:
    return bool(reader.get(HOME).status_code == 200)


def test_a_reviewer_shows_a_code_and_a_code_is_good_once(reader: Client) -> None:
    reviewer()
    assert sign_in(reader, WHO)["Location"] == "/en/account/second-factor/authenticate/"
    assert not inside(reader)
    authenticate = "/en/account/second-factor/authenticate/"
    assert reader.post(authenticate, {"code": "000000"}).status_code == 200
    assert not inside(reader)
    once = code()
    assert reader.post(authenticate, {"code": once})["Location"] == "/en/work/"
    assert inside(reader)
    reader.post("/en/account/logout/")
    sign_in(reader, WHO)
    reader.post(authenticate, {"code": once})
    assert not inside(reader)


def test_who_needs_a_second_factor_sets_it_up_first_and_gets_recovery_codes(reader: Client) -> None:
    from allauth.mfa.models import Authenticator

    reviewer(factor=False)
    sign_in(reader, WHO)
    activate = "/en/account/second-factor/totp/activate/"
    assert reader.get(HOME)["Location"] == activate
    again = reader.get(activate)["Location"]
    assert again.startswith("/en/account/again/")
    assert reader.post(again, {"password": PASSWORD, "next": activate})["Location"] == activate
    page = reader.get(activate)
    secret = re.findall(r'id="authenticator_secret"[^>]*>(\w+)<', page.content.decode())[0]
    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    assert "data:" not in reader.get("/en/account/second-factor/")["Content-Security-Policy"]
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    shown = format_hotp_value(hotp_value(secret, sorted(yield_hotp_counters_from_time())[1]))
    answer = reader.post(activate, {"code": shown})
    assert answer["Location"] == "/en/account/second-factor/recovery-codes/"

    codes = re.findall(r">([\w\s]+)</textarea>", reader.get(answer["Location"]).content.decode())[0].split()
    assert inside(reader)
    kept = [str(a.data) for a in Authenticator.objects.all()]
    assert all(secret not in k for k in kept)
    reader.post("/en/account/logout/")
    sign_in(reader, WHO)
    reader.post("/en/account/second-factor/authenticate/", {"code": codes[0]})
    assert inside(reader)


def test_a_clerk_needs_none(reader: Client) -> None:
    clerk()
    assert sign_in(reader, WHO)["Location"] == "/en/work/"
    assert inside(reader)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://localhost:1/",
    ],
)
def test_nobody_is_led_elsewhere(reader: Client, elsewhere: str) -> None:
    clerk()
    assert sign_in(reader, WHO, next=elsewhere)["Location"] == "/en/work/"
    assert reader.post("/en/account/logout/", {"next": elsewhere})["Location"] == "/en/account/login/"


def test_who_was_sent_to_sign_in_comes_back_to_where_they_wanted(reader: Client) -> None:
    clerk()
    asked = reader.get(f"{HOME}?a=1")["Location"]
    assert asked == "/en/account/login/?next=/en/work/sample-city/%3Fa%3D1"
    assert sign_in(reader, WHO, next=f"{HOME}?a=1")["Location"] == f"{HOME}?a=1"


def test_after_five_wrong_passwords_the_right_one_does_not_help_in_any_process(
    reader: Client, strict_city: Catalogue
) -> None:
    clerk()
    elsewhere = f"""
import sys
from pathlib import Path
from qualicity.portal import configure
from qualicity.workspace import Workspace
configure([], Workspace(Path(sys.argv[1])))
from django.conf import settings
settings.CACHES["default"]["LOCATION"] = sys.argv[2]
from django.test import Client
for _ in range(5):
    Client().post("/en/account/login/", {{"login": "{WHO}", "password": "wrong-wrong-1"}})
"""
    from django.conf import settings

    cache = str(settings.CACHES["default"]["LOCATION"])
    said = [sys.executable, "-c", elsewhere, str(strict_city.workspace.root), cache]
    subprocess.run(said, check=True, timeout=120)
    answer = sign_in(reader, WHO)
    assert answer.status_code == 200
    assert "Too many failed" in answer.content.decode()
    assert not inside(reader)


def test_signing_in_gives_a_new_session_and_a_new_password_ends_the_others(reader: Client) -> None:
    from django.test import Client

    user = clerk()
    reader.get("/en/account/login/")
    other = signed_in(user)
    sign_in(reader, WHO)
    first = reader.cookies["qualicity"].value
    reader.post("/en/account/logout/")
    sign_in(reader, WHO)
    assert reader.cookies["qualicity"].value != first
    thief = Client()
    thief.cookies["qualicity"] = first
    assert not inside(thief)
    new = {"oldpassword": PASSWORD, "password1": "eight-blue-owls-7", "password2": "eight-blue-owls-7"}
    assert reader.post("/en/account/password/change/", new).status_code == 302
    assert inside(reader)
    assert not inside(other)


@pytest.mark.parametrize(("step", "hours", "stays"), [(1.9, 7, True), (1.9, 9, False), (2.1, 3, False)])
def test_a_session_ends_when_nothing_is_asked_for_two_hours_and_after_eight(
    reader: Client, monkeypatch: pytest.MonkeyPatch, step: float, hours: float, stays: bool
) -> None:
    from qualicity.portal import private

    clerk()
    now = [1e9]
    monkeypatch.setattr(private, "clock", lambda: now[0])
    sign_in(reader, WHO)
    assert inside(reader)
    while now[0] < 1e9 + hours * 3600:
        now[0] += step * 3600
        found = inside(reader)
    assert found == stays


def test_behind_https_no_cookie_goes_in_the_clear(reader: Client) -> None:
    from django.test import override_settings

    from qualicity.portal.accounts import reached_at

    clerk()
    with override_settings(**reached_at("https://plan.example")):
        answer = reader.post(
            "/en/account/login/", {"login": WHO, "password": PASSWORD}, headers={"host": "plan.example"}
        )
    assert [c["secure"] for c in answer.cookies.values()] == [True] * len(answer.cookies)
    assert {"qualicity", "qualicity-form"} <= set(answer.cookies)
    for wrong in ("plan.example", "ftp://plan.example", "https://plan.example/portal"):
        with pytest.raises(UsageError):
            reached_at(wrong)


def test_one_address_says_where_links_lead_and_which_host_is_answered(
    strict_city: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings
    from django.test import override_settings

    from qualicity.portal import mail
    from qualicity.portal.wsgi import application

    monkeypatch.setenv("QUALICITY_ADDRESS", "https://plan.example/")
    with override_settings():
        application([Path("examples/sample-city")], strict_city.workspace)
        assert "plan.example" in settings.ALLOWED_HOSTS
        assert settings.SESSION_COOKIE_SECURE
        assert mail.absolute("/en/") == "https://plan.example/en/"
    monkeypatch.setenv("QUALICITY_ADDRESS", "plan.example")
    with override_settings(), pytest.raises(UsageError, match="QUALICITY_ADDRESS"):
        application([Path("examples/sample-city")], strict_city.workspace)


def test_a_form_that_is_not_ours_is_refused_in_words(strict_city: Catalogue) -> None:
    del strict_city
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/zh/account/login/", {"login": WHO, "password": PASSWORD})
    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode()


def test_the_demo_accounts_sign_in_only_in_a_demo(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench import demo

    demo.make_accounts()
    for account in demo.ACCOUNTS:
        assert sign_in(reader, account.email, demo.PASSWORD).status_code == 200
        assert not inside(reader)
    monkeypatch.setenv("QUALICITY_DEMO", "1")
    assert sign_in(reader, "clerk@demo.invalid", demo.PASSWORD).status_code == 302
    assert inside(reader)
    monkeypatch.delenv("QUALICITY_DEMO")
    assert "/account/login/" in reader.get(HOME)["Location"]
    assert reader.get("/en/account/login/").status_code == 200  # not sent to and fro


def test_nobody_signs_up_nor_changes_the_address_that_the_log_knows_them_by(reader: Client) -> None:
    from django.contrib.auth import get_user_model

    clerk()
    sign_in(reader, WHO)
    for name in ("signup", "email", "password/set", "other", "other/signup", "login/code"):
        for method in (reader.get, reader.post):
            assert method(f"/en/account/{name}/").status_code == 404
    assert get_user_model()._default_manager.count() == 1


def test_a_forgotten_password_is_mended_by_letter_and_strangers_get_none(reader: Client) -> None:
    from django.core import mail
    from django.test import override_settings

    clerk()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        pages = [
            reader.post("/zh/account/password/reset/", {"email": who}, follow=True).content
            for who in ("nobody@city.example", WHO)
        ]
    plain = [re.sub(rb'value="[^"]+"', b"", p) for p in pages]
    assert plain[0] == plain[1]
    (letter,) = mail.outbox
    assert "重置密码" in letter.subject
    (link,) = re.findall(r"http://testserver(\S+)", str(letter.body))
    form = reader.get(link)["Location"]
    new = {"password1": "eight-blue-owls-7", "password2": "eight-blue-owls-7"}
    assert reader.post(form, {"password1": "short", "password2": "short"}).status_code == 200
    assert reader.post(form, new).status_code == 302
    assert sign_in(reader, WHO, "eight-blue-owls-7").status_code == 302


ENGLISH = re.compile(r">\s*([A-Z][a-z]+(?: [a-z]+){2,})")


def test_the_pages_of_accounts_are_chinese_throughout(reader: Client) -> None:
    member(WHO, ("contributor", "north-district"), factor=False)
    pages = ["login/", "password/reset/", "password/reset/done/", "password/reset/key/1-set-password/"]
    found = [reader.get(f"/zh/account/{p}").content.decode() for p in pages]
    found.append(reader.post("/zh/account/login/", {"login": "x", "password": ""}).content.decode())
    sign_in(reader, WHO, lang="zh")
    mine = ["password/change/", "second-factor/", "second-factor/totp/activate/", "logout/", "again/"]
    found += [reader.get(f"/zh/account/{p}", follow=True).content.decode() for p in mine]
    wrong = {"oldpassword": "x", "password1": "12345", "password2": "1234"}
    found.append(reader.post("/zh/account/password/change/", wrong).content.decode())
    assert not {page: ENGLISH.findall(page) for page in found if ENGLISH.findall(page)}
