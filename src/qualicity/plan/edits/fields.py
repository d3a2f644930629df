"""What of a plan may be changed in a form, said once: the kinds of things, and the fields of each.

Ids are never among them: they are what figures, rulings and links are known by. Whatever is not here is changed in the folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from qualicity.errors import Text
from qualicity.plan.model import Better, Measure
from qualicity.plan.targets import Operator, Scheme

KindName: TypeAlias = Literal[
    "plan", "goal", "target", "mission", "action", "milestone", "organisation", "indicator", "definition"
]
Type: TypeAlias = Literal[
    "text",
    "words",
    "number",
    "date",
    "period",
    "organisation",
    "organisations",
    "definition",
    "choice",
    "formula",
]
"""How a field is asked for: `text` a line, `words` several, `definition` one of the target's indicator."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its place in the thing's mapping (`title.en`), what it is called, and how it is asked for."""

    name: str
    title: Text
    type: Type = "text"
    choices: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to it."""
        return tuple(self.name.split("."))

    @property
    def lang(self) -> str:
        """The language of a field that stands in two; "" of others."""
        return self.path[-1] if self.path[-1] in ("en", "zh") else ""

    @property
    def pair(self) -> str:
        """What the fields of both languages have in common."""
        return self.name.removesuffix(f".{self.lang}") if self.lang else self.name


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: what it is called, where its list stands in plan.yaml, and its fields in their order.

    `order` are all keys of such a thing in the order in which people write them; `parts` the kind of what it holds.
    """

    title: Text
    fields: tuple[Field, ...]
    order: tuple[str, ...]
    listed: str = ""
    parts: KindName | None = None

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((f for f in self.fields if f.name == name), None)


def _pair(name: str, en: str, zh: str, kind: Type = "text") -> tuple[Field, Field]:
    return Field(f"{name}.en", Text(en, zh), kind), Field(f"{name}.zh", Text(en, zh), kind)


_TITLE = _pair("title", "Title", "名称")
_NOTE = _pair("note", "Note", "说明", "words")
_LEAD = Field("lead", Text("Lead organisation", "牵头单位"), "organisation")
_SUPPORTING = Field("supporting", Text("Supporting organisations", "责任单位"), "organisations")
_MEASURE = Field("measure", Text("Measure", "计量类型"), "choice", get_args(Measure))

_TARGET = (
    *_TITLE,
    Field("definition", Text("Definition that it counts on", "所依口径"), "definition"),
    Field("operator", Text("Operator", "约束方式"), "choice", get_args(Operator)),
    Field("value", Text("Value", "目标值"), "number"),
    Field("upper", Text("Upper end of a range", "区间上限"), "number"),
    Field("tolerance", Text("Tolerance of “about” (0.05 is 5 %)", "“左右”的容差（0.05 即 5%）"), "number"),
    Field("due", Text("Due period", "完成时期"), "period"),
    Field("base.period", Text("Base: period", "基期"), "period"),
    Field("base.value", Text("Base: value", "基期值"), "number"),
    Field("known", Text("Known since", "公布日期"), "date"),
    Field("nature", Text("Nature", "性质"), "choice", ("binding", "anticipatory")),
    Field("scheme", Text("Scheme by which it is judged", "评判规则"), "choice", get_args(Scheme)),
    _LEAD,
    _SUPPORTING,
    *_NOTE,
)
_DEFINITION = (
    *_TITLE,
    Field("value", Text("Formula", "公式"), "formula"),
    Field("filter", Text("Rows that count (condition)", "筛选条件"), "formula"),
    Field("denominator", Text("Denominator", "分母"), "formula"),
    Field("decimals", Text("Decimals", "小数位数"), "number"),
    Field("valid_from", Text("Valid from", "适用起始时期"), "period"),
    Field("valid_to", Text("Valid to", "适用截止时期"), "period"),
    Field("confidence", Text("Confidence", "可信度"), "choice", ("high", "medium", "low")),
    Field("source", Text("Source", "来源")),
    *_NOTE,
)
_PLAN = (
    *_TITLE,
    *_pair("official_title", "Official title", "正式名称"),
    Field("adopted", Text("Adopted on", "发布日期"), "date"),
    Field("encoded", Text("Encoded on", "编录日期"), "date"),
    Field("period.start", Text("First period", "起始时期"), "period"),
    Field("period.end", Text("Last period", "截止时期"), "period"),
    *_NOTE,
)
_INDICATOR = (
    *_TITLE,
    Field("unit", Text("Unit", "单位")),
    _MEASURE,
    Field("better", Text("Better is", "优劣方向"), "choice", get_args(Better)),
    Field(
        "across_areas",
        Text("Across areas", "跨区域汇总"),
        "choice",
        ("sum", "mean", "weighted", "recompute", "never"),
    ),
    *_NOTE,
)
_START, _DUE = (
    Field("start", Text("Start", "开始时期"), "period"),
    Field("due", Text("Due period", "完成时期"), "period"),
)

_HEAD = ("id", "title", "note", "clauses")
KINDS: dict[KindName, Kind] = {
    "plan": Kind(
        Text("The plan itself", "方案本身"),
        _PLAN,
        (
            "id", "title", "official_title", "place", "authority", "period", "adopted", "encoded", "languages",
            "default_scheme", "note",
        ),
    ),
    "target": Kind(
        Text("Targets", "目标"),
        _TARGET,
        (
            "id", "title", "goal", "clauses", "indicator", "definition", "authority", "basis_stated", "area", "operator",
            "value", "upper", "stage", "unit", "tolerance", "due", "base", "known", "nature", "scheme", "lead", "supporting",
            "note", "sought", "source",
        ),
        "targets",
    ),
    "action": Kind(
        Text("Actions and milestones", "行动与里程碑"),
        (*_TITLE, _LEAD, _SUPPORTING, _START, _DUE, *_NOTE),
        (*_HEAD, "targets", "contributes", "lead", "supporting", "start", "due", "milestones"),
        "actions",
        "milestone",
    ),
    "milestone": Kind(Text("Milestones", "里程碑"), (*_TITLE, _DUE), ("id", "title", "due", "note"), "milestones"),
    "mission": Kind(Text("Missions", "主要任务"), (*_TITLE, _LEAD, *_NOTE), (*_HEAD, "lead", "actions"), "missions"),
    "goal": Kind(Text("Goals", "目标分组"), (*_TITLE, *_NOTE), _HEAD, "goals"),
    "organisation": Kind(
        Text("Organisations", "机构"),
        (*_TITLE, Field("url", Text("Web address", "网址"))),
        ("id", "title", "note", "url"),
        "organisations",
    ),
    "indicator": Kind(
        Text("Indicators and their definitions", "指标与口径"),
        _INDICATOR,
        ("id", "title", "unit", "measure", "better", "bounds", "across_areas", "note", "definitions"),
        "",
        "definition",
    ),
    "definition": Kind(
        Text("Definitions", "口径"),
        _DEFINITION,
        (
            "id", "title", "basis", "measure", "valid_from", "valid_to", "from", "value", "filter", "denominator", "requires",
            "by", "weight", "freq", "decimals", "reconcile_with", "confidence", "source", "note",
        ),
        "definitions",
    ),
}  # fmt: skip
"""The kinds of things, each with its fields."""

ONE: Mapping[KindName, Text] = {
    "plan": Text("The plan itself", "方案本身"),
    "target": Text("Target", "目标"),
    "action": Text("Action", "行动"),
    "milestone": Text("Milestone", "里程碑"),
    "mission": Text("Mission", "主要任务"),
    "goal": Text("Goal", "目标分组"),
    "organisation": Text("Organisation", "机构"),
    "indicator": Text("Indicator", "指标"),
    "definition": Text("Definition", "口径"),
}
"""What one thing of a kind is called."""
