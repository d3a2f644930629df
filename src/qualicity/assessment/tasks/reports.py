"""What people say of tasks, read from the datasets that a plan names under `tasks:`, as known on a date.

- `tasks.reports`: `action`*, `milestone` (empty: the action itself), `reported`*, `forecast`, `actual`*, `progress`
  (0 to 100), `reason`, `evidence` (names of files, with semicolons between them)
- `tasks.confidence`: `action`*, `rating`* (G, A or R), `by`*, `date`*, `reason`
- `tasks.supervised`: `item`*, `action`*, `milestone`, `opened`*, `by`, `closed`*, `closing_evidence`*, `note`

Fields with * must be there; `qualicity.plan.tasks` lists their types.
Rows are never overwritten. Of each thing the row that became known last counts; the earlier ones are its history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar, cast

from qualicity.errors import Text, UsageError
from qualicity.evidence import EvidenceStore, reading
from qualicity.evidence.known import known_times
from qualicity.plan import parse_period

Rating = Literal["G", "A", "R"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about reported rows that a reader must know: what it is about, and what is the matter."""

    about: str
    text: Text


@dataclass(frozen=True, slots=True)
class Vintage:
    """A row about an action: since when it was known, until another (or its end) stood instead, who handed it in."""

    known: date
    until: date | None
    handed_in_by: str
    action: str

    def stood(self, day: date) -> bool:
        """Whether this is what was known on a day."""
        return self.known <= day and (self.until is None or self.until > day)


@dataclass(frozen=True, slots=True)
class Report(Vintage):
    """What was reported of an action or a milestone."""

    milestone: str | None
    reported: date | None
    forecast: date | None
    actual: date | None
    progress: Decimal | None
    reason: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confidence(Vintage):
    """A person's judgement whether an action will be delivered: green, amber or red."""

    rating: Rating
    by: str
    given: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Supervised(Vintage):
    """An item under supervision (督办)."""

    item: str
    milestone: str | None
    opened: date
    by: str | None
    closed: date | None
    closing_evidence: str | None
    note: str | None

    def open_on(self, day: date) -> bool:
        """Whether it was open on a day: closed is only what is closed with its evidence."""
        return self.opened <= day and not (self.closed and self.closed <= day and self.closing_evidence)

    def closed_without_evidence(self, day: date) -> bool:
        """Whether somebody closed it by a day and named no evidence."""
        return self.closed is not None and self.closed <= day and not self.closing_evidence


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said of a plan's tasks up to a date, in the order in which it became known.

    `reporting` says whether the plan has a dataset of reports at all.
    """

    reporting: bool = False
    reports: tuple[Report, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    supervised: tuple[Supervised, ...] = ()
    untaken: tuple[Remark, ...] = ()
    """Rows that could not be taken."""

    def by_action(self) -> dict[str, Said]:
        """What was said of each action by itself."""
        reports, confidence = _by_action(self.reports), _by_action(self.confidence)
        supervised = _by_action(self.supervised)
        found = {*reports, *confidence, *supervised}
        return {
            a: Said(self.reporting, reports.get(a, ()), confidence.get(a, ()), supervised.get(a, ()))
            for a in found
        }


def said_of_tasks(store: EvidenceStore, as_of: date) -> Said:
    """Read what a plan's datasets of tasks hold as known on a date; one that was never loaded has said nothing."""
    settings = store.plan.tasks
    untaken: list[Remark] = []

    def take(dataset: str | None, make: Callable[[Row], T | Text]) -> tuple[T, ...]:
        taken = []
        for row in rows_known(store, dataset, as_of):
            made = make(row)
            if isinstance(made, Text):
                untaken.append(Remark(_about(row), made))
            else:
                taken.append(made)
        return tuple(taken)

    return Said(
        reporting=settings.reports is not None,
        reports=take(settings.reports, _report),
        confidence=take(settings.confidence, _confidence),
        supervised=take(settings.supervised, _supervised),
        untaken=tuple(untaken),
    )


# -- rows -------------------------------------------------------------------------------------------------

Row = dict[str, Any]
T = TypeVar("T", Report, Confidence, Supervised)
V = TypeVar("V", bound=Vintage)


def rows_known(store: EvidenceStore, dataset: str | None, as_of: date) -> Iterator[Row]:
    """Every vintage of a dataset's rows known on a date, in the order in which they became known.

    Each row has the dataset's fields and `_vintage`, what a `Vintage` is made of.
    """
    there = store.dataset(dataset) if dataset else None
    if there is None or there.version is None:
        return
    by = {c.submission: c.by for c in there.commits}
    with reading() as db:
        vintages = known_times(there.stored(), there.identity, as_of)
        found = db.execute(f"select * from {vintages} order by _known_from, _committed, _line")
        columns = [c[0] for c in found.description or ()]
        listed = found.fetchall()
    for values in listed:
        row = dict(zip(columns, values, strict=True))
        handed_in_by = by.get(row["_submission"], "")
        known, until = day_of(row["_known_from"]), day_of(row["_until"])
        yield row | {"_vintage": {"known": known, "until": until, "handed_in_by": handed_in_by}}


def _by_action(rows: Iterable[V]) -> dict[str, tuple[V, ...]]:
    found: dict[str, list[V]] = {}
    for row in rows:
        found.setdefault(row.action, []).append(row)
    return {action: tuple(listed) for action, listed in found.items()}


def latest(rows: Iterable[V], day: date) -> V | None:
    """Of rows in the order in which they became known, the last that stood on a day."""
    return next((r for r in reversed(tuple(rows)) if r.stood(day)), None)


def day_of(value: Any) -> date | None:
    """The day that a field of type date, datetime, period or known holds; an imprecise one is its last day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    try:
        return parse_period(str(value)).last
    except UsageError:
        return None


def text_of(row: Row, name: str) -> str | None:
    """A field's text without blanks around it, or None where it is empty or the dataset has no such field."""
    return str(row.get(name) or "").strip() or None


def names_of(said: str | None) -> tuple[str, ...]:
    """The names that stand in a field with semicolons between them."""
    return tuple(e.strip() for e in (said or "").replace("；", ";").split(";") if e.strip())


def _about(row: Row) -> str:
    return " ".join(filter(None, (text_of(row, k) for k in ("item", "action", "milestone")))) or "?"


def _report(row: Row) -> Report | Text:
    action, progress = text_of(row, "action"), row.get("progress")
    if action is None:
        return Text("a report names no action", "有一条报告未写明行动")
    return Report(
        **row["_vintage"],
        action=action,
        milestone=text_of(row, "milestone"),
        reported=day_of(row.get("reported")),
        forecast=day_of(row.get("forecast")),
        actual=day_of(row.get("actual")),
        progress=None if progress is None else Decimal(str(progress)),
        reason=text_of(row, "reason"),
        evidence=names_of(text_of(row, "evidence")),
    )


def _confidence(row: Row) -> Confidence | Text:
    action, rating, by = (text_of(row, k) for k in ("action", "rating", "by"))
    if action is None or by is None:
        return Text(
            "a judgement of delivery names no action, or nobody who gives it",
            "有一条交付判断未写明行动或判断人",
        )
    if rating not in ("G", "A", "R"):
        en, zh = (
            f"the judgement of delivery '{rating}' is none of G, A, R",
            f"交付判断“{rating}”不是 G、A、R 之一",
        )
        return Text(en, zh)
    day, reason = day_of(row.get("date")), text_of(row, "reason")
    return Confidence(
        **row["_vintage"], action=action, rating=cast(Rating, rating), by=by, given=day, reason=reason
    )


def _supervised(row: Row) -> Supervised | Text:
    item, action, opened = text_of(row, "item"), text_of(row, "action"), day_of(row.get("opened"))
    if item is None or action is None or opened is None:
        en = "a supervised item lacks its name, its action or the day on which it was opened"
        return Text(en, "有一条督办事项缺少编号、行动或立项日期")
    return Supervised(
        **row["_vintage"],
        item=item,
        action=action,
        milestone=text_of(row, "milestone"),
        opened=opened,
        by=text_of(row, "by"),
        closed=day_of(row.get("closed")),
        closing_evidence=text_of(row, "closing_evidence"),
        note=text_of(row, "note"),
    )
