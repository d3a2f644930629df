"""Words in both languages: pysdmx writes English ones, and puts other quotation marks into them than were given."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from qualicity.errors import Text

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/"
_PREFIXES = {"mes": "message", "str": "structure", "com": "common", "metadata": "metadata/generic"}
_COMMON = f"{{{_SCHEMAS}common}}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def in_both_languages(message: str, words: Mapping[str, Text]) -> bytes:
    """The message in the words that are given: of an artefact or item by its URN, of a note on it by `URN#TITLE`."""
    for prefix, schema in _PREFIXES.items():
        ElementTree.register_namespace(prefix, _SCHEMAS + schema)
    root = ElementTree.fromstring(message.encode())
    for element in root.iter():
        urn = element.get("urn", "")
        if urn in words:
            _say(element, "Name", words[urn])
        for note in element.iterfind(f"{_COMMON}Annotations/{_COMMON}Annotation"):
            _say(note, "AnnotationText", words[f"{urn}#{note.findtext(f'{_COMMON}AnnotationTitle')}"])
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _say(element: ElementTree.Element, tag: str, words: Text) -> None:
    """Let the one child of that tag say these words, with a second one in Chinese where that is known."""
    english = element.find(_COMMON + tag)
    if english is None:
        return
    english.text = words.en
    if words.zh:
        chinese = ElementTree.Element(english.tag, {_LANG: "zh"})
        chinese.text = words.zh
        element.insert(list(element).index(english) + 1, chinese)
