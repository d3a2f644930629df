"""The plan as frozen, typed objects: the promise, and what is declared about evidence and figures.

Every class here is what a YAML file of a plan folder says, under the same names; unknown keys are
refused. `qualicity.plan.schema` turns them into a JSON Schema for editors.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field
from pydantic.json_schema import SkipJsonSchema

from qualicity.errors import Text
from qualicity.plan.basics import Code, Frozen, Id, Named, Source, TimePeriod, known_zone
from qualicity.plan.calendar import AnnouncedRelease
from qualicity.plan.cascade import Parent, Promise, Related
from qualicity.plan.checks import Check
from qualicity.plan.pictures import Boundaries
from qualicity.plan.prose import ProsePage
from qualicity.plan.summaries import Summaries
from qualicity.plan.tables import Dataset, Frequency
from qualicity.plan.targets import Scheme, Target
from qualicity.plan.tasks import Action, Mission, Programme, Tasks

Measure = Literal["stock", "flow", "ratio", "level", "count"]
Better = Literal["higher", "lower"]


class Part(Named):
    """One of the parts that the plan's text is arranged in."""


class Place(Frozen):
    """The area that the plan is for: its code and name."""

    code: Code
    title: Text


class Span(Frozen):
    """First and last period of the plan, both included."""

    start: TimePeriod
    end: TimePeriod


class Organisation(Named):
    """A government body, bureau or enterprise that leads, supports, reports or publishes."""

    url: str | None = None


class Goal(Named):
    """A heading under which targets stand."""

    clauses: tuple[Id, ...] = ()


class Clause(Frozen):
    """A numbered piece of the plan's own text: one commitment or statement."""

    id: Id
    part: Id | None = None
    text: Text
    narrative: bool = False
    note: Text | None = None


class Ruling(Frozen):
    """A recorded human decision about a target, with its author, date and reason.

    It may name the `definition` that the target is judged on, or the `status` of a target that only
    people can judge, with the `grade` in their own words and the `evidence` that they looked at.
    """

    id: Id
    target: Id
    definition: Id | None = None
    status: Literal["achieved", "on_course", "at_risk", "off_course", "missed"] | None = None
    grade: Text | None = None
    evidence: tuple[Source, ...] = ()
    by: Text
    official: bool = False
    date: date
    reason: Text


class Requirement(Frozen):
    """A condition (an SQL aggregate expression, true or false) with its words."""

    value: str
    why: Text


class Definition(Frozen):
    """One way to count an indicator.

    `value` is an SQL aggregate expression over the dataset `from`; without it the dataset's own value
    is taken (a published figure). `denominator` counts what the value rests on; `requires` must hold
    for the value to stand; `decimals` rounds it (default: 12 significant digits). `by` lists breakdowns:
    fields, or lists of fields to be crossed. `freq` YTD is from the year's first day to each month's end.
    `weight` is what areas are weighted by (`denominator`, or another indicator as `[population]`). A
    definition computes no figure of a period that does not lie in `valid_from` to `valid_to`.
    """

    id: Id
    title: Text | None = None
    basis: dict[str, str] = Field(default_factory=dict)
    measure: Measure | None = None
    valid_from: TimePeriod | None = None
    valid_to: TimePeriod | None = None
    from_: Annotated[Id | None, Field(alias="from")] = None
    value: str | None = None
    filter: str | None = None
    denominator: str | None = None
    requires: Requirement | None = None
    by: tuple[str | tuple[str, ...], ...] = ()
    weight: Annotated[str, Field(pattern=r"^(denominator|\[.+\])$")] | None = None
    freq: tuple[Frequency | Literal["YTD"], ...] = ("A",)
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    reconcile_with: Id | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    source: str | None = None
    note: Text | None = None


class Quality(Frozen):
    """What its editors know of an indicator's quality, under the headings of SIMS; the rest is computed."""

    relevance: Text | None = None
    accuracy: Text | None = None
    timeliness: Text | None = None
    comparability: Text | None = None
    coherence: Text | None = None


class Indicator(Frozen):
    """What is counted: unit, direction, bounds, the rule across areas, and its definitions."""

    id: Id
    title: Text
    unit: str
    measure: Measure | None = None
    better: Better | None = None
    bounds: tuple[Decimal | None, Decimal | None] | None = None
    across_areas: Literal["sum", "mean", "weighted", "recompute", "never"] | None = None
    definitions: Annotated[tuple[Definition, ...], Field(min_length=1)]
    checks: tuple[Check, ...] = ()
    quality: Quality | None = None
    note: Text | None = None

    def definition(self, definition_id: str) -> Definition | None:
        """The definition of that id, or None."""
        return next((d for d in self.definitions if d.id == definition_id), None)


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Identified)


class Plan(Frozen):
    """A whole plan folder, read and frozen.

    `encoded` is the day on which its editors wrote it: what they say of the time since is not known to
    any earlier day. `rulings_dataset` is the dataset of rulings that are recorded as evidence (`RULING_FIELDS`).
    Days of reporting begin and end in its `timezone` (a name of the IANA database).
    `folder` is where it was read from.
    """

    id: Id
    title: Text
    official_title: Text | None = None
    place: Place
    authority: Id
    period: Span
    adopted: date
    encoded: date | None = None
    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")
    timezone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    default_scheme: Scheme = "china-schedule"
    note: Text | None = None
    sources: tuple[Source, ...] = ()
    units: dict[str, Text] = Field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    goals: tuple[Goal, ...]
    organisations: tuple[Organisation, ...] = ()
    targets: tuple[Target, ...]
    missions: tuple[Mission, ...] = ()
    actions: tuple[Action, ...] = ()
    programmes: tuple[Programme, ...] = ()
    tasks: Tasks = Field(default_factory=Tasks)
    rulings_dataset: Id | None = None
    implements: tuple[Parent, ...] = ()
    related: tuple[Related, ...] = ()
    others: tuple[Promise, ...] = ()
    summaries: Summaries = Field(default_factory=Summaries)
    releases: tuple[AnnouncedRelease, ...] = ()
    boundaries: tuple[Boundaries, ...] = ()
    clauses: tuple[Clause, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    pages: SkipJsonSchema[Annotated[tuple[ProsePage, ...], Field(exclude=True)]] = ()
    folder: SkipJsonSchema[Annotated[Path, Field(exclude=True)]] = Path()

    def day(self, moment: datetime) -> date:
        """The day that it is where the plan is, at a moment (in UTC where it has no zone)."""
        known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return known.astimezone(ZoneInfo(self.timezone)).date()

    def moment(self, local: datetime) -> datetime:
        """The moment (in UTC, without zone) at which clocks where the plan is show a time."""
        return local.replace(tzinfo=ZoneInfo(self.timezone)).astimezone(UTC).replace(tzinfo=None)

    def target(self, target_id: str) -> Target | None:
        """The target of that id, or None."""
        return self._named(self.targets, target_id)

    def indicator(self, indicator_id: str | None) -> Indicator | None:
        """The indicator of that id, or None."""
        return self._named(self.indicators, indicator_id)

    def dataset(self, dataset_id: str | None) -> Dataset | None:
        """The dataset of that id, or None."""
        return self._named(self.datasets, dataset_id)

    def page(self, page_id: str) -> ProsePage | None:
        """The narrative page of that name, or None."""
        return next((p for p in self.pages if p.id == page_id), None)

    def organisation(self, organisation_id: str | None) -> Organisation | None:
        """The organisation of that id, or None."""
        return self._named(self.organisations, organisation_id)

    def _named(self, things: tuple[_Thing, ...], thing_id: str | None) -> _Thing | None:
        """The thing of that id. A copy of a plan with other things finds those: ids are kept with what they name."""
        if not things or thing_id is None:
            return None
        kept, by_id = self._ids.get(type(things[0]), ((), {}))
        if kept is not things:
            by_id = {x.id: x for x in reversed(things)}
            self._ids[type(things[0])] = (things, by_id)
        return by_id.get(thing_id)

    def published(self) -> Collection[str]:
        """The datasets of published figures: of which a definition takes the value that stands in a row."""
        kept, by_dataset = self._ids.get(Definition, ((), {}))
        if kept is not self.indicators:
            read = (d for i in self.indicators for d in i.definitions)
            by_dataset = {d.from_: d for d in read if d.value is None and d.from_}
            self._ids[Definition] = (self.indicators, by_dataset)
        return by_dataset.keys()

    @cached_property
    def _ids(self) -> dict[type, tuple[Any, dict[str, Any]]]:
        return {}

    def all_actions(self) -> tuple[Action, ...]:
        """The actions of every mission, then those that stand under none."""
        return tuple(a for m in self.missions for a in m.actions) + self.actions
