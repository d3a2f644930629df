"""The tables that every form of export holds: whole, keyed, with references that lead somewhere."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rooms_fixtures import FOSHAN, TODAY, Commands

from qualicity.release.exports import FORMS, Edition, Table, tables
from qualicity.release.exports.codes import OBS_STATUS


def table(edition: Edition, name: str) -> Table:
    return next(t for t in tables(edition) if t.name == name)


def test_every_observation_goes_out_once(edition: Edition) -> None:
    rows = table(edition, "observations").rows
    assert len(rows) == edition.view.figures.count() > 0
    assert len(set(rows)) == len(rows)


def test_a_key_is_whole_and_tells_rows_apart(edition: Edition) -> None:
    for t in tables(edition):
        keys = list(zip(*(t.column(k) for k in t.key), strict=True))
        assert len(set(keys)) == len(keys), t.name
        assert not any(None in key for key in keys), t.name


def test_references_lead_to_rows(edition: Edition) -> None:
    named = {t.name: t for t in tables(edition)}
    for t in named.values():
        for reference in t.references:
            theirs = set(zip(*(named[reference.table].column(c) for c in reference.theirs), strict=True))
            ours = set(zip(*(t.column(c) for c in reference.fields), strict=True))
            assert {k for k in ours if None not in k} <= theirs, (t.name, reference)


def test_cells_are_of_their_column(edition: Edition) -> None:
    kinds = {"string": str, "uri": str, "number": float, "integer": int, "boolean": bool, "date": date}
    for t in tables(edition):
        for field in t.fields:
            cells = [v for v in t.column(field.name) if v is not None]
            assert all(type(v) is kinds[field.kind] for v in cells), (t.name, field.name)
            assert "" not in cells, (t.name, field.name)
            assert not field.required or len(cells) == len(t.rows), (t.name, field.name)
            if field.codes is not None:
                assert set(cells) <= field.codes.keys(), (t.name, field.name)


def test_a_figure_without_a_value_says_why_and_how(edition: Edition) -> None:
    for row in table(edition, "observations").records():
        if row["OBS_VALUE"] is None and row["GRADE"] is None:
            assert row["OBS_STATUS"] in {"M", "Q"}
            assert row["REASON_EN"], row
        assert row["OBS_STATUS"] in OBS_STATUS


def test_verdicts_are_those_of_the_scorecard(edition: Edition) -> None:
    said = {a.target.id: a.status for a in edition.view.scorecard.assessments}
    assert (
        dict(zip(*(table(edition, "verdicts").column(c) for c in ("target", "status")), strict=True)) == said
    )


def test_parquet_gives_back_every_cell(edition: Edition, tmp_path: Path) -> None:
    next(f for f in FORMS if f.id == "parquet").write(edition, tmp_path)
    for t in tables(edition):
        read = pq.read_table(tmp_path / f"{t.name}.parquet")
        assert read.column_names == [f.name for f in t.fields]
        assert [tuple(r.values()) for r in read.to_pylist()] == list(t.rows)


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in files}


def test_an_export_again_gives_the_same_bytes(cli_loaded: Commands, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert cli_loaded.run("export", FOSHAN, tmp_path / name, "--as-of", TODAY).exit_code == 0
    first = hashes(tmp_path / "a")
    assert {path.split("/")[0] for path in first} == {f.id for f in FORMS}
    assert first == hashes(tmp_path / "b")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_put_beside_what_no_export_wrote(cli_loaded: Commands, tmp_path: Path, lang: str) -> None:
    out = tmp_path / "out"
    (out / "hosts.d").mkdir(parents=True)
    (out / "hosts.d" / "hosts").write_text("kept")
    refused = cli_loaded.run("export", FOSHAN, out, "--form", "csvw", "--lang", lang)
    assert refused.exit_code == 2
    words = {"en": "holds other things; name a new or an empty folder", "zh": "请指定新的或空的文件夹"}
    assert words[lang] in refused.stderr
    assert [p.name for p in out.iterdir()] == ["hosts.d"], "nothing was written"
    file = tmp_path / "file"
    file.write_text("kept")
    assert "is a file" in cli_loaded.run("export", FOSHAN, file, "--form", "csvw").stderr


def test_one_form_is_put_beside_another_and_what_a_killed_export_left(
    cli_loaded: Commands, tmp_path: Path
) -> None:
    (tmp_path / "out" / ".csvw-abc").mkdir(parents=True)
    (tmp_path / "out" / ".csvw-abc" / "half.csv").write_text("half")
    for form in ("csvw", "parquet", "csvw"):
        assert cli_loaded.run("export", FOSHAN, tmp_path / "out", "--form", form).exit_code == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {".csvw-abc", "csvw", "parquet"}


def test_only_a_folder_that_an_export_wrote_is_replaced(cli_loaded: Commands, tmp_path: Path) -> None:
    out = tmp_path / "out"
    mine = out / "parquet" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("kept")
    refused = cli_loaded.run("export", FOSHAN, out, "--form", "parquet")
    assert refused.exit_code == 2
    assert str(mine.parent) in refused.stderr
    assert mine.read_text() == "kept"
    mine.unlink()
    assert cli_loaded.run("export", FOSHAN, out, "--form", "parquet").exit_code == 0
    (out / "parquet" / "rulings.parquet").unlink()
    assert cli_loaded.run("export", FOSHAN, out, "--form", "parquet").exit_code == 0
    assert (out / "parquet" / "rulings.parquet").is_file()
