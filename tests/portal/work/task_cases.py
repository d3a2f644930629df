"""What the tests of tasks, files, rulings and doubts share: people of the city, what they send, and what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from people_fixtures import NOW, member, signed_in

from qualicity.portal import catalogue

if TYPE_CHECKING:
    from django.test import Client

    from qualicity.portal.workbench.models import Submission

WORK = "/en/work/sample-city/"
FORM = f"{WORK}tasks/north-district/market-halls/"
WATER = f"{WORK}tasks/water-bureau/sewers/"
JPEG = b"\xff\xd8\xff\xe0 a photo"


def reviewer(organisation: str) -> Client:
    return signed_in(member(f"head@{organisation}.example", ("reviewer", organisation)))


def office(name: str = "office") -> Client:
    return signed_in(member(f"{name}@city.example", ("office", "")))


def photo(name: str = "hall.jpg", data: bytes = JPEG) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, data)


def sent(part: str = "market-halls") -> Submission:
    from qualicity.portal.workbench.models import Submission

    return Submission.objects.filter(part=part).latest("created")


def decide(client: Client, s: Submission, verb: str = "approve", note: str = "") -> int:
    s.refresh_from_db()
    said = {"version": s.version, "note": note}
    return client.post(f"{WORK}submissions/{s.pk}/{verb}/", said).status_code


def work() -> int:
    """What a worker does now."""
    from qualicity.portal.workbench import queue, worker

    return queue.work(worker.KINDS, lambda: NOW)


def milestone(name: str = "half", action: str = "market-halls") -> Any:
    plans = catalogue.live()
    state = plans.open("sample-city", plans.now()).view.board.of(action)
    assert state is not None
    return next(m for m in state.milestones if m.milestone == name)
