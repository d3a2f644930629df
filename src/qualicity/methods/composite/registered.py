"""What the registry says of composite indices."""

from qualicity.errors import Text
from qualicity.methods.composite.coherence import consistency
from qualicity.methods.composite.coherence import tells as consistency_tells
from qualicity.methods.composite.drawing import ranges_of_ranks, ranked_bars
from qualicity.methods.composite.indexing import STAGES, index, inputs_of
from qualicity.methods.composite.indexing import tells as index_tells
from qualicity.methods.composite.parameters import STEPS
from qualicity.methods.composite.texts import (
    AGREEMENT,
    AGREEMENT_LIMITS,
    AIR,
    LIMITS,
    RECALLED,
    REFERENCES,
    STAGE_BY_STAGE,
    UNCERTAINTY,
    UNCERTAINTY_LIMITS,
)
from qualicity.methods.composite.uncertainty import sensitivity
from qualicity.methods.composite.uncertainty import tells as sensitivity_tells
from qualicity.methods.registry import Column, Example, Method, Parameter

_STANDARD = "OECD/JRC Handbook on Constructing Composite Indicators (2008)"
_UNIT = Column(
    "unit",
    type="text",
    required=True,
    named=True,
    also=("uCode",),
    title=Text(
        "unit (a city, a country; a column uCode will do); further columns: those that meta names",
        "单位（城市、国家等；列名 uCode 亦可）；其余为 meta 所列的列",
    ),
)
_EXAMPLE = {"unit": "city", "meta": "composite_air_meta.csv"}
_OF_UNIT = Column("unit", type="text", title=Text("unit", "单位"))
_REASON = Column("reason", type="text", title=Text("why there is no value", "没有数值的原因"))

METHODS = (
    Method(
        name="composite.index",
        title=Text("Composite index, stage by stage", "综合指数（逐阶段）"),
        standard=_STANDARD,
        clause=Text(
            "steps 3 to 6: missing data, normalisation, weighting and aggregation",
            "第3至6步：缺失值、标准化、赋权与合成",
        ),
        edition="2008; defaults of COINr 1.1",
        inputs=(_UNIT,),
        parameters=(
            *STEPS,
            Parameter(
                "stage",
                "all",
                Text("all stages, or one of them alone", "全部阶段，或只给出其中之一"),
                choices=STAGES,
            ),
        ),
        outputs=(
            _OF_UNIT,
            Column("stage", type="text", title=Text("stage", "阶段")),
            Column("code", type="text", title=Text("indicator or aggregate", "指标或汇总项")),
            Column("name", type="text", title=Text("its name", "名称")),
            Column(
                "level", type="integer", title=Text("1: indicator; the index highest", "层级（指标为 1）")
            ),
            Column("value", "of the stage", title=Text("value", "数值")),
            Column("rank", type="integer", title=Text("rank, 1 the best", "名次（1 为最好）")),
            Column(
                "data",
                "share",
                title=Text("share of the indicators below that had a value", "所含指标中有数据的份额"),
            ),
            Column("note", type="text", title=Text("what was done to the value", "对数值的处理")),
            _REASON,
        ),
        run=index,
        key=("unit", "stage", "code"),
        by=("unit",),
        single=("unit",),
        arrays=True,
        more=inputs_of,
        tells=index_tells,
        chart=ranked_bars,
        references=REFERENCES,
        formula=STAGE_BY_STAGE,
        limits=LIMITS,
        recalled=RECALLED,
        example=Example("composite_air.csv", AIR, _EXAMPLE),
    ),
    Method(
        name="composite.sensitivity",
        title=Text("How firm the ranks of a composite index are", "综合指数排名的不确定性与敏感性"),
        standard=_STANDARD,
        clause=Text("step 7: uncertainty and sensitivity analysis", "第7步：不确定性与敏感性分析"),
        edition="2008",
        inputs=(_UNIT,),
        parameters=(
            *STEPS,
            Parameter(
                "vary",
                ("weights", "normalise", "aggregate", "treat", "impute"),
                Text(
                    "the assumptions that are uncertain: weights, normalise, aggregate, treat, impute, indicator (one left out)",
                    "视为不确定的假设：weights、normalise、aggregate、treat、impute、indicator（去掉一个指标）",
                ),
            ),
            Parameter(
                *("noise", 0.25),
                Text(
                    "each weight lies within this share of itself, all values as likely",
                    "各权重在其自身的该比例范围内均匀变动",
                ),
                least=0,
                most=1,
            ),
            Parameter(
                *("normalisers", ("minmax", "zscore", "rank")),
                Text(
                    "alternatives of normalise, beside the index's own",
                    "normalise 的备选（另加指数本身所用）",
                ),
            ),
            Parameter(
                *("aggregators", ("arithmetic", "geometric")),
                Text(
                    "alternatives of aggregate, beside the index's own",
                    "aggregate 的备选（另加指数本身所用）",
                ),
            ),
            Parameter(
                *("imputers", ("none", "mean", "median")),
                Text("alternatives of impute, beside the index's own", "impute 的备选（另加指数本身所用）"),
            ),
            Parameter(
                *("n", 1024),
                Text(
                    "size of a sample; the index is made n times the number of assumptions and two more",
                    "样本量；指数共计算 n ×（假设数 + 2）次",
                ),
                least=16,
                most=100_000,
            ),
            Parameter(
                *("seed", 1),
                Text("begins the random numbers: the same gives the same", "随机数种子：相同则结果相同"),
                least=0,
            ),
        ),
        outputs=(
            _OF_UNIT,
            Column(
                "assumption",
                type="text",
                title=Text("assumption; empty in a unit's row", "假设（单位行为空）"),
            ),
            Column("index", title=Text("index as set", "设定的指数")),
            Column("rank", type="integer", title=Text("rank as set", "设定的名次")),
            Column("rank_median", title=Text("median rank", "名次中位数")),
            Column("rank_p5", title=Text("5th percent of the ranks", "名次的 5 % 分位数")),
            Column("rank_p95", title=Text("95th percent of the ranks", "名次的 95 % 分位数")),
            Column("rank_mean", title=Text("mean rank", "平均名次")),
            Column("alternatives", type="text", title=Text("what it varied over", "变动范围")),
            Column("first_order", "share", title=Text("first-order index", "一阶指数")),
            Column("first_order_low", "share", title=Text("95 % interval from", "95 % 区间下限")),
            Column("first_order_high", "share", title=Text("95 % interval to", "95 % 区间上限")),
            Column("total_order", "share", title=Text("total index", "总效应指数")),
            Column("total_order_low", "share", title=Text("95 % interval from", "95 % 区间下限")),
            Column("total_order_high", "share", title=Text("95 % interval to", "95 % 区间上限")),
            Column(
                "replications",
                "count",
                type="integer",
                title=Text("replications behind the row", "所依据的计算次数"),
            ),
            _REASON,
        ),
        run=sensitivity,
        key=("unit", "assumption"),
        by=("unit",),
        single=("unit",),
        arrays=True,
        more=inputs_of,
        tells=sensitivity_tells,
        chart=ranges_of_ranks,
        references=REFERENCES,
        formula=UNCERTAINTY,
        limits=UNCERTAINTY_LIMITS,
        example=Example("composite_air.csv", AIR, _EXAMPLE | {"n": 256}),
    ),
    Method(
        name="composite.consistency",
        title=Text("Do the parts of an index belong together", "综合指数的内部一致性"),
        standard=_STANDARD,
        clause=Text("step 4: multivariate analysis", "第4步：多元分析"),
        edition="2008",
        inputs=(_UNIT,),
        parameters=STEPS,
        outputs=(
            Column("measure", type="text", title=Text("measure", "度量")),
            Column("code", type="text", title=Text("indicator or aggregate", "指标或汇总项")),
            Column("other", type="text", title=Text("the other of a pair", "另一项")),
            Column("value", title=Text("alpha or correlation", "alpha 或相关系数")),
            Column("low", title=Text("95 % interval from", "95 % 区间下限")),
            Column("high", title=Text("95 % interval to", "95 % 区间上限")),
            Column(
                "n", "count", type="integer", title=Text("units with all that it needs", "数据齐全的单位数")
            ),
            Column(
                "reason", type="text", title=Text("why there is no value or interval", "没有数值或区间的原因")
            ),
        ),
        run=consistency,
        key=("measure", "code", "other"),
        single=("unit",),
        arrays=True,
        more=inputs_of,
        tells=consistency_tells,
        references=REFERENCES,
        formula=AGREEMENT,
        limits=AGREEMENT_LIMITS,
        example=Example("composite_air.csv", AIR, _EXAMPLE),
    ),
)
