"""Beijing's year made from its hours beside the published one."""

from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, TODAY, view_at

pytestmark = pytest.mark.usefixtures("all_threads")


def test_the_mean_of_2016_stands_beside_the_published_one(loaded: Path) -> None:
    figures = view_at(BEIJING, loaded, TODAY).figures
    pairs = {r.computed.period_text: r for r in figures.reconciliations("pm25-mean")}
    year = pairs["2016"]
    assert (year.computed.value, year.published.value) == (73.05, 73.0)
    assert year.difference == pytest.approx(0.05)
    assert (year.computed.rows, year.computed.denominator) == (366, 364)


def test_years_that_the_hours_cover_in_part_are_withheld_with_the_count(loaded: Path) -> None:
    figures = view_at(BEIJING, loaded, TODAY).figures
    found = {o.period_text: o for o in figures.of("pm25-mean", "gb3095-2012-uci")}
    assert set(found) == {"2013", "2014", "2015", "2016", "2017"}
    for year in ("2013", "2017"):
        assert found[year].value is None
        assert found[year].reason is not None
        assert f"{found[year].denominator:g} valid of 365 days" in found[year].reason.en


def test_the_days_of_heavy_pollution_are_reconciled_year_by_year(loaded: Path) -> None:
    figures = view_at(BEIJING, loaded, TODAY).figures
    pairs = {
        r.computed.period_text: (r.computed.value, r.published.value)
        for r in figures.reconciliations("heavy-pollution-day-count")
    }
    assert set(pairs) == {"2014", "2015", "2016"}
    assert all(abs(computed - published) <= 3 for computed, published in pairs.values())
