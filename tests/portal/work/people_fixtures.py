"""People for tests of the workbench: members with roles, signed in, with or without a second factor."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

CITY = Path(__file__).resolve().parents[3] / "examples" / "sample-city"
PLAN = "sample-city"
NOW = datetime(2026, 11, 23, 12)
PASSWORD = "nine-red-kites-41"
SECRET = "JBSWY3DPEHPK3PXP"


def member(email: str, *roles: tuple[str, str], plan: str = PLAN, factor: bool = True) -> Any:
    """An account with these roles (role, organisation)."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP
    from django.contrib.auth import get_user_model

    from qualicity.portal.workbench.models import Role

    user = get_user_model().objects.create_user(email, email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for role, organisation in roles:
        Role.objects.create(user=user, plan=plan, organisation=organisation, role=role)
    if factor:
        TOTP.activate(user, SECRET)
    return user


def code() -> str:
    """What the authenticator of a member shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(SECRET, sorted(yield_hotp_counters_from_time())[1])))


def sign_in(client: Client, email: str, password: str = PASSWORD, lang: str = "en", **more: str) -> Any:
    """Sign in as people do, up to the second factor."""
    return client.post(f"/{lang}/account/login/", {"login": email, "password": password, **more})


def signed_in(user: Any) -> Client:
    """A client in which this person has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def actor(email: str, *roles: tuple[str, str]) -> Any:
    """Who acts, without an account."""
    from qualicity.portal.workbench.rights import Actor, Held

    return Actor(email, tuple(Held(role, PLAN, organisation) for role, organisation in roles))  # type: ignore[arg-type]
