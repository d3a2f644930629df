"""Elements of SDMX-ML as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from qualicity.errors import Text

SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_PLAIN = r'[&<>"\x00-\x1f\x{fffe}\x{ffff}]'
"""What in a text is written otherwise in XML (as a regular expression of RE2)."""
_ENDS = {"\n": "&#10;", "\r": "&#13;"}


def in_xml(text: str) -> str:
    """A text without characters that a document of XML 1.0 cannot hold (clause 2.2)."""
    return _NOT_XML.sub("\ufffd", text)


def said(text: str) -> str:
    """A text as the content of an element."""
    return escape(in_xml(text), _ENDS)


def element(opening: str, *inside: str) -> str:
    """An element with others inside, each on lines of its own; `opening` is its name with its attributes."""
    within = "".join([f"\n{part}" for part in inside]).replace("\n", "\n ")
    return f"<{opening}>{within}\n</{opening.partition(' ')[0]}>"


def in_both(tag: str, words: Text) -> Iterator[str]:
    """A text in each language in which it is known."""
    yield f'<{tag} xml:lang="en">{said(words.en)}</{tag}>'
    if words.zh:
        yield f'<{tag} xml:lang="zh">{said(words.zh)}</{tag}>'
