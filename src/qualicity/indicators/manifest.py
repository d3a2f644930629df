"""What a derived dataset consists of: a small file, named by the fingerprint, that says which Parquet files to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qualicity.evidence.sql import literal, name
from qualicity.indicators.parts import write_text

_TRIED = 16
"""So many of the latest manifests are looked at for one to go on from."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A derived dataset as made once: a base of all rows and, where it was brought up to date, a patch over it.

    `recipe` stands for all that it is made by (method, parameters, input), `source` for what it is made from.
    The patch holds anew the rows of every `key` that may differ from the base; one that is `_gone` has none.
    """

    folder: Path
    fingerprint: str
    recipe: str
    source: Mapping[str, Any]
    base: str
    rows: int
    patch: str | None = None
    key: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The file of the manifest itself."""
        return self.folder / f"{self.fingerprint}.json"

    def patch_rows(self) -> str:
        """SQL of the patch's rows, with `_gone`."""
        return f"read_parquet({literal(str(self.folder / (self.patch or '')))})"

    def table(self) -> str:
        """The rows, as something that SQL can select from."""
        base = f"read_parquet({literal(str(self.folder / self.base))})"
        if self.patch is None:
            return base
        return (
            f"(select b.* from {base} b anti join {self.patch_rows()} p on {matching(self.key, 'b', 'p')} "
            f"union all by name select * exclude (_gone) from {self.patch_rows()} where not _gone)"
        )

    def write(self) -> None:
        """Write the manifest so that it is either whole or not there; the files that it names are there by now."""
        said = asdict(self)
        del said["folder"]
        write_text(json.dumps(said, indent=1, default=str), self.file)


def read(file: Path) -> Manifest | None:
    """The manifest in a file; None where there is none that can be read."""
    try:
        said = json.loads(file.read_text("utf-8"))
        return Manifest(file.parent, **said | {"key": tuple(said["key"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def latest(folder: Path, recipe: str) -> Iterator[Manifest]:
    """The last manifests that were made by a recipe, the newest first."""
    files = sorted(folder.glob("*.json"), key=lambda f: f.stat().st_mtime_ns, reverse=True)
    for file in files[:_TRIED]:
        found = read(file)
        if found is not None and found.recipe == recipe:
            yield found


def matching(key: tuple[str, ...], one: str, other: str) -> str:
    """An SQL condition: two rows have the same key; nothing is the same as nothing."""
    return " and ".join(f"{one}.{name(k)} is not distinct from {other}.{name(k)}" for k in key) or "true"
