"""What a plan says of its tasks and programmes must be there, and fit: see `qualicity.plan.tasks`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qualicity.errors import Problem, Text, UsageError
from qualicity.plan.named import Path_, items, unknown
from qualicity.plan.period import Period, parse_period
from qualicity.plan.read import PlanFolder
from qualicity.plan.tasks import (
    COLOURS,
    CONFIDENCE_FIELDS,
    REPORT_FIELDS,
    RULED,
    RULING_FIELDS,
    SUPERVISED_FIELDS,
)
from qualicity.plan.yamlfile import YamlFile

Kinds = tuple[str, ...]
_ANY: Kinds = ("string", "number", "integer", "date", "datetime", "boolean", "period", "known")
_NUMBERS: Kinds = ("number", "integer")
_DATES: Kinds = ("date", "datetime", "known")
_DATASET, _FIELD, _TARGET = Text("dataset", "数据集"), Text("field", "字段"), Text("target", "指标目标")


def check_tasks(folder: PlanFolder) -> Iterator[Problem]:
    """Every rule about actions, programmes and the settings of `tasks:`."""
    main = folder.main
    actions = list(items(main, "actions"))
    for path, _ in items(main, "missions"):
        actions.extend(items(main, *path, "actions"))
    for path, action in actions:
        yield from _action(main, path, action)
    for path, programme in items(main, "programmes"):
        yield from _programme(folder, path, programme)
    for key, needed in (
        ("reports", REPORT_FIELDS),
        ("confidence", CONFIDENCE_FIELDS),
        ("supervised", SUPERVISED_FIELDS),
    ):
        yield from _task_dataset(folder, ("tasks", key), needed)
    yield from _task_dataset(folder, ("rulings_dataset",), RULING_FIELDS)
    yield from _rulings(folder)
    yield from _escalation(main)


# -- actions ----------------------------------------------------------------------------------------------


def _action(main: YamlFile, path: Path_, action: Mapping[str, Any]) -> Iterator[Problem]:
    due = _period(action.get("due"))
    start = _period(action.get("start"))
    if due and start and start.start > due.last:
        en = f"this action starts in {start}, after it is due ({due})"
        zh = f"该行动的开始时间 {start} 晚于其期限（{due}）"
        yield main.problem((*path, "start"), "start-after-due", en, zh, severity="warning")
    yield from _twice(main, (*path, "milestones"), Text("milestone", "节点"))
    for at, milestone in items(main, *path, "milestones"):
        own = _period(milestone.get("due"))
        if due and own and own.last > due.last:
            en = f"this milestone is due {own}, after its action ({due})"
            zh = f"该节点的期限 {own} 晚于其行动的期限（{due}）"
            yield main.problem((*at, "due"), "milestone-after-action", en, zh, severity="warning")
    yield from _twice(main, (*path, "contributes"), _TARGET, key="target")
    for at, contribution in items(main, *path, "contributes"):
        yield from _known_target(main, (*at, "target"), contribution.get("target"))


def _twice(main: YamlFile, path: Path_, what: Text, key: str = "id") -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, item in items(main, *path):
        name = str(item.get(key))
        if item.get(key) is not None and name in first:
            en = f"the {what.en} '{name}' stands here already, on line {first[name]}; each stands once"
            zh = f"{what.get('zh')}“{name}”已在第 {first[name]} 行列出；不得重复"
            yield main.problem((*at, key), "duplicate-id", en, zh)
        first.setdefault(name, main.place((*at, key)).line)


def _known_target(main: YamlFile, path: Path_, name: Any) -> Iterator[Problem]:
    known = {str(t["id"]) for _, t in items(main, "targets") if "id" in t}
    if name is not None and str(name) not in known:
        yield unknown(main, path, _TARGET, name, known)


def _period(text: Any) -> Period | None:
    """The period, or None where there is none or it has been told as wrong."""
    try:
        return parse_period(str(text)) if text is not None else None
    except UsageError:
        return None


# -- programmes -------------------------------------------------------------------------------------------


def _programme(folder: PlanFolder, path: Path_, programme: Mapping[str, Any]) -> Iterator[Problem]:
    main = folder.main
    yield from _twice(main, (*path, "stages"), Text("stage", "阶段"))
    stages = [str(s["id"]) for _, s in items(main, *path, "stages") if "id" in s]
    for at, quota in items(main, *path, "quotas"):
        if quota.get("stage") is not None and str(quota["stage"]) not in stages:
            yield unknown(main, (*at, "stage"), Text("stage", "阶段"), quota["stage"], stages)
        yield from _known_target(main, (*at, "target"), quota.get("target"))
    member = {"member": (_ANY, "member")}
    if programme.get("dataset") is not None:
        own = member | {"stage": (("string",), "stage"), "reached": ((*_DATES, "period"), "reached")}
        yield from _fields(folder, path, programme, own, (*path, "dataset"))
    money = programme.get("money")
    if isinstance(money, dict):
        at = (*path, "money")
        of_money = {"period": (("period", "string"), ""), "planned": (_NUMBERS, ""), "spent": (_NUMBERS, "")}
        of_money |= {"earned": (_NUMBERS, "")} if money.get("earned") is not None else {}
        yield from _fields(folder, at, money, of_money, (*at, "dataset"))
        own_name = programme.get("member", "member")
        names = _schema_types(folder, money.get("dataset"))
        if names and str(own_name) not in names:
            en = f"the dataset '{money.get('dataset')}' has no field '{own_name}': money is told by member"
            zh = f"数据集“{money.get('dataset')}”没有字段“{own_name}”：资金须按成员列出"
            yield main.problem((*at, "dataset"), "unknown-field", en, zh)


def _fields(
    folder: PlanFolder,
    path: Path_,
    said: Mapping[str, Any],
    wanted: Mapping[str, tuple[Kinds, str]],
    at_dataset: Path_,
) -> Iterator[Problem]:
    """The dataset that is named, and its fields: wanted key → the types that fit and the name where none is given."""
    main = folder.main
    dataset = said.get("dataset")
    if dataset is None:
        return
    yield from _dataset(folder, at_dataset, dataset)
    types = _schema_types(folder, dataset)
    for key, (kinds, usual) in wanted.items():
        name = str(said.get(key, usual))
        if not types or not name:
            continue
        at = (*path, key) if key in said else at_dataset
        if name not in types:
            yield unknown(main, at, _FIELD, name, types)
        elif types[name] not in kinds:
            yield _wrong_type(main, at, name, types[name], kinds)


# -- settings ---------------------------------------------------------------------------------------------


def _task_dataset(
    folder: PlanFolder, path: Path_, needed: Mapping[str, tuple[Kinds, bool]]
) -> Iterator[Problem]:
    """A dataset whose fields have names of their own: those that are needed are there, all have types that fit."""
    dataset = folder.main.get(*path)
    if dataset is None:
        return
    yield from _dataset(folder, path, dataset)
    types = _schema_types(folder, dataset)
    if not types:
        return
    missing = [f"'{name}'" for name, (_, required) in needed.items() if required and name not in types]
    if missing:
        en = f"the dataset '{dataset}' lacks {', '.join(missing)}, which '{path[-1]}' needs"
        zh = f"数据集“{dataset}”缺少“{path[-1]}”所需的字段 {'、'.join(missing)}"
        yield folder.main.problem(path, "missing-field", en, zh)
    for name, (kinds, _) in needed.items():
        if name in types and types[name] not in kinds:
            yield _wrong_type(folder.main, path, name, types[name], kinds)


def _rulings(folder: PlanFolder) -> Iterator[Problem]:
    """Every row that the dataset of rulings takes is a ruling, and none says itself since when it holds."""
    file = folder.datasets.get(str(folder.main.get("rulings_dataset")))
    if file is None:
        return
    for path, field in items(file, "schema", "fields"):
        limits = field.get("constraints")
        limits = limits if isinstance(limits, dict) else {}
        name = field.get("name")
        if name in ("ruling", "target", "reason_en", "by_en") and limits.get("required") is not True:
            en = f"a ruling has no meaning without '{name}': write constraints: {{required: true}}"
            zh = f"裁定不能缺少“{name}”：请写 constraints: {{required: true}}"
            yield file.problem(path, "rulings-required", en, zh)
        if name == "status" and not set(limits.get("enum") or [None]) <= set(RULED):
            en = f"the statuses that people may give are: {', '.join(RULED)}; list those that may be given under enum"
            zh = f"可裁定的状态为：{'、'.join(RULED)}；请在 enum 中列出"
            yield file.problem(path, "rulings-status", en, zh)
    if file.get("known") not in (None, "commit"):
        en = (
            "a ruling holds from when it was countersigned and taken in: write known: commit, or leave it out"
        )
        zh = "裁定自会签并入库之日起生效：请写 known: commit，或不写该项"
        yield file.problem(("known",), "rulings-known", en, zh)


def _dataset(folder: PlanFolder, path: Path_, name: Any) -> Iterator[Problem]:
    file = folder.datasets.get(str(name))
    if file is None:
        yield unknown(folder.main, path, _DATASET, name, folder.datasets)
    elif file.get("derived") is not None:
        en = f"'{name}' is made by a method; here a dataset is needed that people enter"
        zh = f"“{name}”由方法生成；此处需要由人录入的数据集"
        yield folder.main.problem(path, "derived-dataset", en, zh)


def _schema_types(folder: PlanFolder, name: Any) -> dict[str, str]:
    """Field → type of an entered dataset as it is written; empty where it cannot be told."""
    file = folder.datasets.get(str(name))
    if file is None:
        return {}
    return {
        str(f["name"]): str(f.get("type", "string"))
        for _, f in items(file, "schema", "fields")
        if "name" in f
    }


def _wrong_type(main: YamlFile, path: Path_, name: str, kind: str, kinds: Kinds) -> Problem:
    en = f"'{name}' is of type '{kind}'; here a field of type {' or '.join(kinds)} is needed"
    zh = f"“{name}”的类型为“{kind}”；此处需要类型为 {'、'.join(kinds)} 的字段"
    return main.problem(path, "wrong-type", en, zh)


def _escalation(main: YamlFile) -> Iterator[Problem]:
    """Colours only rise, each later than the one before."""
    before: tuple[int, int] | None = None
    for path, alarm in items(main, "tasks", "escalation"):
        days, colour = alarm.get("days"), alarm.get("colour")
        if not isinstance(days, int) or colour not in COLOURS:
            continue  # told as a value that does not fit
        now = (days, COLOURS.index(colour))
        if before and not (now[0] > before[0] and now[1] > before[1]):
            en = "alarms rise: each has more days and a higher colour (blue, orange, red) than the one before"
            zh = "预警应逐级升高：每一级的天数与颜色（蓝、橙、红）都应高于前一级"
            yield main.problem(path, "escalation-order", en, zh)
        before = now
