"""Many series at once, each with its own limits: how likely its values keep them, its fan, and the base rate beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.methods.forecast.base_rates import BaseRates, shipped_rates
from qualicity.methods.forecast.chances import chances
from qualicity.methods.forecast.errors import ErrorTable, shipped_table
from qualicity.methods.forecast.fans import checked_horizon, intervals
from qualicity.methods.forecast.histories import Histories, latest_said, read_histories
from qualicity.methods.forecast.outlook import Outlook, look_out
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")


@dataclass(frozen=True, slots=True)
class Prospects:
    """S series, in order of appearance, 1 to H years after the last year of each.

    `within` is the probability that the value of a year keeps the limits, `base` the share of the calibration's
    series that moved so far (see `BaseRates`), and `fan` holds mean, lo80, hi80, lo95 and hi95: each S × H, NaN
    where there is none. `ids`, `points`, `last_year` and `reason` (why there is no forecast, else None) have one
    item for each series.
    """

    ids: Any
    points: Any
    last_year: Any
    reason: Any
    within: Any
    base: Any
    fan: dict[str, Any]


def prospects(
    columns: Mapping[str, Any],
    horizon: int = 5,
    table: ErrorTable | None = None,
    rates: BaseRates | None = None,
) -> Prospects:
    """How likely each series keeps its limits in each of the `horizon` years after its last, and its fan.

    Columns series_id, year, value and optionally lower and upper (bounds that values cannot pass), least and most
    (the limits asked about, both included; what a series' latest row with one says counts). Series and limits are
    looked at once, so a thousand cost hardly more than one.

    Errors: as of `fan`.
    """
    horizon = checked_horizon(horizon)
    histories = read_histories(columns)
    outlook = look_out(histories, horizon)
    table = table or shipped_table()
    year = np.asarray(columns["year"], dtype=float)
    least, most = (
        latest_said(columns.get(name), histories.mentioned, year, len(histories.ids))
        for name in ("least", "most")
    )
    return Prospects(
        ids=histories.ids,
        points=histories.points,
        last_year=histories.last_year,
        reason=outlook.reason,
        within=_within(histories, outlook, table, least, most),
        base=(rates or shipped_rates()).within(histories, least, most, horizon),
        fan=intervals(histories, outlook, table),
    )


def _within(histories: Histories, outlook: Outlook, table: ErrorTable, least: Any, most: Any) -> Any:
    """P(least ≤ value ≤ most), S × H: what is above the one and below the other, counted twice, less all."""
    count, horizon = outlook.centre.shape
    asked = np.equal(outlook.reason, None) & (np.isfinite(least) | np.isfinite(most))
    found = np.where(asked[:, None], 1.0, np.nan) * np.ones((count, horizon))
    for limit, up in ((least, True), (most, False)):
        rows = np.flatnonzero(asked & np.isfinite(limit))
        series, ahead = np.repeat(rows, horizon), np.tile(np.arange(1, horizon + 1), len(rows))
        side = np.full(len(series), up)
        p = chances(histories, outlook, table, series, limit[series], side, ahead)
        found[rows] += p.reshape(len(rows), horizon) - 1
    return np.maximum(found, 0)
