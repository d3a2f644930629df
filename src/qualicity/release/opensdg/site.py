"""The endpoints that Open SDG's sites read: data, headline, edges, comb, meta, stats, translations and the archive.

For each language a folder, and `untranslated` beside them. What a translation leaves as it is, is written once and copied.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.release.opensdg import jsontext
from qualicity.release.opensdg.cells import Column, Frame
from qualicity.release.opensdg.endpoints import edges, headline, translated
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.statistics import disaggregation, reporting
from qualicity.release.opensdg.translations import Translator

FOLDERS = ("data", "headline", "edges", "comb", "meta", "stats", "translations", "zip")
UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True)
class Written:
    """An indicator's files in one language: name → content, and its headline and metadata for the files of all."""

    files: dict[str, str]
    headline: str
    meta: dict[str, Any]


def write_site(harvest: Harvest, out: Path) -> list[Path]:
    """Write all endpoints under `out`. Returns: the first file of each language, the untranslated one last."""
    first = []
    frames = {i.id: i.frame() for i in harvest.indicators.values()}
    plain = {i.id: _of(i, frames[i.id], i.meta or {}, harvest) for i in harvest.indicators.values()}
    stats = json.dumps(disaggregation(list(harvest.indicators.values()), harvest.options))
    for language in (*harvest.languages, UNTRANSLATED):
        folder = out / language
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        said = plain if language == UNTRANSLATED else _in_language(harvest, language, frames, plain)
        for each in said.values():
            for name, text in each.files.items():
                _write(folder / name, text)
        _of_all(folder, said, harvest, stats)
        words = harvest.words if language == UNTRANSLATED else harvest.words.get(language, {})
        _write(folder / "translations" / "translations.json", json.dumps(words, sort_keys=True))
        _archive(folder, said, harvest)
        first.append(folder / "meta" / "all.json")
    return first


def _in_language(
    harvest: Harvest, language: str, frames: dict[str, Frame], plain: dict[str, Written]
) -> dict[str, Written]:
    say = Translator(harvest.words, language)
    said = {}
    for i in harvest.indicators.values():
        meta = dict(i.meta or {})
        own = meta.get(language)
        if isinstance(own, dict):
            meta.update(own)
            del meta[language]
        meta = {k: say.deep(v) for k, v in meta.items()}
        frame = translated(frames[i.id], say, harvest.options)
        same = _same(frame, frames[i.id])
        said[i.id] = _copy(plain[i.id], i.id, meta) if same else _of(i, frame, meta, harvest)
    return said


def _same(one: Frame, other: Frame) -> bool:
    return len(one.columns) == len(other.columns) and all(
        a is b for a, b in zip(one.columns, other.columns, strict=True)
    )


def _copy(plain: Written, inid: str, meta: dict[str, Any]) -> Written:
    files = {**plain.files, f"meta/{inid}.json": jsontext.dumps(meta)}
    return Written(files, plain.headline, meta)


def _of(indicator: Indicator, frame: Frame, meta: dict[str, Any], harvest: Harvest) -> Written:
    """The files of one indicator."""
    inid, options = indicator.id, harvest.options
    said = {c.name: jsontext.texts(c) for c in frame.columns}
    data = jsontext.lists(frame, said)
    names, rows = headline(frame, options)
    first = jsontext.records(names, said, rows)
    below = edges(frame, options)
    edge_lists = jsontext.dumps({"From": [a for a, _ in below], "To": [b for _, b in below]} if below else [])
    kept = [frame.column(n).picked(rows) for n in names]
    return Written(
        {
            f"data/{inid}.csv": to_csv(frame.names, frame.columns),
            f"data/{inid}.json": data,
            f"headline/{inid}.csv": to_csv(names, kept),
            f"headline/{inid}.json": first,
            f"edges/{inid}.csv": _rows(("From", "To"), below),
            f"edges/{inid}.json": edge_lists,
            f"comb/{inid}.json": f'{{"data":{data},"edges":{edge_lists}}}',
            f"meta/{inid}.json": jsontext.dumps(meta),
        },
        first,
        meta,
    )


def to_csv(names: Sequence[str], columns: Sequence[Column]) -> str:
    """Columns as CSV; nothing is an empty cell."""
    return _rows(names, zip(*(c.values for c in columns), strict=True))


def _rows(names: Sequence[str], rows: Iterator[Any] | Sequence[Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()


def _of_all(folder: Path, said: dict[str, Written], harvest: Harvest, stats: str) -> None:
    """The files that hold all indicators, and the statistics."""
    headlines = ",".join(f"{json.dumps(i)}:{w.headline}" for i, w in said.items())
    _write(folder / "headline" / "all.json", "{" + headlines + "}")
    metas = ",".join(f"{json.dumps(i)}:{w.files[f'meta/{i}.json']}" for i, w in said.items())
    _write(folder / "meta" / "all.json", "{" + metas + "}")
    _write(folder / "meta" / "schema.json", json.dumps(harvest.schema))
    counted = reporting({i: w.meta for i, w in said.items()}, harvest.options.status_fields)
    _write(folder / "stats" / "reporting.json", jsontext.dumps(jsontext.plain(counted)))
    _write(folder / "stats" / "disaggregation.json", stats)


def _archive(folder: Path, said: dict[str, Written], harvest: Harvest) -> None:
    """The data of all indicators that are reported, with fixed times, so that the same is the same."""
    path = folder / "zip" / f"{harvest.options.archive}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for inid, written in said.items():
            indicator = harvest.indicators[inid]
            if indicator.complete and indicator.statistical:
                archive.writestr(zipfile.ZipInfo(f"{inid}.csv"), written.files[f"data/{inid}.csv"])
    size = path.stat().st_size
    about: dict[str, Any] = {"size_bytes": size, "size_human": _human(size), "filename": path.name}
    if harvest.timestamp is not None:
        about["timestamp"] = harvest.timestamp
    _write(folder / "zip" / "all_indicators.json", json.dumps(about))


def _human(size: int) -> str:
    """A size in decimal units: `236.0 kB`."""
    if size < 1000:
        return f"{size} Byte{'' if size == 1 else 's'}"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 1000:
            break
    return f"{amount:.1f} {unit}"


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
