"""What the registry says of effects."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.impact.group_time import group_time_att
from qualicity.methods.impact.said import chart, tells
from qualicity.methods.registry import Column, Example, Method, Parameter

_INPUTS = (
    Column(
        "unit",
        type="text",
        required=True,
        named=True,
        title=Text("enterprise, county, …", "个体：企业、区县等"),
    ),
    Column(
        *("time", "period"),
        type="integer",
        required=True,
        named=True,
        title=Text("year or other period, as a number", "年份或其他时期（数字）"),
    ),
    Column("y", required=True, named=True, title=Text("what may have changed", "可能受影响的数值")),
    Column(
        *("first_treated", "period"),
        required=True,
        named=True,
        infinite=True,
        title=Text(
            "first period of treatment; empty, 0 or Inf for a unit that never is",
            "首次处理的时期；从未处理的为空、0 或 Inf",
        ),
    ),
)
_PARAMETERS = (
    Parameter(
        "control",
        "nevertreated",
        Text(
            "whom to compare with: those never treated, or all not treated yet",
            "对照组：从未处理者，或尚未处理者",
        ),
        choices=("nevertreated", "notyettreated"),
    ),
    Parameter(
        "base_period",
        "varying",
        Text(
            "before treatment compare with the period before (varying) or with the last untreated one (universal)",
            "处理前各期与上一期比较（varying），或与处理前最后一期比较（universal）",
        ),
        choices=("varying", "universal"),
    ),
    Parameter(
        "anticipation",
        0,
        Text("periods before treatment in which it may act already", "处理可能提前生效的时期数"),
        least=0,
    ),
    Parameter("confidence", 0.95, Text("of intervals and bands", "区间的置信水平"), least=0.5, most=0.999),
    Parameter(
        "reps",
        1000,
        Text("draws for the bands; 0: no bands", "同时区间的重抽样次数；0 为不计算"),
        least=0,
        most=100_000,
    ),
    Parameter("seed", 1, Text("of these draws", "重抽样的种子"), least=0),
)
_OUTPUTS = (
    Column(
        "aggregation",
        type="text",
        title=Text("group_time, or which average", "group_time 或平均的种类"),
    ),
    Column("g", "period", type="integer", title=Text("group: its first treatment", "组：首次处理时期")),
    Column("t", "period", type="integer", title=Text("period", "时期")),
    Column("event", "periods", type="integer", title=Text("periods since treatment", "距处理的时期数")),
    Column("att", "unit of y", title=Text("average effect on the treated", "处理组平均效应")),
    Column("se", "unit of y", title=Text("standard error", "标准误")),
    Column("ci_low", "unit of y", title=Text("lower end of its interval", "区间下端")),
    Column("ci_high", "unit of y", title=Text("upper end of its interval", "区间上端")),
    Column("band_low", "unit of y", title=Text("lower end of the band", "同时区间下端")),
    Column("band_high", "unit of y", title=Text("upper end of the band", "同时区间上端")),
    Column("n_treated", "units", type="integer", title=Text("treated units", "处理个体数")),
    Column("n_control", "units", type="integer", title=Text("units compared with", "对照个体数")),
    Column("small_groups", type="text", title=Text("groups of fewer than 5 units", "不足 5 个个体的组")),
    Column("reason", type="text", title=Text("why something is missing", "缺失的原因")),
    Column("confidence", "share", title=Text("of intervals and bands", "区间与同时区间的置信水平")),
    Column(
        "pretrend_p", "probability", title=Text("p of no effect before treatment", "处理前无差异检验的 p 值")
    ),
    Column("pretrend_wald", title=Text("Wald statistic of that", "该检验的 Wald 统计量")),
    Column("pretrend_df", "count", type="integer", title=Text("its degrees of freedom", "其自由度")),
    Column("units", "units", type="integer", title=Text("units that count", "计入的个体数")),
    Column(
        "left_out_gaps", "units", type="integer", title=Text("left out: a period is missing", "因缺期未计入")
    ),
    Column(
        "left_out_early",
        "units",
        type="integer",
        title=Text("left out: treated at first", "因首期已处理未计入"),
    ),
    Column("first_period", "period", type="integer", title=Text("first period", "首个时期")),
    Column("last_period", "period", type="integer", title=Text("last period", "末个时期")),
)
_FORMULA = Text(
    """\
A *group* g is the units first treated at g. For each group and period t

`ATT(g, t) = mean over g of (y_t − y_b) − mean over the units compared with of (y_t − y_b)`

- **Base** b: from g on (less `anticipation`) the last period before g − anticipation. Before, the period before t
  (`varying`), or that same last one (`universal`): what should be zero if the groups moved alike.
- **Compared with**: units that are never treated, or (`notyettreated`) all not treated by the later of t and b, less
  anticipation. A unit first treated after the last period counts as never treated. Where nobody is never treated, the last
  group is there only to be compared with, and periods from its treatment on have no effects.

Averages, each in rows of its own, over effects from treatment on, by the number of units in each group:
`simple` over all; `event` by t − g (also before treatment); `group` by g, its periods alike; `calendar` by t;
`dynamic_avg` and `calendar_avg` are the plain means of `event` ≥ 0 and `calendar`; **`group_avg`** is the mean of `group` by
size: the effect on an average treated unit, and what is told.

**Standard error**: the root of the sum over units of their squared influences; those of averages hold that sizes of groups
are estimates too. Units are the clusters. **Interval**: ± the normal quantile. **Band**: holds for all rows of its
`aggregation` at once; Mammen's multipliers drawn `reps` times for units. **Pre-trend**: Wald's test that all effects before
treatment (less anticipation) are zero.
""",
    """\
*组* g 为首次处理时期同为 g 的个体。每组每期

`ATT(g, t) = 组 g 的 (y_t − y_b) 均值 − 对照个体的 (y_t − y_b) 均值`

- **基期** b：自 g − anticipation 起为此前最后一期；更早的各期为 t 的上一期（`varying`）或同一最后一期（`universal`），
  若各组变动相同则应为零。
- **对照**：从未处理的个体，或（`notyettreated`）到 t 与 b 中较晚者（加 anticipation）仍未处理的个体。
  末期之后才处理的视为从未处理。若没有从未处理者，最后处理的一组只作对照，自其处理起各期没有结果。

平均各自成行，取处理之后的效应，按各组个体数加权：`simple` 为全部；`event` 按 t − g（含处理前）；`group` 按 g，各期等权；
`calendar` 按 t；`dynamic_avg`、`calendar_avg` 为 `event` ≥ 0 和 `calendar` 的简单平均；**`group_avg`** 为 `group`
按个体数的加权平均，即对平均一个处理个体的效应，文字说明采用此值。

**标准误**：各个体影响函数平方和的平方根，平均值还计入组规模的抽样误差；以个体为聚类。**区间**：± 正态分位数。**同时区间**：
对同一 `aggregation` 的各行同时成立，按个体抽取 Mammen 乘数 `reps` 次。
**处理前检验**：处理前（扣除提前期）各效应均为零的 Wald 检验。
""",
)
_LIMITS = (
    Text(
        "It rests on parallel trends: without treatment the treated would have moved as those compared with. A pre-trend "
        "test that finds nothing is no proof, the less the fewer the units. Choose them, or compare with, by what would "
        "have moved alike; covariates are not taken.",
        "以平行趋势为前提：若未处理，处理组与对照组变动相同。处理前检验未发现差异并非证明，个体越少越是如此。不使用协变量。",
    ),
    Text(
        "Treatment stays: a unit that leaves the programme counts as treated on. Effects on those compared with "
        "(suppliers, rivals) are no part of it and bias it.",
        "处理一经开始即持续：退出者仍计为已处理。对对照个体的波及（供应商、竞争者）会使结果有偏。",
    ),
    Text(
        "Units without a value in some period are left out and counted in `left_out_gaps`; units treated from the first "
        "period on in `left_out_early`. If a few years cost many units, run it without these years. An enterprise that "
        "closed is a gap too: if the programme keeps enterprises alive, the figure does not show it.",
        "在某期没有数值的个体不计入，其数见 `left_out_gaps`；自首期起已处理的见 `left_out_early`。若个别年份使许多个体落选，"
        "请去掉这些年份再算。停业的企业同样因缺期落选：若项目使企业得以存续，本结果不能反映。",
    ),
    Text(
        "Intervals hold for many units. In simulated panels 95 % intervals of `group_time` held the truth in 94 % of cases "
        "with 20 units in a group, in 90 % with 6 and 86 % with 3 (`group_avg`: 96, 94, 91 %), and the pre-trend test "
        "at 5 % found what was not there in 10, 22 and 48 %. Groups of fewer than 5 are named in `small_groups`; "
        "a group of one has an effect "
        "without standard error, and so has an average of which such groups are more than a tenth.",
        "区间适用于个体较多的情形。模拟面板中，`group_time` 的 95 % 区间在每组 20、6、3 个个体时分别有 94、90、86 % 含真值"
        "（`group_avg` 为 96、94、91 %），5 % 水平的处理前检验误报 10、22、48 %。不足 5 个个体的组列于 "
        "`small_groups`；只有一个个体的组没有标准误，此类组占一成以上的平均也没有。",
    ),
    Text(
        "Periods are those that the file has, in their order: with years 2015, 2017, 2019 the base of 2018's group is 2017.",
        "时期为文件中出现的时期，依序排列：如只有 2015、2017、2019 年，2018 年处理的组以 2017 年为基期。",
    ),
    Text(
        "R's did gives standard errors from its bootstrap by default: they differ in the fourth digit from run to run. With "
        "`anticipation` of 2 or more the anticipated periods here have the base of the paper's theorem 1, in did the "
        "period before.",
        "R 的 did 默认由重抽样得到标准误，每次运行第四位有效数字有别。`anticipation` 不小于 2 时，提前期在此按论文定理 1 取基期，"
        "did 取上一期。",
    ),
)
_SOURCE = Text(
    "Synthetic, no real enterprise: 24 invented enterprises, 2018 to 2023, y = log of output per head. Six joined a "
    "programme in 2020, six in 2022, twelve never; drawn with an effect of 0.05 in the first year and 0.03 more in each "
    "further one",
    "合成数据，非真实企业：24 家虚构企业，2018 至 2023 年，y 为人均产值的对数。6 家 2020 年加入项目，6 家 2022 年加入，12 家"
    "从未加入；设定效果为首年 0.05，此后每年再加 0.03",
)

GROUP_TIME_ATT = Method(
    name="impact.group_time_att",
    title=Text("What a programme did: effects by group and time", "项目效果：分组分期的处理效应"),
    standard="Callaway & Sant'Anna 2021 (no official standard)",
    clause=Text(
        "ATT(g, t) of equations 2.8 and 2.9 without covariates, and the averages of section 3",
        "式2.8、2.9的 ATT(g, t)（无协变量）及第3节的平均",
    ),
    inputs=_INPUTS,
    parameters=_PARAMETERS,
    outputs=_OUTPUTS,
    run=group_time_att,
    key=("aggregation", "g", "t", "event"),
    arrays=True,
    tells=tells,
    chart=chart,
    references=(
        "Callaway B., Sant'Anna P. H. C. (2021): Difference-in-Differences with multiple time periods. "
        "Journal of Econometrics 225, 200–230",
        "Goodman-Bacon A. (2021): Difference-in-differences with variation in treatment timing. Journal of Econometrics 225, "
        "254–277 (why a two-way estimate is not given)",
        "Roth J. (2022): Pretest with caution. American Economic Review: Insights 4, 305–322",
    ),
    formula=_FORMULA,
    limits=_LIMITS,
    example=Example("impact_synthetic_enterprises.csv", _SOURCE),
)

METHODS = (GROUP_TIME_ATT,)
