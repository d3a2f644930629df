"""Reports say all that they owe, on as many pages as they may have, in files that everybody can read."""

import io
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from reported import Reported, each, foshan_reported, loaded
from rooms_fixtures import FOSHAN, view_at
from small_plan import FIGURES, SmallPlan
from syrupy.assertion import SnapshotAssertion

from qualicity.errors import LANGS, Lang, UsageError
from qualicity.release.exports import Edition
from qualicity.release.report import drawing, fitted, since
from qualicity.release.report.docx import docx
from qualicity.release.report.drawing import picture
from qualicity.release.report.fonts import chinese, installed, refuse_missing
from qualicity.release.report.pdf import pages, pdf
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import (
    AUDIENCES,
    Audience,
    Block,
    Bullets,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Receipts,
    Report,
    Table,
    Words,
    words,
)
from qualicity.workspace import Workspace

__all__ = ["each", "foshan_reported", "loaded"]


def lines(blocks: tuple[Block, ...]) -> Iterator[Words]:
    """Every line of a report with its styles."""
    for block in blocks:
        match block:
            case Heading():
                yield words(block.text)
            case Paragraph():
                yield block.words
            case Bullets():
                yield from block.items
            case Table():
                yield from (cell for row in block.rows for cell in row)
            case Facts():
                yield from (words(f"{name}: ", said) for name, said in block.items)
            case Receipts():
                yield from map(words, block.items)


def said(line: Words) -> str:
    return "".join(f"[{r.text}]" if r.style == "mark" else r.text for r in line)


def page_count(made: bytes) -> int:
    found = re.search(rb"NPages>(\d+)<", made)
    assert found
    return int(found[1])


@pytest.mark.parametrize("lang", LANGS)
def test_the_mayor_gets_two_pages(each: Reported, lang: Lang) -> None:
    report = each.report("mayor", lang)
    assert pages(report) == (1, 2)
    assert page_count(pdf(report)) == 2


@pytest.mark.parametrize("lang", LANGS)
def test_the_public_gets_six_pages_at_most(each: Reported, lang: Lang) -> None:
    assert page_count(pdf(each.report("public", lang))) <= 6


def test_what_the_mayor_reads(foshan_reported: Reported, snapshot: SnapshotAssertion) -> None:
    assert [said(line) for line in lines(foshan_reported.report("mayor", "en").blocks)] == snapshot


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_mark_has_its_receipt_and_every_receipt_its_state(each: Reported, audience: Audience) -> None:
    blocks = each.report(audience, "en").blocks
    marks = {int(r.text) for line in lines(blocks) for r in line if r.style == "mark"}
    [receipts] = [b for b in blocks if isinstance(b, Receipts)]
    assert marks == set(range(1, len(receipts.items) + 1))
    assert all(r.endswith("no release, 2026-12-31") for r in receipts.items)


def test_the_council_is_told_of_every_target_task_and_definition(each: Reported) -> None:
    blocks, view = each.report("council", "en").blocks, each.edition.view
    headings = [b.text for b in blocks if isinstance(b, Heading) and b.level == 3]
    assert sorted(headings) == sorted(a.target.title.en for a in view.scorecard.assessments)
    everything = {said(line) for line in lines(blocks)}
    assert everything >= {a.action.title.en for a in view.board.actions}
    assert everything >= {p.programme.title.en for p in view.programmes}
    asked = {a.target.indicator for a in view.scorecard.assessments}
    assert everything >= {d.id for i in view.plan.indicators if i.id in asked for d in i.definitions}
    for a in view.scorecard.assessments:
        assert f"Why: {a.reason.en}" in everything


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_pdf_is_tagged_archived_and_always_the_same(
    foshan_reported: Reported, audience: Audience, lang: Lang
) -> None:
    report = foshan_reported.report(audience, lang)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = pdf(report)
    spoken = b"zh-CN" if lang == "zh" else b"en-GB"
    for mark in (
        b"/StructTreeRoot",
        b"/Outlines",
        b"/Marked true",
        b"/DisplayDocTitle true",
        b"/Lang(" + spoken,
    ):
        assert mark in made, mark
    for mark in (b"<pdfuaid:part>1<", b"<pdfaid:part>2<", b"<pdfaid:conformance>A<"):
        assert mark in made, mark
    assert title_of(made) == f"{report.title} · {report.over}"
    pictures = sum(isinstance(b, Picture) for b in report.blocks)
    assert made.count(b"/Alt") >= pictures
    assert pdf(report) == made


def title_of(made: bytes) -> str:
    found = re.search(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", made, re.DOTALL)
    assert found
    return unescape(found[1].decode())


@pytest.mark.parametrize("lang", LANGS)
def test_a_docx_has_headings_header_rows_and_words_for_its_pictures(
    foshan_reported: Reported, lang: Lang
) -> None:
    report = foshan_reported.report("council", lang)
    made = docx(report)
    assert docx(report) == made
    read = Document(io.BytesIO(made))
    headings = [p.text for p in read.paragraphs if ((p.style and p.style.name) or "").startswith("Heading")]
    assert headings == [b.text for b in report.blocks if isinstance(b, Heading)]
    tables = [b for b in report.blocks if isinstance(b, Table)]
    assert [tuple(c.text for c in t.rows[0].cells) for t in read.tables] == [t.head for t in tables]
    assert all(t.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for t in read.tables)
    alts = [shape._inline.docPr.get("descr") for shape in read.inline_shapes]
    assert alts == [b.alt for b in report.blocks if isinstance(b, Picture)]
    assert alts
    assert read.core_properties.language == ("zh-CN" if lang == "zh" else "en-GB")
    fonts = read.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "SimSun"


def test_in_a_docx_no_row_and_no_target_is_torn_apart_and_the_mayor_has_no_empty_page(
    foshan_reported: Reported,
) -> None:
    read = Document(io.BytesIO(docx(foshan_reported.report("council", "en"))))
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for t in read.tables for row in t.rows)
    drawn = [n for n, p in enumerate(read.paragraphs) if p._p.findall(f".//{qn('w:drawing')}")]
    assert drawn
    for n in drawn:
        assert read.paragraphs[n].paragraph_format.keep_with_next, "its caption is on its page"
        assert read.paragraphs[n - 1].paragraph_format.keep_with_next, "it is on the page of its target"
    broken = [p.text for p in read.paragraphs if p.paragraph_format.page_break_before]
    assert broken == ["Summary"]
    short = Document(io.BytesIO(docx(foshan_reported.report("mayor", "en"))))
    assert not any(p.paragraph_format.page_break_before for p in short.paragraphs)


def test_the_mayor_gets_two_pages_as_docx_too(each: Reported, tmp_path: Path) -> None:
    """As LibreOffice sets it, with whatever fonts this machine has."""
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice is installed")
    files = [tmp_path / f"mayor-{lang}.docx" for lang in LANGS]
    for lang, file in zip(LANGS, files, strict=True):
        file.write_bytes(docx(each.report("mayor", lang)))
    own = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    words = [office, own, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    for file in files:
        made = file.with_suffix(".pdf").read_bytes()
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", made)) <= 2, file.name


def test_the_mayors_docx_is_set_as_close_as_the_pdf_whatever_fonts_an_office_has(
    foshan_reported: Reported,
) -> None:
    report = foshan_reported.report("mayor", "zh")
    read = Document(io.BytesIO(docx(report)))
    section, normal = read.sections[0], read.styles["Normal"]
    assert (round(section.left_margin.mm), round(section.top_margin.mm)) == (18, 15)
    assert (normal.font.size, normal.paragraph_format.line_spacing) == (Pt(9.5), Pt(12))
    receipts = [p for p in read.paragraphs if re.match(r"\[\d+\] ", p.text)]
    assert receipts
    for p in receipts:
        assert (p.runs[0].font.size, p.paragraph_format.space_after) == (Pt(6.5), Pt(1))
    for n, p in enumerate(read.paragraphs):
        if p._p.findall(f".//{qn('w:drawing')}"):
            assert p.paragraph_format.line_spacing == 1.0, f"the picture of line {n} would be cut off"
    for table in read.tables:
        room = section.page_width - section.left_margin - section.right_margin
        assert abs(sum(c.width for c in table.columns) - room) < Mm(1)
    council = Document(io.BytesIO(docx(foshan_reported.report("council", "zh"))))
    assert council.styles["Normal"].font.size == Pt(10.5)


def test_a_definition_says_its_basis_in_the_words_of_the_report(foshan_reported: Reported) -> None:
    everything = {said(line) for line in lines(foshan_reported.report("council", "zh").blocks)}
    assert any(line.startswith("口径说明：") for line in everything)
    assert not any(line.startswith(("stated", "conditions")) for line in everything)


def test_no_figure_is_drawn_on_an_axis(each: Reported) -> None:
    pen = Pen(each.edition, "en")
    for a in each.edition.view.scorecard.assessments:
        values = [float(o.value) for o in a.history if o.value is not None]
        if picture(pen, a) is None or len(set(values)) < 2:
            continue
        low, high = drawing.values_of(pen, a, [o for o in a.history if o.value is not None])
        indicator = pen.indicator(a.target)
        least, most = (indicator.bounds if indicator and indicator.bounds else None) or (0, None)
        assert low < min(values) or low == least, a.target.id
        assert high > max(values) or high == most, a.target.id


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_without_targets_has_a_report_without_empty_tables(
    tmp_path: Path, audience: Audience, lang: Lang
) -> None:
    if not chinese(installed()):
        pytest.skip("no Chinese font is installed (scripts/fonts.sh installs one)")
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    plan.figure("2017", 38)
    plan.load()
    view = view_at(plan.folder, plan.workspace, date(2018, 6, 30))
    edition = Edition(view)
    report = fitted(edition, since(edition, Workspace(plan.workspace)), audience, lang)
    assert all(b.rows for b in report.blocks if isinstance(b, Table))
    everything = " ".join(said(line) for line in lines(report.blocks))
    assert not re.search(r"\b0 targets|其0项|部0项|ended on|方案已于", everything)
    for before, after in pairwise((*report.blocks, Heading(""))):
        both = isinstance(before, Heading) and isinstance(after, Heading)
        assert not both or after.level > before.level, f"nothing under {before}"
    assert page_count(pdf(report)) >= 1


@pytest.mark.parametrize("audience", AUDIENCES)
def test_of_a_plan_without_targets_every_audience_gets_the_newest_figures(
    tmp_path: Path, audience: Audience
) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    plan.figure("2016", 37)
    plan.figure("2017", 38)
    plan.figure("2017", 12, area="elsewhere")
    plan.indicator("silent")
    plan.load()
    edition = Edition(view_at(plan.folder, plan.workspace, date(2018, 6, 30)))
    report = fitted(edition, since(edition, Workspace(plan.workspace)), audience, "en")
    [table] = [b for b in report.blocks if isinstance(b, Table) and b.head[1] == "Newest"]
    assert [[said(cell) for cell in row] for row in table.rows] == [
        ["cover", "38 % for 2017[1]", "37 % for 2016[2]"]
    ]
    assert any("1 of its 2 indicators" in said(line) for line in lines(report.blocks))


def test_the_mayor_is_told_why_from_where_to_where_and_how_fast(tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    plan.target("promise", base={"period": "2015", "value": 30}, scheme="open-sdg")
    for year, value in enumerate((29, 28, 27), 2016):
        plan.figure(str(year), value)
    plan.load()
    edition = Edition(view_at(plan.folder, plan.workspace, date(2019, 6, 30)))
    report = fitted(edition, since(edition, Workspace(plan.workspace)), "mayor", "en")
    [table] = [b for b in report.blocks if isinstance(b, Table) and b.head[-1] == "Why"]
    [row] = table.rows
    assert said(row[-1]) == "From 30 for 2015 to 27 for 2018: −1 a year; from now on +6.5 a year is needed."


def test_what_went_the_same_way_since_the_middle_is_told_in_one_line(loaded: Path) -> None:
    edition = Edition(view_at(FOSHAN, loaded, date(2022, 6, 30)))
    report = fitted(edition, since(edition, Workspace(loaded)), "mayor", "en")
    everything = [said(line) for line in lines(report.blocks)]
    told = [line for line in everything if "→" in line]
    assert len(told) == len({line.split(":")[0] for line in told}), "two lines of one kind"
    counted = sum(int(line.split(" ")[0]) for line in told)
    middle = edition.view.midterm.values()
    assert counted == sum(m.before != m.after for m in middle) > len(told)


def test_a_drawing_names_only_what_is_drawn_and_a_source_without_a_title_is_named_by_its_address(
    tmp_path: Path,
) -> None:
    plan = SmallPlan(tmp_path / "small")
    concepts = {k: v for k, v in FIGURES["concepts"].items() if k != "CONFIDENCE"} | {
        "SOURCE_URL": "confidence"
    }
    plan.datasets["figures"] = FIGURES | {"concepts": concepts}
    plan.indicator("cover", measure="level")
    plan.target("promise", due="2018-06")
    for month in range(1, 7):
        plan.figure(f"2018-{month:02}", 30 + month, confidence="https://example.org/figures")
    plan.load()
    edition = Edition(view_at(plan.folder, plan.workspace, date(2019, 12, 31)))
    report = fitted(edition, since(edition, Workspace(plan.workspace)), "council", "en")
    [drawn] = [b for b in report.blocks if isinstance(b, Picture)]
    assert drawn.caption.startswith("promise (%): parts of years (circles)"), drawn.caption
    everything = [said(line) for line in lines(report.blocks)]
    assert "https://example.org/figures" in everything
    assert any("City: https://example.org/figures ·" in line for line in everything)


def test_the_mayor_is_told_that_nothing_is_to_be_decided(tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    plan.target("promise", lead="city")
    for year, value in (("2015", 30), ("2016", 34), ("2017", 38)):
        plan.figure(year, value)
    plan.load()
    edition = Edition(view_at(plan.folder, plan.workspace, date(2018, 6, 30)))
    report = fitted(edition, since(edition, Workspace(plan.workspace)), "mayor", "en")
    at = report.blocks.index(Heading("Decisions needed"))
    assert report.blocks[at + 1] == Paragraph(words("None is needed now."))


def a_report(text: str) -> Report:
    """A report that says one text wherever something can be said."""
    line = words(text)
    blocks: tuple[Block, ...] = (
        Heading(text or "-"), Paragraph(line), Bullets((line,)), Table((text,), ((line,),), (1,)), Facts(((text, line),)),
        Receipts((text,)),
    )  # fmt: skip
    return Report("en", "council", text or "-", text, text, text, text or "-", date(2020, 1, 1), blocks)


MARKUP = st.text(st.sampled_from("#$\\`*_@<>[]{}()=-+/\"'&;:~%!|^ab1 \n"), min_size=1, max_size=40)


@settings(max_examples=25, deadline=None)
@given(MARKUP)
def test_what_looks_like_markup_is_text(text: str) -> None:
    report = a_report(text)
    assert title_of(pdf(report)).split() == f"{report.title} · {report.over}".split()
    read = Document(io.BytesIO(docx(report)))
    assert read.tables[0].rows[1].cells[0].text.split() == text.split()


CODE = ('#panic("x")', '#read("/etc/passwd")', "$ x $ = <label> @ref", "*a* _b_ `c` \\ ]", "<w:p/>&amp;")


@pytest.mark.parametrize("text", CODE)
def test_code_in_a_title_does_not_run(text: str) -> None:
    assert title_of(pdf(a_report(text))) == f"{text} · {text}"


def test_letters_without_a_font_are_said_and_never_drawn_as_boxes() -> None:
    with pytest.raises(UsageError) as told:
        pdf(a_report("\U00013000 \U0001e900"))  # Egyptian and Adlam
    assert "docx" in told.value.text.en


def test_without_a_chinese_font_it_says_what_to_install() -> None:
    there = frozenset({"Libertinus Serif"})
    refuse_missing("All Latin: “quoted” – ● ▲ µg/m³", there)
    refuse_missing("质量", there | {"SimSun"})
    for text in ("质量", "figure，2020"):
        with pytest.raises(UsageError) as told:
            refuse_missing(text, there)
        assert "fonts-noto-cjk" in told.value.text.en
        assert "fonts-noto-cjk" in told.value.text.get("zh")


def test_a_fact_less_page_is_still_a_page(foshan_reported: Reported) -> None:
    bare = replace(foshan_reported.report("mayor", "en"), blocks=())
    assert page_count(pdf(replace(bare, audience="public"))) == 1
