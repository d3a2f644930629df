"""Who people are: the settings of accounts, of the sessions of those who sign in, and of their letters.

Only addresses below `/LANG/work/` and `/LANG/account/` know a person: everywhere else the portal sets no cookie and asks
for none.
"""

from __future__ import annotations

import os
import re
from typing import Any

from qualicity.portal import mail
from qualicity.workspace import Workspace

PRIVATE = re.compile(r"/(en|zh)/(work|account)/")
"""The addresses at which people are known."""

APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
)
MIDDLEWARE = (
    "qualicity.portal.private.Sizes",
    "qualicity.portal.private.Sessions",
    "qualicity.portal.private.Csrf",
    "qualicity.portal.private.People",
    "qualicity.portal.private.Messages",
    "allauth.account.middleware.AccountMiddleware",  # allauth looks for this name; public pages pass it for nothing
    "qualicity.portal.private.Htmx",
)
HOURS = 8
"""So long a session lasts."""

DEMO = "QUALICITY_DEMO"
"""Set by `make demo`: ready-made accounts may sign in, and none needs a second factor."""
DEMO_DOMAIN = "@demo.invalid"


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
        "SESSION_COOKIE_AGE": HOURS * 3600,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "qualicity-form",
        "CSRF_COOKIE_HTTPONLY": True,
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
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Qualicity",
        "MFA_TOTP_TOLERANCE": 1,
    }
