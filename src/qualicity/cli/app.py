"""The program `qualicity`: its options and the list of its commands."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from qualicity import __version__
from qualicity.cli import (
    calc,
    cascade,
    changes,
    check,
    compute,
    doubts,
    draw,
    explain,
    export,
    load,
    publish,
    release,
    revisions,
    serve,
    show,
    submit,
    tasks,
    track,
    what_if,
)
from qualicity.cli.context import SHARED, LangOption, WorkspaceOption

app = typer.Typer(
    name="qualicity",
    help="Holds a city to its own plan: promise, evidence, figures, verdict, record. / 以方案衡量城市。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"qualicity {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    workspace: WorkspaceOption = None,
    lang: LangOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version / 版本")
    ] = False,
) -> None:
    del version
    SHARED.lang, SHARED.workspace = lang, Path(workspace) if workspace else None


app.command("check")(check.check)
app.command("load")(load.load)
app.command("compute")(compute.compute)
app.command("show")(show.show)
app.command("cascade")(cascade.cascade)
app.command("tasks")(tasks.tasks)
app.command("programmes")(tasks.programmes)
app.command("explain")(explain.explain)
app.command("changes")(changes.changes)
app.command("what-if")(what_if.what_if)
app.command("revisions")(revisions.revisions)
app.command("track-record")(track.track_record)
app.command("submit")(submit.submit)
app.command("history")(submit.history)
app.command("diff")(submit.diff)
app.command("release")(release.release)
app.command("releases")(release.releases)
app.command("verify")(release.verify)
app.command("publish")(publish.publish)
app.command("export")(export.export)
app.command("methods")(calc.methods)
app.command("calc")(calc.calc)
app.add_typer(draw.app, name="draw")
app.add_typer(doubts.app, name="doubts")
app.command("serve")(serve.serve)
app.command("demo")(serve.demo)


def main() -> None:
    """Run the program: what is piped is UTF-8, whatever the locale; a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    app()
