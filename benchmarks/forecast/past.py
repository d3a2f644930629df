"""Forecasts from past years of real series, beside the values that came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from series import Columns

from qualicity.methods.forecast import histories, outlook
from qualicity.methods.forecast.calibration import draw_windows
from qualicity.methods.forecast.errors import HORIZON

SEED = 7
LENGTHS = (6, 7, 8, 10, 13, 16, 20, 25, 30)
NEAR = 5
"""The horizon that the bars are about."""


@dataclass(frozen=True)
class Past:
    """Histories with the `value` that came, of which `window`, so many years `ahead`."""

    histories: histories.Histories
    outlook: outlook.Outlook
    value: np.ndarray
    window: np.ndarray
    ahead: np.ndarray

    @property
    def x(self) -> np.ndarray:
        """The histories as series × years."""
        return self.histories.value.reshape(len(self.histories.ids), -1)

    @property
    def size(self) -> np.ndarray:
        """sd(diff) of each window's last 20 points, in the unit of the values."""
        return np.diff(self.x[:, -20:], axis=1).std(axis=1, ddof=1)


def past(columns: Columns, length: int, seed: int, origins: int = 3) -> Past:
    """Forecasts from drawn years of each series with so many points before them, as far as they can be judged."""
    windows, *came = draw_windows(columns, length, origins, np.random.default_rng([seed, length]))
    found = Past(windows, outlook.look_out(windows, HORIZON), *came)
    sound = np.equal(found.outlook.reason, None) & (found.size > 0)
    keep = sound[found.window]
    return Past(found.histories, found.outlook, found.value[keep], found.window[keep], found.ahead[keep])
