"""The part of a plan folder that keeps what Open SDG's endpoints need beyond the plan: `opensdg/`, and the evidence."""

from __future__ import annotations

import json
import shutil
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.release.opensdg.config import Config, Options
from qualicity.release.opensdg.gitdates import History
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import Indicator, Rows
from qualicity.release.opensdg.observations import OWN, Coded, Observed, cell_key, rows_by_file
from qualicity.release.opensdg.processes import without_collector

FOLDER = "opensdg"
RECORD = f"{FOLDER}/repository.json"
OBSERVATIONS, ASIDE = "evidence/observations.parquet", "evidence/set-aside.parquet"
_KEPT = ("LICENSE*", "LICENCE*", "README*", "*.yml", "*.yaml", "*.csv")
_NUMBERS = {"value": "double", "line": "int64"}


def is_imported(plan: Path) -> bool:
    """Whether a plan folder was made from a repository."""
    return (plan / RECORD).is_file()


def write_evidence(
    plan: Path, observed: Observed, area: str, authority: str, dates: Mapping[str, str]
) -> None:
    """The rows as two Parquet files: observations, and those set aside."""
    for path, rows in ((OBSERVATIONS, observed.taken), (ASIDE, observed.aside)):
        if not rows.count:
            continue
        sources = rows.words["source_id"]
        known = [dates.get(w, "") for w in sources.words]
        constant = array("i", bytes(4 * rows.count))
        words = {
            **{observed.columns.get(n.removeprefix(OWN), n): w for n, w in rows.words.items()},
            "area": Coded([area], constant),
            "authority": Coded([authority], constant),
            "released": Coded.of([known[n] for n in sources.codes]),
        }
        numbers = {"line": rows.lines} | ({"value": rows.values} if path == OBSERVATIONS else {})
        _write_parquet(plan / path, words, numbers)


def _write_parquet(path: Path, words: Mapping[str, Coded], numbers: Mapping[str, array[Any]]) -> None:
    """Columns as Parquet, words by dictionary."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays: dict[str, Any] = {}
    for name, numbered in numbers.items():
        arrays[name] = _array(pa.float64() if numbered.typecode == "d" else pa.int64(), numbered)
    for name, said in words.items():
        arrays[name] = pa.DictionaryArray.from_arrays(_array(pa.int32(), said.codes), _words(said.words))
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_arrays(list(arrays.values()), names=list(arrays)), path, compression="zstd")


def _array(kind: Any, values: array[Any]) -> Any:
    """Numbers as an Arrow array. `pyarrow.array` would read pandas first, where that is installed."""
    import pyarrow as pa

    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _words(values: Sequence[str]) -> Any:
    """Words as an Arrow array."""
    import pyarrow as pa

    held = [v.encode() for v in values]
    ends = pa.py_buffer(array("i", accumulate(map(len, held), initial=0)))
    return pa.Array.from_buffers(pa.string(), len(held), [None, ends, pa.py_buffer(b"".join(held))])


def read_parquet(path: Path) -> dict[str, list[Any]]:
    """The columns of a Parquet file; nothing among words is an empty word."""
    import pyarrow.parquet as pq

    names = pq.read_schema(path).names
    words = [n for n in names if n not in _NUMBERS]
    table = pq.ParquetFile(path, read_dictionary=words).read()
    columns: dict[str, list[Any]] = {}
    for name in names:
        column = table.column(name).combine_chunks()
        if name in _NUMBERS:
            columns[name] = column.to_pylist()
            continue
        column = column.chunk(0) if hasattr(column, "chunk") else column
        said = [v or "" for v in column.dictionary.to_pylist()]
        codes = column.indices.fill_null(len(said)).to_numpy().tolist()
        said.append("")
        columns[name] = [said[n] for n in codes]
    return columns


def write_record(
    plan: Path,
    config: Config,
    history: History,
    harvest: Harvest,
    observed: Observed,
    whole: Iterable[str] = (),
) -> None:
    """The record of the repository, its metadata, words and schema, and its own files as they stand.

    `whole` are data files that are kept as they stand, for their rows do not say all that is in them.
    """
    folder = plan / FOLDER
    (folder / "files").mkdir(parents=True, exist_ok=True)
    inputs: list[dict[str, Any]] = []
    listed = []
    for indicator in harvest.indicators.values():
        files = []
        for rows in indicator.sources:
            kept = {
                "codes": [[d, [[k, v] for k, v in c.items()]] for d, c in rows.codes.items()],
                "dtypes": dict(rows.dtypes),
            }
            if kept not in inputs:
                inputs.append(kept)
            files.append({"file": rows.file, "columns": list(rows.header), "input": inputs.index(kept)})
        listed.append(
            {"id": indicator.id, "name": indicator.name, "data": files, "metadata": indicator.meta_files}
        )
    options = harvest.options
    record = {
        "source": {"url": history.url, "commit": history.commit, "committed": history.committed or None},
        "languages": list(harvest.languages),
        "options": {
            "non_disaggregation": list(options.non_disaggregation),
            "attributes": list(options.attributes),
            "series": options.series,
            "unit": options.unit,
            "status_fields": list(options.status_fields),
            "ignore_out_of_scope": options.ignore_out_of_scope,
            "archive": options.archive,
        },
        "columns": observed.columns,
        "inputs": inputs,
        "indicators": listed,
    }
    _json(folder / "repository.json", record, indent=1)
    _json(folder / "metadata.json", {i.id: i.meta for i in harvest.indicators.values()})
    _json(folder / "words.json", harvest.words)
    _json(folder / "schema.json", list(harvest.schema))
    _keep_files(folder / "files", config, harvest, whole)


def _keep_files(folder: Path, config: Config, harvest: Harvest, whole: Iterable[str]) -> None:
    """The repository's metadata and settings, as they stand there."""
    kept = {p for pattern in _KEPT for p in config.repo.glob(pattern) if p.is_file()}
    kept |= {config.repo / name for name in whole}
    metadata = {config.repo / f for i in harvest.indicators.values() for f in i.meta_files}
    below = {parent: [d for d in parent.iterdir() if d.is_dir()] for parent in {f.parent for f in metadata}}
    kept |= metadata | {d / f.name for f in metadata for d in below[f.parent]}
    made: set[Path] = set()
    for path in kept:
        if not path.is_file():
            continue
        there = folder / config.shown(path)
        if there.parent not in made:
            there.parent.mkdir(parents=True, exist_ok=True)
            made.add(there.parent)
        shutil.copyfile(path, there)


def _json(path: Path, said: Any, indent: int | None = None) -> None:
    path.write_bytes((json.dumps(said, ensure_ascii=False, indent=indent) + "\n").encode())


@without_collector()
def read_stored(plan: Path) -> Harvest:
    """What the endpoints of an imported plan are made of: its record, and its evidence as it stands.

    Errors: `UsageError` where a file of it is missing or damaged.
    """
    try:
        record, meta, words, schema = (
            json.loads((plan / FOLDER / f"{n}.json").read_bytes())
            for n in ("repository", "metadata", "words", "schema")
        )
        options: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in record["options"].items()
        }
        parts = [read_parquet(p) for p in (plan / OBSERVATIONS, plan / ASIDE) if p.is_file()]
        return Harvest(
            _indicators(record, meta, parts),
            Options(**options),
            tuple(record["languages"]),
            words,
            schema,
            record["source"]["committed"],
            record["source"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            Text(
                f"{plan / FOLDER} is not whole ({error}); import the repository again",
                f"{plan / FOLDER} 不完整（{error}）；请重新导入仓库",
            )
        ) from None


def _indicators(
    record: Mapping[str, Any], meta: Mapping[str, Any], parts: Sequence[Mapping[str, list[Any]]]
) -> dict[str, Indicator]:
    names = [n for n in parts[0] if all(n in p for p in parts)] if parts else []
    whole = {n: [v for p in parts for v in p[n]] for n in names}
    by_file = rows_by_file(zip(whole.get("file", []), whole.get("line", []), strict=True))
    inputs = [({d: dict(map(tuple, c)) for d, c in i["codes"]}, i["dtypes"]) for i in record["inputs"]]
    found = {}
    for said in record["indicators"]:
        indicator = Indicator(
            said["id"], meta=meta[said["id"]], name=said["name"], meta_files=said["metadata"]
        )
        for data in said["data"]:
            places = by_file.get(data["file"], [])
            rows = Rows(
                data["file"],
                tuple(data["columns"]),
                [],
                [whole["line"][n] for n in places],
                *inputs[data["input"]],
            )
            rows.columns = _columns(rows.header, whole, places, record["columns"])
            indicator.sources.append(rows)
        found[indicator.id] = indicator
    return found


def _columns(
    header: Sequence[str], whole: Mapping[str, list[Any]], places: Sequence[int], fields: Mapping[str, str]
) -> list[Sequence[str]]:
    """A file's columns from the fields of its rows, in the order of its header."""
    texts = {"Year": "year", "Value": "value_text", **fields}
    apart = [h for h in header if h not in texts]
    cells = [whole["cell"][n] for n in places] if apart else []
    said = {c: _parted(c) for c in set(cells)}
    columns: list[Sequence[str]] = []
    for name in header:
        if name in texts:
            column = whole.get(texts[name])
            columns.append([column[n] for n in places] if column else [""] * len(places))
        else:
            key = cell_key(name)
            of = {c: parts.get(key, "") for c, parts in said.items()}
            columns.append([of[c] for c in cells])
    return columns


def _parted(cell: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in cell.split(";") if part)
    return {k: v.replace("%3B", ";").replace("%25", "%") for k, _, v in pairs}
