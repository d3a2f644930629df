"""A PostgreSQL server of the tests' own, on a free port and in a folder of its own, ended with them."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USER = "postgres"
"""The server refuses to run as root: then it runs as the user that comes with it."""


def programs() -> Path | None:
    """The folder of the server's programs, as scripts/postgresql.sh finds it; installs nothing."""
    found = subprocess.run(
        ["sh", str(ROOT / "scripts" / "postgresql.sh"), "--find"], capture_output=True, text=True, check=False
    )
    there = found.stdout.strip()
    return Path(there) if there and find_spec("psycopg") else None


@contextmanager
def server(bin_: Path) -> Iterator[str]:
    """A server with one empty database. Yields: its address for `DATABASE_URL`."""
    folder = Path(tempfile.mkdtemp(prefix="qualicity-postgresql-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        os.chown(folder, pwd.getpwnam(USER).pw_uid, -1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str | Path) -> None:
        subprocess.run(
            [*as_user, *map(str, command)], check=True, capture_output=True, cwd=folder, timeout=60
        )

    data, log = folder / "data", folder / "log"
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
    try:
        run(
            bin_ / "initdb",
            "-D",
            data,
            "-U",
            "qualicity",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        run(bin_ / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql://qualicity@127.0.0.1:{port}/postgres"
        finally:
            run(bin_ / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
