"""What a site is made from, as hashes: where they are the same, no page can differ."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qualicity.evidence import EvidenceStore
from qualicity.plan import Plan
from qualicity.plan.parents import folders_above
from qualicity.portal import doubts
from qualicity.portal.publish.kept import contents, told_apart
from qualicity.portal.publish.work import Order
from qualicity.portal.released import now
from qualicity.portal.serve import ready
from qualicity.program import program
from qualicity.release.freeze.shelf import releases

REST = ""
"""Names, among the contents, what only pages about many things show."""


@dataclass(frozen=True, slots=True)
class State:
    """What a site is made from.

    `made_from` is the hash of what every page may show: program, plan folders, releases, the date, and evidence that
    cannot be told apart by indicator. `contents` are hashes of what beside that the pages of one indicator show, by
    `plan/indicator`, and under `REST` what only pages about many show.
    """

    made_from: str
    contents: dict[str, str]

    def as_files_of(self, before: State) -> bool:
        """Whether files tell the same of both: then so do rows."""
        return (self.made_from, self.contents.get(REST)) == (before.made_from, before.contents.get(REST))


def files_state(order: Order, plans: Iterable[Plan]) -> State:
    """What a site is made from now, as far as files tell without a table being read; `plans` are those of its folders."""
    plans = tuple(plans)
    rest = _hash(part for plan in plans for part in _rest(order, plan))
    return State(_hash(_parts(order, plans)), {REST: rest})


def state(order: Order, plans: Iterable[Plan], before: State) -> State:
    """What a site is made from now.

    Rows whose tables' logs say the same as `before`, with the same program and plans, are not looked at again.
    """
    plans = tuple(plans)
    files = files_state(order, plans)
    return before if files.as_files_of(before) else with_rows(files, order, plans)


def with_rows(files: State, order: Order, plans: Iterable[Plan]) -> State:
    """The state of files with what the rows of each indicator say."""
    rows = {
        f"{plan.id}/{indicator}": said
        for plan in plans
        for indicator, said in contents(plan, EvidenceStore(order.workspace, plan)).items()
    }
    return State(files.made_from, {**rows, **files.contents})


def _hash(parts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(f"{len(part)}:{part}".encode())
    return found.hexdigest()


def _parts(order: Order, plans: tuple[Plan, ...]) -> Iterator[str]:
    yield program()
    yield json.dumps([order.release, order.as_of.isoformat(), order.live, order.reports])
    for lock in releases(order.workspace) if order.workspace.releases().is_dir() else ():
        yield f"{lock.lock.checksum} {lock.public(now())} {lock.file.with_name(lock.file.name + '.sig').exists()}"
    ready(order.workspace)
    yield doubts.state()
    yield from _said(order, plans)
    for plan in plans:
        for dataset in plan.datasets:
            if not told_apart(plan, dataset):
                yield from _log(order, plan, dataset.id)


def said(order: Order, plans: Iterable[Plan]) -> str:
    """A hash of what the plan folders say, and those above them; `plans` are those that were read from them."""
    return _hash(_said(order, tuple(plans)))


def _said(order: Order, plans: Iterable[Plan]) -> Iterator[str]:
    for path in order.plans:
        yield from _files(path, (".yaml", ".yml", ".md", ".geojson"))
    for path, plan in zip(order.plans, plans, strict=True):
        for above in folders_above(plan, path):
            yield from _files(above, (".yaml", ".yml"))


def _rest(order: Order, plan: Plan) -> Iterator[str]:
    """The logs of the datasets that are told apart, and what was said of targets at the time."""
    for dataset in plan.datasets:
        if told_apart(plan, dataset):
            yield from _log(order, plan, dataset.id)
    yield from (f.name for f in sorted(order.workspace.log(plan.id).glob("*")))
    said = order.workspace.said(plan.id)
    if said.is_file():
        yield said.read_text("utf-8")


def _log(order: Order, plan: Plan, dataset: str) -> Iterator[str]:
    """The log of a stored table."""
    yield dataset
    for entry in sorted((order.workspace.evidence(plan.id, dataset) / "_delta_log").glob("*.json")):
        yield entry.name + hashlib.sha256(entry.read_bytes()).hexdigest()


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[str]:
    # Thousands of files: pathlib takes four times as long, and passes folders by that are links.
    for at, folders, names in os.walk(folder, followlinks=True):
        folders.sort()
        for name in sorted(names):
            path = f"{at}/{name}"
            if name.endswith(suffixes) and os.path.isfile(path):  # noqa: PTH113
                stat = os.stat(path)  # noqa: PTH116
                yield f"{path.removeprefix(str(folder))} {_content(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)}"


@lru_cache(maxsize=16_384)
def _content(path: str, *marks: int) -> str:
    """A hash of a file, which is not read again in this process while its time, size and place are the same."""
    del marks
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.sha256(file.read()).hexdigest()
