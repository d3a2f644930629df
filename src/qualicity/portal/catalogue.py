"""The plans that are served, each as known on a date, kept while neither folder nor store has changed."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json

from qualicity.assessment import PlanView, TrackRecord, view_plan
from qualicity.assessment.kept import read, write
from qualicity.errors import Text, UsageError
from qualicity.indicators import Explanation, Observation, explain
from qualicity.plan import Plan, PlanFolder, open_plan, read_plan
from qualicity.plan.parents import folders_above
from qualicity.plan.translations import Translations, translations
from qualicity.portal.asof import today
from qualicity.portal.search import Index, index_of
from qualicity.program import program
from qualicity.release.areas import area_names
from qualicity.release.freeze import Frozen, Moved, moved
from qualicity.workspace import Workspace

_T = TypeVar("_T")
_NOTHING: Any = object()
THREADS = 2
"""A question takes so many: readers ask at the same time, and dozens of dates may be open."""
_Kept: TypeAlias = "OrderedDict[tuple[Hashable, ...], Any]"
KEPT = 256
EXPLAINED = 32
"""So many ways of figures are kept: each may hold hundreds of rows."""
VIEWS_KEPT = 32
"""How many dates of one plan are kept at once; what they are made from lies in the workspace anyway."""

_FILES_OF_A_PLAN = {
    "": (".yaml", ".yml"),
    "indicators": (".yaml", ".yml"),
    "datasets": (".yaml", ".yml"),
    "text": (".md",),
    "pages": (".md",),
}
"""By folder, the ends of the names of files that say what a plan is; a map may lie in any."""
RESERVED = ("search", "methods", "about", "policy", "api", "work", "account", "not-saved")
"""Ids that no plan can have here: pages that belong to no plan stand at these addresses."""

Signature: TypeAlias = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Opened:
    """A plan as known on a date, with the names of its areas by their codes; `moved` by release, when asked for.

    `kept` holds the last things that pages made from it and will show again, `explained` the last ways of figures.
    """

    view: PlanView
    areas: Mapping[str, Text]
    moved: dict[str, Moved] = field(default_factory=dict)
    kept: _Kept = field(default_factory=OrderedDict)
    explained: _Kept = field(default_factory=OrderedDict)

    def keep(self, key: tuple[Hashable, ...], make: Callable[[], _T]) -> _T:
        """What was made under that key before, or is made now."""
        return _keep(self.kept, KEPT, key, make)

    @cached_property
    def index(self) -> Index:
        """What a reader can find in it, made at the first search."""
        return index_of(self.view)

    def moved_since(self, release: Frozen) -> Moved:
        """What is otherwise here than in a release."""
        if release.lock.checksum not in self.moved:
            self.moved[release.lock.checksum] = moved(release.lock, self.view)
        return self.moved[release.lock.checksum]

    def explain(self, o: Observation, rows: int, where: Mapping[str, str]) -> Explanation:
        """The way of a figure with up to so many rows."""
        asked = (o, rows, tuple(where.items()))
        return _keep(self.explained, EXPLAINED, asked, lambda: explain(self.view.figures, o, rows, where))


def _keep(kept: _Kept, most: int, key: tuple[Hashable, ...], make: Callable[[], _T]) -> _T:
    """What is kept under a key, or made now: what was not asked for longest goes first."""
    found: _T = kept.pop(key, _NOTHING)
    if found is _NOTHING:
        found = make()
    kept[key] = found
    while len(kept) > most:
        with suppress(KeyError):  # another reader may have been faster
            kept.popitem(last=False)
    return found


@dataclass(slots=True)
class Shelf:
    """One plan folder with what was made from it."""

    path: Path
    plan: Plan
    folder: Signature
    store: Signature = ()
    opened: OrderedDict[date, Opened] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def empty(self) -> None:
        """Forget what was made from the folder and its store."""
        self.opened.clear()


class Catalogue:
    """The plans in the given folders, with their stores in a workspace.

    `now` gives today's date; `release` is the release whose plan this is, if it is one's.
    Errors: what `read_plan` raises; `UsageError` when two plans share an id.
    """

    def __init__(self, paths: Sequence[Path], workspace: Workspace, now: Callable[[], date] = today) -> None:
        self.workspace = workspace
        self.now = now
        self.release: Frozen | None = None
        self.address = ""  # of the live portal: a site of files names it where a page needs a server
        self.still = False  # True: what was opened stays as it was, for a site that is of one state
        self.reports = False  # True: a site of files has those of its live state too
        self._shelves: dict[str, Shelf] = {}
        for path in paths:
            plan = read_plan(path)
            if plan.id in RESERVED:
                raise UsageError(
                    Text(
                        f"{path}: the plan's id '{plan.id}' is an address of the portal's own; give it another",
                        f"{path}：方案编号“{plan.id}”与本站自有页面的地址相同，请改用其他编号",
                    )
                )
            if plan.id in self._shelves:
                first = self._shelves[plan.id].path
                raise UsageError(
                    Text(
                        f"two plans have the id '{plan.id}': {first} and {path}",
                        f"两个方案的编号同为“{plan.id}”：{first} 与 {path}",
                    )
                )
            self._shelves[plan.id] = Shelf(Path(path), plan, _read_from(plan, Path(path)))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the plans, in the order in which they were given."""
        return tuple(self._shelves)

    def plan(self, plan_id: str) -> Plan:
        """The plan as its folder says it now.

        Errors: `KeyError` for an id that is not served; `PlanError` when the folder has errors now.
        """
        shelf = self._shelves[plan_id]
        with shelf.lock:
            return self._fresh(shelf).plan

    def shelved(self, plan_id: str) -> Plan:
        """The plan as it was last read, whatever its folder says now."""
        return self._shelves[plan_id].plan

    def path(self, plan_id: str) -> Path:
        """Where a plan's folder lies."""
        return self._shelves[plan_id].path

    def folder(self, plan_id: str) -> PlanFolder:
        """The plan's folder as it is now, with the places of what it says; for checking what is to be added."""
        return open_plan(self._shelves[plan_id].path)

    def translations(self, plan_id: str) -> Translations:
        """Which of the texts of a plan's folder are in both languages; kept in the workspace while it says the same.

        To find that out the whole folder is read once more, as the plan itself has no places.
        """
        path = self._shelves[plan_id].path
        begin = sha256(
            f"{program()} {path} {_read_from(self._shelves[plan_id].plan, path)}".encode()
        ).hexdigest()
        file, kind = self.workspace.cache("translations") / f"{plan_id}.lines", TypeAdapter(Translations)
        kept = read(file, begin)
        if "said" not in kept:
            kept = {"said": to_json(translations(open_plan(path)))}
            write(file, begin, kept)
        return kind.validate_json(kept["said"])

    def open(self, plan_id: str, as_of: date) -> Opened:
        """The plan as known on a date, computed where it is not at hand.

        Errors: those of `plan`; `NotLoadedError` when its evidence is not in the workspace.
        """
        shelf = self._shelves[plan_id]
        with shelf.lock:
            self._fresh(shelf)
            opened = shelf.opened.pop(as_of, None)
            if opened is None:
                view = self._view(shelf, as_of)
                view.figures.work.keep(THREADS)
                opened = Opened(view, area_names(view.plan, view.store))
            shelf.opened[as_of] = opened
            while len(shelf.opened) > VIEWS_KEPT:
                shelf.opened.popitem(last=False)
            return opened

    def forget(self) -> None:
        """Open the plans anew when they are asked for next."""
        for shelf in self._shelves.values():
            with shelf.lock:
                shelf.empty()

    def _view(self, shelf: Shelf, as_of: date) -> PlanView:
        return view_plan(shelf.plan, self.workspace, as_of)

    def track_record(self, plan_id: str, as_of: date) -> TrackRecord:
        """How forecasts of the plan's targets had done by a date: several dates are computed, once.

        Errors: those of `open`.
        """
        view, shelf = self.open(plan_id, as_of).view, self._shelves[plan_id]
        with shelf.lock:
            return view.track_record

    def anew(self, as_of: date) -> bool:
        """Whether the verdicts as of a day are those of today's software; only a release has others."""
        return True

    def load_command(self, plan_id: str) -> str:
        """The command that brings a plan's evidence into the workspace."""
        path = self._shelves[plan_id].path
        here = Path.cwd()
        shown = path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path
        return f"qualicity load {shown.name if shown.is_absolute() else shown}"

    def _fresh(self, shelf: Shelf) -> Shelf:
        """The shelf, emptied where the plan's folder or its store is no longer what it was."""
        if self.still:
            return shelf
        folder = _read_from(shelf.plan, shelf.path)
        if folder != shelf.folder:
            shelf.plan = read_plan(shelf.path)
            shelf.folder = folder
            shelf.empty()
        store = self._store(shelf.plan)
        if store != shelf.store:
            shelf.store = store
            shelf.empty()
        return shelf

    def as_read(self) -> bool:
        """Whether the plan folders say now what they said when they were read."""
        return all(_read_from(s.plan, s.path) == s.folder for s in self._shelves.values())

    def state(self) -> Hashable:
        """What pages are made from, as it is now: where it is the same, so are they (but for releases)."""
        return self.now(), tuple(
            (
                _read_from(shelf.plan, shelf.path),
                self._store(shelf.plan),
                signature(self._said_and_logged(plan)),
            )
            for plan, shelf in self._shelves.items()
        )

    def made_from(self, plan_id: str) -> Hashable:
        """What the figures and verdicts of one plan are made from, as it is now."""
        shelf = self._shelves[plan_id]
        return _read_from(shelf.plan, shelf.path), self._store(shelf.plan)

    def _store(self, plan: Plan) -> Signature:
        return signature(self.workspace.evidence(plan.id, d.id) / "_delta_log" for d in plan.datasets)

    def _said_and_logged(self, plan_id: str) -> tuple[Path, Path]:
        return self.workspace.said(plan_id), self.workspace.log(plan_id)


def _read_from(plan: Plan, folder: Path) -> Signature:
    """The signature of the files that say what a plan is, those of the plans above it among them.

    Its evidence counts only once it is loaded.
    """
    above = (found for place in folders_above(plan, folder) for found in sorted(_inside(str(place), "")))
    return (*sorted(_inside(str(folder), "")), *above)


def _inside(folder: str, part: str) -> Iterator[tuple[str, int, int]]:
    ends = (*_FILES_OF_A_PLAN.get(part, ()), ".geojson")
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                yield from _inside(entry.path, f"{part}/{entry.name}".lstrip("/"))
            elif entry.name.endswith(ends):
                with suppress(FileNotFoundError):  # a link that leads nowhere
                    stat = entry.stat()
                    yield f"{part}/{entry.name}", stat.st_mtime_ns, stat.st_size


def signature(paths: Iterable[Path]) -> Signature:
    """What changes when any of these files or folders does."""
    found = []
    for path in paths:
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


_current: list[Catalogue] = []
_instead: ContextVar[Catalogue | None] = ContextVar("_instead", default=None)


def put(catalogue: Catalogue) -> None:
    """Make these the plans that this process serves."""
    _current[:] = [catalogue]


def current() -> Catalogue:
    """The plans that this process serves, or what this request is served instead (`serving`)."""
    return _instead.get() or _current[0]


def live() -> Catalogue:
    """The plans that this process serves, also while it answers with a release."""
    return _current[0]


@contextmanager
def serving(catalogue: Catalogue) -> Iterator[None]:
    """Serve these plans instead, to one request."""
    token = _instead.set(catalogue)
    try:
        yield
    finally:
        _instead.reset(token)
