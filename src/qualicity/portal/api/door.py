"""The manners of HTTP, the same for every resource: forms, methods, caching, other sites, and what goes wrong."""

from __future__ import annotations

import logging
import re
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import URLResolver
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern, ResolverMatch
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import ValidationError

from qualicity.errors import QualicityError, Text, did_you_mean
from qualicity.portal import catalogue
from qualicity.portal.api import problems
from qualicity.portal.api.asked import RELEASE
from qualicity.portal.api.document import document
from qualicity.portal.api.links import ROOT, prefix
from qualicity.portal.api.problems import ApiError, Fault
from qualicity.portal.api.resources import CSV, NEXT, api
from qualicity.portal.api.state import state
from qualicity.portal.pages import as_json, language
from qualicity.portal.released import public_releases, released

_JSON, _CSV = "application/json", "text/csv"
_METHODS = "GET, HEAD, OPTIONS"
_MONTH = 30 * 24 * 3600
_LOG = logging.getLogger("django.request")

_RESOURCES = URLResolver(RegexPattern(r"^"), api.urls[0])


@csrf_exempt
def door(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """What answers every address of the API, `rest` being what comes after its version."""
    asked = request.method
    try:
        response = _answer(request, rest)
    except QualicityError as error:
        response = problems.answer(request, problems.of(error))
    except Exception:
        _LOG.exception("%s", request.path)
        response = problems.answer(request, broken())
    request.method = asked
    if asked == "HEAD" and isinstance(response, HttpResponse):
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return problems.opened(response)


def broken() -> ApiError:
    return ApiError(
        "broken",
        Text(
            "This is an error of ours, not of your request; it has been noted.",
            "这是本站的错误，与您的请求无关；已记录在案。",
        ),
    )


def _answer(request: HttpRequest, rest: str) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return _options()
    if request.method not in ("GET", "HEAD"):
        raise ApiError(
            "method-not-allowed",
            Text(f"Only {_METHODS} are answered here.", f"此处只接受 {_METHODS}。"),
            headers={"Allow": _METHODS},
        )
    request.method = "GET"
    if rest.rstrip("/") == "docs":
        return HttpResponseRedirect(f"{prefix()}/{language(request)}/api/")
    bare, form = _form_of(rest)
    if bare == "openapi":
        _forms(request, form, {_JSON})
        return _kept(request, as_json(document()))
    match = _resolved(bare.rstrip("/"))
    if bare.endswith("/"):
        return HttpResponsePermanentRedirect(request.get_full_path().replace("/?", "?", 1).rstrip("/"))
    operation = _operation(match)
    as_csv = _forms(request, form, set(operation["responses"]["200"]["content"])) == _CSV
    parameters(request, operation)
    if as_csv:
        request.META[CSV] = True
    with _state(request):
        return _resource(request, match, operation)


def _options() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Allow": _METHODS,
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )


def _form_of(rest: str) -> tuple[str, str]:
    """The address without its ending, and the form that the ending asks for."""
    for ending, form in ((".json", _JSON), (".csv", _CSV)):
        if rest.endswith(ending):
            return rest.removesuffix(ending), form
    return rest, ""


def _resolved(bare: str) -> ResolverMatch:
    try:
        return _RESOURCES.resolve(bare)
    except Resolver404:
        raise ApiError(
            "not-found",
            Text(
                f"There is no resource at this address; /{ROOT}/openapi.json lists all (they end without a slash).",
                f"此地址没有资源；全部资源见 /{ROOT}/openapi.json（地址末尾不带斜杠）。",
            ),
        ) from None


def _operation(match: ResolverMatch) -> dict[str, Any]:
    path = f"/{ROOT}/{match.route.replace('<', '{').replace('>', '}')}".rstrip("/")
    found: dict[str, Any] = document()["paths"][path]["get"]
    return found


def _forms(request: HttpRequest, form: str, there: set[str]) -> str:
    """The form of the answer: what the address ends with, else the first that the reader accepts."""
    if form:
        if form not in there:
            raise ApiError(
                "not-found",
                Text("This resource is no table: take it as .json.", "该资源不是表格，请用 .json。"),
            )
        return form
    best = request.get_preferred_type([t for t in (_JSON, _CSV) if t in there])
    if best is None:
        listed = ", ".join(sorted(there))
        raise ApiError(
            "not-acceptable",
            Text(f"This resource is to be had as {listed}.", f"该资源可提供的格式：{listed}。"),
        )
    return best


def parameters(request: HttpRequest, operation: dict[str, Any]) -> None:
    """Refuses what the resource would ignore: a misspelt filter must not look like an answer."""
    known = {p["name"]: p["schema"] for p in operation["parameters"] if p["in"] == "query"}
    for name, values in request.GET.lists():
        if name not in known:
            near = did_you_mean(name, known)
            listed = ", ".join(sorted(known))
            detail = Text(
                f"There is no parameter “{name}” here{near.en}. "
                + (f"There are: {listed}" if listed else "This resource takes none."),
                f"此处没有参数“{name}”{near.zh}。"
                + (f"可用参数：{listed}" if listed else "该资源不带参数。"),
            )
            raise ApiError("unknown-parameter", detail, [Fault(f"#/query/{name}", detail)])
        if len(values) > 1 and known[name].get("type") != "array":
            detail = Text(f"“{name}” takes one value, not {len(values)}.", f"“{name}”只能有一个值。")
            raise ApiError("repeated-parameter", detail, [Fault(f"#/query/{name}", detail)])


def _state(request: HttpRequest) -> AbstractContextManager[None]:
    """The plans of the release that is asked for, in place of the live ones."""
    name = request.GET.get("release")
    if name is None:
        plans = catalogue.current()
    else:
        found = released(name) if re.fullmatch(RELEASE, name) else None
        if found is None:
            served = catalogue.current()
            there = [f.lock.name for p in served.ids for f in public_releases(served.workspace, p)]
            raise problems.unknown_value("release", Text("release", "发布"), name, there)
        plans = found
    if plans.release is not None and "as_of" in request.GET:
        raise problems.unusable(
            "as_of",
            Text(
                "A release is of one date: ask without as_of, or without the release.",
                "发布对应固定日期：请去掉 as_of，或不指定发布。",
            ),
        )
    return nullcontext() if name is None else catalogue.serving(plans)


def _resource(request: HttpRequest, match: ResolverMatch, operation: dict[str, Any]) -> HttpResponseBase:
    """A resource's answer; of a state that the reader has already, only that nothing changed."""
    etag = ""
    if any(p["name"] == "release" for p in operation["parameters"]):
        _valid_date(request)
        said = (
            state(request, match.kwargs["plan"]).hash,
            request.build_absolute_uri(),
            request.META.get(CSV),
        )
        etag = f'"{sha256(repr(said).encode()).hexdigest()[:32]}"'
        if etag in request.headers.get("If-None-Match", ""):
            return _kept(request, HttpResponse(), etag)
    try:
        response: HttpResponse = match.func(request, **match.kwargs)
    except ValidationError as error:
        raise invalid(error) from None
    following = request.META.get(NEXT)
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return _kept(request, response, etag)


def _kept(request: HttpRequest, response: HttpResponse, etag: str = "") -> HttpResponseBase:
    """With how long it may be kept: what a release says lasts, all else is asked for anew. What the reader has already
    is not sent again."""
    lasting = etag and catalogue.current().release is not None
    etag = etag or f'"{sha256(response.content).hexdigest()[:32]}"'
    answer: HttpResponseBase = get_conditional_response(request, etag=etag, response=response) or response
    answer["Cache-Control"] = f"public, max-age={_MONTH}" if lasting else "public, no-cache"
    answer["ETag"] = etag
    answer["Content-Language"] = "en, zh-Hans"  # texts are in both
    return answer


def _valid_date(request: HttpRequest) -> None:
    """An empty date would mean today to a page; here it is none."""
    if request.GET.get("as_of") == "":
        raise problems.unusable("as_of", Text("The date is empty.", "日期为空。"))


def invalid(error: ValidationError) -> ApiError:
    """What pydantic found, in plain words."""
    faults = []
    for found in error.errors:
        place = [str(part) for part in found["loc"] if part not in ("asked", "known", "paging")]
        rule = _rule(found)
        said = Text(f"{place[1]}: {rule.en}", f"{place[1]}：{rule.get('zh')}")
        faults.append(Fault("#/" + "/".join(place), said))
    whole = Text("; ".join(f.detail.en for f in faults), "；".join(f.detail.get("zh") for f in faults))
    return ApiError("unusable-value", whole, faults)


_RULES = {
    "int_parsing": Text("it must be a whole number", "须为整数"),
    "int_parsing_size": Text("it must be a smaller number", "数字过大"),
    "int_from_float": Text("it must be a whole number", "须为整数"),
    "bool_parsing": Text("it must be true or false", "须为 true 或 false"),
    "greater_than_equal": Text("it must be {ge} or more", "不得小于 {ge}"),
    "less_than_equal": Text("it must be {le} or less", "不得大于 {le}"),
    "string_pattern_mismatch": Text("it must look like {pattern}", "格式须为 {pattern}"),
    "string_too_long": Text("it must have {max_length} characters or fewer", "不得超过 {max_length} 个字符"),
    "too_long": Text("it may be given {max_length} times or fewer", "最多可给出 {max_length} 次"),
    "literal_error": Text("it must be one of {expected}", "须为以下之一：{expected}"),
}


def _rule(found: dict[str, Any]) -> Text:
    """A rule of pydantic's that was broken, in both languages."""
    rule, limits = _RULES.get(found["type"]), found.get("ctx", {})
    if rule is None:
        return Text(str(found["msg"]), f"无法使用（{found['type']}）")
    expected = str(limits.get("expected", "")).replace(" or ", ", ").replace("'", "")
    told = {**limits, "expected": expected}
    return Text(rule.en.format(**told), rule.get("zh").format(**told))
