"""The pages of accounts and people in a real browser: axe finds nothing, and nothing is too wide at 320 px."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from looks import bring_axe, mark_fresh, resize, too_pale, too_wide, violations
from people_fixtures import NOW, PASSWORD, PLAN, member
from web_server import Quiet, Server

from qualicity.portal.catalogue import Catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WHO = "ada@city.example"
OUTSIDE = ("account/login/", "account/password/reset/", "account/password/reset/done/", "account/inactive/")
INSIDE = (
    "account/password/change/", "account/second-factor/", "account/second-factor/totp/activate/",
    "account/logout/", f"work/{PLAN}/people/", f"work/{PLAN}/log/",
)  # fmt: skip


@pytest.fixture
def address(strict_city: Catalogue) -> Iterator[str]:
    """The address of the city's portal, with an administrator and somebody who is invited."""
    from wsgiref.simple_server import make_server

    from django.core.handlers.wsgi import WSGIHandler

    from qualicity.portal.workbench.actions.people import Invite, operator

    member(WHO, ("administrator", ""), ("viewer", "north-district"), factor=False)
    member("rui@city.example", ("reviewer", "north-district"))
    plan = strict_city.plan(PLAN)
    made = Invite(plan, "new@city.example", "office").run(operator(plan), NOW.replace(year=2036))

    with make_server("127.0.0.1", 0, WSGIHandler(), Server, Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port} {made.token}"
        server.shutdown()


def looked_at(page: Page, url: str) -> list[str]:
    resize(page, {"width": 1280, "height": 900})
    if page.url != url:
        page.goto(url)
    fresh = mark_fresh(page)
    found = violations(page, "fresh")
    if fresh:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {what}" for what in too_pale(page)]
        page.emulate_media(color_scheme="light")
    resize(page, {"width": 320, "height": 640})
    found += [f"320 px: {what}" for what in too_wide(page)]
    return [f"{url}: {what}" for what in found]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_of_accounts_are_accessible_and_fit_a_phone(browser: Browser, address: str, lang: str) -> None:
    base, token = address.split()
    with browser.new_context() as context:
        bring_axe(context)
        page, said = context.new_page(), []
        page.on("console", lambda m: said.append(m.text) if "Security Policy" in m.text else None)
        found = [
            f for p in (*OUTSIDE, f"work/invitation/{token}/") for f in looked_at(page, f"{base}/{lang}/{p}")
        ]
        page.goto(f"{base}/{lang}/account/login/")
        page.keyboard.press("Tab")  # skip link
        page.get_by_role("textbox").first.focus()
        page.keyboard.type(WHO)
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.id") != "id_password":
            page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/again/**")
        found += looked_at(page, page.url)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/totp/activate/")
        assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
        found += [f for p in INSIDE[:4] for f in looked_at(page, f"{base}/{lang}/{p}")]
        activate(page, f"{base}/{lang}/account/second-factor/totp/activate/")
        found += looked_at(page, page.url)
        found += [f for p in INSIDE[4:] for f in looked_at(page, f"{base}/{lang}/{p}")]
        assert not found
        assert not said


def activate(page: Page, url: str) -> None:
    """Set up the second factor as an authenticator would."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    page.goto(url)
    secret = page.input_value("#authenticator_secret")
    page.fill("#id_code", format_hotp_value(hotp_value(secret, sorted(yield_hotp_counters_from_time())[1])))
    page.keyboard.press("Enter")
    page.wait_for_url("**/recovery-codes/")
