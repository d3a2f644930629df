"""The plan in words: narrative pages whose figures and verdicts are those of today, or of the date that is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.assessment import said
from qualicity.errors import LANGS, Lang, Text
from qualicity.plan import Binding, ProsePage
from qualicity.plan.prose import Wording
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.prose import NOTE, html
from qualicity.portal.words import HTML_LANG


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page in the list; `lang` is the language that it is in, where that is not the reader's."""

    title: str
    url: str
    lang: str


def pages(here: InPlan) -> Page:
    """Every narrative page of the plan."""

    def records() -> list[dict[str, Any]]:
        return [_head(p) for p in here.plan.pages]

    return Page(
        template="prose_pages.html",
        title=_("In words"),
        record=lambda: {"plan": here.plan.id, "pages": records()},
        table=records,
        section="pages",
        context={"rows": [_row(here, p) for p in here.plan.pages]},
    )


def page(here: InPlan, page: str) -> Page:
    """One page, its figures as known on the date."""
    found = here.plan.page(page)
    if found is None:
        known = [p.id for p in here.plan.pages]
        raise failures.MissingError(Text("page", "页面"), page, known, "page", (here.plan.id,))
    wording, lang = found.wording(here.lang)
    bound = [said(here.view, b) for b in wording.bindings]

    def records() -> list[dict[str, Any]]:
        return [_record(here, lang, b) for lang, w in _written(found) for b in w.bindings]

    return Page(
        template="prose.html",
        title=wording.title,
        record=lambda: {
            "plan": here.plan.id,
            **_head(found),
            "text": {lang: w.text for lang, w in _written(found)},
            "bindings": records(),
        },
        table=records,
        section="pages",
        context={
            "body": html(here, wording.text, lang, {s.binding.source: s for s in bound}),
            "body_lang": HTML_LANG[lang] if lang != here.lang else "",
            "broken": [s for s in bound if not s.holds],
            "note": NOTE,
            "second": _("In words"),
            "second_url": here.to.pages(),
        },
    )


def _row(here: InPlan, found: ProsePage) -> PageRow:
    wording, lang = found.wording(here.lang)
    return PageRow(wording.title, here.to.page(found.id), HTML_LANG[lang] if lang != here.lang else "")


def _written(found: ProsePage) -> tuple[tuple[Lang, Wording], ...]:
    """The page in each language in which it was written."""
    both: tuple[tuple[Lang, Wording | None], ...] = (("en", found.en), ("zh", found.zh))
    return tuple((lang, wording) for lang, wording in both if wording)


def _head(found: ProsePage) -> dict[str, Any]:
    titles = dict(_written(found))
    return {
        "page": found.id,
        "title": {lang: titles[lang].title if lang in titles else None for lang in LANGS},
    }


def _record(here: InPlan, lang: Lang, b: Binding) -> dict[str, Any]:
    s = said(here.view, b)
    o, value = s.figure, None if s.value is None else float(s.value)
    return {
        "language": lang,
        "source": b.source,
        "kind": b.kind,
        "of": b.name,
        "period": b.period or None,
        "definition": o.definition if o else b.definition,
        "area": o.area if o else b.area,
        "authority": o.authority if o else None,
        "says": s.verdict.status if s.verdict else o.grade if o and value is None else value,
        "claim": str(b.claim) if b.claim else None,
        "holds": s.holds,
        "finding": release.both(s.broken),
        "line": b.place.line,
    }
