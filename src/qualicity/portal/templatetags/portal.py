"""What templates write over and over: a status with its mark, a text in the reader's language, a number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qualicity.assessment import STATUSES, Status
from qualicity.errors import Lang, Text
from qualicity.portal import words
from qualicity.portal.quotes import Quoted
from qualicity.portal.words import HTML_LANG

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


def _lang(context: template.Context) -> Lang:
    lang: Lang = context["lang"]
    return lang


@register.simple_tag(takes_context=True)
def status(context: template.Context, code: Status) -> SafeString:
    """A status: its shape, its colour and its word."""
    shape = mark_safe(_SHAPES[code])
    return format_html(
        '<span class="status status-{}"><svg viewBox="0 0 13 13" width="13" height="13" fill="currentColor" '
        'aria-hidden="true" focusable="false">{}</svg>{}</span>',
        code.replace("_", "-"),
        shape,
        STATUSES[code].get(_lang(context)),
    )


@register.simple_tag(takes_context=True)
def say(context: template.Context, text: Text | None) -> SafeString | str:
    """A text in the reader's language; where it is known in English only, it is marked as English."""
    if text is None:
        return ""
    if not text.lacks(_lang(context)):
        return text.get(_lang(context))
    if words.language_of(text.en) != "en":
        return text.en
    return format_html('<span lang="en">{}</span> {}', text.en, _english())


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


@register.simple_tag(takes_context=True)
def foreign(context: template.Context, text: str | None) -> SafeString | str:
    """A remark that was written in one language only; a reader of Chinese is told that it is English."""
    said = quoted(context, text)
    if not text or _lang(context) == "en" or words.language_of(text) != "en" or not words.is_remark(text):
        return said
    return format_html("{} {}", said, _english())


def _english() -> SafeString:
    return format_html('<span class="fallback">{}</span>', _("in English"))


@register.simple_tag(takes_context=True)
def breakable(context: template.Context, text: str) -> SafeString:
    """A name that may be a long identifier: a line may end after an underscore."""
    return mark_safe(conditional_escape(quoted(context, text)).replace("_", "_<wbr>"))


@register.simple_tag(takes_context=True)
def quotation(context: template.Context, clauses: Sequence[Quoted]) -> SafeString:
    """Clauses as one quotation in quotation marks; what is left out shows as an ellipsis."""
    parts: list[str] = []
    english = False
    for n, q in enumerate(clauses):
        said = q.text.get(_lang(context))
        if n == len(clauses) - 1:
            said = said.rstrip(",;，； ")
        if n:
            parts.append(" … " if q.gap else " ")
        elif said[:1].islower():
            parts.append("…")
        english = english or q.text.lacks(_lang(context))
        shown = quoted(context, said)
        parts.append(format_html("<mark>{}</mark>", shown) if q.marked else conditional_escape(shown))
    mark = format_html(" {}", _english()) if english else ""
    return format_html("“{}”{}", mark_safe("".join(parts)), mark)


@register.simple_tag(takes_context=True)
def link(context: template.Context, page: str, name: str) -> str:
    """The address of a page about something: a method of `Addresses` that takes its id."""
    address: str = getattr(context["to"], page)(name)
    return address


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: Any) -> str:
    """A date in words."""
    return words.day(value, _lang(context)) if value else ""


@register.filter
def number(value: Decimal | float | None) -> str:
    """A number with thousands set off and no trailing zeros."""
    return words.number(value)


@register.filter
def safe_svg(markup: str) -> SafeString:
    """SVG that the portal itself has drawn."""
    return mark_safe(markup)
