"""Markdown as safe HTML: no HTML of its own passes, tables can be scrolled, other languages are marked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qualicity.errors import Lang
from qualicity.plan.markdown import commonmark
from qualicity.portal.words import HTML_LANG, language_of


def render(text: str, lang: Lang, caption: str = "") -> SafeString:
    """Markdown on a page in a language; `caption` names its tables for those who cannot see them."""
    tokens = _parser().parse(text)
    _mark_languages(tokens, lang)
    html: str = _parser().renderer.render(tokens, _parser().options, {"caption": caption})
    return mark_safe(html)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = commonmark()
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    parser.add_render_rule("fence", _fence)
    return parser


def _mark_languages(tokens: Sequence[Token], lang: Lang) -> None:
    """Give what is in another language than the page its own `lang`, on the element that holds it."""
    for n, token in enumerate(tokens):
        if token.type != "inline":
            continue
        own = language_of("".join(t.content for t in token.children or () if t.type == "text"))
        holder = next((t for t in reversed(tokens[:n]) if t.nesting == 1 and not t.hidden), None)
        if own and own != lang and holder:
            holder.attrSet("lang", HTML_LANG[own])


def _table_open(_self: Any, _tokens: Any, _n: int, _options: Any, env: dict[str, str]) -> str:
    return format_html(
        '<div class="sideways" role="group" tabindex="0" aria-label="{}"><table>\n', env["caption"]
    )


def _fence(_self: Any, tokens: Sequence[Token], n: int, _options: Any, env: dict[str, str]) -> str:
    return format_html(
        '<div class="sideways" role="group" tabindex="0" aria-label="{}"><pre><code>{}</code></pre></div>\n',
        env["caption"],
        tokens[n].content,
    )
