"""The command line that others build on: commands, options, exit codes, the keys of every JSON."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from rooms_fixtures import BEIJING, FOSHAN, TODAY, Commands, change, copy_plan

from qualicity.cli.app import app

SHARED = {"--lang", "--workspace", "--help"}
STATELESS = {"methods", "calc", "draw commit", "draw run", "draw verify"}
"""They need no plan and keep nothing."""
_DRAWN = {
    "--n", "--id", "--strata", "--share", "--sizes", "--waiting", "--exclude", "--mode", "--inspectors",
    "--inspector-id", "--each", "--conflicts", "--chain", "--round", "--source", "--source-time", "--by", "--at",
    "--out", "--json",
}  # fmt: skip
_ANSWERED = {
    "--by", "--text-en", "--text-zh", "--file", "--upheld", "--not-upheld", "--explained", "--wrong-en", "--wrong-zh",
    "--right-en", "--right-zh", "--since", "--corrected", "--in-release", "--json",
}  # fmt: skip
OPTIONS = {
    "check": {"--json"},
    "load": {"--json"},
    "compute": {"--as-of", "--engine", "--explain", "--json"},
    "show": {"--as-of", "--json"},
    "cascade": {"--as-of", "--json"},
    "tasks": {"--organisation", "--as-of", "--json"},
    "programmes": {"--as-of", "--json"},
    "explain": {
        "--area",
        "--period",
        "--definition",
        "--by",
        "--rows",
        "--recompute",
        "--threads",
        "--as-of",
        "--json",
    },
    "changes": {"--from", "--to", "--all", "--json"},
    "what-if": {"--value", "--pace", "--scheme", "--as-of", "--json"},
    "revisions": {"--log", "--as-of", "--json"},
    "track-record": {"--as-of", "--json"},
    "release": {"--name", "--note", "--as-of", "--by", "--embargo", "--sign", "--json"},
    "releases": {"--json"},
    "verify": {"--plan", "--frozen", "--key", "--json"},
    "publish": {
        "--release",
        "--live",
        "--reports",
        "--watch",
        "--format",
        "--translations",
        "--as-of",
        "--json",
    },
    "export": {"--form", "--release", "--site", "--as-of", "--json"},
    "import-opensdg": {"--config", "--translations", "--title", "--place", "--json"},
    "report": {"--for", "--release", "--since", "--out", "--format", "--as-of", "--json"},
    "submit": {"--by", "--message", "--map", "--dry-run", "--json"},
    "history": {"--json"},
    "diff": {"--from", "--to", "--json"},
    "methods": {"--json"},
    "calc": {"--out", "--set", "--map", "--chart"},
    "draw commit": _DRAWN,
    "draw run": {*_DRAWN, "--commitment", "--randomness", "--signature"},
    "draw verify": {"--inspectors", "--commitment", "--json"},
    "doubts list": {"--state", "--json"},
    "doubts show": {"--contact", "--json"},
    "doubts answer": _ANSWERED,
    "doubts amend": _ANSWERED,
    "doubts decline": {"--reason", "--by", "--json"},
    "invite": {"--role", "--organisation", "--portal"},
    "token": {"--title"},
    "doubts forget": {"--by", "--json"},
    "worker": {"--once"},
    "audit verify": {"--head"},
    "audit export": {"--plan"},
    "serve": {"--port", "--workers", "--no-limits", "--trusted-proxy", "--largest-body", "--address"},
    "demo": {"--no-serve", "--port"},
}
TARGET_KEYS = [
    "target", "title", "indicator", "definition", "basis_stated", "area", "period", "value", "unit", "operator",
    "target_value", "due", "status", "scheme", "reason", "vintage", "source", "schemes", "fragility",
    "probability", "probability_reason", "forecast", "pace",
    "steps", "shares", "restated",
]  # fmt: skip
SUMMARY_KEYS = [
    "rule", "rule_says", "status", "value", "shown", "arithmetic", "judged", "members", "unjudged", "not_counted",
    "least_judged", "lowest", "highest", "variants", "decide", "says",
]  # fmt: skip
STATUSES = {"achieved", "on_course", "at_risk", "off_course", "missed", "not_due", "cannot_judge"}


def shared(command: str) -> set[str]:
    return SHARED - {"--workspace"} if command in STATELESS else SHARED


def options() -> dict[str, set[str]]:
    """What each command really takes."""
    group: Any = typer.main.get_command(app)
    found = {
        f"{name} {below}".strip(): each
        for name, command in group.commands.items()
        for below, each in getattr(command, "commands", {"": command}).items()
    }
    return {
        name: {o for p in command.params for o in p.opts if o.startswith("--")} | {"--help"}
        for name, command in found.items()
    }


def test_the_commands_and_their_options_are_those_of_the_contract() -> None:
    assert options() == {name: said | shared(name) for name, said in OPTIONS.items()}


@pytest.mark.parametrize("command", OPTIONS)
def test_every_command_helps(command: str, cli: Commands) -> None:
    told = cli.run(*command.split(), "--help")
    assert told.exit_code == 0
    for option in OPTIONS[command] | shared(command):
        assert option in told.stdout


# -- exit codes -------------------------------------------------------------------------------------------

USED_WRONGLY = (
    (),
    ("unknown",),
    ("check",),
    ("show",),
    ("explain", FOSHAN),
    ("check", "no/such/plan"),
    ("check", FOSHAN / "evidence"),
    ("check", FOSHAN / "evidence" / "areas.csv"),
    ("load", "no/such/plan"),
    ("compute", "no/such/plan"),
    ("compute", FOSHAN, "--engine", "excel"),
    ("show", "no/such/plan"),
    ("cascade", "no/such/plan"),
    ("explain", "no/such/plan", "gdp"),
    ("serve", "no/such/plan"),
    ("serve", FOSHAN, "--trusted-proxy", "proxy.example"),
    ("publish", FOSHAN, "out", "--live", "portal"),
    ("doubts", "small"),
    ("doubts", "answer", "1", "--explained"),
    ("publish", "no/such/plan"),
    ("publish", "no/such/plan", "out"),
    ("publish", FOSHAN, FOSHAN),
    ("publish", "--release", "none", "out"),
    ("publish", "--format", "pdf", FOSHAN, "out"),
    ("publish", "--format", "open-sdg", FOSHAN),
    ("import-opensdg", "no/such/repository", "out"),
    ("import-opensdg", FOSHAN, "out"),
    ("import-opensdg", FOSHAN),
    ("export", FOSHAN),
    ("export", "no/such/plan", "out"),
    ("export", FOSHAN, "out", "--form", "excel"),
    ("export", "--release", "none", "out"),
    ("report", FOSHAN),
    ("report", FOSHAN, "--for", "nobody"),
    ("report", "no/such/plan", "--for", "mayor"),
    ("show", FOSHAN, "--as-of", "2016-02-30"),
    ("show", FOSHAN, "--as-of", "yesterday"),
    ("show", FOSHAN, "--as-of", "2016-Q1"),
    ("show", FOSHAN, "--lang", "fr"),
    ("show", FOSHAN, "--unknown"),
    ("explain", FOSHAN, "gdp", "--rows", "many"),
    ("explain", FOSHAN, "gdp", "--rows", "-1"),
    ("serve", FOSHAN, "--port", "70000"),
    ("serve", FOSHAN, "--workers", "0"),
    ("tasks", "no/such/plan"),
    ("programmes", FOSHAN, "--as-of", "soon"),
    ("methods", "air.none"),
    ("calc", "air.city_days"),
    ("calc", "air.none", FOSHAN / "evidence" / "areas.csv"),
    ("calc", "air.city_days", FOSHAN / "evidence" / "none.csv"),
    ("calc", "air.station_days", FOSHAN / "evidence" / "areas.csv"),
    ("calc", "air.city_days", FOSHAN / "evidence" / "areas.csv", "--set", "edition=1999"),
    ("calc", "air.city_days", FOSHAN / "evidence" / "areas.csv", "--set", "edition"),
    ("draw", "no/such/register.csv", "--n", "1", "--randomness", "1"),
    ("draw", FOSHAN / "evidence" / "areas.csv", "--id", "none", "--n", "1", "--randomness", "1"),
    ("draw", "verify", "no/such/receipt.json"),
    ("draw", "verify", FOSHAN / "plan.yaml"),
)


@pytest.mark.parametrize(
    "words", USED_WRONGLY, ids=lambda w: " ".join(getattr(x, "name", x) for x in w) or "nothing"
)
def test_used_wrongly_ends_with_two_and_says_why(words: tuple[object, ...], cli: Commands) -> None:
    told = cli.run(*words)
    assert told.exit_code == 2
    assert (told.stderr or told.stdout).strip()
    assert "Traceback" not in told.output


@pytest.mark.parametrize("asked", ["gpd", "gdp --definition publishd", "gdp --area 1", "gdp --period 1066"])
def test_asking_for_a_figure_that_is_not_there_ends_with_two(asked: str, cli_loaded: Commands) -> None:
    told = cli_loaded.run("explain", FOSHAN, *asked.split(), "--as-of", TODAY)
    assert told.exit_code == 2
    assert "there are" in told.stderr


@pytest.mark.parametrize("command", ["compute", "show", "explain"])
def test_before_the_evidence_is_loaded_it_ends_with_one_and_says_what_to_do(
    command: str, cli: Commands
) -> None:
    words = ("gdp",) if command == "explain" else ()
    told = cli.run(command, FOSHAN, *words)
    assert told.exit_code == 1
    assert "not loaded" in told.stderr
    assert told.stdout == ""


def test_the_command_that_it_says_to_run_is_the_right_one(foshan: Path, cli: Commands) -> None:
    told = cli.run("show", foshan)
    advice = re.search(r"qualicity (load \S+)", told.stderr)
    assert advice is not None
    assert cli.run(*advice[1].split()).exit_code == 0
    assert cli.run("show", foshan).exit_code == 0


def test_problems_end_with_one(foshan: Path, cli: Commands) -> None:
    change(foshan / "indicators" / "gdp.yaml", "better: higher", "beter: higher")
    for command in ("check", "load", "compute", "show"):
        assert cli.run(command, foshan).exit_code == 1, command


def test_warnings_alone_end_with_nought(foshan: Path, cli: Commands) -> None:
    change(foshan / "text" / "en.md", "[3.2] transform", "[3.15] A word more.\n\n[3.2] transform")
    told = cli.run("check", foshan)
    assert told.exit_code == 0
    assert "warning: " in told.stdout
    assert "0 errors, 3 warnings." in told.stdout


# -- JSON -------------------------------------------------------------------------------------------------


def test_the_json_of_check(cli: Commands, foshan: Path) -> None:
    found = cli.json("check", FOSHAN)
    assert {p["code"] for p in found.pop("problems")} == {"k_of_n"}  # two published rates of good days
    said = found.pop("translations")
    assert said["texts"] - said["translated"] == len(said["lacking"]) > 0
    assert said["share"] == said["translated"] / said["texts"]
    assert {"file", "line"} == set(said["lacking"][0])
    assert found == {
        "plan": "foshan-2020",
        "coverage": {"clauses": 50, "linked": 45, "narrative": 5, "share": 1.0},
    }
    change(foshan / "indicators" / "gdp.yaml", "better: higher", "beter: higher")
    problem = cli.json("check", foshan, exit_code=1)["problems"][0]
    assert list(problem) == ["severity", "file", "line", "column", "code", "message"]
    assert [type(problem[k]) for k in ("line", "column")] == [int, int]


def test_the_json_of_load(foshan: Path, cli: Commands) -> None:
    found = cli.json("load", foshan)
    assert list(found) == ["plan", "changed", "datasets"]
    assert (found["plan"], found["changed"]) == ("foshan-2020", True)
    keys = ["dataset", "rows", "inserted", "updated", "withdrawn", "unchanged", "version"]
    assert all(list(d) == keys for d in found["datasets"])
    again = cli.json("load", foshan)
    assert again["changed"] is False


def test_the_json_of_compute(cli_loaded: Commands) -> None:
    found = cli_loaded.json("compute", FOSHAN, "--as-of", TODAY)
    assert {"plan", "as_of", "observations", "indicators", "computed", "file"} <= set(found)
    assert (found["plan"], found["as_of"], found["indicators"]) == ("foshan-2020", "2026-12-31", 44)


def test_the_json_of_show(cli_loaded: Commands) -> None:
    for plan, count in ((FOSHAN, 15), (BEIJING, 2)):
        found = cli_loaded.json("show", plan, "--as-of", TODAY)
        assert list(found) == ["plan", "as_of", "targets", "summaries"]
        assert list(found["summaries"]) == ["plan", "goals", "missions"]
        assert all(list(s)[1:] == SUMMARY_KEYS for s in found["summaries"]["goals"])
        assert (found["plan"], found["as_of"], len(found["targets"])) == (plan.name, "2026-12-31", count)
        for target in found["targets"]:
            assert list(target) == TARGET_KEYS
            assert target["status"] in STATUSES
            assert list(target["title"]) == list(target["reason"]) == ["en", "zh"]
            assert isinstance(target["basis_stated"], bool)
            assert (target["source"] is None) == (target["vintage"] is None)
            if target["value"] is None:
                assert "value" in target, "a value that does not exist is null, not left out"


def test_the_json_of_cascade_needs_no_evidence(cli: Commands) -> None:
    found = cli.json("cascade", FOSHAN, "--as-of", TODAY)
    assert list(found) == ["plan", "as_of", "above", "beside", "without_clause_above", "conflicts"]
    assert list(found["above"][0]["clauses"][0]) == [
        "clause", "text", "operator", "value", "upper", "unit", "due", "basis", "taken", "note", "source",
    ]  # fmt: skip
    assert list(found["conflicts"][0]) == ["kind", "topic", "differ", "says", "sides"]


def test_the_json_of_explain(cli_loaded: Commands) -> None:
    found = cli_loaded.json(
        "explain",
        BEIJING,
        "pm25-mean",
        "--period",
        "2016",
        "--definition",
        "gb3095-2012-uci",
        "--rows",
        2,
        "--as-of",
        TODAY,
    )
    assert found["observation"]["value"] == 73.05
    assert found["expression"] == "avg(pm25)"
    assert [d["total"] for d in found["datasets"]] == [366, 4026, 96624]
    assert [len(d["rows"]) for d in found["datasets"]] == [2, 2, 2]
    assert all(d["version"] for d in found["datasets"])
    assert found["reconciliations"][0]["published"] == 73


def test_an_error_is_json_too_when_json_was_asked_for(cli: Commands) -> None:
    found = cli.json("show", FOSHAN, exit_code=1)
    assert "not loaded" in found["error"]
    found = cli.json("show", "no/such/plan", exit_code=2)
    assert "no plan folder" in found["error"]


def test_the_steps_of_a_computation_are_json_when_json_was_asked_for(cli: Commands) -> None:
    assert cli.json("compute", FOSHAN, "--explain")


def test_every_command_names_the_plan_by_its_id_whatever_its_folder_is_called(
    tmp_path: Path, cli: Commands
) -> None:
    plan = copy_plan(FOSHAN, tmp_path / "my-copy")
    assert cli.json("check", plan)["plan"] == "foshan-2020"
    assert cli.json("load", plan)["plan"] == "foshan-2020"
    assert cli.json("compute", plan, "--as-of", TODAY)["plan"] == "foshan-2020"
    assert cli.json("show", plan, "--as-of", TODAY)["plan"] == "foshan-2020"


def test_an_imprecise_day_means_its_last(cli_loaded: Commands) -> None:
    assert cli_loaded.json("show", BEIJING, "--as-of", "2017")["as_of"] == "2017-12-31"
    assert cli_loaded.json("show", BEIJING, "--as-of", "2016-02")["as_of"] == "2016-02-29"
