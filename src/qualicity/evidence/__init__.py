"""The facts: datasets as versioned, append-only tables, read as they were known on a date.

`load(folder, store, …)` checks a plan's evidence and takes it in, all or nothing; `EvidenceStore`
gives each dataset's rows and commits.
"""

from qualicity.evidence.load import Loaded, check_evidence, load
from qualicity.evidence.store import Commit, DatasetStore, EvidenceStore, connect

__all__ = ["Commit", "DatasetStore", "EvidenceStore", "Loaded", "check_evidence", "connect", "load"]
