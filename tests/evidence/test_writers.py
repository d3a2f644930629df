"""Writers that are killed, and writers at once: the store is before or after, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from rooms_fixtures import FOSHAN, Commands
from submissions import as_csv, row

FIGURES = "published_figures"


def start(shop: Commands, file: Path) -> "subprocess.Popen[bytes]":
    words = [
        sys.executable,
        "-m",
        "qualicity",
        "submit",
        str(FOSHAN),
        FIGURES,
        str(file),
        "--by",
        "w",
        "--message",
        "m",
    ]
    return subprocess.Popen(
        words, env=os.environ | {"QUALICITY_WORKSPACE": str(shop.workspace)}, stdout=subprocess.DEVNULL
    )


def many(n: int, start: int = 0) -> str:
    """Many synthetic figures of one authority each."""
    return as_csv(*(row(authority=f"synthetic {i}") for i in range(start, start + n)))


def test_two_writers_at_once_lose_nothing_and_bring_nothing_twice(cli: Commands, tmp_path: Path) -> None:
    cli.run("load", FOSHAN)
    files = []
    for n in range(3):
        files.append(tmp_path / f"{n}.csv")
        files[-1].write_text(many(40, 20 * n), "utf-8")  # each shares half of its rows with the next
    for writer in [start(cli, f) for f in files]:
        assert writer.wait(60) == 0
    history = cli.json("history", FOSHAN, FIGURES)
    assert len(history["commits"]) in (3, 4)  # the one that comes last may have nothing to add
    changes = cli.json("diff", FOSHAN, FIGURES, "--from", 0, "--to", history["version"])["changes"]
    assert sorted(c["key"]["authority"] for c in changes) == sorted(f"synthetic {i}" for i in range(80))
    assert sum(c["inserted"] for c in history["commits"]) == 194 + 80


def test_a_killed_writer_leaves_the_store_before_or_after_and_its_leftovers_are_swept(
    cli: Commands, tmp_path: Path
) -> None:
    cli.run("load", FOSHAN)
    file = tmp_path / "many.csv"
    file.write_text(many(5_000), "utf-8")
    for delay in (0.3, 0.5, 0.7, 0.9):
        writer = start(cli, file)
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait(60)
        commits = cli.json("history", FOSHAN, FIGURES)["commits"]
        assert [c["inserted"] for c in commits] in ([194], [5_000, 194])
    table = cli.workspace / "plans" / "foshan-2020" / "evidence" / FIGURES
    (table / "part-00000-left-behind.zstd.parquet").write_bytes(b"half a file")
    assert start(cli, file).wait(60) == 0
    assert not list(table.glob("*left-behind*"))
    assert [c["inserted"] for c in cli.json("history", FOSHAN, FIGURES)["commits"]] == [5_000, 194]
