"""A workspace beside the real one, in which rows can be tried: what is written there is never seen elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qualicity.workspace import Workspace


@contextmanager
def shadow(workspace: Workspace, plan_id: str) -> Iterator[Workspace]:
    """A workspace with the same evidence and computed figures of one plan; it is gone when the block ends.

    Files are linked, not copied: nothing of the store is ever changed in place, so what is written here is written
    beside it. It lies in the real workspace's folder, where links are possible.
    """
    workspace.make()
    with TemporaryDirectory(prefix="trial-", dir=workspace.root) as folder:
        there, here = workspace.root / "plans" / plan_id, Path(folder) / "plans" / plan_id
        if there.is_dir():
            shutil.copytree(there, here, copy_function=_link, ignore=shutil.ignore_patterns(".lock", "*.tmp"))
        yield replace(workspace, root=Path(folder))


def _link(source: str, target: str) -> str:
    """A second name of a file; a copy where the disk has none, nothing where the file has gone meanwhile."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        pass
    except OSError:
        shutil.copy2(source, target)
    return target
