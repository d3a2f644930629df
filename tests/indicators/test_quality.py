"""Quality notes hold what the figures show, and nothing else."""

from datetime import date
from pathlib import Path

import pytest
from small_plan import SmallPlan

from qualicity.indicators import QualityFacts, quality
from qualicity.plan import check_plan, open_plan


def facts(plan: SmallPlan, as_of: str = "2026-12-31") -> QualityFacts:
    plan.load()
    view = plan.view(date.fromisoformat(as_of))
    indicator = view.plan.indicator("cover")
    assert indicator is not None
    return quality(view.figures, indicator)


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover", "published", "other")
    made.target()
    return made


def test_an_indicator_without_figures_has_nothing_but_its_targets(plan: SmallPlan) -> None:
    told = facts(plan)
    assert told.targets == ("promise",)
    assert (told.figures, told.series, told.areas, told.definitions) == (0, 0, 0, ())
    assert (told.delay.n, told.delay.median) == (0, None)
    assert told.coverage == ()
    assert told.coherence.apart is None


def test_days_from_the_end_of_a_period_to_its_first_release(plan: SmallPlan) -> None:
    plan.figure("2016", 30, released="2017-01-10")
    plan.figure("2016", 31, released="2018-01-10")  # revised: not a first release
    plan.figure("2017", 32, released="2018-02-19")
    plan.figure("2018", 33, released="2018-12-01")
    plan.figure("2019", 34, released="")
    told = facts(plan)
    assert (told.delay.n, told.delay.shortest, told.delay.median, told.delay.longest) == (2, 10, 30.0, 50)
    assert (told.delay.early, told.delay.unknown) == (1, 1)
    assert (told.series, told.revised) == (4, 1)
    assert told.revisions.statistics.mean_absolute == 1


def test_which_periods_of_the_plan_have_a_figure(plan: SmallPlan) -> None:
    for period in ("2015", "2016", "2018", "2021"):
        plan.figure(period, 30)
    (covered,) = facts(plan).coverage
    assert (covered.definition, covered.frequency, covered.periods) == ("published", "A", 5)
    assert covered.missing == ("2017", "2019", "2020")


def test_a_period_that_has_not_ended_is_not_missing(plan: SmallPlan) -> None:
    plan.figure("2016", 30)
    (covered,) = facts(plan, "2018-12-31").coverage
    assert (covered.periods, covered.missing) == (2, ("2017",))


def test_definitions_and_authorities_are_set_beside_each_other(plan: SmallPlan) -> None:
    plan.figure("2016", 30)
    plan.figure("2016", 45, definition="other")
    plan.figure("2017", 31)
    plan.figure("2017", 33, authority="Press")
    plan.figure("2018", 31)
    plan.figure("2018", 31, authority="Press", status="preliminary", confidence="low")
    told = facts(plan)
    assert told.definitions == ("published", "other")
    assert told.beside == 1
    assert (told.coherence.by_several, told.coherence.conflicts) == (2, 1)
    assert told.standings == {"final": 5, "preliminary": 1}
    assert told.confidence == {"high": 5, "low": 1}


def test_computed_beside_published_differences(beijing_facts: QualityFacts) -> None:
    assert beijing_facts.coherence.reconciled == 1
    assert beijing_facts.coherence.apart == beijing_facts.coherence.most_apart
    assert (
        beijing_facts.delay.n + beijing_facts.delay.unknown == beijing_facts.series
    )  # of published ones only


@pytest.fixture
def beijing_facts(loaded: Path) -> QualityFacts:
    from rooms_fixtures import BEIJING, view_at

    view = view_at(BEIJING, loaded, date(2026, 12, 31))
    indicator = view.plan.indicator("pm25-mean")
    assert indicator is not None
    return quality(view.figures, indicator)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"accuracy": {"en": "Counted by satellite.", "zh": "由卫星测定。"}}, None),
        ({"accuracy": {"en": " "}}, "empty-text"),
        ({"accuracy": None}, "empty-text"),
        ({"acuracy": {"en": "x"}}, "unknown-key"),
    ],
)
def test_what_editors_write_is_checked(plan: SmallPlan, said: dict[str, object], code: str | None) -> None:
    plan.indicators["cover"]["quality"] = said
    found = {p.code for p in check_plan(open_plan(plan.write())) if "indicators" in p.place.file}
    assert found == ({code} if code else set())
