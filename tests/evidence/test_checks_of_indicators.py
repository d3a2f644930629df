"""Checks that an indicator declares of its published figures; and what the checks of the real plan tell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rooms_fixtures import FOSHAN, Commands
from small_plan import CITY, SmallPlan
from submissions import as_csv
from submissions import row as figure

WHO = ("--by", "clerk", "--message", "a test")
Row = dict[str, Any]


def figures(tmp_path: Path, *checks: Row, make: Callable[[SmallPlan], None]) -> SmallPlan:
    small = SmallPlan(tmp_path / "small")
    small.indicator("cover", checks=list(checks))
    make(small)
    small.write()
    return small


def test_an_indicators_check_looks_at_its_own_current_figures(tmp_path: Path, cli: Commands) -> None:
    def make(small: SmallPlan) -> None:
        small.indicator("other")
        small.figure("2023-12", 90, released="2024-01-05")  # revised
        small.figure("2023-12", 90.3, released="2024-02-05")
        small.figure("2023-12", 90, authority="Press")
        small.figure("2023-12", 90, authority="Bureau", qualifier="approx")
        small.figure("2023-12", 90, indicator="other")

    small = figures(tmp_path, {"kind": "k_of_n", "decimals": 1}, make=make)
    (problem,) = cli.json("check", small.folder)["problems"]
    assert (problem["line"], problem["code"]) == (4, "k_of_n")


def test_growth_of_one_indicator_against_the_levels_of_another(tmp_path: Path, cli: Commands) -> None:
    def make(small: SmallPlan) -> None:
        small.indicator("gdp")
        for year, value in (("2019", 100), ("2020", 110)):
            small.figure(year, value, indicator="gdp")
            small.figure(year, 10, authority="Press")

    check = {"kind": "growth", "field": "INDICATOR", "rate": "cover", "level": "gdp"}
    small = figures(tmp_path, check, make=make)
    assert cli.json("check", small.folder)["problems"] == []  # the press gives no levels
    small.figure("2020", 4)
    small.write()
    (problem,) = cli.json("check", small.folder)["problems"]
    assert "growth is given as 4 %, but 110 (2020) after 100 (2019)" in problem["message"]


def test_an_indicators_whole_area_against_its_parts(tmp_path: Path, cli: Commands) -> None:
    def make(small: SmallPlan) -> None:
        for area, value in ((CITY, 12), ("1", 4), ("2", 7)):
            small.figure("2020", value, area=area)

    check = {"kind": "parts", "field": "REF_AREA", "whole": CITY, "sum_of": ["1", "2"]}
    (problem,) = cli.json("check", figures(tmp_path, check, make=make).folder)["problems"]
    assert "12 is not the sum of its parts, 11" in problem["message"]


# -- the real plan ----------------------------------------------------------------------------------------


def test_december_2023_is_told_with_the_28_of_31_that_fits(cli: Commands) -> None:
    problems = cli.json("check", FOSHAN)["problems"]
    rows = (FOSHAN / "evidence" / "air_monthly_guangdong.csv").read_text("utf-8").splitlines()
    told = {rows[p["line"] - 1].split(",")[1:3] == ["佛山市", "2023-12"]: p for p in problems}
    assert "90 % of 31 days is no whole number of days when printed with 1 decimal" in told[True]["message"]
    assert "28 of 31 days is 90.3 %, 27 of 31 is 87.1 %" in told[True]["message"]
    assert {p["severity"] for p in problems} == {"warning"}


def test_the_provinces_mean_of_its_cities_is_no_count_of_days(cli: Commands) -> None:
    rows = (FOSHAN / "evidence" / "air_monthly_guangdong.csv").read_text("utf-8").splitlines()
    areas = {rows[p["line"] - 1].split(",")[0] for p in cli.json("check", FOSHAN)["problems"]}
    assert areas == {"440600", "440400"}


def test_a_lost_decimal_point_is_told_when_it_is_handed_in(cli: Commands, tmp_path: Path) -> None:
    cli.run("load", FOSHAN)
    wrong = figure(indicator="gdp", definition="published", unit="CNY 100m", period="2025", value="1388888")
    (tmp_path / "gdp.csv").write_text(as_csv(wrong), "utf-8")
    answer = cli.json("submit", FOSHAN, "published_figures", tmp_path / "gdp.csv", *WHO, "--dry-run")
    assert [w["rule"] for w in answer["warnings"]] == ["jump"]
    assert (
        "1388888 in 2025 after 13361.9 in 2024: a change of 103.9 ×, more than 3 ×"
        in answer["warnings"][0]["message"]
    )
