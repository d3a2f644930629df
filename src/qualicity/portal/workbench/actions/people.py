"""The verbs of people and their roles: invite, accept, give, take, deactivate, revoke."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.portal.accounts import DEMO_DOMAIN
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import Invitation, Role
from qualicity.portal.workbench.rights import OF_ORGANISATION, ROLES, Actor, Held, Where

DAYS = timedelta(days=14)
"""So long an invitation may be accepted."""
LONGEST_NAME = 150


class FieldError(UsageError):
    """What was typed into one field does not do; `field` is its name."""

    def __init__(self, field: str, text: Text) -> None:
        super().__init__(text)
        self.field = field


class InvitationError(UsageError):
    """A link that leads to no invitation which could still be accepted."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "This invitation is not valid: it has been accepted or withdrawn, or its 14 days are over. Ask for a new one.",
                "此邀请无效：已被接受或撤回，或已超过14天。请申请新的邀请。",
            )
        )


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and the token of its link, which is kept nowhere."""

    invitation: Invitation
    token: str


def operator(plan: Plan) -> Actor:
    """Whoever may run commands on the machine: as an administrator of the plan."""
    return Actor("operator", (Held("administrator", plan.id),))


def digest(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str, at: datetime) -> Invitation:
    """The invitation of a link, which nobody else accepts meanwhile.

    Errors: `InvitationError`.
    """
    found: Invitation | None = (
        Invitation.objects.select_for_update()
        .filter(digest=digest(token), accepted=None, until__gt=at)
        .first()
    )
    if found is None:
        raise InvitationError
    return found


def account(email: str) -> Any:
    """The account with an address; None where there is none."""
    return get_user_model()._default_manager.filter(username=email.lower()).first()


@dataclass(frozen=True)
class Invite(Action[Invited]):
    """Ask somebody to take a role; the link is for them alone."""

    verb: ClassVar[str] = "people.invite"

    plan: Plan
    email: str
    role: str
    organisation: str = ""
    lang: str = "en"

    def effect(self, actor: Actor, at: datetime) -> tuple[Invited, Happened]:
        """Errors: `FieldError` for an address, a role or an organisation that does not do."""
        actor.require("people", Where(self.plan.id))
        email = self.email.strip().lower()
        _require_address(email)
        _require_other(actor, email)
        _require_role(self.plan, self.role, self.organisation)
        token = secrets.token_urlsafe(32)
        made = Invitation.objects.create(
            digest=digest(token), email=email, plan=self.plan.id, organisation=self.organisation, role=self.role,
            lang="zh" if self.lang == "zh" else "en", by=actor.name, at=at, until=at + DAYS,
        )  # fmt: skip
        return Invited(made, token), _happened(self.plan, email, self.role, self.organisation)


@dataclass(frozen=True)
class Accept(Action[str]):
    """Take the role of an invitation: with a new account, or (signed in) with one's own. Gives the account's address."""

    verb: ClassVar[str] = "people.accept"

    token: str
    name: str = ""
    password: str = ""

    def effect(self, actor: Actor, at: datetime) -> tuple[str, Happened]:
        """Errors: `InvitationError`; `FieldError` for a name or password; `UsageError` for another's invitation."""
        found = open_invitation(self.token, at)
        user = account(found.email)
        if user is None or not user.is_active:
            user = self._account(found.email, user)
        elif actor.name != found.email:
            raise UsageError(
                Text(
                    f"This invitation is for {found.email}, who has an account here: sign in with it to accept.",
                    f"此邀请的对象是 {found.email}，该账号已存在：请先用该账号登录再接受。",
                )
            )
        Role.objects.get_or_create(
            user=user, plan=found.plan, organisation=found.organisation, role=found.role
        )
        found.accepted = at
        found.save(update_fields=["accepted"])
        said = {"role": found.role, "invited_by": found.by}
        where = Where(found.plan, found.organisation)
        return found.email, Happened(_thing(found.email), where, said, found.email)

    def _account(self, email: str, user: Any) -> Any:
        """A new account, or the one that was deactivated, made anew: the link has proved the address."""
        from allauth.account.models import EmailAddress

        name = self.name.strip()
        if not name or len(name) > LONGEST_NAME:
            raise FieldError("name", Text("Say your name.", "请填写姓名。"))
        user = user or get_user_model()(username=email, email=email)
        user.first_name, user.is_active = name, True
        try:
            validate_password(self.password, user)
        except ValidationError as error:
            raise FieldError("password", Text(" ".join(error.messages))) from None
        user.set_password(self.password)
        user.save()
        EmailAddress.objects.get_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
        return user


@dataclass(frozen=True)
class _OnPerson(Action[None]):
    """A verb on somebody who has a role in the plan."""

    plan: Plan
    email: str

    def _person(self, actor: Actor) -> Any:
        """The account. Who is no member of this plan is not told apart from who is nobody."""
        actor.require("people", Where(self.plan.id))
        user = account(self.email)
        if user is None or not Role.objects.filter(user=user, plan=self.plan.id).exists():
            raise UsageError(
                Text(
                    f"{self.email} has no role in this plan: invite them.",
                    f"{self.email} 在本方案中没有角色：请发出邀请。",
                )
            )
        return user


@dataclass(frozen=True)
class GiveRole(_OnPerson):
    """Give a member another role. Nobody gives one to themselves."""

    verb: ClassVar[str] = "people.give"
    role: str = ""
    organisation: str = ""

    def effect(self, actor: Actor, at: datetime) -> tuple[None, Happened | None]:
        """Errors: `FieldError` for a role or an organisation that does not do."""
        user = self._person(actor)
        _require_other(actor, user.email)
        _require_role(self.plan, self.role, self.organisation)
        _, new = Role.objects.get_or_create(
            user=user, plan=self.plan.id, organisation=self.organisation, role=self.role
        )
        return None, _happened(self.plan, user.email, self.role, self.organisation) if new else None


@dataclass(frozen=True)
class TakeRole(_OnPerson):
    """Take a role from a member; never the plan's last administrator's."""

    verb: ClassVar[str] = "people.take"
    role: str = ""
    organisation: str = ""

    def effect(self, actor: Actor, at: datetime) -> tuple[None, Happened | None]:
        """Errors: `UsageError` for the last administrator."""
        user = self._person(actor)
        if self.role == "administrator":
            _require_another_administrator(self.plan, user)
        taken, _ = Role.objects.filter(
            user=user, plan=self.plan.id, organisation=self.organisation, role=self.role
        ).delete()
        return None, _happened(self.plan, user.email, self.role, self.organisation) if taken else None


@dataclass(frozen=True)
class Deactivate(_OnPerson):
    """Take every role in the plan, and the account with them where it has none in another plan."""

    verb: ClassVar[str] = "people.deactivate"

    def effect(self, actor: Actor, at: datetime) -> tuple[None, Happened]:
        """Errors: `UsageError` for the last administrator."""
        user = self._person(actor)
        _require_another_administrator(self.plan, user)
        held = Role.objects.filter(user=user, plan=self.plan.id)
        taken = [f"{r.role} {r.organisation}".strip() for r in held.order_by("pk")]
        held.delete()
        Invitation.objects.filter(email=user.email, plan=self.plan.id, accepted=None).update(until=at)
        ends = not Role.objects.filter(user=user).exists()
        if ends:  # sessions end with it: a user who is not active is nobody
            user.is_active = False
            user.save(update_fields=["is_active"])
        said = {"roles": taken, "account": "inactive" if ends else "active"}
        return None, Happened(_thing(user.email), Where(self.plan.id), said)


@dataclass(frozen=True)
class Revoke(Action[None]):
    """Withdraw an invitation that nobody has accepted yet."""

    verb: ClassVar[str] = "people.revoke"

    plan: Plan
    id: int

    def effect(self, actor: Actor, at: datetime) -> tuple[None, Happened | None]:
        """One that is over already stays as it is."""
        actor.require("people", Where(self.plan.id))
        found = Invitation.objects.filter(pk=self.id, plan=self.plan.id, accepted=None, until__gt=at).first()
        if found is None:
            return None, None
        found.until = at
        found.save(update_fields=["until"])
        return None, _happened(self.plan, found.email, found.role, found.organisation)


def _thing(email: str) -> str:
    return f"person {email}"


def _happened(plan: Plan, email: str, role: str, organisation: str) -> Happened:
    return Happened(_thing(email), Where(plan.id, organisation), {"role": role})


def _require_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not email or len(email) > 150 or email.endswith(DEMO_DOMAIN):
        raise FieldError("email", Text("This is no e-mail address.", "这不是有效的电子邮箱地址。"))


def _require_other(actor: Actor, email: str) -> None:
    if actor.name == email:
        raise FieldError(
            "email",
            Text(
                "Nobody gives a role to themselves: another administrator does.",
                "不得给自己授予角色，须由其他管理员授予。",
            ),
        )


def _require_role(plan: Plan, role: str, organisation: str) -> None:
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise FieldError("role", Text(f"Choose a role: {known}.", f"请选择角色：{known}。"))
    if role in OF_ORGANISATION and organisation not in {o.id for o in plan.organisations}:
        raise FieldError(
            "organisation",
            Text(
                "This role is held for an organisation: choose one of the plan’s.",
                "该角色须属于某一机构：请选择本方案中的机构。",
            ),
        )
    if role not in OF_ORGANISATION and organisation:
        raise FieldError(
            "organisation",
            Text(
                "This role is held for the plan as a whole: choose no organisation.",
                "该角色面向整个方案：请勿选择机构。",
            ),
        )


def _require_another_administrator(plan: Plan, user: Any) -> None:
    held = Role.objects.select_for_update().filter(plan=plan.id, role="administrator", user__is_active=True)
    holders = {r.user_id for r in held.order_by("pk")}  # type: ignore[attr-defined]  # Django's own
    if holders == {user.pk}:
        raise UsageError(
            Text(
                "This is the plan’s last administrator: give the role to somebody else first.",
                "这是本方案唯一的管理员：请先将该角色授予他人。",
            )
        )
