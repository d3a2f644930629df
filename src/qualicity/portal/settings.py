"""Django's settings, made from a workspace; of the environment `DATABASE_URL`, `QUALICITY_DEMO` and `QUALICITY_SSO` are read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from qualicity.portal import accounts
from qualicity.portal.database import database
from qualicity.workspace import Workspace

HERE = Path(__file__).parent
TAGS = "qualicity.portal.templatetags"
LARGEST_FORM = 8 * 2**20
"""Bytes of a form with its rows; files that are uploaded may be larger."""
MOST_FIELDS = 40_000


def settings(workspace: Workspace, *, public: bool = False) -> dict[str, Any]:
    """The settings of a portal whose state lives in `workspace`; of a `public` one nobody asks but for public pages."""
    return {
        "DEBUG": False,
        "SECRET_KEY": secret_key(workspace.secret()),
        "ALLOWED_HOSTS": accounts.HOSTS,
        "ROOT_URLCONF": "qualicity.portal.urls",
        "INSTALLED_APPS": [
            "django.contrib.staticfiles",
            "qualicity.portal",
            "qualicity.portal.doubts",
            *accounts.APPS,
            *(() if public else accounts.SIGNING_IN),
            "qualicity.portal.workbench",
        ],
        "DATABASES": {"default": database(workspace)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_FORM,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": MOST_FIELDS,
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "qualicity.portal.middleware.Headers",
            "qualicity.portal.kept.Keeping",
            "django.middleware.gzip.GZipMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "qualicity.portal.limits.Limiting",
            "qualicity.portal.middleware.Queries",
            "django.middleware.http.ConditionalGetMiddleware",
            "qualicity.portal.released.Releases",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            *accounts.MIDDLEWARE,
        ],
        "TEMPLATES": [_TEMPLATES],
        # A language is known by the first part of an address: /en/ or /zh/.
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("en", "English"), ("zh", "中文")],
        "LOCALE_PATHS": [HERE / "locale"],
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_MAX_AGE": 3600,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "LOGGING": _LOGGING,
        **accounts.settings(workspace),
    }


_TEMPLATES: dict[str, Any] = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "builtins": ["django.templatetags.i18n", *(f"{TAGS}.{x}" for x in ("once", "portal"))],
        "context_processors": [
            "django.template.context_processors.request",  # accounts ask for it
            "qualicity.portal.private.look",
        ],
    },
}

_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Every page that is not there would be a line.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}


def secret_key(file: Path) -> str:
    """The key in `file`, made there at the first start, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        key = secrets.token_urlsafe(50)
        out.write(key)
    return key
