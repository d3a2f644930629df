"""What the methods of land are called, take and give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qualicity.errors import Text
from qualicity.methods.land import people, said, texts, zonal
from qualicity.methods.registry import Column, Example, Method, Parameter

_SHAPE = Column("geometry", "", "geometry", required=True, title=Text("boundary of the zone", "区域边界"))
_PEOPLE = Column("population", "persons", least=0, named=True, title=Text("people of the zone", "区域人口"))
_COVER = (
    Parameter(
        "cover",
        "",
        Text("what is measured: a grid (.tif) or polygons", "被测对象：栅格（.tif）或多边形文件"),
        file=True,
    ),
    Parameter(
        "classes",
        (),
        Text("values of the grid that count: 41 or 30..100", "计入的栅格值：41 或 30..100"),
    ),
    Parameter(
        "where",
        "",
        Text("polygons that count: COLUMN=VALUE|VALUE;COLUMN=VALUE", "计入的多边形：列=值|值;列=值"),
    ),
    Parameter(
        "zones",
        "",
        Text("the zones, where FILE is what is measured", "区域边界文件（当 FILE 为被测对象时）"),
        file=True,
    ),
    Parameter("layer", "", Text("layer of the file of polygons", "多边形文件的图层")),
    Parameter("band", 1, Text("band of the grid", "栅格波段"), least=1),
    Parameter(
        "crs",
        "",
        Text(
            "the zones' system of coordinates, where their file says none or a wrong one: EPSG:4490",
            "区域边界的坐标系（文件未说明或有误时）：如 EPSG:4490",
        ),
    ),
    Parameter("cover_crs", "", Text("the same of what is measured", "被测对象的坐标系（同上）")),
    Parameter(
        "areas",
        "auto",
        Text(
            "in the plane of the map, on the ellipsoid, or in the plane where that is true to 1 %",
            "按投影平面、按椭球面，或平面误差不超过 1% 时按平面",
        ),
        ("auto", "planar", "ellipsoid"),
    ),
)
_MIN = Parameter(
    "min_coverage",
    0.5,
    Text(
        "so much of a zone must lie on valid cells of the grid",
        "区域中位于栅格有效像元上的最低比例",
    ),
    least=0.0,
    most=1.0,
)
_AREAS = (
    Column("share", "", title=Text("share of the zone that is covered, 0–1", "覆盖面积占区域的比例，0–1")),
    Column("area", "km²", title=Text("area that is covered", "覆盖面积")),
    Column("zone_area", "km²", title=Text("area of the zone", "区域面积")),
    Column("coverage", "", title=Text("part of the zone on valid cells", "区域内有效像元的面积比例")),
    Column("parts", "count", title=Text("cells (cut ones by their part) or polygons", "像元数（部分像元按比例）或多边形数")),
    Column("overlap", "km²", title=Text("area where polygons overlap, counted once", "多边形重叠而只计一次的面积")),
    Column("class_shares", type="text", title=Text("value=share, joined by ;", "各栅格值的比例，以;分隔")),
    Column("repaired", type="text", title=Text("what was wrong with the boundary", "边界原有的错误（已修复）")),
    Column("drawn_area", "km²", title=Text("its area before the repair", "修复前面积")),
    Column("cover_repaired", type="text", title=Text("polygons of the cover that were repaired", "已修复的覆盖多边形")),
    Column("cover_left_out", "count", "integer", title=Text("features of the cover without area", "覆盖文件中无面积的要素数")),
    Column("basis", type="text", title=Text("how areas were measured", "面积的计算方式")),
)  # fmt: skip
_REASON = Column("reason", type="text", title=Text("why there is no figure", "没有结果的原因"))
_REFERENCES = (
    "exactextract 0.3 (parts of cells within a polygon)",
    "RFC 7946, 3.1.1 (edges are straight in longitude and latitude)",
    "OGC Simple Features (what a valid polygon is); GEOS MakeValid, method structure",
)


def _more(arguments: Mapping[str, Any], columns: Sequence[str]) -> tuple[Column, ...]:
    """The column by which a table of population joins the zones."""
    table = arguments["population_table"]
    return (Column(people.joining_column(Path(table), columns), type="text", required=True),) if table else ()


ZONAL_SHARE = Method(
    name="land.zonal_share",
    title=Text("Share of each zone under a land cover", "各区域的地类覆盖率"),
    standard="Zonal statistics of land cover",
    clause=Text(
        "exact parts of cells; areas in the plane or on the ellipsoid", "像元的精确部分；平面或椭球面面积"
    ),
    inputs=(_SHAPE,),
    parameters=(*_COVER, _MIN),
    outputs=(*_AREAS, _REASON),
    run=zonal.zonal_share,
    arrays=True,
    meant=people.meant,
    tells=said.tells,
    references=_REFERENCES,
    formula=texts.SHARE,
    limits=texts.LIMITS,
    example=Example("land_helsinki_zones.geojson", texts.HELSINKI, {"cover": "land_helsinki_parks.geojson"}),
)

AREA_PER_HEAD = Method(
    name="land.area_per_head",
    title=Text(
        "Area of a land cover per head, such as park green area", "人均覆盖面积（如人均公园绿地面积）"
    ),
    standard="Zonal statistics of land cover",
    clause=Text(
        "exact parts of cells; areas in the plane or on the ellipsoid; resident population",
        "像元的精确部分；平面或椭球面面积；常住人口",
    ),
    inputs=(_SHAPE, _PEOPLE),
    parameters=(
        *_COVER,
        replace(_MIN, default=0.95),
        Parameter(
            "population_table",
            "",
            Text(
                "a table with population and a column that the zones have too",
                "含 population 及与区域同名列的人口表",
            ),
            file=True,
        ),
        Parameter(
            "persons",
            1.0,
            Text(
                "persons in one unit of population: 10000 where it is in 万人",
                "population 每单位的人数：万人则为 10000",
            ),
            least=0.001,
        ),
    ),
    outputs=(
        Column("per_head", "m² per head", title=Text("area for each person", "人均面积")),
        Column("persons", "persons", title=Text("people of the zone", "区域人口")),
        *_AREAS,
        _REASON,
    ),
    run=zonal.area_per_head,
    arrays=True,
    more=_more,
    meant=people.meant,
    tells=said.tells,
    references=_REFERENCES,
    formula=texts.PER_HEAD,
    limits=texts.PER_HEAD_LIMITS,
    example=Example(
        "land_helsinki_zones.geojson",
        texts.HELSINKI_PEOPLE,
        {"cover": "land_helsinki_parks.geojson", "population": "invented_people"},
    ),
)
