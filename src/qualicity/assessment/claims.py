"""What the bindings of a plan's narrative pages say now, and whether what the pages claim of them still holds.

A binding holds when there is something to print and its claim, if it makes one, is true:

- `is` compares with what is shown: the value rounded to the binding's decimals (half to even), else the value as stored or
  as it is printed; a grade or a status with its words.
- `<`, `<=`, `>`, `>=` compare the value, rounded where decimals are said. A figure known as a bound only ("more than 40")
  can only make claims in its own direction true.
- A figure without a value holds only what is claimed to have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from qualicity.assessment.model import STATUSES, Assessment
from qualicity.assessment.operators import number, readable
from qualicity.assessment.view import PlanView
from qualicity.errors import Problem, Text
from qualicity.indicators import Observation
from qualicity.plan import UNITS, Binding, Claim, Plan
from qualicity.plan.binding import NO_VALUE

_BELOW, _ABOVE = ("<", "<="), (">", ">=")
_BOUNDS = {"at_least": _ABOVE, "more_than": _ABOVE, "at_most": _BELOW, "less_than": _BELOW}
"""The relations that a figure known as a bound can make true."""


@dataclass(frozen=True, slots=True)
class Said:
    """A binding with the figure or the verdict that it prints now; `broken` says why it does not hold."""

    binding: Binding
    figure: Observation | None = None
    verdict: Assessment | None = None
    broken: Text | None = None

    @property
    def holds(self) -> bool:
        """Whether there is something to print, and it is as claimed."""
        return self.broken is None

    @property
    def value(self) -> Decimal | None:
        """The figure's value, rounded as the binding says."""
        return None if self.figure is None else rounded(self.figure, self.binding)


def rounded(o: Observation, binding: Binding) -> Decimal | None:
    """A figure's value to the decimals that a binding names; as stored where it names none."""
    if o.value is None:
        return None
    exact = Decimal(str(o.value))
    if binding.decimals is None:
        return exact
    return exact.quantize(Decimal(1).scaleb(-binding.decimals), ROUND_HALF_EVEN)


def said(view: PlanView, binding: Binding) -> Said:
    """What a binding says as known on the view's date."""
    return _figure(view, binding) if binding.kind == "figure" else _status(view, binding)


def broken_claims(view: PlanView) -> tuple[Problem, ...]:
    """Every binding of the plan's pages that does not hold: where it stands, what it says, what is so now."""
    found = (said(view, b) for page in view.plan.pages for b in page.bindings)
    return tuple(
        Problem(
            "error",
            s.binding.place,
            "claim",
            Text(f"{s.binding.source}: {s.broken.en}", f"{s.binding.source}：{s.broken.get('zh')}"),
        )
        for s in found
        if s.broken
    )


# -- figures -------------------------------------------------------------------------------------------


def _figure(view: PlanView, b: Binding) -> Said:
    plan, by = view.plan, _authority(view.plan, b.by)
    indicator = plan.indicator(b.name)
    definition = b.definition or (indicator.definitions[0].id if indicator else None)
    area = b.area or plan.place.code
    found = view.figures.of(b.name, definition, area, b.period, current=True)
    named = [o for o in found if by in (None, o.authority)]
    valued = [o for o in named if o.value is not None or o.grade]
    if not named:
        return Said(b, broken=_none(view, b, area, by))
    chosen = max(valued or named, key=lambda o: (str(o.vintage), o.authority or ""))
    if len({(o.value, o.grade) for o in valued}) > 1:
        return Said(b, chosen, broken=_conflict(valued))
    return Said(b, chosen, broken=_untrue(plan, b, chosen))


def _authority(plan: Plan, by: str | None) -> str | None:
    """The authority that is meant by an organisation's id, or by its own words."""
    organisation = plan.organisation(by) if by else None
    return organisation.title.en if organisation else by


def _none(view: PlanView, b: Binding, area: str, by: str | None) -> Text:
    day = view.scorecard.as_of
    who, who_zh = (f" by {by}", f"（{by}）") if by else ("", "")
    return Text(
        f"no figure of '{b.name}' for {b.period} in {area}{who} is known on {day}",
        f"截至 {day} 没有“{b.name}”的数值{who_zh}：时期 {b.period}，地区 {area}",
    )


def _conflict(figures: list[Observation]) -> Text:
    each = {
        o.authority or "computed here": number(o.value) if o.value is not None else o.grade for o in figures
    }
    listed = "; ".join(f"{who}: {what}" for who, what in each.items())
    return Text(
        f"authorities differ ({listed}); name one: by=ORGANISATION",
        f"各发布机构数值不一（{listed}）；请注明 by=机构",
    )


def _untrue(plan: Plan, b: Binding, o: Observation) -> Text | None:
    now = _shown(plan, b, o)
    claim = b.claim
    if o.value is None and not o.grade:
        if claim and claim.said == NO_VALUE:
            return None
        why = (
            Text(f" ({o.reason.en.rstrip('.')})", f"（{o.reason.get('zh').rstrip('。')}）")
            if o.reason
            else Text("", "")
        )
        return Text(
            f"the figure has no value now{why.en}; claim it: is {NO_VALUE}",
            f"该指标目前没有数值{why.get('zh')}；如属实请写“is {NO_VALUE}”",
        )
    if claim is None or _is_true(claim, b, o):
        return None
    return Text(
        f"the page says {claim}, the figure is {now.en} now", f"页面称“{claim}”，现数值为 {now.get('zh')}"
    )


def _shown(plan: Plan, b: Binding, o: Observation) -> Text:
    value = rounded(o, b)
    if value is None:
        return Text(f'"{o.grade}"', f"“{o.grade}”") if o.grade else Text("without a value", "无数值")
    indicator = plan.indicator(b.name)
    code = indicator.unit if indicator else ""
    unit = plan.units.get(code) or UNITS.get(code) or Text(code)
    digits = f"{value:,f}".replace("-", "−") if b.decimals is not None else number(value)
    bound = f"{o.qualifier.replace('_', ' ')} " if o.qualifier in _BOUNDS else ""
    return Text(f"{bound}{digits} {unit.en}".strip(), f"{bound}{digits}{unit.get('zh')}")


def _is_true(claim: Claim, b: Binding, o: Observation) -> bool:
    value = rounded(o, b)
    if isinstance(claim.said, str):
        return value is None and claim.said == o.grade
    if value is None:
        return False
    if claim.relation == "is":
        return claim.said in (value, value if b.decimals is not None else readable(value))
    bounds = _BOUNDS.get(o.qualifier or "", (*_BELOW, *_ABOVE))
    if claim.relation not in bounds:
        return False
    if value == claim.said:  # "more than 40" is > 40
        return claim.relation in ("<=", ">=") or o.qualifier in ("more_than", "less_than")
    return value < claim.said if claim.relation in _BELOW else value > claim.said


# -- verdicts ------------------------------------------------------------------------------------------


def _status(view: PlanView, b: Binding) -> Said:
    verdict = view.scorecard.of(b.name)
    if verdict is None:
        day = view.scorecard.as_of
        told = Text(f"target '{b.name}' is not known yet on {day}", f"截至 {day} 尚无目标“{b.name}”")
        return Said(b, broken=told)
    if b.claim is None or b.claim.said == verdict.status:
        return Said(b, verdict=verdict)
    now, claimed = STATUSES[verdict.status], b.claim.said
    broken = Text(
        f"the page says {claimed}, the verdict is {verdict.status} ({now.en}) now",
        f"页面称“{claimed}”，现结论为 {verdict.status}（{now.get('zh')}）",
    )
    return Said(b, verdict=verdict, broken=broken)
