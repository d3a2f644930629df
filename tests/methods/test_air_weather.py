"""Days in average weather: on days whose truth is known, and against R's rmweather."""

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rooms_fixtures import told

from qualicity.errors import UsageError
from qualicity.methods.air import weather_normalised

SMALL = {"trees": 30, "resamples": 30}
DAYS = 1460


def synthetic(step: float = 0.0) -> dict[str, Any]:
    """Made-up days: calm days are bad ones, winters worse, the trend falls; from half on the level steps down."""
    rng = np.random.default_rng(7)
    n = np.arange(DAYS)
    wind, temp = rng.gamma(4, 1, DAYS), 12 - 12 * np.cos(2 * np.pi * n / 365) + rng.normal(0, 3, DAYS)
    wd = rng.uniform(0, 360, DAYS)
    trend = 80 - 15 * n / DAYS - step * (n >= DAYS // 2)
    value = trend - 6 * wind - 0.8 * temp + 8 * np.cos(np.deg2rad(wd)) + rng.normal(0, 2, DAYS)
    date = np.datetime64("2013-01-01") + n
    return {"date": date, "value": value, "air_temp": temp, "wd": wd, "ws": wind, "trend": trend}


def test_the_trend_remains_when_weather_and_season_are_taken_out() -> None:
    days = synthetic()
    made = weather_normalised(days, **SMALL)
    assert np.corrcoef(days["value"], days["trend"])[0, 1] < 0.4
    months = made["normalised"][: DAYS // 30 * 30].reshape(-1, 30).mean(axis=1)
    trend = days["trend"][: DAYS // 30 * 30].reshape(-1, 30).mean(axis=1)
    assert np.corrcoef(months, trend)[0, 1] > 0.9
    assert made["r2"].min() == made["r2"].max() > 0.6


def test_the_effect_of_a_measure_is_what_the_earlier_days_do_not_let_expect() -> None:
    days = synthetic(step=20.0)
    last = str(days["date"][DAYS // 2 - 1])
    made = weather_normalised(days, train_until=last, **SMALL)
    after = np.arange(DAYS) >= DAYS // 2
    effect = np.mean((days["value"] - made["counterfactual"])[after])
    assert effect == pytest.approx(-20 - 7.5 / 2, abs=4), "the step, and what the trend has fallen since"
    same = weather_normalised(days, **SMALL)
    assert np.isnan(same["counterfactual"]).all()


def test_the_same_seed_gives_the_same_and_another_nearly_the_same() -> None:
    days = synthetic()
    first, second, other = (weather_normalised(days, seed=s, **SMALL)["normalised"] for s in (3, 3, 4))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)
    assert np.abs(first - other).mean() < 3


def test_what_is_missing_stays_in_its_place() -> None:
    days = synthetic()
    days["value"][5], days["ws"][6] = np.nan, np.nan
    days["date"][7] = np.datetime64("NaT")
    made = weather_normalised(days, train_until="2015-12-31", **SMALL)
    assert np.isfinite(made["normalised"][[5, 6]]).all(), "average weather has both"
    assert np.isnan(made["normalised"][7])
    assert np.isfinite(made["counterfactual"][5])
    assert np.isnan(made["counterfactual"][[6, 7]]).all()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weather": ["ws", "rain"]}, "no weather column rain"),
        ({"train_until": "2013-02-01"}, "32 days have value and weather up to 2013-02-01"),
        ({"train_until": "spring"}, "train_until must be a date"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(given: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as refused:
        weather_normalised(synthetic(), **SMALL, **given)
    assert words in refused.value.text.en
    assert refused.value.text.zh


def test_days_without_any_weather_are_refused() -> None:
    days = synthetic()
    with pytest.raises(UsageError) as refused:
        weather_normalised({"date": days["date"], "value": days["value"]}, **SMALL)
    assert "air_temp" in refused.value.text.en


def test_a_date_that_stands_twice_is_refused() -> None:
    """Two pollutants in one file, in any order; dates that are missing are not the same date."""
    days = synthetic()
    days["date"][[3, 4]] = np.datetime64("NaT")
    weather_normalised(days, **SMALL)
    both = {name: np.concatenate([column[800:], column[600:801][::-1]]) for name, column in days.items()}
    with pytest.raises(UsageError) as refused:
        weather_normalised(both, **SMALL)
    assert f"{days['date'][800]} stands in more than one row; one series at a time" in refused.value.text.en
    assert "filter the file to one pollutant and site" in refused.value.text.en
    assert f"{days['date'][800]} 有多行" in (refused.value.text.zh or "")


@pytest.mark.reference
def test_londons_months_are_those_of_rmweather(reference_data: Path) -> None:
    """A third of the trees and draws: the full run takes minutes and agrees better."""
    days = _london(reference_data)
    made = weather_normalised(days, trees=100, resamples=100)
    month = days["date"].astype("datetime64[M]")
    path = reference_data / "airmet" / "rmweather_data_london_no2_normalised_monthly.csv"
    with path.open(encoding="utf-8", newline="") as file:
        published = {np.datetime64(r["date"], "M"): float(r["value_predict"]) for r in csv.DictReader(file)}
    ours = np.array([made["normalised"][month == m].mean() for m in published])
    theirs = np.array(list(published.values()))
    r, error = np.corrcoef(ours, theirs)[0, 1], np.sqrt(np.mean((ours - theirs) ** 2))
    told(f"{len(theirs)} months: r {r:.4f}, root mean square error {error:.2f} µg/m³, R² {made['r2'][0]:.3f}")
    assert r >= 0.99
    assert error <= 1.5
    assert made["r2"][0] >= 0.7


def _london(reference_data: Path) -> dict[str, Any]:
    with gzip.open(reference_data / "airmet" / "rmweather_data_london_daily.csv.gz", "rt") as file:
        rows = [r for r in csv.DictReader(file) if r["variable"] == "no2"]
    names = ("value", "air_temp", "atmospheric_pressure", "rh", "wd", "ws")
    numbers = {c: np.array([float(r[c]) if r[c] not in ("", "NA") else np.nan for r in rows]) for c in names}
    return {"date": np.array([r["date"] for r in rows], "datetime64[D]"), **numbers}
