"""SDMX files, read back whole by pysdmx and checked by the official schemas."""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.model import Codelist
from sdmx_schema import errors

from qualicity.errors import Text
from qualicity.release.exports import Edition, Table, form, tables
from qualicity.release.exports.sdmx import cube as cubes
from qualicity.release.exports.sdmx import data, xml
from qualicity.release.exports.sdmx.cube import DIMENSIONS, Cube, cube_of
from qualicity.release.exports.sdmx.names import identifier, original
from qualicity.release.exports.texts import strings
from qualicity.release.freeze import Lock

CODED = ("FREQ", "REF_AREA", "INDICATOR", "DEFINITION", "BREAKDOWN", "AUTHORITY", "UNIT_MEASURE", "OBS_STATUS", "ORIGIN",
         "CONFIDENCE", "DATASET")  # fmt: skip
COMMON = "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def files(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdmx")
    first, *_ = form("sdmx").write(edition, folder)
    assert first == folder / "structure.xml"
    return folder


def table(edition: Edition, name: str) -> Table:
    return next(t for t in tables(edition) if t.name == name)


def figures(file: Path, structure: Path) -> list[dict[str, str]]:
    """What pysdmx reads, as text, without what is missing; dataset and structure belong together."""
    (found,) = get_datasets(file, structure)
    missing = ("", "None", "nan")
    return [
        {k: str(v) for k, v in row.items() if str(v) not in missing} for row in found.data.to_dict("records")
    ]


def as_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table from what SDMX says, by what docs/open-data.md tells a reader."""
    said: dict[str, Any] = {k: original(v) if k in CODED else v for k, v in row.items()}
    assert said.pop("STATEMENT") == "1"
    if said["FREQ"] == "_U":
        assert said.pop("TIME_PERIOD") == said["VINTAGE"]
        del said["FREQ"]
    if said["AUTHORITY"] == "_Z":
        del said["AUTHORITY"]
    said["CURRENT"] = said["CURRENT"].lower() == "true"
    said["VINTAGE"] = date.fromisoformat(said["VINTAGE"])
    numbers = {"OBS_VALUE": float, "DENOMINATOR": float, "ROWS": int, "LINE": int}
    return said | {k: of(said[k]) for k, of in numbers.items() if k in said}


@pytest.mark.parametrize("name", ["data.csv", "data.xml"])
def test_every_figure_is_read_back_with_all_that_is_said_of_it(
    edition: Edition, files: Path, name: str
) -> None:
    ours = [
        {k: v for k, v in row.items() if v is not None} for row in table(edition, "observations").records()
    ]
    assert [as_told(row) for row in figures(files / name, files / "structure.xml")] == ours


def test_no_two_figures_have_the_same_dimensions(edition: Edition) -> None:
    said = {c: values.to_pylist() for c, values in cube_of(edition).said.items()}
    keys = list(zip(*(said[d] for d in DIMENSIONS), strict=True))
    assert len(set(keys)) == len(keys) > 0


def test_figures_are_valid_by_the_official_schemas_and_their_own_structure(
    files: Path, tmp_path: Path
) -> None:
    (found,) = get_datasets(files / "data.xml", files / "structure.xml")
    assert not errors(files / "data.xml", found.structure, tmp_path)
    text = (files / "data.xml").read_text("utf-8")
    broken = tmp_path / "broken.xml"
    for old, new in (
        ("TIME_PERIOD", "TIME"),
        ('TIME_PERIOD="2', 'TIME_PERIOD="Q'),
        ('ORIGIN="', 'ORIGIN="x'),
    ):
        broken.write_text(text.replace(old, new, 1), "utf-8")
        assert errors(broken, found.structure, tmp_path), new


@pytest.mark.parametrize("name", ["structure.xml", "data.xml", "data.csv", "metadata-en.xml", "metadata-zh.xml"])  # fmt: skip
def test_pysdmx_takes_each_file_as_valid(files: Path, name: str) -> None:
    assert read_sdmx(files / name, validate=True)


def test_code_lists_hold_every_word(edition: Edition, files: Path) -> None:
    lists = {s.id: s for s in read_sdmx(files / "structure.xml").structures or () if isinstance(s, Codelist)}
    plan = edition.view.plan.id
    for listed, name in (("INDICATOR", "indicators"), ("AREA", "areas"), ("DATASET", "datasets")):
        found = {original(c.id): c.name for c in lists[f"CL_{listed}_{plan}"]}
        theirs = table(edition, name)
        assert found == {r[theirs.key[0]]: r["title_en"] for r in theirs.records()}
    found = {original(c.id): c.name for c in lists[f"CL_AUTHORITY_{plan}"]}
    who = {r["AUTHORITY"] for r in table(edition, "observations").records()}
    assert found == {w or "_Z": w or "Not applicable: computed here" for w in who}
    (definitions,) = [s for k, s in lists.items() if k.startswith("CL_DEFINITION")]
    noted = {(a.title, c.id) for c in definitions for a in c.annotations}
    assert noted == {(r["indicator"], r["definition"]) for r in table(edition, "definitions").records()}


def test_names_are_in_both_languages(edition: Edition, files: Path) -> None:
    found = {
        e.get("id"): {n.get(LANG): n.text for n in e.iterfind(f"{COMMON}Name")}
        for e in ElementTree.parse(files / "structure.xml").iter()
        if f"CL_INDICATOR_{edition.view.plan.id}(1.0)." in e.get("urn", "")
    }
    for row in table(edition, "indicators").records():
        said = {"en": row["title_en"], "zh": row["title_zh"]}
        assert found[row["indicator"]] == {k: v for k, v in said.items() if v}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_quality_is_read_back_from_reports(edition: Edition, files: Path, lang: str) -> None:
    reports = read_sdmx(files / f"metadata-{lang}.xml").reports or ()
    found = {(r.targets[0], a.id): a.value for r in reports for a in r.attributes}
    plan = edition.view.plan.id
    flow = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=QUALICITY:DF_{plan}(1.0)"
    code = f"urn:sdmx:org.sdmx.infomodel.codelist.Code=QUALICITY:CL_INDICATOR_{plan}(1.0)."
    ours = {
        (flow if r["indicator"] == "_T" else code + r["indicator"], r["concept"]): r[f"value_{lang}"]
        or r["value_en"]
        for r in table(edition, "quality").records()
    }
    assert found == ours


def test_quality_says_something_of_every_indicator_with_figures(edition: Edition) -> None:
    said = {(r["indicator"], r["concept"]) for r in table(edition, "quality").records()}
    for figure in table(edition, "observations").records():
        known = {"DATA_DESCR", "STAT_CONC_DEF", "UNIT_MEASURE", "SOURCE_TYPE", "RELEVANCE"}
        known |= {"REF_PERIOD"} if figure["TIME_PERIOD"] else set()
        assert {(figure["INDICATOR"], c) for c in known} <= said
    assert ("_T", "REV_POLICY") in said
    assert all(r["value_zh"] for r in table(edition, "quality").records())


def test_a_message_is_as_old_as_its_state(edition: Edition, tmp_path: Path) -> None:
    lock = Lock.of({"name": "2020.final"}, {})
    frozen = replace(edition, release=lock, made=datetime(2021, 3, 4, 5, 6, 7))
    for state, when, of in (
        (edition, datetime(2026, 12, 31), "2026-12-31"),
        (frozen, frozen.made, "2020$2Efinal"),
    ):
        form("sdmx").write(state, tmp_path)
        for name in ("structure", "data"):
            header = read_sdmx(tmp_path / f"{name}.xml", validate=True).header
            assert header is not None
            assert header.prepared == when.replace(tzinfo=UTC)
            assert header.id == f"{edition.view.plan.id}-{of}-{name}"


WORDS = 'it\'s "so" & <so>;\nline two, \t100 %=\\n ‘’“” 佛山\x0b.'


def test_a_sources_own_words_are_read_back_as_they_are(edition: Edition, files: Path, tmp_path: Path) -> None:
    whole = cube_of(edition)
    said = {c: values[:1] for c, values in whole.said.items()} | {
        "NOTE": strings([WORDS]),
        "QUOTE": strings([WORDS[1:]]),
    }
    one = Cube(whole.fields, whole.codes, said)
    (row,) = figures(data.write_xml(edition, one, tmp_path / "data.xml"), files / "structure.xml")
    assert row["NOTE"] == WORDS.replace("\x0b", "\ufffd")
    assert row["QUOTE"] == row["NOTE"][1:]
    path = data.write_csv(edition, one, tmp_path / "data.csv")
    (row,) = figures(path, files / "structure.xml")
    assert row["NOTE"] == WORDS
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["NOTE"] == WORDS


def test_words_inside_elements_are_read_back_as_they_are() -> None:
    """Lines of elements are indented; those of words must not be."""
    written = xml.element("outer", xml.element("inner", *xml.in_both("words", Text(WORDS, WORDS[::-1]))))
    found = [e.text for e in ElementTree.fromstring(written).iter("words")]
    assert found == [words.replace("\x0b", "\ufffd") for words in (WORDS, WORDS[::-1])]


def test_two_statements_of_one_day_are_told_apart(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = tables(edition)
    twice = replace(first, rows=(*first.rows, first.rows[0]))
    monkeypatch.setattr(cubes, "tables", lambda _: (twice, *others))
    said = {c: values.to_pylist() for c, values in cube_of(edition).said.items()}
    by_figure = zip(said["OBSERVATION"], said["STATEMENT"], strict=True)
    assert [n for figure, n in by_figure if figure == first.rows[0][0]] == ["1", "2"]


@given(st.text(min_size=1).filter(lambda s: s.isprintable()))
def test_any_code_is_an_identifier_of_sdmx_and_back(code: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_@$\-]+", identifier(code))
    assert original(identifier(code)) == code


def test_what_is_an_identifier_stays() -> None:
    assert identifier("good-air_days2") == "good-air_days2"
    assert identifier("CNY 100m") == "CNY$20100m"
