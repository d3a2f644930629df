"""Making pages: in this process, or in several that each have the plans open."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from qualicity.errors import QualicityError, Text
from qualicity.portal import catalogue
from qualicity.portal.publish import manifest
from qualicity.portal.publish.places import file_of, thing
from qualicity.portal.publish.render import Answer, ask, with_relative_links
from qualicity.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """A site that is to be made: what every process that makes pages of it must know.

    `ours` are files that the folder has of this site already; no other file is written over. `live` is the address of
    the portal that answers what files cannot, "" where there is none.
    """

    plans: tuple[Path, ...]
    workspace: Workspace
    as_of: date
    release: str
    out: Path
    ours: frozenset[str] = frozenset()
    live: str = ""

    @property
    def prefix(self) -> str:
        """What all addresses of the site begin with."""
        return f"/r/{self.release}" if self.release else ""


@dataclass(slots=True)
class Made:
    """What came of some addresses: files, other addresses that they link to, what could not be made and why.

    `leads` are those addresses for each thing apart.
    """

    files: dict[str, manifest.File] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    leads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    written: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Made) -> None:
        """Take in what came of others."""
        self.files |= other.files
        self.links |= other.links
        for name, found in other.leads.items():
            self.leads[name] = tuple(dict.fromkeys((*self.leads.get(name, ()), *found)))
        self.done |= other.done
        self.written += other.written
        self.failed += other.failed


class Maker:
    """Makes pages of a site in this process."""

    def __init__(self, order: Order) -> None:
        """Open the plans.

        Errors: those of `configure` and of `Catalogue.open`.
        """
        from django.core.handlers.wsgi import WSGIHandler

        from qualicity.portal.serve import configure

        self.order = order
        configure(order.plans, order.workspace, order.as_of)
        catalogue.current().still = True
        catalogue.current().address = order.live
        self.application = WSGIHandler()
        plans = served(order)
        for plan in plans.ids:
            as_of = plans.release.lock.as_of if plans.release else order.as_of
            computed = plans.open(plan, as_of).view.figures.work
            computed.keep(1)
            computed.held = set()

    def make(self, addresses: Iterable[str]) -> Made:
        """The files of these addresses, and of all others that are about the same things."""
        made, waiting = Made(), deque(addresses)
        about = {thing(a) for a in waiting}
        leads: dict[str, dict[str, None]] = {}
        while waiting:
            url = waiting.popleft()
            if url in made.done:
                continue
            made.done.add(url)
            own = thing(url)
            leading = leads.setdefault(own, {})
            for found in self._one(url, made):
                if thing(found) != own:
                    leading[found] = None
                if thing(found) in about:
                    waiting.append(found)
                else:
                    made.links.add(found)
        made.links -= made.done
        made.leads = {name: tuple(found) for name, found in leads.items()}
        return made

    def _one(self, url: str, made: Made) -> tuple[str, ...]:
        answer, file = ask(self.application, url), file_of(url, self.order.prefix)
        if answer.status != 200 or file is None:
            made.failed.append((url, f"HTTP {answer.status}"))
            return ()
        body, found = self._body(answer, url, file)
        path = self.order.out / file
        if path.is_file():
            same = path.read_bytes() == body
            if not same and file not in self.order.ours:
                made.failed.append((url, f"{path} is not of this site"))
                return found
        else:
            same = False
        if not same:
            manifest.note(self.order.out, [file])
            manifest.put(path, body)
            made.written += 1
        made.files[file] = manifest.stat_of(path, sha256(body).hexdigest(), url)
        return found

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


_maker: list[Maker] = []


def start(order: Order) -> None:
    """Ready a process of its own."""
    _maker[:] = [Maker(order)]


def make(addresses: Sequence[str]) -> Made:
    """What `Maker.make` does, in a process that was readied."""
    return _maker[0].make(addresses)
