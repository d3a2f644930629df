"""Who calls: a token's program, for one organisation of one plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

from qualicity.errors import Text
from qualicity.plan import Dataset, Plan
from qualicity.portal import catalogue
from qualicity.portal.workbench import worker
from qualicity.portal.workbench.actions.tokens import actor_of, digest
from qualicity.portal.workbench.api.problems import WorkError
from qualicity.portal.workbench.checking import Desk, desk
from qualicity.portal.workbench.models import ApiToken, Submission
from qualicity.portal.workbench.rights import Actor

CALLER = "qualicity.work.caller"
"""Where a request's environment holds its caller."""
_SELDOM = timedelta(minutes=1)
"""When a token was last used is noted this often."""


@dataclass(frozen=True)
class Caller:
    """A program, its place and the moment."""

    token: ApiToken
    actor: Actor
    plan: Plan
    now: datetime

    @property
    def organisation(self) -> str:
        """For whom it reports."""
        return self.token.organisation

    @property
    def desk(self) -> Desk:
        """What its rows are checked against."""
        return desk(catalogue.live(), self.plan.id, self.now)

    def submission(self, id_: str) -> Submission:
        """Its organisation's submission of that id, however it came.

        Errors: `WorkError`; another organisation's is not told from one that is not there.
        """
        found = Submission.objects.filter(pk=id_, plan=self.plan.id, organisation=self.organisation).first()
        if found is None or self.plan.dataset(found.dataset) is None:
            raise WorkError(
                "not-found", Text(f"There is no submission “{id_}” here.", f"此处没有编号为“{id_}”的提交。")
            )
        return found

    def dataset(self, found: Submission) -> Dataset:
        """A submission's dataset."""
        declared = self.plan.dataset(found.dataset)
        if declared is None:
            raise ValueError(found.dataset)
        return declared


def of(request: HttpRequest) -> Caller:
    """The caller that the door let in."""
    found: Caller = request.META[CALLER]
    return found


def let_in(request: HttpRequest) -> Caller:
    """The caller by the token of the header `Authorization: Bearer …`.

    Errors: `WorkError` without a token that counts.
    """
    scheme, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _refused(
            Text(
                "Send your organisation’s token: Authorization: Bearer TOKEN.",
                "请送上本机构的令牌：Authorization: Bearer 令牌。",
            )
        )
    token = ApiToken.objects.filter(digest=digest(secret.strip()), revoked=None).first()
    plans = catalogue.live()
    if token is None or token.plan not in plans.ids:
        raise _refused(
            Text(
                "This token is not valid: it has been revoked, or never was one. Ask the plan’s administrator.",
                "该令牌无效：已被撤销或并非有效令牌。请联系方案管理员。",
            ),
            ', error="invalid_token"',
        )
    now = worker.clock()
    at = now.replace(tzinfo=UTC)
    if token.used is None or at - token.used > _SELDOM:
        ApiToken.objects.filter(pk=token.pk).update(used=at)
    return Caller(token, actor_of(token), plans.plan(token.plan), now)


def _refused(detail: Text, more: str = "") -> WorkError:
    return WorkError("unauthorized", detail, headers={"WWW-Authenticate": f'Bearer realm="qualicity"{more}'})
