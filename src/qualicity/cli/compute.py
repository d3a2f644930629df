"""`qualicity compute`: every observation of a plan."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from qualicity.cli.context import (
    AsOfOption,
    Context,
    EngineOption,
    JsonOption,
    LangOption,
    PlanArgument,
    WorkspaceOption,
    day,
    now,
    run,
)
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore
from qualicity.indicators import Figures, check_indicators, describe, open_engine, plan_computation
from qualicity.indicators import compute as compute_figures
from qualicity.plan import Plan, read_plan


def compute(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the steps, run nothing / 只打印步骤")
    ] = False,
    engine: EngineOption = "duckdb",
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Compute all observations of a plan. / 计算全部指标值。"""
    with run(lang, workspace, as_json) as context:
        read = checked_plan(plan)
        known_on = day(as_of)
        if explain:
            steps = plan_computation(read)
            if as_json:
                listed = [{"kind": type(s).__name__.lower(), **asdict(s)} for s in steps]
                context.json({"plan": read.id, "as_of": known_on.isoformat(), "steps": listed})
            else:
                context.say(describe(steps))
            return
        with open_engine(engine) as reader, progress_bar(context) as tell:
            store = EvidenceStore(context.workspace, read, str(plan))
            work = compute_figures(read, store, known_on, tell, now(), reader)
        figures = Figures(work)
        if as_json:
            record = {"plan": read.id, "as_of": known_on.isoformat(), "observations": figures.count()}
            context.json(
                record
                | {"indicators": len(figures.indicators()), "computed": work.fresh, "file": str(work.path)}
            )
            return
        done = (
            Text("computed", "已计算")
            if work.fresh
            else Text("unchanged, nothing to compute", "没有变化，无需计算")
        )
        context.say(
            Text(
                f"{figures.count()} observations of {len(figures.indicators())} indicators as known on {known_on}: {done.en}.",
                f"截至 {known_on} 已知：{len(figures.indicators())} 个指标的 {figures.count()} 个数值；{done.get('zh')}。",
            )
        )


def checked_plan(path: object) -> Plan:
    """The plan in a folder, with its expressions checked.

    Errors: `PlanError` with all problems of the folder.
    """
    return read_plan(str(path), check_indicators)


@contextmanager
def progress_bar(context: Context) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error while it is a terminal; told of steps, it says nothing else."""
    if context.as_json or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, total: bar.update(task, description=step, completed=done, total=total)
