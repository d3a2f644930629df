"""Verdicts on 1,000 targets, with every scheme, rechecks and probability."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from measure import HERE, Benchmark, Side, spread

TARGETS = 1_000
OURS = "qualicity.assessment, 1,000 targets"
NOTES = f"""\
A synthetic plan of {TARGETS:,} targets, each with an indicator of its own and 12 yearly figures (seeded random walks), by
ten kinds of promises and seven schemes: the verdict with its reason in both languages, every scheme that has a say beside
it, the verdict judged again without its last year and from other bases, probability and pace. The process makes the plan
in memory first; nothing is read from files. There is no peer: the same arithmetic in NumPy by hand says nothing in words.
"""


def sides(home: Path, n: int) -> Sequence[Side]:
    """The command of one round."""
    del n
    return (Side(OURS, (sys.executable, str(HERE / "thousand.py"), str(TARGETS), str(home / "told.jsonl"))),)


def check(home: Path, n: int) -> str:
    """What came out is the same in every round. Errors: `SystemExit` where it is not."""
    del n
    told = [{k: v for k, v in each.items() if k != "seconds"} for each in _told(home)]
    if any(each != told[0] for each in told):
        raise SystemExit(f"the rounds differ: {told}")
    first = told[0]
    return (
        f"{first['schemes']:,} verdicts of schemes, {first['rechecks']:,} rechecks ({first['fragile']:,} targets hang on one "
        f"year), {first['probabilities']:,} probabilities."
    )


def alone(home: Path) -> Sequence[str]:
    """The seconds after import."""
    rounds = [each["seconds"] for each in _told(home)][1:]
    parts = {
        "verdicts": [r["verdicts"] for r in rounds],
        "what stands beside them": [r["outlooks"] for r in rounds],
    }
    parts["together"] = [sum(r.values()) for r in rounds]
    said = (f"{name} {' / '.join(spread(values, '.2f'))}" for name, values in parts.items())
    return (f"After import, in seconds (min / median / max): {'; '.join(said)}.",)


def _told(home: Path) -> list[dict[str, dict[str, float]]]:
    return [json.loads(line) for line in (home / "told.jsonl").read_text("utf-8").splitlines()]


BENCHMARK = Benchmark(
    name="assess_targets",
    title="Verdicts on 1,000 targets",
    notes=NOTES,
    sides=sides,
    after=check,
    also=alone,
)
