"""The part of a plan folder that keeps what Open SDG's endpoints need beyond the plan: `opensdg/`, and the evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.release.opensdg.coded import Coded
from qualicity.release.opensdg.config import Config, Options
from qualicity.release.opensdg.gitdates import History
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import DataFile, Indicator, Reading
from qualicity.release.opensdg.observations import OWN, Observed
from qualicity.release.opensdg.parquet import write_parquet
from qualicity.release.opensdg.processes import without_collector

FOLDER = "opensdg"
RECORD = f"{FOLDER}/repository.json"
OBSERVATIONS, ASIDE = "evidence/observations.parquet", "evidence/set-aside.parquet"
_KEPT = ("LICENSE*", "LICENCE*", "README*", "*.yml", "*.yaml", "*.csv")


def is_imported(plan: Path) -> bool:
    """Whether a plan folder was made from a repository."""
    return (plan / RECORD).is_file()


def write_evidence(
    plan: Path, observed: Observed, area: str, authority: str, dates: Mapping[str, str]
) -> dict[str, str]:
    """The rows as two Parquet files: observations, and those set aside. Returns: the digest of each that there is."""
    digests = {}
    for path, rows in ((OBSERVATIONS, observed.taken), (ASIDE, observed.aside)):
        if not rows.count:
            continue
        sources = rows.words["source_id"]
        known = [dates.get(w, "") for w in sources.words]
        words = {
            **{observed.columns.get(n.removeprefix(OWN), n): w for n, w in rows.words.items()},
            "area": Coded.same(area, rows.count),
            "authority": Coded.same(authority, rows.count),
            "released": Coded.of([known[n] for n in sources.codes]),
        }
        numbers = {"line": rows.lines} | ({"value": rows.values} if path == OBSERVATIONS else {})
        write_parquet(plan / path, words, numbers)
        digests[path] = _digest(plan / path)
    return digests


def write_record(plan: Path, history: History, harvest: Harvest, evidence: Mapping[str, str]) -> None:
    """The record of the repository, with the digests of the evidence that was made of it."""
    folder = plan / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    inputs: list[Reading] = []
    listed = []
    for indicator in harvest.indicators.values():
        files = []
        for file in indicator.files:
            if file.reading not in inputs:
                inputs.append(file.reading)
            files.append({"file": file.shown, "input": inputs.index(file.reading)})
        listed.append(
            {
                "id": indicator.id,
                "name": indicator.name,
                "data": files,
                "data_first": indicator.data_first,
                "metadata": indicator.meta_files,
            }
        )
    record = {
        "source": {"url": history.url, "commit": history.commit, "committed": history.committed or None},
        "languages": list(harvest.languages),
        "options": asdict(harvest.options),
        "inputs": [
            {
                "renamed": dict(i.renamed),
                "codes": [[d, [[k, v] for k, v in c.items()]] for d, c in i.codes.items()],
                "dtypes": dict(i.dtypes),
            }
            for i in inputs
        ],
        "indicators": listed,
        "evidence": dict(evidence),
    }
    _json(folder / "repository.json", record, indent=1)


def write_texts(plan: Path, harvest: Harvest) -> None:
    """The repository's metadata, words and schema."""
    folder = plan / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    _json(folder / "metadata.json", {i.id: i.meta for i in harvest.indicators.values()})
    _json(folder / "words.json", harvest.words)
    _json(folder / "schema.json", list(harvest.schema))


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _inside(shown: str) -> str:
    """A path below the folder of kept files, wherever the file stood."""
    return "/".join(part for part in PurePosixPath(shown).parts if part not in ("/", ".."))


def keep_files(plan: Path, config: Config, harvest: Harvest) -> None:
    """The repository's data, metadata and settings, as they stand there."""
    folder = plan / FOLDER / "files"
    kept = {p for pattern in _KEPT for p in config.repo.glob(pattern) if p.is_file()}
    kept |= {f.path for i in harvest.indicators.values() for f in i.files}
    metadata = {config.repo / f for i in harvest.indicators.values() for f in i.meta_files}
    below = {parent: [d for d in parent.iterdir() if d.is_dir()] for parent in {f.parent for f in metadata}}
    kept |= metadata | {d / f.name for f in metadata for d in below[f.parent]}
    made: set[Path] = set()
    for path in kept:
        if not path.is_file():
            continue
        there = folder / _inside(config.shown(path))
        if there.parent not in made:
            there.parent.mkdir(parents=True, exist_ok=True)
            made.add(there.parent)
        there.write_bytes(path.read_bytes())


def _json(path: Path, said: Any, indent: int | None = None) -> None:
    path.write_bytes((json.dumps(said, ensure_ascii=False, indent=indent) + "\n").encode())


@without_collector()
def read_stored(plan: Path) -> Harvest:
    """What the endpoints of an imported plan are made of: its record, and the repository's data files that it keeps.

    Errors: `UsageError` where a file of it is missing or damaged, or where the evidence is not what was made of them.
    """
    try:
        record, meta, words, schema = (
            json.loads((plan / FOLDER / f"{n}.json").read_bytes())
            for n in ("repository", "metadata", "words", "schema")
        )
        changed = next((p for p, said in record["evidence"].items() if _digest(plan / p) != said), None)
        if changed:
            raise ValueError(f"{changed} was changed since the import")
        options: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in record["options"].items()
        }
        return Harvest(
            _indicators(plan / FOLDER / "files", record, meta),
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


def _indicators(folder: Path, record: Mapping[str, Any], meta: Mapping[str, Any]) -> dict[str, Indicator]:
    readings = [
        Reading(i["renamed"], {d: dict(map(tuple, c)) for d, c in i["codes"]}, i["dtypes"])
        for i in record["inputs"]
    ]
    found = {}
    for said in record["indicators"]:
        files = [DataFile(folder / _inside(d["file"]), d["file"], readings[d["input"]]) for d in said["data"]]
        for file in files:
            file.path.stat()
        found[said["id"]] = Indicator(
            said["id"],
            files,
            meta=meta[said["id"]],
            name=said["name"],
            meta_files=said["metadata"],
            data_first=said.get("data_first", True),
        )
    return found
