"""Whatever a plan calls its fields, SQL reads the name as a name."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import cases

from qualicity.evidence import connect
from qualicity.evidence.sql import name

KEYWORDS = [str(r[0]) for r in duckdb.sql("select keyword_name from duckdb_keywords()").fetchall()]


@pytest.mark.parametrize("word", cases(KEYWORDS[::7]))
def test_a_word_that_means_something_in_sql_is_only_a_name(word: str) -> None:
    with connect() as db:
        assert db.execute(f"select {name(word)} from (select 1 as {name(word)}) t").fetchone() == (1,)


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_so_is_any_other_text(text: str) -> None:
    with connect() as db:
        found = db.execute(f"select 1 as {name(text)}").description
        assert found is not None
        assert found[0][0] == text
