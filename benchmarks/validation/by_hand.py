"""The peer: run the hand-written SQL over a table, write what was found.

python benchmarks/validation/by_hand.py TABLE FOUND
"""

import sys
import time
from pathlib import Path

import duckdb


def main(table: str, found: str) -> None:
    """Write line, field and rule of every error."""
    sql = (Path(__file__).parents[1] / "sql" / "validate.sql").read_text("utf-8")
    with duckdb.connect() as db:
        db.execute(f"set variable readings = '{table}'")
        db.execute(sql)
        db.execute(f"copy (from errors order by all) to '{found}' (format csv, header false)")


if __name__ == "__main__":
    begun = time.perf_counter()
    main(*sys.argv[1:])
    with Path(sys.argv[-1]).with_suffix(".seconds").open("a", encoding="utf-8") as noted:
        print(time.perf_counter() - begun, file=noted)
