"""How much of a zone is covered by something: a grid's classes, or polygons."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.land import people
from qualicity.methods.land.areas import Measure, measure
from qualicity.methods.land.classes import chosen, chosen_rows, listed, ranges_of
from qualicity.methods.land.grids import Grid
from qualicity.methods.land.shapes import BEYOND, Shapes, cover_of, zones_of
from qualicity.methods.lazy import lazy_module
from qualicity.methods.spatial import GEOMETRY, GRIDS

np = lazy_module("numpy")
shapely = lazy_module("shapely")

KM2 = 1e6
OUTSIDE = "outside the grid"
NO_CELLS = "no cell of the grid has a value in it"
ELSEWHERE = "all that is measured lies elsewhere"
LITTLE = "too little of it is on the grid's valid cells"
NO_CLASSES = "no classes are named"
NO_PEOPLE = "no population"
NOBODY = "population is zero"
_LOST = 0.05
"""A zone whose true area changes by more than this when it is transformed lies where the map ends."""
_NOISE = 1 + 1e-9
"""Areas of one ground are the same to so much."""
_NUMBERS = ("share", "area", "zone_area", "drawn_area", "coverage", "parts", "overlap", "cover_left_out")
_TEXTS = ("class_shares", "cover_repaired", "basis")


def zonal_share(
    columns: Mapping[str, Any],
    *,
    cover: str,
    classes: tuple[Any, ...] = (),
    where: str = "",
    layer: str = "",
    band: int = 1,
    crs: str = "",
    cover_crs: str = "",
    areas: str = "auto",
    min_coverage: float = 0.5,
    zones: str = "",
) -> dict[str, Any]:
    """The share of each zone (the column `geometry`) that is covered, the areas in km², and what to know of it.

    `cover` is a grid, of which `classes` count, or polygons, of which those count that `where` chooses.
    Errors: `UsageError` for files, systems of coordinates and choices that do not fit.
    """
    if not cover:
        raise UsageError(
            Text(
                "say what is measured: --set cover=FILE, a grid or polygons (or --set zones=FILE, if FILE is what is measured)",
                "请给出被测对象：--set cover=栅格或多边形文件（若 FILE 即被测对象，则用 --set zones=区域边界文件）",
            )
        )
    found = zones_of(columns[GEOMETRY], crs)
    if Path(cover).suffix.lower() in GRIDS:
        if where:
            raise UsageError(
                Text(
                    "where= chooses polygons; of a grid say classes=", "where= 用于多边形；栅格请用 classes="
                )
            )
        return _on_grid(found, Path(cover), ranges_of(classes), band, cover_crs, areas, min_coverage)
    if classes:
        raise UsageError(
            Text("classes= are values of a grid; polygons are chosen by where=COLUMN=VALUE",
                 "classes= 为栅格值；多边形请用 where=列=值 选择")
        )  # fmt: skip
    return _by_polygons(found, Path(cover), where, layer, cover_crs, areas)


def area_per_head(
    columns: Mapping[str, Any], *, population_table: str = "", persons: float = 1.0, **more: Any
) -> dict[str, Any]:
    """As `zonal_share`, with the zone's population and the area for each of its people (m²).

    `population_table` has a column `population` and one that the zones have too; `persons` are in one of its units.
    Errors: `UsageError` as there, and without any population.
    """
    made = zonal_share(columns, **more)
    if population_table:
        by = next(c for c in columns if c not in (GEOMETRY, people.POPULATION))
        number = people.population_of(Path(population_table), by, columns[by])
    elif people.POPULATION in columns:
        number = columns[people.POPULATION]
    else:
        raise UsageError(
            Text(
                "say how many people there are: --set population=COLUMN of the zones, or --set population_table=FILE "
                "with the columns population and code",
                "请给出人口：--set population=区域边界中的列名，或 --set population_table=含 population 与 code 列的文件",
            )
        )
    number = number * persons
    judged = np.equal(made["reason"], None)
    for wrong, why in ((np.isnan(number), NO_PEOPLE), (number == 0, NOBODY)):
        made["reason"][judged & wrong] = why
    judged = np.equal(made["reason"], None)
    per_head = np.full(len(number), np.nan)
    per_head[judged] = made["area"][judged] * KM2 / number[judged]
    return {**made, "persons": number, "per_head": per_head}


def _blank(zones: Shapes) -> dict[str, Any]:
    rows = len(zones.polygons)
    made = {name: np.full(rows, np.nan) for name in _NUMBERS}
    made |= {name: np.full(rows, None, dtype=object) for name in _TEXTS}
    return made | {"repaired": zones.repaired, "reason": zones.reason.copy()}


def _measured(made: dict[str, Any], zones: Shapes, how: Measure) -> Any:
    """What every zone has, and the zones that can be measured."""
    sound = np.flatnonzero(np.equal(zones.reason, None))
    mended = np.flatnonzero(np.not_equal(zones.drawn, None))
    made["zone_area"][sound] = how.areas(zones.polygons[sound]) / KM2
    made["drawn_area"][mended] = how.areas(zones.drawn[mended]) / KM2
    made["basis"][:] = how.said
    return sound


def _on_grid(
    zones: Shapes,
    cover: Path,
    ranges: tuple[tuple[float, float], ...],
    band: int,
    named: str,
    way: str,
    least: float,
) -> dict[str, Any]:
    with Grid(cover, band, named) as grid:
        zones = _brought(zones, grid.crs)
        made = _blank(zones)
        how = measure(grid.crs, zones.polygons, way)
        for n in _measured(made, zones, how):
            found = grid.tally(zones.polygons[n], how)
            valid = found.valid
            made["coverage"][n] = found.covered
            made["class_shares"][n] = listed(found.areas, valid)
            if not valid:
                made["reason"][n] = NO_CELLS if found.nothing else OUTSIDE
                continue
            if not ranges:
                made["reason"][n] = NO_CLASSES
                continue
            made["area"][n] = chosen(found.areas, ranges) / KM2
            made["parts"][n] = chosen(found.cells, ranges)
            if found.covered < least:
                made["reason"][n] = LITTLE
            else:
                made["share"][n] = chosen(found.areas, ranges) / valid
    return made


def _by_polygons(zones: Shapes, cover: Path, where: str, layer: str, named: str, way: str) -> dict[str, Any]:
    there, attributes = cover_of(cover, layer, named)
    kept = chosen_rows(attributes, where, cover) if where else np.ones(len(there.polygons), dtype=bool)
    usable = kept & np.equal(there.reason, None)
    made = _blank(zones)
    if zones.crs is None:
        return made
    there = there.to(zones.crs)
    usable &= np.equal(there.reason, None)
    how = measure(zones.crs, zones.polygons, way)
    rows = np.flatnonzero(usable)
    if not len(rows):
        raise UsageError(
            Text(f"{cover}: holds no polygon that could be measured", f"{cover}：没有可计算面积的多边形")
        )
    polygons = there.polygons[rows]
    tree = shapely.STRtree(polygons)
    made["cover_left_out"][:] = (kept & ~usable).sum()
    sound = _measured(made, zones, how)
    if not shapely.intersects(_around(polygons), _around(zones.polygons)):
        made["reason"][sound] = ELSEWHERE
        return made
    for n in sound:
        near = np.sort(tree.query(zones.polygons[n], predicate="intersects"))
        pieces = shapely.intersection(polygons[near], zones.polygons[n])
        inside = shapely.area(pieces) > 0
        once = shapely.union_all(pieces[inside])
        area, several = how.areas(np.array([once]))[0], how.areas(pieces[inside]).sum()
        made["area"][n] = area / KM2
        made["overlap"][n] = (several - area) / KM2 if several > area * _NOISE else 0.0
        made["parts"][n] = inside.sum()
        made["share"][n] = min(area / (made["zone_area"][n] * KM2), 1.0)
        made["cover_repaired"][n] = _told(there.repaired, rows[near[inside]])
    return made


def _brought(zones: Shapes, crs: Any) -> Shapes:
    """Zones in a grid's coordinates; those that lose their area on the way have no place there."""
    moved = zones.to(crs)
    if moved is zones:
        return zones
    before = measure(zones.crs, zones.polygons, "auto").areas(zones.polygons)
    after = measure(crs, moved.polygons, "ellipsoid").areas(moved.polygons)
    lost = np.equal(moved.reason, None) & ~(np.abs(after - before) <= before * _LOST)
    moved.reason[lost], moved.polygons[lost] = BEYOND, None
    return moved


def _around(polygons: Any) -> Any:
    return shapely.box(*shapely.total_bounds(polygons))


def _told(repaired: Any, rows: Any) -> str | None:
    """Which of these polygons had to be mended, counted from 1 as in their file, and why."""
    told = [f"{n + 1}: {repaired[n]}" for n in rows if repaired[n] is not None]
    return "; ".join([*told[:3], *([f"{len(told) - 3} more"] if len(told) > 3 else [])]) or None
