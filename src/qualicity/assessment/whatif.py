"""What if: the verdict that would be given on a supposed value, pace or scheme. Nothing of it is ever stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from qualicity.assessment.judge import judge
from qualicity.assessment.model import STATUSES, Assessment
from qualicity.assessment.operators import met, number, to_places, wording
from qualicity.assessment.reasons import difference_unit, unit
from qualicity.assessment.schemes import SCHEMES, chosen
from qualicity.assessment.scorecard import figures_of
from qualicity.assessment.view import PlanView
from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.indicators import Observation
from qualicity.plan import Indicator, Plan, Target, parse_period
from qualicity.plan.targets import plain

_YEARS_AHEAD = 100
"""A target that a pace does not meet within so many years is not said to be met."""
_PLACES = 6
"""What a pace leads to has so many decimals."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed: a value at the due period, a change per year from the last figure on, a scheme."""

    value: Decimal | None = None
    pace: Decimal | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The verdict as it is (`now`) and as it would be (`then`, hypothetical).

    `leads_to` is the value that the supposed pace leads to at the due period, `met_in` the year in which the target would
    be met at that pace; None without a pace, or where it never leads there.
    """

    plan: Plan
    target: Target
    as_of: date
    given: Supposed
    now: Assessment
    then: Assessment
    leads_to: Decimal | None = None
    met_in: int | None = None

    @property
    def changed(self) -> bool:
        """Whether the supposition gives another status."""
        return self.now.status != self.then.status


def what_if(
    view: PlanView,
    target_id: str,
    value: Decimal | float | str | None = None,
    pace: Decimal | float | str | None = None,
    scheme: str | None = None,
) -> WhatIf:
    """The verdict on a target now, and on what is supposed; the suppositions may be combined.

    `value` is in the indicator's unit, `pace` in that unit per year; numbers as text are read. Given both, the verdict is on the
    value, and the pace tells where it leads and the year.
    Errors: `UsageError` for an unknown target or scheme, one that was not known on the date, one that promises no
    number, for what is no number, for a pace without a figure to start from, and when nothing is supposed.
    """
    now = _assessed(view, target_id)
    given = Supposed(_number(value, "value"), _number(pace, "pace"), _scheme(scheme))
    if given == Supposed():
        raise UsageError(
            Text("suppose something: a value, a pace or a scheme", "请假设数值、年变化或评判方法之一")
        )
    plan, as_of, target = view.plan, view.scorecard.as_of, now.target
    leads_to = _leads_to(now, given.pace) if given.pace is not None else None
    at_due = given.value if given.value is not None else leads_to
    figures = figures_of(view.figures, target)
    then_day, words = as_of, target.model_copy(update={"restated": ()})
    if given.scheme:
        words = words.model_copy(update={"scheme": given.scheme})
    if at_due is not None:
        figures = _supposing(now, figures, at_due)
        then_day = max(as_of, parse_period(target.due).end)
        words = words.model_copy(update={"sought": None})
    rulings = tuple(r for r in plan.rulings if r.date <= as_of)
    then = judge(plan.model_copy(update={"rulings": rulings}), words, figures, then_day)
    met_in = _met_in(plan, now, given.pace) if given.pace is not None else None
    return WhatIf(plan, target, as_of, given, now, then, leads_to, met_in)


def _assessed(view: PlanView, target_id: str) -> Assessment:
    plan, found = view.plan, view.scorecard.of(target_id)
    if plan.target(target_id) is None:
        near = did_you_mean(target_id, [t.id for t in plan.targets])
        raise UsageError(
            Text(f"unknown target '{target_id}'{near.en}", f"未知的目标“{target_id}”{near.get('zh')}")
        )
    if found is None:
        en = f"the target '{target_id}' was not known yet on {view.scorecard.as_of}"
        raise UsageError(Text(en, f"截至{view.scorecard.as_of}，目标“{target_id}”尚未公布"))
    if found.target.value is None or found.target.indicator is None:
        raise UsageError(
            Text(
                f"the target '{target_id}' promises no number ({wording(found.target).en}): there is nothing to suppose",
                f"目标“{target_id}”未承诺数值（{wording(found.target).get('zh')}），无从假设",
            )
        )
    return found


def _number(given: Decimal | float | str | None, name: str) -> Decimal | None:
    """A number as it was written. Errors: `UsageError` for what is none, or not finite."""
    text = "" if given is None else str(given).strip().replace("−", "-")
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found.adjusted() > 15:
        word = {"value": "数值", "pace": "年变化"}[name]
        raise UsageError(
            Text(
                f"the {name} '{given}' is not a number that can be judged", f"{word}“{given}”不是可判定的数字"
            )
        )
    return found


def _scheme(named: str | None) -> str | None:
    if not named:
        return None
    if named not in SCHEMES:
        listed, near = ", ".join(SCHEMES), did_you_mean(named, SCHEMES)
        raise UsageError(
            Text(
                f"unknown scheme '{named}'{near.en}; there are: {listed}",
                f"未知的评判方法“{named}”{near.get('zh')}；可用：{listed}",
            )
        )
    return named


def _leads_to(now: Assessment, pace: Decimal) -> Decimal:
    """The value at the due period, counted in months from the last figure on. Errors: `UsageError` without a figure."""
    figure = now.figure
    if figure is None or figure.value is None or figure.period is None:
        raise UsageError(
            Text(
                f"there is no figure of '{now.target.id}' on its definition to start a pace from; suppose a value",
                f"目标“{now.target.id}”在其口径上没有数值，无法假设年变化；请假设数值",
            )
        )
    due, last = parse_period(now.target.due).last, figure.period.last
    months = (due.year - last.year) * 12 + due.month - last.month
    return to_places(Decimal(str(figure.value)) + pace * months / 12, _PLACES)


def _met_in(plan: Plan, now: Assessment, pace: Decimal) -> int | None:
    """The first year, from the last figure's on, in which the target would be met."""
    figure = now.figure
    if figure is None or figure.period is None:
        return None
    indicator, first = plan.indicator(now.target.indicator), figure.period.last.year
    for n in range(_YEARS_AHEAD + 1):
        supposed = replace(figure, value=float(Decimal(str(figure.value)) + pace * n))
        if met(now.promise, indicator, supposed):
            return first + n
    return None


def _supposing(now: Assessment, figures: tuple[Observation, ...], value: Decimal) -> tuple[Observation, ...]:
    """The figures with the supposed one in place of all that lie in the due period on the same definition."""
    if now.definition is None:
        return figures
    due = parse_period(now.target.due)
    others = (
        o for o in figures if o.definition != now.definition or o.period is None or not due.covers(o.period)
    )
    return (*others, _supposed(now, value))


def _supposed(now: Assessment, value: Decimal) -> Observation:
    return Observation(
        indicator=now.target.indicator or "",
        definition=now.definition or "",
        area=now.target.area,
        period_text=now.target.due,
        authority=None,
        vintage=None,
        current=True,
        value=float(value),
        grade=None,
        qualifier="exact",
        status="supposed",
        reason=None,
        denominator=None,
        rows=0,
        confidence=None,
        note=None,
        source=None,
        dataset="",
        line=None,
    )


def supposition(found: WhatIf) -> Text:
    """What is supposed, and what the verdict would be."""
    given, indicator = found.given, found.plan.indicator(found.target.indicator)
    due = parse_period(found.target.due).title()
    told = []
    if given.value is not None:
        x = _quantity(given.value, indicator)
        told.append(Text(f"{x.en} for {due.en}", f"{due.get('zh')}为{x.get('zh')}"))
    if given.pace is not None:
        told.append(_pace(found, indicator))
    if given.scheme:
        title = SCHEMES[given.scheme].title
        told.append(Text(f"judged by {title.en}", f"按“{title.get('zh')}”判断"))
    en, zh = ", ".join(t.en for t in told), "，".join(t.get("zh") for t in told)
    old, new = STATUSES[found.now.status], STATUSES[found.then.status]
    end = Text(
        f"it would be “{new.en}” instead of “{old.en}”", f"结论将由“{old.get('zh')}”变为“{new.get('zh')}”"
    )
    if not found.changed:
        end = Text(f"it would stay “{new.en}”", f"结论仍为“{new.get('zh')}”")
    notes = (ruled(found), unfit(found))
    by, by_zh = "".join(n.en for n in notes), "".join(n.get("zh") for n in notes)
    return Text(f"Supposed {en}: {end.en}.{by}", f"假设{zh}：{end.get('zh')}。{by_zh}")


def unfit(found: WhatIf) -> Text:
    """That the supposed scheme is not made for such a promise, so that another judges in its place."""
    scheme = found.given.scheme
    if scheme is None:
        return Text("", "")
    instead, note = chosen(found.plan, found.target.model_copy(update={"scheme": scheme}))
    if note is None:
        return Text("", "")
    title = SCHEMES[instead].title
    return Text(f" {note.en} It is judged by {title.en}.", f"{note.get('zh')}改按“{title.get('zh')}”判断。")


def ruled(found: WhatIf) -> Text:
    """That people gave the status, which no supposition changes."""
    if found.then.rule != "ruling" or found.then.ruling is None:
        return Text("", "")
    day = found.then.ruling.date
    return Text(
        f" The verdict was decided by people on {day}, whatever the number.",
        f"结论由人于{day}裁定，与数值无关。",
    )


def _pace(found: WhatIf, indicator: Indicator | None) -> Text:
    pace, due = found.given.pace or Decimal(0), parse_period(found.target.due).title()
    u, sign = difference_unit(indicator), "+" if pace > 0 else ""
    leads = _quantity(found.leads_to or Decimal(0), indicator)
    when = Text(f"met in {found.met_in}", f"{found.met_in}年达到")
    if found.met_in is None:
        never = f"not met within {_YEARS_AHEAD} years"
        when = Text(never, f"{_YEARS_AHEAD}年内不能达到")
    if plain(found.target.operator).startswith("hold_") and found.met_in is not None:
        when = Text(f"the level reached in {found.met_in}", f"{found.met_in}年达到该水平")
    return Text(
        f"{sign}{number(pace)}{u.en} per year from the last figure on, which leads to {leads.en} for {due.en} ({when.en})",
        f"自最近数值起每年变化{sign}{number(pace)}{u.get('zh')}，{due.get('zh')}将为{leads.get('zh')}（{when.get('zh')}）",
    )


def _quantity(value: Decimal, indicator: Indicator | None) -> Text:
    u = unit(indicator)
    return Text(f"{number(value)}{u.en}", f"{number(value)}{u.get('zh')}")
