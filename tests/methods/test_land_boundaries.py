"""Zones as they come: boundaries that are repaired and told, files of all kinds, the example and the reference data."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from land_files import (
    DEGREES,
    EAST,
    METRES,
    NORTH,
    WGS84,
    box,
    grid,
    numbers,
    run,
    share,
    write_grid,
    write_zones,
)
from rooms_fixtures import Commands, change

from qualicity.errors import UsageError
from qualicity.methods import method
from qualicity.methods.land.areas import on_ellipsoid

__all__ = ["grid"]

HOURGLASS = shapely.Polygon([(0, 0), (1, 0), (0, 1), (1, 1)])


# -- boundaries as they come ------------------------------------------------------------------------------


def test_an_invalid_boundary_is_repaired_and_told(tmp_path: Path) -> None:
    crossed = shapely.transform(HOURGLASS, lambda xy: xy * 100 + [EAST, NORTH])
    parks = write_zones(tmp_path / "p.geojson", [box(0, 0, 100, 100)])
    rows, told = run("zonal_share", write_zones(tmp_path / "z.geojson", [crossed]), cover=parks)
    assert rows[0]["repaired"].startswith("Self-intersection at 2600050")
    assert numbers(rows, "zone_area") == [pytest.approx(0.005)]
    assert numbers(rows, "drawn_area") == [0]
    assert numbers(rows, "share") == [1]
    assert any("row 1): an invalid boundary was repaired" in t for t in told)
    rows, _ = run("zonal_share", parks, cover=tmp_path / "z.geojson")
    assert numbers(rows, "share") == [0.5]
    assert rows[0]["cover_repaired"].startswith("1: Self-intersection")


def test_parts_that_overlap_are_one_area_and_no_hole(tmp_path: Path) -> None:
    both = shapely.MultiPolygon([box(0, 0, 20, 20), box(10, 10, 30, 30)])
    (row,) = share(tmp_path, [both], write_zones(tmp_path / "p.geojson", [box(0, 0, 50, 50)]))
    assert numbers([row], "zone_area") == [pytest.approx(0.0007)]
    assert numbers([row], "drawn_area") == [pytest.approx(0.0008)]


def test_what_has_no_area_keeps_its_row_and_says_why(tmp_path: Path, grid: Path) -> None:
    shapes = [None, shapely.Polygon(), shapely.Point(EAST, NORTH), shapely.LineString([(EAST, NORTH), (EAST + 9, NORTH)]),
              shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH), (EAST, NORTH)]), box(0, 0, 50, 50)]  # fmt: skip
    parks = write_zones(tmp_path / "p.geojson", shapes)
    zones = write_zones(tmp_path / "z.geojson", shapes, name=list("abcdef"))
    for cover, more in ((grid, {"classes": ("1",)}), (parks, {})):
        rows, _ = run("zonal_share", zones, cover=cover, **more)
        assert [r["name"] for r in rows] == list("abcdef")
        assert rows[0]["reason"] == "no geometry"
        assert rows[1]["reason"] in ("no geometry", "empty geometry")
        assert {r["reason"] for r in rows[2:5]} == {"no polygon: it has no area"}
        assert [r["share"] for r in rows] == ["", "", "", "", "", "1.0"]
    assert rows[5]["cover_left_out"] == "5"


@pytest.mark.parametrize("kind", [".gpkg", ".shp", ".zip", ".fgb"])
def test_other_files_of_boundaries_give_the_same(tmp_path: Path, grid: Path, kind: str) -> None:
    zones = write_zones(
        tmp_path / "z.geojson", [box(10, 10, 180, 170), box(0, 0, 80, 90)], name=["甲", "乙"], n=[1, 2]
    )
    expected, _ = run("zonal_share", zones, cover=grid, classes=("1",))
    meta, _, shapes, columns = pyogrio.raw.read(zones)
    path = tmp_path / f"z{'.shp' if kind == '.zip' else kind}"
    pyogrio.raw.write(path, shapes, columns, meta["fields"], geometry_type="Polygon", crs=METRES, encoding="UTF-8",
                      **({"SPATIAL_INDEX": "NO"} if kind == ".fgb" else {}))  # fmt: skip
    if kind == ".zip":
        with zipfile.ZipFile(tmp_path / "z.zip", "w") as packed:
            for part in tmp_path.glob("z.*"):
                if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                    packed.write(part, part.name)
        path = tmp_path / "z.zip"
    rows, _ = run("zonal_share", path, cover=grid, classes=("1",))
    for row in (*rows, *expected):
        row.pop("basis")  # a Shapefile's own name of the system is another
    assert rows == expected
    if kind == ".shp":
        path.with_suffix(".prj").unlink()
        with pytest.raises(UsageError, match=r"does not say in what system .* --set crs=EPSG"):
            run("zonal_share", path, cover=grid, classes=("1",))
        again, _ = run("zonal_share", path, cover=grid, classes=("1",), crs=METRES)
        assert numbers(again, "share") == numbers(expected, "share")


def test_a_shapefile_in_gbk_that_does_not_say_so_is_read(tmp_path: Path) -> None:
    shapes, names = shapely.to_wkb(np.array([box(0, 0, 9, 9)])), [np.array(["高明区"], dtype=object)]
    pyogrio.raw.write(
        tmp_path / "z.shp", shapes, names, ["name"], geometry_type="Polygon", crs=METRES, encoding="GBK"
    )
    (tmp_path / "z.cpg").unlink()
    (row,), _ = run("zonal_share", tmp_path / "z.shp", cover=tmp_path / "z.shp", where="name=高明区")
    assert (row["name"], row["share"]) == ("高明区", "1.0")


def test_several_layers_are_no_choice_of_ours(tmp_path: Path) -> None:
    zones = write_zones(tmp_path / "z.geojson", [box(0, 0, 9, 9)])
    for n, layer in enumerate(("parks", "lakes")):
        shapes = shapely.to_wkb(np.array([box(0, 0, 9, n + 1)]))
        pyogrio.raw.write(
            tmp_path / "c.gpkg", shapes, [], [], layer=layer, geometry_type="Polygon", crs=METRES
        )
    with pytest.raises(UsageError, match=r"holds 2 layers \(parks, lakes\)"):
        run("zonal_share", zones, cover=tmp_path / "c.gpkg")
    rows, _ = run("zonal_share", zones, cover=tmp_path / "c.gpkg", layer="lakes")
    assert numbers(rows, "share") == pytest.approx([2 / 9])


def test_a_table_with_wkt_is_boundaries_too(tmp_path: Path, grid: Path) -> None:
    table = tmp_path / "z.csv"
    table.write_text(f'name,geometry\na,"{box(0, 0, 200, 200).wkt}"\nb,NA\n')
    rows, _ = run("zonal_share", table, cover=grid, classes=("1",), crs=METRES)
    assert [(r["share"], r["reason"]) for r in rows] == [("0.5", ""), ("", "no geometry")]
    with pytest.raises(UsageError, match="--set crs="):
        run("zonal_share", table, cover=grid, classes=("1",))
    table.write_text("name,geometry\na,here\n")
    with pytest.raises(UsageError, match="row 1 holds no shape"):
        run("zonal_share", table, cover=grid, classes=("1",), crs=METRES)


def test_a_file_without_zones_gives_none(tmp_path: Path, grid: Path) -> None:
    zones = write_zones(tmp_path / "z.geojson", [])
    assert run("zonal_share", zones, cover=grid, classes=("1",))[0] == []


def test_wrong_files_and_choices_are_refused_with_what_to_do(tmp_path: Path, grid: Path) -> None:
    zones = write_zones(tmp_path / "z.geojson", [box(0, 0, 50, 50)])
    plain = write_zones(tmp_path / "plain.geojson", [box(0, 0, 50, 50)], None)
    text = tmp_path / "no.geojson"
    text.write_text("{}")
    lost = write_grid(tmp_path / "lost.tif", np.ones((2, 2), np.uint8), (EAST, NORTH), 10, None)
    points = write_zones(tmp_path / "points.geojson", [shapely.Point(EAST, NORTH)])
    noise = tmp_path / "noise.tif"
    noise.write_text("no grid")
    for file, arguments, said in (
        (zones, {}, "say what is measured: --set cover=FILE"),
        (grid, {}, "a grid has no rows: give the zones as FILE"),
        (zones, {"cover": tmp_path / "gird.tif"}, "there is no such file .*grid.tif"),
        (zones, {"cover": noise}, "cannot be read as a grid"),
        (zones, {"cover": lost, "classes": ("1",)}, "--set cover_crs="),
        (zones, {"cover": grid, "band": 2}, r"has 1 band\(s\), no band 2"),
        (zones, {"cover": grid, "classes": ("forest",)}, "'forest' is no value of a grid"),
        (zones, {"cover": grid, "where": "a=b"}, "of a grid say classes="),
        (zones, {"cover": zones, "classes": ("1",)}, "polygons are chosen by where="),
        (zones, {"cover": text}, "cannot be read as boundaries"),
        (zones, {"cover": points}, "holds no polygon that could be measured"),
        (plain, {"cover": grid}, "are no longitudes and latitudes"),
        (zones, {"cover": grid, "crs": "EPSG:99"}, "unknown system of coordinates 'EPSG:99'"),
        (zones, {"cover": zones, "layer": "x"}, "has no layer 'x'"),
    ):
        with pytest.raises(UsageError, match=said):
            run("zonal_share", file, **arguments)
    degrees = write_zones(tmp_path / "d.geojson", [shapely.box(7, 46, 8, 47)], DEGREES)
    with pytest.raises(UsageError, match="degrees, which are no plane"):
        run("zonal_share", degrees, cover=degrees, areas="planar")


def test_no_result_holds_a_shape_and_the_zones_keep_their_columns(tmp_path: Path, grid: Path) -> None:
    zones = write_zones(
        tmp_path / "z.geojson", [box(0, 0, 50, 50)], code=["0042"], tags=[["a", "b"]], area=[7]
    )
    (row,), told = run("zonal_share", zones, cover=grid, classes=("1",))
    assert "geometry" not in row
    assert (row["code"], json.loads(row["tags"]), row["input_area"]) == ("0042", ["a", "b"], "7")
    assert any("'area' is kept as 'input_area'" in t for t in told)


def test_the_area_on_the_ellipsoid_is_that_of_the_whole_earth_and_of_geodesics() -> None:
    earth = np.array([shapely.box(-180, -90, 180, 90)])
    assert on_ellipsoid(earth, WGS84) == pytest.approx([510_065_621_724_088.4], rel=1e-13)
    ring = shapely.segmentize(
        shapely.Point(24.9, 60.2).buffer(0.3).difference(shapely.Point(24.8, 60.2).buffer(0.1)), 1e-3
    )
    geodesic = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(ring))[0])
    assert on_ellipsoid(np.array([ring, None]), WGS84) == pytest.approx([geodesic, 0], rel=1e-8)


# -- in a plan --------------------------------------------------------------------------------------------


def test_check_refuses_them_in_a_plan_and_says_what_to_do(
    tmp_path: Path, beijing: Path, cli: Commands
) -> None:
    change(
        beijing / "datasets" / "station_air_days.yaml", "method: air.station_days", "method: land.zonal_share"
    )
    (found,) = [p for p in cli.errors(beijing) if p["code"] == "unfit-method"]
    assert "run `qualicity calc land.zonal_share` and enter its result as evidence" in found["message"]


# -- the example, and the reference data ------------------------------------------------------------------


def test_the_shares_of_the_examples_zones_add_up_to_the_whole(tmp_path: Path) -> None:
    folder = method("land.zonal_share").example.path.parent  # type: ignore[union-attr]
    parks = folder / "land_helsinki_parks.geojson"
    west, south, east, north = 24.93, 60.16, 24.96, 60.18
    cuts = [24.9367, 24.9401, 24.9455]
    slices = [shapely.box(a, south, b, north) for a, b in zip([west, *cuts], [*cuts, east], strict=True)]
    zones = [shapely.box(west, south, east, north), *slices]
    rows, _ = run("zonal_share", write_zones(tmp_path / "z.geojson", zones, DEGREES), cover=parks)
    for column in ("area", "zone_area"):
        whole, *parts = numbers(rows, column)
        assert sum(parts) == pytest.approx(whole, rel=1e-9), column
    assert numbers(rows, "area")[0] > 0.05


def test_lausanne_is_as_exactextract_has_it(reference_data: Path, tmp_path: Path) -> None:
    from exactextract import exact_extract

    raster, zones = (
        reference_data / "land" / f for f in ("lausanne_ls250_06.tif", "lausanne_gmb-lausanne.gpkg")
    )
    _, _, shapes, _ = pyogrio.raw.read(zones)
    feature = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.from_wkb(shapes[0])),
        "properties": {},
    }
    direct = exact_extract(str(raster), [feature], ["unique", "frac", "count"])[0]["properties"]
    known = dict(zip(direct["unique"].tolist(), direct["frac"].tolist(), strict=True))
    (tmp_path / "z.gpkg").write_bytes(zones.read_bytes())
    for value, expected in known.items():
        (row,), _ = run("zonal_share", tmp_path / "z.gpkg", cover=raster, classes=(str(value),))
        assert numbers([row], "share") == [pytest.approx(expected, abs=1e-12)]
        assert numbers([row], "parts") == [pytest.approx(expected * direct["count"], rel=1e-12)]
    assert {int(p.split("=")[0]) for p in row["class_shares"].split(";")} == set(known)
    assert numbers([row], "zone_area") == [pytest.approx(41.47, rel=2e-3)]  # the file's own: 4147 ha


FOSHAN = {"禅城区": 154.09, "南海区": 1073.82, "顺德区": 806.57, "三水区": 827.69, "高明区": 938.62}
"""km², as the city publishes them (recalled): the boundaries here are not the surveyor's."""


def test_foshans_invalid_district_is_repaired_and_areas_are_near_those_published(
    reference_data: Path, tmp_path: Path
) -> None:
    zones = tmp_path / "foshan.geojson"
    zones.write_bytes((reference_data / "land" / "foshan_440600_districts.geojson").read_bytes())
    rows, _ = run("zonal_share", zones, cover=zones)
    assert {r["name"] for r in rows if r["repaired"]} == {"高明区"}
    assert rows[4]["repaired"] == "Self-intersection at 112.78972 23.001377"
    assert numbers(rows, "drawn_area")[4] == pytest.approx(numbers(rows, "zone_area")[4], rel=1e-9)
    for row, area in zip(rows, numbers(rows, "zone_area"), strict=True):
        assert area == pytest.approx(FOSHAN[row["name"]], rel=0.005)
    assert numbers(rows, "share") == pytest.approx([1] * 5, abs=1e-6)
