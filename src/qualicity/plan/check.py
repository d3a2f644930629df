"""Everything that must hold between the parts of a plan folder: ids, references, units, clauses.

Each rule is a small function over the folder that yields problems. Known ids are taken from the files
as written, so that one mistake is told once and not again wherever it is referred to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualicity.errors import Problem, Text, did_you_mean
from qualicity.plan.check_cascade import check_cascade
from qualicity.plan.check_pages import check_pages
from qualicity.plan.check_pictures import check_pictures
from qualicity.plan.check_releases import check_releases
from qualicity.plan.check_reporting import check_reporting
from qualicity.plan.check_rows import check_row_checks
from qualicity.plan.check_targets import check_targets
from qualicity.plan.check_tasks import check_tasks
from qualicity.plan.coverage import links
from qualicity.plan.model import Plan
from qualicity.plan.named import Path_
from qualicity.plan.named import items as _items
from qualicity.plan.named import unknown as _unknown
from qualicity.plan.read import PlanFolder
from qualicity.plan.tables import TableSchema
from qualicity.plan.units import UNITS
from qualicity.plan.yamlfile import YamlFile


def check_plan(folder: PlanFolder) -> list[Problem]:
    """All problems of a plan folder that can be seen without its evidence, in order of their places."""
    found = list(folder.problems)
    rules = (_ids, _references, _definitions, _units, check_targets, _datasets, check_row_checks, check_tasks)
    for rule in (
        *rules,
        _quality,
        _rulings,
        check_cascade,
        check_pages,
        check_releases,
        check_pictures,
        check_reporting,
    ):
        found.extend(rule(folder))
    if folder.plan and not any(p.severity == "error" for p in found):
        found.extend(_clauses(folder, folder.plan))
    return sorted(set(found), key=lambda p: (p.place, p.code))


# -- what the files name ------------------------------------------------------------------------------


def _actions(file: YamlFile) -> Iterator[tuple[Path_, dict[str, Any]]]:
    yield from _items(file, "actions")
    for path, _ in _items(file, "missions"):
        yield from _items(file, *path, "actions")


def _known(file: YamlFile, kind: str) -> set[str]:
    return {str(item["id"]) for _, item in _items(file, kind) if "id" in item}


def _definition_ids(folder: PlanFolder, indicator: Any) -> list[str]:
    file = folder.indicators.get(str(indicator))
    return [str(d["id"]) for _, d in _items(file, "definitions") if "id" in d] if file else []


# -- rules --------------------------------------------------------------------------------------------


def _ids(folder: PlanFolder) -> Iterator[Problem]:
    main = folder.main
    kinds = {
        k: list(_items(main, k))
        for k in ("parts", "goals", "organisations", "targets", "missions", "programmes")
    }
    kinds["actions"] = list(_actions(main))
    if folder.rulings:
        yield from _duplicates(folder.rulings, list(_items(folder.rulings, "rulings")), "rulings")
    for kind, items in kinds.items():
        yield from _duplicates(main, items, kind)
    for stem, file in folder.indicators.items():
        yield from _duplicates(file, list(_items(file, "definitions")), "definitions")
        said = file.get("id")
        if said is None or str(said) == stem:
            continue
        if str(said) in folder.indicators:
            other = folder.indicators[str(said)].place(("id",))
            en, zh = f"the id '{said}' is already used in {other}", f"编号“{said}”已用于 {other}"
            yield file.problem(("id",), "duplicate-id", en, zh)
        else:
            en = f"the id '{said}' is not the file's name (did you mean '{stem}'?)"
            yield file.problem(("id",), "id-not-stem", en, f"编号“{said}”与文件名不符（是否指“{stem}”？）")
    said = main.get("id")
    if said is not None and folder.plan and not said:
        yield main.problem(("id",), "bad-value", "the plan's id is empty", "方案编号为空")


def _duplicates(file: YamlFile, items: list[tuple[Path_, dict[str, Any]]], kind: str) -> Iterator[Problem]:
    first: dict[str, Path_] = {}
    for path, item in items:
        name = str(item.get("id"))
        if item.get("id") is not None and name in first:
            line = file.place((*first[name], "id")).line
            en = f"the id '{name}' is already used in {kind} on line {line}; ids are used once"
            yield file.problem(
                (*path, "id"), "duplicate-id", en, f"编号“{name}”在第 {line} 行（{kind}）已使用；编号不得重复"
            )
        first.setdefault(name, path)


def _references(folder: PlanFolder) -> Iterator[Problem]:
    main = folder.main
    organisations, goals = _known(main, "organisations"), _known(main, "goals")
    targets, clauses = _known(main, "targets"), set(folder.clause_places)
    unread = not clauses  # the text could not be read: told once, not at every clause
    organisation = Text("organisation", "机构")
    if main.get("authority") is not None and str(main.get("authority")) not in organisations:
        yield _unknown(main, ("authority",), organisation, main.get("authority"), organisations)
    things = [
        *(item for kind in ("goals", "targets", "missions", "programmes") for item in _items(main, kind)),
        *_actions(main),
    ]
    for path, item in things:
        one = {
            "goal": (Text("goal", "目标"), goals),
            "lead": (organisation, organisations),
            "indicator": (Text("indicator", "指标"), set(folder.indicators)),
        }
        many = {
            "clauses": (Text("clause", "条款"), clauses),
            "targets": (Text("target", "指标目标"), targets),
            "supporting": (organisation, organisations),
        }
        for key, (what, known) in one.items():
            if item.get(key) is not None and str(item[key]) not in known:
                yield _unknown(main, (*path, key), what, item[key], known)
        for key, (what, known) in many.items():
            for n, name in enumerate(item[key] if isinstance(item.get(key), list) else []):
                if str(name) not in known and not (key == "clauses" and unread):
                    yield _unknown(main, (*path, key, n), what, name, known)
    for stem, file in folder.datasets.items():
        if file.get("owner") is not None and str(file.get("owner")) not in organisations:
            yield _unknown(folder.datasets[stem], ("owner",), organisation, file.get("owner"), organisations)


def _definitions(folder: PlanFolder) -> Iterator[Problem]:
    what = Text("definition", "口径")
    for path, item in _items(folder.main, "targets"):
        known = _definition_ids(folder, item.get("indicator"))
        if item.get("definition") is not None and known and str(item["definition"]) not in known:
            yield _unknown(folder.main, (*path, "definition"), what, item["definition"], known)
        for at, said in _items(folder.main, *path, "restated"):
            if said.get("definition") is not None and known and str(said["definition"]) not in known:
                yield _unknown(folder.main, (*at, "definition"), what, said["definition"], known)
    for stem, file in folder.indicators.items():
        known = _definition_ids(folder, stem)
        for path, item in _items(file, "definitions"):
            source, other = item.get("from"), item.get("reconcile_with")
            if other is not None and str(other) not in known:
                yield _unknown(file, (*path, "reconcile_with"), what, other, known)
            if source is None:
                if item.get("value") is None:
                    en = "a definition needs 'from' (a dataset), 'value' (an expression) or both"
                    yield file.problem(
                        path, "missing-key", en, "口径需要“from”（数据集）、“value”（表达式）或两者"
                    )
            elif str(source) not in folder.datasets:
                yield _unknown(file, (*path, "from"), Text("dataset", "数据集"), source, folder.datasets)
            elif folder.datasets[str(source)].data is None:
                continue  # told as a file that cannot be read
            elif item.get("value") is None and not folder.datasets[str(source)].get("concepts", "INDICATOR"):
                en = f"'value' is missing: dataset '{source}' does not hold finished figures (concept INDICATOR)"
                yield file.problem(
                    path, "missing-key", en, f"缺少“value”：数据集“{source}”不含成品指标值（INDICATOR）"
                )


def _quality(folder: PlanFolder) -> Iterator[Problem]:
    """A heading that says nothing: pages say by themselves where nothing is known."""
    for file in folder.indicators.values():
        said = file.get("quality")
        for heading, text in said.items() if isinstance(said, dict) else ():
            if text is None or (
                isinstance(text, dict) and not any(str(t or "").strip() for t in text.values())
            ):
                en = f"'{heading}' says nothing; write {{en: …, zh: …}} or leave the heading out"
                zh = f"“{heading}”没有内容；请写作 {{en: …, zh: …}} 或删去该项"
                yield file.problem(("quality", heading), "empty-text", en, zh)


def _units(folder: PlanFolder) -> Iterator[Problem]:
    own = folder.main.get("units")
    known = {*UNITS, *(own if isinstance(own, dict) else {})}
    unit = Text("unit", "单位")
    for file in folder.indicators.values():
        said = file.get("unit")
        if said is not None and str(said) not in known:
            yield _unknown(file, ("unit",), unit, said, known)
    for _, dataset in folder.datasets.items():
        for path, item in _items(dataset, "schema", "fields"):
            if item.get("unit") is not None and str(item["unit"]) not in known:
                yield _unknown(dataset, (*path, "unit"), unit, item["unit"], known)


def _datasets(folder: PlanFolder) -> Iterator[Problem]:
    if folder.plan is None:
        return
    for dataset in folder.plan.datasets:
        file = folder.datasets[dataset.id]
        if (dataset.path is None) == (dataset.derived is None):
            en = "a dataset has either a 'path' (entered) or 'derived' (made by a method)"
            yield file.problem(
                (), "path-or-derived", en, "数据集应有“path”（录入）或“derived”（由方法生成）之一"
            )
        if dataset.derived:
            if dataset.derived.from_ not in folder.datasets:
                at = ("derived", "from")
                yield _unknown(file, at, Text("dataset", "数据集"), dataset.derived.from_, folder.datasets)
            elif dataset.id in _ancestry(folder.plan, dataset.id):
                en = f"dataset '{dataset.id}' is derived from itself"
                yield file.problem(("derived", "from"), "cycle", en, f"数据集“{dataset.id}”由自身生成")
        elif dataset.path and not _inside(folder, dataset.path):
            en = f"'{dataset.path}' lies outside of the plan folder, or is no relative path"
            yield file.problem(
                ("path",), "path-outside", en, f"“{dataset.path}”不在方案文件夹之内，或不是相对路径"
            )
        elif dataset.path and dataset.table_schema is None:
            yield file.problem((), "missing-key", "the key 'schema' is missing here", "此处缺少键“schema”")
        if dataset.table_schema:
            yield from _schema(folder, file, dataset.table_schema)


def _inside(folder: PlanFolder, path: str) -> bool:
    root = folder.path.resolve()
    return not Path(path).is_absolute() and (root / path).resolve().is_relative_to(root)


def _ancestry(plan: Plan, dataset_id: str) -> list[str]:
    found: list[str] = []
    dataset = plan.dataset(dataset_id)
    while dataset and dataset.derived and dataset.derived.from_ not in found:
        found.append(dataset.derived.from_)
        dataset = plan.dataset(dataset.derived.from_)
    return found


def _schema(folder: PlanFolder, file: YamlFile, schema: TableSchema) -> Iterator[Problem]:
    names = [f.name for f in schema.fields]
    what = Text("field", "字段")
    types = {f.name: f.type for f in schema.fields}
    yield from _field_rules(file, schema)
    of = ("datetime", "date") if str(file.get("known", "after")).startswith("PT") else ("period",)
    for key, fitting in (("field", ("known", "date", "datetime")), ("of", of)):
        kind = types.get(str(file.get("known", key)))
        if kind is not None and kind not in fitting:
            en = f"'{file.get('known', key)}' is of type '{kind}'; here a field of type {' or '.join(fitting)} is needed"
            zh = f"“{file.get('known', key)}”的类型为“{kind}”；此处需要类型为 {'、'.join(fitting)} 的字段"
            yield file.problem(("known", key), "wrong-type", en, zh)
    for n, name in enumerate(schema.primaryKey):
        if name not in names:
            yield _unknown(file, ("schema", "primaryKey", n), what, name, names)
    for key in ("field", "of"):
        name = file.get("known", key)
        if name is not None and name not in names:
            yield _unknown(file, ("known", key), what, name, names)
    concepts = file.get("concepts")
    for concept, name in (concepts if isinstance(concepts, dict) else {}).items():
        if name not in names:
            yield _unknown(file, ("concepts", concept), what, name, names)
    for n, foreign in enumerate(schema.foreignKeys):
        at: Path_ = ("schema", "foreignKeys", n)
        if foreign.fields not in names:
            yield _unknown(file, (*at, "fields"), what, foreign.fields, names)
        there = foreign.reference
        other = folder.plan.dataset(there.resource) if folder.plan else None
        if other is None and there.resource in folder.datasets:
            continue  # told as a file with errors
        if other is None:
            path = (*at, "reference", "resource")
            yield _unknown(file, path, Text("dataset", "数据集"), there.resource, folder.datasets)
        elif other.table_schema and there.fields not in [f.name for f in other.table_schema.fields]:
            known = [f.name for f in other.table_schema.fields]
            yield _unknown(file, (*at, "reference", "fields"), what, there.fields, known)


def _field_rules(file: YamlFile, schema: TableSchema) -> Iterator[Problem]:
    for n, field in enumerate(schema.fields):
        for key in ("minimum", "maximum"):
            if getattr(field.constraints, key) is not None and field.type not in ("number", "integer"):
                at = ("schema", "fields", n, "constraints", key)
                en = f"'{key}' is for numbers; field '{field.name}' is of type '{field.type}'"
                yield file.problem(
                    at, "wrong-type", en, f"“{key}”只用于数字；字段“{field.name}”的类型为“{field.type}”"
                )
        if field.name in [f.name for f in schema.fields[:n]]:
            en = f"field '{field.name}' stands twice in this schema"
            yield file.problem(
                ("schema", "fields", n, "name"), "duplicate-id", en, f"字段“{field.name}”出现两次"
            )


def broken_files(folder: PlanFolder) -> frozenset[str]:
    """The files of a plan folder that have errors of their own, as they are shown."""
    return frozenset(p.place.file for p in check_plan(folder) if p.severity == "error")


def _rulings(folder: PlanFolder) -> Iterator[Problem]:
    file = folder.rulings
    if file is None or not isinstance(folder.main.get("targets"), list):
        return
    targets = {str(item.get("id")): item for _, item in _items(folder.main, "targets")}
    for path, item in _items(file, "rulings"):
        if item.get("target") is not None and str(item["target"]) not in targets:
            yield _unknown(file, (*path, "target"), Text("target", "指标目标"), item["target"], targets)
            continue
        known = _definition_ids(folder, targets.get(str(item.get("target")), {}).get("indicator"))
        if item.get("definition") is not None and known and str(item["definition"]) not in known:
            yield _unknown(file, (*path, "definition"), Text("definition", "口径"), item["definition"], known)


def _clauses(folder: PlanFolder, plan: Plan) -> Iterator[Problem]:
    linked = links(plan)
    parts = {p.id for p in plan.parts}
    for clause in plan.clauses:
        place = folder.clause_places[clause.id]
        if clause.part is not None and clause.part not in parts:
            near = did_you_mean(clause.part, parts)
            en = f"clause {clause.id} stands under the part '{clause.part}', which plan.yaml does not name{near.en}"
            zh = f"条款 {clause.id} 所在部分“{clause.part}”未在 plan.yaml 中列出{near.zh}"
            yield Problem("warning", place, "unknown-part", Text(en, zh))
        if not clause.narrative and not linked[clause.id]:
            yield Problem(
                "warning",
                place,
                "clause-not-linked",
                Text(
                    f"clause {clause.id} is neither linked to a goal, target, mission, action or programme nor "
                    "marked {narrative}",
                    f"条款 {clause.id} 既未关联目标、任务、行动或专项工程，也未标记 {{narrative}}",
                ),
            )
        elif clause.narrative and linked[clause.id]:
            kind, name = linked[clause.id][0]
            yield Problem(
                "warning",
                place,
                "clause-narrative-and-linked",
                Text(
                    f"clause {clause.id} is marked {{narrative}} but {kind} '{name}' answers for it",
                    f"条款 {clause.id} 标记为 {{narrative}}，但 {kind}“{name}”与其关联",
                ),
            )
