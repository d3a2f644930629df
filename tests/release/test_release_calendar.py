"""The release calendar: on time is what the public could see no later than announced."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import PLANS, Commands, load_plan
from small_plan import SmallPlan

from qualicity.errors import LANGS
from qualicity.plan import read_plan
from qualicity.release.calendar import Calendar, calendar, standing_words
from qualicity.release.freeze import freeze, releases
from qualicity.release.ics import ics
from qualicity.workspace import Workspace

EXAMPLE = PLANS.parent / "examples" / "synthetic-works"
LATER = datetime(2026, 1, 1)


def announced(name: str, due: str, known: str = "2018-01-01", **said: Any) -> dict[str, Any]:
    return {"name": name, "title": {"en": name.upper(), "zh": "文"}, "due": due, "known": known, **said}


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover")
    made.target()
    made.figure("2017", 38)
    made.also["releases"] = [
        announced("a", "2019-03-01"),
        announced("b", "2019-06-01T09:00"),
        announced("c", "2019-09-01"),
        announced("d", "2019-01-01", known="2019-01-01"),
    ]
    made.load()
    return made


def release(plan: SmallPlan, name: str, made: str, embargo: str | None = None) -> None:
    until = datetime.fromisoformat(embargo) if embargo else None
    workspace = Workspace(plan.workspace)
    freeze(
        read_plan(plan.folder), workspace, name, date(2018, 6, 1), datetime.fromisoformat(made), embargo=until
    )


def at(plan: SmallPlan, moment: str) -> Calendar:
    shelf = releases(Workspace(plan.workspace))
    return calendar(read_plan(plan.folder), shelf, datetime.fromisoformat(moment))


def standings(plan: SmallPlan, moment: str) -> dict[str, str]:
    return {e.announced.name: standing_words(e).en for e in at(plan, moment).entries}


def test_the_last_moment_of_the_day_is_on_time_and_the_next_is_late(plan: SmallPlan) -> None:
    release(plan, "a", "2019-03-01T23:59:59")
    release(plan, "c", "2019-09-02T00:00:00")
    assert standings(plan, "2020-01-01")["a"] == "on time"
    assert standings(plan, "2020-01-01")["c"] == "1 day late"


def test_a_time_that_is_said_counts(plan: SmallPlan) -> None:
    release(plan, "b", "2019-06-01T09:01:00")
    assert standings(plan, "2020-01-01")["b"] == "late, on the day itself"


def test_what_is_not_out_is_announced_and_then_overdue(plan: SmallPlan) -> None:
    assert standings(plan, "2019-03-01T12:00")["a"] == "announced"
    assert standings(plan, "2019-03-04T12:00")["a"] == "3 days overdue"


def test_nobody_is_told_before_it_is_announced(plan: SmallPlan) -> None:
    assert standings(plan, "2017-12-31") == {}
    assert "d" not in standings(plan, "2018-12-31")


def test_the_rate_counts_what_was_announced_ahead_and_is_out_or_past(plan: SmallPlan) -> None:
    release(plan, "a", "2019-02-20")
    release(plan, "d", "2019-01-01")
    for moment, rate in (
        ("2019-02-01", (0, 0)),
        ("2019-02-21", (1, 1)),
        ("2019-06-02", (1, 2)),
        ("2020-01-01", (1, 3)),
    ):
        found = at(plan, moment)
        assert (found.on_time, found.counted) == rate, moment
    words = at(plan, "2020-01-01").words
    assert words is not None
    assert words.en == "1 of 3 releases announced ahead came on time."
    assert at(plan, "2019-02-01").words is None


def test_what_is_under_embargo_is_not_there_and_then_counts_by_its_end(plan: SmallPlan) -> None:
    release(plan, "a", "2019-02-20", embargo="2019-03-05T09:00")
    before, after = at(plan, "2019-03-04").entries[1], at(plan, "2019-03-06").entries[1]
    assert (before.announced.name, before.standing, before.out, before.release) == (
        "a",
        "overdue",
        None,
        None,
    )
    assert (after.standing, after.days, after.out) == ("late", 4, datetime(2019, 3, 5, 9))


def test_a_release_of_another_plan_by_that_name_is_not_it(plan: SmallPlan, tmp_path: Path) -> None:
    release(plan, "a", "2019-02-20")
    shelf = releases(Workspace(plan.workspace))
    plan.folder = plan.folder.rename(tmp_path / "other")
    other = read_plan(plan.write())
    assert [e.standing for e in calendar(other, shelf, LATER).entries] == ["overdue"] * 4


def test_the_command_tells_the_calendar(plan: SmallPlan) -> None:
    release(plan, "a", "2019-02-20")
    command = Commands(plan.workspace)
    told = command.run("releases", plan.folder)
    assert "1 of 3 releases announced ahead came on time. On time is what" in told.stdout
    assert "提前预告的 3 次发布中，1 次按时。" in command.run("releases", plan.folder, "--lang", "zh").stdout
    found = command.json("releases", plan.folder)
    assert (found["calendar"]["on_time"], found["calendar"]["counted"]) == (1, 3)
    assert [a["standing"] for a in found["calendar"]["announced"]] == [
        "overdue",
        "on_time",
        "overdue",
        "overdue",
    ]
    assert command.json("releases", "small")["calendar"] is None


def test_the_invented_example_shows_on_time_late_and_to_come(tmp_path: Path) -> None:
    load_plan(EXAMPLE, tmp_path)
    plan, workspace = read_plan(EXAMPLE), Workspace(tmp_path)
    freeze(plan, workspace, "2023-annual", date(2024, 3, 1), datetime(2024, 3, 28))
    freeze(plan, workspace, "2024-half", date(2024, 8, 1), datetime(2024, 9, 2))
    found = calendar(plan, releases(workspace), datetime(2025, 1, 1))
    assert [standing_words(e).en for e in found.entries] == ["on time", "3 days late", "announced"]


PUT_OFF = {
    "to": "2019-05-01",
    "known": "2019-02-15",
    "why": {"en": "The census is late.", "zh": "普查延迟。"},
}


def put_off(plan: SmallPlan, *postponements: dict[str, Any]) -> None:
    plan.also["releases"][0]["postponed"] = list(postponements or (PUT_OFF,))
    plan.write()


def test_a_postponed_release_counts_by_the_day_that_was_announced_first(plan: SmallPlan) -> None:
    put_off(plan)
    assert standings(plan, "2019-02-14")["a"] == "announced"
    assert standings(plan, "2019-02-15")["a"] == "postponed"
    assert at(plan, "2019-03-01").counted == 0
    assert (at(plan, "2019-03-02").on_time, at(plan, "2019-03-02").counted) == (0, 1)
    assert standings(plan, "2019-04-01")["a"] == "postponed"
    assert standings(plan, "2019-05-02")["a"] == "62 days overdue"
    release(plan, "a", "2019-04-30T00:00:00")
    assert standings(plan, "2019-05-02")["a"] == "60 days late"
    words = at(plan, "2019-05-02").words
    assert words
    assert words.en == "0 of 1 release announced ahead came on time; 1 was postponed."


def test_what_comes_on_its_first_day_after_all_is_on_time(plan: SmallPlan) -> None:
    put_off(plan)
    release(plan, "a", "2019-03-01T00:00:00")
    assert standings(plan, "2019-05-02")["a"] == "on time"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"to": "2019-03-01"}, "not after 2019-03-01"),
        ({"known": "2017-12-31"}, "before what it changes"),
        ({"known": "2019-05-02"}, "when that day was over"),
    ],
)
def test_a_postponement_that_makes_no_sense_is_an_error(
    plan: SmallPlan, changed: dict[str, str], said: str
) -> None:
    put_off(plan, PUT_OFF | changed)
    [error] = Commands(plan.workspace).errors(plan.folder)
    assert error["code"] == "bad-value"
    assert said in str(error)


def test_a_second_postponement_is_held_against_the_first(plan: SmallPlan) -> None:
    put_off(plan, PUT_OFF, PUT_OFF | {"to": "2019-04-01", "known": "2019-02-20"})
    [error] = Commands(plan.workspace).errors(plan.folder)
    assert "2019-04-01, which is not after 2019-05-01" in str(error)


def test_the_calendar_can_be_taken_into_ones_own(plan: SmallPlan) -> None:
    put_off(plan, PUT_OFF | {"why": {"en": "Late; very, very late. " * 5, "zh": "普查延迟，" * 30}})
    found = at(plan, "2019-03-01")
    for lang in LANGS:
        text = ics(read_plan(plan.folder), found, lang)
        lines = text.split("\r\n")
        assert all(len(line.encode()) <= 75 for line in lines)
        assert "\n" not in text.replace("\r\n", "")
        whole = text.replace("\r\n ", "").split("\r\n")
        assert (whole[0], whole[-2], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
        assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == len(found.entries) == 4
        assert "DTSTART;VALUE=DATE:20190501" in whole  # the date that holds, not the first
        assert "DTSTART:20190601T090000Z" in whole
        assert {"UID:small-a@qualicity", "SEQUENCE:1", "DTSTAMP:20190215T000000Z"} <= set(whole)
    assert "Late\\; very\\, very late." in ics(read_plan(plan.folder), found, "en").replace("\r\n ", "")
