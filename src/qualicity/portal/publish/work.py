"""Making pages: in this process, or in several that each have the plans open."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from importlib import import_module
from itertools import chain
from multiprocessing import Queue, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty
from time import process_time
from traceback import format_exc
from typing import Literal, TypeAlias

from qualicity.errors import QualicityError, Text
from qualicity.plan import Plan
from qualicity.portal import catalogue, charts
from qualicity.portal.publish import manifest
from qualicity.portal.publish.entries import entries
from qualicity.portal.publish.places import ENTRIES, file_of, thing
from qualicity.portal.publish.render import ADDRESSES, Answer, ask, with_relative_links
from qualicity.workspace import Workspace

_PR_SET_PDEATHSIG = 1
LOOK = 5.0
"""Seconds after which a process that is asked nothing looks whether the one that started it is there."""
AT_HAND = 2**23
"""Bytes of files from which on they are written, and not kept until all that is asked for at once is made."""


@dataclass(frozen=True, slots=True)
class Order:
    """A site that is to be made: what every process that makes pages of it must know.

    `live` is the address of the portal that answers what files cannot, "" where there is none. With `reports` the live
    state has them too.
    """

    plans: tuple[Path, ...]
    workspace: Workspace
    as_of: date
    release: str
    out: Path
    live: str = ""
    reports: bool = False

    @property
    def prefix(self) -> str:
        """What all addresses of the site begin with."""
        return f"/r/{self.release}" if self.release else ""


@dataclass(slots=True)
class Made:
    """What came of some addresses: files, other addresses that they link to, what could not be made and why.

    `leads` are all addresses that the pages of each thing link to, the thing's own among them, and `seconds` what its
    pages took to make.
    """

    files: dict[str, manifest.File] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    leads: dict[str, manifest.Led] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    written: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Made) -> None:
        """Take in what came of others."""
        self.files |= other.files
        self.links |= other.links
        for name, found in other.leads.items():
            had = self.leads.get(name)
            both = (manifest.led_to(x) for x in (had, found) if x)
            self.leads[name] = tuple(sorted({*chain(*both)})) if had else found
        for name, spent in other.seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
        self.done |= other.done
        self.written += other.written
        self.failed += other.failed


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is to be written, and the address that it was made from."""

    name: str
    url: str
    content: bytes

    def entry(self, path: Path) -> manifest.File:
        """Its entry in the manifest, as it lies there."""
        return manifest.stat_of(path, sha256(self.content).hexdigest(), self.url)


def set_up(order: Order, *, alone: bool = False) -> tuple[Plan, ...]:
    """Make these the plans that this process shows, for a site of one state; no table is opened.

    `alone` says that this process makes sites and nothing else.
    Errors: those of `configure`.
    """
    from qualicity.portal.serve import configure

    # Each process has one core: the threads that numpy would start for itself only wait, for 0.2 s of a processor.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    plans = configure(order.plans, order.workspace, order.as_of, public=alone)
    plans.still = True
    plans.address = order.live
    plans.reports = order.reports
    return tuple(plans.shelved(plan) for plan in plans.ids)


def read_makers() -> None:
    """Read the program that makes pages, once for all processes that are forked from this one."""
    import_module(ADDRESSES)


class Maker:
    """Makes pages of a site in this process, which is `set_up`."""

    def __init__(self, order: Order) -> None:
        """Open the plans.

        Errors: those of `Catalogue.open`.
        """
        self.order = order
        self.plans = served(order)
        self._ours = frozenset[str]()
        self._open()

    def _open(self) -> None:
        for plan in self.plans.ids:
            as_of = self.plans.release.lock.as_of if self.plans.release else self.order.as_of
            computed = self.plans.open(plan, as_of).view.figures.work
            computed.keep(1)
            computed.held = set()

    def again(self) -> None:
        """Open the plans again, as their evidence is another one.

        Errors: those of `Catalogue.open`.
        """
        self._ours = frozenset()
        self.plans.forget()
        self._open()

    def make(self, addresses: Iterable[str]) -> Made:
        """The files of these addresses, and of all others that are about the same things."""
        made, waiting = Made(), deque(addresses)
        about = {thing(a) for a in waiting}
        leads: dict[str, set[str]] = {}
        files: list[_File] = []
        while waiting:
            url = waiting.popleft()
            if url in made.done:
                continue
            require_parent()
            made.done.add(url)
            own = thing(url)
            leading = leads.setdefault(own, set())
            begun = process_time()
            for found in self._one(url, made, files):
                leading.add(found)
                if thing(found) in about:
                    waiting.append(found)
                else:
                    made.links.add(found)
            made.seconds[own] = made.seconds.get(own, 0.0) + process_time() - begun
            if sum(len(f.content) for f in files) > AT_HAND:
                self._write(files, made)
                files.clear()
        self._write(files, made)
        made.links -= made.done
        made.leads = {name: tuple(sorted(found)) for name, found in leads.items()}
        return made

    def _one(self, url: str, made: Made, files: list[_File]) -> tuple[str, ...]:
        name = file_of(url, self.order.prefix)
        answer = Answer(200, "", entries(self.plans)) if name == ENTRIES else ask(url)
        if answer.status != 200 or name is None:
            made.failed.append((url, f"HTTP {answer.status}"))
            return ()
        body, found = self._body(answer, url, name)
        files.append(_File(name, url, body))
        return found

    def _write(self, files: Iterable[_File], made: Made) -> None:
        """Write those that differ from what is there, once they are noted."""
        differing: list[_File] = []
        for file in files:
            path = self.order.out / file.name
            there = path.read_bytes() if path.is_file() else None
            if there is not None and there != file.content and not self._is_ours(file.name):
                made.failed.append((file.url, f"{path} is not of this site"))
            elif there != file.content:
                differing.append(file)
            else:
                made.files[file.name] = file.entry(path)
        if differing:
            manifest.note(self.order.out, [file.name for file in differing])
        for file in differing:
            path = self.order.out / file.name
            manifest.put(path, file.content)
            made.files[file.name] = file.entry(path)
        made.written += len(differing)

    def _is_ours(self, name: str) -> bool:
        """Whether a file that is there already is of this site: no other is written over."""
        if name not in self._ours:
            self._ours = manifest.names(self.order.out)
        return name in self._ours

    def _body(self, answer: Answer, url: str, file: str) -> tuple[bytes, tuple[str, ...]]:
        if not answer.kind.startswith("text/html"):
            return answer.body, ()
        page, found = with_relative_links(answer.body.decode(), url, file, self.order.prefix)
        return page.encode(), found


def served(order: Order) -> catalogue.Catalogue:
    """The plans of the site: those named, or the one of its release.

    Errors: `UsageError` for a release that may not be seen yet; what opening it raises.
    """
    if not order.release:
        return catalogue.current()
    from qualicity.portal.released import released
    from qualicity.release.freeze.shelf import open_release

    open_release(order.workspace, order.release)
    found = released(order.release)
    if found is None:
        raise QualicityError(
            Text(
                f"release '{order.release}' may not be shown before its embargo ends",
                f"发布“{order.release}”在解禁之前不得公开",
            )
        )
    return found


AGAIN: Literal["again"] = "again"
Asked: TypeAlias = Sequence[str] | Literal["again"] | None
"""Addresses to make; or that the plans be opened again; or nothing, but that they be open."""


def work(order: Order, forked: bool, warm: bool, given: Queue[Asked], said: Connection) -> None:
    """What a process of its own does: make what it is given, and open the plans.

    It knows the plans already where it is `forked`. Where it is to be `warm` it starts at once what draws charts, too.
    """
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other's matter, which ends this one
    if not forked:
        set_up(order, alone=True)
    maker: Maker | None = None
    with tidied_seldom():
        while True:
            asked = _next(given)
            try:
                if maker is None:
                    maker = Maker(order)
                    if warm:
                        charts.warm_up()
                    gc.freeze()
                if asked == AGAIN:
                    maker.again()
                elif asked:
                    said.send(maker.make(asked))
            except QualicityError as error:
                said.send(error)
            except Exception:  # of which nobody knows whether another process can read it
                said.send(RuntimeError(format_exc()))


def _next(given: Queue[Asked]) -> Asked:
    while True:
        try:
            return given.get(timeout=LOOK)
        except Empty:
            require_parent()


@contextmanager
def tidied_seldom() -> Iterator[None]:
    """Within, garbage is looked for seldom: a quarter of the time went into looking through what stays to the end."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _end_with_parent() -> None:
    """Let this process end at once when the one that started it does, where the system can (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    require_parent()


def require_parent() -> None:
    """End this process where the one that started it for its pages is no more: nobody else may write a site's files."""
    parent = parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)
