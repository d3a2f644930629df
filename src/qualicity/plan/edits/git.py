"""The record of a change in the git checkout that a plan's folder lies in, where it lies in one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qualicity.errors import Text
from qualicity.plan.edits.edit import MAIN, sha256

SECONDS = 120
"""So long a commit may take with its hooks."""
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Person:
    """Whose name a commit bears."""

    name: str
    email: str

    def __str__(self) -> str:
        return (
            f"{_clean(self.name) or _clean(self.email).partition('@')[0] or 'unknown'} <{_clean(self.email)}>"
        )


@dataclass(frozen=True, slots=True)
class Committed:
    """What came of it: the commit's id, or why there is none; neither where the folder lies in no checkout."""

    id: str = ""
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be committed: files by their paths in the folder, each with the SHA-256 that it had and has now."""

    folder: Path
    before: Mapping[str, str]
    after: Mapping[str, str]
    author: Person
    committer: Person
    message: str


def in_checkout(folder: Path) -> bool:
    """Whether the plan in a folder lies in a git checkout that does not ignore it."""
    here = folder.resolve()
    if not any((p / ".git").exists() for p in (here, *here.parents)):
        return False
    if shutil.which("git") is None:
        return True
    words = ["git", "-C", str(here), "check-ignore", "-q", "--", MAIN]
    return (
        subprocess.run(words, env=_own(), capture_output=True, timeout=SECONDS, check=False).returncode != 0
    )


def commit(order: Order) -> Committed:
    """Commit these files and nothing else that is staged. The checkout's hooks run; what they refuse is told.

    Files that git is told to ignore are in no checkout. What somebody else has changed in them and not committed is not
    put under the author's name: then nothing is committed, and that is told.
    """
    if not in_checkout(order.folder):
        return Committed()
    if shutil.which("git") is None:
        return _failed("there is no program 'git' here", "此处没有 git 程序")
    try:
        return _commit(order)
    except subprocess.TimeoutExpired:
        return _failed(f"git took longer than {SECONDS} seconds", f"git 运行超过 {SECONDS} 秒")
    except OSError as error:
        return _failed(str(error), str(error))


def _commit(order: Order) -> Committed:
    names = list(order.after)
    here = _git(order, "rev-parse", "--is-inside-work-tree")
    if here.returncode:
        return _failed(_said(here), _said(here))
    held = {name: _held(order, name) for name in names}
    if held == dict(order.after):  # a try before this one got so far
        return Committed(_said(_git(order, "log", "-1", "--format=%H", "--", *names)))
    if held != {name: order.before[name] for name in names}:
        return _failed(
            "these files held changes that nobody had committed: look at them and commit by hand",
            "这些文件含有尚未提交的其他改动：请核对后手工提交",
        )
    done = _git(
        order,
        "commit",
        "--only",
        "--quiet",
        f"--author={order.author}",
        "--file=-",
        "--",
        *names,
        said=order.message,
    )
    if done.returncode:
        said = _said(done)[-_MOST:] or f"git: {done.returncode}"
        return _failed(said, said)
    return Committed(_said(_git(order, "rev-parse", "HEAD")))


def _held(order: Order, name: str) -> str:
    """The SHA-256 of a file in the last commit; "" where it is in none."""
    found = _git(order, "show", f"HEAD:./{name}")
    return "" if found.returncode else sha256(found.stdout)


def _git(order: Order, *words: str, said: str = "") -> subprocess.CompletedProcess[bytes]:
    mine = _own() | {
        "GIT_COMMITTER_NAME": str(order.committer).partition(" <")[0],
        "GIT_COMMITTER_EMAIL": _clean(order.committer.email),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": "true",
    }
    return subprocess.run(
        ["git", "-C", str(order.folder), *words],
        input=said.encode(),
        capture_output=True,
        env=mine,
        timeout=SECONDS,
        check=False,
    )


def _own() -> dict[str, str]:
    """The environment without what names another checkout."""
    return {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k.startswith("GIT_CONFIG")}


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return (done.stdout + b"\n" + done.stderr).decode("utf-8", "replace").strip()


def _clean(text: str) -> str:
    return " ".join("".join(c for c in text if c not in "<>").split())


def _failed(en: str, zh: str) -> Committed:
    return Committed("", Text(en, zh))
