"""What must hold of the plans above and beside, and of the promises of others: ids, references, numbers, units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from qualicity.errors import Problem, Text, did_you_mean
from qualicity.plan.named import Path_, items, unknown
from qualicity.plan.parents import beside
from qualicity.plan.read import PlanFolder
from qualicity.plan.units import UNITS
from qualicity.plan.yamlfile import YamlFile

_Listed = list[tuple[Path_, dict[str, Any]]]
_NUMBERLESS = ("status", "judged")


def check_cascade(folder: PlanFolder) -> Iterator[Problem]:
    """The problems of `implements`, `related`, `others`, and of what targets take over."""
    main = folder.main
    parents, related = list(items(main, "implements")), list(items(main, "related"))
    others = list(items(main, "others"))
    for listed in (parents, related, others):
        yield from _twice(main, listed)
    for path, parent in parents:
        yield from _parent(folder, path, parent)
    yield from _taken_over(folder)
    clauses, targets = list(folder.clause_places), _ids(items(main, "targets"))
    for path, item in related:
        if clauses:  # a text that could not be read is told once, not at every clause
            yield from _unknown_names(main, (*path, "clauses"), item, Text("clause", "条款"), clauses)
    for path, item in others:
        yield from _unknown_names(main, (*path, "like"), item, Text("target", "指标目标"), targets)
        yield from _number(folder, path, item)
    yield from _lonely(main, others)


def _ids(listed: Iterable[tuple[Path_, dict[str, Any]]]) -> list[str]:
    return [str(item["id"]) for _, item in listed if item.get("id") is not None]


def _twice(file: YamlFile, listed: _Listed) -> Iterator[Problem]:
    first: dict[str, Path_] = {}
    for path, item in listed:
        name = str(item.get("id"))
        if item.get("id") is not None and name in first:
            line = file.place((*first[name], "id")).line
            en = f"the id '{name}' is already used on line {line}; ids are used once"
            zh = f"编号“{name}”在第 {line} 行已使用；编号不得重复"
            yield file.problem((*path, "id"), "duplicate-id", en, zh)
        first.setdefault(name, path)


def _parent(folder: PlanFolder, path: Path_, parent: dict[str, Any]) -> Iterator[Problem]:
    main, named = folder.main, parent.get("folder")
    if named is not None and str(named) not in beside(folder.path):
        what = Text("plan folder", "方案文件夹")
        yield unknown(main, (*path, "folder"), what, named, beside(folder.path))
    clauses = list(items(main, *path, "clauses"))
    yield from _twice(main, clauses)
    for at, clause in clauses:
        yield from _number(folder, at, clause)


def _number(folder: PlanFolder, path: Path_, item: dict[str, Any]) -> Iterator[Problem]:
    """A promise with an operator for numbers has its number, in a unit that is known."""
    main, operator = folder.main, item.get("operator")
    if operator is not None and operator not in _NUMBERLESS and item.get("value") is None:
        en = f"a promise with operator '{operator}' needs a 'value'"
        yield main.problem(path, "promise-value", en, f"操作符为“{operator}”的承诺需要“value”")
    if operator == "range" and item.get("upper") is None:
        en, zh = "a promise with operator 'range' needs an 'upper' value", "区间承诺需要上限“upper”"
        yield main.problem(path, "promise-upper", en, zh)
    own = main.get("units")
    known = {*UNITS, *(own if isinstance(own, dict) else {})}
    if item.get("unit") is not None and str(item["unit"]) not in known:
        yield unknown(main, (*path, "unit"), Text("unit", "单位"), item["unit"], known)


def _taken_over(folder: PlanFolder) -> Iterator[Problem]:
    """What targets take over stands in `implements`."""
    main = folder.main
    read = {p.id: [c.id for c in p.clauses] for p in folder.plan.implements} if folder.plan else {}
    # as written too: a clause with a mistake of its own is not unknown
    parents = {
        str(p["id"]): [*_ids(items(main, *path, "clauses")), *read.get(str(p["id"]), ())]
        for path, p in items(main, "implements")
        if p.get("id") is not None
    }
    for path, target in items(main, "targets"):
        del target
        for at, taken in items(main, *path, "implements"):
            plan, clause = taken.get("plan"), taken.get("clause")
            if plan is None:
                continue
            if str(plan) not in parents:
                yield unknown(main, (*at, "plan"), Text("plan above", "上位方案"), plan, parents)
            elif clause is not None and str(clause) not in parents[str(plan)]:
                what = Text("clause of the plan above", "上位方案条款")
                yield unknown(main, (*at, "clause"), what, clause, parents[str(plan)])


def _unknown_names(
    file: YamlFile, path: Path_, item: dict[str, Any], what: Text, known: list[str]
) -> Iterator[Problem]:
    named = item.get(str(path[-1]))
    for n, name in enumerate(named if isinstance(named, list) else []):
        if str(name) not in known:
            yield unknown(file, (*path, n), what, name, known)


def _lonely(file: YamlFile, others: _Listed) -> Iterator[Problem]:
    """A promise that is set beside nothing: it names no target, and no other promise has its topic."""
    topics = [_topic(item) for _, item in others]
    for (path, item), topic in zip(others, topics, strict=True):
        if topic is None or item.get("like") or topics.count(topic) > 1:
            continue
        near = did_you_mean(topic, [t for t in topics if t and t != topic])
        en = f"this promise stands beside nothing: it names no target in 'like', and no other has its topic{near.en}"
        zh = f"该承诺无可对照：未在“like”中列出目标，也没有其他承诺属于同一主题{near.zh}"
        yield file.problem((*path, "topic"), "promise-alone", en, zh, severity="warning")


def _topic(item: dict[str, Any]) -> str | None:
    topic = item.get("topic")
    return str(topic["en"]) if isinstance(topic, dict) and "en" in topic else None
