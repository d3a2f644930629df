"""The peer: run the hand-written SQL over a plan's hours, keep its city days, print its years.

python benchmarks/peer.py HOURS.parquet CITY_DAYS.parquet
"""

import sys
from pathlib import Path

import duckdb


def main(hours: str, city_days: str) -> None:
    """Make the city days of `hours` and print a line for each year."""
    sql = (Path(__file__).parent / "sql" / "beijing_city_days.sql").read_text("utf-8")
    with duckdb.connect() as db:
        db.execute(f"set variable hours = '{hours}'")
        years = db.execute(sql).fetchall()
        db.execute(f"copy city_days to '{city_days}' (format parquet, compression zstd)")
    for year in years:
        print(*year, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
