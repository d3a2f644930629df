"""A repository's indicators: data and metadata under one id, as sdg-build merges them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualicity.release.opensdg import cells
from qualicity.release.opensdg.cells import EMPTY, Column, Frame
from qualicity.release.opensdg.config import Options


@dataclass(frozen=True, slots=True)
class Reading:
    """How an input reads its data files: names for other names of columns, words for other words by column, and
    columns that are words."""

    renamed: Mapping[str, str]
    codes: Mapping[str, Mapping[Any, Any]]
    dtypes: Mapping[str, str]


AS_WRITTEN = Reading({}, {}, {})


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of an indicator: where it is, how messages name it, and how it is read."""

    path: Path
    shown: str
    reading: Reading


@dataclass(slots=True)
class Rows:
    """The cells of a data file as they are written, column by column, and the line on which each row begins."""

    file: str
    header: tuple[str, ...]
    columns: list[Sequence[str]]
    lines: Sequence[int]
    reading: Reading = AS_WRITTEN

    def column(self, name: str) -> Sequence[str]:
        """The cells of a column; empty ones where there is none of that name."""
        return self.columns[self.header.index(name)] if name in self.header else [""] * len(self.lines)


@dataclass(slots=True)
class Indicator:
    """An indicator: its id with dashes, its data files, what was read of them, and its metadata.

    Cells are many, and wanted once: they are read where they are used, and dropped there. `data_first` says that its
    data were found before its metadata: of a data file without rows sdg-build then keeps the header.
    """

    id: str
    files: list[DataFile] = field(default_factory=list)
    sources: list[Rows] = field(default_factory=list)
    meta: dict[str, Any] | None = None
    name: str | None = None
    meta_files: list[str] = field(default_factory=list)
    own_goal: str = ""
    data_first: bool = True

    def frame(self) -> Frame:
        """Its rows as sdg-build reads them."""
        frame = EMPTY
        for n, rows in enumerate(self.sources):
            if len(rows.lines) or (self.data_first and n == 0):
                frame = _joined(frame, frame_of(rows))
        return frame

    @property
    def standalone(self) -> bool:
        """Not part of the SDGs."""
        return (self.meta or {}).get("standalone") not in (None, False)

    @property
    def placeholder(self) -> bool:
        """Not to be reported yet."""
        return (self.meta or {}).get("placeholder") not in (None, "")

    @property
    def dotted(self) -> str:
        """Its id with dots."""
        return self.id if self.standalone else self.id.replace("-", ".")

    @property
    def goal(self) -> str:
        """The goal that it is of: `own_goal`, else the first part of its id."""
        return self.own_goal or (self.id if self.standalone else self.id.split("-")[0])

    @property
    def target(self) -> str:
        """The target that it is of."""
        return self.id if self.standalone else ".".join(self.id.split("-")[:2])

    @property
    def has_data(self) -> bool:
        """Whether it has rows."""
        return any(rows.lines for rows in self.sources)

    @property
    def statistical(self) -> bool:
        """Whether it is counted at all."""
        said = (self.meta or {}).get("data_non_statistical")
        return said in (None, False) or (said is not True and self.has_data)

    @property
    def complete(self) -> bool:
        """Whether it is reported, by its metadata."""
        said = (self.meta or {}).get("reporting_status")
        return said == "complete" if said is not None else self.has_data and self.meta is not None


def complete(indicator: Indicator) -> None:
    """Have the metadata say at least what every indicator's says. Its data must have been read."""
    said = indicator.meta or {}
    indicator.meta = said | {k: v for k, v in minimum(indicator).items() if k not in said}


def minimum(indicator: Indicator) -> dict[str, Any]:
    """What every indicator's metadata says, where it does not say otherwise."""
    parts = (part if len(part) > 1 else "0" + part for part in indicator.dotted.split("."))
    title = indicator.name if indicator.name is not None else f"global_indicators.{indicator.id}-title"
    reported = indicator.has_data or not indicator.statistical
    return {
        "indicator_number": indicator.dotted,
        "target_number": indicator.target,
        "goal_number": indicator.goal,
        "reporting_status": "complete" if reported else "notstarted",
        "data_non_statistical": not indicator.has_data,
        "graph_type": "line",
        "indicator_sort_order": "-".join(parts),
        "indicator_name": title,
        "graph_title": title,
    }


def frame_of(rows: Rows) -> Frame:
    """The frame that sdg-build has of a data file: Year first, Value last, the rest words."""
    columns = []
    for name, texts in zip(rows.header, rows.columns, strict=True):
        if rows.reading.dtypes.get(name) in ("str", "object", "string"):
            column = cells.words(name, texts, set(texts))
        else:
            column = cells.typed(name, texts)
        if name in rows.reading.codes:
            said = rows.reading.codes[name]
            column = column.changed("words", lambda v, said=said: said.get(v, v))  # type: ignore[misc]
        columns.append(column if name in ("Year", "Value") else cells.as_words(column))
    return ordered(columns)


def ordered(columns: list[Column]) -> Frame:
    """Columns with Year first and Value last."""
    year = next(c for c in columns if c.name == "Year")
    value = next(c for c in columns if c.name == "Value")
    return Frame((year, *(c for c in columns if c is not year and c is not value), value))


def _joined(first: Frame, second: Frame) -> Frame:
    """Two frames one below the other, with the columns of both."""
    if not len(first):
        return second
    names = dict.fromkeys((*first.names, *second.names))
    columns = []
    for name in names:
        one = next((c for c in first.columns if c.name == name), None)
        two = next((c for c in second.columns if c.name == name), None)
        known = one or two
        if known is None:
            continue
        one = one or cells.gaps(name, known.kind, len(first))
        two = two or cells.gaps(name, known.kind, len(second))
        columns.append(cells.appended(one, two))
    return ordered(columns)


def disaggregations(names: Iterable[str], options: Options) -> tuple[str, ...]:
    """The columns by which rows are told apart."""
    return tuple(n for n in names if n not in options.non_disaggregation)
