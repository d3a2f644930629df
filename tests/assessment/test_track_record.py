"""The track record: what was said at each year's end, recomputed or at the time, held against what came."""

import json
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import stdev
from typing import Any

import numpy as np
import pytest
from rooms_fixtures import BEIJING, TODAY, Commands, view_at
from small_plan import SmallPlan

from qualicity.assessment import Chance, FanYear, Forecast, TrackRecord, track_record, view_plan
from qualicity.assessment.track import year_ends
from qualicity.assessment.track_said import read_said, record_verdicts
from qualicity.assessment.track_score import Came, score, verdicts_kept
from qualicity.errors import Text
from qualicity.methods.forecast import probability
from qualicity.methods.forecast.base_rates import RANKS, shipped_rates
from qualicity.plan import Plan, Target, read_plan
from qualicity.release import track
from qualicity.workspace import Workspace

VALUES = (31.0, 33.5, 32.0, 36.0, 35.0, 38.5, 37.0, 41.0, 40.5, 43.0, 42.0, 46.5, 45.0, 49.0, 48.0)
"""2002 to 2016, each published in the February after. 2010 was 40.0 until June 2013."""
AIMS = (40, 45, 50, 55)
"""At least so much in 2016: 48 came, so the first two were met."""
ORIGINS = (2012, 2013, 2014, 2015)


@pytest.fixture
def fifteen(small: SmallPlan) -> SmallPlan:
    """Four targets for 2016 on an indicator of fifteen years, one of which was revised."""
    small.period = ("2012", "2016")
    small.indicator()
    for aim in AIMS:
        small.target(f"at-least-{aim}", value=aim, due="2016", known="2012-01-01")
    for n, value in enumerate(VALUES):
        small.figure(str(2002 + n), 40.0 if n == 8 else value)
    small.figure("2010", VALUES[8], released="2013-06-01")
    small.load()
    return small


def recorded(small: SmallPlan, as_of: str = "2018-01-01") -> TrackRecord:
    return track_record(small.view(as_of))


def known_at_the_end_of(year: int) -> list[float]:
    """The figures that were out then: up to the year before, the one of 2010 as it stood."""
    values = list(VALUES[: year - 2002])
    if year < 2013:
        values[8] = 40.0
    return values


def said(values: list[float], last: int, aim: int, due: int = 2016) -> float:
    rows = len(values)
    columns: Any = {
        "series_id": ["a"] * rows, "year": list(range(last - rows + 1, last + 1)), "value": values,
        "target": [aim] * rows, "target_year": [due] * rows, "direction": ["up"] * rows,
    }  # fmt: skip
    return float(probability(columns)["probability"][0])


def base_rate(values: list[float], last: int, aim: int) -> float:
    ahead = 2016 - last
    move = (aim - values[-1]) / (stdev(b - a for a, b in pairwise(values)) * ahead**0.5)
    return 1 - float(np.interp(move, shipped_rates().moves[ahead - 1], RANKS))


def test_probabilities_are_scored_against_what_came(fifteen: SmallPlan) -> None:
    record = recorded(fifteen)
    assert record.days == tuple(date(y, 12, 31) for y in (2012, 2013, 2014, 2015, 2016))
    cases = [(y, aim) for y in (*ORIGINS, 2016) for aim in AIMS]
    expected = [said(known_at_the_end_of(y), y - 1, aim) for y, aim in cases]
    bases = [base_rate(known_at_the_end_of(y), y - 1, aim) for y, aim in cases]
    outcomes = [aim <= 48 for _, aim in cases]
    assert [f.chance.probability for f in record.forecasts] == pytest.approx(expected)
    assert [f.met for f in record.forecasts] == outcomes
    scores = record.scores
    assert (scores.n, scores.reason) == (20, None)
    assert scores.brier == pytest.approx(
        sum((p - o) ** 2 for p, o in zip(expected, outcomes, strict=True)) / 20
    )
    assert scores.climatology == pytest.approx(
        sum((b - o) ** 2 for b, o in zip(bases, outcomes, strict=True)) / 20
    )
    assert sum(b.n for b in scores.reliability) == 20
    assert scores.on_average == pytest.approx((sum(expected) / 20, sum(outcomes) / 20))


def test_intervals_are_held_against_every_figure_that_came(fifteen: SmallPlan) -> None:
    record = recorded(fifteen)
    # at the end of 2012 the last figure is that of 2011: five years ahead, 2012 to 2016; at that of 2016 one
    assert [len(f.came) for f in record.forecasts if f.target.id == "at-least-50"] == [5, 4, 3, 2, 1]
    first = record.forecasts[0].came
    assert [(c.said.year, c.value) for c in first] == list(zip(range(2012, 2017), VALUES[10:], strict=True))
    inside = [c.said.lo80 <= c.value <= c.said.hi80 for f in record.forecasts for c in f.came]
    assert record.scores.intervals == len(inside) == 60
    assert record.scores.coverage_80 == pytest.approx(sum(inside) / 60)


def test_every_year_ahead_is_scored_by_whether_it_kept_the_target_already(fifteen: SmallPlan) -> None:
    found = recorded(fifteen).years
    cases = [
        (said(known_at_the_end_of(y), y - 1, aim, year), VALUES[year - 2002] >= aim)
        for y in (*ORIGINS, 2016)
        for aim in AIMS
        for year in range(y, 2017)
    ]
    assert found.n == len(cases) == 60
    assert found.brier == pytest.approx(sum((p - kept) ** 2 for p, kept in cases) / 60)
    assert sum(b.n for b in found.reliability) == 60
    assert found.climatology is not None
    assert found.climatology > found.brier


def test_what_came_later_is_not_known_yet_on_an_earlier_day(fifteen: SmallPlan) -> None:
    record = recorded(fifteen, "2015-06-01")
    assert {f.met for f in record.forecasts} == {None}
    assert record.days[-1] == date(2014, 12, 31)
    assert record.scores.brier is None
    assert record.years.n == 24
    assert record.scores.reason is not None
    assert "0 probabilities of a due target and 24 intervals" in record.scores.reason.en
    assert record.scores.coverage_80 is not None, "intervals up to 2014 can be held against what came"


def test_verdicts_on_the_way_are_counted_by_what_became_of_them(fifteen: SmallPlan) -> None:
    record = recorded(fifteen)
    by_status: dict[str, list[bool | None]] = {}
    for f in record.forecasts:
        by_status.setdefault(f.status, []).append(f.met)
    assert {k.status: (k.n, k.kept, k.missed) for k in record.verdicts if k.n} == {
        s: (len(met), met.count(True), met.count(False))
        for s, met in by_status.items()
        if "course" in s or "risk" in s
    }
    assert sum(k.n for k in record.verdicts) == 16, "in 2012 no year of the plan had a figure: not due yet"


def test_a_target_is_held_to_the_words_of_the_day(fifteen: SmallPlan) -> None:
    restated = {"known": "2014-06-01", "value": 47, "reason": {"en": "Raised", "zh": "提高"}}
    next(t for t in fifteen.targets if t["id"] == "at-least-50")["restated"] = [restated]
    fifteen.load()
    met = {f.day.year: f.met for f in recorded(fifteen).forecasts if f.target.id == "at-least-50"}
    assert met == {2012: False, 2013: False, 2014: True, 2015: True, 2016: True}


def test_years_in_which_nothing_was_promised_are_left_out(fifteen: SmallPlan) -> None:
    plan = read_plan(fifteen.folder)
    assert year_ends(plan, date(2012, 12, 31)) == ()
    assert year_ends(plan, date(2030, 1, 1)) == tuple(date(y, 12, 31) for y in range(2012, 2017))


def test_beijing_is_told_how_little_there_is(cli_loaded: Commands) -> None:
    found = cli_loaded.json("track-record", BEIJING, "--as-of", TODAY)
    assert list(found) == ["plan", "as_of", "forecasts", "scores", "reliability", "years", "verdicts", "said"]
    assert {f["probability"] for f in found["forecasts"]} == {None}
    assert all("insufficient data" in f["reason"]["en"] for f in found["forecasts"])
    assert (found["scores"]["brier"], found["scores"]["n"], found["reliability"]) == (None, 0, [])
    assert "it takes 10 forecasts of each kind" in found["scores"]["reason"]["en"]
    told = cli_loaded.run("track-record", BEIJING, "--as-of", TODAY, "--lang", "zh")
    assert "各须10个" in told.stdout


def test_the_command_says_the_scores(fifteen: SmallPlan) -> None:
    told = Commands(fifteen.workspace).run("track-record", fifteen.folder, "--as-of", "2018-01-01")
    assert "Brier score 0." in told.stdout
    assert "of base rates 0." in told.stdout
    assert "Of 60 intervals" in told.stdout
    assert "not known yet 0" in told.stdout


def test_as_json_it_names_what_came(fifteen: SmallPlan) -> None:
    found = track(recorded(fifteen))
    first = found["forecasts"][0]
    assert (first["date"], first["how"], first["horizon"], first["met"]) == (
        "2012-12-31",
        "recomputed",
        5,
        True,
    )
    assert first["came"][0]["year"] == 2012
    assert sum(b["n"] for b in found["reliability"]) == found["scores"]["n"] == 20
    json.dumps(found)


# -- scores by hand --------------------------------------------------------------------------------------


def forecast(p: float | None, met: bool | None, **about: Any) -> Forecast:
    target = Target(
        id="t", title=Text("t"), goal="g", clauses=("1",), operator="at_least", value=Decimal(1), due="2020",
        known=date(2010, 1, 1),
    )  # fmt: skip
    reason, fan_years = about.pop("reason", None), about.pop("came", ())
    chance = Chance(p, reason, 8, 2015, (), 0.5)
    usual: dict[str, Any] = {"status": "on_course", "how": "recomputed", "met": met, "came": fan_years}
    return Forecast(date(2016, 12, 31), target, chance=chance, **(usual | about))


def test_the_scores_of_ten_cases_by_hand() -> None:
    cases = (
        [forecast(0.9, True)] * 4
        + [forecast(0.9, False)]
        + [forecast(0.25, False)] * 3
        + [forecast(0.25, True)] * 2
    )
    found = score(cases)
    # 4 × .01 + .81 + 3 × .0625 + 2 × .5625 = 2.1625
    assert found.brier == pytest.approx(0.21625)
    assert found.climatology == pytest.approx(0.25)
    bins = [(b.said, b.came, b.n) for b in found.reliability]
    assert bins == [pytest.approx((0.25, 0.4, 5)), pytest.approx((0.9, 0.8, 5))]


def test_what_people_gave_and_what_was_certain_is_not_scored() -> None:
    cases = [forecast(0.9, True)] * 9
    others = [
        forecast(0.9, None),
        forecast(None, True, reason=Text("insufficient data")),
        forecast(1.0, True, reason=Text("already met")),
        forecast(0.9, True, by_people=True),
    ]
    found = score([*cases, *others])
    assert (found.n, found.brier, found.reliability) == (9, None, ())
    assert found.reason is not None
    assert "9 probabilities" in found.reason.en
    assert verdicts_kept([*cases, *others])[0].n == 12


def test_coverage_counts_the_ends_of_an_interval_as_inside() -> None:
    year = FanYear(2016, 5, 4, 6, 3, 7)
    came = tuple(Came(year, v) for v in (4, 6, 5, 5, 3, 7, 3.5, 6.5, 2.9, 7.1))
    found = score([forecast(0.9, True, came=came)])
    assert (found.intervals, found.coverage_80, found.coverage_95) == (10, 0.4, 0.8)


# -- what was said at the time ---------------------------------------------------------------------------


def say(small: SmallPlan, now: datetime, as_of: date | None = None) -> None:
    view_plan(read_plan(small.folder), Workspace(small.workspace), as_of or now.date(), now=now)


def lines(small: SmallPlan, plan: Plan) -> list[dict[str, Any]]:
    path = Workspace(small.workspace).said(plan.id)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_what_is_said_today_is_kept_once_and_again_when_it_changes(fifteen: SmallPlan) -> None:
    plan = read_plan(fifteen.folder)
    say(fifteen, datetime(2014, 5, 1, 9))
    say(fifteen, datetime(2014, 5, 1, 10))
    say(fifteen, datetime(2014, 7, 1))
    assert [n["target"] for n in lines(fifteen, plan)] == [f"at-least-{aim}" for aim in AIMS]
    say(fifteen, datetime(2015, 5, 1))
    assert len(lines(fifteen, plan)) == 8
    say(fifteen, datetime(2015, 6, 1), as_of=date(2013, 1, 1))
    assert len(lines(fifteen, plan)) == 8, "recomputing an earlier day says nothing of today"


def test_what_was_said_stands_beside_what_is_recomputed_and_is_scored_apart(fifteen: SmallPlan) -> None:
    for year in (2013, 2014, 2015):
        say(fifteen, datetime(year, 5, 1))
    record = recorded(fifteen)
    said_then = [f for f in record.forecasts if f.how == "said"]
    assert [f.day for f in said_then[::4]] == [date(y, 5, 1) for y in (2013, 2014, 2015)]
    assert (record.said.n, record.scores.n) == (12, 20)
    assert said_then[4].chance == view_chance(fifteen, "2014-05-01")
    assert record.said.brier is not None


def view_chance(small: SmallPlan, day: str) -> Chance:
    from qualicity.assessment import chances

    view = small.view(day)
    return chances(view.scorecard.assessments, view.plan)[0]


def test_what_was_said_later_is_not_read(fifteen: SmallPlan) -> None:
    say(fifteen, datetime(2014, 5, 1))
    plan, workspace = read_plan(fifteen.folder), Workspace(fifteen.workspace)
    assert read_said(plan, workspace, date(2014, 4, 30)) == []
    assert len(read_said(plan, workspace, date(2014, 5, 1))) == 4


def test_a_real_plan_without_probabilities_is_kept_too(loaded: Path, tmp_path: Path) -> None:
    card = view_at(BEIJING, loaded, date(2016, 5, 1)).scorecard
    assert record_verdicts(card, Workspace(tmp_path), datetime(2016, 5, 1, 12)) == len(card.assessments)
    assert record_verdicts(card, Workspace(tmp_path), datetime(2016, 5, 1, 13)) == 0
