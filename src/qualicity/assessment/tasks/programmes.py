"""Programmes: members that move through declared stages, counted as known on a date.

1. A member has reached a stage by the day in its row, or where the row gives none by the day on which the row became
   known. Rows of days that lie ahead are not counted, and told.
2. Where a member is now is the stage that it reached last; on one day the later stage in the plan's order.
3. It has reached a stage when it has ever reached that stage or a later one: once reached stays reached. Members that
   skipped a stage or went back are counted by this rule, and told.
4. A quota is met when so many members had reached its stage by its date; missed when the date has passed without it.

Nothing is dropped: members now in each stage, and those whose stage the plan does not know, add up to all members.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Literal

from qualicity.assessment.tasks.earned import EarnedSchedule, earned_of
from qualicity.assessment.tasks.lights import days_en, said
from qualicity.assessment.tasks.money import MoneyState, money_of
from qualicity.assessment.tasks.reports import Remark, Row, day_of, rows_known, text_of
from qualicity.assessment.tasks.spells import Spell, StageTime, stage_time
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore
from qualicity.plan import Plan, Programme, parse_period
from qualicity.plan.tasks import Quota, Stage

QuotaStatus = Literal["met", "missed", "on_the_way", "not_reported"]
QUOTA_STATUSES: dict[QuotaStatus, Text] = {
    "met": Text("Met", "已达到"),
    "missed": Text("Missed", "未达到"),
    "on_the_way": Text("On the way", "推进中"),
    "not_reported": Text("Not reported", "未报告"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """A member reached a stage, the `place`-th of the programme's; `stated` says whether the row gives the day."""

    day: date
    place: int
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """A member with the moves that it made, in order; none where the plan knows none of its stages."""

    name: str
    moves: tuple[Move, ...]

    @property
    def now(self) -> int | None:
        """The place of the stage that it is in."""
        return self.moves[-1].place if self.moves else None

    @property
    def furthest(self) -> int:
        """The place of the furthest stage that it has ever reached; −1 for none."""
        return max((m.place for m in self.moves), default=-1)

    def reached(self, place: int) -> date | None:
        """The day on which it first reached a stage or a later one."""
        return min((m.day for m in self.moves if m.place >= place), default=None)


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage: how many are in it now, how many have reached it, and how long members stay. None: not reported."""

    stage: Stage
    now: int | None
    reached: int | None
    time: StageTime


@dataclass(frozen=True, slots=True)
class QuotaState:
    """What became of a quota: how many reached the stage by its date or until now, and `when` it was reached."""

    quota: Quota
    status: QuotaStatus
    reached: int | None
    when: date | None
    reason: Text


@dataclass(frozen=True, slots=True)
class ProgrammeState:
    """A programme as known on a date. `unplaced` members stand in no stage that the plan knows.

    `earned_schedule` is None for the `earned_schedule_reason`.
    """

    programme: Programme
    as_of: date
    reporting: bool
    members: tuple[Member, ...]
    stages: tuple[StageState, ...]
    quotas: tuple[QuotaState, ...]
    money: MoneyState | None
    remarks: tuple[Remark, ...]
    earned_schedule: EarnedSchedule | None
    earned_schedule_reason: Text | None

    @property
    def unplaced(self) -> int:
        """How many members stand in no stage that the plan knows."""
        return sum(m.now is None for m in self.members)


def assess_programmes(plan: Plan, store: EvidenceStore, as_of: date) -> tuple[ProgrammeState, ...]:
    """Where every programme of a plan stands as known on a date; none before the plan was adopted."""
    return tuple(_state(store, p, as_of) for p in plan.programmes) if as_of >= plan.adopted else ()


def _state(store: EvidenceStore, programme: Programme, as_of: date) -> ProgrammeState:
    remarks: list[Remark] = []
    rows = [r for r in rows_known(store, programme.dataset, as_of) if r["_vintage"]["until"] is None]
    members = tuple(_members(programme, rows, as_of, remarks))
    for member in members:
        remarks.extend(_oddities(programme, member))
    reporting = programme.dataset is not None
    stages = tuple(
        _stage(programme, members, n, as_of, reporting=reporting) for n in range(len(programme.stages))
    )
    earned = earned_of(store, programme, as_of)
    in_stage = {m.name: programme.stages[m.now].id if m.now is not None else None for m in members}
    return ProgrammeState(
        programme=programme,
        as_of=as_of,
        reporting=reporting,
        members=members,
        stages=stages,
        quotas=tuple(_quota(programme, q, members, as_of, reporting=reporting) for q in programme.quotas),
        money=money_of(store, programme, in_stage, as_of, remarks) if programme.money else None,
        remarks=tuple(remarks),
        earned_schedule=earned if isinstance(earned, EarnedSchedule) else None,
        earned_schedule_reason=earned if isinstance(earned, Text) else None,
    )


# -- members ------------------------------------------------------------------------------------------------


def _members(
    programme: Programme, rows: Sequence[Row], as_of: date, remarks: list[Remark]
) -> Iterator[Member]:
    places = {s.id: n for n, s in enumerate(programme.stages)}
    moves: dict[str, list[Move]] = {}
    for row in rows:
        name, stage = text_of(row, programme.member), text_of(row, programme.stage)
        if name is None:
            remarks.append(Remark(programme.id, Text("a row names no member", "有一行未写明成员")))
            continue
        own = moves.setdefault(name, [])
        if stage not in places:
            told = stage or "–"
            en, zh = f"stage '{told}' is none of the programme's", f"阶段“{told}”不属于该专项工程"
            remarks.append(Remark(name, Text(en, zh)))
            continue
        stated = day_of(row.get(programme.reached))
        if stated is not None and stated > as_of:
            day = said(stated)
            en = f"“{stage}” is said to be reached on {day.en}, which lies ahead: not counted"
            remarks.append(Remark(name, Text(en, f"“{stage}”所报日期{day.get('zh')}尚未到来，不予计入")))
            continue
        if stated is None:
            en = f"“{stage}” has no day: it counts from the day on which it became known"
            remarks.append(Remark(name, Text(en, f"“{stage}”未写明日期，自获知之日起计")))
        own.append(Move(stated or row["_vintage"]["known"], places[stage], stated is not None))
    for name, made in moves.items():
        in_order = sorted(made, key=lambda m: (m.day, m.place))
        once = [next(same) for _, same in groupby(in_order, key=lambda m: m.place)]
        yield Member(name, tuple(once))


def _oddities(programme: Programme, member: Member) -> Iterator[Remark]:
    """Stages that a member skipped, and its ways back."""
    visited = {m.place for m in member.moves}
    for place in range(member.furthest):
        if place not in visited:
            stage = programme.stages[place].title
            en = f"skipped “{stage.en}”: it counts as having reached it"
            yield Remark(member.name, Text(en, f"跳过“{stage.get('zh')}”：视为已达到"))
    for before, after in pairwise(member.moves):
        if after.place < before.place:
            day, old, new = (
                said(after.day),
                programme.stages[before.place].title,
                programme.stages[after.place].title,
            )
            en = f"went back from “{old.en}” to “{new.en}” on {day.en}"
            zh = f"于{day.get('zh')}由“{old.get('zh')}”退回“{new.get('zh')}”"
            yield Remark(member.name, Text(en, zh))


def _stage(
    programme: Programme, members: Sequence[Member], place: int, as_of: date, *, reporting: bool
) -> StageState:
    last = place == len(programme.stages) - 1
    return StageState(
        stage=programme.stages[place],
        now=sum(m.now == place for m in members) if reporting else None,
        reached=sum(m.furthest >= place for m in members) if reporting else None,
        time=stage_time(_spells(members, place), as_of, last=last),
    )


def _spells(members: Iterable[Member], place: int) -> Iterator[Spell]:
    for member in members:
        for before, after in pairwise((*member.moves, None)):
            if before is not None and before.place == place:
                stated = before.stated and (after is None or after.stated)
                yield Spell(before.day, after.day if after else None, stated)


# -- quotas -------------------------------------------------------------------------------------------------


def _quota(
    programme: Programme, quota: Quota, members: Sequence[Member], as_of: date, *, reporting: bool
) -> QuotaState:
    due, n = parse_period(quota.due), quota.at_least
    place = next(i for i, s in enumerate(programme.stages) if s.id == quota.stage)
    title, by = programme.stages[place].title, said(due.last)
    if not reporting:
        en = f"No list of this programme's members is held here: who reached “{title.en}” is not known."
        zh = f"此处没有该专项工程的成员名单：无从得知谁已达到“{title.get('zh')}”。"
        return QuotaState(quota, "not_reported", None, None, Text(en, zh))
    days = sorted(d for d in (m.reached(place) for m in members) if d is not None)
    in_time, when = sum(d <= due.last for d in days), days[n - 1] if len(days) >= n else None
    counted = f"{in_time} of {n} reached “{title.en}” by {by.en}"
    counted_zh = f"截至{by.get('zh')}，{in_time}个达到“{title.get('zh')}”，应达{n}个"
    if when is not None and when <= due.last:
        day = said(when)
        en = f"{len(days)} reached “{title.en}”; the {n} asked for were reached on {day.en}."
        zh = f"{len(days)}个达到“{title.get('zh')}”；于{day.get('zh')}达到所要求的{n}个。"
        return QuotaState(quota, "met", in_time, when, Text(en, zh))
    if as_of > due.last:
        short = n - in_time
        en, zh = f"{counted}: {short} short", f"{counted_zh}：差{short}个"
        if when is not None:
            later = (when - due.last).days
            en, zh = f"{en}; {n} were reached {days_en(later)} later", f"{zh}；其后{later}天达到{n}个"
        return QuotaState(quota, "missed", in_time, when, Text(f"{en}.", f"{zh}。"))
    left = (due.last - as_of).days
    en = f"{in_time} of {n} have reached “{title.en}”; {days_en(left)} left until {by.en}."
    zh = f"已有{in_time}个达到“{title.get('zh')}”，应达{n}个；距{by.get('zh')}还有{left}天。"
    return QuotaState(quota, "on_the_way", in_time, None, Text(en, zh))
