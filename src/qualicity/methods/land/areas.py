"""Areas: in the plane of a map where that is true to area, else on the ellipsoid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.land.shapes import transformed
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
shapely = lazy_module("shapely")

TRUE = 0.01
"""A map whose areas are off by more than this is not measured in its plane."""
_NODES = 8
"""Points of Gauss and Legendre on each edge."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How areas are measured in a system of coordinates: `areas(shapes)` in m², and in words."""

    areas: Callable[[Any], Any]
    said: str
    planar: bool


def measure(crs: Any, zones: Any, way: str) -> Measure:
    """How to measure what lies in the `zones`: `planar`, `ellipsoid`, or whichever is right (`auto`).

    Errors: `UsageError` for areas in the plane of degrees.
    """
    name = crs.name if not crs.to_epsg() else f"EPSG:{crs.to_epsg()}"
    if crs.is_geographic:
        if way == "planar":
            en = (
                f"areas=planar: {name} has degrees, which are no plane; transform the file or leave areas out"
            )
            raise UsageError(
                Text(en, f"areas=planar：{name} 为经纬度，无法按平面计算；请转换文件或去掉该参数")
            )
        return Measure(
            lambda shapes: on_ellipsoid(shapes, crs.ellipsoid), f"ellipsoid ({_ball(crs)}), {name}", False
        )
    unit = float(crs.axis_info[0].unit_conversion_factor)

    def planar(shapes: Any) -> Any:
        return shapely.area(shapes) * unit**2

    def true(shapes: Any) -> Any:
        return on_ellipsoid(transformed(shapes, crs, crs.geodetic_crs), crs.ellipsoid)

    off = _off(planar(zones), true(zones)) if way == "auto" else 0.0
    if way == "planar" or off <= TRUE:
        if way == "ellipsoid":
            return Measure(true, f"ellipsoid ({_ball(crs)}), {name}", False)
        return Measure(planar, f"planar, {name}", True)
    told = f", whose plane is off by {off:.0%}"
    return Measure(true, f"ellipsoid ({_ball(crs)}), {name}{told}", False)


def _ball(crs: Any) -> str:
    return str(crs.ellipsoid.name)


def _off(plane: Any, true: Any) -> float:
    """The largest deviation of a map's areas from the true ones; what cannot be told on the ellipsoid is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.abs(plane / true - 1)
    known = np.isfinite(off) & (true > 0)
    return float(off[known].max()) if known.any() else 0.0


def on_ellipsoid(shapes: Any, ellipsoid: Any) -> Any:
    """Areas (m²) of polygons in degrees, whose edges are straight in longitude and latitude (RFC 7946, 3.1.1).

    On each edge, the area between it and the equator is the mean of Q(φ) over the edge times its width, where Q
    is the ellipsoid's area from the equator to φ for each radian of longitude; the sum over a ring is its area. So
    the halves of a polygon add up to it, which they would not if edges were geodesics. 0 for None.
    """
    polygons, of = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    on_edge = ring[1:] == ring[:-1]
    east, north = np.radians(points).T
    width = np.diff(east)[on_edge]
    start, rise = north[:-1][on_edge], np.diff(north)[on_edge]
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    mean = np.zeros(len(width))
    for node, weight in zip(nodes, weights, strict=True):
        mean += weight / 2 * _from_equator(start + rise * (node + 1) / 2, ellipsoid)
    edges = -width * mean
    total = np.bincount(of[polygon[ring[:-1][on_edge]]], edges, minlength=len(shapes))
    return np.abs(total)


def _from_equator(latitude: Any, ellipsoid: Any) -> Any:
    a, b = ellipsoid.semi_major_metre, ellipsoid.semi_minor_metre
    sine = np.sin(latitude)
    if a == b:
        return a * a * sine
    e = np.sqrt(1 - (b / a) ** 2)
    return b * b / 2 * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)
