"""Datasets: what is in them, who brought it, under which licence; and every source in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qualicity import release
from qualicity.errors import Text
from qualicity.evidence.sql import name, names
from qualicity.indicators import RowTable
from qualicity.indicators.recipe import fields_of, identity_of, recipe_of
from qualicity.methods import method
from qualicity.methods.registry import Method
from qualicity.plan import Dataset, Indicator
from qualicity.plan.tables import Known
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.days import calendar_of
from qualicity.portal.downloads import csv_stream
from qualicity.portal.pages import Page
from qualicity.portal.tables import Column, columns_of, rows_of
from qualicity.portal.views.changes import history
from qualicity.portal.views.figures import chain, require_public

PREVIEW = 20
FETCH = 10_000
_STORED = ("_known_from", "_current", "_file", "_line")


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A dataset in the list; `rows` is None where nothing was made of it on this date."""

    dataset: Dataset
    url: str
    rows: int | None
    version: str
    made: Method | None
    indicators: int


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A column of a dataset with what its schema asks of it."""

    column: Column
    kind: str
    rules: str
    key: bool


def datasets(here: InPlan) -> Page:
    """All datasets of the plan."""
    rows = [_dataset_row(here, d) for d in here.plan.datasets]

    def records() -> list[dict[str, Any]]:
        return [_list_record(r) for r in rows]

    return Page(
        template="datasets.html",
        title=_("Data"),
        record=lambda: {"plan": here.plan.id, "as_of": here.as_of.day.isoformat(), "datasets": records()},
        table=records,
        section="datasets",
        context={
            "entered": [r for r in rows if r.dataset.derived is None],
            "derived": [r for r in rows if r.dataset.derived],
        },
    )


def dataset(here: InPlan, dataset: str) -> Page:
    """One dataset with its schema, its commits and the first of its rows."""
    declared = here.plan.dataset(dataset)
    if declared is None:
        ids = [d.id for d in here.plan.datasets]
        raise failures.MissingError(Text("dataset", "数据集"), dataset, ids, "dataset", (here.plan.id,))
    row = _dataset_row(here, declared)
    preview = (
        _preview(here, declared) if declared.confidentiality == "public" and row.rows is not None else None
    )
    return Page(
        template="dataset.html",
        title=here.say(declared.title),
        record=lambda: _record(here, row, preview),
        # its rows: `rows` below answers for the CSV twin
        table=list if preview else None,
        section="datasets",
        context={
            "row": row,
            "dataset": declared,
            "owner": here.plan.organisation(declared.owner),
            "known": known_rule(declared),
            "fields": _field_rows(here, declared),
            "frequency": _frequency(declared),
            "first_rows": _("Rows of %(dataset)s") % {"dataset": here.say(declared.title)},
            "history": history(here, declared),
            "preview": rows_of(here, declared, preview) if preview else None,
            "parameters": _parameters(declared, row.made),
            "uses": _uses(here, declared),
            "calendar": here.to.days(declared.id, {}) if calendar_of(here, declared) else "",
            "download": here.to.rows_of_dataset(declared.id) if preview else "",
        },
    )


def rows(here: InPlan, dataset: str) -> HttpResponseBase:
    """Every row of a dataset that was known on the date, as CSV."""
    declared = require_public(here, dataset)
    if declared.id not in here.view.figures.work.tables:
        raise failures.NotYetError(Text("Nothing was made of this dataset.", "该数据集未生成任何记录。"))
    columns = _columns(here, declared)
    shown = [c.removeprefix("_") for c in columns]
    return csv_stream(shown, _batches(here, declared, columns), f"{here.plan.id}-{declared.id}.csv")


def known_rule(dataset: Dataset) -> Text:
    """From when a row of the dataset counts as known."""
    known = dataset.known
    if dataset.derived:
        return Text(
            "A row is known from when the last row that it is made from became known.",
            "自其所依据的最后一条记录可知之时起视为已知。",
        )
    if isinstance(known, Known) and known.field:
        column = _titled(dataset, known.field)
        return Text(
            f"A row is known from the date in “{column.en}”: an imprecise date counts as its last possible day, an "
            "unknown one as the day of loading, so that no earlier date can see it.",
            f"自“{column.get('zh')}”所载日期起视为已知：日期不精确的按其可能的最后一日，日期不详的按载入之日，更早的日期看不到它。",
        )
    if isinstance(known, Known) and known.after:
        column = _titled(dataset, known.of or "")
        count, unit = known.delay
        time = Text("time", "时间") if unit == "hours" else Text("end of the period", "时期结束")
        one, zh = {"hours": ("hour", "小时"), "days": ("day", "天"), "months": ("month", "个月")}[unit]
        return Text(
            f"A row counts as known {count} {one}{'' if count == 1 else 's'} after the {time.en} in “{column.en}”. "
            "That is an assumption.",
            f"自“{column.get('zh')}”所载{time.zh}后 {count} {zh}起视为已知。这是一项假定。",
        )
    return Text("A row is known from the day on which it was loaded here.", "自载入本系统之日起视为已知。")


def _titled(dataset: Dataset, field: str) -> Text:
    """A field by its title, or its name where it has none."""
    fields = dataset.table_schema.fields if dataset.table_schema else ()
    return next((f.title for f in fields if f.name == field and f.title), Text(field))


def _frequency(dataset: Dataset) -> str:
    known = {
        "A": pgettext("frequency", "yearly"),
        "S": pgettext("frequency", "half-yearly"),
        "Q": pgettext("frequency", "quarterly"),
        "M": pgettext("frequency", "monthly"),
        "W": pgettext("frequency", "weekly"),
        "D": pgettext("frequency", "daily"),
        "H": pgettext("frequency", "hourly"),
        "irregular": pgettext("frequency", "irregular"),
    }
    return known[dataset.frequency]


def _dataset_row(here: InPlan, dataset: Dataset) -> DatasetRow:
    version = here.view.store.dataset(dataset.id).version if dataset.path else None
    return DatasetRow(
        dataset=dataset,
        url=here.to.dataset(dataset.id),
        rows=_count(here, dataset),
        version="" if version is None else str(version),
        made=method(dataset.derived.method) if dataset.derived else None,
        indicators=len(_uses(here, dataset)),
    )


def _count(here: InPlan, dataset: Dataset) -> int | None:
    source = here.view.figures.work.tables.get(dataset.id)
    if source is None:
        return None

    def count() -> int:
        with here.view.figures.work.connection() as db:
            found = db.execute(f"select count(*) from {name(dataset.id)}").fetchone()
        return int(found[0]) if found else 0

    return here.opened.keep(("rows of", dataset.id), count)


def _columns(here: InPlan, dataset: Dataset) -> tuple[str, ...]:
    """The dataset's own columns, then those of the store that say when and where a row came from."""
    with here.view.figures.work.connection() as db:
        there = {row[0] for row in db.execute(f"describe {name(dataset.id)}").fetchall()}
    return (*fields_of(here.plan, dataset), *(c for c in _STORED if c in there))


def _batches(here: InPlan, dataset: Dataset, columns: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    with here.view.figures.work.connection() as db:
        found = db.execute(f"select {names(columns)} from {name(dataset.id)}{_order(here, dataset)}")
        while batch := found.fetchmany(FETCH):
            yield batch


def _order(here: InPlan, dataset: Dataset) -> str:
    if dataset.derived:
        return " order by " + names(identity_of(here.plan, dataset))
    return " order by _committed, _line"


def _preview(here: InPlan, dataset: Dataset) -> RowTable:
    columns = fields_of(here.plan, dataset)

    def first() -> tuple[tuple[Any, ...], ...]:
        with here.view.figures.work.connection() as db:
            query = f"select {names(columns)} from {name(dataset.id)}{_order(here, dataset)} limit {PREVIEW}"
            return tuple(db.execute(query).fetchall())

    found = here.opened.keep(("first rows of", dataset.id), first)
    return RowTable(columns, found, _count(here, dataset) or 0)


def _field_rows(here: InPlan, dataset: Dataset) -> tuple[FieldRow, ...]:
    columns = columns_of(here, dataset, fields_of(here.plan, dataset), None)
    schema = dataset.table_schema
    if schema is None:
        made = recipe_of(here.plan, dataset)
        kinds = made.kinds if made else {}
        key = made.key if made else ()
        return tuple(FieldRow(c, kinds.get(c.name, ""), "", c.name in key) for c in columns)
    refers = {k.fields: f"→ {k.reference.resource}.{k.reference.fields}" for k in schema.foreignKeys}
    declared = {f.name: f for f in schema.fields}
    found = []
    for column in columns:
        said = declared[column.name].constraints
        rules = [_("required")] if said.required else []
        rules += [" | ".join(said.enum)] if said.enum else []
        rules += [f"≥ {said.minimum}"] if said.minimum is not None else []
        rules += [f"≤ {said.maximum}"] if said.maximum is not None else []
        rules += [refers[column.name]] if column.name in refers else []
        kind = declared[column.name].type
        found.append(FieldRow(column, kind, "; ".join(rules), column.name in schema.primaryKey))
    return tuple(found)


def _parameters(dataset: Dataset, made: Method | None) -> tuple[tuple[Text, str], ...]:
    if dataset.derived is None or made is None:
        return ()
    titles = {p.name: p.title for p in made.parameters}
    given = [
        (titles.get(k) or Text(k), ", ".join(map(str, v)) if isinstance(v, list | tuple) else str(v))
        for k, v in made.arguments(dataset.derived.with_).items()
    ]
    columns = [(Text(k), v) for k, v in dataset.derived.columns.items()]
    return tuple((title, value or "–") for title, value in given + columns)


def _uses(here: InPlan, dataset: Dataset) -> tuple[Indicator, ...]:
    """The indicators that have the dataset on their way, at once or through what methods make of it."""
    return tuple(i for i in here.plan.indicators if any(dataset in chain(here, d) for d in i.definitions))


def _list_record(row: DatasetRow) -> dict[str, Any]:
    d = row.dataset
    return {
        "dataset": d.id,
        "title": release.both(d.title),
        "kind": "derived" if d.derived else "entered",
        "rows": row.rows if d.confidentiality == "public" else None,
        "version": row.version or None,
        "method": d.derived.method if d.derived else None,
        "frequency": d.frequency,
        "confidentiality": d.confidentiality,
        "owner": d.owner,
        "licences": "; ".join(s.licence for s in d.sources if s.licence),
    }


def _record(here: InPlan, row: DatasetRow, preview: RowTable | None) -> dict[str, Any]:
    d = row.dataset
    declared = d.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"id"})
    return {
        "plan": here.plan.id,
        "as_of": here.as_of.day.isoformat(),
        **_list_record(row),
        "declared": declared,
        "known_rule": release.both(known_rule(d)),
        "commits": [
            {
                "version": c.version,
                "committed": c.committed.isoformat(),
                "by": c.by,
                "message": c.message,
                "file": c.file,
                "sha256": c.sha256,
                "inserted": c.inserted,
                "updated": c.updated,
                "withdrawn": c.withdrawn,
            }
            for c in (row.commit for row in history(here, d))
        ],
        "first_rows": [
            {c: release.plain(v) for c, v in zip(preview.columns, values, strict=True)}
            for values in preview.rows
        ]
        if preview
        else [],
    }
