"""A site published again over an old one is, byte for byte, the site that a new folder would hold."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from begun import Begun
from small_plan import SmallPlan
from small_site import TODAY, change, contents, published, row

from qualicity.errors import UsageError
from qualicity.plan import read_plan
from qualicity.portal.publish import manifest, work
from qualicity.portal.publish.kept import Kept, told_apart
from qualicity.portal.publish.places import thing
from qualicity.portal.publish.waiting import HEAVY, PACE, Waiting


@pytest.mark.parametrize("seed", [1, 2])
def test_an_old_folder_becomes_what_a_new_one_would_be(
    several: SmallPlan, first: Begun, tmp_path: Path, seed: int
) -> None:
    drawn, old = random.Random(seed), tmp_path / "old"
    first.published(old)
    for n in range(4):
        kinds = [change(several, drawn) for _ in range(drawn.randrange(1, 3))]
        several.load()
        published(several, old)
        published(several, tmp_path / f"new-{n}")
        one, two = contents(old), contents(tmp_path / f"new-{n}")
        assert one.keys() == two.keys(), kinds
        assert [name for name in one if one[name] != two[name]] == [], kinds
        shutil.rmtree(tmp_path / f"new-{n}")


def test_what_takes_longest_is_given_away_first_and_alone() -> None:
    """By its seconds where they are known, else by the size of its pages when they were made last."""
    large = int(HEAVY * PACE)
    sizes = {"/en/p/about/": 1, "/en/p/track-record/": large, "/en/p/": large + 1, "/en/p/text/": 1}
    before = manifest.Manifest("", {url: ("", size, 0, url, thing(url)) for url, size in sizes.items()})
    asked = ["/en/p/about/", "/en/p/track-record/", "/en/p/text/"]
    waiting = Waiting(["/en/p/"], Kept(), before)
    waiting.add(asked)
    assert [{*waiting.take(5)} for _ in range(3)] == [
        {"/*/p"},
        {"/*/p/track-record"},
        {"/*/p/about", "/*/p/text"},
    ]
    assert not waiting.things
    waiting = Waiting(
        ["/en/p/"], Kept(), before, {"/*/p/about": 2 * HEAVY, "/*/p/track-record": HEAVY, "/*/p": 0.0}
    )
    waiting.add(asked)
    assert [{*waiting.take(5)} for _ in range(3)] == [
        {"/*/p/about"},
        {"/*/p/track-record"},
        {"/*/p", "/*/p/text"},
    ]


def test_four_processes_write_what_one_does(several: SmallPlan, first: Begun, tmp_path: Path) -> None:
    one, four = tmp_path / "one", tmp_path / "four"
    first.published(one)
    _published_by_four(several, four)
    assert contents(four) == contents(one)
    several.figures[0] |= {"value": 99, "released": "2021-03-01"}
    several.load()
    published(several, one)
    _published_by_four(several, four)
    assert contents(four) == contents(one)
    assert not (four / manifest.JOURNAL).exists()
    _published_by_four(several, four)  # of which nothing is new
    assert contents(four) == contents(one)


def _published_by_four(several: SmallPlan, out: Path) -> None:
    """By a process that forks others, as the command does."""
    words = (str(several.folder), str(several.workspace), TODAY.isoformat(), str(out))
    subprocess.run((sys.executable, "-c", _FORKING, *words), check=True)


_FORKING = """
import sys
from datetime import date
from pathlib import Path
from qualicity.portal.publish import Order, publish, render, work
from qualicity.portal.publish.places import file_of
from qualicity.workspace import Workspace
render.file_of = work.file_of = lambda url, prefix="": None if "/methods/" in url else file_of(url, prefix)
plan, workspace, day, out = sys.argv[1:]
publish(Order((Path(plan),), Workspace(Path(workspace)), date.fromisoformat(day), "", Path(out)), 4, fork=True)
"""


def test_pages_of_indicators_that_no_changed_row_names_are_not_made(
    several: SmallPlan, first: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.published(tmp_path / "site")
    asked: list[str] = []
    ask = work.ask
    monkeypatch.setattr(work, "ask", lambda url: (asked.append(url), ask(url))[1])
    several.figures[0] |= {"value": 12}
    several.load()
    published(several, tmp_path / "site")
    assert any("/figures/cover/" in url for url in asked)
    assert any("/indicators/gap/" in url for url in asked)  # it is made of the other
    assert not any("/third" in url or "/figures/mean/" in url for url in asked), asked


def test_a_change_of_what_cannot_be_told_apart_makes_all_pages_anew(
    several: SmallPlan, first: Begun, tmp_path: Path
) -> None:
    """Rows that are computed with may reach any page; so may the plan's own words."""
    read = read_plan(several.folder)
    assert [d.id for d in read.datasets if told_apart(read, d)] == ["figures"]
    first.published(tmp_path / "site")
    before = manifest.read(tmp_path / "site")
    several.rows["rows"] = [*several.rows["rows"], row(9)]
    several.load()
    published(several, tmp_path / "site")
    assert manifest.read(tmp_path / "site").made_from != before.made_from


def test_a_manifest_that_copies_what_has_not_changed_says_what_a_whole_one_says(tmp_path: Path) -> None:
    """Of things that are as they were, have lost a file, have another, are gone, and are new."""
    files = {f"{about}/{n}": (f"{n}", n, n, f"/{about}/{n}/", about) for about in "abcd" for n in range(2)}
    leads: dict[str, manifest.Led] = {about: (f"/{about}/", '/"x": y/') for about in "abcd"}
    manifest.write(tmp_path, manifest.Manifest("x", files, {"p/i": "1"}, leads))
    before = manifest.read(tmp_path)
    assert before.files == files
    assert {about: manifest.led_to(to) for about, to in before.leads.items()} == leads

    now = {name: entry for name, entry in before.files.items() if name not in ("b/1", "d/0", "d/1")}
    now |= {"c/0": ("other", 0, 0, "/c/0/", "c"), 'e"/0': ("", 0, 0, "/e/", 'e": ')}
    led: dict[str, manifest.Led] = {k: v for k, v in before.leads.items() if k != "d"} | {
        "c": ("/c/",),
        'e": ': (),
    }
    (tmp_path / "whole").mkdir()
    manifest.write(tmp_path / "whole", manifest.Manifest("y", now, {}, led))
    whole = (tmp_path / "whole" / manifest.NAME).read_bytes()
    again = manifest.write(tmp_path, manifest.Manifest("y", now, {}, led))
    assert (tmp_path / manifest.NAME).read_bytes() == whole
    assert again.leads == manifest.read(tmp_path).leads
    assert {*json.loads(whole)["things"]} == {"a", "b", "c", 'e": '}
    manifest.finish(tmp_path, again)
    assert (tmp_path / manifest.NAME).read_bytes() == whole


def test_a_manifest_of_another_form_or_without_its_end_is_refused(tmp_path: Path) -> None:
    files: dict[str, manifest.File] = {"a/0": ("0", 0, 0, "/a/", "a")}
    manifest.write(tmp_path, manifest.Manifest("x", files, {}, {"a": ("/a/",), "b": ("/b/",)}))
    whole = (tmp_path / manifest.NAME).read_bytes()
    assert manifest.read(tmp_path).made_from == "x"
    before = b'{"made_from": "x",\n"contents": {},\n"things": {\n"a":\t[["a","",0,0,"/a/"]]\n},\n"leads": {\n"a":\t["/a/"]\n}}\n'
    shorter = whole.replace(b'"size": [0]', b'"size": []')
    assert shorter != whole
    for other in (before, shorter, whole[:-20], whole.replace(b'"a":\t[', b'"a": ['), b"{}", b""):
        (tmp_path / manifest.NAME).write_bytes(other)
        with pytest.raises(UsageError, match="publish into a new folder"):
            manifest.read(tmp_path)
