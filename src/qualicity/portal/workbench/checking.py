"""What was sent, checked as it will be when it takes effect: one check for forms, workbooks and programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qualicity import evidence
from qualicity.evidence import Author, Duty, EvidenceStore
from qualicity.evidence.duties import scope_of
from qualicity.evidence.submit import entered_dataset
from qualicity.plan import Dataset, PlanFolder
from qualicity.portal.catalogue import Catalogue
from qualicity.portal.workbench.columns import given_columns
from qualicity.portal.workbench.kinds import file_of
from qualicity.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Desk:
    """What a submission is checked against: a plan's folder, its evidence, and who commits when."""

    folder: PlanFolder
    workspace: Workspace
    now: datetime

    @property
    def store(self) -> EvidenceStore:
        """The plan's evidence."""
        if self.folder.plan is None:
            raise ValueError(self.folder)
        return EvidenceStore(self.workspace, self.folder.plan)

    def dataset(self, duty: Duty) -> Dataset:
        """The dataset of a duty.

        Errors: `UsageError` for one that is not entered.
        """
        return entered_dataset(self.folder, duty.dataset)


def desk(plans: Catalogue, plan_id: str, now: datetime) -> Desk:
    """The desk of a plan that is served."""
    return Desk(plans.folder(plan_id), plans.workspace, now)


def check(at: Desk, duty: Duty, data: bytes, name: str) -> evidence.Submission:
    """What the evidence says of it: every problem at its cell, or how many rows are new and changed."""
    return take_in(at, duty, data, name, Author("", "", at.now, "submission"), dry_run=True)


def take_in(
    at: Desk, duty: Duty, data: bytes, name: str, author: Author, *, dry_run: bool = False
) -> evidence.Submission:
    """Check it, and commit it where it fits.

    Errors: `UsageError` for a file that is of no kind that can be read.
    """
    with file_of(data, name) as file:
        return evidence.submit(
            at.folder,
            at.store,
            duty.dataset,
            file,
            author,
            dry_run=dry_run,
            given=given_columns(data, duty.dataset),
            scope=scope_of(at.dataset(duty), duty),
        )
