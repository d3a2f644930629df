"""What must hold of the releases that a plan announces: each once, ahead of its day, and put off to a later one."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.errors import Problem
from qualicity.plan.calendar import AnnouncedRelease, last_moment
from qualicity.plan.named import items
from qualicity.plan.read import PlanFolder
from qualicity.plan.yamlfile import Path_, YamlFile


def check_releases(folder: PlanFolder) -> Iterator[Problem]:
    """Names that stand twice; and announcements that come too late to be any."""
    main, first = folder.main, dict[str, int]()
    for path, item in items(main, "releases"):
        name = str(item.get("name"))
        at = (*path, "name")
        if name in first and item.get("name") is not None:
            en = f"the release '{name}' is already announced on line {first[name]}; names are used once"
            yield main.problem(
                at, "duplicate-id", en, f"发布“{name}”已在第 {first[name]} 行预告；名称不得重复"
            )
        first.setdefault(name, main.place(at).line)
    announced = {r.name: r for r in folder.plan.releases} if folder.plan else {}
    for path, item in items(main, "releases"):
        said = announced.get(str(item.get("name")))
        if said and not said.ahead:
            en = f"announced on {said.known} for {said.due}: not ahead, so it does not count in the on-time rate"
            zh = f"预告日期 {said.known} 不早于发布日期 {said.due}：不属于提前预告，不计入按时率"
            yield main.problem((*path, "known"), "not-ahead", en, zh, severity="warning")
        if said:
            yield from _postponed(main, path, said)


def _postponed(main: YamlFile, path: Path_, said: AnnouncedRelease) -> Iterator[Problem]:
    """Postponements to a date that is no later, or said before what they change or when they were over."""
    due, told = said.due, said.known
    for n, p in enumerate(said.postponed):
        at = (*path, "postponed", n)
        if last_moment(p.to) <= last_moment(due):
            en = f"postponed to {p.to}, which is not after {due}: a postponement names a later date"
            yield main.problem(
                (*at, "to"), "bad-value", en, f"推迟至 {p.to}，不晚于 {due}：推迟须写明更晚的日期"
            )
        if p.known < told:
            en = f"the postponement was said on {p.known}, before what it changes was said ({told})"
            zh = f"推迟的公布日期 {p.known} 早于其所变更内容的公布日期（{told}）"
            yield main.problem((*at, "known"), "bad-value", en, zh)
        elif p.known > last_moment(p.to).date():
            en = f"the postponement to {p.to} was said on {p.known}, when that day was over"
            yield main.problem(
                (*at, "known"), "bad-value", en, f"推迟至 {p.to} 于 {p.known} 才公布，其时该日已过"
            )
        due, told = p.to, p.known
