"""`QUALICITY_MEMORY_LIMIT` bounds what tables may take, and is told when it is no amount."""

from pathlib import Path

import pytest

from qualicity.errors import UsageError
from qualicity.evidence import connect
from qualicity.workspace import MEMORY_VARIABLE, Workspace

pytestmark = pytest.mark.usefixtures("all_threads")


def test_the_limit_of_the_environment_holds_for_the_workspaces_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, "200MB")
    workspace = Workspace.find(tmp_path)
    with connect(workspace) as db:
        assert db.execute("select current_setting('memory_limit')").fetchone() == ("190.7 MiB",)


def test_what_does_not_fit_goes_into_the_workspace_for_as_long(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "var", "60MB")
    workspace.make()
    with connect(workspace) as db, connect(workspace) as other:
        folders = "select current_setting('temp_directory')"
        assert db.execute(folders).fetchone() != other.execute(folders).fetchone()
        db.execute("create temp table t as select i, hash(i) as h, uuid() as u from range(4_000_000) t(i)")
        assert any(workspace.root.glob("spill-*/*"))
        assert db.execute("select count(*) from t").fetchone() == (4_000_000,)
    assert not any(workspace.root.iterdir())


def test_a_workspace_that_is_only_asked_is_not_made(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "var", "60MB")
    with connect(workspace) as db:
        assert db.execute("select 1").fetchone() == (1,)
    assert not workspace.root.exists()


@pytest.mark.parametrize("limit", ["much", "600", "-1GB", "1GB; drop table t"])
def test_a_limit_that_is_no_amount_is_refused_in_words(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, limit)
    with pytest.raises(UsageError) as told:
        Workspace.find()
    assert "600MB" in told.value.text.en
    assert "600MB" in (told.value.text.zh or "")
