"""A method's drawing of its result, as SVG or as the Vega-Lite specification that it is drawn from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.errors import Lang, Text, UsageError
from qualicity.methods.registry import Method

VEGA_LITE = "6.4"
"""The version by which every drawing of the project is made."""
_FONT = "Noto Sans, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, sans-serif"
_INK, _SOFT, _RULE = "#1B1E23", "#5B616B", "#DEDAD1"
_CONFIG: Mapping[str, Any] = {
    "font": _FONT,
    "background": "#FFFFFF",
    "view": {"stroke": None},
    "title": {"anchor": "start", "color": _INK, "subtitleColor": _SOFT, "fontSize": 14, "fontWeight": 600, "offset": 12},
    "axis": {"gridColor": _RULE, "domainColor": _SOFT, "tickColor": _SOFT, "labelColor": _SOFT, "titleColor": _INK,
             "titleFontWeight": 400},
    "legend": {"labelColor": _INK, "titleColor": _SOFT, "titleFontWeight": 400},
    "range": {"category": ["#B5382A", "#1D7A86", "#8A9099", "#B9822B", "#4C5C8A", "#6B8E5A"]},
}  # fmt: skip
"""One look for all methods' drawings; what a method's own configuration says goes before it."""


def refuse_chart(found: Method, place: Path) -> None:
    """Errors: `UsageError` for a method that draws nothing, or a place where no drawing can stand."""
    if found.chart is None:
        raise UsageError(Text(f"{found.name} has no chart", f"{found.name} 没有图表"))
    if place.suffix.lower() not in (".svg", ".json"):
        raise UsageError(Text(f"{place}: write .svg or .json", f"{place}：图表应为 .svg 或 .json"))
    if not place.parent.is_dir():
        raise UsageError(Text(f"{place.parent}: there is no such folder", f"{place.parent}：文件夹不存在"))


def write_chart(found: Method, made: Mapping[str, Any], place: Path, lang: Lang) -> None:
    """Draw the columns of a result. Errors: `UsageError` where the file cannot be written."""
    if found.chart is None:
        return
    spec = _styled(found.chart(made, lang))
    text = drawn(spec) if place.suffix.lower() == ".svg" else json.dumps(spec, ensure_ascii=False)
    try:
        place.write_text(text, "utf-8")
    except OSError as error:
        said = error.strerror or error
        raise UsageError(Text(f"{place}: cannot be written: {said}", f"{place}：无法写入：{said}")) from error


def drawn(spec: Mapping[str, Any]) -> str:
    """A Vega-Lite specification drawn as SVG in the look of all methods' drawings."""
    return _svg(json.dumps(_styled(spec), ensure_ascii=False))


@lru_cache(maxsize=512)
def _svg(spec: str) -> str:
    """The drawing is the same for the same text, and the reports of a plan show many a drawing more than once."""
    import vl_convert

    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])


def _styled(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {**spec, "config": _over(_CONFIG, spec.get("config", {}))}


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration with another's words in the place of its own, at any depth."""
    both = {k: _over(base[k], own[k]) for k in base.keys() & own.keys() if isinstance(own[k], Mapping)}
    return {**base, **own, **both}
