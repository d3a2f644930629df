"""The DuckDB that a process keeps for small questions: one for all threads, nothing left behind, none inherited."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from qualicity.evidence import connect, reading

SETTINGS = (
    "select current_setting('timezone'), current_setting('autoinstall_known_extensions'), "
    "current_setting('python_enable_replacements'), current_setting('preserve_insertion_order')"
)


def test_every_connection_to_it_is_set_as_the_first() -> None:
    with connect() as fresh, fresh.cursor() as further, reading() as shared:
        assert fresh.execute(SETTINGS).fetchone() == ("UTC", False, False, True)
        assert further.execute(SETTINGS).fetchone() == shared.execute(SETTINGS).fetchone()
        assert further.execute(SETTINGS).fetchone() == ("UTC", False, False, True)


def test_what_one_reader_makes_no_other_sees() -> None:
    with reading() as one, reading() as other:
        one.execute("create temp table mine as select 1 as x")
        with pytest.raises(duckdb.CatalogException):
            other.execute("select * from mine")
    with reading() as later:
        later.execute("create temp table mine as select 2 as x")
        assert later.execute("select x from mine").fetchone() == (2,)


def test_threads_ask_at_the_same_time() -> None:
    def ask(n: int) -> int:
        with reading() as db:
            db.execute(f"create temp table t as select range as x from range({n})")
            found = db.execute("select count(*) from t").fetchone()
            return int(found[0]) if found else -1

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(100))) == list(range(100))


def test_a_forked_process_gets_one_of_its_own() -> None:
    with reading() as db:
        db.execute("select sum(range) from range(1000000)").fetchall()
    child = os.fork()
    if child == 0:  # threads do not come along: the parent's DuckDB would wait for them for ever
        try:
            with reading() as db:
                found = db.execute("select sum(range) from range(1000000)").fetchone()
            os._exit(0 if found == (499999500000,) else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
