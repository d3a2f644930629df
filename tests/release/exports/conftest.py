"""The real plans as editions, and the command line on a workspace in which they are loaded."""

from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, CANADA, FOSHAN, TODAY, cli_loaded, loaded, view_at

from qualicity.release.exports import Edition

__all__ = ["cli_loaded", "edition", "loaded"]


@pytest.fixture(scope="session", params=[FOSHAN, BEIJING, CANADA], ids=lambda p: p.name)
def edition(request: pytest.FixtureRequest, loaded: Path) -> Edition:
    """Each real plan as known when everything in it was."""
    return Edition(view_at(request.param, loaded, TODAY), site="https://example.org")
