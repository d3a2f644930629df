"""What `datasets/<id>.yaml` may say: a table of evidence, entered or derived."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from qualicity.errors import Text
from qualicity.plan.basics import Frozen, Id, Source, regular
from qualicity.plan.checks import CheckOfDataset, Due
from qualicity.plan.pictures import Calendar
from qualicity.plan.reporting import Reporting

Frequency = Literal["A", "S", "Q", "M", "W", "D"]


class Constraints(Frozen):
    """Frictionless Table Schema, "Constraints"."""

    required: bool = False
    enum: tuple[str, ...] | None = None
    pattern: Annotated[str, AfterValidator(regular)] | None = None
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
    constraints: Constraints = Field(default_factory=Constraints)


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
    """When a row became known: a `field` with its release date, or `after` (ISO 8601) the time in `of`.

    After a time there are so many hours, after a period's end so many days or months: both are assumptions.
    """

    field: Id | None = None
    after: Annotated[str, Field(pattern=r"^(PT\d+H|P\d{1,4}[DM])$")] | None = None
    of: Id | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Known:
        if (self.field is None) == (self.after is None) or (self.after is None) != (self.of is None):
            raise ValueError("write {field: …}, or {after: PT1H, of: …}, or {after: P6M, of: …}, or commit")
        return self

    @property
    def delay(self) -> tuple[int, Literal["hours", "days", "months"]]:
        """How long after the time in `of`."""
        after = self.after or "PT0H"
        if after.startswith("PT"):
            return int(after[2:-1]), "hours"
        return int(after[1:-1]), "days" if after.endswith("D") else "months"


class Concepts(Frozen):
    """Which fields hold the SDMX concepts (and ours) that make a row an observation."""

    INDICATOR: Id | None = None
    DEFINITION: Id | None = None
    BREAKDOWN: Id | None = None
    REF_AREA: Id | None = None
    PARENT: Id | None = None
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
    foreignKeys: tuple[ForeignKey, ...] = ()  # noqa: N815  (of the derived rows)


class Dataset(Frozen):
    """A table of evidence: entered (`path` and `schema`), or `derived` by a method.

    A breakdown with a cell of fewer rows than `min_cell` is withheld whole (default: 3 where the rows are
    not public), and where it is declared for rows that are not public, so is a figure of fewer. The dataset
    with the concepts REF_AREA and PARENT says which area lies in which.
    """

    id: Id
    title: Text
    description: Text | None = None
    path: str | None = None
    table_schema: Annotated[TableSchema | None, Field(alias="schema")] = None
    derived: Derivation | None = None
    known: Known | Literal["commit", "always"] = "commit"
    concepts: Concepts = Field(default_factory=Concepts)
    owner: Id | None = None
    frequency: Frequency | Literal["H", "irregular"] = "irregular"
    due: Due | None = None
    reporting: Reporting | None = None
    checks: tuple[CheckOfDataset, ...] = ()
    confidentiality: Literal["public", "internal", "restricted"] = "public"
    min_cell: Annotated[int, Field(ge=0)] | None = None
    calendar: Calendar | None = None
    sources: tuple[Source, ...] = ()
    note: Text | None = None

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """The foreign keys of its rows, entered or derived."""
        if self.table_schema:
            return self.table_schema.foreignKeys
        return self.derived.foreignKeys if self.derived else ()

    @property
    def smallest_cell(self) -> int:
        """A breakdown's cell must have at least so many rows."""
        if self.min_cell is not None:
            return self.min_cell
        return 0 if self.confidentiality == "public" else 3
