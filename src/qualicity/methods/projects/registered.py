"""What the registry says of earned schedule."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.projects.earned import earned_schedule
from qualicity.methods.projects.said import chart, tells
from qualicity.methods.registry import Column, Example, Method, Parameter

_UNIT = "unit of the project"
_INPUTS = (
    Column(
        "month",
        type="text",
        required=True,
        title=Text("month: number, or such as 2024-03", "月份：序号或年月（如 2024-03）"),
    ),
    Column("PV", _UNIT, required=True, least=0.0, title=Text("planned value, cumulative", "计划值（累计）")),
    Column("EV", _UNIT, required=True, least=0.0, title=Text("earned value, cumulative", "挣值（累计）")),
    Column("AC", _UNIT, required=True, least=0.0, title=Text("actual cost, cumulative", "实际成本（累计）")),
    Column(
        "project",
        type="text",
        title=Text("project; without it all rows are one", "项目；无此列则全部为一个项目"),
    ),
    Column(
        "BAC",
        _UNIT,
        least=0.0,
        title=Text(
            "budget at completion, in one row of the project or all", "完工总预算，写在项目的一行或每一行"
        ),
    ),
    Column(
        "PD",
        "months",
        least=0.0,
        title=Text("planned duration, in one row of the project or all", "计划工期，写在项目的一行或每一行"),
    ),
)
_PARAMETERS = (
    Parameter(
        *("bac", 0.0),
        Text(
            "budget at completion where no row gives BAC; 0: the plan’s last PV",
            "完工总预算（行中无 BAC 时）；0：取最后一个 PV",
        ),
        least=0.0,
    ),
    Parameter(
        *("planned_duration", 0.0),
        Text(
            "planned months where no row gives PD; 0: the first month that plans all of the budget",
            "计划工期（月；行中无 PD 时）；0：PV 首次达到总预算的月份",
        ),
        least=0.0,
    ),
    Parameter(
        *("start", ""),
        Text(
            "first month of the work: 2024-03, or a number; else month 1, or the project's first month of the calendar",
            "首月：2024-03 或序号；不写则为第 1 月，或项目中最早的年月",
        ),
    ),
)
_OUTPUTS = (
    Column("SV", _UNIT, title=Text("schedule variance EV − PV", "进度偏差 EV − PV")),
    Column("CV", _UNIT, title=Text("cost variance EV − AC", "成本偏差 EV − AC")),
    Column("SPI", title=Text("schedule performance index EV / PV", "进度绩效指数 EV / PV")),
    Column("CPI", title=Text("cost performance index EV / AC", "成本绩效指数 EV / AC")),
    Column("ES", "months", title=Text("earned schedule", "挣得进度")),
    Column(
        "SVt",
        "months",
        title=Text("schedule variance in time, below 0: behind", "时间进度偏差，小于 0 为落后"),
    ),
    Column("SPIt", title=Text("schedule performance index in time", "时间进度绩效指数")),
    Column("EAC", _UNIT, title=Text("estimate at completion", "完工估算")),
    Column("ETC", _UNIT, title=Text("estimate to complete", "完工尚需估算")),
    Column("VAC", _UNIT, title=Text("variance at completion", "完工偏差")),
    Column("TCPI", title=Text("to-complete performance index", "完工尚需绩效指数")),
    Column("IEACt", "months", title=Text("estimate of the duration", "工期估算")),
    Column("AT", "months", title=Text("actual time since the start", "开工后实际月数")),
    Column("BAC_used", _UNIT, title=Text("budget at completion used", "采用的完工总预算")),
    Column("PD_used", "months", title=Text("planned duration used", "采用的计划工期")),
    Column("ends", type="text", title=Text("month of the end at this pace", "按此进度的完工月份")),
    Column("reason", type="text", title=Text("why figures are missing", "缺少结果的原因")),
    Column("note", type="text", title=Text("what was assumed", "所作假定")),
)
_FORMULA = Text(
    """\
Values are cumulative, at the end of each month. AT is the number of months since the start.

- SV = EV − PV; CV = EV − AC; SPI = EV / PV; CPI = EV / AC
- ES = C + (EV − PV_C) / (PV_{C+1} − PV_C), where C is the last month whose PV is no more than EV (0 at the start, where
  nothing is planned). A plan that stands still counts to the end of the standstill; where all of the budget is earned,
  ES is the first month that plans all of it.
- SVt = ES − AT; SPIt = ES / AT
- EAC = BAC / CPI; ETC = EAC − AC; VAC = BAC − EAC; TCPI = (BAC − EV) / (BAC − AC)
- IEACt = PD / SPIt: the duration, where the work goes on at the pace so far; `ends` is the month in which it lies.

BAC and PD are those of the rows or parameters. Without them BAC is the last PV and PD the first month that reaches it
(`note`: `bac_from_plan`, `duration_from_plan`): right where the file holds the whole plan, its months to come included.

`reason`, codes with `;` between them: `no_month` (missing or not readable), `no_project`, `before_start`, `twice` (another
row of the month says otherwise; none counts), `not_reported` (neither EV nor AC: a month to come), `no_pv`, `no_ev`,
`no_ac`, `pv_zero` (no SPI), `ac_zero` (no CPI), `ev_zero` (no EAC: nothing is earned), `at_zero`, `es_zero` (no IEACt),
`pv_falls` (a cumulative plan cannot: no ES), `ev_above_plan` (more earned than any PV: no ES), `no_plan`, `no_bac` (not
given, or below a PV), `no_duration` (not given, or the plan does not come to its end), `budget_spent` (AC ≥ BAC: no TCPI).

`note`: also `interpolated` (months of the plan are missing around ES: a straight line between those that are there),
`ev_falls`, `ac_falls` (below the month before: taken as they stand), `complete` (all was earned in an earlier month, at
which AT stops).
""",
    """\
各值为累计值，截至月末。AT 为开工以来的月数。

- SV = EV − PV；CV = EV − AC；SPI = EV / PV；CPI = EV / AC
- ES = C + (EV − PV_C) / (PV_{C+1} − PV_C)，C 为 PV 不大于 EV 的最后一个月（开工时为 0，计划值为 0）。计划停滞的月份计至
  停滞结束；全部预算挣得时，ES 为计划值首次达到总预算的月份。
- SVt = ES − AT；SPIt = ES / AT
- EAC = BAC / CPI；ETC = EAC − AC；VAC = BAC − EAC；TCPI = (BAC − EV) / (BAC − AC)
- IEACt = PD / SPIt：按已有进度推算的工期；`ends` 为其所在月份。

BAC 与 PD 取自各行或参数。均未给出时，BAC 取最后一个 PV，PD 取首次达到它的月份（`note`：`bac_from_plan`、
`duration_from_plan`）：仅当文件含全部计划（包括未来月份）时正确。

`reason` 为代码，以 `;` 分隔：`no_month`（缺失或无法识别）、`no_project`、`before_start`、`twice`（同月另一行数值不同，均不计）、
`not_reported`（EV、AC 均无：未来月份）、`no_pv`、`no_ev`、`no_ac`、`pv_zero`（无 SPI）、`ac_zero`（无 CPI）、`ev_zero`（未挣得，
无 EAC）、`at_zero`、`es_zero`（无 IEACt）、`pv_falls`（累计计划值不应下降：无 ES）、`ev_above_plan`（挣值高于一切 PV：无 ES）、
`no_plan`、`no_bac`（未给出或低于某个 PV）、`no_duration`（未给出或计划未列至完工）、`budget_spent`（AC ≥ BAC：无 TCPI）。

`note` 另有：`interpolated`（ES 前后的计划月份缺失，以直线连接）、`ev_falls`、`ac_falls`（低于上月，按原值采用）、`complete`（此前
某月已全部挣得，AT 止于该月）。
""",
)
_LIMITS = (
    Text(
        "A forecast from the pace so far is no promise: IEACt and EAC suppose that the rest goes as what is done went. "
        "Early months swing widely.",
        "按已有进度推算不是承诺：IEACt 与 EAC 假定剩余部分与已完成部分表现相同；初期数值波动很大。",
    ),
    Text(
        "Money earned is not work done on the critical path: a project may earn on time and yet be late.",
        "挣值不等于关键线路上的进展：挣值准时的项目仍可能延误。",
    ),
    Text(
        "A day in a month stands for the month's end. Weeks are not told apart: two rows of one month contradict each other.",
        "某日代表其所在月的月末；不区分周：同月两行数值不同即视为矛盾。",
    ),
    Text(
        "EV is only as good as the rule by which work is counted as earned, which the file does not say.",
        "挣值是否可靠取决于计量完成工作的规则，而文件并不说明该规则。",
    ),
)

METHODS = (
    Method(
        name="projects.earned_schedule",
        title=Text("Earned value and earned schedule", "挣值与挣得进度"),
        standard="Earned schedule (Lipke 2003); ISO 21508:2018 earned value management",
        clause=Text(
            "formulas of the earned schedule literature; no clause of the ISO standard was read",
            "挣得进度文献中的公式；未读过该 ISO 标准的条款",
        ),
        inputs=_INPUTS,
        parameters=_PARAMETERS,
        outputs=_OUTPUTS,
        run=earned_schedule,
        arrays=True,
        tells=tells,
        chart=chart,
        look_back=Text("the whole project", "整个项目"),
        references=(
            "Lipke W. (2003): Schedule is different. The Measurable News, summer 2003, 31–34",
            "Vanhoucke M. (2009): Measuring Time. Improving Project Performance Using Earned Value Management. Springer",
        ),
        formula=_FORMULA,
        limits=_LIMITS,
        recalled=(
            Text(
                "The formulas are those of a worked case, which they reproduce; ISO 21508 and the references were not read.",
                "公式取自可重现的算例；ISO 21508 及下列文献未经查阅。",
            ),
        ),
        example=Example(
            "projects_earned_schedule_worked_case.csv",
            Text(
                "A worked case: six months of a project of ten, with a budget of 200 (invented numbers)",
                "算例：工期十个月、总预算 200 的项目的前六个月（虚构数字）",
            ),
            {"bac": 200.0, "planned_duration": 10.0},
        ),
    ),
)
