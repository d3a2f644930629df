"""Designing a plan as registered methods: operating characteristic, search for a plan, allocation."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.registry import Column, Example, Method, Parameter
from qualicity.methods.sampling.acceptance.allocation import RULES, allocate
from qualicity.methods.sampling.acceptance.columns import LARGE
from qualicity.methods.sampling.acceptance.curve import TYPES, draw_curve, oc
from qualicity.methods.sampling.acceptance.said import ISO, REASON, WHAT_AQL_IS
from qualicity.methods.sampling.acceptance.search import find_plan

_R = (
    "Kiermeier A. (2008): Visualizing and Assessing Acceptance Sampling Plans: The R Package AcceptanceSampling. "
    "Journal of Statistical Software 26(6)"
)
_TYPE = Column(
    "type",
    type="text",
    title=Text("binomial, poisson or hypergeom", "binomial（二项）、poisson（泊松）或 hypergeom（超几何）"),
)
_N = Column(
    "N",
    "items",
    "integer",
    title=Text("items in the lot, for hypergeom", "批量（超几何分布时）"),
    least=0,
    most=LARGE,
)
_SET_TYPE = Parameter("type", "binomial", Text("where a row gives none", "行中未给出时的分布"), choices=TYPES)
_SET_N = Parameter("N", "", Text("where a row gives none", "行中未给出时的批量"))
_WHOLE = Text(
    "Hypergeometric: a lot holds a whole number of nonconforming items, D = N·pd, taken to the nearest one (a half to the even "
    "one); R's AcceptanceSampling also sets D = N·pd and has R's phyper round it, there D and N − D each on its own. What "
    "was reckoned with is `pd_used` in `sampling.oc`; `sampling.find_plan` says so where both points come to the same D.",
    "超几何分布：批中不合格品数为整数，D = N·pd 取最接近的整数（恰为一半时取偶数）；R 的 AcceptanceSampling 同样取 D = "
    "N·pd，由 phyper 对 D 与 "
    "N − D 分别取整。实际采用的比例见 `sampling.oc` 的 `pd_used`；两点对应同一 D 时 `sampling.find_plan` 会注明。",
)
_MODELS = Text(
    "- *binomial*: items from a running process, or a lot at least ten times the sample: `Σ_{i≤c} C(n,i)·pdⁱ·(1−pd)ⁿ⁻ⁱ`.\n"
    "- *poisson*: nonconformities, pd of them for each item (may be above 1): `Σ_{i≤c} e^(−n·pd)·(n·pd)ⁱ/i!`.\n"
    "- *hypergeom*: an isolated lot of N items with D = N·pd nonconforming: `Σ_{i≤c} C(D,i)·C(N−D,n−i)/C(N,n)`.",
    "- *binomial*：连续生产过程，或批量不小于样本十倍：`Σ_{i≤c} C(n,i)·pdⁱ·(1−pd)ⁿ⁻ⁱ`。\n"
    "- *poisson*：不合格数，平均每单位 pd 个（可大于1）：`Σ_{i≤c} e^(−n·pd)·(n·pd)ⁱ/i!`。\n"
    "- *hypergeom*：N 件的孤立批，其中 D = N·pd 件不合格：`Σ_{i≤c} C(D,i)·C(N−D,n−i)/C(N,n)`。",
)
_RANDOM = Text(
    "Holds for a random sample, inspected without error; a hand-picked one has no such probability.",
    "以随机抽样且检验无误为前提；人为挑选的样本没有这样的概率。",
)

OC = Method(
    name="sampling.oc",
    title=Text("Operating characteristic: how often a plan accepts", "抽样方案的接收概率（OC 曲线）"),
    standard="ISO 2859-1:1999, operating characteristic",
    clause=Text(
        "tables 10; binomial, Poisson and hypergeometric distributions", "表10；二项、泊松与超几何分布"
    ),
    inputs=(
        *(_TYPE, _N),
        Column("n", "items", "integer", title=Text("sample size", "样本量"), least=1, most=LARGE),
        Column("c", type="integer", title=Text("acceptance number", "接收数"), least=0, most=LARGE),
        Column(
            "pd",
            "share, or nonconformities per item",
            required=True,
            title=Text("quality of what is submitted", "提交检验的质量（不合格品率）"),
            least=0,
        ),
    ),
    parameters=(
        *(_SET_TYPE, _SET_N),
        Parameter("n", "", Text("where a row gives none", "行中未给出时的样本量")),
        Parameter("c", "", Text("where a row gives none", "行中未给出时的接收数")),
    ),
    outputs=(
        Column("paccept", "probability", title=Text("probability of acceptance", "接收概率")),
        Column(
            "pd_used",
            "share, or nonconformities per item",
            title=Text("quality reckoned with", "实际采用的质量"),
        ),
        Column("plan", type="text", title=Text("the plan in words", "方案")),
        REASON,
    ),
    arrays=True,
    run=oc,
    chart=draw_curve,
    references=(ISO, _R),
    formula=Text(
        f"The probability that a random sample of n holds at most c nonconforming:\n\n{_MODELS.en}",
        f"n 件随机样本中不合格不超过 c 的概率：\n\n{_MODELS.zh}",
    ),
    limits=(_WHOLE, _RANDOM, WHAT_AQL_IS),
    example=Example(
        "sampling_oc.csv", Text("The plan of code letter J at an AQL of 1.0", "字码 J、AQL 1.0 的方案")
    ),
)

_POINT = (
    Column(
        "prp_pd",
        "share, or nonconformities per item",
        required=True,
        title=Text("producer's point: a quality that should pass", "生产方风险点的质量"),
        least=0,
    ),
    Column(
        "prp_pa",
        "probability",
        required=True,
        title=Text("and how often it must, at least (.95)", "该质量的接收概率，至少（如 .95）"),
        least=0,
        most=1,
    ),
    Column(
        "crp_pd",
        "share, or nonconformities per item",
        required=True,
        title=Text("consumer's point: a quality that should not pass", "使用方风险点的质量"),
        least=0,
    ),
    Column(
        "crp_pa",
        "probability",
        required=True,
        title=Text("and how often it may, at most (.10)", "该质量的接收概率，至多（如 .10）"),
        least=0,
        most=1,
    ),
)

FIND_PLAN = Method(
    name="sampling.find_plan",
    title=Text(
        "Smallest plan that meets a producer's and a consumer's risk point",
        "满足生产方和使用方风险点的最小抽样方案",
    ),
    standard="ISO 2859-1:1999, operating characteristic",
    clause=Text("two-point design of a single plan", "一次抽样方案的两点设计"),
    inputs=(*(_TYPE, _N), *_POINT),
    parameters=(_SET_TYPE, _SET_N),
    outputs=(
        Column("n", "items", "integer", title=Text("sample size", "样本量")),
        Column("c", type="integer", title=Text("acceptance number", "接收数")),
        Column(
            "prp_achieved",
            "probability",
            title=Text("acceptance at the producer's point", "生产方风险点的实际接收概率"),
        ),
        Column(
            "crp_achieved",
            "probability",
            title=Text("acceptance at the consumer's point", "使用方风险点的实际接收概率"),
        ),
        REASON,
    ),
    arrays=True,
    run=find_plan,
    references=(
        _R,
        "Guenther W. C. (1969): Use of the Binomial, Hypergeometric and Poisson Tables to Obtain Sampling Plans. "
        "Journal of Quality Technology 1, 105–109",
    ),
    formula=Text(
        "The smallest n with a c such that `Pa(prp_pd) ≥ prp_pa` and `Pa(crp_pd) ≤ crp_pa`, Pa as in `sampling.oc`. "
        "For each c = 0, 1, … "
        "the smallest n that meets the consumer's point is found by halving; the first c whose n meets the producer's "
        "point is the "
        f"answer, as in R's `find.plan`.\n\n{_MODELS.en}",
        "满足 `Pa(prp_pd) ≥ prp_pa` 且 `Pa(crp_pd) ≤ crp_pa` 的最小 n 及其 c，Pa 同 `sampling.oc`。对 c = 0、1、… "
        "用二分法求满足使用方风险点的最小 n；"
        f"首个使生产方风险点也满足的 c 即为所求，与 R 的 `find.plan` 相同。\n\n{_MODELS.zh}",
    ),
    limits=(
        Text("The acceptance number is the smallest one for that n.", "接收数为该 n 下最小者。"),
        Text("No plan with a sample above 1,000,000 is looked for.", "不搜索样本量超过一百万的方案。"),
        *(_WHOLE, _RANDOM),
    ),
    example=Example("sampling_risk_points.csv", Text("Points as textbooks use them", "教科书常用的风险点")),
)

ALLOCATE = Method(
    name="sampling.allocate",
    title=Text("A sample shared out among strata", "各层样本量的分配"),
    standard="Neyman allocation",
    clause=Text("Neyman (1934); Cochran (1977), 5.5, 5.8", "Neyman（1934）；Cochran（1977）5.5、5.8"),
    inputs=(
        Column(
            "N", "units", "integer", True, Text("units of the stratum", "层内单位数"), least=0, most=LARGE
        ),
        Column(
            "S",
            "unit of the variable",
            title=Text(
                "standard deviation within the stratum; needed by neyman", "层内标准差（neyman 必需）"
            ),
            least=0,
        ),
        Column(
            "n",
            "units",
            "integer",
            title=Text("total sample, the same in every row", "总样本量（各行相同）"),
            least=1,
            most=LARGE,
        ),
    ),
    parameters=(
        Parameter("n", 0, Text("total sample, where there is no column n", "没有 n 列时的总样本量"), least=0),
        Parameter("rule", "neyman", Text("how it is shared out", "分配规则"), choices=RULES),
        Parameter(
            "least",
            1,
            Text(
                "sample of a stratum at least; 2 where its variance shall be estimated",
                "每层最少样本；要估计层内方差时为 2",
            ),
            least=0,
            most=1000,
        ),
    ),
    outputs=(
        Column("n_h", "units", "integer", title=Text("sample of the stratum", "层样本量")),
        Column("n_exact", "units", title=Text("the same before rounding", "取整前的层样本量")),
        Column("weight", "units", title=Text("design weight N/n_h", "设计权数 N/n_h")),
        REASON,
    ),
    arrays=True,
    run=allocate,
    references=(
        "Neyman J. (1934): On the Two Different Aspects of the Representative Method. JRSS 97, 558–625",
        "Cochran W. G. (1977): Sampling Techniques, 3rd ed. Wiley",
    ),
    formula=Text(
        "- *neyman*: `n_h = n·N_h·S_h / Σ N·S`, the least variance of the mean for a given n\n- *proportional*: `n_h = "
        "n·N_h / Σ N`\n"
        "- *equal*: the same in every stratum\n\nA stratum whose share is above N_h is taken whole, and the rest is "
        "shared anew; one below "
        "`least` gets `least` (or N_h). Rounded down, then one more for the largest remainders, ties in the order of "
        "the rows: the whole numbers "
        "add up exactly to n, or to all N where n is more. If n is too small for `least` everywhere, the largest "
        "smaller minimum holds. Where all S "
        "are equal, all 0 too, neyman is proportional.",
        "- *neyman*：`n_h = n·N_h·S_h / Σ N·S`，在给定 n 下均值方差最小\n- *proportional*：`n_h = n·N_h / Σ N`\n- "
        "*equal*：各层相同\n\n"
        "分配数大于 N_h 的层全部抽取，其余重新分配；小于 `least` 的层取 `least`（或 N_h）。先向下取整，"
        "再按余数从大到小各加1，余数相同时按行序："
        "各层之和恰为 n，n 超过总体时为全部 N。n 不足以使每层达到 `least` 时，取能满足的最大下限。各层 S "
        "相同（包括全为0）时 neyman 即按比例分配。",
    ),
    limits=(
        Text(
            "S is known before the survey only from an earlier one or a pilot: where it is wrong, Neyman's sample can "
            "do worse than a "
            "proportional one. It serves one variable; what is best for another differs.",
            "调查前 S 只能来自以往或试点调查：若不准，内曼分配可能不如按比例分配。它只针对一个变量，对其他变量未必最优。",
        ),
        Text(
            "With `least` 0 a stratum may have no sample: then nothing can be said of it.",
            "`least` 为0时某层可能没有样本，则对该层不能作任何推断。",
        ),
        Text(
            "One stratum without N or S and none has a result: the shares of all depend on it. The same cost for every "
            "unit is supposed.",
            "任一层缺 N 或 S 则全部没有结果：各层的份额相互依赖。假定各单位调查费用相同。",
        ),
    ),
    example=Example(
        "sampling_strata.csv",
        Text("Made up to show the method; no real survey", "为演示方法而编的数据，并非真实调查"),
        {"n": 200},
    ),
)
