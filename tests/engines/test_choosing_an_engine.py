"""`--engine`: what may stand there, and what is said when it is not installed or not there."""

import sys
from pathlib import Path

import pytest
from rooms_fixtures import FOSHAN, TODAY, Commands

from qualicity.errors import UsageError
from qualicity.indicators import Engine, EngineError, open_engine


def test_duckdb_is_the_default_and_needs_nothing() -> None:
    with open_engine("duckdb") as engine:
        assert engine is None


def test_an_unknown_engine_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean 'spark'"), open_engine("sparc"):
        pass


@pytest.mark.parametrize(
    ("name", "module", "extra"), [("sail", "pysail", "sail"), ("spark", "pyspark", "spark")]
)
def test_what_is_not_installed_is_told_with_what_to_install(
    cli_loaded: Commands, monkeypatch: pytest.MonkeyPatch, name: str, module: str, extra: str
) -> None:
    for known in [m for m in sys.modules if m.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, known)
    monkeypatch.setitem(sys.modules, module, None)
    told = cli_loaded.run("compute", FOSHAN, "--engine", name, "--as-of", "2019-01-01")
    assert told.exit_code == 1
    assert f"pip install 'qualicity[{extra}]'" in told.stderr


def test_nothing_starts_while_nothing_has_to_be_computed(
    cli_loaded: Commands, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("compute", FOSHAN, "--as-of", TODAY, "--engine", engine.mark)
    assert cli_loaded.run(*words).exit_code == 0
    monkeypatch.setattr("qualicity.indicators.engines.choose._sail", lambda *_: pytest.fail("started"))
    assert "unchanged" in cli_loaded.run(*words).stdout


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    from qualicity.evidence import connect

    with connect() as db, open_engine("sc://127.0.0.1:1") as engine:
        assert engine is not None
        with pytest.raises(EngineError, match=r"127\.0\.0\.1:1"):
            engine.figures(db, {}, "select 1 as x")
