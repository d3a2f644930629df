"""Small grids and boundaries that tests write, and running the methods of land on them."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from qualicity.methods.calc import calculate_file

METRES, DEGREES = "EPSG:2056", "EPSG:4326"
"""A national grid, whose plane is true to area, and longitudes and latitudes."""
WGS84 = pyproj.CRS(DEGREES).ellipsoid
EAST, NORTH = 2_600_000.0, 1_200_000.0
"""Where the small grids begin, in metres."""


def write_zones(
    path: Path, shapes: Sequence[Any], crs: str | None = METRES, **columns: Sequence[Any]
) -> Path:
    """GeoJSON with a shape (None for none) and its columns in each feature; without `crs` it says none."""
    features = [
        {
            "type": "Feature",
            "properties": {name: values[n] for name, values in columns.items()},
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for n, shape in enumerate(shapes)
    ]
    made: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        made["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs.replace(':', '::')}"}}
    path.write_text(json.dumps(made), "utf-8")
    return path


def write_grid(
    path: Path, values: Any, origin: tuple[float, float], size: float, crs: str | None = METRES, **more: Any
) -> Path:
    """A GeoTIFF whose first cell's outer corner is the `origin`, in the north-west."""
    values = np.asarray(values)
    turn = more.pop("transform", Affine(size, 0, origin[0], 0, -size, origin[1]))
    height, width = values.shape
    with rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=1, dtype=values.dtype,
                       crs=crs, transform=turn, **more) as file:  # fmt: skip
        file.write(values, 1)
    return path


def run(name: str, file: Path, **arguments: Any) -> tuple[list[dict[str, str]], list[str]]:
    """The rows that a method of land gives, as texts, and what is told."""
    out = file.parent / "out.csv"
    notes = calculate_file(f"land.{name}", file, out, arguments=_texts(arguments))
    assert all(n.zh for n in notes)
    return list(csv.DictReader(out.open(encoding="utf-8"))), [n.en for n in notes]


def _texts(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, Path) else v for k, v in arguments.items()}


def numbers(rows: Sequence[dict[str, str]], column: str) -> list[float]:
    """A column's numbers; NaN for none."""
    return [float(row[column] or "nan") for row in rows]


def box(west: float, south: float, east: float, north: float) -> Any:
    """A rectangle in the metres of the small grids."""
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    """Two rows of three cells of 100 m: 1 2 2 / 1 3 nothing."""
    values = np.array([[1, 2, 2], [1, 3, 255]], np.uint8)
    return write_grid(tmp_path / "grid.tif", values, (EAST, NORTH + 200), 100, nodata=255)


def share(tmp_path: Path, zones: list[Any], cover: Path, **more: Any) -> list[dict[str, str]]:
    """The rows of `land.zonal_share` for shapes on a grid."""
    return run("zonal_share", write_zones(tmp_path / "zones.geojson", zones), cover=cover, **more)[0]
