"""Boundaries from files: GeoJSON, GeoPackage, Shapefile. Each keeps its attributes, its shape and where it lies.

A cell of the column `geometry` is bytes: the name of the system of coordinates (empty where the file names none), a
NUL, and the shape as WKB. So every cell says where it lies, in the file's own coordinates; nothing is transformed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError

SHAPES = (".geojson", ".json", ".gpkg", ".shp", ".fgb", ".zip")
"""Files of boundaries; a Shapefile's parts may be in one `.zip`."""
GRIDS = (".tif", ".tiff", ".asc", ".img")
"""Files of grids, which hold cells and no rows."""
GEOMETRY = "geometry"
"""The column of shapes."""
_AREAS = ("Polygon", "Unknown", "GeometryCollection", "Surface", "None")


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a file: the `crs` that it names, its `attributes` (Arrow) and `shapes` (WKB, None for none)."""

    crs: str
    attributes: Any
    shapes: Any

    def cells(self) -> Any:
        """The column `geometry`, in Arrow."""
        import pyarrow as pa

        where = self.crs.encode() + b"\0"
        return pa.array([None if s is None else where + s for s in self.shapes], pa.binary())


def read_layer(path: Path, layer: str = "") -> Layer:
    """A layer of a file of boundaries; without a name the only one that can hold areas.

    Errors: `UsageError` for a file that cannot be read, without shapes, or with several layers to choose from.
    """
    import pyogrio

    try:
        named = _layer(path, pyogrio.list_layers(path), layer)
        meta, table = _read(path, named)
    except (OSError, ValueError, RuntimeError) as error:
        said = " ".join(str(error).split())[:300]
        raise _wrong(
            path, f"cannot be read as boundaries: {said}", f"无法作为边界文件读取：{said}"
        ) from error
    column = meta["geometry_name"] or "wkb_geometry"
    if column not in table.column_names:
        raise _wrong(path, "has no geometry: a table of attributes alone", "没有几何图形，只有属性表")
    table = table.drop_columns([c for c in (meta["fid_column"],) if c in table.column_names and c != column])
    shapes = table.column(column).to_pylist()
    attributes = table.drop_columns([column]).replace_schema_metadata(None)
    return Layer(meta["crs"] or "", _plain(attributes), shapes)


def _read(path: Path, layer: str) -> tuple[Any, Any]:
    """A layer in Arrow; texts of a Shapefile that says no encoding are UTF-8, or else GB18030."""
    import pyogrio

    meta, table = pyogrio.raw.read_arrow(path, layer=layer)
    try:
        table.validate(full=True)
    except ValueError:
        meta, table = pyogrio.raw.read_arrow(path, layer=layer, encoding="GB18030")
        table.validate(full=True)
    return meta, table


def _layer(path: Path, layers: Any, wanted: str) -> str:
    """The name of the layer that is meant; `layers` are names and kinds of geometry."""
    known = [str(name) for name, _ in layers]
    if wanted:
        if wanted not in known:
            told = ", ".join(known)
            raise _wrong(
                path, f"has no layer '{wanted}'; it has: {told}", f"没有图层“{wanted}”；现有：{told}"
            )
        return wanted
    areas = [str(name) for name, kind in layers if any(a in str(kind) for a in _AREAS) and kind is not None]
    found = areas or known
    if len(found) == 1:
        return found[0]
    told = ", ".join(found)
    raise _wrong(
        path,
        f"holds {len(found)} layers ({told}): save the one that is meant in a file of its own (of the cover, say --set layer=)",
        f"含有 {len(found)} 个图层（{told}）：请将所需图层另存为单独的文件（覆盖物文件可用 --set layer= 指定）",
    )


def _plain(table: Any) -> Any:
    """Attributes as a table holds them: lists and objects as their JSON, no field that says how GDAL stored it."""
    import pyarrow as pa

    columns = []
    for column, field in zip(table.columns, table.schema, strict=True):
        if pa.types.is_nested(field.type):
            said = [None if v is None else json.dumps(v, ensure_ascii=False) for v in column.to_pylist()]
            columns.append(pa.array(said, pa.string()))
        elif pa.types.is_dictionary(field.type):
            columns.append(column.cast(field.type.value_type))
        else:
            columns.append(column)
    return pa.table(dict(zip(table.column_names, columns, strict=True)))


def _wrong(path: Path, en: str, zh: str) -> UsageError:
    return UsageError(Text(f"{path}: {en}", f"{path}：{zh}"))
