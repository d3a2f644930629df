"""What stands about doubts on the page of a target, an indicator or a figure."""

from __future__ import annotations

from typing import Any

from django import template

from qualicity.indicators import Observation
from qualicity.portal.context import InPlan
from qualicity.portal.doubted import board_of, form_address, of_figure
from qualicity.portal.doubts.about import About

register = template.Library()


@register.inclusion_tag("portal/_doubting.html", takes_context=True)
def doubting(
    context: template.Context, target: str = "", indicator: str = "", figure: Observation | None = None
) -> dict[str, Any]:
    """The way to the form, how many doubts about it are open or answered, and correction notices."""
    from qualicity.portal.views.doubts import notices, row

    here: InPlan = context["here"]
    about = of_figure(figure) if figure else About(target=target, indicator=indicator)
    found = [c for c in board_of(here).cases if c.about.concerns(about, here.plan)]
    waiting = [row(here, c) for c in found if c.state == "open"]
    return {
        "lang": context["lang"],
        "to": here.to,
        "form_url": form_address(here, about),
        "waiting": waiting,
        "oldest": waiting[-1] if waiting else None,
        "answered": [row(here, c) for c in found if c.public],
        "notices": [n for n in notices(here, found) if n.standing],
    }
