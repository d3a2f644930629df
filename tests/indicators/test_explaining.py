"""The way of a figure back to its rows: nothing more, nothing less, down to the file that they came in."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, FOSHAN, LOADED_AT, TODAY, view_at
from small_plan import FIGURES, SmallPlan

from qualicity.errors import UsageError
from qualicity.indicators import Explanation, explain, find


def of_2016(loaded: Path, indicator: str = "pm25-mean", rows: int = 5, **where: str) -> Explanation:
    figures = view_at(BEIJING, loaded, TODAY).figures
    definition = "gb3095-2012-uci" if indicator == "pm25-mean" else "hj633-2012-uci"
    return explain(figures, find(figures, indicator, period="2016", definition=definition)[0], rows, where)


def test_a_year_goes_back_to_days_station_days_and_hours(loaded: Path) -> None:
    links = of_2016(loaded).links
    assert [(link.dataset, link.kind, link.table.total) for link in links] == [
        ("city_air_days", "derived", 366),
        ("station_air_days", "derived", 11 * 366),
        ("air_hourly", "entered", 11 * 366 * 24),
    ]
    assert [link.method for link in links] == ["air.city_days", "air.station_days", None]
    assert all(len(link.table.rows) == 5 for link in links)


def test_used_and_excluded_rows_are_counted(loaded: Path) -> None:
    days = of_2016(loaded).links[0]
    assert days.used == 364
    assert [(why.en, n) for why, n in days.excluded] == [("rows without a valid value", 2)]
    assert all(why.zh for why, _ in days.excluded)


def test_a_day_is_drilled_down_to_its_station_hours(loaded: Path) -> None:
    one = of_2016(loaded, rows=400, date="2016-12-20")
    assert [link.table.total for link in one.links] == [1, 11, 264]
    station = of_2016(loaded, rows=400, date="2016-12-20", station="Tiantan")
    assert [link.table.total for link in station.links] == [1, 1, 24]
    table = station.links[2].table
    times = [row[table.columns.index("time")] for row in table.rows]
    assert (str(times[0]), str(times[-1])) == ("2016-12-20 01:00:00", "2016-12-21 00:00:00")


def test_the_control_site_is_in_no_row_behind_the_figure(loaded: Path) -> None:
    for link in of_2016(loaded, rows=10_000).links[1:]:
        stations = {row[link.table.columns.index("station")] for row in link.table.rows}
        assert "Dingling" not in stations


def test_the_rows_behind_give_the_figure_again(loaded: Path) -> None:
    found = of_2016(loaded, rows=400)
    table = found.links[0].table
    values = [row[table.columns.index("pm25")] for row in table.rows]
    valid = [v for v in values if v is not None]
    assert found.observation.value == pytest.approx(sum(valid) / len(valid), abs=0.005)
    assert len(valid) == found.observation.denominator


def test_rows_say_their_version_file_and_hash(loaded: Path) -> None:
    hours = of_2016(loaded).links[2]
    content = (BEIJING / "evidence" / "air_hourly.parquet").read_bytes()
    assert (hours.version, hours.file, hours.by) == ("0", "air_hourly.parquet", "tester")
    assert hours.sha256 == hashlib.sha256(content).hexdigest()
    assert hours.committed == LOADED_AT
    assert hours.table.columns[-2:] == ("file", "line")


def test_the_number_of_rows_that_are_shown_changes_nothing_else(loaded: Path) -> None:
    none, some = of_2016(loaded, rows=0), of_2016(loaded, rows=7)
    assert [len(link.table.rows) for link in none.links] == [0, 0, 0]
    assert [len(link.table.rows) for link in some.links] == [7, 7, 7]
    assert [link.table.total for link in none.links] == [link.table.total for link in some.links]


def test_a_narrowing_that_fits_nothing_leaves_nothing(loaded: Path) -> None:
    assert [link.table.total for link in of_2016(loaded, station="Nowhere").links] == [366, 0, 0]


@pytest.mark.parametrize("value", ["'", "' or 1=1 --", '"', "%", "x' union select 1 --"])
def test_what_a_reader_narrows_by_is_a_value_and_no_query(value: str, loaded: Path) -> None:
    assert [link.table.total for link in of_2016(loaded, station=value).links] == [366, 0, 0]


def test_the_computed_mean_stands_beside_the_published_one(loaded: Path) -> None:
    beside = of_2016(loaded).reconciliations
    assert [(r.computed.value, r.published.value) for r in beside] == [(73.05, 73.0)]


def gdp_2016(loaded: Path, as_of: date = TODAY) -> list[Explanation]:
    figures = view_at(FOSHAN, loaded, as_of).figures
    return [explain(figures, o) for o in find(figures, "gdp", period="2016", area="440600")]


def test_a_published_figure_goes_back_to_its_one_row(loaded: Path) -> None:
    for found in gdp_2016(loaded):
        assert [(link.dataset, link.kind, link.table.total) for link in found.links] == [
            ("published_figures", "entered", 1)
        ]
        table = found.links[0].table
        row = dict(zip(table.columns, table.rows[0], strict=True))
        assert row["value"] == found.observation.value
        assert row["authority"] == found.observation.authority
        lines = (FOSHAN / "evidence" / "published_figures.csv").read_text("utf-8").splitlines()
        assert lines[row["line"] - 1].startswith("gdp,published,440600,佛山市,2016,")


def test_revisions_and_conflicts_stand_beside_a_figure(loaded: Path) -> None:
    city, press = sorted(
        gdp_2016(loaded), key=lambda e: e.observation.authority != "Foshan Municipal Government"
    )
    assert city.observation.value == 8756.3
    told = {(o.value, o.authority == city.observation.authority, o.current) for o in city.others}
    assert told == {(8600.0, True, False), (8630.0, False, True)}
    assert press.observation.value == 8630
    assert city.observation.source is not None
    assert "8756.3" in (city.observation.source.quote or "")


def test_before_the_revision_there_was_none(loaded: Path) -> None:
    values = {e.observation.value: len(e.others) for e in gdp_2016(loaded, date(2022, 1, 6))}
    assert values == {8600.0: 1, 8630.0: 1}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"indicator": "gpd"}, "did you mean 'gdp'?"),
        ({"indicator": "gdp", "definition": "publishd"}, "did you mean 'published'?"),
        ({"indicator": "gdp", "area": "440666"}, "440606"),
        ({"indicator": "gdp", "period": "1066"}, "2016"),
    ],
)
def test_a_figure_that_is_not_there_is_told_with_those_that_are(
    asked: dict[str, str], words: str, loaded: Path
) -> None:
    with pytest.raises(UsageError) as told:
        find(view_at(FOSHAN, loaded, TODAY).figures, **asked)
    assert words in told.value.text.en
    assert told.value.text.zh


def test_without_a_period_the_latest_figure_of_the_plans_own_city_comes_first(loaded: Path) -> None:
    found = find(view_at(FOSHAN, loaded, TODAY).figures, "gdp")
    assert {o.area for o in found} == {"440600"}
    assert found[0].period_text == "2024"


def test_every_figure_can_be_explained(loaded: Path) -> None:
    figures = view_at(FOSHAN, loaded, TODAY).figures
    for indicator in figures.indicators():
        observation = find(figures, indicator)[0]
        found = explain(figures, observation, rows=1)
        assert found.query
        assert found.links[0].table.total >= 1
        if observation.value is not None and observation.dataset == "published_figures":
            assert found.links[0].table.total == 1


def test_a_formula_goes_back_to_the_rows_of_its_sides(tmp_path: Path) -> None:
    small = SmallPlan(tmp_path / "small")
    small.indicator("one")
    small.indicator("two")
    small.figure("2016", 4, indicator="one")
    small.figure("2016", 8, indicator="two")
    small.indicator("made", {"id": "f", "value": "[one] / [two]"})
    small.load()
    figures = small.view().figures
    assert "figures" in {link.dataset for link in explain(figures, find(figures, "made")[0]).links}


def test_rows_of_a_dataset_that_is_not_public_are_not_shown(tmp_path: Path) -> None:
    small = SmallPlan(tmp_path / "small")
    small.indicator()
    small.figure("2019", 41)
    small.datasets["figures"] = FIGURES | {"confidentiality": "internal"}
    small.rows["figures"] = small.figures
    small.load()
    figures = small.view().figures
    assert explain(figures, find(figures, "cover")[0]).links[0].table.rows == ()
