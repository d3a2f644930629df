"""The cells of a repository's CSV files as the values that sdg-build makes of them.

A column is whole numbers, numbers or words, by all of its cells; an empty cell (and `NA`, `null` and the like) is
nothing. Year and Value stay what they are; what tells disaggregations apart is always words, so that an age of 5 in a
column with gaps is "5.0", as on the sites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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
_ENDLESS = re.compile(r"\s*[+-]?inf(inity)?\s*", re.IGNORECASE | re.ASCII).fullmatch
_DIGITS = 17
"""Of a written number so many digits are read; the rest are taken for zeros."""
_EXACT = 15
_ENDINGS = tuple("0123456789")
_INT64 = (-(2**63), 2**64 - 1)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and values: `whole` numbers, `number`s or `words`; nothing is None."""

    name: str
    kind: str
    values: list[Value]

    def named(self, name: str) -> Column:
        """The same under another name."""
        return Column(name, self.kind, self.values)

    def picked(self, rows: Sequence[int]) -> Column:
        """Some of its rows."""
        return Column(self.name, self.kind, [self.values[n] for n in rows])


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of one length: Year first, Value last."""

    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(c.name for c in self.columns)

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(c for c in self.columns if c.name == name)


EMPTY = Frame((Column("Year", "number", []), Column("Value", "number", [])))


def typed(name: str, texts: Sequence[str]) -> Column:
    """A column of a CSV file, by what all of its cells are."""
    known = set(texts)
    held = known - NOTHING
    if not held:
        return Column(name, "number", [None] * len(texts))
    gaps = len(held) < len(known)
    if all(map(_WHOLE, held)):
        whole = {t: int(t) for t in held}
        if all(_INT64[0] <= v <= _INT64[1] for v in whole.values()):
            read = {t: float(v) for t, v in whole.items()} if gaps else whole
            return Column(name, "number" if gaps else "whole", list(map(read.get, texts)))
        return _words(name, texts, {})
    if all(map(is_number, held)):
        numbers = {t: number(t) for t in held}
        return Column(name, "number", list(map(numbers.get, texts)))
    truth = {"true": "True", "false": "False"}
    if all(t in ("True", "TRUE", "true", "False", "FALSE", "false") for t in held):
        return _words(name, texts, {t: truth[t.lower()] for t in held})
    return _words(name, texts, {})


def _words(name: str, texts: Sequence[str], said: dict[str, str]) -> Column:
    return Column(name, "words", [None if t in NOTHING else said.get(t, t) for t in texts])


def as_words(column: Column) -> Column:
    """The column as words, as what tells disaggregations apart is."""
    if column.kind == "words":
        return column
    if all(v is None for v in column.values):
        return column
    said: dict[Value, Value] = {v: None if v is None else str(v) for v in set(column.values)}
    return Column(column.name, "words", [said[v] for v in column.values])


def mapped(column: Column, change: Callable[[Value], Value]) -> Column:
    """Each value changed, each distinct one once."""
    if column.kind != "words":
        return column
    said = {v: change(v) for v in set(column.values)}
    return (
        column
        if all(k == v for k, v in said.items())
        else Column(column.name, "words", list(map(said.get, column.values)))
    )


def appended(first: Column, second: Column) -> Column:
    """Two columns one below the other."""
    kinds = {first.kind, second.kind}
    if kinds == {"whole", "number"}:
        values: list[Value] = [v if v is None else float(v) for c in (first, second) for v in c.values]
        return Column(first.name, "number", values)
    return Column(first.name, first.kind if len(kinds) == 1 else "words", first.values + second.values)


def gaps(kind: str, count: int) -> tuple[str, list[Value]]:
    """A column of nothing, to stand below or above one of that kind."""
    return ("number" if kind == "whole" else kind), [None] * count


def is_number(text: str) -> bool:
    """Whether pandas would read a number."""
    if text[-1:] in _ENDINGS and "_" not in text and text.isascii():
        try:
            float(text)
        except ValueError:
            return False
        return True
    found = _NUMBER(text)
    return bool(found and (found[2] or found[3])) or bool(_ENDLESS(text))


def number(text: str) -> float:
    """A number as pandas reads it: of more than fifteen digits its last bit may be another than Python's."""
    if len(text) <= _EXACT and "e" not in text and "E" not in text:
        return float(text)
    found = _NUMBER(text)
    if found is None:
        return float(text)
    sign, whole, part, exponent = found[1], found[2] or "", found[3] or "", int(found[4] or 0)
    if len(whole) + len(part) <= _EXACT and abs(exponent) < 8:
        return float(text)
    taken = (whole + part)[:_DIGITS]
    value = 0.0
    for digit in taken:
        value = value * 10.0 + int(digit)
    power = exponent + max(len(whole) - _DIGITS, 0) - max(len(taken) - len(whole), 0)
    value = -value if sign == "-" else value
    if power > 308:
        return value * float("inf")
    if power >= 0:
        return value * float(f"1e{power}")
    if power >= -308:
        return value / float(f"1e{-power}")
    return value / float(f"1e{-308 - power}") / 1e308 if power > -617 else 0.0


def all_nothing(columns: Iterable[Column], length: int) -> list[int]:
    """The rows in which every one of the columns has nothing."""
    rows = range(length)
    for column in columns:
        values = column.values
        rows = [n for n in rows if values[n] is None]  # type: ignore[assignment]
    return list(rows)
