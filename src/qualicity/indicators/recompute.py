"""A stored figure computed once more from the pinned versions of its datasets, with nothing taken from a cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from qualicity.evidence import PinnedStore, connect
from qualicity.evidence.sql import literal
from qualicity.indicators.computation import Computation
from qualicity.indicators.compute import tables_as_known
from qualicity.indicators.figures import Figures
from qualicity.indicators.model import Observation
from qualicity.indicators.observe import figures_as_known
from qualicity.indicators.reads import all_read, derivations


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A figure as it is stored and as it came out anew; `equal` compares all digits, and the reasons.

    `pinned` are the versions of the entered datasets that both were computed from.
    """

    stored: float | None
    recomputed: float | None
    equal: bool
    threads: int
    pinned: dict[str, int]


def recompute(figures: Figures, observation: Observation, threads: int | None = None) -> Recomputed:
    """Compute a figure anew in a fresh DuckDB with some number of threads (default: as many as there are cores).

    An earlier vintage is computed as known on its day. Methods run again from the rows as entered.
    """
    work, plan = figures.work, figures.plan
    key = (observation.indicator, observation.definition)
    earlier = not observation.current and observation.vintage is not None
    day = observation.vintage if earlier and observation.vintage else work.as_of
    steps = derivations(plan, work.steps, [key])
    read = all_read(plan, key).union(*({s.source, *s.joined} for s in steps))
    pinned = {d: v for d, v in work.store.versions().items() if d in read}
    with TemporaryDirectory(prefix="qualicity-") as scratch, connect(work.store.workspace) as db:
        if threads is not None:
            db.execute(f"set threads={int(threads)}")
        store = PinnedStore(work.store, work.store.versions(), Path(scratch))
        anew = Computation(plan, store, day, work.steps)
        tables_as_known(anew, db, steps)
        figures_as_known(anew, db, [key])
        row = _row(db, "_observations", observation, vintage=not observation.computed)
        used = db.execute("select current_setting('threads')").fetchone()
        stored = _row(db, f"read_parquet({literal(str(work.path))})", observation, vintage=True)
    value = row[0] if row else None
    return Recomputed(observation.value, value, row == stored, int(used[0]) if used else 0, pinned)


def _row(
    db: duckdb.DuckDBPyConnection, source: str, o: Observation, *, vintage: bool
) -> tuple[Any, ...] | None:
    """Value, grade and reason of the observation in a table of them."""
    same = {
        "indicator": o.indicator,
        "definition": o.definition,
        "area": o.area,
        "period": o.period_text,
        "breakdown": o.breakdown,
        "authority": o.authority,
    }
    conditions = [
        f"{k} is not distinct from {literal(v) if v is not None else 'null'}" for k, v in same.items()
    ]
    if vintage:
        day = f"date '{o.vintage}'" if o.vintage else "null"
        conditions.append(f"cast(vintage as date) is not distinct from {day}")
    return db.execute(
        f"select value, grade, reason from {source} where {' and '.join(conditions)}"
    ).fetchone()
