"""A method's rows are the same whether all of its input is worked on at once, or slice after slice; its SQL is made once."""

from pathlib import Path

import pytest
from test_incremental import EVERY, Hours, block, rows_of

from qualicity.evidence import connect
from qualicity.indicators import slices
from qualicity.indicators.step import Derive
from qualicity.methods import method, running
from qualicity.methods.registry import Method

WITHOUT_CITY = [row | {"city": ""} for row in block("D", 1, 30, 70.0)]


@pytest.fixture
def hours(tmp_path: Path) -> Hours:
    """Four stations in two cities and in none."""
    made = Hours(tmp_path)
    made.load([*EVERY, *WITHOUT_CITY])
    return made


def limited_to(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many rows fit into DuckDB's limit of memory."""
    with connect() as db:
        found = db.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchone()
    assert found is not None
    monkeypatch.setattr(slices, "ROW_BYTES", found[0] // rows)


@pytest.mark.parametrize("rows", [1, 130, 250])
def test_slices_give_the_rows_of_the_whole(hours: Hours, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows_of(hours.compute())
    limited_to(rows, monkeypatch)
    assert rows_of(hours.compute_in_full()) == whole


def test_every_slice_but_that_of_one_large_group_fits(hours: Hours, monkeypatch: pytest.MonkeyPatch) -> None:
    work = hours.compute()
    limited_to(250, monkeypatch)
    step = next(s for s in work.steps if isinstance(s, Derive) and s.dataset == "city_days_from_hours")
    with work.connection() as db:
        inputs = slices.slices(work, db, step, method(step.method))
        counted = [db.execute(f"select count(*) from ({each})").fetchone() for each in inputs]
    assert counted == [(270,), (120,)]


def test_the_sql_of_a_method_is_made_once_for_all_processes(
    hours: Hours, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows_of(hours.compute())
    for file in (hours.small.workspace / "plans" / "small" / "derived").glob("*/*"):
        file.unlink()

    def made_again(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(running, "method_sql", made_again)
    assert rows_of(hours.compute()) == whole
    monkeypatch.setattr(Method, "fingerprint", lambda self: f"another {self.name}")
    with pytest.raises(AssertionError):
        hours.compute()
