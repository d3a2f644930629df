"""Who people are: the settings of accounts, of the sessions of those who sign in, and of their letters.

Only addresses below `/LANG/work/` and `/LANG/account/` know a person: everywhere else the portal sets no cookie and asks
for none.
"""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qualicity.errors import Text, UsageError
from qualicity.portal import mail
from qualicity.workspace import Workspace

PRIVATE = re.compile(r"/(en|zh)/(work|account)/")
"""The addresses at which people are known."""

APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
)
SIGNING_IN = (
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
)
"""What only those need who sign in; a process that makes public pages and nothing else starts a tenth of a second sooner."""
MIDDLEWARE = (
    "qualicity.portal.private.Sizes",
    "qualicity.portal.private.Sessions",
    "qualicity.portal.private.Csrf",
    "qualicity.portal.private.People",
    "qualicity.portal.private.Ending",
    "qualicity.portal.private.Messages",
    "allauth.account.middleware.AccountMiddleware",  # allauth looks for this name; public pages pass it for nothing
    "qualicity.portal.private.Htmx",
)
LONGEST, IDLE = timedelta(hours=8), timedelta(hours=2)
"""A session ends after so long, and when nothing was asked for so long."""

HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
"""Names under which a portal is asked on its own machine."""
DEMO = "QUALICITY_DEMO"
"""Set by `make demo`: ready-made accounts may sign in, and none needs a second factor."""
DEMO_DOMAIN = "@demo.invalid"
SSO = "QUALICITY_SSO"
"""Names the file that says where people sign in with the account of their office (docs/workbench.md)."""


def demonstrating() -> bool:
    """Whether this process only shows what the workbench can do."""
    return os.environ.get(DEMO) == "1"


def settings(workspace: Workspace) -> dict[str, Any]:
    """The settings of accounts for a portal whose state lives in `workspace`."""
    return {
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in (
                ("MinimumLengthValidator", {"min_length": 10}),
                ("UserAttributeSimilarityValidator", {}),
                ("CommonPasswordValidator", {}),
                ("NumericPasswordValidator", {}),
            )
        ],
        "LOGIN_REDIRECT_URL": "work",
        "LOGIN_URL": "account_login",
        "SESSION_COOKIE_NAME": "qualicity",
        "SESSION_COOKIE_AGE": int(LONGEST.total_seconds()),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "qualicity-form",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "qualicity.portal.views.errors.forged",
        # Tries to sign in are counted for all processes together.
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
                "LOCATION": str(workspace.cache("accounts")),
            }
        },
        **mail.settings(),
        "ACCOUNT_ADAPTER": "qualicity.portal.workbench.adapter.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",  # an invitation's link has proved the address
        "ACCOUNT_RATE_LIMITS": {"login": "60/m/ip", "login_failed": "30/m/ip,5/5m/key"},
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_PRESERVE_USERNAME_CASING": False,
        "MFA_ADAPTER": "qualicity.portal.workbench.adapter.SecondFactor",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Qualicity",
        "MFA_TOTP_TOLERANCE": 1,
        **single_sign_on(),
    }


def reached_at(address: str) -> dict[str, Any]:
    """The settings of a portal that people reach at an address: its host is answered, and behind https no cookie goes in
    the clear.

    Errors: `UsageError` for what is no such address.
    """
    said = urlsplit(address)
    if said.scheme not in ("http", "https") or not said.hostname or said.path not in ("", "/"):
        raise UsageError(
            Text(
                f"--address ({mail.ADDRESS}) takes what stands before the first page: https://plan.city.example, not {address}",
                f"--address（{mail.ADDRESS}）应为门户的根地址，如 https://plan.city.example，而不是 {address}",
            )
        )
    safe = said.scheme == "https"
    return {
        "ALLOWED_HOSTS": [*HOSTS, said.hostname],
        "CSRF_TRUSTED_ORIGINS": [f"{said.scheme}://{said.netloc}"],
        "SESSION_COOKIE_SECURE": safe,
        "CSRF_COOKIE_SECURE": safe,
        "SECURE_HSTS_SECONDS": 31_536_000 if safe else 0,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": said.scheme,
    }


def single_sign_on() -> dict[str, Any]:
    """The settings of single sign-on, from the JSON file that `QUALICITY_SSO` names; without it there is none.

    Errors: `UsageError` for a file that cannot be read or lacks something.
    """
    file = os.environ.get(SSO, "").strip()
    common = {
        "SOCIALACCOUNT_ADAPTER": "qualicity.portal.workbench.adapter.SingleSignOn",
        "SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX": "",
        "SOCIALACCOUNT_LOGIN_ON_GET": True,  # a form may not lead elsewhere, a link may
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,  # `SingleSignOn` looks for the account
        "SOCIALACCOUNT_STORE_TOKENS": False,
    }
    if not file:
        return common
    try:
        said = json.loads(Path(file).read_text("utf-8"))
        app = {
            "provider_id": str(said.get("id", "office")),
            "name": str(said["name"]),
            "client_id": str(said["client_id"]),
            "secret": str(said["client_secret"]),
            "settings": {"server_url": _safe(str(said["server"])), "oauth_pkce_enabled": True},
        }
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UsageError(
            Text(
                f"{SSO} names a JSON file with name, server, client_id and client_secret; {file}: {error}",
                f"{SSO} 应指向含 name、server、client_id、client_secret 的 JSON 文件；{file}：{error}",
            )
        ) from None
    return {**common, "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app]}}}


def _safe(server: str) -> str:
    """An address to which nobody can listen.

    Errors: `ValueError` for another one.
    """
    said = urlsplit(server)
    if said.scheme != "https" and said.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError(f"server must begin with https:// ({server})")
    return server
