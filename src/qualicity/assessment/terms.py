"""What a promise asks for, in whichever plan it stands, and in what two promises differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qualicity.assessment.operators import number, wording
from qualicity.errors import Text
from qualicity.plan import UNITS, Definition, ParentClause, Plan, Promise, Target, parse_period

Aspect = Literal["number", "operator", "date", "unit", "basis", "place"]
ASPECTS: dict[Aspect, Text] = {
    "number": Text("number", "数值"),
    "operator": Text("operator", "要求方式"),
    "date": Text("date", "期限"),
    "unit": Text("unit", "单位"),
    "basis": Text("basis", "口径"),
    "place": Text("place", "地区"),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a promise asks for; None where it does not say. `asks` is its wording with the unit."""

    asks: Text
    operator: str | None
    value: Decimal | None
    upper: Decimal | None
    unit: str | None
    due: str | None
    basis: Text | None
    place: Text | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One respect in which two promises differ; `apart` is this number less the other, in their unit."""

    aspect: Aspect
    here: Text
    there: Text
    apart: Decimal | None = None

    @property
    def words(self) -> Text:
        """`number: 95 here, 93 there (2 more)`."""
        name, (en, zh) = ASPECTS[self.aspect], ("", "")
        if self.apart is not None:
            far, more = number(abs(self.apart)), self.apart > 0
            en = f" ({far} {'more' if more else 'less'})"
            zh = f"（{'高' if more else '低'}{far}）"
        return Text(
            f"{name.en}: {self.here.en} here, {self.there.en} there{en}",
            f"{name.get('zh')}：此处{self.here.get('zh')}，彼处{self.there.get('zh')}{zh}",
        )


def of_target(plan: Plan, target: Target) -> Terms:
    """A target's terms; its basis only where the plan itself states it."""
    indicator = plan.indicator(target.indicator)
    definition = indicator.definition(target.definition) if indicator and target.definition else None
    basis = None
    if definition and target.basis_stated:
        basis = definition.title or _stated(definition)
    unit = target.unit or (indicator.unit if indicator else None)
    own = target.area is None or target.area == plan.place.code
    place = plan.place.title if own else Text(target.area or "")
    asks = _with_unit(plan, wording(target), unit if target.value is not None else None)
    return Terms(asks, target.operator, target.value, target.upper, unit, target.due, basis, place)


def of_clause(plan: Plan, clause: ParentClause) -> Terms:
    """The terms of a clause of a plan above, which promises for another place."""
    c = clause
    asks = _asks(plan, c.operator, c.value, c.upper, c.unit)
    return Terms(asks, c.operator, c.value, c.upper, c.unit, c.due, c.basis)


def of_promise(plan: Plan, promise: Promise) -> Terms:
    """The terms of another plan's promise, for this plan's place unless it says otherwise."""
    p = promise
    asks = _asks(plan, p.operator, p.value, p.upper, p.unit)
    place = p.place or plan.place.title
    return Terms(asks, p.operator, p.value, p.upper, p.unit, p.due, p.basis, place)


def differences(here: Terms, there: Terms) -> tuple[Difference, ...]:
    """In what two promises differ, of all that both of them say. Numbers in different units are not subtracted."""
    found: list[Difference] = []
    if here.unit and there.unit and here.unit != there.unit:
        found.append(Difference("unit", _unit(here.unit), _unit(there.unit)))
    elif here.value is not None and there.value is not None:
        if here.value != there.value:
            found.append(_numbers(here.value, there.value))
        if here.upper is not None and there.upper is not None and here.upper != there.upper:
            found.append(_numbers(here.upper, there.upper))
    if here.operator and there.operator and here.operator != there.operator:
        found.append(Difference("operator", _operator(here), _operator(there)))
    if here.due and there.due and parse_period(here.due) != parse_period(there.due):
        a, b = parse_period(here.due).title(), parse_period(there.due).title()
        found.append(Difference("date", a, b))
    if here.basis and there.basis and here.basis.en != there.basis.en:
        found.append(Difference("basis", _in_quotes(here.basis), _in_quotes(there.basis)))
    if here.place and there.place and here.place.en != there.place.en:
        found.append(Difference("place", here.place, there.place))
    return tuple(found)


def unsaid(here: Terms, there: Terms) -> tuple[Aspect, ...]:
    """The aspects that only one of two promises says: these were not compared."""
    pairs: dict[Aspect, tuple[object, object]] = {
        "number": (here.value, there.value),
        "operator": (here.operator, there.operator),
        "date": (here.due, there.due),
        "unit": (here.unit, there.unit),
        "basis": (here.basis, there.basis),
    }
    return tuple(aspect for aspect, (a, b) in pairs.items() if (a is None) != (b is None))


def _stated(definition: Definition) -> Text | None:
    said = definition.basis.get("stated")
    return Text(said) if said else None


def _numbers(here: Decimal, there: Decimal) -> Difference:
    return Difference("number", _number(here), _number(there), here - there)


def _number(value: Decimal) -> Text:
    return Text(number(value), number(value))


def _unit(code: str) -> Text:
    said = UNITS.get(code, Text(code, code))
    return said if said.en else Text("a count", "计数")


def _operator(terms: Terms) -> Text:
    """The operator without its number: `at least`, `力争不低于`."""
    bare = Target.model_construct(operator=terms.operator, value=None, stage="")
    word = wording(bare)
    if str(terms.operator).startswith("strive_"):
        return Text(f"{word.en} (striven for)", f"力争{word.get('zh')}")
    return word


def _asks(
    plan: Plan, operator: str | None, value: Decimal | None, upper: Decimal | None, unit: str | None
) -> Text:
    if operator is None:
        said = _number(value) if value is not None else Text("no number", "无数值")
    else:
        # Other plans' promises are worded as targets are.
        said = wording(Target.model_construct(operator=operator, value=value, upper=upper, stage=None))
    return _with_unit(plan, said, unit if value is not None else None)


def _with_unit(plan: Plan, said: Text, unit: str | None) -> Text:
    if unit is None:
        return said
    word = plan.units.get(unit) or UNITS.get(unit) or Text(unit)
    if not word.en or word.en.startswith("("):
        return said
    striven = " (striven for)"
    en = said.en.removesuffix(striven) + f" {word.en}" + (striven if said.en.endswith(striven) else "")
    return Text(en, _NUMBER.sub(rf"\g<0>{word.get('zh')}", said.get("zh")))  # 稳定在90%以上


def _in_quotes(text: Text) -> Text:
    return Text(f"“{text.en}”", f"“{text.get('zh')}”")
