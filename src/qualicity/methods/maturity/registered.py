"""What the registry says of maturity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text
from qualicity.methods.lazy import lazy_module
from qualicity.methods.maturity.score import BELOW, NOT_ASKED, score
from qualicity.methods.maturity.weights import shipped
from qualicity.methods.registry import Column, Example, Method, Parameter

np = lazy_module("numpy")


def tells(made: Mapping[str, Any]) -> tuple[Text, ...]:
    """Each enterprise's level, or how many have which, and what that leaves out."""
    rows = np.flatnonzero(made["part"] == "total")
    told = [_one(made, r) for r in rows] if len(rows) <= _FEW else [_many(made, rows)]
    told += [_lacking(str(r)) for r in dict.fromkeys(made["reason"][rows]) if r and NOT_ASKED in str(r)]
    unsure = int(sum(made["level_low"][r] != made["level_high"][r] for r in rows))
    if unsure:
        told.append(
            Text(
                f"{unsure} of {len(rows)} could have another level once the missing answers are known.",
                f"{len(rows)} 家中 {unsure} 家的等级取决于缺失的回答。",
            )
        )
    return tuple(told)


_FEW = 5


def _lacking(reason: str) -> Text:
    told = next(r for r in reason.split("; ") if NOT_ASKED in r)
    names = told.removeprefix(NOT_ASKED).split(":", maxsplit=1)[0]
    return Text(
        f"Beware: {told}; the level rests on the rest alone.",
        f"注意：没有条款涉及{names.replace(', ', '、')}，其权重由其余部分分担；等级仅依据其余部分。",
    )


def _one(made: Mapping[str, Any], row: int) -> Text:
    name, total, level = made["enterprise"][row], made["total"][row], made["level"][row]
    when = f" {made['year'][row]:.0f}" if np.isfinite(made["year"][row]) else ""
    who, zh = (f"{name}{when}: ", f"{name}{when}：") if name else ("", "")
    if level is None:
        return Text(f"{who}no level: {made['reason'][row]}.", f"{zh}无法评定：第一级没有回答。")
    low, high, missing = made["total_low"][row], made["total_high"][row], int(made["missing"][row])
    more = Text("", "")
    if missing:
        more = Text(
            f"; without an answer: {missing} clauses, with these {low:.2f} to {high:.2f}",
            f"；{missing} 项条款未回答，计入后为 {low:.2f} 至 {high:.2f}",
        )
    return Text(f"{who}{total:.2f}, {level}{more.en}.", f"{zh}{total:.2f}，{level}{more.zh}。")


def _many(made: Mapping[str, Any], rows: Any) -> Text:
    levels = [made["level"][r] for r in rows]
    counted = [(n, levels.count(n)) for n in (BELOW, *shipped()["levels"]) if n in levels]
    counted += [("—", levels.count(None))] if None in levels else []
    told = ", ".join(f"{name} {n}" for name, n in counted)
    return Text(f"{len(rows)} enterprises: {told}.", f"{len(rows)} 家企业：{told.replace(', ', '，')}。")


def _levels() -> tuple[Column, ...]:
    return tuple(
        Column(f"level_{n}", "0 to 1", title=Text(f"score at level {n}", f"第 {n} 级得分"))
        for n in range(1, 6)
    )


SCORE = Method(
    name="maturity.score",
    title=Text("Maturity of intelligent manufacturing", "智能制造能力成熟度"),
    standard="GB/T 39116-2020; GB/T 39117-2020",
    clause=Text(
        "GB/T 39117-2020, scoring of clauses, domains and levels", "GB/T 39117-2020，条款、能力域与等级的计分"
    ),
    inputs=(
        Column(
            "enterprise", type="text", title=Text("whose answers; without it one", "企业；没有此列则为一家")
        ),
        Column(
            *("year", "year"),
            type="integer",
            least=1000,
            most=9999,
            title=Text("of the assessment", "评估年份"),
        ),
        Column("type", type="text", title=Text("process or discrete (流程型, 离散型)", "流程型或离散型")),
        Column(
            "domain", type="text", required=True, title=Text("such as 数据, 生产", "能力域，如数据、生产")
        ),
        Column("subdomain", type="text", title=Text("such as 采购", "能力子域，如采购")),
        Column(
            "level",
            type="integer",
            required=True,
            least=1,
            most=5,
            title=Text("level that it is of", "所属等级，1 至 5"),
        ),
        Column("clause", type="text", title=Text("its number or name", "条款号或名称")),
        Column(
            "answer",
            type="text",
            required=True,
            title=Text(
                "全部满足, 大部分满足, 部分满足, 不满足 (or fully, mostly, partly, not met; 1, 0.8, 0.5, 0); 不适用: taken out",
                "全部满足、大部分满足、部分满足、不满足（或 1、0.8、0.5、0）；不适用：裁剪",
            ),
        ),
    ),
    parameters=(
        Parameter(
            "weights",
            "",
            Text(
                "the tree of weights, JSON or a table; else the recalled one",
                "权重文件（JSON 或表格）；默认为回忆所得的权重",
            ),
            file=True,
        ),
        Parameter(
            "type",
            "",
            Text("process or discrete, where no column says so", "没有 type 列时的类型：process 或 discrete"),
        ),
        Parameter(
            "exempt", (), Text("domains or sub-domains taken out for all", "对全部企业裁剪的能力域或能力子域")
        ),
    ),
    outputs=(
        Column("enterprise", type="text", title=Text("enterprise", "企业")),
        Column("year", "year", type="integer", title=Text("of the assessment", "评估年份")),
        Column(
            "part",
            type="text",
            title=Text("total, element, domain or subdomain", "total、element、domain 或 subdomain"),
        ),
        Column("within", type="text", title=Text("what it is part of", "上级")),
        Column(
            "name", type="text", title=Text("element, domain or sub-domain", "能力要素、能力域或能力子域")
        ),
        Column("weight", "share", title=Text("its weight within that", "在上级中的权重")),
        Column("score", "0 to 5", title=Text("its levels added up", "各级累计得分")),
        *_levels(),
        Column("total", "0 to 5", title=Text("total of the enterprise", "企业总分")),
        Column("level", type="text", title=Text("level of the enterprise", "企业等级")),
        Column(
            "total_low", "0 to 5", title=Text("total if no missing clause is met", "缺失条款均不满足时的总分")
        ),
        Column("level_low", type="text", title=Text("level then", "此时的等级")),
        Column("total_high", "0 to 5", title=Text("total if all missing ones are", "缺失条款均满足时的总分")),
        Column("level_high", type="text", title=Text("level then", "此时的等级")),
        Column("answered", "clauses", type="integer", title=Text("clauses answered", "已回答条款")),
        Column("missing", "clauses", type="integer", title=Text("clauses without an answer", "未回答条款")),
        Column("exempt", "clauses", type="integer", title=Text("clauses taken out", "裁剪条款")),
        Column(
            "reason",
            type="text",
            title=Text("what is left out, or why there is none", "未计入内容或没有得分的原因"),
        ),
    ),
    run=score,
    key=("enterprise", "year", "part", "within", "name"),
    by=("enterprise", "year"),
    arrays=True,
    tells=tells,
    references=(
        "GB/T 39116-2020 智能制造能力成熟度模型",
        "GB/T 39117-2020 智能制造能力成熟度评估方法",
    ),
    edition="GB/T 39117-2020",
    formula=Text(
        """\
1. A clause counts 1 (全部满足), 0.8 (大部分满足), 0.5 (部分满足) or 0 (不满足).
2. At each level: sub-domain (or domain without sub-domains) = mean of its clauses; domain = weighted mean of its sub-domains,
   alike where the weights give none; element = weighted mean of its domains; level = weighted mean of the elements.
3. A level is met from 0.8 on and then counts 1; the first that is not met counts as it is, none after it:
   0.95, 0.86, 0.62 → 1 + 1 + 0.62 = 2.62. **Level**: 一级 from 0.8, 二级 from 1.8, 三级 2.8, 四级 3.8, 五级 4.8.

Parts have `level_1` … `level_5` (step 2) and `score` (step 3 for that part alone; a level that asks nothing of it counts
as met): ours, to see where an enterprise is behind.

**Missing** answers (empty, `NA`, `-`; also a clause that others of the same type were asked at a level of which the
enterprise has any row) are left out and counted in `missing`, never zero: `total_low` and `total_high` say what the total would
be if none or all of them were met. **Taken out** (裁剪): the answer 不适用, or `exempt`. What has no score leaves its
weight to the others.

**Weights**: JSON `{"weights": {"process": {"人员": [0.06, {"组织战略": 0.5, "人员技能": 0.5}], …}, "discrete": {…}}}`; a domain
with weighted sub-domains is `"生产": [0.63, {"采购": 0.2, …}]`; without types `{"weights": {"人员": …}}`. Or
a table with the columns `type`, `element`, `domain`, `subdomain`, `weight`: a row for each element
(its own weight), domain and sub-domain. Siblings must add up to 1.
""",
        """\
1. 条款得分：全部满足 1，大部分满足 0.8，部分满足 0.5，不满足 0。
2. 每一级：能力子域（无子域的能力域）= 条款得分均值；能力域 = 子域加权平均，未给权重则等权；能力要素 = 能力域加权平均；该级得分 =
   能力要素加权平均。
3. 某级得分不低于 0.8 为满足并按 1 计；首个不满足的级按实际得分计，其后不计：0.95、0.86、0.62 → 1 + 1 + 0.62 = 2.62。
   **等级**：0.8 起一级，1.8 起二级，2.8 起三级，3.8 起四级，4.8 起五级。

各部分给出 `level_1` … `level_5`（第 2 步）和 `score`（对该部分单独按第 3 步累计；某级对其没有条款视为满足），后者为本软件所定，
用于查看薄弱环节。

**缺失**的回答（空、`NA`、`-`；以及同类型其他企业有、而本企业在已答等级中没有的条款）不计入得分，计入 `missing`，不作零分：
`total_low` 与 `total_high` 为其均不满足与均满足时的总分。**裁剪**：回答“不适用”，或参数 `exempt`。
没有得分的部分，其权重由其余部分分担。

**权重**：JSON `{"weights": {"process": {"人员": [0.06, {"组织战略": 0.5, "人员技能": 0.5}], …}, "discrete": {…}}}`；子域有权重的
能力域写作 `"生产": [0.63, {"采购": 0.2, …}]`；不分类型时为 `{"weights": {"人员": …}}`。
也可用表格，列为 `type`、`element`、`domain`、
`subdomain`、`weight`，每个要素（自身权重）、能力域、能力子域各一行。同级权重之和应为 1。
""",
    ),
    limits=(
        Text(
            "A self-assessment is what the enterprise says of itself; the standard has assessors, evidence and scoring groups. "
            "An enterprise that leaves hard clauses empty gets a better total: look at `total_low`.",
            "自评为企业自述；标准要求评估组、证据和评分程序。把难的条款留空会抬高总分：请看 `total_low`。",
        ),
        Text(
            "The clauses themselves are not in the product: what is asked is what the file holds. A domain that "
            "no clause of a level "
            "asks for leaves its weight to the others at that level; one that none asks for at all is named in `reason`.",
            "本软件不含条款原文：所评内容即文件所列。某级没有条款的能力域，其权重由该级其余能力域分担；完全没有条"
            "款的能力域见 `reason`。",
        ),
        Text(
            "`level` in the file is the level that a clause belongs to, in the result the level of the enterprise.",
            "文件中的 `level` 为条款所属等级，结果中的 `level` 为企业等级。",
        ),
    ),
    recalled=(
        Text(
            "All weights of the shipped table (`tables/gbt39117_2020.json`), with low confidence: only the "
            "elements' weights of the "
            "process type (6, 11, 15 %) and 生产 63 % agree with a second source. Give your own with `weights`.",
            "内置权重表（`tables/gbt39117_2020.json`）均为回忆所得，可信度低：仅流程型能力要素权重（6、11、15 %）"
            "和生产 63 % 与另一来源"
            "一致。请用 `weights` 给出核对过的权重。",
        ),
        Text(
            "The scores of answers (`clause_scores` of the file of weights), the bound 0.8 and the intervals of levels.",
            "回答的得分（权重文件的 `clause_scores`）、满足界限 0.8 和等级区间。",
        ),
    ),
    example=Example(
        "maturity_synthetic_answers.csv",
        Text(
            "Synthetic, no real enterprise and no clause of the standard: two invented enterprises of the "
            "discrete type. By hand: "
            "甲 0.948 and 0.761, so 1 + 0.761 = 1.761, 一级",
            "合成数据，非真实企业，也非标准条款：两家虚构的离散型企业。手算：甲为 0.948 与 0.761，故 1 + 0.761 = 1.761，一级",
        ),
        {"type": "discrete"},
    ),
)

METHODS = (SCORE,)
