"""Beijing's days made from its hours, held against the published ones; a difference is told, not tuned away."""

from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, TODAY, told, view_at

from qualicity.evidence.sql import literal
from qualicity.indicators.derive import method_sql
from qualicity.methods import method

pytestmark = [pytest.mark.reference, pytest.mark.usefixtures("all_threads")]

HOURS = "select station, time, area_code as city, so2, no2, co / 1000.0 as co, o3, pm10, pm25 from air_hourly"
TRUSTED_FROM = "2015-07-20"
"""Earlier published days follow another recipe."""


class Shares:
    """How many computed days have the published index, and how many lie on its side of 100."""

    def __init__(self, loaded: Path, reference_data: Path) -> None:
        self.db = view_at(BEIJING, loaded, TODAY).figures.work.connection()
        published = literal(str(reference_data / "air" / "cities_daily_with_aqi_201312_201705.csv"))
        self.db.execute(
            f"create or replace temp table published as select * from read_csv({published}) "
            f"where city = '北京' and date >= '{TRUSTED_FROM}'"
        )

    def of(self, days: str) -> tuple[int, float, float]:
        found = self.db.execute(
            "select count(*), avg((c.aqi = p.aqi)::int), avg(((c.aqi <= 100) = (p.aqi <= 100))::int) "
            f"from published p join ({days}) c using (date)"
        ).fetchone()
        assert found is not None
        return found


@pytest.fixture
def shares(loaded: Path, reference_data: Path) -> Shares:
    return Shares(loaded, reference_data)


def test_most_days_have_exactly_the_published_index(shares: Shares) -> None:
    days, exact, _ = shares.of("select * from city_air_days")
    told(f"{exact:.1%} of {days} days have exactly the published index")
    assert days == 589
    assert exact >= 0.65


def test_nearly_every_day_lies_on_the_published_side_of_a_hundred(shares: Shares) -> None:
    days, _, right = shares.of("select * from city_air_days where aqi is not null")
    told(f"{right:.2%} of {days} days with an index lie on the published side of 100")
    assert days == 587
    assert right >= 0.99


def test_of_the_valid_days_more_are_exact(shares: Shares) -> None:
    days, exact, right = shares.of("select * from city_air_days where valid")
    told(f"{right:.2%} of {days} valid days lie on the published side of 100, {exact:.1%} are equal")
    assert days == 571
    assert exact >= 0.68
    assert right >= 0.99


def test_one_stations_ozone_is_no_index_of_the_city(shares: Shares) -> None:
    found = shares.db.execute(
        "select aqi, level, round(o3_8h), valid, stations from city_air_days where date = '2016-09-07'"
    ).fetchone()
    assert found == (None, None, 161, False, 1)


def test_without_the_rules_few_days_are_right(shares: Shares) -> None:
    """Calendar day as labelled, the control site counted: what a reader of the hours would do first."""
    naive = method_sql(shares.db, HOURS, method("air.city_days").run, {"label": "start"})
    _, exact, _ = shares.of(naive)
    told(f"{exact:.1%} of the days are exact without the rules")
    assert exact <= 0.2


def test_hours_and_station_days_give_the_same_city_days(shares: Shares) -> None:
    given = {"label": "end", "exclude_stations": ["Dingling"]}
    at_once = method_sql(shares.db, HOURS, method("air.city_days").run, given)
    same = " and ".join(
        f"a.{c} is not distinct from b.{c}" for c in ("aqi", "level", '"primary"', "stations", "valid")
    )
    near = " and ".join(
        f"coalesce(abs(a.{c} - b.{c}), 0) < 1e-9" for c in ("so2", "no2", "co", "o3_8h", "pm10", "pm25")
    )
    found = shares.db.execute(
        f"select count(*), count(*) filter (where {same} and {near}) from ({at_once}) a full join city_air_days b using (date)"
    ).fetchone()
    assert found == (1462, 1462)
