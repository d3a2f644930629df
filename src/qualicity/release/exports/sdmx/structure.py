"""The structures of an edition: code lists, concepts, data structure, dataflow, and those of its quality metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pysdmx.io.xml.sdmx30.writer.structure import write as write_message
from pysdmx.model import (
    Agency,
    AgencyScheme,
    Annotation,
    ArrayBoundaries,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    MetadataComponent,
    Metadataflow,
    MetadataStructure,
    Role,
)
from pysdmx.model.__base import MaintainableArtefact

from qualicity.errors import Text
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.quality import CONCEPTS, definition
from qualicity.release.exports.sdmx.cube import DIMENSIONS, MEASURE, Cube
from qualicity.release.exports.sdmx.languages import in_both_languages
from qualicity.release.exports.sdmx.names import AGENCY, VERSION, artefact, header, identifier, urn

LISTS = {"REF_AREA": "CL_AREA", "UNIT_MEASURE": "CL_UNIT"}
"""Names of code lists that SDMX itself calls otherwise than `CL_` and the component."""
_TYPES = {
    "string": DataType.STRING,
    "uri": DataType.URI,
    "number": DataType.DOUBLE,
    "integer": DataType.INTEGER,
    "boolean": DataType.BOOLEAN,
    "date": DataType.DATE,
}
_FORMATS = {"TIME_PERIOD": DataType.PERIOD, "VINTAGE": DataType.STRING}
"""Components of a type that is not their column's: a vintage may be `_U`."""


def write_structure(edition: Edition, cube: Cube, path: Path) -> Path:
    """Write all structures as one SDMX-ML 3.0 message, names in both languages.

    Returns: `path`.
    """
    made = _Structures(edition, cube)
    message = write_message(list(made.all()), prettyprint=False, header=header(edition, "structure"))
    path.write_bytes(in_both_languages(str(message), made.words))
    return path


class _Structures:
    """The artefacts of an edition; `words` are what `in_both_languages` needs."""

    def __init__(self, edition: Edition, cube: Cube) -> None:
        self.edition, self.cube = edition, cube
        self.words: dict[str, Text] = {}

    def all(self) -> Iterator[MaintainableArtefact]:
        """Every artefact, what is referred to before what refers to it."""
        title = self.edition.view.plan.title
        yield self._agencies()
        lists = {name: self._codelist(name, codes) for name, codes in self.cube.codes.items()}
        yield from lists.values()
        said = {f: self.cube.fields[f].title for f in self.cube.columns}
        concepts = self._concepts("CS_OBSERVATIONS", Text("Concepts of observations", "数值的概念"), said)
        yield concepts
        structure = self._data_structure({c.id: c for c in concepts}, lists)
        yield structure
        flow = self._named("Dataflow", "DF", title)
        yield Dataflow(**flow, structure=structure)
        yield from self._of_metadata()

    def _named(self, kind: str, prefix: str, title: Text) -> dict[str, Any]:
        """What every artefact is called by, its words kept for both languages."""
        found = artefact(prefix, self.edition)
        self.words[urn(kind, found)] = title
        return {
            "id": found,
            "name": title.en,
            "agency": AGENCY,
            "version": VERSION,
            "urn": urn(kind, found),
        }

    def _agencies(self) -> AgencyScheme:
        scheme = urn("AgencyScheme", "AGENCIES", agency="SDMX")
        item = urn("Agency", "AGENCIES", AGENCY, agency="SDMX")
        self.words |= {scheme: Text("Agencies", "机构"), item: Text("Qualicity", "质城")}
        return AgencyScheme(
            id="AGENCIES",
            name="Agencies",
            agency="SDMX",
            version=VERSION,
            urn=scheme,
            items=[Agency(id=AGENCY, name="Qualicity", urn=item)],
        )

    def _codelist(self, component: str, codes: Mapping[str, Text]) -> Codelist:
        named = self._named(
            "Codelist", LISTS.get(component, f"CL_{component}"), self.cube.fields[component].title
        )
        of = named["id"]
        notes = self._definitions(of) if component == "DEFINITION" else {}
        self.words |= {urn("Code", of, identifier(c)): words for c, words in codes.items()}
        items = [
            Code(
                id=identifier(c),
                name=words.en,
                urn=urn("Code", of, identifier(c)),
                annotations=notes.get(c, ()),
            )
            for c, words in codes.items()
        ]
        return Codelist(**named, items=items)

    def _definitions(self, of: str) -> dict[str, list[Annotation]]:
        """By definition, a note for each indicator that has one of that id: what it is there."""
        notes: dict[str, list[Annotation]] = {}
        for i in self.edition.view.plan.indicators:
            for d in i.definitions:
                notes.setdefault(d.id, []).append(Annotation(title=i.id, type="INDICATOR", text=d.id))
                self.words[f"{urn('Code', of, identifier(d.id))}#{i.id}"] = definition(i, d)
        return notes

    def _concepts(self, prefix: str, title: Text, said: Mapping[str, Text]) -> ConceptScheme:
        named = self._named("ConceptScheme", prefix, title)
        of = named["id"]
        self.words |= {urn("Concept", of, c): words for c, words in said.items()}
        items = [Concept(id=c, name=words.en, urn=urn("Concept", of, c)) for c, words in said.items()]
        return ConceptScheme(**named, items=items)

    def _data_structure(
        self, concepts: Mapping[str, Concept], lists: Mapping[str, Codelist]
    ) -> DataStructureDefinition:
        def component(name: str, role: Role, level: str | None = None) -> Component:
            field, codes = self.cube.fields[name], lists.get(name)
            return Component(
                id=name,
                required=role == Role.DIMENSION or (role == Role.ATTRIBUTE and field.required),
                role=role,
                concept=concepts[name],
                local_dtype=None if codes else _FORMATS.get(name, _TYPES[field.kind]),
                local_codes=codes,
                attachment_level=level,
            )

        parts = [component(d, Role.DIMENSION) for d in DIMENSIONS]
        parts.append(component(MEASURE, Role.MEASURE))
        for a in self.cube.attributes:
            parts.append(component(a, Role.ATTRIBUTE, "INDICATOR" if a == "UNIT_MEASURE" else "O"))
        title = Text("Structure of observations", "数值的结构")
        return DataStructureDefinition(
            **self._named("DataStructure", "DSD", title), components=Components(parts)
        )

    def _of_metadata(self) -> Iterator[MaintainableArtefact]:
        concepts = self._concepts(
            "CS_QUALITY", Text("Concepts of quality (ESMS)", "质量概念（ESMS）"), CONCEPTS
        )
        yield concepts
        parts = [
            MetadataComponent(
                id=c.id, concept=c, local_dtype=DataType.STRING, array_def=ArrayBoundaries(0, 1)
            )
            for c in concepts
        ]
        structure = MetadataStructure(
            **self._named("MetadataStructure", "MSD", Text("Quality metadata (ESMS)", "质量元数据（ESMS）")),
            components=parts,
        )
        yield structure
        targets = [
            urn("Dataflow", artefact("DF", self.edition)),
            urn("Codelist", artefact("CL_INDICATOR", self.edition)),
        ]
        yield Metadataflow(
            **self._named("Metadataflow", "MDF", Text("Quality metadata", "质量元数据")),
            structure=structure,
            targets=targets,
        )
