"""What an expression means: its filter, its references, and the words for what is wrong with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualicity.errors import ExpressionError
from qualicity.evidence import connect
from qualicity.indicators import expression

FIELDS = ("value", "item", "aqi")
ROWS = [(1.0, "a", 10), (2.0, "a", None), (4.0, "b", 30), (None, "b", 40), (8.0, None, 50)]
Row = tuple[float | None, str | None, int | None]
DB = connect()


def _table(rows: list[Row]) -> str:
    """Rows as something that SQL can select from."""
    values = [(1.0, "", 1), *rows]
    listed = ", ".join("(" + ", ".join("null" if v is None else repr(v) for v in row) + ")" for row in values)
    return (
        f"(select v::double as value, i as item, a::bigint as aqi from (values {listed}) t(v, i, a) offset 1)"
    )


def run(text: str, where: str | None = None, rows: list[Row] = ROWS) -> object:
    sql = expression.aggregate(text, FIELDS, where).sql
    found = DB.execute(f"select {sql} from {_table(rows)}").fetchone()
    assert found is not None
    return found[0]


AGGREGATES = (
    "count(*)", "count(value)", "count(distinct item)", "sum(value)", "avg(value)", "min(value)", "max(value)", "median(value)",
    "quantile_cont(value, 0.5)", "stddev(value)", "bool_and(value > 1)", "bool_or(value > 3)", "count_if(value > 1)",
    "count(*) filter (where value > 1)", "100.0 * count(*) filter (where value > 1) / count(*)", "sum(value) / count(aqi)",
    "coalesce(sum(value), 0) + count(*)", "case when count(*) > 0 then max(value) else min(value) end",
    "sum(case when aqi > 20 then value end)", "round(avg(value), 2)", "count(*) filter (where value > 1 or aqi > 35)",
    "sum(value order by aqi)", "greatest(max(value), count(*))", "max(value) between 1 and count(*)",
)  # fmt: skip


@pytest.mark.parametrize(
    "where", ["item = 'a'", "item = 'b' or aqi = 50", "item is null", "value > 1 and aqi > 20", "false"]
)
@pytest.mark.parametrize("text", AGGREGATES)
def test_a_filter_restricts_every_aggregate_like_fewer_rows_would(text: str, where: str) -> None:
    fewer = DB.execute(f"select * from {_table(ROWS)} where {where}").fetchall()
    assert run(text, where) == pytest.approx(run(text, rows=fewer), nan_ok=True)


CELLS = st.tuples(
    st.one_of(st.none(), st.integers(-5, 5).map(float)),
    st.sampled_from(["a", "b", None]),
    st.one_of(st.none(), st.integers(0, 9)),
)


@given(
    st.lists(CELLS, max_size=12),
    st.sampled_from(AGGREGATES),
    st.sampled_from(["item = 'a'", "aqi >= 5 or item is null"]),
)
@settings(max_examples=40)
def test_the_same_holds_for_any_rows(rows: list[Row], text: str, where: str) -> None:
    keep = (
        (lambda r: r[1] == "a")
        if "'a'" in where
        else (lambda r: (r[2] is not None and r[2] >= 5) or r[1] is None)
    )
    fewer = run(text, rows=[r for r in rows if keep(r)])
    assert run(text, where, rows) == pytest.approx(fewer, nan_ok=True)


def test_a_percentile_within_a_group_can_be_asked_for_and_filtered() -> None:
    text = "percentile_cont(0.5) within group (order by value)"
    assert run(text) == 3.0
    assert run(text, "item = 'a'") == 1.5


def test_references_are_taken_once_each_and_not_out_of_strings() -> None:
    found = expression.formula(
        "100.0 * [gdp] / nullif([gdp:real], 0) + [gdp] - case when 'x[y]' = '[z]' then 1 else 0 end"
    )
    assert [(r.indicator, r.definition) for r in found.references] == [("gdp", None), ("gdp", "real")]
    assert "'x[y]'" in found.sql
    assert "'[z]'" in found.sql


def test_a_formula_reads_no_field_and_an_aggregate_no_indicator() -> None:
    with pytest.raises(ExpressionError) as told:
        expression.formula("[gdp] + value")
    assert "unknown field 'value'" in told.value.text.en
    with pytest.raises(ExpressionError) as told:
        expression.aggregate("sum(value) / [gdp]", FIELDS)
    assert "only a definition's value refers" in told.value.text.en
    with pytest.raises(ExpressionError):
        expression.scalar("[gdp] > 1", FIELDS)
    with pytest.raises(ExpressionError):
        expression.formula("1 + 1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("medain(value)", "did you mean 'median'?"),
        ("avg(valeu)", "unknown field 'valeu' (did you mean 'value'?)"),
        ("value", "write avg(value), max(value)"),
        ("1 + 1", "no aggregate"),
        ("max(max(value))", "inside another"),
        ("max(*)", "only in count(*)"),
        ("max(cast(value as json))", "cast to JSON"),
        ("sum(value", "not an SQL expression"),
        ("sum(value); select 1", "';'"),
        ("sum(value) over ()", "not allowed"),
        ("max(value) " + "+ 1" * 2000, "longer than 4000"),
    ],
)
def test_the_words_say_which_part_is_wrong(text: str, words: str) -> None:
    with pytest.raises(ExpressionError) as told:
        expression.aggregate(text, FIELDS)
    assert words in told.value.text.en


def test_the_fields_that_are_read_are_named() -> None:
    found = expression.aggregate("sum(value) / count(aqi)", FIELDS, "item = 'a'").fields
    assert sorted(found) == ["aqi", "item", "value"]
