"""What takes its time to find of a plan, and is the same for every day on which the plan is looked at."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from qualicity.plan.model import Plan

_T = TypeVar("_T")
_KEPT = 8
"""Of so many plans it is kept: a portal serves a few, each for days on end."""


class Once(Generic[_T]):
    """What `make` finds of a plan, made once for each plan. Safe with threads.

    It is kept for that very object, which never changes: a plan that is read again is another one. (Not in the plan
    itself: a copy of it that says something else would have it too.)
    """

    def __init__(self, make: Callable[[Plan], _T]) -> None:
        self._make = make
        self._found: list[tuple[Plan, _T]] = []
        self._lock = Lock()

    def of(self, plan: Plan) -> _T:
        """What was found of this plan."""
        with self._lock:
            known = next((found for kept, found in self._found if kept is plan), None)
        if known is None:
            known = self._make(plan)
            with self._lock:
                self._found = [(plan, known), *self._found][:_KEPT]
        return known
