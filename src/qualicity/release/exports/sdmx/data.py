"""Figures as SDMX-CSV 2.0 and as SDMX-ML 3.0 (structure specific, flat), row by row.

pysdmx's own writers of data are not used: they put a text into an attribute of XML as Python prints it, so that quotation
marks and line ends in sources' own words come out changed.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyarrow as pa

from qualicity.release.exports.edition import Edition
from qualicity.release.exports.sdmx.cube import Cube
from qualicity.release.exports.sdmx.names import AGENCY, VERSION, artefact, header, urn
from qualicity.release.exports.sdmx.xml import NOT_PLAIN, SCHEMAS, in_xml
from qualicity.release.exports.texts import around, each, has, rows, text

_SIGNS = re.compile('[,"\r\n]')
"""In CSV a text with one of these is quoted."""


def write_csv(edition: Edition, cube: Cube, path: Path) -> Path:
    """The figures as SDMX-CSV 2.0; an empty cell is a value that is missing.

    Returns: `path`.
    """
    columns, flow = cube.columns, f"{AGENCY}:{artefact('DF', edition)}({VERSION})"
    *cells, last = (_quoted(cube.said[c]) for c in columns)
    ending = around("", last.fill_null(text("")), "\r\n")
    with path.open("wb") as file:
        file.write(f"STRUCTURE,STRUCTURE_ID,ACTION,{','.join(columns)}\r\n".encode())
        file.writelines(rows([f"dataflow,{flow},R", *cells, ending], ","))
    return path


def _quoted(column: pa.StringArray) -> pa.StringArray:
    """A column as cells of CSV."""
    if not has(column, _SIGNS.pattern):
        return column
    return each(column, lambda v: '"' + v.replace('"', '""') + '"' if _SIGNS.search(v) else v)


def write_xml(edition: Edition, cube: Cube, path: Path) -> Path:
    """The figures as SDMX-ML 3.0; an attribute that is not there is a value that is missing.

    Returns: `path`.
    """
    attributes = [_attributes(c, cube.said[c]) for c in cube.columns]
    with path.open("wb") as file:
        file.write(_opening(edition).encode())
        file.writelines(rows(["<Obs", *attributes, "/>\n"]))
        file.write(b"</mes:DataSet>\n</mes:StructureSpecificData>\n")
    return path


def _attributes(component: str, said: pa.StringArray) -> pa.StringArray:
    """A component of every figure as an attribute, null where it is missing."""
    if not has(said, NOT_PLAIN):
        return around(f' {component}="', said, '"')
    return each(said, lambda v: f" {component}={quoteattr(in_xml(v))}")


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
