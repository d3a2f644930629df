"""What must hold of every verdict: units, the order of rows and later knowledge change nothing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import FOSHAN, plan_at

from qualicity.assessment import SCHEMES
from qualicity.assessment.judge import judge
from qualicity.assessment.model import STATUSES, Assessment
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Indicator, Plan, Target
from qualicity.plan.model import Definition, Span
from qualicity.plan.targets import Base

CITY = "440600"
OPERATORS = (
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "range",
    "hold_at_least",
    "hold_at_most",
    "count_at_least",
)
PERIODS = (
    "2014",
    "2015",
    "2016",
    "2016-S1",
    "2017",
    "2018",
    "2018-06",
    "2019",
    "2020",
    "2020-S1",
    "2020-11",
    "2021",
)
NUMBERS = st.integers(-200, 200).map(lambda n: n / 4)


class Known:
    """Figures that were not computed but are simply there: all that judging asks for."""

    def __init__(self, figures: list[Observation], as_of: date) -> None:
        self.figures = [o for o in figures if o.vintage is not None and o.vintage <= as_of]

    def of(
        self, indicator: str, *, area: str | None = None, current: bool = False
    ) -> tuple[Observation, ...]:
        fitting = [o for o in self.figures if (o.indicator, o.area) == (indicator, area)]
        last: dict[Any, Observation] = {}
        for o in sorted(fitting, key=lambda o: o.vintage or date.min):
            last[o.definition, o.period_text, o.authority] = o
        kept = list(last.values()) if current else fitting
        return tuple(sorted(kept, key=lambda o: (o.definition, o.period_text, o.vintage, o.authority)))


def figure(period: str, value: float, authority: str, vintage: date, definition: str) -> Observation:
    return Observation(
        indicator="cover", definition=definition, area=CITY, period_text=period, authority=authority,
        vintage=vintage, current=True, value=value, grade=None, qualifier="exact", status="final", reason=None,
        denominator=None, rows=1, confidence="high",
        note=None, source=None, dataset="figures", line=1,
    )  # fmt: skip


FIGURES = st.lists(
    st.builds(
        figure,
        st.sampled_from(PERIODS),
        NUMBERS,
        st.sampled_from(("City", "Press")),
        st.dates(date(2015, 1, 1), date(2023, 1, 1)),
        st.sampled_from(("published", "published", "other")),
    ),
    max_size=9,
)
TARGETS = st.builds(
    lambda operator, value, width, base: Target(
        id="promise", title=Text("p"), goal="goal", clauses=("1",), indicator="cover", definition="published", operator=operator,
        value=Decimal(str(value)), upper=Decimal(str(value + width)), due="2020", known=date(2016, 1, 1),
        base=None if base is None else Base(period="2013", value=Decimal(str(base))),
    ),
    st.sampled_from(OPERATORS), NUMBERS, st.integers(0, 40), st.one_of(st.none(), NUMBERS),
)  # fmt: skip
MEASURES = st.sampled_from(("ratio", "flow", "stock", "level", "count"))
DAYS = st.dates(date(2016, 1, 1), date(2023, 12, 31))


@lru_cache(maxsize=8)
def plan(measure: str) -> Plan:
    """A plan with the one indicator."""
    definitions = tuple(
        Definition.model_validate({"id": d, "from": "figures"}) for d in ("published", "other")
    )
    indicator = Indicator(
        id="cover", title=Text("Cover"), unit="%", measure=measure, better="higher", definitions=definitions
    )  # type: ignore[arg-type]
    return plan_at(FOSHAN).model_copy(
        update={"indicators": (indicator,), "rulings": (), "period": Span(start="2016", end="2020")}
    )


def verdict(measure: str, target: Target, figures: list[Observation], as_of: date) -> Assessment:
    known = Known(figures, as_of).of("cover", area=CITY, current=True)
    return judge(plan(measure), target, known, as_of)


def same(one: Assessment, other: Assessment) -> bool:
    """Whether two verdicts are equal in all that is shown (without a page-long comparison when they are not)."""
    return one == other


@given(MEASURES, TARGETS, FIGURES, DAYS)
@settings(max_examples=300)
def test_every_verdict_is_a_status_with_words_and_admissible_figures(
    measure: str, target: Target, figures: list[Observation], as_of: date
) -> None:
    found = verdict(measure, target, figures, as_of)
    assert found.status in STATUSES
    assert found.reason.en
    assert found.reason.zh
    for o in (found.figure, *found.history, *found.conflicts):
        if o is not None:
            assert o.definition == "published"
            assert o.vintage is not None
            assert o.vintage <= as_of
    assert all(o.definition == "other" for o in found.apart)
    if as_of < date(2021, 1, 1):
        assert found.figure is None or found.status != "cannot_judge" or found.rule in (*SCHEMES, "none")
    else:
        assert found.status in ("achieved", "missed", "cannot_judge")


@given(MEASURES, TARGETS, FIGURES, DAYS, st.randoms())
@settings(max_examples=150)
def test_the_order_of_figures_does_not_matter(
    measure: str, target: Target, figures: list[Observation], as_of: date, random: Any
) -> None:
    unique = list({(o.period_text, o.authority, o.vintage, o.definition): o for o in figures}.values())
    shuffled = random.sample(unique, len(unique))
    assert same(verdict(measure, target, unique, as_of), verdict(measure, target, shuffled, as_of))


@given(MEASURES, TARGETS, FIGURES, DAYS, st.sampled_from(("4", "0.25", "1000", "0.5")))
@settings(max_examples=200)
def test_another_unit_changes_no_verdict(
    measure: str, target: Target, figures: list[Observation], as_of: date, factor: str
) -> None:
    k = Decimal(factor)
    scaled = target.model_copy(
        update={
            "value": (target.value or 0) * k,
            "upper": (target.upper or 0) * k,
            "base": target.base and target.base.model_copy(update={"value": target.base.value * k}),
        }
    )
    more = [replace(o, value=float(Decimal(str(o.value)) * k)) for o in figures]
    assert verdict(measure, target, figures, as_of).status == verdict(measure, scaled, more, as_of).status


@given(MEASURES, TARGETS, FIGURES, FIGURES, DAYS)
@settings(max_examples=150)
def test_what_is_known_only_later_changes_nothing(
    measure: str, target: Target, figures: list[Observation], later: list[Observation], as_of: date
) -> None:
    unknown = [replace(o, vintage=as_of + timedelta(days=1 + n)) for n, o in enumerate(later)]
    assert same(
        verdict(measure, target, figures, as_of), verdict(measure, target, [*figures, *unknown], as_of)
    )


@given(MEASURES, TARGETS, FIGURES, FIGURES, DAYS)
@settings(max_examples=150)
def test_figures_on_another_definition_change_no_verdict(
    measure: str, target: Target, figures: list[Observation], others: list[Observation], as_of: date
) -> None:
    apart = [replace(o, definition="other") for o in others]
    one, two = verdict(measure, target, figures, as_of), verdict(measure, target, [*figures, *apart], as_of)
    assert (one.status, one.reason, one.figure, one.history) == (
        two.status,
        two.reason,
        two.figure,
        two.history,
    )


@given(MEASURES, TARGETS, FIGURES, DAYS, st.integers(1, 30))
@settings(max_examples=150)
def test_a_better_due_figure_never_loses_the_target(
    measure: str, target: Target, figures: list[Observation], as_of: date, more: int
) -> None:
    """Raising what is to be at least so much, in the due year only, keeps an achieved target achieved."""
    if target.operator not in ("at_least", "more_than", "count_at_least"):
        return
    before = verdict(measure, target, figures, as_of)
    raised = [
        replace(o, value=(o.value or 0) + more) if str(o.period_text).startswith("2020") else o
        for o in figures
    ]
    if before.status == "achieved":
        assert verdict(measure, target, raised, as_of).status == "achieved"
