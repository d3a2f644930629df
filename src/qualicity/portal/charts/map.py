"""Areas on a map, in the colour of their class: true to area, borders thinned out for a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from qualicity.assessment.reasons import unit
from qualicity.errors import Lang, Text
from qualicity.methods.land.shapes import mended, transformed
from qualicity.methods.lazy import lazy_module
from qualicity.plan import Boundaries
from qualicity.portal.charts.dots import nice
from qualicity.portal.charts.picture import Picture, markup, short, write
from qualicity.portal.charts.ranking import Ranked, Ranking, description, finding, mark, rows
from qualicity.portal.charts.style import ACCENT, FAINT, HOLLOW, INK, SOFT
from qualicity.portal.charts.words import numeral, text_width, valued

np = lazy_module("numpy")
pyproj = lazy_module("pyproj")
shapely = lazy_module("shapely")

WIDTH, _HIGHEST, _EDGE = 640, 640, 8
_RAMPS = {
    1: ("#B7DAD7",),
    2: ("#DCEEEC", "#7FBDBC"),
    3: ("#E4F1EF", "#A3D0CE", "#55A3A4"),
    4: ("#E4F1EF", "#B7DAD7", "#7FBDBC", "#2F7778"),
    5: ("#E4F1EF", "#B7DAD7", "#7FBDBC", "#4C9C9D", "#1B5E63"),
}
_DARK = {"#2F7778", "#1B5E63"}
_TOLERANCE = 1.2
"""A border keeps what is larger than this, in pixels."""
_HATCH = 7
_GRID = 0.05


@dataclass(frozen=True, slots=True)
class Shaped:
    """The areas of a file on the page: code → polygon in pixels, and how high the map is."""

    polygons: dict[str, Any]
    height: float


def shapes_of(folder: Path, boundaries: Boundaries) -> Shaped:
    """A plan's boundaries, mended, projected and thinned out; made once while the file stays the same."""
    path = folder / boundaries.path
    return _shapes(path, boundaries.code, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _shapes(path: Path, code: str, modified: int) -> Shaped:
    import json

    features = json.loads(path.read_text("utf-8"))["features"]
    degrees = pyproj.CRS.from_user_input("OGC:CRS84")
    found = np.array([shapely.from_geojson(json.dumps(f["geometry"])) for f in features], dtype=object)
    sound = mended(found, degrees).polygons
    kept = [n for n, polygon in enumerate(sound) if polygon is not None]
    west, south, east, north = shapely.total_bounds(sound[kept])
    plane = pyproj.CRS.from_proj4(
        f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84 +units=m"
    )
    flat = transformed(sound[kept], degrees, plane)
    left, bottom, right, top = shapely.total_bounds(flat)
    scale = min((WIDTH - 2 * _EDGE) / (right - left), (_HIGHEST - 2 * _EDGE) / (top - bottom))
    aside = (WIDTH - (right - left) * scale) / 2

    def on_page(points: Any) -> Any:
        return np.column_stack([(points[:, 0] - left) * scale + aside, (top - points[:, 1]) * scale + _EDGE])

    drawn = shapely.set_precision(shapely.transform(flat, on_page), _GRID)  # so that neighbours meet
    thin = shapely.coverage_simplify(drawn, _TOLERANCE)
    thin = [t if not t.is_empty else d for t, d in zip(thin, drawn, strict=True)]
    codes = [str(features[n]["properties"].get(code)) for n in kept]
    return Shaped(dict(zip(codes, thin, strict=True)), float((top - bottom) * scale + 2 * _EDGE))


def area_map(
    r: Ranking, shaped: Shaped, boundaries: Boundaries, address: Callable[[Ranked], str], lang: Lang
) -> Picture | None:
    """The map of a ranking; `address` leads from an area to its figure.

    None where fewer than two of its areas have both a value and a boundary.
    """
    areas = {a.code: a for a in r.areas if a.code in shaped.polygons}
    drawn = [a for a in areas.values() if a.rank is not None]
    if len(drawn) < 2:
        return None
    bounds = nice(min(a.value for a in drawn), max(a.value for a in drawn))
    ramp = _RAMPS[max(1, min(5, len(bounds) - 1))]
    legend, below = _legend(
        r, bounds, ramp, shaped, len(areas) < len(shaped.polygons) or len(drawn) < len(areas), lang
    )
    title, told = finding(r), description(r)
    said = title.get(lang) + ("。" if lang == "zh" else ". ") + told.get(lang)

    def parts(links: bool) -> list[str]:
        found = [
            _area(areas.get(code), polygon, bounds, ramp, address if links else None, r, lang)
            for code, polygon in shaped.polygons.items()
        ]
        labels = [_label(a, shaped.polygons[a.code], _colour(a, bounds, ramp), lang) for a in drawn]
        return [*found, *_own(areas, shaped), *labels, *legend]

    size = (WIDTH, below)
    key = Text(
        f"Hatched: no figure. Boundaries: {boundaries.source.title} ({boundaries.source.licence}).",
        f"斜线：无数值。边界：{boundaries.source.title}（{boundaries.source.licence}）。",
    )
    return Picture(
        markup(size, parts(True), said, lang, links=True),
        title,
        key,
        told,
        rows(r),
        markup(size, parts(False), said, lang),
        tuple(mark(r, a, *_middle(shaped.polygons[a.code])) for a in areas.values()),
    )


def _place(value: float, bounds: Sequence[float], count: int) -> int:
    return min(sum(value >= b for b in bounds[1:]), count - 1)


def _colour(area: Ranked, bounds: Sequence[float], ramp: Sequence[str]) -> str:
    return ramp[_place(area.value, bounds, len(ramp))]


def _area(
    area: Ranked | None,
    polygon: Any,
    bounds: Sequence[float],
    ramp: Sequence[str],
    address: Callable[[Ranked], str] | None,
    r: Ranking,
    lang: Lang,
) -> str:
    """An area: filled in its class's colour or hatched, with its name and value as its title."""
    known = area is not None and area.rank is not None
    fill = _colour(area, bounds, ramp) if known and area else HOLLOW
    shape = f'<path d="{path_of(polygon)}" fill="{fill}" stroke="{HOLLOW if known else FAINT}" stroke-width="0.8"/>'
    if not known:
        shape += f'<path d="{path_of(_hatched(polygon))}" stroke="{FAINT}" stroke-width="0.7"/>'
    if area is None or address is None:
        return shape
    value = (
        valued(area.figure).get(lang) + unit(r.indicator).get(lang)
        if known
        else Text("no figure", "无数值").get(lang)
    )
    said = escape(f"{area.title.get(lang)}{'：' if lang == 'zh' else ': '}{value}", quote=True)
    return (
        f'<a href="{escape(address(area), quote=True)}" aria-label="{said}"><title>{said}</title>{shape}</a>'
    )


def _own(areas: dict[str, Ranked], shaped: Shaped) -> Iterator[str]:
    """The plan's own area, with a line around it."""
    for area in areas.values():
        if area.home:
            yield f'<path d="{path_of(shaped.polygons[area.code])}" stroke="{ACCENT}" stroke-width="2.4"/>'


def _middle(polygon: Any) -> tuple[float, float]:
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(polygon))[0]
    return float(x), float(y)


def _label(area: Ranked, polygon: Any, colour: str, lang: Lang) -> str:
    """Name and value in the middle of an area, as far as there is room for them."""
    (x, y), room = _middle(polygon), 2.3 * float(shapely.length(shapely.maximum_inscribed_circle(polygon)))
    ink = HOLLOW if colour in _DARK else INK
    name, value = area.title.get(lang), valued(area.figure).get(lang)
    if max(text_width(name, 12), text_width(value, 12)) <= room and room > 44:
        return write(x, y - 2, name, "middle", fill=ink) + write(
            x, y + 13, value, "middle", fill=ink, bold=True
        )
    return write(x, y + 4, value, "middle", fill=ink, bold=True) if text_width(value, 12) <= room else ""


def _legend(
    r: Ranking, bounds: Sequence[float], ramp: Sequence[str], shaped: Shaped, gaps: bool, lang: Lang
) -> tuple[list[str], float]:
    """The classes from the lowest, below the map; and where the drawing ends."""
    u = unit(r.indicator).get(lang)
    said = [f"{numeral(a).get(lang)}–{numeral(b).get(lang)}{u}" for a, b in pairwise(bounds)] or [
        f"{numeral(bounds[0]).get(lang)}{u}"
    ]
    entries = [
        *zip(ramp, said, strict=False),
        *([("", Text("no figure", "无数值").get(lang))] if gaps else []),
    ]
    parts, x, y = [], float(_EDGE), shaped.height + 22
    for colour, words in entries:
        width = 22 + text_width(words, 12) + 18
        if x > _EDGE and x + width > WIDTH:
            x, y = float(_EDGE), y + 22
        box = f"M{short(x)} {short(y - 11)}h15v14h-15z"
        more = "" if colour else f"M{short(x)} {short(y + 3)}l14 -14"
        parts.append(f'<path d="{box}{more}" fill="{colour or HOLLOW}" stroke="{FAINT}" stroke-width="0.7"/>')
        parts.append(write(x + 21, y, words, fill=SOFT))
        x += width
    return parts, y + 14


def _hatched(polygon: Any) -> Any:
    """Slanting lines within a polygon."""
    left, top, right, bottom = polygon.bounds
    high = bottom - top
    starts = np.arange(left - high, right, _HATCH)
    lines = shapely.multilinestrings(
        [shapely.linestrings([[(s, bottom), (s + high, top)]])[0] for s in starts]
    )
    return shapely.intersection(lines, polygon)


def path_of(shape: Any) -> str:
    """Polygons or lines as the path of SVG."""
    found = []
    for part in shapely.get_parts(shape):
        closed = shapely.get_type_id(part) == 3
        for line in shapely.get_rings(part) if closed else [part]:
            points = [f"{short(x)} {short(y)}" for x, y in shapely.get_coordinates(line)]
            if len(points) > 1:
                found.append("M" + "L".join(points[:-1] if closed else points) + ("z" if closed else ""))
    return "".join(found)
