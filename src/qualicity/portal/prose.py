"""A narrative page as HTML: its Markdown, with every binding written as the figure or verdict that it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token

from qualicity.assessment import Said
from qualicity.errors import Lang
from qualicity.plan.markdown import BINDING, parser
from qualicity.portal.context import InPlan
from qualicity.portal.templatetags.portal import status
from qualicity.portal.words import Words

NOTE = "not-as-written"
"""The place on a page where it is told what does not hold."""


def html(here: InPlan, markdown: str, lang: Lang, found: Mapping[str, Said]) -> SafeString:
    """A page's text in the language that it was written in; `found` is what each binding says now, by its source."""
    reader = parser()
    reader.add_render_rule(BINDING, _write)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    tokens = reader.parse(markdown)
    for token in tokens:
        _fit(token)
        for child in token.children or ():
            _fit(child)
    with override(lang):
        env = {"here": here, "words": Words(here.plan, lang, here.areas), "found": found}
        return mark_safe(
            str(reader.renderer.render(tokens, reader.options, env))
        )  # escaped by the renderer and by _write


def _fit(token: Token) -> None:
    """A page's heading is its title, so those in its text are below; no styles inline; links out say so."""
    if token.type in ("heading_open", "heading_close") and token.tag == "h1":
        token.tag = "h2"
    if token.attrs.pop("style", None) == "text-align:right":
        token.attrSet("class", "r")
    if token.type == "th_open":
        token.attrSet("scope", "col")
    if token.type == "link_open" and str(token.attrs.get("href", "")).startswith(("http:", "https:")):
        token.attrSet("rel", "noopener nofollow")


def _table_open(*_: Any) -> str:
    """On a phone a table of many years is moved under the finger, or with the arrow keys; the page is not."""
    return '<div class="wide-table" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _write(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Mapping[str, Any]
) -> str:
    token = tokens[index]
    found: Said | None = env["found"].get(token.content)
    if found is None:  # a binding that could not be read; `check` names it
        return str(format_html("<code>{}</code>", token.content))
    here: InPlan = env["here"]
    shown = _shown(here, env["words"], found, linked=not token.meta["in_link"]) if found.binding.shown else ""
    if found.holds:
        return str(shown)
    if token.meta["in_link"]:
        return str(format_html("<mark>{}</mark>", shown))
    mark = format_html('<a class="flag" href="#{}">{}</a>', NOTE, _("not as written"))
    return str(format_html("<mark>{}</mark> {}", shown, mark) if shown else mark)


def _shown(here: InPlan, words: Words, found: Said, *, linked: bool) -> SafeString:
    if found.verdict:
        word = status(Context({"lang": words.lang}), found.verdict.status)
        return _link("bare", here.to.target(found.binding.name), word) if linked else word
    if found.figure is None:
        return format_html('<span class="nothing">{}</span>', _("no figure"))
    written = figure_words(words, found)
    if not linked:
        return format_html("{}", written)
    return _link("bound", here.to.figure(found.figure, here.view.figures), written)


def figure_words(words: Words, found: Said) -> str:
    """A figure as a page writes it: to its decimals, with the unit unless that is left out."""
    o, b, value = found.figure, found.binding, found.value
    if o is None:
        return ""
    if value is None:
        return words.value(o)
    digits = "" if b.decimals is None else f"{value + 0:,f}".replace("-", "−")
    written = words.value(o, digits)
    return words.with_unit(written, words.plan.indicator(o.indicator)) if b.unit else written


def _link(kind: str, url: str, words: str) -> SafeString:
    return format_html('<a class="{}" href="{}">{}</a>', kind, url, words)
