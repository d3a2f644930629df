"""What must hold of every change of a verdict: the parts add up exactly, in their order, and nothing later counts."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from test_properties import DAYS, FIGURES, MEASURES, NUMBERS, TARGETS, Known, plan

from qualicity.assessment import PARTS, Change, sentence
from qualicity.assessment.changes import Known as KnownOn
from qualicity.assessment.changes import change_of
from qualicity.assessment.judge import judge
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Plan, Ruling, Target
from qualicity.plan.targets import Restated
from qualicity.release import verdict_changes

RESTATED = st.lists(
    st.builds(
        lambda day, value, due: Restated(known=day, value=Decimal(str(value)), due=due, reason=Text("r")),
        DAYS,
        NUMBERS,
        st.sampled_from((None, "2018", "2021")),
    ),
    max_size=2,
)
RULINGS = st.lists(
    st.builds(
        lambda day, status, definition: Ruling(
            id=f"r-{day}", target="promise", definition=definition, status=status, by=Text("Council"),
            date=day, reason=Text("so"),
        ),
        DAYS,
        st.sampled_from((None, None, "achieved", "at_risk")),
        st.sampled_from((None, "published", "other")),
    ),
    max_size=2,
)  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, Target, list[Observation], date, date]:
    """A plan, a target that may be restated, figures, and two days."""
    target = draw(TARGETS).model_copy(update={"restated": tuple(draw(RESTATED))})
    if draw(st.booleans()):
        target = target.model_copy(update={"definition": None})
    scheme = draw(st.sampled_from((None, "level", "china-schedule")))
    made = plan(draw(MEASURES)).model_copy(update={"rulings": tuple(draw(RULINGS))})
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return made, target.model_copy(update={"scheme": scheme}), draw(FIGURES), first, last


def on(figures: list[Observation], day: date) -> KnownOn:
    return KnownOn(day, Known(figures, day).of("cover", area="440600", current=True))


def change(made: Plan, target: Target, figures: list[Observation], first: date, last: date) -> Change:
    return change_of(made, target, on(figures, first), on(figures, last))


@given(cases())
@settings(max_examples=400)
def test_the_parts_add_up_exactly_to_the_difference_of_the_margins(
    case: tuple[Plan, Target, list[Observation], date, date],
) -> None:
    found = change(*case)
    amounts = [p.amount for p in found.parts]
    if found.before is None or found.before.margin is None or found.after.margin is None:
        assert amounts == [None] * 5
        return
    assert None not in amounts
    assert sum((x for x in amounts if x is not None), Decimal(0)) == found.after.margin - found.before.margin


@given(cases())
@settings(max_examples=200)
def test_they_add_up_in_json_too_read_as_decimals(
    case: tuple[Plan, Target, list[Observation], date, date],
) -> None:
    found = change(*case)
    written = json.dumps(verdict_changes("p", found.first, found.last, [found]))
    record = json.loads(written, parse_float=Decimal, parse_int=Decimal)["targets"][0]
    if any(p["amount"] is None for p in record["parts"]):
        return
    assert sum(p["amount"] for p in record["parts"]) == record["to"]["margin"] - record["from"]["margin"]


@given(cases(), st.sampled_from((Decimal("1e-7"), Decimal(1), Decimal("123456789.123"), Decimal("1e13"))))
@settings(max_examples=200)
def test_they_add_up_whatever_the_size_of_the_numbers(
    case: tuple[Plan, Target, list[Observation], date, date], factor: Decimal
) -> None:
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
@settings(max_examples=200)
def test_it_begins_and_ends_with_the_verdicts_of_the_two_days_and_keeps_its_order(
    case: tuple[Plan, Target, list[Observation], date, date],
) -> None:
    made, target, figures, first, last = case
    found = change(*case)
    assert tuple(p.part for p in found.parts) == PARTS
    assert found.after.assessment == judge(made, target, on(figures, last).figures, last)
    if found.before is not None:
        assert found.before.assessment == judge(made, target, on(figures, first).figures, first)
    assert found.parts[-1].status == found.after.status
    said = sentence(found)
    assert said.en.endswith(".")
    assert said.get("zh").endswith("。")


@given(cases())
@settings(max_examples=200)
def test_between_a_day_and_itself_every_part_is_nought(
    case: tuple[Plan, Target, list[Observation], date, date],
) -> None:
    made, target, figures, _, day = case
    found = change(made, target, figures, day, day)
    assert found.before is not None
    assert not found.changed
    assert not found.moves()
    assert {p.amount for p in found.parts} <= {Decimal(0), None}
    assert (found.before.margin is None) == (found.parts[0].amount is None)


@given(cases(), FIGURES)
@settings(max_examples=200)
def test_nothing_that_became_known_after_the_second_day_influences_anything(
    case: tuple[Plan, Target, list[Observation], date, date], later: list[Observation]
) -> None:
    made, target, figures, first, last = case
    unknown = [replace(o, vintage=last + timedelta(days=1 + n)) for n, o in enumerate(later)]
    after = [r for r in target.restated if r.known <= last]
    told = target.model_copy(update={"restated": tuple(after)})
    ruled = made.model_copy(update={"rulings": tuple(r for r in made.rulings if r.date <= last)})
    one, two = (
        change(ruled, told, figures, first, last),
        change(made, target, [*figures, *unknown], first, last),
    )
    assert [(p.amount, p.status) for p in one.parts] == [(p.amount, p.status) for p in two.parts]
    assert sentence(one) == sentence(two)
    assert one.before == two.before


@given(cases())
@settings(max_examples=200)
def test_what_people_decided_has_no_amount(
    case: tuple[Plan, Target, list[Observation], date, date],
) -> None:
    found = change(*case)
    if found.after.assessment.rule == "ruling":
        assert found.after.margin is None
        assert all(p.amount is None for p in found.parts)


@given(cases())
@settings(max_examples=300)
def test_under_the_schedule_a_margin_below_nought_is_behind_and_none_other(
    case: tuple[Plan, Target, list[Observation], date, date],
) -> None:
    """The margin says of the line what the verdict says (strict promises have nought on the wrong side)."""
    found = change(*case)
    margin, status = found.after.margin, found.after.status
    if margin is None or found.after.assessment.rule == "none":
        return
    if status in ("on_course", "achieved"):
        assert margin >= 0
    if status in ("off_course", "at_risk") and found.after.assessment.rule == "china-schedule":
        assert margin <= 0
