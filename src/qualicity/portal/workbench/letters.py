"""What people are told by e-mail, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

from qualicity.errors import Lang
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


def answered(job: Job, now: datetime) -> None:
    """To the reader who sent a doubt: the office has answered, and where the answer stands."""
    from qualicity.portal.doubts.board import board, email_of
    from qualicity.portal.doubts.kinds import OUTCOMES

    case = board([str(job.said["plan"])]).about(int(job.said["number"]))
    _, address = email_of(int(job.said["number"]))
    if case is None or case.answer is None or not address:
        return
    plan = catalogue.live().plan(case.plan)
    outcome = OUTCOMES[case.answer.outcome]
    said = {"case": case, "plan": plan, "answer": case.answer, "now": now}
    send("answered", [address], {**said, "outcome_en": outcome.en, "outcome_zh": outcome.get("zh")})


def send(letter: str, to: Iterable[str], said: dict[str, object], first: Lang = "zh") -> None:
    """One letter to each, in both languages, the `first` one first: a template's first line is its subject.

    Errors: `OSError` (of which are all of SMTP) where it cannot be sent.
    """
    langs: tuple[Lang, ...] = ("en", "zh") if first == "en" else ("zh", "en")
    for address in to:
        subjects, bodies = zip(*(_written(letter, lang, said) for lang in langs), strict=True)
        send_mail(" / ".join(subjects), "\n\n——\n\n".join(bodies) + "\n", None, [address])


def _written(letter: str, lang: Lang, said: dict[str, object]) -> tuple[str, str]:
    """A letter's subject and body in one language."""
    with override(lang):
        whole = render_to_string(f"workbench/mail/{letter}.{lang}.txt", said).strip()
    subject, _, body = whole.partition("\n")
    return subject.strip(), body.strip()
