"""The portal as a WSGI application, for `serve` and for any other WSGI server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler

from qualicity.portal.serve import configure
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from qualicity.portal.limits import Limits


def application(
    plan_paths: Sequence[Path],
    workspace: Workspace,
    now: Callable[[], date] | date | None = None,
    limits: Limits | None = None,
) -> WSGIHandler:
    """A WSGI application that serves these plans from this workspace, each reader within `limits` if there are any.

    Where people reach it, if not on this machine, is said by `QUALICITY_ADDRESS` (`accounts.reached_at`).

    Errors: those of `configure`; `UsageError` for a `QUALICITY_ADDRESS` that is no address; `QualicityError` when the
    database that `DATABASE_URL` names can't be reached.
    """
    from django.conf import settings

    from qualicity.portal import accounts, database, mail
    from qualicity.portal import limits as public_side

    configure(plan_paths, workspace, now)
    import_module(settings.ROOT_URLCONF)  # before a server's processes fork, and not at the first request
    for name, value in (accounts.reached_at(address) if (address := mail.reached()) else {}).items():
        setattr(settings, name, value)
    database.prepare()
    public_side.put(limits)
    return WSGIHandler()
