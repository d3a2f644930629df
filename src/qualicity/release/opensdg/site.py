"""The endpoints that Open SDG's sites read: data, headline, edges, comb, meta, stats, translations and the archive.

For each language a folder, and `untranslated` beside them. What a translation leaves as it is, is written once.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import is_
from pathlib import Path
from typing import Any

from qualicity.errors import PlanError, Problem
from qualicity.release.opensdg import jsontext
from qualicity.release.opensdg.cells import Frame
from qualicity.release.opensdg.config import Options
from qualicity.release.opensdg.datafiles import read_files
from qualicity.release.opensdg.endpoints import disaggregated, edges, headline, translated
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import Indicator, Rows, complete
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.processes import MUCH, Workers, without_collector
from qualicity.release.opensdg.statistics import disaggregation, reporting
from qualicity.release.opensdg.tables import Texts, csv_cell, lines
from qualicity.release.opensdg.translations import Translator

FOLDERS = ("data", "headline", "edges", "comb", "meta", "stats", "translations", "zip")
UNTRANSLATED = "untranslated"
_SHARES = 16
_SHORT = 200
"""So many bytes, such as those of indicators without data, are the same in many files."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of an indicator after its files are written: what of it goes into the files of all, by language;
    what its data files hold, without the cells; and what is wrong in them."""

    told: dict[str, Told]
    sources: list[Rows]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Told:
    """What of an indicator in one language goes into the files of all: its headline and metadata as JSON, and the
    fields of its metadata that are counted."""

    headline: str
    meta: str
    counted: dict[str, Any]


@without_collector()
def write_site(harvest: Harvest, out: Path, notes: Notes) -> list[Path]:
    """Write all endpoints under `out`. Returns: the first file of each language, the untranslated one last.

    Errors: `PlanError` where data files are broken; what is strange in them goes to `notes`.
    """
    languages = (*harvest.languages, UNTRANSLATED)
    for language in languages:
        for name in FOLDERS:
            (out / language / name).mkdir(parents=True, exist_ok=True)
    with Workers() as workers:
        parts = workers.share(_Writer(harvest, out), _shares(harvest))
        for language in languages:
            words = harvest.words if language == UNTRANSLATED else harvest.words.get(language, {})
            _write(out / language / "translations" / "translations.json", json.dumps(words, sort_keys=True))
            _write(out / language / "meta" / "schema.json", json.dumps(harvest.schema))
        written = dict(chain.from_iterable(part.items() for part in parts))
        _learned(harvest, written, notes)
        archives = _archives(harvest, out, workers)
        stats = json.dumps(disaggregation(list(harvest.indicators.values()), harvest.options))
        for language in languages:
            said = {i: written[i].told[language] for i in harvest.indicators}
            _of_all(out / language, said, harvest.options, stats)
        for language, about in zip(languages, archives, strict=True):
            _write(out / language / "zip" / "all_indicators.json", json.dumps(about))
    return [out / language / "meta" / "all.json" for language in languages]


def _learned(harvest: Harvest, written: Mapping[str, Written], notes: Notes) -> None:
    """Have the indicators know what their data files hold. Errors: `PlanError` where one is broken."""
    for indicator in harvest.indicators.values():
        indicator.sources = written[indicator.id].sources
        notes.problems += written[indicator.id].problems
        complete(indicator)
    if notes.errors:
        raise PlanError(notes.problems)


def _shares(harvest: Harvest) -> list[list[str]]:
    """The indicators in shares of about as many bytes of data each, the largest first."""
    sizes = {i.id: 500 + sum(f.path.stat().st_size for f in i.files) for i in harvest.indicators.values()}
    few = sum(sizes.values()) < MUCH  # little data are mostly files, which wait for each other
    count = 1 if few else _SHARES
    shares: list[list[str]] = [[] for _ in range(count)]
    weights = [0] * count
    for inid in sorted(sizes, key=lambda i: -sizes[i]):
        least = weights.index(min(weights))
        shares[least].append(inid)
        weights[least] += sizes[inid]
    return [s for s in shares if s]


class _Writer:
    """Writes the files of some indicators in every language."""

    def __init__(self, harvest: Harvest, out: Path) -> None:
        self._harvest, self._out = harvest, out
        self._say = {language: Translator(harvest.words, language) for language in harvest.languages}
        self._there: dict[bytes, str] = {}
        self._counted = (
            "reporting_status",
            "standalone",
            "placeholder",
            "goal_number",
            *harvest.options.status_fields,
        )

    def __call__(self, share: Sequence[str]) -> dict[str, Written]:
        return {inid: self._indicator(self._harvest.indicators[inid]) for inid in share}

    def _indicator(self, indicator: Indicator) -> Written:
        notes = Notes()
        if indicator.files:
            indicator.sources = read_files(indicator.files, notes)
        complete(indicator)
        told = {} if notes.errors else self._languages(indicator)
        self._there = {content: path for content, path in self._there.items() if len(content) < _SHORT}
        light = [Rows(r.file, r.header, [], r.lines, r.reading) for r in indicator.sources]
        indicator.sources = []
        return Written(told, light, notes.problems)

    def _languages(self, indicator: Indicator) -> dict[str, Told]:
        frame, meta = indicator.frame(), indicator.meta or {}
        texts = Texts()
        plain = files_of(indicator.id, frame, self._harvest.options, texts)
        told = {UNTRANSLATED: self._written(UNTRANSLATED, indicator.id, plain, meta)}
        for language, say in self._say.items():
            there = translated(frame, say, self._harvest.options)
            same = len(there.columns) == len(frame.columns) and all(map(is_, there.columns, frame.columns))
            files = plain if same else files_of(indicator.id, there, self._harvest.options, texts)
            told[language] = self._written(language, indicator.id, files, in_language(meta, language, say))
        return told

    def _written(self, language: str, inid: str, files: dict[str, bytes], meta: dict[str, Any]) -> Told:
        text = jsontext.dumps(meta)
        folder = f"{self._out}/{language}"
        for name, content in (files | {f"meta/{inid}.json": text.encode()}).items():
            _write_once(f"{folder}/{name}", content, self._there)
        counted = {k: meta[k] for k in self._counted if k in meta}
        return Told(files[f"headline/{inid}.json"].decode(), text, counted)


def in_language(meta: Mapping[str, Any], language: str, say: Translator) -> dict[str, Any]:
    """Metadata in a language: its own words for it, and translations of the rest."""
    own = meta.get(language)
    if isinstance(own, dict):
        meta = {k: v for k, v in meta.items() if k != language} | own
    return {k: say.deep(v) for k, v in meta.items()}


def files_of(inid: str, frame: Frame, options: Options, texts: Texts) -> dict[str, bytes]:
    """The files of one indicator's data."""
    held = disaggregated(frame, options)
    kept, rows = headline(frame, held, options)
    below = edges(held)
    data = texts.lists(frame).encode()
    edge_lists = jsontext.dumps({"From": [a for a, _ in below], "To": [b for _, b in below]} if below else [])
    return {
        f"data/{inid}.csv": texts.table(frame.columns).encode(),
        f"data/{inid}.json": data,
        f"headline/{inid}.csv": texts.table(kept, rows).encode(),
        f"headline/{inid}.json": texts.records(kept, rows).encode(),
        f"edges/{inid}.csv": lines(("From", "To"), [tuple(map(csv_cell, e)) for e in below]).encode(),
        f"edges/{inid}.json": edge_lists.encode(),
        f"comb/{inid}.json": b'{"data":%b,"edges":%b}' % (data, edge_lists.encode()),
    }


def _of_all(folder: Path, said: Mapping[str, Told], options: Options, stats: str) -> None:
    """The files that hold all indicators, and the statistics."""
    headlines = ",".join(f"{json.dumps(i)}:{told.headline}" for i, told in said.items())
    _write(folder / "headline" / "all.json", "{" + headlines + "}")
    metas = ",".join(f"{json.dumps(i)}:{told.meta}" for i, told in said.items())
    _write(folder / "meta" / "all.json", "{" + metas + "}")
    counted = reporting({i: told.counted for i, told in said.items()}, options.status_fields)
    _write(folder / "stats" / "reporting.json", jsontext.dumps(jsontext.plain(counted)))
    _write(folder / "stats" / "disaggregation.json", stats)


def _archives(harvest: Harvest, out: Path, workers: Workers) -> Iterator[dict[str, Any]]:
    """For each language the archive of the data of all indicators that are reported. Returns: what is said of each."""
    names = [f"{i.id}.csv" for i in harvest.indicators.values() if i.complete and i.statistical]
    languages = (*harvest.languages, UNTRANSLATED)
    made = f"{harvest.options.archive}.zip"
    jobs = [(out / language / "data", out / language / "zip" / made, names) for language in languages]
    sizes = workers.share(_archive, jobs, much=False)
    committed = {} if harvest.timestamp is None else {"timestamp": harvest.timestamp}
    return ({"size_bytes": n, "size_human": _human(n), "filename": made} | committed for n in sizes)


def _archive(job: tuple[Path, Path, Sequence[str]]) -> int:
    """Files of a folder in an archive, with fixed times, so that the same is the same. Returns: its size."""
    folder, path, names = job
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), (folder / name).read_bytes())
    return path.stat().st_size


def _human(size: int) -> str:
    """A size in decimal units: `236.0 kB`."""
    if size < 1000:
        return f"{size} Byte{'' if size == 1 else 's'}"
    power = min((len(str(size)) - 1) // 3, 3)
    return f"{size / 1000**power:.1f} {('kB', 'MB', 'GB')[power - 1]}"


def _write(path: Path, text: str) -> None:
    _write_bytes(str(path), text.encode())


def _write_once(path: str, content: bytes, there: dict[bytes, str]) -> None:
    """A file; one that holds the same as another is another name of it, for making files is what takes longest."""
    first = there.setdefault(content, path)
    if first != path:
        try:
            os.link(first, path)
        except OSError:  # a file system without such names, or too many of them
            _write_bytes(path, content)
    else:
        _write_bytes(path, content)


def _write_bytes(path: str, content: bytes) -> None:
    """A small file, by the shortest way."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        while content:
            content = content[os.write(opened, content) :]
    finally:
        os.close(opened)
