"""Beside sdg-build: the endpoints of real repositories equal those that it wrote.

QUALICITY_OPENSDG_REFERENCE names a folder with one folder for each repository: `repository` (a clone), `_site` (what
sdg-build wrote of it) and, where it needs one, `translations` (a clone of the translations' repository).
"""

import json
import os
from pathlib import Path

import pytest
from rooms_fixtures import Commands

REFERENCE = os.environ.get("QUALICITY_OPENSDG_REFERENCE", "")
FOLDERS = sorted(p for p in Path(REFERENCE).iterdir() if (p / "_site").is_dir()) if REFERENCE else []


@pytest.mark.skipif(
    not REFERENCE, reason="QUALICITY_OPENSDG_REFERENCE names no folder of what sdg-build wrote"
)
@pytest.mark.parametrize("imported", [True, False], ids=["imported", "itself"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_endpoint_equals_that_of_sdg_build(folder: Path, imported: bool, cli: Commands) -> None:
    plan, out = cli.workspace.parent / "plan", cli.workspace.parent / "out"
    given = ("--translations", folder / "translations") if (folder / "translations").exists() else ()
    if imported:
        cli.json("import-opensdg", folder / "repository", plan, *given)
        assert cli.run("check", plan).exit_code == 0
        cli.json("publish", "--format", "open-sdg", plan, out)
    else:
        cli.json("publish", "--format", "open-sdg", folder / "repository", out, *given)
    different = []
    for kind in ("data", "headline", "edges", "comb", "meta", "stats"):
        for theirs in folder.glob(f"_site/*/{kind}/*"):
            ours = out / theirs.relative_to(folder / "_site")
            same = ours.exists() and (
                json.loads(ours.read_bytes()) == json.loads(theirs.read_bytes())
                if theirs.suffix == ".json"
                else ours.read_bytes() == theirs.read_bytes()
            )
            different += [] if same else [str(theirs.relative_to(folder))]
    assert different == []
