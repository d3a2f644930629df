"""Run the steps of a computation on DuckDB; what is computed once is kept under its fingerprint.

Derived datasets and observations are Parquet files named by a hash of everything they come from, so
that an equal fingerprint is never computed again and a file never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import duckdb

from qualicity.evidence import EvidenceStore, connect
from qualicity.evidence.sql import name
from qualicity.indicators.computation import Computation
from qualicity.indicators.derive import derive
from qualicity.indicators.observe import observe, unfinished
from qualicity.indicators.parts import content_hash
from qualicity.indicators.steps import Derive, Query, plan_computation
from qualicity.plan.model import Plan

FORMAT = "1"
"""Part of every fingerprint; changed when the code below computes something else from the same steps."""


def compute(
    plan: Plan, store: EvidenceStore, as_of: date, progress: Callable[[str, int, int], None] = lambda *_: None
) -> Computation:
    """Compute all observations of a plan as known on a date, or find them computed.

    `progress(step, done, total)` is told of each step that runs.
    Errors: `NotLoadedError` when the evidence has not been loaded.
    """
    store.require_loaded()
    work = Computation(plan, store, as_of, plan_computation(plan))
    with connect(store.workspace) as db:
        _entered(work, db)
        derivations = [s for s in work.steps if isinstance(s, Derive)]
        for n, derivation in enumerate(derivations):
            derive(work, db, derivation, partial(progress, derivation.dataset, n, len(work.steps)))
        work.path = store.workspace.observations(plan.id) / f"{_observations_fingerprint(work)}.parquet"
        if not work.path.exists():
            observe(work, db, progress)
            work.fresh = True
    return work


def _entered(work: Computation, db: duckdb.DuckDBPyConnection) -> None:
    """Entered datasets as known on the date; their content is told by version and by the last known row."""
    figures = {s.dataset for s in work.steps if isinstance(s, Query) and s.published}
    for table in work.store.entered():
        dataset = table.dataset.id
        known = work.known[dataset] = table.as_known(work.as_of)
        work.fingerprints[dataset] = content_hash(dataset, known.version, known.submission, known.until)
        rows = table.vintages(work.as_of) if dataset in figures else table.current(work.as_of)
        work.tables[dataset] = rows
        db.execute(f"create view {name(dataset)} as select * from {rows}")


def _observations_fingerprint(work: Computation) -> str:
    queries = [s.sql for s in work.steps if not isinstance(s, Derive)]
    used = {s.dataset for s in work.steps if isinstance(s, Query)}
    inputs = [f"{d} {work.fingerprints.get(d, '')}" for d in sorted(used)]
    return content_hash(FORMAT, str(work.as_of), unfinished(work), *inputs, *queries)
