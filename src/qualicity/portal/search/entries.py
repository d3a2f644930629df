"""What can be found: everything of a plan that has a page or a place on one, and the methods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from qualicity.assessment import PlanView
from qualicity.errors import Text
from qualicity.methods import Method, load_methods
from qualicity.plan import Plan
from qualicity.portal.search.index import Entry, Index

_MARKS = re.compile(r"\{\{.*?\}\}|[*`#]+")


def index_of(view: PlanView) -> Index:
    """The index of a plan as known on a date."""
    return Index(
        (*_plan(view.plan), *_targets(view), *_figures(view.plan), *_text(view.plan), *_rest(view.plan))
    )


@lru_cache(maxsize=1)
def index_of_methods() -> Index:
    """The index of all methods."""
    return Index(map(_method, load_methods().values()))


def _plan(plan: Plan) -> Iterator[Entry]:
    yield Entry(
        "plan", plan.id, plan.title, "scorecard", (plan.id,), _texts(plan.official_title, plan.place.title)
    )


def _targets(view: PlanView) -> Iterator[Entry]:
    goals = {g.id: g.title for g in view.plan.goals}
    for assessment in view.scorecard.assessments:
        t = assessment.target
        yield Entry("target", t.id, t.title, "target", (t.id,), _texts(t.note, t.sought), goals.get(t.goal))


def _figures(plan: Plan) -> Iterator[Entry]:
    for i in plan.indicators:
        yield Entry("indicator", i.id, i.title, "indicator", (i.id,), _texts(i.note))
    for i in plan.indicators:
        for d in i.definitions:
            basis = [Text(value) for value in d.basis.values()]
            where = (i.id, f"definition-{d.id}")
            yield Entry(
                "definition", d.id, d.title or i.title, "indicator", where, (*_texts(d.note), *basis), i.title
            )
    for x in plan.datasets:
        sources = [Text(s.title) for s in x.sources]
        yield Entry("dataset", x.id, x.title, "dataset", (x.id,), (*_texts(x.description, x.note), *sources))


def _text(plan: Plan) -> Iterator[Entry]:
    parts = {p.id: p.title for p in plan.parts}
    for c in plan.clauses:
        title = Text(f"Clause {c.id}", f"条款{c.id}")
        within = parts.get(c.part) if c.part else None
        yield Entry("clause", c.id, title, "text", (c.id,), _texts(c.text, c.note), within)


def _rest(plan: Plan) -> Iterator[Entry]:
    missions = {a.id: m.title for m in plan.missions for a in m.actions}
    for m in plan.missions:
        yield Entry("mission", m.id, m.title, "mission", (m.id,), _texts(m.note))
    for a in plan.all_actions():
        steps = [s.title for s in a.milestones]
        yield Entry(
            "action", a.id, a.title, "actions", (a.id,), (*_texts(a.note), *steps), missions.get(a.id)
        )
    for p in plan.programmes:
        stages = [s.title for s in p.stages]
        yield Entry("programme", p.id, p.title, "programme", (p.id,), (*_texts(p.note), *stages))
    for o in plan.organisations:
        yield Entry("organisation", o.id, o.title, "organisation", (o.id,), _texts(o.note))
    for page in plan.pages:
        said = [_plain(Text(w.text)) for w in (page.en, page.zh) if w]
        yield Entry("page", page.id, page.title, "page", (page.id,), tuple(said))


def _method(m: Method) -> Entry:
    columns = [c.title for c in (*m.inputs, *m.outputs) if c.title]
    said = map(_plain, _texts(m.formula, *m.limits))
    text = (Text(m.standard), m.clause, *said, *columns)
    return Entry("method", m.name, m.title, "method", (m.name,), text)


def _plain(text: Text) -> Text:
    """A text without the marks of Markdown."""
    return Text(_MARKS.sub("", text.en), _MARKS.sub("", text.zh) if text.zh else None)


def _texts(*texts: Text | None) -> tuple[Text, ...]:
    return tuple(t for t in texts if t is not None)
