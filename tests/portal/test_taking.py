"""Charts to take along: every one as SVG, PNG and CSV, and code that shows it on another page and lasts."""

import csv
import html as markup
import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from site_map import BEIJING, FOSHAN

from qualicity.portal.charts.file import standing_alone

if TYPE_CHECKING:
    from django.test import Client

PAGES = {
    f"{FOSHAN}/targets/forest-cover": f"{FOSHAN}/targets/forest-cover",
    f"{BEIJING}/indicators/pm25-mean": f"{BEIJING}/indicators/pm25-mean",
    f"{FOSHAN}/indicators/gdp/areas": f"{FOSHAN}/indicators/gdp/areas",
    f"{BEIJING}/datasets/city_air_days/calendar": f"{BEIJING}/datasets/city_air_days/calendar",
}
SVG = "{http://www.w3.org/2000/svg}"


_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


def size_of(markup: str) -> tuple[float, float]:
    """Width and height that SVG says of itself."""
    size = _SIZE.search(markup)
    return (float(size[1]), float(size[2])) if size else (0.0, 0.0)


def code_of(page: str) -> tuple[str, str]:
    """Address and alternative text of the first code for embedding on a page."""
    (code, *_) = re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code>", page)
    assert "<" not in code  # it is shown, not done
    found = re.fullmatch(r'<img src="([^"]*)" alt="([^"]*)" width="(\d+)">', markup.unescape(code))
    assert found, code
    return markup.unescape(found[1]), markup.unescape(found[2])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_chart_can_be_taken_along(client: "Client", page: str, lang: str) -> None:
    said = client.get(f"/{lang}/{page}/").content.decode()
    taken = re.search(r'<details class="taking">.*?</details>', said, re.DOTALL)
    assert taken
    svg, png, data = (markup.unescape(url) for url in re.findall(r'<a href="([^"]*)"', taken[0])[:3])
    root = ElementTree.fromstring(client.get(svg).content)
    title = re.search(r"<figcaption>(.*?)</figcaption>", said, re.DOTALL)
    assert title
    written = re.sub(r"\s", "", "".join(root.itertext()))
    assert re.sub(r"<[^>]*>|\s", "", markup.unescape(title[1])).replace("inEnglish", "") in written
    assert "Qualicity" in written
    assert client.get(png).content.startswith(b"\x89PNG")
    rows = list(csv.reader(io.StringIO(client.get(data).content.decode("utf-8-sig"))))
    assert len(rows) > 2


@pytest.mark.parametrize("page", PAGES)
def test_the_code_shows_the_chart_on_any_page_and_as_it_was_known_on_the_day(
    client: "Client", page: str
) -> None:
    url, alt = code_of(client.get(f"/en/{page}/?as_of=2024-01-01").content.decode())
    assert url.startswith("http://testserver/en/")
    assert "as_of=2024-01-01" in url
    answer = client.get(url.removeprefix("http://testserver"))
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert alt in (ElementTree.fromstring(answer.content).get("aria-label") or "")


def test_other_answers_are_not_for_every_site(client: "Client") -> None:
    assert client.get(f"/en/{FOSHAN}/")["Cross-Origin-Resource-Policy"] == "same-site"


def test_a_png_has_twice_the_size(client: "Client") -> None:
    address = f"/en/{FOSHAN}/targets/forest-cover"
    width, height = size_of(client.get(f"{address}.svg").content.decode())
    png = client.get(f"{address}.png").content
    assert int.from_bytes(png[16:20]) == pytest.approx(2 * width, abs=1)
    assert int.from_bytes(png[20:24]) == pytest.approx(2 * height, abs=1)


def test_the_licence_of_the_data_goes_with_the_chart(client: "Client") -> None:
    svg = client.get(f"/en/{BEIJING}/datasets/city_air_days/calendar.svg").content.decode()
    assert "CC BY 4.0" in "".join(ElementTree.fromstring(svg).itertext())


def test_a_chart_that_is_none_has_no_files(client: "Client") -> None:
    for end in (".svg", ".png", "/chart.csv"):
        assert client.get(f"/en/{FOSHAN}/targets/core-technologies{end}").status_code == 404
    assert "Use this chart" not in client.get(f"/en/{FOSHAN}/targets/core-technologies/").content.decode()


def test_a_title_that_is_too_long_for_a_line_is_broken() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100" role="img" aria-label="a &amp; b" lang="en"></svg>'
    whole = standing_alone(svg, "many words " * 20, "", "source <here>", "en")
    root = ElementTree.fromstring(whole)
    lines = [t for t in root.iter(f"{SVG}text") if t.get("font-weight")]
    assert len(lines) > 2
    assert root.get("aria-label") == "a & b"
    assert size_of(whole) == (float(root.get("width", 0)), float(root.get("height", 0)))
