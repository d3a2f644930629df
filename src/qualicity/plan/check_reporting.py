"""What a dataset says of its reporting must be there, and fit: see `qualicity.plan.reporting`."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.errors import Problem, Text
from qualicity.plan.named import unknown
from qualicity.plan.read import PlanFolder
from qualicity.plan.reporting import OFFICE, ORGANISATION
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
            yield from _dataset(folder.datasets[dataset.id], dataset, organisations)


def _dataset(file: YamlFile, dataset: Dataset, organisations: list[str]) -> Iterator[Problem]:
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
