"""Which file an address has in a published site, and how pages lead to each other there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from publish_fixtures import (
    out,
    plan,
    with_methods,
)

from qualicity.portal.publish.places import address, file_of, link, thing

if TYPE_CHECKING:
    pass

__all__ = ["out", "plan", "with_methods"]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("/en/", "en/index.html"),
        ("/en/plan/targets/x/", "en/plan/targets/x/index.html"),
        ("/zh/plan/targets/x.json", "en/plan/targets/x.json"),
        ("/zh/plan/targets/x/chart.csv", "zh/plan/targets/x/chart.csv"),
        ("/zh/plan/figures/x/d/a/2020.json", "en/plan/figures/x/d/a/2020.json"),
        ("/zh/plan/datasets/d.csv", "en/plan/datasets/d.csv"),
        ("/zh/plan/indicators/x/areas.csv", "en/plan/indicators/x/areas.csv"),
        ("/en/plan/indicators/x.png", None),
        ("/en/plan/datasets/d/?year=2020", None),
        ("/static/portal/portal.css?1a2b", "static/portal/portal.css"),
        ("/en/plan/changes/?from=2016-01-01&to=2017-01-01", None),
        ("/en/plan/?as_of=2016-01-01", None),
        ("/r/final/lock.json", "r/final/lock.json"),
        ("/r/final/en/plan/", None),
        ("/", None),
    ],
)
def test_an_address_has_a_file_or_none(url: str, file: str | None) -> None:
    assert file_of(address(url)) == file


def test_no_two_figures_share_a_file_and_every_file_system_takes_the_name() -> None:
    figure = "/en/plan/figures/x/d/a/2020/"
    asked = (
        "by=A&known=2021-01-01",
        "by=B&known=2021-01-01",
        "by=省&known=",
        "by=a&known=2021-01-01",
        "cell=k%3Dv",
    )
    areas = ("a:b", "a b", "a?b", "CON", "省", "x" * 300, "a.")
    urls = [f"{figure}?{q}" for q in asked] + [
        f"/en/plan/figures/x/d/{a}/2020/" for a in areas[:2] + areas[3:]
    ]
    files = [file_of(address(u)) or "" for u in urls]
    assert len(set(files)) == len(urls)
    for part in {p for f in files for p in f.split("/")}:
        assert part.isascii()
        assert len(part) < 130
        assert not set(part) & set('<>:"|?*\\ ')


def test_links_are_relative_and_twins_belong_to_their_page() -> None:
    assert link("en/a/index.html", "en/a/b/index.html") == "b/index.html"
    assert link("zh/a/index.html", "en/a.json") == "../../en/a.json"
    assert link("index.html", "en/index.html") == "en/index.html"
    of = {thing(u) for u in ("/en/p/x/", "/zh/p/x/", "/en/p/x.json", "/en/p/x.svg", "/en/p/x/rows/d.csv")}
    assert of == {"/*/p/x"}
