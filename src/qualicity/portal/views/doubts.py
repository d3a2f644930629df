"""Questions and objections of readers, with what the office answered, and the correction notices that followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from qualicity.errors import Text, UsageError
from qualicity.portal import catalogue, failures
from qualicity.portal.citing import cite
from qualicity.portal.context import Here, InPlan
from qualicity.portal.doubted import (
    address_of,
    board_of,
    correction_record,
    kind_words,
    place_and_value,
    record,
    state_words,
    title_of,
)
from qualicity.portal.doubts.board import Board, Case, Corrected, board
from qualicity.portal.doubts.kinds import OUTCOMES, REASONS, STATES, Said
from qualicity.portal.pages import Page
from qualicity.portal.words import day, moment


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A doubt, ready to be written in the reader's language."""

    case: Case
    title: Text
    rest: str
    kind: Text
    state: Text
    url: str
    thing_url: str
    asked: str
    answered: str
    waits: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A correction notice, ready to be written."""

    case: Case
    title: Text
    rest: str
    url: str
    wrong: str
    right: str
    since: str
    corrected: str
    releases: tuple[tuple[str, str], ...]
    standing: bool


def doubts(here: InPlan) -> Page:
    """Every doubt about the plan's figures, the latest first; of those not yet answered not the words."""
    kept = _require_live(here)
    asked = here.request.GET.get("state", "")
    state = asked if asked in STATES else ""
    shown = [c for c in kept.cases if not state or c.state == state]

    def records() -> list[dict[str, Any]]:
        return [record(here, c) for c in shown]

    states = [c.state for c in kept.cases]
    return Page(
        template="doubts.html",
        title=_("Questions and corrections"),
        record=lambda: {"plan": here.plan.id, **summary(here, kept), "doubts": records()},
        table=records,
        section="doubts",
        context={
            "rows": [row(here, c) for c in shown],
            "state": state,
            "states": [(s, t, states.count(s), here.to.doubts(s)) for s, t in STATES.items() if s in states],
            "n": len(kept.cases),
            "board": kept,
            **summary(here, kept),
        },
    )


def doubt(here: InPlan, number: str) -> Page:
    """One doubt with its answer; with the key of its receipt its sender sees it before."""
    _require_live(here)
    key = here.request.GET.get("key", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0
    until = None if key else here.as_of.day
    case = board((here.plan.id,), until).about(wanted)
    if case is None:
        raise failures.MissingError(Text("doubt", "疑问"), number, [], "doubts", (here.plan.id,))
    mine = bool(key) and constant_time_compare(key, case.key)
    title = _("Doubt %(number)s") % {"number": case.number}
    return Page(
        template="doubt.html",
        title=title,
        keep=not key,
        record=lambda: record(here, case) | {"corrections": correction_record(here, case)},
        table=lambda: [record(here, case)],
        section="doubts",
        context={
            "case": case,
            "row": row(here, case),
            "mine": mine,
            "wrong_key": bool(key) and not mine,
            "shows": case.public or mine,
            "thing": {k: v.get(here.lang) for k, v in case.shown.items() if isinstance(v, dict)},
            "known": case.shown.get("known"),
            "outcome": OUTCOMES[case.answer.outcome] if case.answer else None,
            "answers": [
                (a, a.text.get(here.lang), OUTCOMES[a.outcome], moment(a.at, here.lang)) for a in case.answers
            ][::-1],
            "notices": notices(here, [case]),
            "reason": REASONS[case.declined[0]] if case.declined else None,
            "declined_on": day(case.declined[1], here.lang) if case.declined else "",
            "median": board_of(here).median_days,
            "cite": ""
            if mine
            else cite(here, f"{title}. {here.say(title_of(case))}{place_and_value(here, case)}"),
        },
    )


def corrections(here: InPlan) -> Page:
    """Every correction notice of the plan, the latest first."""
    kept = _require_live(here)

    def records() -> list[dict[str, Any]]:
        return [r for c in kept.corrections for r in correction_record(here, c)]

    return Page(
        template="corrections.html",
        title=_("Corrections"),
        record=lambda: {"plan": here.plan.id, "corrections": records()},
        table=records,
        section="doubts",
        context={"notices": notices(here, kept.corrections), "cite": cite(here, _("Corrections"))},
    )


def _require_live(here: InPlan) -> Board:
    """The plan's doubts.

    Errors: `UsageError` on a release's page, which never changes; `UnavailableError` while they can't be read.
    """
    if catalogue.current().release:
        raise UsageError(
            Text(
                "A release never changes; questions and corrections are on the live pages.",
                "发布版永不改变；疑问与更正见实时页面。",
            )
        )
    kept = board_of(here)
    if not kept.known:
        raise failures.UnavailableError(
            Text(
                "Questions and corrections can’t be read at this moment. Nothing is lost: try again in a minute.",
                "疑问与更正暂时无法读取。内容并未丢失，请稍后再试。",
            )
        )
    return kept


def summary(here: Here, kept: Board) -> dict[str, Any]:
    """How many wait and since when, how many were answered, and how long that took."""
    waiting = kept.open
    answered = [c for c in kept.cases if c.answer]
    return {
        "open": len(waiting),
        "oldest_open": waiting[0].asked.date() if waiting else None,
        "oldest_days": (here.as_of.day - waiting[0].asked.date()).days if waiting else None,
        "answered": len(answered),
        "upheld": sum(c.state == "upheld" for c in kept.cases),
        "declined": sum(c.state == "declined" for c in kept.cases),
        "median_days_to_answer": kept.median_days,
    }


def row(here: InPlan, case: Case) -> DoubtRow:
    """A doubt for a list."""
    return DoubtRow(
        case=case,
        title=title_of(case),
        rest=place_and_value(here, case),
        kind=kind_words(case),
        state=state_words(case),
        url=here.to.doubt(case.number),
        thing_url=address_of(here.to, case.about),
        asked=day(case.asked, here.lang, short=True),
        answered=day(case.answers[0].at, here.lang, short=True) if case.answers else "",
        waits=(here.as_of.day - case.asked.date()).days,
    )


def notices(here: InPlan, cases: Iterable[Case]) -> list[NoticeRow]:
    """Correction notices for a page, those that stand and those that a later answer replaced."""
    return [_notice(here, c, n) for c in cases for n in reversed(c.notices)]


def _notice(here: InPlan, case: Case, n: Corrected) -> NoticeRow:
    def said(text: Said) -> str:
        return text.get(here.lang)

    return NoticeRow(
        case=case,
        title=title_of(case),
        rest=place_and_value(here, case),
        url=here.to.doubt(case.number),
        wrong=said(n.wrong),
        right=said(n.right),
        since=_as_exactly(here, n.since),
        corrected=_as_exactly(here, n.corrected),
        releases=tuple((r, f"/r/{r}/{here.lang}/{here.plan.id}/") for r in n.releases),
        standing=n.standing,
    )


def _as_exactly(here: Here, written: str) -> str:
    """A day, month or year in words."""
    from qualicity.plan import parse_period

    period = parse_period(written)
    return day(period.start, here.lang) if period.freq == "D" else period.title().get(here.lang)


def statistics(here: Here) -> dict[str, Any]:
    """Of all plans that are served here: for the page that says how doubts are answered; nothing while nobody can say."""
    kept = board(catalogue.live().ids, here.as_of.day)
    return summary(here, kept) if kept.known else {}
