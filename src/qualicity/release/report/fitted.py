"""The mayor's report on exactly two pages: as many lines as fit, and how many more there are."""

from __future__ import annotations

from qualicity.errors import Lang
from qualicity.release.exports import Edition
from qualicity.release.report.content import content
from qualicity.release.report.differences import Since
from qualicity.release.report.mayor import MOST
from qualicity.release.report.pdf import pages
from qualicity.release.report.shape import Audience, Report


def fitted(edition: Edition, since: Since, audience: Audience, lang: Lang) -> Report:
    """What a report says; for the mayor with as many lines on each page as it can hold."""
    first, second = MOST
    report = content(edition, since, audience, lang)
    while audience == "mayor":
        before, last = pages(report)
        if (before, last - before) == (1, 1) or (first, second) == (1, 1):
            break
        first, second = _fewer(first, before), _fewer(second, last - before)
        report = content(edition, since, audience, lang, (first, second))
    return report


def _fewer(lines: int, pages: int) -> int:
    """Fewer lines where they take more than one page: one fewer where it is little that is too much."""
    return max(1, lines - (0 if pages <= 1 else 1 if pages == 2 else 4 * (pages - 1)))
