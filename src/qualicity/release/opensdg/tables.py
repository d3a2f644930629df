"""Frames as JSON and CSV. What two languages have in common is put into words once."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qualicity.release.opensdg import jsontext
from qualicity.release.opensdg.cells import Column, Frame, Value

_SPECIAL = re.compile(r'[,"\r\n]').search
_Known = dict[int, tuple[Column, Sequence[str]]]


class Texts:
    """The cells of one indicator's columns as JSON and as CSV, each column's once."""

    def __init__(self) -> None:
        self._json: _Known = {}
        self._csv: _Known = {}

    def json(self, column: Column) -> Sequence[str]:
        """Row by row as JSON."""
        return _kept(self._json, column, jsontext.text)

    def csv(self, column: Column) -> Sequence[str]:
        """Row by row as CSV; nothing is an empty cell."""
        return _kept(self._csv, column, csv_cell)

    def lists(self, frame: Frame) -> str:
        """A frame as an object of lists in JSON, an empty one as a list of nothing."""
        if not len(frame):
            return "[]"
        return "{" + ",".join(f"{json.dumps(c.name)}:[{','.join(self.json(c))}]" for c in frame.columns) + "}"

    def records(self, columns: Sequence[Column], rows: Sequence[int]) -> str:
        """Some rows of some columns as a list of objects in JSON."""
        told = []
        for column in columns:
            key, said = json.dumps(column.name) + ":", self.json(column)
            told.append([key + said[n] for n in rows])
        return "[" + ",".join("{" + ",".join(row) + "}" for row in zip(*told, strict=True)) + "]"

    def table(self, columns: Sequence[Column], rows: Sequence[int] | None = None) -> str:
        """Columns as CSV: all of their rows, or some."""
        said = [self.csv(c) for c in columns]
        picked = said if rows is None else [[s[n] for n in rows] for s in said]
        return lines([c.name for c in columns], zip(*picked, strict=True))


def _kept(known: _Known, column: Column, told: Callable[[Value], str]) -> Sequence[str]:
    """The texts of a column, by what its cells mean: that is another object where a language has other words."""
    found = known.get(id(column.said))
    if found is None:
        said = {c: told(v) for c, v in column.said.items()}
        same = list(said) == list(said.values())
        texts = column.cells if same else list(map(said.__getitem__, column.cells))
        found = known[id(column.said)] = (column, texts)
    return found[1]


def lines(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are CSV already, below its header."""
    return "\n".join([",".join(map(csv_cell, names)), *map(",".join, rows), ""])


def csv_cell(value: Any) -> str:
    """A cell as the csv module writes it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    if not _SPECIAL(value):
        return value
    told = io.StringIO()
    csv.writer(told, lineterminator="\n").writerow((value, ""))
    return told.getvalue()[:-2]
