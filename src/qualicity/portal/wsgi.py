"""The portal as a WSGI application, for `serve` and for any other WSGI server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler

from qualicity.portal.serve import configure
from qualicity.workspace import Workspace


def application(
    plan_paths: Sequence[Path], workspace: Workspace, now: Callable[[], date] | date | None = None
) -> WSGIHandler:
    """A WSGI application that serves these plans from this workspace.

    Errors: those of `configure`.
    """
    configure(plan_paths, workspace, now)
    return WSGIHandler()
