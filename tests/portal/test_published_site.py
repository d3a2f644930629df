"""The published pages of the real plans, and the server where both can do a thing: ways walked, languages, search.

(One file: its tests run in one process, in which the site is published once.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from looks import opened, violations
from publish_fixtures import leading_nowhere
from site_map import BEIJING, FOSHAN, PARK, PM25
from test_accessible_pages import NARROW
from test_browser import WORDS

from qualicity.portal import catalogue
from qualicity.portal.publish.places import ENTRIES, file_of
from qualicity.portal.search import initials

if TYPE_CHECKING:
    from conftest import Site
    from django.test import Client
    from playwright.sync_api import Page
    from tabs import Tabs

# -- links and names -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def to_come(site: Site) -> frozenset[str]:
    """Files of the site that others than these pages would bring."""
    return frozenset(f for u in site.made.links if (f := file_of(u)))


def test_no_link_leads_nowhere(site: Site, to_come: frozenset[str]) -> None:
    """Of every kind of page: its links lead to files that are there or that are still to be made."""
    assert site.made.failed == []
    assert leading_nowhere(site.folder, to_come) == []


def test_every_link_is_relative_and_asks_nothing(site: Site) -> None:
    """No query but the search's own, which a person types; nothing that only looks like a link."""
    for page in site.folder.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.findall(r' (?:href|src|action)="(?!https?://)[^"#]*\?', text), page
        assert not re.findall(r' (?:href|src|action)="/', text), page
        assert not re.findall(r"<a(?=[\s>])(?![^>]*\bhref=)", text), page


def test_every_file_system_takes_the_names(site: Site, to_come: frozenset[str]) -> None:
    files = {*site.made.files, *to_come}
    assert len(files) > 1000
    assert len({f.lower() for f in files}) == len(files), "names that differ in their case only"
    for file in files:
        assert len(file) < 200, file  # Windows takes 260 characters, with what the folder adds
        for name in file.split("/"):
            assert name.isascii(), file
            assert not set(name) & set('<>:"\\|?*'), file
            assert not name.endswith((".", " ")), file
            assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name), file


# -- walked on both ------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_the_plan_to_a_computed_figure(reader: Page, either: str, lang: str) -> None:
    words = WORDS[lang]
    reader.goto(f"{either}/{lang}/")
    reader.locator("#plan-beijing-air-2017 a").click()
    reader.get_by_role("link", name=words["target"], exact=True).click()
    assert "58" in reader.locator(".verdict").inner_text()
    reader.get_by_role("link", name=words["all"]).click()
    table = reader.locator("section", has=reader.get_by_role("heading", name=words["beside"])).locator(
        "table"
    )
    assert "+0.05" in table.inner_text()
    table.locator("tbody a.num").first.click()
    assert "73.05" in reader.locator(".verdict").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_the_plan_to_the_quotation_of_a_figure(reader: Page, either: str, lang: str) -> None:
    words = WORDS[lang]
    reader.goto(f"{either}/{lang}/{FOSHAN}/")
    reader.get_by_role("link", name=words["park"], exact=True).click()
    table = reader.locator("section", has=reader.get_by_role("heading", name=words["every"])).locator("table")
    table.get_by_role("link", name="18.19", exact=True).click()
    assert "人均公园绿地面积18.19平方米" in reader.locator(".evidence blockquote").inner_text()
    assert reader.locator(".one-row .used dd").first.inner_text() == "18.19"
    with reader.expect_download() as download:
        reader.locator("#published_figures ~ .count a").click()
    assert download.value.suggested_filename.endswith("published_figures.csv")


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_switch_of_language_keeps_the_place(reader: Page, either: str, lang: str) -> None:
    other = "zh" if lang == "en" else "en"
    for page in (f"{FOSHAN}/targets/forest-cover/", f"{PM25}/", f"{BEIJING}/datasets/"):
        reader.goto(f"{either}/{lang}/{page}")
        reader.get_by_role("link", name=WORDS[lang]["other"], exact=True).click()
        assert reader.url.removesuffix("index.html") == f"{either}/{other}/{page}"


@pytest.mark.browser
def test_a_keyboard_reaches_the_content_first(reader: Page, either: str) -> None:
    reader.goto(f"{either}/en/{FOSHAN}/")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.className") == "skip"
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "main"


@pytest.mark.browser
def test_a_scorecard_prints_without_what_only_a_screen_needs(reader: Page, either: str) -> None:
    reader.goto(f"{either}/en/{FOSHAN}/")
    reader.emulate_media(media="print")
    assert not reader.locator(".sections").is_visible()
    assert not reader.locator(".tools").is_visible()
    assert reader.locator(".print-only").is_visible()
    assert reader.locator(".score thead").first.is_visible()


# -- what people see -------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_published_page_is_wider_than_the_narrowest_phone(
    tabs: Tabs, site: Site, site_address: str, lang: str
) -> None:
    page, wide = tabs.open(NARROW), []
    for path in ("", *(f"{p}/" for p in site.pages[::3]), "search/?q=air"):
        opened(page, f"{site_address}/{lang}/{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append(f"{path}: {over} px")
    assert not wide


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_on_published_pages(page: Page, site_address: str, lang: str) -> None:
    found = []
    for path in ("search/", "search/?q=air", "search/?q=forset", f"{FOSHAN}/", f"{PARK}/")[lang == "zh" :: 2]:
        opened(page, f"{site_address}/{lang}/{path}")
        found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_a_stick_a_page_is_found_by_typing(reader: Page, site: Site, lang: str) -> None:
    reader.goto((site.folder / lang / FOSHAN / "index.html").as_uri())
    reader.locator("#find").fill("slfgl")
    reader.locator("#find").press("Enter")
    assert reader.locator(".found").inner_text().split()[0 if lang == "en" else 1].isdigit()
    assert "森林覆盖率" in reader.locator("mark").all_inner_texts()
    reader.locator(".tools a[hreflang]").click()
    assert reader.url.endswith("search/index.html?q=slfgl")
    assert reader.locator("#q").input_value() == "slfgl"
    reader.locator("section[aria-labelledby=of-target] a.t").first.click()
    assert reader.url.endswith(f"{FOSHAN}/targets/forest-cover/index.html")
    assert reader.locator("h1").is_visible()


@pytest.mark.browser
def test_what_is_typed_is_never_markup(reader: Page, site: Site) -> None:
    asked = "%3Cimg src=x onerror=alert(1)%3E %22&plan=%3Cb%3E"
    reader.goto((site.folder / "en/search/index.html").as_uri() + f"?q={asked}")
    assert "<img src=x onerror=alert(1)>" in reader.locator(".found").inner_text()
    assert reader.locator("main img").count() == 0


@pytest.mark.browser
def test_without_a_script_the_page_says_so_and_lists_everything(tabs: Tabs, site: Site) -> None:
    page = tabs.open(java_script_enabled=False)
    page.goto((site.folder / "en/search/index.html").as_uri() + "?q=air")
    assert "a browser must run their script" in page.locator("noscript").inner_text()
    listed = page.locator("#contents a")
    assert listed.count() > 700
    assert listed.first.is_visible()


# -- what is found ---------------------------------------------------------------------------------------

TYPED = """air|空气|kqzl|kongqi|kongq|ongqi|PM2.5|pm₂.₅|ＰＭ２．５|forest|森林|senlin|slfgl|good air days|
"good air"|"air good"|空气 share|空气比例|空气 比例|PM2.5年均|3.6|3.|gdp|GDP 增长|quality|质量|zhiliang|zl|
lv|lvhua|lühua|luhua|HJ 633|hj633|air.city_days|forset|tretment|enviroment|unemplyment|
xyzxyz|xyz air|政府 government|a|的|年|%|<script>|&amp;|“”|"|...|？|women employment|Québec|
quebec|1.3.1|1-3-1|park-green-per-capita|two-promises|b c d e f g h i j k|ı|ß|ﬁ|北京|bj|beijin|
天 days|O3|o₃|PM10 pm2.5|days days|DAYS|v'v|xi'an|mean|nd|nongdu|sheng shi|zhong|银行|yinhang|
poverty rate|\u0301|\ufe0f|😀|😀 air|ก็|𝔸ir|１３|20 20|in of the|quailty|ghg|CO2|co₂|二氧化碳|
eryanghuatan|eyht|+|a+b|'air'|（空气）|air\u00a0days|{{|\x00|[a-z]|\\|$&|{}|constructor|
__proto__|{query}|10 %|3.6.|，空气，|Ｆｏｒｅｓｔ|kōngqì|good-air|-air-|city_days|an|li|de"""


@pytest.fixture(scope="module")
def queries(portal: catalogue.Catalogue) -> list[str]:
    """What people type, well and badly; and words, Chinese and initials of titles here and there."""
    titles = [e.title for plan in portal.ids for e in portal.open(plan, portal.now()).index.entries[::9]]
    english = [" ".join(t.en.split()[-2:]) for t in titles[::2]]
    chinese = [zh[:n] for n, t in enumerate(titles, 2) if (zh := (t.zh or "")[: 2 + n % 4])]
    pinyin = [initials(t.zh)[:5] for t in titles if t.zh]
    return list(dict.fromkeys((*TYPED.replace("\n", "").split("|"), *english, *chinese, *pinyin, "x" * 300)))


# What stands on a page of results: its sentence, and of each kind every row with all its marks.
READ = """page => ({
  sentence: (page.querySelector('.found')?.textContent || '').replace(/\\s+/g, ' ').trim(),
  kinds: [...page.querySelectorAll('section.hits')].map(s => [s.querySelector('h2').id, s.querySelector('h2 small').textContent,
    [...s.querySelectorAll('li')].map(li => [li.querySelector('a.t').getAttribute('href'),
      [...li.children].map(c => `${c.tagName} ${c.className} ${c.innerHTML.replace(/\\s+/g, ' ').trim()}`)])])})"""
ASK = f"""async ([query, answer]) => {{
  const read = {READ};
  history.replaceState(null, '', '?q=' + encodeURIComponent(query));
  document.getElementById('found').innerHTML = '';
  await new Promise(done => {{
    const script = document.createElement('script');
    script.src = document.querySelector('script[src$="search.js"]').src;
    script.onload = () => {{ script.remove(); done(); }};
    document.body.append(script);
  }});
  return [read(new DOMParser().parseFromString(answer, 'text/html')), read(document)];
}}"""


def rows(said: Any, to: int | None = None) -> Iterator[tuple[Any, ...]]:
    """What `READ` read, with addresses as they are below a language's folder."""
    for kind, n, listed in said["kinds"]:
        yield kind, n
        for url, row in listed[:to]:
            yield re.sub(r"^(/(en|zh)/|\.\./)|index\.html", "", url), row


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_site_finds_and_marks_what_the_server_does(
    client: Client, page: Page, site_address: str, queries: list[str], lang: str
) -> None:
    """In the same order; every result where the server's page shows the first eight of a kind."""
    asked = [q for n, q in enumerate(queries) if (n % 2 == 0) == (lang == "en")]
    assert len(asked) > 100
    page.goto(f"{site_address}/{lang}/search/")
    page.evaluate("document.body.hidden = true")  # it is read, and need not be drawn each time
    answered = 0
    for query in asked:
        answer = client.get(f"/{lang}/search/", {"q": query}).content.decode()
        server, site = page.evaluate(ASK, [query, answer])
        assert site["sentence"] == server["sentence"], query
        assert list(rows(site, 8)) == list(rows(server)), query
        answered += bool(server["kinds"])
        if sum(len(listed) for _, _, listed in server["kinds"]) % 3 == 0:
            every = client.get(f"/{lang}/search.json", {"q": query}).json()["results"]
            for kind, _, listed in site["kinds"]:
                wanted = [r["address"][lang] for r in every if f"of-{r['kind']}" == kind]
                urls = [re.sub(r"^\.\.", f"/{lang}", url).replace("index.html", "") for url, _ in listed]
                assert urls == wanted, query
    assert answered > len(asked) / 2


def test_what_search_needs_is_small(site: Site) -> None:
    assert (site.folder / "static/portal/search.js").stat().st_size < 9_500
    assert (site.folder / ENTRIES).stat().st_size < 400_000  # of three plans and all methods
