"""Quality metadata as reports of SDMX: one of the plan, about its dataflow, and one of each indicator, about its code."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pysdmx.io.xml.sdmx30.writer.metadata import write as write_message
from pysdmx.model import MetadataAttribute, MetadataReport

from qualicity.errors import Lang, Text
from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.quality import CONCEPTS, PLAN
from qualicity.release.exports.sdmx.names import AGENCY, VERSION, artefact, header, identifier, urn


def write_metadata(edition: Edition, lang: Lang, path: Path) -> Path:
    """Write the reports in one language as SDMX-ML 3.0; where there is no Chinese the English stands in.

    pysdmx reads a report's value in one language only: so there is a file for each.

    Returns: `path`.
    """
    said: dict[str, dict[str, Text]] = defaultdict(dict)
    for row in next(t for t in tables(edition) if t.name == "quality").records():
        said[row["indicator"]][row["concept"]] = Text(row["value_en"], row["value_zh"])
    reports = [_report(edition, about, words, lang) for about, words in said.items()]
    message = write_message(reports, prettyprint=True, header=header(edition, f"metadata-{lang}"))
    named = str(message).replace('<com:Name xml:lang="en">', f'<com:Name xml:lang="{lang}">')
    path.write_text(named, "utf-8", newline="\n")
    return path


def _report(edition: Edition, about: str, words: dict[str, Text], lang: Lang) -> MetadataReport:
    indicator = edition.view.plan.indicator(about)
    title = indicator.title if indicator else edition.view.plan.title
    code = urn("Code", artefact("CL_INDICATOR", edition), identifier(about))
    return MetadataReport(
        id=f"{artefact('QUALITY', edition)}_{identifier(about)}_{lang}",
        name=title.get(lang),
        agency=AGENCY,
        version=VERSION,
        metadataflow=urn("Metadataflow", artefact("MDF", edition)),
        targets=[urn("Dataflow", artefact("DF", edition)) if about == PLAN else code],
        attributes=[MetadataAttribute(id=c, value=words[c].get(lang)) for c in CONCEPTS if c in words],
    )
