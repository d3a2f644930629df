"""The sides of the benchmark of surface water: sections in Parquet to their classes in Parquet.

python benchmarks/sections.py make SECTIONS.parquet ROWS
python benchmarks/sections.py product|sql SECTIONS.parquet CLASSES.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

SQL = Path(__file__).resolve().parent / "sql" / "surface_class.sql"
MADE = """
select i as id, 'S' || (i % 2000) as section, random() < 0.1 as lake,
  case when random() < 0.97 then round(5.8 + 3.4 * random(), 3) end as ph,
  case when random() < 0.97 then round(12 * random(), 3) end as "do",
  case when random() < 0.97 then round(exp(1 + 0.6 * (random() + random() + random() - 1.5)), 4) end as codmn,
  case when random() < 0.90 then round(exp(-2 + 2 * (random() + random() - 1)), 4) end as nh3n,
  case when random() < 0.95 then round(exp(-2.8 + 2 * (random() + random() - 1)), 5) end as tp
from range({rows}) r(i)
"""


def make(to: Path, rows: int) -> None:
    """Synthetic readings of automatic stations: five items, some missing, a tenth in lakes."""
    import duckdb

    with duckdb.connect() as db:
        db.execute("set threads = 1; select setseed(0.5)")
        db.execute(f"copy ({MADE.format(rows=rows)}) to '{to}' (format parquet)")


def product(sections: Path, to: Path) -> float:
    """The method, as its registration says; seconds without importing."""
    import ibis

    from qualicity.methods import method

    found = method("water.surface_class")
    db = ibis.duckdb.connect()
    began = perf_counter()
    db.to_parquet(found.run(db.read_parquet(sections), **found.arguments({})), to)
    return perf_counter() - began


def sql(sections: Path, to: Path) -> float:
    """The query by hand; seconds without importing."""
    import duckdb

    with duckdb.connect() as db:
        began = perf_counter()
        db.execute(f"set variable sections = '{sections}'")
        db.execute(f"copy ({SQL.read_text('utf-8')}) to '{to}' (format parquet)")
        return perf_counter() - began


def main(side: str, sections: str, last: str) -> None:
    """Run one side; it appends its own seconds beside what it wrote."""
    if side == "make":
        make(Path(sections), int(last))
        return
    to = Path(last)
    taken = (product if side == "product" else sql)(Path(sections), to)
    with to.with_suffix(".seconds").open("a", encoding="utf-8") as file:
        file.write(f"{taken}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
