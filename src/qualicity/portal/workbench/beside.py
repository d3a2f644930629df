"""What stands beside the cells of a form: last period's values, what stands for this one, and what others hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualicity.evidence import Duty, Elsewhere, EvidenceStore, elsewhere, links
from qualicity.evidence.once import may_show
from qualicity.plan import Dataset, Plan
from qualicity.plan.fitting import time_field
from qualicity.portal.workbench.forming import Beside
from qualicity.portal.workbench.held import before, held_rows
from qualicity.portal.workbench.rows import Cells


def beside_of(store: EvidenceStore, dataset: Dataset, duty: Duty) -> Beside:
    """What the dataset itself holds: of last period, and of this one. A duty without period begins empty."""
    key = dataset.table_schema.primaryKey if dataset.table_schema else ()
    time = time_field(dataset)
    things = tuple(k for k in key if k != time)
    if not duty.period:
        return Beside(key, things)
    there = store.dataset(dataset.id)
    now = held_rows(there, dataset, duty, duty.period).rows
    last = held_rows(there, dataset, duty, before(dataset, duty.period)).rows
    proposed = [dict(r) for r in now]
    stands = {tuple(r.get(k, "") for k in key): r for r in now}
    if not now:
        proposed = [{k: duty.period if k == time else r.get(k, "") for k in key} for r in last]
    return Beside(
        key,
        things,
        {tuple(r.get(k, "") for k in things): r for r in last},
        stands,
        tuple(proposed),
    )


def held_elsewhere(plan: Plan, dataset: Dataset, duty: Duty) -> bool:
    """Whether other datasets, which the duty's organisation may see, hold values that this one asks for."""
    return any(may_show(plan, link.other, duty.organisation) for link in links(plan, dataset))


def elsewhere_of(
    store: EvidenceStore, plan: Plan, dataset: Dataset, duty: Duty, rows: Sequence[Cells]
) -> dict[str, Mapping[int, Elsewhere]]:
    """By field what other datasets hold for these rows, where the duty's organisation may see it."""
    found: dict[str, Mapping[int, Elsewhere]] = {}
    for link in links(plan, dataset):
        if may_show(plan, link.other, duty.organisation):
            found[link.field] = {**elsewhere(store, link, rows), **found.get(link.field, {})}
    return found
