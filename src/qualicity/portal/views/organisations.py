"""Organisations: who leads what, who owns which evidence, who published which figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.assessment import Work, work_of
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Dataset, Indicator
from qualicity.plan.model import Organisation
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
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


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of one indicator that an organisation published."""

    indicator: Indicator
    rows: tuple[FigureRow, ...]


def organisations(here: InPlan) -> Page:
    """Every body that the plan names or that published a figure."""
    parts = [_part(here, o) for o in here.plan.organisations]

    def records() -> list[dict[str, Any]]:
        return [_record(p) for p in parts]

    return Page(
        template="organisations.html",
        title=_("Organisations"),
        record=lambda: {
            "plan": here.plan.id,
            "as_of": here.as_of.day.isoformat(),
            "organisations": records(),
        },
        table=records,
        section="organisations",
        context={
            "parts": parts,
            "any_lead": any(p.work.leads for p in parts),
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
    part = _part(here, found)
    figures: dict[str, list[Observation]] = {}
    for o in part.published:
        figures.setdefault(o.indicator, []).append(o)
    published, shown = [], 0
    for i in here.plan.indicators:
        if i.id in figures and shown < _SHOWN:
            published.append(Published(i, figure_rows(here, figures[i.id])))
            shown += len(figures[i.id])
    return Page(
        template="organisation.html",
        title=here.say(found.title),
        record=lambda: {
            "plan": here.plan.id,
            "as_of": here.as_of.day.isoformat(),
            **_record(part),
            "note": release.both(found.note),
            "url": found.url,
            "observations": observations(here.plan, part.published),
        },
        table=lambda: observations(here.plan, part.published),
        section="organisations",
        context={
            "part": part,
            "work": part.work,
            "published": published,
            "shown": shown,
            "is_authority": here.plan.authority == found.id,
            "reporting": here.view.board.reporting,
        },
    )


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
    )


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
    }
