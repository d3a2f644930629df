"""Files that were sent as proof of what was reported on actions, as far as the plan lets the public have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from qualicity.errors import Text
from qualicity.portal import catalogue, database, failures
from qualicity.portal.context import InPlan

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qualicity.portal.workbench.models import Attachment


@dataclass(frozen=True, slots=True)
class Proof:
    """A file of an action (or, with `about`, of a milestone of it); `sha256` is of what was sent, `bare` that it is shown
    without what a picture tells beside."""

    id: str
    action: str
    about: str
    name: str
    sha256: str
    bare: bool


def share(here: InPlan) -> bool:
    """Whether the plan lets the public have any, and this is the live portal: then a page depends on the database."""
    dataset = here.plan.dataset(here.plan.tasks.reports)
    if dataset is None or dataset.reporting is None or not here.is_public(dataset.id):
        return False
    live = catalogue.current().release is None and not here.static
    return dataset.reporting.proof != "closed" and live and database.there()


def proofs(here: InPlan) -> tuple[Proof, ...]:
    """What may be shown of reports that had taken effect by the day; nothing in releases and sites of files."""
    from qualicity.portal.workbench.bare import PICTURES

    try:
        found = list(_shown(here).order_by("at", "pk")) if share(here) else []
    except DatabaseError:
        return ()
    return tuple(Proof(f.pk, f.submission.part, f.about, f.name, f.sha256, f.kind in PICTURES) for f in found)


def file(here: InPlan, file: str) -> HttpResponse:
    """A file's bytes, to be saved; a picture without what it tells beside.

    Errors: `MissingError` for one that may not be shown, or a picture that cannot be told from what is beside.
    """
    from qualicity.portal.workbench import files
    from qualicity.portal.workbench.bare import PICTURES, NotBareError, bare

    missing = failures.MissingError(Text("file", "文件"), file, [], "actions")
    held = _shown(here).filter(pk=file).first() if share(here) else None
    if held is None:
        raise missing
    data = files.read(catalogue.current().workspace, held.sha256)
    if held.kind in PICTURES:
        try:
            data = bare(data, held.kind)
        except NotBareError:
            raise missing from None
    response = HttpResponse(data, content_type=files.TYPES[held.kind])
    response["Content-Disposition"] = content_disposition_header(True, held.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _shown(here: InPlan) -> QuerySet[Attachment]:
    from qualicity.portal.workbench.bare import PICTURES
    from qualicity.portal.workbench.models import Attachment

    dataset = here.plan.dataset(here.plan.tasks.reports)
    found = Attachment.objects.select_related("submission").filter(
        state="kept", submission__plan=here.plan.id, submission__dataset=here.plan.tasks.reports,
        submission__state="effective", submission__effective__date__lte=here.as_of.day,
    )  # fmt: skip
    everything = dataset is not None and dataset.reporting is not None and dataset.reporting.proof == "all"
    return found if everything else found.filter(kind__in=PICTURES)
