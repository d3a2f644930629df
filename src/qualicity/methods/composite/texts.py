"""What the pages of the composite indices say: steps, limits, references."""

from qualicity.errors import Text

AIR = Text(
    "An illustration and no official index: air quality of the 21 cities of Guangdong in December 2021 as the "
    "Department of Ecology "
    "and Environment published it (gdee.gd.gov.cn, content/post_4042401): share of days with good air (%), PM2.5, "
    "PM10, and the 90th "
    "percentile of the daily ozone maxima (µg/m³). The tree and the equal weights of `composite_air_meta.csv` are ours",
    "仅为示例，并非官方指数：广东省 21 个城市 2021 年 12 月空气质量，省生态环境厅公布（gdee.gd.gov.cn，"
    "content/post_4042401）："
    "优良天数比例（%）、PM2.5、PM10、臭氧日最大 8 小时第 90 百分位（µg/m³）。"
    "`composite_air_meta.csv` 中的层级与等权由我们设定",
)

STAGE_BY_STAGE = Text(
    """\
`meta` is a table with one row for each indicator (a column of the data) and aggregate: `iCode`, `Direction` (1: more is
better; −1: less is), `Weight`, `Parent`, `Type` (Indicator, Aggregate; Group and Denominator rows are passed over), and if
wanted `iName`, `Target`, `Denominator`. One row, the index, has no Parent. The stages, in this order:

1. `raw`, `denominated`: x / denominator; a denominator that is missing or not above 0 makes the value missing.
2. `imputed`: mean or median of all units, or of the unit's `group`; by default nothing is filled in.
3. `screened`: units with less than `screen_data` of their values (after imputing), or with too many zeros, are left out;
   by default none is.
4. `treatment`, `treated`: an indicator with |skewness| ≥ 2 and kurtosis ≥ 3.5 (both sample-adjusted:
   G₁ = √(n(n−1))/(n−2)·m₃/m₂^1.5; G₂ = ((n+1)(m₄/m₂² − 3) + 6)(n−1)/((n−2)(n−3))) is winsorised: the highest points
   (the lowest where the skewness is negative) are set to the next value, until it passes or `winmax` points are set; ties
   count together. If that does not do, the original values are put on a logarithm: `log_ct` ln(x − min + .01·range),
   `log_ct_plus` the same on the side of the tail, `log_ct_orig` ln(x − min + 1), `log_gii`
   ln((max − 1)(x − min)/range + 1). `treatment` has one row for each indicator, without unit: points winsorised, skewness
   and kurtosis before and after.
5. `normalised`: x·Direction first, then `minmax` lower + (upper − lower)(x − min)/range, `zscore` (x − mean)/sd, `rank`
   (lowest 1, ties the lower), `borda` rank − 1, `percent_rank` (rank − 1)/(n − 1), or `target` (x − min)/(Target − min).
6. `aggregated`, `index`: weighted means up the tree, arithmetic Σwx/Σw, geometric exp(Σw ln x/Σw) or harmonic Σw/Σ(w/x),
   over the parts that are there: **what is missing is left out, and the weights of the others stand for it**.

The rows: the index first, the best unit at the top, then stage after stage. `rank` is 1 for the best; scores that agree to
ten digits share a rank. `note` tells `imputed`, `winsorised_high`, `winsorised_low`, `log_ct`; `reason` why a value is
missing: `missing`, `denominator`, `screened`, `least_data`, `twice` (two rows of one unit that differ).
`composite.index` reproduces COINr's ASEM example at every stage to 1e-12 (`impute=group_mean group=EurAsia_group
screen=data screen_data=0.9`).
""",
    """\
`meta` 为一张表，每个指标（数据中的一列）与汇总项各一行：`iCode`、`Direction`（1 越大越好，−1 越小越好）、`Weight`、`Parent`、
`Type`（Indicator、Aggregate；Group 与 Denominator 行略过），可另有 `iName`、`Target`、`Denominator`。没有 Parent 的一行即指数。
各阶段依次为：

1. `raw`、`denominated`：x / 分母；分母缺失或不大于 0 时数值缺失。
2. `imputed`：以全部单位或所在 `group` 的均值或中位数填补；默认不填补。
3. `screened`：（填补后）数据份额低于 `screen_data` 或零值太多的单位被排除；默认不排除。
4. `treatment`、`treated`：|偏度| ≥ 2 且峰度 ≥ 3.5（均经样本校正：G₁ = √(n(n−1))/(n−2)·m₃/m₂^1.5；
   G₂ = ((n+1)(m₄/m₂² − 3) + 6)(n−1)/((n−2)(n−3))）的指标先缩尾：最高的点（偏度为负时最低的点）取为相邻值，直至通过或已达
   `winmax` 个点；相同的值一并计。仍不通过则对原值取对数：`log_ct` ln(x − min + .01·极差)，`log_ct_plus` 在长尾一侧作同样变换，
   `log_ct_orig` ln(x − min + 1)，`log_gii` ln((max − 1)(x − min)/极差 + 1)。
   `treatment` 每个指标一行（无单位名）：缩尾点数及处理前后的偏度、峰度。
5. `normalised`：先乘 Direction，再 `minmax` lower + (upper − lower)(x − min)/极差、`zscore` (x − 均值)/标准差、`rank`（最低为 1，
   并列取低）、`borda` rank − 1、`percent_rank` (rank − 1)/(n − 1) 或 `target` (x − min)/(Target − min)。
6. `aggregated`、`index`：逐级加权平均，算术 Σwx/Σw、几何 exp(Σw ln x/Σw) 或调和 Σw/Σ(w/x)，只用有数据的部分：
   **缺失的略去，由其余部分的权重分担**。

结果的行：先为指数（最好的单位在前），再依次为各阶段。`rank` 1 为最好；前十位数字相同的得分名次相同。`note` 注明 `imputed`、
`winsorised_high`、`winsorised_low`、`log_ct`；`reason` 注明缺失原因：`missing`、`denominator`（分母）、`screened`（被排除）、
`least_data`（数据太少）、`twice`（同一单位有两行且不同）。`composite.index` 逐阶段复现 COINr 的 ASEM 示例，误差小于 1e-12
（`impute=group_mean group=EurAsia_group screen=data screen_data=0.9`）。
""",
)

UNCERTAINTY = Text(
    """\
The index is made anew, thousands of times, under assumptions that somebody else might as well have made:

- `weights`: each weight times a number from 1 − `noise` to 1 + `noise`, all as likely, each drawn by itself;
- `normalise`, `aggregate`, `impute`: one of the alternatives, the index's own among them, all as likely; `treat`: as set or
  not at all; `indicator` (only if asked for): one of the indicators left out, or none.

An assumption that cannot make a difference here is left out (imputing where nothing is missing). Where the mean is geometric
or harmonic, min-max runs from 1 to `upper`, and other scales are put on [1, 100] by one straight line for all indicators.

**Ranks of each unit**: median, 5th and 95th percent and mean over 2n independent draws, beside the index and rank as set.

**Assumptions**: the result that is explained is the mean absolute shift of all ranks from those as set. Saltelli's design
(A, B, and A with one assumption from B) gives the first-order index mean(f_B·(f_AB − f_A))/V, the share of the variance that an
assumption explains by itself, and the total index mean((f_A − f_AB)²)/2V (Jansen), with all its interactions. A vector of
weights is one assumption. 95 % intervals: percentile bootstrap, 500 resamples. Estimates near 0 may come out below it.
""",
    """\
在他人同样可能采用的假设下，把指数重新计算数千次：

- `weights`：各权重各自独立乘以 1 − `noise` 至 1 + `noise` 之间均匀分布的数；
- `normalise`、`aggregate`、`impute`：等概率取备选之一（含指数本身所用）；`treat`：按设定处理或不处理；`indicator`（须指明）：
  去掉一个指标，或都不去掉。

不会产生差别的假设自动略去（如没有缺失值时的填补）。用几何或调和平均时，minmax 从 1 到 `upper`，其他量纲以同一条直线变换到
[1, 100]。

**单位的名次**：2n 次独立抽样的中位数、5 % 与 95 % 分位数及均值，与设定的指数和名次并列。

**假设**：所解释的结果为全部名次相对于设定名次的平均绝对变动。Saltelli 设计（A、B，以及某一假设取自 B 的 A）给出一阶指数
mean(f_B·(f_AB − f_A))/V，即该假设单独解释的方差份额，以及含全部交互作用的总效应指数 mean((f_A − f_AB)²)/2V（Jansen）。全部权重
视为一个假设。95 % 区间为百分位自助法，500 次重抽样。接近 0 的估计值可能略低于 0。
""",
)

AGREEMENT = Text(
    """\
Of the normalised indicators (more is better in each) and the aggregates of `composite.index`:

- `alpha`: Cronbach's alpha of an aggregate's parts, k²·(mean covariance)/(sum of all variances and covariances), and
  `alpha_of_indicators` of all indicators together; covariances over the units that have both. Interval: Feldt (1965), with the
  units that have all parts.
- `correlation_with_aggregate`: Pearson's of each part with its aggregate and with the index (it is a part of them itself).
- `correlation`: Pearson's of each pair of indicators, and of aggregates under one parent. Interval: Fisher's z.
""",
    """\
对 `composite.index` 的归一化指标（均为越大越好）与汇总项：

- `alpha`：汇总项各组成部分的 Cronbach alpha，k²·（平均协方差）/（全部方差与协方差之和）；`alpha_of_indicators` 为全部指标合计；
  协方差取两者均有数据的单位。区间：Feldt（1965），以数据齐全的单位计。
- `correlation_with_aggregate`：各组成部分与所属汇总项及指数的 Pearson 相关（其自身包含在内）。
- `correlation`：每对指标以及同一上级的汇总项之间的 Pearson 相关。区间：Fisher z。
""",
)

LIMITS = (
    Text(
        "An index orders units by what its weights, scales and means hold to be equal in worth; another maker's order "
        "may differ as "
        "soundly. Publish it with `composite.sensitivity`.",
        "指数的排序取决于权重、量纲与平均方式所隐含的价值取舍；他人的排序可能同样有理。"
        "请与 `composite.sensitivity` 一同公布。",
    ),
    Text(
        "With min-max a unit's score depends on the best and the worst unit: a unit that joins or leaves can change "
        "the others'. Scores of "
        "different years compare only if made together.",
        "minmax 下得分取决于最好与最差的单位：单位增减会改变其他单位的得分；不同年份须一并计算才可比较。",
    ),
    Text(
        "Leaving out what is missing takes a unit to be as good there as in the rest of the aggregate; `data` says how "
        "much was there.",
        "略去缺失值等于假定该单位此处与其余部分同样好；`data` 注明有数据的份额。",
    ),
    Text(
        "An indicator that is constant is refused by minmax and zscore. A Target is compared with the value after "
        "denominating and "
        "winsorising, and refused for an indicator that was put on a logarithm.",
        "minmax 与 zscore 不接受数值不变的指标。Target 与除以分母、缩尾之后的数值比较；取了对数的指标不接受 Target。",
    ),
    Text(
        "A weight is not an importance: how much an indicator decides depends on its spread and correlations too.",
        "权重不等于重要性：指标的实际作用还取决于其离散程度与相关关系。",
    ),
)
RECALLED = (
    Text(
        "The Handbook's steps are cited as commonly numbered; formulas, defaults and the order of winsorising are COINr's, "
        "checked on its ASEM example. That example puts no indicator on a logarithm: the logarithms are checked by "
        "their formulas alone.",
        "手册各步骤按通行编号引用；公式、默认值与缩尾次序依 COINr，并以其 ASEM 示例核对。该示例没有取对数的指标，"
        "对数变换仅按公式核对。",
    ),
)
UNCERTAINTY_LIMITS = (
    Text(
        "Only assumptions that are varied count: the choice of indicators, errors of the data and the tree do not, "
        "unless `indicator` "
        "or other runs try them.",
        "只反映所变动的假设：不含指标的选取（除非用 `indicator`）、数据误差与层级结构。",
    ),
    Text(
        "The range of ranks is no confidence interval: it says how far ranks depend on choices that were taken to be "
        "as likely as each other.",
        "名次范围不是置信区间，而是名次对若干等可能选择的依赖程度。",
    ),
    Text(
        "The alternatives decide the shares: a wide `noise` makes weights matter more, three normalisers more than two.",
        "份额取决于所设备选：`noise` 越大，权重的作用越大。",
    ),
)
AGREEMENT_LIMITS = (
    Text(
        "Alpha and correlations describe; a low alpha does not make an index wrong (good air and quiet streets need "
        "not go together), "
        "but then the weights decide.",
        "alpha 与相关系数只作描述：alpha 低并不说明指数错误（空气好与街道安静未必同时出现），但此时结果取决于权重。",
    ),
    Text(
        "Intervals take the units for a random sample of many; for all cities of a province they show how little a few "
        "units tell.",
        "区间把各单位视为大总体的随机样本；对一省全部城市而言，它表明少量单位所含信息有限。",
    ),
)
REFERENCES = (
    "OECD, JRC (2008): Handbook on Constructing Composite Indicators. OECD Publishing",
    "Becker W. et al. (2022): COINr: An R package for developing composite indicators. JOSS 7(78), 4567",
    "Joanes D. N., Gill C. A. (1998): Comparing measures of sample skewness and kurtosis. The Statistician 47, 183–189",
    "Saisana M., Saltelli A., Tarantola S. (2005): Uncertainty and sensitivity analysis techniques. JRSS A 168, 307–323",
    "Saltelli A. et al. (2010): Variance based sensitivity analysis of model output. Computer Physics Communications "
    "181, 259–270",
    "Jansen M. J. W. (1999): Analysis of variance designs for model output. Computer Physics Communications 117, 35–43",
    "Feldt L. S. (1965): The approximate sampling distribution of Kuder–Richardson reliability coefficient twenty. "
    "Psychometrika 30, 357–370",
)
