"""Where the portal keeps what people write: one SQLite file in the workspace, or the PostgreSQL of `DATABASE_URL`."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from qualicity.errors import QualicityError, Text, UsageError
from qualicity.workspace import Workspace

VARIABLE = "DATABASE_URL"
_BUSY = 10
"""Seconds that a writer waits for another one."""
_KEPT = 60
"""Seconds that a thread keeps its connection."""
_LOCK = 741_620_021
"""What PostgreSQL knows the renewal of our tables by."""
_POSTGRESQL = ("postgresql", "postgres")


def database(workspace: Workspace, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings of the one database.

    Errors: `UsageError` for a `DATABASE_URL` that names none (its text never repeats a password), or one whose driver is
    not installed.
    """
    url = environ.get(VARIABLE, "").strip()
    if not url:
        return _sqlite(workspace.database())
    try:
        said = urlsplit(url)
        port = said.port
    except ValueError:
        raise _wrong() from None
    if said.scheme == "sqlite" and len(said.path) > 1:
        return _sqlite(Path(unquote(said.path[1:])).absolute())
    if said.scheme not in _POSTGRESQL or len(said.path) < 2:
        raise _wrong()
    if find_spec("psycopg") is None:  # an extra
        raise UsageError(
            Text(
                f"{VARIABLE} names a PostgreSQL database, whose driver is not installed: pip install 'qualicity[postgresql]'",
                f"{VARIABLE} 指定了 PostgreSQL 数据库，但未安装驱动：pip install 'qualicity[postgresql]'",
            )
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(said.path[1:]),
        "USER": unquote(said.username or ""),
        "PASSWORD": unquote(said.password or ""),
        "HOST": unquote(said.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(said.query)),
        "CONN_MAX_AGE": _KEPT,
        "CONN_HEALTH_CHECKS": True,
    }


def _wrong() -> UsageError:
    return UsageError(
        Text(
            f"{VARIABLE} names no database: write postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:////a/path; "
            "without it a file in the workspace is used",
            f"{VARIABLE} 未指明数据库：请写作 postgresql://用户:密码@主机:端口/库名 或 sqlite:////路径；"
            "不设置时使用工作区中的文件",
        )
    )


def _sqlite(path: Path) -> dict[str, Any]:
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": _KEPT}
    if path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return settings | {"NAME": f"file:{quote(str(path))}?mode=ro&immutable=1", "OPTIONS": {}}
    # Immediate: a transaction that will write waits for its turn before it reads.
    first = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
    return settings | {"OPTIONS": {"timeout": _BUSY, "transaction_mode": "IMMEDIATE", "init_command": first}}


def use(workspace: Workspace) -> None:
    """Make the workspace's database the one of this process, also where Django was made ready for another one."""
    from django.db import connections

    wanted, used = database(workspace), connections.settings["default"]
    if wanted["NAME"] != used["NAME"] or wanted["ENGINE"] != used["ENGINE"]:
        connections.close_all()
        with suppress(AttributeError):  # this thread may have asked nothing yet
            del connections["default"]
        used.update({"OPTIONS": {}, **wanted})


def prepare() -> bool:
    """Bring the tables up to date; several processes may do so at once. Returns whether anything can be written.

    Errors: `QualicityError` when a database that `DATABASE_URL` names can't be reached. A workspace that can't be written
    to is none: pages are shown, and the form says that no questions can be taken.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    try:
        with _alone():
            if not _up_to_date():
                call_command("migrate", interactive=False, verbosity=0)
    except (OSError, DatabaseError) as error:
        if os.environ.get(VARIABLE, "").strip():
            raise _unreachable(error) from None
        return False
    finally:
        connections.close_all()  # none may be handed on to a process that is forked from this one
    return True


def _up_to_date() -> bool:
    """Whether no migration waits; Django's command takes several times as long to find that there is nothing to do."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _unreachable(error: Exception) -> QualicityError:
    why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return QualicityError(
        Text(f"the database of {VARIABLE} can't be used: {why}", f"无法使用 {VARIABLE} 所指的数据库：{why}")
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time renews the tables."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])
        return
    path = Path(str(connection.settings_dict["NAME"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with suppress(FileExistsError):  # readable by its owner only: it holds addresses of people
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield


def there() -> bool:
    """Whether there is a database to ask: SQLite would make an empty one."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    return connection.vendor != "sqlite" or name.startswith("file:") or Path(name).is_file()


def writable() -> bool:
    """Whether something may be kept."""
    from django.db import connection

    return there() and not str(connection.settings_dict["NAME"]).startswith("file:")
