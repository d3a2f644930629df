"""`qualicity load`: a plan's evidence into its store."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path

from qualicity.cli.context import Context, JsonOption, LangOption, PlanArgument, WorkspaceOption, now, run
from qualicity.cli.tables import print_table
from qualicity.errors import PlanError, Text
from qualicity.evidence import Change, EvidenceStore
from qualicity.evidence import load as load_evidence
from qualicity.indicators import check_indicators, find_problems
from qualicity.plan import open_plan


def load(
    plan: PlanArgument,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Load a plan's evidence into its store, all or nothing. / 加载方案数据。"""
    with run(lang, workspace, as_json) as context:
        loaded = load_plan(context, plan)
        if as_json:
            context.json(
                {
                    "plan": str(open_plan(plan).main.get("id")),
                    "changed": _changed(loaded),
                    "datasets": [_record(x) for x in loaded],
                }
            )
            return
        _print(context, loaded)


def load_plan(context: Context, path: Path) -> tuple[Change, ...]:
    """Load a plan folder's evidence into the workspace."""
    folder = open_plan(path)
    if folder.plan is None:
        raise PlanError(find_problems(folder))
    store = EvidenceStore(context.workspace, folder.plan)
    expressions = check_indicators(folder)
    try:
        return load_evidence(
            folder, store, now=now(), by=_user(), message=f"load {folder.shown}", problems=expressions
        )
    except PlanError:
        raise PlanError(find_problems(folder)) from None  # as `check` tells them


def _print(context: Context, loaded: Sequence[Change]) -> None:
    words = Text(
        "dataset rows new changed withdrawn unchanged version", "数据集 行数 新增 更改 撤回 未变 版本"
    )
    print_table(
        words.get(context.lang).split(),
        [(x.dataset, x.rows, x.inserted, x.updated, x.withdrawn, x.unchanged, x.version) for x in loaded],
    )
    for x in loaded:
        if not x.rows:
            context.say(
                Text(
                    f"{x.dataset}: 0 rows loaded: its file has a header only.",
                    f"{x.dataset}：已加载 0 行，文件只有表头。",
                )
            )
    if not _changed(loaded):
        context.say(Text("Nothing has changed since the last load.", "与上次加载相比没有变化。"))


def _changed(loaded: Sequence[Change]) -> bool:
    return any(x.inserted or x.updated or x.withdrawn for x in loaded)


def _record(x: Change) -> dict[str, object]:
    names = ("dataset", "rows", "inserted", "updated", "withdrawn", "unchanged", "version")
    return {name: getattr(x, name) for name in names}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
