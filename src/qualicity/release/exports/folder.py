"""Folders of exported files: filled beside, then put in place whole, and as one ZIP."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from qualicity.errors import Text, UsageError

MARK = ".qualicity-export"
"""Lies in every folder that an export wrote: only such a folder is replaced."""
LEVEL = 4
"""How hard files are compressed: a ZIP is less than a tenth larger than at the usual level, for half of its work."""
_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP, so that the same files make the same ZIP."""


def require_export(out: Path, forms: Collection[str]) -> None:
    """Refuse to put the folders of these forms beside anything but those of a former export.

    Errors: `UsageError` for a file, or a folder that holds other things.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise UsageError(Text(f"{out} is a file, not a folder", f"{out} 是文件，不是文件夹"))
    for each in sorted(out.iterdir()):
        if each.name in forms:
            _require_own(each)
        elif not (_is_own(each) or each.name.startswith(tuple(f".{form}-" for form in forms))):
            raise UsageError(
                Text(
                    f"{out} holds other things; name a new or an empty folder",
                    f"{out} 中已有其他内容；请指定新的或空的文件夹",
                )
            )


def _is_own(folder: Path) -> bool:
    """Whether an export wrote it, or it is empty."""
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def _require_own(folder: Path) -> None:
    if not _is_own(folder):
        raise UsageError(
            Text(
                f"{folder} holds files that no export wrote; name another folder",
                f"{folder} 中有并非由导出生成的文件；请另选文件夹",
            )
        )


def fill(folder: Path, write: Callable[[Path], list[Path]]) -> list[Path]:
    """A folder with what `write` puts into it, whole or not at all; what a former export left there goes.

    Returns: the files that `write` named, in its order.
    Errors: `UsageError` for a folder that holds something else.
    """
    if folder.exists():
        _require_own(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        beside.chmod(0o755)
        written = [path.relative_to(beside) for path in write(beside)]
        (beside / MARK).touch()
        if folder.exists():
            rmtree(folder)
        beside.rename(folder)
    except BaseException:
        rmtree(beside, ignore_errors=True)
        raise
    return [folder / path for path in written]


def pack(folder: Path, file: Path) -> None:
    """All files of an export's folder as a ZIP, the same bytes whenever the files are the same."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != MARK:
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _THEN)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                out.writestr(entry, path.read_bytes(), compresslevel=LEVEL)
