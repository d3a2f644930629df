"""Who reports the rows of a dataset, and who looks at them before they count: `reporting:` of a dataset."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from qualicity.plan.basics import Code, Frozen, Id, TimePeriod

ORGANISATION, OFFICE = "organisation", "office"
"""Steps of a review: by a reviewer of the organisation that reports, and by the plan office."""


class Reporter(Frozen):
    """An organisation that reports rows of a dataset: those with these values in these fields, or all."""

    organisation: Id
    where: dict[Id, tuple[Code, ...]] = Field(default_factory=dict)

    @field_validator("where", mode="before")
    @classmethod
    def _listed(cls, said: object) -> object:
        """One value may stand without brackets."""
        if not isinstance(said, dict):
            return said
        return {k: v if isinstance(v, list | tuple) else [v] for k, v in said.items()}


class Held(Frozen):
    """Where a field's value is held already: a field of another dataset of the plan, in the row that is the same.

    `on` says what makes it the same: fields of that dataset, each with the field of this one that must equal it; `where`
    fixes others of its fields (an indicator of a dataset of figures).
    """

    dataset: Id
    field: Id
    on: Annotated[dict[Id, Id], Field(min_length=1)]
    where: dict[Id, Code] = Field(default_factory=dict)


class Reporting(Frozen):
    """How a dataset is reported on the workbench.

    `by` are the organisations that report (without it the dataset's owner reports every row). What they submit counts
    after each step of `review` in this order: `organisation`, `office`, or the id of another organisation whose reviewers
    look at it. `first` is the first period that is asked for. With `working_days` a date that falls on a day off there
    moves to the next working day. `remind` are the days before a date on which those who report are reminded, `escalate`
    the days after it on which the plan office is told, and `look_within` the working days that a reviewer has. With
    `embargo` the last reviewer may name a moment before which what was approved does not take effect. `held` says of
    fields where their values are held already: forms show them to be confirmed. `proof` says which files sent as proof
    are public once their report has taken effect: none, photos (without place, time and camera), or all.
    """

    by: tuple[Reporter, ...] = ()
    review: Annotated[tuple[Id, ...], Field(min_length=1)] = (ORGANISATION, OFFICE)
    first: TimePeriod | None = None
    working_days: Literal["CN"] | None = None
    remind: tuple[Annotated[int, Field(ge=0)], ...] = (7, 1)
    escalate: tuple[Annotated[int, Field(ge=1)], ...] = (1, 10)
    look_within: Annotated[int, Field(ge=1)] = 5
    embargo: bool = False
    held: dict[Id, Held] = Field(default_factory=dict)
    proof: Literal["closed", "photos", "all"] = "closed"
