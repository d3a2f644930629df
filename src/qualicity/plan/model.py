"""The plan as frozen, typed objects: the promise, and what is declared about evidence and figures.

Every class here is what a YAML file of a plan folder says, under the same names; unknown keys are
refused. `qualicity.plan.schema` turns them into a JSON Schema for editors.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from qualicity.errors import QualicityError, Text
from qualicity.plan.period import parse_period

Operator = Literal[
    "at_least", "more_than", "at_most", "less_than", "exactly", "about", "range", "keep_within",
    "hold_at_least", "hold_at_most", "count_at_least", "status", "judged",
    "strive_at_least", "strive_more_than", "strive_at_most", "strive_about",
]  # fmt: skip
Scheme = Literal["china-schedule", "level"]
Measure = Literal["stock", "flow", "ratio", "level", "count"]
Better = Literal["higher", "lower"]
Frequency = Literal["A", "S", "Q", "M", "W", "D"]


def _period(text: str) -> str:
    try:
        parse_period(text)
    except QualicityError as error:
        raise ValueError(error.text.en) from None
    return text


def _regular(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"'{pattern}' is not a regular expression: {error}") from None
    return pattern


def _text_of_number(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_text_of_number), Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Code = Annotated[str, BeforeValidator(_text_of_number)]
TimePeriod = Annotated[str, BeforeValidator(_text_of_number), AfterValidator(_period)]


class Frozen(BaseModel):
    """Base of all declarations: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(Frozen):
    """Where a statement comes from."""

    title: str
    url: str | None = None
    quote: str | None = None
    licence: str | None = None
    released: date | None = None
    note: Text | None = None


class Named(Frozen):
    """Something with an id and a bilingual title."""

    id: Id
    title: Text
    note: Text | None = None


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


class Base(Frozen):
    """The starting point that progress is counted from."""

    period: TimePeriod
    value: Decimal
    note: Text | None = None


class Target(Named):
    """A promised state of an indicator (or of the world, where people judge it) by a due period.

    `value` is in `unit`, the indicator's unit. `basis_stated` says whether the plan itself names the
    definition that it counts on. `known` is the day on which the target became known.
    """

    goal: Id
    clauses: tuple[Id, ...]
    indicator: Id | None = None
    definition: Id | None = None
    authority: str | None = None
    basis_stated: bool = True
    area: Code | None = None
    operator: Operator
    value: Decimal | None = None
    upper: Decimal | None = None
    stage: str | None = None
    unit: str | None = None
    tolerance: Annotated[Decimal, Field(gt=0, lt=1)] | None = None
    due: TimePeriod
    known: date
    nature: Literal["binding", "anticipatory"] | None = None
    scheme: Scheme | None = None
    base: Base | None = None
    lead: Id | None = None
    supporting: tuple[Id, ...] = ()
    sought: Text | None = None
    source: Source | None = None


class Action(Named):
    """Something that the plan says will be done; it may serve targets."""

    clauses: tuple[Id, ...]
    targets: tuple[Id, ...] = ()
    lead: Id | None = None
    supporting: tuple[Id, ...] = ()
    due: TimePeriod | None = None


class Mission(Named):
    """A principal task of the plan, with the actions that carry it out."""

    clauses: tuple[Id, ...]
    lead: Id | None = None
    actions: tuple[Action, ...] = ()


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
    people can judge.
    """

    id: Id
    target: Id
    definition: Id | None = None
    status: Literal["achieved", "on_course", "at_risk", "off_course", "missed"] | None = None
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
    for the value to stand; `decimals` rounds it (default: 12 significant digits).
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
    freq: tuple[Frequency, ...] = ("A",)
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    reconcile_with: Id | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    source: str | None = None
    note: Text | None = None


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
    note: Text | None = None

    def definition(self, definition_id: str) -> Definition | None:
        """The definition of that id, or None."""
        return next((d for d in self.definitions if d.id == definition_id), None)


class Constraints(Frozen):
    """Frictionless Table Schema, "Constraints"."""

    required: bool = False
    enum: tuple[str, ...] | None = None
    pattern: Annotated[str, AfterValidator(_regular)] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


class TableField(Frozen):
    """Frictionless Table Schema, "Field descriptors", with a bilingual title and a unit.

    Types beside Frictionless's own: `period` (an SDMX TIME_PERIOD) and `known` (a date that may be
    imprecise: 2017, 2017-09 or 2017-09-18).
    """

    name: Id
    type: Literal["string", "number", "integer", "date", "datetime", "boolean", "period", "known"] = "string"
    title: Text | None = None
    unit: str | None = None
    constraints: Constraints = Constraints()


class Reference(Frozen):
    """The target of a foreign key: another dataset of the plan and its field."""

    resource: Id
    fields: Id


class ForeignKey(Frozen):
    """Frictionless Table Schema, "Foreign keys", of one field."""

    fields: Id
    reference: Reference


class TableSchema(Frozen):
    """Frictionless Table Schema of one dataset. `primaryKey` names the row's identity."""

    fields: tuple[TableField, ...]
    primaryKey: Annotated[tuple[Id, ...], Field(min_length=1)]  # noqa: N815  (Frictionless spells it so)
    foreignKeys: tuple[ForeignKey, ...] = ()  # noqa: N815
    missingValues: tuple[str, ...] = ("",)  # noqa: N815


class Known(Frozen):
    """When a row became known: a `field` with its release date, or `after` (ISO 8601) the time in `of`."""

    field: Id | None = None
    after: Annotated[str, Field(pattern=r"^PT\d+H$")] | None = None
    of: Id | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Known:
        if (self.field is None) == (self.after is None) or (self.after is None) != (self.of is None):
            raise ValueError("write {field: …}, or {after: PT1H, of: …}, or commit")
        return self


class Concepts(Frozen):
    """Which fields hold the SDMX concepts (and ours) that make a row an observation."""

    INDICATOR: Id | None = None
    DEFINITION: Id | None = None
    REF_AREA: Id | None = None
    TIME_PERIOD: Id | None = None
    OBS_VALUE: Id | None = None
    OBS_STATUS: Id | None = None
    UNIT_MEASURE: Id | None = None
    AUTHORITY: Id | None = None
    QUALIFIER: Id | None = None
    GRADE: Id | None = None
    CONFIDENCE: Id | None = None
    SOURCE_TITLE: Id | None = None
    SOURCE_URL: Id | None = None
    QUOTE: Id | None = None
    NOTE: Id | None = None
    RELEASED: Id | None = None
    RELEASED_PRECISION: Id | None = None


class Derivation(Frozen):
    """How a derived dataset is made: a method over one dataset, with its parameters.

    `columns` gives the method's input columns as SQL expressions over the dataset's fields where name
    or unit differ (`co: co / 1000.0`).
    """

    method: str
    from_: Annotated[Id, Field(alias="from")]
    with_: Annotated[dict[str, Any], Field(alias="with")] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)


class Dataset(Frozen):
    """A table of evidence: entered (`path` and `schema`), or `derived` by a method."""

    id: Id
    title: Text
    description: Text | None = None
    path: str | None = None
    table_schema: Annotated[TableSchema | None, Field(alias="schema")] = None
    derived: Derivation | None = None
    known: Known | Literal["commit"] = "commit"
    concepts: Concepts = Concepts()
    owner: Id | None = None
    frequency: Frequency | Literal["H", "irregular"] = "irregular"
    confidentiality: Literal["public", "internal", "restricted"] = "public"
    sources: tuple[Source, ...] = ()
    note: Text | None = None


class Plan(Frozen):
    """A whole plan folder, read and frozen.

    `encoded` is the day on which its editors wrote it: what they say of the time since is not known to
    any earlier day.
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
    clauses: tuple[Clause, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    rulings: tuple[Ruling, ...] = ()

    def target(self, target_id: str) -> Target | None:
        """The target of that id, or None."""
        return next((t for t in self.targets if t.id == target_id), None)

    def indicator(self, indicator_id: str | None) -> Indicator | None:
        """The indicator of that id, or None."""
        return next((i for i in self.indicators if i.id == indicator_id), None)

    def dataset(self, dataset_id: str | None) -> Dataset | None:
        """The dataset of that id, or None."""
        return next((d for d in self.datasets if d.id == dataset_id), None)

    def organisation(self, organisation_id: str | None) -> Organisation | None:
        """The organisation of that id, or None."""
        return next((o for o in self.organisations if o.id == organisation_id), None)

    def all_actions(self) -> tuple[Action, ...]:
        """The actions of every mission, then those that stand under none."""
        return tuple(a for m in self.missions for a in m.actions) + self.actions
