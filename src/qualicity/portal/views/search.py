"""Search over every plan that is served, and the methods; within a release over its plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import get_script_prefix
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qualicity import release
from qualicity.errors import LANGS, QualicityError, Text
from qualicity.plan import Plan
from qualicity.portal import catalogue
from qualicity.portal.addresses import Addresses
from qualicity.portal.context import Here
from qualicity.portal.pages import Page
from qualicity.portal.search import (
    KINDS,
    Entry,
    Hit,
    Index,
    Kind,
    Marked,
    cut,
    index_of_methods,
    initials,
    marked,
    terms_of,
)
from qualicity.portal.search.words import LONGEST
from qualicity.portal.views.contents import Part, contents
from qualicity.portal.words import Words

SHOWN = 8
"""So many of a kind stand on the page of all kinds; `ALL` on that of one kind. JSON and CSV have every one."""
ALL = 200
_MATCHES = {"title": 0, "id": 0, "text": 1}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was searched: a plan, or None for the methods."""

    plan: Plan | None
    index: Index
    to: Addresses
    title: str

    def url(self, entry: Entry) -> str:
        """The page that shows an entry."""
        address: str = getattr(self.to, entry.page)(*entry.parts)
        return address


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with where it was found."""

    place: Place
    hit: Hit


@dataclass(frozen=True, slots=True)
class Row:
    """A hit, ready to be written: `other` is its title, `snippet` its text, where the match stands there."""

    url: str
    title: Marked
    id: Marked
    other: Marked | None
    snippet: Marked | None
    within: Text | None
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: `rows` are the first of `n`, `more` is the address of all."""

    kind: Kind
    title: str
    n: int
    rows: tuple[Row, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Scope:
    """One plan to narrow the search to, or all (without a `url`: it is narrowed so already)."""

    title: str
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A query to try, with what it shows."""

    query: str
    url: str
    why: str


def search(here: Here) -> Page:
    """What answers the query `q`, grouped by kind; `plan` and `kind` narrow it. On a published site: all there is."""
    query = " ".join(here.request.GET.get("q", "").split())[:LONGEST]
    places, missing = _places(here)
    if here.static:
        return contents(here, [Part(p.title, p.index.entries, p.url) for p in places], _titles())
    found = _found(places, query)
    plan, kind = here.request.GET.get("plan", ""), here.request.GET.get("kind", "")
    if plan not in {p.plan.id for p in places if p.plan}:
        plan = ""
    of_plan = [f for f in found if not plan or (f.place.plan and f.place.plan.id == plan)]
    chosen = [f for f in of_plan if kind not in KINDS or f.hit.entry.kind == kind]

    def records() -> list[dict[str, Any]]:
        return [_record(f) for f in chosen]

    return Page(
        template="search.html",
        title=_("Search: %(query)s") % {"query": query} if query else _("Search"),
        record=lambda: {
            "query": query,
            "terms": terms_of(query),
            "as_of": here.as_of.day.isoformat(),
            "counts": Counter(f.hit.entry.kind for f in chosen),
            "not_searched": [p.id for p in missing],
            "results": records(),
        },
        table=records,
        section="search",
        context={
            "query": query,
            "groups": _groups(here, chosen, query, plan, kind),
            "n": len(chosen),
            "scopes": _scopes(here, found, query, plan, kind),
            "all_kinds": here.to.search(q=query, plan=plan) if kind in KINDS else "",
            "narrowed_to": {"plan": plan, "kind": kind if kind in KINDS else ""},
            "near": _near(here, places, query) if query and not found else None,
            "examples": _examples(here, places) if not chosen else (),
            "missing": missing,
        },
    )


def _places(here: Here) -> tuple[list[Place], list[Plan]]:
    """Where to search, and the plans that cannot be searched now."""
    plans, places, missing = catalogue.current(), [], []
    for plan_id in plans.ids:
        to = Addresses(plan_id, here.to.query)
        try:
            opened = plans.open(plan_id, here.as_of.day)
        except QualicityError:
            missing.append(plans.shelved(plan_id))
            continue
        span = Words(opened.view.plan, here.lang, opened.areas).span()
        places.append(Place(opened.view.plan, opened.index, to, span))
    if plans.release is None:
        places.append(Place(None, index_of_methods(), here.to, ""))
    return places, missing


def _found(places: Sequence[Place], query: str) -> list[Found]:
    """The hits of all places, the best first."""
    found = [Found(place, hit) for place in places for hit in place.index.find(query)]
    return sorted(found, key=lambda f: (-f.hit.rank[0], -f.hit.rank[1]))


def _groups(here: Here, found: Sequence[Found], query: str, plan: str, kind: str) -> list[Group]:
    """The hits by kind: first those with a hit by title or id."""
    by_kind: dict[Kind, list[Found]] = {}
    for f in found:
        by_kind.setdefault(f.hit.entry.kind, []).append(f)
    titles, shown, terms = _titles(), ALL if kind in KINDS else SHOWN, terms_of(query)
    order = sorted(by_kind, key=lambda k: (_MATCHES[by_kind[k][0].hit.matched], KINDS.index(k)))
    return [
        Group(
            kind=k,
            title=titles[k],
            n=len(by_kind[k]),
            rows=tuple(_row(here, f, terms) for f in by_kind[k][:shown]),
            more=here.to.search(q=query, plan=plan, kind=k)
            if len(by_kind[k]) > shown and shown < ALL
            else "",
        )
        for k in order
    ]


def _titles() -> dict[Kind, str]:
    return {
        "plan": _("Plans"),
        "target": _("Targets"),
        "indicator": _("Indicators"),
        "definition": pgettext("found", "Definitions"),
        "clause": _("Clauses of the text"),
        "mission": _("Missions"),
        "action": _("Actions"),
        "programme": _("Programmes"),
        "organisation": _("Organisations"),
        "page": _("In words"),
        "dataset": _("Datasets"),
        "method": _("Methods"),
    }


def _row(here: Here, f: Found, terms: Sequence[str]) -> Row:
    entry = f.hit.entry
    title = marked(here.say(entry.title), terms)
    other = next(
        (
            m
            for t in (entry.title.en, entry.title.zh)
            if t and t != title.text and (m := marked(t, terms)).places
        ),
        None,
    )
    wanted = not title.places and other is None
    return Row(
        url=f.place.url(entry),
        title=title,
        id=marked(entry.id, terms),
        other=other if not title.places else None,
        snippet=_snippet(here, entry, terms, always=wanted),
        within=entry.within if entry.within != entry.title else None,
        place=f.place.title,
    )


def _snippet(here: Here, entry: Entry, terms: Sequence[str], *, always: bool) -> Marked | None:
    """The entry's text around the first match: of a clause always, else where its title holds none."""
    if not (always or entry.kind == "clause"):
        return None
    for text in entry.text:
        for said in (text.get(here.lang), text.en, text.zh):
            if said and (found := marked(said, terms)).places:
                return cut(found)
    return None


def _scopes(here: Here, found: Sequence[Found], query: str, plan: str, kind: str) -> list[Scope]:
    """All plans, then each with how many hits it has; nothing where there is but one."""
    of_kind = [f for f in found if kind not in KINDS or f.hit.entry.kind == kind]
    count = Counter(f.place.plan.id for f in of_kind if f.place.plan)
    titles = {f.place.plan.id: f.place.title for f in of_kind if f.place.plan}
    if len(count) < 2 and not plan:
        return []
    kind = kind if kind in KINDS else ""
    every = Scope(_("All plans"), len(of_kind), here.to.search(q=query, kind=kind) if plan else "")
    return [
        every,
        *(
            Scope(titles[p], n, here.to.search(q=query, plan=p, kind=kind) if p != plan else "")
            for p, n in count.items()
        ),
    ]


def _near(here: Here, places: Sequence[Place], query: str) -> Tried | None:
    meant = next((m for p in places if (m := p.index.near(query))), "")
    return Tried(meant, here.to.search(q=meant), "") if meant else None


def _examples(here: Here, places: Sequence[Place]) -> tuple[Tried, ...]:
    """One query for each way to search; made from the first plan's target of the shortest title."""
    return tuple(Tried(query, here.to.search(q=query), why) for query, why in _tries(here, places) if query)


def _tries(here: Here, places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    plan = next((p.plan for p in places if p.plan), None)
    named = [t for t in plan.targets if t.title.zh] if plan else []
    target = min(named, key=lambda t: len(t.title.zh or ""), default=None)
    if plan is None or target is None:
        return
    yield target.title.get(here.lang), _("a title, or any part of it")
    other = target.title.en if here.lang == "zh" else target.title.zh
    yield other or "", _("in the other language")
    yield initials(target.title.zh or ""), _("pinyin, in full or by its initials")
    yield target.indicator or target.id, _("an id")
    yield next(iter(target.clauses), ""), _("the number of a clause")


def _record(f: Found) -> dict[str, Any]:
    entry = f.hit.entry
    return {
        "kind": entry.kind,
        "plan": f.place.plan.id if f.place.plan else None,
        "id": entry.id,
        "title": release.both(entry.title),
        "within": release.both(entry.within),
        "matched": f.hit.matched,
        "address": _in_each_language(f.place.url(entry)),
    }


def _in_each_language(url: str) -> dict[str, str]:
    before = get_script_prefix().rstrip("/")  # of a release
    rest = url.removeprefix(before)[len("/en") :]
    return {lang: f"{before}/{lang}{rest}" for lang in LANGS}
