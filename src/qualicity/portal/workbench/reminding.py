"""The daily round: what is to be told is noted once for each person, and one letter takes it to them.

What is noted and not yet sent goes with the next letter, however long the mail server was away. A letter that the server
has taken is never sent again, but for a worker that is killed in the moment between the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from qualicity.errors import Lang
from qualicity.evidence import EvidenceStore
from qualicity.plan import Plan
from qualicity.portal import catalogue
from qualicity.portal.accounts import DEMO_DOMAIN, demonstrating
from qualicity.portal.mail import absolute
from qualicity.portal.workbench import queue
from qualicity.portal.workbench.board import tasks
from qualicity.portal.workbench.letters import send
from qualicity.portal.workbench.models import Invitation, Job, Letter, Role, Submission
from qualicity.portal.workbench.reminders import KINDS, Item, Person, Told, asked, items_of, told
from qualicity.portal.workbench.rights import held

REMIND, REMIND_LATE, LETTER = "remind", "remind-late", "letter"
"""Kinds of work: the daily round of a plan, one that the plan office asked for, and one person's letter."""


def ask_daily(now: datetime) -> None:
    """Ask for the day's round of every plan that somebody reports for; the same day's, where the plan is, is one."""
    plans, at = catalogue.live(), now.replace(tzinfo=UTC)
    for plan in map(plans.shelved, plans.ids):
        if any(d.reporting for d in plan.datasets):
            queue.ask(REMIND, f"{plan.id} {plan.day(now)}", {"plan": plan.id}, at)


def remind(job: Job, now: datetime) -> None:
    """The round of a plan: note what is new, and ask for each person's letter."""
    plans = catalogue.live()
    if job.said["plan"] not in plans.ids:
        return
    plan = plans.plan(job.said["plan"])
    today = plan.day(now)
    found = tasks(EvidenceStore(plans.workspace, plan), today)
    waiting = Submission.objects.filter(plan=plan.id, state="submitted")
    listed = (*told(plan, found, waiting, today), *asked(found, today))
    if job.kind == REMIND_LATE:
        _note(plan, [t for t in listed if t.item.kind == "asked"], now, job.key)
        return
    _forget_settled(plan, listed)
    _note(plan, [t for t in listed if t.item.kind != "asked"], now, job.key)


def _note(plan: Plan, listed: Iterable[Told], now: datetime, key: str) -> None:
    """Note what each person has not been told, and ask for a letter to whoever has something to be told."""
    listed, at = tuple(listed), now.replace(tzinfo=UTC)
    with transaction.atomic():
        for person in people(plan):
            new = [_letter(plan, person, item, at) for item in items_of(person, plan.id, listed)]
            Letter.objects.bulk_create(new, ignore_conflicts=True)
            if Letter.objects.filter(plan=plan.id, to=person.address, sent=None).exists():
                said = {"plan": plan.id, "to": person.address, "lang": person.lang or ""}
                queue.ask(LETTER, f"{key} {person.id}", said, at)


def _letter(plan: Plan, person: Person, item: Item, at: datetime) -> Letter:
    return Letter(
        plan=plan.id, to=person.address, kind=item.kind, dataset=item.dataset, organisation=item.organisation,
        period=item.period, which=item.which, due=item.due, asked=at,
    )  # fmt: skip


def _forget_settled(plan: Plan, listed: Iterable[Told]) -> None:
    """What was never sent and is no longer so need not be told."""
    stands = {t.item.thing for t in listed}
    unsent = Letter.objects.filter(plan=plan.id, sent=None)
    gone = [n.pk for n in unsent if (n.kind, n.dataset, n.organisation, n.period) not in stands]
    Letter.objects.filter(pk__in=gone, sent=None).delete()


def post(job: Job, now: datetime) -> None:
    """One letter with all that a person has not been told yet.

    Errors: `OSError` where the server does not take it: the queue tries again, and the next day's round once more.
    """
    said, plans = job.said, catalogue.live()
    notes = list(Letter.objects.filter(plan=said["plan"], to=said["to"], sent=None).order_by("due", "pk"))
    if not notes or said["plan"] not in plans.ids:
        return
    plan = plans.plan(said["plan"])
    first: Lang = "en" if said["lang"] == "en" else "zh"
    send("digest", [said["to"]], _said(plan, said["to"], notes), first)
    at = now.replace(tzinfo=UTC)
    Letter.objects.filter(pk__in=[n.pk for n in notes]).update(sent=at)
    given_up = Job.objects.filter(kind=LETTER, done=None, said__plan=said["plan"], said__to=said["to"])
    given_up.exclude(pk=job.pk).update(done=at)  # what they were to bring has gone with this one


def _said(plan: Plan, to: str, notes: list[Letter]) -> dict[str, object]:
    """What the templates of a letter say."""
    by_kind = {kind: [n for n in notes if n.kind == kind] for kind in KINDS}
    late = by_kind["late"] + [n for n in by_kind["asked"] if _thing(n) not in map(_thing, by_kind["late"])]
    mine = held(Role.objects.filter(user__email=to, plan=plan.id).order_by("pk"))
    links = {}
    for lang in ("en", "zh"):
        with override(lang):
            links[lang] = absolute(reverse("work-plan", args=[plan.id]))
    return {
        "plan": plan, "late": late, "due": by_kind["due"], "look": by_kind["look"], "asked": by_kind["asked"],
        "roles": mine, "links": links,
    }  # fmt: skip


def _thing(note: Letter) -> tuple[str, str, str]:
    return note.dataset, note.organisation, note.period


def people(plan: Plan) -> list[Person]:
    """Everybody with a role in a plan, and an address at which letters arrive."""
    by_user: dict[int, list[Role]] = {}
    for role in Role.objects.filter(plan=plan.id).order_by("pk"):
        by_user.setdefault(role.user_id, []).append(role)  # type: ignore[attr-defined]
    all_users: Any = get_user_model().objects
    users = all_users.filter(pk__in=by_user, is_active=True).exclude(email="").order_by("pk")
    langs = dict(Invitation.objects.exclude(accepted=None).order_by("accepted").values_list("email", "lang"))
    return [
        Person(u.pk, u.email, held(by_user[u.pk]), langs.get(u.email))
        for u in users
        if demonstrating() or not u.email.endswith(DEMO_DOMAIN)
    ]
