"""Pages say a thing once, and fit: what no scheme judges, what is decided, long numbers, the header, a phone."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, CANADA, FOSHAN

from qualicity.assessment import number

if TYPE_CHECKING:
    from django.test import Client
    from tabs import Tabs


def page(client: "Client", path: str, lang: str = "en") -> str:
    """A page's markup with white space folded."""
    answer = client.get(f"/{lang}/{path}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_where_no_scheme_judges_one_sentence_says_why(client: "Client") -> None:
    said = page(client, f"{FOSHAN}/targets/advanced-manufacturing-share/")
    assert said.count("the due period is over and its own figure is not known") == 1
    assert "By none of 5 schemes is there a verdict" in said
    assert 'class="schemes cards"' not in said


@pytest.mark.parametrize(
    "target", ["advanced-manufacturing-share", "park-green-per-capita", "core-technologies"]
)
def test_every_target_says_how_likely_and_how_fast_or_why_not_and_who_delivers_it(
    client: "Client", target: str
) -> None:
    said = page(client, f"{FOSHAN}/targets/{target}/")
    for question in ("Would another year change it?", "Chance of meeting it", "What it would take"):
        row = said[said.rindex(f"{question}</th>") :]
        assert len(re.sub("<[^>]*>", "", row[len(question) + 5 : row.index("</tr>")]).strip()) > 10
    assert "What is to deliver it" in said


def test_where_a_scheme_judges_the_table_stands(client: "Client") -> None:
    said = page(client, f"{FOSHAN}/targets/forest-cover/")
    assert 'class="schemes cards"' in said
    assert "By none of" not in said


def test_what_a_scheme_does_not_know_leaves_no_gap_in_its_sentence(client: "Client") -> None:
    said = page(client, f"{BEIJING}/targets/pm25-mean/?as_of=2018-01-31")
    assert "from —" not in said
    assert "… to" not in said
    assert "58 lies in the range up to 63" in said


def test_a_record_that_leans_says_so(client: "Client") -> None:
    said = page(client, f"{CANADA}/track-record/")
    assert re.search(r"On average \d+ % was said and \d+ % came: too little was said\.", said)
    assert "On average" not in page(client, f"{BEIJING}/track-record/"), "no score, no leaning"


def test_a_probability_is_never_written_as_none_or_all(client: "Client") -> None:
    said = page(client, f"{CANADA}/track-record/")
    assert "less than 1 %" in said
    assert "<span>0 %" not in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0.007045410045025792", "0.00704541"),
        ("1234567890123.4", "1,234,567,890,123"),
        ("126.567", "126.567"),
        ("8756.3", "8,756.3"),
        ("1273123456", "1,273,123,456"),
    ],
)
def test_a_number_has_no_more_digits_than_can_be_read_and_loses_no_whole_one(value: str, said: str) -> None:
    assert number(Decimal(value)) == said


@pytest.mark.browser
def test_the_longest_header_stands_on_two_lines(address: str, tabs: "Tabs") -> None:
    found = tabs.open({"width": 1200, "height": 900})
    found.goto(f"{address}/en/{FOSHAN}/?as_of=2026-09-30")
    whole, sections = (found.locator(s).bounding_box() for s in (".bar-in", ".sections"))
    above = [found.locator(s).bounding_box() for s in (".mark", ".bar .find", ".tools")]
    assert whole is not None
    assert sections is not None
    assert whole["height"] < 88
    assert sections["height"] < 44  # the sections of a plan on a line of their own, below all else
    assert all(box is not None and box["y"] + box["height"] <= sections["y"] + 1 for box in above)


@pytest.mark.browser
def test_arithmetic_is_as_wide_as_a_phone_allows(address: str, tabs: "Tabs") -> None:
    found = tabs.open({"width": 360, "height": 800})
    found.goto(f"{address}/en/{FOSHAN}/targets/park-green-per-capita/")
    box = found.locator(".schemes td:last-child").first.bounding_box()
    assert box is not None
    assert box["width"] > 300
