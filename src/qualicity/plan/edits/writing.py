"""Edited files put in place of those of a plan's folder: all or none, and never over what somebody else has written."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from qualicity.errors import Text, UsageError
from qualicity.plan.edits.edit import sha256


class StaleError(UsageError):
    """A file is not what the edits were made on."""

    def __init__(self, names: list[str]) -> None:
        listed = ", ".join(names)
        super().__init__(
            Text(
                f"{listed} was changed by somebody else since: begin again from today's text.",
                f"{listed} 此后已被他人修改：请以当前文本为准重新开始。",
            )
        )


class NotWritableError(UsageError):
    """The folder cannot be written to."""

    def __init__(self, path: Path, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(
            Text(
                f"{path} cannot be written ({reason}): nothing was changed. The account that runs the portal needs the "
                "right to write to the plan's folder.",
                f"无法写入 {path}（{reason}）：未作任何更改。运行门户的账户需要方案文件夹的写入权限。",
            )
        )


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Nobody else who asks for this file's lock goes on meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def stale(folder: Path, base: Mapping[str, str], after: Mapping[str, str] | None = None) -> list[str]:
    """The files that hold neither what they did (`base`, hashes) nor what they shall (`after`, texts)."""
    found = []
    for name, wanted in base.items():
        with suppress(FileNotFoundError):
            held = sha256((folder / name).read_bytes())
            if held == wanted or (after and held == sha256(after[name].encode())):
                continue
        found.append(name)
    return found


def write(folder: Path, base: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Put the texts in place. What an earlier try has written already stays.

    Errors: `StaleError`, and `NotWritableError`; then the folder is as it was.
    """
    if names := stale(folder, base, after):
        raise StaleError(names)
    before = {name: (folder / name).read_bytes() for name in after}
    try:
        for name, text in after.items():
            replace(folder / name, text.encode())
    except OSError as error:
        for name, data in before.items():
            with suppress(OSError):
                replace(folder / name, data)
        raise NotWritableError(folder / name, error) from error


def replace(path: Path, data: bytes) -> None:
    """Give a file other bytes in one step: who reads it has all of the old or all of the new."""
    real = path.resolve()
    if real.read_bytes() == data:
        return
    handle, made = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(real.stat().st_mode & 0o7777)
        Path(made).replace(real)
    except BaseException:
        with suppress(OSError):
            Path(made).unlink()
        raise
