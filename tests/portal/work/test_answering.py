"""Readers' doubts on the workbench: answered in the office's name, told to who asked, who can be forgotten."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import member, signed_in
from task_cases import WORK, office, work

if TYPE_CHECKING:
    from django.test import Client

EMAIL = "reader@elsewhere.example"
ANSWER = {
    "verb": "answer",
    "text_en": "It is corrected.",
    "text_zh": "已更正。",
    "outcome": "upheld",
    "wrong_en": "93.1",
    "wrong_zh": "93.1",
    "right_en": "93.2",
    "right_zh": "93.2",
    "since": "2026-11-01",
}


@pytest.fixture
def number(city: object) -> int:
    del city
    from qualicity.portal.doubts.about import About
    from qualicity.portal.doubts.actions import READER, Ask

    shown = {"title": {"en": "Pass rate", "zh": "合格率"}, "value": {"en": "93.1 %"}, "of": {}, "known": None}
    asked = Ask(
        plan="sample-city", about=About(target="pass-rate"), as_of=date(2026, 11, 20), shown=shown, kind="wrong",
        text="The district's own page says 93.2.", email=EMAIL, lang="en", nonce="1",
    )  # fmt: skip
    return asked.run(READER, datetime(2026, 11, 20, 9)).id


def page(number: int) -> str:
    return f"{WORK}doubts/{number}/"


def case(number: int) -> Any:
    from qualicity.portal.doubts.board import board

    return board(["sample-city"]).about(number)


def entries(verb: str) -> list[Any]:
    from qualicity.portal.workbench.models import Entry

    return list(Entry.objects.filter(verb=verb))


def test_an_answer_is_public_in_the_offices_name_and_told_to_who_asked(number: int) -> None:
    from django.core import mail
    from django.test import Client as Reader
    from django.test import override_settings

    client = office()
    assert "93.2" in client.get(f"{WORK}doubts/").content.decode()
    assert client.post(page(number), ANSWER).status_code == 302
    assert case(number).state == "upheld"
    assert case(number).notice.right.en == "93.2"
    (told,) = entries("doubt.answer")
    assert (told.by, told.said["outcome"]) == ("office@city.example", "upheld")
    public = Reader().get(f"/en/sample-city/doubts/{number}/").content.decode()
    assert "It is corrected." in public
    assert "plan office" in public
    assert "office@city.example" not in public
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        assert work() == 1
        (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert "已更正。" in letter.body
    assert "It is corrected." in letter.body
    client.post(page(number), {**ANSWER, "outcome": "explained", "text_en": "Once more."})
    assert case(number).answer.amends
    assert case(number).notice is None  # a later answer took its place


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text_zh": ""}, "every language"),
        ({"since": ""}, "since when"),
        ({"right_en": "", "right_zh": ""}, "need words"),
        ({"outcome": ""}, "is not one of"),
    ],
)
def test_what_an_answer_lacks_is_said_and_nothing_typed_is_lost(
    number: int, changed: dict[str, str], said: str
) -> None:
    answer = office().post(page(number), {**ANSWER, **changed})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "It is corrected." in answer.content.decode()
    assert case(number).state == "open"
    assert not entries("doubt.answer")


def test_a_doubt_is_declined_with_its_reason(number: int) -> None:
    assert office().post(page(number), {"verb": "decline", "reason": "off_topic"}).status_code == 302
    assert case(number).state == "declined"
    assert entries("doubt.decline")[0].said == {"reason": "off_topic"}


def test_who_asked_is_forgotten_for_good_and_no_log_says_who_it_was(number: int) -> None:
    from qualicity.portal.doubts.board import email_of
    from qualicity.portal.doubts.models import Event

    client = office()
    client.post(page(number), ANSWER)
    assert client.post(page(number), {"verb": "forget"}).status_code == 302
    assert email_of(number) == ("", "")
    assert work() == 1  # the letter finds nobody, and waits for nobody
    assert case(number).state == "upheld"
    told = [*entries("doubt.forget"), *Event.objects.filter(doubt=number)]
    assert len(entries("doubt.forget")) == 1
    assert not any(EMAIL in str(vars(e)) for e in told)
    assert EMAIL not in client.get(page(number)).content.decode()
    assert client.post(page(number), {"verb": "forget"}).status_code == 400


def test_only_the_office_reads_and_answers_and_only_its_own_plans(number: int) -> None:
    for n, role in enumerate([("contributor", "north-district"), ("auditor", ""), ("administrator", "")]):
        client: Client = signed_in(member(f"p{n}@city.example", role))
        assert client.get(f"{WORK}doubts/").status_code == 403
        assert client.post(page(number), ANSWER).status_code == 403
    assert office().get(page(number + 1)).status_code == 404
    assert office("x").get(f"{WORK}doubts/abc/").status_code == 404
