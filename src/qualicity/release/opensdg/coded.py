"""Columns of few words and many rows: what is done to a word is done once for all rows in which it stands."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")


@dataclass(slots=True)
class Coded(Generic[T]):
    """A column as few words and many numbers: `words[codes[n]]` is that of row n."""

    words: list[T]
    codes: array[int]

    @classmethod
    def of(cls, said: Sequence[T]) -> Coded[T]:
        """A column."""
        if said and said[0] == said[-1] and said.count(said[0]) == len(said):
            return cls.same(said[0], len(said))
        places: defaultdict[T, int] = defaultdict(count().__next__)  # the next number for each new word
        codes = array("i", list(map(places.__getitem__, said)))
        return cls(list(places), codes)

    @classmethod
    def same(cls, word: T, rows: int) -> Coded[T]:
        """A column in which the same stands in every row."""
        return cls([word], array("i", bytes(4 * rows)))

    def told(self, by: Callable[[T], S]) -> Coded[S]:
        """What is made of each word, row by row."""
        return Coded(list(map(by, self.words)), self.codes)

    def at(self, places: Sequence[int]) -> Coded[T]:
        """Some of its rows."""
        return Coded.of([self.words[self.codes[p]] for p in places])

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
    places: dict[str, dict[str, int]] = {n: {"": 0} for n in names}
    codes: dict[str, array[int]] = {n: array("i") for n in places}
    lines, values = array("q"), array("d")
    for table in tables:
        for name, all_codes in codes.items():
            said, known = table.words.get(name), places[name]
            if said is None:
                all_codes.frombytes(bytes(4 * table.count))
            elif len(said.words) == 1:
                all_codes.extend(array("i", [known.setdefault(said.words[0], len(known))]) * table.count)
            else:
                moved = [known.setdefault(w, len(known)) for w in said.words]
                all_codes.extend(map(moved.__getitem__, said.codes))
        lines.extend(table.lines)
        values.extend(table.values)
    return Table({n: Coded(list(places[n]), codes[n]) for n in places}, lines, values)
