"""What a doubt is about, as a reader sees it: found in the plan (or in a release of it), in both languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import override, pgettext

from qualicity import release
from qualicity.errors import LANGS, Lang, Text
from qualicity.indicators import Observation
from qualicity.portal import catalogue, failures
from qualicity.portal.addresses import Addresses, segment
from qualicity.portal.cells import cell_words
from qualicity.portal.context import InPlan, in_plan
from qualicity.portal.doubts.about import About
from qualicity.portal.doubts.board import Board, Case, board
from qualicity.portal.doubts.kinds import KINDS, STATES
from qualicity.portal.released import released


@dataclass(frozen=True, slots=True)
class Doubted:
    """The thing with what is shown of it, and the day that it is known on: both are kept with a doubt, as they were."""

    about: About
    shown: dict[str, Any]
    as_of: date
    url: str


def doubted(request: HttpRequest, lang: Lang, plan: str, about: About) -> tuple[InPlan, Doubted]:
    """The place of a form, and what it is about.

    Errors: those of `in_plan`; `MissingError` and `NotYetError` for what is not there.
    """
    here = in_plan(request, lang, plan)
    if not about.release:
        return here, _found(here, about)
    of_release = released(about.release)
    if of_release is None or plan not in of_release.ids:
        raise failures.MissingError(Text("release", "发布版"), about.release, [], "releases")
    with catalogue.serving(of_release):
        found = _found(in_plan(request, lang, plan), about)
    return here, replace(found, url=f"/r/{about.release}{found.url}")


def _found(here: InPlan, about: About) -> Doubted:
    from qualicity.portal.views.figures import figure_asked
    from qualicity.portal.views.indicators import declared_indicator, latest_figure
    from qualicity.portal.views.targets import assessment

    if about.target:
        a = assessment(here, about.target)
        found = About(target=a.target.id, indicator=a.target.indicator or "", release=about.release)
        return _shown(here, found, a.target.title, a.figure, promise={k: _promise(here, a, k) for k in LANGS})
    indicator = declared_indicator(here, about.indicator)
    if not about.definition:
        found = About(indicator=indicator.id, release=about.release)
        return _shown(here, found, indicator.title, latest_figure(here, indicator))
    o = figure_asked(here, about.indicator, about.definition, about.area, about.period).o
    return _shown(here, replace(of_figure(o), release=about.release), indicator.title, o)


def of_figure(o: Observation) -> About:
    """What names one figure, with its authority and vintage."""
    return About(
        indicator=o.indicator,
        definition=o.definition,
        area=segment(o.area),
        period=segment(o.period_text),
        cell=o.breakdown,
        by=o.authority or "",
        known=str(o.vintage or ""),
    )


def _promise(here: InPlan, a: Any, lang: Lang) -> str:
    with override(lang):
        return in_language(here, lang).words.promise(a.target)


def in_language(here: InPlan, lang: Lang) -> InPlan:
    """The same place for a reader of another language."""
    return replace(here, lang=lang)


def _shown(here: InPlan, about: About, title: Text, o: Observation | None, **more: Any) -> Doubted:
    said: dict[str, dict[str, str]] = {"value": {}, "of": {}}
    if o is not None:
        for lang in LANGS:
            with override(lang):
                place = in_language(here, lang)
                parts = (cell_words(place, o), place.words.area(o.area), place.words.period(o))
                said["of"][lang] = ("，" if lang == "zh" else ", ").join(p for p in parts if p)
                said["value"][lang] = place.words.quantity(o)
    shown = {
        "title": release.both(title),
        **said,
        "definition": o.definition if o else None,
        "authority": (o.authority if o else None) or None,
        "known": o.vintage.isoformat() if o and o.vintage else None,
        **more,
    }
    return Doubted(about, shown, here.as_of.day, address_of(here.to, about))


def address_of(to: Addresses, about: About) -> str:
    """The page of what a doubt is about; of a release's within that release."""
    bare = to.bare()
    before = f"/r/{about.release}" if about.release else ""
    if about.target:
        return before + bare.target(about.target)
    if not about.is_figure:
        return before + bare.indicator(about.indicator)
    which = {"cell": about.cell} if about.cell else {}
    if about.by or about.known:
        which |= {"by": about.by, "known": about.known}
    return before + bare.figure_at(about.indicator, about.definition, about.area, about.period, which)


def board_of(here: InPlan) -> Board:
    """The plan's doubts as they stood on the day that the page is read as known on; none on a release's pages."""
    return Board() if catalogue.current().release else board((here.plan.id,), here.as_of.day)


def form_address(here: InPlan, about: About) -> str:
    """Where a doubt about something can be sent: on the live portal; "" where there is none to be named."""
    plans, live = catalogue.current(), catalogue.live()
    asked = {**about.query, **({"release": plans.release.lock.name} if plans.release else {})}
    to = here.to.bare() if plans.release else here.to
    if here.static:
        return f"{live.address}{to.doubt_form(asked)}" if live.address else ""
    return to.doubt_form(asked) if here.plan.id in live.ids else ""


def record(here: InPlan, case: Case) -> dict[str, Any]:
    """A doubt as JSON: of one that is not answered no words; of its sender only a name that may be shown."""
    answer, about = case.answer, case.about
    return {
        "number": case.number,
        "state": case.state,
        "kind": case.kind,
        "about": {k: v or None for k, v in about.query.items()},
        "shown": case.shown,
        "as_of": case.as_of,
        "asked": case.asked,
        "text": case.text if case.public else None,
        "evidence": (case.evidence or None) if case.public else None,
        "name": (case.name or None) if case.public else None,
        "answer": answer.text.record() if answer else None,
        "answered": answer.at if answer else None,
        "answered_by": answer.by if answer else None,
        "days": case.days,
        "former_answers": [
            {"outcome": a.outcome, "text": a.text.record(), "at": a.at, "by": a.by} for a in case.former
        ],
        "declined": case.declined[0] if case.declined and not answer else None,
        "corrected": case.notice.corrected if case.notice else None,
        "url": here.to.doubt(case.number),
    }


def correction_record(here: InPlan, case: Case) -> list[dict[str, Any]]:
    """The correction notices of a doubt as JSON, the latest first."""
    return [
        {
            "doubt": case.number,
            "about": {k: v or None for k, v in case.about.query.items()},
            "title": case.shown["title"],
            "wrong": n.wrong.record(),
            "right": n.right.record(),
            "wrong_since": n.since,
            "corrected": n.corrected,
            "releases": "; ".join(n.releases) or None,
            "stands": n.standing,
            "by": n.by,
            "published": n.at,
            "url": here.to.doubt(case.number),
        }
        for n in reversed(case.notices)
    ]


def title_of(case: Case) -> Text:
    """What the thing is called."""
    return Text(case.shown["title"]["en"], case.shown["title"]["zh"])


def place_and_value(here: InPlan, case: Case) -> str:
    """What follows the title in a line: the place and period, and the value that was shown."""
    of, value = (case.shown[k].get(here.lang, "") for k in ("of", "value"))
    between, colon = pgettext("list", ", "), pgettext("label", ": ")
    return (between + of if of else "") + (colon + value if value else "")


def kind_words(case: Case) -> Text:
    """What kind of doubt it is."""
    return KINDS[case.kind]


def state_words(case: Case) -> Text:
    """Where it stands."""
    return STATES[case.state]
