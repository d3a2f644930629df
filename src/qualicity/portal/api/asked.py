"""What may be asked: the parameters of the resources, with what they mean in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Described

from qualicity.errors import Text, UsageError
from qualicity.plan import last_possible_day, parse_period
from qualicity.plan.period import Period
from qualicity.portal.api.paging import MOST, USUAL
from qualicity.portal.api.problems import unknown_value, unusable
from qualicity.portal.api.state import Held, Row

DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
RELEASE = r"^[a-z0-9.-]{1,100}$"
MANY = 100


def said(default: Any, en: str, zh: str, example: Any = None, **rules: Any) -> Any:
    """A parameter with its words."""
    if example is not None:
        rules["examples"] = [example]
    return Described(default, description=en, json_schema_extra={"x-zh": zh}, **rules)


class Known(BaseModel):
    """Which state of the plan is asked about: today's, an earlier day's, or a release's."""

    as_of: str | None = said(
        None,
        "The live state as known on this date (a year or a month means its last day); today without it",
        "按该日期已知的实时状态（年或月指其最后一日）；不填为今天",
        "2024-06-30",
        pattern=DATE,
    )
    release: str | None = said(
        None,
        "The state that this release froze, which never changes; not together with as_of",
        "该发布所冻结的状态，永不改变；不能与 as_of 同用",
        pattern=RELEASE,
    )


class OnDate(BaseModel):
    """On which day the live state is asked about: what readers asked belongs to no release."""

    as_of: str | None = said(
        None,
        "As it stood on this date (a year or a month means its last day); today without it",
        "按该日期的情况（年或月指其最后一日）；不填为今天",
        "2026-06-30",
        pattern=DATE,
    )


class OfState(BaseModel):
    """A filter of doubts."""

    state: list[Literal["open", "upheld", "not_upheld", "explained", "declined"]] = said(
        [], "Only of these states", "仅限这些状态", max_length=MANY
    )


class Paging(BaseModel):
    """Which part of a list is asked for."""

    limit: int | None = said(
        None,
        f"At most so many rows; {USUAL} without it as JSON, all of them as CSV",
        f"最多返回的行数；不填时 JSON 为 {USUAL} 行，CSV 为全部",
        50,
        ge=1,
        le=MOST,
    )
    cursor: str | None = said(
        None,
        "Where the page begins: as “next” of the page before gives it",
        "本页的起点：由上一页的“next”给出",
        max_length=2000,
    )


class OfIndicator(BaseModel):
    """A filter of definitions."""

    indicator: list[str] = said([], "Only of these indicators", "仅限这些指标", max_length=MANY)


class Figures(BaseModel):
    """The filters of observations: all that are given must hold; of one given several times, any."""

    model_config = ConfigDict(populate_by_name=True)

    indicator: list[str] = said([], "Only of these indicators", "仅限这些指标", max_length=MANY)
    definition: list[str] = said([], "Only by these definitions", "仅限这些口径", max_length=MANY)
    area: list[str] = said([], "Only of these areas (REF_AREA)", "仅限这些地区（REF_AREA）", max_length=MANY)
    from_: str | None = said(
        None,
        "Only of periods that begin with this one or later (2016, 2016-Q3, 2016-05, 2016-05-17)",
        "仅限自该时期起的数值（2016、2016-Q3、2016-05、2016-05-17）",
        "2016",
        alias="from",
        max_length=40,
    )
    to: str | None = said(
        None,
        "Only of periods that end with this one or earlier",
        "仅限至该时期止的数值",
        "2020",
        max_length=40,
    )
    freq: list[Literal["A", "S", "Q", "M", "W", "D", "_O"]] = said(
        [], "Only of these frequencies (FREQ)", "仅限这些频率（FREQ）", max_length=MANY
    )
    status: list[str] = said(
        [],
        "Only of these OBS_STATUS: A, P, E …, as the column's codes say",
        "仅限这些 OBS_STATUS：A、P、E 等，含义见该列代码",
        max_length=MANY,
    )
    current: bool | None = said(
        None,
        "true: only the last vintage of each authority; false: only those that were revised since",
        "true：仅各部门的最新版本；false：仅已被修订的版本",
    )
    breakdown: list[str] = said(
        [],
        "Only of these cells (field=value;…), _T for totals",
        "仅限这些分组（字段=值;…），_T 为合计",
        max_length=MANY,
    )
    since: str | None = said(
        None,
        "For harvesters: all vintages of figures of which one became known on this date or later, those that it "
        "revised among them",
        "供定期采集：凡有版本于该日期及以后公布的数值，返回其全部版本（含被修订者）",
        "2024-01-01",
        pattern=DATE,
    )


Test = Callable[[Row], bool]
_COLUMNS = {
    "indicator": ("INDICATOR", Text("indicator", "指标")),
    "definition": ("DEFINITION", Text("definition", "口径")),
    "area": ("REF_AREA", Text("area", "地区")),
    "status": ("OBS_STATUS", Text("status", "状态")),
    "breakdown": ("BREAKDOWN", Text("cell", "分组")),
}


def fitting(held: Held, asked: Figures, declared: Mapping[str, Iterable[str]]) -> tuple[Row, ...]:
    """The observations that are asked for, in the table's order.

    `declared` are values that may be asked for although no observation has them (an indicator without figures).
    Errors: `ApiError` for a value that names nothing, and for a period or date that is none.
    """
    tests: list[Test] = []
    for name, (column, what) in _COLUMNS.items():
        wanted = getattr(asked, name)
        if wanted:
            known = {*held.known(column), *declared.get(name, ())}
            for value in wanted:
                if value not in known:
                    raise unknown_value(name, what, value, sorted(known))
            tests.append(_among(held.at[column], frozenset(wanted)))
    if asked.freq:
        tests.append(_among(held.at["FREQ"], frozenset(asked.freq)))
    if asked.current is not None:
        tests.append(_among(held.at["CURRENT"], frozenset({asked.current})))
    if asked.from_ or asked.to:
        tests.append(_within(held.at["TIME_PERIOD"], asked.from_, asked.to))
    if asked.since:
        tests.append(_since(held, asked.since))
    return tuple(row for row in held.table.rows if all(test(row) for test in tests))


def _among(at: int, wanted: frozenset[Any]) -> Test:
    return lambda row: row[at] in wanted


def _within(at: int, first: str | None, last: str | None) -> Test:
    begin = _period("from", first).start if first else None
    end = _period("to", last).end if last else None

    def test(row: Row) -> bool:
        if row[at] is None:
            return False
        period = parse_period(row[at])
        return (begin is None or period.start >= begin) and (end is None or period.end <= end)

    return test


def _period(parameter: str, text: str) -> Period:
    try:
        return parse_period(text)
    except UsageError as error:
        raise unusable(parameter, error.text) from None


def _since(held: Held, text: str) -> Test:
    """Whether the figure of a row has a vintage of that date or later (or one that nobody dated)."""
    try:
        day = last_possible_day(text) if len(text) == 10 else parse_period(text).start
    except UsageError as error:
        raise unusable("since", error.text) from None
    about = [
        held.at[c] for c in ("INDICATOR", "DEFINITION", "REF_AREA", "TIME_PERIOD", "BREAKDOWN", "AUTHORITY")
    ]
    vintage = held.at["VINTAGE"]
    changed = {
        tuple(row[n] for n in about) for row in held.table.rows if row[vintage] is None or row[vintage] >= day
    }
    return lambda row: tuple(row[n] for n in about) in changed
