"""What a reader can point at on a chart, as a template that nobody sees until a script brings it to the point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
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
    row = '<p data-at="{} {}">{}</p>'
    said = format_html_join("\n", row, ((short(m.x), short(m.y), _mark(here, m)) for m in marks))
    label = _("Values: the arrow keys lead from one to the next")
    return format_html(
        '<template class="values" data-kind="{}" data-label="{}">{}</template>', kind, label, said
    )


def _mark(here: Here, mark: Mark) -> SafeString:
    lines: list[SafeString | str] = [_own(here, here.say(line)) for line in mark.more]
    heading: SafeString | str = here.say(mark.title)
    if mark.figure and isinstance(here, InPlan):
        named = heading or here.words.period(mark.figure)
        heading = format_html(
            '<a href="{}">{}{}{}</a>',
            here.to.figure(mark.figure, here.view.figures),
            named,
            pgettext("label", ": "),
            here.words.quantity(mark.figure),
        )
        lines += _vintage(here, mark.figure)
    return format_html("<b>{}</b>{}", heading, format_html_join("", "<span>{}</span>", ((x,) for x in lines)))


def _vintage(here: InPlan, figure: Observation) -> Iterator[SafeString | str]:
    """Who says so, how final it is, and since when it is known."""
    standing = here.words.standing(figure)
    if figure.computed:
        yield standing
    else:
        authority = _own(here, here.words.authority(figure.authority))
        yield format_html("{} · {}", authority, standing)
    when = here.words.released(figure)
    yield when if figure.computed else _("Released") + pgettext("label", ": ") + when


def _own(here: Here, text: str) -> SafeString:
    """A text marked with its own language where that is not the page's."""
    lang = language_of(text)
    if lang is None or lang == here.lang:
        return conditional_escape(text)
    return format_html('<i lang="{}">{}</i>', HTML_LANG[lang], text)
