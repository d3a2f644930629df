"""How long a person waits for a scorecard that is computed already."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from measure import ROOT, Benchmark, Ratio, Side, environment, qualicity

PLANS = ("foshan-2020", "beijing-air-2017")
EMPTY, PARTS, VERSION = "python -c pass", "python, importing the parts", "qualicity --version"
FOSHAN, BEIJING = (f"qualicity show plans/{plan}" for plan in PLANS)
IMPORTS = "import duckdb, pydantic, sqlglot, typer"

NOTES = f"""\
Everything is loaded and computed, files lie in the system's cache and modules are compiled: what is left is
starting, importing, reading and checking the plan, looking up the figures, judging and printing. The parts are
`{IMPORTS}`: no program that rests on them starts sooner.
"""


def prepare(home: Path) -> None:
    """Load and compute both plans."""
    for plan in PLANS:
        for command in ("load", "compute"):
            subprocess.run(
                qualicity(command, plan, home / "var"),
                cwd=ROOT,
                env=environment(),
                check=True,
                stdout=subprocess.DEVNULL,
            )


def sides(home: Path, n: int) -> Sequence[Side]:
    """The commands of one round; all rounds share the workspace."""
    del n
    foshan, beijing = (qualicity("show", plan, home / "var") for plan in PLANS)
    return (
        Side(EMPTY, (sys.executable, "-c", "pass")),
        Side(PARTS, (sys.executable, "-c", IMPORTS)),
        Side(VERSION, (foshan[0], "--version")),
        Side(FOSHAN, foshan),
        Side(BEIJING, beijing),
    )


def slowest_imports(home: Path) -> Sequence[str]:
    """The eight packages on whose own modules `show` spends most time importing, from one start."""
    command = (sys.executable, "-X", "importtime", *qualicity("show", PLANS[0], home / "var"))
    said = subprocess.run(
        command, cwd=ROOT, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ).stderr.decode()
    spent: Counter[str] = Counter()
    for line in said.splitlines():
        own, _, module = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            spent[module.strip().partition(".")[0]] += int(own)
    listed = ", ".join(f"{package} {own / 1000:.0f}" for package, own in spent.most_common(8))
    total = sum(spent.values()) / 1000
    return (
        f"Importing for `{FOSHAN}`, in ms of each package's own modules (`-X importtime`): {listed}; all {total:.0f}.",
    )


BENCHMARK = Benchmark(
    name="cold_start",
    title="Cold start of `qualicity show`",
    notes=NOTES,
    sides=sides,
    ratios=(
        Ratio(f"show {PLANS[0]} / importing the parts", (FOSHAN,), (PARTS,)),
        Ratio(f"show {PLANS[1]} / importing the parts", (BEIJING,), (PARTS,)),
    ),
    before=prepare,
    also=slowest_imports,
)
