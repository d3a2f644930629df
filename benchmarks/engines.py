"""A loaded plan computed on every engine that is there: the seconds, and whether the figures are the same.

    python benchmarks/engines.py PLAN WORKSPACE

For instance the national hours (see `national_plan.py`). DuckDB runs in this environment; Sail and Spark in
those whose Python the variables QUALICITY_SAIL_PYTHON and QUALICITY_SPARK_PYTHON name (the two do not go into one
environment; QUALICITY_SPARK_PYTHON's Spark runs on this machine, `local[*]`, with the memory that Spark's own
settings give it). One without its variable is left out, and said so. Each is a process of its own that computes
from the same evidence into a workspace of its own; its start counts.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import duckdb
from measure import AS_OF, HERE, OUT, timed

from qualicity.plan import read_plan

ENGINES = {"duckdb": None, "sail": "QUALICITY_SAIL_PYTHON", "spark": "QUALICITY_SPARK_PYTHON"}


def main(plan: Path, workspace: Path) -> None:
    """Compute on each engine, one after another, and compare with DuckDB's figures."""
    plan_id = read_plan(plan).id
    os.environ["PYTHONPATH"] = str(HERE.parent / "src")
    first: Path | None = None
    for engine, variable in ENGINES.items():
        python = sys.executable if variable is None else os.environ.get(variable)
        if python is None:
            print(f"{engine}: left out, {variable} names no Python")
            continue
        home = OUT / "engines" / engine
        shutil.rmtree(home, ignore_errors=True)
        (home / "plans" / plan_id).mkdir(parents=True)
        (home / "plans" / plan_id / "evidence").symlink_to(
            workspace.absolute() / "plans" / plan_id / "evidence"
        )
        words = ("compute", str(plan), "--as-of", AS_OF, "--workspace", str(home), "--engine", engine)
        seconds, _, peak = timed((python, "-m", "qualicity", *words), OUT / "engines" / f"{engine}.txt")
        figures = next((home / "plans" / plan_id / "observations").glob("*.parquet"))
        first = first or figures
        print(
            f"{engine}: {seconds:.1f} s, peak {peak / 2**30:.1f} GiB of its first process, {_compared(first, figures)}"
        )


def _compared(one: Path, other: Path) -> str:
    a, b = f"read_parquet('{one}')", f"read_parquet('{other}')"
    sql = f"select count(*) from ((from {a} except all from {b}) union all (from {b} except all from {a}))"
    row, total = duckdb.sql(sql).fetchone(), duckdb.sql(f"select count(*) from {b}").fetchone()
    different = int(row[0]) if row else -1
    return f"{int(total[0]) if total else 0} observations, {different} of them different from DuckDB's"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
