"""One file handed in for one dataset: checked row by row, then taken whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qualicity.errors import Problem, Text, UsageError, did_you_mean
from qualicity.evidence.checks import check_between_rows
from qualicity.evidence.commit import Author, Change, bring_in
from qualicity.evidence.database import connect
from qualicity.evidence.files import read_rows
from qualicity.evidence.load import check_dataset
from qualicity.evidence.rows import Mapped
from qualicity.evidence.rules import check_references
from qualicity.evidence.scope import Scope, check_scope
from qualicity.evidence.store import EvidenceStore
from qualicity.plan import Dataset, PlanFolder


@dataclass(frozen=True, slots=True)
class Submission:
    """The answer to a file handed in: all of it was taken (`accepted`), or none and `problems` says why.

    `change` counts rows; with a dry run it says what would change. `mapping` says which field each column
    of the file holds, or could hold.
    """

    dataset: str
    accepted: bool
    dry_run: bool
    rows: int
    change: Change | None
    problems: tuple[Problem, ...]
    mapping: tuple[Mapped, ...] = ()


def submit(
    folder: PlanFolder,
    store: EvidenceStore,
    dataset_id: str,
    file: Path,
    author: Author,
    *,
    given: Mapping[str, str] | None = None,
    dry_run: bool = False,
    scope: Scope | None = None,
) -> Submission:
    """Check a file against its dataset and commit what is new in it.

    `given` says of columns which field they hold, whatever they are called; with a `scope` each row must lie in it.
    Errors: `UsageError` when there
    is no such dataset, file, column or field, or the dataset is derived.
    """
    dataset = entered_dataset(folder, dataset_id)
    if not file.is_file():
        raise UsageError(Text(f"there is no file {file}", f"文件 {file} 不存在"))
    db = connect(store.workspace)
    rows = read_rows(db, file, str(file), dataset, "handed_in", lenient=True, given=given)
    problems = check_dataset(db, rows, dataset, folder, own=False)
    if rows.rows:
        keys = dataset.table_schema.foreignKeys if dataset.table_schema else ()
        others = {k.reference.resource for k in keys}
        stores = {d: store.dataset(d) for d in others}
        tables = {d: s.current(None) for d, s in stores.items() if s.version is not None}
        problems += check_references(db, rows, dataset, tables, own=False)
    if scope and rows.rows:
        problems += check_scope(db, rows, dataset, scope)
    if folder.plan and not any(p.severity == "error" for p in problems):
        there = store.dataset(dataset_id)
        stored = there.current(None) if there.version is not None else None
        problems += check_between_rows(db, rows, dataset, folder.plan.indicators, stored)
    problems.sort(key=lambda p: (p.place.file, p.place.line, p.place.column, p.code))
    if any(p.severity == "error" for p in problems):
        return Submission(dataset_id, False, dry_run, rows.rows, None, tuple(problems), rows.mapping)
    store.workspace.make()
    change = bring_in(db, store.dataset(dataset_id), rows, author, dry_run=dry_run)
    return Submission(dataset_id, True, dry_run, rows.rows, change, tuple(problems), rows.mapping)


def entered_dataset(folder: PlanFolder, dataset_id: str) -> Dataset:
    """The entered dataset of that id.

    Errors: `UsageError` with what there is, when there is none or it is derived.
    """
    plan = folder.plan
    dataset = plan.dataset(dataset_id) if plan else None
    if plan is None or dataset is None:
        known = [d.id for d in plan.datasets if d.path] if plan else []
        near = did_you_mean(dataset_id, known)
        raise UsageError(
            Text(
                f"unknown dataset '{dataset_id}'{near.en}; there are: {', '.join(known)}",
                f"未知的数据集“{dataset_id}”{near.zh}；现有：{', '.join(known)}",
            )
        )
    if dataset.path is None:
        raise UsageError(
            Text(
                f"dataset '{dataset_id}' is made by a method; hand in the rows that it is made from",
                f"数据集“{dataset_id}”由方法生成；请提交其来源数据",
            )
        )
    return dataset
