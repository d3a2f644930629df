"""The verdicts on the two real plans, by rule and from what is published: the table that the project promised."""

from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import BEIJING, FOSHAN, TODAY, Commands, cases

EXPECTED = (
    # plan, target, status, figure (value, period), basis stated
    (FOSHAN, "park-green-per-capita", "achieved", (18.19, "2020"), True),
    (FOSHAN, "forest-cover", "achieved", (37.36, "2020"), False),
    (FOSHAN, "good-air-days", "cannot_judge", (84.7, "2016"), False),
    (FOSHAN, "advanced-manufacturing-share", "cannot_judge", (49.9, "2019"), True),
    (FOSHAN, "high-tech-product-output-share", "cannot_judge", (None, None), True),
    (FOSHAN, "invention-patents-per-10k", "cannot_judge", (None, None), True),
    (FOSHAN, "enterprises-upgraded-intelligent-manufacturing", "cannot_judge", (None, None), True),
    (FOSHAN, "modern-service-clusters", "cannot_judge", (None, None), True),
    (FOSHAN, "major-service-projects", "cannot_judge", (None, None), True),
    (FOSHAN, "core-technologies", "cannot_judge", (None, None), True),
    (FOSHAN, "export-quality-competitiveness", "cannot_judge", (None, None), True),
    (FOSHAN, "national-manufacturing-innovation-centre", "cannot_judge", (None, None), True),
    (FOSHAN, "national-quality-demonstration-city", "cannot_judge", (None, "2015-11"), True),
    (FOSHAN, "first-tier-manufacturing-city", "cannot_judge", (None, None), True),
    (FOSHAN, "project-quality", "cannot_judge", (None, None), True),
    (BEIJING, "pm25-mean", "achieved", (58, "2017"), True),
    (BEIJING, "pm25-reduction-since-2012", "cannot_judge", (23.7, "2016"), True),
)
WORDS = (
    ("forest-cover", ("37.36 % for 2020",)),
    ("good-air-days", ("84.7 % for 2016", "94.5 % for the first half of 2020 is only a part of it")),
    ("advanced-manufacturing-share", ("49.9 % for 2019", "No figure for 2020 itself")),
    ("high-tech-product-output-share", ("Nothing was found on this definition",)),
    ("invention-patents-per-10k", ("yearly grants", "a flow")),
    ("enterprises-upgraded-intelligent-manufacturing", ("107", "selected, not upgraded")),
    ("national-quality-demonstration-city", ("获批创建", "积极创建")),
    ("park-green-per-capita", ("18.19", "preliminary", "more than 15")),
)


def targets(cli: Commands, plan: object, as_of: object = TODAY) -> dict[str, Any]:
    """The rows of `show --json` by target."""
    return {t["target"]: t for t in cli.json("show", plan, "--as-of", as_of)["targets"]}


@pytest.fixture(scope="module")
def today(loaded: Path) -> dict[str, Any]:
    """Foshan's rows with everything known."""
    return targets(Commands(loaded), FOSHAN)


def test_the_expected_verdicts_come_out_of_the_evidence(cli_loaded: Commands) -> None:
    found = {plan: targets(cli_loaded, plan) for plan in (FOSHAN, BEIJING)}
    told = [
        (plan, name, t["status"], (t["value"], t["period"]), t["basis_stated"])
        for plan, card in found.items()
        for name, t in card.items()
    ]
    assert sorted(told, key=str) == sorted(EXPECTED, key=str)


@pytest.mark.parametrize(("target", "words"), WORDS, ids=[w[0] for w in WORDS])
def test_the_reason_names_what_is_there_and_what_is_missing(
    target: str, words: tuple[str, ...], today: dict[str, Any]
) -> None:
    reason = today[target]["reason"]
    for word in words:
        assert word in reason["en"]
    assert reason["zh"]


def test_the_forest_is_judged_on_the_ruled_definition_from_the_rulings_day_on(cli_loaded: Commands) -> None:
    before, after = (targets(cli_loaded, FOSHAN, day)["forest-cover"] for day in ("2026-11-21", "2026-11-22"))
    assert (before["status"], before["definition"]) == ("cannot_judge", None)
    assert (after["status"], after["definition"]) == ("achieved", "forest-city")
    assert after["value"] == 37.36


def test_other_definitions_of_the_forest_and_the_parks_are_drawn_apart(loaded: object) -> None:
    from rooms_fixtures import view_at

    card = view_at(FOSHAN, loaded, TODAY).scorecard  # type: ignore[arg-type]
    forest, park = card.of("forest-cover"), card.of("park-green-per-capita")
    assert forest is not None
    assert park is not None
    assert {(o.value, o.period_text) for o in forest.apart} >= {(21.33, "2022")}
    assert {(o.value, o.period_text) for o in park.apart} == {(12.37, "2013"), (14.67, "2017")}
    assert {o.definition for o in park.apart} == {"built-up-area"}


def test_in_march_2017_nobody_knew_the_figure_of_2017(cli_loaded: Commands) -> None:
    found = targets(cli_loaded, BEIJING, "2017-03-01")
    assert {name: (t["status"], t["value"]) for name, t in found.items()} == {
        "pm25-mean": ("not_due", None),
        "pm25-reduction-since-2012": ("not_due", None),
    }


def test_with_the_figure_of_2016_the_fall_was_ahead_of_its_schedule(cli_loaded: Commands) -> None:
    fall = targets(cli_loaded, BEIJING, "2017-07-01")["pm25-reduction-since-2012"]
    assert (fall["status"], fall["scheme"], fall["value"]) == ("on_course", "china-schedule", 23.7)
    assert "94.8 % of the way with 80 % of the time gone" in fall["reason"]["en"]


def test_the_day_before_its_release_the_figure_of_2017_is_not_known_and_not_spoken_of(
    cli_loaded: Commands,
) -> None:
    eve, day = (targets(cli_loaded, BEIJING, d) for d in ("2018-01-02", "2018-01-03"))
    assert (eve["pm25-mean"]["status"], day["pm25-mean"]["status"]) == ("cannot_judge", "achieved")
    assert all("58" not in t["reason"]["en"] for t in eve.values())


@pytest.mark.parametrize("as_of", cases(("2016-10-01", "2018-06-01", "2020-12-31", "2021-06-30")))
def test_no_reason_speaks_of_a_year_that_had_not_come(as_of: str, cli_loaded: Commands) -> None:
    years = {str(y) for y in range(int(as_of[:4]) + 1, 2027)} - {"2020"}
    for target in targets(cli_loaded, FOSHAN, as_of).values():
        assert not [y for y in years if y in target["reason"]["en"]], target["reason"]["en"]


def test_before_the_plan_was_issued_there_was_no_promise(cli_loaded: Commands) -> None:
    assert targets(cli_loaded, FOSHAN, "2016-09-17") == {}
    assert len(targets(cli_loaded, FOSHAN, "2016-09-18")) == 15


@pytest.mark.parametrize(
    ("value", "status"), [(91.2, "achieved"), (90.0, "missed"), (90.1, "achieved"), (88, "missed")]
)
def test_a_figure_for_the_whole_of_2020_would_settle_the_good_air_days(
    value: float, status: str, foshan: Any, cli: Commands
) -> None:
    add_good_air(foshan, "2020", value)
    assert cli.run("load", foshan).exit_code == 0
    found = targets(cli, foshan)["good-air-days"]
    assert (found["status"], found["value"], found["period"]) == (status, value, "2020")


@pytest.mark.parametrize("period", ["2020-S2", "2020-12", "2020-Q4", "2021"])
def test_no_other_period_would(period: str, foshan: Any, cli: Commands) -> None:
    add_good_air(foshan, period, 99.9)
    assert cli.run("load", foshan).exit_code == 0
    assert targets(cli, foshan)["good-air-days"]["status"] == "cannot_judge"


@pytest.mark.parametrize(
    ("definition", "area"), [("published-ambient", "440600"), ("published-unstated", "440606")]
)
def test_no_other_definition_and_no_other_area_would(
    definition: str, area: str, foshan: Any, cli: Commands
) -> None:
    add_good_air(foshan, "2020", 91.2, definition, area)
    assert cli.run("load", foshan).exit_code == 0
    assert targets(cli, foshan)["good-air-days"]["status"] == "cannot_judge"


def add_good_air(
    plan: Any, period: str, value: float, definition: str = "published-unstated", area: str = "440600"
) -> None:
    """One more published row on good-air days."""
    file = plan / "evidence" / "published_figures.csv"
    row = f"good-air-days,{definition},{area},佛山市,{period},{value},exact,,%,final,Test Bureau,"
    rest = "2021-06-01,day,A test,,测试,high,\n"
    file.write_text(file.read_text("utf-8") + row + rest, "utf-8")
