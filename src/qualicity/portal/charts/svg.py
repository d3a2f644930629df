"""A Vega-Lite spec to SVG that may stand in any page: by vl-convert, cleaned, and kept on disk.

Cleaned means: no prolog, size left to the page, nothing of style (a strict content security policy
allows none), no id that another chart might have, one `img` with its text alternative and no role or
ARIA attribute inside, no address but the name of SVG itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any
from xml.etree import ElementTree

from qualicity.methods.calc.chart import VEGA_LITE
from qualicity.portal.charts.style import FONT

_CLEANING = 2  # raise when `clean` changes what it makes
_KEPT = 256

_SVG = "http://www.w3.org/2000/svg"
_NUMBER = re.compile(r"-?\d+\.\d{3,}(?!\d|e)")
_NAMED = re.compile(r'(\bid="|url\(#)([^")]+)')
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_DROPPED = frozenset({"role", "class", "style", "pointer-events", "cursor", "font-family", "version"})
_NOTHING = {"opacity": "1", "stroke-width": "0", "transform": "translate(0,0)", "font-weight": "400"}
_PRESENTATION = frozenset(
    {
        "fill", "fill-opacity", "font-size", "font-style", "font-weight", "opacity", "stroke", "stroke-dasharray",
        "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor",
    }
)  # fmt: skip

_lock = Lock()
_recent: OrderedDict[str, str] = OrderedDict()


@cache
def renderer() -> str:
    """What makes the SVG, with versions: part of every key, so that an upgrade renders anew."""
    return f"vl-convert {version('vl-convert-python')}, Vega-Lite {VEGA_LITE}, cleaning {_CLEANING}"


def render(spec: dict[str, Any], folder: Path) -> str:
    """The SVG markup of a spec, from memory, from `folder`, or made anew and kept there.

    Safe from several threads and processes: one renders at a time, files appear whole. A folder that
    cannot be written costs time, not the chart.
    """
    text = json.dumps(spec, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    key = hashlib.sha256(f"{renderer()}\n{text}".encode()).hexdigest()
    with _lock:
        found = _recent.get(key)
        if found is None:
            path = folder / f"{key}.svg"
            kept = _read(path)
            found = kept.decode() if kept else clean(_convert(text), f"c{key[:10]}-", spec)
            if kept is None:
                _write(path, found.encode())
            _recent[key] = found
            if len(_recent) > _KEPT:
                _recent.popitem(last=False)
        _recent.move_to_end(key)
        return found


def warm_up() -> None:
    """Start the renderer, which takes most of a second; for a server to call before the first reader comes."""
    with _lock:
        _convert('{"mark": "point", "data": {"values": [{}]}}')


def forget() -> None:
    """Empty the memory (not the folder)."""
    with _lock:
        _recent.clear()


def _convert(text: str) -> str:
    import vl_convert

    return vl_convert.vegalite_to_svg(text, vl_version=VEGA_LITE, allowed_base_urls=[])


def raster(markup: str, scale: float, folder: Path) -> bytes:
    """A PNG of SVG that has a size, so many pixels for each of its own; kept in `folder`."""
    key = hashlib.sha256(f"{renderer()}\n{scale}\n{markup}".encode()).hexdigest()
    path = folder / f"{key}.png"
    found = _read(path)
    if found is None:
        import vl_convert

        with _lock:
            found = bytes(vl_convert.svg_to_png(markup, scale=scale))
        _write(path, found)
    return found


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or none."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".chart-", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def clean(markup: str, prefix: str, spec: dict[str, Any]) -> str:
    """Vega's SVG made fit for a page; `prefix` sets its ids apart from those of other charts."""
    ElementTree.register_namespace("", _SVG)
    # Vega counts on from chart to chart: the same chart would be another each time.
    names: dict[str, str] = {}
    markup = _NAMED.sub(lambda m: m[1] + names.setdefault(m[2], f"n{len(names)}"), markup)
    root = ElementTree.fromstring(markup)
    for child in list(root):
        _clean_below(root, child, prefix)
    root.attrib = {
        "viewBox": root.get("viewBox", f"0 0 {root.get('width')} {root.get('height')}"),
        "class": "plot",
        "role": "img",
        "aria-label": str(spec.get("description", "")),
        "lang": str(spec.get("usermeta", {}).get("lang", "en")),
        "font-family": FONT,
        "font-variant": "tabular-nums",
    }
    return ElementTree.tostring(root, encoding="unicode")


def _clean_below(parent: ElementTree.Element, node: ElementTree.Element, prefix: str) -> None:
    """Clean an element and all in it; take it away where nothing is left of it to draw."""
    for child in list(node):
        _clean_below(node, child, prefix)
    _clean_attributes(node, prefix)
    tag = node.tag.removeprefix(f"{{{_SVG}}}")
    invisible = (tag == "path" and not (node.get("fill") or node.get("stroke"))) or node.get(
        "display"
    ) == "none"
    if tag in ("script", "style", "title", "desc", "metadata") or invisible or (tag == "g" and not len(node)):
        parent.remove(node)
    elif tag == "g" and not node.attrib:
        at = list(parent).index(node)
        parent.remove(node)
        for n, child in enumerate(list(node)):
            parent.insert(at + n, child)


def _clean_attributes(node: ElementTree.Element, prefix: str) -> None:
    for declaration in (node.get("style") or "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in _PRESENTATION:
            node.set(name, value)
    for name, value in list(node.attrib.items()):
        local = name.rpartition("}")[2]
        if (
            local in _DROPPED
            or local.startswith(("aria-", "on"))
            or _NOTHING.get(local) == value
            or local == "href"
        ):
            del node.attrib[name]
        elif local == "id":
            node.set(name, prefix + value)
        else:
            shorter = _NUMBER.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), value)
            node.set(name, _REFERENCE.sub(lambda m: f"url(#{prefix}{m[1]})", shorter))
