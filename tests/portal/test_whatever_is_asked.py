"""Whatever somebody writes into an address is answered with a page, never with a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from site_map import BEIJING, CANADA, FOSHAN, PAGES

if TYPE_CHECKING:
    from django.test import Client

ANSWERS = {200, 301, 302, 400, 403, 404, 405}
CALM = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])

WORDS = st.one_of(
    st.sampled_from(
        ["", "_", "..", "%00", "\x00", "0", "-1", "9" * 400, "nan", "'", '"', "<script>", "';--", "=1+1", "２０２０",
         "2020", "2016-Q1", "2016-13", "2020-02-30", "9999-12-31", "0001-01-01", "-0001", "2016--2020", "440600",
         "2016-01-01--P9M", "P9M", "∞", "𝟚", "\u202e", "../../etc/passwd", "pm25-mean", "published", "gdp"]
    ),
    st.text(max_size=12),
    st.dates().map(str),
    st.floats().map(str),
    st.integers().map(str),
)  # fmt: skip
ASKED = (
    "as_of",
    "rows",
    "by",
    "known",
    "cell",
    "from",
    "to",
    "date",
    "station",
    "all",
    "q",
    "period",
    "definition",
    "value",
    "x",
    "year",
    "area",
    "within",
)
PLACES = (
    "{p}", "{p}/targets/{a}", "{p}/indicators/{a}", "{p}/missions/{a}", "{p}/programmes/{a}", "{p}/organisations/{a}",
    "{p}/figures/{a}/{b}/{c}/{d}", "{p}/datasets/{a}", "{p}/datasets/{a}/changes", "{a}", "{p}/{a}", "{p}/releases",
    "{p}/doubts/{a}", "{p}/doubts", "{p}/corrections", "{p}/doubt",
    "{p}/figures/{a}/{b}/{c}/{d}/rows/{a}", "{p}/datasets/{a}/calendar", "{p}/indicators/{a}/areas", "{p}/indicators/{a}/map",
)  # fmt: skip


def asked(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in ANSWERS, (answer.status_code, address)
    if answer.status_code >= 400 and not address.partition("?")[0].endswith((".csv", ".svg", ".png")):
        assert "Traceback" not in answer.content.decode()


@CALM
@given(
    page=st.sampled_from(sorted(PAGES.values())),
    query=st.dictionaries(st.sampled_from(ASKED), WORDS, max_size=4),
)
@example(page=FOSHAN, query={"as_of": "\x00"})
@example(page=f"{BEIJING}/datasets/city_air_days", query={"rows": "9" * 400})
def test_any_question_to_a_page(client: Client, page: str, query: dict[str, str]) -> None:
    asked(client, f"/en/{page}/?{urlencode(query, errors='surrogatepass')}")


@CALM
@given(
    lang=st.sampled_from(["en", "zh"]),
    plan=st.sampled_from([FOSHAN, BEIJING, CANADA]),
    place=st.sampled_from(PLACES),
    parts=st.tuples(WORDS, WORDS, WORDS, WORDS),
    form=st.sampled_from(["/", ".json", ".csv", ".svg", ".png", "/chart.csv", ""]),
)
def test_any_address(
    client: Client, lang: str, plan: str, place: str, parts: tuple[str, str, str, str], form: str
) -> None:
    named = dict(zip("abcd", (quote(p, safe="", errors="surrogatepass") for p in parts), strict=True))
    asked(client, f"/{lang}/{place.format(p=plan, **named)}{form}")


@CALM
@given(name=WORDS, rest=WORDS)
def test_any_release(client: Client, name: str, rest: str) -> None:
    asked(client, f"/r/{quote(name, errors='surrogatepass')}/{quote(rest, errors='surrogatepass')}")


SENT = ("token", "kind", "text", "evidence", "email", "name", "name_shown", "homepage", "x")
ABOUT = (
    "target",
    "indicator",
    "definition",
    "area",
    "period",
    "cell",
    "by",
    "known",
    "release",
    "as_of",
    "key",
)
FORM = "application/x-www-form-urlencoded"


@settings(CALM, max_examples=40)
@given(
    about=st.one_of(
        st.sampled_from([{"indicator": "gdp"}, {"target": "forest-cover"}]),
        st.dictionaries(st.sampled_from(ABOUT), WORDS, max_size=5),
    ),
    sent=st.one_of(
        st.dictionaries(st.sampled_from(SENT), WORDS).map(
            lambda d: urlencode(d, errors="surrogatepass").encode()
        ),
        st.binary(max_size=60),
    ),
    kind=st.sampled_from(
        [FORM, f"{FORM}; charset=utf-16", f"{FORM}; charset=none", "multipart/form-data; boundary=x", ""]
    ),
)
@example(about={"indicator": "gdp"}, sent=b"x" * 100_000, kind=FORM)
@example(about={"indicator": "gdp"}, sent=b"text=%ff%00%ed%a0%80", kind=FORM)
def test_whatever_is_sent_as_a_doubt(client: Client, about: dict[str, str], sent: bytes, kind: str) -> None:
    address = f"/zh/{FOSHAN}/doubt/?{urlencode(about, errors='surrogatepass')}"
    for answer in (client.get(address), client.generic("POST", address, sent, content_type=kind)):
        assert answer.status_code in {200, 400, 404}, (answer.status_code, about, sent)
        assert "Traceback" not in answer.content.decode()


@CALM
@given(number=WORDS, key=WORDS)
def test_any_receipt(client: Client, number: str, key: str) -> None:
    asked(
        client,
        f"/en/{FOSHAN}/doubts/{quote(number, errors='surrogatepass')}/?{urlencode({'key': key}, errors='surrogatepass')}",
    )
