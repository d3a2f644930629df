"""The day on which each file was last changed is the one that git tells file by file."""

import random
import subprocess
from pathlib import Path

import pytest

from qualicity.release.opensdg.gitdates import Changes, head


def git(repo: Path, *words: str, day: int = 0) -> str:
    at = f"{2015 + day // 360}-{day // 30 % 12 + 1:02}-{day % 30 % 28 + 1:02}T12:00:00Z"
    env = {"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    command = ["git", *who, *words]
    return subprocess.run(command, cwd=repo, env=env, check=True, capture_output=True, text=True).stdout


def history(repo: Path, seed: int) -> None:
    """Thirty commits on three branches that are merged into each other, also with one side's files kept whole."""
    chance = random.Random(seed)
    (repo / "data").mkdir(parents=True)
    git(repo, "init", "-q", "-b", "a")
    for n in range(9):
        (repo / "data" / f"{n}.csv").write_text("0", "utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "0")
    git(repo, "branch", "b")
    git(repo, "branch", "c")
    for day in range(1, 300, 10):
        mine, other = chance.sample("abc", 2)
        git(repo, "checkout", "-q", mine)
        if chance.random() < 0.3:
            kept = ("-s", "ours") if chance.random() < 0.4 else ("-X", chance.choice(["ours", "theirs"]))
            git(repo, "merge", "-q", "--no-edit", "--no-ff", *kept, other, day=day)
            continue
        (repo / "data" / f"{chance.randrange(8)}.csv").write_text(str(chance.randrange(3)), "utf-8")
        git(repo, "commit", "-qam", str(day), "--allow-empty", day=day)
    git(repo, "checkout", "-q", "a")


@pytest.mark.parametrize("seed", range(3))
def test_the_days_are_those_that_git_tells_of_each_file(seed: int, tmp_path: Path) -> None:
    history(tmp_path, seed)
    changes = Changes(head(tmp_path), [tmp_path / "data"])
    for file in sorted((tmp_path / "data").iterdir()):
        assert changes.of(file) == git(tmp_path, "log", "-1", "--format=%cI", "--", str(file))[:10]


def test_a_file_that_git_never_saw_has_no_day(tmp_path: Path) -> None:
    history(tmp_path, 1)
    new = tmp_path / "data" / "new.csv"
    new.touch()
    assert Changes(head(tmp_path), [tmp_path / "data"]).of(new) is None
