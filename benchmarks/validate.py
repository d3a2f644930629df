"""A million synthetic rows with planted errors: the product beside SQL by hand and frictionless."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import median

from measure import HERE, OUT, Benchmark, Ratio, Side

sys.path.insert(0, str(HERE / "validation"))
from planted import DATASET, EACH, KINDS, ROWS, Error, plant

HOME = OUT / "validate"
PLAN, TABLE = HOME / "plan", HOME / "synthetic_readings_with_errors.csv"
FRICTIONLESS = os.environ.get("QUALICITY_BENCH_FRICTIONLESS")
"""A Python that has frictionless."""
OURS, SQL, PEER = (
    "qualicity, the function behind submit",
    "DuckDB SQL by hand",
    "frictionless",
)

NOTES = f"""\
A synthetic CSV of {ROWS:,} rows and seven columns (text with a pattern, date, number, whole number, list of values, two
required texts; two of them are the key), in which {EACH} errors of each of seven kinds are planted at seeded places
(`validation/planted.py`). Each side reads the file, tries the same rules and writes line, field and rule of every error.
After every round each side's list is compared with what was planted: all of it and nothing else.

The SQL (`sql/validate.sql`) is written for this table: its columns are in the query, a line is a row's number. The
product reads plan and dataset first. While DuckDB reads the file, it reads its bytes too, to tell the character at which
each value starts, and counts separators (DuckDB passes over an empty cell too many) and line ends (quotes may hold some).
It looks for spaces around values, refuses dates and whole numbers that DuckDB would only guess (2020/02/03, 1.0), and
writes a sentence in two languages for each error.

frictionless runs where the environment variable `QUALICITY_BENCH_FRICTIONLESS` names a Python that has it.
"""


@cache
def planted() -> tuple[Error, ...]:
    """Make the plan and the table; the errors in it."""
    return tuple(plant(HOME)[2])


def found(name: str) -> Path:
    """Where a side writes what it has found."""
    return HOME / f"found-{name}.csv"


def sides(home: Path, n: int) -> Sequence[Side]:
    """The commands of one round."""
    del n
    own, validation = sys.executable, HERE / "validation"
    yaml = PLAN / "datasets" / f"{DATASET}.yaml"
    listed = [
        Side(
            OURS, (own, str(validation / "product.py"), str(PLAN), str(TABLE), DATASET, str(found("product")))
        ),
        Side(SQL, (own, str(validation / "by_hand.py"), str(TABLE), str(found("sql")))),
    ]
    if FRICTIONLESS:
        words = (
            FRICTIONLESS,
            str(validation / "with_frictionless.py"),
            str(yaml),
            str(TABLE),
            str(found("peer")),
        )
        listed.append(Side(PEER, words))
    return listed


def check(home: Path, n: int) -> str:
    """Compare what each side has found with what was planted. Errors: `SystemExit` where they differ."""
    del home, n
    wanted = sorted(",".join(map(str, e)) for e in planted())
    names = ("product", "sql", *(("peer",) if FRICTIONLESS else ()))
    for name in names:
        told = sorted(found(name).read_text("utf-8").split())
        if told != wanted:
            raise SystemExit(
                f"{name}: {len(set(wanted) - set(told))} not found, {len(set(told) - set(wanted))} too many"
            )
    kinds = ", ".join(rule for _, rule, _ in KINDS)
    skipped = (
        "" if FRICTIONLESS else " frictionless was left out: `QUALICITY_BENCH_FRICTIONLESS` was not set."
    )
    return f"Found by each side: all {len(wanted):,} errors and nothing else ({kinds}).{skipped}"


def work(home: Path) -> Sequence[str]:
    """The sides' own seconds, without the start of a process, as they have noted them round by round."""
    del home
    ours, by_hand = (_noted(name) for name in ("product", "sql"))
    ratios = [a / b for a, b in zip(ours, by_hand, strict=True)]
    return (
        "Without starting and importing (each side's own clock, round by round): "
        f"product {median(ours):.3f} s, SQL by hand {median(by_hand):.3f} s at the median; "
        f"ratio {min(ratios):.2f} to {max(ratios):.2f}, median {median(ratios):.2f}.",
    )


def _noted(name: str) -> list[float]:
    return [float(s) for s in found(name).with_suffix(".seconds").read_text("utf-8").split()][1:]


BENCHMARK = Benchmark(
    name="validate",
    title="A million rows with planted errors",
    notes=NOTES,
    sides=sides,
    ratios=(
        Ratio("product / SQL by hand", (OURS,), (SQL,)),
        *((Ratio("frictionless / product", (PEER,), (OURS,)),) if FRICTIONLESS else ()),
    ),
    before=lambda home: planted() and None,
    after=check,
    also=work,
)
