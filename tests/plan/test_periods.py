"""Periods as SDMX writes them: what each form means, and that nothing else is one."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import cases

from qualicity.errors import UsageError
from qualicity.plan import last_possible_day, parse_period

YEARS = st.integers(1900, 2200)

FORMS = (
    ("2016", "A", date(2016, 1, 1), date(2017, 1, 1)),
    ("2016-S1", "S", date(2016, 1, 1), date(2016, 7, 1)),
    ("2016-S2", "S", date(2016, 7, 1), date(2017, 1, 1)),
    ("2016-Q1", "Q", date(2016, 1, 1), date(2016, 4, 1)),
    ("2016-Q4", "Q", date(2016, 10, 1), date(2017, 1, 1)),
    ("2016-02", "M", date(2016, 2, 1), date(2016, 3, 1)),
    ("2016-12", "M", date(2016, 12, 1), date(2017, 1, 1)),
    ("2015-W53", "W", date(2015, 12, 28), date(2016, 1, 4)),
    ("2016-02-29", "D", date(2016, 2, 29), date(2016, 3, 1)),
    ("2023-01-01/P9M", "R", date(2023, 1, 1), date(2023, 10, 1)),
    ("2016-01-01/P5Y", "R", date(2016, 1, 1), date(2021, 1, 1)),
    ("2016-12-30/P2W", "R", date(2016, 12, 30), date(2017, 1, 13)),
    ("2016-02-28/P2D", "R", date(2016, 2, 28), date(2016, 3, 1)),
)

WRONG = (
    "", " ", "2016 ", " 2016", "16", "20166", "2016-", "2016-1", "2016-13", "2016-00", "2016-S0", "2016-S3",
    "2016-Q0", "2016-Q5", "2016-W00", "2016-W54", "2017-W53", "2016-02-30", "2017-02-29", "2016-04-31", "2016-1-1",
    "2016/05", "2016年", "２０１６", "2016-０５", "٢٠١٦", "2016-S1-01", "2016-05-17/P0D", "2016-05-17/P", "2016/P1Y",
    "2016-05-17/P1H", "2016-05-17/2016-06-17", "2016-01-31/P1M", "0000", "-2016", "2016\n", "2016-05-17T00:00", "二〇一六",
)  # fmt: skip


@pytest.mark.parametrize(("text", "freq", "first", "end"), FORMS, ids=[f[0] for f in FORMS])
def test_each_form_means_its_days(text: str, freq: str, first: date, end: date) -> None:
    period = parse_period(text)
    assert (period.text, period.freq, period.start, period.end) == (text, freq, first, end)
    assert period.last == end - timedelta(days=1)
    assert period.days == (end - first).days


@pytest.mark.parametrize("text", cases(WRONG))
def test_nothing_else_is_a_period(text: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_period(text)
    assert text in told.value.text.en
    assert "2016-S1" in told.value.text.en
    assert told.value.text.zh


@given(st.text(st.characters(codec="ascii"), max_size=24))
def test_any_text_is_a_period_or_refused_in_words(text: str) -> None:
    try:
        period = parse_period(text)
    except UsageError:
        return
    assert period.start < period.end


@given(YEARS)
def test_the_parts_of_a_year_lie_side_by_side_and_fill_it(year: int) -> None:
    whole = parse_period(f"{year}")
    months = [f"{year}-{m:02}" for m in range(1, 13)]
    for names in ([f"{year}-S{n}" for n in (1, 2)], [f"{year}-Q{n}" for n in (1, 2, 3, 4)], months):
        parts = [parse_period(name) for name in names]
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        for one, following in pairwise(parts):
            assert one.end == following.start
            assert not one.overlaps(following)
        for part in parts:
            assert whole.covers(part)
            assert not part.covers(whole)
        assert sum(part.days for part in parts) == whole.days


@given(st.dates(date(1900, 1, 4), date(2200, 1, 1)))
def test_every_day_lies_in_its_own_month_quarter_week_and_year(day: date) -> None:
    this = parse_period(day.isoformat())
    iso = day.isocalendar()
    quarter, half = (day.month - 1) // 3 + 1, (day.month - 1) // 6 + 1
    around = (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y}-Q{quarter}", f"{day:%Y}-S{half}")
    for text in (*around, f"{iso.year}-W{iso.week:02}"):
        assert parse_period(text).covers(this)
    assert this.days == 1


@given(YEARS, st.integers(1, 12), st.integers(1, 36))
def test_a_range_of_months_is_the_months_that_it_names(year: int, month: int, count: int) -> None:
    whole = parse_period(f"{year}-{month:02}-01/P{count}M")
    numbers = [(year * 12 + month - 1 + n) for n in range(count)]
    months = [parse_period(f"{n // 12}-{n % 12 + 1:02}") for n in numbers]
    assert (whole.start, whole.end) == (months[0].start, months[-1].end)
    assert whole.days == sum(m.days for m in months)


@given(YEARS, st.integers(1, 12))
def test_an_imprecise_date_counts_as_its_last_possible_day(year: int, month: int) -> None:
    assert last_possible_day(f"{year}") == date(year, 12, 31)
    last = last_possible_day(f"{year}-{month:02}")
    assert last.month == month
    assert (last + timedelta(days=1)).day == 1
    assert last_possible_day(last.isoformat()) == last


@pytest.mark.parametrize("text", ["2016-S1", "2016-Q1", "2016-W01", "2016-01-01/P1M", "2016-02-30"])
def test_a_period_that_is_no_date_is_no_date(text: str) -> None:
    with pytest.raises(UsageError):
        last_possible_day(text)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("2020", "2020", "2020年"),
        ("2020-S1", "the first half of 2020", "2020年上半年"),
        ("2020-Q3", "quarter 3 of 2020", "2020年第3季度"),
        ("2020-05", "May 2020", "2020年5月"),
        ("2020-W07", "week 7 of 2020", "2020年第7周"),
        ("2020-05-17", "17 May 2020", "2020年5月17日"),
        ("2023-01-01/P9M", "1 Jan 2023 to 30 Sep 2023", "2023年1月1日至2023年9月30日"),
    ],
)
def test_a_period_is_said_in_both_languages(text: str, en: str, zh: str) -> None:
    title = parse_period(text).title()
    assert (title.en, title.zh) == (en, zh)
