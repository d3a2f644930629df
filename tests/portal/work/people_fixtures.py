"""People for tests of the workbench: members with roles, signed in, with or without a second factor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

PLAN = "sample-city"
NOW = datetime(2026, 11, 23, 12)
PASSWORD = "nine-red-kites-41"


def member(email: str, *roles: tuple[str, str], plan: str = PLAN, factor: bool = True) -> Any:
    """An account with these roles (role, organisation)."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import get_user_model

    from qualicity.portal.workbench.models import Role

    user = get_user_model().objects.create_user(email, email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for role, organisation in roles:
        Role.objects.create(user=user, plan=plan, organisation=organisation, role=role)
    if factor:
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    return user


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
