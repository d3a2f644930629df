"""Addresses of the same thing: as data here, and as a page in both languages."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.http import urlencode

from qualicity.errors import LANGS
from qualicity.portal.api.rows import Record
from qualicity.portal.api.state import Row, State

VERSION = "1"
ROOT = f"api/v{VERSION}"


def prefix() -> str:
    """What stands before every address of a release's own site; nothing on the live one."""
    return get_script_prefix().rstrip("/")


def address(request: HttpRequest, *parts: str) -> str:
    """The address of a resource."""
    return request.build_absolute_uri("/".join((prefix(), ROOT, *parts)))


def links(request: HttpRequest, parts: tuple[str, ...], *page: str) -> Record:
    """Addresses of one thing under a plan (`parts` is `plans`, its id, …), in the state that was asked about."""
    asked = {k: request.GET[k] for k in ("as_of", "release") if k in request.GET}
    kept = {k: v for k, v in asked.items() if k == "as_of"}
    return {
        "data": address(request, *parts) + (f"?{urlencode(asked)}" if asked else ""),
        "page": pages(request, "/".join(("", parts[1], *page, "")) + (f"?{urlencode(kept)}" if kept else "")),
    }


def of_figure(request: HttpRequest, now: State, row: Row) -> Record:
    """Addresses of one figure."""
    found = links(request, ("plans", now.here.plan.id, "observations", row[0]))
    o = now.figure(row)
    if o is not None:
        whole = now.here.to.figure(o, now.here.view.figures).removeprefix(prefix())
        found["page"] = pages(request, whole[len("/en") :])
    return found


def pages(request: HttpRequest, rest: str) -> Record:
    """The pages at an address that goes on after the language; a release's own where one was asked for."""
    name = request.GET.get("release")
    before = f"/r/{name}" if name else prefix()
    return {lang: request.build_absolute_uri(f"{before}/{lang}{rest}") for lang in LANGS}
