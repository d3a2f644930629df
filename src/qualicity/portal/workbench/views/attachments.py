"""A file that goes with a submission, to whoever may see the submission."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from qualicity.errors import Text, UsageError
from qualicity.portal import catalogue
from qualicity.portal.workbench import files
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.views.submissions import found


def attachment(here: Desk, id: str, file: str) -> HttpResponse:
    """Its bytes, to be saved and never shown inside a page: no program in it runs here.

    Errors: `NotHereError` for another submission's; `UsageError` for one that waits to be looked through, or was refused.
    """
    held = found(here, id).files.filter(pk=file).first()
    if held is None:
        raise NotHereError
    if held.state != "kept":
        raise UsageError(
            Text(
                "This file is still being looked through, or was refused: nobody gets it.",
                "该文件尚在查毒或未予接收，暂不提供。",
            )
        )
    response = HttpResponse(
        files.read(catalogue.live().workspace, held.sha256), content_type=files.TYPES[held.kind]
    )
    plain = held.name.encode("ascii", "replace").decode().replace("?", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(held.name, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
