"""The product as a function: check a file as `submit --dry-run` does, write what was found.

python benchmarks/validation/product.py PLAN TABLE DATASET FOUND
"""

import csv
import sys
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from qualicity.evidence import Author, EvidenceStore, RowProblem, submit
from qualicity.plan import open_plan
from qualicity.workspace import Workspace


def main(plan: str, table: str, dataset: str, found: str) -> None:
    """Write line, field and rule of every error."""
    folder = open_plan(Path(plan))
    if folder.plan is None:
        raise SystemExit("the plan cannot be read")
    with TemporaryDirectory() as workspace, Path(found).open("w", encoding="utf-8", newline="") as out:
        store = EvidenceStore(Workspace(Path(workspace)), folder.plan)
        author = Author("benchmark", "", datetime(2020, 1, 1), "submission")
        answer = submit(folder, store, dataset, Path(table), author, dry_run=True)
        writer = csv.writer(out, lineterminator="\n")
        for p in answer.problems:
            field, rule = (p.field, p.rule) if isinstance(p, RowProblem) else (None, p.code)
            writer.writerow((p.place.line, field or "", rule))


if __name__ == "__main__":
    begun = time.perf_counter()
    main(*sys.argv[1:])
    with Path(sys.argv[-1]).with_suffix(".seconds").open("a", encoding="utf-8") as noted:
        print(time.perf_counter() - begun, file=noted)
