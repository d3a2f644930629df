"""The folder into which endpoints are written: a new one, or one of a former time; nobody else's files are touched."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from qualicity.errors import Text, UsageError
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.site import UNTRANSLATED, write_site

_MARK, _NEW = ".open-sdg", ".new"


def fill(harvest: Harvest, out: Path, notes: Notes) -> tuple[Path, int]:
    """Write all endpoints; what a former publication left there goes.

    Returns: the file to begin with, and how many were written.
    Errors: `UsageError` where the folder holds other things; `PlanError` where data files are broken: what was there
    stays then.
    """
    mark = out / _MARK
    if out.exists() and not (out.is_dir() and (mark.is_file() or not any(out.iterdir()))):
        raise UsageError(
            Text(
                f"{out} holds other things: name a new folder, or one that this command has written",
                f"{out} 中另有内容：请指定新文件夹，或本命令写过的文件夹",
            )
        )
    out.mkdir(parents=True, exist_ok=True)
    mark.touch()
    new = out / _NEW
    shutil.rmtree(new, ignore_errors=True)
    try:
        first = write_site(harvest, new, notes)
        for name in mark.read_text("utf-8").split():
            shutil.rmtree(out / Path(name).name, ignore_errors=True)
        languages = (*harvest.languages, UNTRANSLATED)
        mark.write_text("\n".join(languages) + "\n", "utf-8")
        for name in languages:
            (new / name).rename(out / name)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return out / first[0].relative_to(new), sum(
        1 for d in out.glob("*/*") if d.is_dir() for _ in os.scandir(d)
    )
