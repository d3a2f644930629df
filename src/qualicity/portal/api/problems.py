"""What went wrong, as problem documents (RFC 9457), in the language that was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language_from_request, override

from qualicity.errors import Lang, NotLoadedError, PlanError, QualicityError, Text, did_you_mean
from qualicity.portal.failures import BadDateError, MissingError, NotYetError, UnavailableError, WithheldError
from qualicity.portal.pages import language

API = re.compile(r"(/r/[^/]+)?/api/")
"""Addresses of the API."""
WORK = re.compile(r"/api/work/")
"""Addresses by which programs report: no other site's script may read what is answered there."""
MEDIA = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, and its title."""

    id: str
    status: int
    title: Text


KINDS = {
    k.id: k
    for k in (
        Kind("unreadable", 400, Text("The request can’t be read", "无法读取请求")),
        Kind("unknown-parameter", 400, Text("There is no such parameter", "没有该参数")),
        Kind("repeated-parameter", 400, Text("A parameter was given twice", "参数重复")),
        Kind("bad-cursor", 400, Text("The cursor leads nowhere", "游标无效")),
        Kind("not-found", 404, Text("There is no such thing", "没有该内容")),
        Kind("method-not-allowed", 405, Text("This API can only be read", "本接口只供读取")),
        Kind("not-acceptable", 406, Text("It is not to be had in that form", "没有所要求的格式")),
        Kind("unusable-value", 422, Text("A value can’t be used", "参数值无法使用")),
        Kind("too-many-requests", 429, Text("Too many requests", "请求过于频繁")),
        Kind("broken", 500, Text("Something went wrong here", "本站出错")),
        Kind("unavailable", 503, Text("It can’t be shown now", "暂时无法提供")),
    )
}
"""Every kind of problem by its id, which ends the address that is its `type`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that is wrong: `pointer` names it (`#/query/limit`)."""

    pointer: str
    detail: Text


class ApiError(QualicityError):
    """An answer that is a problem; `headers` go with it."""

    def __init__(
        self, kind: str, detail: Text, faults: Iterable[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind, self.faults, self.headers = KINDS[kind], tuple(faults), dict(headers or {})


def unusable(parameter: str, detail: Text) -> ApiError:
    """The problem of one parameter's value."""
    return ApiError("unusable-value", detail, (Fault(f"#/query/{parameter}", detail),))


def unknown_value(parameter: str, what: Text, asked: str, known: Iterable[str]) -> ApiError:
    """The problem of a value that names nothing, with what is near."""
    near = did_you_mean(asked, list(known))
    return unusable(
        parameter,
        Text(
            f"There is no {what.en} “{asked}” here{near.en}.", f"此处没有{what.get('zh')}“{asked}”{near.zh}。"
        ),
    )


def missing(what: Text, asked: str, known: Iterable[str]) -> ApiError:
    """The problem of an address under which nothing is, with what is near."""
    near = did_you_mean(asked, list(known))
    return ApiError(
        "not-found",
        Text(
            f"There is no {what.en} “{asked}” here{near.en}.", f"此处没有{what.get('zh')}“{asked}”{near.zh}。"
        ),
    )


def of(error: QualicityError) -> ApiError:
    """What another room raised, as a problem."""
    match error:
        case ApiError():
            return error
        case BadDateError():
            return unusable("as_of", error.text)
        case MissingError():
            near = " ".join(error.near)
            said = Text(
                f"{error.text.en} Near: {near}" if near else error.text.en,
                f"{error.text.get('zh')}相近的有：{near}" if near else error.text.zh,
            )
            return ApiError("not-found", said)
        case UnavailableError():
            return ApiError("unavailable", error.text)
        case NotYetError() | WithheldError():
            return ApiError("not-found", error.text)
        case NotLoadedError():
            return ApiError(
                "unavailable",
                Text(
                    "The plan’s evidence has not been loaded into this portal.",
                    "该方案的数据尚未加载到本站。",
                ),
            )
        case PlanError():
            return ApiError(
                "unavailable",
                Text("The plan’s folder has errors at the moment.", "该方案的文件夹目前有错误。"),
            )
    return ApiError("broken", error.text)


def answer(request: HttpRequest, error: ApiError) -> HttpResponse:
    """The problem document that answers a request."""
    lang = language(request)
    body = document(error, escape_uri_path(request.path), lang)
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False),
        content_type=MEDIA,
        status=error.kind.status,
        headers=error.headers,
    )
    response["Content-Language"] = "zh-Hans" if lang == "zh" else "en"
    response["Cache-Control"] = "no-store"
    return response


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The answer to who has asked too much, given before any language is chosen."""
    said = Text(f"Ask again in {seconds} s.", f"请在 {seconds} 秒后再试。")
    return _early(request, ApiError("too-many-requests", said))


def unreadable(request: HttpRequest) -> HttpResponse:
    """The answer to a request that Django refuses to read."""
    said = Text("The request has too many parameters, or is not well formed.", "请求的参数过多，或格式有误。")
    return _early(request, ApiError("unreadable", said))


def _early(request: HttpRequest, error: ApiError) -> HttpResponse:
    with override(get_language_from_request(request)):
        said = answer(request, error)
    return said if WORK.match(request.path_info) else opened(said)


_Response = TypeVar("_Response", bound=HttpResponseBase)


def opened(response: _Response) -> _Response:
    """The answer, which programs on any other site may read."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    return response


def document(error: ApiError, instance: str, lang: Lang) -> dict[str, Any]:
    """A problem document: what RFC 9457 names, and `errors` with a pointer to each field that is wrong."""
    faults = [{"pointer": f.pointer, "detail": f.detail.get(lang)} for f in error.faults]
    return {
        "type": f"/api/v1/docs#problem-{error.kind.id}",
        "title": error.kind.title.get(lang),
        "status": error.kind.status,
        "detail": error.text.get(lang),
        "instance": instance,
        **({"errors": faults} if faults else {}),
    }
