"""A year of days as a calendar: what it says, what it shows to those who see no colour, and what its address gives."""

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import yaml
from rooms_fixtures import BEIJING, change, copy_plan
from site_map import BEIJING as PLAN

from qualicity.errors import PlanError, Text
from qualicity.indicators.check import check_indicators
from qualicity.plan import Calendar, open_plan, read_plan
from qualicity.portal.charts import calendar_chart
from qualicity.portal.charts.calendar import Day, Year, colours

if TYPE_CHECKING:
    from django.test import Client

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = (
    "excellent",
    "good",
    "lightly polluted",
    "moderately polluted",
    "heavily polluted",
    "severely polluted",
)
ADDRESS = f"{PLAN}/datasets/city_air_days/calendar"


def declared() -> Calendar:
    dataset = read_plan(BEIJING).dataset("city_air_days")
    assert dataset is not None
    assert dataset.calendar is not None
    return dataset.calendar


def year(of: int, classes: dict[int, int | None], known: int = 366) -> Year:
    """Days of a year: by default all of them of the first class; `classes` says otherwise, by the day's number."""
    days = (Day(date(of, 1, 1) + timedelta(n), 40.0 + n, classes.get(n, 0)) for n in range(known))
    return Year(of, tuple(d for d in days if d.day.year == of), declared(), Text("AQI"), Text("Air", "空气"))


@pytest.mark.parametrize(
    ("classes", "known", "en", "zh"),
    [
        ({}, 366, "366 of 366 days of 2016 were excellent or good", "2016年366天中有366天优良"),
        ({0: 2, 1: 5, 2: 1}, 366, "364 of 366 days of 2016 were excellent or good", "2016年366天中有364天优良"),
        (
            {0: 3, 9: None}, 365,
            "363 of the 364 days of 2016 with a value were excellent or good; 2 days have none",
            "2016年有数值的364天中有363天优良；另有2天无数值",
        ),
    ],
)  # fmt: skip
def test_the_title_counts_the_good_days_and_never_takes_a_missing_one_for_either(
    classes: dict[int, int | None], known: int, en: str, zh: str
) -> None:
    assert calendar_chart(year(2016, classes, known), "en").title == Text(en, zh)


def test_each_day_has_its_place_its_class_in_a_number_and_its_row() -> None:
    chart = calendar_chart(year(2016, {0: 5, 1: None}), "en")
    root = ElementTree.fromstring(chart.svg)
    numbers = Counter("".join(t.text or "" for t in root.iter(f"{SVG}text") if " " in t.get("x", "")))
    assert numbers["1"] == 364
    assert chart.svg.count("v15h-15z") == 366 + len(LEVELS) + 1  # each day, and the legend
    first, second, third = chart.rows[:3]
    assert (first["class"], first["class_en"], first["good"]) == (6, "severely polluted", False)
    assert (second["date"], second["class"]) == ("2016-01-02", None)
    assert third["good"]
    assert len(chart.rows) == 366


def test_a_week_begins_on_monday_and_a_leap_day_has_its_place() -> None:
    svg = calendar_chart(year(2016, {0: 5, 59: 4}), "en").svg  # Friday, 1 January; Monday, 29 February
    ramp = colours(declared())
    boxes = {
        colour: re.findall(r"M(\d+) (\d+)h", path)
        for path, colour in reversed(re.findall(r'd="([^"]*)" fill="([^"]*)"', svg))  # the legend comes last
    }
    assert boxes[ramp[5]][0] == ("34", str(22 + 4 * 17))
    assert boxes[ramp[4]][0] == (str(34 + 9 * 17), "22")


def test_the_classes_are_named_with_their_days_in_the_readers_language() -> None:
    charts = {lang: calendar_chart(year(2016, {0: 2}), lang) for lang in ("en", "zh")}
    texts = {lang: "\n".join(ElementTree.fromstring(c.svg).itertext()) for lang, c in charts.items()}
    for name in LEVELS:
        assert name in texts["en"]
    for name in ("优", "良", "轻度污染", "中度污染", "重度污染", "严重污染"):
        assert name in texts["zh"]
    assert "excellent" not in texts["zh"]


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_classes_of_a_kind_differ_in_lightness_and_their_numbers_can_be_read() -> None:
    ramp = colours(declared())
    light = [_luminance(c) for c in ramp]
    assert light[0] > light[1]
    assert sorted(light[2:], reverse=True) == light[2:]
    svg = calendar_chart(year(2016, {n: n for n in range(6)}), "en").svg
    for colour, ink in re.findall(r'fill="(#\w+)"/><text x="[^"]*" y="[^"]*" fill="(#\w+)"', svg):
        a, b = sorted((_luminance(colour), _luminance(ink)))
        assert (b + 0.05) / (a + 0.05) >= 4.5, (colour, ink)


def test_the_words_beside_it_say_what_the_picture_shows() -> None:
    chart = calendar_chart(year(2016, {0: 2, 40: 3}), "en")
    said = chart.description.en
    assert "excellent 364, good 0, lightly polluted 1, moderately polluted 1" in said
    assert "Not excellent or good, by month: Jan 1, Feb 1." in said
    assert "Highest value: 405 on 31 Dec." in said
    assert not chart.description.lacks("zh")


def test_a_value_alone_tells_the_class_by_bounds() -> None:
    classes = [{"title": {"en": "low"}, "up_to": 10, "good": True}, {"title": {"en": "high"}}]
    calendar = Calendar.model_validate({"date": "d", "value": "v", "classes": classes, "good": {"en": "low"}})
    assert [calendar.class_of(v, None) for v in (3, 10, 10.1, None)] == [0, 0, 1, None]


# -- what a plan may declare --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("value: aqi", "value: aqui", "unknown-field", "did you mean 'aqi'"),
        ("date: date\n  value", "date: level\n  value", "wrong-type", "needs a field of type date"),
        ("value: aqi", "value: level_name", "wrong-type", "needs a number"),
    ],
)
def test_a_calendar_of_columns_that_are_not_there_is_refused(
    tmp_path: Path, old: str, new: str, code: str, said: str
) -> None:
    plan = copy_plan(BEIJING, tmp_path / "plan")
    spot = change(plan / "datasets" / "city_air_days.yaml", old, new)
    (problem,) = check_indicators(open_plan(plan))
    assert (problem.code, problem.place.line) == (code, spot.line)
    assert said in problem.message.en


def test_rows_of_several_stations_a_day_are_no_calendar(tmp_path: Path) -> None:
    plan = copy_plan(BEIJING, tmp_path / "plan")
    calendar = yaml.safe_load((plan / "datasets" / "city_air_days.yaml").read_text())["calendar"]
    with (plan / "datasets" / "station_air_days.yaml").open("a") as file:
        file.write(yaml.safe_dump({"calendar": calendar | {"class": None, "value": "pm25", "classes": [
            {"title": {"en": "low"}, "up_to": 75, "good": True}, {"title": {"en": "high"}}]}}))  # fmt: skip
    (problem,) = check_indicators(open_plan(plan))
    assert problem.code == "not-one-a-day"
    assert "told apart by" in problem.message.en


@pytest.mark.parametrize("change_", [("is: 2", "is: 1"), (", good: true", ""), ("is: 2, ", "")])
def test_classes_that_cannot_be_told_apart_are_refused(tmp_path: Path, change_: tuple[str, str]) -> None:
    plan = copy_plan(BEIJING, tmp_path / "plan")
    file = plan / "datasets" / "city_air_days.yaml"
    file.write_text(file.read_text().replace(*change_))
    with pytest.raises(PlanError, match="class"):
        read_plan(plan)


# -- its pages ---------------------------------------------------------------------------------------------


def test_the_page_its_twins_and_its_files_say_the_same(client: "Client") -> None:
    record = client.get(f"/en/{ADDRESS}.json?year=2016").json()
    days = list(
        csv.DictReader(io.StringIO(client.get(f"/en/{ADDRESS}.csv?year=2016").content.decode("utf-8-sig")))
    )
    html = client.get(f"/en/{ADDRESS}/?year=2016").content.decode()
    assert (
        record["finding"]["en"]
        == "196 of the 365 days of 2016 with a value were excellent or good; 1 day has none"
    )
    assert record["finding"]["en"] in html
    assert len(days) == len(record["days"]) == 366
    assert sum(d["good"] == "True" for d in days) == record["good"] == 196
    assert '<tr><th scope="row">2016-12-20</th><td class="r">' in html
    svg = client.get(f"/en/{ADDRESS}.svg?year=2016")
    assert record["finding"]["en"] in "".join(ElementTree.fromstring(svg.content).itertext())
    assert client.get(f"/en/{ADDRESS}.png?year=2016").content.startswith(b"\x89PNG")


def test_the_calendar_agrees_with_the_figure_that_counts_its_days(client: "Client") -> None:
    figure = f"{PLAN}/figures/good-air-days/hj633-2012-uci/110000/2016"
    assert client.get(f"/en/{figure}.json").json()["observation"]["value"] == round(100 * 196 / 365, 1)
    assert "196 of the 365 days of 2016" in client.get(f"/en/{figure}/").content.decode()


def test_pages_that_rest_on_days_show_their_last_whole_year(client: "Client") -> None:
    html = client.get(f"/zh/{PLAN}/indicators/good-air-day-count/").content.decode()
    assert "2016年有数值的365天中有196天优良；另有1天无数值" in html
    for n in (2013, 2014, 2015, 2017):
        assert f"calendar/?year={n}" in html


def test_what_was_not_known_yet_is_not_drawn(client: "Client") -> None:
    record = client.get(f"/en/{ADDRESS}.json?year=2016&as_of=2016-03-01").json()
    known = [d for d in record["days"] if d["value"] is not None]
    assert max(d["date"] for d in known) <= "2016-03-01"
    assert client.get(f"/en/{ADDRESS}/?year=2017&as_of=2016-03-01").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{ADDRESS}/?year=1999",
        f"{ADDRESS}/?year=x%27--",
        f"{ADDRESS}/?area=nowhere",
        f"{PLAN}/datasets/areas/calendar/",
    ],
)
def test_a_calendar_that_there_is_not_is_a_friendly_404(client: "Client", path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404
