"""The fixtures that the rooms share, and a small plan with one target to be judged."""

from pathlib import Path

import pytest
from rooms_fixtures import beijing, cli, cli_loaded, foshan, loaded
from small_plan import SmallPlan

__all__ = ["beijing", "cli", "cli_loaded", "foshan", "loaded", "small"]


@pytest.fixture
def small(tmp_path: Path) -> SmallPlan:
    """A plan from 2016 to 2020 for one city; a test declares its indicator, target and figures."""
    return SmallPlan(tmp_path / "small")
