"""The addresses of accounts: signing in and out, passwords, the second factor, single sign-on.

Of allauth's only these: nobody signs up, and an address of e-mail is what the log knows a person by, so that nobody
changes it.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.mfa.totp.views import activate_totp
from allauth.socialaccount import views as single
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import include, path, re_path

from qualicity.portal.middleware import CONTENT_SECURITY_POLICY


def with_code(request: HttpRequest) -> HttpResponseBase:
    """The page that shows a QR code, which allauth writes into the page: only here a picture may come from there."""
    response: HttpResponseBase = activate_totp(request)
    policy = CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:")
    response.headers["Content-Security-Policy"] = policy
    return response


def closed(request: HttpRequest, **parts: Any) -> HttpResponseBase:
    """An address that allauth wants to know of, and at which nothing is."""
    raise Http404


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-factor/totp/activate/", with_code, name="mfa_activate_totp"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("other/cancelled/", single.login_cancelled, name="socialaccount_login_cancelled"),
    path("other/error/", single.login_error, name="socialaccount_login_error"),
    *(
        path(f"closed/{name}/", closed, name=name)
        for name in (
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_set_password",
            "account_confirm_login_code",
            "socialaccount_signup",
            "socialaccount_connections",
        )
    ),
]
