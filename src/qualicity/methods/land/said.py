"""What a result of zones means, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text
from qualicity.methods.land.zonal import NO_CLASSES
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_EMPTY_LAND = 1.0
"""So few people on a km² are in another unit, or it is a desert."""
_SHOWN = 5


def tells(made: Mapping[str, Any]) -> list[Text]:
    """How areas were measured, what was repaired, where the grid ends, and what looks wrong."""
    told = []
    measured = np.not_equal(made["basis"], None)
    if measured.any():
        basis = made["basis"][measured][0]
        told.append(Text(f"areas in km²: {basis}", f"面积单位 km²：{basis}"))
    if (mended := np.not_equal(made["repaired"], None)).any():
        told.append(_rows(mended, "an invalid boundary was repaired (columns repaired, drawn_area)",
                          "边界无效，已修复（见 repaired、drawn_area 列）"))  # fmt: skip
    if (mended := np.not_equal(made["cover_repaired"], None)).any():
        told.append(_rows(mended, "invalid polygons of the cover were repaired (column cover_repaired)",
                          "覆盖多边形无效，已修复（见 cover_repaired 列）"))  # fmt: skip
    if (partly := made["coverage"] < 1 - 1e-9).any():
        worst = float(np.nanmin(made["coverage"]))
        en = f"not all of the zone has a value on the grid (column coverage, at least {worst:.1%}); shares are of what has"
        zh = f"区域未被栅格有效像元完全覆盖（见 coverage 列，最低 {worst:.1%}）；比例以有效面积为分母"
        told.append(_rows(partly, en, zh))
    if (unnamed := made["reason"] == NO_CLASSES).any():
        told.append(Text(
            f"no classes are named: {made['class_shares'][unnamed][0] or 'the grid has too many values to list'}; "
            "say which count: --set classes=…",
            f"未给出 classes：{made['class_shares'][unnamed][0] or '栅格值过多，未列出'}；请用 --set classes=… 给出计入的值",
        ))  # fmt: skip
    if (nothing := made["area"] == 0).any():
        told.append(_rows(nothing, "nothing of it lies in the zone; is the file complete there?",
                          "区域内没有任何被测对象；文件在该处是否完整？"))  # fmt: skip
    return [*told, *_people(made)]


def _people(made: Mapping[str, Any]) -> list[Text]:
    if "persons" not in made:
        return []
    with np.errstate(divide="ignore", invalid="ignore"):
        few = made["persons"] / made["zone_area"] < _EMPTY_LAND
    if not (few & (made["persons"] > 0)).any():
        return []
    en = "less than one person on a km²; is the population in 万人? Then add --set persons=10000"
    return [
        _rows(
            few & (made["persons"] > 0),
            en,
            "每平方公里不足一人；人口是否以万人计？如是，请加上 --set persons=10000",
        )
    ]


def _rows(which: Any, en: str, zh: str) -> Text:
    rows = np.flatnonzero(which) + 1
    told = ", ".join(str(n) for n in rows[:_SHOWN]) + (", …" if len(rows) > _SHOWN else "")
    return Text(f"{len(rows)} zone(s) (row {told}): {en}", f"{len(rows)} 个区域（第 {told} 行）：{zh}")
