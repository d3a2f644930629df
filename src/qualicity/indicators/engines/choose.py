"""An engine by its name: where it comes from, and what to install."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.indicators.engines.base import Engine, EngineError

NAMES = ("duckdb", "spark", "sail")
REMOTE = "sc://"


@contextmanager
def open_engine(asked: str) -> Iterator[Engine | None]:
    """The engine named `duckdb` (None: it is always here), `sail`, `spark`, or a server's address `sc://host:port`.

    Nothing starts before something has to be computed; what was started ends with the context.
    Errors: `UsageError` for another name; `EngineError` with what to install, when it is first used.
    """
    if asked == "duckdb":
        yield None
        return
    if asked not in NAMES and not asked.startswith(REMOTE):
        near = did_you_mean(asked, NAMES)
        raise UsageError(
            Text(
                f"unknown engine '{asked}'{near.en}; there are: {', '.join(NAMES)}, or a server: sc://host:port",
                f"未知的引擎“{asked}”{near.zh}；可选：{', '.join(NAMES)}，或服务器地址 sc://host:port",
            )
        )
    from qualicity.indicators.engines.spark import SparkEngine

    running: list[Any] = []

    def connect() -> Any:
        if asked == "sail":
            return _sail(running)
        return _remote(asked, running) if asked.startswith(REMOTE) else _local(running)

    try:
        yield SparkEngine("spark" if asked.startswith(REMOTE) else asked, connect)
    finally:
        for started in reversed(running):
            started.stop()


def _sail(running: list[Any]) -> Any:
    """A Sail server in this process, on a port that is free."""
    os.environ.setdefault("RUST_LOG", "error")  # it tells of its own start and end
    try:
        from pysail.spark import SparkConnectServer
    except ImportError:
        raise _missing("sail") from None
    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    running.append(server)
    host, port = server.listening_address
    return _remote(f"{REMOTE}{host}:{port}", running, "sail")


def _remote(address: str, running: list[Any], extra: str = "spark") -> Any:
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError:
        raise _missing(extra) from None
    at = urlsplit(address.split(";", maxsplit=1)[0])
    try:
        socket.create_connection((at.hostname or "", at.port or 15002), timeout=10).close()
    except (OSError, ValueError) as error:  # Spark's own client would try for many minutes
        raise EngineError(
            Text(f"no engine answers at {address}: {error}", f"{address} 处没有引擎应答：{error}")
        ) from None
    session = SparkSession.builder.remote(address).create()
    running.append(session)
    return session


def _local(running: list[Any]) -> Any:
    """Spark in a Java machine of its own: all cores, and what Spark's own settings say beyond that."""
    if find_spec("pyspark") is None or find_spec("pyspark.core") is None:  # the client alone has no Java part
        raise _missing("spark")
    from pyspark.sql import SparkSession

    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    session = SparkSession.builder.master("local[*]").appName("qualicity").config(map=quiet).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    running.append(session)
    return session


def _missing(extra: str) -> EngineError:
    install = f"pip install 'qualicity[{extra}]'"
    return EngineError(
        Text(f"this engine is not installed; run: {install}", f"未安装该引擎；请运行：{install}")
    )
