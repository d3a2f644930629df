"""The schemes as registered methods, with what their pages say."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.progress import runs
from qualicity.methods.progress.reduction import UNITS
from qualicity.methods.registry import Column, Example, Method, Parameter

_INPUTS = (
    Column("case", type="text", required=True, title=Text("what is judged", "评价对象")),
    Column("year", "year", type="integer", required=True, least=1000, most=9999, title=Text("year", "年份")),
    Column("value", "the series' unit", required=True, title=Text("the year's value", "当年数值")),
    Column(
        "direction",
        type="text",
        title=Text("up or down (or 1, -1): which way is better", "up 或 down（或 1、-1）：哪个方向为好"),
    ),
    Column("target", "the series' unit", title=Text("the value to be reached", "目标值")),
    Column("target_year", "year", type="integer", least=1000, most=9999, title=Text("its year", "目标年")),
    Column("base_year", "year", type="integer", least=1000, most=9999, title=Text("asked for", "指定的基年")),
)
_LIMIT = Column("limit", "the series' unit", title=Text("natural limit, such as 100 %", "自然极限，如100%"))
_REASON = Column("reason", type="text", title=Text("why a case cannot be judged", "无法评价的原因"))


def _outputs(*more: Column, value: str = "", of_value: str = "the series' unit") -> tuple[Column, ...]:
    return (
        Column("case", type="text", title=Text("what is judged", "评价对象")),
        Column("base_year", "year", type="integer", title=Text("base year used", "采用的基年")),
        Column("base_value", of_value, title=Text("value of the base year", "基期值")),
        Column("current_year", "year", type="integer", title=Text("last year with a value", "现年")),
        Column("current_value", of_value, title=Text("value of that year", "现值")),
        Column("progress_value", value, title=Text("measure of progress", "进展值")),
        Column("status", type="text", title=Text("class", "类别")),
        Column("score", title=Text("score, where the scheme has one", "评分（方案有评分时）")),
        *more,
        _REASON,
    )


_ROWS = Text(
    "One row for each case, in the order in which the cases first appear. Direction, target, years and limit may "
    "stand in every row of a case or in one; two different ones are an error, as is a year that stands twice in a "
    "case (several series in one). Rows without a value are left out.",
    "每个 case 一行，按首次出现的顺序。方向、目标值、年份和极限可写在该 case 的每一行或仅一行；两个不同的值是错误，"
    "同一 case 中同一年出现两次（多个序列混在一起）也是错误。没有数值的行不计。",
)
_BASE = Text(
    "The base year is the one asked for or the next with a value, else the first; the current year is the last.",
    "基年为指定年份或其后第一个有数值的年份，未指定则为第一年；现年为最后一年。",
)
_MET = Text(
    "A target that is met overrides the trend. What cannot be judged says so in its status and why in `reason`.",
    "已达到的目标优先于趋势。无法评价的在 status 中注明，原因见 reason。",
)
_HEADING = Text(
    "Where no direction is given, the good one leads from the base value to the target.",
    "未给出方向时，以从基期值到目标值的方向为好。",
)
_NO_SCORE = Text("The scheme has no score: `score` is missing.", "该方案没有评分：score 为空。")
_CANADA = Text(
    "Canadian Indicator Framework and SDG data hub, Statistics Canada, Open Licence; targets, base years and limits "
    "as the hub's progress measure sets them",
    "加拿大统计局可持续发展目标数据中心，加拿大统计局开放许可；目标值、基年和极限按其进展测度的设定",
)

OPEN_SDG = Method(
    name="progress.open_sdg",
    title=Text("Progress of a series by open-sdg's measure", "按 open-sdg 方法评价序列进展"),
    standard="Open SDG progress measure",
    clause=Text("Progress Measurement Methodology, methods 1 and 2", "进展测量方法，方法1与2"),
    inputs=(*_INPUTS, _LIMIT),
    parameters=(
        Parameter(
            "base_year",
            2015,
            Text("where a case asks for none", "case 未指定时的基年"),
            least=1000,
            most=9999,
        ),
        Parameter(
            "target_year",
            2030,
            Text("where a case gives none", "case 未给出时的目标年"),
            least=1000,
            most=9999,
        ),
    ),
    outputs=_outputs(value="share of the growth needed, or share per year"),
    key=("case",),
    by=("case",),
    arrays=True,
    run=runs.run_open_sdg,
    references=("https://open-sdg.readthedocs.io/en/latest/progress-methodology/",),
    formula=Text(
        "`CAGR = (v1/v0)^(1/(t1 − t0)) − 1`, turned by the sign of the base value and by the direction, so that "
        "growth for the good is positive.\n\n"
        "- **With a target**: `P = CAGR(current, base) / |CAGR(target, base)|`; substantial_progress from 0.95, "
        "moderate_progress from 0.60, limited_progress from 0, else deterioration. Score: `min(7.1429·P − 4.2857, 5)` "
        "from P = 0.6, else `max(4.1667·P − 2.5, −5)`.\n"
        "- **Without**: `P = CAGR`, bounds 0.015, 0.005, 0. With a natural limit l (such as 100) the bounds are "
        "multiplied by c: with b = |base|, c = 1 if b ≥ 2l, `1 − (b/l)^4.44` if b ≤ l, else `1 − ((2l − b)/l)^4.44`. "
        "Score: `max(125·P − 2.5, −5)` below 0; 5 where c = 0; from the high bound `min(500·P/c − 5, 5)`, from the "
        "middle one `250·P/c − 1.25`, else `500·P/c − 2.5`.\n"
        "- A target that is met: target_achieved, score 5. What cannot be judged: not_available.",
        "`CAGR = (v1/v0)^(1/(t1 − t0)) − 1`，按基期值的符号和方向调整，使向好的增长为正。\n\n"
        "- **有目标值**：`P = CAGR(现值, 基期) / |CAGR(目标, 基期)|`；不低于0.95为 substantial_progress，不低于0.60为 "
        "moderate_progress，不低于0为 limited_progress，否则为 deterioration。评分：P 不低于0.6时 "
        "`min(7.1429·P − 4.2857, 5)`，否则 `max(4.1667·P − 2.5, −5)`。\n"
        "- **无目标值**：`P = CAGR`，界限为0.015、0.005、0。有自然极限 l（如100）时界限乘以 c：b = |基期值|，"
        "b ≥ 2l 时 c = 1，b ≤ l 时 `1 − (b/l)^4.44`，否则 `1 − ((2l − b)/l)^4.44`。评分：小于0时 "
        "`max(125·P − 2.5, −5)`；c = 0 时为5；达到高界限 `min(500·P/c − 5, 5)`，达到中界限 `250·P/c − 1.25`，"
        "否则 `500·P/c − 2.5`。\n"
        "- 目标已达到：target_achieved，评分5。无法评价：not_available。",
    ),
    limits=(
        _ROWS,
        Text(
            "The base year is the one asked for or the next with a value; a direction must be given.",
            "基年为指定年份或其后第一个有数值的年份；必须给出方向。",
        ),
        _MET,
        Text(
            "A base value or target of 0 is taken as 0.001, whatever the unit, and shown so: there, and only there, "
            "the verdict depends on the unit. Values that change sign, a target of the other sign and a base value "
            "that equals the target are not available.",
            "基期值或目标值为0时按0.001计（与单位无关）并如此显示：仅此时评价与单位有关。数值变号、目标值与基期值"
            "符号相反、基期值等于目标值时为 not_available。",
        ),
        Text("With a target the limit is left out of account.", "有目标值时不考虑极限。"),
    ),
    example=Example("progress_open_sdg.csv", _CANADA),
)

EUROSTAT = Method(
    name="progress.eurostat",
    title=Text("Progress by Eurostat's growth ratio", "按欧盟统计局增长比评价进展"),
    standard="Eurostat, Sustainable development in the European Union",
    clause=Text("assessment of indicators with and without quantitative target", "有与无定量目标的指标评估"),
    inputs=_INPUTS,
    parameters=(),
    outputs=_outputs(
        Column("cagr", "share per year", title=Text("yearly growth so far", "实际年均增长率")),
        Column("cagr_required", "share per year", title=Text("yearly growth required", "要求的年均增长率")),
        value="share of the growth required, or share per year",
    ),
    key=("case",),
    by=("case",),
    arrays=True,
    run=runs.run_eurostat,
    references=("https://ec.europa.eu/eurostat/web/sdi",),
    formula=Text(
        "`CAGR = (v1/v0)^(1/(t1 − t0)) − 1`.\n\n"
        "- **With a target**: `R = CAGR actual / CAGR required from base to target`; significant progress from 0.95, "
        "moderate progress from 0.60, insufficient progress from 0, else movement away. A target that is met: "
        "significant progress.\n"
        "- **Without**: the growth in the good direction; significant progress from 1 % a year, moderate progress "
        "from 0, moderate movement away from −1 %, else significant movement away.",
        "`CAGR = (v1/v0)^(1/(t1 − t0)) − 1`。\n\n"
        "- **有目标值**：`R = 实际 CAGR / 从基期到目标所需的 CAGR`；不低于0.95为 significant progress，不低于0.60为 "
        "moderate progress，不低于0为 insufficient progress，否则为 movement away。目标已达到：significant progress。\n"
        "- **无目标值**：向好方向的增长；每年不低于1%为 significant progress，不低于0为 moderate progress，不低于−1%为 "
        "moderate movement away，否则为 significant movement away。",
    ),
    limits=(
        *(_ROWS, _BASE, _MET, _HEADING, _NO_SCORE),
        Text(
            "A base value or target of 0 and values that change sign cannot be judged.",
            "基期值或目标值为0、数值变号时无法评价。",
        ),
    ),
    recalled=(
        Text(
            "The bounds, the names of the classes and the treatment of exactly 0 and −1 % are recalled; they stand in "
            "`tables/classes.csv`.",
            "界限、类别名称以及恰为0和−1%时的处理为回忆所得；见 `tables/classes.csv`。",
        ),
    ),
    example=Example("progress_targets.csv", _CANADA),
)

SCHEDULE = Method(
    name="progress.china_schedule",
    title=Text("Progress against the schedule (时序进度)", "按时序进度评价"),
    standard="时序进度",
    clause=Text("mid-term assessment of five-year plans", "五年规划中期评估"),
    inputs=_INPUTS,
    parameters=(),
    outputs=_outputs(
        Column("completion", "share", title=Text("of the way gone", "完成比例")),
        Column("time_share", "share", title=Text("of the time gone", "时间比例")),
        Column("required", "the series' unit", title=Text("value on the line now", "按时序应达到的数值")),
        Column("pace", "ratio", title=Text("completion / time share", "完成比例/时间比例")),
        value="ratio",
    ),
    key=("case",),
    by=("case",),
    arrays=True,
    run=runs.run_schedule,
    references=("Mid-term assessments of China's five-year plans / 五年规划中期评估",),
    formula=Text(
        "`required = base + (target − base)·(t − t0)/(T − t0)`; completion `c = (v − base)/(target − base)`; time share "
        "`p = (t − t0)/(T − t0)`; pace `c/p`, which is also the progress value.\n\n"
        "c > p: 快于时序进度 (faster); c = p: 达到时序进度 (in line); c < p: 滞后于时序进度 (lagging). A target that is met "
        "before its year: 提前完成 (achieved early); in its year or later: 完成 (achieved).",
        "`应达到的数值 = 基期 + (目标 − 基期)·(t − t0)/(T − t0)`；完成比例 `c = (v − 基期)/(目标 − 基期)`；时间比例 "
        "`p = (t − t0)/(T − t0)`；进度比 `c/p`，即 progress_value。\n\n"
        "c > p：快于时序进度；c = p：达到时序进度；c < p：滞后于时序进度。目标年之前已达到：提前完成；"
        "目标年或以后达到：完成。",
    ),
    limits=(
        *(_ROWS, _BASE, _MET, _HEADING, _NO_SCORE),
        Text(
            "Binding (约束性) and anticipatory (预期性) indicators are judged apart: this is left to the reader of the "
            "rows. A base value that equals the target, or that already met it, cannot be judged.",
            "约束性与预期性指标应分别评价，由使用者区分。基期值等于目标值或已达到目标的无法评价。",
        ),
        Text(
            "After the target year the line goes on: the required value lies beyond the target.",
            "目标年之后直线继续延伸：应达到的数值超出目标值。",
        ),
    ),
    recalled=(
        Text(
            "The word for a target met in its own year or later (完成) is ours.",
            "目标年当年或以后达到的“完成”一词为本软件所定。",
        ),
    ),
    example=Example(
        "progress_schedule.csv",
        Text(
            "Foshan's park area per head as published (2015, 2017 and 2020) with the target of its plan of 2016 for "
            "2020; national R&D intensity of the 14th five-year plan",
            "佛山市公布的人均公园绿地面积（2015、2017、2020年）及其2016年方案的2020年目标；“十四五”全国研发经费投入强度",
        ),
    ),
)

REDUCTION = Method(
    name="progress.cumulative_reduction",
    title=Text("Progress of a cumulative reduction", "累计降低目标的完成进度"),
    standard="关于节能目标完成情况的计算方法（青海省统计局，2009-09-17）",
    clause=Text("cumulative reduction and progress towards the target", "累计降低率与目标完成进度"),
    inputs=(
        *_INPUTS[:2],
        Column(
            "value", "% or share", required=True, least=-100, title=Text("yearly change", "当年比上年变化")
        ),
        _INPUTS[3],
        Column("target", "% or share", title=Text("total reduction, without sign", "累计降低目标，不带负号")),
        *_INPUTS[5:],
    ),
    parameters=(
        Parameter(
            "unit",
            "auto",
            Text(
                "unit of changes and target; auto: percent where the target is 1 or more, else share",
                "变化率与目标的单位；auto：目标不小于1时为百分数，否则为比例",
            ),
            UNITS,
        ),
    ),
    outputs=_outputs(
        Column("cumulative", "as the input", title=Text("change since the base year", "累计变化")),
        Column("mean_annual", "as the input", title=Text("mean yearly change so far", "年均变化")),
        Column(
            "planned_annual", "as the input", title=Text("yearly change of the plan", "规划要求的年均变化")
        ),
        Column("remaining", "as the input", title=Text("change still to come", "剩余需变化")),
        Column(
            "remaining_annual", "as the input", title=Text("the same for each year left", "剩余年均需变化")
        ),
        Column("years_done", "years", title=Text("years of the plan that it equals", "折合完成年数")),
        Column("time_share", "share", title=Text("of the time gone", "时间比例")),
        value="share",
        of_value="index, base year = 100",
    ),
    key=("case",),
    by=("case",),
    arrays=True,
    run=runs.run_cumulative_reduction,
    references=("青海省统计局 2009-09-17 关于节能目标完成情况的计算方法",),
    formula=Text(
        "`cum = Π(1 + g) − 1` over the yearly changes g since the base year; `progress = ln(1 + cum) / ln(1 − target)`; "
        "mean yearly change `(1 + cum)^(1/n) − 1`; still to come `(1 − target)/(1 + cum) − 1`; years done `progress·N`.\n\n"
        "The class compares the progress with the share of the time gone, as progress.china_schedule does.",
        "基年以来逐年变化率 g：`累计变化 = Π(1 + g) − 1`；`进度 = ln(1 + 累计变化) / ln(1 − 目标)`；年均变化 "
        "`(1 + 累计变化)^(1/n) − 1`；剩余需变化 `(1 − 目标)/(1 + 累计变化) − 1`；折合完成年数 `进度·N`。\n\n"
        "类别由进度与时间比例相比得出，同 progress.china_schedule。",
    ),
    limits=(
        _ROWS,
        Text(
            "`value` is the change of a year against the year before, negative where it fell. The base year is the one "
            "asked for, else the year before the first change; with a year missing after it the product is unknown and "
            "cannot be judged.",
            "value 为当年比上年的变化率，下降为负。基年为指定年份，未指定则为第一个变化率的上一年；其后缺少任何一年则"
            "累计变化未知，无法评价。",
        ),
        Text(
            "With unit=auto a target below 1 is read as a share (0.17 = 17 %): for a target of less than 1 % write "
            "unit=percent.",
            "unit=auto 时小于1的目标按比例理解（0.17 = 17%）：目标不足1%时请写 unit=percent。",
        ),
        _MET,
        _NO_SCORE,
    ),
    recalled=(
        Text(
            "The source gives the progress; its classes are those of 时序进度, added here.",
            "来源只给出进度；类别借用时序进度，为本软件所加。",
        ),
    ),
    example=Example(
        "progress_reduction.csv",
        Text("the worked example of the source: Qinghai 2006–2008", "来源中的算例：青海省2006—2008年"),
    ),
)

SDSN_TREND = Method(
    name="progress.sdsn_trend",
    title=Text("Trend arrow of the Sustainable Development Report", "可持续发展报告的趋势箭头"),
    standard="SDSN, Sustainable Development Report",
    clause=Text("trend arrows", "趋势箭头"),
    inputs=_INPUTS,
    parameters=(),
    outputs=_outputs(
        Column(
            "annual_change", "the series' unit per year", title=Text("yearly change so far", "实际年均变化")
        ),
        Column(
            "annual_change_required",
            "the series' unit per year",
            title=Text("yearly change required", "要求的年均变化"),
        ),
        value="share of the change required",
    ),
    key=("case",),
    by=("case",),
    arrays=True,
    run=runs.run_sdsn_trend,
    references=("https://dashboards.sdgindex.org/chapters/methodology",),
    formula=Text(
        "`P = [(v − v0)/(t − t0)] / [(target − v0)/(T − t0)]`: from 1 on track or maintaining, above 0.5 moderately "
        "improving, from 0 stagnating, below decreasing. A target that is met: on track or maintaining.",
        "`P = [(v − v0)/(t − t0)] / [(目标 − v0)/(T − t0)]`：不低于1为 on track or maintaining，高于0.5为 moderately "
        "improving，不低于0为 stagnating，否则为 decreasing。目标已达到：on track or maintaining。",
    ),
    limits=(*(_ROWS, _BASE, _MET, _HEADING, _NO_SCORE),),
    recalled=(
        Text(
            "The bounds and the side on which exactly 0.5 falls are recalled; they stand in `tables/classes.csv`.",
            "界限以及恰为0.5时的归类为回忆所得；见 `tables/classes.csv`。",
        ),
    ),
    example=Example("progress_targets.csv", _CANADA),
)

LEVEL = Method(
    name="progress.level_every_year",
    title=Text("A level to be held every year (稳定在…以上)", "每年保持水平（稳定在…以上）"),
    standard="稳定在…以上",
    clause=Text("targets of plans that ask for a level, not for a pace", "要求水平而非进度的规划目标"),
    inputs=_INPUTS,
    parameters=(),
    outputs=_outputs(
        Column("years", "count", type="integer", title=Text("years judged", "评价年数")),
        Column("years_met", "count", type="integer", title=Text("years that met it", "达到年数")),
        Column("last_missed_year", "year", type="integer", title=Text("last year below", "最近未达到年份")),
        value="share of years",
    ),
    key=("case",),
    by=("case",),
    arrays=True,
    run=runs.run_level_every_year,
    references=("佛山市质量发展“十三五”规划：合格率稳定在90%以上",),
    formula=Text(
        "Each year from the base year to the target year (all years where these are not given) is judged by itself: "
        "value ≥ target where up is good, ≤ where down is. The progress value is the share of years that meet it.\n\n"
        "All: met every year; the last one but not all: met now, missed before; not the last one: not met.",
        "从基年到目标年（未给出则为全部年份）逐年评价：方向为 up 时数值 ≥ 目标，为 down 时 ≤ 目标。progress_value 为达到"
        "的年数比例。\n\n全部达到：met every year；最后一年达到但并非全部：met now, missed before；最后一年未达到：not met。",
    ),
    limits=(
        _ROWS,
        Text(
            "No pace is asked for, and years without a value are not judged: `years` says how many were.",
            "不要求进度；没有数值的年份不评价：years 为已评价年数。",
        ),
        Text("A direction must be given.", "必须给出方向。"),
        _NO_SCORE,
    ),
    recalled=(Text("The names of the classes are ours.", "类别名称为本软件所定。"),),
    example=Example("progress_level.csv", _CANADA),
)

METHODS = (OPEN_SDG, EUROSTAT, SCHEDULE, REDUCTION, SDSN_TREND, LEVEL)
