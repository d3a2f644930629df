"""What a query finds among entries, and in which order: by title, then by id, then by text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from qualicity.errors import Text
from qualicity.portal.search.words import Spelling, as_pinyin, fold, spell, terms_of

Kind = Literal[
    "plan", "target", "indicator", "definition", "clause", "mission", "action", "programme", "organisation",
    "page", "dataset", "method",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What can be found, in the order in which groups of equal rank stand."""

# How good a match of one term is. Any title beats any part of an id, any id beats any text.
_WHOLE_TITLE, _START_OF_TITLE, _WORD_OF_TITLE, _IN_TITLE, _SPELLED_TITLE, _INITIALS = 100, 90, 80, 70, 60, 50
_WHOLE_ID, _IN_ID = 95, 35  # who types an id in full means it
_WORD_OF_TEXT, _IN_TEXT, _SPELLED_TEXT = 20, 15, 5
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its title, `text` beside it, and the page that shows it.

    `page` is a method of `Addresses` and `parts` what it is asked for; `within` is what the entry belongs to.
    """

    kind: Kind
    id: str
    title: Text
    page: str
    parts: tuple[str, ...]
    text: tuple[Text, ...] = ()
    within: Text | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers a query, and how well: `rank` is that of the worst of its terms, then of all."""

    entry: Entry
    rank: tuple[int, int]

    @property
    def matched(self) -> Literal["title", "id", "text"]:
        """Where the worst of its terms stands."""
        worst = self.rank[0]
        if worst in (_WHOLE_ID, _IN_ID):
            return "id"
        return "title" if worst >= _INITIALS else "text"


@dataclass(frozen=True, slots=True)
class _Folded:
    """An entry as it is compared. `everything` tells at one glance whether a term stands in it at all."""

    titles: tuple[str, ...]
    id: str
    text: str
    everything: str
    title_spelled: Spelling
    texts_spelled: tuple[Spelling, ...]

    def rank(self, term: str) -> int:
        """How good a match a term is that stands somewhere in the entry."""
        best = _WHOLE_ID if term == self.id else 0
        for title in self.titles:
            at = title.find(term)
            if at == 0:
                best = max(best, _WHOLE_TITLE if len(title) == len(term) else _START_OF_TITLE)
            elif at > 0:
                best = max(best, _IN_TITLE if title[at - 1].isalnum() else _WORD_OF_TITLE)
        if best or term in self.id:
            return best or _IN_ID
        at = self.text.find(term)
        return _WORD_OF_TEXT if at == 0 or not self.text[at - 1].isalnum() else _IN_TEXT

    def spelled(self, letters: str) -> int:
        """How good a match letters are as pinyin, 0 for none."""
        if letters in self.title_spelled.letters and any(self.title_spelled.find(letters)):
            return _SPELLED_TITLE
        for text in self.texts_spelled:
            if letters in text.letters and any(text.find(letters)):
                return _SPELLED_TEXT
        return 0


class Index:
    """Entries, ready to be searched."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)

    @cached_property
    def _folded(self) -> tuple[_Folded, ...]:
        """Made at the first question: a site of files lists the entries and asks nothing."""
        return tuple(map(_fold, self.entries))

    @cached_property
    def _everything(self) -> list[str]:
        return [f.everything for f in self._folded]

    def find(self, query: str) -> list[Hit]:
        """The entries in which every term of a query stands, the best first; equal ones in their own order."""
        terms = terms_of(query)
        if not terms:
            return []
        ranks = self._ranks(terms[0], range(len(self.entries)))
        total = ranks
        for term in terms[1:]:
            more = self._ranks(term, ranks.keys())
            total = {n: total[n] + r for n, r in more.items()}
            ranks = {n: min(ranks[n], r) for n, r in more.items()}
        entries = self.entries
        order = sorted(ranks, key=lambda n: (-ranks[n], -total[n], len(entries[n].title.en)))
        return [Hit(entries[n], (ranks[n], total[n])) for n in order]

    def near(self, query: str) -> str:
        """The query with each unknown word replaced by the nearest of a title; empty where none is near."""
        words = sorted({w for f in self._folded for t in f.titles for w in _WORD.findall(t)})
        terms = terms_of(query)
        meant = [t if self._ranks(t, range(len(self.entries))) else _nearest(t, words) for t in terms]
        return " ".join(meant) if all(meant) and tuple(meant) != terms else ""

    def _ranks(self, term: str, among: Iterable[int]) -> dict[int, int]:
        """How good a match a term is, by the number of each entry that it matches."""
        everything, folded, among = self._everything, self._folded, tuple(among)
        found = {n: folded[n].rank(term) for n in among if term in everything[n]}
        letters = as_pinyin(term)
        if not letters:
            return found
        if found and len(letters) < 3:
            return found  # an English word is seldom meant as one syllable
        for n in among:
            known = found.get(n, 0)
            if known < _SPELLED_TITLE and (rank := folded[n].spelled(letters)) > known:
                found[n] = rank
        return found or {n: _INITIALS for n in among if letters in folded[n].title_spelled.initials}


def _fold(entry: Entry) -> _Folded:
    titles = tuple(fold(t) for t in (entry.title.en, entry.title.zh) if t)
    texts = [t for text in entry.text for t in (text.en, text.zh) if t]
    text, key = fold("\n".join(texts)), fold(entry.id)
    spelled = tuple(s for s in map(spell, texts) if s.letters)
    everything = "\n".join((*titles, key, text))
    return _Folded(titles, key, text, everything, spell(entry.title.zh or entry.title.en), spelled)


def _nearest(term: str, words: Sequence[str]) -> str:
    return next(iter(difflib.get_close_matches(term, words, n=1, cutoff=0.75)), "")
