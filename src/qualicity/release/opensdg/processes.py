"""Work shared out among processes, where the system can copy one: they begin with all that this one knows."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_FEW = 2
MUCH = 2_000_000
"""So many bytes of data files are worth several processes: less is read before these have begun."""
_work: list[Callable[[Any], Any]] = []


def in_processes(work: Callable[[Any], Any], shares: Sequence[Any], chunk: int = 1) -> Iterator[Any]:
    """The results of the work on each share, in their order."""
    count = min(len(shares), processors())
    if count < _FEW or not hasattr(os, "fork"):
        yield from map(work, shares)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    _work.append(work)  # the copies find it there: nothing but shares and results is sent
    try:
        with ProcessPoolExecutor(count, multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_one, shares, chunksize=chunk)
    finally:
        _work.pop()


def _one(share: Any) -> Any:
    return _work[-1](share)


def processors() -> int:
    """How many processors there are to use, four at most: those that others keep busy are left to them."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    busy = int(os.getloadavg()[0]) if hasattr(os, "getloadavg") else 0
    return max(min(found - busy, 4), 1)


@contextmanager
def without_collector() -> Iterator[None]:
    """Work on millions of cells, none of which refers to another: looking for circles would take a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
