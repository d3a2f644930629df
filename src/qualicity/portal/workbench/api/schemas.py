"""What the answers are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from qualicity import evidence
from qualicity.errors import Problem, Text
from qualicity.evidence.rows import RowProblem
from qualicity.portal.api.rows import Words
from qualicity.portal.api.schemas import said
from qualicity.portal.workbench.board import Light
from qualicity.portal.workbench.models import Comment
from qualicity.portal.workbench.states import State

MOST_PROBLEMS = 10_000
"""So many problems are listed in an answer; all are counted."""


class ProblemAt(BaseModel):
    """Something that is wrong, or odd, with what was sent."""

    severity: Literal["error", "warning", "info"] = said("An error keeps the rows out", "错误将阻止入库")
    code: str = said("Which rule it is about", "规则代码", examples=["value-not-yours"])
    row: int | None = said(
        "The row, counted from 1; null for the whole", "第几行（自 1 起）；整体问题为 null"
    )
    field: str | None = said("The field", "字段")
    value: str | None = said("The value as it was sent", "所送的值")
    cell: str | None = said("The cell of a workbook", "工作簿单元格", examples=["Sheet1!B7"])
    message: Words = said("What is wrong and what to do", "问题与处理办法")


class CommentAt(BaseModel):
    """What a reviewer or a colleague said."""

    at: datetime = said("When", "时间")
    by: str = said("Who", "何人")
    row: int | None = said(
        "On this row, counted from 1; null for the whole", "所指的行（自 1 起）；整体为 null"
    )
    field: str | None = said("On this field", "所指的字段")
    text: str = said("What was said", "内容")


class SubmissionLinks(BaseModel):
    """Addresses of the submission."""

    self: str = said("Here", "本资源")
    content: str = said("What was sent", "所送内容")
    effect: str = said("What it would change", "拟产生的变化")


class Submission(BaseModel):
    """Rows on their way into a dataset."""

    id: str = said("Its number", "提交编号")
    dataset: str = said("Of this dataset", "数据集")
    organisation: str = said("From this organisation", "填报机构")
    period: str = said("For this period; empty where there are none", "所属时期；无时期时为空")
    state: State = said("Where it stands", "状态")
    version: int = said(
        "Counts its changes: the ETag to send back as If-Match", "版本号，即 If-Match 所需的 ETag"
    )
    step: int = said("The step of review, counted from 1", "审核步骤（自 1 起）")
    steps: list[str] = said("Who reviews it, in this order", "审核方，按先后次序")
    via: str = said("How it came", "提交方式", examples=["api"])
    by: str = said("Who sent it last", "最近提交者")
    rows: int = said("Rows", "行数")
    note: str = said("What was said with it", "说明")
    created: datetime = said("Begun", "创建时间")
    submitted: datetime | None = said("Handed in", "提交时间")
    effective: datetime | None = said("In the evidence since", "生效时间")
    sha256: str | None = said("SHA-256 of what is kept", "所存内容的 SHA-256")
    links: SubmissionLinks = said("Addresses", "相关地址")


class SubmissionAt(Submission):
    """A submission with all that was said of it."""

    comments: list[CommentAt] = said("What was said, the oldest first", "意见，由旧到新")
    problems_total: int = said("Problems of the rows as they stand", "现有问题总数")
    problems: list[ProblemAt] = said(
        f"The first {MOST_PROBLEMS} of them, while it can be mended",
        f"前 {MOST_PROBLEMS} 个问题（可修改期间）",
    )


class Submissions(BaseModel):
    """The organisation's submissions."""

    items: list[Submission] = said("The latest first, at most 500", "由新到旧，最多 500 条")


class Change(BaseModel):
    """Rows against what is held."""

    inserted: int = said("New rows", "新增行数")
    updated: int = said("Changed rows", "变更行数")
    unchanged: int = said("Rows that are held already", "未变行数")


class Result(BaseModel):
    """The answer of the check, and the submission that was kept."""

    accepted: bool = said("Whether the rows fit", "数据是否通过检查")
    rows: int = said("Rows that were sent", "所送行数")
    change: Change | None = said("What they would change", "将产生的变化")
    problems_total: int = said("Problems and remarks", "问题与提示总数")
    problems: list[ProblemAt] = said(f"The first {MOST_PROBLEMS} of them", f"前 {MOST_PROBLEMS} 个")
    submission: Submission | None = said(
        "What was kept; null where it was only checked", "所存提交；仅检查时为 null"
    )


class Duty(BaseModel):
    """What the organisation is to report for a period."""

    dataset: str = said("Dataset", "数据集")
    title: Words = said("Its title", "数据集名称")
    period: str = said("Period; empty where rows come whenever there are any", "时期；随时填报时为空")
    opens: date | None = said("The day after the period's end", "时期结束次日")
    due: date | None = said("To be reported by", "截止日期")
    state: Light = said("What is to be done about it", "待办状态")
    submission: str | None = said("Its latest submission", "最近一次提交")
    schema_: str = said("Address of its Table Schema", "表结构地址", serialization_alias="schema")


class Duties(BaseModel):
    """Duties in the order of their dates."""

    organisation: str = said("Whose", "机构")
    plan: str = said("Of this plan", "方案")
    today: date = said("On this day", "日期")
    items: list[Duty] = said("The duties; those without a date last", "填报任务；无期限者在后")


class RowMoved(BaseModel):
    """A row that would be new or another one."""

    key: dict[str, Any] = said("Which one", "主键")
    before: dict[str, Any] = said("Fields that change, as they are held", "变化的字段，现值")
    after: dict[str, Any] = said("The same, as they would be", "变化的字段，新值")


class FigureMoved(BaseModel):
    """A figure that would be another one."""

    indicator: str = said("Indicator", "指标")
    definition: str | None = said("Definition", "口径")
    area: str | None = said("Area", "地区")
    period: str | None = said("Period", "时期")
    before: float | None = said("Value now", "现值")
    after: float | None = said("Value then", "新值")


class VerdictMoved(BaseModel):
    """A verdict that would be another one, or have another reason."""

    target: str = said("Target", "目标")
    before: str = said("Status now", "现结论")
    after: str = said("Status then", "新结论")
    reason: Words = said("Its reason then", "新理由")


class SentenceMoved(BaseModel):
    """A sentence of the report that would read otherwise; empty on the side where it is not."""

    before: str = said("As it reads now", "现表述")
    after: str = said("As it would read", "新表述")


class SentencesMoved(BaseModel):
    """The sentences in both languages."""

    en: list[SentenceMoved] = said("In English", "英文")
    zh: list[SentenceMoved] = said("In Chinese", "中文")


class Effect(BaseModel):
    """What a submission would change if it took effect now."""

    accepted: bool = said("Whether it could take effect", "能否生效")
    rows_total: int = said("Rows that would be new or changed", "新增或变更行数")
    rows: list[RowMoved] = said("The first 200 of them", "前 200 行")
    figures: list[FigureMoved] = said("Figures that would move", "将变化的数值")
    verdicts: list[VerdictMoved] = said("Verdicts that would move", "将变化的结论")
    sentences: SentencesMoved = said("Sentences of the report that would", "报告中将变化的语句")


def words(text: Text) -> dict[str, str | None]:
    """A text in both languages."""
    return {"en": text.en, "zh": text.zh}


def problem(found: Problem, row: int | None) -> dict[str, Any]:
    """A problem of the check; `row` counts from 1."""
    at = found if isinstance(found, RowProblem) else None
    return {
        "severity": found.severity,
        "code": found.code,
        "row": row,
        "field": at.field if at else None,
        "value": at.value if at else None,
        "cell": at.cell if at else None,
        "message": words(found.message),
    }


def comments(found: Iterable[Comment]) -> list[dict[str, Any]]:
    """What was said of a submission."""
    return [{"at": c.at, "by": c.by, "row": c.row, "field": c.field or None, "text": c.text} for c in found]


def result(answer: evidence.Submission, problems: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The check's answer, with its problems as records."""
    change = answer.change
    return {
        "accepted": answer.accepted,
        "rows": answer.rows,
        "change": {"inserted": change.inserted, "updated": change.updated, "unchanged": change.unchanged}
        if change
        else None,
        "problems_total": len(answer.problems),
        "problems": list(problems),
        "submission": None,
    }
