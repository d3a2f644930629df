"""Pages of a release, at `/r/NAME/…`: the portal's own pages, made from what the release froze and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import set_script_prefix
from django.utils.translation import get_language_from_request

from qualicity.assessment import PlanView
from qualicity.errors import QualicityError
from qualicity.plan.calendar import LATEST
from qualicity.portal import catalogue
from qualicity.release.calendar import public_from
from qualicity.release.freeze import Frozen, read_lock, releases, view_release
from qualicity.workspace import Workspace

_ADDRESS = re.compile(r"/r/(?P<name>[a-z0-9.-]+)(?P<rest>/.*)?")
_FILES = {"/lock.json": "", "/lock.json.sig": ".sig"}


class ReleasedPlan(catalogue.Catalogue):
    """The one plan of a release, as it was frozen: its folder, evidence and figures are those of the release."""

    def __init__(self, frozen: Frozen, workspace: Workspace) -> None:
        plan = frozen.plan()
        super().__init__((), workspace, lambda: frozen.lock.as_of)
        self.release = frozen
        self._judged = frozen.judged(plan)
        self._shelves = {plan.id: catalogue.Shelf(frozen.folder, plan, ())}

    def _fresh(self, shelf: catalogue.Shelf) -> catalogue.Shelf:
        return shelf  # what was released never changes

    def state(self) -> Hashable:
        """What was frozen stays; what was said and logged of its plan is read where it lies today."""
        frozen = self.release
        return frozen and (frozen.lock.checksum, catalogue.signature(self._said_and_logged(frozen.lock.plan)))

    def _view(self, shelf: catalogue.Shelf, as_of: date) -> PlanView:
        if self.release is None:
            raise ValueError("no release")
        return view_release(self.release, self.workspace, shelf.plan, self._judged, as_of)

    def anew(self, as_of: date) -> bool:
        """Whether its verdicts on a day are not its own but judged anew: on another day, or where it kept none."""
        return self._judged is None or self.release is None or as_of != self.release.lock.as_of


class Releases:
    """Middleware: under `/r/NAME/` the rest of the address is a page of that release, and so are all its links."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = _ADDRESS.fullmatch(request.path_info)
        if found and found["name"] == LATEST:
            return _latest(request, found["rest"] or "/")
        plans = released(found["name"]) if found else None
        if found is None or plans is None or plans.release is None:
            return self.get_response(request)
        rest = found["rest"] or "/"
        if rest in _FILES:
            return _file(plans.release.file, _FILES[rest])
        lock = plans.release.lock
        if rest == "/":
            return HttpResponseRedirect(f"/r/{lock.name}/{_language(request)}/{lock.plan}/")
        request.path_info = rest
        set_script_prefix(f"/r/{lock.name}/")
        try:
            with catalogue.serving(plans):
                answer = self.get_response(request)
        finally:
            set_script_prefix("/")
        if answer.status_code == 200:  # a later release is told beside the page, whose bytes never change
            links = {
                f"/r/{LATEST}/{lock.plan}{rest}": "latest-version",
                f"/r/{lock.name}/lock.json": "describedby",
            }
            answer["Link"] = ", ".join(f'<{quote(url)}>; rel="{rel}"' for url, rel in links.items())
        return answer


def _latest(request: HttpRequest, rest: str) -> HttpResponseBase:
    """From `/r/latest-of/PLAN/…` to the same page of the plan's latest release, from `/r/latest-of/PLAN/` to its first."""
    plan, _, page = rest[1:].partition("/")
    found = public_releases(catalogue.current().workspace, plan)
    if not found:
        raise Http404
    name = found[0].lock.name
    url = f"/r/{name}/{page}" if page else f"/r/{name}/{_language(request)}/{plan}/"
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(quote(url) + (f"?{query}" if query else ""))


def _language(request: HttpRequest) -> str:
    return get_language_from_request(request)[:2]


def plans_at(path: str) -> catalogue.Catalogue:
    """The plans that an address is answered from: those of a release, or those that this process serves."""
    found = _ADDRESS.fullmatch(path)
    return (released(found["name"]) if found else None) or catalogue.current()


def _file(lock: Path, suffix: str) -> HttpResponseBase:
    place = lock.with_name(lock.name + suffix)
    if not place.is_file():
        raise Http404
    kind = "application/json" if not suffix else "text/plain"
    return FileResponse(place.open("rb"), content_type=kind, filename=place.name)


def released(name: str) -> ReleasedPlan | None:
    """The release of that name, if there is one that may be seen."""
    workspace = catalogue.current().workspace
    file = workspace.releases() / f"{name}.lock.json"
    try:
        modified = file.stat().st_mtime_ns
        plans = _opened(file, workspace, modified)
    except (OSError, QualicityError):
        return None
    return plans if plans.release and plans.release.public(now()) else None


@lru_cache(maxsize=16)
def _opened(file: Path, workspace: Workspace, modified: int) -> ReleasedPlan:
    return ReleasedPlan(Frozen(read_lock(file), file), workspace)


def now() -> datetime:
    """The present moment in UTC, without zone: embargoes end by it."""
    return datetime.now(UTC).replace(tzinfo=None)


def releases_then(plans: catalogue.Catalogue, plan_id: str) -> tuple[Frozen, ...]:
    """The releases of a plan that could be seen when the one was made whose pages these are, the latest first.

    On live pages those of now. A release does not know of another that came out in the same second.
    """
    listed, own = public_releases(plans.workspace, plan_id), plans.release
    if own is None:
        return listed
    return tuple(f for f in listed if f.lock.name == own.lock.name or public_from(f) < public_from(own))


def public_releases(workspace: Workspace, plan_id: str) -> tuple[Frozen, ...]:
    """The releases of a plan that may be seen now, the latest first."""
    folder = workspace.releases()
    if not folder.is_dir():
        return ()
    listed = _listed(workspace, folder.stat().st_mtime_ns)
    return tuple(f for f in listed if f.lock.plan == plan_id and f.public(now()))


def public_names(workspace: Workspace) -> tuple[str, ...]:
    """The names of all releases that may be seen."""
    folder = workspace.releases()
    listed = _listed(workspace, folder.stat().st_mtime_ns) if folder.is_dir() else ()
    return tuple(f.lock.name for f in listed if f.public(now()))


@lru_cache(maxsize=4)
def _listed(workspace: Workspace, modified: int) -> tuple[Frozen, ...]:
    try:
        return releases(workspace)
    except QualicityError:  # one that cannot be read hides none of the others' pages
        return ()
