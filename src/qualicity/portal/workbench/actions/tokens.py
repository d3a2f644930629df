"""The verbs of a program's token: make and revoke."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.plan import Plan
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import ApiToken
from qualicity.portal.workbench.rights import Actor, Held, Where

PREFIX = "qualicity-"
"""What every token begins with: whoever finds one in a file knows what it is."""
LONGEST = 80
"""Characters of a title."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new token: `secret` is shown once and kept nowhere."""

    token: ApiToken
    secret: str


@dataclass(frozen=True)
class MakeToken(Action[Made]):
    """Let a program report for an organisation."""

    verb: ClassVar[str] = "token.make"

    plan: Plan
    organisation: str
    title: str

    def effect(self, actor: Actor, at: datetime) -> tuple[Made, Happened]:
        """Errors: `UsageError` for an organisation that is not there, or a title that does not do."""
        actor.require("people", Where(self.plan.id))
        if not self.organisation:
            raise UsageError(Text("Say whose program it is.", "请选择该程序所属的机构。"))
        known = [o.id for o in self.plan.organisations]
        if self.organisation not in known:
            near = did_you_mean(self.organisation, known)
            raise UsageError(
                Text(
                    f"there is no organisation '{self.organisation}'{near.en}",
                    f"没有机构“{self.organisation}”{near.zh}",
                )
            )
        title = " ".join(self.title.split())
        if not title or len(title) > LONGEST or "@" in title:
            raise UsageError(
                Text(
                    f"A title says which program it is, in 1 to {LONGEST} characters without @.",
                    f"名称用于说明是哪个程序，须为 1 至 {LONGEST} 个字符，不含 @。",
                )
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        token = ApiToken.objects.create(
            digest=digest(secret), plan=self.plan.id, organisation=self.organisation, title=title,
            by=actor.name, at=at,
        )  # fmt: skip
        return Made(token, secret), _happened(token)


@dataclass(frozen=True)
class RevokeToken(Action[ApiToken]):
    """From now on it opens nothing."""

    verb: ClassVar[str] = "token.revoke"

    plan: Plan
    id: int

    def effect(self, actor: Actor, at: datetime) -> tuple[ApiToken, Happened | None]:
        """Errors: `UsageError` where there is none."""
        actor.require("people", Where(self.plan.id))
        found = ApiToken.objects.select_for_update().filter(pk=self.id, plan=self.plan.id).first()
        if found is None:
            raise UsageError(Text(f"there is no token {self.id}", f"没有编号为 {self.id} 的令牌"))
        if found.revoked is not None:
            return found, None
        found.revoked = at
        found.save(update_fields=["revoked"])
        return found, _happened(found)


def digest(secret: str) -> str:
    """What is kept of a token: it is random, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of(token: ApiToken) -> Actor:
    """Who acts with a token: its organisation's program, which may report and nothing else."""
    name = f"{token.title} (token {token.pk}, {token.organisation})"
    return Actor(name[:254], (Held("contributor", token.plan, token.organisation),))


def _happened(token: ApiToken) -> Happened:
    return Happened(f"token {token.pk}", Where(token.plan, token.organisation), {"title": token.title})
