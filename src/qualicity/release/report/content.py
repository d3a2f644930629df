"""A report's content, whatever it is written as."""

from __future__ import annotations

from datetime import date

from qualicity.errors import Lang
from qualicity.plan import Plan
from qualicity.release.exports import Edition
from qualicity.release.report.council import council
from qualicity.release.report.differences import Since
from qualicity.release.report.mayor import MOST, mayor
from qualicity.release.report.pen import Pen
from qualicity.release.report.public import public
from qualicity.release.report.shape import TITLES, Audience, Report


def first_day(plan: Plan) -> date:
    """The first day on which there is something to report: the plan was adopted, or a target of it known."""
    return min((plan.adopted, *(t.known for t in plan.targets)))


def content(
    edition: Edition, since: Since, audience: Audience, lang: Lang, most: tuple[int, int] = MOST
) -> Report:
    """What a report says; `most` limits the lines on each of the mayor's two pages."""
    pen = Pen(edition, lang)
    if audience == "mayor":
        blocks = mayor(pen, since, most)
    else:
        blocks = council(pen, since) if audience == "council" else public(pen, since)
    plan, joint = edition.view.plan, pen.say(" · ", " · ")
    return Report(
        lang=lang,
        audience=audience,
        title=pen.get(plan.title),
        over=f"{pen.get(plan.place.title)}{joint}{pen.get(TITLES[audience])}",
        under=f"{pen.state}{joint}SHA-256 {edition.release.checksum[:8]}" if edition.release else pen.state,
        state=pen.state,
        author=pen.organisation(plan.authority),
        day=edition.made.date() if edition.release else pen.day,
        blocks=blocks,
    )
