"""The documentation for people who write programs, made from the OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qualicity.errors import Text
from qualicity.portal.pages import language
from qualicity.portal.workbench.api.document import METHODS, document
from qualicity.portal.workbench.api.example import example
from qualicity.portal.workbench.api.problems import KINDS
from qualicity.portal.workbench.api.resources import ROOT
from qualicity.portal.workbench.pages import around


def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, and what can go wrong, in the language that was asked for."""
    lang = language(request)
    listed = [
        _operation(path, method, item[method.lower()], lang)
        for path, item in document()["paths"].items()
        for method in METHODS
        if method.lower() in item
    ]
    ordered = sorted(KINDS.values(), key=lambda k: k.status)
    context = {
        **around(request),
        "other_url": "",
        "title": _("API for reporting"),
        "operations": listed,
        "kinds": [{"id": k.id, "status": k.status, "title": k.title.get(lang)} for k in ordered],
        "root": request.build_absolute_uri(f"/{ROOT}"),
        "here": request.build_absolute_uri("/").rstrip("/"),
        "example": example({k: str(v) for k, v in request.GET.items()}),
    }
    response = render(request, "workbench/api.html", context)
    response["Content-Language"] = "zh-Hans" if lang == "zh" else "en"
    return response


def _operation(path: str, method: str, said: dict[str, Any], lang: Any) -> dict[str, Any]:
    def words(part: dict[str, Any], key: str = "description") -> str:
        return Text(part.get(key, ""), part.get("x-zh")).get(lang)

    return {
        "id": said["operationId"],
        "path": path,
        "method": method,
        "title": words(said, "summary"),
        "parameters": [{"name": p["name"], "text": words(p)} for p in said["parameters"]],
        "answers": [
            {"status": k, "text": words(v)} for k, v in said["responses"].items() if k not in ("200", "201")
        ],
        "body": list(said.get("requestBody", {}).get("content", {})),
    }
