"""Fixtures that all tests share: reference data, a workspace, a browser."""

import gc
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from _pytest import runner
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from tabs import Tabs

ROOT = Path(__file__).resolve().parents[1]
REQUIRE_POSTGRESQL = os.environ.get("QUALICITY_REQUIRE_POSTGRESQL") == "1"
REQUIRE_BROWSER = os.environ.get("QUALICITY_REQUIRE_BROWSER") == "1"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--renderer-process-limit=1",  # a process takes longer to start than a page to be read
    "--disable-features="
    # Two pages of its own that Chromium otherwise loads with every window, for an address bar that nobody sees.
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    # What Playwright itself turns off: of two such lists Chromium takes the last.
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
]

LONGEST = (
    "portal/test_accessible_pages.py",
    "portal/test_publish.py",
    "portal/test_publish_differences.py",
    "portal/test_published_site.py",
    "engines/test_water_on_engines.py",
    "portal/test_live_charts.py",
    "engines/test_plans_on_engines.py",
    "engines/test_expressions_on_engines.py",  # before the engine has waited so long that it ends its session
    "engines/test_large_inputs_on_engines.py",
    "engines/test_air_on_engines.py",
    "portal/test_publish_again.py",
    "indicators/test_incremental.py",
    "indicators/test_recompute.py",
    "indicators/test_log.py",
    "release/report/test_report.py",
    "test_house.py",
    "portal/test_keyboard.py",
    "methods/test_forecast_backtest.py",
    "evidence/test_many_rows.py",
    "portal/test_demo.py",
    "test_memory_limit.py",
)
"""Files that take long for their few tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, then those with the most tests: started last, one would keep one worker and idle the other."""
    first = {ROOT / "tests" / name: place - len(LONGEST) for place, name in enumerate(LONGEST)}
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (first.get(item.path, 0), -counts[item.path], str(item.path)))


def pytest_collection_finish() -> None:
    """What collecting has made stays to the end: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _with_room(run: Callable[[], object]) -> object:
    """Run something on one large piece of Python's stack.

    Python takes its stack in pieces of 16 kB and gives an emptied one back to the system at once: calls that cross the
    end of a piece to and fro, as many do below pytest's own, cost a third of a test's time.
    """
    return run()


_with_room.__code__ = _with_room.__code__.replace(co_stacksize=66_000)  # a frame of 0.5 MB in a piece of 1 MB


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """A test as pytest runs it, with room."""
    return _with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))


_connect = duckdb.connect


def _connect_with_one_thread(
    database: str = ":memory:", read_only: bool = False, config: dict[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    return _connect(database, read_only, {"threads": 1} | (config or {}))


# Of a few rows, asked of in one process of two: to wake further threads takes longer than the answer.
duckdb.connect = _connect_with_one_thread


@pytest.fixture
def all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of many rows: DuckDB as it is in use, with a thread for each core."""
    monkeypatch.setattr(duckdb, "connect", _connect)


# A slow machine is no failure of a property; where tests run unattended, each run draws the same examples.
settings.register_profile("here", deadline=None)
settings.register_profile("unattended", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("unattended" if os.environ.get("CI") or REQUIRE_BROWSER else "here")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data; tests that need it are skipped where there is none."""
    named = os.environ.get("QUALICITY_REFERENCE_DATA")
    if not named:
        pytest.skip("QUALICITY_REFERENCE_DATA is not set")
    folder = Path(named)
    if not folder.is_dir():
        pytest.skip(f"QUALICITY_REFERENCE_DATA names no folder: {folder}")
    return folder


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace of the test's own, which QUALICITY_WORKSPACE names too."""
    folder = tmp_path / "var"
    folder.mkdir()
    monkeypatch.setenv("QUALICITY_WORKSPACE", str(folder))
    return folder


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, as scripts/browser.sh finds it; installs nothing."""
    found = subprocess.run(
        ["sh", str(ROOT / "scripts" / "browser.sh"), "--find"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of an empty PostgreSQL database; without a server skipped, or failed where one is required."""
    from postgresql_server import programs, server

    there = programs()
    if there is None:
        reason = "no PostgreSQL server found (scripts/postgresql.sh says how to get one)"
        if REQUIRE_POSTGRESQL:
            pytest.fail(reason)
        pytest.skip(reason)
    with server(there) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for the session; without one the test is skipped, or fails where a browser is required."""
    path = find_chromium()
    if path is None:
        reason = "no Chromium or Chrome found (scripts/browser.sh says how to get one)"
        if REQUIRE_BROWSER:
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _tabs(browser: "Browser") -> "Tabs":
    from tabs import Tabs

    return Tabs(browser)


@pytest.fixture
def tabs(_tabs: "Tabs") -> Iterator["Tabs"]:
    """Tabs to open; nothing of another test is in them."""
    yield _tabs
    _tabs.leave()


@pytest.fixture
def page(tabs: "Tabs") -> "Page":
    """A tab of the usual kind."""
    return tabs.open()
