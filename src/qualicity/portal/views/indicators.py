"""Indicators: every figure by definition, each apart, with its vintages, source and quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qualicity import release
from qualicity.assessment import Assessment
from qualicity.errors import Text
from qualicity.indicators import Observation, Reconciliation, quality
from qualicity.plan import BASIS, Definition, Indicator
from qualicity.portal import charts, failures
from qualicity.portal.citing import cite
from qualicity.portal.compared import choices
from qualicity.portal.context import InPlan
from qualicity.portal.days import behind_indicator
from qualicity.portal.pages import Page
from qualicity.portal.quality import notes_of
from qualicity.portal.quality import record as quality_record
from qualicity.portal.revised import record, story_of
from qualicity.portal.rows_kept import written
from qualicity.portal.tables import FigureRow, figure_rows, latest, observations
from qualicity.portal.taking import Taking, answer, behind, taking
from qualicity.portal.words import number, signed

FOLDED = 4
"""So many figures without a value for one reason are folded into a line."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The last figure of an indicator, as the list says it."""

    o: Observation
    url: str
    quantity: str
    period: str
    standing: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in the list."""

    indicator: Indicator
    url: str
    unit: str
    figures: int
    latest: Latest | None
    targets: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Figures of one definition that have no value for one and the same reason."""

    reason: Text
    rows: tuple[FigureRow, ...]
    areas: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one definition: those of the plan's own area, and those of others.

    Where many have no value for one reason, they are `gaps` and not among them.
    """

    definition: Definition
    title: str
    lacking: bool
    basis: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str, bool], ...]
    home: tuple[FigureRow, ...]
    elsewhere: tuple[FigureRow, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A computed figure beside the published one."""

    computed: FigureRow
    published: FigureRow
    difference: str


def indicators(here: InPlan) -> Page:
    """All indicators: those that targets are judged by, then the others."""

    def records() -> list[dict[str, Any]]:
        return [_list_record(here, i) for i in here.plan.indicators]

    def shown() -> dict[str, Any]:
        found: dict[str, list[str]] = {"behind": [], "others": [], "empty": []}
        for i in here.plan.indicators:
            found[_place(here, i)].append(i.id)
        return {place: _rows(here, place, ids) for place, ids in found.items()}

    return Page(
        template="indicators.html",
        title=_("Indicators"),
        record=lambda: {"plan": here.plan.id, "as_of": here.as_of.day.isoformat(), "indicators": records()},
        table=records,
        section="indicators",
        context=shown,
    )


def indicator(here: InPlan, indicator: str) -> Page:
    """One indicator with every figure of it that was known on the date."""
    declared = declared_indicator(here, indicator)
    every = here.view.figures.of(declared.id)
    series = [_series(here, declared, d, every) for d in declared.definitions]
    judged = here.view.scorecard.on(declared.id)
    facts = quality(here.view.figures, declared)
    revised = facts.revisions
    drawn = _drawn(here, declared)
    return Page(
        template="indicator.html",
        title=here.say(declared.title),
        record=lambda: (
            _record(here, declared, every)
            | {"revisions": record(revised, declared.unit), "quality": quality_record(declared, facts)}
        ),
        table=lambda: observations(here.plan, every),
        section="indicators",
        context=lambda: {
            "indicator": declared,
            "unit": here.words.unit_title(declared.unit),
            "series": [s for s in series if s.home or s.elsewhere],
            "unused": [s for s in series if not s.home and not s.elsewhere],
            "lede": _lede(here, declared, every),
            "chart": drawn,
            "revised": story_of(here, revised),
            "reconciled": [reconciled(here, r) for r in here.view.figures.reconciliations(declared.id)],
            "quality": notes_of(here, declared, facts),
            "judged": judged,
            "across": _across(declared),
            "take": _take(here, declared, drawn),
            "areas_url": here.to.compared(declared.id) if choices(here, declared) else "",
            "days": behind_indicator(here, declared.definitions),
            "cite": cite(here, here.say(declared.title)),
        },
    )


def _drawn(here: InPlan, indicator: Indicator) -> charts.Chart | None:
    """The indicator's chart: of the page and of its files."""
    asked = ("indicator chart", indicator.id, here.lang)
    return here.opened.keep(asked, lambda: charts.indicator_chart(here.view, indicator, here.lang))


def chart(here: InPlan, indicator: str, form: str) -> HttpResponse:
    """The indicator's chart as a file."""
    found = declared_indicator(here, indicator)
    drawn = _drawn(here, found)
    return answer(here, drawn, form, behind(here.plan, *(d.from_ for d in found.definitions)))


def _take(here: InPlan, indicator: Indicator, drawn: charts.Chart | None) -> Taking | None:
    def of_release(other: InPlan) -> charts.Chart | None:
        known = other.plan.indicator(indicator.id)
        return _drawn(other, known) if known else None

    return taking(here, "indicator", (indicator.id,), drawn, of_release) if drawn else None


def declared_indicator(here: InPlan, indicator: str) -> Indicator:
    """The indicator of that id.

    Errors: `MissingError` with what is near.
    """
    declared = here.plan.indicator(indicator)
    if declared is None:
        ids = [i.id for i in here.plan.indicators]
        raise failures.MissingError(Text("indicator", "指标"), indicator, ids, "indicator", (here.plan.id,))
    return declared


def _place(here: InPlan, indicator: Indicator) -> str:
    """The table in which an indicator stands."""
    if here.view.scorecard.on(indicator.id):
        return "behind"
    return "others" if _valued(here.view.figures.of(indicator.id)) else "empty"


def _rows(here: InPlan, place: str, ids: list[str]) -> list[SafeString]:
    """The rows of one of the tables, written."""

    def row(indicator: str) -> IndicatorRow:
        return _indicator_row(here, declared_indicator(here, indicator))

    return [*written(here, "indicators", {i: (i,) for i in ids}, row, id=place).values()] if ids else []


def _indicator_row(here: InPlan, indicator: Indicator) -> IndicatorRow:
    every = here.view.figures.of(indicator.id)
    targets = here.view.scorecard.on(indicator.id)
    last = latest_figure(here, indicator)
    return IndicatorRow(
        indicator=indicator,
        url=here.to.indicator(indicator.id),
        unit=here.words.unit(indicator),
        figures=len(_valued(every)),
        latest=_last(here, last) if last else None,
        targets=targets,
    )


def _last(here: InPlan, o: Observation) -> Latest:
    words = here.words
    return Latest(
        o, here.to.figure(o, here.view.figures), words.quantity(o), words.period(o), words.standing(o)
    )


def latest_figure(here: InPlan, indicator: Indicator) -> Observation | None:
    """The last figure of the plan's place: on the definition that a target is judged on, else on the first
    that has any. Figures of different definitions are not compared for which is later.
    """
    last = here.opened.keep(("latest figures",), dict[str, Observation | None])
    if indicator.id not in last:
        last[indicator.id] = _latest(here, indicator)
    return last[indicator.id]


def _latest(here: InPlan, indicator: Indicator) -> Observation | None:
    judged = [a.definition for a in here.view.scorecard.on(indicator.id) if a.definition]
    for definition in judged or [d.id for d in indicator.definitions]:
        home = here.view.figures.of(indicator.id, definition, here.plan.place.code, current=True)
        valued = [o for o in home if o.period and (o.value is not None or o.grade is not None)]
        if valued:
            return max(valued, key=latest)
    return None


def _list_record(here: InPlan, indicator: Indicator) -> dict[str, Any]:
    o = latest_figure(here, indicator)
    return {
        "indicator": indicator.id,
        "title": release.both(indicator.title),
        "unit": indicator.unit,
        "definitions": len(indicator.definitions),
        "figures": len(_valued(here.view.figures.of(indicator.id))),
        "targets": [a.target.id for a in here.view.scorecard.on(indicator.id)],
        "latest_definition": o.definition if o else None,
        "latest_period": o.period_text if o else None,
        "latest_value": o.value if o else None,
        "latest_grade": o.grade if o else None,
    }


def _record(here: InPlan, indicator: Indicator, every: tuple[Observation, ...]) -> dict[str, Any]:
    return {
        "plan": here.plan.id,
        "as_of": here.as_of.day.isoformat(),
        "indicator": indicator.id,
        "title": release.both(indicator.title),
        "unit": indicator.unit,
        "measure": indicator.measure,
        "better": indicator.better,
        "note": release.both(indicator.note),
        "definitions": [
            d.model_dump(mode="json", by_alias=True, exclude_none=True) for d in indicator.definitions
        ],
        "targets": [t.id for t in here.plan.targets if t.indicator == indicator.id],
        "observations": observations(here.plan, every),
        "reconciliations": [
            {
                "area": r.computed.area,
                "period": r.computed.period_text,
                "computed": r.computed.value,
                "published": r.published.value,
                "difference": r.difference,
            }
            for r in here.view.figures.reconciliations(indicator.id)
        ],
    }


def _lede(here: InPlan, indicator: Indicator, every: tuple[Observation, ...]) -> str:
    if not every:
        return _("Defined, and looked for: no figure of it is known.")
    valued = _valued(every)
    if not valued:
        return _("No figure of it has a value; each says why.")
    n, k = len(valued), len({o.definition for o in valued})
    figures = ngettext("One figure", "%(n)s figures", n) % {"n": number(n)}
    on = ngettext("on one definition", "on %(k)s definitions, each of them apart", k) % {"k": k}
    said = _("%(figures)s %(on)s.") % {"figures": figures, "on": on}
    if empty := len(every) - n:
        without = ngettext(
            "One more has no value, and says why.", "%(n)s more have no value, and say why.", empty
        )
        said = pgettext("sentences", "%(one)s %(two)s") % {"one": said, "two": without % {"n": number(empty)}}
    return said


def _valued(every: tuple[Observation, ...]) -> list[Observation]:
    """The figures that have a value or a grade."""
    return [o for o in every if o.value is not None or o.grade is not None]


def _across(indicator: Indicator) -> str:
    """How the figures of several areas become one."""
    known = {
        "sum": pgettext("across areas", "add up"),
        "mean": pgettext("across areas", "the mean"),
        "weighted": pgettext("across areas", "a weighted mean"),
        "recompute": pgettext("across areas", "computed anew from the rows"),
        "never": pgettext("across areas", "never put together"),
    }
    return known.get(indicator.across_areas or "", "–")


def _series(
    here: InPlan, indicator: Indicator, definition: Definition, every: tuple[Observation, ...]
) -> Series:
    listed = figure_rows(here, (o for o in every if o.definition == definition.id))
    home = here.plan.place.code
    gaps = _gaps(listed, home)
    folded = {id(r) for gap in gaps for r in gap.rows}
    rows = [r for r in listed if id(r) not in folded]
    return Series(
        definition=definition,
        title=here.say(definition.title) or here.say(indicator.title),
        lacking=bool(definition.title and definition.title.lacks(here.lang)),
        basis=tuple((basis_word(here, k), v) for k, v in definition.basis.items()),
        facts=tuple(_facts(here, indicator, definition)),
        home=tuple(r for r in rows if r.o.area == home),
        elsewhere=tuple(r for r in rows if r.o.area != home),
        gaps=gaps,
    )


def _gaps(rows: tuple[FigureRow, ...], home: str) -> tuple[Gap, ...]:
    """The figures without a value of which many say the same, the plan's own area first."""
    grouped: dict[Text, list[FigureRow]] = {}
    for row in rows:
        if row.reason is not None and row.o.value is None and row.o.grade is None:
            grouped.setdefault(row.reason, []).append(row)
    return tuple(
        Gap(
            reason, tuple(sorted(found, key=lambda r: r.o.area != home)), any(r.o.area != home for r in found)
        )
        for reason, found in grouped.items()
        if len(found) >= FOLDED
    )


def basis_word(here: InPlan, key: str) -> str:
    """What a key of a definition's basis is called."""
    return here.say(BASIS.get(key)) or key


def _facts(here: InPlan, indicator: Indicator, d: Definition) -> list[tuple[str, str, bool]]:
    """What else the definition declares: name, value, whether it is code."""
    requires = f"{d.requires.value}" if d.requires else ""
    facts = [
        (_("Kind of quantity"), here.words.measure(d.measure or indicator.measure), False),
        (
            _("Valid"),
            " – ".join(x or "…" for x in (d.valid_from, d.valid_to)) if d.valid_from or d.valid_to else "",
            False,
        ),
        (_("Computed as"), d.value or "", True),
        (_("Counting only"), d.filter or "", True),
        (_("Resting on"), d.denominator or "", True),
        (_("Stands only if"), requires, True),
        (_("Rounded to"), _("%(n)s decimals") % {"n": d.decimals} if d.decimals is not None else "", False),
        (_("Compared with"), d.reconcile_with or "", True),
    ]
    return [f for f in facts if f[1]]


def reconciled(here: InPlan, r: Reconciliation) -> Reconciled:
    """A reconciliation, ready to be written."""
    rows = figure_rows(here, [r.computed]) + figure_rows(here, [r.published])
    return Reconciled(rows[0], rows[1], signed(r.difference or 0))
