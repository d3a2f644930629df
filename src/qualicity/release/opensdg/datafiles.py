"""The data files of a repository: which they are, what is in them, and what their input makes of columns and codes."""

from __future__ import annotations

import csv
import glob
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualicity.errors import Place, Problem, Text
from qualicity.release.opensdg import cells
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.indicators import DataFile, Reading, Rows
from qualicity.release.opensdg.notes import Notes


def paths(config: Config, said: Mapping[str, Any]) -> Iterator[Path]:
    """The files of an input, each id once: of two files the later counts."""
    pattern = str(config.base / str(said.get("path_pattern") or ""))
    listed = map(Path, glob.glob(pattern))  # noqa: PTH207  (the pattern may hold folders and `**`, as in sdg-build)
    yield from {p.stem: p for p in listed if p.is_file()}.values()


def data_files(config: Config, said: Mapping[str, Any], notes: Notes) -> Iterator[tuple[str, DataFile]]:
    """The data files of an input, each with the id of its indicator."""
    asked = said.get("dtype")
    dtypes = {str(k): str(v) for k, v in asked.items()} if isinstance(asked, Mapping) else {}
    reading = Reading(_column_map(config, said, notes), _code_map(config, said, notes), dtypes)
    for path in paths(config, said):
        yield path.stem.replace("indicator_", ""), DataFile(path, config.shown(path), reading)


def read_files(files: Iterable[DataFile], notes: Notes) -> list[Rows]:
    """What stands in some data files."""
    sources = []
    for file in files:
        if rows := read_rows(file.path, file.shown, notes):
            rows.header = tuple(file.reading.renamed.get(h, h) for h in rows.header)
            rows.reading = file.reading
            sources.append(rows)
    return sources


def read_rows(path: Path, shown: str, notes: Notes) -> Rows | None:
    """The cells of a CSV file; a problem that stops the import where it has no Year or Value."""
    text = _text(path, shown, notes)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""))
    read = list(reader)
    width = len(read[0]) if read else 0
    lines: Sequence[int]
    if width > 1 and reader.line_num == len(read) and set(map(len, read)) == {width}:
        header, rows, lines = _told_apart(read[0]), read[1:], range(2, len(read) + 1)
    else:
        header, rows, lines = _one_by_one(csv.reader(io.StringIO(text, newline="")), shown, notes)
    if not _has_columns(header, shown, notes):
        return None
    return Rows(shown, header, list(zip(*rows, strict=True)) or [()] * len(header), lines)


def _text(path: Path, shown: str, notes: Notes) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        told = Text("not in UTF-8: read as Windows-1252", "不是 UTF-8：按 Windows-1252 读取")
        notes.add("encoding", Place(shown, line), told)
        return raw.decode("cp1252", "replace")


def _one_by_one(reader: Any, shown: str, notes: Notes) -> tuple[tuple[str, ...], list[list[str]], list[int]]:
    """Header, rows and their lines where lines are empty, cells hold line ends, or rows differ in length.

    Where the first row is longer than the header, its first cells (and those of all rows) are taken for no column's.
    """
    header: tuple[str, ...] = ()
    rows: list[list[str]] = []
    lines: list[int] = []
    last, lead = 0, -1
    for row in reader:
        line, last = last + 1, reader.line_num
        if not row or (len(row) == 1 and not row[0].strip()):
            continue
        if not header:
            header = _told_apart(row)
            continue
        lead = max(len(row) - len(header), 0) if lead < 0 else lead
        if any(row[len(header) + lead :]):
            en, zh = (
                f"{len(row)} cells, the header has {len(header)}",
                f"{len(row)} 个单元格，表头有 {len(header)} 个",
            )
            told = Text(f"this row has {en}", f"此行有 {zh}")
            notes.problems.append(Problem("error", Place(shown, line), "malformed-row", told))
            continue
        rows.append((row[lead:] + [""] * len(header))[: len(header)])
        lines.append(line)
    if lead > 0:
        en = f"rows have {lead} cell{'s' if lead > 1 else ''} more than the header: the first are dropped, as by sdg-build"
        zh = f"各行比表头多 {lead} 个单元格：与 sdg-build 一样舍去最前面的"
        told = Text(f"{en}; put a text with a comma in quotes", f"{zh}；含逗号的文字请加引号")
        notes.add("shifted", Place(shown, lines[0] if lines else 1), told)
    return header, rows, lines


def _has_columns(header: tuple[str, ...], shown: str, notes: Notes) -> bool:
    """Whether Year and Value are there; tells the one that is not."""
    lacking = next((n for n in ("Year", "Value") if n not in header), None)
    if lacking is None:
        return True
    en = f"there is no column '{lacking}': a data file has the columns Year, …, Value"
    told = Text(en, f"没有列“{lacking}”：数据文件应有 Year、…、Value 各列")
    notes.problems.append(Problem("error", Place(shown), "no-column", told))
    return False


def _told_apart(header: list[str]) -> tuple[str, ...]:
    """Names of columns: nameless ones by their place, the second of a name with a number."""
    seen: dict[str, int] = {}
    names = []
    for n, said in enumerate(header):
        name = said or f"Unnamed: {n}"
        count = seen.get(name, 0)
        seen[name] = count + 1
        names.append(f"{name}.{count}" if count else name)
    return tuple(names)


def _map_rows(config: Config, said: Mapping[str, Any], key: str, notes: Notes) -> list[dict[str, Any]]:
    source = str(said.get(key) or "")
    if not source:
        return []
    path = config.repo / source
    if not path.is_file():
        notes.add(
            "mapping",
            Place(source),
            Text(f"{key}: there is no such file; nothing is mapped", f"{key}：没有此文件，不作映射"),
        )
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
