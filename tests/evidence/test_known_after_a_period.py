"""A row that is known a fixed time after the end of its period: `known: {after: P6M, of: year}`."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import Commands
from small_plan import CITY, SmallPlan

from qualicity.errors import Text
from qualicity.evidence import connect
from qualicity.evidence.due import deadline
from qualicity.evidence.known import known_from
from qualicity.plan import Dataset, parse_period, period_of
from qualicity.plan.tables import Known

FORMS = ("2019", "2020-S1", "2020-S2", "2019-Q1", "2020-Q4", "2020-02", "2019-12", "2020-W01", "2020-W53",
         "2020-02-28", "2020-02-29", "2019-12-31", "2019-07-01/P9M", "2020-01-01/P2Y", "2020-03-02/P3W",
         "2020-01-30/P40D")  # fmt: skip


def moment(period: str, after: str) -> datetime | None:
    """When a row of the period is known, by the store's own expression."""
    dataset = Dataset(id="x", title=Text("x"), known=Known(after=after, of="year"))
    with connect() as db:
        row = db.execute(f"select {known_from(dataset)} from (select ? as year)", [period]).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("period", FORMS)
@pytest.mark.parametrize("after", ["P0D", "P1D", "P45D"])
def test_days_are_counted_from_the_end_of_the_period_in_every_form(period: str, after: str) -> None:
    end = datetime.combine(parse_period(period).end, datetime.min.time())
    assert moment(period, after) == end + timedelta(days=int(after[1:-1]))


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.sampled_from("ASQM"), st.integers(0, 30))
def test_a_row_is_known_on_the_day_after_its_rows_would_be_due(day: date, freq: str, months: int) -> None:
    period, after = period_of(day, freq), f"P{months}M"
    due = datetime.combine(deadline(period, after), datetime.min.time())
    assert moment(period.text, after) == due + timedelta(days=1)


def test_what_is_no_period_is_told_as_such_and_ends_nothing() -> None:
    assert moment("2019-13", "P6M") is None
    assert moment("last year", "P6M") is None


def yearly(plan: SmallPlan, value: str | None) -> None:
    """A data set of yearly rows, known half a year after each; figures computed from it or taken from it."""
    names = ("indicator", "year", "area", "value")
    types = {"year": "period", "value": "number"}
    plan.datasets["yearly"] = {
        "title": {"en": "Yearly"},
        "path": "evidence/yearly.csv",
        "known": {"after": "P6M", "of": "year"},
        "schema": {
            "fields": [{"name": n, "type": types.get(n, "string")} for n in names],
            "primaryKey": ["indicator", "year", "area"],
        },
        "concepts": {
            "INDICATOR": "indicator",
            "TIME_PERIOD": "year",
            "REF_AREA": "area",
            "OBS_VALUE": "value",
        },
    }
    said: dict[str, Any] = {"id": "published", "from": "yearly"}
    plan.indicator("cover", said | ({"value": value} if value else {}))
    plan.rows["yearly"] = [
        {"indicator": "cover", "year": y, "area": CITY, "value": y - 1980} for y in (2018, 2019)
    ]


@pytest.mark.parametrize("value", [None, "avg(value)"], ids=["published", "computed"])
def test_a_figure_is_seen_from_the_first_day_of_its_being_known(value: str | None, tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "small")
    yearly(plan, value)
    plan.load()
    for day, seen in (("2019-06-30", {}), ("2019-07-01", {"2018": 38}), ("2020-06-30", {"2018": 38})):
        assert {o.period_text: o.value for o in plan.view(day).figures.of("cover", area=CITY)} == seen
    figures = plan.view("2020-07-01").figures.of("cover", area=CITY, current=True)
    assert {o.period_text: (o.value, str(o.vintage)[:10]) for o in figures} == {
        "2018": (38, "2019-07-01"),
        "2019": (39, "2020-07-01"),
    }


@pytest.mark.parametrize(
    ("after", "of", "needs"), [("P6M", "time", "type period"), ("PT6H", "year", "type datetime or date")]
)
def test_hours_follow_a_time_and_months_a_period(
    after: str, of: str, needs: str, tmp_path: Path, cli: Commands
) -> None:
    plan = SmallPlan(tmp_path / "small")
    yearly(plan, None)
    fields = plan.datasets["yearly"]["schema"]["fields"]
    plan.datasets["yearly"]["schema"]["fields"] = [*fields, {"name": "time", "type": "datetime"}]
    plan.datasets["yearly"]["known"] = {"after": after, "of": of}
    (error,) = [e for e in cli.errors(plan.write()) if e["code"] == "wrong-type"]
    assert needs in error["message"]


@pytest.mark.parametrize("after", ["P1Y", "PT90M", "6M"])
def test_a_delay_in_another_form_is_refused_where_it_stands(
    after: str, tmp_path: Path, cli: Commands
) -> None:
    plan = SmallPlan(tmp_path / "small")
    yearly(plan, None)
    plan.datasets["yearly"]["known"] = {"after": after, "of": "year"}
    told = [e for e in cli.errors(plan.write()) if e["code"] == "bad-value"]
    assert [(Path(e["file"]).name, f"'{after}'" in e["message"]) for e in told] == [("yearly.yaml", True)]
