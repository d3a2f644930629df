"""A whole and its parts: the figures of the areas that lie in a figure's own, and the rule between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from qualicity.indicators import Explanation
from qualicity.portal.context import InPlan
from qualicity.portal.tables import FigureRow, figure_rows
from qualicity.portal.words import exact, number


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts' figures, the whole's, and a sentence about what the one is to the other."""

    rows: tuple[FigureRow, ...]
    whole: FigureRow
    sentence: str


def parts_of(here: InPlan, e: Explanation) -> Parts | None:
    """The figures of the areas that lie in this one; None where there are none."""
    if not e.parts:
        return None
    rows = sorted(figure_rows(here, e.parts), key=lambda r: str(r.o.area))
    return Parts(tuple(rows), figure_rows(here, [e.observation])[0], _sentence(here, e))


def _sentence(here: InPlan, e: Explanation) -> str:
    if e.observation.origin == "roll-up":
        return {
            "sum": _("This figure is made of these: it is their sum."),
            "mean": _("This figure is made of these: it is their mean."),
            "weighted": _("This figure is made of these: it is their weighted mean."),
            "never": _("Never added up: a whole is not made from these."),
        }.get(e.rule or "", "")
    return {
        "sum": _added_up(here, e),
        "mean": _("This figure stands by itself; only a whole without one would be the mean of its parts."),
        "weighted": _(
            "This figure stands by itself; only a whole without one would be the weighted mean of its parts."
        ),
        "recompute": _("A whole is counted anew from the rows, not made from these figures."),
        "never": _("Never added up: a whole is not made from these."),
    }.get(e.rule or "", _("The indicator does not say what a whole is to its parts."))


def _added_up(here: InPlan, e: Explanation) -> str:
    """What the parts come to beside a figure that was not made from them."""
    whole, values = e.observation.value, [p.value for p in e.parts if p.value is not None]
    if whole is None or len(values) != len(e.parts) or len(values) != len({p.area for p in e.parts}):
        return _("They would be added up, were there exactly one figure of each.")
    total = sum(map(exact, values), start=Decimal(0))
    apart = total - exact(whole)
    indicator = here.plan.indicator(e.observation.indicator)
    said = {
        "total": here.words.with_unit(number(total), indicator),
        "apart": here.words.with_unit(number(abs(apart)), indicator),
    }
    if apart < 0:
        return _("Added up they come to %(total)s, %(apart)s less than this figure.") % said
    if apart > 0:
        return _("Added up they come to %(total)s, %(apart)s more than this figure.") % said
    return _("Added up they come to %(total)s, exactly this figure.") % said
