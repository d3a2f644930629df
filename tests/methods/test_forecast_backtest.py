"""What the forecasts promise, measured on real series that they had not seen, and where the shipped table comes from.

The figures are those of the report in benchmarks/RESULTS.md, from the script that makes it.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qualicity.methods.forecast.errors import TABLE
from qualicity.portal.charts.reliability import reliability

pytestmark = pytest.mark.reference
SCRIPTS = Path(__file__).resolve().parents[2] / "benchmarks" / "forecast"
Figures = dict[str, dict[str, list[float]]]


def script(name: str, *arguments: object) -> str:
    command = [sys.executable, str(SCRIPTS / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def figures(reference_data: Path) -> Any:
    return json.loads(script("backtest.py", reference_data, "--json"))


def test_the_shipped_tables_are_made_anew_from_all_series(reference_data: Path, tmp_path: Path) -> None:
    how = TABLE.with_suffix(".json")
    date = json.loads(how.read_text("utf-8"))["date"]
    script("calibrate.py", reference_data, "--date", date, "--to", tmp_path / "errors.csv")
    assert (tmp_path / "moves.csv").read_text("utf-8") == TABLE.with_name("moves.csv").read_text("utf-8")
    assert (tmp_path / "errors.csv").read_text("utf-8") == TABLE.read_text("utf-8")
    assert (tmp_path / "errors.json").read_text("utf-8") == how.read_text("utf-8")


def test_intervals_hold_what_came_as_often_as_they_say_at_each_horizon(figures: Figures) -> None:
    for covered in (figures["all"]["horizons 1–5"], *figures["years ahead"].values()):
        assert 0.77 <= covered[0] <= 0.83
        assert 0.93 <= covered[1] <= 0.97


@pytest.mark.parametrize("group", ["points of history", "scale", "series"])
def test_they_do_so_for_short_and_long_bounded_and_unbounded_calm_and_jumpy_series(
    figures: Figures, group: str
) -> None:
    for name, covered in figures[group].items():
        assert 0.77 <= covered[0] <= 0.83, name
        assert 0.93 <= covered[1] <= 0.97, name


def test_trending_and_noisy_series_are_not_far_off(figures: Figures) -> None:
    for name, covered in figures["trend"].items():
        assert 0.75 <= covered[0] <= 0.86, name
        assert 0.93 <= covered[1] <= 0.97, name


def test_the_estimate_is_nearer_than_each_peer(figures: Figures) -> None:
    (_, ours), *peers = figures["scaled error"].items()
    assert ours[2] == 5 * 5754
    assert [name for name, _ in peers] == ["naive", "CAGR", "ESCAP weighted line", "OLS line"]
    for name, peer in peers:
        assert ours[0] < peer[0], name
        assert ours[1] < peer[1], name


def test_the_whole_distribution_is_nearer_than_each_peers_at_each_horizon(figures: Figures) -> None:
    assert len(figures["CRPS"]) == 7
    for name, (ours, *peers, count) in figures["CRPS"].items():
        assert len(peers) == 4
        assert count > 20_000
        assert ours < min(peers), name


def test_probabilities_beat_the_base_rate_for_each_length_direction_and_horizon(figures: Figures) -> None:
    for name, (ours, climatology, _) in figures["Brier"].items():
        assert ours < 0.97 * climatology, name


def test_what_is_said_to_be_likely_comes_that_often(figures: Figures) -> None:
    for name, (said, came, _) in figures["reliability"].items():
        assert came == pytest.approx(said, abs=0.03), name


def test_the_diagram_in_the_docs_is_drawn_from_these_figures(figures: Figures) -> None:
    bins = [(said, came, int(n)) for said, came, n in figures["reliability"].values()]
    drawn = (SCRIPTS.parents[1] / "docs" / "images" / "reliability.svg").read_text("utf-8")
    assert drawn == reliability(bins, "en", standing_alone=True) + "\n"
