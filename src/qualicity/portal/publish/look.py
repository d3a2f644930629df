"""Looking at the files of a site while the rest is got ready: a hundred thousand of them take half a second."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from qualicity.errors import QualicityError
from qualicity.portal.publish import manifest


@dataclass(frozen=True, slots=True)
class Seen:
    """How many files a site has, how many of them are pages, and which are not there as they were written."""

    files: int
    pages: int
    touched: frozenset[str]

    @classmethod
    def of(cls, said: manifest.Manifest, touched: Iterable[str] = ()) -> Seen:
        """That of the files of a manifest."""
        return cls(len(said.files), sum(f.endswith(".html") for f in said.files), frozenset(touched))


class Look:
    """A look at a site by a process of its own, forked before anything is opened."""

    def __init__(self, out: Path) -> None:
        """Begin to look, where a process can be forked for it and the folder has a manifest."""
        self._out, self._mark = out, manifest.mark(out)
        self._process = None
        if sys.platform != "linux" or not self._mark or (os.cpu_count() or 1) < 2:
            return
        context = get_context("fork")
        self._said, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_look, args=(out, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def seen(self) -> Seen | None:
        """What it saw; None where nothing was looked at, or the manifest is another one by now."""
        if self._process is None:
            return None
        with suppress(EOFError, OSError):  # it has ended without a word
            seen: Seen = self._said.recv()
            return seen if manifest.mark(self._out) == self._mark else None
        return None

    def end(self) -> None:
        """Look no further."""
        if self._process is not None:
            self._process.kill()
            self._said.close()


def _look(out: Path, said: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other's matter, which ends this one
    with suppress(QualicityError):  # whoever asks finds it, too
        there = manifest.read(out)
        said.send(Seen.of(there, manifest.touched(out, there)))
