"""The program `qualicity`: its options and the list of its commands."""

from __future__ import annotations

import atexit
import gc
import io
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from qualicity import __version__
from qualicity.cli.context import SHARED, LangOption, WorkspaceOption

_MODULES = {
    "check": "check", "load": "load", "compute": "compute", "show": "show", "cascade": "cascade", "tasks": "tasks",
    "programmes": "tasks", "explain": "explain", "changes": "changes", "what-if": "what_if", "revisions": "revisions",
    "track-record": "track", "submit": "submit", "history": "submit", "diff": "submit", "release": "release",
    "releases": "release", "verify": "release", "publish": "publish", "export": "export", "report": "report",
    "import-opensdg": "import_opensdg", "methods": "calc", "calc": "calc", "draw": "draw",
    "doubts": "doubts", "invite": "invite", "token": "token", "worker": "worker", "audit": "audit", "serve": "serve",
    "demo": "serve",
}  # fmt: skip
"""The commands in the order in which help lists them, each with the module of its function."""

_COLLECTED = 200_000
"""New objects after which circles of garbage are looked for: after 700 each, reading a plan took half as long again."""


def _version(wanted: bool) -> None:
    if wanted:
        print(f"qualicity {__version__}")
        raise typer.Exit


def _options(
    workspace: WorkspaceOption = None,
    lang: LangOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version / 版本")
    ] = False,
) -> None:
    del version
    SHARED.lang, SHARED.workspace = lang, Path(workspace) if workspace else None


def program(asked: Iterable[str] = ()) -> typer.Typer:
    """The program with those of its commands whose names are among the words asked, or with all of them.

    What nobody asks for is not read: a command starts in the time of its own module.
    """
    app = typer.Typer(
        name="qualicity",
        help="Holds a city to its own plan: promise, evidence, figures, verdict, record. / 以方案衡量城市。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    words = set(asked)
    for name in [a for a in _MODULES if a in words] or (() if "--version" in words else _MODULES):
        module = import_module(f"qualicity.cli.{_MODULES[name]}")
        if hasattr(module, "app"):  # it has commands of its own below it
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, name.replace("-", "_")))
    return app


def __getattr__(name: str) -> typer.Typer:
    """`app`, the whole program, made when somebody asks for it."""
    if name != "app":
        raise AttributeError(name)
    whole = globals()["app"] = program()
    return whole


def main() -> None:
    """Run the program: what is piped is UTF-8, whatever the locale; a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    SHARED.alone = True
    gc.set_threshold(_COLLECTED)
    atexit.register(gc.freeze)  # what is left ends with the process: to look it through took 40 to 200 ms
    program(sys.argv[1:])()
