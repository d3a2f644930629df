"""The manners of HTTP, the same for every resource by which programs report: tokens, methods, limits, what goes wrong.

No cookie is set or read, and no other site's script may read an answer: programs call from servers.
"""

from __future__ import annotations

import logging
from math import ceil

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLResolver, get_script_prefix
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern, ResolverMatch
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import ValidationError

from qualicity.errors import QualicityError, Text
from qualicity.portal import limits
from qualicity.portal.api.door import broken, invalid, parameters
from qualicity.portal.pages import as_json
from qualicity.portal.workbench.api import problems
from qualicity.portal.workbench.api.caller import CALLER, Caller, let_in
from qualicity.portal.workbench.api.docs import docs
from qualicity.portal.workbench.api.document import METHODS, document
from qualicity.portal.workbench.api.problems import WorkError
from qualicity.portal.workbench.api.resources import ROOT, api

_LOG = logging.getLogger("django.request")
_RESOURCES = URLResolver(RegexPattern(r"^"), api.urls[0])


@csrf_exempt
def door(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """What answers every address by which programs report, `rest` being what comes after its version."""
    asked = request.method
    try:
        response = _answer(request, rest or "")
    except QualicityError as error:
        response = problems.answer(request, problems.of(error))
    except Exception:
        _LOG.exception("%s", request.path)
        response = problems.answer(request, broken())
    if asked == "HEAD" and isinstance(response, HttpResponse):
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    request.method = asked
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_vary_headers(response, ("Accept-Language", "Authorization"))
    return response


def _answer(request: HttpRequest, rest: str) -> HttpResponseBase:
    if get_script_prefix() != "/":
        raise _nothing()  # a release is read, and takes nothing in
    if request.method == "HEAD":
        request.method = "GET"
    if request.method == "GET" and rest in ("openapi.json", "docs"):
        return as_json(document()) if rest == "openapi.json" else docs(request)
    caller = let_in(request)
    _require_share(request, caller)
    match = _resolved(rest)
    path = f"/{ROOT}/{match.route.replace('<', '{').replace('>', '}')}"
    offered = document()["paths"][path]
    allowed = ", ".join(m for m in METHODS if m.lower() in offered)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allowed})
    operation = offered.get(str(request.method).lower())
    if operation is None:
        raise WorkError(
            "no-such-method",
            Text(f"Only {allowed} are answered here.", f"此处只接受 {allowed}。"),
            headers={"Allow": allowed},
        )
    parameters(request, {**operation, "parameters": operation.get("parameters", [])})
    request.META[CALLER] = caller
    try:
        response: HttpResponseBase = match.func(request, **match.kwargs)
    except ValidationError as error:
        raise invalid(error) from None
    return response


def _require_share(request: HttpRequest, caller: Caller) -> None:
    """Errors: `WorkError` for a token that has sent or computed more than its share."""
    share = limits.current()
    costly = request.method not in ("GET", "OPTIONS") or request.path_info.endswith("/effect")
    wait = share.wait("send", f"token {caller.token.pk}") if share is not None and costly else 0.0
    if wait:
        seconds = ceil(wait)
        raise WorkError(
            "too-many-requests",
            Text(f"Ask again in {seconds} s.", f"请在 {seconds} 秒后再试。"),
            headers={"Retry-After": str(seconds)},
        )


def _resolved(rest: str) -> ResolverMatch:
    try:
        return _RESOURCES.resolve(rest)
    except Resolver404:
        raise _nothing() from None


def _nothing() -> WorkError:
    return WorkError(
        "not-found",
        Text(
            f"There is no resource at this address; /{ROOT}/openapi.json lists all.",
            f"此地址没有资源；全部资源见 /{ROOT}/openapi.json。",
        ),
    )
