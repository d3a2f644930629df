"""Columns of few words and many rows: what is done to a word is done once for all rows in which it stands."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
S = TypeVar("S")


_BYTE = 256
Codes: TypeAlias = "bytes | array[int]"
"""Numbers of words: bytes where so many words are told apart by them, which are the quickest to copy and to change."""


def codes_of(numbers: Iterable[int], words: int) -> Codes:
    """The numbers of rows whose words are so many."""
    return bytes(numbers) if words <= _BYTE else array("i", numbers)


@dataclass(slots=True)
class Coded(Generic[T]):
    """A column as few words and many numbers: `words[codes[n]]` is that of row n."""

    words: list[T]
    codes: Codes

    @classmethod
    def of(cls, said: Sequence[T]) -> Coded[T]:
        """A column."""
        if said and said[0] == said[-1] and said.count(said[0]) == len(said):
            return cls.same(said[0], len(said))
        places: defaultdict[T, int] = defaultdict(count().__next__)  # the next number for each new word
        codes = list(map(places.__getitem__, said))
        return cls(list(places), codes_of(codes, len(places)))

    @classmethod
    def same(cls, word: T, rows: int) -> Coded[T]:
        """A column in which the same stands in every row."""
        return cls([word], bytes(rows))

    def told(self, by: Callable[[T], S]) -> Coded[S]:
        """What is made of each word, row by row."""
        return Coded(list(map(by, self.words)), self.codes)

    def at(self, places: Sequence[int]) -> Coded[T]:
        """Some of its rows."""
        if len(self.words) == 1 and places:
            return Coded.same(self.words[0], len(places))
        picked = list(map(self.codes.__getitem__, places))
        words = {code: self.words[code] for code in dict.fromkeys(picked)}
        number = dict(zip(dict.fromkeys(words.values()), count(), strict=False))
        moved = {code: number[word] for code, word in words.items()}
        return Coded(list(number), codes_of(map(moved.__getitem__, picked), len(number)))

    def apart(self) -> Codes:
        """A number for each row: the same for rows in which the same stands, though in two places among the words."""
        first: dict[T, int] = {}
        numbers = [first.setdefault(w, n) for n, w in enumerate(self.words)]
        same = len(first) == len(self.words)
        return self.codes if same else codes_of(map(numbers.__getitem__, self.codes), len(numbers))

    def rows(self) -> Iterator[T]:
        """The words row by row."""
        return map(self.words.__getitem__, self.codes)


@dataclass(slots=True)
class Table:
    """Rows: columns of words, the line of each, and its value."""

    words: dict[str, Coded[str]]
    lines: array[int]
    values: array[float]

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.lines)

    def at(self, places: Sequence[int]) -> Table:
        """Some of its rows."""
        words = {n: said.at(places) for n, said in self.words.items()}
        lines, values = self.lines, self.values
        return Table(words, array("q", [lines[p] for p in places]), array("d", [values[p] for p in places]))


def joined(tables: Sequence[Table], names: Iterable[str]) -> Table:
    """The columns of those names in tables one below the other; empty words where a table has no such column."""
    lines, values = array("q"), array("d")
    for table in tables:
        lines.extend(table.lines)
        values.extend(table.values)
    gaps = [Coded.same("", t.count) for t in tables]
    columns = {
        n: [t.words.get(n, gap) for t, gap in zip(tables, gaps, strict=True)] for n in dict.fromkeys(names)
    }
    return Table({n: _below(said) for n, said in columns.items()}, lines, values)


def _below(columns: Sequence[Coded[str]]) -> Coded[str]:
    """Columns one below the other; the empty word has the first number."""
    places = {"": 0}
    moved = [[places.setdefault(w, len(places)) for w in said.words] for said in columns]
    if len(places) <= _BYTE:
        short = (
            said.codes.translate(bytes(to).ljust(_BYTE))
            if isinstance(said.codes, bytes)
            else bytes(map(to.__getitem__, said.codes))
            for said, to in zip(columns, moved, strict=True)
        )
        return Coded(list(places), b"".join(short))
    codes = array("i")
    for said, to in zip(columns, moved, strict=True):
        one = len(to) == 1
        codes.extend(array("i", to * len(said.codes) if one else list(map(to.__getitem__, said.codes))))
    return Coded(list(places), codes)
