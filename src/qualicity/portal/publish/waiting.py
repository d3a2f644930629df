"""What of a site is still to be made: addresses that something leads to, those about one thing together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

from qualicity.portal.publish.kept import Kept
from qualicity.portal.publish.manifest import Manifest, led_to
from qualicity.portal.publish.places import thing
from qualicity.portal.publish.work import Made

HEAVY = 0.02
"""Seconds that the pages about one thing took to make from which on it is given away alone, the dearest first."""
PACE = 10_000_000
"""Bytes that are made in a second, where nothing else is known of how long a thing takes."""


class Waiting:
    """Addresses that are still to be made, those about one thing together and in one process only.

    With `ahead` what was there before and does not stay waits from the start, and what may stay is not looked at:
    whether links still lead to all of it is told when the rest is made (`all_led_to`). `seconds` are what things took
    to make when they were made last, where that is known.
    """

    def __init__(
        self,
        first: Iterable[str],
        stays: Kept,
        before: Manifest,
        seconds: Mapping[str, float] | None = None,
        *,
        ahead: bool = False,
    ) -> None:
        self.things: dict[str, set[str]] = {}
        self._stays = stays
        self._before = before
        self._ahead = ahead
        self._heavy = _heavy(before, seconds or {})
        self._made = Made()
        self._running: set[str] = set()
        self._done: set[str] = set()
        self.add(first)
        if ahead:
            self.add(url for _, _, _, url, _ in before.files.values() if url and url not in stays.addresses)

    def add(self, addresses: Iterable[str]) -> None:
        """Let these be made that are not made yet and do not stay."""
        found = [*addresses]
        while found:
            url = found.pop()
            if url in self._done:
                continue
            name = self._stays.addresses.get(url)
            if name is not None:
                found += () if self._ahead else self._stay(name)
                continue
            name = thing(url)
            self.things.setdefault(name, set()).add(url)
            if name in self._stays.files:  # a new address of it: it is made anew as a whole
                found += self._leave(name)

    def _stay(self, name: str) -> tuple[str, ...]:
        """Leave a thing's files as they are; returns where they lead to."""
        if name in self._made.leads:
            return ()
        files, leads = self._stays.files[name], self._stays.leads[name]
        self._made.files |= files
        self._made.leads[name] = leads
        self._done |= {entry[3] for entry in files.values()}
        return led_to(leads)

    def _leave(self, name: str) -> tuple[str, ...]:
        """Make a thing anew after all; returns those of its addresses that something led to."""
        files = self._stays.leave(name)
        addresses = {entry[3] for entry in files.values()}
        if self._ahead:
            return tuple(addresses)
        if self._made.leads.pop(name, None) is None:
            return ()
        for file in files:
            del self._made.files[file]
        self._done -= addresses
        return tuple(addresses)

    def finished(self, things: Iterable[str], made: Made) -> None:
        """Take in what these things led to."""
        self._running -= set(things)
        self._done |= made.done
        for name in {thing(u) for u in made.done} & self.things.keys():
            self.things[name] -= made.done
            if not self.things[name]:
                del self.things[name]
        self.add(made.links)

    def take(self, most: int) -> dict[str, set[str]]:
        """Some that no process has in hand: a heavy one, or several."""
        free = (k for k in self.things if k not in self._running)
        heavy = (k for k in self._heavy if k in self.things and k not in self._running)
        names = [*islice(heavy, 1)] or [*islice(free, most)]
        self._running |= {*names}
        return {name: self.things.pop(name) for name in names}

    def stayed(self) -> Made:
        """What was left as it is."""
        if self._ahead:
            return Made(
                {file: entry for files in self._stays.files.values() for file, entry in files.items()},
                leads=dict(self._stays.leads),
            )
        return self._made

    def all_led_to(self, made: Made) -> bool:
        """Whether all that was there before is led to as it was: no page that was made anew has lost a link.

        Then what was found by links before is found by them still.
        """
        return not made.failed and all(
            name in self._stays.leads or {*led_to(leads)} <= {*led_to(made.leads.get(name, ()))}
            for name, leads in self._before.leads.items()
        )


def _heavy(before: Manifest, seconds: Mapping[str, float]) -> tuple[str, ...]:
    """The things that take longest to make, by the seconds or the size of their pages when they were made last."""
    found: Counter[str] = Counter()
    for _, size, _, _, name in before.files.values():
        found[name] += size
    weights = {name: seconds.get(name, size / PACE) for name, size in found.items()}
    return tuple(sorted((n for n, w in weights.items() if n and w >= HEAVY), key=lambda n: -weights[n]))
