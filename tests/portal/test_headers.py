"""What every answer carries, and what the portal refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, FOSHAN, PM25

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.parametrize(
    "address",
    ["/en/", f"/zh/{FOSHAN}/", f"/en/{FOSHAN}.json", f"/en/{PM25}/", "/nowhere", f"/en/{FOSHAN}/targets/x/",
     f"/en/{BEIJING}/datasets/city_air_days.csv", f"/en/{FOSHAN}/targets/forest-cover.svg"],
)  # fmt: skip
def test_nothing_foreign_runs_in_a_page(client: Client, address: str) -> None:
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "Set-Cookie" not in answer


def test_pages_of_the_past_are_not_for_search_engines(client: Client) -> None:
    assert "X-Robots-Tag" not in client.get(f"/en/{FOSHAN}/")
    assert "noindex" in client.get(f"/en/{FOSHAN}/", {"as_of": "2018"})["X-Robots-Tag"]


def test_data_may_be_read_from_other_pages(client: Client) -> None:
    assert client.get(f"/en/{FOSHAN}.json")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get(f"/en/{FOSHAN}/")


def test_pages_are_only_read(client: Client) -> None:
    for address in (f"/en/{FOSHAN}/", "/en/", f"/en/{BEIJING}/datasets/city_air_days.csv"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def test_other_hosts_are_refused(client: Client) -> None:
    assert client.get("/en/", headers={"host": "evil.example"}).status_code == 400


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = client.get(f"/en/{FOSHAN}/text/")
    again = client.get(f"/en/{FOSHAN}/text/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_stylesheet_is_served(client: Client) -> None:
    answer = client.get("/static/portal/portal.css")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert b"url(" not in b"".join(answer.streaming_content)


def test_charts_are_files_too(client: Client) -> None:
    for address in (f"/en/{FOSHAN}/targets/forest-cover.svg", f"/zh/{BEIJING}/indicators/pm25-mean.svg"):
        answer = client.get(address)
        assert answer["Content-Type"].startswith("image/svg+xml")
        assert answer.content.startswith(b"<svg")
        assert b"xmlns" in answer.content[:80]
    assert client.get(f"/en/{FOSHAN}/targets/core-technologies.svg").status_code == 404
