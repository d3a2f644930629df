"""Where everything comes from, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Any

from django.utils.translation import gettext as _

from qualicity.indicators import Observation
from qualicity.portal import catalogue
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.words import Words, percent


@dataclass(frozen=True, slots=True)
class Cited:
    """A publication that figures are quoted from; `named` are its authorities as the evidence names them."""

    title: str
    url: str
    released: str
    sort: str
    authorities: tuple[str, ...]
    named: tuple[str, ...]
    figures: int


def sources(here: InPlan) -> Page:
    """The plan's sources, the datasets' sources with their licences, and every publication quoted."""
    cited = _cited(here)
    plans = catalogue.current()
    datasets = [d for d in here.plan.datasets if d.sources]
    said = here.opened.keep(("translations",), lambda: plans.translations(here.plan.id))

    def records() -> list[dict[str, Any]]:
        return [
            {
                "title": c.title,
                "url": c.url or None,
                "released": c.sort or None,
                "authorities": "; ".join(c.named),
                "figures": c.figures,
            }
            for c in cited
        ]

    return Page(
        template="sources.html",
        title=_("Sources and licences"),
        record=lambda: {
            "plan": here.plan.id,
            "as_of": here.as_of.day.isoformat(),
            "plan_sources": [s.model_dump(mode="json", exclude_none=True) for s in here.plan.sources],
            "dataset_sources": [
                {"dataset": d.id, **s.model_dump(mode="json", exclude_none=True)}
                for d in here.plan.datasets
                for s in d.sources
            ],
            "publications": records(),
            "translations": {"texts": said.texts, "translated": said.translated, "share": said.share},
        },
        table=records,
        section="sources",
        context={
            "cited": cited,
            "datasets": datasets,
            "said": said,
            "share": percent(floor(100 * said.share), 0),  # 100 % only where nothing is missing
        },
    )


def _cited(here: InPlan) -> list[Cited]:
    found: dict[tuple[str, str], list[Observation]] = {}
    for indicator in here.plan.indicators:
        for o in here.view.figures.of(indicator.id):
            if o.source is not None:
                found.setdefault((o.source.title or "", o.source.url or ""), []).append(o)
    listed = [_one(here.words, title, url, figures) for (title, url), figures in found.items()]
    return sorted(listed, key=lambda c: (c.sort, c.title), reverse=True)


def _one(words: Words, title: str, url: str, figures: list[Observation]) -> Cited:
    first, names = figures[0], dict.fromkeys(o.authority for o in figures)
    dated = bool(first.source and first.source.precision != "unknown")
    return Cited(
        title=title,
        url=url if url.startswith(("http://", "https://")) else "",
        released=words.released(first),
        sort=(first.source.released or "") if first.source and dated else "",
        authorities=tuple(dict.fromkeys(words.authority(x) for x in names)),
        named=tuple(x or "" for x in names),
        figures=len(figures),
    )
