"""Whatever a data file holds comes back: import, then publish, gives the rows that were there."""

import csv
import io
import tempfile
from array import array
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualicity.release.opensdg.cells import NOTHING, number, typed
from qualicity.release.opensdg.coded import Coded, Table, joined
from qualicity.release.opensdg.importing import import_repository
from qualicity.release.opensdg.jsontext import decimal
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.parquet import write_parquet
from qualicity.release.opensdg.site import write_site
from qualicity.release.opensdg.stored import read_stored
from qualicity.release.opensdg.yamltext import Loader

words = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\x00", exclude_categories=("Cs", "Cc")), max_size=8
).filter(lambda t: t not in NOTHING and t == t.strip() and typed("", [t]).kind == "words")
cell = st.one_of(st.just(""), words.filter(lambda t: t.lower() not in ("true", "false", "inf", "infinity")))
row = st.tuples(st.integers(1990, 2030), cell, cell, st.integers(-(10**12), 10**12).map(lambda n: n / 10**6))


@given(st.lists(row, min_size=1, max_size=8), words.filter(lambda t: t not in ("", "Year", "Value", "B")))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_import_and_publish_give_the_same_rows_back(
    rows: list[tuple[int, str, str, float]], column: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Path(folder, "repo")
        (repo / "data").mkdir(parents=True)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([("Year", column, "B", "Value"), *((y, a, b, repr(v)) for y, a, b, v in rows)])
        (repo / "data" / "indicator_1-1-1.csv").write_text(text.getvalue(), "utf-8")
        (repo / "config_data.yml").write_text("languages: []\ntranslations: []\n", "utf-8")
        import_repository(repo, Path(folder, "plan"))
        write_site(read_stored(Path(folder, "plan")), Path(folder, "out"), Notes())
        said = Path(folder, "out", "untranslated", "data", "1-1-1.csv").read_text("utf-8")
    back = list(csv.reader(io.StringIO(said, newline="")))
    assert back[0] == ["Year", column, "B", "Value"]
    assert [(int(y), a, b, float(v)) for y, a, b, v in back[1:]] == rows


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1, *x]",
        "? [1]\n: 2",
        "a: &b {c: 1}\nd: {<<: *b, e: 2}",
        "!!set {a, b}",
        "!!omap [a: 1]",
        "a: !foo b",
        "<<: 3",
        "=: 4",
        "a: 2020-13-45",
        "- a\n- 1.5\n- ~\n-\n- no\n- 2020-01-31\n- 0x1f\n- 1_0\n- 'no'",
        "",
        ": x",
        "!!str 5",
        "x: !!int 'a'",
    ],
)
def test_yaml_by_the_short_way_is_what_the_safe_loader_makes_of_it(text: str) -> None:
    assert _said(text, Loader) == _said(text, yaml.SafeLoader)


def _said(text: str, loader: Any) -> str:
    try:
        return repr(yaml.load(text, Loader=loader))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return f"{type(error).__name__} {mark.line if mark else ''}"


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_numbers_of_few_digits_are_read_exactly(value: float) -> None:
    text = f"{value:.6g}"
    assert abs(number(text) - float(text)) <= abs(float(text)) * 3e-16


@given(st.one_of(st.floats(-1e12, 1e12), st.integers(-(10**9), 10**9).map(lambda n: n / 10**5)))
def test_json_numbers_keep_ten_decimals(value: float) -> None:
    assert abs(float(decimal(value)) - value) <= 6e-11 + abs(value) * 3e-16


@given(st.lists(st.sampled_from(["", "NA", "1", "2.5", "x"]), max_size=6))
def test_a_column_is_what_all_of_its_cells_are(texts: list[str]) -> None:
    column = typed("c", texts)
    held = set(texts) - NOTHING
    assert column.kind == (
        "words" if "x" in held else "whole" if held == {"1"} and not set(texts) & NOTHING else "number"
    )


@given(
    st.lists(st.lists(st.text(max_size=2), max_size=6), min_size=1, max_size=4),
    st.sampled_from([0, 1, 300]),
    st.randoms(),
)
@settings(max_examples=40, deadline=None)
def test_rows_keep_their_words_picked_joined_and_told_apart(
    parts: list[list[str]], many: int, by: Any
) -> None:
    """Columns of few words and of more than a byte can tell apart, and of different words that were made the same."""
    columns = [part + [f"{n}" for n in range(many)] for part in parts]
    tables = []
    for said in columns:
        coded = Coded.of(said).told(lambda word: word[:1])
        picked = sorted(by.sample(range(len(said)), len(said) // 2))
        assert list(coded.at(picked).rows()) == [said[n][:1] for n in picked]
        assert len(set(coded.at(picked).words)) == len(coded.at(picked).words)
        same = {}
        assert all(same.setdefault(n, w) == w for n, w in zip(coded.apart(), coded.rows(), strict=True))
        assert len(same) == len({w[:1] for w in said})
        tables.append(
            Table(
                {"a": Coded.of(said), "b": coded},
                array("q", range(len(said))),
                array("d", said and [0.5] * len(said)),
            )
        )
    whole = joined(tables, ("a", "b", "c"))
    assert list(whole.words["a"].rows()) == [w for said in columns for w in said]
    assert list(whole.words["b"].rows()) == [w[:1] for said in columns for w in said]
    assert list(whole.words["c"].rows()) == [""] * whole.count


@given(
    st.lists(
        st.tuples(st.text(max_size=8), st.integers(-(2**40), 2**40), st.floats(allow_nan=False)), min_size=1
    ),
    st.sampled_from([0, 1, 300, 70_000]),
)
@settings(max_examples=25, deadline=None)
def test_parquet_is_read_back_by_others(rows: list[tuple[str, int, float]], many: int) -> None:
    """Words of any kind, of one, two or three bytes' numbers, and numbers, as pyarrow and DuckDB read them."""
    import duckdb
    import pyarrow.parquet as pq

    words = [w for w, _, _ in rows] + [f"{n}" for n in range(many)]
    lines = [n for _, n, _ in rows] + list(range(many))
    values = [v for _, _, v in rows] + [0.5] * many
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        coded = {"word": Coded.of(words), "same": Coded.same("城", len(words))}
        write_parquet(path, coded, {"line": array("q", lines), "value": array("d", values)})
        read = pq.read_table(path)
        other = duckdb.sql(f"SELECT word, same, line, value FROM '{path}'").fetchall()
    assert read["word"].to_pylist() == words
    assert set(read["same"].to_pylist()) == {"城"}
    assert read["line"].to_pylist() == lines
    assert read["value"].to_pylist() == values
    assert other == [(w, "城", n, v) for w, n, v in zip(words, lines, values, strict=True)]
