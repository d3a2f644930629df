"""How accounts behave here: nobody gets in without an invitation, and nobody is led away."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from qualicity.portal import limits
from qualicity.portal.accounts import DEMO_DOMAIN, demonstrating


def only_for_show(user: Any) -> bool:
    """Whether it is one of the demo's accounts, outside of a demo."""
    return bool(user) and user.email.endswith(DEMO_DOMAIN) and not demonstrating()


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts that come from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: `people.Accept` makes accounts."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> Any:
        """The workbench's first page."""
        return reverse("work")

    def get_logout_redirect_url(self, request: HttpRequest) -> Any:
        """Where one signs in again."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> Any:
        """Back to work."""
        return reverse("work")

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of this portal."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The reader's address, as `serve --trusted-proxy` lets it be known."""
        here = limits.current()
        return here.reader(request) if here else str(request.META.get("REMOTE_ADDR", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A demo's account is nobody's elsewhere."""
        user = super().authenticate(request, **credentials)
        return None if only_for_show(user) else user

    def pre_login(self, request: HttpRequest, user: Any, **said: Any) -> Any:
        """However somebody comes: not as a demo's account elsewhere."""
        if only_for_show(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **said)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor, with its secrets unreadable in the database."""

    def encrypt(self, text: str) -> str:
        """With a key made from the workspace's secret."""
        return str(_box().encrypt(text.encode()).decode())

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` made."""
        return str(_box().decrypt(encrypted_text.encode()).decode())


def _box() -> Any:
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    from cryptography.fernet import Fernet
    from django.conf import settings

    return Fernet(urlsafe_b64encode(sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()))


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who signs in with their office's account: only people who have one here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: `people.Accept` makes accounts."""
        del request, sociallogin
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Errors: an answer instead, where the address is nobody's or the provider has not verified it."""
        from django.contrib import messages
        from django.utils.translation import gettext as _

        from qualicity.portal.workbench.actions.people import account

        if sociallogin.is_existing:
            return
        verified = [e.email.lower() for e in sociallogin.email_addresses if e.verified]
        user = account(verified[0]) if verified else None
        if user is None or not user.is_active:
            messages.error(
                request,
                _("There is no account for you here: ask your plan’s administrator for an invitation."),
            )
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        sociallogin.connect(request, user)
