"""The resources: what is at which address, each a function of the state that is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer
from pydantic import BaseModel

from qualicity import release
from qualicity.errors import Text
from qualicity.portal import catalogue
from qualicity.portal.api import explained, problems, rows, schemas
from qualicity.portal.api.asked import Figures, Known, OfIndicator, Paging, fitting
from qualicity.portal.api.links import VERSION, address, links, of_figure, prefix
from qualicity.portal.api.paging import USUAL, next_address, sheet
from qualicity.portal.api.state import Held, Row, State, state
from qualicity.portal.released import public_releases
from qualicity.release.exports.content import COLUMNS
from qualicity.release.freeze import Frozen

CSV = "qualicity.api.csv"
"""Set in a request's environment where the answer is to be CSV."""
NEXT = "qualicity.api.next"
"""Set there by a list: the address of its next page, for a header."""


class Renderer(JSONRenderer):
    """Chinese as itself: half as long, and people read it."""

    json_dumps_params: dict[str, Any] = {"ensure_ascii": False}  # noqa: RUF012


api = NinjaAPI(
    title="Qualicity",
    version=VERSION,
    description="Plans, targets, figures and verdicts of governments, as they are known or as a release froze them.",
    openapi_url=None,
    docs_url=None,
    renderer=Renderer(),
    openapi_extra={"info": {"x-zh": "政府规划的目标、数值与结论：按已知日期查询，或取自已冻结的发布。"}},
)


def _raise(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


# The door answers every error: here they only pass.
for known in (Exception, ValidationError):
    api.add_exception_handler(known, _raise)


def get(path: str, response: Any, summary: Text, tag: str, *, table: bool = False) -> Callable[[Any], Any]:
    """A resource at a path; `table`: also to be had as CSV."""
    extra: dict[str, Any] = {"x-zh": summary.zh}
    if table:
        extra["responses"] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}

    def decorate(view: Callable[..., Any]) -> Any:
        return api.get(
            path,
            response=response,
            operation_id=view.__name__,
            summary=summary.en,
            tags=[tag],
            openapi_extra=extra,
        )(view)

    return decorate


def listed(
    request: HttpRequest, now: State, held: Held, found: Sequence[Row], paging: Paging
) -> rows.Record | HttpResponse:
    """Rows of a table in the form that was asked for."""
    as_csv = bool(request.META.get(CSV))
    limit = paging.limit or (None if as_csv else USUAL)
    shown = sheet(held, found, limit, paging.cursor)
    following = request.META[NEXT] = next_address(request, shown.cursor)
    if as_csv:
        response = HttpResponse(rows.as_csv(held.table, shown.rows), content_type="text/csv; charset=utf-8")
        name = f"{now.here.plan.id}-{now.release or now.head()['as_of']}-{held.table.name}.csv"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response
    items = [held.record(row) for row in shown.rows]
    return now.head() | {"total": shown.total, "next": following, "items": items}


def one(held: Held, what: Text, asked: str) -> Row:
    """The row of a table whose key is that.

    Errors: `ApiError` where there is none, with what is near.
    """
    row = held.row(asked)
    if row is None:
        raise problems.missing(what, asked, held.known(held.table.key[0]))
    return row


@get("/", schemas.Entrance, Text("Where to begin", "接口入口"), "plans")
def entrance(request: HttpRequest) -> Any:
    return {
        "version": VERSION,
        "plans": address(request, "plans"),
        "openapi": address(request, "openapi.json"),
        "documentation": {
            lang: request.build_absolute_uri(f"{prefix()}/{lang}/api/") for lang in ("en", "zh")
        },
        "catalogue": request.build_absolute_uri("/catalog.ttl"),
    }


@get("/plans", schemas.Plans, Text("The plans", "方案列表"), "plans")
def plans(request: HttpRequest) -> Any:
    served = catalogue.current()
    return {
        "items": [
            {
                "plan": plan.id,
                "title": release.both(plan.title),
                "links": links(request, ("plans", plan.id)),
            }
            for plan in map(served.shelved, served.ids)
        ]
    }


@get("/plans/{plan}", schemas.Plan, Text("A plan", "单个方案"), "plans")
def plan(request: HttpRequest, plan: str, known: Query[Known]) -> Any:
    now = state(request, plan)
    declared = now.here.plan
    authority = next((o.title for o in declared.organisations if o.id == declared.authority), None)
    frozen = public_releases(catalogue.current().workspace, plan)
    return now.head() | {
        "title": release.both(declared.title),
        "place": declared.place.code,
        "place_title": release.both(declared.place.title),
        "period": f"{declared.period.start}/{declared.period.end}",
        "authority": release.both(authority),
        "rows": {name: len(now.held(name).table.rows) for name in COLUMNS},
        "releases": [f.lock.name for f in frozen],
        "links": links(request, ("plans", plan)),
    }


@get("/plans/{plan}/releases", schemas.Releases, Text("Releases of a plan", "方案的各次发布"), "releases")
def releases(request: HttpRequest, plan: str) -> Any:
    return {"plan": plan, "items": [_release(request, f) for f in _frozen(plan)]}


@get("/plans/{plan}/releases/{name}", schemas.Release, Text("A release", "单次发布"), "releases")
def one_release(request: HttpRequest, plan: str, name: str) -> Any:
    frozen = {f.lock.name: f for f in _frozen(plan)}
    if name not in frozen:
        raise problems.missing(Text("release", "发布"), name, frozen)
    return _release(request, frozen[name])


def _frozen(plan: str) -> tuple[Frozen, ...]:
    served = catalogue.current()
    if plan not in served.ids:
        raise problems.missing(Text("plan", "方案"), plan, served.ids)
    return public_releases(served.workspace, plan)


def _release(request: HttpRequest, frozen: Frozen) -> rows.Record:
    lock = frozen.lock
    return {
        "release": lock.name,
        "plan": lock.plan,
        "as_of": lock.as_of,
        "made": lock.made.replace(tzinfo=UTC),
        "by": lock.head["by"],
        "note": lock.head["note"],
        "checksum": lock.checksum,
        "checksums": dict(lock.checksums),
        "lock": request.build_absolute_uri(f"/r/{lock.name}/lock.json"),
        "links": {
            "data": address(request, "plans", lock.plan, "releases", lock.name),
            "page": {
                lang: request.build_absolute_uri(f"/r/{lock.name}/{lang}/{lock.plan}/")
                for lang in ("en", "zh")
            },
        },
    }


@get(
    "/plans/{plan}/targets",
    schemas.listing("Targets", schemas.TargetJudged),
    Text("Targets, each with the verdict on it", "目标及其结论"),
    "targets",
    table=True,
)
def targets(request: HttpRequest, plan: str, known: Query[Known], paging: Query[Paging]) -> Any:
    now = state(request, plan)
    held = now.held("targets")
    answer = listed(request, now, held, held.table.rows, paging)
    if isinstance(answer, dict):
        answer["items"] = [_judged(now, item) for item in answer["items"]]
    return answer


def _judged(now: State, target: rows.Record) -> rows.Record:
    verdicts = now.held("verdicts")
    (row,) = verdicts.where(target=target["target"])
    return target | {"verdict": verdicts.record(row)}


@get("/plans/{plan}/targets/{target}", schemas.Target, Text("A target", "单个目标"), "targets")
def target(request: HttpRequest, plan: str, target: str, known: Query[Known]) -> Any:
    now = state(request, plan)
    held, rulings = now.held("targets"), now.held("rulings")
    row = one(held, Text("target", "目标"), target)
    return _judged(now, held.record(row)) | {
        "rulings": [rulings.record(r) for r in rulings.where(target=target)],
        "links": links(request, ("plans", plan, "targets", target), "targets", target),
    }


@get(
    "/plans/{plan}/indicators/{indicator}", schemas.Indicator, Text("An indicator", "单个指标"), "indicators"
)
def indicator(request: HttpRequest, plan: str, indicator: str, known: Query[Known]) -> Any:
    now = state(request, plan)
    held, definitions = now.held("indicators"), now.held("definitions")
    row = one(held, Text("indicator", "指标"), indicator)
    return held.record(row) | {
        "definitions": [definitions.record(d) for d in definitions.where(indicator=indicator)],
        "links": links(request, ("plans", plan, "indicators", indicator), "indicators", indicator),
    }


@get(
    "/plans/{plan}/definitions",
    schemas.listing("Definitions", schemas.Definition),
    Text("Definitions: how indicators are counted", "口径：各指标如何计算"),
    "indicators",
    table=True,
)
def definitions(
    request: HttpRequest, plan: str, asked: Query[OfIndicator], known: Query[Known], paging: Query[Paging]
) -> Any:
    now = state(request, plan)
    held, indicators = now.held("definitions"), now.held("indicators")
    for wanted in asked.indicator:
        if indicators.row(wanted) is None:
            raise problems.unknown_value(
                "indicator", Text("indicator", "指标"), wanted, indicators.known("indicator")
            )
    found = [r for r in held.table.rows if not asked.indicator or r[0] in asked.indicator]
    return listed(request, now, held, found, paging)


@get(
    "/plans/{plan}/observations",
    schemas.listing("Observations", schemas.Observation),
    Text(
        "Observations: every figure with its definition, area, period, vintage and source",
        "数值：含口径、地区、时期、版本与出处",
    ),
    "observations",
    table=True,
)  # fmt: skip
def observations(
    request: HttpRequest, plan: str, asked: Query[Figures], known: Query[Known], paging: Query[Paging]
) -> Any:
    now = state(request, plan)
    declared = {
        "indicator": now.held("indicators").known("indicator"),
        "definition": now.held("definitions").known("definition"),
        "area": now.held("areas").known("area"),
        "breakdown": ["_T"],
    }
    held = now.held("observations")
    return listed(request, now, held, fitting(held, asked, declared), paging)


@get(
    "/plans/{plan}/observations/{observation}",
    schemas.ObservationAt,
    Text("An observation", "单个数值"),
    "observations",
)
def observation(request: HttpRequest, plan: str, observation: str, known: Query[Known]) -> Any:
    now = state(request, plan)
    held = now.held("observations")
    row = one(held, Text("observation", "数值"), observation)
    return held.record(row) | {"links": of_figure(request, now, row)}


@get(
    "/plans/{plan}/observations/{observation}/explanation",
    schemas.Explanation,
    Text(
        "How a figure came about: datasets with their versions, rows and what it is made from",
        "数值的由来：数据集及其版本、记录与所依据的数值",
    ),
    "observations",
)
def explanation(
    request: HttpRequest, plan: str, observation: str, known: Query[Known], asked: Query[explained.Rows]
) -> Any:
    now = state(request, plan)
    row = one(now.held("observations"), Text("observation", "数值"), observation)
    return explained.receipt(now, row, asked.rows) | {"links": of_figure(request, now, row)}


TABLES: dict[str, tuple[str, str, Text]] = {
    "indicators": ("Indicators", "indicators", Text("Indicators", "指标")),
    "verdicts": ("Verdicts", "targets", Text("Verdicts on targets", "对各目标的结论")),
    "rulings": ("Rulings", "targets", Text("Rulings: recorded decisions of people", "裁定：人工决定的记录")),
    "areas": ("Areas", "words", Text("Areas", "地区")),
    "organisations": ("Organisations", "words", Text("Organisations", "单位")),
    "datasets": ("Datasets", "words", Text("Datasets, without their rows", "数据集（不含记录）")),
    "sources": ("Sources", "words", Text("Sources", "出处")),
}


def _table(name: str) -> None:
    """The resource of a table that has no filter of its own."""
    title, tag, summary = TABLES[name]

    def rows_of(request: HttpRequest, plan: str, known: Query[Known], paging: Query[Paging]) -> Any:
        now = state(request, plan)
        held = now.held(name)
        return listed(request, now, held, held.table.rows, paging)

    rows_of.__name__ = name
    row: type[BaseModel] = ROW_SCHEMAS.get(name) or rows.schema(name, title.removesuffix("s"))
    get(f"/plans/{{plan}}/{name}", schemas.listing(title, row), summary, tag, table=True)(rows_of)


ROW_SCHEMAS = {
    "indicators": schemas.IndicatorRow,
    "verdicts": schemas.Verdict,
    "rulings": schemas.Ruling,
}
for name in TABLES:
    _table(name)
