"""Every key and value of a YAML file knows where it stands, and stays what was written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import PLANS

from qualicity.plan.yamlfile import YamlFile, read_yaml

FILES = sorted(PLANS.rglob("*.yaml"))


def read(tmp_path: Path, text: str | bytes) -> YamlFile:
    file = tmp_path / "a.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(file, "a.yaml")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parents[1].name}/{f.name}")
def test_every_key_of_the_real_plans_stands_where_its_place_says(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    found = read_yaml(file, "shown.yaml")
    assert not found.problems
    for path, (line, column) in found.keys.items():
        assert lines[line - 1][column - 1 :].lstrip("\"'").startswith(str(path[-1]))
    for path, (line, column) in found.values.items():
        value = found.get(*path)
        if isinstance(value, str) and value:
            assert value[0] in lines[line - 1][column - 1 :] or lines[line - 1][column - 1] in ">|"


def test_a_value_in_a_nested_list_has_its_line_and_column(tmp_path: Path) -> None:
    found = read(tmp_path, "a:\n  - b: 1\n    c: [x, 'yy', zzz]\n")
    assert found.values["a", 0, "c", 2] == (3, 18)
    assert found.keys["a", 0, "c"] == (3, 5)
    assert str(found.place(("a", 0, "c", 1))) == "a.yaml:3:12"


def test_the_place_of_what_is_not_there_is_what_would_hold_it(tmp_path: Path) -> None:
    found = read(tmp_path, "a:\n  - b: 1\n")
    assert str(found.place(("a", 0, "missing", "deeper"))) == "a.yaml:2:5"
    assert str(found.place(("nothing",))) == "a.yaml:1:1"


def test_columns_are_counted_in_characters_not_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, "{标题: 质量, b: 2}\n").keys["b",] == (1, 10)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2016-09-18", "2016-09-18"),
        ("2016", 2016),
        ('"2016"', "2016"),
        pytest.param("007", "007"),
        ("0x1F", "0x1F"),
        ("36.12", 36.12),
        ("true", True),
        ("yes", "yes"),
        ("on", "on"),
        ("NO", "NO"),
        ("~", None),
        ("", None),
        ("2016-02-30", "2016-02-30"),
        ("12:30:45", "12:30:45"),
    ],
)
def test_nothing_that_a_person_wrote_is_guessed_into_something_else(
    written: str, value: object, tmp_path: Path
) -> None:
    found = read(tmp_path, f"a: {written}\n").get("a")
    assert found == value
    assert type(found) is type(value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_told_with_its_place(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), text)
    for problem in found.problems:
        assert problem.severity == "error"
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.message.zh


def test_a_character_that_yaml_has_not_is_told_in_one_line_at_its_place(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, "a: 1\nb: x\x07y\n").problems
    assert "\n" not in problem.message.en
    assert str(problem.place) == "a.yaml:2:5"


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_told_with_their_place(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), content)
    for problem in found.problems:
        assert (
            problem.place.line <= content.count(b"\n") + content.count(b"\r") + content.count(b"\xc2\x85") + 2
        )
