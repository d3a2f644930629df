"""The lock file of a release: a JSON that people read and compare, each of its parts under a checksum.

Its parts: `definitions` (the plan folder's files), `datasets` (versions with their files), `methods`, `rulings`,
`assessments`, `observations`, and `pages` (the files beside the lock that pages are made from, with their hashes).
Observations are one line each, so that two releases can be held against each other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.release.freeze.found import check, json_of, no_lock

FORMAT = 2
PARTS = ("definitions", "datasets", "methods", "rulings", "assessments", "observations", "pages")
_PARTS = {1: PARTS[:-1], FORMAT: PARTS}
"""By format: the first kept no verdicts for its pages."""
SUFFIX = ".lock.json"
_HEAD = ("lock", "name", "plan", "title", "note", "as_of", "made", "by", "embargo", "folder", "software")


@dataclass(frozen=True, slots=True)
class Lock:
    """What a lock file says: its `head` (name, plan, note, as of, made …), its parts, and their checksums."""

    head: Mapping[str, Any]
    parts: Mapping[str, Any]
    checksums: Mapping[str, str]
    checksum: str

    @classmethod
    def of(cls, head: Mapping[str, Any], parts: Mapping[str, Any]) -> Lock:
        """A lock over these parts, with their checksums."""
        sums = {part: checksum(parts[part]) for part in parts}
        return cls(head, parts, sums, checksum([dict(head), sums]))

    @property
    def name(self) -> str:
        """The release's name."""
        return str(self.head["name"])

    @property
    def plan(self) -> str:
        """The plan's id."""
        return str(self.head["plan"])

    @property
    def as_of(self) -> date:
        """The day as known on which it was frozen."""
        return date.fromisoformat(self.head["as_of"])

    @property
    def made(self) -> datetime:
        """When it was made, in UTC."""
        return datetime.fromisoformat(self.head["made"])

    @property
    def program(self) -> str | None:
        """The hash of the program that made it (`qualicity.program`); of old releases none is named."""
        software = self.head["software"]
        return software.get("program") if isinstance(software, Mapping) else None

    @property
    def embargo(self) -> datetime | None:
        """Until when nobody but its makers sees it, in UTC."""
        said = self.head.get("embargo")
        return datetime.fromisoformat(said) if said else None

    @property
    def pages(self) -> dict[str, str]:
        """The files that pages are made from, by name, with their SHA-256; of old releases none is named."""
        return dict(self.parts.get("pages", {}))

    @property
    def versions(self) -> dict[str, int]:
        """The version of each dataset."""
        return {d: int(said["version"]) for d, said in self.parts["datasets"].items()}

    def tampered(self) -> list[str]:
        """The parts that are not what their checksums say; `head` for what stands above them."""
        found = [part for part in self.parts if checksum(self.parts[part]) != self.checksums.get(part)]
        return (
            found if checksum([dict(self.head), dict(self.checksums)]) == self.checksum else ["head", *found]
        )

    def text(self) -> str:
        """The file's text: the head and each part indented, an observation or a verdict a line."""
        lines = [f" {_json(k)}: {_json(self.head[k])}" for k in _HEAD]
        for part, said in self.parts.items():
            lines.append(f" {_json(part)}: {laid_out(said)}")
        lines.append(f' "checksums": {laid_out(self.checksums)}')
        lines.append(f' "checksum": {_json(self.checksum)}')
        return "{\n" + ",\n".join(lines) + "\n}\n"


def checksum(value: Any) -> str:
    """SHA-256 of a value in JSON without spaces, keys in order, in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def laid_out(value: Any) -> str:
    """A list or mapping, each of its items a line; of a mapping of lists each item of these."""
    if isinstance(value, Mapping):
        items = [f"{_json(k)}: {laid_out(v) if _is_long(v) else _json(v)}" for k, v in value.items()]
        begin, end = "{", "}"
    else:
        items, begin, end = [_json(v) for v in value], "[", "]"
    return f"{begin}\n  " + ",\n  ".join(items) + f"\n {end}" if items else begin + end


def _is_long(value: Any) -> bool:
    return (
        isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(v, list) for v in value)
    )


def read_lock(path: Path) -> Lock:
    """The lock in a file; whether it was tampered with is `Lock.tampered`'s to say.

    Errors: `UsageError` where there is none, or it is no lock file.
    """
    said = json_of(path)
    if "lock" not in said:
        raise no_lock(path, Text("“lock” is missing", "缺少“lock”"))
    version = said["lock"]
    if not isinstance(version, int) or version not in _PARTS:
        raise UsageError(
            Text(
                f"{path} is a lock file of format {version}; this software reads up to {FORMAT}: use newer software",
                f"{path} 的锁定文件格式为 {version}，本软件最高支持 {FORMAT}：请使用新版软件",
            )
        )
    check(path, said, _HEAD, _PARTS[version])
    return Lock(
        {k: said[k] for k in _HEAD},
        {k: said[k] for k in _PARTS[version]},
        dict(said["checksums"]),
        said["checksum"],
    )
