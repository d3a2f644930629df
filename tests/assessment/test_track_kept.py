"""Recomputed forecasts are kept in the workspace, and never kept too long."""

from datetime import date
from pathlib import Path

import pytest
from small_plan import SmallPlan

from qualicity.assessment import (
    TrackRecord,
    changes,
    changes_kept,
    kept,
    kept_changes,
    outlook,
    said_of,
    track,
    track_record,
)
from qualicity.assessment.midterm import middle_of, since_midterm
from qualicity.workspace import Workspace

NAMES = ("one", "two")


@pytest.fixture
def two(small: SmallPlan) -> SmallPlan:
    """Two indicators of fifteen years with a target each; one target was restated."""
    small.period = ("2012", "2016")
    for n, name in enumerate(NAMES):
        small.indicator(name)
        said = {"restated": [{"known": "2014-06-01", "value": 48, "reason": {"en": "More.", "zh": "更多。"}}]}
        small.target(
            f"{name}-promise",
            indicator=name,
            value=45 + n,
            due="2016",
            known="2012-01-01",
            **(said if name == "two" else {}),
        )
        for year in range(2002, 2017):
            small.figure(str(year), 30 + n + (year * 7919) % 5 + year - 2002, indicator=name)
    small.load()
    return small


def recorded(small: SmallPlan) -> TrackRecord:
    return track_record(small.view("2018-01-01"))


def forgotten(small: SmallPlan) -> None:
    for file in Workspace(Path(small.workspace)).cache("track-record").glob("*"):
        file.unlink()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[date, str]]:
    """The days and targets that are judged anew."""
    found: list[tuple[date, str]] = []
    real = track._recomputed

    def noted(day, figures, targets):  # type: ignore[no-untyped-def]
        found.extend((day, t.id) for t in targets)
        return real(day, figures, targets)

    monkeypatch.setattr(track, "_recomputed", noted)
    return found


def test_what_was_kept_is_what_would_be_made(two: SmallPlan, judged: list[tuple[date, str]]) -> None:
    first = recorded(two)
    assert first.forecasts
    assert judged
    judged.clear()
    assert recorded(two) == first
    assert not judged


def test_a_revised_figure_makes_only_its_own_forecasts_anew(
    two: SmallPlan, judged: list[tuple[date, str]]
) -> None:
    before = recorded(two)
    judged.clear()
    two.figure("2012", 30.5, indicator="one", released="2014-06-01")
    two.load()
    after = recorded(two)
    assert {target for _, target in judged} == {"one-promise"}
    assert {day for day, _ in judged} == {date(year, 12, 31) for year in (2014, 2015, 2016)}
    assert after != before
    forgotten(two)
    assert recorded(two) == after


def test_another_plan_or_program_makes_all_anew(
    two: SmallPlan, judged: list[tuple[date, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(two)
    everything = set(judged)
    judged.clear()
    monkeypatch.setattr(kept, "program", lambda *_: "another")
    recorded(two)
    assert set(judged) == everything
    judged.clear()
    two.indicator("three")
    two.load()
    recorded(two)
    assert set(judged) == everything


def test_a_spoilt_file_is_made_anew(two: SmallPlan) -> None:
    first = recorded(two)
    (file,) = Workspace(Path(two.workspace)).cache("track-record").glob("*.lines")
    file.write_text(file.read_text()[:-200])
    assert recorded(two) == first


def test_days_before_a_new_row_was_known_are_not_computed_again(
    two: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(two)
    computed: list[date] = []
    real = track._computed
    monkeypatch.setattr(track, "_computed", lambda view, day: (computed.append(day), real(view, day))[1])
    two.figure("2012", 30.5, indicator="one", released="2014-06-01")
    two.load()
    after = recorded(two)
    assert computed == [date(year, 12, 31) for year in (2014, 2015, 2016)]
    forgotten(two)
    assert recorded(two) == after


def test_what_stands_beside_verdicts_is_kept_by_target(
    two: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = outlook.outlooks
    monkeypatch.setattr(
        outlook,
        "outlooks",
        lambda card: (made.extend(a.target.id for a in card.assessments), real(card))[1],
    )
    first = two.view("2015-06-01")
    assert (first.outlooks, first.midterm) == (
        two.view("2015-06-01").outlooks,
        two.view("2015-06-01").midterm,
    )
    assert made == ["one-promise", "two-promise"]
    two.figure("2012", 30.5, indicator="one", released="2014-06-01")
    two.load()
    revised = two.view("2015-06-01")
    assert revised.outlooks == real(revised.scorecard)
    assert made[2:] == ["one-promise"]
    another_day = two.view("2015-12-31")
    assert another_day.outlooks == real(another_day.scorecard)
    assert another_day.midterm == since_midterm(
        changes(another_day.on(middle_of(another_day.plan)), another_day)
    )


def test_what_is_said_of_changes_is_kept_by_target_and_days(
    two: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = changes_kept.said_of
    monkeypatch.setattr(
        changes_kept, "said_of", lambda change: (made.append(change.target.id), real(change))[1]
    )
    first, last = date(2014, 5, 1), "2015-06-01"

    def found() -> None:
        view = two.view(last)
        assert kept_changes(view, first) == tuple(said_of(c) for c in changes(view.on(first), view))

    found()
    found()
    assert made == ["one-promise", "two-promise"]
    two.figure("2012", 30.5, indicator="one", released="2014-06-01")
    two.load()
    found()
    assert made[2:] == ["one-promise"]
    first = date(2014, 6, 2)
    found()
    assert made[3:] == ["one-promise", "two-promise"]
