"""Decisions of people: from their day on, named as theirs, and never instead of what the plan itself says."""

from small_plan import SmallPlan, text

AFTER = "2022-06-01"


def ruling(day: str, **said: object) -> dict[str, object]:
    """A ruling on the one target."""
    usual = {
        "id": f"r{day}",
        "target": "promise",
        "by": text("The editors"),
        "date": day,
        "reason": text("Because."),
    }
    return usual | said


def test_a_target_without_a_definition_is_judged_on_none(small: SmallPlan) -> None:
    small.indicator("cover", "one", "other")
    small.target(definition=None, basis_stated=False)
    small.figure("2020", 41, definition="one")
    small.figure("2020", 39, definition="other")
    found = small.judged(AFTER)
    assert (found.status, found.definition, found.figure, found.basis_stated) == (
        "cannot_judge",
        None,
        None,
        False,
    )
    assert "one; other" in found.reason.en


def test_a_ruling_names_the_definition_from_its_day_on(small: SmallPlan) -> None:
    small.indicator("cover", "one", "other")
    small.target(definition=None, basis_stated=False)
    small.figure("2020", 41, definition="one")
    small.figure("2020", 39, definition="other")
    small.rulings = [ruling("2022-03-01", definition="one")]
    assert small.judged("2022-02-28").status == "cannot_judge"
    found = small.judged("2022-03-01")
    assert (found.status, found.definition, found.basis_stated) == ("achieved", "one", False)
    assert found.ruling is not None
    assert [o.definition for o in found.apart] == ["other"]


def test_the_last_ruling_counts_whatever_the_order_in_the_file(small: SmallPlan) -> None:
    small.indicator("cover", "one", "other")
    small.target(definition=None, basis_stated=False)
    small.figure("2020", 41, definition="one")
    small.figure("2020", 39, definition="other")
    small.rulings = [ruling("2022-04-01", definition="other"), ruling("2022-03-01", definition="one")]
    assert small.judged("2022-03-15").status == "achieved"
    assert small.judged(AFTER).status == "missed"


def test_a_ruling_does_not_change_the_definition_that_the_plan_names(small: SmallPlan) -> None:
    small.indicator("cover", "published", "other")
    small.target()
    small.figure("2020", 41)
    small.figure("2020", 39, definition="other")
    small.rulings = [ruling("2022-03-01", definition="other")]
    assert small.judged(AFTER).status == "achieved"


def test_what_only_people_can_judge_waits_for_them(small: SmallPlan) -> None:
    small.target(operator="judged", indicator=None, definition=None, value=None)
    small.rulings = [ruling("2022-03-01", status="missed")]
    assert small.judged("2019-01-01").status == "not_due"
    assert small.judged("2021-01-01").status == "cannot_judge"
    found = small.judged("2022-03-01")
    assert (found.status, found.rule) == ("missed", "ruling")
    assert found.reason.en == "Ruled by The editors on 2022-03-01: Because."
