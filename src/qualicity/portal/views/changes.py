"""What changed in a dataset between two of its versions, row by row, with who committed it and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qualicity import release
from qualicity.errors import Text
from qualicity.evidence import Commit, RowChange, compare
from qualicity.plan import Dataset
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.names import schema_titles
from qualicity.portal.pages import Page
from qualicity.portal.views.figures import require_public
from qualicity.portal.words import cell, day, moment, number

SHOWN = 100
"""So many changed rows are on the page; its twins have all of them."""
MOST = 20_000
"""More changed rows than these are counted, not listed."""


@dataclass(frozen=True, slots=True)
class CommitRow:
    """One commit in the history; `url` leads to what it changed, where rows may be shown."""

    commit: Commit
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a changed row: `before` and `after` are None where the row was or is not there."""

    title: Text
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One changed row, ready to be written."""

    kind: str
    key: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    known: str
    version: str


def history(here: InPlan, dataset: Dataset) -> tuple[CommitRow, ...]:
    """The commits of an entered dataset, the latest first."""
    if dataset.path is None:
        return ()
    commits = here.view.store.dataset(dataset.id).commits
    before: list[Commit | None] = [*commits[1:], None]
    return tuple(
        CommitRow(
            c.told(dataset),
            moment(c.committed, here.lang),
            here.to.changes(dataset.id, b.version, c.version)
            if b and dataset.confidentiality == "public"
            else "",
        )
        for c, b in zip(commits, before, strict=False)
    )


def changes(here: InPlan, dataset: str) -> Page:
    """The rows that differ between two versions; by default what the last commit changed."""
    declared = require_public(here, dataset)
    commits = here.view.store.dataset(declared.id).commits if declared.path else ()
    if not commits:
        text = Text(
            "Nothing was committed to this dataset: a method makes it.", "该数据集由方法生成，没有提交。"
        )
        raise failures.NotYetError(text)
    versions = sorted(c.version for c in commits)
    last = _version(here, "to", versions[-1])
    first = _version(here, "from", max((v for v in versions if v < last), default=last))
    first, last = min(first, last), max(first, last)
    between = [c for c in reversed(commits) if first < c.version <= last]
    counted = sum(c.inserted + c.updated + c.withdrawn for c in between)
    listed = counted <= MOST
    found = _known(here, _compared(here, declared, first, last)) if listed else ()
    return Page(
        template="changes.html",
        title=_("What changed in %(dataset)s") % {"dataset": here.say(declared.title)},
        record=lambda: _record(here, declared, first, last, found),
        table=lambda: [_change_record(c) for c in found],
        section="datasets",
        context={
            "dataset": declared,
            "dataset_name": here.say(declared.title),
            "first": first,
            "last": last,
            "versions": versions,
            "between": [CommitRow(c, moment(c.committed, here.lang), "") for c in between],
            "kinds": _kinds(found),
            "changes": [_row(here, declared, c) for c in found[:SHOWN]],
            "total": len(found),
            "shown": min(len(found), SHOWN),
            "listed": listed,
            "counted": counted,
        },
    )


def _compared(here: InPlan, dataset: Dataset, first: int, last: int) -> tuple[RowChange, ...]:
    """What differs between two versions; what the usual page shows is kept."""
    store = here.view.store.dataset(dataset.id)
    if {"from", "to"} & here.request.GET.keys():
        return compare(store, first, last)
    return here.opened.keep(("compared", dataset.id), lambda: compare(store, first, last))


def _version(here: InPlan, asked: str, usual: int) -> int:
    said = here.request.GET.get(asked, "")
    return int(said) if said.isascii() and said.isdigit() else usual


def _known(here: InPlan, found: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """The changes to rows that were known on the date that the page is read as known on."""
    return tuple(c for c in found if c.known_from.date() <= here.as_of.day)


def _kinds(found: Iterable[RowChange]) -> str:
    """How many rows of each kind: `2 new, 1 revised`."""
    counted = Counter(c.kind for c in found)
    words = {
        "inserted": _("%(n)s new"),
        "revised": _("%(n)s revised"),
        "corrected": _("%(n)s corrected"),
        "withdrawn": _("%(n)s withdrawn"),
    }
    said = [words[k] % {"n": number(counted[k])} for k in words if counted[k]]
    return pgettext("list", ", ").join(said)


def _kind(kind: str) -> str:
    known = {
        "inserted": pgettext("row", "new"),
        "revised": pgettext("row", "revised"),
        "corrected": pgettext("row", "corrected"),
        "withdrawn": pgettext("row", "withdrawn"),
    }
    return known[kind]


def _row(here: InPlan, dataset: Dataset, c: RowChange) -> ChangeRow:
    own = {f.name: f.title for f in dataset.table_schema.fields} if dataset.table_schema else {}
    titles = schema_titles(here.plan)
    names = [k for k in (*c.after, *c.before) if k not in c.key]
    fields = [
        FieldChange(
            own.get(k) or titles.get(k) or Text(k),
            cell(c.before[k]) if k in c.before else None,
            cell(c.after[k]) if k in c.after else None,
        )
        for k in dict.fromkeys(names)
    ]
    return ChangeRow(
        kind=_kind(c.kind),
        key=tuple(cell(v) for v in c.key.values() if v is not None),
        fields=tuple(f for f in fields if f.before or f.after),
        known=day(c.known_from.date(), here.lang, short=True),
        version=str(c.commit.version) if c.commit else "",
    )


def _change_record(c: RowChange) -> dict[str, Any]:
    return {
        "kind": c.kind,
        "key": {k: release.plain(v) for k, v in c.key.items()},
        "known_from": c.known_from.isoformat(),
        "before": {k: release.plain(v) for k, v in c.before.items()},
        "after": {k: release.plain(v) for k, v in c.after.items()},
        "version": c.commit.version if c.commit else None,
    }


def _record(
    here: InPlan, dataset: Dataset, first: int, last: int, found: tuple[RowChange, ...]
) -> dict[str, Any]:
    return {
        "plan": here.plan.id,
        "dataset": dataset.id,
        "as_of": here.as_of.day.isoformat(),
        "from": first,
        "to": last,
        "changes": [_change_record(c) for c in found],
    }
