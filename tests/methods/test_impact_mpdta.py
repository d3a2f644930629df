"""Effects on the counties of R's did: its group-time effects, averages, standard errors and pre-trend test."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from impact_panels import of

from qualicity.methods.impact import group_time_att

pytestmark = pytest.mark.reference
CONTROLS = ("nevertreated", "notyettreated")
PRINTED = {
    (2004, 2004): 0.0233, (2004, 2005): 0.0310, (2004, 2006): 0.0364, (2004, 2007): 0.0344, (2006, 2004): 0.0233,
    (2006, 2005): 0.0196, (2006, 2006): 0.0178, (2006, 2007): 0.0202, (2007, 2004): 0.0150, (2007, 2005): 0.0164,
    (2007, 2006): 0.0179, (2007, 2007): 0.0167,
}  # fmt: skip
"""Bootstrapped standard errors in did's introduction: recalled, and random in the fourth digit."""


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def counties(reference_data: Path) -> dict[str, Any]:
    found = table(reference_data / "impact" / "mpdta.csv")
    names = {"time": "year", "y": "lemp", "first_treated": "first.treat"}
    columns: dict[str, Any] = {c: np.array([float(r[n]) for r in found]) for c, n in names.items()}
    return columns | {"unit": np.array([r["countyreal"] for r in found], dtype=object)}


@pytest.mark.parametrize("control", CONTROLS)
def test_effects_by_group_and_time_are_those_of_did(
    counties: dict[str, Any], reference_data: Path, control: str
) -> None:
    made = group_time_att(counties, control=control, reps=0)
    expected = table(reference_data / "impact" / "mpdta_expected_group_time_att.csv")
    for row in (r for r in expected if r["control"] == control):
        cell = {"g": float(row["g"]), "t": float(row["t"])}
        assert of(made, "group_time", **cell) == pytest.approx(float(row["att"]), abs=1e-10)
        assert of(made, "group_time", "n_treated", **cell) == float(row["n_treated"])
        assert of(made, "group_time", "n_control", **cell) == float(row["n_control"])


@pytest.mark.parametrize("control", CONTROLS)
def test_averages_are_those_of_did(counties: dict[str, Any], reference_data: Path, control: str) -> None:
    made = group_time_att(counties, control=control, reps=0)
    expected = table(reference_data / "impact" / "mpdta_expected_aggregates.csv")
    listed = [r for r in expected if r["control"] == control]
    assert len(listed) == 7
    for row in listed:
        name, _, event = row["aggregation"].partition("_")
        found = of(made, name, event=float(event)) if name == "event" else of(made, row["aggregation"])
        assert found == pytest.approx(float(row["att"]), abs=1e-10)


def test_standard_errors_and_the_test_before_treatment_are_those_of_did(counties: dict[str, Any]) -> None:
    made = group_time_att(counties)
    for (g, t), se in PRINTED.items():
        assert of(made, "group_time", "se", g=g, t=t) == pytest.approx(se, abs=0.0006)
    assert of(made, "event", "se", event=0) == pytest.approx(0.0118, abs=0.0006)
    assert of(made, "dynamic_avg", "se") == pytest.approx(0.0200, abs=0.0006)
    assert made["pretrend_p"][0] == pytest.approx(0.16812, abs=5e-6)
    low, high = (of(made, "group_time", c, g=2004, t=2004) for c in ("band_low", "band_high"))
    assert (low, high) == (pytest.approx(-0.0731, abs=0.006), pytest.approx(0.0521, abs=0.006))


def test_a_universal_base_moves_what_came_before_and_neither_effects_nor_their_test(
    counties: dict[str, Any],
) -> None:
    varying, universal = (group_time_att(counties, base_period=b, reps=0) for b in ("varying", "universal"))
    assert of(universal, "group_time", g=2007, t=2006) == 0
    assert np.isnan(of(universal, "group_time", "se", g=2007, t=2006))
    moved = sum(of(varying, "group_time", g=2007, t=t) for t in (2004, 2005, 2006))
    assert of(universal, "group_time", g=2007, t=2003) == pytest.approx(-moved)
    for name in ("simple", "group_avg", "dynamic_avg", "calendar_avg"):
        assert of(universal, name) == pytest.approx(of(varying, name))
        assert of(universal, name, "se") == pytest.approx(of(varying, name, "se"))
    assert universal["pretrend_p"][0] == pytest.approx(varying["pretrend_p"][0])
