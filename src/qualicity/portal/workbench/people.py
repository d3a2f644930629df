"""Who sits before the page: an actor from a signed-in person's roles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from qualicity.portal.accounts import DEMO_DOMAIN, demonstrating
from qualicity.portal.workbench.models import Role
from qualicity.portal.workbench.rights import WITH_SECOND_FACTOR, Actor, held


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts; None where nobody has signed in, or one of the demo's accounts outside of it."""
    user: Any = request.user
    if not user.is_authenticated or (user.email.endswith(DEMO_DOMAIN) and not demonstrating()):
        return None
    roles = held(Role.objects.filter(user=user).order_by("pk"))
    return Actor(user.email, roles, demonstrating() or _has_second_factor(user))


def needs_second_factor(actor: Actor) -> bool:
    """Whether a role is held that asks for one, and there is none yet."""
    return not actor.secured and any(h.role in WITH_SECOND_FACTOR for h in actor.roles)


def _has_second_factor(user: Any) -> bool:
    """Whoever has set one up has shown it when signing in."""
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(user))
