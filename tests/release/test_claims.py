"""A page that says what the figures do not is refused by a release, with its place and what is so now."""

from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, TODAY, Commands, loaded, view_at
from small_plan import SmallPlan

from qualicity.assessment import broken_claims, said
from qualicity.errors import Place
from qualicity.plan.binding import parse_binding

__all__ = ["loaded"]


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover", "published", "other")
    made.target()
    made.figure("2016", 12.345)
    made.figure("2017", 38.25)
    made.figure("2018", 40, qualifier="more_than")
    made.figure("2019", None, grade="good")
    made.figure("2020", 41)
    made.figure("2020", 44, authority="Press")
    made.figure("2014", None)
    made.load()
    return made


def finding(plan: SmallPlan, rest: str, kind: str = "figure cover") -> str:
    """What is told of a binding; nothing where it holds."""
    broken = said(plan.view(), parse_binding(f"{{{{ {kind} {rest} }}}}", Place("x"))).broken
    if broken is not None:
        assert broken.zh
    return broken.en if broken else ""


HOLDS = [
    "2017", "2017 is 38.25", "2017 < 38.26", "2017 >= 38.25", "2017 <= 38.25", "2017 decimals=1 is 38.2",
    "2016 decimals=2 is 12.34", "2016 decimals=0 < 13", "2018 > 40", "2018 >= 39", "2018 is 40", '2019 is "good"',
    "2020 by=city is 41", '2020 by="Press" is 44', "2014 is no_value",
]  # fmt: skip
BROKEN = {
    "2017 is 38.3": "the page says 38.3, the figure is 38.25 % now",
    "2017 decimals=1 is 38.25": "the figure is 38.2 % now",
    "2017 < 38.25": "says < 38.25",
    "2018 < 90": "more than 40",
    "2018 > 41": "more than 40",
    "2019 is 3": '"good"',
    '2019 is "bad"': '"good"',
    "2017 is no_value": "the figure is 38.25 % now",
    "2014": "no value",
    "2015": "no figure of 'cover' for 2015",
    "2017 area=1": "no figure",
    "2020 is 41": "authorities differ (City: 41; Press: 44)",
    "2020": "name one",
}


@pytest.mark.parametrize("rest", HOLDS)
def test_a_claim_holds(plan: SmallPlan, rest: str) -> None:
    assert (
        finding(
            plan,
            rest.replace(" ", " definition=published ", 1) if " " in rest else f"{rest} definition=published",
        )
        == ""
    )


@pytest.mark.parametrize("rest", BROKEN)
def test_a_claim_that_does_not_hold_says_what_is_so(plan: SmallPlan, rest: str) -> None:
    assert BROKEN[rest] in finding(plan, rest)


def test_a_status_is_claimed_by_its_code(plan: SmallPlan) -> None:
    status = plan.view().scorecard.assessments[0].status
    assert finding(plan, f"promise is {status}", "status") == ""
    assert f"the verdict is {status}" in finding(plan, "promise is not_due", "status")
    binding = parse_binding("{{ status promise }}", Place("x"))
    early = said(plan.view("2015-01-01"), binding).broken
    assert early is not None
    assert "not known yet" in early.en


def test_a_release_is_refused_while_a_page_says_what_is_not_so(plan: SmallPlan) -> None:
    plan.pages["air.en.md"] = (
        "---\ntitle: Air\n---\nCover\nwas {{ figure cover 2017 definition=published is 38.25 }}.\n"
    )
    plan.load()
    command = Commands(plan.workspace)
    assert command.run("release", plan.folder, "--name", "first").exit_code == 0
    plan.figures[1]["value"] = 39
    plan.load()
    refused = command.run("release", plan.folder, "--name", "second")
    assert refused.exit_code == 1
    assert f"{plan.folder}/pages/air.en.md:5:5: {{{{ figure cover 2017" in refused.stderr
    assert "the page says 38.25, the figure is 39 % now" in refused.stderr
    assert not (plan.workspace / "releases" / "second.lock.json").exists()
    [problem] = command.json("release", plan.folder, "--name", "second", exit_code=1)["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (5, 5, "claim")
    shown = command.run("show", plan.folder)
    assert shown.exit_code == 0
    assert "air.en.md:5:5" in shown.stderr
    assert "air.en.md" not in command.run("show", plan.folder, "--as-of", "2019-01-01").stderr


def test_a_changed_page_is_found_by_verify(plan: SmallPlan) -> None:
    plan.pages["air.en.md"] = "---\ntitle: Air\n---\nWords.\n"
    plan.load()
    command = Commands(plan.workspace)
    made = command.run("release", plan.folder, "--name", "first")
    plan.pages["air.en.md"] += "More.\n"
    plan.write()
    told = command.json("verify", made.stdout.splitlines()[-1], "--plan", plan.folder, exit_code=1)
    assert [(d["kind"], d["name"]) for d in told["differences"]] == [("definition", "pages/air.en.md")]


def test_what_the_real_page_says_is_so(loaded: Path) -> None:
    assert broken_claims(view_at(BEIJING, loaded, TODAY)) == ()
