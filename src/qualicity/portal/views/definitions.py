"""The catalogue of definitions: every way in which something is counted, with basis, source and licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.plan import Dataset, Definition, Indicator, Plan
from qualicity.plan.basics import Source
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.rows_kept import written
from qualicity.portal.views.indicators import basis_word


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """A definition in the catalogue; `sources` are those of the evidence that its dataset is made from."""

    indicator: Indicator
    definition: Definition
    url: str
    unit: str
    first: bool
    basis: tuple[tuple[str, str], ...]
    dataset: Dataset | None
    sources: tuple[Source, ...]
    figures: int
    csv: str
    json: str


def definitions(here: InPlan) -> Page:
    """Every definition of every indicator."""

    every = {f"{i.id}/{d.id}": (i, d) for i in here.plan.indicators for d in i.definitions}

    def records() -> list[dict[str, Any]]:
        return [_record(_row(here, i, d)) for i, d in every.values()]

    def shown() -> dict[str, Any]:
        about = {key: (i.id,) for key, (i, _) in every.items()}
        rows = written(here, "definitions", about, lambda key: _row(here, *every[key]))
        return {"rows": rows.values(), "indicators": len(here.plan.indicators)}

    return Page(
        template="definitions.html",
        title=_("Definitions of the indicators"),
        record=lambda: {
            "plan": here.plan.id,
            "as_of": here.as_of.day.isoformat(),
            "definitions": records(),
        },
        table=records,
        section="datasets",
        context=shown,
    )


def _row(here: InPlan, indicator: Indicator, d: Definition) -> DefinitionRow:
    page = here.to.indicator(indicator.id)
    path, _mark, query = page.partition("?")
    twin = path.rstrip("/") + ".{}" + (f"?{query}" if query else "")
    every = here.view.figures.of(indicator.id, d.id, current=True)
    return DefinitionRow(
        indicator=indicator,
        definition=d,
        url=here.to.indicator(indicator.id, f"definition-{d.id}"),
        unit=here.words.unit_title(indicator.unit),
        first=d == indicator.definitions[0],
        basis=tuple((basis_word(here, k), v) for k, v in d.basis.items()),
        dataset=here.plan.dataset(d.from_),
        sources=_sources(here.plan, d.from_),
        figures=sum(o.value is not None or o.grade is not None for o in every),
        csv=twin.format("csv"),
        json=twin.format("json"),
    )


def _sources(plan: Plan, dataset_id: str | None) -> tuple[Source, ...]:
    """The sources of a dataset, or of what it is derived from."""
    seen: list[str] = []
    dataset = plan.dataset(dataset_id)
    while dataset and not dataset.sources and dataset.derived and dataset.id not in seen:
        seen.append(dataset.id)
        dataset = plan.dataset(dataset.derived.from_)
    return dataset.sources if dataset else ()


def _record(row: DefinitionRow) -> dict[str, Any]:
    i, d = row.indicator, row.definition
    return {
        "indicator": i.id,
        "title": release.both(i.title),
        "unit": i.unit,
        "definition": d.id,
        "definition_title": release.both(d.title),
        "basis": "; ".join(f"{k}: {v}" for k, v in d.basis.items()) or None,
        "dataset": d.from_,
        "value": d.value,
        "figures": row.figures,
        "source": "; ".join(s.title for s in row.sources) or None,
        "source_url": "; ".join(s.url for s in row.sources if s.url) or None,
        "licence": "; ".join(s.licence for s in row.sources if s.licence) or None,
    }
