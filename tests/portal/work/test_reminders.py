"""Letters about dates: who is told of what on which day, never twice, and nothing lost while the mail server is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from smtp_server import Kept, mail_server

from qualicity.errors import UsageError
from qualicity.evidence import Duty
from qualicity.portal import mail as mail_settings

if TYPE_CHECKING:
    from conftest import City
    from django.core.mail import EmailMessage

    from qualicity.portal.workbench.board import Task

NORTH = "clerk@demo.invalid"
OFFICE = "office@demo.invalid"


def round_of(city: City) -> int:
    """What a worker does on the day."""
    from qualicity.portal.workbench.reminding import ask_daily

    ask_daily(city.now)
    return city.work()


def ready(city: City, now: datetime) -> None:
    """The ready-made accounts, at a moment."""
    from qualicity.portal.workbench import demo

    demo.make_accounts()
    city.now = now


def to(letters: list[Any], address: str) -> list[EmailMessage]:
    return [m for m in letters if m.to == [address]]


def task(due: date, today: date, state: str = "") -> Task:
    from qualicity.portal.workbench.board import Task
    from qualicity.portal.workbench.models import Submission

    duty = Duty(due, due - timedelta(days=10), "inspections", "north-district", "2026-10")
    return Task(duty, Submission(state=state) if state else None, today)


@pytest.mark.parametrize(
    ("today", "state", "told"),
    [
        (date(2026, 11, 2), "", set()),
        (date(2026, 11, 3), "", {("contributor", "due", "-7")}),
        (date(2026, 11, 8), "draft", {("contributor", "due", "-7")}),  # no worker ran on the 3rd
        (date(2026, 11, 9), "returned", {("contributor", "due", "-1")}),
        (date(2026, 11, 10), "", {("contributor", "due", "-1")}),
        (date(2026, 11, 9), "submitted", set()),
        (date(2026, 11, 9), "approved", set()),
        (
            date(2026, 11, 11), "",
            {("contributor", "late", "+1"), ("reviewer", "late", "+1"), ("office", "late", "+1")},
        ),
        (
            date(2026, 11, 21), "returned",
            {("contributor", "late", "+10"), ("reviewer", "late", "+10"), ("office", "late", "+10")},
        ),
        (date(2026, 11, 30), "effective", set()),
    ],
)  # fmt: skip
def test_who_is_told_of_a_date_on_which_day(
    city: City, today: date, state: str, told: set[tuple[str, str, str]]
) -> None:
    from qualicity.portal.workbench import reminders

    found = reminders.told(city.plan, [task(date(2026, 11, 10), today, state)], [], today)
    assert {(t.role, t.item.kind, t.item.which) for t in found} == told


def test_reviewers_are_told_of_a_decision_whose_day_has_passed(city: City) -> None:
    from qualicity.portal.workbench import reminders
    from qualicity.portal.workbench.models import Submission

    def at(step: int, dataset: str, today: date) -> set[tuple[str, str]]:
        s = Submission(
            id="1", dataset=dataset, organisation="north-district", step=step, look_by=date(2026, 11, 10)
        )
        return {(t.role, t.of) for t in reminders.told(city.plan, [], [s], today)}

    assert at(0, "inspections", date(2026, 11, 10)) == set()
    assert at(0, "inspections", date(2026, 11, 11)) == {("reviewer", "north-district")}
    assert at(1, "inspections", date(2026, 11, 11)) == {("reviewer", "market-bureau")}
    assert at(1, "water_sections", date(2026, 11, 11)) == {("office", "")}


def test_a_day_has_one_letter_for_a_person_in_both_languages_and_says_why(
    city: City, letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALICITY_ADDRESS", "https://city.example")
    ready(city, datetime(2026, 11, 11, 1))
    round_of(city)
    mine = to(letters, NORTH)
    assert len(mine) == 1
    subject, body = mine[0].subject, str(mine[0].body)
    assert subject.startswith("示例市（虚构）：到2027年河更清、货更真：逾期 ")
    assert (
        "Inspections of goods by month (synthetic), October 2026, North District (synthetic): was due on 10 November 2026"
        in body
    )
    assert "商品抽查月报（虚构），2026年10月，北区政府（虚构）：应于 2026年11月10日 前填报" in body
    assert "https://city.example/zh/work/sample-city/" in body
    assert "contributor (North District (synthetic))" in body
    assert "cannot be switched off" in body
    assert "Water Bureau" not in body
    assert "Water Bureau" in str(to(letters, OFFICE)[0].body)
    assert not to(letters, "auditor@demo.invalid")


def test_nothing_is_told_twice(either_city: City, letters: list[Any]) -> None:
    city = either_city
    ready(city, datetime(2026, 11, 11, 1))
    assert round_of(city) > 1
    before = len(letters)
    assert round_of(city) == 0  # the same day
    city.later(days=1)
    assert round_of(city) == 1  # the round, and no letter
    assert len(letters) == before
    city.later(days=8)
    round_of(city)
    assert len(to(letters, NORTH)) == 2  # ten days after the date
    assert "2026" in str(to(letters, NORTH)[1].body)


def test_without_an_address_of_the_portal_letters_have_no_link(
    city: City, letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUALICITY_ADDRESS", raising=False)
    ready(city, datetime(2026, 11, 11, 1))
    round_of(city)
    assert letters
    assert not any("http" in str(m.body) or "sample-city/" in str(m.body) for m in letters)


def test_a_persons_own_language_comes_first(city: City, letters: list[Any]) -> None:
    from datetime import UTC

    from qualicity.portal.workbench.models import Invitation

    ready(city, datetime(2026, 11, 11, 1))
    at = city.now.replace(tzinfo=UTC)
    Invitation.objects.create(
        digest="x", email=NORTH, plan="sample-city", role="contributor", lang="en", by="a", at=at, until=at,
        accepted=at,
    )  # fmt: skip
    round_of(city)
    assert to(letters, NORTH)[0].subject.startswith("Sample City")
    assert to(letters, OFFICE)[0].subject.startswith("示例市")


def test_accounts_of_the_demo_get_no_letters_elsewhere(
    city: City, letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(city, datetime(2026, 11, 11, 1))
    monkeypatch.delenv("QUALICITY_DEMO")
    round_of(city)
    assert letters == []


@pytest.fixture
def server(city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A mail server, the one that letters leave by."""
    from django.conf import settings

    with mail_server() as kept:
        url = f"smtp://city:p%40ss@127.0.0.1:{kept.port}"
        found = mail_settings.settings(
            {"QUALICITY_SMTP": url, "QUALICITY_MAIL_FROM": "Sample City <office@city.example>"}
        )
        for name, value in found.items():
            monkeypatch.setattr(settings, name, value, raising=False)
        yield kept


def test_letters_leave_by_a_mail_server_with_chinese_subjects(city: City, server: Kept) -> None:
    ready(city, datetime(2026, 11, 11, 1))
    round_of(city)
    assert server.logins[0] == "city p@ss"
    n = server.to.index([NORTH])
    letter = server.letters[n]
    assert letter["subject"].strip().startswith("示例市（虚构）：到2027年河更清、货更真：逾期 ")
    assert letter["from"] == "Sample City <office@city.example>"
    assert letter["to"] == NORTH
    assert "商品抽查月报" in letter.get_content()
    assert len(server.to) == len({*map(tuple, server.to)})


def test_while_a_mail_server_fails_nothing_is_lost_and_nothing_comes_twice(city: City, server: Kept) -> None:
    from qualicity.portal.workbench.models import Job, Letter
    from qualicity.portal.workbench.queue import MOST_TRIES

    ready(city, datetime(2026, 11, 11, 1))
    server.refusing = "451 later"
    round_of(city)
    for _ in range(MOST_TRIES + 1):
        city.later(minutes=15)
        city.work()
    failed = Job.objects.filter(kind="letter", done=None, tries=MOST_TRIES)
    assert failed.count() > 1
    assert "451" in failed[0].error
    assert not server.letters
    told = Letter.objects.filter(sent=None).count()
    assert told
    server.refusing = ""
    city.later(days=1)
    round_of(city)
    assert not Letter.objects.filter(sent=None)
    assert not Job.objects.filter(done=None)
    assert len(server.to) == len({*map(tuple, server.to)}) > 1
    city.later(days=1)
    round_of(city)
    assert len(server.to) == len({*map(tuple, server.to)})


def test_what_was_settled_before_it_could_be_told_is_not_told(city: City, server: Kept) -> None:
    from datetime import UTC

    from qualicity.portal.workbench.models import Letter, Submission
    from qualicity.portal.workbench.queue import MOST_TRIES

    ready(city, datetime(2026, 11, 11, 1))
    server.refusing = "421 closed"
    round_of(city)
    for _ in range(MOST_TRIES):
        city.later(minutes=15)
        city.work()
    mine = Letter.objects.filter(to=NORTH)
    assert mine.filter(period="2026-10").exists()
    for n in mine:
        Submission.objects.create(
            id=f"s{n.pk}", plan="sample-city", dataset=n.dataset, organisation=n.organisation, period=n.period,
            state="effective", by="x", created=city.now.replace(tzinfo=UTC),
        )  # fmt: skip
    server.refusing = ""
    city.later(days=1)
    round_of(city)
    assert [NORTH] not in server.to


def test_the_office_reminds_everybody_who_is_late_once_a_day_and_it_is_logged(
    either_city: City, letters: list[Any]
) -> None:
    city = either_city
    from qualicity.portal.workbench.actions.reminding import RemindLate
    from qualicity.portal.workbench.models import Entry
    from qualicity.portal.workbench.rights import Actor, Held, NotAllowedError

    ready(city, datetime(2026, 11, 12, 1))
    round_of(city)
    before = len(to(letters, NORTH))
    office = Actor(OFFICE, (Held("office", "sample-city"),))
    for role in ("auditor", "administrator"):
        with pytest.raises(NotAllowedError):
            RemindLate(city.plan).run(Actor("a", (Held(role, "sample-city"),)), city.now)
    RemindLate(city.plan).run(office, city.now)
    with pytest.raises(UsageError, match="today already"):
        RemindLate(city.plan).run(office, city.now)
    city.work()
    mine = to(letters, NORTH)
    assert len(mine) == before + 1
    assert "the plan office asks for it" in str(mine[-1].body)
    assert list(Entry.objects.filter(verb="late.remind").values_list("by", flat=True)) == [OFFICE]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp://u:p%40w@mail.example:587?tls=1", ("mail.example", 587, "u", "p@w", True, False)),
        ("smtps://u:p@mail.example", ("mail.example", 465, "u", "p", False, True)),
    ],
)
def test_the_mail_server_is_said_by_the_environment(url: str, said: tuple[Any, ...]) -> None:
    found = mail_settings.settings({"QUALICITY_SMTP": url})
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(found[f"EMAIL_{n}"] for n in names) == said


@pytest.mark.parametrize("url", ["mail.example", "http://u:secret@x", "smtp://", "smtp://u:secret@x:port"])
def test_a_mail_server_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        mail_settings.settings({"QUALICITY_SMTP": url})
    assert "secret" not in str(refused.value)


def test_without_a_mail_server_letters_go_to_the_terminal() -> None:
    assert mail_settings.settings({})["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert mail_settings.absolute("/en/", {"QUALICITY_ADDRESS": "javascript:alert(1)"}) == ""
