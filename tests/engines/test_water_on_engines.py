"""The methods of surface water give the same rows on DuckDB and on the other engine."""

import math
import random
from pathlib import Path
from typing import Any

import pytest

from qualicity.evidence import connect
from qualicity.evidence.sql import literal
from qualicity.indicators import Engine
from qualicity.indicators.derive import method_sql
from qualicity.methods import method

WATER = ("water.surface_class", "water.city_index", "water.trophic_index", "water.black_odorous")
BY_SECTION = "water.city_index by section"


@pytest.mark.parametrize("name", [*WATER, BY_SECTION])
def test_a_method_gives_the_same(engine: Engine, tmp_path: Path, name: str) -> None:
    found = method(name.partition(" ")[0])
    assert found.example is not None
    path = tmp_path / "rows.parquet"
    with connect() as db:
        db.execute(f"create table t as select * from read_csv({literal(str(found.example.path))})")
        _add_rows(db, random.Random(7))
        left_out = "exclude (city)" if name == BY_SECTION else ""
        db.execute(
            f"copy (select row_number() over () as _n, * {left_out} from t) to {literal(str(path))} (format parquet)"
        )
        read = f"read_parquet({literal(str(path))})"
        rows = f"select *, timestamp '2026-01-01' as _known_from from {read}"
        key = ", ".join(found.key) if found.key and name != BY_SECTION else "_n"
        arguments = found.arguments({})
        ours = db.execute(f"select * from ({method_sql(db, rows, found.run, arguments)}) order by {key}")
        named, here = [d[0] for d in ours.description], ours.fetchall()
        db.execute(f"create view u as select * from {read}")
        source = "select *, timestamp '2026-01-01' as _known_from from u"
        with engine.made(db, {"u": read}, source, found, arguments, tmp_path) as made:
            there = db.execute(f"select {', '.join(_quoted(named))} from {made} order by {key}").fetchall()
    assert len(here) == len(there) > 1
    assert "_known_from" in named
    for one, other in zip(here, there, strict=True):
        assert [(c, a, b) for c, a, b in zip(named, one, other, strict=True) if not _same(a, b)] == []


def _add_rows(db: Any, draw: random.Random) -> None:
    """Copies of the example's rows in which numbers are larger, smaller, 0 or missing, and one row of nothing."""
    columns = db.execute("describe t").fetchall()
    kept = {c[0] for c in columns if c[1] in ("VARCHAR", "BOOLEAN")}
    shown = db.execute("select * from t").fetchall()
    changed = []
    for row in shown * 6:
        factor = [draw.choice([None, 0.0, 0.3, 1.0, 1.0, 2.0, 10.0]) for _ in row]
        changed.append(
            [
                v if c[0] in kept or v is None else None if f is None else v * f
                for c, v, f in zip(columns, row, factor, strict=True)
            ]
        )
    changed.append([None for _ in columns])
    db.execute(
        "create or replace table t as select "
        + ", ".join(f'"{c}"' if c in kept else f'cast("{c}" as double) as "{c}"' for c, *_ in columns)
        + " from t"
    )
    db.executemany(f"insert into t values ({', '.join('?' * len(columns))})", changed)


def _quoted(columns: list[str]) -> list[str]:
    return [f'"{c}"' for c in columns]


def _same(a: Any, b: Any) -> bool:
    return a == b or (isinstance(a, float) and isinstance(b, float) and math.isclose(a, b, rel_tol=1e-11))
