"""`qualicity report`: which state it reports, what it compares with, and where it writes."""

from pathlib import Path

import pytest
from docx import Document
from rooms_fixtures import Commands
from small_plan import SmallPlan


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    """A plan of one target, loaded."""
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover")
    made.target()
    made.figure("2017", 38)
    made.figure("2020", 41)
    made.load()
    return made


@pytest.fixture
def command(plan: SmallPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.chdir(tmp_path)
    return Commands(plan.workspace)


def text_of(file: Path) -> str:
    read = Document(str(file))
    cells = (c.text for t in read.tables for row in t.rows for c in row.cells)
    return "\n".join([*(p.text for p in read.paragraphs), *cells, read.sections[0].footer.paragraphs[0].text])


def test_the_live_state_says_that_it_is_no_release(command: Commands, plan: SmallPlan) -> None:
    told = command.run("report", plan.folder, "--for", "mayor", "--as-of", "2021-06-30", "--format", "docx")
    assert told.exit_code == 0, told.output
    file = Path(told.stdout.splitlines()[-1])
    assert file == Path("small-2021-06-30-mayor-en.docx")
    assert (
        text_of(file).count("Not a release: as known on 2021-06-30") == 2
    )  # under the title, and on every page


def test_a_release_is_reported_as_it_was_frozen(command: Commands, plan: SmallPlan) -> None:
    assert command.run("release", plan.folder, "--name", "first", "--as-of", "2019-12-31").exit_code == 0
    assert command.run("release", plan.folder, "--name", "final").exit_code == 0
    made = command.json("report", plan.folder, "--release", "final", "--for", "council", "--lang", "zh")
    assert list(made) == ["plan", "release", "checksum", "as_of", "for", "lang", "file"]
    assert (made["release"], made["file"]) == ("final", "small-final-council-zh.pdf")
    assert Path(made["file"]).read_bytes().startswith(b"%PDF-1.7")
    before = Path(made["file"]).read_bytes()
    plan.figure("2020", 12, released="2022-02-01")  # evidence moves on
    plan.load()
    assert (
        command.run("report", plan.folder, "--release", "final", "--for", "council", "--lang", "zh").exit_code
        == 0
    )
    assert Path(made["file"]).read_bytes() == before

    told = command.run("report", plan.folder, "--release", "final", "--for", "council", "--out", "r.docx")
    assert told.exit_code == 0, told.output
    text = text_of(Path("r.docx"))
    assert f"SHA-256 {made['checksum']}" in text
    assert f"final {made['checksum'][:8]}" in text  # each receipt
    assert "What changed since release first (31 December 2019)" in text


def test_it_compares_with_what_is_asked_for(command: Commands, plan: SmallPlan) -> None:
    words = ("report", plan.folder, "--for", "public", "--as-of", "2021-06-30", "--out", "r.docx")
    assert command.run(*words).exit_code == 0
    assert "What changed since 29 December 2020" in text_of(Path("r.docx"))
    assert command.run(*words, "--since", "2018").exit_code == 0
    assert "What changed since 31 December 2018" in text_of(Path("r.docx"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--for", "mayr"), "did you mean 'mayor'"),
        (("--for", "mayor", "--out", "r.txt"), ".pdf or .docx"),
        (("--for", "mayor", "--out", "r.pdf", "--format", "docx"), ".docx"),
        (("--for", "mayor", "--out", "no/such/r.pdf"), "no such folder"),
        (("--for", "mayor", "--since", "sometime"), "neither a date nor a release"),
        (
            ("--for", "mayor", "--as-of", "2020-01-01", "--since", "2031"),
            "--since 2031: 2031-12-31 is after 2020-01-01, the day that is reported",
        ),
        (
            ("--for", "mayor", "--as-of", "2020-01-01", "--since", "2031", "--lang", "zh"),
            "2031-12-31 晚于所报告的日期 2020-01-01",
        ),
        (
            ("--for", "mayor", "--as-of", "1900"),
            "--as-of 1900-12-31: nothing of plan 'small' was known before 2016-01-01",
        ),
        (("--for", "mayor", "--as-of", "1900", "--lang", "zh"), "在 2016-01-01 之前尚无任何内容"),
        (("--for", "mayor", "--release", "none"), "no release 'none'"),
    ],
)
def test_what_cannot_be_reported_is_said(
    words: tuple[str, ...], says: str, command: Commands, plan: SmallPlan
) -> None:
    told = command.run("report", plan.folder, *words)
    assert told.exit_code == 2
    assert says in told.stderr


def test_the_first_day_of_a_plan_can_be_reported(command: Commands, plan: SmallPlan) -> None:
    told = command.run("report", plan.folder, "--for", "mayor", "--as-of", "2016-01-01", "--out", "r.docx")
    assert told.exit_code == 0, told.output
    told = command.run("report", plan.folder, "--for", "mayor", "--as-of", "2015-12-31", "--out", "no.docx")
    assert told.exit_code == 2
    assert not Path("no.docx").exists()


def test_a_release_of_another_plan_is_refused(command: Commands, plan: SmallPlan, tmp_path: Path) -> None:
    assert command.run("release", plan.folder, "--name", "final").exit_code == 0
    other = SmallPlan(tmp_path / "other")
    other.indicator("cover")
    other.target()
    other.figure("2020", 41)
    other.write()
    told = command.run("report", other.folder, "--release", "final", "--for", "mayor")
    assert told.exit_code == 2
    assert "of plan 'small'" in told.stderr
