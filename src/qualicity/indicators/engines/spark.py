"""Queries and methods on a Spark session: local Spark, a cluster, or Sail."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from qualicity.errors import Text
from qualicity.evidence.sql import literal, name
from qualicity.indicators.engines.base import EngineError, Tables
from qualicity.indicators.engines.transpile import Node, by_position, of_ibis, parse, to_spark, without_shared
from qualicity.methods.registry import Method
from qualicity.methods.running import INPUT, method_sql

_HERE = "_observations"
"""What only DuckDB has: the figures that are computed already."""
_TYPES = {
    "VARCHAR": ("string", "string"), "DOUBLE": ("double", "float64"), "FLOAT": ("float", "float32"),
    "BIGINT": ("bigint", "int64"), "INTEGER": ("int", "int32"), "SMALLINT": ("smallint", "int16"),
    "BOOLEAN": ("boolean", "boolean"), "DATE": ("date", "date"), "TIMESTAMP": ("timestamp_ntz", "timestamp"),
    "TIMESTAMP WITH TIME ZONE": ("timestamp", "timestamp"),
}  # fmt: skip
"""DuckDB's types → Spark's and those of Ibis."""


@dataclass
class SparkEngine:
    """An `Engine` on the session that `connect` gives when it is first needed; it reads the files itself."""

    mark: str
    connect: Callable[[], Any]
    _views: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _session(self) -> Any:
        session = self.connect()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        session.conf.set("spark.sql.ansi.enabled", "true")  # an overflow is an error, never a wrong number
        return session

    @property
    def no_result(self) -> tuple[type[Exception], ...]:
        """Spark's errors of arithmetic and of casts."""
        try:
            from pyspark.errors import ArithmeticException, DateTimeException, NumberFormatException
        except ImportError:  # then nothing can have run
            return ()
        return (ArithmeticException, NumberFormatException, DateTimeException)

    def figures(self, db: duckdb.DuckDBPyConnection, tables: Tables, sql: str) -> str:
        """The query, with what reads datasets replaced by Spark's result of it; see `Engine`."""
        tree = parse(sql)
        results: dict[str, str] = {}
        for part in _parts(tree):
            text = part.sql("duckdb")
            if text not in results:
                results[text] = f"_there{len(results)}"
                with self._told():
                    rows = self._session.sql(self._spark_sql(db, tables, part)).toArrow()
                db.register(results[text], rows)
            here = exp.select("*").from_(results[text])
            if part is tree:
                tree = here
            else:
                part.replace(here)
        return str(tree.sql("duckdb"))

    @contextmanager
    def made(
        self,
        db: duckdb.DuckDBPyConnection,
        tables: Tables,
        input_sql: str,
        method: Method,
        arguments: Mapping[str, object],
        folder: Path,
    ) -> Iterator[str]:
        """What a method's rows, as Spark writes them, are selected from; see `Engine`."""
        import ibis

        columns = db.execute(f"describe {input_sql}").fetchall()
        given = ibis.table({c[0]: _type(c[1])[1] for c in columns}, name=INPUT)
        rows = method.run(given, **arguments)
        self._view(INPUT, self._spark_sql(db, tables, parse(_with_zones(input_sql, columns))))
        _ = ibis.pyspark  # once named, the backend knows its own options
        tree = of_ibis(str(ibis.to_sql(rows, dialect="pyspark", pretty=False)))
        with self._written(tree, folder) as parts:
            db.execute(f"create or replace temp view {INPUT} as {input_sql}")
            types = db.execute(f"describe {method_sql(db, method.run, arguments)}").fetchall()
            same = ", ".join(f"cast({name(t[0])} as {t[1]}) as {name(t[0])}" for t in types)
            yield f"(select {same} from read_parquet({literal(parts)}))"

    @contextmanager
    def _written(self, tree: Node, folder: Path) -> Iterator[str]:
        parts = folder / f".parts-{uuid.uuid4().hex}"
        try:
            with self._told():
                rows = self._session.sql(self._gathered_once(tree, parts))
                rows.write.parquet(f"{parts}/rows")
            yield f"{parts}/rows/*.parquet"
        finally:
            shutil.rmtree(parts, ignore_errors=True)

    def _gathered_once(self, tree: Node, parts: Path) -> str:
        """The query, with what it gathers to read more than once in files: Spark would gather it for every reading."""
        sql, shared = without_shared(tree)
        for table, part in shared.items():
            rows = self._session.sql(part)
            rows.write.parquet(f"{parts}/{table}")
            self._session.read.schema(rows.schema).parquet(f"{parts}/{table}").createOrReplaceTempView(table)
        return sql

    def _spark_sql(self, db: duckdb.DuckDBPyConnection, tables: Tables, tree: Node) -> str:
        """The query in Spark's dialect; what it reads is made known to the session."""
        for table in _tables(tree):
            if table in tables:
                rows = parse(f"select * from {tables[table]}")
                by_position(rows, lambda sql: [c[0] for c in db.execute(f"describe {sql}").fetchall()])
                self._view(table, self._files(db, rows))
            elif table != INPUT:
                arrow = db.execute(f"select * from {name(table)}").to_arrow_table()
                schema = _schema(db, f"select * from {name(table)}")
                self._session.createDataFrame(arrow, schema).createOrReplaceTempView(table)
        return to_spark(tree)

    def _files(self, db: duckdb.DuckDBPyConnection, tree: Node) -> str:
        """The query in Spark's dialect, its Parquet files as views with the columns that DuckDB sees in them."""
        for read in list(tree.find_all(exp.ReadParquet)):
            text = read.sql("duckdb")
            view = f"_files_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
            if self._views.get(view) is None:
                files = [f.name for f in read.expressions[0].find_all(exp.Literal)]
                schema = _schema(db, f"select * from {text}")
                with self._told():
                    self._session.read.schema(schema).parquet(*files).createOrReplaceTempView(view)
                self._views[view] = text
            table = read.parent
            if isinstance(table, exp.Table):
                table.set("this", exp.to_identifier(view))
        return to_spark(tree)

    def _view(self, view: str, sql: str) -> None:
        if self._views.get(view) != sql:
            with self._told():
                self._session.sql(sql).createOrReplaceTempView(view)
            self._views[view] = sql

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Spark's errors in our words, but for those of arithmetic.

        Errors: one of `no_result`; `EngineError`.
        """
        session = self._session  # first of all: it tells what is not installed
        del session
        from pyspark.errors import PySparkException

        try:
            yield
        except self.no_result:
            raise
        except PySparkException as error:
            said = str(error).strip().split("\n", 1)[0][:500]
            raise EngineError(
                Text(
                    f"the engine '{self.mark}' cannot run this: {said}; --engine duckdb can",
                    f"引擎“{self.mark}”无法执行：{said}；可改用 --engine duckdb",
                )
            ) from error


def _parts(tree: Node) -> list[Node]:
    """The largest parts of a query that read datasets and nothing of DuckDB's own: the whole, or
    the queries in its `with`, or in brackets."""
    ctes = list(tree.find_all(exp.CTE))
    local = {_HERE, *(c.alias for c in ctes)}
    if not ctes and not local & set(_tables(tree)):
        return [tree]
    found: list[Node] = []
    for node in tree.walk(prune=lambda n: n in found):
        if isinstance(node, exp.Query) and isinstance(node.parent, exp.CTE | exp.Subquery):
            read = set(_tables(node))
            if read and not read & local and not node.find(exp.CTE):
                found.append(node)
    return found


def _tables(tree: Node) -> list[str]:
    return list(dict.fromkeys(t.name for t in tree.find_all(exp.Table) if t.name))


def _with_zones(input_sql: str, columns: list[tuple[Any, ...]]) -> str:
    """The rows with times in a zone (UTC): Spark's functions of time want one."""
    zoned = [
        f"cast({name(c[0])} as timestamptz) as {name(c[0])}" if c[1] == "TIMESTAMP" else name(c[0])
        for c in columns
    ]
    return f"select {', '.join(zoned)} from ({input_sql}) _rows"


def _schema(db: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The columns of a query as Spark declares them."""
    columns = db.execute(f"describe {sql}").fetchall()
    return ", ".join(f"`{c[0]}` {_type(c[1])[0]}" for c in columns)


def _type(kind: str) -> tuple[str, str]:
    if kind in _TYPES:
        return _TYPES[kind]
    if kind.startswith("DECIMAL"):
        return kind.lower(), "float64"
    return "string", "string"
