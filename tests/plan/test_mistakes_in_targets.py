"""What a target says of its operator, steps, shares and restatements is checked at its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from rooms_fixtures import Commands, cases
from small_plan import SmallPlan

REASON = {"en": "Review.", "zh": "调整。"}

MISTAKES = {
    # what the target says; the code, words of the message, the line's own key
    "a rank without a number": ({"operator": "rank_at_most", "value": None}, "target-value", "needs a 'value'"),
    "a change without a base": ({"operator": "reduce_by"}, "target-base", "a change against a 'base'"),
    "a striven change without a base": ({"operator": "strive_grow_by"}, "target-base", "'base'"),
    "a change in another unit": (
        {"operator": "reduce_by", "base": {"period": "2015"}, "unit": "km"}, "wrong-unit", "a change in % of the base",
    ),
    "a direction with a number": ({"operator": "increase"}, "target-value", "names no number"),
    "yes with a number": ({"operator": "yes"}, "target-value", "names no number"),
    "a range upside down": ({"operator": "range", "upper": 30}, "target-upper", "30 of this range is below its 'value' 40"),
    "about without tolerance": ({"operator": "strive_about"}, "target-tolerance", "stated 'tolerance'"),
    "a step at the due date": ({"steps": [{"period": "2020", "value": 40}]}, "step-period", "does not lie before"),
    "a step at the base": (
        {"base": {"period": "2015"}, "steps": [{"period": "2015", "value": 30}]}, "step-period", "does not lie after",
    ),
    "two steps for a year": (
        {"steps": [{"period": "2018", "value": 33}, {"period": "2018", "value": 34}]}, "duplicate-step", "two steps for 2018",
    ),
    "steps of a direction": (
        {"operator": "increase", "value": None, "steps": [{"period": "2018", "value": 33}]}, "step-value", "names none",
    ),
    "an area with two shares": (
        {"shares": [{"area": "1", "value": 20}, {"area": "1", "value": 20}]}, "duplicate-share", "area '1' has two shares",
    ),
    "a share led by nobody known": (
        {"shares": [{"area": "1", "value": 40, "lead": "citty"}]}, "unknown-organisation", "did you mean 'city'",
    ),
    "restated before it was said": (
        {"restated": [{"known": "2015-12-31", "value": 35, "reason": REASON}]}, "restated-known", "not after the target itself",
    ),
    "restated as it was": (
        {"restated": [{"known": "2018-01-01", "value": 40, "reason": REASON}]}, "restated-nothing", "changes nothing",
    ),
    "restated back to what it was before": (
        {"restated": [
            {"known": "2018-01-01", "value": 35, "reason": REASON}, {"known": "2019-01-01", "value": 35, "reason": REASON},
        ]}, "restated-nothing", "changes nothing",
    ),
    "restated to something incomplete": (
        {"restated": [{"known": "2018-01-01", "operator": "range", "reason": REASON}]}, "target-upper", "as restated",
    ),
    "restated upside down": (
        {"operator": "range", "upper": 45, "restated": [{"known": "2018-01-01", "value": 50, "reason": REASON}]},
        "target-upper", "as restated, the 'upper' value 45",
    ),
    "restated on an unknown definition": (
        {"restated": [{"known": "2018-01-01", "definition": "publishd", "reason": REASON}]}, "unknown-definition",
        "did you mean 'published'",
    ),
    "a base at the due date": ({"base": {"period": "2020"}}, "base-period", "the base 2020 does not lie before"),
    "a base after the due date": ({"base": {"period": "2021", "value": 3}}, "base-period", "the base 2021 does not lie before"),
}  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> SmallPlan:
    return SmallPlan(tmp_path / "small")


def told(small: SmallPlan, cli: Commands, **said: Any) -> list[dict[str, Any]]:
    small.indicator()
    small.target(**said)
    small.figure("2018", 33)
    return list(json.loads(cli.run("check", small.write(), "--json").stdout)["problems"])


@pytest.mark.parametrize("name", cases(MISTAKES))
def test_a_mistake_in_a_target_is_told(name: str, small: SmallPlan, cli: Commands) -> None:
    said, code, words = MISTAKES[name]
    errors = [p for p in told(small, cli, **said) if p["severity"] == "error"]
    assert [e["code"] for e in errors] == [code]
    assert words in errors[0]["message"]
    assert errors[0]["file"].endswith("plan.yaml")
    assert errors[0]["line"] > 20


SHARES = (
    # how they make the whole, the areas' values, what is told
    ("sum", (25, 15), None),
    ("sum", (25, 14.5), "the sum of the areas' shares is 39.5, the target's own value 40"),
    ("mean", (45, 35), None),
    ("mean", (45, 36), "the mean of the areas' shares is 40.5, the target's own value 40"),
    ("neither", (1, 2), None),
)


@pytest.mark.parametrize("case", cases(SHARES, lambda c: f"{c[0]} {c[1]}"))
def test_shares_that_do_not_make_the_whole_are_a_warning_with_both_numbers(
    case: tuple[str, tuple[float, ...], str | None], small: SmallPlan, cli: Commands
) -> None:
    make, values, words = case
    shares = [{"area": str(n), "value": v} for n, v in enumerate(values)]
    found = told(small, cli, shares=shares, shares_make=make)
    warned = [p for p in found if p["code"] == "shares-make"]
    assert [p["message"] for p in warned] == ([words] if words else [])
    assert all(p["severity"] == "warning" for p in warned)


def test_a_change_in_percent_may_be_of_any_unit(small: SmallPlan, cli: Commands) -> None:
    small.indicator(unit="km")
    small.target(operator="reduce_by", unit="%", base={"period": "2015"})
    small.figure("2018", 33, unit="km")
    assert cli.json("check", small.write())["problems"] == []


def test_a_target_that_names_no_definition_is_told_that_it_cannot_be_judged(
    small: SmallPlan, cli: Commands
) -> None:
    small.indicator("cover", "published", "counted")
    small.target(definition=None)
    (told,) = cli.json("check", small.write())["problems"]
    assert (told["severity"], told["code"]) == ("warning", "target-definition")
    for said in ("'published', 'counted'", "basis_stated: false"):
        assert said in told["message"]
    small.targets[0]["basis_stated"] = False
    assert cli.json("check", small.write())["problems"] == []


def test_a_ruling_that_names_the_definition_is_enough(small: SmallPlan, cli: Commands) -> None:
    small.indicator()
    small.target(definition=None)
    small.rulings = [
        {
            "id": "r", "target": "promise", "definition": "published", "by": {"en": "Editors"},
            "date": "2020-01-01", "reason": {"en": "The only one."},
        }
    ]  # fmt: skip
    assert cli.json("check", small.write())["problems"] == []
