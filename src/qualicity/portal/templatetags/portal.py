"""What templates write over and over: a status with its mark, a text in the reader's language, a number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.urls import get_script_prefix
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qualicity.assessment import COLOUR_WORDS, LIGHTS, QUOTA_STATUSES, STATUSES, Light, Status
from qualicity.assessment.tasks.programmes import QuotaStatus
from qualicity.errors import Lang, Text
from qualicity.plan import Definition, inner_quotes
from qualicity.plan.tasks import Colour
from qualicity.portal import words
from qualicity.portal.charts import Picture
from qualicity.portal.context import InPlan
from qualicity.portal.exported import dated, edition_of
from qualicity.portal.quotes import Quoted
from qualicity.portal.search import Marked
from qualicity.portal.tables import Cell
from qualicity.portal.values import Kind, to_point_at
from qualicity.portal.words import HTML_LANG
from qualicity.release.exports.schemaorg import dataset

register = template.Library()

# Shape as well as colour tells a status, drawn in the colour of the text around it.
_SHAPES: dict[Status, str] = {
    "achieved": '<circle cx="6.5" cy="6.5" r="6"/>',
    "on_course": '<path d="M6.5 .8 12.6 12H.4z"/>',
    "at_risk": '<path d="M6.5 0 13 6.5 6.5 13 0 6.5z"/>',
    "off_course": '<path d="M.4 1h12.2L6.5 12.2z"/>',
    "missed": '<path d="M2.2 0 6.5 4.3 10.8 0 13 2.2 8.7 6.5 13 10.8 10.8 13 6.5 8.7 2.2 13 0 10.8 4.3 6.5 0 2.2z"/>',
    "not_due": '<path d="M0 5.2h13v2.6H0z"/>',
    "cannot_judge": '<circle cx="6.5" cy="6.5" r="5.2" fill="none" stroke="currentColor" stroke-width="1.6"/>',
}

# The second light is drawn in a square frame: nobody may take it for a verdict.
_FRAME = '<rect x=".8" y=".8" width="11.4" height="11.4" rx="1.4" fill="none" stroke="currentColor" stroke-width="1.6"{}/>'
_TICK = '<path d="M3.4 6.8 5.7 9l4-5" fill="none" stroke="currentColor" stroke-width="1.6"/>'
_LIGHT_SHAPES: dict[Light, str] = {
    "on_time": _FRAME.format("") + '<path d="M4.8 3.6v5.8l4.6-2.9z"/>',
    "due_soon": _FRAME.format("")
    + '<path d="M6.5 3v3.9h3" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "late": '<path fill-rule="evenodd" d="M1.5 0h10A1.5 1.5 0 0 1 13 1.5v10a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 0 11.5'
    'v-10A1.5 1.5 0 0 1 1.5 0zM5.6 2.4v5h1.8v-5zm0 6.4v1.8h1.8V8.8z"/>',
    "done": _FRAME.format("") + _TICK,
    "done_late": _FRAME.format("") + _TICK + '<path d="M1 10.4h11v2H1z"/>',
    "no_date": _FRAME.format(' stroke-dasharray="2 1.8"'),
    "not_reported": _FRAME.format("")
    + '<path d="M3 10 10 3" fill="none" stroke="currentColor" stroke-width="1.6"/>',
}
_OF_QUOTA: dict[QuotaStatus, Light] = {
    "met": "done",
    "missed": "late",
    "on_the_way": "on_time",
    "not_reported": "not_reported",
}


def _lang(context: template.Context) -> Lang:
    lang: Lang = context["lang"]
    return lang


@register.simple_tag(takes_context=True)
def status(context: template.Context, code: Status) -> SafeString:
    """A status: its shape, its colour and its word."""
    return _status(code, _lang(context))


@cache
def _status(code: Status, lang: Lang) -> SafeString:
    shape = mark_safe(_SHAPES[code])
    return format_html(
        '<span class="status status-{}"><svg viewBox="0 0 13 13" width="13" height="13" fill="currentColor" '
        'aria-hidden="true" focusable="false">{}</svg>{}</span>',
        code.replace("_", "-"),
        shape,
        STATUSES[code].get(lang),
    )


@register.simple_tag(takes_context=True)
def light(context: template.Context, code: Light) -> SafeString:
    """The second light: its shape in a square frame, its colour and its word."""
    return _framed(code, LIGHTS[code].get(_lang(context)))


@register.simple_tag(takes_context=True)
def quota(context: template.Context, code: QuotaStatus) -> SafeString:
    """What became of a quota, in the shapes of the second light."""
    return _framed(_OF_QUOTA[code], QUOTA_STATUSES[code].get(_lang(context)))


def _framed(code: Light, word: str) -> SafeString:
    return format_html(
        '<span class="light light-{}"><svg viewBox="0 0 13 13" width="13" height="13" fill="currentColor" '
        'aria-hidden="true" focusable="false">{}</svg>{}</span>',
        code.replace("_", "-"),
        mark_safe(_LIGHT_SHAPES[code]),
        word,
    )


@register.simple_tag(takes_context=True)
def alarm(context: template.Context, colour: Colour | None) -> SafeString | str:
    """The colour of an alarm, as a word in that colour."""
    if colour is None:
        return ""
    word = COLOUR_WORDS[colour].get(_lang(context))
    return format_html(
        '<span class="alarm alarm-{}">{}</span>', colour, _("Alarm: %(colour)s") % {"colour": word}
    )


@register.simple_tag
def dataset_of(here: InPlan) -> SafeString | str:
    """The plan's figures described for search engines (schema.org): data in the page, nothing that runs."""
    if here.static or not dated(here):  # its addresses are not known; it is none
        return ""
    said = json.dumps(dataset(edition_of(here), here.lang), ensure_ascii=False)
    inert = said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(inert))


@register.simple_tag
def bar(part: int, whole: int) -> SafeString:
    """A bar as long as a part is of a whole, for a table that also has the number."""
    width = 120 * part / whole if whole else 0
    return format_html(
        '<svg class="bar-of" viewBox="0 0 120 12" width="120" height="12" aria-hidden="true" focusable="false">'
        '<rect class="whole" x="0" y="1" width="120" height="10"/><rect x="0" y="1" width="{}" height="10"/></svg>',
        f"{width:.1f}",
    )


@register.simple_tag(takes_context=True)
def say(context: template.Context, text: Text | None) -> SafeString | str:
    """A text in the reader's language; where it is known in the other one only, it is marked as that."""
    if text is None:
        return ""
    if not text.lacks(_lang(context)):
        return text.get(_lang(context))
    if _lang(context) == "en":
        return format_html('<span lang="zh-Hans">{}</span> {}', text.en, _other("en"))
    if words.language_of(text.en) != "en":
        return text.en
    return format_html('<span lang="en">{}</span> {}', text.en, _other("zh"))


title = register.simple_tag(say, takes_context=True, name="title")


@register.simple_tag(takes_context=True)
def plain(context: template.Context, text: Text) -> str:
    """A text in the reader's language, or in English, without any mark: for captions and attributes."""
    return text.get(_lang(context))


@register.simple_tag(takes_context=True)
def quoted(context: template.Context, text: str | None) -> SafeString | str:
    """A name or quotation in whatever language: marked up with its own where that is not the page's."""
    if not text:
        return ""
    lang = words.language_of(text)
    if lang is None or lang == _lang(context):
        return text
    return format_html('<span lang="{}">{}</span>', HTML_LANG[lang], text)


register.filter("inner_quotes", inner_quotes)


@register.simple_tag(takes_context=True)
def cells(context: template.Context, row: Sequence[Cell]) -> SafeString:
    """The cells of a row of evidence: a page may have thousands, too many for tags within a template."""
    lang = _lang(context)
    return mark_safe("".join(_cell(cell, lang) for cell in row))


@register.simple_tag(takes_context=True)
def one_row(context: template.Context, row: Sequence[Cell]) -> SafeString:
    """The cells of a row that stands alone, each under its title; most figures' pages have such a one."""
    return mark_safe("".join(_titled(context, cell) for cell in row if cell.text))


def _titled(context: template.Context, cell: Cell) -> str:
    column = cell.column
    shown: str = conditional_escape(quoted(context, cell.text))
    unit = f' <span class="unit">{escape(column.unit)}</span>' if column.unit else ""
    if cell.url:
        outside = ' rel="noopener nofollow"' if cell.outside else ""
        shown = f'<a href="{escape(cell.url)}"{outside}>{shown}</a>'
    used = ' class="used"' if column.used else ""
    return f"<div{used}><dt>{conditional_escape(say(context, column.title))}{unit}</dt><dd>{shown}</dd></div>"


def _cell(cell: Cell, lang: Lang) -> str:
    column, shown = cell.column, str(escape(cell.text))
    written = words.language_of(cell.text) if cell.text else None
    if written is not None and written != lang:
        shown = f'<span lang="{HTML_LANG[written]}">{shown}</span>'
    if cell.url:
        outside = ' rel="noopener nofollow"' if cell.outside else ""
        shown = f'<a href="{escape(cell.url)}"{outside}>{shown}</a>'
    kind = (
        ("r" if column.numeric else "") + (" used" if column.used else "") + ("" if cell.text else " empty")
    )
    return f'<td class="{kind}" data-label="{escape(column.title.get(lang))}">{shown}</td>'


@register.simple_tag(takes_context=True)
def matched(context: template.Context, text: Marked) -> SafeString:
    """A text with its matches marked, in its own language where that is not the page's."""
    if text.lang is None or text.lang == _lang(context):
        return text.html
    return format_html('<span lang="{}">{}</span>', HTML_LANG[text.lang], text.html)


@register.simple_tag(takes_context=True)
def foreign(context: template.Context, text: str | None) -> SafeString | str:
    """A remark that was written in one language only; a reader of Chinese is told that it is English."""
    said = quoted(context, text)
    if not text or _lang(context) == "en" or words.language_of(text) != "en" or not words.is_remark(text):
        return said
    return format_html("{} {}", said, _other("zh"))


def _other(lang: Lang) -> SafeString:
    """The mark of a text that is not in the reader's language."""
    return format_html(
        '<span class="fallback">{}</span>', _("in English") if lang == "zh" else _("in Chinese")
    )


@register.simple_tag(takes_context=True)
def chinese(context: template.Context, text: Text, tag: str, style: str = "") -> SafeString | str:
    """On an English page the Chinese name beside the English one, as an element; nothing where there is but one."""
    if _lang(context) != "en" or not text.zh or text.lacks("en"):
        return ""
    name = format_html(' class="{}"', style) if style else ""
    return format_html('<{}{} lang="zh-Hans">{}</{}>', tag, name, text.zh, tag)


@register.simple_tag(takes_context=True)
def breakable(context: template.Context, text: str) -> SafeString:
    """A name that may be a long identifier: a line may end after an underscore."""
    return mark_safe(conditional_escape(quoted(context, text)).replace("_", "_<wbr>"))


@register.simple_tag(takes_context=True)
def quotation(context: template.Context, clauses: Sequence[Quoted]) -> SafeString:
    """Clauses as one quotation in quotation marks; what is left out shows as an ellipsis."""
    parts: list[str] = []
    other = False
    for n, q in enumerate(clauses):
        said = inner_quotes(q.text.get(_lang(context)))
        if n == len(clauses) - 1:
            said = said.rstrip(",;，； ")
        if n:
            parts.append(" … " if q.gap else "" if words.language_of(said) == "zh" else " ")
        elif said[:1].islower():
            parts.append("…")
        other = other or q.text.lacks(_lang(context))
        shown = quoted(context, said)
        parts.append(format_html("<mark>{}</mark>", shown) if q.marked else conditional_escape(shown))
    mark = format_html(" {}", _other(_lang(context))) if other else ""
    return format_html("“{}”{}", mark_safe("".join(parts)), mark)


@register.simple_tag(takes_context=True)
def link(context: template.Context, page: str, name: str) -> str:
    """The address of a page about something: a method of `Addresses` that takes its id."""
    address: str = getattr(context["to"], page)(name)
    return address


@register.simple_tag(takes_context=True)
def dataset_name(context: template.Context, dataset_id: str) -> SafeString | str:
    """A dataset by its title; by its id where the plan has none of that id."""
    dataset = context["here"].plan.dataset(dataset_id)
    return say(context, dataset.title) if dataset else format_html("<code>{}</code>", dataset_id)


@register.simple_tag(takes_context=True)
def definition_name(context: template.Context, definition: Definition) -> SafeString | str:
    """A definition by its title; by its id where it has none."""
    return (
        say(context, definition.title) if definition.title else format_html("<code>{}</code>", definition.id)
    )


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: Any) -> str:
    """A date in words."""
    return words.day(value, _lang(context)) if value else ""


@register.simple_tag(takes_context=True)
def moment(context: template.Context, value: datetime) -> str:
    """A day with its time, in UTC."""
    return words.moment(value, _lang(context))


@register.simple_tag(takes_context=True)
def values(context: template.Context, chart: Picture, kind: Kind) -> SafeString:
    """What a reader can point at on a chart, for the script that brings it there."""
    here, marks = context["here"], chart.marks
    if kind != "time":
        return to_point_at(here, marks, kind)
    # A chart over time is kept, and so are its marks: what is kept with them tells them by what they are.
    key = ("values", id(marks), tuple(here.to.query.items()))
    kept: tuple[object, SafeString] = here.opened.keep(key, lambda: (marks, to_point_at(here, marks, kind)))
    return kept[1]


class _Framed(template.Node):
    """A part of the frame that is the same on all pages of a section: made once for each language."""

    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        here = context["here"]
        if not isinstance(here, InPlan):
            return self.nodelist.render(context)
        key = (
            "frame",
            self.name,
            get_script_prefix(),
            here.lang,
            here.static,
            tuple(here.to.query.items()),
            context["section"],
            context["current"],
        )
        return here.opened.keep(key, lambda: self.nodelist.render(context))


@register.tag
def framed(parser: template.base.Parser, token: template.base.Token) -> _Framed:
    """`{% framed "name" %}…{% endframed %}`: what tells one page from others but its section must not be in it."""
    nodelist = parser.parse(("endframed",))
    parser.delete_first_token()
    return _Framed(token.split_contents()[1], nodelist)


@register.filter
def web(address: str | None) -> str:
    """An address that somebody wrote, if it leads to the web; nothing for `javascript:` and the like, which is no link."""
    return words.web(address)


@register.filter
def number(value: Decimal | float | None) -> str:
    """A number with thousands set off and no trailing zeros."""
    return words.number(value)


@register.filter
def safe_svg(markup: str) -> SafeString:
    """SVG that the portal itself has drawn."""
    return mark_safe(markup)
