"""Identifiers of SDMX: of codes, and of the artefacts of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from urllib.parse import quote, unquote

from qualicity.release.exports.edition import Edition

AGENCY = "QUALICITY"
VERSION = "1.0"
"""Of two parts: by SDMX 3.0 such a version may change, and code lists grow with the figures."""
_MODEL = "urn:sdmx:org.sdmx.infomodel."
_PACKAGES = {
    "Agency": "base",
    "AgencyScheme": "base",
    "Code": "codelist",
    "Codelist": "codelist",
    "Concept": "conceptscheme",
    "ConceptScheme": "conceptscheme",
    "DataStructure": "datastructure",
    "Dataflow": "datastructure",
    "MetadataSet": "metadatastructure",
    "MetadataStructure": "metadatastructure",
    "Metadataflow": "metadatastructure",
}


@lru_cache(maxsize=65_536)
def identifier(code: str) -> str:
    """A code as SDMX's IDType: letters, digits, `-` and `_` stay, of all else each byte (UTF-8) is `$` and two hex digits.

    It is percent-encoding with `$` in place of `%`, so that `CNY 100m` is `CNY$20100m`.
    """
    return quote(code, safe="").replace(".", "%2E").replace("~", "%7E").replace("%", "$")


def original(written: str) -> str:
    """The code that `identifier` wrote so."""
    return unquote(written.replace("$", "%"))


def artefact(kind: str, edition: Edition) -> str:
    """The id of an artefact of a plan: `CL_AREA_foshan-2020`."""
    return f"{kind}_{identifier(edition.view.plan.id)}"


def urn(kind: str, artefact_id: str, item: str = "", agency: str = AGENCY) -> str:
    """The URN of an artefact, or of an item in it."""
    return f"{_MODEL}{_PACKAGES[kind]}.{kind}={agency}:{artefact_id}({VERSION})" + (
        f".{item}" if item else ""
    )


@dataclass(frozen=True, slots=True)
class Header:
    """What a message says of itself: its id, and when it was prepared."""

    id: str
    prepared: datetime


def header(edition: Edition, part: str) -> Header:
    """The header of a message: its time is the release's, or the date as known on which the state is."""
    day = edition.view.scorecard.as_of
    prepared = edition.made if edition.release else datetime.combine(day, time())
    return Header(identifier(f"{edition.name}-{part}"), prepared.replace(tzinfo=UTC))
