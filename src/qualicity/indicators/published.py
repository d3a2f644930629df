"""Finished figures: each row of a dataset is an observation, each of its vintages too."""

from __future__ import annotations

from collections.abc import Sequence

from qualicity.evidence.sql import literal, name
from qualicity.indicators.step import Query
from qualicity.plan.model import Definition, Indicator
from qualicity.plan.tables import Dataset


def published(dataset: Dataset, listed: Sequence[tuple[Indicator, Definition]]) -> Query:
    """Finished figures: each row is an observation, each of its vintages too."""
    c = dataset.concepts
    columns = {
        "indicator": c.INDICATOR,
        "area": c.REF_AREA,
        "period": c.TIME_PERIOD,
        "value": c.OBS_VALUE,
        "grade": c.GRADE,
        "qualifier": c.QUALIFIER,
        "confidence": c.CONFIDENCE,
        "note": c.NOTE,
        "source_title": c.SOURCE_TITLE,
        "source_url": c.SOURCE_URL,
        "quote": c.QUOTE,
        "released": c.RELEASED,
        "precision": c.RELEASED_PRECISION,
    }
    definition = name(c.DEFINITION) if c.DEFINITION else literal(listed[0][1].id)
    authority = f"coalesce({name(c.AUTHORITY)}, 'unknown')" if c.AUTHORITY else "'unknown'"
    status = f"coalesce({name(c.OBS_STATUS)}, 'final')" if c.OBS_STATUS else "'final'"
    cell = f"coalesce({name(c.BREAKDOWN)}, '')" if c.BREAKDOWN else "''"
    selected = ", ".join(f"{name(field)} as {column}" for column, field in columns.items() if field)
    pairs = ", ".join(f"({literal(i.id)}, {literal(d.id)})" for i, d in listed)
    sql = f"""select {selected},
  {definition} as definition, {cell} as breakdown, {authority} as authority, {status} as status, _known_from as vintage,
  _current as current, _known_from <> _committed as release_known, {literal(dataset.id)} as dataset,
  _line as line, 1 as rows, 'published' as origin
from {name(dataset.id)}
where ({name(c.INDICATOR or "indicator")}, {definition}) in ({pairs})"""
    return Query(dataset.id, tuple((i.id, d.id) for i, d in listed), sql, published=True)
