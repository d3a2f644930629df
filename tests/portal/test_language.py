"""The interface is complete in Chinese, and what stands in English is marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from site_map import BEIJING, FOSHAN, PAGES, PM25

from qualicity.portal import messages

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.usefixtures("portal")
def test_every_message_has_its_chinese() -> None:
    kept = {(m.context, str(m.id)): m.string for m in messages.stored() if m.id}
    needed = {(m.context, str(m.id)) for m in messages.extracted() if m.id}
    assert set(kept) == needed, "run: python -m qualicity.portal.messages"
    assert not [
        key for key, string in kept.items() if not (all(string) if isinstance(string, tuple) else string)
    ]


def test_the_compiled_catalogue_is_the_written_one() -> None:
    def plain(catalog: Catalog) -> set[str]:
        return {
            repr(
                [
                    m.context.decode() if isinstance(m.context, bytes) else m.context,
                    listed(m.id),
                    listed(m.string),
                ]
            )
            for m in catalog
            if m.id
        }

    def listed(value: object) -> list[object]:
        return list(value) if isinstance(value, list | tuple) else [value]

    with messages.MO.open("rb") as file:
        assert plain(read_mo(file)) == plain(messages.stored())


def test_a_translation_keeps_the_places_of_its_values() -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", text))

    for message in messages.stored():
        if message.id:
            ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
            strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
            wanted = set().union(*(places(i) for i in ids))
            assert all(places(s) == wanted or message.id[0] == "One figure" for s in strings), message.id


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_a_chinese_page_has_no_english_that_is_not_marked(client: Client, page: str) -> None:
    assert not unmarked_english(client.get(f"/zh/{page}/").content.decode()), page


def unmarked_english(text: str) -> list[str]:
    """Runs of English words in a Chinese page that do not say that they are English."""
    body = text[text.index("<main") : text.index("</main>")]
    body = re.sub(r"<(code|pre)\b[^>]*>.*?</\1>", "", body, flags=re.DOTALL)
    body = re.sub(r'<svg\b.*?</svg>|<p class="cite">.*?</p>', "", body, flags=re.DOTALL)
    body = re.sub(r'<(\w+)\b[^>]*\blang="en"[^>]*>.*?</\1>', "", body, flags=re.DOTALL)
    body = re.sub(
        r'<div class="scroll".*?</table>\s*</div>|<dl class="(?:one-row|provenance)">.*?</dl>',
        "",
        body,
        flags=re.DOTALL,
    )
    plain = re.sub(r"<[^>]+>", " ", body)
    return re.findall(r"\b[A-Za-z]{3,}(?: [a-z]{2,}){3,}", plain)


def test_numbers_and_dates_are_written_as_the_language_writes_them(client: Client) -> None:
    english = client.get(f"/en/{FOSHAN}/indicators/gdp/").content.decode()
    chinese = client.get(f"/zh/{FOSHAN}/indicators/gdp/").content.decode()
    assert "13,361.9" in english
    assert "12 Mar 2025" in english
    assert "2025年3月12日" in chinese
    assert "数据截至2026年12月31日" in chinese
    assert "As known on 31 December 2026" in english
    assert "date unknown" in english
    assert "日期不详" in chinese


def test_text_without_chinese_wording_is_marked_as_english(client: Client) -> None:
    text = client.get(f"/zh/{FOSHAN}/text/").content.decode()
    assert '<span lang="en">dust,</span> <span class="fallback">英文</span>' in text
    assert "先进制造业增加值占规模以上工业增加值比重40%以上" in text


def test_chinese_in_an_english_page_is_marked_as_chinese(client: Client) -> None:
    text = client.get(f"/en/{FOSHAN}/figures/park-green-per-capita/published/440600/2020/").content.decode()
    assert '<span lang="zh-Hans">人均公园绿地面积18.19平方米</span>' in text


def test_units_do_not_run_into_numbers(client: Client) -> None:
    text = client.get(f"/en/{FOSHAN}/indicators/").content.decode()
    assert "10.69 ten thousand ha" in text
    assert "83.9 %" in text
    assert "83.9%" in client.get(f"/zh/{FOSHAN}/indicators/").content.decode()
    assert "µg/m³" in client.get(f"/en/{PM25}/").content.decode()
    assert "微克/立方米" in client.get(f"/zh/{BEIJING}/targets/pm25-mean/").content.decode()
