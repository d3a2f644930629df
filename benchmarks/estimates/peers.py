"""Where pandas and samplics are found, for the benchmarks that they take part in."""

import os
import sys
from importlib.util import find_spec

SAMPLICS = os.environ.get("QUALICITY_BENCH_SAMPLICS")
"""A Python that has samplics, and so pandas."""
PANDAS = sys.executable if find_spec("pandas") else SAMPLICS
"""A Python that has pandas."""


def left_out(*names: str) -> str:
    """A sentence about the sides that could not run."""
    absent = [n for n in names if not (SAMPLICS if n == "samplics" else PANDAS)]
    return f" Left out: {' and '.join(absent)}; `QUALICITY_BENCH_SAMPLICS` was not set." if absent else ""
