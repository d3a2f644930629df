"""What the registry says of grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qualicity.errors import Text
from qualicity.methods.registry import Column, Example, Method, Parameter
from qualicity.methods.scorecard.grading import grade, known_rules, refuse_pointless
from qualicity.methods.scorecard.said import tells

_WHO = (
    Column("area", type="text", title=Text("area, if any", "地区（如有）")),
    Column(
        "organisation",
        type="text",
        title=Text("who is assessed, if there are several", "被考核单位（有多个时）"),
    ),
    Column(
        "year",
        type="text",
        title=Text("year of the assessment, if there are several", "考核年度（有多个时）"),
    ),
)


def _checked(arguments: Mapping[str, Any], columns: Sequence[str]) -> tuple[Column, ...]:
    """No further inputs; what is wrong with the rules or the columns is said before any row is read."""
    known_rules(arguments["rules"])
    if "item" in columns:
        refuse_pointless(columns)
    return ()


_FORMULA = Text(
    """\
The score is the sum of the items' points, exact in decimals; it is rounded as the rules say and held against the least
score of each grade. The published grades: A from 90, B 80–89, C 60–79, D to 59; a regional or systemic incident of product
safety (a veto item) makes D whatever the score.

**The rules are a table** (CSV or XLSX) with the columns `kind`, `name`, `value`, `least`, `veto`, `year`, `source`; the
headers may be Chinese (类别、名称、取值、最低分、否决、年度、依据), and so may the kinds (项目、等级、规则):

- `item`: `value` is its most points, `least` its least (empty: 0; below 0 for points that are taken off). `veto` yes: it
  decides by itself where its rows say so; one without `value` has no points.
- `grade`: `value` is its least score; that of the lowest is 0.
- `rule`, `rounding` (must be there): `none` (89.5 is below 90), `half_up` (89.5 counts as 90), `down` (89.9 counts as 89).
  The published bands are whole numbers and leave this open.
- `rule`, `missing` (must be there): `range` (points that are missing make a score from … to …; a grade only where both
  ends have the same) or `not_graded`. Missing points are never taken as zero.
- `rule`, `unreported_veto`: `no` (the usual: what no row reports has not happened) or `missing` (then there is no grade).
- `rule`, `veto_grade`: the grade that a veto makes; the lowest where nothing is said.
- `year`: a row with a year holds for that year only, one without for all. Items and points change by year.
- `source` is for people: where the row stands.

`reason`: `score`; `veto:` items; `range` (points are missing, every score that can be has this grade); without a grade
`range:D-B`, `missing:` how many items, `veto_unclear:` items that have points instead of yes or no, that are not reported, or
that the rules do not call a veto, `no_rules_for_year`. `not_counted` names rows that count for nothing: `x:unknown` (not in
the rules), `x:twice` (two rows say otherwise), `x:31>30` (more than can be); such an item is missing.
""",
    """\
总分为各项目得分之和，按十进制精确相加；按规则舍入后与各等级的最低分比较。公布的等级为：A 级 90 分及以上，B 级 80–89 分，C 级
60–79 分，D 级 59 分及以下；发生区域性、系统性产品质量安全事件（否决项）的，一律为 D 级。

**规则为一张表**（CSV 或 XLSX），列为 `kind`、`name`、`value`、`least`、`veto`、`year`、`source`；
表头可用中文（类别、名称、取值、最低分、否决、年度、依据），类别也可用中文（项目、等级、规则）：

- `item`：`value` 为满分，`least` 为最低分（空为 0；扣分项小于 0）。`veto` 为“是”：数据中注明发生时单独决定等级；没有 `value` 的
  不计分。
- `grade`：`value` 为该等级最低分；最低等级为 0。
- `rule`，`rounding`（必填）：`none`（89.5 低于 90）、`half_up`（89.5 按 90 计）、`down`（89.9 按 89 计）。
  公布的分数段为整数，未作规定。
- `rule`，`missing`（必填）：`range`（缺项时总分为一个区间，仅当两端等级相同时评级）或 `not_graded`（不评级）。缺项从不按零分计。
- `rule`，`unreported_veto`：`no`（默认：未报告即未发生）或 `missing`（则不评级）。
- `rule`，`veto_grade`：否决后的等级；不写则为最低等级。
- `year`：写明年度的行只适用于该年度，未写的适用于各年度。项目与分值逐年调整。
- `source` 供人查阅：该行的依据。

`reason`：`score`；`veto:` 否决项；`range`（有缺项，但可能的总分均属同一等级）；未评级时为 `range:D-B`、`missing:` 缺项数、
`veto_unclear:` 项目（以分数代替是否、未报告，或规则未列为否决项）、`no_rules_for_year`。`not_counted` 列出未计入的行：`x:unknown`
（规则中没有）、`x:twice`（两行不一致）、`x:31>30`（超出可能范围）；此类项目按缺项处理。
""",
)

METHODS = (
    Method(
        name="scorecard.grade",
        title=Text("Score and grade of an assessment", "考核评分与等级"),
        standard="质量工作考核办法 (国办发〔2013〕47号), or any rules in a file",
        clause=Text(
            "4 (items and points are adjusted by year), 5 (100 points, grades A–D, veto)",
            "第四条（项目与分值按年调整）、第五条（百分制、A至D级、一票否决）",
        ),
        inputs=(
            Column(
                "item",
                type="text",
                required=True,
                title=Text("item, as the rules name it", "项目，与规则中的名称一致"),
            ),
            Column("points", "points", title=Text("points of the item", "得分")),
            Column(
                "share",
                least=0.0,
                most=1.0,
                title=Text("share of its most points, instead of points", "占满分的比例（代替得分）"),
            ),
            Column("veto", type="boolean", title=Text("yes where a veto item happened", "否决项是否发生")),
            *_WHO,
        ),
        parameters=(
            Parameter("rules", "", Text("file of the rules (CSV, XLSX)", "规则文件（CSV、XLSX）"), file=True),
            Parameter(
                "year",
                "",
                Text("which year's rules, where the rows have no year", "数据无年度列时采用哪一年度的规则"),
            ),
        ),
        outputs=(
            *(Column(c.name, type="text", title=c.title, of=c.name) for c in _WHO),
            Column("score", "points", title=Text("score", "总分")),
            Column(
                "compared", "points", title=Text("score as it is held against the limits", "用于定级的得分")
            ),
            Column("grade", type="text", title=Text("grade", "等级")),
            Column("score_low", "points", title=Text("least score that can be", "可能的最低总分")),
            Column("score_high", "points", title=Text("highest score that can be", "可能的最高总分")),
            Column("grade_low", type="text", title=Text("its grade", "对应等级")),
            Column("grade_high", type="text", title=Text("its grade", "对应等级")),
            Column("vetoes", type="text", title=Text("veto items that happened", "发生的否决项")),
            Column(
                "missing", type="text", title=Text("items without points that count", "缺少有效得分的项目")
            ),
            Column("not_counted", type="text", title=Text("rows that count for nothing", "未计入的行")),
            Column(
                "rounding", type="text", title=Text("rounding that the rules state", "规则规定的舍入方式")
            ),
            Column("reason", type="text", title=Text("why this grade, or none", "评级或未评级的原因")),
        ),
        run=grade,
        key=("area", "organisation", "year"),
        by=("area", "organisation", "year"),
        arrays=True,
        more=_checked,
        tells=tells,
        references=(
            "质量工作考核办法, General Office of the State Council, 国办发〔2013〕47号, articles 4 and 5",
        ),
        formula=_FORMULA,
        limits=(
            Text(
                "The grade is only as good as the points; who gave them, and after which visit, the file does not say.",
                "等级取决于得分；由谁、经何核查给出，文件并不说明。",
            ),
            Text(
                "The items and points of no year ship with this method: they are an office's own table. Published grades "
                "of cities come without item scores and cannot be reproduced from it.",
                "本方法不附带任何年度的项目与分值：应由主管单位自行列表。公布的城市等级没有分项得分，无法据此重算。",
            ),
            Text(
                "A card of few items turns on each: read the score with what is missing and what was not counted.",
                "项目少的考核，每一项都影响等级：请结合缺项与未计入的行阅读。",
            ),
        ),
        recalled=(
            Text(
                "The document's number, 国办发〔2013〕47号. Articles 4 and 5 were read in a copy on the web.",
                "文号“国办发〔2013〕47号”。第四、五条读自网上转载，未与公报核对。",
            ),
        ),
        example=Example(
            "scorecard_synthetic_items.csv",
            Text(
                "Invented organisations, items and points (synthetic); the grades and the veto are those of the published rules",
                "虚构的单位、项目与得分（示例）；等级与否决按公布的办法",
            ),
            {"rules": "scorecard_synthetic_rules.csv"},
        ),
    ),
)
