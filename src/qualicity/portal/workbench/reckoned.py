"""The records of how reporting goes: from the log, as it stood at the end of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from qualicity.evidence import EvidenceStore, duties
from qualicity.plan import Dataset, Plan
from qualicity.portal.workbench.held import held_periods
from qualicity.portal.workbench.models import Entry, Submission
from qualicity.portal.workbench.timeliness import Asked, Submitted, Timeliness, by_organisation, timeliness


def reckon(
    store: EvidenceStore, until: date, only: Iterable[Dataset] | None = None
) -> tuple[Timeliness, dict[str, Timeliness]]:
    """The figures of a plan and of each organisation, at the end of a day; `only` of these datasets (None: of all)."""
    plan = store.plan
    names = frozenset(d.id for d in (plan.datasets if only is None else only))
    asked = tuple(a for a in asked_of(store, until) if a.dataset in names)
    sent = tuple(s for s in submitted_of(plan, until) if s.dataset in names)
    return timeliness(asked, sent, until), by_organisation(asked, sent, until)


def asked_of(store: EvidenceStore, until: date) -> tuple[Asked, ...]:
    """The duties whose date has passed."""
    found, held = [], {}
    for d in duties(store.plan, until):
        declared, of = store.plan.dataset(d.dataset), (d.dataset, d.organisation)
        if d.due is None or d.due > until or declared is None:
            continue
        if of not in held:
            held[of] = held_periods(store.dataset(d.dataset), declared, d)
        found.append(Asked(d.dataset, d.organisation, d.period, d.due, d.period in held[of]))
    return tuple(found)


def submitted_of(plan: Plan, until: date) -> tuple[Submitted, ...]:
    """What happened to each submission of a plan until the end of a day: its state is taken from the log alone."""
    known = {
        f"submission {s.pk}": Submitted(
            s.pk, s.dataset, s.organisation, s.period, corrects=s.corrects_id or ""
        )
        for s in Submission.objects.filter(plan=plan.id).order_by("created")
    }
    happened = Entry.objects.filter(plan=plan.id, verb__startswith="submission.").order_by("place")
    for at, verb, thing, said in happened.values_list("at", "verb", "thing", "said").iterator(
        chunk_size=2000
    ):
        day, before = plan.day(datetime.fromisoformat(at)), known.get(thing)
        if before is not None and day <= until:
            known[thing] = _after(before, verb, day, str(said.get("state", "")))
    return tuple(s for s in known.values() if s.handed_in is not None)


def _after(s: Submitted, verb: str, day: date, state: str) -> Submitted:
    """A submission after an entry of the log, which says the state that it led to."""
    if verb == "submission.submit":
        return replace(s, handed_in=s.handed_in or day)
    match state:
        case "returned" if verb not in ("submission.save", "submission.comment"):
            return replace(s, returned=s.returned + 1, approved=False)
        case "approved":
            return replace(s, approved=True)
        case "effective":
            return replace(s, approved=True, effective=True)
        case "withdrawn":
            return replace(s, withdrawn=True)
    return s
