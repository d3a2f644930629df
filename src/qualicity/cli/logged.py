"""The log of computed figures, as people read it and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from qualicity.assessment import number
from qualicity.cli.context import Context
from qualicity.errors import Text
from qualicity.indicators import Logged
from qualicity.indicators.log import Said

_SHOWN = 12
"""So many figures that changed by the same are listed."""
_CAUSES = {
    "definition": Text("definition", "口径"),
    "method": Text("method", "方法"),
    "evidence": Text("evidence", "证据"),
}


def print_log(context: Context, rows: tuple[Logged, ...]) -> None:
    """Each computation that changed figures: the figures, and below them what it was due to."""
    if not rows:
        context.say(Text("Recomputing has changed no figure.", "重新计算未改变任何数值。"))
    for n, (same, changed) in enumerate(_together(rows)):
        first = changed[0]
        if n:
            context.say("")
        known = Text(f"as known on {first.as_of}", f"截至 {first.as_of} 已知")
        context.say(f"{first.logged_at:%Y-%m-%d %H:%M} UTC, {known.get(context.lang)}")
        for row in changed[:_SHOWN]:
            parts = [row.indicator, row.definition, row.area, row.period, row.authority]
            where = " · ".join(p for p in parts if p)
            context.say(f"  {where}: {_said(row.old)} → {_said(row.new)}")
        if (more := len(changed) - _SHOWN) > 0:
            context.say(
                Text(f"  … and {more} more (--json has all)", f"  …… 另 {more} 项（--json 列出全部）")
            )
        both = Text(" and ", "与").get(context.lang).join(_CAUSES[c].get(context.lang) for c in same)
        none = Text("nothing that is recorded of it", "所记录的依据均未变化").get(context.lang)
        due = Text("due to", "原因")
        context.say(f"  {due.get(context.lang)}: {both or none}")
        for line in _details(context, first):
            context.say(f"    {line}")


def log_record(row: Logged) -> dict[str, Any]:
    """A row of the log as JSON; `by` is the breakdown's cell, null for a total."""
    return {
        "logged_at": row.logged_at.isoformat(),
        "as_of": row.as_of.isoformat(),
        "indicator": row.indicator,
        "definition": row.definition,
        "area": row.area,
        "period": row.period,
        "by": row.by or None,
        "authority": row.authority,
        "vintage": row.vintage.isoformat() if row.vintage else None,
        "old": asdict(row.old) if row.old else None,
        "new": asdict(row.new) if row.new else None,
        "cause": list(row.cause),
        "definition_change": row.detail["definition"],
        "method": row.detail["method"],
        "evidence": row.detail["evidence"],
    }


def _together(rows: tuple[Logged, ...]) -> Iterator[tuple[tuple[str, ...], list[Logged]]]:
    """Changes of one computation that are due to the same."""
    found: dict[str, list[Logged]] = {}
    for row in rows:
        found.setdefault(repr((row.logged_at, row.as_of, row.cause, row.detail)), []).append(row)
    return ((changed[0].cause, changed) for changed in found.values())


def _details(context: Context, row: Logged) -> Iterator[str]:
    nothing = Text("nothing", "无").get(context.lang)
    for d in row.detail["definition"]:
        yield f"{d['what']}: {d['old'] or nothing} → {d['new'] or nothing}"
    for m in row.detail["method"]:
        yield f"{m['dataset'] or 'qualicity'}: {_method(m['old']) or nothing} → {_method(m['new']) or nothing}"
    for e in row.detail["evidence"]:
        version = Text("version", "版本").get(context.lang)
        old, new = ("–" if v is None else v for v in (e["from"], e["to"]))
        yield f"{e['dataset']}: {version} {old} → {new}"
        for c in e["commits"]:
            yield f"  {c['committed'][:16].replace('T', ' ')} {c['by']}: {c['message']} ({c['file']}, {c['submission']})"


def _method(said: dict[str, Any] | None) -> str:
    if said is None:
        return ""
    given = ", ".join(f"{k}={v}" for k, v in said["parameters"].items())
    return f"{said['name']} {said['version'][:8]}{f' ({given})' if given else ''}"


def _said(said: Said | None) -> str:
    if said is None:
        return "–"
    if said.value is not None:
        return number(said.value)
    return f"“{said.grade}”" if said.grade else f"({said.reason})"
