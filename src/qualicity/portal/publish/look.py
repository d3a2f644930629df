"""Looking at the files of a site while the rest is got ready: a hundred thousand of them take a third of a second."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from qualicity.portal.publish import manifest


class Look:
    """A look at which files of a site are not as they were written, by a process of its own where one can be forked."""

    def __init__(self, out: Path, before: manifest.Manifest) -> None:
        """Begin to look; what has read tables must not be forked."""
        self._out, self._before = out, before
        self._process = None
        if sys.platform != "linux" or not before.files or (os.cpu_count() or 1) < 2:
            return
        context = get_context("fork")
        self._said, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_look, args=(out, before, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def touched(self) -> set[str]:
        """The files that are not there as they were written."""
        if self._process is not None:
            with suppress(EOFError, OSError):  # it was killed: what it would have seen is looked for here
                return set(self._said.recv())
        return set(manifest.touched(self._out, self._before))

    def end(self) -> None:
        """Look no further."""
        if self._process is not None:
            self._process.kill()
            self._said.close()


def _look(out: Path, before: manifest.Manifest, said: Connection) -> None:
    said.send([*manifest.touched(out, before)])
