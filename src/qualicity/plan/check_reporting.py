"""What a dataset says of its reporting must be there, and fit: see `qualicity.plan.reporting`."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.errors import Problem, Text
from qualicity.plan.model import Plan
from qualicity.plan.named import unknown
from qualicity.plan.read import PlanFolder
from qualicity.plan.reporting import OFFICE, ORGANISATION, Reporting
from qualicity.plan.tables import Dataset
from qualicity.plan.yamlfile import YamlFile

_ORGANISATION, _FIELD = Text("organisation", "机构"), Text("field", "字段")


def check_reporting(folder: PlanFolder) -> Iterator[Problem]:
    """Every rule about who reports what."""
    plan = folder.plan
    if plan is None:
        return
    organisations = [o.id for o in plan.organisations]
    for dataset in plan.datasets:
        if dataset.reporting is not None:
            yield from _dataset(folder.datasets[dataset.id], dataset, organisations, plan)


def _dataset(file: YamlFile, dataset: Dataset, organisations: list[str], plan: Plan) -> Iterator[Problem]:
    said, schema = dataset.reporting, dataset.table_schema
    if said is None:
        return
    if schema is None:
        en, zh = "rows that a method makes are not reported", "由方法生成的数据不需填报"
        yield file.problem(("reporting",), "reporting-derived", en, zh)
        return
    if not said.by and dataset.owner is None:
        en = "nobody reports it: name the dataset's owner, or the organisations under by"
        yield file.problem(
            ("reporting",), "reporting-nobody", en, "无填报机构：请注明 owner，或在 by 下列出机构"
        )
    fields = [f.name for f in schema.fields]
    for n, reporter in enumerate(said.by):
        at = ("reporting", "by", n)
        if reporter.organisation not in organisations:
            yield unknown(file, (*at, "organisation"), _ORGANISATION, reporter.organisation, organisations)
        for field in reporter.where:
            if field not in fields:
                yield unknown(file, (*at, "where", field), _FIELD, field, fields)
    for n, step in enumerate(said.review):
        if step not in (ORGANISATION, OFFICE, *organisations):
            known = [ORGANISATION, OFFICE, *organisations]
            yield unknown(file, ("reporting", "review", n), Text("step", "环节"), step, known)
    if said.proof != "closed" and dataset.confidentiality != "public":
        en = f"its rows are {dataset.confidentiality}: the files that prove them cannot be public; write proof: closed"
        zh = "其数据不公开，佐证材料也不能公开；请写 proof: closed"
        yield file.problem(("reporting", "proof"), "proof-not-public", en, zh)
    yield from _held(file, dataset, said, plan)


def _held(file: YamlFile, dataset: Dataset, said: Reporting, plan: Plan) -> Iterator[Problem]:
    """What a field is held in must be there: the dataset, and each field named."""
    own = _fields(dataset)
    for field, held in said.held.items():
        at = ("reporting", "held", field)
        if field not in own:
            yield unknown(file, at, _FIELD, field, own)
        other = plan.dataset(held.dataset)
        if other is None or other.table_schema is None or other.id == dataset.id:
            known = [d.id for d in plan.datasets if d.table_schema and d.id != dataset.id]
            yield unknown(file, (*at, "dataset"), Text("entered dataset", "填报数据集"), held.dataset, known)
            continue
        theirs = _fields(other)
        if held.field not in theirs:
            yield unknown(file, (*at, "field"), _FIELD, held.field, theirs)
        for their in (*held.on, *held.where):
            if their not in theirs:
                yield unknown(
                    file, (*at, "on" if their in held.on else "where", their), _FIELD, their, theirs
                )
        for their, ours in held.on.items():
            if ours not in own:
                yield unknown(file, (*at, "on", their), _FIELD, ours, own)


def _fields(dataset: Dataset) -> list[str]:
    return [f.name for f in dataset.table_schema.fields] if dataset.table_schema else []
