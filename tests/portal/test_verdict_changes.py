"""The page of what changed between two dates, and the what-if form of a target: parts, amounts, suppositions."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from looks import violations
from site_map import BEIJING, FOSHAN
from test_accessible_pages import NARROW, PHONE
from test_breakdowns_and_parts import rows_of, words

if TYPE_CHECKING:
    from django.test import Client
    from tabs import Tabs

MID_TERM = {"from": "2019-01-01", "to": "2026-11-22"}
PAGE = f"/en/{FOSHAN}/changes/"
AIR = f"/en/{FOSHAN}/targets/good-air-days/"


def block(text: str, target: str) -> str:
    """The section about a target."""
    start = text.index(f'id="target-{target}"')
    return text[start : text.index("</section>", start)]


def test_a_changed_target_shows_its_parts_with_signed_amounts(client: Client) -> None:
    text = client.get(PAGE, MID_TERM).content.decode()
    parks = block(text, "park-green-per-capita")
    rows = rows_of(parks)
    assert [row[0] for row in rows] == [
        "Target", "Definition and method", "Revision", "Performance", "Time passing",
    ]  # fmt: skip
    assert [row[2] for row in rows] == ["0", "0", "0", "+4.45 m² per person", "−1.26 m² per person"]
    assert [row[-1] for row in rows] == ["Not due yet"] * 3 + ["Achieved"] * 2
    assert parks.count('<svg class="bar-of-change better') == 1
    assert parks.count('<svg class="bar-of-change worse') == 1
    assert "what is required went from 13.74 (2015) to 15 (2020)" in words(parks)
    assert "14 of 15 targets have another verdict or figure." in words(text)


def test_it_stands_in_chinese(client: Client) -> None:
    text = words(client.get(f"/zh/{FOSHAN}/changes/", MID_TERM).content.decode())
    for said in ("变化及其原因", "15 项目标中，14 项", "+4.45 平方米/人", "由人于2026年11月22日选定口径"):
        assert said in text


def test_its_twins_are_the_record_and_a_row_for_each_part(client: Client) -> None:
    record = json.loads(
        client.get(f"/en/{FOSHAN}/changes.json", MID_TERM).content, parse_float=Decimal, parse_int=Decimal
    )
    assert (record["plan"], record["from"], record["to"]) == (FOSHAN, "2019-01-01", "2026-11-22")
    parks = next(t for t in record["targets"] if t["target"] == "park-green-per-capita")
    assert sum(p["amount"] for p in parks["parts"]) == parks["to"]["margin"] - parks["from"]["margin"]
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(f"/en/{FOSHAN}/changes.csv", MID_TERM).content.decode("utf-8-sig"))
        )
    )
    assert len(rows) == 15 * 5
    assert {row["amount"] for row in rows if row["target"] == "park-green-per-capita"} == {
        "0.0",
        "4.45",
        "-1.26",
    }


def test_the_second_date_is_never_later_than_the_date_that_is_read_on(client: Client) -> None:
    text = client.get(PAGE, {"from": "2017", "to": "2026", "as_of": "2018-06-30"}).content.decode()
    assert "From 31 December 2017 to 30 June 2018." in words(text)
    assert "From 30 June 2017 to 30 June 2018." in words(
        client.get(PAGE, {"as_of": "2018-06-30"}).content.decode()
    )


@pytest.mark.parametrize(
    "asked",
    [{"from": "2020", "to": "2019"}, {"from": "soon"}, {"to": "2031"}, {"from": "2016-02-30"}],
    ids=str,
)
def test_dates_that_cannot_be_used_are_said(asked: dict[str, str], client: Client) -> None:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 400
    assert "That date can’t be used" in answer.content.decode()


def test_before_the_plan_no_target_was_known_and_then_all_are_new(client: Client) -> None:
    text = client.get(PAGE, {"from": "2016-01-01", "to": "2017-01-01"}).content.decode()
    assert "15 of 15 targets" in words(text)
    assert "not known yet" in words(block(text, "forest-cover"))
    early = client.get(PAGE, {"from": "2015-01-01", "to": "2016-01-01"})
    assert "No target was known on the second date." in early.content.decode()


# -- what if ----------------------------------------------------------------------------------------------------------


def test_a_supposed_value_gives_a_verdict_that_says_that_it_is_none(client: Client) -> None:
    plain = client.get(AIR).content.decode()
    assert 'name="value"' in plain
    assert 'class="supposed"' not in plain
    text = words(client.get(AIR, {"value": "91.2"}).content.decode())
    assert "A supposition, no verdict" in text
    assert "Supposed 91.2 % for 2020: it would be “Achieved” instead of “Cannot judge”." in text


def test_the_twin_tells_it_only_when_asked(client: Client) -> None:
    address = AIR.rstrip("/") + ".json"
    assert "what_if" not in client.get(address).json()
    told = client.get(address, {"value": "91.2"}).json()
    assert told["status"] == "cannot_judge", "the verdict itself stays"
    assert (told["what_if"]["then"]["status"], told["what_if"]["then"]["hypothetical"]) == ("achieved", True)


@pytest.mark.parametrize("asked", [{"value": "much"}, {"scheme": "best"}], ids=str)
def test_what_cannot_be_supposed_is_said_in_place(asked: dict[str, str], client: Client) -> None:
    answer = client.get(AIR, asked)
    assert answer.status_code == 200
    assert "is not a number" in answer.content.decode() or "unknown scheme" in answer.content.decode()


def test_what_is_put_in_is_never_markup(client: Client) -> None:
    text = client.get(AIR, {"value": '"><b>x', "scheme": "<i>"}).content.decode()
    assert "<b>x" not in text
    assert "<i>" not in text


def test_a_promise_without_a_number_has_no_form(client: Client) -> None:
    assert 'name="value"' not in client.get(f"/en/{FOSHAN}/targets/core-technologies/").content.decode()


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "size"), [("en", PHONE), ("zh", NARROW)], ids=["en-phone", "zh-narrow"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    tabs: Tabs, address: str, lang: str, size: dict[str, int]
) -> None:
    page, found = tabs.open(size, "dark" if lang == "zh" else "light", axe=True), []
    for path in (
        f"{FOSHAN}/changes/?from=2019-01-01&to=2026-11-22",
        f"{BEIJING}/changes/?from=2017-07-31&to=2018-01-31",
        f"{FOSHAN}/targets/good-air-days/?value=91.2",
        f"{BEIJING}/targets/pm25-reduction-since-2012/?pace=1&as_of=2017-07-31",
    ):
        page.goto(f"{address}/{lang}/{path}")
        found += violations(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path
    assert not found, "\n".join(found)
