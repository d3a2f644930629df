"""Every kind of page in both languages and on several dates, and its twins as JSON and CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, CANADA, FOSHAN, PAGES, TEXTS

from qualicity import release
from qualicity.assessment import view_plan
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

LANGS = ("en", "zh")
DATES = ("", "2026-11-22", "2018-06-30", "2017")
PLANS = Path(__file__).resolve().parents[2] / "plans"


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_a_page_stands_in_its_language_with_one_heading_and_landmarks(
    client: Client, page: str, lang: str
) -> None:
    answer = client.get(f"/{lang}/{page}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}">' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    for landmark in ("<main ", "<header ", "<footer ", 'class="skip"'):
        assert landmark in text
    assert "None</" not in text
    assert ">None<" not in text
    assert "{{" not in text
    assert "{%" not in text
    assert 'style="' not in text
    scripts = text.split("<script")[1:]  # files of the portal's own: none is written in a page
    ours = (
        r' (src="/static/portal/\w+\.js\?\w+" defer></script>|type="application/ld\+json">)'  # or inert data
    )
    assert all(re.match(ours, s) for s in scripts)


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("lang", LANGS)
def test_pages_stand_on_other_dates_and_keep_them(client: Client, lang: str, day: str) -> None:
    for page in (
        "scorecard",
        "indicators",
        "indicator, revised",
        "text",
        "actions",
        "organisation",
        "sources",
    ):
        address = f"/{lang}/{PAGES[page]}/"
        answer = client.get(address, {"as_of": day} if day else {})
        assert answer.status_code == 200, page
        inner = re.findall(rf'href="(/{lang}/{FOSHAN}/[^"]*)"', answer.content.decode())
        assert inner
        if day:
            assert all(f"as_of={day}" in link for link in inner if link != address), page
            assert ('class="then"' in answer.content.decode()) is (day != "2026-12-31")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_a_json_twin_that_no_language_changes(client: Client, page: str) -> None:
    answers = [client.get(f"/{lang}/{page}.json") for lang in LANGS]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0]["Content-Type"].startswith("application/json")
    assert answers[0].json() == answers[1].json()
    first = page.split("/", maxsplit=1)[0]
    assert answers[0].json().get("plan") == (first if first in (FOSHAN, BEIJING, CANADA) else None)


@pytest.mark.parametrize("page", [p for p in PAGES.values() if p not in TEXTS])
def test_a_page_has_a_csv_twin(client: Client, page: str) -> None:
    answer = client.get(f"/en/{page}.csv")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert not any(None in row for row in rows_of(body))


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        (f"/zh/{FOSHAN}.csv", True),
        (f"/zh/{FOSHAN}/targets/good-air-days/chart.csv", True),
        (f"/zh/{FOSHAN}/datasets/published_figures.csv", True),
        (f"/api/v1/plans/{FOSHAN}/targets.csv", False),
        (f"/zh/{FOSHAN}/open-data/csvw/targets.csv", False),
        (f"/zh/{FOSHAN}/open-data/datapackage/targets.csv", False),
        (f"/zh/{FOSHAN}/open-data/sdmx/data.csv", False),
    ],
)
def test_csv_for_people_says_that_it_is_utf_8_and_csv_for_programs_has_no_mark(
    client: Client, address: str, marked: bool
) -> None:
    """Excel on Chinese Windows takes a file without a mark for GBK; programs take a mark for part of the first name."""
    answer = client.get(address)
    assert answer.status_code == 200
    body = answer.getvalue()
    assert body.startswith(b"\xef\xbb\xbf") == marked
    assert body.count(b"\xef\xbb\xbf") == marked


def test_the_scorecard_as_json_is_the_contract(client: Client, loaded: Path) -> None:
    for plan_id in (FOSHAN, BEIJING):
        for day in (date(2026, 12, 31), date(2018, 6, 30)):
            view = view_plan(read_plan(PLANS / plan_id), Workspace(loaded), day)
            answer = client.get(f"/en/{plan_id}.json", {"as_of": day.isoformat()})
            assert answer.json() == release.scorecard(view, beside=False)


def test_the_scorecard_as_csv_has_a_row_for_each_target(client: Client) -> None:
    rows = rows_of(client.get(f"/zh/{FOSHAN}.csv").content)
    assert len(rows) == 15
    park = next(row for row in rows if row["target"] == "park-green-per-capita")
    assert (park["value"], park["status"], park["title.zh"]) == ("18.19", "achieved", "人均公园绿地面积")


def test_plans_are_listed_with_what_became_of_them(client: Client) -> None:
    answer = client.get("/en/")
    assert "Two of the nine numeric promises were kept" in answer.content.decode()
    listed = client.get("/en.json").json()
    assert [p["plan"] for p in listed["plans"]] == [FOSHAN, BEIJING, CANADA]
    assert listed == client.get("/zh.json").json()
    assert [row["plan"] for row in rows_of(client.get("/zh.csv").content)] == [FOSHAN, BEIJING, CANADA]


def test_a_reader_is_sent_to_a_language(client: Client) -> None:
    for accepted, lang in (("zh-CN,zh;q=0.9", "zh"), ("en-GB", "en"), ("fr", "en"), ("", "en")):
        answer = client.get("/", {"as_of": "2018"}, headers={"accept-language": accepted})
        assert (answer.status_code, answer["Location"]) == (302, f"/{lang}/?as_of=2018")


def test_the_switch_of_language_keeps_page_and_query(client: Client) -> None:
    address = f"/en/{BEIJING}/figures/pm25-mean/gb3095-2012-uci/110000/2016/?date=2016-12-20&as_of=2018-01-01"
    assert (
        f'href="{address.replace("/en/", "/zh/").replace("&", "&amp;")}"'
        in client.get(address).content.decode()
    )


def test_every_link_inside_leads_somewhere(client: Client) -> None:
    """Of pages that differ in their number only (a plan's targets, an indicator's figures) some stand for all."""
    seen: set[str] = set()
    alike: dict[tuple[str, str], int] = {}
    waiting = ["/en/"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        parts = page.partition("?")[0].rstrip("/").split("/")
        kinds = {"/".join(parts[:4]): 7}
        if "figures" in parts:
            kinds = {"/".join(parts[:4]): 24, "/".join(parts[:5]): 2}
        if page.endswith((".png", ".docx")):  # another form of the picture, of the report beside it
            kinds = dict.fromkeys(kinds, 2)
        enough = page.endswith(".csv")
        for kind, most in kinds.items():
            form = (kind, Path(parts[-1]).suffix)
            alike[form] = alike.get(form, 0) + 1
            enough |= alike[form] > most
        if enough:
            continue
        answer = client.get(page)
        if page == "/en/work/":  # nobody has signed in
            assert answer["Location"] == "/en/account/login/?next=/en/work/"
            continue
        assert answer.status_code == 200, page
        if answer["Content-Type"].startswith("text/html"):
            found = re.findall(r'(?:href|src)="(/en[/.][^"#]*)', answer.content.decode())
            waiting.extend(link.replace("&amp;", "&") for link in found)
    assert len(seen) > 200


def test_every_clause_and_anchor_that_a_page_names_exists(client: Client) -> None:
    pages: dict[str, str] = {}

    def read(address: str) -> str:
        if address not in pages:
            pages[address] = client.get(address).content.decode()
        return pages[address]

    for page in PAGES.values():
        own = f"/en/{page}/"
        for path, anchor in re.findall(r'href="([^"#?]*)(?:\?[^"#]*)?#([^"]+)"', read(own)):
            assert f'id="{anchor}"' in read(path or own), f"{own} names {path}#{anchor}"


@pytest.mark.parametrize("lang", LANGS)
def test_quotation_marks_within_the_plans_words_are_single_where_these_are_quoted(
    client: Client, lang: str
) -> None:
    card = client.get(f"/en/{FOSHAN}/").content.decode()
    assert "implement the ‘Project of Upgrading Intelligent Manufacturing of 100 Enterprises’”" in card
    for page in PAGES.values():
        text = client.get(f"/{lang}/{page}/").content.decode()
        assert not re.search("““|””", text), page
    its_own = client.get(f"/en/{FOSHAN}/text/").content.decode()  # not in quotation marks: word for word
    assert "the “Project of Upgrading Intelligent Manufacturing of 100 Enterprises”;" in its_own
