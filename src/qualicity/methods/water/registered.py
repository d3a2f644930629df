"""What the methods of surface water are called, follow, take and give."""

from __future__ import annotations

from collections.abc import Iterable

from qualicity.errors import Text
from qualicity.methods.registry import Column, Example, Method, Parameter
from qualicity.methods.water import city, odorous, surface, texts, trophic
from qualicity.methods.water.limits import BASIC, ITEMS, LAKE, item_columns

GB3838 = "GB 3838-2002"
_WORKED = Text(
    "Worked cases made from the limits of GB 3838-2002: made-up sections, no measurements.",
    "依据 GB 3838-2002 限值编制的算例：断面为虚拟断面，并非监测数据。",
)
_MADE_UP = Text(
    "Made-up rows that show each rule, no measurements.", "为说明各条规则而编制的示例，并非监测数据。"
)


def _of(title: Text, en: str, zh: str) -> Text:
    return Text(f"{title.en}: {en}", f"{title.zh}：{zh}")


def _read(
    rows: Iterable[dict[str, str]], least: float | None = 0, required: bool = True
) -> tuple[Column, ...]:
    """Rows of a table of this folder as input columns."""
    return tuple(
        Column(
            r["item"],
            r["unit"],
            required=required,
            title=Text(r["name_en"], r["name_zh"]),
            least=_least(r, least),
        )
        for r in rows
    )


def _least(row: dict[str, str], least: float | None) -> float | None:
    return None if row["unit"] == "mV" else least


SURFACE_CLASS = Method(
    name="water.surface_class",
    title=Text("Class of a surface water section", "地表水断面水质类别"),
    standard=GB3838,
    clause=Text(
        "Table 1; 地表水环境质量评价办法（试行）, 环办〔2011〕22号: the worst single item decides",
        "表1；《地表水环境质量评价办法（试行）》（环办〔2011〕22号）：单因子评价，取最差项",
    ),
    edition="2002",
    inputs=(*item_columns(required=BASIC), LAKE),
    parameters=(),
    outputs=(
        Column("class", type="integer", title=Text("class: 1–6, 6 is worse than Ⅴ", "类别：1–6，6为劣Ⅴ类")),
        Column("class_name", type="text", title=Text("name of the class", "类别名称")),
        Column(
            "determining",
            type="text",
            title=Text("items in that class, joined by ;", "决定类别的项目，以;分隔"),
        ),
        *(
            Column(
                f"exceedance_{i.code}",
                title=_of(i.title, "multiple above class Ⅲ", "超Ⅲ类标准倍数"),
                of=i.code,
            )
            for i in ITEMS.values()
            if i.code not in surface.WITHOUT_MULTIPLE
        ),
    ),
    run=surface.surface_class,
    references=("GB 3838-2002", "环办〔2011〕22号"),
    formula=texts.SURFACE_CLASS,
    limits=texts.SURFACE_CLASS_LIMITS,
    recalled=texts.SURFACE_CLASS_RECALLED,
    example=Example("water_class_worked_cases.csv", _WORKED),
)

CITY_INDEX = Method(
    name="water.city_index",
    title=Text("Water quality index of a city (CWQI)", "城市水质指数（CWQI）"),
    standard="城市地表水环境质量排名技术规定（试行）, 环办监测〔2017〕51号",
    clause=Text(
        "formulas of CWQI (recalled, not read from the rules)",
        "城市水质指数（CWQI）公式（凭记忆，未与原文核对）",
    ),
    edition="2017",
    inputs=(
        Column("city", type="text", title=Text("city", "城市")),
        *item_columns(required=BASIC),
        LAKE,
        Column(
            "below",
            type="text",
            title=Text(
                "items below detection, joined by ;: their value is the limit of detection",
                "未检出的项目，以;分隔：其数值为检出限",
            ),
        ),
    ),
    parameters=(
        Parameter("items", city.ALL, Text("the items that are added up", "参与加和的项目")),
        Parameter(
            "mean_of",
            "concentrations",
            Text(
                "what is averaged over a city's rivers, and over its lakes: concentrations or indices",
                "对城市内各河流（湖库）断面求均值的对象：浓度（concentrations）或指数（indices）",
            ),
            ("concentrations", "indices"),
        ),
    ),
    outputs=(
        Column("city", type="text", title=Text("city", "城市"), of="city"),
        Column("cwqi", title=Text("index; the lower, the better", "城市水质指数，越小越好")),
        Column("cwqi_river", title=Text("index of the rivers", "河流水质指数")),
        Column("cwqi_lake", title=Text("index of lakes and reservoirs", "湖库水质指数")),
        Column("sections", "count", "integer", title=Text("sections with a value", "有监测值的断面数")),
        Column("sections_lake", "count", "integer", title=Text("of these in lakes", "其中湖库断面数")),
        Column(
            "missing",
            type="text",
            title=Text("items without an index, joined by ;", "缺少指数的项目，以;分隔"),
        ),
        *(Column(f"cwqi_{i.code}", title=_of(i.title, "its part", "单项指数")) for i in ITEMS.values()),
    ),
    key=("city",),
    by=("city",),
    rows_without="city",
    run=city.city_index,
    behind=city.sections_behind,
    references=("环办监测〔2017〕51号", "GB 3838-2002"),
    formula=texts.CITY_INDEX,
    limits=texts.CITY_INDEX_LIMITS,
    recalled=texts.CITY_INDEX_RECALLED,
    example=Example("water_city_worked_cases.csv", _WORKED),
)

TROPHIC_INDEX = Method(
    name="water.trophic_index",
    title=Text("Trophic state of a lake or reservoir (TLI)", "湖库综合营养状态指数（TLI）"),
    standard="湖泊（水库）富营养化评价方法及分级技术规定, 总站生字〔2001〕090号",
    clause=Text("sections 1 to 3", "第1至3节"),
    edition="2001",
    inputs=_read(trophic.INDEX.values()),
    parameters=(),
    outputs=(
        *(
            Column(f"tli_{item}", title=Text(f"index of {row['name_en']}", f"{row['name_zh']}营养状态指数"))
            for item, row in trophic.INDEX.items()
        ),
        Column("tli", title=Text("comprehensive trophic level index", "综合营养状态指数")),
        Column("state_code", type="integer", title=Text("state: 1–5", "营养状态：1–5")),
        Column("state", type="text", title=Text("name of the state", "营养状态名称")),
    ),
    run=trophic.trophic_index,
    references=("总站生字〔2001〕090号", "环办〔2011〕22号"),
    formula=texts.TROPHIC_INDEX,
    limits=texts.TROPHIC_INDEX_LIMITS,
    recalled=texts.TROPHIC_INDEX_RECALLED,
    example=Example("water_trophic_worked_cases.csv", _MADE_UP),
)

BLACK_ODOROUS = Method(
    name="water.black_odorous",
    title=Text("Grade of black and odorous water bodies", "黑臭水体分级"),
    standard="城市黑臭水体整治工作指南, 建城〔2015〕130号",
    clause=Text("table of grades; rule of shares (recalled)", "分级表；比例规则（凭记忆）"),
    edition="2015",
    inputs=(
        Column(
            "body",
            type="text",
            title=Text("water body; without it all rows are one", "水体；缺此列时视为同一水体"),
        ),
        Column("point", type="text", title=Text("point", "监测点")),
        *_read(odorous.ITEMS.values()),
        Column("depth", "cm", title=Text("depth of the water", "水深"), least=0),
    ),
    parameters=(
        Parameter(
            "one_item",
            0.6,
            Text("share at which one item makes it heavy", "单项指标判为重度的比例"),
            least=0,
            most=1,
        ),
        Parameter(
            "two_items",
            0.3,
            Text("share at which two items make it heavy", "两项指标判为重度的比例"),
            least=0,
            most=1,
        ),
        Parameter(
            "light_share", 0.0, Text("least share that makes it light", "判为轻度的最低比例"), least=0, most=1
        ),
    ),
    outputs=(
        Column("body", type="text", title=Text("water body", "水体"), of="body"),
        Column("points", "count", "integer", title=Text("points with a value", "有监测值的监测点数")),
        Column("samples", "count", "integer", title=Text("samples with a value", "有监测值的样品数")),
        Column(
            "grade", type="integer", title=Text("grade: 0 none, 1 light, 2 heavy", "级别：0无，1轻度，2重度")
        ),
        Column("grade_name", type="text", title=Text("name of the grade", "级别名称")),
        *(
            Column(
                f"{name}_{item}", title=Text(f"{row['name_en']}: share {en}", f"{row['name_zh']}：{zh}比例")
            )
            for item, row in odorous.ITEMS.items()
            for name, en, zh in (("light", "light or worse", "轻度及以上"), ("heavy", "heavy", "重度"))
        ),
    ),
    key=("body",),
    by=("body",),
    run=odorous.black_odorous,
    behind=odorous.samples_behind,
    references=("建城〔2015〕130号",),
    formula=texts.BLACK_ODOROUS,
    limits=texts.BLACK_ODOROUS_LIMITS,
    recalled=texts.BLACK_ODOROUS_RECALLED,
    example=Example("water_black_odorous_worked_cases.csv", _MADE_UP),
)

METHODS = (SURFACE_CLASS, CITY_INDEX, TROPHIC_INDEX, BLACK_ODOROUS)
