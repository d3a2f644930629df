"""Shares and areas of zones: exact parts of cells, areas that add up, polygons, people."""

from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
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

from qualicity.errors import UsageError
from qualicity.methods.land.areas import on_ellipsoid

__all__ = ["grid"]

TO_DEGREES = pyproj.Transformer.from_crs(METRES, DEGREES, always_xy=True)


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
