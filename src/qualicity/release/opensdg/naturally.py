"""The order of ids in which 2 stands before 10, and 1.a after 1.5."""

from __future__ import annotations

import re
from collections.abc import Iterable


def natural(text: str) -> list[tuple[int, int, str]]:
    """What to sort an id by."""
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.split(r"(\d+)", text) if p]


def naturally(texts: Iterable[str]) -> list[str]:
    """Ids in their natural order."""
    return sorted(texts, key=natural)
