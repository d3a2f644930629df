"""What the pages of the methods of land say."""

from qualicity.errors import Text

SHARE = Text(
    """
Each zone is cut with what is measured (`cover`); `share` is of the zone's area.

- **A grid**: a cell that the boundary cuts counts by the part of it that lies inside (exactextract), not by its centre.
  `classes` are the values that count, `41` or a range `30..100`. The share is of the *valid* area: cells without a
  value, and what lies beyond the grid, are neither above nor below the line. `coverage` says how much of the zone has a
  value; below `min_coverage` there is no share. `class_shares` lists all values that are there; without `classes` there
  is this list and no `share`.
- **Polygons**: overlapping ones count once (their union); what was counted once though it lies there several times is
  `overlap`. `where=leisure=park|garden` chooses among them.
- **Areas** are taken in the map's plane where its areas are true to 1 % within the zones, else (degrees, Web Mercator)
  on the ellipsoid: the area under each edge, straight in longitude and latitude, integrated exactly; cells by their own
  true area. `basis` says which. So the parts of a zone add up to it.
- **Systems of coordinates**: zones are brought into the grid's, polygons into the zones'; where both are the same,
  nothing is transformed. A file without one is refused; `crs` and `cover_crs` say it.
- **Invalid boundaries** are repaired (rings made valid, then shells joined and holes taken out) and told: `repaired` says
  what was wrong and where, `drawn_area` and `zone_area` the area before and after.

The zones may be GeoJSON, GeoPackage, Shapefile (also as `.zip`), or a table with WKT in `geometry`; all their columns stay
but the shape. The other order works too: the grid or the polygons as FILE and `--set zones=FILE`.
""",
    """
将每个区域与被测对象（`cover`）叠加；`share` 为其占区域面积的比例。

- **栅格**：边界切过的像元按其在区域内的面积比例计入（exactextract），而不是看像元中心。`classes` 为计入的栅格值，如 `41` 或范围
  `30..100`。比例以*有效*面积为分母：无值像元和栅格以外的部分既不计入分子也不计入分母。`coverage` 为区域中有值部分的比例，低于
  `min_coverage` 则不给出比例。`class_shares` 列出全部栅格值；不给 `classes` 时只有此列表而没有 `share`。
- **多边形**：重叠部分只计一次（取并集），重叠的面积见 `overlap`。`where=leisure=park|garden` 用于选择多边形。
- **面积**：若投影平面在区域内的面积误差不超过 1%，则按平面计算；否则（经纬度、Web 墨卡托）按椭球面计算：边在经纬度上为直线，
  逐边精确积分；像元按各自的真实面积计。`basis` 说明所用方式。因此区域各部分之和等于整体。
- **坐标系**：区域边界转换到栅格的坐标系，多边形转换到区域边界的坐标系；二者相同则不作任何转换。没有坐标系的文件会被拒绝，可用
  `crs`、`cover_crs` 给出。
- **无效边界**会被修复（先修复环，再合并外环并扣除内环）并说明：`repaired` 为错误及位置，
  `drawn_area` 与 `zone_area` 为修复前后面积。

区域边界可为 GeoJSON、GeoPackage、Shapefile（也可打包为 `.zip`），或 `geometry` 列为 WKT 的表格；除几何图形外各列均保留。
也可反过来：以栅格或多边形作为 FILE，并给出 `--set zones=区域边界`。
""",
)

PER_HEAD = Text(
    """
Per head = area within the zone ÷ population of the zone, in m². The area, the zones and `cover` are those of
[`land.zonal_share`](land.zonal_share.md), with all that it tells.

- `population` is a column of the zones (`--set population=COLUMN` where it is called otherwise), or stands in a table of its
  own: `--set population_table=FILE` with the columns `population` and one that the zones have too (`code` where both
  have it). Statistics in 万人: `--set persons=10000`.
- A zone without population, or with none that is known, has no figure and says why; it is never zero.
- A zone of which less than `min_coverage` (here 95 %) lies on valid cells has none either: the area that is not
  seen is in no one's share. Its `area` is what was seen.
""",
    """
人均面积 = 区域内面积 ÷ 区域人口，单位为平方米。
面积、区域与 `cover` 同 [`land.zonal_share`](land.zonal_share.md)，并给出其全部说明。

- `population` 为区域边界中的一列（列名不同时用 `--set population=列名`），或在单独的表中：
  `--set population_table=文件`，含 `population`
  列及一个与区域边界同名的列（双方都有 `code` 时用 `code`）。人口以万人计时：`--set persons=10000`。
- 没有人口或人口未知的区域没有结果并说明原因，绝不计为零。
- 有效像元不足 `min_coverage`（此处为 95%）的区域同样没有结果：未观测的面积不能计入；其 `area` 为已观测的面积。
""",
)

LIMITS = (
    Text(
        "Boundaries of Chinese web maps are often in GCJ-02, shifted by 100 to 700 m, and no file says so. Areas of whole "
        "districts hardly change by it, but the parks of one near its border do. Take boundaries of the survey authority "
        "(CGCS2000, EPSG:4490); the shift is not undone here.",
        "国内网络地图的边界常为 GCJ-02 坐标（偏移 100–700 米），而文件中并不说明。"
        "区县总面积几乎不受影响，但边界附近的公园会被划错。"
        "请使用测绘部门的边界（CGCS2000，EPSG:4490）；此处不做纠偏。",
    ),
    Text(
        "Polygons tell nothing of where nobody looked: a zone in which the file has none has the share 0. A grid tells it by "
        "its cells without a value.",
        "多边形文件不能说明何处未经调查：文件在某区域内没有多边形时比例为 0。栅格则以无值像元说明。",
    ),
    Text(
        "Between two datums (CGCS2000 and WGS 84, or a local one) PROJ's best offline way is taken, which may be off by "
        "metres. Zones across the 180th meridian must be cut there.",
        "不同基准之间（CGCS2000 与 WGS 84，或地方坐标系）采用 PROJ 的离线最佳转换，可能有数米误差。"
        "跨 180° 经线的区域须先在该处切开。",
    ),
    Text(
        "A repair keeps what a drawing can mean, not what its author meant: where `drawn_area` and `zone_area` differ, mend the "
        "boundary at its source. Only the first fault of a boundary is named.",
        "修复只能保留图形可能的含义，而非作者本意：`drawn_area` 与 `zone_area` 相差时，应在源头修正边界。"
        "每个边界只列出第一处错误。",
    ),
    Text(
        "A part of a cell inside is its part in the grid's own coordinates; in degrees, cells of half a degree or more are not "
        "of one width from south to north, and a share can be off by some thousandths there. "
        "Parts of cells are numbers of single precision: parts of a zone add up to seven digits. No slope is measured.",
        "像元在区域内的比例按栅格自身坐标计算；经纬度栅格的像元达半度以上时南北宽度不一，比例可能有千分之几的误差。"
        "像元比例为单精度数：各部分之和与整体约有七位数字一致。面积不计坡度。",
    ),
    Text(
        "What is called forest or park depends on the source: shares of two sources, or of two definitions of forest cover "
        "(such as that of Forest City and the plain one), are no series. A file of boundaries with several layers of areas "
        "is refused: save the layer by itself.",
        "“森林”“公园”的含义取决于数据来源：不同来源或不同口径（如“森林城市”口径与一般口径的森林覆盖率）的数值不能连成序列。"
        "含多个面图层的边界文件会被拒绝：请单独保存所需图层。",
    ),
)

PER_HEAD_LIMITS = (
    *LIMITS,
    Text(
        "Resident and registered population differ by millions in a city of migrants, and a plan's figure holds for one of them, "
        "often of built-up areas alone (城市人均公园绿地面积): take the population and the zones of its definition.",
        "常住人口与户籍人口可相差数百万，规划指标只对应其一，且常限于建成区（城市人均公园绿地面积）：请按指标口径取人口和区域。",
    ),
)

_PARKS = "Parks: © OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright; a part of central Helsinki). "
_PARKS_ZH = "公园：© OpenStreetMap 贡献者，ODbL 1.0（赫尔辛基市中心一部分）。"
HELSINKI = Text(
    _PARKS + "Zones: squares drawn for this example, no districts; one crosses itself.",
    _PARKS_ZH + "区域：为示例绘制的方格，并非行政区；其中一个自相交。",
)
HELSINKI_PEOPLE = Text(
    _PARKS + "Zones and their people are invented for this example; one zone crosses itself.",
    _PARKS_ZH + "区域及人口均为示例虚构；其中一个区域自相交。",
)
