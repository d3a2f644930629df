"""The peer: run the hand-written SQL over hours, keep them with their index.

python benchmarks/peer_aqi.py HOURS.parquet INDEXED.parquet
"""

import sys
from pathlib import Path

import duckdb


def main(hours: str, indexed: str) -> None:
    """Write the hours with their index."""
    sql = (Path(__file__).parent / "sql" / "aqi_hourly.sql").read_text("utf-8")
    with duckdb.connect() as db:
        db.execute(f"set variable hours = '{hours}'")
        db.execute(sql)
        db.execute(f"copy indexed to '{indexed}' (format parquet)")


if __name__ == "__main__":
    main(*sys.argv[1:])
