"""A file handed in is taken whole or not at all, in whatever common format it comes."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from rooms_fixtures import FOSHAN, Commands
from submissions import COLUMNS, as_csv, row

FIGURES = "published_figures"
WHO = ("--by", "clerk", "--message", "a test")


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with Foshan's evidence loaded."""
    workspace = tmp_path_factory.mktemp("loaded") / "var"
    assert Commands(workspace).run("load", FOSHAN).exit_code == 0
    return workspace


@pytest.fixture
def shop(loaded_once: Path, cli: Commands) -> Commands:
    """The same, the test's own."""
    shutil.copytree(loaded_once, cli.workspace)
    return cli


def hand_in(shop: Commands, file: Path, *more: str, exit_code: int = 0) -> Any:
    return shop.json("submit", FOSHAN, FIGURES, file, *WHO, *more, exit_code=exit_code)


def formats(folder: Path) -> dict[str, Path]:
    """The same two rows in every format that can be read."""
    rows = [row(), row(period="2019", value="84", released="2020-01-10")]
    titles = {"value": "数值", "period": "Period", "area_code": "地区代码"}
    concepts = {"area_code": "REF_AREA", "period": "TIME_PERIOD", "value": "OBS_VALUE"}
    texts = {
        "utf8.csv": as_csv(*rows).encode(),
        "bom.csv": as_csv(*rows).encode("utf-8-sig"),
        "gbk.csv": as_csv(*rows).encode("gbk"),
        "semicolons.csv": as_csv(*rows, separator=";").encode(),
        "tabs.tsv": as_csv(*rows, separator="\t").encode(),
        "titles.csv": as_csv(*rows, header=titles).encode(),
        "sdmx.csv": as_csv(*rows, header=concepts).encode(),
        "lines.jsonl": "\n".join(json.dumps(r, ensure_ascii=False) for r in rows).encode(),
    }
    found = {}
    for name, raw in texts.items():
        found[name] = folder / name
        found[name].write_bytes(raw)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    for r in rows:
        sheet.append([float(r[c]) if c == "value" else (r[c] or None) for c in COLUMNS])
    book.save(folder / "book.xlsx")
    typed = folder / "typed.parquet"
    duckdb.sql(f"copy (select * from read_csv('{found['utf8.csv']}', all_varchar=true)) to '{typed}'")
    return found | {"book.xlsx": folder / "book.xlsx", "typed.parquet": typed}


def test_the_same_rows_are_read_from_every_format(shop: Commands, tmp_path: Path) -> None:
    files = formats(tmp_path)
    first = hand_in(shop, files.pop("utf8.csv"))
    assert (first["accepted"], first["inserted"], first["unchanged"]) == (True, 2, 0)
    for name, file in files.items():
        again = hand_in(shop, file)
        assert (again["accepted"], again["inserted"], again["updated"], again["unchanged"]) == (
            True,
            0,
            0,
            2,
        ), name


def test_one_wrong_row_keeps_all_the_others_out_and_every_error_is_told_with_its_place(
    shop: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(
        as_csv(
            row(),
            row(period="2019", value="ninety"),
            row(period="2019-13", quote_zh='two\nlines, "quoted"'),
            row(period="2018", qualifier="exakt", area_code="440699"),
            row(period="2017", indicator="good-air-dais"),
        ),
        "utf-8",
    )
    answer = hand_in(shop, file, exit_code=1)
    assert not answer["accepted"]
    assert (answer["rows"], answer["inserted"]) == (5, 0)
    told = {(e["line"], e["field"], e["rule"], e["value"]) for e in answer["errors"]}
    assert {
        (3, "value", "number", "ninety"),
        (4, "period", "period", "2019-13"),
        (6, "qualifier", "enum", "exakt"),
        (6, "area_code", "unknown-reference", "440699"),
        (7, "indicator", "unknown-indicator", None),
    } <= told
    assert all(e["message"] and e["messages"]["zh"] for e in answer["errors"])
    assert shop.json("history", FOSHAN, FIGURES)["version"] == 0


def test_a_figure_that_came_in_a_workbook_goes_back_to_its_sheet_and_row(
    shop: Commands, tmp_path: Path
) -> None:
    hand_in(shop, formats(tmp_path)["book.xlsx"])
    told = shop.json(
        "explain",
        FOSHAN,
        "good-air-days",
        "--period",
        "2019",
        "--definition",
        "published-unstated",
        "--rows",
        "9",
    )
    brought = [r for d in told["datasets"] for r in d["rows"] if r["authority"] == "synthetic bureau"]
    assert [(r["file"], r["line"]) for r in brought] == [("book.xlsx [Sheet]", 3)]


def test_an_error_in_a_workbook_names_its_sheet_and_cell(shop: Commands, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Figures"
    sheet.append([])
    sheet.append(COLUMNS)
    sheet.append([row()[c] for c in COLUMNS])
    sheet.append([row(period="2019", value="about 90")[c] for c in COLUMNS])
    book.save(tmp_path / "wrong.xlsx")
    (error,) = hand_in(shop, tmp_path / "wrong.xlsx", exit_code=1)["errors"]
    assert (error["cell"], error["line"], error["value"]) == ("Figures!F4", 4, "about 90")


def test_a_dry_run_says_what_would_change_and_takes_nothing(shop: Commands, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(as_csv(row()), "utf-8")
    answer = hand_in(shop, file, "--dry-run")
    assert (answer["accepted"], answer["dry_run"], answer["inserted"]) == (True, True, 1)
    assert shop.json("history", FOSHAN, FIGURES)["version"] == 0


def test_a_known_key_with_a_later_release_is_a_revision_and_with_the_same_one_a_correction(
    shop: Commands, tmp_path: Path
) -> None:
    for name, changed in (
        ("first", row()),
        ("revised", row(value="90.9", released="2021-06-01")),
        ("corrected", row(value="90.8", released="2021-06-01")),
    ):
        (tmp_path / f"{name}.csv").write_text(as_csv(changed), "utf-8")
        hand_in(shop, tmp_path / f"{name}.csv")
    changes = [shop.json("diff", FOSHAN, FIGURES, "--from", n, "--to", n + 1)["changes"][0] for n in range(3)]
    assert [c["change"] for c in changes] == ["inserted", "revised", "corrected"]
    assert (changes[2]["before"]["value"], changes[2]["after"]["value"]) == (90.9, 90.8)
    assert changes[2]["by"] == "clerk"

    def value(*as_of: str) -> float:
        card = shop.json("show", FOSHAN, *as_of)
        return float(next(t["value"] for t in card["targets"] if t["indicator"] == "good-air-days"))

    assert value() == 90.8
    assert value("--as-of", "2021-03-01") == 91.3


def test_loading_the_plan_again_keeps_what_others_handed_in(shop: Commands, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(as_csv(row()), "utf-8")
    hand_in(shop, file)
    assert not shop.json("load", FOSHAN)["changed"]
    card = shop.json("show", FOSHAN)
    good_air = next(t for t in card["targets"] if t["indicator"] == "good-air-days")
    assert (good_air["status"], good_air["value"], good_air["basis_stated"]) == ("achieved", 91.3, False)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("header.csv", (",".join(COLUMNS) + "\n").encode(), "no rows"),
        ("binary.csv", b"\xff\xfe\x00\x81", "UTF-8"),
        ("book.xlsx", b"not a workbook", "workbook"),
        ("table.parquet", b"not a table", "Parquet"),
        ("lines.jsonl", b"{nonsense\n", "JSON"),
        ("picture.png", b"\x89PNG", "cannot be read"),
        ("short.csv", b"indicator,value\na,1\n", "missing"),
    ],
)
def test_a_file_that_cannot_be_read_gets_words_and_takes_nothing(
    shop: Commands, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    answer = hand_in(shop, tmp_path / name, exit_code=1)
    assert said in answer["errors"][0]["message"]
    assert shop.json("history", FOSHAN, FIGURES)["version"] == 0


def test_wrong_names_are_refused_with_what_there_is(shop: Commands, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(as_csv(row()), "utf-8")
    wrong = shop.run("submit", FOSHAN, "published_figure", file, *WHO)
    assert (wrong.exit_code, "did you mean 'published_figures'" in wrong.output) == (2, True)
    assert shop.run("submit", FOSHAN, FIGURES, tmp_path / "none.csv", *WHO).exit_code == 2
    assert shop.run("diff", FOSHAN, FIGURES, "--from", "0", "--to", "9").exit_code == 2


def test_a_revision_is_told_against_the_vintage_before_it(shop: Commands, tmp_path: Path) -> None:
    for n, value in enumerate(("91.3", "90.9")):
        (tmp_path / f"{n}.csv").write_text(as_csv(row(value=value, released=f"2021-0{n + 1}-01")), "utf-8")
        hand_in(shop, tmp_path / f"{n}.csv")
    (change,) = shop.json("diff", FOSHAN, FIGURES, "--from", 1, "--to", 2)["changes"]
    assert change["change"] == "revised"
    assert (change["before"]["value"], change["after"]["value"]) == (91.3, 90.9)
    assert "source_title" not in change["after"]


def test_a_wrong_unit_in_a_submission_is_the_submissions_mistake(shop: Commands, tmp_path: Path) -> None:
    (tmp_path / "unit.csv").write_text(as_csv(row(unit="percent")), "utf-8")
    (error,) = hand_in(shop, tmp_path / "unit.csv", exit_code=1)["errors"]
    assert error["file"].endswith("unit.csv")
    assert (error["line"], error["field"], error["rule"]) == (2, "unit", "wrong-unit")
