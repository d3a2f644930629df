"""The facts: datasets as versioned, append-only tables, read as they were known on a date.

`load(folder, store, …)` checks a plan's evidence and takes it in, all or nothing; `EvidenceStore`
gives each dataset's rows and commits.
"""

from qualicity.evidence.asked import MINUTES_PER_FIELD, PeriodAsked, asked_by_period, asked_of, needed
from qualicity.evidence.commit import Author, Change
from qualicity.evidence.compare import RowChange, compare
from qualicity.evidence.database import connect, reading
from qualicity.evidence.due import Due, due, last_period
from qualicity.evidence.duties import Duty, duties, duty
from qualicity.evidence.load import check_evidence, load
from qualicity.evidence.once import Elsewhere, Link, duplicates, elsewhere, links
from qualicity.evidence.pinned import PinnedStore
from qualicity.evidence.rows import RowProblem
from qualicity.evidence.scope import Scope
from qualicity.evidence.shadow import shadow
from qualicity.evidence.store import AsKnown, Commit, DatasetStore, EvidenceStore
from qualicity.evidence.submit import Submission, submit

__all__ = [
    "MINUTES_PER_FIELD",
    "AsKnown",
    "Author",
    "Change",
    "Commit",
    "DatasetStore",
    "Due",
    "Duty",
    "Elsewhere",
    "EvidenceStore",
    "Link",
    "PeriodAsked",
    "PinnedStore",
    "RowChange",
    "RowProblem",
    "Scope",
    "Submission",
    "asked_by_period",
    "asked_of",
    "check_evidence",
    "compare",
    "connect",
    "due",
    "duplicates",
    "duties",
    "duty",
    "elsewhere",
    "last_period",
    "links",
    "load",
    "needed",
    "reading",
    "shadow",
    "submit",
]
