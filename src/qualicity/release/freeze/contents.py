"""What a release is made of, as plain data: files and tables with their hashes, figures and verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from qualicity.assessment import PlanView
from qualicity.evidence import DatasetStore, EvidenceStore, reading
from qualicity.evidence.sql import literal
from qualicity.indicators.basis import bases
from qualicity.plan import Plan
from qualicity.release.records import scorecard

Record = dict[str, Any]
IDENTITY = ("indicator", "definition", "area", "period", "breakdown", "authority", "vintage")
"""What tells one observation from another."""


def definitions(folder: Path, plan: Plan) -> dict[str, str]:
    """A plan folder's files with their hashes, without the evidence that has been loaded from it."""
    return {file: hash_of(folder / file) for file in definition_files(folder, plan)}


def definition_files(folder: Path, plan: Plan) -> list[str]:
    """The files that say what the plan is: all but those of its datasets' rows, hidden ones and leftovers."""
    evidence = {str(Path(d.path)) for d in plan.datasets if d.path}
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return sorted(
        str(p)
        for p in found
        if str(p) not in evidence and not any(part.startswith((".", "__")) for part in p.parts)
    )


def datasets(store: EvidenceStore) -> dict[str, Record]:
    """Each entered dataset: its version, the submission that made it, and hashes of its log and of its files."""
    return {
        table.dataset.id: {
            "version": table.version,
            "submission": table.commits[0].submission if table.commits else "",
            "log": {p.name: hash_of(p) for p in _log(table)},
            "files": {p.name: hash_of(p) for p in table.files},
        }
        for table in store.entered()
    }


def _log(table: DatasetStore) -> list[Path]:
    version = table.version if table.version is not None else -1
    entries = (table.path / "_delta_log").glob("*.json")
    return sorted(p for p in entries if p.stem.isdigit() and int(p.stem) <= version)


def methods(view: PlanView) -> dict[str, Record]:
    """The method behind each derived dataset that figures come from, with its fingerprint and parameters."""
    found: dict[str, Record] = {}
    for basis in bases(view.figures.work, edition="").values():
        found |= {d: m for d, m in basis.method.items() if d}  # "" is the program itself, told in the head
    return dict(sorted(found.items()))


def assessments(view: PlanView) -> list[Record]:
    """The verdict on every target with what stands beside it, numbers to twelve significant digits."""
    record = scorecard(view)
    listed: list[Record] = rounded(record["targets"])
    return listed


def observations(file: Path) -> dict[str, Any]:
    """All observations in a computed file: the names of the columns, and a row each, in order of identity."""
    with reading() as db:
        source = f"read_parquet({literal(str(file))})"
        columns = [row[0] for row in db.execute(f"describe select * from {source}").fetchall()]
        order = ", ".join(f"{c} nulls first" for c in (*IDENTITY, "dataset", "line"))
        rows = db.execute(f"select * from {source} order by {order}")
        return {"columns": columns, "rows": [[plain(v) for v in row] for row in rows.fetchall()]}


def plain(value: Any) -> Any:
    """A cell as JSON has it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def rounded(value: Any) -> Any:
    """The same with every number to twelve significant digits: the last ones differ between machines."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v) for v in value]
    return plain(value)


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def named(rows: Iterable[list[Any]], columns: list[str]) -> dict[tuple[Any, ...], list[Any]]:
    """Rows of observations by their identity."""
    at = [columns.index(c) for c in IDENTITY]
    return {tuple(row[i] for i in at): row for row in rows}
