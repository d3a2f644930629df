"""`qualicity tasks` and `qualicity programmes`: for people in both languages, and as records."""

from pathlib import Path

import pytest
from rooms_fixtures import FOSHAN, TODAY, Commands, load_plan

SYNTHETIC = Path(__file__).resolve().parents[2] / "examples" / "synthetic-works"
DAY = "2024-07-31"
LIGHTS = ["on_time", "due_soon", "late", "done", "done_late", "no_date", "not_reported"]


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """The command line on a workspace with the invented plan."""
    workspace = tmp_path_factory.mktemp("synthetic")
    load_plan(SYNTHETIC, workspace)
    return Commands(workspace)


def test_the_json_of_tasks(synthetic: Commands) -> None:
    found = synthetic.json("tasks", SYNTHETIC, "--as-of", DAY)
    assert list(found) == ["plan", "as_of", "reporting", "tally", "weights", "actions", "targets", "remarks"]
    assert (found["plan"], found["as_of"], found["reporting"]) == ("synthetic-works", DAY, True)
    assert list(found["tally"]) == LIGHTS
    assert sum(found["tally"].values()) == len(found["actions"]) == 12
    assert sum(found["weights"].values()) == 20
    mains = found["actions"][0]
    assert list(mains) == [
        "action", "title", "mission", "lead", "supporting", "weight", "light", "days_late", "colour", "reason", "own",
        "milestones", "supervised", "confidence",
    ]  # fmt: skip
    assert list(mains["own"]) == [
        "milestone", "title", "due", "light", "days", "slip", "colour", "reason", "told", "report", "history", "alarms",
    ]  # fmt: skip
    assert (mains["light"], mains["days_late"], mains["own"]["slip"]) == ("late", 31, 90)
    assert [r["known"] for r in mains["own"]["history"]] == ["2023-10-05", "2024-07-05"]
    assert mains["confidence"]["rating"] == "A"
    assert [a["colour"] for a in mains["milestones"][1]["alarms"]] == ["blue", "orange", "red", None]
    endangered = {t["target"]: t["endangered_by"] for t in found["targets"]}
    assert endangered["inspectors"] == ["inspector-exchange"]


def test_the_json_of_one_organisations_tasks(synthetic: Commands) -> None:
    words = ("tasks", SYNTHETIC, "--as-of", DAY, "--organisation", "synthetic-data-centre")
    found = synthetic.json(*words)
    assert found["fields_asked"] == 5
    assert [a["action"] for a in found["leads_actions"]] == ["hotline", "open-data"]
    assert [a["action"] for a in found["supports_actions"]] == ["renew-mains", "coaching"]
    assert [a["action"] for a in found["actions"]] == ["hotline", "open-data", "renew-mains", "coaching"]
    assert "5 fields in 1" in synthetic.run(*words).stdout


def test_an_unknown_organisation_ends_with_two_and_the_nearest_is_named(synthetic: Commands) -> None:
    told = synthetic.run("tasks", SYNTHETIC, "--organisation", "synthetic-data-center")
    assert told.exit_code == 2
    assert "did you mean 'synthetic-data-centre'?" in told.stderr


def test_the_json_of_programmes(synthetic: Commands) -> None:
    found = synthetic.json("programmes", SYNTHETIC, "--as-of", DAY)
    assert (found["plan"], found["as_of"]) == ("synthetic-works", DAY)
    programme = found["programmes"][0]
    assert list(programme) == [
        "programme", "title", "as_of", "reporting", "members", "unplaced", "stages", "quotas", "money",
        "earned_schedule", "earned_schedule_reason", "remarks",
    ]  # fmt: skip
    assert programme["members"] == sum(s["now"] for s in programme["stages"]) + programme["unplaced"] == 20
    assert [q["status"] for q in programme["quotas"]] == ["met", "missed", "on_the_way"]
    assert programme["earned_schedule"] is None
    assert programme["earned_schedule_reason"]["en"].startswith("the plan does not say")
    assert (
        sum(m["planned"] for m in programme["money"]["by_period"]) == programme["money"]["total"]["planned"]
    )


def test_a_programmes_earned_schedule_is_in_its_record_and_in_words(synthetic: Commands) -> None:
    found = synthetic.json("programmes", SYNTHETIC, "--as-of", DAY)["programmes"][1]["earned_schedule"]
    assert (found["method"], found["budget"], found["planned_months"]) == (
        "projects.earned_schedule",
        330,
        10,
    )
    latest = found["latest"]
    assert (latest["month"], latest["PV"], latest["EV"], latest["AC"]) == ("2024-06", 200, 162, 186.5)
    assert latest["ES"] == pytest.approx(5 + 12 / 50)
    assert [m["EV"] is None for m in found["months"]] == [False] * 6 + [True] * 4
    for lang, said in (("en", "0.76 months behind the plan"), ("zh", "落后于计划 0.76 个月")):
        told = synthetic.run("programmes", SYNTHETIC, "--as-of", DAY, "--lang", lang).stdout
        assert said in told


def test_tables_speak_both_languages(synthetic: Commands) -> None:
    english = synthetic.run("tasks", SYNTHETIC, "--as-of", DAY).stdout
    chinese = synthetic.run("tasks", SYNTHETIC, "--as-of", DAY, "--lang", "zh").stdout
    assert "▶ Late\torange\twater-loss" in english
    assert "On time 2 · Due soon 2 · Late 4 · Done 3 · Done late 1" in english
    assert "▶ 逾期\t橙色\twater-loss" in chinese
    assert "逾期31天" in chinese
    funnel = synthetic.run("programmes", SYNTHETIC, "--as-of", DAY, "--lang", "zh").stdout
    assert "未达到: 截至2024年6月30日，11个达到“已审核”，应达12个：差1个。" in funnel


def test_where_nothing_is_reported_that_is_said(cli_loaded: Commands) -> None:
    assert "Not reported 26" in cli_loaded.run("tasks", FOSHAN, "--as-of", TODAY).stdout
    assert "members not reported" in cli_loaded.run("programmes", FOSHAN, "--as-of", TODAY).stdout
    found = cli_loaded.json("programmes", FOSHAN, "--as-of", TODAY)["programmes"]
    assert [(p["members"], p["quotas"][0]["at_least"]) for p in found] == [
        (None, 100),
        (None, 14),
        (None, 145),
    ]


def test_before_the_plan_there_is_nothing_to_show(cli_loaded: Commands) -> None:
    assert "No action was known" in cli_loaded.run("tasks", FOSHAN, "--as-of", "2016-01").stdout
    assert "No programme was known" in cli_loaded.run("programmes", FOSHAN, "--as-of", "2016-01").stdout
