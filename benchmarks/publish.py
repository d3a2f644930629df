"""A static site of 1,000 indicators in two languages: cold, unchanged, and after one changed figure."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic

from measure import AS_OF, HERE, ROOT, Benchmark, Side, environment

INDICATORS = int(os.environ.get("INDICATORS", "1000"))
"""Fewer for a look at where the time goes: `INDICATORS=100 python benchmarks/run.py publish --runs 1`."""
REVISIONS = 6
COLD, AGAIN, CHANGED = "publish, cold", "publish, nothing changed", "publish, one changed figure"
NOTES = f"""\
A synthetic plan of {INDICATORS:,} indicators, each with a target and 12 yearly figures: a page for every target, indicator
and figure in English and Chinese, with their records, rows and charts. Evidence is loaded before; a cold publication
computes, judges, draws and writes everything, in four processes where there are four cores. Then nothing has changed,
then one figure has been revised (loading it is not counted). The workspace of each round is its own. The memory is that of
the first process.

After the rounds `publish --watch` stays with the last site while that figure is revised {REVISIONS} times more: counted
are the seconds from the end of `load` to the line by which it says that the site is whole.
"""


def prepare(home: Path) -> None:
    """Write the plan and load it into a workspace that every round copies."""
    _plan(home)
    _run("load", home / "many", "--workspace", home / "loaded")
    _plan(home, "1000")


def sides(home: Path, n: int) -> Iterator[Side]:
    """The three publications of one round, of a workspace and a folder of its own; before the last one it is revised."""
    for left in home.glob("round-*"):
        shutil.rmtree(left)
    here = home / f"round-{n}"
    shutil.copytree(home / "loaded", here / "loaded")
    command = _publish(home, here)
    yield Side(COLD, command)
    yield Side(AGAIN, command)
    _run("load", home / "many", "--workspace", here / "loaded")
    yield Side(CHANGED, command)


def watched(home: Path) -> tuple[str]:
    """The seconds after which a process that stays has published a figure, the first of them apart."""
    here = max(home.glob("round-*"), key=lambda p: int(p.name.removeprefix("round-")))
    command = (*_publish(home, here), "--watch", "--json")
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        lines = iter(process.stdout or ())
        _record(lines)
        seconds = []
        for n in range(REVISIONS):
            _plan(home, str(1001 + n))
            _run("load", home / "many", "--workspace", here / "loaded")
            loaded = monotonic()
            _record(lines)
            seconds.append(monotonic() - loaded)
            _require_shown(here / "site", 1001 + n)
        process.send_signal(signal.SIGINT)
    first, *later = seconds
    told = " – ".join(f"{x:.2f}" for x in (min(later), median(later), max(later)))
    return (
        f"`publish --watch` had published a revised figure {first:.2f} s after `load` had ended the first time, "
        f"then {told} s (smallest – median – largest of {len(later)}).",
    )


def _record(lines: Iterator[str]) -> None:
    """Wait for a whole record. Errors: `SystemExit` where none comes."""
    for line in lines:
        if line == "}\n":
            return
    raise SystemExit("publish --watch has ended")


def _require_shown(site: Path, value: float) -> None:
    shown = json.loads((site / "en/many/targets/t0.json").read_text("utf-8"))["value"]
    if shown != value:
        raise SystemExit(f"first target {shown}, not {value}")


def _publish(home: Path, here: Path) -> tuple[str, ...]:
    words = ("publish", home / "many", here / "site", "--as-of", AS_OF, "--workspace", here / "loaded")
    return (sys.executable, "-m", "qualicity", *map(str, words))


def check(home: Path, n: int) -> str:
    """The site is whole and shows the revised figure. Errors: `SystemExit` where it does not."""
    site = home / f"round-{n}" / "site"
    said = json.loads((site / ".qualicity-site.json").read_text("utf-8"))
    sizes = dict(zip(said["files"], said["size"], strict=True))
    pages = sum(f.endswith(".html") for f in sizes)
    if pages < 2 * 14 * INDICATORS:
        raise SystemExit(f"{pages} pages")
    _require_shown(site, 1000)
    size = sum(sizes.values())
    return f"{pages:,} pages, {len(sizes):,} files, {size / 1e6:,.0f} MB."


def _plan(home: Path, *revised: str) -> None:
    subprocess.run(
        (sys.executable, HERE / "publish_plan.py", home / "many", str(INDICATORS), *revised), check=True
    )


def _run(*words: object) -> None:
    command = (sys.executable, "-m", "qualicity", *map(str, words))
    subprocess.run(command, cwd=ROOT, env=environment(), check=True, stdout=subprocess.DEVNULL)


BENCHMARK = Benchmark(
    name="publish",
    title="A static site of 1,000 indicators in two languages",
    notes=NOTES,
    sides=sides,
    before=prepare,
    after=check,
    also=watched,
)
