"""`qualicity revisions`: how figures were revised, and where authorities contradict each other."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qualicity.assessment import number
from qualicity.cli.context import (
    AsOfOption,
    Context,
    JsonOption,
    LangOption,
    PlanArgument,
    WorkspaceOption,
    day,
    run,
)
from qualicity.cli.show import open_view
from qualicity.cli.tables import print_table
from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.indicators import Observation, Revisions
from qualicity.indicators import revisions as find_revisions


def revisions(
    plan: PlanArgument,
    indicator: Annotated[
        str | None, typer.Argument(metavar="[INDICATOR]", help="An indicator's id / 指标编号")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """The revision triangle, its statistics, and conflicts between authorities. / 修订与数据不一致。"""
    with run(lang, workspace, as_json) as context:
        view = open_view(context, plan, day(as_of))
        known = [i.id for i in view.plan.indicators]
        if indicator is not None and indicator not in known:
            near = did_you_mean(indicator, known)
            en, zh = f"unknown indicator '{indicator}'{near.en}", f"未知的指标“{indicator}”{near.zh}"
            raise UsageError(Text(en, zh))
        found = [find_revisions(view.figures, i) for i in ([indicator] if indicator else known)]
        told = [r for r in found if indicator or r.revised or r.conflicts]
        if as_json:
            record = {"plan": view.plan.id, "as_of": view.scorecard.as_of.isoformat()}
            context.json(record | {"indicators": [_record(r) for r in told]})
            return
        for r in told:
            declared = view.plan.indicator(r.indicator)
            context.say(f"{declared.title.get(context.lang)} ({r.indicator})" if declared else r.indicator)
            _print(context, r)
            context.say("")


def _print(context: Context, r: Revisions) -> None:
    if not r.revised and not r.conflicts:
        context.say(
            Text(
                "No figure was revised, and no authorities contradict each other.", "没有修订，也没有不一致。"
            )
        )
    if r.revised:
        titles = Text(
            "definition|area|period|authority|vintages|revision|%", "口径|地区|时期|机构|各版|修订|%"
        )
        rows = [
            [
                *[*x.key, x.authority],
                " → ".join(f"{number(v.value)} ({v.vintage})" for v in x.vintages),
                number(x.revision),
                number(round(x.percent, 3)) if x.percent is not None else "",
            ]
            for x in r.revised
        ]
        print_table(titles.get(context.lang).split("|"), rows, wide=(4,))
        s = r.statistics
        shown = [number(round(x, 4)) if x is not None else "–" for x in (s.mean, s.mean_absolute, s.sd, s.t)]
        context.say(
            Text(
                f"{s.n} revised, in %: mean {shown[0]}, mean absolute {shown[1]}, standard deviation {shown[2]}, t {shown[3]}",
                f"修订 {s.n} 项（%）：平均 {shown[0]}，平均绝对值 {shown[1]}，标准差 {shown[2]}，t 值 {shown[3]}",
            )
        )
    for c in r.conflicts:
        said = "; ".join(f"{o.authority}: {number(o.value)} ({o.vintage})" for o in c.figures)
        where = f"{c.key[0]}, {c.key[1]}, {c.key[2]}"
        context.say(Text(f"conflict – {where}: {said}", f"不一致 – {where}：{said}"))


def _record(r: Revisions) -> dict[str, Any]:
    s = r.statistics
    return {
        "indicator": r.indicator,
        "revised": [
            {
                **_key(x.key),
                "authority": x.authority,
                "vintages": [_vintage(v) for v in x.vintages],
                "revision": x.revision,
                "percent": x.percent,
            }
            for x in r.revised
        ],
        "statistics": {
            "n": s.n,
            "mean": s.mean,
            "mean_absolute": s.mean_absolute,
            "sd": s.sd,
            "t": s.t,
            "unit": "%",
        },
        "conflicts": [{**_key(c.key), "figures": [_vintage(o) for o in c.figures]} for c in r.conflicts],
    }


def _key(key: tuple[str, str | None, str]) -> dict[str, Any]:
    return dict(zip(("definition", "area", "period"), key, strict=True))


def _vintage(o: Observation) -> dict[str, Any]:
    return {
        "authority": o.authority,
        "vintage": o.vintage.isoformat() if o.vintage else None,
        "value": o.value,
        "qualifier": o.qualifier,
        "status": o.status,
    }
