"""A synthetic plan folder of many indicators, each with a target and twelve yearly figures (seeded random walks).

python benchmarks/publish_plan.py FOLDER INDICATORS [REVISED]

REVISED is the new value of the first indicator's last figure, published a month later: then only the evidence is written.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

CITY, FIRST, YEARS, DUE = "440600", 2012, 12, "2028"
COLUMNS = ("indicator", "definition", "area", "period", "value", "unit", "authority", "released")
CONCEPTS = (
    "INDICATOR",
    "DEFINITION",
    "REF_AREA",
    "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MEASURE",
    "AUTHORITY",
    "RELEASED",
)
TYPES = {"period": "period", "value": "number", "released": "known"}


def main(folder: str, indicators: str, revised: str = "") -> None:
    """Write the folder, or its evidence alone."""
    root, n = Path(folder), int(indicators)
    if not revised:
        _words(root, n)
    rows = list(_rows(n))
    if revised:
        rows.append(rows[YEARS - 1] | {"value": revised, "released": f"{FIRST + YEARS}-03-01"})
    with (root / "evidence" / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _words(root: Path, n: int) -> None:
    for name in ("text", "datasets", "indicators", "evidence"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "text" / "en.md").write_text("## Part {#part}\n\n[1] Every indicator shall rise.\n", "utf-8")
    _yaml(root / "plan.yaml", _plan(root.name, n))
    _yaml(root / "datasets" / "figures.yaml", _figures())
    for i in range(n):
        _yaml(root / "indicators" / f"i{i}.yaml", _indicator(i))


def _title(words: str) -> dict[str, str]:
    return {"en": words, "zh": words}


def _plan(name: str, n: int) -> dict[str, object]:
    return {
        "id": name,
        "title": _title("Many"),
        "place": {"code": CITY, "title": _title("City")},
        "authority": "city",
        "period": {"start": "2016", "end": DUE},
        "adopted": "2016-01-01",
        "parts": [{"id": "part", "title": _title("Part")}],
        "goals": [{"id": "goal", "title": _title("Goal"), "clauses": ["1"]}],
        "organisations": [{"id": "city", "title": _title("City")}],
        "targets": [
            {
                "id": f"t{i}",
                "title": _title(f"Target {i}"),
                "goal": "goal",
                "clauses": ["1"],
                "indicator": f"i{i}",
                "definition": "d",
                "operator": "at_least",
                "value": 130,
                "due": DUE,
                "known": "2016-01-01",
            }
            for i in range(n)
        ],
    }


def _figures() -> dict[str, object]:
    return {
        "title": _title("Figures"),
        "path": "evidence/figures.csv",
        "schema": {
            "fields": [{"name": c, "type": TYPES.get(c, "string")} for c in COLUMNS],
            "primaryKey": ["indicator", "definition", "area", "period", "authority"],
        },
        "known": {"field": "released"},
        "concepts": dict(zip(CONCEPTS, COLUMNS, strict=True)),
    }


def _indicator(i: int) -> dict[str, object]:
    return {
        "title": _title(f"Indicator {i}"),
        "unit": "%",
        "measure": "ratio",
        "better": "higher",
        "definitions": [{"id": "d", "from": "figures"}],
    }


def _rows(n: int) -> Iterator[dict[str, str]]:
    drawn = random.Random(1)
    for i in range(n):
        value = 100.0
        for year in range(FIRST, FIRST + YEARS):
            value = round(value * drawn.lognormvariate(0.01, 0.03), 2)
            told = (f"i{i}", "d", CITY, str(year), str(value), "%", "City", f"{year + 1}-02-01")
            yield dict(zip(COLUMNS, told, strict=True))


def _yaml(file: Path, data: object) -> None:
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
