"""The check of what was sent, with each problem at its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

from qualicity import evidence
from qualicity.errors import QualicityError, Text
from qualicity.evidence import Duty, connect
from qualicity.evidence.files import read_rows
from qualicity.evidence.rows import RowProblem
from qualicity.plan import Dataset
from qualicity.portal.workbench.actions.submissions import Sent
from qualicity.portal.workbench.api.caller import Caller
from qualicity.portal.workbench.api.problems import WorkError
from qualicity.portal.workbench.api.schemas import MOST_PROBLEMS, problem
from qualicity.portal.workbench.checking import check
from qualicity.portal.workbench.reasons import compared, with_reasons

_AT_ONCE = BoundedSemaphore(2)
"""So many checks of programs run at once in a process: pages are answered beside them."""
_PATIENCE = 60.0
"""Seconds for which a request waits for its turn."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the check says of what was sent, its first problems as records, and the reasons that were given."""

    answer: evidence.Submission
    problems: list[dict[str, Any]]
    because: Mapping[str, str]


def checked(here: Caller, duty: Duty, sent: Sent, *, reasons: bool = True) -> Told:
    """Check what was sent; with `reasons`, cells that differ from what other datasets hold must have one.

    Errors: `WorkError` when too many others are checked at the moment.
    """
    with turn():
        answer = check(here.desk, duty, sent.data, sent.name)
        found = compared(here.desk, duty, sent.data, sent.name)
        if reasons:
            answer = with_reasons(answer, found)
        shown = answer.problems[:MOST_PROBLEMS]
        at = _row_of(here.desk.dataset(duty), sent) if any(isinstance(p, RowProblem) for p in shown) else None
    told = [problem(p, at(p.place.line) if at and isinstance(p, RowProblem) else None) for p in shown]
    return Told(answer, told, found.because)


@contextmanager
def turn() -> Iterator[None]:
    """A place among the checks that run."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise WorkError(
            "unavailable",
            Text("Others’ rows are being checked: send it again later.", "正在检查其他数据：请稍后重发。"),
            headers={"Retry-After": "60"},
        )
    try:
        yield
    finally:
        _AT_ONCE.release()


def _row_of(dataset: Dataset, sent: Sent) -> Callable[[int], int | None]:
    """From a line of the file to its row, counted from 1."""
    with TemporaryDirectory(prefix="qualicity-") as folder:
        file = Path(folder) / sent.name
        file.write_bytes(sent.data)
        try:
            rows = read_rows(connect(), file, sent.name, dataset, "sent", lenient=True)
        except QualicityError:
            return lambda _: None
        places = {rows.line(record): record for record in range(1, rows.rows + 1)}
        return places.get
