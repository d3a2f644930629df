"""Exported files behind the pages: made at the first request, kept in the workspace while the plan stays as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.urls import get_script_prefix

from qualicity import __version__
from qualicity.portal import catalogue
from qualicity.portal.context import InPlan
from qualicity.release.exports import Edition, Form, tables
from qualicity.release.exports.folder import MARK, fill, pack

CACHE = "exports"
"""The folder of the workspace's cache."""


def edition_of(here: InPlan) -> Edition:
    """What a reader sees, as an edition: the live state on a date, or the release."""
    site = "" if here.static else here.request.build_absolute_uri(get_script_prefix()).rstrip("/")
    return here.opened.keep(("edition", site), lambda: _edition(here, site))


def _edition(here: InPlan, site: str) -> Edition:
    frozen = catalogue.current().release
    if frozen is None:
        return Edition(here.view, site=site)
    return Edition(here.view, frozen.lock, frozen.lock.made, site.removesuffix(f"/r/{frozen.lock.name}"))


def folder_of(here: InPlan, form: Form) -> Path:
    """The folder with the files of a form, made where it is not there yet."""
    edition = edition_of(here)
    folder = catalogue.current().workspace.cache(CACHE) / state_of(here) / form.id
    if not (folder / MARK).is_file():
        fill(folder, lambda beside: form.write(edition, beside))
    return folder


def state_of(here: InPlan) -> str:
    """A hash that is another when anything in any table is."""
    edition = edition_of(here)
    return here.opened.keep(("edition key", edition.site), lambda: _key(edition))


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files of a form, without what is the program's own."""
    return tuple(sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MARK))


def packed_file(here: InPlan, form: Form) -> Path:
    """All files of a form in one ZIP, made where it is not there yet."""
    folder = folder_of(here, form)
    file = folder.with_name(f"{form.id}.zip")
    if not file.is_file():
        beside = file.with_name(f".{form.id}-{id(here)}.zip")
        pack(folder, beside)
        beside.replace(file)
    return file


def _key(edition: Edition) -> str:
    """What changes when any exported file could: the program, the site, the plan's words, every row of every table."""
    found = hashlib.sha256(f"{__version__} {edition.site} {edition.name}".encode())
    found.update(edition.view.plan.model_dump_json().encode())
    for table in tables(edition):
        found.update(repr((table.name, table.fields, table.rows)).encode())
    return found.hexdigest()[:32]
