"""Rows of a plan's long tables, kept in the workspace's cache as they were written: of a thousand, one is made anew.

Such a row shows what program and plan say, areas' names, the day, and the figures of some indicators with the verdicts
on them, which come from nothing else. The first four begin the file that a table has in each language: another one is
not read. Under a hash of its figures each row stands in it, so that no kept row can say what is no longer so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, TypeAlias

from django.template import Context
from django.template.engine import Engine
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from pydantic_core import from_json, to_json

from qualicity.assessment import kept
from qualicity.portal import catalogue
from qualicity.portal.context import InPlan
from qualicity.program import program

About: TypeAlias = Mapping[str, tuple[str, ...]]
"""The rows of a table by what tells them apart, and of each the indicators whose figures it shows."""


def written(
    here: InPlan, table: str, about: About, make: Callable[[str], Any], **shown: Any
) -> dict[str, SafeString]:
    """The rows of a table as HTML, in their order: kept ones as they are; the others from what `make` gives for each.

    The template `_TABLE_row.html` writes one `row`, with `shown`, which is the same in each, and may show nothing of its
    own but what the rows are kept by. Another day than that of addresses without a date, and a release, are asked for
    seldom: of these nothing is kept.
    """
    if here.to.query or catalogue.current().release is not None:
        return _made(here, table, about, make, shown)
    hashes = here.view.figures.hashes()
    keys = {row: " ".join(hashes.get(i, "") for i in indicators) for row, indicators in about.items()}
    keys = {row: sha256(f"{row} {said}".encode()).hexdigest() for row, said in keys.items()}
    file = here.view.store.workspace.cache("rows") / f"{here.plan.id}.{_name(table, shown)}.{here.lang}.lines"
    begin = _begin(here)
    before = kept.read(file, begin)
    made = _made(here, table, [row for row in about if keys[row] not in before], make, shown)
    if made or len(before) != len(keys):
        kept.write(file, begin, {k: to_json(made[r]) if r in made else before[k] for r, k in keys.items()})
    return {r: made[r] if r in made else mark_safe(from_json(before[k])) for r, k in keys.items()}


def _name(table: str, shown: Mapping[str, Any]) -> str:
    return "-".join([table, *(str(v) for v in shown.values())])


def _begin(here: InPlan) -> str:
    """A hash of what all rows of a table may show beside figures."""
    areas = sorted((code, text.en, text.zh) for code, text in here.areas.items())
    said = f"{program()} {kept.origin(here.plan)} {get_script_prefix()} {here.as_of.day} {areas}"
    return sha256(said.encode()).hexdigest()


def _made(
    here: InPlan, table: str, rows: Iterable[str], make: Callable[[str], Any], shown: Mapping[str, Any]
) -> dict[str, SafeString]:
    template = Engine.get_default().get_template(f"portal/_{table}_row.html")
    context = Context({"here": here, "to": here.to, "lang": here.lang, "plan": here.plan, **shown})
    found = {}
    for row in rows:
        with context.push(row=make(row)):
            found[row] = mark_safe(template.render(context).strip())
    return found
