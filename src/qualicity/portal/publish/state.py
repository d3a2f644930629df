"""What a site is made from, as one hash: where it is the same, no page can differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import qualicity
from qualicity.plan import read_plan
from qualicity.portal import doubts
from qualicity.portal.publish.work import Order
from qualicity.portal.released import now
from qualicity.portal.serve import ready
from qualicity.release.freeze.shelf import releases

_PROGRAM = (".py", ".html", ".css", ".js", ".svg", ".mo", ".json", ".yaml", ".csv")
_LIBRARIES = ("django", "duckdb", "vl-convert-python", "deltalake")


def state(order: Order) -> str:
    """The hash of all that pages are made from: the program, plan folders, stored evidence, releases, the date."""
    found = hashlib.sha256()
    for part in _parts(order):
        found.update(f"{len(part)}:{part}".encode())
    return found.hexdigest()


def _parts(order: Order) -> Iterator[str]:
    yield json.dumps([qualicity.__version__, order.release, order.as_of.isoformat(), order.live])
    yield json.dumps({name: version(name) for name in _LIBRARIES})
    yield from _files(Path(qualicity.__file__).parent, _PROGRAM)
    for lock in releases(order.workspace) if order.workspace.releases().is_dir() else ():
        yield f"{lock.lock.checksum} {lock.public(now())} {lock.file.with_name(lock.file.name + '.sig').exists()}"
    ready(order.workspace)
    yield doubts.state()
    for path in order.plans:
        yield from _files(path, (".yaml", ".yml", ".md"))
        yield from _evidence(order, read_plan(path).id)


def _evidence(order: Order, plan: str) -> Iterator[str]:
    """The logs of the stored tables, and what was said at the time."""
    folder = order.workspace.root / "plans" / plan
    for log in sorted(folder.glob("evidence/*/_delta_log")):
        yield log.parent.name
        for entry in sorted(log.glob("*.json")):
            yield entry.name + hashlib.sha256(entry.read_bytes()).hexdigest()
    said = order.workspace.said(plan)
    if said.is_file():
        yield said.read_text("utf-8")


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and path.is_file():
            yield f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
