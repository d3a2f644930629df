"""Work shared out among processes, where the system can copy one: they begin with all that this one knows."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_FEW = 2
MUCH = 2_000_000
"""So many bytes of data files are worth several processes: less is read before these have begun."""
_work: list[Callable[[Any], Any]] = []


class Workers:
    """Processes that take work off this one while it goes on. They begin where much is to be done first: to start them
    takes as long as little work. Without them work is done here, at once."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            _work.pop()

    def share(
        self, work: Callable[[Any], Any], jobs: Sequence[Any], chunk: int = 1, *, much: bool = True
    ) -> Iterator[Any]:
        """The results of the work on each job, in their order.

        Jobs and results are sent. The first work is known to the processes, with all that it needs, for they are copies
        of this one; later work is sent.
        """
        if self._pool:
            return self._pool.map(work, jobs, chunksize=chunk)
        count = processors() if much and len(jobs) >= _FEW and hasattr(os, "fork") else 1
        if count < _FEW:
            return iter(list(map(work, jobs)))
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        self._pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"))
        _work.append(work)
        return self._pool.map(_one, jobs, chunksize=chunk)


def _one(job: Any) -> Any:
    return _work[-1](job)


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
