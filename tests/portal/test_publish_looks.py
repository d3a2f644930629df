"""What a publication does before any page is made: it looks at the site, and starts nobody where nothing is to be done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from begun import Begun
from small_plan import SmallPlan
from small_site import TODAY, contents

from qualicity.portal.publish import Order, crew, manifest, publish
from qualicity.portal.publish.look import Look, Seen
from qualicity.workspace import Workspace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="others are forked on Linux only")


def _site(out: Path) -> manifest.Manifest:
    for name in ("a.html", "b.html", "c.json"):
        (out / name).write_text(name)
    files = {p.name: manifest.stat_of(p, manifest.hash_of(p), f"/{p.name}") for p in out.iterdir()}
    return manifest.write(out, manifest.Manifest("x", files))


def test_a_look_sees_files_that_others_changed_or_took_away(tmp_path: Path) -> None:
    _site(tmp_path)
    assert Look(tmp_path).seen() == Seen(3, 2, frozenset())
    (tmp_path / "a.html").write_text("A.html")
    (tmp_path / "c.json").unlink()
    assert Look(tmp_path).seen() == Seen(3, 2, frozenset({"a.html", "c.json"}))


def test_a_look_says_nothing_of_another_manifest_than_it_read(tmp_path: Path) -> None:
    assert Look(tmp_path).seen() is None
    before = _site(tmp_path)
    look = Look(tmp_path)
    manifest.write(tmp_path, before)
    assert look.seen() is None
    (tmp_path / manifest.NAME).write_text("{}")
    assert Look(tmp_path).seen() is None  # whoever reads it tells what is wrong with it


def test_where_nothing_is_another_nobody_is_forked_to_make_pages(
    several: SmallPlan, first: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(*_: object) -> NoReturn:
        raise RuntimeError("forked")

    first.published(tmp_path / "site")
    monkeypatch.setattr(crew, "Other", other)
    order = Order((several.folder,), Workspace(several.workspace), TODAY, "", tmp_path / "site")
    assert publish(order, 2, fork=True).written == 0
    several.figures[0] |= {"value": 12}
    several.load()
    with pytest.raises(RuntimeError, match="forked"):
        publish(order, 2, fork=True)


def test_the_command_puts_back_what_others_changed(several: SmallPlan, tmp_path: Path) -> None:
    site = tmp_path / "site"
    words = ("publish", several.folder, site, "--as-of", TODAY, "--workspace", several.workspace, "--json")

    def said() -> dict[str, int]:
        run = subprocess.run(
            (sys.executable, "-m", "qualicity", *map(str, words)), capture_output=True, check=True
        )
        return json.loads(run.stdout)  # type: ignore[no-any-return]

    said()
    before = contents(site)
    (site / "index.html").write_text("another's")
    (site / "en/small/targets/cover-promise.json").unlink()
    again = said()
    assert (again["written"], again["removed"], again["files"]) == (2, 0, len(before))
    assert contents(site) == before
