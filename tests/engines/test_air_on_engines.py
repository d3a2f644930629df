"""The methods of air give the same rows on the other engine: index, days, percentiles of periods."""

from pathlib import Path
from typing import Any

import pytest

from qualicity.evidence import connect
from qualicity.evidence.sql import literal
from qualicity.indicators import Engine
from qualicity.methods import method
from qualicity.methods.running import INPUT, method_sql

CASES = {
    "air.aqi_hourly": {"edition": "2026"},
    "air.aqi_daily": {},
    "air.station_days": {},
    "air.city_days": {"exclude_stations": ["Dingling"]},
    "air.period_summary": {"edition": "2012"},
}
READ = {"number": "double", "integer": "bigint", "text": "varchar", "boolean": "boolean",
        "time": "timestamp", "date": "date"}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_method_of_air_gives_the_same_on_both(name: str, engine: Engine, tmp_path: Path) -> None:
    found = method(name)
    assert found.example
    arguments = found.arguments(CASES[name])
    with connect() as db:
        file = literal(str(tmp_path / "rows.parquet"))
        rows = f"read_csv({literal(str(found.example.path))}, all_varchar = true)"
        there = [d[0] for d in db.execute(f"describe select * from {rows}").fetchall()]
        typed = ", ".join(
            f"cast(nullif({c.name}, '') as {READ[c.type]}) as {c.name}"
            for c in found.inputs
            if c.name in there
        )
        db.execute(f"copy (select {typed} from {rows}) to {file} (format parquet)")
        tables = {"rows": f"read_parquet({file})"}
        db.execute(f"create view rows as select * from {tables['rows']}")
        columns = ", ".join(f'"{c.name}"' for c in found.outputs)
        with engine.made(db, tables, "select * from rows", found, arguments, tmp_path) as made:
            theirs = db.execute(f"select {columns} from {made}").fetchall()
        db.execute(f"create or replace temp view {INPUT} as select * from rows")
        ours = db.execute(f"select {columns} from ({method_sql(db, found.run, arguments)})").fetchall()
    assert len(ours) > 1
    assert _settled(ours) == _settled(theirs)


def _settled(rows: list[Any]) -> list[Any]:
    """In one order, and without the last digits, in which sums differ."""
    return sorted(([round(v, 6) if isinstance(v, float) else v for v in row] for row in rows), key=repr)
