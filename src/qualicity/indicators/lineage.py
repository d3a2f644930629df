"""The way of a figure, walked backwards: observation → expression → derived rows → rows as entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.evidence.sql import literal, name
from qualicity.indicators import expression
from qualicity.indicators.computation import Computation
from qualicity.indicators.derive import method_sql
from qualicity.indicators.figures import Figures
from qualicity.indicators.formula import resolve
from qualicity.indicators.model import Explanation, Link, Observation, RowTable
from qualicity.indicators.scope import fields_of
from qualicity.indicators.sqltext import bucket
from qualicity.indicators.step import Derive, Formula, Query
from qualicity.plan.model import Definition, Indicator
from qualicity.plan.tables import Dataset


def find(
    figures: Figures,
    indicator: str,
    area: str | None = None,
    period: str | None = None,
    definition: str | None = None,
) -> tuple[Observation, ...]:
    """The current observations that fit, the plan's own area first, then the latest period.

    Errors: `UsageError` naming what exists, when the indicator, definition, area or period does not.
    """
    plan = figures.plan
    declared = plan.indicator(indicator)
    if declared is None:
        raise _unknown(Text("indicator", "指标"), indicator, [i.id for i in plan.indicators])
    if definition is not None and declared.definition(definition) is None:
        raise _unknown(Text("definition", "口径"), definition, [d.id for d in declared.definitions])
    every = figures.of(indicator, definition, current=True)
    for what, asked, known in (
        (Text("area", "地区"), area, {str(o.area) for o in every}),
        (Text("period", "时期"), period, {str(o.period_text) for o in every if area in (None, o.area)}),
    ):
        if asked is not None and asked not in known:
            raise _unknown(what, asked, sorted(known))
    fitting = [o for o in every if area in (None, o.area) and period in (None, o.period_text)]
    home = [o for o in fitting if o.area == plan.place.code] or fitting
    if area is None:
        fitting = home
    return tuple(sorted(fitting, key=_latest_first, reverse=True))


def explain(
    figures: Figures, observation: Observation, rows: int = 20, where: Mapping[str, str] | None = None
) -> Explanation:
    """How a figure came about, with up to `rows` rows of each dataset on the way.

    `where` narrows the rows to those with the given values (`{"date": "2016-12-20"}`), on every dataset
    of the way that has such a column.
    """
    work = figures.work
    indicator = work.plan.indicator(observation.indicator)
    definition = indicator.definition(observation.definition) if indicator else None
    if indicator is None or definition is None:
        raise KeyError(observation.indicator)
    steps = [s for s in work.steps if not isinstance(s, Derive)]
    query = next((s.sql for s in steps if _computes(s, observation)), "")
    links: list[Link] = []
    for side in _sides(figures, observation, definition):
        with work.connection() as db:
            links += _walk(work, db, side, rows, dict(where or {}))
    others = figures.of(
        observation.indicator, observation.definition, observation.area, observation.period_text
    )
    return Explanation(
        observation=observation,
        others=tuple(o for o in others if o != observation),
        expression=definition.value,
        filter=definition.filter,
        query=query,
        links=tuple(links),
        reconciliations=tuple(
            r
            for r in figures.reconciliations(observation.indicator, observation.definition)
            if observation in (r.computed, r.published)
        ),
    )


def _computes(step: object, observation: Observation) -> bool:
    key = (observation.indicator, observation.definition)
    if isinstance(step, Query):
        return key in step.definitions
    return isinstance(step, Formula) and (step.indicator, step.definition) == key


def _latest_first(o: Observation) -> tuple[Any, ...]:
    period = o.period
    return (
        o.value is not None,
        period.end.toordinal() if period else 0,
        period.days if period else 0,
        o.vintage,
    )


def _unknown(what: Text, asked: str, known: list[str]) -> UsageError:
    near, listed = did_you_mean(asked, known), ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return UsageError(
        Text(
            f"no figure with {what.en} '{asked}'{near.en}; there are: {listed}",
            f"没有{what.get('zh')}为“{asked}”的数值{near.zh}；现有：{listed}",
        )
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one dataset that count: a temporary table of them."""

    dataset: Dataset
    table: str
    columns: tuple[str, ...]


def _sides(figures: Figures, observation: Observation, definition: Definition) -> Iterator[Observation]:
    """The observations that a formula is made of, each with the sides of its own first; else itself."""
    if not expression.is_formula(definition.value):
        yield observation
        return
    plan = figures.plan
    for reference in expression.references(definition.value or ""):
        indicator, which = resolve(plan, reference)
        for side in figures.of(indicator, which, observation.area, observation.period_text, current=True):
            declared = plan.indicator(indicator)
            other = declared.definition(which) if declared else None
            if other is not None and side.value is not None:
                yield from _sides(figures, side, other)


def _walk(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    observation: Observation,
    limit: int,
    where: dict[str, str],
) -> Iterator[Link]:
    indicator = work.plan.indicator(observation.indicator)
    definition = indicator.definition(observation.definition) if indicator else None
    dataset = work.plan.dataset(definition.from_) if definition else None
    if indicator is None or definition is None or dataset is None:
        return
    n = 0
    selected: _Rows | None = _first(work, db, dataset, indicator, definition, observation, where)
    while selected is not None:
        yield _link(work, db, selected, limit, observation if n == 0 else None)
        selected = _behind(work, db, selected, where, n := n + 1)


def _first(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    indicator: Indicator,
    definition: Definition,
    o: Observation,
    where: dict[str, str],
) -> _Rows:
    """The rows that the definition's expression reads for this area and period."""
    c, have = dataset.concepts, fields_of(dataset)
    conditions = []
    if definition.value is None:
        wanted = {
            c.INDICATOR: indicator.id,
            c.DEFINITION: definition.id,
            c.REF_AREA: o.area,
        }
        conditions += [_equals(k, v) for k, v in wanted.items() if k]
        if c.AUTHORITY:
            conditions.append(f"coalesce({name(c.AUTHORITY)}, 'unknown') = {literal(str(o.authority))}")
        conditions.append(_equals(c.TIME_PERIOD or "period", o.period_text))
        if o.line is not None:
            conditions.append(f"_line = {o.line}")
    else:
        if c.REF_AREA:
            conditions.append(_equals(c.REF_AREA, o.area))
        freq = o.period.freq if o.period else "A"
        conditions.append(f"{bucket(dataset, freq)} = {literal(str(o.period_text))}")
        if definition.filter:
            conditions.append(expression.scalar(definition.filter, have).sql)
    conditions += _narrow(have, where)
    db.execute(
        f"create temp table _way0 as select * from {name(dataset.id)} where {' and '.join(conditions)}"
    )
    return _Rows(dataset, "_way0", have)


def _behind(
    work: Computation, db: duckdb.DuckDBPyConnection, rows: _Rows, where: dict[str, str], n: int
) -> _Rows | None:
    """The rows of the source dataset from which a method made these."""
    from qualicity.methods import method

    made = rows.dataset.derived
    source = work.plan.dataset(made.from_) if made else None
    step = next((s for s in work.steps if isinstance(s, Derive) and s.dataset == rows.dataset.id), None)
    if made is None or source is None or step is None:
        return None
    found = method(made.method)
    handle = _handle(source)
    carried = ", ".join(f"{name(k)} as _handle{i}" for i, k in enumerate(handle))
    input_sql = step.input_sql.replace("select ", f"select {carried}, ", 1)
    behind = method_sql(db, input_sql, found.behind, found.arguments(step.parameters))
    have = fields_of(source)
    key = " and ".join(f"b.{name(k)} is not distinct from w.{name(k)}" for k in found.key)
    same = " and ".join(f"s.{name(k)} = h._handle{i}" for i, k in enumerate(handle))
    narrowed = " and ".join(["true", *_narrow(have, where, "s.")])
    order = ", ".join(f"s.{name(k)}" for k in handle if not k.startswith("_submission"))
    db.execute(
        f"create temp table _way{n} as select s.* from {name(source.id)} s semi join "
        f"(select b.* from ({behind}) b semi join {rows.table} w on {key}) h on {same} "
        f"where {narrowed} order by {order}"
    )
    return _Rows(source, f"_way{n}", have)


def _handle(dataset: Dataset) -> tuple[str, ...]:
    """What tells one row of a dataset from another: its submission and line, or the method's key."""
    if dataset.derived:
        from qualicity.methods import method

        return method(dataset.derived.method).key
    return ("_submission", "_line")


def _link(
    work: Computation, db: duckdb.DuckDBPyConnection, rows: _Rows, limit: int, observation: Observation | None
) -> Link:
    dataset = rows.dataset
    entered = dataset.derived is None
    shown = (*rows.columns, "_file", "_line") if entered else rows.columns
    counted = db.execute(f"select count(*) from {rows.table}").fetchone()
    selected = ", ".join(name(c) for c in shown)
    order = "" if entered else " order by " + ", ".join(name(k) for k in _handle(dataset))
    shown_rows = int(limit) if dataset.confidentiality == "public" else 0
    found = db.execute(f"select {selected} from {rows.table}{order} limit {shown_rows}").fetchall()
    table = RowTable(
        tuple(c.removeprefix("_") for c in shown), tuple(found), int(counted[0]) if counted else 0
    )
    used = int(observation.denominator) if observation and observation.denominator is not None else None
    excluded: tuple[tuple[Text, int], ...] = ()
    if used is not None and used < table.total and observation and observation.rows == table.total:
        excluded = ((Text("rows without a valid value", "没有有效值的行"), table.total - used),)
    if not entered and dataset.derived:
        return Link(
            dataset.id, dataset.title, "derived", work.fingerprints[dataset.id], table, used, excluded,
            method=dataset.derived.method, parameters=dict(dataset.derived.with_),
        )  # fmt: skip
    store = work.store.dataset(dataset.id)
    submissions = [
        r[0] for r in db.execute(f"select distinct _submission from {rows.table} limit 2").fetchall()
    ]
    commit = next((c for c in store.commits if [c.submission] == submissions), None)
    return Link(
        dataset.id, dataset.title, "entered", str(store.version), table, used, excluded,
        file=commit.file if commit else dataset.path, sha256=commit.sha256 if commit else None,
        committed=commit.committed if commit else None, by=commit.by if commit else None,
    )  # fmt: skip


def _equals(column: str, value: str | None) -> str:
    return f"{name(column)} is null" if value is None else f"{name(column)} = {literal(value)}"


def _narrow(have: tuple[str, ...], where: Mapping[str, str], prefix: str = "") -> list[str]:
    return [f"cast({prefix}{name(k)} as varchar) = {literal(v)}" for k, v in where.items() if k in have]
