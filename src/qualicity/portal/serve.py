"""Starting the portal: Django configured from a workspace, then gunicorn with four threads in each of its workers."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from qualicity.errors import QualicityError, Text, UsageError
from qualicity.portal import catalogue
from qualicity.portal.asof import today
from qualicity.portal.settings import settings
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from qualicity.portal.limits import Limits

THREADS = 4
LONGEST_ADDRESS = 8190
"""Bytes of a request's first line, as many as gunicorn allows: many indicators may be asked for by name at once."""
LOOK_EVERY = 1.0
"""Seconds after which a page that was made before is asked again whether any file it is made from has changed."""


def configure(
    plan_paths: Sequence[Path],
    workspace: Workspace,
    now: Callable[[], date] | date | None = None,
    *,
    public: bool = False,
) -> catalogue.Catalogue:
    """Make Django ready in this process and these the plans that it serves.

    May be called again with other plans; Django's own settings stay those of the first call.
    `now` fixes today's date (or gives it at each request); by default it is the machine's. `public` as for `ready`.
    Errors: `UsageError` and `PlanError` of a plan folder that cannot be read.
    """
    if isinstance(now, date):
        fixed = now

        def clock() -> date:
            return fixed
    else:
        clock = now or today
    plans = catalogue.Catalogue(plan_paths, workspace, clock)
    ready(workspace, public=public)
    catalogue.put(plans)
    return plans


def ready(workspace: Workspace, *, public: bool = False) -> None:
    """Make Django ready in this process, without plans, and the workspace's database the one that it uses.

    `public` says that this process will be asked for public pages only, to its end.
    Errors: `UsageError` for a `DATABASE_URL` that names no database.
    """
    import django
    from django.conf import settings as django_settings

    from qualicity.portal import database

    if not django_settings.configured:
        django_settings.configure(**settings(workspace, public=public))
        django.setup()
    else:
        database.use(workspace)


def serve(
    plan_paths: Sequence[Path],
    workspace: Workspace,
    host: str = "127.0.0.1",
    port: int = 8000,
    now: date | None = None,
    workers: int = 1,
    limits: Limits | None = None,
    largest_body: int | None = None,
) -> None:
    """Serve the portal until it is stopped (Ctrl-C), in so many processes of four threads each; each reader within
    `limits` if there are any, each program's body of at most `largest_body` bytes.

    Errors: those of `application`; `UsageError` when the port is taken.
    """
    from gunicorn.app.base import BaseApplication

    from qualicity.portal.wsgi import application

    app = application(plan_paths, workspace, now, limits)
    if largest_body is not None:
        from django.conf import settings as django_settings

        django_settings.WORK_API_LARGEST = largest_body
    _look_seldom()
    _require_free(host, port)
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 120,
        "limit_request_line": LONGEST_ADDRESS,
        "graceful_timeout": 2,  # an open connection that asks for nothing does not keep the server alive
        "loglevel": "warning",
        "accesslog": None,
        "control_socket_disable": True,
        # Readers' requests have ended by then; native threads of the engines would take seconds to.
        "worker_exit": lambda _server, _worker: os._exit(0),
    }

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
        def load_config(self) -> None:
            for key, value in options.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> object:
            Thread(target=_warm_up, daemon=True).start()
            _demonstrate()
            return app

    Server().run()


def _look_seldom() -> None:
    """Under many readers, looking at hundreds of files took most of the time of an answer that was at hand."""
    from qualicity.portal.kept import ANSWERS

    ANSWERS.look_every = LOOK_EVERY


def _warm_up() -> None:
    """Do before the first reader comes what would take a second of theirs: charts, and each plan today."""
    from qualicity.portal import charts

    plans = catalogue.current()
    charts.warm_up()
    for plan_id in plans.ids:
        with suppress(QualicityError):  # an unloaded plan has its own page
            plans.open(plan_id, plans.now())


def _demonstrate() -> None:
    """In a demo: the ready-made accounts, and a worker in this process."""
    from qualicity.portal.accounts import demonstrating

    if demonstrating():
        from qualicity.portal.workbench import demo, worker

        demo.make_accounts()
        Thread(target=worker.run, args=(Event(),), daemon=True).start()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise UsageError(
                Text(
                    f"port {port} on {host} is taken; choose another with --port",
                    f"{host} 的端口 {port} 已被占用；请用 --port 另选一个",
                )
            ) from None
