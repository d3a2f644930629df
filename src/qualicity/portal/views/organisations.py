"""Organisations: who leads what, who owns which evidence, who published which figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.assessment import Asked, Work, work_of
from qualicity.errors import Text
from qualicity.evidence import MINUTES_PER_FIELD, PeriodAsked, asked_by_period, asked_of, duplicates
from qualicity.indicators import Observation
from qualicity.plan import Dataset, Indicator
from qualicity.plan.model import Organisation
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.reckoned import reckoned, record
from qualicity.portal.tables import FigureRow, figure_rows, observations

_SHOWN = 200
"""With so many figures no further indicator is shown; all figures are in the page's CSV and JSON."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an organisation has to do with the plan."""

    organisation: Organisation
    url: str
    work: Work
    datasets: tuple[Dataset, ...]
    published: tuple[Observation, ...]
    periods: tuple[tuple[Dataset, tuple[PeriodAsked, ...]], ...]
    """What it was asked for in each dataset that it reports, period by period."""

    @property
    def owned(self) -> list[tuple[Dataset, Asked | None]]:
        """Its datasets, each with what it is asked for in it; None where others report it, or a method makes it."""
        asked = {a.dataset.id: a for a in self.work.asked}
        return [(d, asked.get(d.id)) for d in self.datasets]

    @property
    def last_asked(self) -> list[tuple[Dataset, PeriodAsked]]:
        """The last period of each dataset that it has reported."""
        return [(d, found[-1]) for d, found in self.periods]

    @property
    def hours_saved(self) -> Decimal:
        """Hours saved over all periods."""
        return sum((p.hours_saved for _, found in self.periods for p in found), Decimal(0))


@dataclass(frozen=True, slots=True)
class Twice:
    """One value that two datasets ask for."""

    dataset: Dataset
    field: Text
    other: Dataset
    other_field: Text


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of one indicator that an organisation published."""

    indicator: Indicator
    rows: tuple[FigureRow, ...]


def organisations(here: InPlan) -> Page:
    """Every body that the plan names or that published a figure."""
    parts = [_part(here, o) for o in here.plan.organisations]
    how = reckoned(here)

    def records() -> list[dict[str, Any]]:
        return [_record(p) for p in parts]

    return Page(
        template="organisations.html",
        title=_("Organisations"),
        record=lambda: {
            "plan": here.plan.id,
            "as_of": here.as_of.day.isoformat(),
            "organisations": records(),
            **({"reported": record(how.whole)} if how else {}),
        },
        table=records,
        section="organisations",
        context={
            "parts": parts,
            "any_lead": any(p.work.leads for p in parts),
            "hours_saved": sum((p.hours_saved for p in parts), Decimal(0)),
            "minutes": MINUTES_PER_FIELD,
            "twice": _twice(here),
            "reckoned": how,
            "reporters": [(p.organisation, t) for p in parts if how and (t := how.of(p.organisation.id))],
            "reporting": here.view.board.reporting,
        },
    )


def organisation(here: InPlan, organisation: str) -> Page:
    """One body: what it leads, owns and has published."""
    found = here.plan.organisation(organisation)
    if found is None:
        ids = [o.id for o in here.plan.organisations]
        raise failures.MissingError(
            Text("organisation", "机构"), organisation, ids, "organisation", (here.plan.id,)
        )
    part, how = _part(here, found), reckoned(here)
    reported = how.of(found.id) if how else None

    def shown() -> dict[str, Any]:
        published = _published(here, part)
        return {
            "part": part,
            "work": part.work,
            "published": published,
            "shown": sum(len(p.rows) for p in published),
            "reckoned": how,
            "reporters": [(found, reported)] if reported else [],
            "is_authority": here.plan.authority == found.id,
            "minutes": MINUTES_PER_FIELD,
            "reporting": here.view.board.reporting,
        }

    return Page(
        template="organisation.html",
        title=here.say(found.title),
        record=lambda: {
            "plan": here.plan.id,
            "as_of": here.as_of.day.isoformat(),
            **_record(part),
            "note": release.both(found.note),
            "url": found.url,
            **({"reported": record(reported)} if reported else {}),
            "observations": observations(here.plan, part.published),
        },
        table=lambda: observations(here.plan, part.published),
        section="organisations",
        context=shown,
    )


def _published(here: InPlan, part: Part) -> list[Published]:
    """The first of its published figures, by indicator."""
    figures: dict[str, list[Observation]] = {}
    for o in part.published:
        figures.setdefault(o.indicator, []).append(o)
    published, shown = list[Published](), 0
    for i in here.plan.indicators:
        if i.id in figures and shown < _SHOWN:
            published.append(Published(i, figure_rows(here, figures[i.id])))
            shown += len(figures[i.id])
    return published


def _part(here: InPlan, organisation: Organisation) -> Part:
    plan, me = here.plan, organisation.id
    return Part(
        organisation=organisation,
        url=here.to.organisation(me),
        work=work_of(organisation, here.view.board, here.view.scorecard),
        datasets=tuple(d for d in plan.datasets if d.owner == me),
        published=tuple(
            o
            for i in plan.indicators
            for o in here.view.figures.of(i.id)
            if o.authority == organisation.title.en
        ),
        periods=here.opened.keep(("asked", me), lambda: _periods(here, me)),
    )


def _periods(here: InPlan, organisation: str) -> tuple[tuple[Dataset, tuple[PeriodAsked, ...]], ...]:
    """What an organisation was asked for in each dataset that it reports, as far as rows of it are held."""
    mine = (d for d in here.plan.datasets if organisation in asked_of(d))
    found = ((d, asked_by_period(here.view.store, d, organisation, here.as_of.day)) for d in mine)
    return tuple((d, periods) for d, periods in found if periods)


def _twice(here: InPlan) -> list[Twice]:
    """What the plan asks for in two datasets, of those whose rows may be shown."""
    found = []
    for link in duplicates(here.plan):
        one, other = here.plan.dataset(link.dataset), here.plan.dataset(link.other)
        if one and other and here.is_public(one.id) and here.is_public(other.id):
            found.append(Twice(one, _title(one, link.field), other, _title(other, link.other_field)))
    return found


def _title(dataset: Dataset, field: str) -> Text:
    fields = dataset.table_schema.fields if dataset.table_schema else ()
    return next((f.title for f in fields if f.name == field and f.title), Text(field, field))


def _record(part: Part) -> dict[str, Any]:
    return {
        "organisation": part.organisation.id,
        "title": release.both(part.organisation.title),
        **{k: v for k, v in release.work(part.work).items() if k not in ("organisation", "title")},
        "owns_datasets": [d.id for d in part.datasets],
        "leads": part.work.leads,
        "late_actions": len(part.work.late),
        "owns": len(part.datasets),
        "published_figures": len(part.published),
        "asked": [
            {
                "dataset": d.id,
                "period": p.period,
                "rows": p.rows,
                "cells": p.cells,
                "known": p.known,
                "hours_saved": round(float(p.hours_saved), 3),
            }
            for d, found in part.periods
            for p in found
        ],
    }
