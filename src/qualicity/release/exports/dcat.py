"""A catalogue of open data in RDF: each edition a dataset, each form that it can be had in a distribution.

Source: DCAT-AP 3.0.1 (European Commission, SEMIC), over W3C's DCAT 3.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, Node, URIRef

from qualicity.errors import LANGS, Lang, Text
from qualicity.plan import Plan, parse_period
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.forms import FORMS, Form
from qualicity.release.exports.licences import licences
from qualicity.release.freeze import Lock
from qualicity.release.report.shape import TITLES

_EU = "http://publications.europa.eu/resource/authority/"
_LANGUAGES: dict[Lang, URIRef] = {"en": URIRef(f"{_EU}language/ENG"), "zh": URIRef(f"{_EU}language/ZHO")}
_THEME = URIRef(f"{_EU}data-theme/GOVE")
_MEDIA = "http://www.iana.org/assignments/media-types/"
_TAGS: dict[Lang, str] = {"en": "en", "zh": "zh-Hans"}
_REPORTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_ZIP = URIRef(f"{_MEDIA}application/zip")
_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_DCAT3 = Namespace(str(DCAT))
"""Terms of DCAT 3, of which rdflib's own list does not know."""
FORMATS = {"ttl": "turtle", "jsonld": "json-ld"}
"""Endings of the catalogue's files, with rdflib's names of what they are written in."""


def serialised(graph: Graph, ending: str) -> str:
    """A graph as text; the same graph gives the same text."""
    text: str = graph.serialize(format=FORMATS[ending])
    if ending == "jsonld":
        text = json.dumps(_ordered(json.loads(text)), ensure_ascii=False, indent=2)
    return text.rstrip() + "\n"


def _ordered(said: Any) -> Any:
    """JSON-LD in which things and their values, which are sets, stand in one order; rdflib's is another in each process."""
    if isinstance(said, dict):
        return {name: _ordered(value) for name, value in sorted(said.items())}
    if isinstance(said, list):
        return sorted(map(_ordered, said), key=lambda one: json.dumps(one, ensure_ascii=False))
    return said


def catalogue(editions: Iterable[Edition], site: str) -> Graph:
    """A catalogue of editions: live states and the releases of their plans."""
    graph = Graph()
    graph.bind("vcard", _VCARD)
    listed = list(editions)
    catalog, publisher = URIRef(f"{site}/catalog"), URIRef(f"{site}/catalog#publisher")
    graph.add((catalog, RDF.type, DCAT.Catalog))
    title = Text("Qualicity: plans held to their figures", "质城：以数衡量方案")
    about = Text(
        "Targets, figures and verdicts of public plans, every number with its source and vintage.",
        "公共方案的目标、数值与结论，每个数字均附出处与版本。",
    )
    _say(graph, catalog, DCTERMS.title, title)
    _say(graph, catalog, DCTERMS.description, about)
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(f"Qualicity 质城 {site}".strip())))
    graph.add((catalog, DCTERMS.publisher, publisher))
    graph.add((_document(graph, f"{site}/en/"), RDF.type, FOAF.Document))
    graph.add((catalog, FOAF.homepage, URIRef(f"{site}/en/")))
    graph.add((_THEME, RDF.type, SKOS.Concept))
    graph.add((_THEME, SKOS.prefLabel, Literal("Government and public sector", "en")))
    for uri in _LANGUAGES.values():
        graph.add((uri, RDF.type, DCTERMS.LinguisticSystem))
        graph.add((catalog, DCTERMS.language, uri))
    modified = max((e.changed for e in listed), default=None)
    if modified:
        graph.add((catalog, DCTERMS.modified, Literal(modified)))
    for edition in listed:
        graph.add((catalog, DCAT.dataset, _dataset(graph, edition, publisher)))
    return graph


def identifier(plan: Plan, release: Lock | None, site: str) -> URIRef:
    """The address that names a dataset for good: of a plan's live state, or of a release."""
    return URIRef(f"{site}/r/{release.name}/#dataset" if release else f"{site}/en/{plan.id}/#dataset")


def _dataset(graph: Graph, edition: Edition, publisher: URIRef) -> URIRef:
    plan, lock = edition.view.plan, edition.release
    dataset = identifier(plan, lock, edition.site)
    graph.add((dataset, RDF.type, DCAT.Dataset))
    name = Text(f" (release {lock.name})", f"（发布 {lock.name}）") if lock else Text("", "")
    _say(
        graph, dataset, DCTERMS.title, Text(plan.title.en + name.en, (plan.title.zh or "") + (name.zh or ""))
    )
    about = Text(
        f"{plan.title.en}: {len(plan.targets)} targets, {len(plan.indicators)} indicators, "
        f"{edition.view.figures.count()} observations with definition, vintage, status and source.",
        f"{plan.title.get('zh')}：{len(plan.targets)} 个目标、{len(plan.indicators)} 个指标、"
        f"{edition.view.figures.count()} 个数值，均附口径、版本、状态与出处。",
    )
    _say(graph, dataset, DCTERMS.description, about)
    graph.add((dataset, DCTERMS.identifier, Literal(lock.name if lock else plan.id)))
    graph.add((dataset, DCTERMS.publisher, publisher))
    graph.add((dataset, DCTERMS.modified, Literal(edition.changed)))
    graph.add((dataset, DCAT.theme, _THEME))
    graph.add((dataset, DCAT.landingPage, _document(graph, edition.address("en"))))
    graph.add((dataset, DCAT.contactPoint, _contact(graph, edition)))
    for uri in _LANGUAGES.values():
        graph.add((dataset, DCTERMS.language, uri))
    for words in ("plan", "targets", "indicators", "open data"):
        graph.add((dataset, DCAT.keyword, Literal(words, "en")))
    graph.add((dataset, DCTERMS.temporal, _period(graph, dataset, plan)))
    graph.add((dataset, DCTERMS.spatial, _place(graph, edition.site, plan)))
    rights = licences(graph, plan, dataset, edition.site)
    if lock:
        graph.add((dataset, DCTERMS.issued, Literal(edition.changed)))
        graph.add((dataset, _DCAT3.version, Literal(lock.name)))
        graph.add((dataset, _DCAT3.isVersionOf, identifier(plan, None, edition.site)))
    for document in _reports(graph, edition):
        graph.add((dataset, FOAF.page, document))
    for form in FORMS:
        distribution = _distribution(graph, edition, form)
        graph.add((dataset, DCAT.distribution, distribution))
        graph.add((distribution, *rights))
    return dataset


def _reports(graph: Graph, edition: Edition) -> Iterator[URIRef]:
    """The reports of an edition, each a document in one language."""
    plan = edition.view.plan
    for audience, title in TITLES.items():
        for lang in LANGS:
            for form, media in _REPORTS.items():
                url = f"{edition.address(lang, 'report')}{audience}.{form}"
                there, kind = _document(graph, url), URIRef(_MEDIA + media)
                words = Literal(f"{plan.title.get(lang)}: {title.get(lang)}", _TAGS[lang])
                graph.add((there, DCTERMS.title, words))
                graph.add((there, DCTERMS.language, _LANGUAGES[lang]))
                graph.add((kind, RDF.type, DCTERMS.MediaType))
                graph.add((there, DCAT.mediaType, kind))
                yield there


def _distribution(graph: Graph, edition: Edition, form: Form) -> URIRef:
    """One form: its page is the access, a ZIP the download."""
    page = edition.address("en", "open-data")
    there = URIRef(f"{page}#{form.id}")
    graph.add((there, RDF.type, DCAT.Distribution))
    _say(graph, there, DCTERMS.title, form.title)
    _say(graph, there, DCTERMS.description, form.use)
    graph.add((there, DCAT.accessURL, _resource(graph, page)))
    graph.add((there, DCAT.downloadURL, _resource(graph, f"{page.rstrip('/')}/{form.id}.zip")))
    graph.add((_ZIP, RDF.type, DCTERMS.MediaType))
    graph.add((there, DCAT.packageFormat, _ZIP))
    media = URIRef(_MEDIA + form.media)
    graph.add((media, RDF.type, DCTERMS.MediaType))
    graph.add((there, DCAT.mediaType, media))
    graph.add((there, DCTERMS.modified, Literal(edition.changed)))
    return there


def _period(graph: Graph, dataset: URIRef, plan: Plan) -> Node:
    first, last = parse_period(plan.period.start), parse_period(plan.period.end)
    span = URIRef(f"{dataset}-period")
    graph.add((span, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((span, DCAT.startDate, Literal(first.start.isoformat(), datatype=XSD.date)))
    graph.add((span, DCAT.endDate, Literal(last.last.isoformat(), datatype=XSD.date)))
    return span


def _place(graph: Graph, site: str, plan: Plan) -> Node:
    place = URIRef(f"{site}/catalog#area-{plan.place.code}")
    graph.add((place, RDF.type, DCTERMS.Location))
    graph.add((place, DCTERMS.identifier, Literal(plan.place.code)))
    _say(graph, place, SKOS.prefLabel, plan.place.title)
    return place


def _contact(graph: Graph, edition: Edition) -> Node:
    """Where questions about the figures are taken."""
    contact = URIRef(f"{identifier(edition.view.plan, edition.release, edition.site)}-contact")
    graph.add((contact, RDF.type, _VCARD.Kind))
    graph.add((contact, _VCARD.fn, Literal("Questions and corrections", "en")))
    graph.add((contact, _VCARD.hasURL, URIRef(f"{edition.site}/en/{edition.view.plan.id}/doubts/")))
    return contact


def _document(graph: Graph, url: str) -> URIRef:
    graph.add((URIRef(url), RDF.type, FOAF.Document))
    return URIRef(url)


def _resource(graph: Graph, url: str) -> URIRef:
    graph.add((URIRef(url), RDF.type, RDFS.Resource))
    return URIRef(url)


def _say(graph: Graph, of: Node, as_: URIRef, text: Text) -> None:
    """A text in the languages in which it is known."""
    graph.add((of, as_, Literal(text.en, "en")))
    if text.zh:
        graph.add((of, as_, Literal(text.zh, "zh-Hans")))
