"""The methods: official standards as functions, each on a page made from its own registration."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qualicity import release
from qualicity.errors import Lang, QualicityError, Text
from qualicity.methods import Method, load_methods
from qualicity.methods.describe import body
from qualicity.plan import Dataset, Plan
from qualicity.portal import catalogue, failures
from qualicity.portal.addresses import Addresses
from qualicity.portal.context import Here
from qualicity.portal.markdown import render
from qualicity.portal.pages import Page

_LINK = re.compile(r"\[([^\]]+)\]\((?:\.\./)*([^()/]+)\.md\)")


@dataclass(frozen=True, slots=True)
class Use:
    """A dataset of a plan that a method makes."""

    plan: Plan
    dataset: Dataset
    url: str


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A method in the list."""

    method: Method
    url: str
    uses: tuple[Use, ...]


def methods(here: Here) -> Page:
    """All methods, in the order in which they are registered: a standard's stand together."""
    uses = _uses(here)
    rows = [MethodRow(m, here.to.method(m.name), uses.get(m.name, ())) for m in load_methods().values()]

    def records() -> list[dict[str, Any]]:
        return [_record(r) for r in rows]

    return Page(
        template="methods.html",
        title=_("Methods"),
        record=lambda: {"methods": records()},
        table=records,
        section="methods",
        context={"rows": rows, "release": None},  # they are those of this software, and no release's
    )


def method_page(here: Here, name: str) -> Page:
    """All that a method's registration says, with an example that is computed now."""
    found = load_methods().get(name)
    if found is None:
        raise failures.MissingError(Text("method", "方法"), name, load_methods(), "method")
    row = MethodRow(found, here.to.method(name), _uses(here).get(name, ()))
    return Page(
        template="method.html",
        title=here.say(found.title),
        record=lambda: _record(row) | _all(found),
        table=lambda: [{"method": name, **c} for c in _columns(found)],
        section="methods",
        context={"row": row, "method": found, "told": _told(name, here.lang), "release": None},
    )


@lru_cache(maxsize=256)
def _told(name: str, lang: Lang) -> SafeString:
    """The method's page as HTML; kept, since its example is computed for it."""
    words = _LINK.sub(_led, body(load_methods()[name], lang))
    return render(words, lang, _("Table or command, wider than the page"))


def _led(link: re.Match[str]) -> str:
    """A link between files of the documentation as one between pages, or as words where there is no such page."""
    return f"[{link[1]}](../{link[2]}/)" if link[2] in load_methods() else link[1]


def _uses(here: Here) -> dict[str, tuple[Use, ...]]:
    """The datasets that methods make, by method, in all plans that are served."""
    plans, found = catalogue.current(), defaultdict[str, list[Use]](list)
    for plan_id in plans.ids:
        try:
            plan = plans.plan(plan_id)
        except QualicityError:
            continue  # its folder has errors now; its own pages say so
        to = Addresses(plan_id, here.to.query)
        for d in plan.datasets:
            if d.derived:
                found[d.derived.method].append(Use(plan, d, to.dataset(d.id)))
    return {name: tuple(uses) for name, uses in found.items()}


def _record(row: MethodRow) -> dict[str, Any]:
    m = row.method
    return {
        "method": m.name,
        "title": release.both(m.title),
        "standard": m.standard,
        "clause": m.clause.en,
        "edition": m.edition or None,
        "fingerprint": m.fingerprint(),
        "makes": [f"{u.plan.id}/{u.dataset.id}" for u in row.uses],
    }


def _all(m: Method) -> dict[str, Any]:
    return {
        "formula": release.both(m.formula),
        "key": list(m.key),
        "columns": _columns(m),
        "parameters": [
            {"name": p.name, "default": p.default, "choices": list(p.choices), "title": release.both(p.title)}
            for p in m.parameters
        ],
        "limits": [release.both(t) for t in m.limits],
        "recalled": [release.both(t) for t in m.recalled],
        "references": list(m.references),
    }


def _columns(m: Method) -> list[dict[str, Any]]:
    """The columns of inputs and outputs."""
    return [
        {
            "role": role,
            "name": c.name,
            "type": c.type,
            "unit": c.unit or None,
            "title": release.both(c.title),
            "required": c.required,
            "least": c.least,
            "most": c.most,
        }
        for role, columns in (("input", m.inputs), ("output", m.outputs))
        for c in columns
    ]
