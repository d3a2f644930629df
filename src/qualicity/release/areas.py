"""Names of areas by their codes."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.evidence import EvidenceStore, reading
from qualicity.evidence.sql import name
from qualicity.plan import Plan


def area_names(plan: Plan, store: EvidenceStore) -> dict[str, Text]:
    """Names of areas by code: of the plan's place, and of every dataset of areas that others refer to.

    Names are not evidence: they are those of today on any date.
    """
    names = {plan.place.code: plan.place.title}
    referred = {
        (key.reference.resource, key.reference.fields)
        for dataset in plan.datasets
        if dataset.table_schema
        for key in dataset.table_schema.foreignKeys
    }
    for dataset_id, code in sorted(referred):
        fields = store.dataset(dataset_id).fields if plan.dataset(dataset_id) else ()
        known = [f for f in ("name_en", "name_zh") if f in fields]
        if not known:
            continue
        with reading() as db:
            rows = db.execute(
                f"select {name(code)}, {known[0]}, {known[-1]} from {store.dataset(dataset_id).current(None)}"
            ).fetchall()
        names |= {str(row[0]): Text(*(row[1:] if known[-1] == "name_zh" else row[1:2])) for row in rows}
    return names
