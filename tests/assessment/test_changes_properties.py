"""What must hold of every change of a verdict: the parts add up exactly, in their order, and nothing later counts."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from test_properties import MEASURES, TARGETS, Known, figure, plan

from qualicity.assessment import PARTS, Change, met, sentence
from qualicity.assessment.changes import Known as KnownOn
from qualicity.assessment.changes import change_of
from qualicity.assessment.judge import judge
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Plan, Ruling, Target
from qualicity.plan.targets import Restated
from qualicity.release import verdict_changes


@dataclass(frozen=True)
class Made:
    """What of a plan differs from case to case: the indicator's measure, the rulings."""

    measure: str
    rulings: tuple[Ruling, ...]

    @property
    def plan(self) -> Plan:
        """The plan."""
        return plan(self.measure).model_copy(update={"rulings": self.rulings})


Case: TypeAlias = tuple[Made, Target, list[Observation], date, date]
YEARS = ("2014", "2015", "2016", "2017", "2018", "2019", "2020")
TENTHS = st.integers(-400, 400).map(lambda n: n / 10)
DAYS = st.dates(date(2016, 6, 1), date(2022, 6, 30))


def _published(year: str, value: float, months: int, authority: str, definition: str) -> Observation:
    known = date(int(year) + 1, 1, 15) + timedelta(days=30 * months)
    return figure(year, value, authority, known, definition)


FIGURES = st.lists(
    st.builds(
        _published,
        st.sampled_from(YEARS),
        TENTHS,
        st.sampled_from((0, 1, 12, 24)),
        st.sampled_from(("City", "City", "City", "Press")),
        st.sampled_from(("published", "published", "published", "other")),
    ),
    max_size=14,
)
"""Yearly figures, known in the year after or revised later: most cases have margins on both days."""
RESTATED = st.builds(
    lambda day, value, due, definition: Restated(
        known=day, value=Decimal(str(value)), due=due, definition=definition, reason=Text("r")
    ),
    DAYS,
    TENTHS,
    st.sampled_from((None, None, "2018", "2021")),
    st.sampled_from((None, None, "other")),
)
RULINGS = st.builds(
    lambda day, status, definition: Ruling(
        id=f"r-{day}", target="promise", definition=definition, status=status, by=Text("Council", "人大"),
        date=day, reason=Text("so", "此"),
    ),
    DAYS,
    st.sampled_from((None, None, None, "achieved", "at_risk")),
    st.sampled_from((None, "published", "other")),
)  # fmt: skip


def _some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Mostly none of them."""
    return st.one_of(st.just([]), st.just([]), st.lists(strategy, max_size=2))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A plan, a target that may be restated, figures, and two days."""
    target = draw(TARGETS).model_copy(update={"restated": tuple(draw(_some(RESTATED)))})
    if draw(st.integers(0, 4)) == 0:
        target = target.model_copy(update={"definition": None})
    scheme = draw(st.sampled_from((None, None, "level")))
    made = Made(draw(MEASURES), tuple(draw(_some(RULINGS))))
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return made, target.model_copy(update={"scheme": scheme}), draw(FIGURES), first, last


def on(figures: list[Observation], day: date) -> KnownOn:
    return KnownOn(day, Known(figures, day).of("cover", area="440600", current=True))


def change(made: Made, target: Target, figures: list[Observation], first: date, last: date) -> Change:
    return change_of(made.plan, target, on(figures, first), on(figures, last))


@given(cases())
@settings(max_examples=150)
def test_the_parts_add_up_exactly_to_the_difference_of_the_margins(
    case: Case,
) -> None:
    found = change(*case)
    amounts = [p.amount for p in found.parts]
    if found.before is None or found.before.margin is None or found.after.margin is None:
        assert amounts == [None] * 5
        return
    assert None not in amounts
    assert sum((x for x in amounts if x is not None), Decimal(0)) == found.after.margin - found.before.margin


@given(cases())
@settings(max_examples=60)
def test_they_add_up_in_json_too_read_as_decimals(
    case: Case,
) -> None:
    found = change(*case)
    written = json.dumps(verdict_changes("p", found.first, found.last, [found]))
    record = json.loads(written, parse_float=Decimal, parse_int=Decimal)["targets"][0]
    if any(p["amount"] is None for p in record["parts"]):
        return
    assert sum(p["amount"] for p in record["parts"]) == record["to"]["margin"] - record["from"]["margin"]


@given(cases(), st.sampled_from((Decimal("1e-7"), Decimal(1), Decimal("123456789.123"), Decimal("1e13"))))
@settings(max_examples=60)
def test_they_add_up_whatever_the_size_of_the_numbers(case: Case, factor: Decimal) -> None:
    made, target, figures, first, last = case
    base = target.base and target.base.model_copy(update={"value": (target.base.value or 0) * factor})
    scaled = target.model_copy(
        update={"value": (target.value or 0) * factor, "upper": (target.upper or 0) * factor, "base": base,
                "restated": ()}
    )  # fmt: skip
    more = [replace(o, value=float(Decimal(str(o.value)) * factor)) for o in figures]
    found = change(made, scaled, more, first, last)
    written = json.dumps(verdict_changes("p", first, last, [found]))
    record = json.loads(written, parse_float=Decimal, parse_int=Decimal)["targets"][0]
    if all(p["amount"] is not None for p in record["parts"]):
        assert sum(p["amount"] for p in record["parts"]) == record["to"]["margin"] - record["from"]["margin"]


@given(cases())
@settings(max_examples=60)
def test_it_begins_and_ends_with_the_verdicts_of_the_two_days_and_keeps_its_order(
    case: Case,
) -> None:
    made, target, figures, first, last = case
    found = change(*case)
    assert tuple(p.part for p in found.parts) == PARTS
    assert found.after.assessment == judge(made.plan, target, on(figures, last).figures, last)
    if found.before is not None:
        assert found.before.assessment == judge(made.plan, target, on(figures, first).figures, first)
    assert found.parts[-1].status == found.after.status
    said = sentence(found)
    assert said.en.endswith(".")
    assert said.get("zh").endswith("。")


@given(cases())
@settings(max_examples=60)
def test_between_a_day_and_itself_every_part_is_nought(
    case: Case,
) -> None:
    made, target, figures, _, day = case
    found = change(made, target, figures, day, day)
    assert found.before is not None
    assert not found.changed
    assert not found.moves()
    assert {p.amount for p in found.parts} <= {Decimal(0), None}
    assert (found.before.margin is None) == (found.parts[0].amount is None)


@given(cases(), FIGURES)
@settings(max_examples=60)
def test_nothing_that_became_known_after_the_second_day_influences_anything(
    case: Case, later: list[Observation]
) -> None:
    made, target, figures, first, last = case
    unknown = [replace(o, vintage=last + timedelta(days=1 + n)) for n, o in enumerate(later)]
    after = [r for r in target.restated if r.known <= last]
    told = target.model_copy(update={"restated": tuple(after)})
    ruled = Made(made.measure, tuple(r for r in made.rulings if r.date <= last))
    one, two = (
        change(ruled, told, figures, first, last),
        change(made, target, [*figures, *unknown], first, last),
    )
    assert [(p.amount, p.status) for p in one.parts] == [(p.amount, p.status) for p in two.parts]
    assert sentence(one) == sentence(two)
    assert one.before == two.before


@given(cases())
@settings(max_examples=60)
def test_what_people_decided_has_no_amount(
    case: Case,
) -> None:
    found = change(*case)
    if found.after.assessment.rule == "ruling":
        assert found.after.margin is None
        assert all(p.amount is None for p in found.parts)


@given(cases())
@settings(max_examples=150)
def test_under_the_schedule_a_margin_below_nought_is_behind_and_none_other(
    case: Case,
) -> None:
    """The margin says of the line what the verdict says (strict promises have nought on the wrong side)."""
    found = change(*case)
    margin, status, a = found.after.margin, found.after.status, found.after.assessment
    if margin is None or a.rule == "none":
        return
    if a.base and met(a.target, None, figure("2013", float(a.base.value or 0), "City", found.last, "x")):
        return  # a line that leads away from a target that is met already says nothing
    if status in ("on_course", "achieved"):
        assert margin >= 0
    if status in ("off_course", "at_risk") and found.after.assessment.rule == "china-schedule":
        assert margin <= 0
