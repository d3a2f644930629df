"""How letters leave: to the terminal, or by the SMTP server of `QUALICITY_SMTP`; and where links in them lead."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from qualicity.errors import Text, UsageError

SMTP, FROM, ADDRESS = "QUALICITY_SMTP", "QUALICITY_MAIL_FROM", "QUALICITY_ADDRESS"
TIMEOUT = 30
"""Seconds that a server has to answer."""
_BACKEND = "django.core.mail.backends"


def settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings of letters.

    Errors: `UsageError` for a `QUALICITY_SMTP` that names no server (its text never repeats a password).
    """
    sender = {"DEFAULT_FROM_EMAIL": environ.get(FROM, "").strip() or "Qualicity <qualicity@localhost>"}
    url = environ.get(SMTP, "").strip()
    if not url:
        return sender | {"EMAIL_BACKEND": f"{_BACKEND}.console.EmailBackend"}
    try:
        said = urlsplit(url)
        port = said.port
    except ValueError:
        raise _wrong() from None
    if said.scheme not in ("smtp", "smtps") or not said.hostname:
        raise _wrong()
    return sender | {
        "EMAIL_BACKEND": f"{_BACKEND}.smtp.EmailBackend",
        "EMAIL_HOST": said.hostname,
        "EMAIL_PORT": port or (465 if said.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(said.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(said.password or ""),
        "EMAIL_USE_SSL": said.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(said.query).get("tls", ["0"])[-1] == "1",
        "EMAIL_TIMEOUT": TIMEOUT,
    }


def _wrong() -> UsageError:
    return UsageError(
        Text(
            f"{SMTP} names no mail server: write smtp://USER:PASSWORD@HOST:PORT?tls=1 (or smtps://…)",
            f"{SMTP} 未指明邮件服务器：请写作 smtp://用户:密码@主机:端口?tls=1（或 smtps://…）",
        )
    )


def reached(environ: Mapping[str, str] = os.environ) -> str:
    """Where people reach the portal, as `QUALICITY_ADDRESS` says it (`serve --address` and `invite --portal` set or read the
    same); "" where nothing does."""
    return environ.get(ADDRESS, "").strip().rstrip("/")


def absolute(path: str, environ: Mapping[str, str] = os.environ) -> str:
    """The whole address of a page, for letters and calendars; "" where nobody has said where we are."""
    address = reached(environ)
    return f"{address}{path}" if urlsplit(address).scheme in ("http", "https") else ""
