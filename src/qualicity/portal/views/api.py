"""The documentation of the API, made from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity.errors import QualicityError, Text
from qualicity.portal import catalogue
from qualicity.portal.api.links import ROOT, prefix
from qualicity.portal.api.problems import KINDS
from qualicity.portal.api.state import State
from qualicity.portal.context import Here, in_plan
from qualicity.portal.pages import Page
from qualicity.portal.released import public_releases

SHARED = ("as_of", "release", "limit", "cursor")
"""Parameters that many resources take: told once."""
_ABOUT_ERRORS = {"Problem", "FieldProblem"}


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter, or a property of a schema: its name, kind and meaning; `refers` is the schema that it is of."""

    name: str
    kind: str
    text: Text
    refers: str = ""
    codes: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """What is at an address."""

    id: str
    path: str
    text: Text
    own: tuple[Named, ...]
    shared: tuple[str, ...]
    schema: str
    csv: bool
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """Resources about one thing."""

    id: str
    text: Text
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema with its properties."""

    name: str
    properties: tuple[Named, ...]


def api(here: Here) -> Page:
    """Every resource with its parameters and an example, what answers are made of, and what can go wrong."""
    from qualicity.portal.api.document import document  # what answers programs takes long to be read

    told = document()
    groups = _groups(here, told)
    parameters = told["paths"][f"/{ROOT}/plans/{{plan}}/targets"]["get"]["parameters"]
    return Page(
        template="api.html",
        title=_("API"),
        record=document,
        section="api",
        context={
            "groups": groups,
            "shared": [_parameter(p) for p in parameters if p["name"] in SHARED],
            "shapes": _shapes(told),
            "kinds": KINDS.values(),
            "root": _absolute(here, ROOT),
            "openapi": f"{prefix()}/{ROOT}/openapi.json",
            "first": _examples(here)["plan"],
            "release": None,  # of the portal, and no release's
        },
    )


def _absolute(here: Here, address: str) -> str:
    return here.request.build_absolute_uri(f"{prefix()}/{address}")


def _groups(here: Here, told: dict[str, Any]) -> tuple[Group, ...]:
    named = _examples(here)
    operations = [(path, item["get"]) for path, item in told["paths"].items()]
    return tuple(
        Group(
            tag["name"],
            _text(tag),
            tuple(
                _resource(here, path, get, named) for path, get in operations if get["tags"] == [tag["name"]]
            ),
        )
        for tag in told["tags"]
    )


def _resource(here: Here, path: str, get: dict[str, Any], named: dict[str, str]) -> Resource:
    asked = [p for p in get["parameters"] if p["in"] == "query"]
    content = get["responses"]["200"]["content"]
    example = path.lstrip("/")
    for name, value in named.items():
        example = example.replace(f"{{{name}}}", value)
    return Resource(
        get["operationId"],
        path,
        Text(get["summary"], get["x-zh"]),
        tuple(_parameter(p) for p in asked if p["name"] not in SHARED),
        tuple(p["name"] for p in asked if p["name"] in SHARED),
        _referred(content["application/json"]["schema"]),
        "text/csv" in content,
        _absolute(here, example),
    )


def _examples(here: Here) -> dict[str, str]:
    """Things that are here, so that every example can be tried."""
    plans = catalogue.current()
    plan = plans.shelved(plans.ids[0])
    frozen = public_releases(plans.workspace, plan.id)
    return {
        "plan": plan.id,
        "target": plan.targets[0].id if plan.targets else "TARGET",
        "indicator": plan.indicators[0].id if plan.indicators else "INDICATOR",
        "observation": _observation(here, plan.id),
        "name": frozen[0].lock.name if frozen else "RELEASE",
    }


def _observation(here: Here, plan: str) -> str:
    try:
        rows = State(in_plan(here.request, here.lang, plan)).held("observations").table.rows
    except QualicityError:  # the plan is not loaded: its own pages say so
        rows = ()
    return str(rows[0][0]) if rows else "OBSERVATION"


def _shapes(told: dict[str, Any]) -> tuple[Shape, ...]:
    schemas = told["components"]["schemas"]
    listed = [(n, s) for n, s in schemas.items() if n not in _ABOUT_ERRORS]
    return tuple(
        Shape(name, tuple(_named(k, v) for k, v in schema["properties"].items()))
        for name, schema in sorted(listed)
    )


def _parameter(parameter: dict[str, Any]) -> Named:
    return _named(parameter["name"], {**parameter["schema"], **parameter})


def _named(name: str, schema: dict[str, Any]) -> Named:
    codes = tuple((k, Text(v["en"], v["zh"])) for k, v in schema.get("x-codes", {}).items())
    inner = schema.get("schema", schema)
    return Named(name, _kind(inner), _text(schema), _referred(inner), codes)


def _text(schema: dict[str, Any]) -> Text:
    return Text(schema.get("description", ""), schema.get("x-zh"))


def _kind(schema: dict[str, Any]) -> str:
    """The kind of a value as code writes it: `string`, `number|null`, `[Observation]`."""
    if "anyOf" in schema:
        return "|".join(_kind(s) for s in schema["anyOf"])
    if "$ref" in schema:
        return _referred(schema)
    kind = str(schema.get("format") or schema.get("type", "any"))
    return f"[{_kind(schema['items'])}]" if kind == "array" else kind


def _referred(schema: dict[str, Any]) -> str:
    """The schema that one refers to, itself or in a list of it."""
    inner: Iterable[dict[str, Any]] = (schema, schema.get("items", {}), *schema.get("anyOf", ()))
    found = next((s["$ref"] for s in inner if "$ref" in s), "")
    return str(found).rpartition("/")[2]
