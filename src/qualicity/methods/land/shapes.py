"""Shapes as they come, and as they can be measured: repaired, in one system of coordinates, or with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.spatial import read_layer

np = lazy_module("numpy")
pyproj = lazy_module("pyproj")
shapely = lazy_module("shapely")

NO_GEOMETRY = "no geometry"
EMPTY = "empty geometry"
NO_AREA = "no polygon: it has no area"
BEYOND = "cannot be transformed: it lies beyond the bounds of that system of coordinates"
_STEPS = {"degree": 0.01, "other": 1000.0}
"""An edge is cut into pieces of so many degrees or units before it is transformed: a straight line bends."""
_PIECES = 200_000
"""But into no more pieces than these."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Polygons in the system of coordinates `crs`; None with its `reason` for what has no area.

    `repaired` says what was wrong with a polygon that had to be mended, `drawn` is that polygon as it came.
    """

    polygons: Any
    crs: Any
    reason: Any
    repaired: Any
    drawn: Any

    def to(self, crs: Any) -> Shapes:
        """The same in another system of coordinates; in the same one they stay exactly as they are."""
        if same(self.crs, crs):
            return self
        polygons = transformed(self.polygons, self.crs, crs)
        drawn = transformed(self.drawn, self.crs, crs)
        lost = _lost(polygons) & np.equal(self.reason, None)
        reason = self.reason.copy()
        reason[lost] = BEYOND
        polygons[lost] = None
        bent = ~shapely.is_valid(polygons) & np.not_equal(polygons, None)
        polygons[bent] = _mended(polygons[bent])
        return Shapes(polygons, crs, reason, self.repaired, drawn)


def zones_of(cells: Sequence[bytes | str | None], named: str) -> Shapes:
    """The column `geometry` as polygons; `named` is their system of coordinates where somebody says it.

    Errors: `UsageError` for a cell that is no shape, or an unknown or missing system of coordinates.
    """
    shapes = np.full(len(cells), None, dtype=object)
    said = ""
    for n, cell in enumerate(cells):
        if cell is None:
            continue
        crs, nul, shape = cell.partition(b"\0") if isinstance(cell, bytes) else (b"", b"", cell)
        said = said or crs.decode()
        try:
            shapes[n] = shapely.from_wkb(shape) if nul else shapely.from_wkt(shape)
        except shapely.errors.GEOSException as error:
            told = " ".join(str(error).split())[:120]
            en = f"geometry: row {n + 1} holds no shape: {told}"
            raise UsageError(Text(en, f"geometry：第 {n + 1} 行不是几何图形：{told}")) from error
    there = any(s is not None for s in shapes)
    return mended(shapes, system(named or said, "crs", "the zones", "区域边界") if there else None)


def cover_of(path: Path, layer: str, named: str) -> tuple[Shapes, Any]:
    """A file of polygons, and its attributes. Errors: `UsageError` as of `read_layer`, and for no system of coordinates."""
    found = read_layer(path, layer)
    shapes = shapely.from_wkb(np.array(found.shapes, dtype=object))
    return mended(shapes, system(named or found.crs, "cover_crs", path.name, path.name)), found.attributes


def system(said: str, parameter: str, of: str, of_zh: str) -> Any:
    """A system of coordinates by its name. Errors: `UsageError` for none, an unknown one, or one of no plane."""
    if not said:
        raise UsageError(
            Text(
                f"{of}: the file does not say in what system its coordinates are (a Shapefile's is in its .prj): "
                f"say it with --set {parameter}=EPSG:4490 or whatever it is",
                f"{of_zh}：文件没有说明坐标系（Shapefile 的坐标系在 .prj 文件中）：请用 --set {parameter}=EPSG:4490 等给出",
            )
        )
    try:
        crs = pyproj.CRS.from_user_input(said).to_2d()
    except pyproj.exceptions.CRSError as error:
        en = f"{of}: unknown system of coordinates '{said[:80]}'; say it with --set {parameter}=EPSG:…"
        zh = f"{of_zh}：未知的坐标系“{said[:80]}”；请用 --set {parameter}=EPSG:… 给出"
        raise UsageError(Text(en, zh)) from error
    if not (crs.is_geographic or crs.is_projected):
        en = f"{of}: '{crs.name}' has neither degrees nor a map's plane: transform the file first"
        raise UsageError(Text(en, f"{of_zh}：“{crs.name}”既不是经纬度也不是投影坐标系：请先转换"))
    return crs


def mended(shapes: Any, crs: Any) -> Shapes:
    """Invalid polygons made valid, with what was wrong; what has no area set aside.

    Errors: `UsageError` where coordinates cannot be the degrees that they are said to be.
    """
    shapes = shapely.force_2d(shapes)
    reason, repaired, drawn = (np.full(len(shapes), None, dtype=object) for _ in range(3))
    reason[shapely.is_empty(shapes)] = EMPTY
    reason[np.equal(shapes, None)] = NO_GEOMETRY
    area = np.isin(shapely.get_type_id(shapes), (3, 6, 7))
    reason[np.equal(reason, None) & ~area] = NO_AREA
    _refuse_no_degrees(shapes, crs)
    invalid = np.flatnonzero(np.equal(reason, None) & ~shapely.is_valid(shapes))
    for n in invalid:
        drawn[n], repaired[n] = shapes[n], _wrong_with(shapes[n])
    shapes[invalid] = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    sound = np.equal(reason, None)
    shapes[sound] = _areas_only(shapes[sound])
    reason[sound & ~(shapely.area(shapes) > 0)] = NO_AREA
    shapes[np.not_equal(reason, None)] = None
    return Shapes(shapes, crs, reason, repaired, drawn)


def _wrong_with(shape: Any) -> str:
    """`Self-intersection at 112.78972 23.001377`; the first fault of several."""
    kind, _, where = shapely.is_valid_reason(shape).partition("[")
    return f"{kind} at {where.rstrip(']')}" if where else kind


def _mended(shapes: Any) -> Any:
    return _areas_only(shapely.make_valid(shapes, method="structure", keep_collapsed=False))


def _areas_only(shapes: Any) -> Any:
    """Of mixed shapes the polygons."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == 7)
    for n in mixed:
        parts = shapely.get_parts(shapes[n])
        shapes[n] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])
    return shapes


def _refuse_no_degrees(shapes: Any, crs: Any) -> None:
    if crs is None or not crs.is_geographic:
        return
    west, south, east, north = shapely.total_bounds(shapes)
    if west < -360 or east > 360 or south < -90 or north > 90:
        told = f"{west:.6g}…{east:.6g}, {south:.6g}…{north:.6g}"
        raise UsageError(
            Text(
                f"the coordinates ({told}) are no longitudes and latitudes, as {crs.name} has them: is latitude first, "
                "or is the file in another system? Say which with --set crs= (of the cover: cover_crs=)",
                f"坐标（{told}）不是 {crs.name} 的经纬度：是否纬度在前，或文件使用其他坐标系？"
                "请用 --set crs= 给出（覆盖物文件用 cover_crs=）",
            )
        )


def same(one: Any, other: Any) -> bool:
    """Whether two systems of coordinates are one, so that nothing need be transformed."""
    if one is None or one == other or one.equals(other, ignore_axis_order=True):
        return True
    code = one.to_authority(min_confidence=100)
    return code is not None and bool(code == other.to_authority(min_confidence=100))


def transformed(shapes: Any, crs: Any, to: Any) -> Any:
    """Shapes in another system of coordinates; long edges are cut first, for they bend."""
    step = _STEPS["degree" if crs.is_geographic else "other"]
    length = shapely.length(shapes)
    steps = np.fmax(step, np.where(np.isfinite(length), length, 0) / _PIECES)
    way = pyproj.Transformer.from_crs(crs, to, always_xy=True)
    return shapely.transform(shapely.segmentize(shapes, steps), way.transform, interleaved=False)


def _lost(shapes: Any) -> Any:
    bounds = shapely.bounds(shapes)
    # of a shape the bounds skip what is no number, its coordinates do not
    lost = ~np.isfinite(bounds).all(axis=1)
    coordinates, of = shapely.get_coordinates(shapes, return_index=True)
    lost[of[~np.isfinite(coordinates).all(axis=1)]] = True
    return lost
