"""Which area lies in which: told by the dataset that has the concepts REF_AREA and PARENT."""

from __future__ import annotations

import duckdb

from qualicity.evidence.sql import name
from qualicity.plan.model import Plan
from qualicity.plan.tables import Dataset

MAX_DEPTH = 16
"""Areas lie at most so many deep in each other (and a circle of them ends)."""


def hierarchy(plan: Plan) -> Dataset | None:
    """The dataset that says which area lies in which."""
    return next((d for d in plan.datasets if d.concepts.PARENT and d.concepts.REF_AREA and d.path), None)


def area_tables(plan: Plan, db: duckdb.DuckDBPyConnection) -> None:
    """Make `_areas` (each area with itself and all that it lies in: area, ancestor) and `_parts` (parent,
    child, how many parts the parent has, how deep it lies), where the plan has a hierarchy."""
    dataset = hierarchy(plan)
    if dataset is None:
        return
    rows, code, parent = (
        name(dataset.id),
        name(dataset.concepts.REF_AREA or ""),
        name(dataset.concepts.PARENT or ""),
    )
    db.execute(
        f"create table _areas as with recursive up(area, ancestor, steps) as ("
        f"select {code}, {code}, 0 from {rows} union all "
        f"select u.area, a.{parent}, u.steps + 1 from up u join {rows} a on a.{code} = u.ancestor "
        f"where a.{parent} is not null and u.steps < {MAX_DEPTH}) select distinct area, ancestor from up"
    )
    db.execute(
        f"create table _parts as select a.{parent} as parent, a.{code} as child, count(*) over "
        f"(partition by a.{parent}) as parts, (select count(*) from _areas u where u.area = a.{parent}) as depth "
        f"from {rows} a where a.{parent} is not null"
    )
