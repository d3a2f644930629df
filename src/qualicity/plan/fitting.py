"""A check with all that it leaves out: the fields that its dataset has for series, time and value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.plan.checks import Check, Gaps, Growth, Jump, KOfN, Parts
from qualicity.plan.tables import Dataset

TIMES = ("period", "date", "datetime")
"""The types of a field that puts rows in time."""
_NOT_EXACT = ("approx", "at_least", "more_than", "at_most", "less_than")


def fitted(check: Check, dataset: Dataset, indicator: str | None = None) -> Check:
    """The check in the dataset's own fields, with nothing left out that the dataset can say.

    Of an `indicator` it names SDMX concepts and looks at that indicator's rows. Its series are told
    apart by definition, area and authority; a figure that was not published as exact is no value to
    reckon with, unless the check itself names QUALIFIER.
    """
    if indicator is not None:
        check = _of_indicator(check, dataset, indicator)
    said: dict[str, Any] = {}
    if getattr(check, "time", "") is None:
        said["time"] = time_field(dataset)
    if getattr(check, "value", "") is None and not (isinstance(check, Parts | Growth) and not check.field):
        said["value"] = dataset.concepts.OBS_VALUE
    if getattr(check, "by", "") is None:
        key = dataset.table_schema.primaryKey if dataset.table_schema else ()
        aside = {said.get("time", getattr(check, "time", None)), getattr(check, "field", None)}
        said["by"] = tuple(k for k in key if k not in aside)
    return check.model_copy(update=said)


def time_field(dataset: Dataset) -> str | None:
    """The field that puts a dataset's rows in time: its TIME_PERIOD, else the one such field of its key."""
    if dataset.concepts.TIME_PERIOD or dataset.table_schema is None:
        return dataset.concepts.TIME_PERIOD
    types = {f.name: f.type for f in dataset.table_schema.fields}
    found = [k for k in dataset.table_schema.primaryKey if types.get(k) in TIMES]
    return found[0] if len(found) == 1 else None


def concepts(dataset: Dataset) -> Mapping[str, str]:
    """The concepts that a dataset has, each with its field."""
    return {k: str(v) for k, v in dataset.concepts.model_dump(exclude_none=True).items()}


def _of_indicator(check: Check, dataset: Dataset, indicator: str) -> Check:
    fields = concepts(dataset)
    across = getattr(check, "field", None) == "INDICATOR"  # it sets this indicator against others
    more: dict[str, Any] = {}
    if getattr(check, "by", "") is None:
        series = ["REF_AREA", "AUTHORITY"] if across else ["DEFINITION", "REF_AREA", "AUTHORITY"]
        more["by"] = tuple(c for c in series if c in fields and c != getattr(check, "field", None))
    if not across:
        more["where"] = {**check.where, "INDICATOR": (indicator,)}
    reckons = isinstance(check, KOfN | Parts | Growth) or (isinstance(check, Jump) and not check.at_most)
    if reckons and "QUALIFIER" in fields and "QUALIFIER" not in {**check.where, **check.unless}:
        more["unless"] = {**check.unless, "QUALIFIER": _NOT_EXACT}
    return check.model_copy(update=more).renamed(fields)


def needs_time(check: Check) -> bool:
    """Whether a check cannot look without knowing when a row's period is."""
    return isinstance(check, Gaps | Growth | Jump) or (isinstance(check, KOfN) and not check.denominator)
