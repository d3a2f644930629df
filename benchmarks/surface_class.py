"""Ten million sections of surface water to their classes: the method beside SQL by hand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from measure import HERE, Benchmark, Ratio, Side

ROWS = 10_000_000
OURS, SQL = "qualicity, the method water.surface_class", "DuckDB SQL by hand"
FILES = {OURS: "product.parquet", SQL: "sql.parquet"}
SCRIPT = str(HERE / "sections.py")

NOTES = f"""\
{ROWS:,} synthetic readings of automatic stations (pH, oxygen, permanganate index, ammonia, phosphorus; some missing, a
tenth in lakes) in Parquet, to the same rows with class, its name, the items that made it and three exceedance multiples
in Parquet. The SQL (`sql/surface_class.sql`) is written for these five items; the method writes its own from the table of
limits. After every round both results are compared, all rows and columns.
"""


def before(home: Path) -> None:
    """Make the readings."""
    from sections import make

    make(home / "sections.parquet", ROWS)


def sides(home: Path, n: int) -> Sequence[Side]:
    """The commands of one round; who comes first changes from round to round."""
    listed = [
        Side(name, (sys.executable, SCRIPT, side, str(home / "sections.parquet"), str(home / FILES[name])))
        for name, side in ((OURS, "product"), (SQL, "sql"))
    ]
    return listed[:: 1 if n % 2 else -1]


def check(home: Path, n: int) -> str:
    """Compare both results. Errors: `SystemExit` where they differ."""
    import duckdb

    del n
    ours, theirs = (f"read_parquet('{home / file}')" for file in FILES.values())
    with duckdb.connect() as db:
        columns = [row[0] for row in db.execute(f"describe from {theirs}").fetchall()]
        differs = " or ".join(
            f'a."{c}" is distinct from b."{c}"'
            if not c.startswith("exceedance_")
            else f'(a."{c}" is null) <> (b."{c}" is null) or abs(a."{c}" - b."{c}") > 1e-12 * (1 + b."{c}")'
            for c in columns
        )
        found = db.execute(
            f"select count(*), count(*) filter ({differs}), count(b.class) from {ours} a join {theirs} b using (id)"
        ).fetchone()
    if found is None or found[0] != ROWS or found[1]:
        raise SystemExit(f"{found} rows joined, different, with a class")
    return f"{found[2]:,} of {ROWS:,} rows have a class; all columns of all rows equal."


def work(home: Path) -> Sequence[str]:
    """The sides' own seconds, without the start of a process and imports."""
    ours, by_hand = (
        [float(s) for s in (home / file).with_suffix(".seconds").read_text("utf-8").split()][1:]
        for file in FILES.values()
    )
    ratios = [a / b for a, b in zip(ours, by_hand, strict=True)]
    return (
        "Without starting and importing (each side's own clock, round by round): "
        f"method {median(ours):.2f} s, SQL by hand {median(by_hand):.2f} s at the median; "
        f"ratio {min(ratios):.2f} to {max(ratios):.2f}, median {median(ratios):.2f}.",
    )


BENCHMARK = Benchmark(
    name="surface_class",
    title="Ten million sections of surface water",
    notes=NOTES,
    sides=sides,
    ratios=(Ratio("method / SQL by hand", (OURS,), (SQL,)),),
    before=before,
    after=check,
    also=work,
)
