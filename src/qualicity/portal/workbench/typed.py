"""What somebody typed into a form: its rows, and why a value differs from what is held."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from qualicity.portal.workbench.rows import MOST, Cells

LONGEST = 2_000
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows in which anything was typed beyond what the form itself had put there.

    `because` gives the reason of a cell by its row in `rows` and its field: `"0 passed"`.
    """

    rows: tuple[dict[str, str], ...]
    because: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def whole(said: object, most: int = 10**9) -> int:
    """A count that was sent, 0 for anything else."""
    text = str(said or "")
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def typed(post: Mapping[str, str], fields: Sequence[str], last: Callable[[Cells], Cells]) -> Typed:
    """What a form sent: the cells `c-N-FIELD`, what it had put there itself (`g-`), why it differs (`b-`), and of whole
    rows: as last period where nothing is typed (`l-N`; `last` gives those values), and to leave out (`x-N`)."""
    rows: list[dict[str, str]] = []
    because: dict[str, str] = {}
    for n in range(whole(post.get("rows"), MOST)):
        row = {f: _said(post, "c", n, f) for f in fields}
        given = {f: _said(post, "g", n, f) for f in fields}
        if post.get(f"l-{n}"):
            then = last(row)
            row = {f: v or then.get(f, "") for f, v in row.items()}
        if post.get(f"x-{n}") or row == given or not any(row.values()):
            continue
        for f in fields:
            if said := _said(post, "b", n, f)[:LONGEST]:
                because[f"{len(rows)} {f}"] = said
        rows.append(row)
    return Typed(tuple(rows), because, str(post.get("note", "")).strip()[:LONGEST])


_WIDE = "０１２３４５６７８９．，－：／"
_NARROW = str.maketrans(_WIDE, "0123456789.,-:/")
_NUMBERS = re.compile(rf"[{_WIDE}0-9.,:/-]+")


def _said(post: Mapping[str, str], kind: str, n: int, field: str) -> str:
    """One thing that was typed; a number or date in the wide figures of a Chinese keyboard (５８) in the usual ones."""
    said = str(post.get(f"{kind}-{n}-{field}", "")).strip()
    return said.translate(_NARROW) if _NUMBERS.fullmatch(said) else said
