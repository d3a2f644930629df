"""Shares and areas of zones: exact parts of cells, areas that add up, boundaries that are repaired and told."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from land_files import DEGREES, METRES, numbers, run, write_grid, write_zones
from rooms_fixtures import Commands, change

from qualicity.errors import UsageError
from qualicity.methods import method
from qualicity.methods.land.areas import on_ellipsoid

TO_DEGREES = pyproj.Transformer.from_crs(METRES, DEGREES, always_xy=True)
EAST, NORTH = 2_600_000.0, 1_200_000.0
WGS84 = pyproj.CRS(DEGREES).ellipsoid
HOURGLASS = shapely.Polygon([(0, 0), (1, 0), (0, 1), (1, 1)])


def box(west: float, south: float, east: float, north: float) -> Any:
    """A rectangle in the metres of the grids below."""
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    """Two rows of three cells of 100 m: 1 2 2 / 1 3 nothing."""
    values = np.array([[1, 2, 2], [1, 3, 255]], np.uint8)
    return write_grid(tmp_path / "grid.tif", values, (EAST, NORTH + 200), 100, nodata=255)


def share(tmp_path: Path, zones: list[Any], cover: Path, **more: Any) -> list[dict[str, str]]:
    return run("zonal_share", write_zones(tmp_path / "zones.geojson", zones), cover=cover, **more)[0]


# -- grids ------------------------------------------------------------------------------------------------


def test_a_cell_that_the_boundary_cuts_counts_by_its_part(tmp_path: Path, grid: Path) -> None:
    (row,) = share(tmp_path, [box(50, 100, 150, 200)], grid, classes=("2",))
    assert numbers([row], "share") == [0.5]
    assert row["class_shares"] == "1=0.5;2=0.5"
    assert numbers([row], "area") == [0.005]  # km²
    assert numbers([row], "zone_area") == [0.01]
    assert numbers([row], "parts") == [0.5]
    assert row["basis"] == "planar, EPSG:2056"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(0, 5), min_size=4, max_size=4, unique=True),
    st.integers(0, 2**31),
)
def test_shares_of_rectangles_are_those_computed_by_hand(
    tmp_path_factory: pytest.TempPathFactory, edges: list[float], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("by_hand")
    values = np.random.default_rng(seed).integers(1, 4, (5, 5)).astype(np.uint8)
    cover = write_grid(folder / "grid.tif", values, (EAST, NORTH + 5), 1)
    (west, east), (south, north) = sorted(edges[:2]), sorted(edges[2:])
    zone = box(west, south, east, north)
    west, south, east, north = np.array(zone.bounds) - [EAST, NORTH, EAST, NORTH]  # to the last bit
    if min(east - west, north - south) < 1e-2:
        return
    wide = np.clip(np.minimum(east, np.arange(1, 6)) - np.maximum(west, np.arange(5)), 0, None)
    high = np.clip(np.minimum(north, np.arange(1, 6)) - np.maximum(south, np.arange(5)), 0, None)[::-1]
    parts = np.outer(high, wide)
    (row,) = share(folder, [zone], cover, classes=("2..3",))
    expected = parts[values >= 2].sum() / parts.sum()
    assert numbers([row], "share") == pytest.approx([expected], abs=1e-6)
    assert numbers([row], "coverage") == [pytest.approx(1, abs=1e-12)]


@pytest.mark.parametrize("crs", [METRES, DEGREES, "EPSG:3857"])
def test_the_halves_of_a_zone_add_up_to_it(tmp_path: Path, crs: str) -> None:
    """Also in degrees and on a web map, where cells of one row are not as large as those of another.

    Parts of cells are numbers of single precision to exactextract.
    """
    at, size = {METRES: ((EAST, NORTH), 1000.0), DEGREES: ((20, 60), 0.1), "EPSG:3857": ((2e6, 8e6), 1e4)}[
        crs
    ]
    values = np.random.default_rng(1).integers(0, 2, (20, 20)).astype(np.uint8)
    cover = write_grid(tmp_path / "grid.tif", values, at, size, crs)
    west, south, east, north = (
        at[0] + 1.3 * size,
        at[1] - 18.2 * size,
        at[0] + 15.1 * size,
        at[1] - 2.7 * size,
    )
    middle = west + 0.37 * (east - west)
    halves = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
    zones = [shapely.box(west, south, east, north), *halves]
    rows, _ = run("zonal_share", write_zones(tmp_path / "z.geojson", zones, crs), cover=cover, classes=("1",))
    for column, exact in (("area", 1e-7), ("zone_area", 1e-12), ("parts", 1e-7)):
        whole, one, other = numbers(rows, column)
        assert one + other == pytest.approx(whole, rel=exact), column
    assert numbers(rows, "coverage") == pytest.approx([1, 1, 1], abs=1e-12)


@pytest.mark.parametrize(("crs", "planar"), [(METRES, True), (DEGREES, False), ("EPSG:3857", False)])
def test_areas_are_true_whatever_the_map(tmp_path: Path, crs: str, planar: bool) -> None:
    """The same 0.2° of land; on a web map at 47° north a plane would have more than twice as much."""
    zone = shapely.segmentize(shapely.box(7.3, 46.9, 7.5, 47.1), 0.001)
    way = pyproj.Transformer.from_crs(DEGREES, crs, always_xy=True)
    there = shapely.transform(zone, way.transform, interleaved=False)
    west, south, east, north = there.bounds
    size = (east - west) / 50
    cover = write_grid(
        tmp_path / "g.tif", np.ones((60, 60), np.uint8), (west - size, north + size), size, crs
    )
    if (60 - 1) * size < north - south:
        cover = write_grid(
            tmp_path / "g.tif", np.ones((200, 60), np.uint8), (west - size, north + size), size, crs
        )
    rows, _ = run(
        "zonal_share", write_zones(tmp_path / "z.geojson", [there], crs), cover=cover, classes=("1",)
    )
    geodesic = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(zone)[0]) / 1e6
    assert numbers(rows, "zone_area") == pytest.approx([geodesic], rel=2e-4 if planar else 1e-6)
    assert numbers(rows, "area") == pytest.approx(numbers(rows, "zone_area"), rel=1e-6)
    assert rows[0]["basis"].startswith("planar" if planar else "ellipsoid")
    if planar:
        rows, _ = run("zonal_share", tmp_path / "z.geojson", cover=cover, classes=("1",), areas="ellipsoid")
        assert numbers(rows, "zone_area") == pytest.approx([geodesic], rel=1e-4)


def test_a_grid_in_halves_of_a_degree_is_weighted_by_latitude(tmp_path: Path) -> None:
    """A class in the north of a zone has less land than one in the south with as many cells."""
    cover = write_grid(tmp_path / "g.tif", np.array([[1], [2]], np.uint8), (0, 61), 0.5, DEGREES)
    (row,) = run("zonal_share", write_zones(tmp_path / "z.geojson", [shapely.box(0, 60, 0.5, 61)], DEGREES),
                 cover=cover, classes=("1",))[0]  # fmt: skip
    north, south = on_ellipsoid(
        np.array([shapely.box(0, 60.5, 0.5, 61), shapely.box(0, 60, 0.5, 60.5)]), WGS84
    )
    assert numbers([row], "share") == pytest.approx([north / (north + south)], rel=1e-12)


def test_a_large_zone_is_read_in_pieces_and_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grid: Path
) -> None:
    zone = shapely.Point(EAST + 130, NORTH + 110).buffer(75)
    whole = share(tmp_path, [zone], grid, classes=("2",))
    monkeypatch.setattr("qualicity.methods.land.grids._CELLS", 1)
    for column in ("share", "area", "parts", "coverage"):
        assert numbers(share(tmp_path, [zone], grid, classes=("2",)), column) == pytest.approx(
            numbers(whole, column), rel=1e-12
        )


def test_a_grid_that_begins_in_the_south_or_the_east_is_read_the_right_way_round(tmp_path: Path) -> None:
    zone = [box(0, 100, 100, 200)]  # the north-west
    plain = np.array([[7, 2], [3, 4]], np.uint8)
    turns = {"south": (plain[::-1], Affine(100, 0, EAST, 0, 100, NORTH)),
             "east": (plain[:, ::-1], Affine(-100, 0, EAST + 200, 0, -100, NORTH + 200))}  # fmt: skip
    for name, (values, turn) in turns.items():
        cover = write_grid(tmp_path / f"{name}.tif", values, (0, 0), 100, transform=turn)
        assert share(tmp_path, zone, cover)[0]["class_shares"] == "7=1"


def test_a_zone_that_the_grid_covers_in_part_is_told_and_its_share_is_of_what_is_seen(
    tmp_path: Path, grid: Path
) -> None:
    off, empty = (
        [box(-100, 0, 100, 200), box(-300, 0, 100, 200)],
        [box(200, 0, 300, 200), box(200, 0, 300, 100)],
    )
    zones = [*off, *empty, box(900, 900, 950, 950)]
    rows, told = run(
        "zonal_share", write_zones(tmp_path / "z.geojson", zones), cover=grid, classes=("1", "2")
    )
    assert numbers(rows, "coverage") == pytest.approx([0.5, 0.25, 0.5, 0, 0])
    assert numbers(rows, "share")[:3] == pytest.approx([1, np.nan, 1], nan_ok=True)
    assert [r["reason"] for r in rows] == [
        "",
        "too little of it is on the grid's valid cells",
        "",
        "no cell of the grid has a value in it",
        "outside the grid",
    ]
    assert any("5 zone(s) (row 1, 2, 3, 4, 5): not all of the zone has a value" in t for t in told)
    assert share(tmp_path, zones[1:2], grid, classes=("1",), min_coverage=0.1)[0]["share"] == "1.0"


def test_without_classes_there_is_a_list_of_them_and_no_share(tmp_path: Path, grid: Path) -> None:
    rows, told = run("zonal_share", write_zones(tmp_path / "z.geojson", [box(0, 0, 200, 200)]), cover=grid)
    assert rows[0]["class_shares"] == "1=0.5;2=0.25;3=0.25"
    assert (rows[0]["share"], rows[0]["area"], rows[0]["reason"]) == ("", "", "no classes are named")
    assert any("--set classes=" in t for t in told)


def test_a_class_that_is_nowhere_is_zero_and_told(tmp_path: Path, grid: Path) -> None:
    zones = write_zones(tmp_path / "z.geojson", [box(0, 0, 200, 200)])
    rows, told = run("zonal_share", zones, cover=grid, classes=("9",))
    assert rows[0]["share"] == "0.0"
    assert any("nothing of it lies in the zone" in t for t in told)


def test_the_other_order_gives_the_same(tmp_path: Path, grid: Path) -> None:
    zones = write_zones(tmp_path / "z.geojson", [box(10, 10, 180, 170)], name=["A"])
    one, _ = run("zonal_share", zones, cover=grid, classes=("1",))
    assert run("zonal_share", grid, zones=zones, classes=("1",))[0] == one
    with pytest.raises(UsageError, match="give either the zones as FILE"):
        run("zonal_share", grid, zones=zones, cover=grid)


# -- polygons ---------------------------------------------------------------------------------------------


def test_overlapping_polygons_count_once(tmp_path: Path) -> None:
    parks = write_zones(
        tmp_path / "parks.geojson", [box(0, 0, 60, 100), box(40, 0, 80, 100), box(150, 0, 250, 100)]
    )
    (row,) = share(tmp_path, [box(0, 0, 200, 100)], parks)
    assert numbers([row], "share") == [0.65]
    assert numbers([row], "area") == [pytest.approx(0.013)]
    assert numbers([row], "overlap") == [pytest.approx(0.002)]
    assert numbers([row], "parts") == [3]


def test_a_zone_without_any_is_zero_and_one_of_another_country_is_not_judged(tmp_path: Path) -> None:
    parks = write_zones(tmp_path / "parks.geojson", [box(0, 0, 60, 100)])
    rows, told = run(
        "zonal_share",
        write_zones(tmp_path / "z.geojson", [box(0, 0, 50, 50), box(60, 0, 90, 50)]),
        cover=parks,
    )
    assert numbers(rows, "share") == [1, 0]
    assert any("1 zone(s) (row 2): nothing of it lies in the zone" in t for t in told)
    (row,) = share(tmp_path, [box(5000, 0, 6000, 50)], parks)
    assert (row["share"], row["reason"]) == ("", "all that is measured lies elsewhere")


def test_where_chooses_among_the_polygons(tmp_path: Path) -> None:
    parks = write_zones(tmp_path / "parks.geojson", [box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10)],
                        kind=["park", "garden", None], level=[1, 2, 2])  # fmt: skip
    zone = write_zones(tmp_path / "z.geojson", [box(0, 0, 40, 10)])
    for where, expected in (
        ("kind=park", 0.25),
        ("kind=park|garden", 0.5),
        ("kind=park|garden;level=2", 0.25),
    ):
        assert numbers(run("zonal_share", zone, cover=parks, where=where)[0], "share") == [expected]
    for where, said in (
        ("knd=park", "did you mean 'kind'"),
        ("kind=prak", "did you mean 'park'"),
        ("park", "COLUMN=VALUE"),
    ):
        with pytest.raises(UsageError, match=said):
            run("zonal_share", zone, cover=parks, where=where)


def test_polygons_in_another_system_are_brought_into_the_zones(tmp_path: Path) -> None:
    """Long straight edges bend on the way: the parts of a square of 50 km are its own to a part in ten million."""
    zone = box(0, 0, 50_000, 50_000)
    fine = shapely.transform(shapely.segmentize(zone, 100), TO_DEGREES.transform, interleaved=False)
    parks = write_zones(tmp_path / "p.geojson", [fine], DEGREES)
    (row,) = share(tmp_path, [zone], parks)
    assert numbers([row], "share") == [pytest.approx(1, abs=1e-6)]


def test_a_zone_beyond_the_grids_map_has_no_place_on_it_and_spoils_no_other(
    tmp_path: Path, grid: Path
) -> None:
    near = shapely.transform(box(0, 0, 100, 200), TO_DEGREES.transform, interleaved=False)
    zones = write_zones(tmp_path / "z.geojson", [shapely.box(-180, -90, 180, 90), near], DEGREES)
    rows, _ = run("zonal_share", zones, cover=grid, classes=("1",))
    assert rows[0]["reason"].startswith("cannot be transformed")
    assert (rows[0]["share"], rows[1]["basis"]) == ("", "planar, EPSG:2056")
    assert numbers(rows, "share")[1] == pytest.approx(1, abs=1e-4)  # its edges bend by a millimetre


# -- people -----------------------------------------------------------------------------------------------


def test_area_for_each_person_and_none_where_nobody_is_known(tmp_path: Path) -> None:
    parks = write_zones(tmp_path / "p.geojson", [box(0, 0, 100, 100)])
    squares = [box(0, 0, 50, 50)] * 4
    zones = write_zones(tmp_path / "z.geojson", squares, people=[50, 0, None, -3])
    rows, _ = run("area_per_head", zones, cover=parks, population="people")
    assert numbers(rows, "per_head") == pytest.approx([50, np.nan, np.nan, np.nan], nan_ok=True)
    assert [r["reason"] for r in rows] == ["", "population is zero", "no population", "no population"]
    assert rows[3]["flags"] == "population<0"
    assert numbers(rows, "area") == pytest.approx([0.0025] * 4)
    assert rows[0]["people"] == "50"
    rows, _ = run("area_per_head", zones, cover=parks, population="people", persons=10000.0)
    assert numbers(rows, "per_head")[0] == pytest.approx(0.005)


def test_population_may_stand_in_a_table(tmp_path: Path) -> None:
    parks = write_zones(tmp_path / "p.geojson", [box(0, 0, 100, 100)])
    zones = write_zones(
        tmp_path / "z.geojson", [box(0, 0, 50, 50)] * 3, code=["01", "02", "03"], name=["甲", "乙", "丙"]
    )
    table = tmp_path / "people.csv"
    table.write_bytes("code,name,population\n01,甲,25\n02,乙,—\n09,己,7\n".encode("gb18030"))
    for people in ({"population_table": table}, {"population": table}):
        rows, _ = run("area_per_head", zones, cover=parks, **people)
        assert numbers(rows, "per_head") == pytest.approx([100, np.nan, np.nan], nan_ok=True)
        assert [r["reason"] for r in rows] == ["", "no population", "no population"]
    for text, said in (
        ("code,population\n01,25\n01,26\n", "line 3: a second row for code '01'"),
        ("code,people\n01,25\n", "the column 'population' is missing"),
        ("id,population\n01,25\n", "must share one column with the zones"),
        ("code,population\n01,many\n", "line 2, column 'population': 'many' is no number"),
    ):
        table.write_text(text)
        with pytest.raises(UsageError, match=said):
            run("area_per_head", zones, cover=parks, population_table=table)
    with pytest.raises(UsageError, match="say how many people there are"):
        run("area_per_head", zones, cover=parks)


def test_population_in_ten_thousands_is_asked_about(tmp_path: Path) -> None:
    zones = write_zones(tmp_path / "z.geojson", [box(0, 0, 20_000, 20_000)], population=[130.5])
    _, told = run("area_per_head", zones, cover=zones)
    assert any("persons=10000" in t for t in told)


def test_a_zone_half_off_the_grid_has_an_area_but_none_per_head(tmp_path: Path, grid: Path) -> None:
    zones = write_zones(tmp_path / "z.geojson", [box(-100, 0, 100, 200)], population=[10])
    (row,), _ = run("area_per_head", zones, cover=grid, classes=("1",))
    assert (row["area"], row["per_head"], row["persons"]) == ("0.02", "", "10.0")
    assert row["reason"] == "too little of it is on the grid's valid cells"


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
