"""A plan above this one that is itself a plan folder: its targets are the clauses that can be taken over."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from qualicity.errors import Text
from qualicity.plan.cascade import Parent, ParentClause
from qualicity.plan.model import Plan
from qualicity.plan.targets import Target
from qualicity.plan.yamlfile import YamlFile, read_yaml


def with_folders_read(plan: Plan, path: Path) -> Plan:
    """The plan in the folder `path`, whose parents hold the targets of the folders that they name as clauses."""
    if not any(p.folder for p in plan.implements):
        return plan
    return plan.model_copy(update={"implements": tuple(_with_clauses(p, path) for p in plan.implements)})


def folders_above(plan: Plan, path: Path) -> tuple[Path, ...]:
    """The folders beside `path` that the plan there is read from too: those of the plans above it."""
    there = beside(path) if any(p.folder for p in plan.implements) else ()
    return tuple(path.resolve().parent / p.folder for p in plan.implements if p.folder and p.folder in there)


def beside(path: Path) -> tuple[str, ...]:
    """The names of the plan folders that lie beside a plan folder."""
    here = path.resolve()
    return tuple(sorted(p.parent.name for p in here.parent.glob("*/plan.yaml") if p.parent != here))


def _with_clauses(parent: Parent, path: Path) -> Parent:
    if parent.folder is None or parent.folder not in beside(path):
        return parent
    folder = path.resolve().parent / parent.folder
    main = read_yaml(folder / "plan.yaml", f"{parent.folder}/plan.yaml")
    listed = main.get("targets")
    said = {c.id for c in parent.clauses}
    found = (_clause(item, folder) for item in (listed if isinstance(listed, list) else []))
    more = tuple(c for c in found if c and c.id not in said)
    return parent.model_copy(update={"clauses": parent.clauses + more})


def _clause(item: object, folder: Path) -> ParentClause | None:
    """A target of that plan as a clause; None for one with mistakes, which are told where that folder is checked."""
    try:
        target = Target.model_validate(item)
    except ValidationError:
        return None
    indicator = _indicator(target, folder)
    unit = target.unit or (indicator.get("unit") if indicator else None)
    return ParentClause(
        id=target.id,
        text=target.title,
        operator=target.operator,
        value=target.value,
        upper=target.upper,
        unit=str(unit) if unit is not None else None,
        due=target.due,
        basis=_basis(target, indicator),
        source=target.source,
        note=target.note,
    )


def _indicator(target: Target, folder: Path) -> YamlFile | None:
    file = folder / "indicators" / f"{target.indicator}.yaml"
    return read_yaml(file, file.name) if target.indicator and file.is_file() else None


def _basis(target: Target, indicator: YamlFile | None) -> Text | None:
    """What that plan calls its definition."""
    listed = indicator.get("definitions") if indicator else None
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and str(item.get("id")) == target.definition:
            title = item.get("title")
            return Text(title["en"], title.get("zh")) if isinstance(title, dict) and "en" in title else None
    return None
