"""Figures as SDMX-CSV 2.0 and as SDMX-ML 3.0 (structure specific, flat), row by row.

pysdmx's own writers of data are not used: they put a text into an attribute of XML as Python prints it, so that quotation
marks and line ends in sources' own words come out changed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from qualicity.release.exports.edition import Edition
from qualicity.release.exports.sdmx.cube import Cube
from qualicity.release.exports.sdmx.names import AGENCY, VERSION, artefact, header, urn
from qualicity.release.exports.sdmx.xml import SCHEMAS, in_xml


def write_csv(edition: Edition, cube: Cube, path: Path) -> Path:
    """The figures as SDMX-CSV 2.0; an empty cell is a value that is missing.

    Returns: `path`.
    """
    columns, flow = cube.columns, f"{AGENCY}:{artefact('DF', edition)}({VERSION})"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *columns])
        said = zip(*(cube.said[c] for c in columns), strict=True)
        out.writerows(("dataflow", flow, "R", *row) for row in said)
    return path


def write_xml(edition: Edition, cube: Cube, path: Path) -> Path:
    """The figures as SDMX-ML 3.0; an attribute that is not there is a value that is missing.

    Returns: `path`.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_opening(edition))
        for row in zip(*(_attributes(c, cube.said[c]) for c in cube.columns), strict=True):
            file.write(f"<Obs{''.join(row)}/>\n")
        file.write("</mes:DataSet>\n</mes:StructureSpecificData>\n")
    return path


def _attributes(component: str, said: Sequence[str | None]) -> Iterable[str]:
    """A component of every figure as an attribute, nothing where it is missing; most values come again."""
    known = {v: "" if v is None else f" {component}={quoteattr(in_xml(v))}" for v in set(said)}
    return map(known.__getitem__, said)


def _opening(edition: Edition) -> str:
    flow, flow_id, said = (
        urn("Dataflow", artefact("DF", edition)),
        artefact("DF", edition),
        header(edition, "data"),
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mes="{SCHEMAS}/message" \
xmlns:ss="{SCHEMAS}/data/structurespecific" xmlns:com="{SCHEMAS}/common" \
xmlns:ns1="{flow}:ObsLevelDim:AllDimensions">
<mes:Header>
<mes:ID>{said.id}</mes:ID>
<mes:Test>false</mes:Test>
<mes:Prepared>{said.prepared:%Y-%m-%dT%H:%M:%SZ}</mes:Prepared>
<mes:Sender id="{AGENCY}"/>
<mes:Structure structureID="{flow_id}" namespace="{flow}" dimensionAtObservation="AllDimensions">
<com:StructureUsage>{flow}</com:StructureUsage>
</mes:Structure>
<mes:DataSetAction>Replace</mes:DataSetAction>
<mes:DataSetID>{said.id}</mes:DataSetID>
</mes:Header>
<mes:DataSet ss:structureRef="{flow_id}" xsi:type="ns1:DataSetType" ss:action="Replace">
"""
