"""Run the benchmarks: python benchmarks/run.py [NAME …] [--runs N] [--write --date DATE]

Each round runs every side once, each in a process of its own; the first round does not count. Measured are wall
seconds and the peak memory of the process. There is no limit that a figure must keep: a machine is as quick as it is.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from measure import HERE, OUT, Benchmark, Measured, measure, spread

NAMES = (
    "aqi_hourly", "assess_targets", "beijing", "cold_start", "forecast_fan", "published", "surface_class", "survey_mean",
    "trade_rca", "validate",
)  # fmt: skip
LARGE = ("forecast_backtest", "national_air", "opensdg", "portal", "publish", "workbench")
"""Run only when named: they need reference data, minutes to prepare and pandas, a peer and its repositories, wrk, or minutes."""
RESULTS = HERE / "RESULTS.md"
SHOWN = ("qualicity", "duckdb", "deltalake", "ibis-framework", "sqlglot", "pydantic", "typer")
HEAD = """\
# What the benchmarks gave

Written by `python benchmarks/run.py --write --date …`; `make bench` measures and prints the same. Seconds are wall time
of whole processes, memory is the peak of a process (of several together: the highest). The sides take turns within a
round, after one round that does not count; a ratio is taken round by round. Figures are those known on a fixed day
(`--as-of`). Seconds of different machines do not compare; ratios nearly do.
"""


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Run the benchmarks.")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"some of {', '.join(NAMES + LARGE)} (default: {', '.join(NAMES)})",
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="rounds that count (default: 5)")
    parser.add_argument("--write", action="store_true", help="put the figures into benchmarks/RESULTS.md")
    parser.add_argument("--date", help="the day to write beside them (2026-11-22)")
    given = parser.parse_args()
    if unknown := set(given.names) - {*NAMES, *LARGE}:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES + LARGE)}")
    if given.runs < 1:
        parser.error("--runs must be at least 1")
    if given.write and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given.date or ""):
        parser.error("--write needs --date YYYY-MM-DD")
    OUT.mkdir(exist_ok=True)
    for name in given.names or NAMES:
        benchmark: Benchmark = importlib.import_module(name).BENCHMARK
        measured = measure(benchmark, given.runs, _tell)
        _tell("")
        figures = "\n".join(_figures(benchmark, measured, given.runs))
        print(f"{benchmark.title}\n\n{figures}\n\n{machine()}\n")
        if given.write:
            _write(benchmark, f"{given.date}; {machine()}\n\n{figures}")


def machine() -> str:
    """Processors, memory, Python and the versions of the parts."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    parts = ", ".join(f"{part} {version(part)}" for part in SHOWN)
    return (
        f"{_processor()}, {len(_processors())} processors, {memory:.0f} GiB; {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; {parts}."
    )


def _processors() -> set[int]:
    usable = getattr(os, "sched_getaffinity", None)  # not on every system
    return set(usable(0)) if usable else set(range(os.cpu_count() or 1))


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    return found.group(1).strip() if found else platform.processor() or platform.machine()


def _figures(benchmark: Benchmark, measured: Measured, runs: int) -> Iterator[str]:
    yield f"`python benchmarks/run.py {benchmark.name} --runs {runs}`"
    yield ""
    if measured.seconds:
        yield from _seconds(benchmark, measured)
    for line in (measured.checked, *measured.also):
        if line:
            yield f"\n{line}"


def _seconds(benchmark: Benchmark, measured: Measured) -> Iterator[str]:
    yield "| | seconds: min | median | max | MB at peak: min | median | max |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    rows = {name: (name,) for name in measured.seconds} | benchmark.sums
    for name, sides in rows.items():
        peaks = [peak / 1e6 for peak in measured.highest(sides)]
        cells = (*spread(measured.together(sides), ".3f"), *spread(peaks, ".0f"))
        yield f"| {name} | {' | '.join(cells)} |"
    if benchmark.ratios:
        yield from _ratios(benchmark, measured, processor=False)
    if benchmark.processor:
        yield ""
        yield "| | processor seconds: min | median | max |"
        yield "|---|--:|--:|--:|"
        for name, sides in rows.items():
            yield f"| {name} | {' | '.join(spread(measured.together(sides, processor=True), '.2f'))} |"
        yield from _ratios(benchmark, measured, processor=True)


def _ratios(benchmark: Benchmark, measured: Measured, *, processor: bool) -> Iterator[str]:
    yield ""
    yield f"| ratio of {'processor ' if processor else ''}seconds | min | median | max |"
    yield "|---|--:|--:|--:|"
    for ratio in benchmark.ratios:
        yield f"| {ratio.name} | {' | '.join(spread(measured.ratio(ratio, processor), ratio.form))} |"


def _write(benchmark: Benchmark, figures: str) -> None:
    """Replace the benchmark's section of RESULTS.md, leaving the others as they are."""
    old = re.split(r"^## ", RESULTS.read_text("utf-8"), flags=re.MULTILINE)[1:] if RESULTS.exists() else []
    kept = {section.partition("\n")[0]: section.rstrip() for section in old}
    kept[benchmark.title] = f"{benchmark.title}\n\n{benchmark.notes}\n{figures}"
    RESULTS.write_text(HEAD + "".join(f"\n## {section}\n" for section in kept.values()), "utf-8")


def _tell(text: str) -> None:
    """What is being done, on one line of a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
