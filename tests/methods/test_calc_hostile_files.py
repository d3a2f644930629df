"""Files as people really have them: each is read right or refused in plain words with its place."""

import gzip
from pathlib import Path

import duckdb
import pytest
from test_calc import ROWS, made, refused

from qualicity.errors import UsageError
from qualicity.methods.calc.source import open_table

CUT_OFF = gzip.compress(b"value\n" + b"".join(b"%d\n" % n for n in range(50_000)), mtime=0)[:60_000]


def opened(path: Path) -> str:
    """The words in which a file is refused."""
    with duckdb.connect() as db, pytest.raises(UsageError) as told:
        open_table(db, path)
    assert told.value.text.zh
    return told.value.text.en


# -- reading ----------------------------------------------------------------------------------------------


def test_a_header_of_two_lines_takes_no_row_with_it(tmp_path: Path) -> None:
    text = '"site\nname",value\na,12\nb,3\n'
    assert made(tmp_path, ROWS, text)[1:] == [["a", "12", "2", ""], ["b", "3", "1", ""]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('note,value\n"two\nlines",1\n\nb,x\n', "line 5, column 'value': 'x' is no number"),
        ('"no\nte",value\na,1\nb,x\n', "line 4, column 'value': 'x' is no number"),
        ('note,value\n"two\nlines",1\nb,1,2\n', "line 4 has 3 cells, the header has 2"),
        ("Report of May\nnote,value,other\na,1,2\n", "line 2 has 3 cells, the header has 1"),
        ('note,value\na,"1\nb,2\n', "behind line 1: a quotation mark that is not closed"),
        ("note,value\r\na,1\nb,2\r\n", "Save it anew as CSV in UTF-8"),
    ],
)
def test_what_is_wrong_with_a_csv_is_told_with_the_line_that_an_editor_shows(
    tmp_path: Path, text: str, said: str
) -> None:
    assert said in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv.gz", b"value\n1\n", "cannot be read"),
        ("a.csv.gz", CUT_OFF, "cannot be read"),
        ("a.csv", bytes(range(256)), "neither UTF-8 nor GB18030"),
        ("a.csv", "value,站\n1,2\n".encode("utf-16"), "neither UTF-8 nor GB18030"),
        ("a.xlsx", b"value\n1\n", "not a readable workbook"),
        ("a.parquet", b"value\n1\n", "not a well-formed file"),
    ],
    ids=["no gzip", "cut off", "binary", "utf-16", "workbook", "parquet"],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in opened(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "this is a folder" in opened(tmp_path)
