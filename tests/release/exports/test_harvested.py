"""What the script that the documentation names says of files, without a portal."""

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from rooms_fixtures import view_at
from small_plan import SmallPlan

from qualicity.release.exports import FORMS, Edition


@pytest.fixture(scope="module")
def harvest() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "harvest", Path(__file__).parents[3] / "scripts" / "harvest.py"
    )
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("figures", [0, 3])
def test_every_form_of_a_plan_with_few_figures_or_none_is_read_back(
    tmp_path: Path, harvest: ModuleType, figures: int
) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    for year in range(figures):
        plan.figure(str(2016 + year), 30)
    plan.load()
    edition = Edition(view_at(plan.folder, plan.workspace, date(2020, 6, 30)))
    for form in FORMS:
        folder = tmp_path / form.id
        folder.mkdir()
        form.write(edition, folder)
        assert harvest.CHECKS[form.id](folder) == figures, form.id
