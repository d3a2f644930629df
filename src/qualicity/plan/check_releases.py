"""What must hold of the releases that a plan announces: each once, and ahead of its day."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.errors import Problem
from qualicity.plan.named import items
from qualicity.plan.read import PlanFolder


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
