"""What every command shares: language, workspace, output, and how errors end a command."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from qualicity.errors import SHOWN, Lang, PlanError, Problem, QualicityError, Text, UsageError
from qualicity.workspace import Workspace

PlanArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", help="A plan folder / 方案文件夹", show_default=False)
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="As known on this day (2017-03-01) / 截至该日已知"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON / 输出 JSON")]
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        help="What reads the evidence: duckdb, spark, sail or sc://host:port / 计算引擎",
    ),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", metavar="en|zh", help="Language of messages / 消息语言")
]
WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="Where state lives (default: var) / 工作区")
]


@dataclass(slots=True)
class Shared:
    """Options that may stand before the command's name as well as behind it.

    `alone` says that this process runs the one command and nothing else.
    """

    lang: str | None = None
    workspace: Path | None = None
    alone: bool = False


SHARED = Shared()


@dataclass(frozen=True, slots=True)
class Context:
    """One run of one command."""

    lang: Lang
    workspace: Workspace
    as_json: bool

    def say(self, text: Text | str) -> None:
        """A line on standard output."""
        print(text.get(self.lang) if isinstance(text, Text) else text)

    def problems(self, problems: Sequence[Problem]) -> None:
        """Problems for a person: the first hundred, the rest by file, field and rule."""
        for problem in problems[:SHOWN]:
            word = Text("", "") if problem.severity == "error" else Text("warning: ", "警告：")
            self.say(f"{problem.place}: {word.get(self.lang)}{problem.message.get(self.lang)}")
        if len(problems) <= SHOWN:
            return
        more = len(problems) - SHOWN
        self.say(
            Text(f"and {more} more (all with --json); of all:", f"另有 {more} 处（--json 列出全部）；总计：")
        )
        kinds = Counter((p.place.file, *_field_and_rule(p)) for p in problems)
        for (file, field, rule), n in sorted(kinds.items(), key=lambda k: (-k[1], k[0])):
            self.say(f"{n:>8}  {file}  {field or '–'}  {rule}")

    def note(self, text: Text) -> None:
        """A line on standard error: for people, never part of the result."""
        print(text.get(self.lang), file=sys.stderr)

    def json(self, record: Any) -> None:
        """A record on standard output."""
        print(json.dumps(record, ensure_ascii=False, indent=2, default=str))


def language(given: str | None) -> Lang:
    """`en` or `zh`: as given, else from LC_ALL, LC_MESSAGES or LANG.

    Errors: `UsageError` for any other language.
    """
    said = given or SHARED.lang
    if said is None:
        named = (os.environ.get(k, "") for k in ("LC_ALL", "LC_MESSAGES", "LANG"))
        first = next((v for v in named if v and v.split(".")[0] not in ("C", "POSIX")), "")
        return "zh" if first.lower().startswith("zh") else "en"
    if said not in ("en", "zh"):
        raise UsageError(Text(f"language '{said}' is not one of en, zh", f"语言“{said}”不在可选值内：en, zh"))
    return "zh" if said == "zh" else "en"


@contextmanager
def run(lang: str | None, workspace: Path | None, as_json: bool = False) -> Iterator[Context]:
    """Run a command; an error of ours ends it with its words and its exit code, 1 or 2."""
    spoken: Lang = "en"
    try:
        spoken = language(lang)
        yield Context(spoken, Workspace.find(workspace or SHARED.workspace), as_json)
    except QualicityError as error:
        if as_json:
            print(json.dumps(_error_record(error, spoken), ensure_ascii=False, indent=2))
        print(error.text.get(spoken), file=sys.stderr)
        raise typer.Exit(2 if isinstance(error, UsageError) else 1) from None
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        raise typer.Exit(0) from None


def _error_record(error: QualicityError, lang: Lang) -> dict[str, Any]:
    record: dict[str, Any] = {"error": error.text.get(lang)}
    if isinstance(error, PlanError):
        record["problems"] = [problem_record(p, lang) for p in error.problems]
    return record


def _field_and_rule(problem: Problem) -> tuple[str, str]:
    from qualicity.evidence import RowProblem

    if isinstance(problem, RowProblem):
        return problem.field or "", problem.rule
    return "", problem.code


def problem_record(problem: Problem, lang: Lang) -> dict[str, Any]:
    """A problem as JSON: severity, file, line, column, code, message."""
    return {
        "severity": problem.severity,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "message": problem.message.get(lang),
    }


def now() -> datetime:
    """The present moment in UTC, without zone: the only clock of the command line."""
    return datetime.now(UTC).replace(tzinfo=None)


def day(as_of: str | None) -> date:
    """The day meant by `--as-of` (an imprecise date is its last day), else today in UTC.

    Errors: `UsageError` when it is not a date.
    """
    if not as_of:
        return now().date()
    from qualicity.plan import last_possible_day

    return last_possible_day(as_of)
