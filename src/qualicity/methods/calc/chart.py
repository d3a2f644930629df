"""A method's drawing of its result, as SVG or as the Vega-Lite specification that it is drawn from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualicity.errors import Lang, Text, UsageError
from qualicity.methods.registry import Method

_VEGA_LITE = "6.4"


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
    text = json.dumps(found.chart(made, lang), ensure_ascii=False)
    if place.suffix.lower() == ".svg":
        import vl_convert

        text = vl_convert.vegalite_to_svg(text, vl_version=_VEGA_LITE, allowed_base_urls=[])
    try:
        place.write_text(text, "utf-8")
    except OSError as error:
        said = error.strerror or error
        raise UsageError(Text(f"{place}: cannot be written: {said}", f"{place}：无法写入：{said}")) from error
