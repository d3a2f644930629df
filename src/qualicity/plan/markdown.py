"""The Markdown of a plan's pages: what of it is shown. No raw HTML, no images, links to the web or within the site only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from qualicity.errors import Text
from qualicity.plan.binding import BRACES

BINDING = "binding"
"""The type of the token that a `{{ … }}` becomes; its content is what stands in the page."""

_SAFE = re.compile(r"https?://|(?![a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
_TEXT = {
    "html": Text("raw HTML is shown as it is typed: write Markdown", "HTML 标记会原样显示：请使用 Markdown"),
    "image": Text("images are not shown: a page is words and figures", "不显示图片：页面只含文字与数值"),
}


def parser() -> MarkdownIt:
    """CommonMark with tables, bound figures, and nothing that a page could be harmed by."""
    markdown = _plain(html=False)
    markdown.disable("image")
    markdown.validateLink = _is_safe  # type: ignore[method-assign]
    return markdown


def refused(text: str) -> Iterator[tuple[int, Text]]:
    """What of a page `parser` does not show as it was meant: lines from 0, and words."""
    markdown = _plain(html=True)
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    for block in markdown.parse(text):
        line = block.map[0] if block.map else 0
        for token in (block, *(block.children or ())):
            told = _refused(token)
            if told:
                yield line, told


def commonmark(*, html: bool = False) -> MarkdownIt:
    """CommonMark with tables: what every text of ours is written in."""
    return MarkdownIt("commonmark", {"html": html}).enable("table")


def _plain(*, html: bool) -> MarkdownIt:
    markdown = commonmark(html=html)
    markdown.inline.ruler.before("escape", BINDING, _binding)
    return markdown


def _binding(state: StateInline, silent: bool) -> bool:
    found = BRACES.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push(BINDING, "", 0)
        token.content, token.meta = found[0], {"in_link": state.linkLevel > 0}
    state.pos = found.end()
    return True


def _is_safe(url: str) -> bool:
    return _SAFE.match(url.strip()) is not None


def _refused(token: Token) -> Text | None:
    if token.type in ("html_block", "html_inline"):
        return _TEXT["html"]
    if token.type == "image":
        return _TEXT["image"]
    url = str(token.attrs.get("href", ""))
    if token.type == "link_open" and not _is_safe(url):
        return Text(
            f"'{url}' is no link to the web: it is shown as it is typed", f"“{url}”不是网页链接，将原样显示"
        )
    return None
