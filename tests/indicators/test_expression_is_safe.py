"""What may not stand in a definition's expression is refused in words, whatever a person writes there."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rooms_fixtures import cases

from qualicity.errors import ExpressionError, QualicityError
from qualicity.evidence import connect
from qualicity.indicators import expression

FIELDS = ("value", "area", "item", "aqi", "pm25", "date", "a b")
TABLE = 'create table t (value double, area varchar, item varchar, aqi bigint, pm25 double, date date, "a b" double)'

BREAKOUTS = (
    # files and other tables
    "(select max(value) from 'secret.csv')", "sum(value) + (select 1)", "max((select value from other))",
    "sum(value) from other", "read_csv('x')", "max(read_text('x'))", "count(*) from read_parquet('x')",
    "exists (select 1)", "value in (select value from other)", "max(value) union select 1", "sum(other.value)",
    "max(value) filter (where value in (select 1))", "(table other)", "(values (1))", "from other select 1",
    "max(glob('*'))", "max(getenv('HOME'))", "max(current_setting('threads'))", "(select * from duckdb_settings())",
    "max(value) where 1=1", "max(value) limit 1", "max(value) group by all", "max(value) order by 1",
    # statements
    "max(value); drop table t", "max(value)) from t; copy t to 'x' --", "pragma version", "attach 'x'",
    "install httpfs", "set threads = 1", "call pragma_version()", "max(value)) ; (select 1",
    # comments
    "max(value) -- all", "max(value) /* all */", "max(value) # all",
    # queries within
    "with a as (select 1) select max(value)", "max(value) over ()", "sum(value) over (partition by area)",
    "row_number() over ()", "lag(value) over ()", "max(value) qualify true", "max(value) within group (order by (select 1))",
    # lambdas, lists, structs, maps, columns
    "max(list_transform([value], x -> x))", "list_reduce(list(value), (x, y) -> x + y)", "max(columns(*))",
    "columns(*)", "count(columns('v.*'))", "*", "t.*", "max(*)", "count(* exclude (value))", "count(t.*)",
    "{'a': value}", "max({'a': value}.a)", "[value, 1]", "max([value][1])", "max(map {'a': value})", "array[1]",
    "struct_pack(a := 1)", "max(row(value))", "list(value)", "array_agg(value)", "string_agg(area, ',')",
    "max(unnest([1]))", "unnest([1])", "max(value)[1]", "max(value.x)", "max(value['x'])",
    # functions that read state, the clock or chance
    "max(random())", "max(now())", "max(current_date)", "max(current_timestamp)", "max(version())", "max(uuid())",
    "max(current_user)", "max(hash(value))", "max(nextval('s'))", "max(today())", "max(sql_auto_complete('x'))",
    "max(txid_current())", "max(query('select 1'))", "max(error('x'))", "max(sleep_ms(1000))", "max(md5(area))",
    "max(repeat(area, 1000000000))", "max(range(1000000000))", "max(regexp_replace(area, '(a+)+$', ''))",
    # casts, types, collations
    "max(cast(value as json))", "max(value::struct(a int))", "max(area::regclass)", "max(try_cast(area as int[]))",
    "max(cast(area as interval day))", "max(cast(value as decimal(10, 2)[]))", "max(cast(area as enum('a')))",
    "max(cast(value as foo))", "max(area collate nocase)", "max(interval '1' day)",
    "max(timestamp '2020-01-01')", "max(value at time zone 'UTC')", "max(x'00')", "max(b'00')",
    # placeholders, parameters, macros
    "max($1)", "max(?)", "max(:name)", "max(@x)", "max($$a$$)", "max(getvariable('x'))", "max({{ x }})", "max(#1)",
    # names
    'max("value" "x")', 'max("other")', "max(main.t.value)", "max(VALUE_)", "max(vаlue)", "max(ｖalue)", 'max("a\"\"b")',
    "max(rowid)", "max(_ref0)", "max(_known_from)", "max(_op)", "max(file_row_number)", "max(value) as x", "max(value) x",
    "max(r.value)", "max(j0.value)", "max(_rows.value)", "max(_agg0)", "max(_by0)", "max(_area)", "max(_period)",
    "max(information_schema.tables.table_name)", "max(main.t.value.x.y)", 'max("area.parent")', "max(area.parent)",
    'max("area"."parent\" from other")', "max(_observations.value)", "count(area.*)", "max(duckdb_settings.name)",
    # nesting and nothing
    "max(max(value))", "max(sum(value) filter (where true))", "value", "1", "1 + 1", "", " ", "()", "(", ")", "max(",
    "max(value", "max(value))", "value +", "'", '"', "[", "]", "[]", "[ ]", "\\", "\x00", "max(value)\x00", "，", "max（value）",
    "case when true then 1", "select", "max(value) max(value)", "max(value), max(value)", "max(value), 1",
)  # fmt: skip

ALLOWED = (
    "count(*)", "count(value)", "count(distinct area)", "sum(value)", "avg(value)", "min(value)", "max(value)",
    "median(value)", "100.0 * count(*) filter (where aqi <= 100) / count(aqi)", "count(*) filter (where aqi > 200)",
    "quantile_cont(value, 0.9)", "sum(case when area = 'x' then value else 0 end)", "max(round(value, 1))",
    "sum(value) / nullif(count(*), 0)", "coalesce(sum(value), 0)", "max(value) - min(value)", "greatest(max(value), 1)",
    "avg(value) filter (where date >= '2020-01-01' and area in ('a', 'b'))", "sum(abs(value))", "avg(pm25)",
    "bool_and(value > 0)", "stddev(value)", 'sum("a b")', "sum(cast(aqi as double))", "count(*) filter (where area like 'a%')",
    "count(*) filter (where value between 1 and 2)", "count(*) filter (where not (value is null or aqi is not null))",
    "count(*) >= 324", "max(year(date))", "SUM(value)", "max(value) -\n min(value)", "sum(value % 2)", "max(lower(area))",
    "count(*) filter (where date < date '2020-01-01')",
    "percentile_cont(0.9) within group (order by value)",
)  # fmt: skip


@pytest.mark.parametrize("text", cases(BREAKOUTS))
def test_what_is_not_on_the_list_is_refused_in_words(text: str) -> None:
    with pytest.raises(ExpressionError) as told:
        expression.aggregate(text, FIELDS)
    assert told.value.text.en
    assert told.value.text.zh
    assert "\n" not in told.value.text.en


@pytest.mark.parametrize("text", cases(BREAKOUTS))
def test_a_row_expression_and_a_formula_refuse_the_same(text: str) -> None:
    for read in (
        lambda t: expression.scalar(f"value > 0 and ({t})", FIELDS),
        lambda t: expression.formula(f"[gdp] + ({t})"),
        lambda t: expression.formula(f"[gdp] + max(value) + ({t})", FIELDS),
    ):
        if text in ("1", "1 + 1", "value"):
            continue  # plain numbers and fields may stand in a row's expression
        with pytest.raises(ExpressionError):
            read(text)


@pytest.mark.parametrize("text", cases(ALLOWED))
def test_what_is_on_the_list_runs(text: str) -> None:
    sql = expression.aggregate(text, FIELDS).sql
    with connect() as db:
        db.execute(TABLE)
        assert len(db.execute(f"select {sql} from t").fetchall()) == 1


DEEP = {
    "parentheses": lambda n: "(" * n + "max(value)" + ")" * n,
    "sums": lambda n: "max(value)" + "+1" * n,
    "nots": lambda n: "not " * n + "max(value) > 0",
    "signs": lambda n: "- " * n + "max(value)",
    "cases": lambda n: "case when true then " * n + "max(value)" + " end" * n,
    "calls": lambda n: "abs(" * n + "max(value)" + ")" * n,
    "ands": lambda n: "max(value) > 0" + " and true" * n,
    "lists": lambda n: "max(value) in (" + ", ".join("1" for _ in range(n)) + ")",
    "casts": lambda n: "cast(" * n + "max(value)" + " as double)" * n,
}


DEPTHS = [(kind, n) for kind in DEEP for n in (50, 200, 400, 600, 1000, 1900, 30_000)]


@pytest.mark.parametrize("case", cases(DEPTHS, lambda c: f"{c[0]}-{c[1]}"))
def test_very_deep_nesting_is_refused_or_runs(case: tuple[str, int]) -> None:
    kind, n = case
    try:
        sql = expression.aggregate(DEEP[kind](n), FIELDS).sql
    except QualicityError:
        return
    with connect() as db:
        db.execute(TABLE)
        db.execute(f"select {sql} from t")


WORDS = st.sampled_from(
    [*FIELDS, "max", "sum", "count", "(", ")", "*", ",", "'", '"', "[", "]", "{", "}", "select", "from", "where", "filter",
     "case", "when", "then", "else", "end", "over", "in", "is", "not", "null", "and", "or", "between", "like", "cast", "as",
     "double", "::", "->", ":=", ":", "$", "?", "#", "%", "^", "~", "|", "&", "<", ">", "=", "!", "+", "-", "/", "\\",
     "1", "1.5", "1e9", "0x1f", "'a'", "date", "distinct", "order by", "[gdp]", "[gdp:x]",
     "exists", "union", "with", "lambda", "struct", "array", "map", "row", "try_cast", "extract", "escape", "values",
     "pivot", "unpivot", "tablesample", "lateral", "window", "collate", "at time zone", "\n", "\t", "；", "（", "″"]
)  # fmt: skip
PHRASES = st.lists(WORDS, max_size=14).map(" ".join)
READERS: tuple[Callable[[str], expression.Expression], ...] = (
    lambda t: expression.aggregate(t, FIELDS),
    lambda t: expression.aggregate(f"max({t})", FIELDS),
    lambda t: expression.aggregate("sum(value)", FIELDS, t),
    lambda t: expression.scalar(t, FIELDS),
    expression.formula,
)


@given(st.one_of(PHRASES, st.text(max_size=60)))
@settings(max_examples=400)
def test_whatever_is_written_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    assume(not any(word in text.lower() for word in ("@", "interval", "within group")))  # see HALF_WRITTEN
    for read in READERS:
        try:
            found = read(text)
        except QualicityError:
            continue
        assert set(found.fields) <= set(FIELDS)
        assert "select" not in found.sql.lower().split("(")[0]


HALF_WRITTEN = (
    "cast(value as interval year)", "@", "+ @", "()", "value > 0 and ()", "[a] [b]", "'\\' [gdp] '",
    "abs(value) within group (order by value)",
    "if(value > 1, 1, 2) within group (order by value)", "distinct", "'a' is log(value)", "interval array", "order by value",
)  # fmt: skip


PASSED_HALF = {"[a] [b]", "'\\' [gdp] '"}


@pytest.mark.parametrize("text", cases(HALF_WRITTEN))
def test_what_is_only_half_an_expression_is_refused_in_words(text: str) -> None:
    for read in READERS:
        with pytest.raises(QualicityError) as told:
            read(text)
        assert told.value.text.zh


@given(PHRASES)
@settings(max_examples=300)
def test_what_is_read_touches_its_table_only(text: str) -> None:
    """Run what passed, with no file system and no extension: it may fail in its types, but not reach out."""
    import duckdb

    try:
        sql = expression.aggregate(f"max({text})", FIELDS).sql
    except QualicityError:
        return
    with duckdb.connect(config={"enable_external_access": False}) as db:
        db.execute(TABLE)
        try:
            db.execute(f"select {sql} from t").fetchall()
        except duckdb.PermissionException:
            pytest.fail(sql)
        except duckdb.Error:
            pass  # the types do not fit: told by another test


@given(st.text(alphabet=st.characters(exclude_characters="'", exclude_categories=["Cs", "Cc"]), max_size=30))
def test_a_string_stays_the_string_that_it_is(text: str) -> None:
    if "_ref" in text or "--" in text or "/*" in text or ";" in text:
        return
    sql = expression.aggregate(f"max('{text}')", FIELDS).sql
    with connect() as db:
        db.execute(TABLE)
        db.execute("insert into t (value) values (1)")
        assert db.execute(f"select {sql} from t").fetchone() == (text,)
