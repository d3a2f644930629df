"""Many published figures: 300 indicators × 30 areas × 20 years, computed, and computed again."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from measure import AS_OF, HERE, ROOT, Benchmark, Ratio, Side, environment

INDICATORS, AREAS, YEARS = 300, 30, 20
PARTS, FRESH, AGAIN = "python, importing the parts", "computing in a process", "the same, nothing changed"
NOTES = f"""\
A synthetic plan (made by the benchmark, its name says so) with {INDICATORS} indicators, {AREAS} areas and {YEARS} years of
published figures: {INDICATORS * AREAS * YEARS:,} rows, loaded before. The sides are processes that import, read the plan and
compute; the sentence below gives the seconds of `compute` itself within such a process, after importing.
"""
FIELDS = ("indicator", "area", "period", "value", "unit", "authority", "released")
DATASET = """\
title: {en: Synthetic figures, zh: 合成数据}
path: evidence/figures.csv
schema:
  fields:
    - {name: indicator, type: string}
    - {name: area, type: string}
    - {name: period, type: period}
    - {name: value, type: number}
    - {name: unit, type: string}
    - {name: authority, type: string}
    - {name: released, type: known}
  primaryKey: [indicator, area, period, authority]
known: {field: released}
concepts: {INDICATOR: indicator, REF_AREA: area, TIME_PERIOD: period, OBS_VALUE: value, UNIT_MEASURE: unit,
  AUTHORITY: authority, RELEASED: released}
"""
PLAN = """\
id: synthetic
title: {en: Synthetic plan for a benchmark, zh: 基准测试用合成方案}
place: {code: "1", title: {en: Nowhere, zh: 无}}
authority: nobody
period: {start: "2001", end: "2020"}
adopted: 2001-01-01
parts: [{id: part, title: {en: Part, zh: 部分}}]
goals: [{id: goal, title: {en: Goal, zh: 目标}, clauses: ["1"]}]
organisations: [{id: nobody, title: {en: Nobody, zh: 无}}]
targets: []
"""


def prepare(home: Path) -> None:
    """Write the plan and load it."""
    folder = home / "synthetic"
    for part in ("text", "datasets", "indicators", "evidence"):
        (folder / part).mkdir(parents=True)
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    (folder / "text" / "en.md").write_text("## Part {#part}\n\n[1] Words. {narrative}\n", "utf-8")
    (folder / "datasets" / "figures.yaml").write_text(DATASET, "utf-8")
    for i in range(INDICATORS):
        said = f'title: {{en: Synthetic {i}}}\nunit: "%"\ndefinitions: [{{id: published, from: figures}}]\n'
        (folder / "indicators" / f"i{i:03}.yaml").write_text(said, "utf-8")
    with (folder / "evidence" / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        for i in range(INDICATORS):
            for a in range(AREAS):
                for y in range(2001, 2001 + YEARS):
                    value = (i * 7 + a * 3 + y) % 100
                    writer.writerow((f"i{i:03}", str(a), str(y), value, "%", "nobody", f"{y + 1}-02-01"))
    program = str(Path(sys.executable).with_name("qualicity"))
    command = [program, "load", str(folder), "--workspace", str(home / "var")]
    subprocess.run(command, cwd=ROOT, env=environment(), check=True, stdout=subprocess.DEVNULL)


def compute(home: Path, *, fresh: bool) -> float:
    """Compute the plan's figures in this process; returns the seconds of computing alone."""
    import shutil

    from qualicity.evidence import EvidenceStore
    from qualicity.indicators import compute as compute_figures
    from qualicity.plan import read_plan
    from qualicity.workspace import Workspace

    plan, workspace = read_plan(home / "synthetic"), Workspace(home / "var")
    if fresh:
        shutil.rmtree(workspace.observations(plan.id), ignore_errors=True)
    begun = time.perf_counter()
    work = compute_figures(plan, EvidenceStore(workspace, plan), date.fromisoformat(AS_OF))
    taken = time.perf_counter() - begun
    if work.fresh != fresh:
        raise SystemExit("the computation was not what it should have been")
    return taken


def sides(home: Path, n: int) -> Sequence[Side]:
    """The commands of one round."""
    del n
    own = (sys.executable, str(HERE / "published.py"), str(home))
    return (
        Side(PARTS, (sys.executable, "-c", "import duckdb, deltalake, pydantic, sqlglot")),
        Side(FRESH, (*own, "fresh")),
        Side(AGAIN, (*own, "again")),
    )


def alone(home: Path) -> Sequence[str]:
    """Seconds of computing alone, five times each."""
    told = []
    for how, name in (("fresh", "computed anew"), ("again", "nothing changed")):
        command = [sys.executable, str(HERE / "published.py"), str(home), how]
        seconds = sorted(
            float(
                subprocess.run(command, env=environment(), check=True, capture_output=True, text=True).stdout
            )
            for _ in range(5)
        )
        told.append(f"{name}: {seconds[0]:.3f} – {seconds[2]:.3f} – {seconds[-1]:.3f} s")
    return (f"`compute` alone, smallest – median – largest of five: {'; '.join(told)}.",)


BENCHMARK = Benchmark(
    name="published",
    title="300 indicators × 30 areas × 20 years of published figures",
    notes=NOTES,
    sides=sides,
    ratios=(
        Ratio("computing / importing the parts", (FRESH,), (PARTS,)),
        Ratio("nothing changed / importing the parts", (AGAIN,), (PARTS,)),
    ),
    before=prepare,
    also=alone,
)

if __name__ == "__main__":
    print(compute(Path(sys.argv[1]), fresh=sys.argv[2] == "fresh"))
