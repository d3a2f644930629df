"""How we got this number: the way of one figure, opened down to its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qualicity import release
from qualicity.assessment import Assessment
from qualicity.errors import Text
from qualicity.evidence import Commit
from qualicity.indicators import Explanation, Link, Observation, explain
from qualicity.indicators.recipe import fields_of
from qualicity.methods import method
from qualicity.methods.registry import Method
from qualicity.plan import Dataset, Definition, Indicator
from qualicity.portal import failures
from qualicity.portal.addresses import default_figure, unsegment
from qualicity.portal.cells import breakdowns, cell_words, cells_of
from qualicity.portal.citing import cite
from qualicity.portal.context import InPlan
from qualicity.portal.days import behind_figure
from qualicity.portal.downloads import csv_stream
from qualicity.portal.names import COMMON_NAMES, schema_titles
from qualicity.portal.pages import Page
from qualicity.portal.parts import parts_of
from qualicity.portal.tables import (
    ROWS_MOST,
    ROWS_SHOWN,
    FigureRow,
    Rows,
    drill_of,
    figure_rows,
    observations,
    rows_of,
    without_withheld,
)
from qualicity.portal.taking import behind
from qualicity.portal.views.indicators import reconciled
from qualicity.portal.way import Step, way_of
from qualicity.portal.words import moment

EVERY_ROW = 100_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The figure that an address names, with what it is a figure of."""

    o: Observation
    indicator: Indicator
    definition: Definition


@dataclass(frozen=True, slots=True)
class Brought:
    """A submission with how many of the rows it brought."""

    commit: Commit
    rows: int
    when: str


@dataclass(frozen=True, slots=True)
class Section:
    """One dataset on the way, with its rows; `rows` is None where they are not public.

    `left_out` and `brought` say which rows were not counted and which submissions brought the others.
    """

    anchor: str
    link: Link
    dataset: Dataset
    rows: Rows | None
    method: Method | None
    parameters: tuple[tuple[Text, str], ...]
    caption: str
    committed: str
    csv_url: str
    more: tuple[tuple[int, str], ...]
    behind: str
    left_out: tuple[tuple[Text, int], ...]
    brought: tuple[Brought, ...]

    @property
    def shown(self) -> int:
        """How many rows are on the page."""
        return len(self.rows.rows) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Narrowed:
    """One value that the rows are narrowed to, and the address without it."""

    title: Text
    value: str
    url: str


def figure(here: InPlan, indicator: str, definition: str, area: str, period: str) -> Page:
    """One figure with everything that it came from."""
    asked = figure_asked(here, indicator, definition, area, period)
    o, where = asked.o, _where(here, asked.definition)
    shown = _rows_asked(here)
    e = _lasting(here, here.opened.explain(o, shown, where))
    verdicts = [a for a in here.view.scorecard.on(o.indicator) if a.figure == o]
    cells = cells_of(here, o)
    title = _("How we got this number")
    finding, besides = here.words.no_value(o)
    return Page(
        template="figure.html",
        title=title,
        record=lambda: _record(here, asked, e) | {"cells": observations(here.plan, cells)},
        table=lambda: observations(here.plan, (o, *e.others, *cells, *e.parts)),
        section="indicators",
        context=lambda: {
            "o": o,
            "indicator": asked.indicator,
            "definition": asked.definition,
            "row": figure_rows(here, [o])[0],
            "finding": finding or here.words.quantity(o),
            "besides": besides,
            "cell": cell_words(here, o),
            "whole": _whole(here, o),
            "breakdowns": breakdowns(here, o, asked.definition),
            "parts": parts_of(here, e),
            "days": behind_figure(here, o, asked.definition),
            "unit": here.words.unit_title(asked.indicator.unit),
            "indicator_name": here.say(asked.indicator.title),
            "released": here.words.released(o, short=False),
            "precision": _precision(o),
            "confidence": _confidence(o),
            "steps": _steps(here, asked, verdicts),
            "e": e,
            "sections": _sections(here, asked, e, where, shown),
            "versions": [(d, v, here.to.dataset(d, "commits")) for d, v in e.versions.items()],
            "inputs": figure_rows(here, e.upstream) if o.origin == "formula" else (),
            "narrowed": _narrowed(here, o, where),
            "others": figure_rows(here, e.others),
            "reconciled": [reconciled(here, r) for r in e.reconciliations],
            "verdicts": verdicts,
            "cite": cite(here, _cited(here, o, asked.indicator), chain(here, asked.definition)),
        },
    )


def _lasting(here: InPlan, e: Explanation) -> Explanation:
    """In a file: with the versions that brought the rows, not those that were read, so that it stays as it is when
    another figure comes into the same dataset. The dataset's own page names its version."""
    if not here.static:
        return e
    links = tuple(
        replace(x, version=str(max(c.version for c, _ in x.submissions))) if x.submissions else x
        for x in e.links
    )
    return replace(e, links=links, versions={})


def _cited(here: InPlan, o: Observation, indicator: Indicator) -> str:
    """A figure in one line: what it is, of what and when, and its value."""
    words = here.words
    about = (here.say(indicator.title), cell_words(here, o), words.area(o.area), words.period(o))
    named = pgettext("list", ", ").join(x for x in about if x)
    return f"{named}{pgettext('label', ': ')}{words.quantity(o)}"


def _whole(here: InPlan, o: Observation) -> FigureRow | None:
    """The total that a cell is of."""
    if not o.breakdown:
        return None
    total = default_figure(here.view.figures.of(o.indicator, o.definition, o.area, o.period_text))
    return figure_rows(here, [total])[0] if total else None


def _precision(o: Observation) -> str:
    """How exact the date of release is, where it is not a day."""
    known = {"month": _("the month is known, not the day"), "year": _("the year is known, not the day")}
    return known.get(o.source.precision or "", "") if o.source else ""


def _confidence(o: Observation) -> str:
    known = {
        "high": pgettext("confidence", "high"),
        "medium": pgettext("confidence", "medium"),
        "low": pgettext("confidence", "low"),
    }
    return known.get(o.confidence or "", "")


def rows(
    here: InPlan, indicator: str, definition: str, area: str, period: str, dataset: str
) -> HttpResponseBase:
    """Every row of one dataset on the way of a figure, as CSV."""
    asked = figure_asked(here, indicator, definition, area, period)
    where = _where(here, asked.definition)
    e = here.opened.explain(asked.o, _rows_asked(here), where)
    if any(x.dataset == dataset and len(x.table.rows) < x.table.total for x in e.links):
        e = _every_row(here, asked.o, where)
    links = [x for x in e.links if x.dataset == dataset]
    if not links:
        raise failures.MissingError(
            Text("dataset on the way of this figure,", "该数值所经过的数据集"),
            dataset,
            [x.dataset for x in e.links],
            "dataset",
            (here.plan.id,),
        )
    require_public(here, dataset)
    name = "-".join(x for x in (indicator, definition, area, period, dataset) if x)
    # two sides of a formula may rest on the same rows
    rows = dict.fromkeys(row for link in links for row in link.table.rows)
    return csv_stream(links[0].table.columns, iter([rows]), f"{here.plan.id}-{name}.csv")


def _every_row(here: InPlan, o: Observation, where: Mapping[str, str]) -> Explanation:
    """A figure with all rows: too many to be kept for a reader, but files are made of all its datasets in a row."""
    last: tuple[Observation | None, Explanation | None] = here.opened.kept.get(("every row",), (None, None))
    if here.static and last[0] == o and last[1] is not None:
        return last[1]
    e = explain(here.view.figures, o, EVERY_ROW, where)
    if here.static:
        here.opened.kept["every row",] = (o, e)
    return e


def require_public(here: InPlan, dataset: str) -> Dataset:
    """The dataset, when its rows may be shown.

    Errors: `MissingError` when there is none; `WithheldError` when they may not.
    """
    declared = here.plan.dataset(dataset)
    if declared is None:
        ids = [d.id for d in here.plan.datasets]
        raise failures.MissingError(Text("dataset", "数据集"), dataset, ids, "dataset", (here.plan.id,))
    if declared.confidentiality != "public":
        raise failures.WithheldError(
            Text(f"The rows of the dataset “{dataset}” are not public.", f"数据集“{dataset}”的记录不公开。")
        )
    return declared


def figure_asked(here: InPlan, indicator: str, definition: str, area: str, period: str) -> Asked:
    """The figure of an address: `?cell=` names a breakdown's cell, `?by=` and `?known=` choose among
    authorities and vintages."""
    declared = here.plan.indicator(indicator)
    which = declared.definition(definition) if declared else None
    if declared is None:
        ids = [i.id for i in here.plan.indicators]
        raise failures.MissingError(Text("indicator", "指标"), indicator, ids, "indicator", (here.plan.id,))
    cell = here.request.GET.get("cell", "")
    same = here.view.figures.of(indicator, definition, breakdown=cell)
    same = tuple(o for o in same if o.area == unsegment(area) and o.period_text == unsegment(period))
    by, known = here.request.GET.get("by"), here.request.GET.get("known")
    if by is not None:
        same = tuple(o for o in same if (o.authority or "") == by and str(o.vintage or "") == (known or ""))
    o = default_figure(same)
    if which is None or o is None:
        raise failures.NotYetError(
            Text(
                f"No figure of “{declared.title.en}” on the definition “{definition}” for {period} is known on this "
                "date. The indicator’s page lists all that are.",
                f"在此日期，指标“{declared.title.get('zh')}”没有口径为“{definition}”、时期为 {period} 的数值。"
                "该指标的页面列出了全部已知数值。",
            )
        )
    return Asked(o, declared, which)


def _rows_asked(here: InPlan) -> int:
    asked = here.request.GET.get("rows", "")
    return max(1, min(int(asked), ROWS_MOST)) if asked.isascii() and asked.isdigit() else ROWS_SHOWN


def chain(here: InPlan, definition: Definition) -> tuple[Dataset, ...]:
    """The datasets on the way of a definition's figures, from the one it reads back to the one entered."""
    return behind(here.plan, definition.from_)


def _where(here: InPlan, definition: Definition) -> dict[str, str]:
    """The values that the address narrows the rows to: only columns of public datasets on the way."""
    known = {
        name
        for dataset in chain(here, definition)
        if dataset.confidentiality == "public"
        for name in fields_of(here.plan, dataset)
    }
    return {k: here.request.GET[k] for k in here.request.GET if k in known}


def _steps(here: InPlan, asked: Asked, verdicts: list[Assessment]) -> tuple[Step, ...]:
    """The way forwards; on the figure's own page its datasets lead to their rows below."""
    below = {d.id for d in chain(here, asked.definition)}
    own = here.to.figure(asked.o, here.view.figures)
    found = []
    for step in way_of(here, asked.o, verdicts[0] if verdicts else None):
        url = f"#{step.dataset}" if step.dataset in below else step.url
        found.append(replace(step, url="" if url == own else url))
    return tuple(found)


def _sections(
    here: InPlan, asked: Asked, e: Explanation, where: Mapping[str, str], shown: int
) -> tuple[Section, ...]:
    found = []
    if asked.o.origin == "roll-up":  # its rows are those of its parts, each of which opens them
        return ()
    seen: Counter[str] = Counter()
    for n, link in enumerate(e.links):
        dataset = here.plan.dataset(link.dataset)
        if dataset is None:
            continue
        seen[dataset.id] += 1
        behind = e.links[n + 1].dataset if n + 1 < len(e.links) else ""
        made = method(dataset.derived.method) if dataset.derived else None
        public = dataset.confidentiality == "public"
        drill = drill_of(here, asked.o, link, behind, where)
        found.append(
            Section(
                anchor=dataset.id if seen[dataset.id] == 1 else f"{dataset.id}-{seen[dataset.id]}",
                link=link,
                dataset=dataset,
                rows=rows_of(here, dataset, link.table, asked.definition, drill) if public else None,
                method=made,
                parameters=_parameters(link, made),
                caption=_("Rows of %(dataset)s") % {"dataset": here.say(link.title)},
                committed=moment(link.committed, here.lang) if link.committed else "",
                csv_url=here.to.rows_of_figure(asked.o, here.view.figures, dataset.id, where)
                if public
                else "",
                more=_more(here, asked.o, where, shown, link),
                behind=behind if drill else "",
                left_out=link.excluded if public and not where else (),
                brought=_brought(here, link) if public else (),
            )
        )
    return tuple(found)


def _brought(here: InPlan, link: Link) -> tuple[Brought, ...]:
    """The submissions that brought the rows, where there are several."""
    if len(link.submissions) < 2:
        return ()
    return tuple(Brought(c, n, moment(c.committed, here.lang)) for c, n in link.submissions)


def _parameters(link: Link, made: Method | None) -> tuple[tuple[Text, str], ...]:
    titles = {p.name: p.title for p in made.parameters} if made else {}
    return tuple(
        (titles.get(k) or Text(k), ", ".join(map(str, v)) if isinstance(v, list | tuple) else str(v))
        for k, v in link.parameters.items()
    )


def _more(
    here: InPlan, o: Observation, where: Mapping[str, str], shown: int, link: Link
) -> tuple[tuple[int, str], ...]:
    """Addresses that show more of a dataset's rows."""
    if here.static or link.table.total <= min(shown, ROWS_SHOWN):
        return ()
    return tuple(
        (n, here.to.figure(o, here.view.figures, {**where, "rows": str(n)}, link.dataset))
        for n in (ROWS_SHOWN, 200, ROWS_MOST)
        if n != shown
    )


def _narrowed(here: InPlan, o: Observation, where: Mapping[str, str]) -> tuple[Narrowed, ...]:
    titles = schema_titles(here.plan)
    return tuple(
        Narrowed(
            titles.get(k) or COMMON_NAMES.get(k) or Text(k),
            v,
            here.to.figure(o, here.view.figures, {x: y for x, y in where.items() if x != k}),
        )
        for k, v in where.items()
    )


def _record(here: InPlan, asked: Asked, e: Explanation) -> dict[str, Any]:
    """The explanation as a record, without rows that are not public."""
    shown, withheld = without_withheld(here, e)
    record = release.explanation(shown, asked.indicator.unit)
    return {
        "plan": here.plan.id,
        "as_of": here.as_of.day.isoformat(),
        **record,
        "rows_not_public": list(withheld),
    }
