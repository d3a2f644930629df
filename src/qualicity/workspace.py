"""Where state lives: one folder, `var/` in the working directory unless said otherwise."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from qualicity.errors import Text, UsageError

ENVIRONMENT_VARIABLE = "QUALICITY_WORKSPACE"
MEMORY_VARIABLE = "QUALICITY_MEMORY_LIMIT"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder that holds stores and computed figures, a sub-folder for each plan's id.

    `memory_limit` is how much memory a computation may take (`600MB`); "" leaves it to the engine.
    """

    root: Path
    memory_limit: str = ""

    @classmethod
    def find(cls, given: Path | str | None = None) -> Workspace:
        """The workspace named by `given`, else by `QUALICITY_WORKSPACE`, else `./var`.

        `QUALICITY_MEMORY_LIMIT` is its limit of memory.
        Errors: `UsageError` when that is no amount.
        """
        limit = os.environ.get(MEMORY_VARIABLE, "").strip()
        if limit and not re.fullmatch(r"\d+(\.\d+)? ?[KMGT]i?B", limit, re.IGNORECASE):
            raise UsageError(
                Text(
                    f"{MEMORY_VARIABLE} is '{limit}'; write an amount such as 600MB or 4GB",
                    f"{MEMORY_VARIABLE} 为“{limit}”；请写作 600MB 或 4GB 之类",
                )
            )
        return cls(Path(given or os.environ.get(ENVIRONMENT_VARIABLE) or "var").absolute(), limit)

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
        """Folder of a derived dataset: for each fingerprint a manifest and the Parquet files that it names."""
        return self.root / "plans" / plan_id / "derived" / dataset_id

    def observations(self, plan_id: str) -> Path:
        """Folder of computed observations: one Parquet file for each fingerprint."""
        return self.root / "plans" / plan_id / "observations"

    def log(self, plan_id: str) -> Path:
        """Folder of the log of computed figures: one Parquet file for each computation."""
        return self.root / "plans" / plan_id / "log"

    def said(self, plan_id: str) -> Path:
        """File of what was said of targets at the time: a line of JSON where something else was said."""
        return self.root / "plans" / plan_id / "said.jsonl"

    def releases(self) -> Path:
        """Folder of releases: a lock file for each, and beside it a folder of its name with what it froze."""
        return self.root / "releases"

    def cache(self, name: str) -> Path:
        """Folder of things that can be made anew at any time (charts, the SQL of methods)."""
        return self.root / "cache" / name

    def database(self) -> Path:
        """File of what people write on the portal (SQLite), unless another database is named."""
        return self.root / "portal.sqlite3"

    def secret(self) -> Path:
        """File of the portal's secret key, made at its first start, never in the repository."""
        return self.root / "portal-secret"
