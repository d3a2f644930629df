"""How a plan stands to others: the plans above it that it carries out, and those beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qualicity.errors import Text
from qualicity.plan.basics import Frozen, Id, Named, Source, TimePeriod
from qualicity.plan.targets import Operator


class ParentClause(Frozen):
    """One promise of a plan above: its words, and its number where it has one.

    `operator` is left out where only the number is known, not whether it is a least, a most or an exact one.
    """

    id: Id
    text: Text
    operator: Operator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    due: TimePeriod | None = None
    basis: Text | None = None
    source: Source | None = None
    note: Text | None = None


class Parent(Named):
    """A plan that this one carries out. `whole` says whether every clause of it is listed.

    `folder` names a plan folder that lies beside this plan's: its targets are then clauses too, under their own ids.
    """

    authority: Text
    adopted: date | None = None
    folder: Id | None = None
    clauses: tuple[ParentClause, ...] = ()
    whole: bool = False
    source: Source | None = None


class Related(Named):
    """A plan or programme that this one names, neither above nor below it; `clauses` are this plan's own."""

    clauses: tuple[Id, ...] = ()
    source: Source | None = None


class Promise(Frozen):
    """What another plan promises on a like subject; `like` names the targets of this plan that it resembles.

    Promises of one `topic` are set side by side. `place` is said where it is not this plan's own, `basis` says what is
    counted. `known` is the day on which the promise became known; without one it is that of this plan's encoding.
    """

    id: Id
    plan: Text
    topic: Text
    says: Text
    place: Text | None = None
    basis: Text | None = None
    operator: Operator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    due: TimePeriod
    known: date | None = None
    like: tuple[Id, ...] = ()
    source: Source | None = None
    note: Text | None = None
