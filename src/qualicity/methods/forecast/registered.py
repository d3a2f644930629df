"""What the registry says of the forecasts."""

from qualicity.errors import Text
from qualicity.methods.forecast.chances import probability
from qualicity.methods.forecast.fans import fan
from qualicity.methods.registry import Column, Example, Method, Parameter

_SERIES = (
    Column("series_id", type="text", required=True, title=Text("series", "序列")),
    Column("year", "year", type="integer", required=True, title=Text("year", "年份"), least=1000, most=9999),
    Column(
        "value",
        "unit of the series",
        required=True,
        title=Text("value; empty where missing", "数值；缺失为空"),
    ),
)
_BOUNDS = (
    Column(
        *("lower", "unit of the series"),
        title=Text("least value that can be (0 for a share or count)", "可能的最小值（如份额、计数为 0）"),
    ),
    Column(
        *("upper", "unit of the series"),
        title=Text("largest value that can be (100 for a percentage)", "可能的最大值（如百分数为 100）"),
    ),
)
_QUESTION = (
    Column("target", "unit of the series", required=True, title=Text("target", "目标值")),
    # Not `required`, though needed in one row of each series: rows without it are history all the same.
    Column(
        *("target_year", "year"),
        type="integer",
        title=Text(
            "year in which it is due; needed, in any row of the series",
            "目标年份；必须给出，可在序列的任一行",
        ),
        least=1000,
        most=9999,
    ),
    Column(
        "direction",
        type="text",
        title=Text(
            "up: at least the target; down: at most; needed, in any row of the series",
            "up：不低于目标；down：不高于目标；必须给出，可在序列的任一行",
        ),
    ),
)
_POINTS = Column("n", "count", type="integer", title=Text("points of the series", "序列的数据点数"))
_REASON = Column("reason", type="text", title=Text("why there is no figure", "没有结果的原因"))
_SOURCE = Text(
    "World Bank, World Development Indicators (September 2021), CC BY 4.0: research and development expenditure, mortality "
    "caused by road traffic injury, and women's share of seats in the national parliament, China, to six digits; the last "
    "series is the first one cut to four years",
    "世界银行《世界发展指标》（2021年9月），CC BY 4.0：中国的研究与试验发展经费占国内生产总值比重、道路交通伤害死亡率、"
    "国家议会女性席位占比，保留六位有效数字；最后一个序列为第一个序列只取四年",
)
_TARGETS = Text(
    ". Targets: 2.5 % of GDP in 2020 of the 13th Five-Year Plan; half the deaths of 2019 by 2030, after the UN's decade of "
    "action; 30 % of seats in 2030 is an example",
    "。目标：“十三五”规划 2020 年研发经费 2.5 %；参照联合国行动十年，2030 年死亡率比 2019 年减半；2030 年女性席位 30 % 仅为示例",
)

_STEPS = Text(
    """\
1. **Scale.** Where a series changes by less than about 10 % a year (root of the mean squared deviation of its changes
   on the logarithmic scale below 0.1) it is forecast on the logarithm; a jumpier one on its square root. With a `lower`
   bound the distance to it is what is transformed, with only an `upper` one the distance below that; with both,
   (value − lower)/(upper − lower) on the logit scale, or on arcsin √ where the series is jumpy or touches a bound.
   Without bounds, a series with a negative value stays as it is.
2. **Estimate.** On that scale the mean of three forecasts: *naive* (the last value), *theta* (mean of the straight line
   and of simple exponential smoothing of twice the series minus that line) and *damped trend* (Holt's trend that fades
   by φ ≤ .98 a year; smoothing parameters with the least squared one-year errors). Only the last 20 points count.
3. **Spread.** s = √(m² + sd²): m the mean and sd the standard deviation of the yearly changes on the scale. Over a gap
   of g years a change counts as g yearly ones: (change − m·g)²/g. A gap is bridged by a straight line for step 2.
4. **Errors of real series.** The same was done from past years of 5,754 real yearly series: errors
   e = (value − estimate)/(s·√h) are pooled by the years ahead h, the points of history (6, 8, 10, 12, 15, 20, 30;
   interpolated between) and calm or jumpy; over- and underestimates count alike. q_p(h) is the size that a share p of
   them keeps (split conformal quantile, rank (n+1)·p); q·√h never falls with h.
""",
    """\
1. **尺度。** 年变化小于约 10 %（对数尺度上年变化的标准差小于 0.1）的序列取对数后预测，波动更大的取平方根。给出 `lower`
   时变换的是与下界的距离，只给出 `upper` 时是与上界的距离；两者都给出时，对 (value − lower)/(upper − lower) 取
   logit，波动大或触及界限的序列取 arcsin √。没有界限而含负值的序列不变换。
2. **估计值。** 在该尺度上取三种预测的平均：*naive*（末值不变）、*theta*（直线与“两倍序列减直线”的简单指数平滑之平均）、
   *阻尼趋势*（Holt 趋势逐年按 φ ≤ .98 衰减；平滑参数取一年预测误差平方和最小者）。只用最近 20 个数据点。
3. **离散程度。** s = √(m² + sd²)，m、sd 为该尺度上年变化的均值与标准差。相隔 g 年的变化按 g 个年变化计：
   (变化 − m·g)²/g；第 2 步中缺口以直线连接。
4. **真实序列的误差。** 对 5,754 个真实年度序列从过去各年作同样预测，误差 e = (实际值 − 估计值)/(s·√h) 按预测年数 h、
   历史点数（6、8、10、12、15、20、30，其间内插）以及平稳或波动汇总，高估与低估同等对待。q_p(h) 为占比 p 的误差不超过的大小
   （分割保形分位数，秩 (n+1)·p）；q·√h 不随 h 减小。
""",
)
_FAN_STEP = Text(
    """\
5. **Fan.** mean = estimate; intervals estimate ∓ q_p(h)·s·√h with p = .80 and .95, all put back to the unit of the
   values and kept within declared bounds. `mean` is the middle of what may come (half above, half below).
""",
    """\
5. **扇形。** mean = 估计值；区间为 估计值 ∓ q_p(h)·s·√h，p = .80 与 .95，换回原单位并限于给定界限之内。`mean` 是可能
   结果的中位（高低各半）。
""",
)
_CHANCE_STEP = Text(
    """\
5. **Probability.** With x = (target on the scale − estimate)/(s·√h), h = target_year − last year: the share of the
   errors e ≥ x for direction *up* (at least the target), e ≤ x for *down* (at most). Between the shares kept in the
   table it is interpolated linearly; beyond the largest (.995) the rest falls with the square of the size. So the upper
   end of `forecast.fan`'s 80 % interval has probability .10 up. Declared bounds
   hold here too: at least the lower one is sure, more than the upper one never comes.
""",
    """\
5. **概率。** 令 x = (目标在该尺度上的值 − 估计值)/(s·√h)，h = target_year − 末年：方向 *up*（不低于目标）取误差 e ≥ x 的
   占比，*down*（不高于目标）取 e ≤ x 的占比。表中各占比之间线性内插，最大占比（.995）以外按大小的平方衰减。因此
   `forecast.fan` 80 % 区间上端的 up 概率为 .10。给定的界限同样有效：不低于下界必然达到，
   高于上界不可能达到。
""",
)


def _joined(*texts: Text) -> Text:
    return Text("".join(t.en for t in texts), "".join(t.zh or t.en for t in texts))


_LIMITS = (
    Text(
        "The past of the series is all that is known: no policy, investment or event yet to come, no break in a definition "
        "or boundary, no later revision of the figures.",
        "只依据序列的过去：不含将来的政策、投资或事件，也不含口径或边界的改变和数据的后续修订。",
    ),
    Text(
        "Coverage holds over many series pooled (see benchmarks/RESULTS.md), not for each one: of real series those with a "
        "moderate trend lay within 80 % intervals in 77 % of cases, very steady ones in 84 %; pure noise does in over 90 %.",
        "覆盖率是对大量序列合计成立（见 benchmarks/RESULTS.md），并非对每个序列都成立：80 % 区间对趋势中等的真实序列覆盖 77 %，"
        "对趋势很稳定的覆盖 84 %，对纯随机波动超过 90 %。",
    ),
    Text(
        "The calibrating series are national and mostly from 1990 to 2020; a small area's may jump more.",
        "用于校准的序列多为 1990 至 2020 年的国家级数据；小区域的序列可能波动更大。",
    ),
    Text(
        "Without a declared lower bound an interval may reach below zero, and a series that is positive and calm cannot "
        "turn negative: declare bounds where you know them.",
        "未给出下界时区间可能低于零，而一直为正且平稳的序列不会转为负值：已知界限请给出。",
    ),
    Text(
        "Below 6 points there is no forecast. A constant series has no spread: `forecast.fan` gives its value as `mean`, "
        "without intervals, and `forecast.probability` none, both with the reason. Errors are known for up to 15 years ahead.",
        "少于 6 个数据点的序列不作预测。数值不变的序列没有离散程度：`forecast.fan` 以该值为 `mean`，不给区间，"
        "`forecast.probability` 不给概率，均注明原因。误差最多已知到 15 年之后。",
    ),
)
_REFERENCES = (
    "Assimakopoulos V., Nikolopoulos K. (2000): The theta model. International Journal of Forecasting 16, 521–530",
    "Hyndman R. J., Billah B. (2003): Unmasking the Theta method. International Journal of Forecasting 19, 287–290",
    "Gardner E. S., McKenzie E. (1985): Forecasting trends in time series. Management Science 31, 1237–1246",
    "Vovk V., Gammerman A., Shafer G. (2005): Algorithmic Learning in a Random World. Springer",
    "Lei J. et al. (2018): Distribution-free predictive inference for regression. JASA 113, 1094–1111",
)
_STANDARD = "Combination of naive, theta and damped trend; split conformal intervals"
_CLAUSE = Text("no official standard; the steps are those below", "无官方标准；步骤见下")


METHODS = (
    Method(
        name="forecast.fan",
        title=Text("Forecast of yearly series with intervals", "年度序列的区间预测"),
        standard=_STANDARD,
        clause=_CLAUSE,
        inputs=(*_SERIES, *_BOUNDS),
        parameters=(Parameter("horizon", 5, Text("years ahead, 1 to 15", "预测年数，1 至 15")),),
        outputs=(
            *(_SERIES[0], Column("year", "year", type="integer", title=Text("forecast year", "预测年份"))),
            Column("mean", "unit of the series", title=Text("estimate", "估计值")),
            *(
                Column(
                    f"{end}{share}",
                    "unit of the series",
                    title=Text(f"{word} end of the {share} % interval", f"{share} % 区间的{zh}端"),
                )
                for share in (80, 95)
                for end, word, zh in (("lo", "lower", "下"), ("hi", "upper", "上"))
            ),
            *(_POINTS, _REASON),
        ),
        run=fan,
        key=("series_id", "year"),
        by=("series_id",),
        arrays=True,
        look_back=Text("20 points, within 60 years", "20 个数据点，60 年以内"),
        references=_REFERENCES,
        formula=_joined(_STEPS, _FAN_STEP),
        limits=_LIMITS,
        example=Example("forecast_series.csv", _SOURCE, {"horizon": 5}),
    ),
    Method(
        name="forecast.probability",
        title=Text("Probability of meeting a target", "达到目标的概率"),
        standard=_STANDARD,
        clause=_CLAUSE,
        inputs=(
            *_SERIES,
            *_QUESTION,
            *_BOUNDS,
        ),
        parameters=(),
        outputs=(
            _SERIES[0],
            Column("target", "unit of the series", title=Text("target", "目标值")),
            Column("target_year", "year", type="integer", title=Text("year in which it is due", "目标年份")),
            Column("direction", type="text", title=Text("up or down", "up 或 down")),
            Column("probability", "share", title=Text("probability of meeting it", "达到的概率")),
            Column("last_year", "year", type="integer", title=Text("last year of the series", "序列末年")),
            *(_POINTS, _REASON),
        ),
        run=probability,
        key=("series_id", "target", "target_year", "direction"),
        by=("series_id",),
        arrays=True,
        look_back=Text("20 points, within 60 years", "20 个数据点，60 年以内"),
        references=_REFERENCES,
        formula=_joined(_STEPS, _CHANCE_STEP),
        limits=_LIMITS,
        example=Example("forecast_targets.csv", _joined(_SOURCE, _TARGETS)),
    ),
)
