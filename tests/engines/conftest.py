"""An engine to compare with DuckDB: Sail, or the one that QUALICITY_TEST_ENGINE names (`spark`, `sc://host:port`)."""

import os
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from rooms_fixtures import beijing, cli, cli_loaded, foshan, loaded

from qualicity.indicators import Engine, open_engine

__all__ = ["beijing", "cli", "cli_loaded", "foshan", "loaded"]

NAMED = os.environ.get("QUALICITY_TEST_ENGINE", "sail")
NEEDS = {"sail": "pysail", "spark": "py4j"}


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One engine for the session; without its packages the tests are skipped."""
    needed = NEEDS.get(NAMED, "pyspark")
    if find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed here (no wheel for this platform?)")
    with open_engine(NAMED) as opened:
        assert opened is not None
        yield opened
