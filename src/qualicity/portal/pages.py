"""A page and its twins: a view gives a `Page`, and from it come HTML, JSON and CSV at one address.

A view is a plain function from a `Here` (or an `InPlan`) and the parts of its address to a `Page`.
What goes wrong on purpose becomes a friendly page here, in the form that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, re_path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from pydantic_core import to_json

from qualicity import release
from qualicity.errors import LANGS, Lang, QualicityError
from qualicity.portal import failures
from qualicity.portal.context import Here, frame, here_of, in_plan
from qualicity.portal.downloads import CSV_TYPE, UTF8_MARK

Record = dict[str, Any]
SEGMENT = r"[^/]+"


@dataclass(frozen=True, slots=True)
class Page:
    """What a view gives: a template with its context, and the same as records.

    `record` makes the JSON twin; `table` the rows of the CSV twin, None where there is no table.
    `section` names the item of the navigation that the page belongs to. `keep` says that the page is the same until plan,
    evidence, releases or the day change; without it no answer is kept. A `context` that takes its time is a function: the
    twins need none.
    """

    template: str
    title: str
    record: Callable[[], Record]
    table: Callable[[], Iterable[Record]] | None = None
    section: str = ""
    context: dict[str, Any] | Callable[[], dict[str, Any]] = field(default_factory=dict)
    keep: bool = True


def addresses(route: str, view: Callable[..., Page], name: str, *, plan: bool = True) -> list[URLPattern]:
    """The addresses of a page: `route/`, `route.json` and `route.csv`; `<part>` in it is given to the view."""
    pattern = route.replace("<", "(?P<").replace(">", f">{SEGMENT})")
    page = partial(answer, view, plan)
    twins = [re_path(rf"^{pattern}\.{x}$", page, {"form": x}, name=f"{name}.{x}") for x in ("json", "csv")]
    return [re_path(rf"^{pattern}/$", page, {"form": "html"}, name=name), *twins]


def download(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """The address of something under a plan that is no page: a view from an `InPlan` to an answer."""
    pattern = route.replace("<", "(?P<").replace(">", f">{SEGMENT})")
    return re_path(rf"^{pattern}$", require_safe(partial(_download, view)), name=name)


def chart_files(
    route: str, view: Callable[..., HttpResponseBase], name: str, data: str = "/chart"
) -> list[URLPattern]:
    """The addresses of a chart's files: `route.svg`, `route.png`, and its data at `route` + `data` + `.csv`."""
    ends = {"svg": "", "png": "", "csv": data}
    return [
        download(rf"{route}{end}\.{form}", partial(view, form=form), f"{name}-chart.{form}")
        for form, end in ends.items()
    ]


def language(request: HttpRequest) -> Lang:
    """The language of the page that is being made."""
    current = (get_language() or "en")[:2]
    return next((lang for lang in LANGS if lang == current), "en")


def respond(request: HttpRequest, here: Here, page: Page, form: str) -> HttpResponse:
    """The page in the form that was asked for."""
    response = _written(request, here, page, form)
    if not page.keep:
        response["Cache-Control"] = "no-cache"
    return response


def _written(request: HttpRequest, here: Here, page: Page, form: str) -> HttpResponse:
    if form == "json":
        return as_json(page.record())
    if form == "csv":
        if page.table is None:
            raise failures.NoTableError(page.title)
        return as_csv(page.table())
    context = {
        **frame(request, here, page.title, page.section, has_table=page.table is not None),
        **(page.context() if callable(page.context) else page.context),
    }
    return render(request, f"portal/{page.template}", context)


def as_json(record: Record, status: int = 200) -> HttpResponse:
    """A record as JSON that any other page may read too."""
    body = to_json(record, indent=1, fallback=_plain)  # json with an indent takes nine times as long
    response = HttpResponse(body, content_type="application/json; charset=utf-8", status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def as_csv(rows: Iterable[Record]) -> HttpResponse:
    """Records as CSV for a spreadsheet."""
    response = HttpResponse(UTF8_MARK + release.to_csv(rows), content_type=CSV_TYPE)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _plain(value: Any) -> Any:
    shown = release.plain(value)
    return str(value) if shown is value else shown


def answer(
    view: Callable[..., Page], under_plan: bool, request: HttpRequest, form: str, **parts: str
) -> HttpResponse:
    """A view's page in the form that was asked for; `under_plan`: its address begins with a plan."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    lang = language(request)
    try:
        here: Here = in_plan(request, lang, parts.pop("plan")) if under_plan else here_of(request, lang)
        return respond(request, here, view(here, **parts), form)
    except QualicityError as error:
        return failed(request, lang, error, form)


def _download(
    view: Callable[..., HttpResponseBase], request: HttpRequest, plan: str, **parts: str
) -> HttpResponseBase:
    lang = language(request)
    try:
        return view(in_plan(request, lang, plan), **parts)
    except QualicityError as error:
        return failed(request, lang, error, "html")


def failed(request: HttpRequest, lang: Lang, error: QualicityError, form: str) -> HttpResponse:
    """A page that says what went wrong and what to do about it."""
    failure = failures.of(request, error)
    if form != "html":
        return as_json({"error": release.both(failure.text)}, failure.status)
    here = failures.here(request, lang)
    context = {**frame(request, here, failure.title, "", has_table=False, twins=False), "failure": failure}
    context["up_url"] = failures.scorecard_of(request)
    return render(request, "portal/failure.html", context, status=failure.status)
