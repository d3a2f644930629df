"""The search page of a published site: a script searches there; and all that there is, for whoever has none."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualicity import release
from qualicity.errors import Lang
from qualicity.portal.context import Here
from qualicity.portal.pages import Page
from qualicity.portal.search import KINDS, Entry, Kind
from qualicity.portal.search.words import fold, spell

_IN_ORDER: frozenset[Kind] = frozenset(("clause", "page"))
"""What has an order of its own; all else stands by its title."""


@dataclass(frozen=True, slots=True)
class Part:
    """The entries of a plan, or of the methods without a title."""

    title: str
    entries: Sequence[Entry]
    url: Callable[[Entry], str]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the contents."""

    entry: Entry
    url: str


@dataclass(frozen=True, slots=True)
class Kinds:
    """The entries of one kind."""

    title: str
    rows: tuple[Listed, ...]


def contents(here: Here, parts: Sequence[Part], titles: Mapping[Kind, str]) -> Page:
    """All that can be found, by plan and kind; `titles` are those of the kinds."""

    def records() -> list[dict[str, Any]]:
        return [
            {"kind": e.kind, "part": part.title, "id": e.id, "title": release.both(e.title)}
            for part in parts
            for e in part.entries
        ]

    return Page(
        template="contents.html",
        title=_("Search"),
        record=lambda: {"as_of": here.as_of.day.isoformat(), "contents": records()},
        table=records,
        section="search",
        context={
            "parts": [(part.title, _by_kind(here.lang, part, titles)) for part in parts],
            "said": json.dumps(_said(here.lang, titles), ensure_ascii=False),
        },
    )


def _by_kind(lang: Lang, part: Part, titles: Mapping[Kind, str]) -> list[Kinds]:
    found = []
    for kind in KINDS:
        entries = [e for e in part.entries if e.kind == kind]
        if kind not in _IN_ORDER:
            entries.sort(key=lambda e: _as_read(e.title.get(lang)))
        if entries:
            found.append(Kinds(titles[kind], tuple(Listed(e, part.url(e)) for e in entries)))
    return found


def _as_read(title: str) -> str:
    """Chinese by its pinyin."""
    return spell(title).letters or fold(title)


def _said(lang: Lang, titles: Mapping[Kind, str]) -> dict[str, Any]:
    """What the script says of what it found; `{}` stands for a number or the query."""
    one, many = (ngettext("%(n)s result", "%(n)s results", n) % {"n": "{}"} for n in (1, 2))
    return {
        "lang": lang,
        "kinds": [[kind, titles[kind]] for kind in KINDS],
        "title": _("Search: %(query)s") % {"query": "{}"} + " · Qualicity 质城",
        "one": one,
        "many": many,
        "all": _("All %(n)s") % {"n": "{}"},
        "nothing": _("Nothing was found for “%(query)s”.") % {"query": "{}"},
        "meant": _("Did you mean"),
        "end": "？" if lang == "zh" else "?",
        "english": _("in English"),
    }
