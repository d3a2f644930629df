"""What a reader can point at on a chart, as a template that nobody sees until a script brings it to the point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal, TypeAlias

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qualicity.indicators import Observation
from qualicity.portal.charts import Mark
from qualicity.portal.charts.picture import short
from qualicity.portal.context import Here, InPlan
from qualicity.portal.words import HTML_LANG, language_of

Kind: TypeAlias = Literal["time", "rows", "areas", "days", "points"]
"""How marks lie, which tells the script how near is near, and which key leads where."""


def to_point_at(here: Here, marks: Sequence[Mark], kind: Kind) -> SafeString:
    """The marks with their words: those of the tables, with the same links; empty without any."""
    if not marks:
        return SafeString("")
    # Thousands of charts have dozens of marks each: `format_html` takes five times as long.
    said = mark_safe("\n".join(f'<p data-at="{short(m.x)} {short(m.y)}">{_mark(here, m)}</p>' for m in marks))
    label = _("Values: the arrow keys lead from one to the next")
    return format_html(
        '<template class="values" data-kind="{}" data-label="{}">{}</template>', kind, label, said
    )


def _mark(here: Here, mark: Mark) -> str:
    lines = [_own(here, here.say(line)) for line in mark.more]
    heading = escape(here.say(mark.title))
    if mark.figure and isinstance(here, InPlan):
        named = heading or escape(here.words.period(mark.figure))
        url = escape(here.to.figure(mark.figure, here.view.figures))
        value = escape(here.words.quantity(mark.figure))
        heading = f'<a href="{url}">{named}{escape(pgettext("label", ": "))}{value}</a>'
        lines += _vintage(here, mark.figure)
    return f"<b>{heading}</b>{''.join(f'<span>{x}</span>' for x in lines)}"


def _vintage(here: InPlan, figure: Observation) -> Iterator[str]:
    """Who says so, how final it is, and since when it is known."""
    standing = escape(here.words.standing(figure))
    if figure.computed:
        yield standing
    else:
        yield f"{_own(here, here.words.authority(figure.authority))} · {standing}"
    when = here.words.released(figure)
    yield escape(when if figure.computed else _("Released") + pgettext("label", ": ") + when)


def _own(here: Here, text: str) -> str:
    """A text marked with its own language where that is not the page's."""
    lang = language_of(text)
    if lang is None or lang == here.lang:
        return escape(text)
    return f'<i lang="{HTML_LANG[lang]}">{escape(text)}</i>'
