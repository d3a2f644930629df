"""What people and pipes get: languages, plain tables, the workspace, and a program that behaves among others."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, CANADA, FOSHAN, PLANS, TODAY, Commands, copy_plan

ROOT = PLANS.parent


def program(
    *words: object, env: dict[str, str] | None = None, **given: object
) -> subprocess.CompletedProcess[str]:
    """The program as people start it."""
    settings = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": os.environ.get("HOME", "/")} | (
        env or {}
    )
    command = [sys.executable, "-m", "qualicity", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=settings, check=False, **given
    )  # type: ignore[call-overload,no-any-return]


# -- languages --------------------------------------------------------------------------------------------


def test_messages_come_in_the_language_that_was_asked_for(cli_loaded: Commands) -> None:
    english = cli_loaded.run("show", FOSHAN, "--as-of", TODAY, "--lang", "en").stdout
    chinese = cli_loaded.run("show", FOSHAN, "--as-of", TODAY, "--lang", "zh").stdout
    assert "Two of the nine numeric promises were kept; seven cannot be judged." in english
    assert "9项量化承诺中，2项已实现，7项无法判断。" in chinese
    assert "Cannot judge" not in chinese
    assert cli_loaded.run("--lang", "zh", "show", FOSHAN, "--as-of", TODAY).stdout == chinese


@pytest.mark.parametrize(
    ("env", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": ""}, False),
    ],
)
def test_messages_come_in_the_language_of_the_machine(
    env: dict[str, str], chinese: bool, cli: Commands
) -> None:
    assert ("处警告。" in cli.run("check", FOSHAN, env=env).stdout) == chinese


def test_an_option_goes_before_the_machines_language(cli: Commands) -> None:
    told = cli.run("check", FOSHAN, "--lang", "en", env={"LANG": "zh_CN.UTF-8"}).stdout
    assert "0 errors, 2 warnings." in told


@pytest.mark.parametrize("command", ["check", "load", "show"])
def test_errors_come_in_chinese_too(command: str, foshan: Path, cli: Commands) -> None:
    (foshan / "evidence" / "areas.csv").write_bytes(b"")
    said = cli.run(command, foshan, "--lang", "zh")
    if command == "show":
        assert "尚未加载" in said.stderr
    else:
        assert "文件为空" in said.output
    assert "没有方案文件夹" in cli.run(command, "no/such/plan", "--lang", "zh").stderr


@pytest.mark.parametrize("indicator", ["good-air-days", "gdp", "forest-cover"])
def test_a_figure_is_explained_in_both_languages(indicator: str, cli_loaded: Commands) -> None:
    english, chinese = (
        cli_loaded.run("explain", FOSHAN, indicator, "--as-of", TODAY, "--lang", lang).stdout
        for lang in ("en", "zh")
    )
    assert "definition" in english
    assert "口径" in chinese
    assert "definition:" not in chinese


# -- plain when piped, drawn on a terminal ----------------------------------------------------------------


def test_a_piped_scorecard_is_plain_lines_with_tabs(cli_loaded: Commands) -> None:
    lines = cli_loaded.run("show", FOSHAN, "--as-of", TODAY).stdout.splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert rows[0] == ["Target", "Promised", "Figure", "Verdict", "Reason"]
    assert len(rows) == 16
    assert {len(row) for row in rows} == {5}
    assert not any("\x1b" in line for line in lines)


def test_a_scorecard_on_a_terminal_is_drawn(loaded: Path) -> None:
    master, slave = pty.openpty()
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm", "COLUMNS": "160", "HOME": "/"}
    command = [
        sys.executable,
        "-m",
        "qualicity",
        "--workspace",
        str(loaded),
        "show",
        str(BEIJING),
        "--as-of",
        str(TODAY),
    ]
    with subprocess.Popen(command, stdout=slave, stderr=slave, env=env) as running:
        os.close(slave)
        seen = b""
        while True:
            try:
                more = os.read(master, 65_536)
            except OSError:  # how Linux says that the other end has closed
                break
            if not more:
                break
            seen += more
        assert running.wait() == 0
    os.close(master)
    drawn = seen.decode("utf-8")
    assert "\x1b[" in drawn
    assert "\t" not in drawn
    assert "Achieved" in drawn


def test_the_program_ends_quietly_when_its_reader_has_seen_enough(loaded: Path) -> None:
    shell = (
        f"'{sys.executable}' -m qualicity --workspace '{loaded}' show '{FOSHAN}' --as-of {TODAY} | head -n 1"
    )
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_the_program_writes_utf8_where_the_machine_has_no_language(loaded: Path) -> None:
    done = program(
        "show", BEIJING, "--as-of", TODAY, "--lang", "zh", "--workspace", loaded, env={"LC_ALL": "C"}
    )
    assert done.returncode == 0
    assert "力争60左右" in done.stdout


def test_the_program_says_its_version() -> None:
    from qualicity import __version__

    done = program("--version")
    assert (done.returncode, done.stdout) == (0, f"qualicity {__version__}\n")


def test_the_program_ends_with_its_exit_codes(tmp_path: Path) -> None:
    env = {"QUALICITY_WORKSPACE": str(tmp_path / "var")}
    assert program("check", FOSHAN).returncode == 0
    unloaded = program("show", FOSHAN, env=env)
    assert (unloaded.returncode, unloaded.stdout) == (1, "")
    assert program("show", "no/such/plan", env=env).returncode == 2


# -- the workspace ----------------------------------------------------------------------------------------


def test_the_workspace_is_named_before_or_behind_the_command_or_by_the_environment(tmp_path: Path) -> None:
    plan = copy_plan(FOSHAN, tmp_path / "plan")
    before, behind, named = (tmp_path / n for n in ("before", "behind", "named"))
    assert Commands(named).run("--workspace", before, "load", plan).exit_code == 0
    assert Commands(named).run("load", plan, "--workspace", behind).exit_code == 0
    assert not named.exists()
    assert Commands(named).run("load", plan).exit_code == 0
    assert all((w / "plans" / "foshan-2020" / "evidence").is_dir() for w in (before, behind, named))


def test_the_one_behind_goes_before_the_one_in_front(tmp_path: Path, foshan: Path) -> None:
    Commands(tmp_path / "env").run(
        "--workspace", tmp_path / "front", "load", foshan, "--workspace", tmp_path / "back"
    )
    assert [(tmp_path / n).exists() for n in ("env", "front", "back")] == [False, False, True]


def test_without_a_name_state_lives_in_var_beside_the_reader(
    tmp_path: Path, foshan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = Commands(tmp_path).run("load", foshan, env={"QUALICITY_WORKSPACE": ""})
    assert done.exit_code == 0
    assert (tmp_path / "var" / "plans" / "foshan-2020").is_dir()


def test_checking_and_telling_the_steps_write_nothing(tmp_path: Path, foshan: Path) -> None:
    cli = Commands(tmp_path / "var")
    before = sorted(foshan.rglob("*"))
    cli.run("check", foshan)
    cli.run("compute", foshan, "--explain")
    assert not cli.workspace.exists()
    assert sorted(foshan.rglob("*")) == before


# -- loading, computing, the demonstration ----------------------------------------------------------------


def test_loading_says_what_it_did_and_that_again_nothing_changed(foshan: Path, cli: Commands) -> None:
    first = cli.run("load", foshan).stdout
    assert "published_figures\t194\t194\t0\t0\t0\t0" in first
    assert "Nothing has changed" not in first
    again = cli.run("load", foshan).stdout
    assert "published_figures\t194\t0\t0\t0\t194\t0" in again
    assert "Nothing has changed since the last load." in again


def test_the_demonstration_loads_computes_and_shows_every_plan(
    cli_loaded: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    told = cli_loaded.run("demo", "--no-serve")
    assert told.exit_code == 0
    assert "A city of good quality by 2020" in told.stdout
    assert "Cleaner air for Beijing by 2017" in told.stdout
    assert "Sample City (synthetic)" in told.stdout
    assert told.stdout.count("Target\tPromised\tFigure\tVerdict") == 4


def test_the_demonstration_needs_plans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Commands
) -> None:
    monkeypatch.chdir(tmp_path)
    told = cli.run("demo", "--no-serve")
    assert told.exit_code == 2
    assert "no plan folders" in told.stderr


def test_a_port_that_is_taken_is_told(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = cli.run("serve", FOSHAN, "--port", taken.getsockname()[1])
    assert told.exit_code == 2
    assert "is taken" in told.stderr


def test_a_published_figure_is_explained_with_source_and_quotation(cli_loaded: Commands) -> None:
    told = cli_loaded.run("explain", FOSHAN, "gdp", "--period", "2016", "--as-of", TODAY).stdout
    for words in (
        "8,756.3",
        "2022-01-07",
        "8,600",
        "8,630",
        "press",
        "revised",
        "conflict",
        "由2016年的8756.3亿元",
    ):
        assert words in told


def test_a_computed_figure_is_explained_down_to_its_hours(cli_loaded: Commands) -> None:
    asked = (
        "pm25-mean",
        "--period",
        "2016",
        "--definition",
        "gb3095-2012-uci",
        "--rows",
        1,
        "--as-of",
        TODAY,
    )
    told = cli_loaded.run("explain", BEIJING, *asked).stdout
    for words in (
        "73.05",
        "avg(pm25)",
        "difference 0.05",
        "366 rows",
        "4026 rows",
        "96624 rows",
        "air.city_days",
        "SHA-256",
    ):
        assert words in told


def test_the_scorecard_tells_a_chance_where_there_is_one_and_no_column_without_any(
    cli_loaded: Commands,
) -> None:
    canada = cli_loaded.run("show", CANADA, "--as-of", "2022-12-31").stdout.splitlines()
    assert "Target\tPromised\tFigure\tVerdict\tChance\tReason" in canada
    assert any(line.split("\t")[4:5] == ["less than 1 %"] for line in canada)
    beijing = cli_loaded.run("show", BEIJING, "--as-of", "2017-01-31").stdout
    assert "Chance" not in beijing
