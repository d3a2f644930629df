"""Any plan in Open SDG's form: its indicators with the figures of their first definition, and the cells of breakdowns.

Each area but the plan's own place is a disaggregation, and so are the other definitions and the fields of breakdowns;
so the headline is the plan's own place on the first definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qualicity.errors import Text
from qualicity.indicators import Observation, breakdown_of
from qualicity.plan import Indicator as PlanIndicator
from qualicity.plan.model import Plan
from qualicity.release.exports.columns import units
from qualicity.release.exports.edition import Edition
from qualicity.release.opensdg.config import Options
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import Indicator, Rows, minimum

AREA, DEFINITION = "Area", "Definition"
_LANGUAGES = {"en": "en", "zh": "zh-Hans"}


def harvest_of(edition: Edition) -> Harvest:
    """A plan's figures as known on the edition's date."""
    plan = edition.view.plan
    found = {}
    for declared in plan.indicators:
        indicator = Indicator(declared.id)
        current = [
            o
            for o in edition.view.figures.of(declared.id, breakdown=None, current=True)
            if o.value is not None and o.period_text
        ]
        if current:
            indicator.sources.append(_rows(plan, declared, current))
        indicator.meta = _meta(plan, declared)
        indicator.own_goal = indicator.meta["goal_number"]
        indicator.meta |= {k: v for k, v in minimum(indicator).items() if k not in indicator.meta}
        found[declared.id] = indicator
    made = edition.made
    return Harvest(
        found,
        Options(),
        tuple(_LANGUAGES[language] for language in plan.languages),
        {},
        [],
        int((made - datetime(1970, 1, 1)).total_seconds()) or None,
    )


def _rows(plan: Plan, declared: PlanIndicator, current: Sequence[Observation]) -> Rows:
    """The observations as rows of a data file: Year, Units, disaggregations, Value."""
    first = declared.definitions[0].id
    titles = {d.id: d.title.en if d.title else d.id for d in declared.definitions}
    unit = units(plan).get(declared.unit, Text(declared.unit)).en or declared.unit
    fields = list(dict.fromkeys(f for o in current for f in breakdown_of(o.breakdown)))
    columns: dict[str, list[str]] = {n: [] for n in ("Year", "Units", DEFINITION, AREA, *fields, "Value")}
    for o in current:
        cell = breakdown_of(o.breakdown)
        said = {
            "Year": o.period_text or "",
            "Units": unit,
            DEFINITION: "" if o.definition == first else titles[o.definition],
            AREA: "" if o.area in (None, plan.place.code) else str(o.area),
            "Value": repr(o.value),
            **{f: cell.get(f, "") for f in fields},
        }
        for name, column in columns.items():
            column.append(said[name])
    kept = {n: c for n, c in columns.items() if n in ("Year", "Units", "Value") or any(c)}
    return Rows(declared.id, tuple(kept), list(kept.values()), list(range(len(current))))


def _meta(plan: Plan, declared: PlanIndicator) -> dict[str, Any]:
    """What a site shows of an indicator; the Chinese words stand under their language."""
    goal = next((t.goal for t in plan.targets if t.indicator == declared.id), None)
    own = next((g for g in plan.goals if g.id == goal), None)
    number = str([g.id for g in plan.goals].index(own.id) + 1) if own else "0"
    said: dict[str, Any] = {
        "indicator_name": declared.title.en,
        "graph_title": declared.title.en,
        "indicator_number": declared.id,
        "goal_number": number,
        "target_number": declared.id,
        "computation_units": units(plan).get(declared.unit, Text(declared.unit)).en,
        "national_geographical_coverage": plan.place.title.en,
    }
    if declared.note:
        said["national_indicator_description"] = declared.note.en
    if declared.title.zh:
        chinese = {"indicator_name": declared.title.zh, "graph_title": declared.title.zh}
        said[_LANGUAGES["zh"]] = chinese
    return said
