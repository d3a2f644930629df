"""The days that matter to computed figures: when their periods are over, and when what is behind them changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

import duckdb

from qualicity.evidence import DatasetStore
from qualicity.evidence.due import deadline
from qualicity.evidence.known import known_times
from qualicity.evidence.sql import literal
from qualicity.indicators.areas import hierarchy
from qualicity.indicators.computation import Computation
from qualicity.indicators.reads import definition_of, referred, with_sides
from qualicity.indicators.rollup import RULES
from qualicity.indicators.sqltext import bucket, pairs
from qualicity.indicators.step import Formula, Key, Query, RollUp
from qualicity.plan import Period, parse_period
from qualicity.plan.model import Definition, Indicator, Plan
from qualicity.plan.tables import Dataset

SNAPSHOTS = ("stock", "level", "count")
"""A measure that has a figure before its period is over."""


def over(plan: Plan) -> str:
    """SQL over observations: the day on which the figure's period is over and its last row can be known.

    Null for a snapshot (stock, level, count), which has a figure before.
    """
    snapshots, delays = [], []
    for indicator in plan.indicators:
        for definition in indicator.definitions:
            this = f"({literal(indicator.id)}, {literal(definition.id)})"
            delay = _delay(plan, definition)
            if _is_snapshot(indicator, definition):
                snapshots.append(this)
            elif delay:
                delays.append(f"when (indicator, definition) = {this} then {delay}")
    none = "interval 0 hour"
    delay = f"(case {' '.join(delays)} else {none} end)" if delays else none
    last = f"cast(period_end + {delay} - interval 1 microsecond as date)"
    if not snapshots:
        return last
    return f"case when (indicator, definition) not in ({', '.join(snapshots)}) then {last} end"


def revision_days(
    work: Computation, db: duckdb.DuckDBPyConnection, dirty: Collection[Key]
) -> dict[Key, tuple[date, ...]]:
    """Of each of some definitions the days before the computation's own on which its figures may have changed."""
    found: dict[Key, set[date]] = defaultdict(set)
    needed = with_sides(work.plan, dirty)  # what is carried over has its days as what is computed
    for step in work.steps:
        if isinstance(step, Query) and not step.published:
            for key in (k for k in step.definitions if k in needed):
                found[key] |= _query_days(work, db, step, key)
        elif isinstance(step, RollUp):
            for key in (k for k in step.definitions if k in needed):
                found[key] |= _roll_up_days(work, db, key)
        elif isinstance(step, Formula) and (key := (step.indicator, step.definition)) in needed:
            definition = definition_of(work.plan, key)
            sides = set(referred(work.plan, definition)) if definition else set()
            computed = set[date]().union(*(found[s] for s in sides))
            found[key] |= computed | _formula_days(db, sides, every=bool(computed))
            found[key] |= _formula_rows_days(work, db, step)
    kept = {k: tuple(sorted(d for d in days if d < work.as_of)) for k, days in found.items() if k in dirty}
    return {k: days for k, days in kept.items() if days}


def _query_days(work: Computation, db: duckdb.DuckDBPyConnection, step: Query, key: Key) -> set[date]:
    plan, main = work.plan, work.plan.dataset(step.dataset)
    indicator, definition = plan.indicator(key[0]), definition_of(plan, key)
    if main is None or indicator is None or definition is None:
        return set()
    if main.derived is None and step.freq != "YTD":
        snapshot = _is_snapshot(indicator, definition)
        days = _late_days(work, db, main, step.freq or "A", snapshot=snapshot)
    else:
        days = _days_of_change(work, db, main, at_least=2)
    return days | _beside_days(work, db, step.joined, over_areas=step.over_areas)


def _formula_rows_days(work: Computation, db: duckdb.DuckDBPyConnection, step: Formula) -> set[date]:
    """The days that matter to the rows that a formula adds up beside other indicators."""
    main = work.plan.dataset(step.dataset)
    if main is None:
        return set()
    days = _days_of_change(work, db, main, at_least=2)
    return days | _beside_days(work, db, step.joined, over_areas=step.over_areas)


def _beside_days(
    work: Computation, db: duckdb.DuckDBPyConnection, joined: Iterable[str], *, over_areas: bool
) -> set[date]:
    """The days that matter of the datasets that dotted names lead to, and of the areas."""
    areas = hierarchy(work.plan) if over_areas else None
    beside = [work.plan.dataset(d) for d in joined] + [areas]
    return set[date]().union(*(_days_of_change(work, db, d, at_least=1) for d in beside))


def _roll_up_days(work: Computation, db: duckdb.DuckDBPyConnection, key: Key) -> set[date]:
    """The days on which a published figure of a part changed after every part had one, and those of the weights."""
    plan = work.plan
    indicator, definition, areas = plan.indicator(key[0]), definition_of(plan, key), hierarchy(plan)
    if indicator is None or definition is None or indicator.across_areas not in RULES:
        return set()
    rows = db.execute(
        "with _part as (select p.parent, p.parts, area, period, cast(vintage as date) as day from _observations "
        f"join _parts p on p.child = area where (indicator, definition) in ({pairs([key])}) "
        "and authority is not null and period is not null), "
        "_first as (select parent, parts, area, period, min(day) as day from _part group by all), "
        "_whole as (select parent, period, max(day) as complete from _first group by parent, parts, period "
        "having count(*) = parts) "
        "select list(distinct day) from _part join _whole using (parent, period) where day >= complete "
        "group by parent, period having count(distinct day) > 1"
    ).fetchall()
    found = {day for (days,) in rows for day in days}
    weights = set(referred(plan, definition)) if indicator.across_areas == "weighted" else set()
    if weights:
        found |= _formula_days(db, {key, *weights}, every=False)
    if (
        rows
        or db.execute(
            f"select 1 from _observations where origin = 'roll-up' and (indicator, definition) in ({pairs([key])}) limit 1"
        ).fetchone()
    ):
        found |= _days_of_change(work, db, areas, at_least=1)
    return found


def _late_days(
    work: Computation, db: duckdb.DuckDBPyConnection, dataset: Dataset, freq: str, *, snapshot: bool
) -> set[date]:
    """The days on which the periods of an entered dataset changed, of those that changed after they were over."""
    store = work.store.dataset(dataset.id)
    if _never_revised(store):
        return set()
    after = dataset.known.after if not isinstance(dataset.known, str) else None
    changed: dict[str, set[date]] = defaultdict(set)
    times = known_times(store.stored(), store.identity, work.as_of)
    rows = db.execute(
        f"select distinct {bucket(work.plan, dataset, freq)} as period, cast(unnest([_known_from, _until]) as date) from {times}"
    ).fetchall()
    for period, day in rows:
        if period is not None and day is not None:
            done = _complete(parse_period(period), after)
            changed[period].add(day if snapshot else max(day, done))
    return {d for days in changed.values() if len(days) > 1 for d in days}


def _days_of_change(
    work: Computation, db: duckdb.DuckDBPyConnection, dataset: Dataset | None, at_least: int
) -> set[date]:
    """Each day on which rows of a dataset (or what it is derived from) became known, and the day before it."""
    dataset = _entered(work.plan, dataset)
    store = work.store.dataset(dataset.id) if dataset else None
    if store is None or _never_revised(store):
        return set()
    times = known_times(store.stored(), store.identity, work.as_of)
    rows = db.execute(f"select distinct cast(unnest([_known_from, _until]) as date) from {times}").fetchall()
    days = {r[0] for r in rows if r[0] is not None}
    return {d - timedelta(days=n) for d in days for n in (0, 1)} if len(days) >= at_least else set()


def _formula_days(db: duckdb.DuckDBPyConnection, sides: Collection[Key], *, every: bool) -> set[date]:
    """The days on which a side changed for an area and period that had all sides already (or `every` day)."""
    rows = db.execute(
        f"with _side as (select indicator, definition, area, period, cast(vintage as date) as day from _observations "
        f"where (indicator, definition) in ({pairs(sides)}) and period is not null "
        f"and breakdown = '' and reason is distinct from 'not_over'), "
        f"_first as (select indicator, definition, area, period, min(day) as day from _side group by all), "
        "_whole as (select area, period, max(day) as complete from _first group by all "
        f"having count(*) = {len(set(sides))}) "
        f"select list(distinct day) from _side join _whole using (area, period) where {every} or day >= complete "
        f"group by area, period having {every} or count(distinct day) > 1"
    ).fetchall()
    return {day for (days,) in rows for day in days}


def _never_revised(store: DatasetStore) -> bool:
    """Whether a row's time to be known at follows from what it is about: then there is no second one."""
    known = store.dataset.known
    if isinstance(known, str):
        return store.version is None or known == "always"
    return store.version is None or known.of in store.identity


def _entered(plan: Plan, dataset: Dataset | None) -> Dataset | None:
    """The entered dataset that a derived one is made from, or itself."""
    while dataset is not None and dataset.derived is not None:
        dataset = plan.dataset(dataset.derived.from_)
    return dataset


def _complete(period: Period, after: str | None) -> date:
    """The day on which the last row of a period becomes known, where it does so a fixed time `after` its own."""
    if after is None or after.startswith("PT"):
        return period.last + timedelta(hours=int(after[2:-1]) if after else 0)
    return deadline(period, after) + timedelta(days=1)


def _delay(plan: Plan, definition: Definition) -> str | None:
    """How long after the end of a period its last row becomes known, as an SQL interval."""
    dataset = _entered(plan, plan.dataset(definition.from_)) if definition.value is not None else None
    known = dataset.known if dataset else "commit"
    if isinstance(known, str) or known.after is None:
        return None
    count, unit = known.delay
    moment = "" if unit == "hours" else " + to_microseconds(1)"  # what a period's end counts for begins a day
    return f"to_{unit}({count}){moment}"


def _is_snapshot(indicator: Indicator, definition: Definition) -> bool:
    return (definition.measure or indicator.measure) in SNAPSHOTS
