"""A whole site: from the first page along all links, and only what differs is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, replace
from hashlib import sha256
from time import monotonic
from typing import TypeAlias

from qualicity.errors import QualicityError, Text
from qualicity.evidence import EvidenceStore
from qualicity.plan import read_plan
from qualicity.portal.publish import manifest
from qualicity.portal.publish.crew import Crew
from qualicity.portal.publish.home import home
from qualicity.portal.publish.kept import Kept, kept
from qualicity.portal.publish.state import State, state
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
    order: Order, processes: int | None = None, progress: Progress = lambda *_: None, *, fork: bool = False
) -> Published:
    """Write the portal of these plans (or of a release) into a folder.

    `fork` says that this process has opened nothing yet, so that others may be forked from it.
    Errors: `UsageError` for a folder that holds other things; those of opening the plans; `QualicityError` when a link
    leads to what cannot be made.
    """
    before = manifest.read(order.out)
    order = replace(order, ours=frozenset(before.files))
    plans = set_up(order)
    with tidied_seldom(), Crew(order, processes, fork=fork) as crew:
        for path, plan in zip(order.plans, plans, strict=True):
            EvidenceStore(order.workspace, plan, str(path)).require_loaded()
        crew.open()
        now = state(order, plans, State(before.made_from, before.contents))
        touched = set(manifest.touched(order.out, before))
        same = before.made_from == now.made_from
        if same and before.contents == now.contents and not touched:
            crew.dismiss()
            return Published(_pages(before.files), len(before.files), 0, 0)
        stays = kept(before, now.contents, plans, touched) if same else Kept()
        order.out.mkdir(parents=True, exist_ok=True)
        manifest.sweep(order.out)
        manifest.begin(order.out)
        made = _made(crew, order, before, stays, progress)
    made.add(_beside(order, [p.id for p in plans] or list(served(order).ids)))
    if made.failed:
        manifest.write(order.out, manifest.Manifest("", before.files | made.files), before)
        raise _failed(made.failed)
    removed = manifest.remove(order.out, before.files.keys() - made.files.keys())
    meanwhile = state(order, plans, now) != now or tuple(map(read_plan, order.plans)) != plans
    manifest.finish(
        order.out,
        manifest.Manifest("" if meanwhile else now.made_from, made.files, now.contents, made.leads),
        before,
    )
    return Published(_pages(made.files), len(made.files), made.written, removed)


def _made(crew: Crew, order: Order, before: manifest.Manifest, stays: Kept, progress: Progress) -> Made:
    """All files of the site: what does not stay is made anew, as far as links lead to it."""
    first = [f"{order.prefix}/{lang}/" for lang in ("en", "zh")]
    if stays.files:
        waiting = Waiting(first, stays, before, ahead=True)
        made = _walk(crew, waiting, progress)
        if waiting.all_led_to(made):
            made.add(waiting.stayed())
            return made
        written = made.written
    else:
        written = 0
    waiting = Waiting(first, stays, before)
    made = _walk(crew, waiting, progress)
    made.add(waiting.stayed())
    made.written += written
    return made


def _pages(files: Iterable[str]) -> int:
    return sum(f.endswith(".html") for f in files)


def _beside(order: Order, plans: list[str]) -> Made:
    """Files that no address of the portal has."""
    made = Made()
    for name, content in (("index.html", home(plans[0] if len(plans) == 1 else "")), (NO_JEKYLL, b"")):
        path = order.out / name
        if not path.is_file() or path.read_bytes() != content:
            if path.exists() and name not in order.ours:
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
    running: dict[Future[Made], dict[str, set[str]]] = {}

    def take_in(taken: dict[str, set[str]], found: Made) -> None:
        made.add(found)
        waiting.finished(taken, found)
        progress("", len(made.files), 0)

    while waiting.things or running:
        late = crew.size > 1 and monotonic() - begun >= ALONE and len(waiting.things) >= MANY
        if not (crew.at_hand or late):
            taken = waiting.take(1)
            take_in(taken, crew.make(_addresses(taken)))
            continue
        some = max(1, min(AT_ONCE, len(waiting.things) // (4 * crew.size)))
        while len(running) < 2 * crew.size and (taken := waiting.take(some)):
            running[crew.give(_addresses(taken))] = taken
        for each in wait_for(running, return_when=FIRST_COMPLETED)[0]:
            take_in(running.pop(each), each.result())
    return made


def _addresses(taken: dict[str, set[str]]) -> list[str]:
    return sorted(a for urls in taken.values() for a in urls)


def _failed(failed: list[tuple[str, str]]) -> QualicityError:
    listed = "; ".join(f"{url}: {why}" for url, why in failed[:5]) + (" …" if len(failed) > 5 else "")
    n = len(failed)
    return QualicityError(
        Text(
            f"{n} file(s) of the site could not be made, so that links would lead nowhere: {listed}",
            f"有 {n} 个文件无法生成，链接将失效：{listed}",
        )
    )
