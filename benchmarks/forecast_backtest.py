"""What the forecasts keep of their promise on real series: the report of `forecast/backtest.py`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import HERE, Benchmark, Side

DATA = os.environ.get("QUALICITY_REFERENCE_DATA", "")
"""The folder of the reference data."""
SIDE = "the backtest"
NOTES = """\
Forecasts from three drawn years of each of 5,754 real yearly series, for each of nine lengths of history, held against
what came (`forecast/backtest.py`, run where the environment variable `QUALICITY_REFERENCE_DATA` names the reference data).
Two rounds: the table of errors is made from one half of the indicators, and the other half's series are forecast: neither
a series that is forecast nor another country's of the same indicator stands behind the table. Series that look like
percentages are forecast without bounds and once more with 0 and 100 declared.

- *Within*: how often the interval held the value; one to five years ahead but in the rows that say other. Scale: the one
  that the series was forecast on. Trend: by the t-value of its mean yearly change.
- *Scaled error*: |value − estimate| / sd(diff of the history), the last five years of each series after ten points.
- *CRPS*: how far the whole distribution lay from the value that came, over sd(diff) of the history; after 10, 15 and 20
  points, the table made from the other half. Ours is the product's own distribution by 200 quantiles; the peers' are
  normal ones with the spread that text books give them (`forecast/peers.py`), by the closed form. Less is better.
- *Brier*: targets at the last value + k·sd(diff)·√h, twelve seeded k from −3 to 3, both directions, one to five years ahead
  but in the rows that say other; climatology is the share of the other half's series that met the same k at the same
  horizon in the same direction. Reliability: mean probability said in each tenth, and how often it came.
- *Choice*: the same with one choice of the recipe made otherwise, its table made anew; scaled error and interval scores
  over sd(diff) without the largest 2 % (lower is better; width plus 2/α times how far the value lies outside).
"""


def sides(home: Path, _: int) -> Iterator[Side]:
    """The one command."""
    if not DATA:
        raise SystemExit("forecast_backtest needs QUALICITY_REFERENCE_DATA")
    yield Side(SIDE, (sys.executable, str(HERE / "forecast" / "backtest.py"), DATA, "--choices"))


def said(home: Path) -> Sequence[str]:
    """The report that the last round printed."""
    return (home / "output.txt").read_text("utf-8").strip().split("\n\n")


BENCHMARK = Benchmark(
    name="forecast_backtest", title="Forecasts against what came", notes=NOTES, sides=sides, also=said
)
