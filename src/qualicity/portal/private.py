"""Middleware that only private addresses pass: elsewhere no session is looked for and no cookie is set."""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django_htmx.middleware import HtmxMiddleware

from qualicity.portal.accounts import IDLE, LONGEST, PRIVATE

LARGEST_SENT = 51 * 2**20
"""Bytes of a request: a file of the largest size, and what stands around it."""
_DRAINED = 256 * 2**20
_Next = Callable[[HttpRequest], HttpResponseBase]


def _only_private(middleware: Any) -> Any:
    """The middleware, passed by at every public address."""

    class Only:
        def __init__(self, get_response: _Next) -> None:
            self.inside, self.beside = middleware(get_response), get_response
            view = getattr(self.inside, "process_view", None)
            if view is not None:
                self.process_view = lambda request, *said: (
                    view(request, *said) if PRIVATE.match(request.path_info) else None
                )

        def __call__(self, request: HttpRequest) -> HttpResponseBase:
            private = PRIVATE.match(request.path_info)
            answer: HttpResponseBase = self.inside(request) if private else self.beside(request)
            return answer

    Only.__name__ = Only.__qualname__ = middleware.__name__
    return Only


def look(request: HttpRequest) -> dict[str, Any]:
    """What pages of accounts show around their content: of the workbench's pages only what needs no plan."""
    if not PRIVATE.match(request.path_info):
        return {}
    from qualicity.portal.workbench.pages import around

    return {"messages": get_messages(request), **around(request)}


clock = time
"""The seconds by which sessions end."""
_A_MINUTE = 60


class _Ending:
    """Ends sessions that are old, or in which nothing was asked for long."""

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            session, now = request.session, clock()
            began, seen = session.get("began", now), session.get("seen", now)
            if now - began > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
                logout(request)
            elif "began" not in session or now - seen > _A_MINUTE:
                session["began"], session["seen"] = began, now
        return self.get_response(request)


class Sizes:
    """What is too large to be taken is refused before any of it is kept or looked into.

    It is read to its end nevertheless (up to `_DRAINED`): a browser that is cut off while it sends shows no answer.
    """

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        private = request.method == "POST" and PRIVATE.match(request.path_info)
        if not private or int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_SENT:
            return self.get_response(request)
        read = 0
        while read < _DRAINED and (piece := request.read(1 << 20)):
            read += len(piece)
        from qualicity.portal.workbench.pages import too_large

        return too_large(request)


Sessions = _only_private(SessionMiddleware)
Csrf = _only_private(CsrfViewMiddleware)
People = _only_private(AuthenticationMiddleware)
Ending = _only_private(_Ending)
Messages = _only_private(MessageMiddleware)
Htmx = _only_private(HtmxMiddleware)
