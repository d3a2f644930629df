"""Run the steps of a computation on DuckDB; what is computed once is kept under its fingerprint.

Derived datasets and observations are Parquet files named by a hash of everything they come from, so
that an equal fingerprint is never computed again and a file never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb

from qualicity.evidence import EvidenceStore, connect
from qualicity.evidence.sql import name
from qualicity.indicators.computation import Computation
from qualicity.indicators.derive import derive
from qualicity.indicators.engines import Engine
from qualicity.indicators.log import record
from qualicity.indicators.observe import FORMAT, figures_as_known, fingerprints, observe
from qualicity.indicators.parts import content_hash, write_parquet
from qualicity.indicators.reads import derivations
from qualicity.indicators.step import Derive, Key, Query
from qualicity.indicators.steps import plan_computation
from qualicity.plan.model import Plan


def compute(
    plan: Plan,
    store: EvidenceStore,
    as_of: date,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    now: datetime | None = None,
    engine: Engine | None = None,
) -> Computation:
    """Compute all observations of a plan as known on a date, or find them computed.

    `progress(step, done, total)` is told of each step that runs. With `now` (UTC, without zone) what has
    changed since the last logged computation is logged. `engine` (see `open_engine`) reads the evidence;
    None is DuckDB.
    Errors: `NotLoadedError` when the evidence has not been loaded; `EngineError` of the engine.
    """
    store.require_loaded()
    work = Computation(plan, store, as_of, plan_computation(plan), engine=engine)
    with connect(store.workspace) as db:
        tables_as_known(work, db, [s for s in work.steps if isinstance(s, Derive)], progress)
        wanted = fingerprints(work)
        whole = content_hash(*(part for key, value in wanted.items() for part in (*key, value)))
        work.path = store.workspace.observations(plan.id) / f"{whole}.parquet"
        if not work.path.exists():
            observe(work, db, wanted, progress, partial(_earlier, work))
            work.fresh = True
    if now is not None:
        record(work, now, FORMAT)
    return work


def tables_as_known(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    derivations: Sequence[Derive],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> None:
    """A view for each dataset, entered or derived, as known on the date."""
    _entered(work, db)
    for n, derivation in enumerate(derivations):
        derive(work, db, derivation, partial(progress, derivation.dataset, n, len(work.steps)))


def _earlier(work: Computation, day: date, keys: Collection[Key], path: Path) -> None:
    """Write the computed figures of some definitions, as known on an earlier day."""
    earlier = Computation(work.plan, work.store, day, work.steps, engine=work.engine)
    with connect(work.store.workspace) as db:
        tables_as_known(earlier, db, derivations(work.plan, work.steps, keys))
        figures_as_known(earlier, db, keys)
        write_parquet(db, "select * from _observations where authority is null", path)


def _entered(work: Computation, db: duckdb.DuckDBPyConnection) -> None:
    """Entered datasets as known on the date; their content is told by the commits that brought known rows."""
    figures = {s.dataset for s in work.steps if isinstance(s, Query) and s.published}
    mark = (work.engine.mark,) if work.engine else ()
    for table in work.store.entered():
        dataset = table.dataset.id
        known = work.known[dataset] = table.as_known(work.as_of)
        work.fingerprints[dataset] = content_hash(dataset, known.content, *mark)
        rows = table.vintages(work.as_of) if dataset in figures else table.current(work.as_of)
        work.tables[dataset] = rows
        db.execute(f"create view {name(dataset)} as select * from {rows}")
