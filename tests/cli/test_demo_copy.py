"""The demo's workbench changes a copy of the sample city, never what came with the program."""

from __future__ import annotations

import shutil
from pathlib import Path

from qualicity.cli.serve import own_copy
from qualicity.workspace import Workspace

CITY = Path(__file__).resolve().parents[2] / "examples" / "sample-city"


def test_the_demos_copy_keeps_what_was_changed_until_the_plan_itself_is_another(tmp_path: Path) -> None:
    city, workspace = tmp_path / "examples" / "sample-city", Workspace(tmp_path / "var")
    shutil.copytree(CITY, city)
    copy = own_copy(city, workspace)
    assert copy.is_relative_to(workspace.root)
    main = copy / "plan.yaml"
    assert main.read_bytes() == (CITY / "plan.yaml").read_bytes()
    main.write_text("# changed in the demo\n" + main.read_text("utf-8"), "utf-8")
    assert own_copy(city, workspace) == copy
    assert main.read_text("utf-8").startswith("# changed")
    (city / "plan.yaml").write_text("# another\n" + (city / "plan.yaml").read_text("utf-8"), "utf-8")
    own_copy(city, workspace)
    assert main.read_text("utf-8").startswith("# another")
