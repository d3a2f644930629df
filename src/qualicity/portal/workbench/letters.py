"""What people are told by e-mail, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

from qualicity.plan import Plan
from qualicity.portal import catalogue
from qualicity.portal.workbench.actions.submissions import touched
from qualicity.portal.workbench.models import Invitation, Job, Submission
from qualicity.portal.workbench.rights import ROLES


def returned(job: Job, now: datetime) -> None:
    """To everybody who saved or submitted it: a submission has come back."""
    found = Submission.objects.get(pk=job.said["id"])
    plan = catalogue.live().plan(found.plan)
    dataset = plan.dataset(found.dataset)
    said = {
        "found": found,
        "plan": plan,
        "dataset": dataset,
        "comments": list(found.comments.order_by("at")),
        "now": now,
    }
    send("returned", sorted(a for a in touched(found) if "@" in a), said)


def invited(plan: Plan, invitation: Invitation, link: str) -> None:
    """To whom is invited: the link, which is nowhere else.

    Errors: `OSError` when no letter can be sent.
    """
    organisation = next((o.title for o in plan.organisations if o.id == invitation.organisation), None)
    role = next(text for name, text in ROLES.items() if name == invitation.role)
    said = {"plan": plan, "invitation": invitation, "organisation": organisation, "role": role, "link": link}
    send("invited", [invitation.email], said)


def send(letter: str, to: Iterable[str], said: dict[str, object]) -> None:
    """One letter to each, in both languages: the template's first line is its subject."""
    for address in to:
        with override("en"):
            english = render_to_string(f"workbench/mail/{letter}.en.txt", said).strip()
        with override("zh"):
            chinese = render_to_string(f"workbench/mail/{letter}.zh.txt", said).strip()
        subject, _, body = english.partition("\n")
        zh_subject, _, zh_body = chinese.partition("\n")
        send_mail(
            f"{zh_subject} / {subject}", f"{zh_body.strip()}\n\n——\n\n{body.strip()}\n", None, [address]
        )
