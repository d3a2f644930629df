"""Words as they are compared: folded, split into terms, and Chinese spelled in pinyin."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 200
MOST_TERMS = 8

_HAN = re.compile(r"[㐀-鿿]+")
_TERMS = re.compile(r"[\"“]([^\"“”]+)[\"”]|([㐀-鿿]+)|([^\s㐀-鿿\"“”]+)")
_AT_ENDS = ".,;:!?()[]<>/'…、。，；：！？（）《》‘’"
_LETTERS = re.compile(r"[a-z]{2,}")
_BREAK = "\n"


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """A character without its case, width and marks; nothing for a mark that stands alone."""
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def fold(text: str) -> str:
    """A text without case, full width and diacritics: `ＰＭ₂.₅` and `pm2.5`, `Québec` and `quebec` are the same."""
    return "".join(map(_folded, text))


def fold_places(text: str) -> tuple[str, list[int]]:
    """A text as `fold` makes it, and for each of its characters where in the text it stood."""
    parts = [_folded(c) for c in text]
    return "".join(parts), [n for n, part in enumerate(parts) for _ in part]


def terms_of(query: str) -> tuple[str, ...]:
    """The terms of a query, folded: words, runs of Chinese, and what stands in quotation marks."""
    found = []
    for phrase, chinese, word in _TERMS.findall(query[:LONGEST]):
        term = fold(" ".join(phrase.split()) or chinese or word).strip(_AT_ENDS).strip()
        if term and term not in found:
            found.append(term)
    return tuple(found[:MOST_TERMS])


@dataclass(frozen=True, slots=True)
class Spelling:
    """The Chinese of a text in pinyin without tones: its `letters`, where in them each syllable starts, and
    the character that it spells. Runs of Chinese are set apart, so that no match leads from one to the next.
    """

    letters: str
    starts: tuple[int, ...]
    characters: tuple[int, ...]
    initials: str

    def find(self, letters: str) -> Iterator[tuple[int, int]]:
        """The characters (first, behind the last) whose syllables the letters spell; the last one may be begun."""
        at = self.letters.find(letters)
        while at >= 0:
            first = bisect_left(self.starts, at)
            last = bisect_right(self.starts, at + len(letters) - 1) - 1
            if (
                first < len(self.starts)
                and self.starts[first] == at
                and self._whole(first, last, at, letters)
            ):
                yield self.characters[first], self.characters[last] + 1
            at = self.letters.find(letters, at + 1)

    def _whole(self, first: int, last: int, at: int, letters: str) -> bool:
        """Whether more than the beginning of one syllable is spelled."""
        end = at + len(letters)
        return last > first or end == len(self.letters) or self.letters[end] == _BREAK or end in self.starts

    def find_initials(self, letters: str) -> Iterator[tuple[int, int]]:
        """The same where the letters are the first ones of syllables."""
        at = self.initials.find(letters)
        while at >= 0:
            n = at - self.initials.count(_BREAK, 0, at)
            yield self.characters[n], self.characters[n + len(letters) - 1] + 1
            at = self.initials.find(letters, at + 1)


_NOTHING = Spelling("", (), (), "")


@lru_cache(maxsize=65_536)
def spell(text: str | None) -> Spelling:
    """The pinyin of a text's Chinese. `ü` is written u: readers type it as u or as v."""
    runs = list(_HAN.finditer(text)) if text else []
    if not runs:
        return _NOTHING
    from pypinyin import lazy_pinyin  # its dictionaries take a quarter of a second

    letters, starts, characters, firsts, length = [], [], [], [], 0
    for run in runs:
        for n, syllable in enumerate(lazy_pinyin(list(run[0]) if _odd(run[0]) else run[0])):
            written = syllable.replace("v", "u")
            starts.append(length)
            characters.append(run.start() + n)
            letters.append(written)
            firsts.append(written[0])
            length += len(written)
        letters.append(_BREAK)
        firsts.append(_BREAK)
        length += 1
    return Spelling("".join(letters), tuple(starts), tuple(characters), "".join(firsts))


def _odd(run: str) -> bool:
    """Whether a run holds characters without pinyin, which the library would give in one piece."""
    from pypinyin.constants import PINYIN_DICT

    return any(ord(c) not in PINYIN_DICT for c in run)


def as_pinyin(term: str) -> str:
    """The letters of a term that may be pinyin, else nothing."""
    letters = term.replace("'", "").replace("v", "u")
    return letters if _LETTERS.fullmatch(letters) else ""


def initials(text: str) -> str:
    """The first letters of the syllables of a text's first run of Chinese."""
    return spell(text).initials.partition(_BREAK)[0]
