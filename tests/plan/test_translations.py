"""What lacks a translation is counted and found, for editors in a shell and for readers on a page."""

from pathlib import Path

from rooms_fixtures import FOSHAN as SOURCE
from rooms_fixtures import Commands, change, copy_plan

TITLE = "title: {en: Advanced manufacturing in industrial value added, zh: 先进制造业增加值占规模以上工业增加值比重}"


def told(cli: Commands, folder: Path) -> dict[str, object]:
    found: dict[str, object] = cli.json("check", folder)["translations"]
    return found


def test_a_text_without_chinese_is_told_with_its_place(tmp_path: Path, cli: Commands) -> None:
    folder = copy_plan(SOURCE, tmp_path / "foshan-2020")
    before = told(cli, folder)
    file = folder / "plan.yaml"
    spot = change(file, TITLE, "title: {en: Advanced manufacturing in industrial value added}", at="{")
    after = told(cli, folder)
    assert after["texts"] == before["texts"]
    assert after["translated"] == before["translated"] - 1  # type: ignore[operator]
    assert {"file": str(file), "line": spot.line} in after["lacking"]  # type: ignore[operator]
    said = cli.run("check", folder).stdout
    assert f"{after['translated']} of {after['texts']} texts in both languages." in said
    assert f"{folder}/indicators/" in said  # the first files with their lines; --json lists them all
    assert "in one language only, line" in said


def test_a_clause_without_chinese_counts(tmp_path: Path, cli: Commands) -> None:
    folder = copy_plan(SOURCE, tmp_path / "foshan-2020")
    before = told(cli, folder)
    (folder / "text/zh.md").unlink()
    after = told(cli, folder)
    assert after["texts"] == before["texts"]
    files = {place["file"] for place in after["lacking"]}  # type: ignore[attr-defined]
    assert str(folder / "text/en.md") in files
