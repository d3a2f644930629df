"""What the registry says of rates and means from samples."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.registry import Column, Example, Method, Parameter
from qualicity.methods.sampling.estimates.binomial import proportion_interval
from qualicity.methods.sampling.estimates.linearised import LONELY
from qualicity.methods.sampling.estimates.survey import survey_mean, survey_proportion
from qualicity.methods.sampling.estimates.telling import tell_mean, tell_share

_CONFIDENCE = Parameter(
    "confidence", 0.95, Text("share of intervals that hold the truth", "置信水平"), least=0.5, most=0.999999
)
_REASON = Column("reason", type="text", title=Text("why there is no estimate", "没有估计值的原因"))
_NOTE = Column(
    "note", type="text", title=Text("what to know, such as a small sample", "须注意之处，如样本过小")
)
_SAMPLE = Text(
    "Hours of Foshan's eight stations, 26 March to 8 April 2020 (MIT-licensed copy of the public feed): of each station "
    "five of its hours with a value, drawn with a fixed seed; `hours` is how many it had, "
    "`part` day (7 to 18 h) or night. The mean of all was 16.07 µg/m³, "
    "and PM2.5 was at most 35 µg/m³ in 94.1 % of them",
    "佛山市八个监测站2020年3月26日至4月8日的小时值（公开数据的 MIT 许可副本）：每站从有值的小时中以固定种子抽取五个；"
    "`hours` 为该站有值的小时数，"
    "`part` 为白天（7–18时）或夜间。全部小时的均值为 16.07 µg/m³，其中 PM2.5 不高于 35 µg/m³ 的占 94.1 %",
)


def _interval(name: str, title: str, zh: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_lo", "share", title=Text(f"{title}, lower end", f"{zh}下限")),
        Column(f"{name}_hi", "share", title=Text(f"{title}, upper end", f"{zh}上限")),
    )


PROPORTION_INTERVAL = Method(
    name="sampling.proportion_interval",
    title=Text("A rate with its interval, of a simple random sample", "简单随机样本的比率及其置信区间"),
    standard="Wilson 1927; Clopper and Pearson 1934; Brown, Cai and DasGupta 2001",
    clause=Text("interval estimation for a binomial proportion", "二项比例的区间估计"),
    inputs=(
        Column("k", "count", "integer", required=True, least=0, title=Text("cases found", "发现数")),
        Column("n", "count", "integer", required=True, least=0, title=Text("items drawn", "抽取数")),
    ),
    parameters=(_CONFIDENCE,),
    outputs=(
        Column("estimate", "share", title=Text("k / n", "k / n")),
        *_interval("wilson", "Wilson", "Wilson "),
        *_interval("cp", "Clopper-Pearson", "Clopper-Pearson "),
        *_interval("jeffreys", "Jeffreys", "Jeffreys "),
        Column("confidence", "share", title=Text("of the intervals", "置信水平")),
        Column("design", type="text", title=Text("what the intervals rest on", "区间所依据的抽样设计")),
        _NOTE,
        _REASON,
    ),
    run=proportion_interval,
    arrays=True,
    references=(
        "https://doi.org/10.1080/01621459.1927.10502953",
        "https://doi.org/10.1093/biomet/26.4.404",
        "https://doi.org/10.1214/ss/1009213286",
    ),
    formula=Text(
        "With p = k/n and z the normal quantile of (1 + confidence)/2:\n\n"
        "- **Wilson** (use this one): `(p + z²/2n ∓ z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`.\n"
        "- **Clopper-Pearson** (never covers too little, often too wide): quantiles of Beta(k, n − k + 1) below and "
        "Beta(k + 1, n − k) above.\n"
        "- **Jeffreys**: quantiles of Beta(k + ½, n − k + ½); 0 below where k = 0, 1 above where k = n.",
        "记 p = k/n，z 为正态分布 (1 + 置信水平)/2 分位数：\n\n"
        "- **Wilson**（一般用此）：`(p + z²/2n ∓ z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`。\n"
        "- **Clopper-Pearson**（覆盖率不低于名义值，常偏宽）：下限为 "
        "Beta(k, n − k + 1) 的分位数，上限为 Beta(k + 1, n − k) 的分位数。\n"
        "- **Jeffreys**：Beta(k + ½, n − k + ½) 的分位数；k = 0 时下限为0，k = n 时上限为1。",
    ),
    limits=(
        Text(
            "Only for a simple random sample, in which every item was as likely to be drawn as any other and "
            "independently. Strata, clusters or weights: `sampling.survey_proportion`. Items picked for a reason "
            "(complaints, high risk) say nothing of the others, whatever the interval.",
            "仅适用于简单随机样本：每件被抽中的可能性相同且相互独立。有分层、整群或权数时用 `sampling.survey_proportion`。"
            "有针对性选取的样本（投诉、高风险）不能代表其余产品，任何区间均无意义。",
        ),
        Text(
            "The population is taken as large: where more than a tenth of it was drawn the intervals are wider than needed.",
            "总体视为很大：抽取超过总体十分之一时，区间偏宽。",
        ),
        Text(
            "A sample of fewer than 30, or with fewer than 5 of either kind, says so in `note`.",
            "样本少于30，或任一类少于5时，在 `note` 中注明。",
        ),
    ),
    example=Example(
        "sampling_counts.csv",
        Text(
            "Synthetic counts of products found wanting, two of them impossible",
            "合成的不合格品计数，其中两行不成立",
        ),
    ),
)

_INPUTS = (
    Column(
        *("weight", "items"),
        named=True,
        least=0,
        title=Text("how many of the population a row stands for", "一行代表总体中的数量（权数）"),
    ),
    Column("strata", type="text", named=True, title=Text("its stratum", "所属层")),
    Column(
        *("psu", ""),
        type="text",
        named=True,
        title=Text(
            "primary sampling unit: the cluster that was drawn, else the row",
            "初级抽样单元：所抽的群；缺省为行",
        ),
    ),
    Column(
        *("fpc", "units or share"),
        named=True,
        least=0,
        title=Text(
            "units in the stratum's population (above 1), or share drawn (up to 1)",
            "该层总体单元数（大于1），或抽样比（不大于1）",
        ),
    ),
    Column("by", type="text", named=True, title=Text("domain that is estimated apart", "分组估计的域")),
)
_LONELY_PSU = Parameter(
    "lonely_psu",
    "fail",
    Text(
        "a stratum with one unit: fail gives no estimate; adjust takes its distance from the mean of all, average the "
        "mean variance of other strata; certainty and remove leave it out",
        "只有一个单元的层：fail 不给估计；adjust 取其与总均值之差；average 取其他层方差的平均；certainty 与 remove 不计",
    ),
    LONELY,
)
_LIKE_R = Text(
    "Columns and options as R's package survey has them: `svydesign(id = ~psu, strata = ~strata, weights = ~weight, fpc = "
    "~fpc, nest = TRUE)`, then `svymean`, `svyciprop` and `svyby`; `subset(design, !is.na(value))` where values are missing.",
    "各列与选项同 R 的 survey 包：`svydesign(id = ~psu, strata = ~strata, weights = ~weight, fpc = ~fpc, nest = TRUE)`，"
    "再用 `svymean`、`svyciprop`、`svyby`；有缺失值时同 `subset(design, !is.na(value))`。",
)
_SURVEY_LIMITS = (
    _LIKE_R,
    Text(
        "Which column is which is said by `--set value=api00 --set strata=stype`; a column that is called `weight`, "
        "`strata`, `psu`, `fpc` or `by` is taken without being named, and `--set fpc=` leaves it out. What was taken is "
        "said in `design`.",
        "用 `--set value=api00 --set strata=stype` 指明各列；名为 `weight`、`strata`、`psu`、`fpc`、`by` 的列无须指明即被采用，"
        "`--set fpc=` 则不用。实际采用的设计写在 `design` 中。",
    ),
    Text(
        "Without `weight`, rows stand for as many as `fpc` says: the stratum's units over those drawn; without either all "
        "rows count alike. Weights are taken as known: those fitted to totals afterwards (raking) have smaller errors than "
        "this says, those for non-response larger ones.",
        "没有 `weight` 时按 `fpc` 推算：该层总体单元数除以抽取数；两者都没有时各行等权。权数视为已知：事后校准的权数误差比此处"
        "小，"
        "无应答调整的权数误差比此处大。",
    ),
    Text(
        "Only the first stage counts for the variance: where clusters were drawn and then rows within them, give the "
        "clusters as `psu`; with `fpc` of the clusters the part of the later stages is left out, which is little where few "
        "of the clusters were drawn.",
        "方差只计第一阶段：先抽群再在群内抽行时，`psu` 给出群；若给出群的 `fpc`，则不含后续阶段的方差，群的抽样比小时影响很小。",
    ),
    Text(
        "Rows without a value, a weight, a stratum or a unit are left out, counted in `n_missing`; their units remain among "
        "those drawn. That is right where nothing but chance made them missing. `NA`, `-` and the like are missing also in "
        "columns of text.",
        "缺少数值、权数、层或单元的行不计，数目见 `n_missing`；其单元仍计入抽取数。仅当缺失纯属偶然时这样做才正确。"
        "文本列中的 `NA`、`-` 等亦为缺失。",
    ),
    Text(
        "Degrees of freedom of a domain are those of the units and strata that it has rows in. No interval (one unit in a "
        "stratum, no degrees of freedom): no estimate either, but a reason.",
        "域的自由度按其有数据的单元数与层数计算。没有区间（某层只有一个单元、自由度为0）时也不给估计值，只给原因。",
    ),
)


def _made(what: Text, *more: Column) -> tuple[Column, ...]:
    return (
        Column("domain", type="text", title=Text("value of by; all without it", "by 的取值；未指定时为 all")),
        *more,
        Column("estimate", title=what),
        Column("se", title=Text("standard error", "标准误")),
        Column("ci_low", title=Text("lower end of the interval", "区间下限")),
        Column("ci_high", title=Text("upper end of the interval", "区间上限")),
        Column(
            "df",
            "count",
            "integer",
            title=Text("degrees of freedom: units less strata", "自由度：单元数减层数"),
        ),
        Column("n", "count", "integer", title=Text("rows that count", "计入的行数")),
        Column("n_missing", "count", "integer", title=Text("rows left out", "未计入的行数")),
        Column("n_psus", "count", "integer", title=Text("primary sampling units", "初级抽样单元数")),
        Column("n_strata", "count", "integer", title=Text("strata", "层数")),
        Column(
            "deff",
            "ratio",
            title=Text(
                "design effect: variance over that of a simple random sample",
                "设计效应：与简单随机样本的方差之比",
            ),
        ),
        Column("confidence", "share", title=Text("of the interval", "置信水平")),
        Column("interval", type="text", title=Text("which interval", "区间种类")),
        Column("design", type="text", title=Text("the design that it rests on", "所依据的抽样设计")),
        _NOTE,
        _REASON,
    )


_VARIANCE = (
    "The variance sums over strata h, over their units i: `z_i = Σ w(y − ȳ)/Σw` over the rows of the unit, "
    "`(1 − n_h/N_h) · n_h/(n_h − 1) · Σ (z_i − z̄_h)²`, with n_h of N_h units drawn (Taylor linearisation; without `fpc` the "
    "first factor is 1). df = units − strata.",
    "方差按层 h 及其单元 i 求和：`z_i = Σ w(y − ȳ)/Σw`（对单元内各行），`(1 − n_h/N_h) · n_h/(n_h − 1) · Σ (z_i − z̄_h)²`，"
    "N_h 个单元中抽取 n_h 个（泰勒线性化；没有 `fpc` 时首个因子为1）。自由度 = 单元数 − 层数。",
)
_REFERENCES = (
    "https://r-survey.r-forge.r-project.org/survey/",
    "Cochran, Sampling Techniques, 3rd edition, chapters 5 and 11",
    "Lumley, Complex Surveys: A Guide to Analysis Using R",
)

SURVEY_MEAN = Method(
    name="sampling.survey_mean",
    title=Text("A mean with its interval, after the design of the sample", "按抽样设计估计均值及其置信区间"),
    standard="design-based estimation, Taylor linearisation",
    clause=Text("mean of a stratified or clustered sample, t interval", "分层或整群样本的均值，t 区间"),
    inputs=(
        Column("value", required=True, named=True, title=Text("what is averaged", "求均值的变量")),
        *_INPUTS,
    ),
    parameters=(_CONFIDENCE, _LONELY_PSU),
    outputs=_made(Text("mean", "均值")),
    run=survey_mean,
    key=("domain",),
    arrays=True,
    tells=tell_mean,
    references=_REFERENCES,
    formula=Text(
        f"`ȳ = Σ w·y / Σ w`. {_VARIANCE[0]} The interval is `ȳ ∓ t(df)·se`.",
        f"`ȳ = Σ w·y / Σ w`。{_VARIANCE[1]}区间为 `ȳ ∓ t(df)·se`。",
    ),
    limits=_SURVEY_LIMITS,
    example=Example(
        "sampling_foshan_hours.csv",
        _SAMPLE,
        {"value": "pm25", "strata": "station", "fpc": "hours", "by": "part"},
    ),
)

SURVEY_PROPORTION = Method(
    name="sampling.survey_proportion",
    title=Text("A rate with its interval, after the design of the sample", "按抽样设计估计比率及其置信区间"),
    standard="design-based estimation, Taylor linearisation",
    clause=Text(
        "proportion of a stratified or clustered sample, t interval on the logit scale",
        "分层或整群样本的比例，logit 尺度上的 t 区间",
    ),
    inputs=(
        Column(
            *("value", ""),
            type="text",
            required=True,
            named=True,
            title=Text(
                "yes or no, pass or fail, or a category (see of)", "是/否、合格/不合格，或类别（见 of）"
            ),
        ),
        *_INPUTS,
    ),
    parameters=(
        Parameter(
            "of",
            "",
            Text("the value that is counted; empty: yes, 1, true, pass", "统计的取值；留空为“是”“1”“合格”等"),
        ),
        _CONFIDENCE,
        _LONELY_PSU,
    ),
    outputs=_made(
        Text("share", "占比"), Column("of", type="text", title=Text("the value counted", "统计的取值"))
    ),
    run=survey_proportion,
    key=("domain",),
    arrays=True,
    tells=tell_share,
    references=(*_REFERENCES, "https://www.cdc.gov/nchs/data/series/sr_02/sr02_175.pdf"),
    formula=Text(
        f"`p = Σ w·y / Σ w` with y = 1 where the value is the one counted, else 0. {_VARIANCE[0]}\n\n"
        "The interval is `logit p ∓ t(df)·se/(p(1 − p))`, put back to shares, so it stays between 0 and 1. Where p is 0 "
        "or 1, which has no logit, it is Clopper and Pearson's for `(Σw)²/Σw²` rows times `(t(n − 1)/t(df))²`.",
        f"`p = Σ w·y / Σ w`，取值为所统计者 y = 1，否则 y = 0。{_VARIANCE[1]}\n\n"
        "区间为 `logit p ∓ t(df)·se/(p(1 − p))` 换回比率，因此总在0与1之间。p 为0或1时没有 logit，取 Clopper-Pearson 区间，"
        "行数为 `(Σw)²/Σw²` 乘以 `(t(n − 1)/t(df))²`。",
    ),
    limits=(
        *_SURVEY_LIMITS,
        Text(
            "Where p is 0 or 1 nothing in the sample tells how alike the rows of a cluster are: the interval takes them as "
            "independent, and is too narrow where they are not.",
            "p 为0或1时，样本无法说明群内各行的相似程度：区间按独立计算，若并不独立则偏窄。",
        ),
    ),
    recalled=(
        Text(
            "The interval where p is 0 or 1 follows Korn and Graubard as the US National Center for Health Statistics uses "
            "it; that for unequal weights Kish's effective size takes the place of the number of rows is ours.",
            "p 为0或1时的区间按 Korn 与 Graubard 的方法（美国国家卫生统计中心采用）；权数不等时"
            "以 Kish 有效样本量代替行数为本软件所定。",
        ),
    ),
    example=Example(
        "sampling_foshan_hours.csv",
        _SAMPLE,
        {"value": "good", "strata": "station", "fpc": "hours", "by": "part"},
    ),
)

METHODS = (PROPORTION_INTERVAL, SURVEY_MEAN, SURVEY_PROPORTION)
