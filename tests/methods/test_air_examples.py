"""The examples that stand on the methods' pages, run as a file by `calc`."""

import pytest

from qualicity.methods import method
from qualicity.methods.air import METHODS
from qualicity.methods.describe import run_example

NAMES = [m.name for m in METHODS]


def test_the_methods_of_air_are_these() -> None:
    assert NAMES == [
        "air.aqi_hourly",
        "air.aqi_daily",
        "air.station_days",
        "air.city_days",
        "air.period_summary",
        "air.weather_normalised",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_gives_what_its_page_tells(name: str) -> None:
    rows = run_example(method(name))
    told = {
        "air.aqi_hourly": lambda: (
            [r["aqi"] for r in rows if r["published"]] == [r["published"] for r in rows if r["published"]]
        ),
        "air.aqi_daily": lambda: sum(int(r["aqi"]) > 100 >= int(r["aqi_2012"]) for r in rows) == 3,
        "air.station_days": lambda: (
            [(r["aqi"], r["valid"]) for r in rows] == [("", "false"), ("133", "true")]
        ),
        "air.city_days": lambda: (
            [(r["stations"], r["valid"]) for r in rows] == [("1", "false"), ("11", "true")]
        ),
        "air.period_summary": lambda: {r["period"]: r["valid_days"] for r in rows}["2014-02"] == "19",
        "air.weather_normalised": lambda: len(rows) == 366 and 0.4 < float(rows[0]["r2"]) < 0.8,
    }
    assert told[name]()
    assert set(rows[0]) >= {c.name for c in method(name).outputs}
