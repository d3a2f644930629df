"""One mistake in an evidence file: one error, with line and column of the cell, and nothing else."""

from pathlib import Path

import pytest
from mistakes import Make, Mistake, added, expect_one_error, in_gbk, replaced, written
from rooms_fixtures import Commands, Spot, cases, change, load_plan

AREAS, FIGURES, MONTHS, GRADES = (
    f"evidence/{name}.csv"
    for name in ("areas", "published_figures", "air_monthly_guangdong", "quality_grades_guangdong")
)
AREAS_HEADER = "code,name_en,name_zh,parent,kind\n"
GDP_2011 = (
    "gdp,published,440600,佛山市,2011,6580.28,exact,,CNY 100m,final,Foshan Municipal Government,2017-01-10,"
)


def cell(old: str, new: str, at: str | None = None) -> Make:
    """One cell of the row of GDP 2011 replaced."""
    return replaced(FIGURES, GDP_2011, GDP_2011.replace(old, new), at or new)


def dropped_column(plan: Path) -> Spot:
    """The areas without their column `kind`."""
    rows = (plan / AREAS).read_text("utf-8").splitlines()
    (plan / AREAS).write_text("".join(row.rpartition(",")[0] + "\n" for row in rows), "utf-8")
    return Spot(plan / AREAS, 1, 1)


def saved_with(newline: str, bom: bool) -> Make:
    """A wrong date in a file that a spreadsheet saved with other line ends, or with a byte order mark."""

    def make(plan: Path) -> Spot:
        spot = cell("2017-01-10", "2016-02-30")(plan)
        text = spot.file.read_text("utf-8").replace("\n", newline)
        spot.file.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())
        return spot

    return make


def after_a_line_in_a_cell(plan: Path) -> Spot:
    """A wrong number below a cell that holds a line break."""
    change(plan / FIGURES, '"undated, after 2016"', '"undated,\nafter 2016"')
    return cell("6580.28", "many")(plan)


def two_rows_that_make_up_for_each_other(plan: Path) -> Spot:
    """A cell too many in one row and one too few in another, so that the count of commas is right."""
    spot = change(plan / AREAS, "PRD,Pearl River Delta,", "PRD,Pearl River Delta,,", at="PRD")
    change(plan / AREAS, "440600,Foshan,佛山市,", "440600,Foshan,佛山市")
    return spot


MISTAKES = (
    Mistake("a missing column", dropped_column, "missing-column", ("kind", "code, name_en, name_zh, parent")),
    Mistake(
        "a misspelt column",
        replaced(AREAS, AREAS_HEADER, AREAS_HEADER.replace("name_zh", "name_hz"), "name_hz"),
        "unknown-column",
        ("did you mean 'name_zh'?",),
    ),
    Mistake(
        "a column in capitals",
        replaced(AREAS, AREAS_HEADER, AREAS_HEADER.replace("kind", "Kind"), "Kind"),
        "unknown-column",
        ("did you mean 'kind'?",),
    ),
    Mistake("words for a number", cell("6580.28", "many"), "value-number", ("value", "many")),
    Mistake("a number that is none", cell("6580.28", "nan"), "value-number", ("nan",)),
    Mistake("no number at all", cell("6580.28", "6580.28亿"), "value-number", ("6580.28亿",)),
    Mistake(
        "a date that does not exist",
        cell("2017-01-10", "2016-02-30"),
        "value-known",
        ("2016-02-30", "not a date that exists", "2017-09-18"),
    ),
    Mistake("a date in full-width digits", cell("2017-01-10", "２０１７"), "value-known", ("２０１７",)),
    Mistake("a period that is none", cell(",2011,", ",2011-13,", "2011-13"), "value-period", ("2011-13",)),
    Mistake("a value that is not in the list", cell("final", "finl"), "value-enum", ("finl", "final")),
    Mistake(
        "nothing where a value is required",
        replaced(FIGURES, GDP_2011, GDP_2011.replace("gdp,", ",", 1)),
        "value-required",
        ("indicator",),
    ),
    Mistake("a misspelt indicator", cell("gdp,", "gpd,"), "unknown-indicator", ("did you mean 'gdp'?",)),
    Mistake(
        "a misspelt definition",
        cell("published,", "publishd,"),
        "unknown-definition",
        ("did you mean 'published'?",),
    ),
    Mistake("another unit", cell("CNY 100m", "CNY 10k"), "wrong-unit", ("CNY 10k", "CNY 100m")),
    Mistake("an area that is not there", cell("440600", "440699"), "unknown-reference", ("440699", "areas")),
    Mistake("GBK", in_gbk(FIGURES), "encoding", ("not UTF-8", "GBK", "iconv")),
    Mistake("empty", written(AREAS, b""), "empty-file", ("empty",)),
    Mistake(
        "a cell too many",
        replaced(AREAS, "PRD,Pearl River Delta,", "PRD,Pearl River Delta,,", "PRD"),
        "malformed-row",
        ("6 cells", "5"),
    ),
    Mistake(
        "a row twice",
        added(AREAS, "PRD,Pearl River Delta,珠三角,440000,region"),
        "duplicate-row",
        ("line 3",),
    ),
    Mistake("tabs for commas", written(AREAS, b"code\tname_en\nPRD\tDelta\n"), "wrong-separator", ("comma",)),
    Mistake("a line in a cell above", after_a_line_in_a_cell, "value-number", ("many",)),
    Mistake("the line ends of Windows", saved_with("\r\n", bom=False), "value-known", ("2016-02-30",)),
    Mistake("a byte order mark", saved_with("\n", bom=True), "value-known", ("2016-02-30",)),
    Mistake("both", saved_with("\r\n", bom=True), "value-known", ("2016-02-30",)),
    Mistake(
        "a quote that is not closed",
        replaced(AREAS, "PRD,Pearl", 'PRD,"Pearl', "PRD"),
        "malformed-row",
        ("2 cells", "5"),
    ),
    Mistake("words behind a quote", added(AREAS, '440699,"No"where,无,440600,city'), "malformed-row", ()),
    Mistake(
        "a header with a name twice in other letters",
        replaced(AREAS, AREAS_HEADER, AREAS_HEADER.replace("parent", "Code"), "Code"),
        "duplicate-column",
        (),
    ),
)


@pytest.mark.parametrize("mistake", cases(MISTAKES, lambda m: m.name))
def test_one_mistake_in_evidence_is_one_error(mistake: Mistake, foshan: Path, cli: Commands) -> None:
    expect_one_error(mistake, foshan, cli)


def test_rows_of_wrong_length_are_told_even_where_their_commas_add_up(foshan: Path, cli: Commands) -> None:
    spot = two_rows_that_make_up_for_each_other(foshan)
    errors = cli.errors(foshan)
    assert [e["code"] for e in errors] == ["malformed-row", "malformed-row"]
    assert errors[0]["line"] == spot.line


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [False, True])
def test_files_as_spreadsheets_save_them_load_alike(
    newline: str, bom: bool, foshan: Path, tmp_path: Path
) -> None:
    plain = load_plan(foshan, tmp_path / "plain")
    for name in (AREAS, FIGURES, MONTHS, GRADES):
        text = (foshan / name).read_text("utf-8").replace("\n", newline)
        (foshan / name).write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())
    assert [(x.dataset, x.rows) for x in load_plan(foshan, tmp_path / "saved")] == [
        (x.dataset, x.rows) for x in plain
    ]


def test_empty_lines_are_no_rows(foshan: Path, tmp_path: Path, cli: Commands) -> None:
    text = (foshan / AREAS).read_text("utf-8")
    (foshan / AREAS).write_text(text.replace("\nPRD", "\n\nPRD") + "\n\n", "utf-8")
    assert cli.run("check", foshan).exit_code == 0
    rows = {x.dataset: x.rows for x in load_plan(foshan, tmp_path / "var")}
    assert rows["areas"] == 28
