"""Ready-made accounts for the synthetic sample city: they sign in only where `make demo` runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualicity.errors import Text
from qualicity.portal.accounts import DEMO_DOMAIN

if TYPE_CHECKING:
    from qualicity.portal.workbench.rights import RoleName

PLAN = "sample-city"
PASSWORD = "sample-city"


@dataclass(frozen=True, slots=True)
class Account:
    """One ready-made account."""

    name: str
    role: RoleName
    organisation: str
    who: Text

    @property
    def email(self) -> str:
        """The address by which it signs in."""
        return f"{self.name}{DEMO_DOMAIN}"


ACCOUNTS = (
    Account("clerk", "contributor", "north-district", Text("clerk of North District", "北区填报人")),
    Account("head", "reviewer", "north-district", Text("head of the clerk’s section", "北区审核人")),
    Account("market", "reviewer", "market-bureau", Text("reviewer of the market bureau", "市场监管局审核人")),
    Account("water", "contributor", "water-bureau", Text("clerk of the water bureau", "水务局填报人")),
    Account("water-head", "reviewer", "water-bureau", Text("head at the water bureau", "水务局审核人")),
    Account("office", "office", "", Text("plan office", "方案办公室")),
    Account("second", "office", "", Text("second person of the plan office", "方案办公室会签人")),
    Account("auditor", "auditor", "", Text("auditor", "审计人员")),
    Account("admin", "administrator", "", Text("administrator", "管理员")),
)


def make_accounts() -> tuple[Account, ...]:
    """Make the accounts where they are not there yet."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model

    from qualicity.portal.workbench.models import Role

    users: Any = get_user_model().objects
    for account in ACCOUNTS:
        user = users.filter(username=account.email).first()
        if user is None:
            user = users.create_user(account.email, account.email, PASSWORD)
        EmailAddress.objects.get_or_create(user=user, email=account.email, verified=True, primary=True)
        Role.objects.get_or_create(user=user, plan=PLAN, organisation=account.organisation, role=account.role)
    return ACCOUNTS
