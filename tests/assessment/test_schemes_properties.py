"""What must hold of every scheme: units, the order of schemes, met targets, and what is known only later."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import FOSHAN, plan_at

from qualicity.assessment import SCHEMES, outlooks
from qualicity.assessment.judge import judge_all
from qualicity.assessment.model import Assessment, SchemeVerdict, Scorecard
from qualicity.assessment.schemes import by_scheme
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Indicator, Plan, Target
from qualicity.plan.model import Definition, Span
from qualicity.plan.targets import OF_BASE, Base, Restated, Step, plain

CITY = "440600"
VALUES = st.integers(-200, 400).map(lambda n: Decimal(n) / 4)
SIZES = st.integers(1, 400).map(lambda n: Decimal(n) / 4)
OPERATORS = st.sampled_from((
    "at_least", "more_than", "at_most", "less_than", "exactly", "about", "range", "keep_within", "hold_at_least",
    "count_at_least", "rank_at_most", "grow_by", "reduce_by", "increase", "decrease", "strive_less_than",
))  # fmt: skip
DAYS = st.dates(date(2016, 1, 1), date(2022, 12, 31))


def observation(year: int, value: Decimal, vintage: date | None = None) -> Observation:
    return Observation(
        indicator="cover", definition="d", area=CITY, period_text=str(year), authority="City",
        vintage=vintage or date(year + 1, 2, 1), current=True, value=float(value), grade=None, qualifier="exact",
        status="final", reason=None, denominator=None, rows=1, confidence="high", note=None, source=None,
        dataset="figures", line=1,
    )  # fmt: skip


def promised(operator: str, value: Decimal, width: int, scheme: str | None, base: Decimal | None) -> Target:
    none = plain(operator) in ("increase", "decrease")
    needed = Base(period="2013") if plain(operator) in OF_BASE else None
    return Target(
        id="promise", title=Text("p"), goal="goal", clauses=("1",), indicator="cover", definition="d",
        operator=operator, value=None if none else value, upper=value + width, due="2020", known=date(2016, 1, 1),
        tolerance=Decimal("0.1") if operator == "about" else None, scheme=scheme,
        base=needed if base is None else Base(period="2013", value=base),
        limit=value + 2 * width,
    )  # fmt: skip


TARGETS = st.builds(
    promised,
    OPERATORS,
    VALUES,
    st.integers(1, 40),
    st.sampled_from((None, *SCHEMES)),
    st.one_of(st.none(), VALUES),
)
SERIES = st.dictionaries(st.integers(2012, 2021), VALUES, max_size=8)


def plan() -> Plan:
    definition = Definition.model_validate({"id": "d", "from": "figures"})
    indicator = Indicator(
        id="cover", title=Text("C"), unit="%", measure="ratio", better="higher", definitions=(definition,)
    )
    changed = {"indicators": (indicator,), "rulings": (), "period": Span(start="2016", end="2020")}
    return plan_at(FOSHAN).model_copy(update=changed)


PLAN = plan()


def judged(target: Target, figures: dict[int, Decimal], as_of: date) -> Assessment:
    known = [observation(y, v) for y, v in figures.items() if date(y + 1, 2, 1) <= as_of]
    return judge_all(PLAN, [(target, known)], as_of)[0]


def beside(a: Assessment, as_of: date) -> dict[str, SchemeVerdict]:
    found = outlooks(Scorecard(PLAN, as_of, (a,)))["promise"].schemes
    return {v.scheme: v for v in found}


@given(TARGETS, SERIES, DAYS, st.sampled_from(("0.001", "0.25", "7", "1000")))
@settings(max_examples=200)
def test_the_unit_changes_no_schemes_status(
    target: Target, figures: dict[int, Decimal], as_of: date, factor: str
) -> None:
    k = Decimal(factor)
    percent = plain(target.operator) in OF_BASE
    base = target.base and target.base.value is not None and Base(period="2013", value=target.base.value * k)
    scaled = target.model_copy(
        update={
            "value": target.value if percent or target.value is None else target.value * k,
            "upper": target.upper and target.upper * k,
            "limit": target.limit and target.limit * k,
            "base": base or target.base,
        }
    )
    one, two = judged(target, figures, as_of), judged(scaled, {y: v * k for y, v in figures.items()}, as_of)
    assert one.status == two.status
    if _zero_stands_for_something(target, figures):
        return
    first, second = beside(one, as_of), beside(two, as_of)
    assert {s: (v.status, v.code) for s, v in first.items()} == {
        s: (v.status, v.code) for s, v in second.items()
    }


def _zero_stands_for_something(target: Target, figures: dict[int, Decimal]) -> bool:
    """open-sdg takes a base or target of 0 as 0.001 in whatever unit: there its class depends on it."""
    return 0 in (target.value, target.base and target.base.value, *figures.values())


@given(st.lists(st.tuples(TARGETS, SERIES), min_size=1, max_size=6), DAYS, st.randoms())
@settings(max_examples=60)
def test_targets_judged_together_in_any_order_are_judged_as_alone(
    asked: list[tuple[Target, dict[int, Decimal]]], as_of: date, random: object
) -> None:
    order = list(range(len(asked)))
    random.shuffle(order)  # type: ignore[attr-defined]
    given_ = [(t, [observation(y, v) for y, v in f.items() if date(y + 1, 2, 1) <= as_of]) for t, f in asked]
    together = judge_all(PLAN, [given_[n] for n in order], as_of)
    for n, a in zip(order, together, strict=True):
        assert a == judged(*asked[n], as_of)


@given(TARGETS, SERIES, DAYS)
@settings(max_examples=200)
def test_a_met_target_overrides_the_trend_in_every_scheme_that_asks_for_its_level(
    target: Target, figures: dict[int, Decimal], as_of: date
) -> None:
    found = judged(target, figures, as_of)
    if found.rule != "level" or found.status not in ("achieved", "on_course"):
        return
    own_mind = ("level-every-year", "running-mean")  # a year or a mean is what they ask for
    assert {v.status for s, v in beside(found, as_of).items() if s not in own_mind} <= {found.status}


@given(TARGETS, SERIES, SERIES, DAYS)
@settings(max_examples=150)
def test_nothing_known_later_touches_what_stands_beside_a_verdict(
    target: Target, figures: dict[int, Decimal], later: dict[int, Decimal], as_of: date
) -> None:
    said = Restated(known=as_of + timedelta(days=1), value=Decimal(1), reason=Text("Later."))
    told = target.model_copy(update={"restated": (said,)})
    one, two = judged(target, figures, as_of), judged(told, figures, as_of)
    assert replace(two, target=one.target) == one
    assert beside(one, as_of) == beside(two, as_of)
    unknown = {y: v for y, v in later.items() if date(y + 1, 2, 1) > as_of}
    assert judged(target, figures | unknown, as_of) == one


@given(SIZES, SIZES, st.integers(2016, 2019), VALUES)
@settings(max_examples=150)
def test_steps_on_the_straight_line_change_no_status(
    base: Decimal, way: Decimal, year: int, value: Decimal
) -> None:
    aim = base + way
    line = tuple(Step(period=str(y), value=base + way * (y - 2015) / 5) for y in range(2016, 2020))
    straight = promised("at_least", aim, 1, None, None).model_copy(
        update={"base": Base(period="2015", value=base)}
    )
    figures, as_of = {year: value}, date(2020, 6, 1)
    one = judged(straight, figures, as_of)
    assert one.status == judged(straight.model_copy(update={"steps": line}), figures, as_of).status


def test_every_scheme_is_one_that_a_plan_can_name_and_says_its_map_in_both_languages() -> None:
    from typing import get_args

    from qualicity.plan.targets import Scheme

    assert set(SCHEMES) == set(get_args(Scheme))
    for scheme in SCHEMES.values():
        assert all((scheme.title.zh, scheme.map.zh, scheme.fit.zh, scheme.title.en, scheme.map.en))
    assert by_scheme([], []) == []


def test_looking_at_verdicts_loads_no_numpy() -> None:
    import subprocess
    import sys

    code = "import qualicity.assessment, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_binding_and_anticipatory_targets_are_counted_apart() -> None:
    natures = ("binding", "anticipatory", "binding", None)
    target = promised("at_least", Decimal(40), 1, None, None)
    asked = [(target.model_copy(update={"id": f"t{n}", "nature": x}), ()) for n, x in enumerate(natures)]
    card = Scorecard(PLAN, date(2018, 1, 1), judge_all(PLAN, asked, date(2018, 1, 1)))
    assert card.tally()["not_due"] == 4
    assert (card.tally("binding")["not_due"], card.tally("anticipatory")["not_due"]) == (2, 1)
