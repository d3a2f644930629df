"""Rows of tables that may have ten thousand of them: tags within a template would take seconds for those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qualicity.portal import words
from qualicity.portal.tables import FigureRow
from qualicity.portal.templatetags.portal import quoted, say, status

if TYPE_CHECKING:
    from qualicity.portal.views.track import ForecastRow

register = template.Library()


@register.simple_tag(takes_context=True)
def published_rows(context: template.Context, rows: Sequence[FigureRow]) -> SafeString:
    """Figures that an organisation published, as rows of a table."""
    area, figure, definition = (f'data-label="{_(x)}"' for x in ("Area", "Figure", "Definition"))
    released, source = (f'data-label="{_(x)}"' for x in ("Released", "Source"))
    found = []
    for row in rows:
        old = ("", "") if row.o.current else (' class="superseded"', f" · {_('revised since')}")
        said = row.o.source
        title = str(conditional_escape(quoted(context, said.title))) if said else ""
        if said and words.web(said.url):
            title = f'<a href="{escape(words.web(said.url))}" rel="noopener nofollow">{title}</a>'
        found.append(
            f'<tr{old[0]}><th scope="row">{escape(row.period)}</th><td {area}>{escape(row.area)}</td>'
            f'<td class="r" {figure}><span><a class="num" href="{escape(row.url)}">'
            f'{conditional_escape(quoted(context, row.quantity))}</a><span class="u">{escape(row.standing)}{old[1]}</span>'
            f"</span></td><td {definition}><code>{escape(row.o.definition)}</code></td>"
            f"<td {released}>{escape(row.released)}</td><td {source}><span>{title}</span></td></tr>"
        )
    return mark_safe("".join(found))


@register.simple_tag(takes_context=True)
def forecast_rows(context: template.Context, rows: Sequence[ForecastRow]) -> SafeString:
    """What was said of targets, as rows of a table."""
    on, verdict, probability = (f'data-label="{_(x)}"' for x in ("On", "Verdict", "Probability"))
    due, came = (f'data-label="{_(x)}"' for x in ("Due", "What came"))
    found = []
    for row in rows:
        how, reason, outcome, title = (
            conditional_escape(say(context, text))
            for text in (row.how, row.f.chance.reason, row.outcome, row.f.target.title)
        )
        found.append(
            f'<tr><th scope="row"><a href="{escape(row.url)}">{title}</a></th>'
            f'<td {on}><span>{escape(row.when)} <span class="u">{how}</span></span></td>'
            f"<td {verdict}>{status(context, row.f.status)}</td>"
            f'<td {probability}><span>{escape(row.said)} <span class="u">{reason}</span></span></td>'
            f"<td {due}>{escape(row.due)}</td><td {came}>{outcome}</td></tr>"
        )
    return mark_safe("".join(found))
