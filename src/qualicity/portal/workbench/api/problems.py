"""What went wrong, as problem documents (RFC 9457), in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from qualicity.errors import QualicityError, Text, UsageError
from qualicity.portal.api import problems
from qualicity.portal.api.problems import ApiError, Fault, Kind
from qualicity.portal.pages import language
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.actions.receiving import KeyReusedError
from qualicity.portal.workbench.effect import BusyError
from qualicity.portal.workbench.pages import NotHereError
from qualicity.portal.workbench.rights import NotAllowedError

DOCS = "/api/work/v1/docs"
_SHARED = (
    "unreadable", "unknown-parameter", "repeated-parameter", "not-found", "not-acceptable", "unusable-value",
    "too-many-requests", "broken", "unavailable",
)  # fmt: skip
KINDS: dict[str, Kind] = {k: problems.KINDS[k] for k in _SHARED} | {
    k.id: k
    for k in (
        Kind("key-missing", 400, Text("A header is missing", "缺少请求头")),
        Kind("unauthorized", 401, Text("A token is needed", "需要令牌")),
        Kind("not-allowed", 403, Text("This token may not do this", "该令牌无此权限")),
        Kind("no-such-method", 405, Text("That cannot be done here", "此处不支持该方法")),
        Kind("conflict", 409, Text("It is on its way already", "已有在途的提交")),
        Kind("not-now", 409, Text("This cannot be done now", "目前不能进行此操作")),
        Kind("changed", 412, Text("It has been changed meanwhile", "内容已被修改")),
        Kind("too-large", 413, Text("That is too much at once", "一次提交过大")),
        Kind("unknown-form", 415, Text("Rows in that form can’t be read", "无法读取该格式的数据")),
        Kind("rows-refused", 422, Text("Rows have errors", "数据有误")),
        Kind("reason-missing", 422, Text("Say why it is corrected", "须说明更正理由")),
        Kind("key-reused", 422, Text("The key belongs to another request", "该键已用于其他请求")),
        Kind("version-missing", 428, Text("Say which version you mean", "须指明版本")),
    )
}
"""Every kind of problem by its id, which ends the address that is its `type`."""


class WorkError(ApiError):
    """An answer that is a problem; `more` are further members of its document."""

    def __init__(
        self,
        kind: str,
        detail: Text,
        *,
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        QualicityError.__init__(self, detail)
        self.kind, self.faults, self.headers = KINDS[kind], tuple(faults), dict(headers or {})
        self.more = dict(more or {})


def of(error: QualicityError) -> ApiError:
    """What an action raised, as a problem."""
    match error:
        case NotAllowedError():
            return WorkError("not-allowed", error.text)
        case NotHereError():
            return WorkError("not-found", Text("There is no such thing here.", "此处没有该内容。"))
        case ConflictError():
            return WorkError("changed", error.text)
        case BusyError():
            return WorkError("unavailable", error.text, headers={"Retry-After": "5"})
        case KeyReusedError():
            return WorkError("key-reused", error.text)
    known = problems.of(error)
    if known.kind.id == "broken" and isinstance(error, UsageError):
        return WorkError("not-now", error.text)
    return known


def answer(request: HttpRequest, error: ApiError) -> HttpResponse:
    """The problem document that answers a request."""
    lang = language(request)
    response = HttpResponse(
        written(error, escape_uri_path(request.path), lang),
        content_type=problems.MEDIA,
        status=error.kind.status,
        headers=error.headers,
    )
    response["Content-Language"] = "zh-Hans" if lang == "zh" else "en"
    return response


def written(error: ApiError, instance: str, lang: Any) -> str:
    """A problem document as JSON."""
    more = error.more if isinstance(error, WorkError) else {}
    said = problems.document(error, instance, lang) | {"type": f"{DOCS}#problem-{error.kind.id}"} | more
    return json.dumps(said, ensure_ascii=False, default=str)
