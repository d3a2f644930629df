"""What a page weighs and waits for: at most 150 kB as sent (without fonts), and three requests before it is drawn."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from site_map import PAGES

if TYPE_CHECKING:
    from django.test import Client

MOST_BYTES = 150_000
MOST_REQUESTS = 3


class Needs(HTMLParser):
    """What a page asks for: `blocking` before it is drawn, `others` after."""

    def __init__(self) -> None:
        super().__init__()
        self.blocking: list[str] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "link" and said.get("rel") == "stylesheet" and said.get("media") != "print":
            self.blocking.append(str(said["href"]))
        elif tag == "script" and said.get("src"):
            waits = not ({"defer", "async"} & said.keys() or said.get("type") == "module")
            (self.blocking if waits else self.others).append(str(said["src"]))
        elif (tag == "img" and said.get("src")) or (tag == "link" and said.get("rel") in ("icon", "preload")):
            self.others.append(str(said.get("src") or said.get("href")))


def sent(client: Client, address: str) -> bytes:
    """An answer as it is sent to a browser."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["plans", *PAGES])
def test_a_first_visit_keeps_to_the_budget(client: Client, kind: str, lang: str) -> None:
    address = f"/{lang}/{PAGES[kind]}/" if kind in PAGES else f"/{lang}/"
    needs = Needs()
    needs.feed(client.get(address).content.decode())
    assert 1 + len(needs.blocking) <= MOST_REQUESTS, needs.blocking
    everything = [address, *needs.blocking, *needs.others]
    assert all(a.startswith("/") or a.startswith("data:") for a in everything), everything
    weight = {a: len(sent(client, a)) for a in everything if not a.startswith("data:")}
    assert sum(weight.values()) <= MOST_BYTES, weight
