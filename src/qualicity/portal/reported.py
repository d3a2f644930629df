"""Reports behind the pages: made at the first request, kept in the workspace while what they say stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Literal

from qualicity.errors import Lang, Text, UsageError
from qualicity.portal import catalogue, failures
from qualicity.portal.context import InPlan
from qualicity.portal.exported import edition_of
from qualicity.portal.released import releases_then
from qualicity.portal.words import day
from qualicity.program import program
from qualicity.release.exports.folder import MARK, fill
from qualicity.release.report import Audience, Report, before, first_day, fitted, since_release

ReportForm = Literal["pdf", "docx"]
REPORT_FORMS: tuple[ReportForm, ...] = ("pdf", "docx")
CACHE = "reports"
"""The folder of the workspace's cache."""

_ONE = Lock()
"""A report takes seconds of a processor: a process makes one at a time."""


def report_file(here: InPlan, audience: Audience, form: ReportForm) -> Path:
    """The file of a report of what the reader sees, made where it is not there yet.

    It is held against the release before that readers may see.
    Errors: `NotYetError` on a day before all of the plan; `UnavailableError` where it cannot be typeset, as without a
    font; those of `edition_of`.
    """
    _require_begun(here)
    plans, edition = catalogue.current(), edition_of(here)
    earlier = before(edition, releases_then(plans, here.plan.id))
    said = (
        program(),
        edition.name,
        edition.release.checksum if edition.release else plans.made_from(here.plan.id),
        earlier.lock.checksum if earlier else None,
    )
    key = hashlib.sha256(repr(said).encode()).hexdigest()[:32]
    name = f"{edition.name}-{audience}-{here.lang}.{form}"
    folder = plans.workspace.cache(CACHE) / key / name

    def report() -> Report:
        held = here.opened.keep(
            ("report since", key), lambda: since_release(edition, plans.workspace, earlier)
        )
        return fitted(edition, held, audience, here.lang)

    with _ONE:
        if not (folder / MARK).is_file():
            made = here.opened.keep(("report", key, audience, here.lang), report)
            fill(folder, lambda beside: _write(_writer(form), made, beside / name))
    return folder / name


def report_forms(here: InPlan) -> tuple[ReportForm, ...]:
    """What a page offers reports as.

    A site of files has those of a release, and those of the live state where that was asked for: all are set anew at every
    change. It cannot say later that a font was missing.
    """
    from qualicity.release.report.fonts import chinese, installed

    if not _begun(here):
        return ()
    if not here.static:
        return REPORT_FORMS
    plans = catalogue.current()
    if plans.release is None and not plans.reports:
        return ()
    return REPORT_FORMS if chinese(installed()) else ("docx",)


def _begun(here: InPlan) -> bool:
    """Whether there is something to report on the day; a release is reported as it was frozen."""
    return catalogue.current().release is not None or here.as_of.day >= first_day(here.view.plan)


def _require_begun(here: InPlan) -> None:
    if not _begun(here):
        first, asked = first_day(here.view.plan), here.as_of.day
        raise failures.NotYetError(
            Text(
                f"On {day(asked, 'en')} nothing of this plan was known: there are reports of it from "
                f"{day(first, 'en')} on.",
                f"{day(asked, 'zh')}时，该方案尚无任何内容：自{day(first, 'zh')}起方有报告。",
            )
        )


def _writer(form: ReportForm) -> Callable[[Report], bytes]:
    if form == "pdf":
        from qualicity.release.report.pdf import pdf as written
    else:
        from qualicity.release.report.docx import docx as written
    return written


def _write(written: Callable[[Report], bytes], made: Report, file: Path) -> list[Path]:
    try:
        file.write_bytes(written(made))
    except UsageError as error:
        raise failures.UnavailableError(error.text) from error
    return [file]


def languages(here: InPlan) -> tuple[Lang, ...]:
    """Those of a report, the reader's own first."""
    return ("zh", "en") if here.lang == "zh" else ("en", "zh")
