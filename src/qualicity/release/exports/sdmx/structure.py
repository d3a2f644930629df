"""The structures of an edition: code lists, concepts, data structure, dataflow, and those of its quality metadata.

Written as text: pysdmx writes names in English only, and puts other quotation marks into them than were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from qualicity.errors import Text
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.quality import CONCEPTS, definition
from qualicity.release.exports.sdmx.cube import DIMENSIONS, MEASURE, Cube
from qualicity.release.exports.sdmx.names import AGENCY, VERSION, artefact, header, identifier, urn
from qualicity.release.exports.sdmx.xml import SCHEMAS, element, in_both, said

LISTS = {"REF_AREA": "CL_AREA", "UNIT_MEASURE": "CL_UNIT"}
"""Names of code lists that SDMX itself calls otherwise than `CL_` and the component."""
_TYPES = {
    "string": "String",
    "uri": "URI",
    "number": "Double",
    "integer": "Integer",
    "boolean": "Boolean",
    "date": "GregorianDay",
}
_FORMATS = {"TIME_PERIOD": "ObservationalTimePeriod", "VINTAGE": "String"}
"""Components of a type that is not their column's: a vintage may be `_U`."""
_FIGURES, _QUALITY = "CS_OBSERVATIONS", "CS_QUALITY"


def write_structure(edition: Edition, cube: Cube, path: Path) -> Path:
    """Write all structures as one SDMX-ML 3.0 message, names in both languages.

    Returns: `path`.
    """
    message = header(edition, "structure")
    head = element(
        "mes:Header",
        f"<mes:ID>{message.id}</mes:ID>",
        "<mes:Test>false</mes:Test>",
        f"<mes:Prepared>{message.prepared:%Y-%m-%dT%H:%M:%SZ}</mes:Prepared>",
        f'<mes:Sender id="{AGENCY}" />',
    )
    opening = (
        f'mes:Structure xmlns:com="{SCHEMAS}/common" xmlns:mes="{SCHEMAS}/message" xmlns:str="{SCHEMAS}/structure" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{SCHEMAS}/message https://registry.sdmx.org/schemas/v3_0/SDMXMessage.xsd"'
    )
    written = element(opening, head, element("mes:Structures", *_all(_Structures(edition, cube))))
    path.write_text(f"<?xml version='1.0' encoding='UTF-8'?>\n{written}\n", "utf-8", newline="\n")
    return path


def _all(made: _Structures) -> Iterator[str]:
    """Every artefact, in the order of the schema."""
    yield element("str:AgencySchemes", made.agencies())
    yield element("str:Dataflows", made.dataflow())
    yield element("str:Metadataflows", made.metadataflow())
    yield element("str:MetadataStructures", made.metadata_structure())
    yield element("str:Codelists", *map(made.codelist, made.cube.codes))
    fields = {c: made.cube.fields[c].title for c in made.cube.columns}
    yield element(
        "str:ConceptSchemes",
        made.concepts(_FIGURES, Text("Concepts of observations", "数值的概念"), fields),
        made.concepts(_QUALITY, Text("Concepts of quality (ESMS)", "质量概念（ESMS）"), CONCEPTS),
    )
    yield element("str:DataStructures", made.data_structure())


class _Structures:
    """The artefacts of an edition."""

    def __init__(self, edition: Edition, cube: Cube) -> None:
        self.edition, self.cube = edition, cube

    def agencies(self) -> str:
        scheme = urn("AgencyScheme", "AGENCIES", agency="SDMX")
        item = urn("Agency", "AGENCIES", AGENCY, agency="SDMX")
        return element(
            f'str:AgencyScheme id="AGENCIES" urn="{scheme}" isExternalReference="false" agencyID="SDMX" isPartial="false"',
            *_named(Text("Agencies", "机构")),
            element(f'str:Agency id="{AGENCY}" urn="{item}"', *_named(Text("Qualicity", "质城"))),
        )

    def dataflow(self) -> str:
        title = self.edition.view.plan.title
        return self._artefact(
            "Dataflow", "DF", title, [_refers("Structure", self._urn("DataStructure", "DSD"))]
        )

    def metadataflow(self) -> str:
        structure = _refers("Structure", self._urn("MetadataStructure", "MSD"))
        targets = self._urn("Dataflow", "DF"), self._urn("Codelist", "CL_INDICATOR")
        inside = [structure, *(_refers("Target", t) for t in targets)]
        return self._artefact("Metadataflow", "MDF", Text("Quality metadata", "质量元数据"), inside)

    def metadata_structure(self) -> str:
        attributes = (
            element(
                f'str:MetadataAttribute id="{c}" minOccurs="0" maxOccurs="1"',
                _refers("ConceptIdentity", self._urn("Concept", _QUALITY, c)),
                _represented('<str:TextFormat textType="String" />'),
            )
            for c in CONCEPTS
        )
        listed = element('str:MetadataAttributeList id="MetadataAttributeDescriptor"', *attributes)
        title = Text("Quality metadata (ESMS)", "质量元数据（ESMS）")
        inside = [element("str:MetadataStructureComponents", listed)]
        return self._artefact("MetadataStructure", "MSD", title, inside)

    def codelist(self, component: str) -> str:
        prefix, codes = self._list(component), self.cube.codes[component]
        notes = self._definitions() if component == "DEFINITION" else {}
        items = (
            self._item("Code", prefix, identifier(c), words, notes.get(c, ())) for c, words in codes.items()
        )
        return self._artefact("Codelist", prefix, self.cube.fields[component].title, items, whole=True)

    def concepts(self, prefix: str, title: Text, words: Mapping[str, Text]) -> str:
        items = (self._item("Concept", prefix, c, w) for c, w in words.items())
        return self._artefact("ConceptScheme", prefix, title, items, whole=True)

    def data_structure(self) -> str:
        dimensions = (
            self._component(f'str:Dimension id="{d}" position="{n}"', d)
            if d != "TIME_PERIOD"
            else self._component(f'str:TimeDimension id="{d}"', d)
            for n, d in enumerate(DIMENSIONS, 1)
        )
        inside = element(
            "str:DataStructureComponents",
            element("str:DimensionList", *dimensions),
            element("str:AttributeList", *map(self._attribute, self.cube.attributes)),
            element("str:MeasureList", self._component(f'str:Measure id="{MEASURE}"', MEASURE)),
        )
        title = Text("Structure of observations", "数值的结构")
        return self._artefact("DataStructure", "DSD", title, [inside])

    def _attribute(self, name: str) -> str:
        usage = "mandatory" if self.cube.fields[name].required else "optional"
        opening = f'str:Attribute usage="{usage}" id="{name}"'
        if name == "UNIT_MEASURE":
            of = element("str:AttributeRelationship", "<str:Dimension>INDICATOR</str:Dimension>")
            return self._component(opening, name, of)
        of = element("str:AttributeRelationship", "<str:Observation />")
        measure = element("str:MeasureRelationship", f"<str:Measure>{MEASURE}</str:Measure>")
        return self._component(opening, name, of, measure)

    def _component(self, opening: str, name: str, *related: str) -> str:
        if name in self.cube.codes:
            values = _refers("Enumeration", self._urn("Codelist", self._list(name)))
        else:
            kind = _FORMATS.get(name, _TYPES[self.cube.fields[name].kind])
            values = f'<str:TextFormat textType="{kind}" />'
        concept = _refers("ConceptIdentity", self._urn("Concept", _FIGURES, name))
        return element(opening, concept, _represented(values), *related)

    def _artefact(
        self, kind: str, prefix: str, title: Text, inside: Iterable[str], *, whole: bool = False
    ) -> str:
        """An artefact with its title; of a list of items, that it is `whole`."""
        opening = f'str:{kind} id="{artefact(prefix, self.edition)}" urn="{self._urn(kind, prefix)}" version="{VERSION}" '
        opening += f'isExternalReference="false" agencyID="{AGENCY}"' + (
            ' isPartial="false"' if whole else ""
        )
        return element(opening, *_named(title), *inside)

    def _item(self, kind: str, prefix: str, item: str, words: Text, notes: Sequence[str] = ()) -> str:
        noted = [element("com:Annotations", *notes)] if notes else []
        return element(
            f'str:{kind} id="{item}" urn="{self._urn(kind, prefix, item)}"', *noted, *_named(words)
        )

    def _definitions(self) -> dict[str, list[str]]:
        """By definition, a note for each indicator that has one of that id: what it is there."""
        notes: dict[str, list[str]] = {}
        for i in self.edition.view.plan.indicators:
            for d in i.definitions:
                note = element(
                    "com:Annotation",
                    f"<com:AnnotationTitle>{said(i.id)}</com:AnnotationTitle>",
                    "<com:AnnotationType>INDICATOR</com:AnnotationType>",
                    *in_both("com:AnnotationText", definition(i, d)),
                )
                notes.setdefault(d.id, []).append(note)
        return notes

    def _list(self, component: str) -> str:
        return LISTS.get(component, f"CL_{component}")

    def _urn(self, kind: str, prefix: str, item: str = "") -> str:
        return urn(kind, artefact(prefix, self.edition), item)


def _named(words: Text) -> Iterator[str]:
    return in_both("com:Name", words)


def _refers(tag: str, to: str) -> str:
    return f"<str:{tag}>{to}</str:{tag}>"


def _represented(values: str) -> str:
    return element("str:LocalRepresentation", values)
