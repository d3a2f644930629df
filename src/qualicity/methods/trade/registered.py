"""What the registry says of the quality of trade."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.registry import Column, Example, Method, Parameter
from qualicity.methods.trade.advantage import rca
from qualicity.methods.trade.balance import short_names, tc_index
from qualicity.methods.trade.quality import export_quality
from qualicity.methods.trade.telling import tell_quality, tell_rca

_REASON = Column(
    "reason", type="text", title=Text("why there is no index, or why it is 0", "没有指数或指数为0的原因")
)
_SYNTHETIC = Text("Synthetic figures of no real country", "合成数据，并非真实国家")

RCA = Method(
    name="trade.rca",
    title=Text("Revealed comparative advantage (Balassa)", "显性比较优势指数（Balassa）"),
    standard="Balassa 1965",
    clause=Text(
        "Trade Liberalisation and “Revealed” Comparative Advantage",
        "Trade Liberalisation and “Revealed” Comparative Advantage",
    ),
    inputs=(
        Column("country", type="text", required=True, title=Text("exporter", "出口方")),
        Column("product", type="text", required=True, title=Text("product", "产品")),
        Column("value", "money", required=True, least=0, title=Text("exports", "出口额")),
        Column(
            "year", "year", "integer", least=1000, most=9999, title=Text("each year apart", "逐年分别计算")
        ),
    ),
    parameters=(
        Parameter(
            "cells",
            "all",
            Text(
                "all: also those of a country and a product that have no row; recorded: only those that have",
                "all：没有记录的国家与产品组合也给出；recorded：只给出有记录的",
            ),
            ("all", "recorded"),
        ),
    ),
    outputs=(
        Column("country", type="text", title=Text("exporter", "出口方")),
        Column("product", type="text", title=Text("product", "产品")),
        Column("year", "year", "integer", of="year", title=Text("year", "年份")),
        Column("value", "money", title=Text("exports, all rows of the cell together", "出口额（各行合计）")),
        Column("rca", "ratio", title=Text("index", "指数")),
        Column("advantage", type="boolean", title=Text("rca of at least 1", "rca 不小于1")),
        Column("country_share", "share", title=Text("of the country's exports", "占该国出口比重")),
        Column("world_share", "share", title=Text("of the world's exports", "占世界出口比重")),
        Column("rows", "count", "integer", title=Text("rows added up", "合计的行数")),
        _REASON,
    ),
    run=rca,
    key=("country", "product", "year"),
    by=("country", "product", "year"),
    arrays=True,
    tells=tell_rca,
    references=("https://doi.org/10.1111/j.1467-9957.1965.tb00050.x",),
    formula=Text(
        "`RCA = (x_cp / x_c) / (x_p / x)`: the share of product p in the exports of country c over its share in those of "
        "all countries of the file; advantage where it is at least 1. Weighted by `world_share` a country's indices "
        "average to 1.",
        "`RCA = (x_cp / x_c) / (x_p / x)`：产品 p 占国家 c 出口的比重，除以其占文件中全部国家出口的比重；不小于1为有比较优势。"
        "以 `world_share` 加权，一国各指数的平均为1。",
    ),
    limits=(
        Text(
            "The world is the countries of the file, all trade its products: leave one out and every index changes.",
            "“世界”即文件中的国家，“全部贸易”即文件中的产品：缺少任何一个，所有指数都会变。",
        ),
        Text(
            "A country and product without a row (in that year, both of which have others) is no trade: rca 0 with its "
            "reason, no value. A row without a value is unknown: its cell has no rca and counts in no total, so the "
            "country's other shares are a little too large.",
            "没有记录的国家与产品组合（该年二者均另有记录）视为无贸易：rca 为0并注明原因，value 为空。有行而无数值则为未知："
            "该组合没有 rca，也不计入合计，因此该国其他比重略偏大。",
        ),
        Text(
            "Several rows of one cell are added up (partners, months) and counted in `rows`; a cell that is there twice by "
            "mistake counts twice.",
            "同一组合的多行（不同伙伴、月份）相加，行数见 `rows`；误重复的行会被重复计入。",
        ),
        Text(
            "It measures what is exported, not how well it is made; re-exports and prices move it. It runs from 0 without "
            "an upper end, so a plain mean of indices says little.",
            "它衡量出口结构，而非产品质量；受转口和价格影响。取值从0起没有上限，不宜直接求平均。",
        ),
    ),
    example=Example("trade_rca_synthetic.csv", _SYNTHETIC),
)

TC_INDEX = Method(
    name="trade.tc_index",
    title=Text("Trade competitiveness index", "贸易竞争力指数（TC）"),
    standard="trade competitiveness (normalised trade balance)",
    clause=Text("TC = (X − M)/(X + M)", "TC = (X − M)/(X + M)"),
    inputs=(
        Column(
            "exports", "money", least=0, named=True, title=Text("exports X; needed", "出口额 X；必须给出")
        ),
        Column(
            "imports", "money", least=0, named=True, title=Text("imports M; needed", "进口额 M；必须给出")
        ),
    ),
    parameters=(),
    outputs=(
        Column("tc", "from −1 to 1", title=Text("index", "指数")),
        Column("index", "from −1 to 1", title=Text("the same", "同上")),
        Column("reason", type="text", title=Text("why there is no index", "没有指数的原因")),
    ),
    run=tc_index,
    more=short_names,
    references=(
        "Mikic and Gilbert, Trade Statistics in Policymaking (UN ESCAP 2009): normalised trade balance",
    ),
    formula=Text(
        "`TC = (X − M)/(X + M)`: 1 where a product is exported only, −1 where it is imported only, 0 where both are equal.",
        "`TC = (X − M)/(X + M)`：只出口为1，只进口为 −1，二者相等为0。",
    ),
    limits=(
        Text(
            "Exports and imports must be in one unit and of one period. Columns `x` and `m` do as well as `exports` and "
            "`imports`; others are named by `--set exports=COLUMN`.",
            "出口与进口须为同一单位、同一时期。列名 `x`、`m` 亦可；其他列名用 `--set exports=列名` 指明。",
        ),
        Text(
            "Imports are mostly valued with freight and insurance (CIF), exports without (FOB): balanced trade shows a "
            "little below 0. Processing trade raises both sides and pulls the index towards 0.",
            "进口多按到岸价（CIF）、出口按离岸价（FOB）计：贸易平衡时指数略低于0。加工贸易同时抬高两侧，使指数趋近0。",
        ),
    ),
    example=Example("trade_balance_synthetic.csv", _SYNTHETIC),
)

EXPORT_QUALITY = Method(
    name="trade.export_quality",
    title=Text("Quality of exports from price and quantity", "由价格与数量推断的出口产品质量"),
    standard="Khandelwal, Schott and Wei 2013",
    clause=Text(
        "Trade Liberalization and Embedded Institutional Reform, equation for quality",
        "Trade Liberalization and Embedded Institutional Reform，质量方程",
    ),
    inputs=(
        Column("product", type="text", required=True, title=Text("product", "产品")),
        Column("destination", type="text", required=True, title=Text("destination", "目的地")),
        Column("year", "year", "integer", least=1000, most=9999, title=Text("year", "年份")),
        Column("price", "money per unit", required=True, least=0, title=Text("unit value", "单价")),
        Column("quantity", "units", required=True, least=0, title=Text("quantity sold", "数量")),
        Column("sigma", least=0, title=Text("elasticity of substitution, above 1", "替代弹性，大于1")),
    ),
    parameters=(
        Parameter(
            "sigma",
            0.0,
            Text(
                "elasticity of rows whose column sigma says none; 0: there is none",
                "sigma 列未给出时采用的替代弹性；0 表示没有",
            ),
            least=0,
        ),
    ),
    outputs=(
        Column("ln_quality", title=Text("logarithm of quality", "质量的对数")),
        Column(
            "market_set",
            type="integer",
            title=Text("set of products and markets that compare", "可相互比较的产品与市场集合"),
        ),
        Column("reason", type="text", title=Text("why there is no quality", "没有质量估计的原因")),
    ),
    run=export_quality,
    arrays=True,
    tells=tell_quality,
    references=("https://doi.org/10.1257/aer.103.6.2169",),
    formula=Text(
        "`ln q + σ·ln p = α_product + α_destination,year + ε`, by least squares over all rows; `ln quality = ε/(σ − 1)`. "
        "Of two rows of a product in a market at the same price, the one that sells more is the better one. Firm, country "
        "and other columns are kept and take no part.",
        "对全部行用最小二乘估计 `ln q + σ·ln p = α_产品 + α_目的地,年 + ε`；`ln quality = ε/(σ − 1)`。同一市场同一产品、"
        "价格相同的两行，销量大者质量高。企业、国别等其他列原样保留，不参与计算。",
    ),
    limits=(
        Text(
            "Quality is all that makes people buy more at a price: make, but also taste, fame and having sold there for long. "
            "It is relative to the rows of the file and has no unit; it is a residual and has no interval.",
            "此处的“质量”指在给定价格下使购买增多的一切：做工，也包括偏好、名声和长期经营。它相对于文件中的各行而言，"
            "没有单位；它是残差，没有区间。",
        ),
        Text(
            "sigma is an assumption, by product from the literature (Broda and Weinstein) or one for all; try several. No "
            "default is given. Prices are unit values: a change of what is within a product shows as one of quality.",
            "sigma 是假设值：按产品取自文献（Broda 与 Weinstein）或统一取值；应试用多个。没有默认值。"
            "价格为单位价值：产品内部构成的"
            "变化也会表现为质量变化。",
        ),
        Text(
            "A row that is the only one of its product or market, or becomes so once others like it are gone, has nothing to "
            "be compared with: no quality, with its reason. Where products and markets fall into sets that no row joins, "
            "compare within a `market_set` only; without `year` a market is a destination.",
            "某行若为其产品或市场中唯一的一行（或剔除此类行后成为唯一），则无从比较：没有质量估计，并注明原因。产品与市场若分为互不相连的"
            "集合，只可在同一 `market_set` 内比较；没有 `year` 时市场即目的地。",
        ),
        Text(
            "The rows that are missing bias it: a firm that does not sell somewhere has no quality there.",
            "缺失的行会造成偏误：企业没有销往某地，就没有在该地的质量估计。",
        ),
    ),
    example=Example("trade_quality_synthetic.csv", _SYNTHETIC),
)

METHODS = (RCA, TC_INDEX, EXPORT_QUALITY)
