"""The OpenAPI document: what django-ninja knows of the resources, completed by what the door does for all of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from qualicity.portal.api import (
    problems,
    questions,  # noqa: F401  # its resources
    schemas,
)
from qualicity.portal.api.links import ROOT
from qualicity.portal.api.resources import api

Json = dict[str, Any]

_EXAMPLES = {
    "plan": "foshan-2020",
    "target": "park-green-per-capita",
    "indicator": "gdp",
}
_PATHS = {
    "plan": ("Id of a plan", "方案编号"),
    "target": ("Id of a target", "目标编号"),
    "indicator": ("Id of an indicator", "指标编号"),
    "observation": ("Identifier of an observation, the same as long as the figure is there", "数值编号，数值不变则不变"),
    "name": ("Name of a release", "发布名称"),
}  # fmt: skip
_TAGS = {
    "plans": ("Plans", "方案"),
    "targets": ("Targets and verdicts", "目标与结论"),
    "indicators": ("Indicators and definitions", "指标与口径"),
    "observations": ("Observations", "数值"),
    "words": ("Areas, organisations, datasets, sources", "地区、单位、数据集与出处"),
    "releases": ("Releases", "发布"),
    "doubts": ("Questions and corrections", "疑问与更正"),
}
_HEADERS = {
    "ETag": ("Changes when the answer does: send it back as If-None-Match", "随内容变化；可作为 If-None-Match 送回"),
    "Cache-Control": ("How long it may be kept", "可缓存的时长"),
}  # fmt: skip
_LINK = ("rel=next: the next page, where there is one", "rel=next：下一页（如有）")


@lru_cache(maxsize=1)
def document() -> Json:
    """The whole description, in OpenAPI 3.1; `x-zh` beside a description is the same in Chinese."""
    made: Json = dict(api.get_openapi_schema(path_prefix=ROOT))
    made.pop("servers")
    made["tags"] = [{"name": k, "description": en, "x-zh": zh} for k, (en, zh) in _TAGS.items()]
    components = made["components"]["schemas"]
    for asked in (
        "Known",
        "Paging",
        "Figures",
        "OfIndicator",
        "Rows",
        "OnDate",
        "OfState",
    ):  # they are parameters
        components.pop(asked, None)
    problem = schemas.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components |= problem.pop("$defs", {}) | {"Problem": problem}
    made["paths"] = {path.rstrip("/"): item for path, item in made["paths"].items()}
    for path, item in made["paths"].items():
        _complete(path, item["get"])
    made["components"]["responses"] = {kind.id: _response(kind) for kind in problems.KINDS.values()}
    return made


def _response(kind: problems.Kind) -> Json:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "description": kind.title.en,
        "x-zh": kind.title.get("zh"),
        "content": {problems.MEDIA: schema},
    }


def _complete(path: str, operation: Json) -> None:
    """Words and examples of parameters, and every other answer that the resource can give."""
    for parameter in operation["parameters"]:
        complete_parameter(parameter)
    good = operation["responses"][200]
    names = {p["name"] for p in operation["parameters"]}
    good["headers"] = {
        k: {"description": en, "x-zh": zh, "schema": {"type": "string"}}
        for k, (en, zh) in (_HEADERS | ({"Link": _LINK} if "cursor" in names else {})).items()
    }
    kinds = ["unknown-parameter", "not-acceptable", "too-many-requests", "broken"]
    kinds += ["not-found"] if "{" in path else []
    kinds += ["unusable-value", "unavailable"] if "as_of" in names else []
    answers = {200: good, 304: {"description": "Not modified", "x-zh": "未变化"}}
    for kind in sorted(kinds, key=lambda k: problems.KINDS[k].status):
        answers[problems.KINDS[kind].status] = {"$ref": f"#/components/responses/{kind}"}
    answers[414] = {"description": "The address is too long", "x-zh": "网址过长"}  # by the server, before us
    if "cursor" in names:
        answers[400] = _response(problems.KINDS["bad-cursor"])
        answers[400] |= {"description": "An unknown or repeated parameter, or a cursor that leads nowhere",
                         "x-zh": "参数未知或重复，或游标无效"}  # fmt: skip
    operation["responses"] = {str(k): v for k, v in answers.items()}


def complete_parameter(parameter: Json) -> None:
    name, schema = parameter["name"], parameter["schema"]
    if parameter["in"] == "path" and name in _PATHS:
        parameter["description"], parameter["x-zh"] = _PATHS[name]
    elif "x-zh" in schema:
        parameter["x-zh"] = schema.pop("x-zh")
    schema.pop("description", None)
    shown = schema.pop("examples", None)
    parameter.pop("examples", None)
    if shown:
        parameter["example"] = shown[0]
    elif parameter["in"] == "path" and name in _EXAMPLES:
        parameter["example"] = _EXAMPLES[name]
    if "anyOf" in schema:  # null cannot be written into an address
        rest = [s for s in schema.pop("anyOf") if s.get("type") != "null"]
        schema |= rest[0]
        schema.pop("default", None)
