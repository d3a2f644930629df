"""One month of one station revised, and computed again, in one process: starting and importing do not count.

    python benchmarks/national_step.py PLAN WORKSPACE N

Prints the seconds of computing all, of computing with nothing changed, and of computing after a submission of the
N-th station's June 2022, as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import duckdb
import ibis  # noqa: F401  (what a first use would import is there before the clock)

from qualicity.evidence import Author, EvidenceStore, submit
from qualicity.indicators import compute
from qualicity.indicators.computation import Computation
from qualicity.plan import open_plan
from qualicity.workspace import Workspace

DATASET = "air_hourly"


def main(plan: Path, home: Path, n: int) -> None:
    """Measure the three, and hold what was computed again against computing all."""
    folder, workspace = open_plan(plan), Workspace(home)
    if folder.plan is None:
        raise SystemExit(f"{plan} is no plan")
    read = folder.plan

    def made() -> Computation:
        return compute(read, EvidenceStore(workspace, read), date(2025, 12, 31))

    _forget(workspace, read.id)
    took = {"all": _timed(made), "nothing changed": _timed(made)}
    file = home / "revised.parquet"
    month = f"station = 'S{n:04d}' and time >= '2022-06-01' and time < '2022-07-01'"
    duckdb.sql(
        f"copy (select * replace (pm25 + {n} as pm25, o3 + {n} as o3) "
        f"from read_parquet('{plan}/evidence/{DATASET}.parquet') where {month}) to '{file}'"
    )
    author = Author("benchmark", "a month revised", datetime(2025, 1, 1, 0, n % 60), "submission")
    start = perf_counter()
    answer = submit(folder, EvidenceStore(workspace, read), DATASET, file, author)
    took["submit"] = perf_counter() - start
    if answer.change is None or not answer.change.updated:
        raise SystemExit(f"nothing was revised: {answer.problems[:3]}")
    took["one month revised"] = _timed(made)
    again = _rows(made())
    _forget(workspace, read.id)
    took["all, with the revision"] = _timed(made)
    if again != _rows(made()):
        raise SystemExit("computing what changed gives other rows than computing all")
    print(json.dumps(took))


def _timed(made: Callable[[], Computation]) -> float:
    start = perf_counter()
    made()
    return perf_counter() - start


def _rows(work: Computation) -> list[tuple[object, ...]]:
    """All derived rows, their floats to nine digits, as a count and a sum of hashes; and all observations."""
    floats = ("so2", "no2", "co", "o3_8h", "pm10", "pm25")
    with work.connection() as db:
        columns = [r[0] for r in db.execute("describe city_air_days").fetchall()]
        hashed = ", ".join(f"round({c}, 9)" if c in floats else f'"{c}"' for c in sorted(columns))
        found = db.execute(f"select count(*), sum(hash({hashed})) from city_air_days").fetchall()
        return (
            found
            + db.execute("select area, period, value, vintage from _observations order by all").fetchall()
        )


def _forget(workspace: Workspace, plan: str) -> None:
    for made in (workspace.derived(plan, "x").parent, workspace.observations(plan)):
        shutil.rmtree(made, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), int(sys.argv[3]))
