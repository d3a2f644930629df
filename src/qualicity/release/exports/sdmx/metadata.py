"""Quality metadata as reports of SDMX: one of the plan, about its dataflow, and one of each indicator, about its code.

Written row by row as the figures are: pysdmx's own writer leaves characters in that no document of XML can hold.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path

from qualicity.errors import Lang
from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.quality import CONCEPTS, PLAN
from qualicity.release.exports.sdmx.names import AGENCY, VERSION, artefact, header, identifier, urn
from qualicity.release.exports.sdmx.xml import SCHEMAS
from qualicity.release.exports.sdmx.xml import said as text

_MESSAGE = f"{SCHEMAS}/message"
_AT = {concept: n for n, concept in enumerate(CONCEPTS)}


def write_metadata(edition: Edition, lang: Lang, path: Path) -> Path:
    """Write the reports in one language as SDMX-ML 3.0; where there is no Chinese the English stands in.

    pysdmx reads a report's value in one language only: so there is a file for each.

    Returns: `path`.
    """
    quality = next(t for t in tables(edition) if t.name == "quality")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_opening(edition, lang))
        for about, rows in groupby(quality.rows, itemgetter(0)):
            said = {concept: (lang == "zh" and zh) or en for _, concept, en, zh in rows}
            file.write(_report(edition, about, said, lang))
        file.write("\n</mes:GenericMetadata>")
    return path


def _report(edition: Edition, about: str, said: dict[str, str], lang: Lang) -> str:
    indicator = edition.view.plan.indicator(about)
    title = (indicator or edition.view.plan).title.get(lang)
    code = identifier(about)
    target = (
        urn("Dataflow", artefact("DF", edition))
        if about == PLAN
        else urn("Code", artefact("CL_INDICATOR", edition), code)
    )
    attributes = "".join(_attribute(c, said[c]) for c in sorted(said, key=_AT.__getitem__))
    return f"""
	<mes:MetadataSet agencyID="{AGENCY}" id="{artefact("QUALITY", edition)}_{code}_{lang}" version="{VERSION}">
		<com:Name xml:lang="{lang}">{text(title)}</com:Name>
		<metadata:Metadataflow>{urn("Metadataflow", artefact("MDF", edition))}</metadata:Metadataflow>
		<metadata:Target>{target}</metadata:Target>{attributes}
	</mes:MetadataSet>"""


def _attribute(concept: str, value: str) -> str:
    return f"""
		<metadata:Attribute id="{concept}">
			<metadata:Value>{text(value)}</metadata:Value>
		</metadata:Attribute>"""


def _opening(edition: Edition, lang: Lang) -> str:
    flow, said = artefact("MDF", edition), header(edition, f"metadata-{lang}")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:GenericMetadata xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mes="{_MESSAGE}" \
xmlns:metadata="{SCHEMAS}/metadata/generic" xmlns:com="{SCHEMAS}/common" \
xsi:schemaLocation="{_MESSAGE} https://registry.sdmx.org/schemas/v3_0/SDMXMessage.xsd">
	<mes:Header>
		<mes:ID>{said.id}</mes:ID>
		<mes:Test>false</mes:Test>
		<mes:Prepared>{said.prepared:%Y-%m-%dT%H:%M:%SZ}</mes:Prepared>
		<mes:Sender id="{AGENCY}"/>
		<mes:Structure structureID="{flow}">
			<com:StructureUsage>{urn("Metadataflow", flow)}</com:StructureUsage>
		</mes:Structure>
	</mes:Header>"""
