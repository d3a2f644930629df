"""The addresses of public pages, which also a site of files has. A page has twins at `.json` and, where it has a table, at
`.csv`."""

from __future__ import annotations

from functools import partial

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import override
from django.views.decorators.http import require_safe

from qualicity.portal import proof
from qualicity.portal.pages import addresses, answer, chart_files, download
from qualicity.portal.views import (
    about,
    api,
    areas,
    asking,
    cascade,
    changes,
    datasets,
    days,
    definitions,
    doubts,
    errors,
    figures,
    indicators,
    machines,
    methods,
    missions,
    open_data,
    organisations,
    plans,
    programmes,
    prose,
    releases,
    reports,
    search,
    sources,
    targets,
    text,
    track,
    verdicts,
)

PLAN = "<plan>"
FIGURE = f"{PLAN}/figures/<indicator>/<definition>/<area>/<period>"


def _plans_twin(request: HttpRequest, lang: str, form: str) -> HttpResponse:
    """The list of plans at `/en.json`: the one page whose address is the language alone."""
    with override(lang):
        return answer(plans.plans, False, request, form)


urlpatterns = [
    path("", errors.home, name="home"),
    re_path(r"^(?P<lang>en|zh)\.(?P<form>json|csv)$", _plans_twin),
    re_path(r"^catalog\.(?P<form>ttl|jsonld)$", require_safe(machines.catalog), name="catalog"),
    path("sitemap.xml", require_safe(machines.sitemap), name="sitemap"),
    path("robots.txt", require_safe(machines.robots)),
    *i18n_patterns(
        # What there are thousands of is found first: an address is tried against one pattern after another.
        *addresses(FIGURE, figures.figure, "figure"),
        download(rf"{FIGURE}/rows/<dataset>\.csv", figures.rows, "figure-rows"),
        *addresses(f"{PLAN}/targets/<target>", targets.target, "target"),
        *chart_files(f"{PLAN}/targets/<target>", targets.chart, "target"),
        *addresses(f"{PLAN}/indicators/<indicator>", indicators.indicator, "indicator"),
        *chart_files(f"{PLAN}/indicators/<indicator>", indicators.chart, "indicator"),
        path("", partial(answer, plans.plans, False), {"form": "html"}, name="plans"),
        *addresses("search", search.search, "search", plan=False),
        *addresses("about", about.about, "about", plan=False),
        *addresses("policy", about.policy, "policy", plan=False),
        *addresses("api", api.api, "api", plan=False),
        *addresses("methods", methods.methods, "methods", plan=False),
        *addresses("methods/<name>", methods.method_page, "method", plan=False),
        *addresses(PLAN, plans.scorecard, "scorecard"),
        *addresses(f"{PLAN}/indicators", indicators.indicators, "indicators"),
        *chart_files(f"{PLAN}/indicators/<indicator>/areas", areas.chart, "areas"),
        *chart_files(f"{PLAN}/indicators/<indicator>/map", areas.map_chart, "map"),
        *addresses(f"{PLAN}/indicators/<indicator>/areas", areas.areas, "areas"),
        *addresses(f"{PLAN}/missions", missions.missions, "missions"),
        *addresses(f"{PLAN}/missions/<mission>", missions.mission, "mission"),
        *addresses(f"{PLAN}/actions", missions.actions, "actions"),
        download(f"{PLAN}/proof/<file>", proof.file, "proof"),
        *addresses(f"{PLAN}/programmes", programmes.programmes, "programmes"),
        *addresses(f"{PLAN}/programmes/<programme>", programmes.programme, "programme"),
        *addresses(f"{PLAN}/organisations", organisations.organisations, "organisations"),
        *addresses(f"{PLAN}/organisations/<organisation>", organisations.organisation, "organisation"),
        *addresses(f"{PLAN}/cascade", cascade.cascade, "cascade"),
        *addresses(f"{PLAN}/text", text.text, "text"),
        *addresses(f"{PLAN}/definitions", definitions.definitions, "definitions"),
        *addresses(f"{PLAN}/datasets", datasets.datasets, "datasets"),
        # The CSV twin of a dataset is its rows, all of them: before the page's own.
        download(rf"{PLAN}/datasets/<dataset>\.csv", datasets.rows, "dataset-rows"),
        *addresses(f"{PLAN}/datasets/<dataset>", datasets.dataset, "dataset"),
        *chart_files(f"{PLAN}/datasets/<dataset>/calendar", days.chart, "days"),
        *addresses(f"{PLAN}/datasets/<dataset>/calendar", days.days, "days"),
        *addresses(f"{PLAN}/datasets/<dataset>/changes", changes.changes, "changes"),
        *chart_files(f"{PLAN}/track-record", track.chart, "track-record"),
        *addresses(f"{PLAN}/track-record", track.track_record, "track-record"),
        *addresses(f"{PLAN}/changes", verdicts.verdict_changes, "verdict-changes"),
        *addresses(f"{PLAN}/releases", releases.releases, "releases"),
        re_path(r"^(?P<plan>[^/]+)/doubt/$", asking.ask, name="doubt-form"),
        *addresses(f"{PLAN}/doubts", doubts.doubts, "doubts"),
        *addresses(f"{PLAN}/doubts/<number>", doubts.doubt, "doubt"),
        *addresses(f"{PLAN}/corrections", doubts.corrections, "corrections"),
        download(rf"{PLAN}/releases\.ics", releases.ics, "releases-ics"),
        download(f"{PLAN}/report/<file>", reports.report, "report"),
        *addresses(f"{PLAN}/pages", prose.pages, "pages"),
        *addresses(f"{PLAN}/pages/<page>", prose.page, "page"),
        download(rf"{PLAN}/feed\.atom", machines.feed, "feed"),
        *addresses(f"{PLAN}/open-data", open_data.open_data, "open-data"),
        download(rf"{PLAN}/open-data/<form>\.zip", open_data.packed, "open-data-zip"),
        download(f"{PLAN}/open-data/<form>/<file>", open_data.file, "open-data-file"),
        *addresses(f"{PLAN}/sources", sources.sources, "sources"),
    ),
]

handler400 = "qualicity.portal.views.errors.unreadable"
handler404 = "qualicity.portal.views.errors.not_found"
handler429 = "qualicity.portal.views.errors.too_often"  # allauth's
handler500 = "qualicity.portal.views.errors.broken"
