"""How far a long method has come, for whoever listens; nobody does unless they say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from qualicity.errors import Text

Listener = Callable[[Text, int, int], None]
"""Is told what is done, how many steps of it are, and of how many."""


def _nobody(what: Text, done: int, total: int) -> None:
    pass


_listener: ContextVar[Listener] = ContextVar("listener", default=_nobody)


def step(what: Text, done: int, total: int) -> None:
    """Tell that `done` of `total` steps are behind."""
    _listener.get()(what, done, total)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Within it `listener` is told of every step."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)
