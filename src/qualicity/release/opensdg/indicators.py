"""A repository's indicators: data and metadata of all inputs, merged by their ids as sdg-build merges them."""

from __future__ import annotations

import csv
import glob
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualicity.errors import Place, Problem, Text
from qualicity.release.opensdg import cells
from qualicity.release.opensdg.cells import EMPTY, Column, Frame
from qualicity.release.opensdg.config import Config, Options
from qualicity.release.opensdg.gitdates import Changes
from qualicity.release.opensdg.jsontext import plain
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.yamltext import Broken, load_mapping, load_markdown

META = {"InputYamlMdMeta", "InputYamlMeta", "InputCsvMeta", "InputExcelMeta"}
"""Inputs of metadata that are read."""


@dataclass(slots=True)
class Rows:
    """The cells of a data file as they are written, column by column, and the line on which each row begins.

    `codes` and `dtypes` say how its input reads them: words for other words by column, and columns that are words.
    """

    file: str
    header: tuple[str, ...]
    columns: list[Sequence[str]]
    lines: list[int]
    codes: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    dtypes: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Sequence[str]:
        """The cells of a column; empty ones where there is none of that name."""
        return self.columns[self.header.index(name)] if name in self.header else [""] * len(self.lines)


@dataclass(slots=True)
class Indicator:
    """An indicator: its id with dashes, its data files, and its metadata."""

    id: str
    sources: list[Rows] = field(default_factory=list)
    meta: dict[str, Any] | None = None
    name: str | None = None
    meta_files: list[str] = field(default_factory=list)

    def frame(self) -> Frame:
        """Its rows as sdg-build reads them."""
        frame = EMPTY
        for rows in self.sources:
            if len(rows.lines) or not self.has_data:
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
        """The goal that it is of."""
        return self.id if self.standalone else self.id.split("-")[0]

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


def read_indicators(
    config: Config, notes: Notes, changes: Changes, loads: Callable[..., Any], take: Callable[[str, list[Rows]], Any]
) -> tuple[dict[str, Indicator], list[Any]]:
    """The indicators of all inputs by id, in the order in which they are found, and what was taken of each one's data.

    `take` makes what it will of an indicator's data files, and has their `sources` without the cells.
    """
    found: dict[str, Indicator] = {}
    files: dict[str, list[DataFile]] = {}
    for said in config.inputs:
        kind = str(said["class"])
        if kind == "InputCsvData":
            for file in _data_files(config, said, notes):
                found.setdefault(file.id, Indicator(file.id))
                files.setdefault(file.id, []).append(file)
        elif kind in META:
            _metadata(config, said, list(_paths(config, said)), found, notes, changes, loads)
        else:
            place = Place(config.file.name if config.file else "config_data.yml")
            en = f"the input {kind} is not read: CSV data, and metadata in YAML, Markdown, CSV or Excel are"
            told = Text(en, f"不读取输入 {kind}：支持 CSV 数据，以及 YAML、Markdown、CSV 或 Excel 元数据")
            notes.add("input", place, told)
    taken = []
    for inid, (more, problems) in zip(files, loads(_DataReader(take), list(files.values())), strict=True):
        notes.problems += problems
        if more is not None:
            found[inid].sources = more.sources
            taken.append(more)
    for indicator in found.values():
        said_so = indicator.meta or {}
        indicator.meta = said_so | {k: v for k, v in minimum(indicator).items() if k not in said_so}
    return found, taken


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


def _paths(config: Config, said: Mapping[str, Any]) -> Iterator[Path]:
    """The files of an input, each id once: of two files the later counts."""
    pattern = os.path.join(config.base, str(said.get("path_pattern") or ""))
    yield from {Path(p).stem: Path(p) for p in glob.glob(pattern) if os.path.isfile(p)}.values()  # noqa: PTH207


# -- data ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of an indicator, and how its input reads it."""

    id: str
    path: Path
    shown: str
    renamed: Mapping[str, str]
    codes: Mapping[str, Mapping[Any, Any]]
    dtypes: Mapping[str, str]


class _DataReader:
    """Reads the data files of one indicator, and has something made of their rows."""

    def __init__(self, take: Callable[[str, list[Rows]], Any]) -> None:
        self._take = take

    def __call__(self, files: Sequence[DataFile]) -> tuple[Any, list[Problem]]:
        notes = Notes()
        sources = []
        for file in files:
            if rows := read_rows(file.path, file.shown, notes):
                rows.header = tuple(file.renamed.get(h, h) for h in rows.header)
                rows.codes, rows.dtypes = file.codes, file.dtypes
                sources.append(rows)
        return (self._take(files[0].id, sources) if sources else None), notes.problems


def _data_files(config: Config, said: Mapping[str, Any], notes: Notes) -> Iterator[DataFile]:
    renamed = _column_map(config, said, notes)
    codes = _code_map(config, said, notes)
    asked = said.get("dtype")
    dtypes = {str(k): str(v) for k, v in asked.items()} if isinstance(asked, Mapping) else {}
    for path in _paths(config, said):
        yield DataFile(path.stem.replace("indicator_", ""), path, config.shown(path), renamed, codes, dtypes)


def read_rows(path: Path, shown: str, notes: Notes) -> Rows | None:
    """The cells of a CSV file; a problem that stops the import where it has no Year or Value."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = raw.decode("cp1252", "replace")
        line = raw[: error.start].count(b"\n") + 1
        notes.add("encoding", Place(shown, line), Text("not in UTF-8: read as Windows-1252", "不是 UTF-8：按 Windows-1252 读取"))
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""))
    header: tuple[str, ...] = ()
    rows: list[list[str]] = []
    lines: list[int] = []
    last = 0
    lead = -1
    for row in reader:
        line, last = last + 1, reader.line_num
        if not row or (len(row) == 1 and not row[0].strip()):
            continue
        if not header:
            header = _told_apart(row)
            continue
        if lead < 0:
            lead = max(len(row) - len(header), 0)
        if any(row[len(header) + lead :]):
            told = Text(f"this row has {len(row)} cells, the header has {len(header)}", f"此行有 {len(row)} 个单元格，表头有 {len(header)} 个")
            notes.problems.append(Problem("error", Place(shown, line), "malformed-row", told))
            continue
        row = row[lead : lead + len(header)]
        rows.append(row if len(row) == len(header) else row + [""] * (len(header) - len(row)))
        lines.append(line)
    if lead > 0:
        told = Text(
            f"rows have {lead} cell{'s' if lead > 1 else ''} more than the header: the first are dropped, as by sdg-build; "
            "put a text with a comma in quotes",
            f"各行比表头多 {lead} 个单元格：与 sdg-build 一样舍去最前面的；含逗号的文字请加引号",
        )
        notes.add("shifted", Place(shown, lines[0]), told)
    for needed in ("Year", "Value"):
        if needed not in header:
            en = f"there is no column '{needed}': a data file has the columns Year, …, Value"
            told = Text(en, f"没有列“{needed}”：数据文件应有 Year、…、Value 各列")
            notes.problems.append(Problem("error", Place(shown), "no-column", told))
            return None
    return Rows(shown, header, list(zip(*rows, strict=True)) or [()] * len(header), lines)


def _told_apart(header: list[str]) -> tuple[str, ...]:
    """Names of columns: nameless ones by their place, the second of a name with a number."""
    seen: dict[str, int] = {}
    names = []
    for n, name in enumerate(header):
        name = name or f"Unnamed: {n}"
        count = seen.get(name, 0)
        seen[name] = count + 1
        names.append(f"{name}.{count}" if count else name)
    return tuple(names)


def frame_of(rows: Rows) -> Frame:
    """The frame that sdg-build has of a data file: Year first, Value last, the rest words."""
    columns = []
    for name, texts in zip(rows.header, rows.columns, strict=True):
        if rows.dtypes.get(name) in ("str", "object", "string"):
            column = Column(name, "words", [None if t in cells.NOTHING else t for t in texts])
        else:
            column = cells.typed(name, texts)
        if name in rows.codes:
            said = rows.codes[name]
            values = [said.get(v, v) for v in column.values]
            column = Column(name, column.kind if values == column.values else "words", values)
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
        one = one or Column(name, *cells.gaps(known.kind, len(first)))
        two = two or Column(name, *cells.gaps(known.kind, len(second)))
        columns.append(cells.appended(one, two))
    return ordered(columns)


def _map_rows(config: Config, said: Mapping[str, Any], key: str, notes: Notes) -> list[dict[str, Any]]:
    source = str(said.get(key) or "")
    if not source:
        return []
    path = config.repo / source
    if not path.is_file():
        notes.add("mapping", Place(source), Text(f"{key}: there is no such file; nothing is mapped", f"{key}：没有此文件，不作映射"))
        return []
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = [r for r in csv.reader(opened) if r]
    header, body = rows[0], [(r + [""] * len(rows[0]))[: len(rows[0])] for r in rows[1:]]
    columns = {name: cells.typed(name, [r[n] for r in body]).values for n, name in enumerate(header)}
    return [{name: values[n] for name, values in columns.items()} for n in range(len(body))]


def _column_map(config: Config, said: Mapping[str, Any], notes: Notes) -> dict[str, str]:
    rows = _map_rows(config, said, "column_map", notes)
    return {str(r.get("Text")): str(r.get("Value")) for r in rows if r.get("Text") is not None}


def _code_map(config: Config, said: Mapping[str, Any], notes: Notes) -> dict[str, dict[Any, Any]]:
    codes: dict[str, dict[Any, Any]] = {}
    for r in _map_rows(config, said, "code_map", notes):
        if r.get("Text") is not None:
            codes.setdefault(str(r.get("Dimension")), {})[r["Text"]] = r.get("Value")
    return codes


# -- metadata -----------------------------------------------------------------------------------------------

Job = tuple[str, Path, str]


def _read_meta(job: Job) -> tuple[dict[str, Any], Problem | None]:
    kind, path, shown = job
    try:
        if kind == "InputYamlMdMeta":
            return plain(load_markdown(path, shown)), None
        if kind == "InputYamlMeta":
            return plain(load_mapping(path, shown)), None
        return plain(_table(kind, path)), None
    except Broken as broken:
        return {}, broken.problem


def _table(kind: str, path: Path) -> dict[str, Any]:
    """Metadata in a table of two columns, key and text."""
    if kind == "InputCsvMeta":
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows: list[Any] = [r for r in csv.reader(opened) if len(r) > 1]
        values = cells.typed("", [r[1] for r in rows]).values
        return {str(r[0]): v for r, v in zip(rows, values, strict=True) if v is not None}
    from openpyxl import load_workbook

    sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    return {str(r[0]): r[1] for r in sheet.iter_rows(values_only=True) if len(r) > 1 and r[1] is not None}


def _metadata(
    config: Config,
    said: Mapping[str, Any],
    paths: list[Path],
    found: dict[str, Indicator],
    notes: Notes,
    changes: Changes,
    loads: Callable[..., Any],
) -> None:
    kind, suffix = str(said["class"]), said.get("meta_suffix")
    other = {d: sorted(e.name for e in os.scandir(d) if e.is_dir()) for d in {p.parent for p in paths}}
    jobs: list[Job] = []
    for path in paths:
        jobs.append((kind, path, config.shown(path)))
        jobs += [(kind, f, config.shown(f)) for n in other[path.parent] if (f := path.parent / n / path.name).is_file()]
    read = {job[1]: result for job, result in zip(jobs, loads(_read_meta, jobs), strict=True)}
    notes.problems += [problem for _, problem in read.values() if problem]
    for path in paths:
        meta = _fixed(read[path][0], said)
        for name in other[path.parent]:
            if (translated := path.parent / name / path.name) in read:
                meta[name] = _fixed(read[translated][0], said)
        if said.get("git", True):
            meta.update(_dates(config, said, path, meta, changes))
        title = meta.get("indicator_name")
        if suffix:
            meta = {k if k.endswith(str(suffix)) else f"{k}{suffix}": v for k, v in meta.items()}
        indicator = found.setdefault(path.stem, Indicator(path.stem))
        indicator.meta_files.append(config.shown(path))
        indicator.meta = _deep(indicator.meta, meta) if indicator.meta else meta
        indicator.name = title if title is not None else indicator.name


def _fixed(meta: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata under its machine's names, with `true` and `false` as such."""
    names = said.get("metadata_mapping")
    renamed = names if isinstance(names, Mapping) else {}
    truth = {"true": True, "false": False}
    return {
        str(renamed.get(k, k)): truth.get(v.lower(), v) if isinstance(v, str) and len(v) < 6 else v
        for k, v in meta.items()
    }


def _deep(old: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        held = merged.get(key)
        merged[key] = _deep(held if isinstance(held, dict) else {}, value) if isinstance(value, Mapping) else value
    return merged


def _dates(
    config: Config, said: Mapping[str, Any], path: Path, meta: Mapping[str, Any], changes: Changes
) -> dict[str, str]:
    """The days on which an indicator's metadata and data were last changed, by git."""
    mask = str(said.get("git_data_filemask") or "indicator_*.csv")
    name = str(meta.get("data_filename") or mask.replace("*", path.stem))
    folder = Path(config.base, str(said.get("path_pattern") or "")).parent.parent
    dates = {}
    if day := changes.of(path):
        dates["national_metadata_updated_date"] = day
    if day := changes.of(folder / str(said.get("git_data_dir") or "data") / name):
        dates["national_data_updated_date"] = day
    return dates


def disaggregations(names: Iterable[str], options: Options) -> tuple[str, ...]:
    """The columns by which rows are told apart."""
    return tuple(n for n in names if n not in options.non_disaggregation)
