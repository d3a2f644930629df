"""`qualicity check`: is a plan folder sound, and how much of its text is answered for."""

from __future__ import annotations

import typer

from qualicity.cli.context import JsonOption, LangOption, PlanArgument, WorkspaceOption, problem_record, run
from qualicity.errors import Text
from qualicity.indicators import find_problems
from qualicity.plan import Coverage, coverage, open_plan
from qualicity.plan.translations import Translations, translations


def check(
    plan: PlanArgument,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Validate a plan folder with its evidence; print problems and clause coverage. / 校验方案文件夹。"""
    with run(lang, workspace, as_json) as context:
        folder = open_plan(plan)
        problems = find_problems(folder)
        covered = coverage(folder.plan) if folder.plan else Coverage(len(folder.clause_places), 0, 0)
        said = translations(folder)
        errors = sum(p.severity == "error" for p in problems)
        if as_json:
            context.json(
                {
                    "plan": folder.plan.id if folder.plan else folder.path.name,
                    "problems": [problem_record(p, context.lang) for p in problems],
                    "coverage": {
                        "clauses": covered.clauses,
                        "linked": covered.linked,
                        "narrative": covered.narrative,
                        "share": covered.share,
                    },
                    "translations": {
                        "texts": said.texts,
                        "translated": said.translated,
                        "share": said.share,
                        "lacking": [{"file": p.file, "line": p.line} for p in said.lacking],
                    },
                }
            )
        else:
            context.problems(problems)
            context.say(_summary(errors, len(problems) - errors))
            context.say(_coverage(covered))
            context.say(_translated(said))
        if errors:
            raise typer.Exit(1)


def _summary(errors: int, warnings: int) -> Text:
    if not errors and not warnings:
        return Text("No problems.", "没有问题。")
    return Text(
        f"{errors} error{'s' if errors != 1 else ''}, {warnings} warning{'s' if warnings != 1 else ''}.",
        f"{errors} 处错误，{warnings} 处警告。",
    )


def _coverage(covered: Coverage) -> Text:
    n, linked, narrative = covered.clauses, covered.linked, covered.narrative
    return Text(
        f"{n} clauses: {linked} linked to a commitment, {narrative} narrative; coverage {covered.share:.0%}.",
        f"条款 {n} 条：{linked} 条已关联承诺，{narrative} 条为叙述；覆盖率 {covered.share:.0%}。",
    )


_FILES, _LINES = 12, 10
"""So many files are named, and places of each; `--json` has them all."""


def _translated(said: Translations) -> Text:
    """How many texts are in both languages, and file by file where the others stand."""
    n, k = said.texts, said.translated
    en, zh = [f"{k} of {n} texts in both languages."], [f"{n} 处文本中，{k} 处为双语。"]
    files = said.by_file()
    for file, lines in files[:_FILES]:
        listed = ", ".join(map(str, lines[:_LINES])) + (" …" if len(lines) > _LINES else "")
        en.append(
            f"  {file}: {len(lines)} in one language only, line{'s' if len(lines) > 1 else ''} {listed}"
        )
        zh.append(f"  {file}：{len(lines)} 处仅有一种语言，第 {listed} 行")
    if (more := len(files) - _FILES) > 0:
        en.append(f"  … and {more} more files; --json lists them all")
        zh.append(f"  ……另有 {more} 个文件；--json 可列出全部")
    return Text("\n".join(en), "\n".join(zh))
