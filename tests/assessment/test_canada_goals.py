"""Canada's 96 published series from the plan folder to the verdict: all that the hub publishes comes out exactly."""

import csv
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rooms_fixtures import CANADA, Commands, plan_at, view_at

from qualicity.assessment import PlanView
from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.outlook import schemes_of
from qualicity.methods.progress import Verdicts, open_sdg_indicator

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "tests" / "data" / "progress" / "open_sdg_expected_all.csv"
DAY = date(2026, 11, 22)


def published() -> dict[str, dict[str, str]]:
    """What the hub publishes, by the plan's name of the series."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = {row["case"]: row for row in csv.DictReader(file)}
    with (CANADA / "evidence" / "series.csv").open(encoding="utf-8", newline="") as file:
        names = {row["series"]: row["indicator"] for row in csv.DictReader(file)}
    assert len(rows) == len(names) == 96
    return {names[case]: row for case, row in rows.items()}


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def exactly(cell: str) -> Any:
    """The published number within a billionth of itself; None for none."""
    return pytest.approx(float(cell), rel=1e-9, abs=1e-9) if cell else None


@pytest.fixture(scope="module")
def view(loaded: Path) -> PlanView:
    """The plan with everything known."""
    return view_at(CANADA, loaded, DAY)


@pytest.fixture(scope="module")
def by_open_sdg(view: PlanView) -> dict[str, SchemeVerdict]:
    """The verdict of the plan's own scheme on each target."""
    found = {name: verdicts[0] for name, verdicts in schemes_of(view.scorecard).items()}
    assert all(v.chosen and v.scheme == "open-sdg" for v in found.values())
    return found


def test_base_and_current_value_of_every_series_are_those_that_the_hub_compares(view: PlanView) -> None:
    for name, row in published().items():
        a = view.scorecard.of(name)
        assert a is not None
        assert a.base is not None
        assert a.figure is not None
        assert (a.base.period, float(a.base.value or 0)) == (
            f"{float(row['base_year']):g}",
            exactly(row["base_value"]),
        )
        assert (a.figure.period_text, a.figure.value) == (
            f"{float(row['current_year']):g}",
            exactly(row["current_value"]),
        )


def test_progress_class_and_score_of_every_series_are_exactly_the_published(
    by_open_sdg: dict[str, SchemeVerdict],
) -> None:
    for name, row in published().items():
        verdict = by_open_sdg[name]
        assert (verdict.code, verdict.score) == (row["status"], exactly(row["score"])), name
        assert verdict.value == exactly(row["progress_value"]), name


def test_the_command_shows_the_same_figures_and_promises(cli_loaded: Commands) -> None:
    shown = {t["target"]: t for t in cli_loaded.json("show", CANADA, "--as-of", DAY)["targets"]}
    told = published()
    assert set(shown) == set(told)
    for name, row in told.items():
        target = shown[name]
        assert (target["period"], target["value"]) == (
            f"{float(row['current_year']):g}",
            exactly(row["current_value"]),
        )
        up, aim = row["direction"] == "up", number(row["target"])
        wanted = ("at_least" if up else "at_most") if aim is not None else "increase" if up else "decrease"
        assert (target["operator"], target["target_value"], target["due"]) == (wanted, aim, "2030")


def test_a_status_is_what_the_printed_map_makes_of_the_published_class(view: PlanView) -> None:
    statuses: dict[str, set[str]] = defaultdict(set)
    for name, row in published().items():
        a = view.scorecard.of(name)
        assert a is not None
        statuses[row["status"]].add(a.status)
    assert statuses == {
        "target_achieved": {"on_course"},  # met before its date
        "substantial_progress": {"on_course"},
        "moderate_progress": {"at_risk"},
        "limited_progress": {"off_course"},
        "deterioration": {"off_course"},
        "not_available": {"not_due"},  # one year's value and nothing since
    }
    once = view.scorecard.of("1-3-1-vulnerable")
    assert once is not None
    assert once.reason.en == "Due for 2030; nothing later than the starting point, 52.1 % for 2021, is known."


def test_an_indicator_of_several_series_is_the_mean_of_their_scores(
    by_open_sdg: dict[str, SchemeVerdict],
) -> None:
    told, series = published(), defaultdict(list)
    for name in told:
        series["-".join(name.split("-")[:3])].append(name)
    assert max(map(len, series.values())) == 5  # 10-5-1
    for names in series.values():
        verdicts = [by_open_sdg[n] for n in names]
        scores = [np.nan if v.score is None else v.score for v in verdicts]
        blank = np.full(len(names), np.nan)
        of_plan = Verdicts(
            blank, blank, np.array([v.code for v in verdicts], object), np.array(scores), blank
        )
        score, status = open_sdg_indicator(of_plan)
        known = [float(told[n]["score"]) for n in names if told[n]["score"]]
        assert score == (pytest.approx(sum(known) / len(known), rel=1e-9) if known else None)
        assert (status == "not_available") == (not known)


@pytest.mark.parametrize(("day", "last"), [("2018-06-30", 2016), ("2018-07-01", 2017), ("2022-06-30", 2020)])
def test_a_year_is_known_from_july_of_the_year_after_and_not_before(
    day: str, last: int, loaded: Path
) -> None:
    card = view_at(CANADA, loaded, date.fromisoformat(day)).scorecard
    years = {int(str(o.period_text)) for a in card.assessments for o in a.history}
    assert len(card.assessments) == 96
    assert max(years) == last


def test_before_the_resolution_there_was_no_promise(loaded: Path) -> None:
    assert view_at(CANADA, loaded, date(2015, 9, 24)).scorecard.assessments == ()


def test_every_goal_and_target_of_the_text_is_answered_for() -> None:
    plan = plan_at(CANADA)
    linked = {c for t in plan.targets for c in t.clauses} | {c for g in plan.goals for c in g.clauses}
    assert {c.id for c in plan.clauses} == linked
    assert all(t.goal == f"goal-{t.clauses[0].split('.')[0]}" for t in plan.targets)
    assert [g.id for g in plan.goals if not any(t.goal == g.id for t in plan.targets)] == ["goal-7"]


def test_the_folder_is_what_the_script_makes_of_the_published_files(reference_data: Path) -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_canada_goals.py", reference_data / "progress", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (made.returncode, made.stdout) == (0, "")
    assert (reference_data / "progress" / "opensdg_expected.csv").read_text() == PUBLISHED.read_text()


def test_the_page_about_the_plan_tells_its_verdicts_as_they_are(loaded: Path) -> None:
    told = (ROOT / "docs" / "canada-goals.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+ \w+ \d{4}) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", told, re.MULTILINE)
    assert len(rows) == 4
    for day, *counts in rows:
        tally = view_at(CANADA, loaded, datetime.strptime(day, "%d %B %Y").date()).scorecard.tally()
        assert tally["on_course"], day
        assert [tally[s] for s in ("on_course", "at_risk", "off_course", "not_due")] == [
            int(n) for n in counts
        ]
        assert sum(tally.values()) == sum(int(n) for n in counts) == 96


def test_what_the_page_counts_is_so() -> None:
    told, plan = (ROOT / "docs" / "canada-goals.md").read_text("utf-8"), plan_at(CANADA)
    numbers = sum(t.value is not None for t in plan.targets)
    limits = sum(t.limit is not None for t in plan.targets)
    unstated = sum(i.unit == "not stated" for i in plan.indicators)
    for words in (
        f"{numbers} have a number",
        f"{limits} of the others",
        f"{unstated} series have `not stated`",
    ):
        assert words in " ".join(told.split())
