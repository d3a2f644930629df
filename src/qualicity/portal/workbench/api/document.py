"""The OpenAPI document: what django-ninja knows of the resources, completed by what the door does for all of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from qualicity.portal.api import schemas as public
from qualicity.portal.api.document import complete_parameter
from qualicity.portal.api.problems import MEDIA, Kind
from qualicity.portal.workbench.api.body import CSV, JSON, XLSX
from qualicity.portal.workbench.api.problems import KINDS
from qualicity.portal.workbench.api.resources import ROOT, api
from qualicity.portal.workbench.api.sending import KEY, LONGEST_KEY

Json = dict[str, Any]
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")

_PATHS = {
    "dataset": ("Id of a dataset that the organisation reports", "本机构填报的数据集编号", "inspections"),
    "id": ("Number of a submission", "提交编号", "0123456789abcdef"),
}
_ALWAYS = ("unknown-parameter", "unauthorized", "too-many-requests", "broken", "unavailable")
_OF = {
    "duties": ("unusable-value",),
    "table_schema": ("not-found",),
    "submissions": ("unusable-value",),
    "send": ("key-missing", "not-allowed", "not-found", "conflict", "too-large", "unknown-form",
             "rows-refused"),
    "submission": ("not-found",),
    "withdraw": ("not-allowed", "not-found", "not-now", "changed"),
    "content": ("not-found",),
    "send_again": ("unreadable", "not-allowed", "not-found", "not-now", "changed", "too-large", "unknown-form",
                   "rows-refused", "version-missing"),
    "effect": ("not-found", "not-now"),
}  # fmt: skip
"""What can go wrong with an operation, beside what can go wrong with each."""
_EXAMPLE = {"rows": [{"area": "SC-N", "month": "2026-10", "inspected": 61, "passed": 58, "remark": None}]}
_BODY: Json = {
    "required": True,
    "description": "Rows: JSON objects of fields and values, a CSV with the fields' names, or a workbook",
    "x-zh": "数据行：以“字段: 值”对象组成的 JSON、以字段名为表头的 CSV，或工作簿",
    "content": {
        JSON: {
            "schema": {"$ref": "#/components/schemas/Rows"},
            "example": _EXAMPLE,
        },
        CSV: {
            "schema": {"type": "string"},
            "example": "area,month,inspected,passed,remark\nSC-N,2026-10,61,58,\n",
        },
        XLSX: {"schema": {"type": "string", "format": "binary"}},
    },
}
_ROWS: Json = {
    "type": "object",
    "required": ["rows"],
    "additionalProperties": False,
    "description": "Rows as objects; what has no value is null or left out; _reason says why a row differs from what is held",
    "x-zh": "以对象表示的数据行；无值者为 null 或省略；_reason 说明与已有数据不同的理由",
    "properties": {
        "rows": {
            "type": "array",
            "description": "The rows",
            "x-zh": "数据行",
            "items": {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            },
        }
    },
}
_ETAG: Json = {"description": "The submission's version", "x-zh": "提交的版本", "schema": {"type": "string"}}


@lru_cache(maxsize=1)
def document() -> Json:
    """The whole description, in OpenAPI 3.1; `x-zh` beside a description is the same in Chinese."""
    made: Json = dict(api.get_openapi_schema(path_prefix=ROOT))
    made.pop("servers", None)
    parts = made["components"]["schemas"]
    for asked in ("Wanted", "Listed", "Put", "Sending"):  # they are parameters
        parts.pop(asked, None)
    parts |= {"Rows": _ROWS} | _problems()
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"token": []}]
    made["paths"] = {f"/{path.lstrip('/')}".rstrip("/"): item for path, item in made["paths"].items()}
    for item in made["paths"].values():
        for operation in item.values():
            _complete(operation)
    return made


def _problems() -> Json:
    """The schemas of problem documents: of any, and of rows that have errors."""
    problem = public.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = problem.pop("$defs", {})
    refused = {
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {
                "type": "object",
                "properties": {
                    "problems": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemAt"}},
                    "problems_total": {"type": "integer"},
                    "submission": {"$ref": "#/components/schemas/Submission"},
                },
            },
        ]
    }
    return {**inner, "Problem": problem, "RowsRefused": refused}


def _complete(operation: Json) -> None:
    """Words of parameters, headers, bodies, and every other answer that the operation can give."""
    name = operation["operationId"]
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        _said(parameter)
    good: Json = operation["responses"].pop(200)
    if name == "send":
        parameters.append(
            _header(
                KEY,
                "A word of your own for this request: the same again is sent once; not needed with check=true",
                "自定键：同一键重复发送只计一次；check=true 时不需要",
                LONGEST_KEY,
            )
        )
    if name in ("send_again", "withdraw"):
        parameters.append(
            _header("If-Match", "The ETag of the submission that you have looked at", "所查看提交的 ETag", 40)
        )
    if name in ("send", "send_again"):
        operation["requestBody"] = _BODY
    if name == "table_schema":
        good["content"] = {"application/json": {"schema": {"type": "object"}}}
    if name == "content":
        good["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    if name in ("submission", "withdraw", "content"):
        good["headers"] = {"ETag": _ETAG}
    answers: Json = {"200": good}
    if name == "send":
        answers["201"] = {**good, "description": "Created", "headers": {"ETag": _ETAG}}
    for status, kinds in _by_status((*_ALWAYS, *_OF[name])).items():
        answers[str(status)] = _response(kinds)
    operation["responses"] = answers


def _by_status(ids: tuple[str, ...]) -> dict[int, list[Kind]]:
    found: dict[int, list[Kind]] = {}
    for kind in sorted((KINDS[i] for i in ids), key=lambda k: k.status):
        found.setdefault(kind.status, []).append(kind)
    return found


def _response(kinds: list[Kind]) -> Json:
    """The answer of one status, whichever of the kinds it is."""
    schema = "RowsRefused" if any(k.id == "rows-refused" for k in kinds) else "Problem"
    return {
        "description": "; ".join(k.title.en for k in kinds),
        "x-zh": "；".join(k.title.get("zh") for k in kinds),
        "content": {MEDIA: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _said(parameter: Json) -> None:
    complete_parameter(parameter)
    if parameter["in"] == "path":
        en, zh, example = _PATHS[parameter["name"]]
        parameter |= {"description": en, "x-zh": zh, "example": example}


def _header(name: str, en: str, zh: str, most: int) -> Json:
    return {
        "in": "header",
        "name": name,
        "required": False,
        "description": en,
        "x-zh": zh,
        "schema": {"type": "string", "maxLength": most},
    }
