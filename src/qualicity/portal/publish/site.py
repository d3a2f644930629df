"""A whole site: from the first page along all links, and only what differs is written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from time import monotonic
from typing import TypeAlias

from qualicity.errors import QualicityError, Text
from qualicity.plan import read_plan
from qualicity.portal.publish import manifest
from qualicity.portal.publish.entries import entries
from qualicity.portal.publish.home import home
from qualicity.portal.publish.kept import Kept, about, kept, targets_of
from qualicity.portal.publish.places import ENTRIES, thing
from qualicity.portal.publish.state import state
from qualicity.portal.publish.work import Made, Maker, Order, make, served, start

AT_ONCE = 12
"""At most so many things are given to a process at once: asking must cost less than making."""
ALONE = 2.0
"""Seconds after which further processes are worth their start."""
MANY = 100
"""So many things that are left then are worth it."""
HEAVY = 2_000_000
"""Bytes of the pages about one thing from which on each is given to another process, alone, the largest first."""
PROCESSES = 4
NO_JEKYLL = ".nojekyll"
"""An empty file by which GitHub Pages serves names that begin with `_`."""

Progress: TypeAlias = Callable[[str, int, int], None]
_Running: TypeAlias = "dict[Future[Made], dict[str, set[str]]]"


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: `files` there are, of which `written` are new or changed; `removed` were there before."""

    pages: int
    files: int
    written: int
    removed: int


def publish(order: Order, processes: int | None = None, progress: Progress = lambda *_: None) -> Published:
    """Write the portal of these plans (or of a release) into a folder.

    Errors: `UsageError` for a folder that holds other things; those of opening the plans; `QualicityError` when a link
    leads to what cannot be made.
    """
    out = order.out
    before = manifest.read(out)
    plans = [read_plan(p) for p in order.plans]
    now, touched = state(order, plans), set(manifest.touched(out, before))
    same = before.made_from == now.made_from
    if same and before.contents == now.contents and not touched:
        return Published(_pages(before.files), len(before.files), 0, 0)
    stays = kept(before, now.contents, plans, touched) if same else Kept()
    order = replace(order, ours=frozenset(before.files))
    maker = Maker(order)
    out.mkdir(parents=True, exist_ok=True)
    manifest.sweep(out)
    manifest.begin(out)
    first = [f"{order.prefix}/{lang}/" for lang in ("en", "zh")]
    waiting = _Waiting(first, stays, _heavy(before))
    made = _walk(maker, order, waiting, processes or min(PROCESSES, os.cpu_count() or 1), progress)
    made.add(waiting.stayed)
    ids = served(order).ids
    made.add(_beside(order, ids[0] if len(ids) == 1 else ""))
    if made.failed:
        manifest.write(out, manifest.Manifest("", before.files | made.files))
        raise _failed(made.failed)
    removed = manifest.remove(out, before.files.keys() - made.files.keys())
    meanwhile = state(order, plans) != now
    targets = targets_of(plans)
    leads = {name: found for name, found in made.leads.items() if about(name, targets) is not None}
    manifest.finish(
        out, manifest.Manifest("" if meanwhile else now.made_from, made.files, now.contents, leads)
    )
    return Published(_pages(made.files), len(made.files), made.written, removed)


def _heavy(before: manifest.Manifest) -> tuple[str, ...]:
    """The things whose pages took longest to make, by their size when they were made last."""
    sizes: Counter[str] = Counter()
    for _, size, _, url in before.files.values():
        sizes[thing(url)] += size
    return tuple(name for name, size in sizes.most_common() if name and size >= HEAVY)


def _pages(files: Iterable[str]) -> int:
    return sum(f.endswith(".html") for f in files)


def _beside(order: Order, plan: str) -> Made:
    """Files that no address of the portal has."""
    made = Made()
    for name, content in (("index.html", home(plan)), (NO_JEKYLL, b""), (ENTRIES, entries(served(order)))):
        path = order.out / name
        if not path.is_file() or path.read_bytes() != content:
            if path.exists() and name not in order.ours:
                made.failed.append((name, f"{path} is not of this site"))
                continue
            manifest.note(order.out, [name])
            manifest.put(path, content)
            made.written += 1
        made.files[name] = manifest.stat_of(path, sha256(content).hexdigest(), "")
    return made


class _Waiting:
    """Addresses that are still to be made, those about one thing together and in one process only."""

    def __init__(self, first: Iterable[str], stays: Kept, heavy: tuple[str, ...]) -> None:
        self.stays = stays
        self.heavy = heavy
        self.stayed = Made()
        self.things: dict[str, set[str]] = {}
        self.running: set[str] = set()
        self.done: set[str] = set()
        self.add(first)

    def add(self, addresses: Iterable[str]) -> None:
        found = list(addresses)
        while found:
            url = found.pop()
            if url in self.done:
                continue
            if self.stays.has(url):
                found += self._stay(thing(url))
                continue
            self.things.setdefault(thing(url), set()).add(url)
            if thing(url) in self.stays.files:  # a new address of it: it is made anew as a whole
                found += self._leave(thing(url))

    def _stay(self, name: str) -> tuple[str, ...]:
        """Leave a thing's files as they are; returns where they lead to."""
        if name in self.stayed.leads:
            return ()
        files, leads = self.stays.files[name], self.stays.leads[name]
        self.stayed.files |= files
        self.stayed.leads[name] = leads
        self.done |= {entry[3] for entry in files.values()}
        return leads

    def _leave(self, name: str) -> tuple[str, ...]:
        """Make a thing anew after all; returns its addresses."""
        files = self.stays.files.pop(name)
        addresses = {entry[3] for entry in files.values()}
        if self.stayed.leads.pop(name, None) is None:
            return ()
        for file in files:
            del self.stayed.files[file]
        self.done -= addresses
        return tuple(addresses)

    def finished(self, things: Iterable[str], made: Made) -> None:
        self.running -= set(things)
        self.done |= made.done
        for name in {thing(u) for u in made.done} & self.things.keys():
            self.things[name] -= made.done
            if not self.things[name]:
                del self.things[name]
        self.add(made.links)

    def take(self, most: int) -> dict[str, set[str]]:
        """Some that no process has in hand: a heavy one, or several."""
        free = (k for k in self.things if k not in self.running)
        heavy = (k for k in self.heavy if k in self.things and k not in self.running)
        return self._taken([*islice(heavy, 1)] or [*islice(free, most)])

    def take_heavy(self) -> dict[str, set[str]]:
        """A heavy one, where there is anything beside it."""
        heavy = (k for k in self.heavy if k in self.things and k not in self.running and len(self.things) > 1)
        return self._taken([*islice(heavy, 1)])

    def has_light(self) -> bool:
        """Whether `take_light` would give one."""
        return bool(self._light())

    def take_light(self) -> dict[str, set[str]]:
        """One that is not heavy, or the only one there is."""
        return self._taken(self._light())

    def _light(self) -> list[str]:
        free = (k for k in self.things if k not in self.running)
        return [*islice((k for k in free if k not in self.heavy or len(self.things) == 1), 1)]

    def _taken(self, names: list[str]) -> dict[str, set[str]]:
        self.running |= {*names}
        return {name: self.things.pop(name) for name in names}


def _walk(maker: Maker, order: Order, waiting: _Waiting, processes: int, progress: Progress) -> Made:
    """All that the first addresses lead to and that does not stay as it is."""
    made, begun = Made(), monotonic()
    if processes == 1:
        while waiting.things:
            _take_in(made, waiting, waiting.take(1), maker.make, progress)
        return made
    running: _Running = {}
    with _pool(order, processes) as pool:
        beside = min(processes - 1, len(waiting.heavy))
        for _ in range(beside):
            pool.submit(make, ())  # they open the plans meanwhile
        while waiting.things or running:
            if monotonic() - begun >= ALONE and len(waiting.things) >= MANY:
                _together(pool, processes, made, waiting, running, progress)
                break
            while len(running) < beside and (taken := waiting.take_heavy()):
                running[pool.submit(make, _addresses(taken))] = taken
            if taken := waiting.take_light():
                _take_in(made, waiting, taken, maker.make, progress)
            _take_back(running, made, waiting, progress, wait=not waiting.has_light())
    return made


def _take_in(
    made: Made,
    waiting: _Waiting,
    taken: dict[str, set[str]],
    by: Callable[[list[str]], Made],
    progress: Progress,
) -> None:
    found = by(_addresses(taken))
    made.add(found)
    waiting.finished(taken, found)
    progress("", len(made.files), 0)


def _together(
    pool: ProcessPoolExecutor,
    processes: int,
    made: Made,
    waiting: _Waiting,
    running: _Running,
    progress: Progress,
) -> None:
    while waiting.things or running:
        some = max(1, min(AT_ONCE, len(waiting.things) // (4 * processes)))
        while len(running) < 2 * processes and (taken := waiting.take(some)):
            running[pool.submit(make, _addresses(taken))] = taken
        _take_back(running, made, waiting, progress, wait=True)


def _take_back(running: _Running, made: Made, waiting: _Waiting, progress: Progress, *, wait: bool) -> None:
    """Take in what other processes have made; with `wait`, at least one's."""
    ended, _ = wait_for(running, timeout=None if wait else 0, return_when=FIRST_COMPLETED)
    for each in ended:
        taken = running.pop(each)
        _take_in(made, waiting, taken, lambda _, each=each: each.result(), progress)  # type: ignore[misc]


def _addresses(taken: dict[str, set[str]]) -> list[str]:
    return sorted(a for urls in taken.values() for a in urls)


@contextmanager
def _pool(order: Order, processes: int) -> Iterator[ProcessPoolExecutor]:
    # What has read tables must not fork: a process that is spawned opens the plans itself.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=start, initargs=(order,))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _failed(failed: list[tuple[str, str]]) -> QualicityError:
    listed = "; ".join(f"{url}: {why}" for url, why in failed[:5]) + (" …" if len(failed) > 5 else "")
    n = len(failed)
    return QualicityError(
        Text(
            f"{n} file(s) of the site could not be made, so that links would lead nowhere: {listed}",
            f"有 {n} 个文件无法生成，链接将失效：{listed}",
        )
    )
