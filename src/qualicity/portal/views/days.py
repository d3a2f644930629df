"""A dataset's days as a calendar, a year at a time."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualicity.errors import Text
from qualicity.plan import Dataset
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.days import Drawn, areas_of, calendar_of, drawn
from qualicity.portal.pages import Page
from qualicity.portal.taking import answer, behind
from qualicity.portal.views.figures import require_public


def days(here: InPlan, dataset: str) -> Page:
    """A year of a dataset's days: `?year=` and `?area=` choose, by default the last at the plan's place."""
    declared, area, years = _declared(here, dataset)
    found = _chosen(here, declared, area, years)
    return Page(
        template="days.html",
        title=_("%(dataset)s: calendar") % {"dataset": here.say(declared.title)},
        record=lambda: {
            "plan": here.plan.id,
            "as_of": here.as_of.day.isoformat(),
            "dataset": declared.id,
            "area": area,
            "year": found.year.year,
            "finding": {"en": found.chart.title.en, "zh": found.chart.title.zh},
            "good": found.year.good,
            "without_value": found.year.without,
            "days": found.chart.rows,
        },
        table=lambda: found.chart.rows,
        section="datasets",
        context={
            "dataset": declared,
            "days": found,
            "area": here.words.area(area) if area else "",
            "areas": _areas(here, declared, found),
        },
    )


def chart(here: InPlan, dataset: str, form: str) -> HttpResponse:
    """The calendar as a file."""
    declared, area, years = _declared(here, dataset)
    return answer(here, _chosen(here, declared, area, years).chart, form, behind(here.plan, declared.id))


def _declared(here: InPlan, dataset: str) -> tuple[Dataset, str | None, tuple[int, ...]]:
    """The dataset, the area that is asked for, and the years that it has.

    Errors: those of `require_public`; `NotYetError` where there is no calendar, or none of that area.
    """
    declared = require_public(here, dataset)
    how = calendar_of(here, declared)
    known = areas_of(here, declared, how) if how else {}
    home = here.plan.place.code
    asked = here.request.GET.get("area") or (home if home in known else next(iter(known), None))
    if asked not in known:
        raise failures.NotYetError(
            Text("There are no days here to draw as a calendar.", "此处没有可绘制为日历的逐日数据。")
        )
    return declared, asked, known[asked]


def _chosen(here: InPlan, dataset: Dataset, area: str | None, years: tuple[int, ...]) -> Drawn:
    asked = here.request.GET.get("year", "")
    year = next((y for y in years if str(y) == asked), None)
    if asked and year is None:
        raise failures.NotYetError(
            Text(
                f"No day of {asked[:20]} is known; there are days of {years[0]} to {years[-1]}.",
                f"{asked[:20]}年没有已知的逐日数据；现有{years[0]}年至{years[-1]}年。",
            )
        )
    return drawn(here, dataset, area, year or years[-1], years)


def _areas(here: InPlan, dataset: Dataset, found: Drawn) -> list[tuple[str, str]]:
    """Other areas that have days, each with the address of its calendar."""
    how = calendar_of(here, dataset)
    known = areas_of(here, dataset, how) if how else {}
    if len(known) < 2:
        return []
    return [
        (here.words.area(code), here.to.days(dataset.id, {"area": code, "year": str(found.year.year)}))
        for code, years in known.items()
        if code and found.year.year in years
    ]
