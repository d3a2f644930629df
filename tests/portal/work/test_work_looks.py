"""Every page of the workbench in a real browser, wide in English and 320 px in Chinese: axe finds nothing, nothing is too
wide or too pale in the dark, a Chinese page says nothing in English, and no script is missed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from form_cases import NORTH, ROW, cells
from looks import bring_axe, mark_fresh, too_pale, too_wide, unfold, violations
from review_cases import everybody, led_to, rows, verb
from task_cases import photo
from test_language import unmarked_english

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.usefixtures("citys_clock")
HERE = "work/sample-city/"
DUTY = f"{HERE}report/inspections/north-district/"
FORM = f"{HERE}tasks/north-district/market-halls/"
PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "work-plan": (("clerk", HERE), ("head", HERE), ("office", HERE)),
    "work-unsaved": (("clerk", "work/not-saved/"),),
    "work-form": (
        ("clerk", f"{DUTY}2026-11/"),
        ("water", f"{HERE}report/water_sections/water-bureau/2026-10/"),
    ),
    "work-upload": (("clerk", f"{DUTY}2026-07/upload/"), ("clerk", f"{DUTY}2026-06/upload/?columns=1")),
    "work-submission": (("head", f"{HERE}submissions/SENT/"), ("clerk", f"{HERE}submissions/DONE/")),
    "work-effect": (("head", f"{HERE}submissions/SENT/effect/"),),
    "work-reviews": (("head", f"{HERE}reviews/"), ("office", f"{HERE}reviews/")),
    "work-jobs": (("office", f"{HERE}jobs/"),),
    "work-tokens": (("admin", f"{HERE}tokens/"),),
    "work-calendar": (("clerk", f"{HERE}calendar/"), ("office", f"{HERE}calendar/?month=2027-01")),
    "work-month": (("office", f"{HERE}month/"),),
    "work-tasks": (("clerk", f"{HERE}tasks/"), ("office", f"{HERE}tasks/")),
    "work-action": (("clerk", FORM),),
    "work-supervised": (("office", f"{HERE}supervised/"),),
    "work-rulings": (("office", f"{HERE}rulings/"),),
    "work-doubts": (("office", f"{HERE}doubts/"),),
    "work-doubt": (("office", f"{HERE}doubts/1/"),),
    "work-people": (("admin", f"{HERE}people/"),),
    "work-log": (("auditor", f"{HERE}log/"),),
    "organisations": (("office", "sample-city/organisations/"),),
}
"""By the name of an address, who looks at it where. Those of accounts and invitations: `test_accounts_browser.py`."""
FILES = {"work-workbook", "work-file", "work-attachment"}
OWN_WORDS = ("date within ten days",)
"""What somebody of the city wrote stands as it was written."""
ELSEWHERE = {
    "work",
    "work-invitation",
    "work-changes",
    "work-change-edit",
    "work-change",
    "work-change-effect",
}
"""The first leads to the plan's page; the next is of accounts; the others: `test_plan_change_looks.py`."""


@pytest.mark.usefixtures("city")
def test_every_page_of_the_workbench_is_looked_at() -> None:
    from qualicity.portal.workbench.urls import ADDRESSES

    shown = {a.name for a in ADDRESSES if "GET" in a.methods}
    assert shown == (set(PAGES) - {"organisations"}) | FILES | ELSEWHERE


@pytest.fixture
def busy(city: City) -> dict[str, str]:
    """A city in which everything has happened that a page may show; the ids of two submissions."""
    named = _reviewed(city)
    _tasks(city)
    clerk, admin = city.sign_in("clerk"), city.sign_in("admin")
    clerk.post(f"/en/{HERE}calendar/north-district/feed/", {"verb": "make"})
    admin.post(f"/en/{HERE}tokens/", {"verb": "make", "organisation": "water-bureau", "title": "Station 4"})
    admin.post(
        f"/en/{HERE}people/",
        {"verb": "invite", "email": "new@a.example", "role": "viewer", "organisation": "water-bureau"},
    )
    for month, head in (("2026-07", "area,month,inspected,passed"), ("2026-06", "area,month,checked,passed")):
        file = photo("july.csv", f"{head}\nSC-N,{month},sixty,58\n".encode())
        clerk.post(f"/en/{DUTY}{month}/upload/", {"version": "0", "verb": "file", "file": file})
    _sent_while_signed_out(city)
    return named


def _reviewed(city: City) -> dict[str, str]:
    """A submission that came back once and is late, an effective one, work that failed."""
    from qualicity.portal.workbench.actions.comments import Say
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
    return {"SENT": s.pk, "DONE": done.pk}


def _tasks(city: City) -> None:
    """A report with a file, a doubt, and a ruling and an item that wait for a second person."""
    from qualicity.portal.doubts.about import About
    from qualicity.portal.doubts.actions import READER, Ask

    shown = {"title": {"en": "Pass rate", "zh": "合格率"}, "value": {"en": "93.1 %"}, "of": {}, "known": None}
    Ask(
        plan="sample-city", about=About(target="pass-rate"), as_of=date(2026, 11, 20), shown=shown, kind="wrong",
        text="The district's own page says 93.2.", email="a@b.example", lang="en", nonce="1",
    ).run(READER, datetime(2026, 11, 20, 9))  # fmt: skip
    clerk, office = city.sign_in("clerk"), city.sign_in("office")
    clerk.post(
        f"/en/{FORM}", {"version": "0", "verb": "save", "-.forecast": "2027-03-01", "half.file": photo()}
    )
    ruling = {"target": "river-life", "status": "at_risk", "reason_en": "Six kinds.", "reason_zh": "六种鱼。"}
    assert office.post(f"/en/{HERE}rulings/", ruling).status_code == 302
    item = {"verb": "open", "task": "market-halls/half", "note": "By June"}
    assert office.post(f"/en/{HERE}supervised/", item).status_code == 302


def _sent_while_signed_out(city: City) -> None:
    from django.test import Client

    from qualicity.portal.workbench import unsaved

    del city
    mark = unsaved.mark("clerk@demo.invalid")
    file = photo("scan.png")
    Client().post(NORTH, {**cells(ROW), "verb": "save", "note": "counted twice", "file": file, "for": mark})


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh", 320)])
def test_every_page_is_for_everybody(
    city: City, place: str, busy: dict[str, str], browser: Browser, lang: str, width: int
) -> None:
    said: list[str] = []
    found: list[str] = []
    signed = {who: "" for looked in PAGES.values() for who, _ in looked}
    context = browser.new_context(viewport={"width": width, "height": 800})
    bring_axe(context)
    page = context.new_page()
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    for name, looked in PAGES.items():
        for who, path in looked:
            signed[who] = signed[who] or city.sign_in(who).cookies["qualicity"].value
            context.add_cookies([{"name": "qualicity", "value": signed[who], "url": place}])
            at = path.replace("SENT", busy["SENT"]).replace("DONE", busy["DONE"])
            answer = page.goto(f"{place}/{lang}/{at}")
            assert answer is not None
            assert answer.status == 200, (who, path)
            found += [f"{who} {path}: {what}" for what in _wrong(page, name, lang)]
    context.close()
    assert not found, "\n".join(found)
    assert [m for m in said if "400" not in m] == []  # a form with errors was sent


def _wrong(page: Page, name: str, lang: str) -> list[str]:
    """What is wrong with a page that is shown."""
    if name == "work-submission" and page.locator("[hx-get]").count():
        page.locator("#verdicts").wait_for(timeout=30_000)  # what it would change comes by itself
    if name == "work-action":
        page.locator("button[value=submit]").click()
        page.locator("#problem").wait_for()
    unfold(page)
    runs = unmarked_english(page.content()) if lang == "zh" else []
    english = [f"English: {run}" for run in runs if run not in OWN_WORDS]
    wrong: list[Any] = [*violations(page), *too_wide(page), *english]
    if mark_fresh(page):
        page.emulate_media(color_scheme="dark")
        wrong += [f"dark: {what}" for what in too_pale(page)]
        page.emulate_media(color_scheme="light")
    return wrong
