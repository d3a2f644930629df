"""A synthetic table of meter readings with errors planted at seeded places, and a plan that asks for it."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

ROWS = 1_000_000
DAYS = 25
EACH = 500
"""So many errors of each kind, in blocks of their own: no two meet."""
SEED = 20200101
DATASET = "synthetic_readings"
COLUMNS = ("meter", "day", "kwh", "visits", "state", "district", "reader")
STATES = ("read", "estimated", "missing")
DISTRICTS = ("禅城区", "南海区", "顺德区", "高明区", "三水区")

KINDS = (
    ("meter", "pattern", "{0}x"),
    ("day", "date", "2020-02-30"),
    ("kwh", "number", "{0} kWh"),
    ("visits", "maximum", "32"),
    ("state", "enum", "raed"),
    ("reader", "required", ""),
    ("", "duplicate-row", ""),
)
"""Field, rule, and what is put in the place of the value ({0}) to break it."""

Error = tuple[int, str, str]
"""Line, field (none of a row as a whole), rule."""

PLAN = """\
id: synthetic
title: {en: Synthetic}
place: {code: x, title: {en: Nowhere}}
authority: city
period: {start: 2020, end: 2021}
adopted: 2020-01-01
parts: [{id: part, title: {en: Part}}]
goals: [{id: goal, title: {en: Goal}, clauses: ["1"]}]
organisations: [{id: city, title: {en: City}}]
"""
SCHEMA = f"""\
title: {{en: Synthetic readings of meters}}
path: evidence/{DATASET}.csv
schema:
  fields:
    - {{name: meter, constraints: {{required: true, pattern: 'FS-\\d{{6}}'}}}}
    - {{name: day, type: date, constraints: {{required: true}}}}
    - {{name: kwh, type: number, constraints: {{minimum: 0}}}}
    - {{name: visits, type: integer, constraints: {{minimum: 0, maximum: 31}}}}
    - {{name: state, constraints: {{enum: [{", ".join(STATES)}]}}}}
    - {{name: district, constraints: {{required: true}}}}
    - {{name: reader, constraints: {{required: true}}}}
  primaryKey: [meter, day]
"""


def plant(folder: Path) -> tuple[Path, Path, list[Error]]:
    """Write the plan and the table; returns the plan, the table and every error in it, in order."""
    plan = folder / "plan"
    for part in ("text", "datasets", "indicators", "evidence"):
        (plan / part).mkdir(parents=True)
    (plan / "plan.yaml").write_text(PLAN, "utf-8")
    (plan / "text" / "en.md").write_text("## Part {#part}\n\n[1] Words.\n", "utf-8")
    (plan / "datasets" / f"{DATASET}.yaml").write_text(SCHEMA, "utf-8")
    (plan / "evidence" / f"{DATASET}.csv").write_text(
        ",".join(COLUMNS) + "\nFS-000000,2020-01-01,1,1,read,x,x\n", "utf-8"
    )
    file = folder / "synthetic_readings_with_errors.csv"
    errors: list[Error] = []
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(errors))
    return plan, file, sorted(errors)


def _rows(errors: list[Error]) -> Iterator[list[str]]:
    draw = random.Random(SEED)
    blocks = draw.sample(range(ROWS // DAYS), EACH * len(KINDS))
    wrong = {block * DAYS + draw.randrange(1, DAYS): KINDS[n % len(KINDS)] for n, block in enumerate(blocks)}
    row: list[str] = []
    for n in range(ROWS):
        before, row = row, _row(n, draw)
        if n in wrong:
            field, rule, value = wrong[n]
            errors.append((n + 2, field, rule))
            if rule == "duplicate-row":
                row[:2] = before[:2]
            else:
                at = COLUMNS.index(field)
                row[at] = value.format(row[at])
        yield row


def _row(n: int, draw: random.Random) -> list[str]:
    meter, day = divmod(n, DAYS)
    return [
        f"FS-{meter:06d}",
        f"2020-01-{day + 1:02d}",
        f"{draw.random() * 900:.2f}",
        str(draw.randrange(32)),
        draw.choice(STATES),
        DISTRICTS[meter % len(DISTRICTS)],
        f"synthetic reader {meter % 97}",
    ]
