"""What the answers are made of: the tables' rows, and what stands around them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, create_model
from pydantic import Field as Described

from qualicity.portal.api import rows
from qualicity.portal.api.rows import Words
from qualicity.portal.doubts.kinds import Kind as DoubtKind
from qualicity.portal.doubts.kinds import Outcome, Reason
from qualicity.portal.doubts.kinds import State as DoubtState


def said(en: str, zh: str, **more: Any) -> Any:
    """A property with its words."""
    return Described(description=en, json_schema_extra={"x-zh": zh}, **more)


class Links(BaseModel):
    """Addresses of the same thing elsewhere."""

    data: str = said("Here, as data", "本资源的数据地址")
    page: Words | None = said("For people", "供人阅读的网页")


class Head(BaseModel):
    """Which state of a plan an answer is of."""

    plan: str = said("Plan", "方案编号", examples=["foshan-2020"])
    release: str | None = said("Release, or null for the live state", "发布名称；实时状态为 null")
    as_of: date = said("As known on this day", "按该日已知", examples=["2026-11-22"])


class ListHead(Head):
    """A part of a list."""

    total: int = said("Rows that were asked for, on all pages", "符合条件的总行数")
    next: str | None = said("Address of the next page, or null", "下一页地址；没有则为 null")


def listing(name: str, row: type[BaseModel]) -> type[BaseModel]:
    """The schema of a list of such rows."""
    items = said("The rows of this page, in the table's order", "本页各行，按表内顺序")
    return create_model(name, __base__=ListHead, items=(list[row], items))  # type: ignore[valid-type]


Observation = rows.schema("observations", "Observation")
Definition = rows.schema("definitions", "Definition")
Verdict = rows.schema("verdicts", "Verdict")
Ruling = rows.schema("rulings", "Ruling")
IndicatorRow = rows.schema("indicators", "IndicatorRow")
TargetRow = rows.schema("targets", "TargetRow")

Indicator = create_model(
    "Indicator",
    __base__=IndicatorRow,
    definitions=(list[Definition], said("How it is counted", "各口径")),  # type: ignore[valid-type]
    links=(Links, said("Elsewhere", "相关地址")),
)
ObservationAt = create_model(
    "ObservationAt", __base__=Observation, links=(Links, said("Elsewhere", "相关地址"))
)
TargetJudged = create_model(
    "TargetJudged",
    __base__=TargetRow,
    verdict=(Verdict, said("The verdict on it", "对其的结论")),
)
Target = create_model(
    "Target",
    __base__=TargetJudged,
    rulings=(list[Ruling], said("Decisions that it rests on", "所依据的裁定")),  # type: ignore[valid-type]
    links=(Links, said("Elsewhere", "相关地址")),
)


class Plan(Head):
    """A plan, and how much of everything is known of it."""

    title: Words = said("Title", "名称")
    place: str = said("Code of its place", "地区代码")
    place_title: Words = said("Its place", "地区")
    period: str = said("Its period", "规划期", examples=["2016/2020"])
    authority: Words | None = said("Whose it is", "发布机关")
    rows: dict[str, int] = said("Rows of each table", "各表行数")
    releases: list[str] = said("Names of its releases, the latest first", "各次发布的名称，最新者在前")
    links: Links = said("Elsewhere", "相关地址")


class PlanEntry(BaseModel):
    """A plan in the list."""

    plan: str = said("Plan", "方案编号")
    title: Words = said("Title", "名称")
    links: Links = said("Elsewhere", "相关地址")


class Plans(BaseModel):
    """The plans that are served."""

    items: list[PlanEntry] = said("The plans", "各方案")


class Release(BaseModel):
    """A release: a state of a plan that was frozen and never changes."""

    release: str = said("Its name, for ?release=", "名称，用于 ?release=")
    plan: str = said("Plan", "方案编号")
    as_of: date = said("As known on this day", "按该日已知")
    made: datetime = said("When it was made, in UTC", "生成时间（UTC）")
    by: str | None = said("Who made it", "生成者")
    note: str | None = said("Note", "说明")
    checksum: str = said("SHA-256 over all its parts", "全部内容的 SHA-256 校验和")
    checksums: dict[str, str] = said("SHA-256 of each part", "各部分的 SHA-256 校验和")
    lock: str = said("Address of its lock file, which holds every figure", "锁定文件地址，内含全部数值")
    links: Links = said("Elsewhere", "相关地址")


class Releases(BaseModel):
    """The releases of a plan, the latest first."""

    plan: str = said("Plan", "方案编号")
    items: list[Release] = said("The releases", "各次发布")


class AboutThing(BaseModel):
    """What a doubt is about: a target, an indicator or one figure of it, named as in addresses."""

    target: str | None = said("Target", "目标编号", default=None)
    indicator: str | None = said("Indicator", "指标编号", default=None)
    definition: str | None = said("Definition", "口径", default=None)
    area: str | None = said("Area", "地区", default=None)
    period: str | None = said("Period", "时期", default=None)
    cell: str | None = said("Cell of a breakdown", "分组", default=None)
    by: str | None = said("Authority", "发布部门", default=None)
    known: str | None = said("Since when it was known", "获知日期", default=None)
    release: str | None = said(
        "Release on whose page it stood; null for the live page", "所在发布；实时页面为 null", default=None
    )


class ShownThen(BaseModel):
    """What the page showed when the doubt was asked."""

    title: Words = said("Title of the thing", "名称")
    value: Words | None = said("Its value", "数值")
    of: Words | None = said("Area and period", "地区与时期")
    definition: str | None = said("Definition", "口径")
    authority: str | None = said("Authority", "发布部门")
    known: date | None = said("Since when it was known", "获知日期")
    promise: Words | None = said("The promise, of a target", "目标的承诺", default=None)


class FormerAnswer(BaseModel):
    """An answer that was amended since."""

    outcome: Outcome = said("What it came to", "结论")
    text: Words = said("The answer", "答复")
    at: datetime = said("When, in UTC", "时间（UTC）")
    by: str = said("Who", "答复人")


class Doubt(BaseModel):
    """A reader's question or objection; its words and name only together with an answer."""

    number: int = said("Number", "编号")
    state: DoubtState = said("Where it stands", "状态")
    kind: DoubtKind = said("What kind", "类别")
    about: AboutThing = said("What it is about", "所涉内容")
    shown: ShownThen = said("What the page showed", "当时页面所示")
    as_of: date = said("The page was read as known on this day", "当时页面的已知日期")
    asked: datetime = said("When it was asked, in UTC", "提出时间（UTC）")
    text: str | None = said("Its words, once it is answered", "内容，答复后公开")
    evidence: str | None = said("The evidence named, once it is answered", "所附依据，答复后公开")
    name: str | None = said("The sender’s name, where it may be shown", "署名（经本人同意）")
    answer: Words | None = said("The answer", "答复")
    answered: datetime | None = said("When it was answered last, in UTC", "最近答复时间（UTC）")
    answered_by: str | None = said("Who answered", "答复人")
    days: int | None = said("Days until the first answer", "首次答复所用天数")
    former_answers: list[FormerAnswer] = said("Answers amended since", "此前的答复")
    declined: Reason | None = said("Why it is not published", "不予公开的原因")
    corrected: str | None = said("When the figure was corrected", "更正日期")
    url: str = said("Its page", "网页地址")


class Correction(BaseModel):
    """A correction notice that followed a doubt."""

    doubt: int = said("Number of the doubt", "疑问编号")
    about: AboutThing = said("What it is about", "所涉内容")
    title: Words = said("Title of the thing", "名称")
    wrong: Words = said("What was wrong", "有误之处")
    right: Words = said("What is right", "正确内容")
    wrong_since: str = said("Since when it was wrong", "自何时起有误")
    corrected: str = said("When it was corrected", "更正日期")
    releases: str | None = said(
        "Releases that keep what was wrong, with semicolons", "含有该错误的发布，以分号分隔"
    )
    stands: bool = said("Whether no later answer took its place", "是否仍然有效")
    by: str = said("Who corrected it", "更正人")
    published: datetime = said("When it was published, in UTC", "公布时间（UTC）")
    url: str = said("Its page", "网页地址")


class LeftOut(BaseModel):
    """Rows that were not counted."""

    why: Words = said("Why", "原因")
    rows: int = said("How many", "行数")


class Step(BaseModel):
    """A dataset on the way of a figure; of one that is not public only which it is, never what its rows say."""

    dataset: str = said("Dataset", "数据集编号")
    title: Words = said("Its title", "名称")
    public: bool = said("Whether its rows may be shown", "其记录是否公开")
    kind: str = said("entered or derived", "填报（entered）或派生（derived）")
    version: str = said("Its version, or the fingerprint of what it was made from", "版本，或其输入的指纹")
    method: str | None = said("Method that made it", "生成方法")
    parameters: dict[str, Any] | None = said("With these parameters", "方法参数")
    sha256: str | None = said("SHA-256 of the file that brought it", "来源文件的 SHA-256")
    committed: datetime | None = said("When it was accepted, in UTC", "入库时间（UTC）")
    total: int = said("Rows on the way of this figure", "该数值涉及的行数")
    used: int | None = said("Rows that count", "计入的行数")
    excluded: list[LeftOut] = said("Rows that do not", "未计入的行")
    rows: list[dict[str, Any]] = said("Rows, as many as were asked for", "记录，数量以所求为限")


class Explanation(Head):
    """How a figure came about, back to the evidence."""

    observation: Observation = said("The figure", "该数值")  # type: ignore[valid-type]
    expression: str | None = said("Expression of its definition", "口径的算式")
    filter: str | None = said("Which rows count", "筛选条件")
    query: str = said(
        "The query that computed it, empty for a published figure", "计算所用查询；公布数值为空"
    )
    across_areas: str | None = said("How areas are put together", "跨地区汇总方式")
    versions: dict[str, int] = said("Version of every dataset behind it", "所涉各数据集的版本")
    datasets: list[Step] = said("The datasets on its way, backwards", "途经的数据集，自后向前")
    upstream: list[Observation] = said("Figures that it is made from", "由哪些数值计算而来")  # type: ignore[valid-type]
    parts: list[Observation] = said("Figures of the areas in it", "下级地区的数值")  # type: ignore[valid-type]
    others: list[Observation] = said("Its other vintages and authorities", "其他版本与部门的数值")  # type: ignore[valid-type]
    links: Links = said("Elsewhere", "相关地址")


class Entrance(BaseModel):
    """Where to begin."""

    version: str = said("Version of this API", "接口版本")
    plans: str = said("The plans", "方案列表")
    openapi: str = said("Description of this API (OpenAPI 3.1)", "接口描述（OpenAPI 3.1）")
    documentation: Words = said("The same for people", "供人阅读的说明")
    catalogue: str = said(
        "Everything that is to be had as whole files (DCAT-AP)", "全部成套文件的目录（DCAT-AP）"
    )


class FieldProblem(BaseModel):
    """A field that is wrong."""

    pointer: str = said("Which: #/query/NAME", "哪个参数：#/query/名称")
    detail: str = said("What is wrong", "有何问题")


class Problem(BaseModel):
    """A problem document (RFC 9457); title and detail are in the language of Accept-Language."""

    type: str = said("Address of this kind of problem", "该类问题的地址")
    title: str = said("The kind in words", "问题类别")
    status: int = said("Status of the answer", "状态码")
    detail: str = said("What is wrong here", "具体问题")
    instance: str = said("Address that was asked for", "所请求的地址")
    errors: list[FieldProblem] | None = Described(
        None, description="The fields that are wrong", json_schema_extra={"x-zh": "有问题的参数"}
    )
