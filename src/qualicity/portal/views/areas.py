"""Areas compared: one definition, one period, ranked; on a map where the plan has boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualicity import release
from qualicity.errors import QualicityError, Text
from qualicity.plan import Dataset, Indicator, parse_period
from qualicity.portal import failures
from qualicity.portal.charts import Picture
from qualicity.portal.charts.dots import dot_plot
from qualicity.portal.charts.map import area_map, shapes_of
from qualicity.portal.charts.ranking import Ranked, Ranking
from qualicity.portal.compared import Choice, Compared, choices, compared
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.tables import FigureRow, figure_rows
from qualicity.portal.taking import Taking, answer, behind, taking
from qualicity.portal.views.indicators import declared_indicator


@dataclass(frozen=True, slots=True)
class Group:
    """Areas that lie in one area: plotted, mapped where there are boundaries, and as rows."""

    within: str
    title: Text | None
    plot: Picture
    plot_take: Taking
    map: Picture | None
    map_take: Taking | None
    rows: tuple[tuple[Ranked, FigureRow], ...]


def areas(here: InPlan, indicator: str) -> Page:
    """The areas of an indicator: `?definition=` and `?period=` choose, by default the one with most areas, the latest."""
    declared = declared_indicator(here, indicator)
    every, chosen = _chosen(here, declared)
    return Page(
        template="areas.html",
        title=_("%(indicator)s: areas compared") % {"indicator": here.say(declared.title)},
        record=lambda: _record(here, declared, every, chosen),
        table=lambda: [row for _within, r in chosen.rankings for row in dot_plot(r, here.lang).rows],
        section="indicators",
        context={
            "indicator": declared,
            "unit": here.words.unit_title(declared.unit),
            "groups": [_group(here, declared, chosen, within, r) for within, r in chosen.rankings],
            "apart": figure_rows(here, chosen.apart),
            "definition": chosen.definition,
            "definitions": [
                (c.definition, here.to.compared(declared.id, {"definition": c.definition.id})) for c in every
            ],
            "periods": [
                (p, parse_period(p).title(), n)
                for c in every
                if c.definition == chosen.definition
                for p, n in c.periods.items()
            ],
            "period": chosen.period,
        },
    )


def chart(here: InPlan, indicator: str, form: str) -> HttpResponse:
    """The dot plot as a file; `?within=` names what its areas lie in, where there are several groups."""
    declared = declared_indicator(here, indicator)
    return answer(here, dot_plot(_asked(here, declared), here.lang), form, _data(here, declared))


def map_chart(here: InPlan, indicator: str, form: str) -> HttpResponse:
    """The map as a file."""
    declared = declared_indicator(here, indicator)
    return answer(here, _map(here, _asked(here, declared)), form, _data(here, declared))


def _chosen(here: InPlan, indicator: Indicator) -> tuple[tuple[Choice, ...], Compared]:
    """What can be compared, and what is asked for.

    Errors: `NotYetError` where nothing can be, or not what is asked for.
    """
    every = choices(here, indicator)
    if not every:
        raise failures.NotYetError(
            Text(
                "No two areas have a figure of this indicator on the same definition for the same period.",
                "该指标没有两个地区在同一口径、同一时期均有数值。",
            )
        )
    definition = here.request.GET.get("definition") or every[0].definition.id
    choice = next((c for c in every if c.definition.id == definition), None)
    period = here.request.GET.get("period") or (choice.latest if choice else "")
    if choice is None or period not in choice.periods:
        known = "; ".join(f"{c.definition.id}: {', '.join(list(c.periods)[:6])}" for c in every)
        raise failures.NotYetError(
            Text(
                f"Areas cannot be compared on this definition for this period. They can be on: {known}.",
                f"此口径、此时期无法比较各地区。可比较的有：{known}。",
            )
        )
    return every, compared(here, indicator, choice.definition, period)


def _asked(here: InPlan, indicator: Indicator) -> Ranking:
    _every, chosen = _chosen(here, indicator)
    within = here.request.GET.get("within", chosen.rankings[0][0])
    found = next((r for parent, r in chosen.rankings if parent == within), None)
    if found is None:
        raise failures.NotYetError(Text("There is no figure to draw.", "没有可绘制的数值。"))
    return found


def _group(here: InPlan, indicator: Indicator, chosen: Compared, within: str, r: Ranking) -> Group:
    plot, mapped = dot_plot(r, here.lang), _map(here, r)
    asked = {
        "definition": chosen.definition.id,
        "period": chosen.period,
        **({"within": within} if within else {}),
    }

    def same(other: InPlan) -> Ranking | None:
        known = other.plan.indicator(indicator.id)
        which = known.definition(chosen.definition.id) if known else None
        if known is None or which is None:
            return None
        return dict(compared(other, known, which, chosen.period).rankings).get(within)

    def plot_of_release(other: InPlan) -> Picture | None:
        there = same(other)
        return dot_plot(there, other.lang) if there else None

    def map_of_release(other: InPlan) -> Picture | None:
        there = same(other)
        return _map(other, there) if there else None

    figures = {row.o.area: row for row in figure_rows(here, [a.figure for a in r.areas])}
    return Group(
        within=within,
        title=r.within,
        plot=plot,
        plot_take=taking(here, "areas", (indicator.id,), plot, plot_of_release, asked),
        map=mapped,
        map_take=taking(here, "map", (indicator.id,), mapped, map_of_release, asked) if mapped else None,
        rows=tuple((a, figures[a.code]) for a in r.areas),
    )


def _map(here: InPlan, r: Ranking) -> Picture | None:
    """The areas on the first of the plan's files of boundaries that has them."""
    for boundaries in here.plan.boundaries:
        try:
            shaped = shapes_of(here.plan.folder, boundaries)
        except (OSError, QualicityError):  # taken away, or no longer degrees, since the plan was read
            continue
        found = area_map(
            r, shaped, boundaries, lambda a: here.to.figure(a.figure, here.view.figures), here.lang
        )
        if found is not None:
            return found
    return None


def _data(here: InPlan, indicator: Indicator) -> tuple[Dataset, ...]:
    return behind(here.plan, *(d.from_ for d in indicator.definitions))


def _record(
    here: InPlan, indicator: Indicator, every: tuple[Choice, ...], chosen: Compared
) -> dict[str, Any]:
    return {
        "plan": here.plan.id,
        "as_of": here.as_of.day.isoformat(),
        "indicator": indicator.id,
        "title": release.both(indicator.title),
        "unit": indicator.unit,
        "better": indicator.better,
        "definition": chosen.definition.id,
        "period": chosen.period,
        "groups": [
            {"within": within or None, "finding": release.both(plot.title), "areas": plot.rows}
            for within, r in chosen.rankings
            for plot in (dot_plot(r, "en"),)
        ],
        "not_ranked": [{"area": o.area, "value": o.value} for o in chosen.apart],
        "comparable": [{"definition": c.definition.id, "periods": list(c.periods)} for c in every],
    }
