"""A grid within zones: which values, on how much area. A cell that a boundary cuts counts by its part inside."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.land.areas import Measure
from qualicity.methods.land.shapes import system
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
rasterio = lazy_module("rasterio")
shapely = lazy_module("shapely")

_CELLS = 2_000_000
"""So many cells are read at once."""
_COUNTED = 1 << 16
"""Whole numbers within such a range are classes, which are counted without sorting."""


@dataclass(slots=True)
class Tally:
    """What lies in a zone: the area (m²) and the cells (parts as fractions) of each value; and of no value.

    `outside` is the zone's area beyond the grid.
    """

    areas: dict[float, float] = field(default_factory=dict)
    cells: dict[float, float] = field(default_factory=dict)
    nothing: float = 0.0
    outside: float = 0.0

    @property
    def valid(self) -> float:
        """The area of all cells with a value."""
        return math.fsum(self.areas.values())

    @property
    def covered(self) -> float:
        """The share of the zone that has a value."""
        whole = self.valid + self.nothing + self.outside
        return self.valid / whole if whole else 0.0


class Grid:
    """A raster file, open for reading: `with Grid(path, band, crs) as grid`."""

    def __init__(self, path: Path, band: int, named: str) -> None:
        """Errors: `UsageError` for what is no grid, has no such band, is turned, or has no system of coordinates."""
        try:
            self._file = rasterio.open(path)
        except rasterio.errors.RasterioIOError as error:
            raise UsageError(
                Text(f"{path}: cannot be read as a grid: {error}", f"{path}：无法作为栅格读取：{error}")
            ) from error
        turn = self._file.transform
        if not 1 <= band <= self._file.count:
            there = self._file.count
            raise UsageError(
                Text(
                    f"{path}: has {there} band(s), no band {band}",
                    f"{path}：有 {there} 个波段，没有波段 {band}",
                )
            )
        if turn.b or turn.d or turn.is_identity:
            en = f"{path}: the grid is turned, or says not where it lies: warp it to a north-up grid first"
            raise UsageError(Text(en, f"{path}：栅格有旋转或没有地理参照：请先转换为正北向栅格"))
        said = self._file.crs.to_wkt() if self._file.crs else ""
        self.crs = system(named or said, "cover_crs", path.name, path.name)
        self._band = band

    def __enter__(self) -> Grid:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def tally(self, zone: Any, measure: Measure) -> Tally:
        """What lies in a zone, a polygon in the grid's coordinates."""
        found = Tally()
        inside = shapely.area(shapely.intersection(zone, shapely.box(*self._bounds())))
        if inside < shapely.area(zone) * (1 - 1e-12):
            beyond = shapely.difference(zone, shapely.box(*self._bounds()))
            found.outside = float(measure.areas(np.array([beyond]))[0])
        for window in self._windows(zone):
            self._add(found, zone, window, measure)
        return found

    def _bounds(self) -> tuple[float, float, float, float]:
        return self._box(0, 0, self._file.width, self._file.height)

    def _box(self, column: int, row: int, width: int, height: int) -> tuple[float, float, float, float]:
        turn = self._file.transform
        x0, x1 = turn.c + turn.a * column, turn.c + turn.a * (column + width)
        y0, y1 = turn.f + turn.e * row, turn.f + turn.e * (row + height)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _windows(self, zone: Any) -> Iterator[tuple[int, int, int, int]]:
        """The cells around a zone, in pieces of whole rows: column, row, width and height."""
        west, south, east, north = shapely.bounds(zone)
        turn = self._file.transform
        left, right = sorted((x - turn.c) / turn.a for x in (west, east))
        top, bottom = sorted((y - turn.f) / turn.e for y in (south, north))
        first, last = max(math.floor(left) - 1, 0), min(math.ceil(right) + 1, self._file.width)
        row, end = max(math.floor(top) - 1, 0), min(math.ceil(bottom) + 1, self._file.height)
        if first >= last:
            return
        height = max(_CELLS // (last - first), 1)
        for start in range(row, end, height):
            yield first, start, last - first, min(height, end - start)

    def _add(self, found: Tally, zone: Any, window: tuple[int, int, int, int], measure: Measure) -> None:
        cells, parts = _fractions(zone, self._box(*window), window[2], window[3])
        if not len(cells):
            return
        turn = self._file.transform
        rows, columns = np.divmod(cells, window[2])
        rows = (
            rows if turn.e < 0 else window[3] - 1 - rows
        )  # fractions are counted from the north and the west
        columns = columns if turn.a > 0 else window[2] - 1 - columns
        read = self._file.read(self._band, window=rasterio.windows.Window(*window), masked=True)
        values, hidden = read.data[rows, columns], np.ma.getmaskarray(read)[rows, columns]
        hidden = hidden | np.isnan(values) if values.dtype.kind == "f" else hidden
        areas = parts * self._cell_areas(window, rows, columns, measure)
        found.nothing += float(areas[hidden].sum())
        for value, part, area in _sums(values[~hidden], parts[~hidden], areas[~hidden]):
            found.areas[value] = found.areas.get(value, 0.0) + area
            found.cells[value] = found.cells.get(value, 0.0) + part

    def _cell_areas(
        self, window: tuple[int, int, int, int], rows: Any, columns: Any, measure: Measure
    ) -> Any:
        """The area (m²) of each of these cells of a window: one for all, one for each row, or each its own."""
        left, top, _, _ = window
        if measure.planar:
            return measure.areas(shapely.box(*np.array([self._box(left, top, 1, 1)]).T))[0]
        if self.crs.is_geographic:
            known, which = np.unique(rows, return_inverse=True)
            return measure.areas(self._cells(np.full(len(known), left), top + known))[which]
        return measure.areas(self._cells(left + columns, top + rows))

    def _cells(self, columns: Any, rows: Any) -> Any:
        turn = self._file.transform
        x, y = turn.c + turn.a * columns, turn.f + turn.e * rows
        return shapely.box(
            np.minimum(x, x + turn.a),
            np.minimum(y, y + turn.e),
            np.maximum(x, x + turn.a),
            np.maximum(y, y + turn.e),
        )


def _sums(values: Any, parts: Any, areas: Any) -> Iterator[tuple[float, float, float]]:
    """Each value with the sums of its parts and areas; few whole numbers are counted, all others are sorted."""
    if values.dtype.kind in "iu" and len(values) and int(values.max()) - int(values.min()) < _COUNTED:
        least = int(values.min())
        which = values.astype(np.int64) - least
        there = np.flatnonzero(np.bincount(which))
        known = there + least
    else:
        known, which = np.unique(values, return_inverse=True)
        there = np.arange(len(known))
    if len(known):
        sums = (np.bincount(which, weights)[there].tolist() for weights in (parts, areas))
        yield from zip(known.astype(float).tolist(), *sums, strict=True)


def _fractions(zone: Any, box: tuple[float, float, float, float], width: int, height: int) -> tuple[Any, Any]:
    """The cells of a grid that a zone touches (counted from the north-west, row by row), and how much of each."""
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    blank = NumPyRasterSource(np.broadcast_to(np.uint8(1), (height, width)), *box)
    made = exact_extract(blank, _features(zone), ["cell_id", "coverage"])[0]["properties"]
    return np.asarray(made["cell_id"], dtype=np.int64), np.asarray(made["coverage"], dtype=float)


def _features(zone: Any) -> Any:
    """One zone as exactextract takes it, as WKB: the coordinates to their last bit."""
    from exactextract.feature import Feature, FeatureSource

    class One(Feature):  # type: ignore[misc]
        def geometry(self) -> bytes:
            return bytes(shapely.to_wkb(zone))

        def set(self, name: str, value: Any) -> None:
            """Nothing of it is kept."""

        def fields(self) -> Sequence[str]:
            return ()

    class Source(FeatureSource):  # type: ignore[misc]
        def count(self) -> int:
            return 1

        def __iter__(self) -> Iterator[Any]:
            yield One()

        def srs_wkt(self) -> None:
            return None

    return Source()
