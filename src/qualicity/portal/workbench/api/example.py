"""How a program sends one dataset: the request of a duty, with a row made up from the Table Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from qualicity.errors import Text
from qualicity.evidence import Duty
from qualicity.evidence.asked import fixed
from qualicity.plan import Dataset
from qualicity.plan.tables import TableField
from qualicity.portal import catalogue
from qualicity.portal.workbench.api.resources import ROOT


@dataclass(frozen=True, slots=True)
class Example:
    """A request for one dataset: its title, address and JSON."""

    title: Text
    path: str
    body: str


def example(said: Mapping[str, str]) -> Example | None:
    """The request for what an address names (`plan`, `dataset`, `organisation`, `period`); None where nothing is so called."""
    plans = catalogue.live()
    plan = plans.shelved(said.get("plan", "")) if said.get("plan") in plans.ids else None
    dataset = plan.dataset(said.get("dataset", "")) if plan else None
    if dataset is None or dataset.table_schema is None or dataset.reporting is None:
        return None
    asked = {"dataset": dataset.id} | ({"period": said["period"]} if said.get("period") else {})
    duty = Duty(None, None, dataset.id, said.get("organisation", ""), said.get("period", ""))
    body = json.dumps({"rows": [_row(dataset, duty)]}, ensure_ascii=False)
    return Example(dataset.title, f"/{ROOT}/submissions?{urlencode(asked)}", body)


def _row(dataset: Dataset, duty: Duty) -> dict[str, Any]:
    known = fixed(dataset, duty)
    fields = dataset.table_schema.fields if dataset.table_schema else ()
    return {f.name: known.get(f.name, _value(f, duty.period)) for f in fields}


def _value(field: TableField, period: str) -> Any:
    """Something of the field's type, within its limits."""
    limits = field.constraints
    if limits.enum:
        return limits.enum[0]
    if field.type in ("integer", "number"):
        return int(limits.minimum if limits.minimum is not None else limits.maximum or 1)
    made: dict[str, Any] = {
        "boolean": True, "period": period or "2026-10", "date": "2026-10-31", "known": "2026-10-31",
        "datetime": "2026-10-31T08:00",
    }  # fmt: skip
    return made.get(field.type, "…" if limits.required else None)
