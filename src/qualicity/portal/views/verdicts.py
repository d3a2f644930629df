"""Why verdicts changed between two dates or releases (`?from=&to=`): each target's parts with their amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualicity import release
from qualicity.assessment import (
    PART_TITLES,
    SaidChange,
    SaidPart,
    SaidSide,
    SinceMidterm,
    changes,
    kept_changes,
    require_order,
    said_of,
)
from qualicity.assessment.reasons import difference_unit
from qualicity.errors import Text, UsageError
from qualicity.plan import Indicator
from qualicity.portal import catalogue, failures
from qualicity.portal.asof import read_as_of
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page, Record
from qualicity.portal.released import public_releases
from qualicity.portal.words import day, signed
from qualicity.release.freeze import Frozen

_BAR = 60
"""Half of a bar's width: the largest amount of a target fills it."""
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the middle of its drawing to the right (better) or to the left."""

    x: Decimal
    width: Decimal
    better: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part ready to be written: what it did, its amount with sign and unit, and the verdict after it."""

    title: Text
    words: Text | None
    amount: str
    bar: Bar | None
    part: SaidPart


@dataclass(frozen=True, slots=True)
class ChangeBlock:
    """One target with what changed of its verdict; `old` is empty where it was not known yet."""

    change: SaidChange
    url: str
    old: str
    new: str
    rows: tuple[PartRow, ...]


def verdict_changes(here: InPlan) -> Page:
    """Every target's verdict on two dates and what became of it; by default of the last year.

    Errors: `BadDateError` for what is no date, or a first date after the second.
    """
    first, last = dates(here)
    found = _found(here, first, last)
    blocks = [_block(here, c) for c in found if c.changed]
    n = len(blocks)
    return Page(
        template="verdict_changes.html",
        title=_("What changed, and why"),
        record=lambda: release.verdict_changes(here.plan.id, first, last, found),
        table=lambda: _table(found),
        section="scorecard",
        context={
            "first": first,
            "last": last,
            "first_words": day(first, here.lang),
            "last_words": day(last, here.lang),
            "blocks": blocks,
            "releases": [f.lock.name for f in _releases(here) if f.lock.as_of <= last],
            "same": [c for c in found if not c.changed],
            "tally": ngettext(
                "%(n)s of %(all)s targets has another verdict or figure.",
                "%(n)s of %(all)s targets have another verdict or figure.",
                n,
            )
            % {"n": n, "all": len(found)}
            if n
            else _("No target has another verdict or figure."),
        },
    )


@dataclass(frozen=True, slots=True)
class Since:
    """What became of one target's verdict since the middle of the plan; `url` leads to the parts."""

    day: str
    said: SinceMidterm
    url: str


def since_midterm(here: InPlan, target: str) -> Since | None:
    """The change of a verdict from the plan's middle day on; None before that day."""
    said = here.view.midterm.get(target)
    if said is None:
        return None
    url = f"{here.to.verdict_changes().split('?')[0]}?from={said.day}&to={here.as_of.day}#target-{target}"
    return Since(day(said.day, here.lang), said, url)


def dates(here: InPlan) -> tuple[date, date]:
    """The two dates that an address asks for, a release standing for the day that it is as known on; the second is never
    later than the date that the page is read on.
    """
    now = catalogue.current().now()
    named = {f.lock.name: f.lock.as_of.isoformat() for f in _releases(here)}
    asked = {k: here.request.GET.get(k, "").strip() for k in ("from", "to")}
    said = {k: named.get(v, v) for k, v in asked.items() if v}
    read = {k: failures.dated(lambda text=v: read_as_of(text, now)).day for k, v in said.items()}  # type: ignore[misc]
    last = min(read.get("to", here.as_of.day), here.as_of.day)
    first = read.get("from", last - _YEAR)
    try:
        require_order(first, last)
    except UsageError as error:
        raise failures.BadDateError(error.text) from None
    return first, last


def _releases(here: InPlan) -> tuple[Frozen, ...]:
    """Those that the page may be asked for by name; a release's own pages know of none."""
    plans = catalogue.current()
    return () if plans.release else public_releases(plans.workspace, here.plan.id)


def _found(here: InPlan, first: date, last: date) -> tuple[SaidChange, ...]:
    """What is said of each change; what the page says by itself is kept, as making it anew takes a second or two."""
    plans = catalogue.current()
    after = plans.open(here.plan.id, last)
    if plans.release is None and (first, last) == (plans.now() - _YEAR, plans.now()):
        return after.keep(("verdict changes", first), lambda: kept_changes(after.view, first))
    before = plans.open(here.plan.id, first)
    return after.keep(
        ("verdict changes", first), lambda: tuple(said_of(c) for c in changes(before.view, after.view))
    )


def _block(here: InPlan, c: SaidChange) -> ChangeBlock:
    target = here.plan.target(c.target)
    indicator = here.plan.indicator(target.indicator) if target else None
    largest = max((abs(p.amount) for p in c.parts if p.amount is not None), default=Decimal(0))
    rows = tuple(
        PartRow(
            PART_TITLES[p.part],
            p.words,
            _amount(here, p, indicator),
            _bar(p.amount, largest),
            p,
        )
        for p in c.parts
    )
    old = _figure(here, c.before) if c.before else ""
    return ChangeBlock(c, here.to.target(c.target), old, _figure(here, c.after), rows)


def _figure(here: InPlan, side: SaidSide) -> str:
    """The figure of a side with its period; empty where there is none."""
    figure = side.figure
    if figure is None:
        return ""
    said = {"figure": here.words.quantity(figure), "period": here.words.period(figure)}
    return _("%(figure)s in %(period)s") % said


def _amount(here: InPlan, p: SaidPart, indicator: Indicator | None) -> str:
    if p.amount is None:
        return "–"
    unit = difference_unit(indicator).get(here.lang) if p.amount else ""
    return f"{signed(p.amount)}{unit}"


def _bar(amount: Decimal | None, largest: Decimal) -> Bar | None:
    if not amount:
        return None
    width = round(max(abs(amount) / largest * _BAR, Decimal(1)), 1)
    return Bar(Decimal(_BAR) if amount > 0 else _BAR - width, width, amount > 0)


def _table(found: tuple[SaidChange, ...]) -> Iterator[Record]:
    """A row for each part of each target."""
    for c in found:
        for p in c.parts:
            yield {
                "target": c.target,
                "title": release.both(c.title),
                "part": p.part,
                "amount": None if p.amount is None else float(p.amount),
                "status": p.status,
                "from_status": c.before.status if c.before else None,
                "to_status": c.after.status,
                "changed": c.changed,
            }
