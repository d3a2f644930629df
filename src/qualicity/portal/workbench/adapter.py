"""How accounts behave here: nobody signs up without an invitation, and everything is said in the page's language."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts that come from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: `people.Accept` makes accounts."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> Any:
        """The workbench's first page."""
        from django.urls import reverse

        return reverse("work")
