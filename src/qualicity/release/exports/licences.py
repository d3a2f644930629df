"""Under which licence a catalogue's data are: that of each source, as the plan declares it.

Sources differ, so a distribution is under one licence only where all of its sources are. Elsewhere its rights are
told source by source (DCAT-AP 3.0.1, dct:license and dct:rights).
"""

from __future__ import annotations

from hashlib import sha256

from rdflib import DCTERMS, FOAF, RDF, RDFS, Graph, Literal, URIRef

from qualicity.errors import LANGS, Text
from qualicity.plan import Plan
from qualicity.plan.basics import Source

_PUBLIC = URIRef("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
_TAGS = {"en": "en", "zh": "zh-Hans"}
_NONE = Text("no licence is stated", "未注明许可")
Said = tuple[URIRef, URIRef]
"""A property and its object, to be said of a thing."""


def licences(graph: Graph, plan: Plan, dataset: URIRef, site: str) -> Said:
    """Add the sources of a dataset, each with its licence or the words that it has none.

    Returns: what is to be said of each of its distributions.
    """
    graph.add((dataset, DCTERMS.accessRights, _PUBLIC))  # what is not public is in no export
    graph.add((_PUBLIC, RDF.type, DCTERMS.RightsStatement))
    sources = _sources(plan)
    for source in sources:
        there = URIRef(source.url or f"{dataset}-source-{_short(source.title)}")
        graph.add((dataset, DCTERMS.references, there))
        graph.add((there, RDF.type, FOAF.Document))
        graph.add((there, DCTERMS.title, Literal(source.title)))
        if source.licence:
            graph.add((there, DCTERMS.license, _document(graph, source.licence, site)))
        else:
            unstated = URIRef(f"{site}/catalog#licence-unstated")
            graph.add((there, DCTERMS.rights, _statement(graph, unstated, _NONE)))
    licence = {s.licence for s in sources}
    if len(licence) == 1 and (only := licence.pop()):
        return DCTERMS.license, _document(graph, only, site)
    return DCTERMS.rights, _statement(graph, URIRef(f"{dataset}-rights"), _each(sources))


def _each(sources: tuple[Source, ...]) -> Text:
    """The licence of every source in a sentence."""
    en = "; ".join(f"{s.title}: {s.licence or _NONE.en}" for s in sources)
    zh = "；".join(f"{s.title}：{s.licence or _NONE.get('zh')}" for s in sources)
    return Text(f"Licences by source. {en}", f"各出处的许可。{zh}")


def _sources(plan: Plan) -> tuple[Source, ...]:
    """The sources of the plan and of its datasets, each once; a licence that is stated anywhere holds."""
    found: dict[tuple[str, str | None], Source] = {}
    for source in (*plan.sources, *(s for d in plan.datasets for s in d.sources)):
        held = found.get((source.title, source.url))
        if held is None or not held.licence:
            found[source.title, source.url] = source
    return tuple(found.values())


def _document(graph: Graph, licence: str, site: str) -> URIRef:
    there = URIRef(f"{site}/catalog#licence-{_short(licence)}")
    graph.add((there, RDF.type, DCTERMS.LicenseDocument))
    graph.add((there, DCTERMS.title, Literal(licence)))
    return there


def _statement(graph: Graph, there: URIRef, words: Text) -> URIRef:
    graph.add((there, RDF.type, DCTERMS.RightsStatement))
    for lang in LANGS:
        graph.add((there, RDFS.label, Literal(words.get(lang), _TAGS[lang])))
    return there


def _short(text: str) -> str:
    """A name for a text, the same whenever the text is."""
    return sha256(text.encode()).hexdigest()[:12]
