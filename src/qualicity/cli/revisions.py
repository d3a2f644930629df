"""`qualicity revisions`: how figures were revised, and where authorities contradict each other."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from qualicity.cli.compute import checked_plan
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
from qualicity.cli.logged import log_record, print_log
from qualicity.cli.show import open_view
from qualicity.cli.triangle import print_summary, print_triangle
from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.indicators import Observation, Revisions, read_log
from qualicity.indicators import revisions as find_revisions
from qualicity.indicators.revisions import Key
from qualicity.plan import Plan


def revisions(
    plan: PlanArgument,
    indicator: Annotated[
        str | None, typer.Argument(metavar="[INDICATOR]", help="An indicator's id / 指标编号")
    ] = None,
    log: Annotated[
        bool, typer.Option("--log", help="What recomputing has changed, and why / 重新计算所改变的数值及原因")
    ] = False,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """The revision triangle, its statistics, and conflicts between authorities. / 修订与数据不一致。"""
    with run(lang, workspace, as_json) as context:
        if log:
            _log(context, checked_plan(plan), indicator)
            return
        view = open_view(context, plan, day(as_of))
        known = _known(view.plan, indicator)
        found = [find_revisions(view.figures, i) for i in known]
        told = [r for r in found if indicator or r.revised or r.conflicts]
        if as_json:
            record = {"plan": view.plan.id, "as_of": view.scorecard.as_of.isoformat()}
            context.json(record | {"indicators": [_record(r) for r in told]})
        elif indicator:
            print_triangle(context, view, told[0])
        else:
            print_summary(context, view, told)


def _known(plan: Plan, indicator: str | None) -> list[str]:
    """The indicator that was asked for, or all."""
    known = [i.id for i in plan.indicators]
    if indicator is not None and indicator not in known:
        near = did_you_mean(indicator, known)
        en, zh = f"unknown indicator '{indicator}'{near.en}", f"未知的指标“{indicator}”{near.zh}"
        raise UsageError(Text(en, zh))
    return known if indicator is None else [indicator]


def _log(context: Context, plan: Plan, indicator: str | None) -> None:
    _known(plan, indicator)
    rows = read_log(context.workspace, plan, indicator)
    if context.as_json:
        context.json({"plan": plan.id, "log": [log_record(r) for r in rows]})
    else:
        print_log(context, rows)


def _record(r: Revisions) -> dict[str, Any]:
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
        "statistics": asdict(r.statistics) | {"unit": r.unit},
        "computed_statistics": asdict(r.computed) | {"unit": r.unit},
        "conflicts": [{**_key(c.key), "figures": [_vintage(o) for o in c.figures]} for c in r.conflicts],
    }


def _key(key: Key) -> dict[str, Any]:
    definition, area, period, cell = key
    return {"definition": definition, "area": area, "period": period, "by": cell or None}


def _vintage(o: Observation) -> dict[str, Any]:
    return {
        "authority": o.authority,
        "vintage": o.vintage.isoformat() if o.vintage else None,
        "value": o.value,
        "qualifier": o.qualifier,
        "status": o.status,
    }
