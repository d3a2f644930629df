"""One answer of the portal, asked for in this process, and made fit for a file."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_resolver, get_urlconf, set_urlconf
from django.utils import translation

from qualicity.portal.context import STATIC
from qualicity.portal.publish.places import address, file_of, link
from qualicity.portal.released import Releases

ADDRESSES = "qualicity.portal.public_urls"
_LINK = re.compile(r' (href|src|action)="([^"]*)"')


@contextmanager
def public_addresses() -> Iterator[None]:
    """Within, no other addresses than the public pages' are known: what people work with takes a second to be read."""
    before = get_urlconf()
    set_urlconf(ADDRESSES)
    try:
        yield
    finally:
        set_urlconf(before)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal answered."""

    status: int
    kind: str
    body: bytes


def ask(url: str) -> Answer:
    """The portal's answer at an address, as it gives it to a static site.

    A file has no headers, and nobody who asks for it too often: of the portal's middleware it needs what says which
    release and which language its address is of.
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    if path.startswith("/static/"):
        return _static(path.removeprefix("/static/"))
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        STATIC: True,
    }
    with public_addresses():
        answered = _answered(WSGIRequest(environ))
        body = answered.getvalue()
    if answered.streaming:
        answered.close()
    return Answer(answered.status_code, answered["Content-Type"], body)


def _viewed(request: HttpRequest) -> HttpResponseBase:
    translation.activate(translation.get_language_from_path(request.path_info) or "en")
    match = request.resolver_match = get_resolver(ADDRESSES).resolve(request.path_info)
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


_answered: Callable[[HttpRequest], Any] = convert_exception_to_response(
    Releases(cast("Callable[[HttpRequest], HttpResponseBase]", convert_exception_to_response(_viewed)))
)


def _static(name: str) -> Answer:
    found = finders.find(name)
    return Answer(200, "", Path(found).read_bytes()) if found else Answer(404, "", b"")


@lru_cache(maxsize=50_000)
def _leads(said: str, prefix: str) -> tuple[str, str | None, str]:
    """Where a link leads: the address, its file and the fragment. Most links stand on many pages."""
    to, fragment = urldefrag(said) if "#" in said else (said, "")
    to = address(to)
    return to, file_of(to, prefix), fragment


def with_relative_links(page: str, url: str, file: str, prefix: str) -> tuple[str, tuple[str, ...]]:
    """A page whose links lead from its file to other files; and the addresses that these are made from.

    A link to what the site cannot have loses its address and stands as words.
    """
    found: dict[str, None] = {}
    before: dict[str, str] = {}

    def changed(match: re.Match[str]) -> str:
        if match[0] not in before:
            before[match[0]] = relative(match)
        return before[match[0]]

    def relative(match: re.Match[str]) -> str:
        said = html.unescape(match[2]) if "&" in match[2] else match[2]
        if said.startswith("#") or (not said.startswith("/") and urlsplit(said).scheme):
            return match[0]
        plain = said.startswith("/") and "/." not in said
        to, there, fragment = _leads(said if plain else urljoin(url, said), prefix)
        if there is None:
            return ""
        found[to] = None
        written = link(file, there) + (f"#{fragment}" if fragment else "")
        return f' {match[1]}="{html.escape(written)}"'

    return _LINK.sub(changed, page), tuple(found)
