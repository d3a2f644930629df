"""The cells of a repository's CSV files as the values that sdg-build makes of them.

A column is whole numbers, numbers or words, by all of its cells; an empty cell (and `NA`, `null` and the like) is
nothing. Year and Value stay what they are; what tells disaggregations apart is always words, so that an age of 5 in a
column with gaps is "5.0", as on the sites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Value = int | float | str | None

NOTHING = frozenset(
    {
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
        "NULL", "NaN", "n/a", "nan", "null",
    }
)  # fmt: skip
"""What stands in a cell that holds nothing."""
_WHOLE = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII).fullmatch
_NUMBER = re.compile(r"\s*([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?\s*", re.ASCII).fullmatch
_DIGITS = 17
"""Of a written number so many digits are read; the rest are taken for zeros."""
_EXACT = 15
_TENS = [float(f"1e{n}") for n in range(309)]
_INT64 = (-(2**63), 2**64 - 1)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and kind: `whole` numbers, `number`s or `words`; what stands in each row, and what that means.

    What is done to a value is done once for all rows in which the same stands. Nothing is None.
    """

    name: str
    kind: str
    cells: Sequence[Any]
    said: Mapping[Any, Value]

    @property
    def values(self) -> list[Value]:
        """The value of each row."""
        return list(map(self.said.__getitem__, self.cells))

    def changed(self, kind: str, change: Callable[[Value], Value]) -> Column:
        """The same rows with other values; the column itself where none is another."""
        said = {c: change(v) for c, v in self.said.items()}
        return self if said == self.said else Column(self.name, kind, self.cells, said)

    def named(self, name: str) -> Column:
        """The same under another name."""
        return Column(name, self.kind, self.cells, self.said)


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of one length: Year first, Value last."""

    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(c.name for c in self.columns)

    def __len__(self) -> int:
        return len(self.columns[0].cells) if self.columns else 0

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(c for c in self.columns if c.name == name)


EMPTY = Frame((Column("Year", "number", [], {}), Column("Value", "number", [], {})))


def typed(name: str, texts: Sequence[str]) -> Column:
    """A column of a CSV file, by what all of its cells are."""
    known = set(texts)
    held = known - NOTHING
    gaps: dict[str, Value] = dict.fromkeys(known - held)
    if not held:
        return Column(name, "number", texts, gaps)
    if all(map(_WHOLE, held)):
        whole = {t: int(t) for t in held}
        if not all(_INT64[0] <= v <= _INT64[1] for v in whole.values()):
            return Column(name, "words", texts, gaps | {t: t for t in held})
        if not gaps:
            return Column(name, "whole", texts, whole)
        return Column(name, "number", texts, gaps | {t: float(v) for t, v in whole.items()})
    if (numbers := _numbers(held)) is not None:
        return Column(name, "number", texts, gaps | numbers)
    truth = {"true": "True", "false": "False"}
    if all(t in ("True", "TRUE", "true", "False", "FALSE", "false") for t in held):
        return Column(name, "words", texts, gaps | {t: truth[t.lower()] for t in held})
    return words(name, texts, known)


def _numbers(texts: Collection[str]) -> dict[str, Value] | None:
    """What the texts are as numbers, or None where one is none.

    Python would read more than pandas does: `1_000`, `nan`, and the digits of other scripts.
    """
    together = " ".join(texts)
    if "_" in together or "nan" in together.lower() or not together.isascii():
        return None
    exact = max(map(len, texts)) <= _EXACT and "e" not in together and "E" not in together
    try:
        return {text: float(text) if exact else number(text) for text in texts}
    except ValueError:
        return None


def words(name: str, texts: Sequence[str], known: Iterable[str]) -> Column:
    """A column of words, whatever they look like; `known` are those that occur."""
    return Column(name, "words", texts, {t: None if t in NOTHING else t for t in known})


def as_words(column: Column) -> Column:
    """The column as words, as what tells disaggregations apart is."""
    if column.kind == "words":
        return column
    return column.changed("words", lambda v: None if v is None else str(v))


def appended(first: Column, second: Column) -> Column:
    """Two columns one below the other."""
    kinds = {first.kind, second.kind}
    whole = kinds == {"whole", "number"}
    kind = "number" if whole else first.kind if len(kinds) == 1 else "words"
    cells: list[Any] = []
    said: dict[Any, Value] = {}
    for n, column in enumerate((first, second)):  # the same text may mean one thing above and another below
        cells += [(n, c) for c in column.cells]
        said |= {(n, c): float(v) if whole and v is not None else v for c, v in column.said.items()}
    return Column(first.name, kind, cells, said)


def gaps(name: str, kind: str, count: int) -> Column:
    """A column of nothing, to stand below or above one of that kind."""
    return Column(name, "number" if kind == "whole" else kind, [None] * count, {None: None})


def presence(column: Column) -> int:
    """A number with a byte for each row, 1 where there is something."""
    held = {c: v is not None for c, v in column.said.items()}
    return int.from_bytes(bytes(map(held.__getitem__, column.cells)), "little")


def number(text: str) -> float:
    """A number as pandas reads it: of more than fifteen digits its last bit may be another than Python's.

    Errors: `ValueError` where it is none.
    """
    if len(text) <= _EXACT and "e" not in text and "E" not in text:
        return float(text)
    whole, _, part = text.partition(".")
    sign, exponent = "", 0
    if not (whole.isdecimal() and part.isdecimal() and text.isascii()):
        found = _NUMBER(text)
        if found is None:
            return float(text)
        sign, whole, part, exponent = found[1], found[2] or "", found[3] or "", int(found[4] or 0)
    if len(whole) + len(part) <= _EXACT and abs(exponent) < 8:
        return float(text)
    taken = (whole + part)[:_DIGITS]
    value = float(taken[:_EXACT])  # so many digits are exact, however they are added up
    for digit in taken[_EXACT:]:
        value = value * 10.0 + int(digit)
    power = exponent + len(whole) - len(taken)
    value = -value if sign == "-" else value
    if power > 308:
        return value * float("inf")
    if power >= 0:
        return value * float(f"1e{power}")
    if power >= -308:
        return value / _TENS[-power]
    return value / _TENS[-308 - power] / 1e308 if power > -617 else 0.0
