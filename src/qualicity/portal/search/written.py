"""What can be found, written as one script that a page without a server searches (`static/portal/search.js`)."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text
from qualicity.portal.search.index import KINDS, Entry
from qualicity.portal.search.words import spell


@dataclass(frozen=True, slots=True)
class Part:
    """The entries of a plan, or of the methods with the plan ""; `page` gives the file of an entry's page."""

    plan: str
    title: Text
    entries: Sequence[Entry]
    page: Callable[[Entry], str]


def written(parts: Sequence[Part]) -> bytes:
    """A script that sets one variable: the entries with their texts, and the pinyin of all their Chinese.

    It says the same in both languages. Pinyin is written as what each character mostly is (`said`), and what it is
    elsewhere (`else`: so many characters further on, this syllable), in the order in which the texts stand.
    """
    said, otherwise = _pinyin(s for part in parts for e in part.entries for s in _strings(e))
    everything = {
        "parts": [[p.plan, _text(p.title), [_entry(e, p.page(e)) for e in p.entries]] for p in parts],
        "said": said,
        "else": otherwise,
    }
    text = json.dumps(everything, ensure_ascii=False, separators=(",", ":"))
    return f"var qualicityEntries={text};\n".encode()


def _entry(entry: Entry, page: str) -> list[Any]:
    within = [_text(entry.within)] if entry.within and entry.within != entry.title else []
    texts = [_text(t) for t in entry.text]
    return [KINDS.index(entry.kind), entry.id, page, _text(entry.title), texts, *within]


def _text(text: Text) -> list[str]:
    return [text.en, text.zh] if text.zh else [text.en]


def _strings(entry: Entry) -> Iterator[str]:
    """All that is searched or marked of an entry, in the order in which the script reads it."""
    yield entry.id
    for text in (entry.title, *entry.text):
        yield from _text(text)


def _pinyin(strings: Iterable[str]) -> tuple[dict[str, str], list[Any]]:
    syllables = [pair for s in strings for pair in _syllables(s)]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for character, syllable in syllables:
        counted[character][syllable] += 1
    mostly = {c: found.most_common(1)[0][0] for c, found in counted.items()}
    said: dict[str, str] = defaultdict(str)
    for character in sorted(mostly):
        said[mostly[character]] += character
    otherwise: list[Any] = []
    last = 0
    for n, (character, syllable) in enumerate(syllables):
        if syllable != mostly[character]:
            otherwise += [n - last, syllable]
            last = n
    return dict(sorted(said.items())), otherwise


def _syllables(text: str) -> Iterator[tuple[str, str]]:
    """Each Chinese character with its syllable."""
    spelled = spell(text)
    ends = [*spelled.starts[1:], len(spelled.letters)]
    for at, start, end in zip(spelled.characters, spelled.starts, ends, strict=False):
        yield text[at], spelled.letters[start:end].rstrip("\n")
