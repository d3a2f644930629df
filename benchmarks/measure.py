"""What a benchmark is, and how its sides are measured: in turn, each in its own process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = HERE / "out"
AS_OF = "2025-12-31"
"""The figures known on one fixed day: a midnight during the run changes nothing."""


@dataclass(frozen=True, slots=True)
class Side:
    """One command of a round."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A comparison: the seconds of some sides together over those of others, round by round."""

    name: str
    of: tuple[str, ...]
    to: tuple[str, ...]
    form: str = ".2f"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Sides that run one after another in each round.

    `before(home)` prepares once; `sides(home, n)` says the commands of round n; `after(home, n)` checks
    what they made and returns a sentence about it; `also(home)` returns further lines. `processor` tells
    processor seconds too, of a command with all that it started: what others do on the machine matters less to them.
    """

    name: str
    title: str
    notes: str
    sides: Callable[[Path, int], Iterable[Side]]
    sums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ratios: tuple[Ratio, ...] = ()
    processor: bool = False
    before: Callable[[Path], None] = lambda home: None
    after: Callable[[Path, int], str] = lambda home, n: ""
    also: Callable[[Path], Sequence[str]] = lambda home: ()


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall seconds, processor seconds and peak bytes of each side, one for each round; what the check and `also` said."""

    seconds: dict[str, list[float]]
    processor: dict[str, list[float]]
    peaks: dict[str, list[int]]
    checked: str
    also: tuple[str, ...]

    def together(self, sides: Sequence[str], processor: bool = False) -> list[float]:
        """The seconds of several sides in each round."""
        seconds = self.processor if processor else self.seconds
        return [sum(each) for each in zip(*(seconds[s] for s in sides), strict=True)]

    def highest(self, sides: Sequence[str]) -> list[int]:
        """The highest peak among several sides in each round."""
        return [max(each) for each in zip(*(self.peaks[s] for s in sides), strict=True)]

    def ratio(self, ratio: Ratio, processor: bool = False) -> list[float]:
        """The ratio in each round."""
        of, to = self.together(ratio.of, processor), self.together(ratio.to, processor)
        return [a / b for a, b in zip(of, to, strict=True)]


def measure(benchmark: Benchmark, runs: int, told: Callable[[str], None]) -> Measured:
    """Measure a benchmark in `runs` rounds after one that does not count.

    Errors: `SystemExit` when a command fails or the sides do not agree.
    """
    home = OUT / benchmark.name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    benchmark.before(home)
    seconds: dict[str, list[float]] = {}
    processor: dict[str, list[float]] = {}
    peaks: dict[str, list[int]] = {}
    checked = ""
    for n in range(runs + 1):
        for side in benchmark.sides(home, n):
            told(f"{benchmark.name}: {'warm-up' if n == 0 else f'round {n} of {runs}'}: {side.name}")
            taken, busy, peak = timed(side.command, home / "output.txt")
            if n > 0:
                seconds.setdefault(side.name, []).append(taken)
                processor.setdefault(side.name, []).append(busy)
                peaks.setdefault(side.name, []).append(peak)
        checked = benchmark.after(home, n)
    return Measured(seconds, processor, peaks, checked, tuple(benchmark.also(home)))


def timed(command: Sequence[str], output: Path) -> tuple[float, float, int]:
    """Wall seconds, processor seconds and peak bytes of one command.

    Errors: `SystemExit` when it fails.
    """
    said = subprocess.run(
        [sys.executable, "-I", "-S", str(HERE / "timed.py"), str(output), *command],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    seconds, busy, peak, code = said.split()
    if code != "0":
        raise SystemExit(f"{' '.join(command)}\nended with exit code {code}:\n{output.read_text('utf-8')}")
    return float(seconds), float(busy), int(peak)


def environment() -> dict[str, str]:
    """The environment of every side: modules stay compiled from one start to the next, as they do in use."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("QUALICITY_", "PYTHONDONTWRITE"))}
    return ours | {"PYTHONPYCACHEPREFIX": str(OUT / "compiled"), "LC_ALL": "C.UTF-8"}


def qualicity(command: str, plan: str, workspace: Path, *options: str) -> tuple[str, ...]:
    """The program's command line, as known on the fixed day."""
    program = str(Path(sys.executable).with_name("qualicity"))
    known = () if command == "load" else ("--as-of", AS_OF)
    return (program, command, f"plans/{plan}", "--workspace", str(workspace), *known, *options)


def spread(values: Sequence[float], form: str) -> tuple[str, str, str]:
    """Smallest, median and largest value, as text."""
    return format(min(values), form), format(median(values), form), format(max(values), form)
