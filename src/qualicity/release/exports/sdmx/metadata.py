"""Quality metadata as reports of SDMX: one of the plan, about its dataflow, and one of each indicator, about its code.

Written as text as the figures are: pysdmx's own writer leaves characters in that no document of XML can hold.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from qualicity.errors import Lang
from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.quality import CONCEPTS, PLAN
from qualicity.release.exports.sdmx.names import AGENCY, VERSION, artefact, header, identifier, urn
from qualicity.release.exports.sdmx.xml import NOT_PLAIN, SCHEMAS, said
from qualicity.release.exports.texts import each, has, integers, rows, strings, taken, texts

_MESSAGE = f"{SCHEMAS}/message"
_AT = {concept: n for n, concept in enumerate(CONCEPTS)}


def write_metadata(edition: Edition, lang: Lang, path: Path) -> Path:
    """Write the reports in one language as SDMX-ML 3.0; where there is no Chinese the English stands in.

    pysdmx reads a report's value in one language only: so there is a file for each.

    Returns: `path`.
    """
    about, concepts, en, zh = texts(next(t for t in tables(edition) if t.name == "quality")).values()
    values = pc.coalesce(zh, en) if lang == "zh" else en
    if has(values, NOT_PLAIN):
        values = each(values, said)
    reports, ranks = about.dictionary_encode(), concepts.dictionary_encode()
    rank = np.array([_AT[concept] for concept in ranks.dictionary.to_pylist()])[integers(ranks.indices)]
    report = integers(reports.indices)  # each one's rows are together
    order = np.lexsort((rank, report))
    changes = np.diff(report, prepend=-1, append=-1) != 0
    heads = strings(["", *(_head(edition, indicator, lang) for indicator in reports.dictionary.to_pylist())])
    columns = [
        taken(heads, np.where(changes[:-1], report + 1, 0)),
        '\n\t\t<metadata:Attribute id="',
        taken(concepts, order),
        '">\n\t\t\t<metadata:Value>',
        taken(values, order),
        "</metadata:Value>\n\t\t</metadata:Attribute>",
        taken(strings(["", "\n\t</mes:MetadataSet>"]), changes[1:]),
    ]
    with path.open("wb") as file:
        file.write(_opening(edition, lang).encode())
        file.writelines(rows(columns))
        file.write(b"\n</mes:GenericMetadata>")
    return path


def _head(edition: Edition, about: str, lang: Lang) -> str:
    """How a report begins."""
    indicator = edition.view.plan.indicator(about)
    title = (indicator or edition.view.plan).title.get(lang)
    code = identifier(about)
    target = (
        urn("Dataflow", artefact("DF", edition))
        if about == PLAN
        else urn("Code", artefact("CL_INDICATOR", edition), code)
    )
    return f"""
	<mes:MetadataSet agencyID="{AGENCY}" id="{artefact("QUALITY", edition)}_{code}_{lang}" version="{VERSION}">
		<com:Name xml:lang="{lang}">{said(title)}</com:Name>
		<metadata:Metadataflow>{urn("Metadataflow", artefact("MDF", edition))}</metadata:Metadataflow>
		<metadata:Target>{target}</metadata:Target>"""


def _opening(edition: Edition, lang: Lang) -> str:
    flow, message = artefact("MDF", edition), header(edition, f"metadata-{lang}")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:GenericMetadata xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mes="{_MESSAGE}" \
xmlns:metadata="{SCHEMAS}/metadata/generic" xmlns:com="{SCHEMAS}/common" \
xsi:schemaLocation="{_MESSAGE} https://registry.sdmx.org/schemas/v3_0/SDMXMessage.xsd">
	<mes:Header>
		<mes:ID>{message.id}</mes:ID>
		<mes:Test>false</mes:Test>
		<mes:Prepared>{message.prepared:%Y-%m-%dT%H:%M:%SZ}</mes:Prepared>
		<mes:Sender id="{AGENCY}"/>
		<mes:Structure structureID="{flow}">
			<com:StructureUsage>{urn("Metadataflow", flow)}</com:StructureUsage>
		</mes:Structure>
	</mes:Header>"""
