"""When rows are due: which period is asked for next, and which are late."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import FOSHAN, LOADED_AT, Commands, change, load_plan, plan_at

from qualicity.evidence import due
from qualicity.evidence.due import deadline
from qualicity.plan import Dataset, parse_period, period_of
from qualicity.plan.checks import Due


def asked(frequency: str, after: str) -> Dataset:
    given = plan_at(FOSHAN).dataset("air_monthly_guangdong")
    assert given is not None
    return given.model_copy(update={"frequency": frequency, "due": Due(after=after)})


@pytest.mark.parametrize(
    ("period", "after", "by"),
    [
        ("2023-12", "P20D", "2024-01-20"),
        ("2024-01", "P1M", "2024-02-29"),
        ("2023", "P3M", "2024-03-31"),
        ("2023-S1", "P0D", "2023-06-30"),
        ("2023-Q3", "P15D", "2023-10-15"),
        ("2020-W53", "P7D", "2021-01-10"),
        ("2024-01-30", "P1M", "2024-02-29"),
        ("2024-01-15", "P1M", "2024-02-15"),
    ],
)
def test_a_periods_rows_are_due_so_long_after_its_last_day(period: str, after: str, by: str) -> None:
    assert deadline(parse_period(period), after) == date.fromisoformat(by)


def test_a_period_is_late_from_the_day_after(cli: Commands) -> None:
    monthly = asked("M", "P20D")
    on_the_day = due(monthly, "2023-11", datetime(2024, 1, 20, 23, 59))
    assert on_the_day is not None
    assert (on_the_day.due.period, on_the_day.due.by, on_the_day.late) == ("2023-12", date(2024, 1, 20), ())
    after = due(monthly, "2023-11", datetime(2024, 1, 21))
    assert after is not None
    assert [x.period for x in after.late] == ["2023-12"]
    assert (after.due.period, after.due.by) == ("2024-01", date(2024, 2, 20))


def test_nothing_is_asked_without_a_rule_or_a_period() -> None:
    given = plan_at(FOSHAN).dataset("air_monthly_guangdong")
    assert given is not None
    assert due(given, "2023-11", LOADED_AT) is None
    assert due(asked("M", "P20D"), None, LOADED_AT) is None


@given(
    held=st.dates(date(2000, 1, 1), date(2026, 1, 1)),
    now=st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)),
    frequency=st.sampled_from("ASQM"),
    after=st.sampled_from(["P0D", "P20D", "P45D", "P1M", "P6M"]),
)
def test_the_late_and_the_due_follow_what_is_held_without_a_gap(
    held: date, now: datetime, frequency: str, after: str
) -> None:
    last = period_of(held, frequency)
    found = due(asked(frequency, after), last.text, now)
    assert found is not None
    periods = [parse_period(x.period) for x in (*found.late, found.due)]
    assert [p.start for p in periods] == [last.end, *(p.end for p in periods[:-1])]
    assert all(x.by < now.date() for x in found.late)
    assert found.due.by >= now.date()


def test_history_says_what_is_due_and_late(foshan: Path, cli: Commands) -> None:
    assert "due" not in _history(foshan, cli)
    file = foshan / "datasets" / "air_monthly_guangdong.yaml"
    change(file, "frequency: M\n", "frequency: M\ndue: {after: P20D}\n")
    told = _history(foshan, cli)["due"]
    assert (told["after"], told["last"]) == ("P20D", "2023-12")
    assert told["late"][0] == {"period": "2024-01", "by": "2024-02-20"}
    assert told["due"]["period"] > told["late"][-1]["period"]
    said = cli.run("history", foshan, "air_monthly_guangdong").stdout.splitlines()[-1]
    assert said.startswith(
        f"due: {told['due']['period']} by {told['due']['by']}, late: 2024-01 by 2024-02-20 and"
    )
    chinese = cli.run("history", foshan, "air_monthly_guangdong", "--lang", "zh").stdout
    assert "逾期：2024-01（应于 2024-02-20 前）" in chinese


def _history(folder: Path, cli: Commands) -> dict[str, object]:
    load_plan(folder, cli.workspace)
    found = cli.json("history", folder, "air_monthly_guangdong")
    assert isinstance(found, dict)
    return found
