"""The peer of the benchmark of trade.rca: python rca.py EXPORTS.csv OUT.csv, by pandas."""

import sys

import pandas as pd

source, out = sys.argv[1:]
exports = pd.read_csv(source, dtype={"country": str, "product": str})
table = exports.pivot_table("value", "country", "product", "sum", fill_value=0, sort=False)
shares = table.div(table.sum(axis=1), axis=0)
index = shares.div(table.sum() / table.to_numpy().sum(), axis=1)
cells = index.stack().rename("rca").reset_index()
cells["advantage"] = cells["rca"] >= 1
cells.to_csv(out, index=False)
