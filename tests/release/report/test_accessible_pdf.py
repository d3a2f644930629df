"""What PDF/UA-1 and PDF/A-2a ask of a file's structure, looked up in the file: no validator of them can be installed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream
from reported import Reported, foshan_reported, loaded

from qualicity.errors import LANGS, Lang
from qualicity.release.report.pdf import pdf
from qualicity.release.report.shape import AUDIENCES, Audience, Heading, Picture, Report, Table

__all__ = ["foshan_reported", "loaded"]

PAINTS = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"Do", b"sh"}
OPENS, CLOSES = {b"BDC", b"BMC"}, b"EMC"


@pytest.fixture(scope="module", params=[(a, lang) for a in AUDIENCES for lang in LANGS], ids="-".join)
def made(request: pytest.FixtureRequest, foshan_reported: Reported) -> tuple[Report, PdfReader]:
    audience: Audience
    lang: Lang
    audience, lang = request.param
    report = foshan_reported.report(audience, lang)
    return report, PdfReader(io.BytesIO(pdf(report)))


def elements(read: PdfReader) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every element of the structure with the names of those that it stands in, as they are read aloud."""

    def under(node: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                yield from under(each, path)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node, path
                path = (*path, node["/S"])
            if "/K" in node:
                yield from under(node["/K"], path)

    root: Any = read.trailer["/Root"]
    yield from under(root["/StructTreeRoot"]["/K"], ())


def attributes(element: Any) -> dict[str, Any]:
    owned = element.get("/A", [])
    return {
        key: value for each in (owned if isinstance(owned, list) else [owned]) for key, value in each.items()
    }


def named(read: PdfReader, name: str) -> list[Any]:
    return [element for element, _ in elements(read) if element["/S"] == name]


def test_everything_that_is_painted_is_told_or_marked_as_ornament(made: tuple[Report, PdfReader]) -> None:
    read = made[1]
    for number, page in enumerate(read.pages, 1):
        marks: list[bool] = []
        told = 0
        for operands, operator in ContentStream(page["/Contents"].get_object(), read).operations:
            if operator in OPENS:
                known = isinstance(operands[-1], dict) and "/MCID" in operands[-1]
                marks.append(known or operands[0] == "/Artifact")
                told += known
            elif operator == CLOSES:
                marks.pop()
            elif operator in PAINTS:
                assert any(marks), f"page {number}: {operator!r} belongs to nothing"
        assert not marks
        assert told, f"page {number} says nothing"
        assert page["/Tabs"] == "/S", "links are reached in the order of the text"


def test_headings_are_bookmarks_and_skip_no_level(made: tuple[Report, PdfReader]) -> None:
    report, read = made
    found = [element["/S"] for element, _ in elements(read) if element["/S"] in ("/H1", "/H2", "/H3")]
    asked = [f"/H{b.level}" for b in report.blocks if isinstance(b, Heading)]
    assert found[-len(asked) :] == asked  # the contents have one of their own
    assert all(int(after[2]) <= int(before[2]) + 1 for before, after in pairwise(found))

    def titles(outline: Any) -> Iterator[str]:
        for each in outline:
            yield from titles(each) if isinstance(each, list) else [each.title]

    bookmarks = list(titles(read.outline))
    assert bookmarks[-len(asked) :] == [b.text for b in report.blocks if isinstance(b, Heading)]


def test_every_figure_has_its_words_and_its_place(made: tuple[Report, PdfReader]) -> None:
    report, read = made
    drawn = [f for f in named(read, "/Figure") if "/Alt" in f]
    assert [f["/Alt"] for f in drawn] == [b.alt for b in report.blocks if isinstance(b, Picture)]
    assert all(len(attributes(f)["/BBox"]) == 4 for f in drawn)


def test_every_column_of_a_table_has_a_head_that_says_so(made: tuple[Report, PdfReader]) -> None:
    report, read = made
    tables = [b for b in report.blocks if isinstance(b, Table)]
    heads = named(read, "/TH")
    assert len(heads) == sum(len(t.head) for t in tables)
    assert all(attributes(h)["/Scope"] == "/Column" for h in heads)
    assert len(named(read, "/TD")) == sum(len(row) for t in tables for row in t.rows)
    for element, path in elements(read):
        if element["/S"] in ("/TH", "/TD"):
            assert path[-1] == "/TR"
            assert path[-2] == ("/THead" if element["/S"] == "/TH" else "/TBody")
        elif element["/S"] == "/LI":
            assert path[-1] == "/L"


def test_every_link_says_where_it_leads(made: tuple[Report, PdfReader]) -> None:
    links = [a.get_object() for page in made[1].pages for a in page.get("/Annots", [])]
    assert links
    for link in links:
        assert link["/Subtype"] == "/Link"
        assert link["/Contents"]
        assert "/StructParent" in link


def test_every_font_is_inside_and_every_letter_can_be_read_out(made: tuple[Report, PdfReader]) -> None:
    read = made[1]
    for page in read.pages:
        for font in (f.get_object() for f in page["/Resources"].get("/Font", {}).values()):
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            about = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & about.keys(), font["/BaseFont"]
            assert "/ToUnicode" in font, font["/BaseFont"]


def test_it_stands_by_itself_and_names_its_colours(made: tuple[Report, PdfReader]) -> None:
    read = made[1]
    root: Any = read.trailer["/Root"]
    assert not read.is_encrypted
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert {"/JavaScript", "/EmbeddedFiles"}.isdisjoint(root.get("/Names", {}))
    assert not {"/OpenAction", "/AA"} & root.keys()


def test_a_target_stands_on_one_page_with_its_drawing(foshan_reported: Reported) -> None:
    read = PdfReader(io.BytesIO(pdf(foshan_reported.report("council", "zh"))))
    page, together = None, 0
    for element, path in elements(read):
        if element["/S"] in ("/H1", "/H2", "/H3"):
            page = element["/Pg"] if element["/S"] == "/H3" else None
        elif page is not None and "/Pg" in element and "/Table" not in path:
            assert element["/Pg"] == page, element
            together += element["/S"] == "/Figure"
    assert together == 3
