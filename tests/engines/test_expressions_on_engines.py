"""Every aggregate and scalar that an expression may have gives the same on DuckDB and on the other engine."""

import math
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualicity.evidence import connect
from qualicity.evidence.sql import literal
from qualicity.indicators import Engine, EngineError, expression
from qualicity.indicators.expression import AGGREGATES, SCALARS
from qualicity.indicators.sqltext import rounded

COLUMNS = {"g": "varchar", "x": "double", "n": "bigint", "w": "varchar", "yes": "boolean", "d": "date"}
Row = tuple[str, float | None, int | None, str | None, bool | None, str | None]
ROWS: list[Row] = [
    ("a", 1.0, 10, "Ba ", True, "2016-01-03"),
    ("a", 2.5, None, "b", False, "2016-12-31"),
    ("a", -4.0, 30, None, None, None),
    ("a", None, 40, "12", True, "2015-12-28"),
    ("a", 0.285, 3, "1.5", True, "2016-07-01"),
    ("b", 0.0, 0, "x", False, "2016-02-29"),
    ("b", 0.0, 0, "x", False, "2016-02-29"),
    ("nulls", None, None, None, None, None),
    ("one", 7.5, 7, "7", True, "2020-06-30"),
]
COUNTED = count()

AGGREGATED = {
    "count": ["count(*)", "count(x)", "count(distinct w)", "count(yes)"],
    "sum": ["sum(x)", "sum(n)", "sum(distinct x)", "sum(x order by n)", "sum(case when yes then 0.1 else 1 end)", "sum(yes)"],
    "avg": ["avg(x)", "avg(n)", "avg(distinct n)", "avg(case when yes then 0.1 end)"],
    "min": ["min(x)", "min(n)", "cast(min(d) = max(d) as int)"],
    "max": ["max(x)", "max(n)", "max(case when w > 'B' then 1 else 0 end)"],
    "median": ["median(x)", "median(n)"],
    "stddev": ["stddev(x)"],
    "stddev_pop": ["stddev_pop(n)"],
    "stddev_samp": ["stddev_samp(x)"],
    "variance": ["variance(x)", "var_samp(n)"],
    "variance_pop": ["var_pop(x)"],
    "count_if": ["count_if(x > 1)", "count_if(n = 0)"],
    "logical_and": ["cast(bool_and(x > 0) as int)"],
    "logical_or": ["cast(bool_or(x > 0) as int)"],
    "quantile": ["quantile(x, 0.3)", "quantile(n, 0.5)", "quantile(n, 0.9)"],
    "percentile_cont": [
        "quantile_cont(x, 0.3)", "quantile_cont(n, 0.95)", "percentile_cont(0.9) within group (order by x)",
        "percentile_cont(0.25) within group (order by x desc)",
    ],
}  # fmt: skip
"""Expressions for each aggregate of the whitelist, by sqlglot's name of it."""
ROWWISE = {
    "round": ["round(x)", "round(x, 1)", "round(x, 2)", "round(n, 1)", "round(x * 1.005, 2)"],
    "floor": ["floor(x)", "floor(-x)"],
    "ceil": ["ceil(x)", "ceiling(-x)"],
    "abs": ["abs(x)", "abs(n - 20)"],
    "ln": ["ln(x)", "ln(n)"],
    "log": ["log(x)", "log(2, n)", "log10(n)", "log2(n)"],
    "exp": ["exp(x)", "exp(x * 1000)"],
    "sqrt": ["sqrt(x)"],
    "power": ["pow(x, 2)", "x ** 2", "pow(x, 0.5)", "pow(n, -1)", "pow(2, x)"],
    "greatest": ["greatest(x, n)", "greatest(x, 1, null)"],
    "least": ["least(x, n)", "least(n, 5)"],
    "coalesce": ["coalesce(x, n, -1)"],
    "nullif": ["nullif(x, 0)", "nullif(n, 10)"],
    "case": ["case w when 'b' then 1 when 'x' then 2 else 3 end", "case when x > 0 then n end"],
    "if": ["if(x > 1, 10, 20)"],
    "lower": ["case when lower(w) like 'b%' then 1 else 0 end"],
    "upper": ["case when upper(w) in ('B', 'X') then 1 else 0 end"],
    "trim": ["case when trim(w) = 'Ba' then 1 else 0 end"],
    "year": ["year(d)"],
    "month": ["month(d)"],
    "day": ["day(d)"],
    "sign": ["sign(x)", "sign(n)"],
}
"""Expressions over one row for each scalar of the whitelist."""
PLAIN = [
    "x / n", "n / 3", "n // 4", "-n // 4", "n % 4", "n % 0", "n // 0", "x // 2", "-x // 2",
    "x / 0", "x * n - 1", "0.1 * n", "100.0 * n / 7",
    "x % 2", "cast(x as bigint)", "cast(x as int)", "cast(w as double)", "cast(w as bigint)", "cast(yes as int)",
    "cast(n as double)", "cast('2016-02-30' as date) = d", "cast(cast(n as varchar) = '10' as int)",
    "cast(d > cast('2016-01-01' as date) as int)", "cast(w between 'a' and 'c' as int)", "cast(x is null as int)",
    "cast(not yes as int)", "cast(yes and x > 1 or n in (0, 7) as int)",
]  # fmt: skip
FILTERS = ["x > 0", "w = 'x' or yes", "w is null", "false", "n / x > 2", "year(d) = 2016", "w in ('b', '7')"]


def test_there_is_an_expression_for_each_function_of_the_whitelist() -> None:
    assert {f.sql_name().lower() for f in AGGREGATES} == set(AGGREGATED)
    assert {f.sql_name().lower() for f in SCALARS} == set(ROWWISE)


def compare(
    engine: Engine, folder: Path, rows: Sequence[Row], texts: Sequence[str], where: str | None = None
) -> None:
    """The expressions over the rows, by groups, give the same on both engines, and null where the other has null."""
    path = folder / f"{next(COUNTED)}.parquet"
    with connect() as db:
        db.execute(f"create table t ({', '.join(f'{c} {k}' for c, k in COLUMNS.items())})")
        db.executemany(f"insert into t values ({', '.join('?' * len(COLUMNS))})", [list(r) for r in rows])
        db.execute(f"copy t to {literal(str(path))} (format parquet)")
        columns = ", ".join(
            f"cast({expression.aggregate(t, COLUMNS, where).sql} as double) as v{n}"
            for n, t in enumerate(texts)
        )
        finished = ", ".join(
            f"case when isfinite(v{n}) then {rounded(f'v{n}', None)} end" for n in range(len(texts))
        )
        db.execute(f"create view u as select * from read_parquet({literal(str(path))})")
        sql = f"with _grouped as (select g, {columns} from u group by g) select g, {finished} from _grouped order by g"
        ours = db.execute(sql).fetchall()
        there = engine.figures(db, {"u": f"read_parquet({literal(str(path))})"}, sql)
        assert "read_parquet" not in there
        assert "from u" not in there.lower()
        theirs = db.execute(there).fetchall()
    for one, other in zip(ours, theirs, strict=True):
        different = [
            (text, a, b) for text, a, b in zip(texts, one[1:], other[1:], strict=True) if not _same(a, b)
        ]
        assert (one[0], different) == (other[0], [])


def _same(a: Any, b: Any) -> bool:
    return a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-11))


@pytest.mark.parametrize("name", AGGREGATED)
def test_an_aggregate_gives_the_same(engine: Engine, tmp_path: Path, name: str) -> None:
    compare(engine, tmp_path, ROWS, AGGREGATED[name])


@pytest.mark.parametrize("where", FILTERS)
def test_aggregates_give_the_same_of_filtered_rows(engine: Engine, tmp_path: Path, where: str) -> None:
    compare(engine, tmp_path, ROWS, [t for texts in AGGREGATED.values() for t in texts], where)


@pytest.mark.parametrize("name", ROWWISE)
def test_a_scalar_gives_the_same_of_rows_and_of_aggregates(engine: Engine, tmp_path: Path, name: str) -> None:
    compare(engine, tmp_path, ROWS, [f"{a}({t})" for t in ROWWISE[name] for a in ("sum", "max", "count")])


@pytest.mark.parametrize("text", PLAIN)
def test_arithmetic_gives_the_same(engine: Engine, tmp_path: Path, text: str) -> None:
    compare(engine, tmp_path, ROWS, [f"{a}({text})" for a in ("sum", "min", "count")])


def test_division_by_zero_and_empty_groups_have_no_value_on_either(engine: Engine, tmp_path: Path) -> None:
    texts = ["sum(x) / sum(n)", "sum(n) / count(x)", "sum(x / (0 * -1.0))",
             "sum(n % (0 * -1.0))", "sum(n) / (-1.0 * count(n) * 0)",
             "100.0 * count(*) filter (where x > 0) / count(x)", "ln(sum(x))",
             "sqrt(min(x))", "sum(n) % sum(n)", "avg(x) filter (where false)", "exp(1000) * sum(x)"]  # fmt: skip
    compare(engine, tmp_path, ROWS, texts)


def test_what_an_engine_cannot_run_is_told_and_is_no_missing_value(engine: Engine, tmp_path: Path) -> None:
    with connect() as db, pytest.raises(EngineError, match="cannot run this"):
        engine.figures(db, {}, "select no_such_function(1) as x")


CELLS = st.tuples(
    st.sampled_from(["a", "b"]),
    st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 3))),
    st.one_of(st.none(), st.integers(-50, 50)),
    st.one_of(st.none(), st.sampled_from(["b", "B ", "12", "x"])),
    st.one_of(st.none(), st.booleans()),
    st.one_of(st.none(), st.dates().map(str)),
)


@given(st.lists(CELLS, min_size=1, max_size=20), st.sampled_from([None, *FILTERS]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_holds_for_any_rows_on_both(
    engine: Engine, tmp_path: Path, rows: list[Row], where: str | None
) -> None:
    texts = ["count(distinct w)", "sum(x)", "avg(n)", "median(x)", "quantile(n, 0.3)", "quantile_cont(x, 0.9)",
             "stddev(n)", "sum(x / n)", "max(x) / min(n)", "sum(round(x, 1))", "count_if(x > n)"]  # fmt: skip
    compare(engine, tmp_path, rows, texts, where)
