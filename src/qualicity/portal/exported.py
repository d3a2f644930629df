"""Exported files behind the pages: made at the first request, kept in the workspace while the plan stays as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from shutil import rmtree
from threading import Lock

from django.urls import get_script_prefix

from qualicity.errors import Text
from qualicity.portal import catalogue, failures
from qualicity.portal.context import InPlan
from qualicity.program import program
from qualicity.release.exports import Edition, Form, tables
from qualicity.release.exports.folder import MARK, fill, pack
from qualicity.release.exports.lines import csv_of

CACHE = "exports"
"""The folder of the workspace's cache."""
STATES = 32
"""The files of so many states (a plan on a date, a release) are kept."""


_OWN_DATE = Text(
    "A release has one date, its own. What was known on another is on the live pages.",
    "发布只有其自身的日期；按其他日期已知的内容见实时页面。",
)
_ONE = Lock()
"""A form of a large plan takes seconds of a processor: a process makes one at a time."""


def edition_of(here: InPlan) -> Edition:
    """What a reader sees, as an edition: the live state on a date, or the release.

    Errors: `BadDateError` for a release on another date than its own.
    """
    if not dated(here):
        raise failures.BadDateError(_OWN_DATE)
    site = "" if here.static else here.request.build_absolute_uri(get_script_prefix()).rstrip("/")
    return here.opened.keep(("edition", site), lambda: _edition(here, site))


def dated(here: InPlan) -> bool:
    """Whether what a reader sees is an edition: a release on another date than its own is none."""
    frozen = catalogue.current().release
    return frozen is None or frozen.lock.as_of == here.as_of.day


def _edition(here: InPlan, site: str) -> Edition:
    frozen = catalogue.current().release
    if frozen is None:
        return Edition(here.view, site=site)
    return Edition(here.view, frozen.lock, frozen.lock.made, site.removesuffix(f"/r/{frozen.lock.name}"))


def folder_of(here: InPlan, form: Form) -> Path:
    """The folder with the files of a form, made where it is not there yet."""
    edition, folder = edition_of(here), _place(here, form)
    with _ONE:
        if not (folder / MARK).is_file():
            fill(folder, lambda beside: form.write(edition, beside))
            _sweep(folder.parent)
    return folder


def sizes_of(here: InPlan, form: Form) -> dict[str, int]:
    """The size in bytes of each file of a form that lies there; nothing is made for it.

    Pages of a release say none: they never change. A site of files has them all.
    """
    if here.static:
        folder_of(here, form)
    elif catalogue.current().release is not None:
        return {}
    folder = _place(here, form)
    found = (folder / name for name in form.names(edition_of(here)))
    return {path.name: path.stat().st_size for path in found if path.is_file()}


def _place(here: InPlan, form: Form) -> Path:
    """Where the files of a form lie."""
    edition = edition_of(here)
    return here.opened.keep(("exports", edition.site), lambda: _state(here, edition)) / form.id


def _state(here: InPlan, edition: Edition) -> Path:
    """Where the files of an edition lie: another folder wherever they could be other files."""
    plans = catalogue.current()
    of = edition.release.checksum if edition.release else plans.made_from(here.plan.id)
    key = hashlib.sha256(repr((program(), edition.site, edition.name, of)).encode()).hexdigest()[:32]
    return plans.workspace.cache(CACHE) / key


def _sweep(last: Path) -> None:
    """Leave the states whose files were made last: any date and address may be asked for."""
    states = sorted((p for p in last.parent.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)
    for state in states[:-STATES]:
        rmtree(state, ignore_errors=True)


def state_of(here: InPlan) -> str:
    """A hash that is another when anything in any table is."""
    edition = edition_of(here)
    return here.opened.keep(("edition key", edition.site), lambda: _key(edition))


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
    found = hashlib.sha256(f"{program()} {edition.site} {edition.name}".encode())
    found.update(edition.view.plan.model_dump_json().encode())
    for table in tables(edition):
        found.update(repr((table.name, table.fields)).encode() + csv_of(table))
    return found.hexdigest()[:32]
