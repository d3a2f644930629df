"""`publish --watch`: a site follows its plans, by processes that stay, and is at any time what a new folder would hold."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from select import select

import pytest
from begun import Begun
from small_plan import SmallPlan
from small_site import TODAY, change, contents, published
from typer.testing import CliRunner

from qualicity.cli.app import app
from qualicity.portal.publish import Order, Publisher, manifest
from qualicity.workspace import Workspace

DAY = date(2027, 1, 1)
WAIT = 120.0


@pytest.mark.parametrize("seed", [3, 4])
def test_a_publisher_that_stays_writes_what_a_new_folder_would_hold(
    several: SmallPlan, tmp_path: Path, seed: int
) -> None:
    drawn, new = random.Random(seed), tmp_path / "new"
    order = Order((several.folder,), Workspace(several.workspace), TODAY, "", tmp_path / "old")
    with Publisher(order, processes=1) as publisher:
        publisher.publish()
        for _ in range(4):
            kinds = [change(several, drawn) for _ in range(drawn.randrange(1, 3))]
            several.load()
            publisher.publish()
            published(several, new)
            here, there = contents(order.out), contents(new)
            assert here.keys() == there.keys(), kinds
            assert [name for name in here if here[name] != there[name]] == [], kinds
            shutil.rmtree(new)
        assert publisher.publish().written == 0


def test_what_changes_while_a_site_is_made_is_made_again_by_the_next(
    several: SmallPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the pages of what changed: the others are those of the state that was written down."""
    order = Order((several.folder,), Workspace(several.workspace), TODAY, "", tmp_path / "old")
    with Publisher(order, processes=1) as publisher:
        publisher.publish()
        several.figures[0] |= {"value": 12}
        several.load()
        finish = manifest.remove

        def meanwhile(*said: object) -> int:
            several.figures[0] |= {"value": 13}
            several.load()
            return finish(*said)  # type: ignore[arg-type]

        monkeypatch.setattr(manifest, "remove", meanwhile)
        publisher.publish()
        monkeypatch.undo()
        assert publisher.publish().written > 0
        made_from = manifest.read(order.out).made_from
        assert made_from
    published(several, tmp_path / "new")
    assert contents(order.out) == contents(tmp_path / "new")


def test_files_that_others_changed_are_put_back_by_a_publisher_that_stays(
    several: SmallPlan, tmp_path: Path
) -> None:
    order = Order((several.folder,), Workspace(several.workspace), TODAY, "", tmp_path / "fresh")
    with Publisher(order, processes=1) as publisher:
        publisher.publish()
        before = contents(order.out)
        for name in ("index.html", "en/small/index.html"):
            (order.out / name).write_text("another's")
        (order.out / "en/small/targets/cover-promise.json").unlink()
        assert publisher.publish(touched=False).written == 0
        assert publisher.publish().written == 3
        assert contents(order.out) == before


@pytest.mark.parametrize("words", [("--release", "first"), ("--format", "open-sdg")])
def test_what_does_not_change_cannot_be_watched(tmp_path: Path, words: tuple[str, str]) -> None:
    said = CliRunner().invoke(app, ["publish", str(tmp_path), str(tmp_path / "site"), "--watch", *words])
    assert said.exit_code == 2
    assert "leave out --release and --format" in said.output


class Watching:
    """A process that watches a plan, and the lines that it prints."""

    def __init__(self, several: SmallPlan, out: Path, day: Path) -> None:
        words = (str(several.folder), str(several.workspace), str(day), str(out))
        self.process = subprocess.Popen(
            (sys.executable, "-c", _WATCHING, *words), stdout=subprocess.PIPE, bufsize=0
        )

    def line(self) -> dict[str, object]:
        assert self.process.stdout is not None
        assert select([self.process.stdout], [], [], WAIT)[0], "nothing was told"
        said = self.process.stdout.readline()
        found: dict[str, object] = json.loads(said)
        return found

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(x) for x in listed.split()]


_WATCHING = """
import json, signal, sys
from datetime import date
from pathlib import Path
from threading import Event
from qualicity.errors import QualicityError
from qualicity.portal.publish import Order, render, work
from qualicity.portal.publish.places import file_of
from qualicity.portal.publish.watch import watch
from qualicity.workspace import Workspace
render.file_of = work.file_of = lambda url, prefix="": None if "/methods/" in url else file_of(url, prefix)
plan, workspace, day, out = sys.argv[1:]
ended = Event()
signal.signal(signal.SIGTERM, lambda *_: ended.set())

def ordered():
    as_of = date.fromisoformat(Path(day).read_text())
    return Order((Path(plan),), Workspace(Path(workspace)), as_of, "", Path(out))

def tell(what):
    failed = isinstance(what, QualicityError)
    print(json.dumps({"error": str(what)} if failed else {"written": what.written}), flush=True)

watch(ordered, tell, ended, fork=True)
"""


@pytest.fixture
def watching(several: SmallPlan, tmp_path: Path) -> Iterator[Watching]:
    day = tmp_path / "day"
    day.write_text(TODAY.isoformat())
    made = Watching(several, tmp_path / "site", day)
    yield made
    made.process.kill()
    made.process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked, and counted, on Linux only")
def test_a_watched_site_follows_figures_words_and_days_and_outlives_mistakes(
    several: SmallPlan, first: Begun, watching: Watching, tmp_path: Path
) -> None:
    site, new = tmp_path / "site", tmp_path / "new"
    assert watching.line()["written"]
    first.published(new)
    assert contents(site) == contents(new)

    several.figures[0] |= {"value": 99, "released": "2021-03-01"}
    several.load()
    assert watching.line()["written"]
    published(several, new)
    assert contents(site) == contents(new)

    file = several.folder / "plan.yaml"
    said = file.read_text("utf-8")
    file.write_text(said + "\nnonsense: [", "utf-8")
    assert "error" in watching.line()["error"]  # type: ignore[operator]
    assert contents(site) == contents(new)
    file.write_text(said.replace("en: Small", "en: Anew"), "utf-8")
    assert watching.line()["written"]
    published(several, new)
    assert contents(site) == contents(new)

    (tmp_path / "day").write_text(DAY.isoformat())
    assert watching.line()["written"]
    published(several, new, DAY)
    assert contents(site) == contents(new)

    children = watching.children()
    watching.process.send_signal(signal.SIGTERM)
    assert watching.process.wait(WAIT) == 0
    until = time.monotonic() + WAIT
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
