"""Who makes pages: this process, and others that each have the plans open.

What has read tables must not fork, as their readers' threads would be missing in the other process. So others are forked at
once, before anything is opened, where the caller says that nothing is; else they are started anew when there is much to do.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType

from qualicity.portal.publish.work import Made, Maker, Order, make, nothing, start

PROCESSES = 4


class Crew:
    """This process, and `size` others where that is more than one; `at_hand` once these are there."""

    def __init__(self, order: Order, size: int | None = None, *, fork: bool = False) -> None:
        self.size = size or min(PROCESSES, os.cpu_count() or 1)
        self.at_hand = fork and self.size > 1 and sys.platform == "linux"
        self._order = order
        self._maker: Maker | None = None
        context = get_context("fork" if self.at_hand else "spawn")
        ours = (order, self.at_hand)
        self._pool = ProcessPoolExecutor(self.size, context, initializer=start, initargs=ours)
        before = {*multiprocessing.active_children()}
        if self.at_hand:
            self._pool.submit(nothing)  # all are forked now
        self._others = [p for p in multiprocessing.active_children() if p not in before]

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def open(self) -> None:
        """Let those that are at hand open the plans."""
        for _ in self._others:
            self._pool.submit(make, ())

    def dismiss(self) -> None:
        """Send the others away before they have anything in hand."""
        for other in self._others:
            other.kill()

    def make(self, addresses: Sequence[str]) -> Made:
        """The files of these addresses, made here."""
        self._maker = self._maker or Maker(self._order)
        return self._maker.make(addresses)

    def give(self, addresses: Sequence[str]) -> Future[Made]:
        """The same, made by another."""
        self.at_hand = True
        return self._pool.submit(make, addresses)
