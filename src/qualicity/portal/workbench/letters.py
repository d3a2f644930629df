"""What people are told by e-mail, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

from qualicity.errors import Lang
from qualicity.portal import catalogue
from qualicity.portal.workbench.actions.submissions import touched
from qualicity.portal.workbench.models import Job, Submission


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
