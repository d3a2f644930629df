"""Alarms rise with lateness into a log to which is only added; a supervised item holds them until it is closed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from task_plan import TaskPlan

from qualicity.assessment.tasks.board import ActionState
from qualicity.assessment.tasks.escalation import Raised, alarm_log
from qualicity.assessment.tasks.reports import Report, Supervised
from qualicity.plan import parse_period
from qualicity.plan.tasks import COLOURS, Tasks


@pytest.fixture
def plan(tmp_path: Path) -> TaskPlan:
    """A plan with one action, due on the last of June 2018."""
    made = TaskPlan(tmp_path / "tasks")
    made.collects_reports()
    made.action(due="2018-06")
    return made


def state(plan: TaskPlan, day: str) -> ActionState:
    found = plan.board(day).of("act")
    assert found is not None
    return found


def lines(plan: TaskPlan, day: str) -> list[tuple[str, str | None]]:
    return [(r.day.isoformat(), r.colour) for r in state(plan, day).own.log]


BORDERS = (
    ("2018-06-30", None),
    ("2018-07-01", "blue"),
    ("2018-07-29", "blue"),
    ("2018-07-30", "orange"),
    ("2018-09-27", "orange"),
    ("2018-09-28", "red"),
)


@pytest.mark.parametrize(("day", "colour"), BORDERS)
def test_a_colour_is_reached_on_the_day_of_its_rule(plan: TaskPlan, day: str, colour: str | None) -> None:
    assert state(plan, day).colour == colour


def test_the_rule_is_the_plans(plan: TaskPlan) -> None:
    plan.settings(escalation=[{"days": 10, "colour": "red"}])
    assert lines(plan, "2019-01-01") == [("2018-07-10", "red")]


def test_a_line_says_when_which_rule_and_how_late(plan: TaskPlan) -> None:
    line = state(plan, "2018-08-31").own.log[1]
    assert (line.day, line.days_late) == (date(2018, 7, 30), 30)
    assert line.rule is not None
    assert (line.rule.days, line.rule.colour) == (30, "orange")
    assert line.reason.en == "30 days late: orange from 30 days on."


def test_a_report_of_being_done_lifts_the_alarm_and_the_log_keeps_it(plan: TaskPlan) -> None:
    plan.report("act", "2018-08-10", actual="2018-06-20")
    raised = [("2018-07-01", "blue"), ("2018-07-30", "orange")]
    assert lines(plan, "2018-08-09") == raised
    assert lines(plan, "2018-08-10") == [*raised, ("2018-08-10", None)], (
        "what is learned later changes no line"
    )
    last = state(plan, "2018-08-10").own.log[-1]
    assert (last.by, last.rule) == ("tester", None)
    assert state(plan, "2018-08-10").light == "done"


def test_an_open_supervised_item_holds_the_colour_until_it_is_closed_with_evidence(plan: TaskPlan) -> None:
    plan.report("act", "2018-08-10", actual="2018-08-05")
    plan.supervise("S-1", "act", "2018-07-20", "2018-07-20")
    plan.supervise("S-1", "act", "2018-07-20", "2018-08-20", closed="2018-08-20")
    plan.supervise(
        "S-1", "act", "2018-07-20", "2018-09-01", closed="2018-08-31", closing_evidence="photo.jpg"
    )
    done = state(plan, "2018-08-15")
    assert (done.light, done.colour) == ("done_late", "orange"), "done, but the item is open"
    bare = state(plan, "2018-08-25")
    assert bare.colour == "orange"
    assert [r.text.en for r in plan.board("2018-08-25").remarks] == [
        "supervised item S-1 is said to be closed, without evidence: it stays open"
    ]
    closed = state(plan, "2018-09-01")
    assert closed.colour is None
    assert closed.own.log[-1].reason.en == "Supervised item S-1 was closed with its evidence: photo.jpg."
    assert closed.own.log[-1].by == "tester"
    assert not plan.board("2018-09-01").remarks


def test_closing_an_item_hides_no_lateness(plan: TaskPlan) -> None:
    plan.supervise(
        "S-1", "act", "2018-07-20", "2018-08-20", closed="2018-08-20", closing_evidence="letter.pdf"
    )
    late = state(plan, "2018-08-25")
    assert (late.light, late.colour) == ("late", "orange")


def test_an_item_on_an_action_holds_its_milestones_too(tmp_path: Path) -> None:
    plan = TaskPlan(tmp_path / "tasks")
    plan.action(milestones=[{"id": "a", "title": {"en": "A"}, "due": "2018-06"}])
    plan.report("act", "2018-08-10", "a", actual="2018-08-05")
    plan.supervise("S-1", "act", "2018-07-20", "2018-07-20")
    assert state(plan, "2018-08-15").colour == "orange"


# -- properties -----------------------------------------------------------------------------------------------------

DUE = parse_period("2018-06")
START = date(2016, 1, 1)
DAYS = st.dates(date(2018, 4, 1), date(2019, 3, 1))


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    """Reports on one task, each standing until the next."""
    known = sorted(draw(st.sets(DAYS, max_size=4)))
    return [
        Report(
            known=day, until=known[n + 1] if n + 1 < len(known) else None, handed_in_by="x", action="a",
            milestone=None, reported=day, forecast=None, actual=draw(st.none() | DAYS), progress=None, reason=None,
            evidence=(),
        )
        for n, day in enumerate(known)
    ]  # fmt: skip


@st.composite
def items(draw: st.DrawFn) -> list[Supervised]:
    """One supervised item, told and told again."""
    known, opened = sorted(draw(st.sets(DAYS, max_size=3))), draw(DAYS)
    return [
        Supervised(
            known=day, until=known[n + 1] if n + 1 < len(known) else None, handed_in_by="x", action="a", item="S",
            milestone=None, opened=opened, by=None, closed=draw(st.none() | DAYS),
            closing_evidence=draw(st.sampled_from([None, "file"])), note=None,
        )
        for n, day in enumerate(known)
    ]  # fmt: skip


def seen(rows: list[Report] | list[Supervised], day: date) -> list[Report] | list[Supervised]:
    """What a store gives as known on a day: later rows are not there, and replace nothing."""
    known = [r for r in rows if r.known <= day]
    return [replace(r, until=r.until if r.until and r.until <= day else None) for r in known]  # type: ignore[return-value]


def log(said: list[Report], supervised: list[Supervised], day: date) -> tuple[Raised, ...]:
    known, held = seen(said, day), seen(supervised, day)
    return alarm_log(DUE, known, held, Tasks(reports="r"), START, day)  # type: ignore[arg-type]


@given(said=reports(), supervised=items(), first=DAYS, later=DAYS)
def test_the_log_on_a_day_is_the_beginning_of_every_later_one(
    said: list[Report], supervised: list[Supervised], first: date, later: date
) -> None:
    first, later = sorted((first, later))
    before, after = log(said, supervised, first), log(said, supervised, later)
    assert after[: len(before)] == before
    assert all(line.day > first for line in after[len(before) :])


@given(said=reports(), supervised=items(), day=DAYS)
def test_lines_are_in_order_each_changes_the_colour_and_only_reports_or_closings_lower_it(
    said: list[Report], supervised: list[Supervised], day: date
) -> None:
    colour = None
    for line in log(said, supervised, day):
        assert line.colour != colour
        if line.rule is None:
            assert line.colour is None
        else:
            assert colour is None or COLOURS.index(line.rule.colour) > COLOURS.index(colour)
        colour = line.colour
    days = [line.day for line in log(said, supervised, day)]
    assert days == sorted(days)
