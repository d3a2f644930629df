"""Headers that every answer carries, and queries that none is given to."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBase

LONGEST_QUERY = 1000
"""Parts of a query: only forms of the workbench send more, and not as a query."""

# Pages run the portal's own scripts only, none of them written in a page, and load nothing from elsewhere.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class Headers:
    """Adds what keeps a page from running or embedding anything foreign, and from being embedded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-site")
        if "as_of" in request.GET or "q" in request.GET:
            # One page for each day of the past, or for each query, would drown a search engine, and this machine.
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if "key" in request.GET:  # what its sender alone may see of a doubt
            response.headers["Cache-Control"] = "no-store"
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class Queries:
    """Refuses a query of too many parts, which no page of ours asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.get("QUERY_STRING", "").count("&") >= LONGEST_QUERY:
            raise TooManyFieldsSent
        return self.get_response(request)
