"""`qualicity calc trade.rca` on 177,410 cells beside pandas."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from measure import HERE, Benchmark, Ratio, Side

sys.path.insert(0, str(HERE / "estimates"))
from peers import PANDAS, left_out

COUNTRIES, PRODUCTS, TRADED = 226, 785, 0.7
OURS, PEER = "qualicity calc trade.rca", "pandas, pivot table"
NOTES = f"""\
Synthetic exports of {COUNTRIES} countries and {PRODUCTS} products in a CSV, {TRADED:.0%} of the 177,410 cells with a
row. Both sides are whole processes that read the file and write a CSV with the index of every cell. The peer
(`estimates/rca.py`) checks nothing of the input and gives index and flag only, no shares, values and reasons. The indices of
both are compared.
"""


def prepare(home: Path) -> None:
    """Write the exports: large and small countries and products, many cells without trade."""
    draw = np.random.default_rng(1)
    size, weight = draw.lognormal(8, 2, COUNTRIES), draw.lognormal(0, 1.5, PRODUCTS)
    value = np.outer(size, weight) * draw.lognormal(0, 1.5, (COUNTRIES, PRODUCTS))
    with (home / "exports.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["country", "product", "value"])
        for c, p in np.argwhere(draw.random(value.shape) < TRADED):
            out.writerow([f"c{c:03}", f"{p:04}", f"{value[c, p]:.0f}"])


def sides(home: Path, _: int) -> Iterator[Side]:
    """The commands of one round."""
    program = str(Path(sys.executable).with_name("qualicity"))
    source = str(home / "exports.csv")
    yield Side(OURS, (program, "calc", "trade.rca", source, "-o", str(home / "ours.csv")))
    if PANDAS:
        yield Side(PEER, (PANDAS, str(HERE / "estimates" / "rca.py"), source, str(home / "peer.csv")))


def check(home: Path, _: int) -> str:
    """Hold every cell of one side against the other. Errors: `SystemExit` where they differ."""
    ours = _read(home / "ours.csv")
    if PANDAS:
        peer = _read(home / "peer.csv")
        differ = [c for c, v in ours.items() if abs(peer[c] - v) > 1e-9 * max(v, 1)]
        if differ or peer.keys() != ours.keys():
            raise SystemExit(f"{len(differ)} cells differ, {len(ours)} and {len(peer)} were made")
    return f"{len(ours):,} cells, equal on both sides.{left_out('pandas')}"


def _read(path: Path) -> dict[tuple[str, str], float]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(r["country"], r["product"]): float(r["rca"]) for r in csv.DictReader(file)}


BENCHMARK = Benchmark(
    name="trade_rca",
    title="Comparative advantage in 177,410 cells",
    notes=NOTES,
    before=prepare,
    sides=sides,
    after=check,
    ratios=(Ratio("trade.rca / pandas", (OURS,), (PEER,)),) if PANDAS else (),
)
