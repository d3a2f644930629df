"""The way of a doubt, played: a reader on a phone, the office at its commands, another reader, a journalist."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.simple_server import make_server

import pytest
from looks import calm
from rooms_fixtures import Commands
from small_plan import SmallPlan
from web_server import Quiet, Server

from qualicity.portal import catalogue, configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from tabs import Tabs

pytestmark = pytest.mark.browser

WORDS = {
    "en": {"doubt": "Doubt this figure?", "wrong": "I think that it is wrong", "send": "Send", "open": "1 open question",
           "fix": "What is right", "right": "39 without the lake", "kept": "What you typed is kept"},
    "zh": {"doubt": "对这个数有疑问？", "wrong": "认为有误", "send": "提交", "open": "1 条疑问待答复",
           "fix": "正确为何", "right": "不计湖面为39", "kept": "所填内容均已保留"},
}  # fmt: skip
ANSWER = (
    "--by", "Plan office", "--upheld", "--text-en", "You are right.", "--text-zh", "您说得对。", "--wrong-en",
    "41 counts a lake", "--wrong-zh", "41 误计湖面", "--right-en", "39 without the lake", "--right-zh", "不计湖面为39",
    "--since", "2021-02",
)  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Commands:
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover")
    made.target()
    made.figure("2017", 38)
    made.figure("2020", 41)
    made.load()
    return Commands(made.workspace)


@pytest.fixture
def place(office: Commands, tmp_path: Path, portal: catalogue.Catalogue) -> Iterator[str]:
    """The address of a portal of the small plan."""
    from django.core.handlers.wsgi import WSGIHandler

    configure([tmp_path / "small"], Workspace(office.workspace), date(2027, 1, 31))
    assert database.prepare()
    with make_server("127.0.0.1", 0, WSGIHandler(), Server, Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
    catalogue.put(portal)
    database.use(portal.workspace)


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
def test_from_a_readers_doubt_to_the_correction_notice(
    tabs: Tabs, place: str, office: Commands, lang: str, scheme: str
) -> None:
    words = WORDS[lang]
    page = tabs.open({"width": 320, "height": 640}, scheme, axe=True)
    page.goto(f"{place}/{lang}/small/figures/cover/published/440600/2020/")
    page.get_by_role("link", name=words["doubt"]).click()
    calm(page)
    page.locator("#text").fill("The yearbook says 39.")
    page.get_by_role("button", name=words["send"]).click()
    assert words["kept"] in page.locator("#problem").inner_text()
    assert page.locator("#text").input_value() == "The yearbook says 39."
    calm(page)
    page.get_by_label(words["wrong"]).check()
    page.locator("#email").fill("reader@secret.example")
    page.get_by_role("button", name=words["send"]).click()
    assert "/doubts/1/?key=" in page.url
    assert "The yearbook says 39." in page.locator("main").inner_text()
    calm(page)
    receipt = page.url

    page.goto(f"{place}/{lang}/small/indicators/cover/")
    assert words["open"] in page.locator(".doubting").inner_text()
    assert office.run("doubts", "answer", 1, *ANSWER).exit_code == 0
    page.reload()
    assert words["right"] in page.locator(".corrected").inner_text()
    calm(page)
    for path in ("doubts/", "doubts/1/", "corrections/", "releases/"):
        page.goto(f"{place}/{lang}/small/{path}")
        calm(page)
        if path != "doubts/":
            assert words["right"] in page.locator("main").inner_text(), path
    page.goto(receipt)
    assert words["fix"] in page.locator("main").inner_text()
    assert not page.context.cookies()


def test_back_loses_nothing_and_sends_nothing_twice(tabs: Tabs, place: str) -> None:
    page = tabs.open({"width": 1200, "height": 800}, "light")
    page.goto(f"{place}/en/small/figures/cover/published/440600/2020/")
    page.get_by_role("link", name="Doubt this figure?").click()
    page.locator("#text").fill("The yearbook says 39.")
    page.get_by_role("button", name="Send").click()
    assert "What you typed is kept" in page.locator("#problem").inner_text()
    page.wait_for_load_state()  # before that there is no way back
    page.go_back()
    assert page.locator("#text").input_value() == "The yearbook says 39.", "the form as it was sent"
    page.get_by_label("I think that it is wrong").check()
    page.locator("#email").fill("reader@secret.example")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/doubts/1/?key=*")
    page.wait_for_load_state()
    page.go_back()
    assert page.locator("#text").input_value() == "The yearbook says 39."
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/doubts/1/?key=*")  # the same form is taken once
    page.goto(f"{place}/en/small/doubts/2/")
    assert "no such" in page.locator("main").inner_text().lower()
