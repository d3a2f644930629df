"""The one sentence over a scorecard: how many numeric promises were kept, in words or in figures but not in both."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from qualicity.assessment import Assessment, Scorecard, Status, headline
from qualicity.errors import Text
from qualicity.plan import Target


def card(**counts: int) -> Scorecard:
    found = [judged(status, n) for status, many in counts.items() for n in range(many)]  # type: ignore[arg-type]
    plan: Any = SimpleNamespace()
    return Scorecard(plan, date(2020, 1, 1), tuple(found))


def judged(status: Status, n: int) -> Assessment:
    target = Target(
        id=f"{status}-{n}", title=Text("t"), goal="g", clauses=(), operator="at_least", value=Decimal(1),
        due="2020", known=date(2015, 1, 1),
    )  # fmt: skip
    return Assessment(target, status, "level", Text("because"), None, None, None)


def test_few_promises_are_counted_in_words() -> None:
    said = headline(card(achieved=2, cannot_judge=7))
    assert said.en == "Two of the nine numeric promises were kept; seven cannot be judged."
    assert said.get("zh") == "9项量化承诺中，2项已实现，7项无法判断。"


def test_many_are_counted_in_figures_throughout() -> None:
    assert headline(card(on_course=6, off_course=13)).en == (
        "6 of the 19 numeric promises are on course; 13 are off course."
    )


def test_one_promise_is_spoken_of_as_one() -> None:
    assert headline(card(missed=1)).en == "The one numeric promise was missed."
