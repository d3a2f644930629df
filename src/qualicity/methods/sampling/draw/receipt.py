"""Commitments and receipts: JSON that a person can read and that a program writes the same everywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity import __version__
from qualicity.errors import Text, UsageError
from qualicity.methods.sampling.draw.beacon import moment
from qualicity.methods.sampling.draw.canonical import Register, line, sha256_of, some
from qualicity.methods.sampling.draw.derive import AS_MANY, derive
from qualicity.methods.sampling.draw.files import Listed
from qualicity.methods.sampling.draw.streams import ALGORITHM, Mode

RECEIPT = "qualicity-draw-receipt/1"
COMMITMENT = "qualicity-draw-commitment/1"
FIXED = ("register", "mode", "n", "strata", "waiting", "exclusions", "inspectors")
"""What is declared before the randomness exists."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: registers, sizes, exclusions, inspectors; all but the randomness."""

    register: Register
    n: int | None
    strata: str = ""
    share: str = "proportional"
    sizes: Mapping[str, int] | None = None
    waiting: int = AS_MANY
    mode: Mode = "sha256"
    exclusions: Listed | None = None
    inspectors: Register | None = None
    each: int = 2
    conflicts: Listed | None = None

    def declared(self) -> dict[str, Any]:
        """As commitments and receipts hold it."""
        return {
            "register": _register(self.register),
            "mode": self.mode,
            "n": self.n,
            "strata": {
                "column": self.strata,
                "share": None if self.sizes else self.share,
                "sizes": dict(self.sizes) if self.sizes else None,
            }
            if self.strata
            else None,
            "waiting": self.waiting,
            "exclusions": self.exclusions.record() if self.exclusions else None,
            "inspectors": self._inspectors(),
        }

    def _inspectors(self) -> dict[str, Any] | None:
        if self.inspectors is None:
            return None
        conflicts = self.conflicts.record() if self.conflicts else None
        return _register(self.inspectors) | {"each": self.each, "conflicts": conflicts}

    def members(self) -> list[list[str]]:
        """Id, stratum and mark of each row of the register. Errors: `UsageError` for a row without a stratum."""
        return members_of(self.register, self.strata)


def members_of(register: Register, strata: str) -> list[list[str]]:
    """Id, stratum (an empty text without strata) and mark of each row of a register.

    Errors: `UsageError` for a column that is not there, a row that has no stratum.
    """
    names = register.values(strata) if strata else ("",) * len(register.rows)
    lost = [who for who, stratum in zip(register.ids, names, strict=True) if strata and not stratum]
    if lost:
        told = some(lost)
        raise UsageError(
            Text(
                f"{register.name}: {told.en} has no {strata}, so could never be drawn: fill it in or exclude it with "
                "its reason and a stratum",
                f"{register.name}：{told.zh} 缺少 {strata}，将永远抽不到：请补填",
            )
        )
    return [list(m) for m in zip(register.ids, names, register.marks, strict=True)]


def make_commitment(
    request: Request, beacon: Mapping[str, Any], *, by: str | None = None, at: str | None = None
) -> dict[str, Any]:
    """What is fixed before the `beacon`'s value exists; who says so (`by`), when (`at`, with its zone)."""
    return _head(COMMITMENT, by, at) | {"declared": {**request.declared(), "beacon": dict(beacon)}}


def make_receipt(
    request: Request,
    randomness: Mapping[str, Any],
    *,
    by: str | None = None,
    at: str | None = None,
    commitment: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A draw with all that it follows from; `randomness` has its `value` and whence it is.

    Errors: `UsageError` for a draw that cannot be.
    """
    receipt = _head(RECEIPT, by, at)
    receipt["commitment"] = (
        {"sha256": document_sha256(commitment), "document": commitment} if commitment else None
    )
    receipt["declared"] = {**request.declared(), "randomness": dict(randomness)}
    receipt["result"] = {}
    receipt["members"] = request.members()
    if request.inspectors:
        pairs = zip(request.inspectors.ids, request.inspectors.marks, strict=True)
        receipt["inspector_members"] = [list(p) for p in pairs]
    receipt["result"] = derive(receipt)
    return receipt


def _head(kind: str, by: str | None, at: str | None) -> dict[str, Any]:
    return {
        "format": kind,
        "algorithm": ALGORITHM,
        "software": f"qualicity {__version__}",
        "by": by,
        "at": at,
    }


def _register(register: Register) -> dict[str, Any]:
    return {
        "file": register.name,
        "id": register.id,
        "columns": list(register.columns),
        "rows": len(register.rows),
        "order": "file" if register.ordered else "id",
        "sha256": register.sha256,
    }


def written(document: Mapping[str, Any]) -> str:
    """The one way in which a commitment or receipt is written: objects open, a line for each item of a list."""
    return _open(document, "") + "\n"


def _open(value: Any, before: str) -> str:
    inner = before + "  "
    if isinstance(value, Mapping) and value:
        items = [f"{inner}{line(str(k))}: {_open(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{before}}}"
    if isinstance(value, list) and any(isinstance(v, list | dict) for v in value):
        return "[\n" + ",\n".join(f"{inner}{line(v)}" for v in value) + f"\n{before}]"
    return line(value)


def document_sha256(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document as `written`: what `sha256sum` says of its file."""
    return sha256_of(written(document))


def read_document(path: Path, kind: str) -> dict[str, Any]:
    """A commitment or a receipt. Errors: `UsageError` for a file that is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        said = error.strerror or error
        raise UsageError(Text(f"{path}: cannot be read: {said}", f"{path}：无法读取：{said}")) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(Text(f"{path}: is no JSON: {error}", f"{path}：不是 JSON：{error}")) from error
    if not isinstance(found, dict) or found.get("format") != kind:
        there = found.get("format") if isinstance(found, dict) else None
        raise UsageError(
            Text(f"{path}: its format is '{there}', not {kind}", f"{path}：格式为“{there}”，而不是 {kind}")
        )
    return found


def too_late(at: str | None, beacon: Mapping[str, Any]) -> bool:
    """Whether something said `at` a time came when the beacon's value was already out."""
    time = beacon.get("time")
    return bool(at and time and moment(str(at)) >= moment(str(time)))
