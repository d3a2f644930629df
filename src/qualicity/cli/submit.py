"""`qualicity submit`, `history` and `diff`: rows on their way into a dataset, and what became of it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from qualicity.cli.context import Context, JsonOption, LangOption, PlanArgument, WorkspaceOption, now, run
from qualicity.cli.tables import print_table
from qualicity.errors import PlanError, Problem, Text, UsageError
from qualicity.evidence import (
    Author,
    DatasetStore,
    Due,
    EvidenceStore,
    RowChange,
    RowProblem,
    Submission,
    compare,
    last_period,
)
from qualicity.evidence import due as find_due
from qualicity.evidence import submit as submit_file
from qualicity.evidence.submit import entered_dataset
from qualicity.plan import check_plan, open_plan

DatasetArgument = Annotated[str, typer.Argument(metavar="DATASET", help="A dataset's id / 数据集编号")]


def submit(
    plan: PlanArgument,
    dataset: DatasetArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, Parquet or JSON lines / 数据文件")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who hands it in (recorded) / 提交人")],
    message: Annotated[str, typer.Option("--message", "-m", metavar="TEXT", help="Why (recorded) / 说明")],
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="Which field a column holds / 列与字段的对应"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, take nothing / 只校验，不入库")] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Check a file against its dataset and take it, all or nothing. / 提交数据文件。"""
    with run(lang, workspace, as_json) as context:
        folder = open_plan(plan)
        problems = check_plan(folder)
        if folder.plan is None or any(p.severity == "error" for p in problems):
            raise PlanError(problems)
        store = EvidenceStore(context.workspace, folder.plan, folder.shown)
        author = Author(by, message, now(), "submission")
        answer = submit_file(
            folder, store, dataset, file, author, given=_given(mapped or ()), dry_run=dry_run
        )
        if as_json:
            context.json(_answer(context, answer))
        else:
            _say(context, answer)
        if not answer.accepted:
            raise typer.Exit(1)


def history(
    plan: PlanArgument,
    dataset: DatasetArgument,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Every commit of a dataset: when, by whom, why, from which file. / 数据集的提交历史。"""
    with run(lang, workspace, as_json) as context:
        store = _store(context, plan, dataset)
        columns = (
            "version",
            "committed",
            "by",
            "message",
            "file",
            "sha256",
            "origin",
            "inserted",
            "updated",
            "withdrawn",
        )
        rows = [[getattr(c, name) for name in columns] for c in store.commits]
        asked = find_due(store.dataset, last_period(store), now())
        if as_json:
            listed = [dict(zip(columns, row, strict=True)) for row in rows]
            record = {"dataset": dataset, "version": store.version, "commits": [_iso(c) for c in listed]}
            context.json(record | ({"due": asdict(asked)} if asked else {}))
            return
        titles = Text(
            "version|committed|by|message|file|SHA-256|origin|new|changed|withdrawn",
            "版本|提交时间|提交人|说明|文件|SHA-256|来源|新增|更改|撤回",
        )
        shown = [[*row[:1], f"{row[1]:%Y-%m-%d %H:%M:%S}", *row[2:5], row[5][:12], *row[6:]] for row in rows]
        print_table(titles.get(context.lang).split("|"), shown, wide=(3,))
        if asked:
            context.say(_due(asked))


def diff(
    plan: PlanArgument,
    dataset: DatasetArgument,
    first: Annotated[int, typer.Option("--from", metavar="V", help="The earlier version / 较早版本")],
    last: Annotated[int, typer.Option("--to", metavar="V", help="The later version / 较晚版本")],
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """What changed in a dataset between two versions, by whom and why. / 两个版本之间的变化。"""
    with run(lang, workspace, as_json) as context:
        changes = compare(_store(context, plan, dataset), first, last)
        if as_json:
            context.json(
                {"dataset": dataset, "from": first, "to": last, "changes": [_change(c) for c in changes]}
            )
            return
        if not changes:
            context.say(Text("Nothing differs.", "没有差异。"))
            return
        titles = Text(
            "change|row|known from|before|after|by|why", "变化|行|已知自|之前|之后|提交人|说明"
        ).get(context.lang)
        print_table(titles.split("|"), [_row(context, c) for c in changes], wide=(1, 3, 4))


def _due(asked: Due) -> Text:
    """`due: 2024-02 by 2024-03-20, late: none`."""
    en = zh = "none"
    if asked.late:
        first, n = asked.late[0], len(asked.late) - 1
        en = f"{first.period} by {first.by}" + (f" and {n} more to {asked.late[-1].period}" if n else "")
        zh = f"{first.period}（应于 {first.by} 前）" + (
            f"，及其后 {n} 期至 {asked.late[-1].period}" if n else ""
        )
    return Text(
        f"due: {asked.due.period} by {asked.due.by}, late: {en}",
        f"待报：{asked.due.period}（应于 {asked.due.by} 前），逾期：{zh if asked.late else '无'}",
    )


_KINDS = {
    "inserted": Text("new", "新增"),
    "revised": Text("revised", "修订"),
    "corrected": Text("corrected", "更正"),
    "withdrawn": Text("withdrawn", "撤回"),
}


def _store(context: Context, path: Path, dataset: str) -> DatasetStore:
    folder = open_plan(path)
    if folder.plan is None:
        raise PlanError(check_plan(folder))
    entered_dataset(folder, dataset)
    store = EvidenceStore(context.workspace, folder.plan, folder.shown)
    store.require_loaded(dataset)
    return store.dataset(dataset)


def _answer(context: Context, answer: Submission) -> dict[str, Any]:
    change = answer.change
    errors = [_problem(context, p) for p in answer.problems if p.severity == "error"]
    warnings = [_problem(context, p) for p in answer.problems if p.severity == "warning"]
    return {
        "accepted": answer.accepted,
        "rows": answer.rows,
        "inserted": change.inserted if change else 0,
        "updated": change.updated if change else 0,
        "unchanged": change.unchanged if change else 0,
        "errors": errors,
        "warnings": warnings,
        "dry_run": answer.dry_run,
        "dataset": answer.dataset,
        "version": change.version if change else None,
        "mapping": [{"column": m.column, "field": m.field, "by": m.by} for m in answer.mapping],
    }


def _given(mapped: Sequence[str]) -> dict[str, str]:
    """Column → field, as `--map` says it. Errors: `UsageError` for one without `=`."""
    given: dict[str, str] = {}
    for said in mapped:
        column, equals, field = said.rpartition("=")
        if not (equals and column and field):
            raise UsageError(
                Text(f"--map takes COLUMN=FIELD, not '{said}'", f"--map 应写作 列名=字段名，而不是“{said}”")
            )
        given[column] = field
    return given


_BY = {
    "name": Text("its name", "字段名"),
    "title": Text("its title", "字段标题"),
    "concept": Text("its SDMX concept", "SDMX 概念"),
    "given": Text("--map", "--map"),
    "near": Text("proposed", "建议"),
    "none": Text("no field", "无对应字段"),
}


def _propose(context: Context, answer: Submission) -> None:
    """Where columns and fields do not match: the whole mapping, and what to type to accept it."""
    if all(m.by not in ("near", "none") for m in answer.mapping):
        return
    titles = Text("column|field|by", "列|字段|依据").get(context.lang).split("|")
    print_table(titles, [(m.column, m.field, _BY[m.by].get(context.lang)) for m in answer.mapping])
    near = [shlex.quote(f"{m.column}={m.field}") for m in answer.mapping if m.by == "near"]
    if near:
        options = " ".join(f"--map {each}" for each in near)
        context.say(Text(f"To accept what is proposed, add: {options}", f"如接受建议，请加上：{options}"))


def _problem(context: Context, problem: Problem) -> dict[str, Any]:
    row = problem if isinstance(problem, RowProblem) else None
    return {
        "line": problem.place.line,
        "field": row.field if row else None,
        "rule": row.rule if row else problem.code,
        "value": row.value if row else None,
        "message": problem.message.get(context.lang),
        "messages": {"en": problem.message.en, "zh": problem.message.get("zh")},
        "cell": row.cell if row else None,
        "file": problem.place.file,
        "column": problem.place.column,
    }


def _say(context: Context, answer: Submission) -> None:
    context.problems(answer.problems)
    _propose(context, answer)
    change = answer.change
    if change is None:
        n = sum(p.severity == "error" for p in answer.problems)
        context.say(
            Text(f"Not accepted: {n} error(s); nothing was taken.", f"未接受：{n} 处错误；未入库任何数据。")
        )
        return
    counts = Text(
        f"{change.inserted} new, {change.updated} changed, {change.unchanged} unchanged",
        f"新增 {change.inserted} 行，更改 {change.updated} 行，未变 {change.unchanged} 行",
    )
    if answer.dry_run:
        context.say(
            Text(
                f"Would be accepted: {counts.en}; nothing was taken.",
                f"可以接受：{counts.get('zh')}；未入库。",
            )
        )
    elif change.inserted + change.updated:
        context.say(
            Text(
                f"Accepted: {counts.en}; version {change.version}.",
                f"已接受：{counts.get('zh')}；版本 {change.version}。",
            )
        )
    else:
        context.say(
            Text(f"Accepted: {counts.en}; nothing to add.", f"已接受：{counts.get('zh')}；没有新内容。")
        )


def _row(context: Context, c: RowChange) -> list[Any]:
    key = ", ".join("" if v is None else str(v) for v in c.key.values())
    values = [
        "; ".join(f"{k}: {v}" for k, v in side.items() if v is not None) for side in (c.before, c.after)
    ]
    by = (c.commit.by, c.commit.message) if c.commit else ("", "")
    return [_KINDS[c.kind].get(context.lang), key, f"{c.known_from:%Y-%m-%d}", *values, *by]


def _change(c: RowChange) -> dict[str, Any]:
    commit = c.commit
    return {
        "change": c.kind,
        "key": _iso(c.key),
        "known_from": c.known_from.isoformat(),
        "before": _iso(c.before),
        "after": _iso(c.after),
        "version": commit.version if commit else None,
        "by": commit.by if commit else None,
        "message": commit.message if commit else None,
    }


def _iso(record: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in record.items()}
