"""Who makes pages: this process, and others that each have the plans open.

What has read tables must not fork, as their readers' threads would be missing in the other process. So others are forked
before anything is opened, where the caller says that nothing is; else they are started anew when there is much to do.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import Any, TypeAlias

from django.db import connections

from qualicity.errors import QualicityError, Text
from qualicity.portal.publish.work import AGAIN, Made, Maker, Order, read_makers, work

PROCESSES = 4
AT_A_TIME = 2
"""So much is given to a process at most before it has answered, so that it need not wait for more."""

Things: TypeAlias = dict[str, set[str]]
"""Addresses that are to be made, by the thing that they are about."""


class Other:
    """Another process that makes pages: it does what it is given in that order."""

    def __init__(self, order: Order, method: str, warm: bool) -> None:
        context: Any = get_context(method)  # of which the methods differ
        self._given = context.Queue()
        self.said, theirs = context.Pipe(duplex=False)
        self.running: deque[Things] = deque()
        self.process = context.Process(
            target=work, args=(order, method == "fork", warm, self._given, theirs), daemon=True
        )
        self.process.start()
        theirs.close()

    def give(self, things: Things) -> None:
        """Let these be made."""
        self.running.append(things)
        self._given.put(addresses(things))

    def tell(self, *, again: bool = False) -> None:
        """Let it open the plans, or open them again."""
        self._given.put(AGAIN if again else None)

    def heard(self) -> tuple[Things, Made]:
        """What came of the things that it was given first.

        Errors: what making them raised; `QualicityError` where the process has ended.
        """
        try:
            said = self.said.recv()
        except (EOFError, OSError):
            raise _ended() from None
        if isinstance(said, BaseException):
            raise said
        return self.running.popleft(), said

    def end(self) -> None:
        """Send it away, whatever it has in hand."""
        self.process.kill()
        self._given.cancel_join_thread()
        self._given.close()
        self.said.close()


class Crew:
    """This process, and `size` others where that is more than one; `at_hand` once these are there.

    One that `stays` is readied for more than one publication.
    """

    def __init__(
        self, order: Order, size: int | None = None, *, fork: bool = False, stays: bool = False
    ) -> None:
        self._stays = stays
        self.size = size or min(PROCESSES, os.cpu_count() or 1)
        self._order = order
        self._maker: Maker | None = None
        self._others: list[Other] = []
        self._fork = fork and self.size > 1 and sys.platform == "linux"

    @property
    def at_hand(self) -> bool:
        """Whether the others are there."""
        return bool(self._others)

    def hire(self) -> None:
        """Start the others."""
        self._others = self._others or [Other(self._order, "spawn", self._stays) for _ in range(self.size)]

    def open(self) -> None:
        """Fork the others where that may be, before this process opens anything, and let them open the plans."""
        if not self._fork or self._others:
            return
        read_makers()
        connections.close_all()  # none may be handed on
        self._others = [Other(self._order, "fork", self._stays) for _ in range(self.size)]
        for other in self._others:
            other.tell()

    def again(self) -> None:
        """Let all open the plans again, as their evidence is another one."""
        if self._maker:
            self._maker.again()
        for other in self._others:
            other.tell(again=True)

    def end(self) -> None:
        """Send the others away, whatever they have in hand."""
        for other in self._others:
            other.end()

    def make(self, things: Things) -> Made:
        """The files of these things, made here."""
        self._maker = self._maker or Maker(self._order)
        return self._maker.make(addresses(things))

    def free(self, most: int = AT_A_TIME) -> Other | None:
        """The one that has least in hand, where it may be given more: so much at `most`."""
        found = min(self._others, key=lambda o: len(o.running), default=None)
        return found if found is not None and len(found.running) < most else None

    def busy(self) -> bool:
        """Whether any has something in hand."""
        return any(o.running for o in self._others)

    def heard(self) -> Iterator[tuple[Things, Made]]:
        """Wait until some have answered; yields what came of what.

        Errors: those of `Other.heard`.
        """
        running = {o.said: o for o in self._others if o.running}
        for said in wait([*running]):
            yield running[said].heard()


def addresses(things: Mapping[str, set[str]]) -> Sequence[str]:
    """All addresses of these things, in order."""
    return sorted(a for urls in things.values() for a in urls)


def _ended() -> QualicityError:
    return QualicityError(
        Text(
            "a process that makes pages has ended (killed, or out of memory?): publish again, what is done stays",
            "生成页面的一个进程已终止（被结束，或内存不足？）：请重新发布，已完成的部分保留",
        )
    )
