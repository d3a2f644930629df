"""A whole site: from the first page along all links, and only what differs is written."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import TypeAlias

from qualicity.errors import QualicityError, Text
from qualicity.evidence import EvidenceStore
from qualicity.portal import catalogue
from qualicity.portal.publish import manifest
from qualicity.portal.publish.crew import AT_A_TIME, Crew, Things
from qualicity.portal.publish.home import home
from qualicity.portal.publish.kept import Kept, kept
from qualicity.portal.publish.look import Look, Seen
from qualicity.portal.publish.state import State, files_state, said, state, with_rows
from qualicity.portal.publish.waiting import Waiting
from qualicity.portal.publish.work import Made, Order, served, set_up, tidied_seldom

AT_ONCE = 12
"""At most so many things are given to a process at once: asking must cost less than making."""
ALONE = 2.0
"""Seconds after which further processes are worth their start."""
MANY = 100
"""So many things that are left then are worth it."""
NO_JEKYLL = ".nojekyll"
"""An empty file by which GitHub Pages serves names that begin with `_`."""

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: `files` there are, of which `written` are new or changed; `removed` were there before."""

    pages: int
    files: int
    written: int
    removed: int


def publish(
    order: Order,
    processes: int | None = None,
    progress: Progress = lambda *_: None,
    *,
    fork: bool = False,
    look: Look | None = None,
) -> Published:
    """Write the portal of these plans (or of a release) into a folder.

    Arguments and errors: those of `Publisher` and of its `publish`.
    """
    with Publisher(order, processes, fork=fork, look=look) as publisher:
        return publisher.publish(progress)


class Publisher:
    """A site that is written into its folder, as often as asked, by processes that stay and have the plans in hand.

    What the plan folders say and the day are those at its beginning; evidence, doubts and releases those of each time.
    """

    def __init__(
        self,
        order: Order,
        processes: int | None = None,
        *,
        fork: bool = False,
        stays: bool = False,
        look: Look | None = None,
    ) -> None:
        """Read the plans.

        `fork` says that this process has opened nothing yet, so that others may be forked from it; `stays` that it
        will publish more than once. `look` is one at the folder that has begun.
        Errors: `UsageError` for a folder that holds other things; those of reading the plans.
        """
        manifest.require_site(order.out)
        self._look = look
        self._state = State(*manifest.said(order.out))
        self._manifest: manifest.Manifest | None = None
        self.order = order
        self.plans = set_up(self.order, alone=fork)
        self._catalogue = catalogue.current()
        self._said = said(self.order, self.plans)
        self._stays = stays
        self._opened: State | None = None
        self._stored: Hashable = None
        self._crew = Crew(self.order, processes, fork=fork, stays=stays)
        self._seconds: dict[str, float] = {}

    def __enter__(self) -> Publisher:
        return self

    def __exit__(self, *raised: object) -> None:
        self.end()

    def end(self) -> None:
        """Send the other processes away."""
        if self._look is not None:
            self._look.end()
        self._crew.end()

    @property
    def whole(self) -> bool:
        """Whether all that was published last is of one state: nothing was another one while it was made."""
        return bool(self._state.made_from) and self._state == self._opened

    def is_for(self, order: Order) -> bool:
        """Whether this is what the order asks for, and the plan folders say what they said at the beginning."""
        if order != self.order or (self._opened and not self._state.made_from):
            return False
        return self._as_said()

    def _as_said(self) -> bool:
        return self._catalogue.as_read() or said(self.order, self.plans) == self._said

    def publish(self, progress: Progress = lambda *_: None, *, touched: bool = True) -> Published:
        """Write what differs from what the folder holds; `touched`: also what others changed in it.

        Errors: those of opening the plans; `QualicityError` when a link leads to what cannot be made. After one this
        publisher is of no more use.
        """
        catalogue.put(self._catalogue)  # others may have been shown meanwhile
        with tidied_seldom():
            return self._publish(progress, touched)

    def _publish(self, progress: Progress, look: bool) -> Published:
        order, now = self.order, self._now()
        seen = self._seen() if look else Seen.of(self._before)
        if now == self._state and not seen.touched:
            return Published(seen.pages, seen.files, 0, 0)
        self._crew.open()
        before, touched = self._before, seen.touched
        same = before.made_from == now.made_from
        if touched:
            self._again()  # the crew must know all files that are the site's by now
        stays = kept(before, now.contents, self.plans, touched) if same else Kept()
        order.out.mkdir(parents=True, exist_ok=True)
        manifest.sweep(order.out)
        manifest.begin(order.out)
        made = self._made(stays, progress)
        self._seconds |= made.seconds
        made.add(_beside(order, [p.id for p in self.plans] or list(served(order).ids), before.files))
        if made.failed:
            manifest.write(order.out, manifest.Manifest("", before.files | made.files))
            raise _failed(made.failed)
        removed = manifest.remove(order.out, before.files.keys() - made.files.keys())
        self._state = self._meanwhile(now)
        after = manifest.Manifest(self._state.made_from, made.files, self._state.contents, made.leads)
        self._manifest = manifest.finish(order.out, after)
        seen = Seen.of(after)
        return Published(seen.pages, seen.files, made.written, removed)

    @property
    def _before(self) -> manifest.Manifest:
        """What the folder holds, read when it is asked for.

        Errors: those of `manifest.read`.
        """
        if self._manifest is None:
            self._manifest = manifest.read(self.order.out)
        return self._manifest

    def _now(self) -> State:
        """What the site is made from now; where that is another state the crew opens the plans, or opens them again."""
        stored = self._catalogue.state()
        if self._opened is not None and stored != self._stored:
            self._again()
        if self._stays:
            self._crew.open()
        files = files_state(self.order, self.plans)
        now = self._state if files.as_files_of(self._state) else self._with_rows(files)
        if (later := self._catalogue.state()) != stored:
            self._again()
        self._stored = later
        self._opened = now
        return now

    def _with_rows(self, files: State) -> State:
        self._crew.open()  # meanwhile
        for path, plan in zip(self.order.plans, self.plans, strict=True):
            EvidenceStore(self.order.workspace, plan, str(path)).require_loaded()
        return with_rows(files, self.order, self.plans)

    def _seen(self) -> Seen:
        """What is seen of the folder: the first time what was seen meanwhile."""
        look, self._look = self._look, None
        seen = look.seen() if look else None
        return seen or Seen.of(self._before, manifest.touched(self.order.out, self._before))

    def _again(self) -> None:
        self._crew.again()

    def _made(self, stays: Kept, progress: Progress) -> Made:
        """All files of the site: what does not stay is made anew, as far as links lead to it."""
        first = [f"{self.order.prefix}/{lang}/" for lang in ("en", "zh")]
        written = 0
        if stays.files:
            waiting = Waiting(first, stays, self._before, self._seconds, ahead=True)
            made = _walk(self._crew, waiting, progress)
            if waiting.all_led_to(made):
                made.add(waiting.stayed())
                return made
            written = made.written
        waiting = Waiting(first, stays, self._before, self._seconds)
        made = _walk(self._crew, waiting, progress)
        made.add(waiting.stayed())
        made.written += written
        return made

    def _meanwhile(self, now: State) -> State:
        """What the site was made from, without what is another one by now: that is to be made again."""
        later = state(self.order, self.plans, now)
        if later.made_from != now.made_from or not self._as_said():
            return State("", now.contents)
        contents = {of: said for of, said in now.contents.items() if later.contents.get(of) == said}
        return State(now.made_from, contents)


def _beside(order: Order, plans: list[str], ours: Container[str] = ()) -> Made:
    """Files that no address of the portal has; `ours` are those that the site has."""
    made = Made()
    for name, content in (("index.html", home(plans[0] if len(plans) == 1 else "")), (NO_JEKYLL, b"")):
        path = order.out / name
        if not path.is_file() or path.read_bytes() != content:
            if path.exists() and name not in ours:
                made.failed.append((name, f"{path} is not of this site"))
                continue
            manifest.note(order.out, [name])
            manifest.put(path, content)
            made.written += 1
        made.files[name] = manifest.stat_of(path, sha256(content).hexdigest(), "")
    return made


def _walk(crew: Crew, waiting: Waiting, progress: Progress) -> Made:
    """All that waits, and what it leads to."""
    made, begun = Made(), monotonic()

    def take_in(taken: Things, found: Made) -> None:
        made.add(found)
        waiting.finished(taken, found)
        progress("", len(made.files), 0)

    while waiting.things or crew.busy():
        if not crew.at_hand:
            if crew.size > 1 and monotonic() - begun >= ALONE and len(waiting.things) >= MANY:
                crew.hire()
            else:
                taken = waiting.take(1)
                take_in(taken, crew.make(taken))
                continue
        some = max(1, min(AT_ONCE, len(waiting.things) // (4 * crew.size)))
        most = AT_A_TIME if len(waiting.things) >= MANY else 1  # of few none is to lie while another is free
        while (other := crew.free(most)) and (taken := waiting.take(some)):
            other.give(taken)
        for taken, found in crew.heard():
            take_in(taken, found)
    return made


def _failed(failed: list[tuple[str, str]]) -> QualicityError:
    listed = "; ".join(f"{url}: {why}" for url, why in failed[:5]) + (" …" if len(failed) > 5 else "")
    n = len(failed)
    return QualicityError(
        Text(
            f"{n} file(s) of the site could not be made, so that links would lead nowhere: {listed}",
            f"有 {n} 个文件无法生成，链接将失效：{listed}",
        )
    )
