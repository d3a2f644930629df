"""The pages of a review in a real browser: axe finds nothing, nothing is too wide, and the effect comes by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from looks import too_wide, violations
from review_cases import everybody, led_to, rows, verb

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def at(city: City) -> Iterator[str]:
    """The address of the sample city's portal."""
    from django.core.handlers.wsgi import WSGIHandler

    with make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def cases(city: City) -> dict[str, str]:
    """The pages, by name: a submission that came back once and is late, an effective one, work that failed."""
    from qualicity.portal.workbench.actions.submissions import Say
    from qualicity.portal.workbench.models import Job

    author, plan = everybody("author"), city.plan
    city.later(days=-20)
    s = led_to(plan, "submitted", "2026-10", author)
    Say(plan, s.pk, "58 of 61?", 1, "passed").run(everybody("head"), city.now)
    s = verb(plan, s, "return").run(everybody("head"), city.later(minutes=1))
    s = verb(plan, s, "save", data=rows("2026-10", 60)).run(author, city.later(minutes=1))
    s = verb(plan, s, "submit").run(author, city.later(minutes=1))
    done = led_to(plan, "effective", "2026-09", author)
    led_to(plan, "approved", "2026-08", author)
    Job.objects.filter(kind="take-effect").update(tries=8, error="OSError: no space left on device " * 9)
    city.later(days=20)
    here = "/en/work/sample-city/"
    return {
        "submission": f"{here}submissions/{s.pk}/",
        "effect": f"{here}submissions/{s.pk}/effect/",
        "effective": f"{here}submissions/{done.pk}/",
        "reviews": f"{here}reviews/",
        "jobs": f"{here}jobs/",
        "plan": here,
    }


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh", 320)])
def test_pages_of_the_review_are_for_everybody(
    city: City, at: str, cases: dict[str, str], browser: Browser, lang: str, width: int
) -> None:
    said: list[str] = []
    for who in ("head", "office"):
        context = browser.new_context(viewport={"width": width, "height": 800})
        signed = city.sign_in(who).cookies["qualicity"].value
        context.add_cookies([{"name": "qualicity", "value": signed, "url": at}])
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        for name, address in cases.items():
            if (name == "jobs") != (who == "office") and name != "reviews":
                continue
            page.goto(at + address.replace("/en/", f"/{lang}/"))
            if name == "submission":
                _effect_comes_by_itself(page)
            assert violations(page) == [], name
            assert too_wide(page) == [], name
        context.close()
    assert said == []


def _effect_comes_by_itself(page: Page) -> None:
    page.locator("#verdicts").wait_for(timeout=30_000)
    assert page.locator("a[href*='/targets/pass-rate']").count() >= 1
