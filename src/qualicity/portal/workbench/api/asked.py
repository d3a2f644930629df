"""What may be asked: the parameters of the resources."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from qualicity.portal.api.schemas import said
from qualicity.portal.workbench.board import Light
from qualicity.portal.workbench.states import State

_ID = r"^[A-Za-z0-9._-]{1,200}$"
_PERIOD = r"^[0-9A-Za-z/:-]{0,40}$"


class Wanted(BaseModel):
    """Which duties."""

    dataset: str | None = said(
        "Only of this dataset", "仅此数据集", pattern=_ID, default=None, examples=["inspections"]
    )
    state: list[Light] = said("Only in these states", "仅这些状态", default_factory=list, max_length=9)
    due_by: date | None = said("Only due on or before this day", "仅截止日期不晚于此日者", default=None)


class Listed(BaseModel):
    """Which submissions."""

    dataset: str | None = said(
        "Only of this dataset", "仅此数据集", pattern=_ID, default=None, examples=["inspections"]
    )
    period: str | None = said(
        "Only for this period", "仅此时期", pattern=_PERIOD, default=None, examples=["2026-10"]
    )
    state: list[State] = said("Only in these states", "仅这些状态", default_factory=list, max_length=6)


class Put(BaseModel):
    """What is to be done with the rows."""

    check: bool = said("Only check them: nothing is kept", "仅检查，不保存", default=False)
    submit: bool = said("Hand them in; false: keep a draft", "提交；false 表示只存草稿", default=True)
    keep: bool = said("Keep a draft also of rows that have errors", "有错误的数据也存为草稿", default=False)
    note: str = said("A word to the reviewers", "给审核人的说明", default="", max_length=1000)


class Sending(Put):
    """Which rows, and what is to be done with them."""

    dataset: str = said("Into this dataset", "数据集", pattern=_ID, examples=["inspections"])
    period: str = said(
        "For this period; left out where the duty has none",
        "所属时期；任务无时期时不填",
        pattern=_PERIOD,
        default="",
        examples=["2026-10"],
    )
