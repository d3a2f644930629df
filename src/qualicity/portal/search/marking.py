"""The matched parts of a text, for a page to mark; of a long text what stands around the first of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from qualicity.errors import Lang
from qualicity.portal.search.words import as_pinyin, fold_places, spell
from qualicity.portal.words import language_of

AROUND = 70
"""So many characters stand on either side of a match; of Chinese half as many."""

_ENDS = " ,.;:，。；：、"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the places (first, behind the last) where terms stand in it, in order and apart."""

    text: str
    places: tuple[tuple[int, int], ...]

    @property
    def lang(self) -> Lang | None:
        """The language of the text."""
        return language_of(self.text)

    @property
    def html(self) -> SafeString:
        """The text, escaped, each match in a `<mark>`."""
        parts: list[str] = []
        done = 0
        for first, end in self.places:
            parts += [
                conditional_escape(self.text[done:first]),
                format_html("<mark>{}</mark>", self.text[first:end]),
            ]
            done = end
        return mark_safe("".join([*parts, conditional_escape(self.text[done:])]))


def marked(text: str, terms: Sequence[str]) -> Marked:
    """A text with its matches: of each term every literal one, or those of its pinyin."""
    folded, places = fold_places(text)
    found = [place for term in terms for place in _places(text, folded, places, term)]
    merged: list[tuple[int, int]] = []
    for first, end in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return Marked(text, tuple(merged))


def _places(text: str, folded: str, places: Sequence[int], term: str) -> list[tuple[int, int]]:
    literal = [(places[at], places[at + len(term) - 1] + 1) for at in _all(folded, term)]
    letters = as_pinyin(term)
    if literal or not letters:
        return literal
    spelled = spell(text)
    return list(spelled.find(letters)) or list(spelled.find_initials(letters))


def _all(text: str, term: str) -> Iterator[int]:
    at = text.find(term)
    while at >= 0:
        yield at
        at = text.find(term, at + len(term))


def cut(text: Marked) -> Marked:
    """What stands around the first match of a long text, with an ellipsis for what is left out."""
    width = AROUND // 2 if text.lang == "zh" else AROUND
    first, end = text.places[0] if text.places else (0, 0)
    begin, stop = max(0, first - width), min(len(text.text), end + width)
    if text.lang != "zh":  # whole words
        begin = text.text.find(" ", begin, first) + 1 or begin if begin else 0
        stop = max(text.text.rfind(" ", end, stop), end) if stop < len(text.text) else stop
    lead, tail = ("…" if begin else ""), ("…" if stop < len(text.text) else "")
    body = text.text[begin:stop]
    body = body.rstrip(_ENDS) if tail else body
    shift = len(lead) - begin
    places = tuple((a + shift, b + shift) for a, b in text.places if begin <= a and b <= begin + len(body))
    return Marked(lead + body + tail, places)
