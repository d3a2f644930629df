"""Where a reader stands: language, date of knowledge and, under a plan, the plan as known on that date."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix

from qualicity import __version__
from qualicity.assessment import PlanView
from qualicity.errors import Lang, Text
from qualicity.plan import Plan
from qualicity.portal import catalogue, failures
from qualicity.portal.addresses import Addresses
from qualicity.portal.asof import AsOf, read_as_of
from qualicity.portal.catalogue import Opened
from qualicity.portal.words import HTML_LANG, Words, day

STATIC = "qualicity.static"
"""Set in a request's environment where the page becomes a file: no header of a reader can have such a name."""


@dataclass(frozen=True)
class Here:
    """A reader's place on the portal."""

    request: HttpRequest
    lang: Lang
    as_of: AsOf
    to: Addresses

    @property
    def plan(self) -> Plan | None:
        """The plan that the page belongs to, or None."""
        return None

    @property
    def static(self) -> bool:
        """Whether the page becomes a file, which can answer no question of a reader's."""
        return bool(self.request.META.get(STATIC))

    def say(self, text: Text | None) -> str:
        """A text in the reader's language, or the English where there is no other."""
        return text.get(self.lang) if text else ""


@dataclass(frozen=True)
class InPlan(Here):
    """A reader's place under a plan."""

    opened: Opened

    @property
    def view(self) -> PlanView:
        """Its figures and verdicts."""
        return self.opened.view

    @property
    def areas(self) -> Mapping[str, Text]:
        """The names of its areas, by code."""
        return self.opened.areas

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.view.plan

    def is_public(self, dataset: str | None) -> bool:
        """Whether rows of a dataset may be shown."""
        declared = self.plan.dataset(dataset)
        return declared is not None and declared.confidentiality == "public"

    @cached_property
    def words(self) -> Words:
        """The wording of the plan's things."""
        return Words(self.plan, self.lang, self.areas)


def here_of(request: HttpRequest, lang: Lang) -> Here:
    """The place of a page that belongs to no plan.

    Errors: `BadDateError` for a date that is none.
    """
    as_of = _as_of(request)
    return Here(request, lang, as_of, Addresses("", as_of.query))


def in_plan(request: HttpRequest, lang: Lang, plan_id: str) -> InPlan:
    """The place of a page under a plan.

    Errors: `MissingError` for a plan that is not served; those of `Catalogue.open`.
    """
    plans = catalogue.current()
    as_of = _as_of(request)
    if plan_id not in plans.ids:
        raise failures.MissingError(Text("plan", "方案"), plan_id, plans.ids, "scorecard")
    opened = plans.open(plan_id, as_of.day)
    return InPlan(request, lang, as_of, Addresses(plan_id, as_of.query), opened)


def _as_of(request: HttpRequest) -> AsOf:
    return failures.dated(lambda: read_as_of(request.GET.get("as_of"), catalogue.current().now()))


def frame(
    request: HttpRequest, here: Here, title: str, section: str, *, has_table: bool, twins: bool = True
) -> dict[str, Any]:
    """What every page shows around its content."""
    other: Lang = "zh" if here.lang == "en" else "en"
    bare, query = request.path.rstrip("/"), request.META.get("QUERY_STRING", "")
    asked, match = f"?{query}" if query else "", request.resolver_match
    return {
        "here": here,
        "to": here.to,
        "lang": here.lang,
        "html_lang": HTML_LANG[here.lang],
        "plan": here.plan,
        "words": here.words if isinstance(here, InPlan) else None,
        "title": title,
        "section": section,
        "current": "page" if match and match.url_name == section else "true",
        "as_of_words": day(here.as_of.day, here.lang),
        "kept_in_form": [(k, v) for k, v in request.GET.items() if k != "as_of"],
        "today_url": _without_as_of(request),
        "other_lang": HTML_LANG[other],
        "other_url": _in_language(request, other),
        "release": catalogue.current().release,
        "anew": catalogue.current().anew(here.as_of.day),
        "live_url": request.get_full_path().removeprefix(get_script_prefix().rstrip("/")),
        # where a file will be found nobody knows
        "page_url": "" if here.static else request.build_absolute_uri(),
        "json_url": f"{bare}.json{asked}" if twins else "",
        "csv_url": f"{bare}.csv{asked}" if twins and has_table else "",
        "style_version": _version_of("portal.css"),
        "script_version": _version_of("charts.js"),
        "version": __version__,
    }


def _in_language(request: HttpRequest, lang: Lang) -> str:
    """The same page and query in another language: only the first part of an address tells it."""
    before = get_script_prefix().rstrip("/")  # of a release
    full = request.get_full_path().removeprefix(before)
    return f"{before}/{lang}{full[3:]}" if full.startswith(("/en/", "/zh/")) else f"{before}/{lang}/"


def _without_as_of(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("as_of", None)
    return request.path + (f"?{query.urlencode()}" if query else "")


@lru_cache
def _version_of(name: str) -> str:
    """Changes with the file, so that no reader sees a page in yesterday's."""
    return hashlib.sha256((Path(__file__).parent / "static/portal" / name).read_bytes()).hexdigest()[:10]
