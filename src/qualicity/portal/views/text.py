"""The plan's own text: every clause with what it commits to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.assessment import Assessment
from qualicity.errors import LANGS, Text
from qualicity.plan import Clause, Coverage, coverage, links
from qualicity.plan.model import Part
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that answers for a clause; a target with its verdict."""

    kind: str
    title: Text
    url: str
    verdict: Assessment | None = None


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with everything that answers for it; `other` is its wording in the other language."""

    clause: Clause
    answers: tuple[Answer, ...]
    other: str


@dataclass(frozen=True, slots=True)
class PartBlock:
    """A part of the text."""

    part: Part | None
    rows: tuple[ClauseRow, ...]


def text(here: InPlan) -> Page:
    """The text, clause by clause, with its coverage."""
    plan, linked = here.plan, links(here.plan)
    blocks = []
    for part in (*plan.parts, None):
        rows = [_clause_row(here, c, linked[c.id]) for c in plan.clauses if _part_of(here, c) == part]
        if rows or part:
            blocks.append(PartBlock(part, tuple(rows)))
    known = sum(not c.text.lacks("zh") for c in plan.clauses)

    def records() -> list[dict[str, Any]]:
        return [_record(c, linked[c.id]) for c in plan.clauses]

    share = coverage(plan)
    return Page(
        template="text.html",
        title=_("The plan’s text"),
        record=lambda: {
            "plan": plan.id,
            "coverage": {
                "clauses": share.clauses,
                "linked": share.linked,
                "narrative": share.narrative,
                "share": share.share,
            },
            "clauses": records(),
        },
        table=records,
        section="text",
        context={
            "blocks": blocks,
            "coverage": share,
            "open_clauses": _open(share),
            "known_in_chinese": known,
        },
    )


def _open(share: Coverage) -> int:
    return share.clauses - share.linked - share.narrative


def _part_of(here: InPlan, clause: Clause) -> Part | None:
    return next((p for p in here.plan.parts if p.id == clause.part), None)


def _clause_row(here: InPlan, clause: Clause, linked: list[tuple[str, str]]) -> ClauseRow:
    both = not any(clause.text.lacks(lang) for lang in LANGS)
    other = clause.text.get("zh" if here.lang == "en" else "en") if both else ""
    return ClauseRow(clause, tuple(_answer(here, kind, name) for kind, name in linked), other)


def _answer(here: InPlan, kind: str, name: str) -> Answer:
    plan, to = here.plan, here.to
    if kind == "target":
        declared = plan.target(name)
        verdict = here.view.scorecard.of(name)
        return Answer(_("Target"), declared.title if declared else Text(name), to.target(name), verdict)
    if kind == "mission":
        return Answer(_("Mission"), _title(plan.missions, name), to.mission(name))
    if kind == "action":
        return Answer(_("Action"), _title(plan.all_actions(), name), to.actions(name))
    if kind == "programme":
        return Answer(_("Programme"), _title(plan.programmes, name), to.programme(name))
    return Answer(_("Goal"), _title(plan.goals, name), f"{to.scorecard()}#goal-{name}")


def _title(things: tuple[Any, ...], name: str) -> Text:
    return next((x.title for x in things if x.id == name), Text(name))


def _record(clause: Clause, linked: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "clause": clause.id,
        "part": clause.part,
        "text": release.both(clause.text),
        "narrative": clause.narrative,
        "note": release.both(clause.note),
        "links": [{"kind": kind, "id": name} for kind, name in linked],
        "linked_to": " ".join(f"{kind}:{name}" for kind, name in linked),
    }
