"""The rows behind a figure, dataset after dataset, from what an expression reads to what was entered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import duckdb

from qualicity.errors import Text
from qualicity.evidence.known import visible
from qualicity.evidence.sql import literal, name, names
from qualicity.indicators import expression
from qualicity.indicators.aggregate import breakdown_of, frequency_of, names_in, rows_of
from qualicity.indicators.computation import Computation
from qualicity.indicators.derive import method_sql
from qualicity.indicators.model import Link, Observation, RowTable
from qualicity.indicators.recipe import Recipe, arguments_of, fields_of, identity_of, recipe_of
from qualicity.indicators.scope import Scope, scope_of
from qualicity.indicators.step import Derive, Formula, Query
from qualicity.plan.model import Definition, Indicator, Plan
from qualicity.plan.tables import Dataset

Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one dataset that count: a temporary table of them."""

    dataset: Dataset
    table: str
    columns: tuple[str, ...]


def walk(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    observation: Observation,
    limit: int,
    where: dict[str, str],
) -> Iterator[Link]:
    """The datasets behind an observation, each with up to `limit` of the rows that count for it.

    First the one that its definition reads, last what was entered. `where` narrows the rows.
    """
    indicator = work.plan.indicator(observation.indicator)
    definition = indicator.definition(observation.definition) if indicator else None
    dataset = work.plan.dataset(definition.from_) if definition else None
    if indicator is None or definition is None or dataset is None or observation.origin == "roll-up":
        return
    n = 0
    conditions = _narrow(fields_of(work.plan, dataset), where)
    excluded: list[tuple[Text, int]] = []
    if definition.value is None:
        if dataset.derived is None and work.held is not None and not conditions:
            found = _held(work, db, dataset, definition, observation)
            yield _as_published(work, dataset, found, limit, observation)
            return
        first = _published(work, dataset, indicator, definition, observation, conditions)
        if dataset.derived is None:
            yield _as_published(
                work, dataset, db.execute(_in_order(work, dataset, first)).fetchall(), limit, observation
            )
            return
        db.execute(f"create temp table _way0 as {first}")
    else:
        excluded = _counted(work, db, dataset, indicator, definition, observation, conditions)
    selected: _Rows | None = _Rows(dataset, "_way0", fields_of(work.plan, dataset))
    while selected is not None:
        yield _link(work, db, selected, limit, observation if n == 0 else None, excluded if n == 0 else [])
        selected = _behind(work, db, selected, where, n := n + 1)


def _published(
    work: Computation,
    dataset: Dataset,
    indicator: Indicator,
    definition: Definition,
    o: Observation,
    also: list[str],
) -> str:
    """SQL for the row of a published figure."""
    c = dataset.concepts
    wanted = {c.INDICATOR: indicator.id, c.DEFINITION: definition.id, c.REF_AREA: o.area}
    conditions = [_equals(k, v) for k, v in wanted.items() if k]
    if c.AUTHORITY:
        conditions.append(f"coalesce({name(c.AUTHORITY)}, 'unknown') = {literal(str(o.authority))}")
    conditions.append(_equals(c.TIME_PERIOD or "period", o.period_text))
    if o.line is not None:
        conditions.append(f"_line = {o.line}")
    return f"select * from {work.rows_of(dataset.id)} where {' and '.join([*conditions, *also])}"


def _in_order(work: Computation, dataset: Dataset, rows: str, *before: str) -> str:
    """SQL of rows as entered: what is named `before`, their submission, and the columns that a reader sees."""
    columns = ", ".join([*before, "_submission", names(_shown(work, dataset))])
    return f"select {columns} from ({rows}) order by {names(_handle(work, dataset))}"


def _held(
    work: Computation, db: duckdb.DuckDBPyConnection, dataset: Dataset, definition: Definition, o: Observation
) -> list[Row]:
    """The rows of a published figure among those of its indicator, which are kept for the indicator's next figure."""
    c = dataset.concepts
    asked = (dataset.id, o.indicator)
    told = {c.DEFINITION: definition.id, c.REF_AREA: o.area, c.TIME_PERIOD or "period": o.period_text}
    told = {k: v for k, v in told.items() if k}
    columns = [f"cast({name(k)} as varchar)" for k in told]
    who = f"coalesce({name(c.AUTHORITY)}, 'unknown')" if c.AUTHORITY else "null"
    if work.asked is None or work.asked[0] != asked:
        of = f"select * from {work.rows_of(dataset.id)} where {_equals(c.INDICATOR or 'indicator', o.indicator)}"
        grouped: dict[Row, list[Row]] = {}
        for row in db.execute(_in_order(work, dataset, of, *columns, who, "_line")).fetchall():
            grouped.setdefault(row[: len(told) + 1], []).append(row[len(told) + 1 :])
        work.asked = asked, grouped
    key = (*told.values(), str(o.authority) if c.AUTHORITY else None)
    return [row[1:] for row in work.asked[1].get(key, ()) if o.line in (None, row[0])]


def _as_published(work: Computation, dataset: Dataset, found: list[Row], limit: int, o: Observation) -> Link:
    """The link of a published figure; its few `found` rows each begin with their submission."""
    public = found[: int(limit)] if dataset.confidentiality == "public" else []
    table = RowTable(_titles(_shown(work, dataset)), tuple(row[1:] for row in public), len(found))
    used = _used(o)
    return _entered(work, dataset, table, used, _without_value(o, used, table), Counter(r[0] for r in found))


def _counted(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    indicator: Indicator,
    definition: Definition,
    o: Observation,
    also: list[str],
) -> list[tuple[Text, int]]:
    """Make `_way0`, the rows that an expression reads; returns what was left out of its area and period."""
    scope = scope_of(work.plan, dataset)
    freq = frequency_of(definition, str(o.period_text))
    cell = breakdown_of(o.breakdown)
    over_areas = any(
        isinstance(s, Query | Formula) and s.over_areas and s.dataset == dataset.id and _is_of(s, o)
        for s in work.steps
    )
    rows = rows_of(
        work.plan, dataset, scope, names_in(definition, scope), freq, list(cell), over_areas=over_areas
    )
    cells = [f"coalesce(_by{n}, '') = {literal(v)}" for n, v in enumerate(cell.values())]
    place = [_equals("_area", o.area), f"_period = {literal(str(o.period_text))}"]
    slice_ = f"(select * from {rows} _rows where {' and '.join([*place, *cells, *also])})"
    kept = expression.scalar(definition.filter, scope).sql if definition.filter else "true"
    db.execute(f"create temp table _way0 as select * from {slice_} where {kept}")
    found = db.execute(f"select count(*) filter (where ({kept}) is not true) from {slice_}").fetchone()
    excluded = [(Text("rows left out by the filter", "被筛选条件排除的行"), int(found[0]) if found else 0)]
    if dataset.path and not also and not cell:
        excluded += _not_current(work, db, dataset, freq, place)
    return [(why, n) for why, n in excluded if n]


def _not_current(
    work: Computation, db: duckdb.DuckDBPyConnection, dataset: Dataset, freq: str, place: list[str]
) -> Iterator[tuple[Text, int]]:
    """Rows of the same area and period that were not known yet, or have been revised since."""
    store = work.store.dataset(dataset.id)
    of = dataset.model_copy(update={"id": "_every"})
    scope = Scope("_every", fields_of(work.plan, dataset), {})
    db.execute(f"create or replace temp view _every as select * from {store.vintages(None)}")
    later = f"not ({visible(work.as_of)})"
    counted = db.execute(
        f"select count(*) filter (where {later}), count(*) filter (where not ({later}) and not _last) from (select *, "
        f"row_number() over (partition by {names(store.identity)}, {later} order by _known_from desc) = 1 as _last "
        f"from {rows_of(work.plan, of, scope, (), freq)} _rows where {' and '.join(place)})"
    ).fetchone()
    not_yet, revised = counted or (0, 0)
    yield Text(f"rows known only after {work.as_of}", f"{work.as_of} 之后才为已知的行"), int(not_yet)
    yield Text("earlier vintages, revised since", "已被修订的较早版本"), int(revised)


def _is_of(step: Query | Formula, o: Observation) -> bool:
    if isinstance(step, Query):
        return (o.indicator, o.definition) in step.definitions
    return (step.indicator, step.definition) == (o.indicator, o.definition)


def _behind(
    work: Computation, db: duckdb.DuckDBPyConnection, rows: _Rows, where: dict[str, str], n: int
) -> _Rows | None:
    """The rows of the source dataset from which a method made these."""
    recipe, made = recipe_of(work.plan, rows.dataset), rows.dataset.derived
    source = work.plan.dataset(made.from_) if made else None
    step = next((s for s in work.steps if isinstance(s, Derive) and s.dataset == rows.dataset.id), None)
    if recipe is None or source is None or step is None:
        return None
    handle = _handle(work, source)
    behind = _rows_behind(work.plan, db, recipe, step, handle, rows)
    if behind is None:
        return None
    have = fields_of(work.plan, source)
    key = " and ".join(f"b.{name(k)} is not distinct from w.{name(k)}" for k in recipe.key)
    same = " and ".join(f"s.{name(k)} = h._handle{i}" for i, k in enumerate(handle))
    narrowed = " and ".join(["true", *_narrow(have, where, "s.")])
    order = ", ".join(f"s.{name(k)}" for k in handle if not k.startswith("_submission"))
    db.execute(
        f"create temp table _way{n} as select s.* from {name(source.id)} s semi join "
        f"(select b.* from ({behind}) b semi join {rows.table} w on {key}) h on {same} "
        f"where {narrowed} order by {order}"
    )
    return _Rows(source, f"_way{n}", have)


def _rows_behind(
    plan: Plan,
    db: duckdb.DuckDBPyConnection,
    recipe: Recipe,
    step: Derive,
    handle: Sequence[str],
    rows: _Rows,
) -> str | None:
    """SQL of the input's rows, `_handle0` and so on and the key of the row that each is behind.

    Returns: None where the method cannot tell.
    """
    method = recipe.method
    carried = ", ".join(f"{name(k)} as _handle{i}" for i, k in enumerate(handle))
    input_sql = step.input_sql.replace("select ", f"select {carried}, ", 1)
    if recipe.keeps:
        return input_sql
    if method.behind is not None:
        return method_sql(db, input_sql, method.behind, arguments_of(plan, method, step.parameters))
    if not method.by:
        return None
    together = " and ".join(f"i.{name(c)} is not distinct from d.{name(c)}" for c in method.by)
    return (
        f"select {', '.join(f'i._handle{i}' for i in range(len(handle)))}, d.* from ({input_sql}) i "
        f"join (select distinct {names(recipe.key)} from {rows.table}) d on {together}"
    )


def _handle(work: Computation, dataset: Dataset) -> tuple[str, ...]:
    """What tells one row of a dataset from another: its submission and line, or its key."""
    return identity_of(work.plan, dataset) if dataset.derived else ("_submission", "_line")


def _link(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    rows: _Rows,
    limit: int,
    observation: Observation | None,
    excluded: list[tuple[Text, int]],
) -> Link:
    dataset = rows.dataset
    shown = _shown(work, dataset)
    counted = db.execute(f"select count(*) from {rows.table}").fetchone()
    order = " order by " + names(_handle(work, dataset))
    shown_rows = int(limit) if dataset.confidentiality == "public" else 0
    found = db.execute(f"select {names(shown)} from {rows.table}{order} limit {shown_rows}").fetchall()
    table = RowTable(_titles(shown), tuple(found), int(counted[0]) if counted else 0)
    used = _used(observation)
    excluded = [*excluded, *_without_value(observation, used, table)]
    if dataset.derived:
        return Link(
            dataset.id, dataset.title, "derived", work.fingerprints[dataset.id], table, used, tuple(excluded),
            method=dataset.derived.method, parameters=dict(dataset.derived.with_),
        )  # fmt: skip
    numbers = db.execute(f"select _submission, count(*) from {rows.table} group by 1").fetchall()
    return _entered(work, dataset, table, used, excluded, dict(numbers))


def _shown(work: Computation, dataset: Dataset) -> tuple[str, ...]:
    """The columns of a dataset that a reader sees."""
    columns = fields_of(work.plan, dataset)
    return columns if dataset.derived else (*columns, "_file", "_line")


def _titles(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(c.removeprefix("_") for c in columns)


def _used(o: Observation | None) -> int | None:
    return int(o.denominator) if o and o.denominator is not None else None


def _without_value(o: Observation | None, used: int | None, table: RowTable) -> list[tuple[Text, int]]:
    if o is None or used is None or used >= table.total or o.rows != table.total:
        return []
    return [(Text("rows without a valid value", "没有有效值的行"), table.total - used)]


def _entered(
    work: Computation,
    dataset: Dataset,
    table: RowTable,
    used: int | None,
    excluded: Sequence[tuple[Text, int]],
    numbers: Mapping[str, int],
) -> Link:
    """The link of an entered dataset; `numbers` says how many rows each submission brought, the earliest comes first."""
    store = work.store.dataset(dataset.id)
    commits = reversed(store.commits)
    brought = tuple((c.told(dataset), numbers[c.submission]) for c in commits if c.submission in numbers)
    commit = brought[0][0] if len(brought) == 1 else None
    return Link(
        dataset.id, dataset.title, "entered", str(store.version), table, used, tuple(excluded),
        file=commit.file or None if commit else dataset.path, sha256=commit.sha256 or None if commit else None,
        committed=commit.committed if commit else None, by=commit.by if commit else None, submissions=brought,
    )  # fmt: skip


def _equals(column: str, value: str | None) -> str:
    return f"{name(column)} is null" if value is None else f"{name(column)} = {literal(value)}"


def _narrow(have: tuple[str, ...], where: Mapping[str, str], prefix: str = "") -> list[str]:
    return [f"cast({prefix}{name(k)} as varchar) = {literal(v)}" for k, v in where.items() if k in have]
