"""Every vintage of a computed figure: what was known on a day stays what was known on that day."""

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import BEIJING, TODAY, store_of, view_at
from small_plan import CITY, SmallPlan, text

from qualicity.evidence import EvidenceStore
from qualicity.indicators import Figures, Observation, compute, explain
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

REPORTS = {
    "title": text("Reports"),
    "path": "evidence/reports.csv",
    "schema": {
        "fields": [
            {"name": "body", "type": "string"},
            {"name": "area", "type": "string"},
            {"name": "month", "type": "period"},
            {"name": "day", "type": "date"},
            {"name": "value", "type": "number"},
            {"name": "released", "type": "known"},
        ],
        "primaryKey": ["body", "area", "day"],
    },
    "known": {"field": "released"},
    "concepts": {"REF_AREA": "area", "TIME_PERIOD": "day"},
}


def report(day: str, value: float, released: str, body: str = "a", area: str = CITY) -> dict[str, Any]:
    """A body's report of a day's value, released on some day."""
    return {"body": body, "area": area, "month": day[:7], "day": day, "value": value, "released": released}


def reporting(folder: Path, rows: list[dict[str, Any]], **declared: Any) -> SmallPlan:
    """A plan with an aggregate over reports (a flow), a stock of them, and a formula of both and a published figure."""
    plan = SmallPlan(folder / "small")
    plan.datasets["reports"] = REPORTS | declared
    plan.rows["reports"] = rows
    plan.indicator()
    plan.indicator(
        "total", {"id": "d", "from": "reports", "value": "sum(value)", "freq": ["A", "M"]}, measure="flow"
    )
    plan.indicator("largest", {"id": "d", "from": "reports", "value": "max(value)"}, measure="stock")
    plan.indicator("share", {"id": "d", "value": "100 * [total] / [cover]"})
    return plan


def figures(plan: SmallPlan, as_of: date = TODAY) -> Figures:
    """A plan's figures as known on a day, computed from its loaded evidence."""
    read = read_plan(plan.folder)
    return Figures(compute(read, EvidenceStore(Workspace(plan.workspace), read), as_of))


def told(found: Figures, indicator: str, period: str) -> list[tuple[str, float | None, bool]]:
    """The vintages of a figure: known from, value, whether it is the current one."""
    return [(str(o.vintage), o.value, o.current) for o in found.of(indicator, period=period)]


def test_a_row_revised_after_the_period_is_over_makes_a_vintage(tmp_path: Path) -> None:
    plan = reporting(
        tmp_path,
        [
            report("2016-03-01", 1, "2016-04-01"),
            report("2016-06-01", 2, "2016-07-01"),
            report("2016-03-01", 5, "2018-01-10"),
        ],
    )
    plan.load()
    found = figures(plan)
    assert told(found, "total", "2016") == [("2016-12-31", 3.0, False), ("2018-01-10", 7.0, True)]
    assert told(found, "total", "2016-06") == [("2016-07-01", 2.0, True)]
    assert told(found, "largest", "2016") == [
        ("2016-04-01", 1.0, False), ("2016-07-01", 2.0, False), ("2018-01-10", 5.0, True),
    ]  # fmt: skip


def test_a_row_that_comes_late_makes_a_vintage_and_one_that_changes_nothing_does_not(tmp_path: Path) -> None:
    plan = reporting(
        tmp_path,
        [
            report("2016-03-01", 1, "2017-02-01"),
            report("2016-06-01", 2, "2017-05-01", "b"),
            report("2016-07-01", 0, "2017-06-01"),
        ],
    )
    plan.load()
    assert told(figures(plan), "total", "2016") == [("2017-02-01", 1.0, False), ("2017-05-01", 3.0, True)]
    (last,) = figures(plan).of("total", period="2016", current=True)
    assert last.rows == 3, "the current figure rests on all of its rows"


def test_an_earlier_vintage_is_explained_by_the_rows_known_then(tmp_path: Path) -> None:
    plan = reporting(tmp_path, [report("2016-03-01", 1, "2016-04-01"), report("2016-03-01", 5, "2018-01-10")])
    plan.load()
    found = figures(plan)
    first, last = (explain(found, o) for o in found.of("total", period="2016"))
    value = first.links[0].table.columns.index("value")
    assert [[r[value] for r in e.links[0].table.rows] for e in (first, last)] == [[1], [5]]
    assert [o.value for o in first.others] == [5]
    assert first.observation.value == 1


def test_a_formula_has_a_vintage_where_one_of_its_sides_has(tmp_path: Path) -> None:
    plan = reporting(tmp_path, [report("2016-03-01", 1, "2016-04-01"), report("2016-03-01", 2, "2019-01-10")])
    plan.figure("2016", 50, released="2017-02-01")
    plan.figure("2016", 80, released="2018-02-01")
    plan.load()
    assert told(figures(plan), "share", "2016") == [
        ("2017-02-01", 2.0, False), ("2018-02-01", 1.25, False), ("2019-01-10", 2.5, True),
    ]  # fmt: skip


def test_a_row_that_has_left_is_a_change_on_the_day_it_left(tmp_path: Path) -> None:
    """Rows known by their commit: one that has left the file stood until then."""
    rows = [report("2016-03-01", 1, ""), report("2016-06-01", 2, "")]
    plan = reporting(tmp_path, rows, known="commit")
    plan.load(datetime(2017, 3, 1))
    plan.rows["reports"] = rows[:1]
    plan.load(datetime(2018, 5, 1))
    assert told(figures(plan), "total", "2016") == [("2017-03-01", 3.0, False), ("2018-05-01", 1.0, True)]


def test_hours_that_become_known_one_by_one_are_no_revisions(loaded: Path) -> None:
    found = view_at(BEIJING, loaded, TODAY).figures
    computed = [o for i in found.indicators() for o in found.of(i) if o.computed]
    assert computed
    assert all(o.current for o in computed)
    (year,) = found.of("pm25-mean", "gb3095-2012-uci", period="2016")
    assert str(year.vintage) == "2017-01-01", "the year's last hour is known an hour later"
    eve = Figures(compute(read_plan(BEIJING), store_of(BEIJING, loaded), date(2016, 12, 31)))
    (unfinished,) = eve.of("pm25-mean", "gb3095-2012-uci", period="2016")
    assert unfinished.value is None


def test_a_method_is_run_again_as_known_on_the_day_of_a_revision(tmp_path: Path) -> None:
    """An hour corrected a year later: the day's mean of the derived dataset has two vintages."""
    hours = {
        "title": text("Hours"),
        "path": "evidence/hours.csv",
        "schema": {
            "fields": [
                {"name": "station", "type": "string"},
                {"name": "area", "type": "string"},
                {"name": "time", "type": "datetime"},
                {"name": "pm25", "type": "number"},
            ],
            "primaryKey": ["station", "time"],
        },
        "known": "commit",
    }
    days = {
        "title": text("Days"),
        "derived": {
            "method": "air.station_days",
            "from": "hours",
            "with": {"label": "start"},
            "columns": {"city": "area"},
        },
        "concepts": {"REF_AREA": "city", "TIME_PERIOD": "date"},
    }
    plan = SmallPlan(tmp_path / "small", datasets={"hours": hours, "days": days})
    plan.indicator("pm", {"id": "d", "from": "days", "value": "avg(pm25)"}, measure="ratio")
    rows = [{"station": "s", "area": CITY, "time": f"2016-05-01T{h:02}:00:00", "pm25": 10} for h in range(24)]
    plan.rows["hours"] = rows
    plan.load(datetime(2017, 3, 1))
    plan.rows["hours"] = [*rows[:-1], rows[-1] | {"pm25": 34}]
    plan.load(datetime(2018, 5, 1))
    assert told(figures(plan), "pm", "2016") == [("2017-03-01", 10.0, False), ("2018-05-01", 11.0, True)]


released = st.sampled_from([date(y, m, 15) for y in (2016, 2017, 2018, 2019) for m in (1, 6, 12)])
reports = st.builds(
    lambda day, value, released, body: report(day, value, str(released), body),
    st.sampled_from(["2016-01-10", "2016-06-20", "2016-12-31", "2017-02-01"]),
    st.integers(-3, 3),
    released,
    st.sampled_from("ab"),
)
covers = st.tuples(st.sampled_from(["2016", "2017"]), st.integers(0, 4), released)


def figure(o: Observation) -> tuple[Any, ...]:
    """What a figure says, whichever day it is asked for on."""
    key = (o.indicator, o.definition, o.area, o.period_text, o.authority, o.vintage)
    return (*key, o.value, o.reason.en if o.reason else None)


def known(found: Figures, day: date) -> set[tuple[Any, ...]]:
    """What was known by a day; of what is not yet a figure, nothing."""
    every = [o for i in found.indicators() for o in found.of(i)]
    return {
        figure(o)
        for o in every
        if o.vintage
        and o.vintage <= day
        and not (o.reason and o.reason.en.startswith(("The period", "One of")))
    }


@settings(max_examples=6, deadline=None)
@given(
    st.lists(reports, min_size=2, max_size=10, unique_by=lambda r: (r["body"], r["day"], r["released"])),
    st.lists(covers, max_size=5, unique_by=lambda f: (f[0], f[2])),
    st.lists(released, min_size=3, max_size=3, unique=True),
)
def test_what_was_known_on_a_day_is_what_the_vintages_up_to_it_say(
    rows: list[dict[str, Any]], covers: list[tuple[str, int, date]], asked: list[date]
) -> None:
    with TemporaryDirectory() as folder:
        plan = reporting(Path(folder), rows)
        for period, value, released in covers:
            plan.figure(period, value, released=str(released))
        plan.load()
        today = figures(plan)
        for day in asked:
            assert known(today, day) == known(figures(plan, day), day)


@pytest.mark.parametrize("known_by", ["field", "commit"])
def test_one_figure_of_each_thing_is_current(known_by: str, tmp_path: Path) -> None:
    rows = [
        report("2016-03-01", 1, "2016-04-01"),
        report("2016-03-01", 5, "2018-01-10"),
        report("2016-05-01", 7, "2017-01-10"),
    ]
    plan = reporting(
        tmp_path,
        rows if known_by == "field" else rows[1:],
        known={"field": "released"} if known_by == "field" else "commit",
    )
    plan.load()
    every = [o for o in figures(plan).of("total", period="2016") if o.current]
    assert len(every) == 1
