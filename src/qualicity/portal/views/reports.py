"""Reports of the plan: for the council, the mayor and the public, as PDF and to be edited, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import FileResponse, HttpResponseBase
from django.utils.translation import override

from qualicity.errors import Lang, Text
from qualicity.portal import catalogue, failures
from qualicity.portal.context import InPlan
from qualicity.portal.reported import REPORT_FORMS, ReportForm, languages, report_file, report_forms
from qualicity.portal.words import HTML_LANG
from qualicity.release.freeze import Frozen
from qualicity.release.report import AUDIENCES, TITLES, Audience

_USES: dict[Audience, Text] = {
    "council": Text(
        "Everything: each target with its verdict, figure and reasons; definitions, revisions, sources",
        "全部内容：各目标的结论、数值与理由，以及口径、修订与出处",
    ),
    "mayor": Text(
        "What changed, what is at risk and why, what is due, decisions needed",
        "有何变化、哪些有风险及其原因、哪些到期、哪些需要决定",
    ),
    "public": Text(
        "In plain words: what was promised, what came of it, what nobody can say yet",
        "通俗说明：承诺了什么、结果如何、哪些尚无定论",
    ),
}
_FILES = {f"{a}.{f}": (a, f) for a in AUDIENCES for f in REPORT_FORMS}
_LANGUAGES: dict[Lang, str] = {"en": "English", "zh": "中文"}
_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class ReportLink:
    """One file of a report: in a language, as a form."""

    language: str
    html_lang: str
    url: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The report for one audience, with its links by form."""

    title: Text
    use: Text
    forms: tuple[tuple[str, tuple[ReportLink, ...]], ...]


def report(here: InPlan, file: str) -> HttpResponseBase:
    """The report `council.pdf`, `mayor.docx` and so on, of what the reader sees.

    Errors: `MissingError` for another; those of `report_file`.
    """
    if file not in _FILES:
        raise failures.MissingError(Text("report", "报告"), file, _FILES, "report", (here.plan.id,))
    audience, form = _FILES[file]
    made = report_file(here, audience, form)
    return FileResponse(made.open("rb"), content_type=_MEDIA[form], filename=made.name)


def report_rows(here: InPlan, release: Frozen | None = None) -> tuple[ReportRow, ...]:
    """Every report of what the reader sees, or of another release, with its addresses; none where there are none."""
    offered = report_forms(here)
    return tuple(_row(here, a, offered, release) for a in AUDIENCES) if offered else ()


def _row(
    here: InPlan, audience: Audience, offered: tuple[ReportForm, ...], release: Frozen | None
) -> ReportRow:
    to = here.to.bare() if release or catalogue.current().release else here.to

    def link(lang: Lang, form: ReportForm) -> ReportLink:
        with override(lang):
            url = to.report(audience, form, release.lock.name if release else "")
        return ReportLink(_LANGUAGES[lang], HTML_LANG[lang], url)

    forms = tuple((f.upper(), tuple(link(lang, f) for lang in languages(here))) for f in offered)
    return ReportRow(TITLES[audience], _USES[audience], forms)
