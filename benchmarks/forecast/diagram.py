"""Draw the docs' reliability diagram from the backtest's figures: python benchmarks/forecast/diagram.py DATA [--to FILE]

The same data give the same file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from backtest import measure_all
from series import read_series

from qualicity.portal.charts.reliability import reliability

DIAGRAM = Path(__file__).resolve().parents[2] / "docs" / "images" / "reliability.svg"


def main() -> None:
    """Measure and draw."""
    parser = argparse.ArgumentParser(description="Draw the reliability diagram.")
    parser.add_argument("data", type=Path, help="folder of the reference data")
    parser.add_argument(
        "--to", type=Path, default=DIAGRAM, help="SVG to write (default: the one in the docs)"
    )
    given = parser.parse_args()
    figures = measure_all(read_series(given.data / "series"))["reliability"]
    bins = [(said, came, int(n)) for said, came, n in figures.values()]
    given.to.write_text(f"{reliability(bins, 'en', standing_alone=True)}\n", "utf-8")


if __name__ == "__main__":
    main()
