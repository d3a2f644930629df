"""A reader's doubt is asked on a page, once, and waits in public without its words; nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from doubts_fixtures import FIGURE, PAGE, SENT, asked, client, office, plan, post, send, text, token
from small_plan import SmallPlan

from qualicity.portal import database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["client", "office", "plan"]


def test_every_page_of_a_figure_leads_to_a_form_that_says_which_figure(client: Client) -> None:
    for page in ("small/targets/promise", "small/indicators/cover", PAGE):
        found = re.search(r'href="(/en/small/doubt/[^"]+)"', text(client, f"/en/{page}/"))
        assert found, page
        form = text(client, found[1])
        assert "41" in form
        assert "known since" in form
        assert f'href="/en/{page}/' in form


def test_what_was_sent_waits_in_public_without_its_words(client: Client) -> None:
    receipt = asked(client)
    mine = text(client, receipt)
    assert "has the number <strong>1</strong>" in mine
    assert "The yearbook says 39." in mine
    public = text(client, receipt.partition("?")[0])
    assert "yearbook" not in public
    assert "Not answered yet" in public
    for page in (f"{PAGE}/", "small/indicators/cover/", "small/targets/promise/"):
        waiting = text(client, f"/en/{page}")
        assert ("1 open question" in waiting) == ("targets" not in page), page
    told = client.get("/en/small/doubts.json").json()
    assert (told["open"], told["doubts"][0]["text"], told["doubts"][0]["name"]) == (1, None, None)
    assert told["doubts"][0]["shown"]["value"] == {"en": "41 %", "zh": "41%"}


def test_a_wrong_key_shows_no_more_than_everybody_sees(client: Client) -> None:
    receipt = asked(client)
    page = text(client, receipt[:-1] + ("0" if receipt[-1] != "0" else "1"))
    assert "not that of this doubt" in page
    assert "yearbook" not in page


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["Choose one.", "Say what you doubt", "no link", "no e-mail address", "What you typed is kept"],
        ),
        (
            "zh",
            ["请选择一项", "请写明您对什么有疑问", "链接格式不正确", "邮箱格式不正确", "所填内容均已保留"],
        ),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(
    client: Client, lang: str, words: list[str]
) -> None:
    answer = send(
        client, lang, kind="", text="", email="nobody <at>", evidence="javascript:alert(1)", name="李雷"
    )
    page = unescape(answer.content.decode())
    assert answer.status_code == 400
    assert all(w in page for w in words)
    for kept in ('value="nobody <at>"', 'value="javascript:alert(1)"', 'value="李雷"', "checked"):
        assert kept in page
    assert client.get("/en/small/doubts.json").json()["doubts"] == []


def test_the_same_sent_twice_is_one(client: Client) -> None:
    address = f"/en/small/doubt/?{FIGURE}"
    said = {"token": token(text(client, address)), **SENT}
    first, again = (post(client, address, said)["Location"] for _ in range(2))
    assert first == again == asked(client)
    assert len(client.get("/en/small/doubts.json").json()["doubts"]) == 1


def test_a_form_counts_once_and_keeps_what_was_typed(client: Client) -> None:
    address = f"/en/small/doubt/?{FIGURE}"
    said = {"token": token(text(client, address)), **SENT}
    post(client, address, said)
    other = post(client, address, said | {"text": "Something quite different."})
    page = other.content.decode()
    assert (other.status_code, "Something quite different." in page) == (409, True)
    assert (
        post(client, address, said | {"text": "Something quite different.", "token": token(page)}).status_code
        == 303
    )


def test_a_form_of_another_figure_of_yesterday_or_of_nobody_is_shown_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.doubts import form

    address = f"/en/small/doubt/?{FIGURE}"
    other = token(text(client, "/en/small/doubt/?target=promise"))
    mine = token(text(client, address))
    for bad in ("", "x:y:z", "\x00", mine[:-1], other):
        answer = post(client, address, SENT | {"token": bad})
        assert answer.status_code == 400, bad
        assert "The yearbook says 39." in answer.content.decode()
    monkeypatch.setattr(form, "VALID", -1)
    assert "open for more than a day" in post(client, address, SENT | {"token": mine}).content.decode()


def test_programs_that_fill_in_every_field_are_told_apart(client: Client) -> None:
    assert send(client, homepage="https://spam.example").status_code == 400


def test_a_long_or_foreign_body_is_refused_with_a_page(client: Client) -> None:
    address = f"/zh/small/doubt/?{FIGURE}"
    form = "application/x-www-form-urlencoded"
    for body, kind in (
        (b"text=" + b"x" * 200_000, form),
        (b"&".join(b"a%d=1" % n for n in range(500)), form),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"text=%ff", f"{form}; charset=utf-16"),
    ):
        answer = client.generic("POST", address, body, content_type=kind)
        assert answer.status_code == 400
        assert "无法读取所提交的内容" in answer.content.decode()
    assert (
        client.generic("POST", address, b"text=%ff%00%ed%a0%80&email=%c3", content_type=form).status_code
        == 400
    )


def test_what_is_kept_of_a_doubt_about_a_thing_that_is_not_there(client: Client) -> None:
    for about in (
        "",
        "target=none",
        "indicator=cover&definition=x&area=1&period=2020",
        FIGURE + "&release=none",
    ):
        assert client.get(f"/en/small/doubt/?{about}").status_code == 404
        assert post(client, f"/en/small/doubt/?{about}", SENT).status_code == 404
    assert client.get(f"/en/none/doubt/?{FIGURE}").status_code == 404
    for number in ("0", "99", "x", "9" * 40, "１"):
        assert client.get(f"/en/small/doubts/{number}/").status_code == 404


def test_no_form_and_no_receipt_is_kept_by_a_cache_and_none_sets_a_cookie(client: Client) -> None:
    answer = send(client)
    form, receipt = client.get(f"/en/small/doubt/?{FIGURE}"), client.get(answer["Location"])
    assert receipt["Cache-Control"] == "no-store"
    for each in (answer, form):
        assert each["Cache-Control"] == "private, no-cache", "only one's own browser shows it again"
    for each in (answer, receipt, form):
        assert "Set-Cookie" not in each
        assert "form-action 'self'" in each["Content-Security-Policy"]
    assert "no-store" not in client.get("/en/small/doubts/")["Cache-Control"]


def test_a_portal_that_can_only_be_read_serves_pages_and_says_so(
    plan: SmallPlan, client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    from django.db import connections

    connections.close_all()
    kept = Workspace(plan.workspace).database()
    for file in kept.parent.glob(f"{kept.name}*"):
        file.unlink()
    kept.mkdir()
    assert not database.prepare()
    assert "Doubt this figure?" in text(client, "/en/small/targets/promise/")
    assert "Nobody has doubted" in text(client, "/en/small/doubts/")
    assert "can’t be taken here" in text(client, f"/en/small/doubt/?{FIGURE}")
    assert capfd.readouterr().err == ""


def test_while_the_database_fails_no_page_says_that_there_are_no_doubts(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.doubts import board

    asked(client)
    monkeypatch.setattr(board, "_COUNTED", "select no_such_column from doubts_event")
    assert text(client, "/en/small/targets/promise/")
    for page in ("doubts", "doubts/1", "corrections"):
        assert "can’t be read at this moment" in text(client, f"/en/small/{page}/", 503)
    assert "doubts" not in client.get("/en/policy.json").json()
    answer = send(client, text="Another one, written meanwhile.")
    assert answer.status_code == 503
    assert "Another one, written meanwhile." in answer.content.decode()
