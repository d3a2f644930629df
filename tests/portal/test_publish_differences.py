"""Publishing again writes what differs and removes what is gone; nothing of others is touched."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from begun import Begun
from publish_fixtures import (
    TODAY,
    YEARS,
    contents,
    leading_nowhere,
    out,
    plan,
    published,
    two,
    with_methods,
)
from small_plan import SmallPlan

from qualicity.errors import QualicityError, UsageError

__all__ = ["out", "plan", "two", "with_methods"]


def test_a_second_publication_writes_nothing(plan: SmallPlan, two: Begun, out: Path) -> None:
    first = two.published(out)
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    again = published(plan, out)
    assert (again.written, again.removed, again.files) == (0, 0, first.files)
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == before


def test_a_changed_figure_changes_the_pages_that_show_it(plan: SmallPlan, two: Begun, out: Path) -> None:
    two.published(out)
    before = contents(out)
    plan.figures[len(YEARS) - 1] |= {"value": 44, "released": "2020-03-01"}  # the last of the first indicator
    plan.load()
    done = published(plan, out)
    after = contents(out)
    differ = {n for n in after if before.get(n) != after[n] and not n.startswith(".")}
    assert done.written == len(differ)
    assert "zh/small/targets/cover-promise/index.html" in differ
    assert "en/small/index.html" in differ
    assert not any("/other" in n for n in differ), sorted(differ)
    assert done.written < done.files / 2


def test_pages_that_are_gone_are_removed_and_foreign_files_kept(
    plan: SmallPlan, two: Begun, out: Path
) -> None:
    two.published(out)
    (out / "CNAME").write_text("example.org")
    (out / "en/small/notes.txt").write_text("mine")
    plan.targets.pop()
    plan.load()
    done = published(plan, out)
    assert done.removed > 0
    assert not (out / "en/small/targets/other-promise").exists()
    assert (out / "CNAME").read_text() == "example.org"
    assert (out / "en/small/notes.txt").read_text() == "mine"
    assert leading_nowhere(out) == []


def test_a_page_that_was_touched_or_lost_is_written_again(plan: SmallPlan, two: Begun, out: Path) -> None:
    two.published(out)
    before = contents(out)
    (out / "en/index.html").write_text("touched")
    (out / "zh/index.html").unlink()
    assert published(plan, out).written == 2
    assert contents(out).keys() == before.keys()
    assert (out / "en/index.html").read_bytes() == before["en/index.html"]


def test_a_folder_of_other_things_is_refused(plan: SmallPlan, out: Path) -> None:
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other things"):
        published(plan, out)
    assert [p.name for p in out.iterdir()] == ["thesis.txt"]


def test_a_foreign_file_in_the_place_of_a_page_is_told_and_kept(
    plan: SmallPlan, two: Begun, out: Path
) -> None:
    two.published(out)
    plan.figure("2021", 39)
    place = out / "en/small/figures/cover/published/440600/2021/index.html"
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    plan.load()
    with pytest.raises(QualicityError, match="is not of this site"):
        published(plan, out)
    assert place.read_text() == "mine"
    place.unlink()
    published(plan, out)
    assert leading_nowhere(out) == []


def test_a_publication_killed_in_the_middle_leaves_whole_pages_and_is_taken_up(
    plan: SmallPlan, out: Path, tmp_path: Path
) -> None:
    command = (sys.executable, "-m", "qualicity", "publish", plan.folder, out, "--as-of", TODAY.isoformat())
    begun = subprocess.Popen((*command, "--workspace", plan.workspace), stdout=subprocess.PIPE)
    while begun.poll() is None and len(list(out.rglob("*.html"))) < 8:
        time.sleep(0.005)
    begun.send_signal(signal.SIGKILL)
    begun.communicate(timeout=60)  # the processes that it started hold its output open until they end too
    assert begun.returncode == -signal.SIGKILL
    pages = list(out.rglob("*.html"))
    assert pages
    assert all(p.read_text("utf-8").rstrip().endswith("</html>") for p in pages)
    (out / "en" / ".qualicity-unfinished-1").write_text("half a pa")
    published(plan, out)
    published(plan, tmp_path / "other")
    assert contents(out).keys() == contents(tmp_path / "other").keys()
    assert leading_nowhere(out) == []
