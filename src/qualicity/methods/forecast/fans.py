"""`forecast.fan`: yearly series some years ahead, with intervals that real series kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.forecast.errors import HORIZON, SHARES, ErrorTable, shipped_table
from qualicity.methods.forecast.histories import Histories, read_histories
from qualicity.methods.forecast.outlook import Outlook, look_out
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")


def fan(columns: Mapping[str, Any], horizon: int = 5, table: ErrorTable | None = None) -> dict[str, Any]:
    """Forecasts of each series for the `horizon` years after its last value.

    Columns series_id, year, value and optionally lower and upper, bounds that values cannot pass. Gives one row
    for each series and year: mean, the 80 % interval lo80 to hi80 and the 95 % interval lo95 to hi95 in the
    unit of the values, n (points of the series), and a reason where there is no forecast (all numbers NaN then; of
    a constant series mean is its value, without intervals).

    Errors: `UsageError` for a horizon that the table does not reach, for two values of one year, for a value
    without a series or a whole year.
    """
    horizon = checked_horizon(horizon)
    histories = read_histories(columns)
    outlook = look_out(histories, horizon)
    numbers = intervals(histories, outlook, table or shipped_table())
    made = {name: values.ravel() for name, values in numbers.items()}
    made["year"] = (histories.last_year[:, None] + np.arange(1, horizon + 1)).ravel()
    of_series = {"series_id": histories.ids, "n": histories.points.astype(float), "reason": outlook.reason}
    made |= {name: np.repeat(values, horizon) for name, values in of_series.items()}
    dated = np.isfinite(made["year"])
    keep = dated | (np.arange(len(dated)) % horizon == 0)  # a series without any value has one row
    order = ("series_id", "year", *numbers, "n", "reason")
    return {name: made[name][keep] for name in order}


def intervals(histories: Histories, outlook: Outlook, table: ErrorTable) -> dict[str, Any]:
    """mean, lo80, hi80, lo95 and hi95, each series × horizons, NaN where there is a reason but for constants' mean."""
    sizes = table.of(outlook)
    root = np.sqrt(np.arange(1, outlook.centre.shape[1] + 1))
    least, most = (bound[:, None] for bound in (histories.lower, histories.upper))
    sound = np.equal(outlook.reason, None)[:, None]

    def back(z: Any) -> Any:
        return np.where(sound, np.fmin(np.fmax(outlook.scales.back(z), least), most), np.nan)

    level = outlook.level[:, None]
    found = {"mean": np.where(np.isnan(level), back(outlook.centre), level)}
    for name, share in (("80", 0.8), ("95", 0.95)):
        half = sizes[:, :, SHARES.index(share)] * outlook.spread[:, None] * root
        found[f"lo{name}"], found[f"hi{name}"] = back(outlook.centre - half), back(outlook.centre + half)
    return found


def checked_horizon(horizon: Any) -> int:
    """The horizon as a whole number that the table reaches.

    Errors: `UsageError` for any other.
    """
    if (
        isinstance(horizon, bool)
        or not isinstance(horizon, int | float)
        or horizon not in range(1, HORIZON + 1)
    ):
        raise UsageError(
            Text(
                f"horizon must be a whole number from 1 to {HORIZON}, not {horizon}: "
                "so far ahead errors are known from real series",
                f"horizon 应为 1 至 {HORIZON} 的整数，而不是 {horizon}：误差分布只由真实序列校准到 {HORIZON} 年",
            )
        )
    return int(horizon)
