"""How a plan stands to others: the plans above it that it carries out, and those beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qualicity.errors import Text
from qualicity.plan.basics import Frozen, Id, Named, Source, TimePeriod
from qualicity.plan.targets import Operator


class ParentClause(Frozen):
    """One promise of a plan above: its words, and its number where it has one."""

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
    """A plan that this one carries out. `whole` says whether every clause of it is listed."""

    authority: Text
    adopted: date | None = None
    clauses: tuple[ParentClause, ...] = ()
    whole: bool = False
    source: Source | None = None


class Related(Named):
    """A plan or programme that this one names, neither above nor below it."""

    clauses: tuple[Id, ...] = ()
    source: Source | None = None


class Promise(Frozen):
    """What another plan promises on a like subject; `like` names the targets of this plan that it resembles."""

    id: Id
    plan: Text
    topic: Text
    says: Text
    basis: Text | None = None
    operator: Operator
    value: Decimal | None = None
    unit: str | None = None
    due: TimePeriod
    known: date | None = None
    like: tuple[Id, ...] = ()
    source: Source | None = None
