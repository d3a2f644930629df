"""Evidence as it stood at given versions, whatever has come since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qualicity.evidence.store import DatasetStore, EvidenceStore
from qualicity.workspace import Workspace


class PinnedStore(EvidenceStore):
    """The store at the given versions; what is made from it goes into a folder of its own (default: the workspace)."""

    def __init__(
        self, store: EvidenceStore, versions: Mapping[str, int], scratch: Path | None = None
    ) -> None:
        limit = store.workspace.memory_limit
        super().__init__(Workspace(scratch, limit) if scratch else store.workspace, store.plan, store.shown)
        self._evidence, self._versions = store.workspace, versions

    def dataset(self, dataset_id: str) -> DatasetStore:
        """The store of one dataset, at its version."""
        if dataset_id not in self._datasets and (dataset := self.plan.dataset(dataset_id)):
            version = self._versions.get(dataset_id)
            self._datasets[dataset_id] = DatasetStore(self._evidence, self.plan.id, dataset, version)
        return super().dataset(dataset_id)
