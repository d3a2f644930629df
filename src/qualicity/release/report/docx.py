"""A report as DOCX for offices that must edit it: real headings, lists and tables, pictures with their words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from docx import Document
from docx.document import Document as Written
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from qualicity.release.report.shape import (
    Block,
    Bullets,
    Contents,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Receipts,
    Report,
    Table,
    Words,
)

_BODY, _HEAD, _LATIN, _CODE = "SimSun", "SimHei", "Times New Roman", "Courier New"
"""宋体, 黑体: what Chinese offices have; Word takes another where one is missing."""
_COLOURS = {
    "achieved": "23623D", "on_course": "176B76", "at_risk": "8A5700", "off_course": "B5382A", "missed": "B5382A",
    "not_due": "5F656E", "cannot_judge": "5F656E", "soft": "5B616B", "mark": "5B616B",
}  # fmt: skip
_THEN = (1980, 1, 1, 0, 0, 0)
_LINE = "C9C3B6"


@dataclass(frozen=True, slots=True)
class _Look:
    """How close a page is set: margins in millimetres (beside, above, below; `edge` of head and foot), sizes in points.

    `line` is the height of a line, whatever letters an office has in place of ours; None leaves it to them. `gap` comes
    after a paragraph, `near` after a line of a list or a receipt.
    """

    margins: tuple[float, float, float] = (22, 22, 22)
    edge: float = 12.7
    size: float = 10.5
    line: float | None = None
    lede: float = 14
    small: float = 8.5
    cell: float = 9
    receipt: float = 8
    gap: float = 4
    near: float = 4
    inset: float = 1

    @property
    def width(self) -> float:
        """Millimetres between the margins."""
        return 210 - 2 * self.margins[0]


_WIDE = _Look()
_CLOSE = _Look((18, 15, 15), 7.5, 9.5, 12, lede=12, small=8, cell=8, receipt=6.5, gap=3, near=1, inset=0)
"""Of the mayor's report, which is of two pages: as in the PDF."""


def docx(report: Report) -> bytes:
    """The report as DOCX, the same bytes whenever the report is the same."""
    file, look = Document(), _CLOSE if report.audience == "mayor" else _WIDE
    _page(file, report, look)
    _styles(file, look)
    file.add_paragraph(report.over, style="Subtitle")
    file.add_paragraph(report.title, style="Title")
    file.add_paragraph(report.under)
    chapters = [b.text for b in report.blocks if isinstance(b, Heading) and b.level < 3]
    # Word breaks the mayor's pages by itself: letters of another width would leave them half empty.
    blocks = [b for b in report.blocks if not (report.audience == "mayor" and isinstance(b, PageBreak))]
    for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        made = _add(file, block, chapters, look)
        if made is not None and isinstance(before, PageBreak):
            made.paragraph_format.page_break_before = True
        if made is not None and isinstance(after, Picture):
            made.paragraph_format.keep_with_next = True
    out = io.BytesIO()
    file.save(out)
    return _timeless(out.getvalue())


# -- the page and its styles --------------------------------------------------------------------------------


def _page(file: Written, report: Report, look: _Look) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    beside, above, below = look.margins
    section.left_margin = section.right_margin = Mm(beside)
    section.top_margin, section.bottom_margin = Mm(above), Mm(below)
    section.header_distance = section.footer_distance = Mm(look.edge)
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{report.title} · {report.state} · ")
    _field(foot, "PAGE")
    about, made = file.core_properties, datetime.combine(report.day, datetime.min.time())
    about.title, about.author, about.subject = report.title, report.author, report.over
    about.language = "zh-CN" if report.lang == "zh" else "en-GB"
    about.created = about.modified = made
    about.last_modified_by, about.comments = report.author, report.state


def _styles(file: Written, look: _Look) -> None:
    for name in ("Normal", "Title", "Subtitle", "Caption", "Heading 1", "Heading 2", "Heading 3"):
        style: Any = file.styles[name]
        style.font.name, style.font.color.rgb = _LATIN, RGBColor.from_string("1B1E23")
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _BODY if name in ("Normal", "Caption") else _HEAD)
    for name in ("Subtitle", "Caption"):
        plain: Any = file.styles[name]
        plain.font.italic, plain.font.bold = False, False
        plain.font.color.rgb = RGBColor.from_string(_COLOURS["soft"])
    for line in file.styles["Title"].element.xpath(".//w:pBdr"):
        line.getparent().remove(line)
    normal: Any = file.styles["Normal"]
    normal.font.size = Pt(look.size)
    normal.paragraph_format.space_after = Pt(look.gap)
    if look.line:
        _closer(file, look.line)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")  # of Latin letters: a word of theirs is not broken as Chinese is
    spoken.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(spoken)


def _closer(file: Written, line: float) -> None:
    """Lines of that height in points, and headings with little room around them."""
    normal: Any = file.styles["Normal"]
    normal.paragraph_format.line_spacing = Pt(line)
    for name, size, before, after in (
        ("Title", 18, 0, 4), ("Subtitle", 9, 0, 2), ("Heading 1", 11, 8, 3), ("List Bullet", None, 0, 2),
        ("Caption", 8, 0, 3), ("Footer", 7.5, 0, 0),
    ):  # fmt: skip
        style: Any = file.styles[name]
        style.font.size = Pt(size) if size else None
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = Pt(max(line, 1.3 * (size or 0)))


def _field(paragraph: Any, instruction: str, shown: Sequence[str] = ()) -> None:
    """A field that Word fills in; `shown` are the lines that stand there until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    for line in shown:
        run = paragraph.add_run(line)
        run.add_break()
        field.append(run._r)
    paragraph._p.append(field)


# -- blocks -------------------------------------------------------------------------------------------------


def _add(file: Written, block: Block, chapters: Sequence[str], look: _Look) -> Any:
    """Write a block. Returns: its last line, where it is one of text."""
    line: Any = None
    match block:
        case Heading():
            line = file.add_heading(block.text, block.level)
        case Paragraph():
            line = file.add_paragraph()
            _runs(line, block.words, {"lede": look.lede, "small": look.small}.get(block.tone))
            line.paragraph_format.keep_with_next = block.tone == "lead" or None
        case Bullets():
            for item in block.items:
                _runs(file.add_paragraph(style="List Bullet"), item)
        case Table():
            _table(file, block, look)
        case Facts():
            for name, said in block.items:
                line = file.add_paragraph()
                line.paragraph_format.space_after = Pt(1)
                line.paragraph_format.keep_with_next = name != block.items[-1][0]
                line.add_run(f"{name}  ").font.color.rgb = RGBColor.from_string(_COLOURS["soft"])
                _runs(line, said)
        case Picture():
            _picture(file, block)
        case Receipts():
            for n, receipt in enumerate(block.items, 1):
                line = file.add_paragraph()
                line.paragraph_format.space_after = Pt(look.near)
                if look.line:
                    line.paragraph_format.line_spacing = Pt(1.15 * look.receipt)
                line.add_run(f"[{n}] {receipt}").font.size = Pt(look.receipt)
        case Contents():
            file.add_paragraph(block.title, style="Subtitle")
            _field(file.add_paragraph(), 'TOC \\o "1-2" \\h', chapters)
    return line


def _runs(paragraph: Any, said: Words, size: float | None = None) -> None:
    for run in said:
        text = f"[{run.text}]" if run.style == "mark" else run.text
        made = paragraph.add_run(text)
        made.bold = run.style == "strong" or None
        if run.style == "code":
            made.font.name = _CODE
        if size:
            made.font.size = Pt(size)
        if run.style in _COLOURS:
            made.font.color.rgb = RGBColor.from_string(_COLOURS[run.style])
        if run.style == "mark":
            made.font.superscript = True


def _table(file: Written, block: Table, look: _Look) -> None:
    table: Any = file.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER  # from margin to margin
    whole = sum(block.widths)
    for cell, head in zip(table.rows[0].cells, block.head, strict=True):
        run = cell.paragraphs[0].add_run(head)
        run.bold, run.font.size = True, Pt(look.cell)
    for row in block.rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            _runs(cell.paragraphs[0], said, look.cell)
    for row in table.rows:
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell in row.cells:
            _in_cell(cell.paragraphs[0], look)
    _mark(table.rows[0]._tr.trPr, "w:tblHeader")
    _lines(table)
    if look.line:
        _sides(table, 2.5)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(look.width * width / whole)
        for cell in column.cells:
            cell.width = column.width
    after = file.add_paragraph().paragraph_format
    after.space_after = Pt(0)
    if look.line:  # tables that follow one another would be one without a line between them
        after.line_spacing = Pt(look.line / 2)


def _in_cell(paragraph: Any, look: _Look) -> None:
    paragraph.paragraph_format.space_after = Pt(look.inset)
    if look.line:
        paragraph.paragraph_format.line_spacing = Pt(1.3 * look.cell)


def _mark(properties: Any, name: str) -> None:
    """Say something of a row: that it is not split between pages, that it is repeated on each."""
    said = OxmlElement(name)
    said.set(qn("w:val"), "true")
    properties.append(said)


def _lines(table: Any) -> None:
    """Thin lines between rows, as in the PDF."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        seen = side in ("top", "bottom", "insideH")
        for name, value in (
            ("val", "single" if seen else "nil"),
            ("sz", "4"),
            ("space", "0"),
            ("color", _LINE),
        ):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _sides(table: Any, points: float) -> None:
    """So much room left and right of what stands in a cell."""
    room = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        of = OxmlElement(f"w:{side}")
        of.set(qn("w:w"), str(round(points * 20)))
        of.set(qn("w:type"), "dxa")
        room.append(of)
    table._tbl.tblPr.insert_element_before(room, "w:tblLook")


@lru_cache(128)  # those of the other language and audience are the same
def _raster(svg: str) -> bytes:
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=2))


def _picture(file: Written, block: Picture) -> None:
    drawn: Any = file.add_picture(io.BytesIO(_raster(block.svg)), width=Mm(145))
    around = file.paragraphs[-1].paragraph_format
    around.keep_with_next, around.line_spacing = True, 1.0  # as high as the picture
    about = drawn._inline.docPr
    about.set("descr", block.alt)
    about.set("title", block.caption)
    file.add_paragraph(block.caption, style="Caption")


def _timeless(written: bytes) -> bytes:
    """The same package with one time on every part, for a file of the same content to be the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            to.writestr(entry, parts.read(name))
    return out.getvalue()
