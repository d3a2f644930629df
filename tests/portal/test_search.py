"""Search: what is found, in which order, and how the page shows it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rooms_fixtures import Commands
from site_map import BEIJING, CANADA, FOSHAN
from small_plan import SmallPlan

from qualicity.errors import Text, UsageError
from qualicity.portal import catalogue, configure
from qualicity.portal.search import Entry, Index, cut, index_of_methods, initials, marked, terms_of
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client


def entry(key: str, en: str, zh: str | None = None, *text: Text) -> Entry:
    return Entry("indicator", key, Text(en, zh), "indicator", (key,), text)


AIR = Index(
    (
        entry("bus", "Buses", "公交车", Text("They keep the air clean.", "保持空气清洁。")),
        entry("air-days", "Days, good", "优良天数"),
        entry("good", "Share of days with good air", "空气质量优良天数比例"),
        entry("fair", "Unfair treatment", "不公平待遇"),
        entry("air2", "Air", "大气"),
        entry("quebec", "Québec ＰＭ₂.₅", "绿化率"),
        entry("music", "Music", "音乐"),
    )
)


def found(query: str, index: Index = AIR) -> list[str]:
    return [hit.entry.id for hit in index.find(query)]


def test_titles_come_before_ids_and_ids_before_text() -> None:
    assert found("air") == ["air2", "good", "fair", "air-days", "bus"]
    assert [h.matched for h in AIR.find("air")] == ["title", "title", "title", "id", "text"]


def test_an_id_in_full_is_meant() -> None:
    assert found("good")[0] == "good"
    assert AIR.find("air-days")[0].matched == "id"


@pytest.mark.parametrize("query", ["quebec", "QUÉBEC", "pm2.5", "ＰＭ2.5", "绿化"])
def test_case_width_and_accents_make_no_difference(query: str) -> None:
    assert found(query) == ["quebec"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("kongqi", "good"),  # in full
        ("kqzl", "good"),  # by initials
        ("kōngqì", "good"),  # with tones
        ("kong qi", "good"),
        ("zhiliang", "good"),
        ("kongq", "good"),  # the last syllable begun
        ("lvhua", "quebec"),
        ("lühua", "quebec"),
        ("luhua", "quebec"),
        ("yinyue", "music"),  # 乐 is yue here and le elsewhere
    ],
)
def test_chinese_is_found_by_its_pinyin(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_pinyin_begins_where_a_syllable_does() -> None:
    assert found("ongqi") == []
    assert found("engmu") == []


def test_every_term_must_occur_whatever_its_language() -> None:
    assert found("空气 share") == ["good"]
    assert found("空气比例") == []
    assert found("空气 比例") == ["good"]
    assert found("PM2.5绿化") == ["quebec"]
    assert found('"good air"') == ["good"]
    assert found('"air good"') == []


@pytest.mark.parametrize("query", ["", "   ", "“”", '"', "...", "？", "\x00", "%", "<script>", "a" * 5000])
def test_odd_queries_do_no_harm(query: str) -> None:
    AIR.find(query)
    AIR.near(query)


def test_a_query_is_cut_and_its_terms_are_few() -> None:
    assert terms_of("a b c d e f g h i j") == tuple("abcdefgh")
    assert terms_of("Air air, AIR") == ("air",)


def test_what_is_nearest_is_offered() -> None:
    assert AIR.near("tretment") == "treatment"
    assert AIR.near("unfair") == ""
    assert AIR.near("xyzxyz") == ""


def test_matches_are_marked_in_the_text_as_it_is_written() -> None:
    assert marked("Québec & <air>", terms_of("quebec air")).html == (
        "<mark>Québec</mark> &amp; &lt;<mark>air</mark>&gt;"
    )
    assert marked("优良空气质量", terms_of("kqzl")).html == "优良<mark>空气质量</mark>"
    assert marked("（空气）质量", terms_of("zhiliang")).html == "（空气）<mark>质量</mark>"
    assert marked("ﬁne air", terms_of("ine")).html == "<mark>ﬁne</mark> air"


def test_of_a_long_text_the_part_around_the_match_is_shown() -> None:
    shown = cut(marked("word " * 60 + "needle" + " word" * 60, ("needle",)))
    assert shown.text.startswith("…word")
    assert shown.text.endswith("word…")
    assert "<mark>needle</mark>" in shown.html
    assert len(shown.text) < 200
    assert cut(marked("short needle", ("needle",))).text == "short needle"


def test_initials_are_those_of_the_first_run_of_chinese() -> None:
    assert initials("PM2.5年均浓度比2012年下降") == "njndb"


def test_methods_are_found() -> None:
    assert found("hj633", index_of_methods()) == []
    assert "air.city_days" in found("HJ 633", index_of_methods())
    assert found("air.city_days", index_of_methods())[0] == "air.city_days"


# -- the page ------------------------------------------------------------------------------------------


def asked(client: Client, query: str, lang: str = "en", **more: str) -> Any:
    return client.get(f"/{lang}/search.json", {"q": query, **more}).json()


def shown(client: Client, query: str, lang: str = "en", **more: str) -> str:
    answer = client.get(f"/{lang}/search/", {"q": query, **more})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_all_plans_are_searched_and_every_kind(client: Client) -> None:
    plans = {r["plan"] for r in asked(client, "air")["results"]}
    assert plans == {FOSHAN, BEIJING, CANADA, None}
    kinds = {k for q in ("air", "quality", "government", "3.6") for k in asked(client, q)["counts"]}
    assert kinds >= {
        "plan", "target", "indicator", "definition", "clause", "mission", "action", "organisation", "dataset",
        "method",
    }  # fmt: skip


def test_every_result_leads_to_its_page(client: Client) -> None:
    for query in ("air", "质量", "3.6"):
        for result in asked(client, query, "zh")["results"]:
            path, _, place = result["address"]["zh"].partition("#")
            page = client.get(path)
            assert page.status_code == 200, result
            assert not place or f'id="{place}"' in page.content.decode(), result


def test_groups_have_counts_and_open_in_full(client: Client) -> None:
    text = shown(client, "air")
    n = asked(client, "air")["counts"]["definition"]
    assert n > 8
    assert f"Definitions <small>{n}</small>" in text
    assert "kind=definition" in text
    one = shown(client, "air", kind="definition")
    assert len(re.findall(r'<li><a class="t"', one)) == n
    assert "Show every kind" in one
    assert len(asked(client, "air", kind="definition")["results"]) == n


def test_narrative_pages_are_found_without_their_bindings(client: Client) -> None:
    told = asked(client, "two-promises")["results"]
    assert [(r["kind"], r["id"]) for r in told] == [("page", "two-promises")]
    assert not [r for r in asked(client, "{{")["results"] if r["kind"] == "page"]


def test_a_search_can_be_narrowed_to_a_plan(client: Client) -> None:
    text = shown(client, "air")
    assert f"plan={BEIJING}" in text
    assert {r["plan"] for r in asked(client, "air", plan=BEIJING)["results"]} == {BEIJING}


def test_what_matched_is_marked_in_either_language(client: Client) -> None:
    assert "<mark>空气</mark>质量优良天数比例" in shown(client, "空气", "zh")
    assert '<span lang="zh-Hans"><mark>空气质量</mark>优良天数比例</span>' in shown(client, "kqzl")
    assert "<mark>forest</mark>" in shown(client, "forest", "zh").lower()


def test_the_twins_say_the_same(client: Client) -> None:
    told = asked(client, "森林")
    rows = list(
        csv.DictReader(io.StringIO(client.get("/en/search.csv", {"q": "森林"}).content.decode("utf-8-sig")))
    )
    assert [r["id"] for r in told["results"]] == [r["id"] for r in rows]
    assert told["query"] == "森林"


def test_nothing_asked_and_nothing_found_give_examples_that_find_something(client: Client) -> None:
    for query in ("", "xyzxyzxyz"):
        text = shown(client, query)
        links = re.findall(r'<li><a href="(/en/search/\?q=[^"]+)"', text)
        assert len(links) == 5
        for link in links:
            assert "<mark>" in client.get(link).content.decode(), link
    assert "Nothing was found for “xyzxyzxyz”." in text
    assert ">forest</a>" in shown(client, "forset")


def test_what_is_typed_is_never_markup(client: Client) -> None:
    text = shown(client, '<script>alert("x")</script>')
    assert "<script" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("query", ["\x00", "%00", "a" * 10_000, "“", "\ud83d"])
def test_the_page_stands_whatever_is_typed(client: Client, query: str) -> None:
    for form in ("/", ".json", ".csv"):
        assert client.get(f"/en/search{form}", {"q": query.encode("utf-8", "replace")}).status_code == 200
    assert client.get("/en/search/", {"q": "air", "kind": "x", "plan": "y"}).status_code == 200


def test_every_page_has_the_search_in_its_header_and_keeps_the_date(client: Client) -> None:
    for address in ("/en/", f"/en/{FOSHAN}/?as_of=2018-06-30", f"/en/{FOSHAN}/targets/none/"):
        header = client.get(address).content.decode().partition("</header>")[0]
        assert '<form class="find" role="search" method="get" action="/en/search/">' in header
        assert ('name="as_of" value="2018-06-30"' in header) == ("as_of" in address)


def test_search_reads_what_was_known_on_the_date(client: Client) -> None:
    result = asked(client, "森林覆盖率", as_of="2018-06-30")["results"][0]
    assert result["address"]["en"].endswith("?as_of=2018-06-30")


def test_search_engines_stay_out(client: Client) -> None:
    assert client.get("/en/search/?q=air")["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Robots-Tag" not in client.get("/en/search/")


def test_a_plan_is_indexed_once(client: Client, portal: catalogue.Catalogue) -> None:
    asked(client, "air")
    opened = portal.open(FOSHAN, portal.now())
    first = opened.index
    asked(client, "water")
    assert portal.open(FOSHAN, portal.now()).index is first


def test_within_a_release_only_its_plan_is_searched(tmp_path: Path, portal: catalogue.Catalogue) -> None:
    from django.test import Client

    plans = [SmallPlan(tmp_path / name) for name in ("one", "two")]
    for plan in plans:
        plan.indicator("cover")
        plan.target()
        plan.figure("2020", 41)
        plan.load()
    workspace = plans[0].workspace
    one = plans[0].folder
    assert Commands(workspace).run("release", one, "--name", "final", "--note", "All").exit_code == 0
    try:
        configure([one], Workspace(workspace), date(2026, 12, 31))
        told = Client().get("/r/final/en/search.json?q=cover").json()
        assert {r["plan"] for r in told["results"]} == {"one"}
        assert all(r["address"]["en"].startswith("/r/final/en/one/") for r in told["results"])
        configure([one, plans[1].folder], Workspace(workspace), date(2026, 12, 31))
        live = Client().get("/en/search.json?q=cover").json()
        assert live["not_searched"] == ["two"]  # its evidence is in another workspace
        assert "Not searched" in Client().get("/en/search/?q=cover").content.decode()
    finally:
        catalogue.put(portal)


def test_a_plan_cannot_take_the_portals_own_addresses(tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "search")
    plan.indicator("cover")
    plan.target()
    with pytest.raises(UsageError, match="an address of the portal's own"):
        catalogue.Catalogue([plan.write()], Workspace(tmp_path / "var"))
