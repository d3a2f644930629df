"""Decisions of people that are recorded as evidence: what the plan's `rulings_dataset` holds, beside its rulings.yaml.

Each row is a ruling: `ruling`* (its id), `target`*, `definition`, `status`, `grade_en`, `grade_zh`, `reason_en`*,
`reason_zh`, `by_en`*, `by_zh`, `proposed`* and `evidence` (names, with semicolons between them). It holds from the day on
which its row became known, that is, when it was countersigned and taken in: no earlier day is judged by it. A row that
was revised since is a ruling of its own, so that what an earlier day was told stays.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import chain, count
from typing import Any

from pydantic import ValidationError

from qualicity.assessment.tasks.reports import Row, names_of, rows_known, text_of
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore
from qualicity.plan import Plan, Ruling
from qualicity.plan.basics import Source


def with_rulings(plan: Plan, store: EvidenceStore) -> Plan:
    """The plan with the rulings that its evidence holds before those of its folder, so that of one day they win."""
    found = recorded(plan, store)
    return plan.model_copy(update={"rulings": (*found, *plan.rulings)}) if found else plan


def recorded(plan: Plan, store: EvidenceStore) -> tuple[Ruling, ...]:
    """The rulings that the plan's evidence holds, the last first; rows that are none are left out."""
    found: list[Ruling] = []
    taken = {r.id for r in plan.rulings}
    for row in rows_known(store, plan.rulings_dataset, date.max):
        ruling = _ruling(row, taken)
        if ruling is not None:
            taken.add(ruling.id)
            found.append(ruling)
    return tuple(reversed(found))


def _ruling(row: Row, taken: set[str]) -> Ruling | None:
    known: date = row["_vintage"]["known"]
    said: dict[str, Any] = {
        "id": _free(text_of(row, "ruling") or "ruling", known, taken),
        "target": text_of(row, "target"),
        "definition": text_of(row, "definition"),
        "status": text_of(row, "status"),
        "grade": _both(row, "grade"),
        "evidence": tuple(Source(title=e) for e in names_of(text_of(row, "evidence"))),
        "by": _both(row, "by"),
        "official": True,
        "date": known,
        "reason": _both(row, "reason"),
    }
    try:
        return Ruling.model_validate(said)
    except ValidationError:
        return None


def _free(name: str, known: date, taken: set[str]) -> str:
    """A ruling's id as ids are written; with its day, and counted on, where another has it already."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("._-") or "ruling"
    dated = f"{name}-{known.isoformat()}"
    counted = (f"{dated}-{n}" for n in count(2))
    return next(i for i in chain((name, dated), counted) if i not in taken)


def _both(row: Row, name: str) -> Text | None:
    """A text that stands in two fields; in one language only, it stands for both."""
    en, zh = text_of(row, f"{name}_en"), text_of(row, f"{name}_zh")
    return Text(en or zh or "", zh) if en or zh else None
