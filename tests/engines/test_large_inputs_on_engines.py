"""Large inputs on an engine: equal rows are found by hashes, also where missing; what is read twice is made once."""

from pathlib import Path
from typing import Any

import ibis
import pytest
import sqlglot

from qualicity.evidence import connect
from qualicity.evidence.sql import literal
from qualicity.indicators import Engine
from qualicity.indicators.engines.transpile import of_ibis, parse, to_spark, without_shared

ROWS = "(values ('a', 1), (null, 1), ('a', null), (null, null), ('b', 2)) as v(k, n)"
OTHER = "(values ('a', 1), (null, 1), (null, null), ('b', null)) as v(k, n)"
SAME = "l.k is not distinct from r.k and l.n is not distinct from r.n"
JOINS = {
    "anti": f"select l.k, l.n from one l anti join other r on {SAME}",
    "semi": f"select l.k, l.n from one l semi join other r on {SAME}",
    "left": f"select l.k, l.n, r.k as rk, r.n as rn from one l left join other r on {SAME}",
}


@pytest.mark.parametrize("kind", JOINS)
def test_rows_that_are_the_same_also_where_missing_are_found_alike(
    engine: Engine, tmp_path: Path, kind: str
) -> None:
    with connect() as db:
        tables = {}
        for table, rows in (("one", ROWS), ("other", OTHER)):
            file = literal(str(tmp_path / f"{table}.parquet"))
            db.execute(f"copy (select * from {rows}) to {file} (format parquet)")
            tables[table] = f"read_parquet({file})"
            db.execute(f"create view {table} as select * from {tables[table]}")
        ours = db.execute(JOINS[kind]).fetchall()
        theirs = db.execute(f"select * from ({engine.figures(db, tables, JOINS[kind])})").fetchall()
    assert ours
    assert sorted(theirs, key=repr) == sorted(ours, key=repr)


def test_no_row_of_revised_evidence_is_held_against_every_other(engine: Any) -> None:
    """Else 42 million rows with a month revised take minutes to read."""
    sql = f"with one as (select * from {ROWS}), other as (select * from {OTHER}) {JOINS['anti']}"
    assert "NestedLoop" not in _planned(engine, to_spark(parse(sql)))


def test_nor_is_one_of_a_method(engine: Any) -> None:
    one, other = (ibis.table({"k": "string", "n": "int64"}, name=t) for t in ("one", "other"))
    other = other.select(of="k", number="n")
    rows = one.left_join(other, (one.k.identical_to(other.of), one.n.identical_to(other.number)))
    _ = ibis.pyspark  # once named, the backend knows its own options
    sql = of_ibis(str(ibis.to_sql(rows, dialect="pyspark"))).sql("spark")
    for table in ("one", "other"):
        engine._session.sql("select cast(id as string) as k, id as n from range(9)").createOrReplaceTempView(
            table
        )
    assert "NestedLoop" not in _planned(engine, sql)


def test_what_is_gathered_to_be_read_twice_is_gathered_once() -> None:
    sql = "with a as (select k from v), b as (select k from a group by k) select x.k from b as x join b as y using (k)"
    rest, shared = without_shared(sqlglot.parse_one(sql, read="spark"))
    assert list(shared) == ["_shared_b"]
    assert shared["_shared_b"] == "WITH a AS (SELECT k FROM v) SELECT k FROM a GROUP BY k"
    assert rest.count("_shared_b") == 2
    assert "GROUP BY" not in rest


def _planned(engine: Any, sql: str) -> str:
    return str(engine._session.sql(f"explain {sql}").collect())
