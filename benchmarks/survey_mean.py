"""`qualicity calc sampling.survey_mean` on a million rows beside pandas and samplics."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from measure import HERE, Benchmark, Ratio, Side

sys.path.insert(0, str(HERE / "estimates"))
from peers import PANDAS, SAMPLICS, left_out

ROWS = 1_000_000
STRATA, UNITS = 50, 100
OURS, BY_PANDAS, BY_SAMPLICS = (
    "qualicity calc sampling.survey_mean",
    "pandas, the formula by hand",
    "samplics",
)
NOTES = f"""\
A synthetic sample of a million rows in a CSV: {STRATA} strata of {UNITS} clusters each, unequal weights. All sides are
whole processes that read the file and write estimate, standard error and interval, which are compared. The peers
(`estimates/mean.py`): the formula in pandas, written for these columns, and samplics' TaylorEstimator; neither checks
the input. samplics runs where the environment variable `QUALICITY_BENCH_SAMPLICS` names a Python that has it.
"""


def prepare(home: Path) -> None:
    """Write the sample."""
    draw = np.random.default_rng(1)
    stratum, unit = draw.integers(0, STRATA, ROWS), draw.integers(0, UNITS, ROWS)
    level = draw.normal(50, 10, STRATA)[stratum] + draw.normal(0, 5, (STRATA, UNITS))[stratum, unit]
    value, weight = level + draw.normal(0, 20, ROWS), draw.uniform(1, 30, ROWS)
    with (home / "sample.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["strata", "psu", "weight", "value"])
        out.writerows(
            (f"s{s:02}", f"s{s:02}-{u:03}", f"{w:.3f}", f"{v:.3f}")
            for s, u, w, v in zip(stratum, unit, weight, value, strict=True)
        )


def sides(home: Path, _: int) -> Iterator[Side]:
    """The commands of one round."""
    program = str(Path(sys.executable).with_name("qualicity"))
    source, peer = str(home / "sample.csv"), str(HERE / "estimates" / "mean.py")
    yield Side(OURS, (program, "calc", "sampling.survey_mean", source, "-o", str(home / "ours.csv")))
    if PANDAS:
        yield Side(BY_PANDAS, (PANDAS, peer, "pandas", source, str(home / "pandas.csv")))
    if SAMPLICS:
        yield Side(BY_SAMPLICS, (SAMPLICS, peer, "samplics", source, str(home / "samplics.csv")))


def check(home: Path, _: int) -> str:
    """Compare what all sides give. Errors: `SystemExit` where they differ."""
    ours = _read(home / "ours.csv")
    for name in (*(("pandas",) if PANDAS else ()), *(("samplics",) if SAMPLICS else ())):
        peer = _read(home / f"{name}.csv")
        if max(abs(ours[n] / peer[n] - 1) for n in peer) > 1e-8:
            raise SystemExit(f"{name} gives {peer}, and not {ours}")
    return (
        f"Mean {ours['estimate']:.4f}, standard error {ours['se']:.4f}, the same on all sides to eight digits."
        f"{left_out('pandas', 'samplics')}"
    )


def _read(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    return {n: float(row[n]) for n in ("estimate", "se", "ci_low", "ci_high")}


def alone(home: Path) -> Sequence[str]:
    """The seconds of the function itself, over arrays in memory."""
    from qualicity.methods.sampling.estimates import survey_mean

    with (home / "sample.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {n: np.array([float(r[n]) for r in rows]) for n in ("weight", "value")}
    columns |= {n: np.array([r[n] for r in rows], dtype=object) for n in ("strata", "psu")}
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        survey_mean(columns)
        taken.append(time.perf_counter() - begun)
    return [f"`survey_mean` itself, over arrays in memory, in seconds: {min(taken):.2f} to {max(taken):.2f}."]


BENCHMARK = Benchmark(
    name="survey_mean",
    title="A mean from a million rows of a sample",
    notes=NOTES,
    before=prepare,
    sides=sides,
    after=check,
    ratios=(
        *((Ratio("survey_mean / pandas", (OURS,), (BY_PANDAS,)),) if PANDAS else ()),
        *((Ratio("samplics / survey_mean", (BY_SAMPLICS,), (OURS,)),) if SAMPLICS else ()),
    ),
    also=alone,
)
