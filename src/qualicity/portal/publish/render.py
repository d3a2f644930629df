"""One answer of the portal, asked for in this process, and made fit for a file."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from qualicity.portal.context import STATIC
from qualicity.portal.publish.places import ENTRIES, address, file_of, link

_LINK = re.compile(r' (href|src|action)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal answered."""

    status: int
    kind: str
    body: bytes


def ask(application: Callable[..., Iterable[bytes]], url: str) -> Answer:
    """The portal's answer at an address, as it gives it to a static site."""
    parts = urlsplit(url)
    told: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        told.update(status=status, **{k.lower(): v for k, v in headers})

    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        STATIC: True,
    }
    answered = application(environ, start)
    try:
        body = b"".join(answered)
    finally:
        getattr(answered, "close", lambda: None)()
    return Answer(int(told["status"][:3]), told.get("content-type", ""), body)


@lru_cache(maxsize=50_000)
def _leads(said: str, prefix: str) -> tuple[str, str | None, str]:
    """Where a link leads: the address, its file and the fragment. Most links stand on many pages."""
    to, fragment = urldefrag(said)
    to = address(to)
    return to, file_of(to, prefix), fragment


def with_relative_links(page: str, url: str, file: str, prefix: str) -> tuple[str, tuple[str, ...]]:
    """A page whose links lead from its file to other files; and the addresses that these are made from.

    A link to what the site cannot have loses its address and stands as words.
    """
    found: dict[str, None] = {}

    def changed(match: re.Match[str]) -> str:
        said = html.unescape(match[2])
        if said.startswith("#") or (not said.startswith("/") and urlsplit(said).scheme):
            return match[0]
        plain = said.startswith("/") and "/." not in said
        to, there, fragment = _leads(said if plain else urljoin(url, said), prefix)
        if there is None:
            return ""
        if there != ENTRIES:
            found[to] = None
        written = link(file, there) + (f"#{fragment}" if fragment else "")
        return f' {match[1]}="{html.escape(written)}"'

    return _LINK.sub(changed, page), tuple(found)
