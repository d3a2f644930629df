"""Where state lives: one folder, `var/` in the working directory unless said otherwise."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qualicity.errors import Text, UsageError

ENVIRONMENT_VARIABLE = "QUALICITY_WORKSPACE"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder that holds stores and computed figures, a sub-folder for each plan's id."""

    root: Path

    @classmethod
    def find(cls, given: Path | str | None = None) -> Workspace:
        """The workspace named by `given`, else by `QUALICITY_WORKSPACE`, else `./var`."""
        return cls(Path(given or os.environ.get(ENVIRONMENT_VARIABLE) or "var").absolute())

    def make(self) -> None:
        """Make the folder, before anything is written into it.

        Errors: `UsageError` when it cannot be made or written to.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            writable = os.access(self.root, os.W_OK)
        except OSError:
            writable = False
        if any(sign in str(self.root) for sign in "*?[]"):  # the store would read them as patterns
            raise UsageError(
                Text(
                    f"the workspace {self.root} has one of * ? [ ] in its path; choose another with --workspace",
                    f"工作区路径 {self.root} 含有 * ? [ ] 之一；请用 --workspace 另选",
                )
            )
        if not writable:
            raise UsageError(
                Text(
                    f"the workspace {self.root} cannot be written to; name another with --workspace",
                    f"无法写入工作区 {self.root}；请用 --workspace 指定其他位置",
                )
            )

    def evidence(self, plan_id: str, dataset_id: str) -> Path:
        """Folder of the Delta table that holds a dataset."""
        return self.root / "plans" / plan_id / "evidence" / dataset_id

    def derived(self, plan_id: str, dataset_id: str) -> Path:
        """Folder of a derived dataset: one Parquet file for each fingerprint."""
        return self.root / "plans" / plan_id / "derived" / dataset_id

    def observations(self, plan_id: str) -> Path:
        """Folder of computed observations: one Parquet file for each fingerprint."""
        return self.root / "plans" / plan_id / "observations"

    def log(self, plan_id: str) -> Path:
        """Folder of the log of computed figures: one Parquet file for each computation."""
        return self.root / "plans" / plan_id / "log"

    def cache(self, name: str) -> Path:
        """Folder of things that can be made anew at any time (charts)."""
        return self.root / "cache" / name

    def secret(self) -> Path:
        """File of the portal's secret key, made at its first start, never in the repository."""
        return self.root / "portal-secret"
