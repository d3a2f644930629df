"""A site that follows its plans: it is published again as soon as anything that it is made from is another one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Event
from time import monotonic

from qualicity.errors import QualicityError
from qualicity.indicators import check_indicators
from qualicity.plan import read_plan
from qualicity.portal import catalogue, doubts
from qualicity.portal.publish.site import Published, Publisher
from qualicity.portal.publish.work import Order

EVERY = 0.1
"""Seconds between two looks at what the site is made from: only the files' times are asked for."""
ALL_FILES = 600.0
"""Seconds after which the site's own files are looked at again, too, and what changes with time alone (embargoes)."""


def watch(
    ordered: Callable[[], Order],
    tell: Callable[[Published | QualicityError], None],
    ended: Event,
    *,
    fork: bool = False,
) -> None:
    """Publish a site, and again after each change, until it is `ended`.

    `ordered` gives the order as it is now: on another day it is another site. What each publication did is told where
    it wrote anything, the first in any case. An error is told and ends that publication only: the next change is
    waited for. `fork` as for a `Publisher`.
    Errors: those of the first publication.
    """
    publisher: Publisher | None = Publisher(ordered(), fork=fork, stays=True)
    told, seen, looked = False, None, 0.0
    try:
        while not ended.is_set():
            order, due = ordered(), not told or monotonic() - looked >= ALL_FILES
            now = order, *_made_from(order)
            if now == seen and not due:
                ended.wait(EVERY)
                continue
            seen = now
            try:
                if publisher is None or not publisher.is_for(order):
                    publisher = _instead_of(publisher, order)
                made = publisher.publish(touched=due)
            except QualicityError as error:
                if not told:
                    raise
                _end(publisher)
                publisher = None
                tell(error)
                continue
            if made.written or made.removed or not told:
                tell(made)
            told, looked = True, monotonic() if due else looked
            if not publisher.whole:
                seen = None
    finally:
        _end(publisher)


def _made_from(order: Order) -> tuple[Hashable, ...]:
    """Changes with whatever the site is made from. Before it is read: what changes meanwhile is then another one."""
    locks = sorted(order.workspace.releases().glob("*.lock.json*"))
    return catalogue.current().state(), catalogue.signature(locks), doubts.state()


def _instead_of(publisher: Publisher | None, order: Order) -> Publisher:
    """One for another day or other plan folders. It cannot fork any more: tables were read."""
    for plan in order.plans:
        read_plan(plan, check_indicators)
    _end(publisher)
    return Publisher(order, stays=True)


def _end(publisher: Publisher | None) -> None:
    if publisher is not None:
        publisher.end()
