"""The method as a function: its SQL over hours, without the command around it.

python benchmarks/method_aqi.py HOURS.parquet INDEXED.parquet
"""

import sys

import duckdb

from qualicity.methods.air import aqi_hourly
from qualicity.methods.running import INPUT, method_sql


def main(hours: str, indexed: str) -> None:
    """Write the hours with their index."""
    with duckdb.connect() as db:
        db.execute(f"create view {INPUT} as from read_parquet('{hours}')")
        db.execute(f"copy ({method_sql(db, aqi_hourly, {})}) to '{indexed}' (format parquet)")


if __name__ == "__main__":
    main(*sys.argv[1:])
