"""The commands `changes` and `what-if`: their JSON, their tables, and how they end when used wrongly."""

import json
from decimal import Decimal

import pytest
from rooms_fixtures import BEIJING, FOSHAN, Commands

MID_TERM = ("changes", FOSHAN, "--from", "2019-01-01", "--to", "2026-11-22")


def test_the_json_of_changes(cli_loaded: Commands) -> None:
    found = cli_loaded.json(*MID_TERM)
    assert list(found) == ["plan", "from", "to", "targets"]
    assert (found["plan"], found["from"], found["to"]) == ("foshan-2020", "2019-01-01", "2026-11-22")
    assert len(found["targets"]) == 15
    for target in found["targets"]:
        assert list(target) == ["target", "title", "from", "to", "changed", "parts", "sentence"]
        assert list(target["from"]) == list(target["to"]) == ["status", "value", "period", "margin", "reason"]
        assert [p["part"] for p in target["parts"]] == [
            "target", "definition", "revision", "performance", "time",
        ]  # fmt: skip
        assert all(list(p) == ["part", "amount", "status"] for p in target["parts"])
        assert target["sentence"]["en"]
        assert target["sentence"]["zh"]


def test_the_amounts_in_json_add_up_exactly_as_decimals(cli_loaded: Commands) -> None:
    told = cli_loaded.run(*MID_TERM, "--json")
    record = json.loads(told.stdout, parse_float=Decimal, parse_int=Decimal)
    parks = next(t for t in record["targets"] if t["target"] == "park-green-per-capita")
    assert sum(p["amount"] for p in parks["parts"]) == parks["to"]["margin"] - parks["from"]["margin"]
    assert parks["to"]["margin"] == Decimal("3.19")


def test_a_target_not_known_at_the_first_date_has_none_there(cli_loaded: Commands) -> None:
    found = cli_loaded.json("changes", FOSHAN, "--from", "2016-09-01", "--to", "2016-10-01")
    assert {t["from"] for t in found["targets"]} == {None}
    assert all(t["changed"] for t in found["targets"])


def test_the_table_shows_what_changed_and_all_on_demand(cli_loaded: Commands) -> None:
    few, every = cli_loaded.run(*MID_TERM), cli_loaded.run(*MID_TERM, "--all")
    assert "14 of 15 targets changed in verdict or figure." in few.stdout
    assert "Days with good air" not in few.stdout
    assert "Days with good air" in every.stdout
    assert "+4.45\t−1.26" in few.stdout
    chinese = cli_loaded.run(*MID_TERM, "--lang", "zh").stdout
    assert "人均公园绿地面积" in chinese
    assert "要求由13.74（2015年）变为15（2020年）" in chinese


def test_without_a_second_date_it_is_today(cli_loaded: Commands) -> None:
    assert cli_loaded.run("changes", BEIJING, "--from", "2017").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("changes", FOSHAN), "--from"),
        (("changes", FOSHAN, "--from", "2020", "--to", "2019"), "is after the second"),
        (("changes", FOSHAN, "--from", "2016-02-30", "--to", "2019"), "not a date that exists"),
        (("changes", FOSHAN, "--from", "2016", "--to", "soon"), "not a date that exists"),
        (("what-if", FOSHAN, "good-air-day", "--value", "1"), "did you mean 'good-air-days'"),
        (("what-if", FOSHAN, "good-air-days"), "suppose something"),
        (("what-if", FOSHAN, "good-air-days", "--value", "much"), "not a number"),
        (("what-if", FOSHAN, "good-air-days", "--scheme", "chinaschedule"), "did you mean 'china-schedule'"),
        (("what-if", FOSHAN, "core-technologies", "--value", "1"), "promises no number"),
    ],
    ids=lambda x: " ".join(getattr(w, "name", w) for w in x) if isinstance(x, tuple) else "",
)
def test_used_wrongly_they_end_with_two_and_say_why(
    words: tuple[object, ...], said: str, cli_loaded: Commands
) -> None:
    told = cli_loaded.run(*words, *(("--as-of", "2026-12-31") if words[0] == "what-if" else ()))
    assert told.exit_code == 2
    assert said in told.stderr


@pytest.mark.parametrize("words", [("changes", FOSHAN, "--from", "2019"), ("what-if", FOSHAN, "x")])
def test_before_the_evidence_is_loaded_they_end_with_one(words: tuple[object, ...], cli: Commands) -> None:
    told = cli.run(*words)
    assert told.exit_code == 1
    assert "not loaded" in told.stderr


def test_what_if_says_now_and_what_is_supposed(cli_loaded: Commands) -> None:
    told = cli_loaded.run("what-if", BEIJING, "pm25-mean", "--value", "70", "--as-of", "2017-07-31").stdout
    assert "Now: ○ Cannot judge." in told
    assert "Supposed (hypothetical): ✕ Missed." in told
    assert "Supposed 70 µg/m³ for 2017: it would be “Missed” instead of “Cannot judge”." in told
    found = cli_loaded.json(
        "what-if", BEIJING, "pm25-reduction-since-2012", "--pace", "-1.5", "--as-of", "2017-07-31"
    )
    assert found["then"]["hypothetical"] is True
    assert (found["then"]["leads_to"], found["then"]["status"]) == (22.2, "missed")
