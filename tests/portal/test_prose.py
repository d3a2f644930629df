"""Pages in words on the portal: figures are those of the date, what does not hold is marked, releases keep theirs."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms_fixtures import Commands
from site_map import BEIJING
from small_plan import SmallPlan

from qualicity.plan import read_plan
from qualicity.portal import catalogue, configure
from qualicity.release.freeze import freeze
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

PAGE = f"{BEIJING}/pages/two-promises"
WORDS = """---
title: Cover <b>
---
# Head

It was {{ figure cover 2020 definition=published decimals=2 is 41.50 }}, **more**
than {{ figure cover 2017 definition=published unit=no }}.
{{ expect figure cover 2020 definition=published > 41 }}So: {{ status promise is achieved }}.

[With {{ figure cover 2017 definition=published }}](https://example.org) <script>x</script> [bad](javascript:x) ![i](https://x.org/i.png)

| a | b |
| :-- | --: |
| x | {{ figure cover 2020 definition=published }} |

`{{ figure cover 2020 definition=published }}`
"""


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover")
    made.target()
    made.figure("2017", 38)
    made.figure("2020", 41.5)
    made.pages["air.en.md"] = WORDS
    made.load()
    return made


@pytest.fixture
def small(plan: SmallPlan, portal: catalogue.Catalogue) -> Iterator["Client"]:
    from django.test import Client

    assert Commands(plan.workspace).run("release", plan.folder, "--name", "final").exit_code == 0
    configure([plan.folder], Workspace(plan.workspace), date(2026, 12, 31))
    yield Client()
    catalogue.put(portal)


def text(client: "Client", address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_the_real_page_prints_its_figures_with_units_and_links(client: "Client") -> None:
    english, chinese = text(client, f"/en/{PAGE}/"), text(client, f"/zh/{PAGE}/")
    figure = f"/en/{BEIJING}/figures/pm25-mean/published-unstated/110000/2017/"
    assert f'<a class="bound" href="{figure}">58 µg/m³</a>' in english
    assert ">58 微克/立方米</a>" in chinese
    assert "Achieved" in english
    assert "已实现" in chinese
    assert "{{" not in english + chinese
    assert "not as written" not in english
    assert f'href="/en/{PAGE}/"' in text(client, f"/en/{BEIJING}/pages/")


def test_on_an_earlier_day_what_was_not_known_is_marked(client: "Client") -> None:
    page = text(client, f"/en/{PAGE}/?as_of=2017-08-01")
    assert "10 statements of this page are not what the figures say as known on 1 August 2017" in page
    assert "73 µg/m³" in page
    assert "58 µg/m³" not in page


def test_a_plan_without_pages_has_no_such_item_and_a_page_that_is_not_there_is_friendly(
    client: "Client",
) -> None:
    assert "/pages/" not in text(client, "/en/foshan-2020/")
    assert "Nothing has been written" in text(client, "/en/foshan-2020/pages/")
    answer = client.get(f"/en/{BEIJING}/pages/two-promise/")
    assert answer.status_code == 404
    assert f"/en/{PAGE}/" in answer.content.decode()


def test_its_twins_have_what_is_bound(client: "Client") -> None:
    told = client.get(f"/en/{PAGE}.json").json()
    assert told["title"] == {"en": "What became of the two promises", "zh": "两项承诺的结果"}
    assert {"of": "pm25-mean", "period": "2017", "says": 58.0, "claim": "58", "holds": True}.items() <= told[
        "bindings"
    ][0].items()
    assert client.get(f"/en/{PAGE}.csv").content.decode().count("\n") == len(told["bindings"]) + 1


def test_a_page_is_harmless_and_well_formed(small: "Client") -> None:
    page = text(small, "/en/small/pages/air/")
    body = page[page.index('<div class="prose"') :]
    assert "Cover &lt;b&gt;" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'href="javascript' not in page
    assert "<img" not in page
    assert "style=" not in body
    assert "<h2>Head</h2>" in body
    assert '<td class="r">' in body
    assert ">41.50 %</a>" in body
    assert '2017/">38</a>' in body
    assert '<a href="https://example.org" rel="noopener nofollow">With 38 %</a>' in body, "no link in a link"
    assert "<code>{{ figure" in body


def test_what_no_longer_holds_shows_the_figure_of_now_and_a_mark(small: "Client", plan: SmallPlan) -> None:
    plan.figures[-1] |= {"value": 12, "released": "2021-03-01"}
    plan.load()
    page = text(small, "/en/small/pages/air/")
    assert "3 statements of this page are not what the figures say" in page
    assert "the page says 41.50, the figure is 12.00 % now" in page
    assert '>12.00 %</a></mark> <a class="flag" href="#not-as-written">not as written</a>' in page
    assert 'id="not-as-written"' in page
    frozen = text(small, "/r/final/en/small/pages/air/")
    assert ">41.50 %</a>" in frozen
    assert "not as written" not in frozen


def test_a_release_keeps_the_words_of_its_pages(small: "Client", plan: SmallPlan) -> None:
    plan.pages["air.en.md"] = "---\ntitle: Other\n---\nOther words.\n"
    plan.write()
    assert "Other words" in text(small, "/en/small/pages/air/")
    assert "Other words" not in text(small, "/r/final/en/small/pages/air/")
    assert "Cover" in text(small, "/r/final/en/small/pages/")


def test_a_page_in_one_language_is_marked_in_the_other(small: "Client") -> None:
    page = text(small, "/zh/small/pages/air/")
    assert '<div class="prose" lang="en">' in page
    assert "英文" in page
    assert "Achieved" in page


def test_the_calendar_of_releases_is_shown_and_tells_nothing_early(
    plan: SmallPlan, portal: catalogue.Catalogue
) -> None:
    from django.test import Client

    plan.also["releases"] = [
        {"name": n, "title": {"en": t, "zh": "文"}, "due": due, "known": "2020-01-01"}
        for n, t, due in (("one", "First", "2021-03-01"), ("two", "Second", "2999-03-01T09:00"))
    ]
    plan.load()
    workspace, read = Workspace(plan.workspace), read_plan(plan.folder)
    freeze(read, workspace, "one", date(2021, 2, 20), datetime(2021, 3, 4))
    freeze(read, workspace, "two", date(2021, 2, 20), datetime(2021, 3, 4), embargo=datetime(2999, 3, 1, 9))
    configure([plan.folder], workspace, date(2026, 12, 31))
    client = Client()
    try:
        page = text(client, "/en/small/releases/")
        assert "0 of 1 release announced ahead came on time." in page
        assert "3 days late" in page
        assert "1 Mar 2999 09:00 UTC" in page
        assert "/r/two" not in page
        told = client.get("/en/small/releases.json").json()["calendar"]
        assert [(a["standing"], a["out"]) for a in told["announced"]] == [
            ("late", "2021-03-04T00:00:00"),
            ("announced", None),
        ]
        assert "overdue" in text(client, "/en/small/releases/?as_of=2021-03-02")
        assert "迟发 3 天" in text(client, "/zh/small/releases/")
        frozen = text(client, "/r/one/en/small/releases/")
        assert "3 days late" in frozen
        assert "1 Mar 2999" in frozen
    finally:
        catalogue.put(portal)
