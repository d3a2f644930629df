"""The SVG of a chart: from memory, from disk or made anew, always the same, clean and without anything remote."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from qualicity.portal.charts.svg import clean, forget, render

if TYPE_CHECKING:
    pass

SVG = "{http://www.w3.org/2000/svg}"
OUTER = {"viewBox", "class", "role", "aria-label", "lang", "font-family", "font-variant"}

SPEC: dict[str, Any] = {
    "description": "Three points",
    "data": {"values": [{"a": n} for n in range(3)]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}


def test_a_chart_found_on_disk_or_in_memory_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    first = render(SPEC, tmp_path)
    assert [p.suffix for p in tmp_path.iterdir()] == [".svg"]

    def refuse(text: str) -> str:
        raise AssertionError(f"rendered again: {text[:40]}")

    monkeypatch.setattr("qualicity.portal.charts.svg._convert", refuse)
    assert render(SPEC, tmp_path) == first
    forget()
    assert render(SPEC, tmp_path) == first


def test_another_spec_is_another_chart(tmp_path: Path) -> None:
    forget()
    assert render(SPEC, tmp_path) != render(SPEC | {"mark": "circle"}, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_no_chart(tmp_path: Path) -> None:
    forget()
    (tmp_path / "file").write_text("in the way")
    assert render(SPEC, tmp_path / "file" / "charts").startswith("<svg ")


def test_threads_get_what_one_gets(tmp_path: Path) -> None:
    specs = [SPEC | {"description": f"chart {n}"} for n in range(6)]
    forget()
    alone = [render(s, tmp_path / "alone") for s in specs]
    forget()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda s: render(s, tmp_path / "together"), specs * 4))
    assert together == alone * 4
    assert {p.suffix for p in (tmp_path / "together").iterdir()} == {".svg"}
    assert len(list((tmp_path / "together").iterdir())) == len(specs)


def test_nothing_remote_is_read(tmp_path: Path) -> None:
    forget()
    with pytest.raises(ValueError, match="not allowed"):
        render(SPEC | {"data": {"url": "https://example.org/data.csv"}}, tmp_path)


def test_cleaning() -> None:
    dirty = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="10" height="20" viewBox="0 0 10 20"><style>*{}</style><script>1</script>'
        '<g role="graphics-document" aria-label="x" onclick="go()" clip-path="url(#c)">'
        '<clipPath id="c"><rect width="1"/></clipPath>'
        '<a xlink:href="https://example.org/"><text style="fill: red; cursor: pointer" role="a">1</text></a>'
        '<path class="background" d="M0,0"/></g></svg>'
    )
    svg = clean(dirty, "p-", {"description": 'a "b" & c', "usermeta": {"lang": "zh-Hans"}})
    root = ElementTree.fromstring(svg)
    assert set(root.attrib) == OUTER
    assert root.get("aria-label") == 'a "b" & c'
    assert 'id="p-n0"' in svg
    assert 'clip-path="url(#p-n0)"' in svg
    assert 'fill="red"' in svg
    for gone in (
        "script",
        "style",
        "example.org",
        "onclick",
        "graphics-document",
        "cursor",
        "<path",
        "<?xml",
    ):
        assert gone not in svg
