"""Acceptance sampling and allocation as registered methods, with what their pages say."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.registry import Column, Example, Method, Parameter
from qualicity.methods.sampling.acceptance.columns import LARGE
from qualicity.methods.sampling.acceptance.plans import single_plan
from qualicity.methods.sampling.acceptance.registered_design import ALLOCATE, FIND_PLAN, OC
from qualicity.methods.sampling.acceptance.said import ISO, REASON, WHAT_AQL_IS
from qualicity.methods.sampling.acceptance.switching import switching, where_it_stands
from qualicity.methods.sampling.acceptance.tables import INSPECTIONS, LEVELS

_STANDARD = "GB/T 2828.1-2012 (ISO 2859-1:1999)"

_LOT = Column("lot_size", "items", "integer", title=Text("items in the lot", "批量"), least=0, most=LARGE)
_LEVEL = Column(
    "level",
    type="text",
    title=Text("inspection level, S-1 to S-4, I to III", "检验水平：S-1 至 S-4、I 至 III"),
)
_AQL = Column(
    "aql",
    "% nonconforming, or per 100 items",
    title=Text("acceptance quality limit, one of the table's", "接收质量限，须为表中的值"),
    least=0,
)
_SET_LEVEL = Parameter(
    "level", "II", Text("where a row gives none", "行中未给出时的检验水平"), choices=LEVELS
)
_SET_AQL = Parameter("aql", "", Text("where a row gives none, such as 1.0", "行中未给出时的 AQL，如 1.0"))
_PLAN = (
    Column("n", "items", "integer", title=Text("items to inspect", "应检验数")),
    Column(
        "ac",
        type="integer",
        title=Text("acceptance number: the lot passes with at most so many found", "接收数 Ac"),
    ),
    Column(
        "re", type="integer", title=Text("rejection number: it does not with so many or more", "拒收数 Re")
    ),
)

_NO_RATE = Text(
    "A pass rate of lots or items inspected by such plans is no pass rate of a market: for that, draw at random from "
    "all that is on it and give the interval (`sampling.survey_proportion`, `sampling.proportion_interval`).",
    "按此类方案检验所得的批或产品合格率不是市场合格率：后者须从全部对象中随机抽取并给出区间（`sampling.survey_proportion`、"
    "`sampling.proportion_interval`）。",
)
_RECALLED_REDUCED = Text(
    "The plans of reduced inspection are those of MIL-STD-105E (ANSI/ASQ Z1.4), where a gap lies between the acceptance and "
    "the rejection number; ISO 2859-1:1999 has closed it, with numbers not checked here. They stand in "
    "`tables/iso2859_1_single_plans.csv`, where the standard's own can be put.",
    "放宽检验的方案取自 MIL-STD-105E（ANSI/ASQ Z1.4），其接收数与拒收数之间有间隔；ISO 2859-1:1999 已取消该间隔，"
    "其数值此处未经核对。"
    "数据在 `tables/iso2859_1_single_plans.csv` 中，可换成标准原表。",
)
_SYNTHETIC = Text("Made up to show the method; no real lots", "为演示方法而编的数据，并非真实的批")

SINGLE_PLAN = Method(
    name="sampling.single_plan",
    title=Text("Single sampling plan of a lot by AQL", "按接收质量限（AQL）检索的一次抽样方案"),
    standard=_STANDARD,
    clause=Text("10; tables 1, 2-A, 2-B, 2-C", "10；表1、2-A、2-B、2-C"),
    inputs=(
        Column("lot_size", "items", "integer", True, _LOT.title, least=0, most=LARGE),
        *(_LEVEL, _AQL),
        Column(
            "inspection",
            type="text",
            title=Text("normal, tightened or reduced", "normal、tightened、reduced（正常、加严、放宽）"),
        ),
    ),
    parameters=(
        *(_SET_LEVEL, _SET_AQL),
        Parameter(
            "inspection",
            "normal",
            Text("where a row gives none", "行中未给出时的检验严格度"),
            choices=INSPECTIONS,
        ),
    ),
    outputs=(
        Column(
            "code", type="text", title=Text("code letter of the sample size, by table 1", "样本量字码（表1）")
        ),
        *_PLAN,
        Column(
            "full_inspection", type="boolean", title=Text("all of the lot is to be inspected", "全数检验")
        ),
        Column("table_n", "items", "integer", title=Text("sample size that the table gives", "表中的样本量")),
        REASON,
    ),
    arrays=True,
    run=single_plan,
    references=(ISO,),
    formula=Text(
        "Lot size and level give the code letter (table 1); letter, AQL and inspection the plan (tables 2). Where the "
        "table has an "
        "arrow, the first plan in its direction holds, with *its own* sample size: `code` stays the letter of table 1. Where "
        "the plan asks for as many items as the lot has, or more, all are inspected: `n` is the lot, `full_inspection` "
        "true, the "
        "acceptance number as it is.\n\nA cell counts; where it is empty, or there is no such column, the parameter "
        "does. AQLs are "
        "compared as numbers: 0.010 is 0.01. Level and inspection are also understood as Ⅱ, S1, 正常, 加严, 放宽.",
        "由批量和检验水平得字码（表1），由字码、AQL 和严格度得方案（表2）。遇箭头时用箭头方向的第一个方案，"
        "并用*该方案的*样本量；`code` 仍为表1的字码。"
        "样本量不小于批量时全数检验：`n` 为批量，`full_inspection` 为真，接收数不变。\n\n以单元格为准；"
        "为空或没有该列时用参数。AQL 按数值比较：0.010 即 "
        "0.01。检验水平和严格度也可写作 Ⅱ、S1、正常、加严、放宽。",
    ),
    limits=(
        WHAT_AQL_IS,
        Text(
            "AQLs up to 10 are percent nonconforming or nonconformities per 100 items; those above 10 only the latter.",
            "AQL 不大于10时可为不合格品百分数或每百单位不合格数；大于10时仅为后者。",
        ),
        Text(
            "An AQL that the table has not, a lot below 2 and a word that is no level give no plan but a reason; nothing is "
            "rounded to the next AQL.",
            "AQL 不在表中、批量小于2或检验水平有误时不给方案而注明原因；不取相近的 AQL。",
        ),
        Text("The sample is to be drawn at random from the whole lot.", "样本须从整批中随机抽取。"),
        _NO_RATE,
    ),
    recalled=(_RECALLED_REDUCED,),
    example=Example("sampling_lots.csv", _SYNTHETIC, {"aql": "1.0"}),
)

SWITCHING = Method(
    name="sampling.switching",
    title=Text("Switching between normal, tightened and reduced inspection", "正常、加严、放宽检验的转移"),
    standard=_STANDARD,
    clause=Text("9.3, 9.4", "9.3、9.4"),
    inputs=(
        Column(
            "d",
            "items",
            "integer",
            True,
            Text("nonconforming found in the sample", "样本中的不合格数"),
            least=0,
            most=LARGE,
        ),
        Column(
            "series",
            type="text",
            named=True,
            title=Text(
                "supplier, product or class; each has a course of its own", "供方、产品或不合格类别，各自转移"
            ),
        ),
        *(_LOT, _LEVEL, _AQL),
        Column(
            "code",
            type="text",
            title=Text("code letter, instead of lot_size and level", "样本量字码，可代替批量和检验水平"),
        ),
        Column(
            "n",
            "items",
            "integer",
            title=Text("where there is no aql: of the first lot's plan", "没有 aql 时：首批方案的样本量"),
            least=0,
            most=LARGE,
        ),
        Column(
            "ac",
            type="integer",
            title=Text("where there is no aql: of the first lot's plan", "没有 aql 时：首批方案的接收数"),
            least=0,
            most=LARGE,
        ),
        Column("steady", type="boolean", title=Text("production is steady", "生产稳定")),
        Column(
            "approved",
            type="boolean",
            title=Text("the authority approves reduced inspection", "负责部门同意放宽检验"),
        ),
        Column(
            "resubmitted",
            type="boolean",
            title=Text("a lot submitted again: judged, not counted", "再次提交的批：判定但不计入转移"),
        ),
        Column(
            "resumed",
            type="boolean",
            title=Text("from this lot on acceptance is resumed, tightened", "自本批恢复抽样（加严）"),
        ),
    ),
    parameters=(
        Parameter("code", "", Text("where a row gives none, such as J", "行中未给出时的字码，如 J")),
        Parameter("lot_size", "", Text("where a row gives none", "行中未给出时的批量")),
        *(_SET_LEVEL, _SET_AQL),
        Parameter(
            "n",
            "",
            Text("instead of aql, with ac: the first lot's plan", "与 ac 一起代替 aql：首批方案的样本量"),
        ),
        Parameter(
            "ac",
            "",
            Text("instead of aql, with n: the first lot's plan", "与 n 一起代替 aql：首批方案的接收数"),
        ),
        Parameter(
            "start", "normal", Text("inspection of the first lot", "首批的检验严格度"), choices=INSPECTIONS
        ),
        Parameter(
            "steady", True, Text("production is steady, where a row does not say", "行中未说明时：生产稳定")
        ),
        Parameter(
            "approved",
            False,
            Text("the authority approves reduced inspection, likewise", "行中未说明时：负责部门同意放宽检验"),
        ),
    ),
    outputs=(
        Column(
            "state",
            type="text",
            title=Text(
                "inspection in force: normal, tightened, reduced, discontinued",
                "本批的检验：normal、tightened、reduced、discontinued",
            ),
        ),
        *_PLAN,
        Column("accepted", type="boolean", title=Text("the lot is accepted", "接收")),
        Column(
            "switching_score", type="integer", title=Text("switching score after the lot", "本批后的转移得分")
        ),
        Column(
            "reduced_eligible", type="boolean", title=Text("reduced inspection may begin", "可转为放宽检验")
        ),
        Column("next_state", type="text", title=Text("inspection of the next lot", "下一批的检验")),
        REASON,
    ),
    arrays=True,
    run=switching,
    tells=where_it_stands,
    references=(ISO,),
    formula=Text(
        "In the order of the rows, for each `series` apart, counting lots on original inspection since the state began:\n\n"
        "- **normal → tightened**: 2 lots not accepted among 5 (or fewer) in a row.\n"
        "- **tightened → normal**: 5 lots accepted in a row. **tightened → discontinued**: 5 lots not accepted in all. Only "
        "`resumed` goes on, with tightened inspection.\n"
        "- **normal → reduced**: switching score of 30, production `steady`, and `approved`. The score: with an "
        "acceptance number "
        "of 0 or 1 an accepted lot adds 2; with 2 or more a lot adds 3 that would be accepted at the AQL one step "
        "tighter; any other "
        "lot sets it to 0.\n"
        "- **reduced → normal**: a lot not accepted, or production not steady. Of plans with a gap between Ac and Re a "
        "lot in the gap is "
        "accepted, and normal inspection returns.",
        "按行的顺序，各 `series` 分开，只计自该状态开始以来的初次检验批：\n\n"
        "- **正常→加严**：连续5批或少于5批中有2批不接收。\n"
        "- **加严→正常**：连续5批接收。**加严→暂停**：累计5批不接收；只有 `resumed` 才恢复，且从加严检验开始。\n"
        "- **正常→放宽**：转移得分达到30，生产稳定（`steady`），且负责部门同意（`approved`）。得分：接收数为0或1时，"
        "接收一批加2；接收数不小于2时，"
        "若 AQL 加严一级仍会接收则加3；否则归零。\n"
        "- **放宽→正常**：一批不接收，或生产不稳定。Ac 与 Re 之间有间隔的方案，落在间隔内的批接收，但恢复正常检验。",
    ),
    limits=(
        Text(
            "The rows must stand in the order in which the lots were inspected. A row without `d`, without a plan, or "
            "resubmitted changes no "
            "count: the lots around it are in a row.",
            "各行须按检验的先后排列。没有 `d`、没有方案或再次提交的批不改变任何计数：其前后的批视为连续。",
        ),
        Text(
            "The sample is taken to be of the size that the plan asks for, in the lot's state; a file's `n` and `ac` "
            "are kept beside as "
            "`input_n`, `input_ac`, and count only where no aql is given.",
            "视为已按当时状态的方案抽取样本；文件中的 `n`、`ac` 保留为 `input_n`、`input_ac`，仅在未给出 aql 时使用。",
        ),
        Text(
            "`reduced_eligible` is a permission, no order; whether production is steady is a judgement of people.",
            "`reduced_eligible` 是允许而非要求；生产是否稳定由人判断。",
        ),
        WHAT_AQL_IS,
        _NO_RATE,
    ),
    recalled=(
        Text(
            "The switching rules and the switching score are recalled, checked against worked cases.",
            "转移规则与转移得分凭记忆写成，已用算例核对。",
        ),
        _RECALLED_REDUCED,
    ),
    example=Example("sampling_switching.csv", _SYNTHETIC, {"code": "J", "aql": "1.0"}),
)

METHODS = (SINGLE_PLAN, OC, SWITCHING, FIND_PLAN, ALLOCATE)
