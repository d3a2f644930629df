"""A small dataset to hand files in for: the figures of Foshan's plan, with synthetic rows."""

import csv
import io
from collections.abc import Mapping
from typing import Any

BASE = {
    "indicator": "good-air-days",
    "definition": "published-unstated",
    "area_code": "440600",
    "area_zh": "佛山市",
    "period": "2020",
    "value": "91.3",
    "qualifier": "exact",
    "grade": "",
    "unit": "%",
    "status": "final",
    "authority": "synthetic bureau",
    "released": "2021-01-15",
    "released_precision": "day",
    "source_title": "synthetic, for a test",
    "source_url": "",
    "quote_zh": "合成数据",
    "confidence": "low",
    "note": "",
}
COLUMNS = tuple(BASE)


def row(**changes: str) -> dict[str, str]:
    """One synthetic figure."""
    return BASE | changes


def as_csv(*rows: Mapping[str, Any], separator: str = ",", header: Mapping[str, str] | None = None) -> str:
    """Rows as CSV; `header` renames columns."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow([(header or {}).get(c, c) for c in COLUMNS])
    writer.writerows([[r[c] for c in COLUMNS] for r in rows])
    return out.getvalue()
