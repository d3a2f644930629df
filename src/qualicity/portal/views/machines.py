"""What programs ask for: the catalogue of open data, the map of the site, and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import override

from qualicity.assessment import STATUSES
from qualicity.assessment.track_said import read_said
from qualicity.errors import LANGS, QualicityError, Text
from qualicity.portal import catalogue
from qualicity.portal.addresses import Addresses
from qualicity.portal.context import InPlan, in_plan
from qualicity.portal.exported import edition_of
from qualicity.portal.released import public_releases, released
from qualicity.release.exports import Edition

_MEDIA = {"ttl": "text/turtle", "jsonld": "application/ld+json"}
ENTRIES = 100
"""A feed has at most so many entries, the latest first."""


def catalog(request: HttpRequest, form: str) -> HttpResponse:
    """Every plan's live state and every public release as datasets (DCAT-AP)."""
    from qualicity.release.exports.dcat import catalogue as catalogue_of
    from qualicity.release.exports.dcat import serialised  # rdflib, which no other page needs

    _of_today()
    site = request.build_absolute_uri("/").rstrip("/")
    editions = []
    for plan in catalogue.current().ids:
        try:
            editions.append(edition_of(in_plan(request, "en", plan)))
        except QualicityError:  # what is not loaded has no data yet
            continue
        editions += [
            e
            for f in public_releases(catalogue.current().workspace, plan)
            if (e := _frozen(f.lock.name, site))
        ]
    graph = catalogue_of(editions, site)
    return _open(serialised(graph, form), f"{_MEDIA[form]}; charset=utf-8")


def _of_today() -> None:
    """None of this belongs to a release: it would grow.

    Errors: `Http404` under a release's address.
    """
    if catalogue.current().release:
        raise Http404


def _frozen(name: str, site: str) -> Edition | None:
    plans = released(name)
    if plans is None or plans.release is None:
        return None
    lock = plans.release.lock
    return Edition(plans.open(lock.plan, lock.as_of).view, lock, lock.made, site)


def robots(request: HttpRequest) -> HttpResponse:
    """Where the map of the site is; pages of other dates and of queries say themselves that they are not to be listed."""
    return _open(f"User-agent: *\nSitemap: {request.build_absolute_uri('/sitemap.xml')}\n", "text/plain")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that stands for itself, in both languages (sitemaps.org 0.9)."""
    _of_today()
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in _pages():
        urls = {}
        for lang in LANGS:
            with override(lang):
                urls[lang] = escape(request.build_absolute_uri(page()))
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{url}"/>' for lang, url in urls.items()
        )
        out += [f"<url><loc>{url}</loc>{links}</url>" for url in urls.values()]
    return _open("\n".join([*out, "</urlset>", ""]), "application/xml; charset=utf-8")


def _pages() -> Iterator[Callable[[], str]]:
    """Pages as functions that give their address in the language that is active."""
    first = Addresses("", {})
    yield from (first.plans, first.about, first.policy, first.methods)
    for plan_id in catalogue.current().ids:
        plan, to = catalogue.current().shelved(plan_id), Addresses(plan_id, {})
        yield from (
            to.scorecard,
            to.indicators,
            to.missions,
            to.actions,
            to.programmes,
            to.organisations,
            to.text,
        )
        yield from (to.datasets, to.definitions, to.open_data, to.sources, to.releases, to.track_record)
        for ids, page in (
            ((x.id for x in plan.targets), to.target),
            ((x.id for x in plan.indicators), to.indicator),
            ((x.id for x in plan.missions), to.mission),
            ((x.id for x in plan.programmes), to.programme),
            ((x.id for x in plan.organisations), to.organisation),
            ((x.id for x in plan.datasets), to.dataset),
        ):
            yield from (_of(page, each) for each in ids)


def _of(page: Callable[[str], str], each: str) -> Callable[[], str]:
    return lambda: page(each)


def feed(here: InPlan) -> HttpResponseBase:
    """Releases of a plan and changes of its verdicts as they were said, the latest first (Atom, RFC 4287)."""
    _of_today()
    entries = sorted([*_releases(here), *_verdicts(here)], reverse=True)[:ENTRIES]
    site = here.request.build_absolute_uri("/").rstrip("/")
    this, page = here.request.build_absolute_uri(), site + here.to.scorecard()
    updated = entries[0][0] if entries else datetime.combine(here.plan.adopted, time.min).isoformat() + "Z"
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{"zh-Hans" if here.lang == "zh" else "en"}">',
        f"<id>{escape(page)}</id><title>{escape(here.say(here.plan.title))}</title><updated>{updated}</updated>",
        f'<link rel="self" href="{escape(this)}"/><link rel="alternate" type="text/html" href="{escape(page)}"/>',
        "<author><name>Qualicity 质城</name></author>",
    ]
    for when, n, url, title, words in entries:
        told = f"<summary>{escape(words)}</summary>" if words else ""
        out.append(
            f"<entry><id>{escape(site + url)}#{when}{f'-{n}' if n else ''}</id><title>{escape(title)}</title>"
            f'<updated>{when}</updated><link href="{escape(site + url)}"/>{told}</entry>'
        )
    return _open("\n".join([*out, "</feed>", ""]), "application/atom+xml; charset=utf-8")


_Entry = tuple[str, int, str, str, str]
"""When, how many of the same address came before at that moment, the address, title and words."""


def _releases(here: InPlan) -> Iterator[_Entry]:
    for frozen in public_releases(catalogue.current().workspace, here.plan.id):
        lock = frozen.lock
        title = Text(f"Release {lock.name}", f"发布 {lock.name}").get(here.lang)
        note = str(lock.head.get("note") or "")
        yield _moment(max(lock.made, lock.embargo or lock.made)), 0, f"/r/{lock.name}/", title, note


def _verdicts(here: InPlan) -> Iterator[_Entry]:
    """Each verdict that is another one than was said of the target before."""
    last: dict[str, str] = {}
    told: Counter[tuple[str, str]] = Counter()  # a verdict may change twice on a day
    for said in read_said(here.plan, catalogue.current().workspace, here.as_of.day):
        before, now = last.get(said.target.id), said.status
        last[said.target.id] = now
        if before is None or before == now:
            continue
        words = " → ".join(STATUSES[s].get(here.lang) for s in (before, now))  # type: ignore[index]
        when = _moment(datetime.combine(said.day, time.min))
        n = told[when, said.target.id]
        told[when, said.target.id] += 1
        yield when, n, here.to.target(said.target.id), f"{here.say(said.target.title)}: {words}", words


def _moment(when: datetime) -> str:
    return when.replace(microsecond=0, tzinfo=UTC).isoformat().replace("+00:00", "Z")


def _open(text: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    return response
