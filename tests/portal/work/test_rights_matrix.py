"""Every address of the workbench, asked for by everybody: what comes is what the docs' matrix says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import NOW, PLAN, actor, member, signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from qualicity.portal.workbench.urls import Address

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "workbench" / "rights.md"
ORGANISATIONS = {"": "", "own": "north-district", "other": "west-district", "later": "market-bureau"}
PARTS = {
    "plan": PLAN,
    "dataset": "inspections",
    "organisation": "north-district",
    "period": "2026-10",
    "action": "market-halls",
    "kind": "target",
    "thing": "good-water",
}
"""What stands for a part of an address. A part that is none of these (or `id`, `token`) is added here, with what makes it."""
PARTS_OF = re.compile(r"<(\w+)>")
FORM = {"note": "mend it", "text": "a word", "rows": "0", "verb": "check"}


@pytest.fixture
def there(strict_city: object) -> dict[str, str]:
    """A submission of North District with its reviewers, and an invitation."""
    del strict_city
    from qualicity.evidence import Duty
    from qualicity.plan.edits import MAIN, Edit, Files
    from qualicity.portal import catalogue
    from qualicity.portal.doubts.about import About
    from qualicity.portal.doubts.actions import READER, Ask
    from qualicity.portal.workbench.actions.changes import KeepEdits
    from qualicity.portal.workbench.actions.files import Attach
    from qualicity.portal.workbench.actions.people import Invite, operator
    from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit
    from qualicity.portal.workbench.files import taken
    from qualicity.portal.workbench.models import Job

    plan = catalogue.live().plan(PLAN)
    duty = Duty(None, None, "inspections", "north-district", "2026-10")
    clerk = actor("writer@city.example", ("contributor", "north-district"))
    sent = Sent(b"area,month,inspected,passed,remark\nSC-N,2026-10,61,58,\n", "form.csv", 1)
    made = Save(plan, duty, sent).run(clerk, NOW)
    Attach(plan, made.id, taken(b"\x89PNG\r\n\x1a\n...", "proof.png"), catalogue.live().workspace).run(
        clerk, NOW
    )
    made.refresh_from_db()
    made = Submit(plan, made.id, made.version).run(clerk, NOW)
    invited = Invite(plan, "new@city.example", "viewer", "north-district").run(
        operator(plan), NOW.replace(year=2036)
    )
    doubt = Ask(
        plan=PLAN, about=About(target="pass-rate"), as_of=NOW.date(), shown={}, kind="wrong", text="?", lang="en",
        email="reader@elsewhere.example", nonce="1",
    ).run(READER, NOW)  # fmt: skip
    edits = (Edit("target", "good-water", "value", "81", "80"),)
    writer = actor("writer@city.example", ("office", ""))
    files = Files.of(catalogue.live().path(PLAN))
    change = KeepEdits(plan, edits, files.hashes([MAIN])).run(writer, NOW)
    failed = Job.objects.create(
        kind="returned", key="x", said={"plan": PLAN}, due=made.created, tries=9, error="x"
    )
    return {
        **PARTS,
        "id": made.id,
        "file": str(made.files.get().pk),
        "number": str(doubt.pk),
        "change": str(change.pk),
        "work-retry id": str(failed.pk),
        "token": invited.token,
        "version": str(made.version),
    }


def clients() -> dict[str, Client]:
    from django.test import Client

    from qualicity.portal.workbench.matrix import EVERYBODY
    from qualicity.portal.workbench.matrix import PLAN as THEIRS

    found = {}
    for n, who in enumerate(EVERYBODY):
        if who.actor is None:
            found[who.name] = Client()
            continue
        roles = [(h.role, ORGANISATIONS[h.organisation]) for h in who.actor.roles]
        plan = PLAN if who.actor.plans() in ((), (THEIRS,)) else "another"
        found[who.name] = signed_in(member(f"p{n}@city.example", *roles, plan=plan, factor=who.actor.secured))
    return found


def seen(response: HttpResponse) -> str:
    """What an answer means to who gets it."""
    where = response.headers.get("Location", "")
    if response.status_code == 302 and "/account/login/" in where:
        return "sign in"
    if response.status_code == 302 and "/account/second-factor/totp/activate/" in where:
        return "second factor"
    return {403: "no", 404: "hidden"}.get(response.status_code, "yes")


def ask(client: Client, method: str, address: Address, parts: dict[str, str]) -> Any:
    """Ask, and undo what that did."""
    from django.db import transaction
    from django.urls import reverse

    url = reverse(
        address.name,
        kwargs={p: parts.get(f"{address.name} {p}", parts[p]) for p in PARTS_OF.findall(address.route)},
    )
    with transaction.atomic():
        said = {"data": {**FORM, "version": parts["version"]}} if method == "POST" else {}
        response = getattr(client, method.lower())(url, **said)
        transaction.set_rollback(True)
    return response


def test_every_address_answers_everybody_as_the_matrix_says(there: dict[str, str]) -> None:
    from qualicity.portal.workbench.matrix import EVERYBODY, expected
    from qualicity.portal.workbench.urls import ADDRESSES

    asking, wrong = clients(), []
    for address in ADDRESSES:
        for method in address.methods:
            for who in EVERYBODY:
                response = ask(asking[who.name], method, address, there)
                assert response.status_code < 500, (address.route, method, who.name)
                found, wanted = seen(response), expected(address, who)
                if found != wanted:
                    wrong.append((address.route, method, who.name, wanted, found, response.status_code))
    assert not wrong


def test_no_address_takes_a_method_that_it_does_not_have(there: dict[str, str]) -> None:
    from qualicity.portal.workbench.urls import ADDRESSES

    client = signed_in(member("office@city.example", ("office", "")))
    for address in ADDRESSES:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(address.methods):
            assert ask(client, method, address, there).status_code == 405, (method, address.route)


@pytest.mark.usefixtures("strict_city")
def test_every_address_of_the_workbench_is_in_the_matrix() -> None:
    from qualicity.portal.workbench import urls

    for_anybody = {p.name for p in urls.urlpatterns} - {a.name for a in urls.ADDRESSES}
    assert for_anybody == {"work-ics"}  # a signed address, for programs that sign in nowhere
    known = {
        *PARTS,
        "id",
        "token",
        "file",
        "number",
        "change",
    }  # an id that is no submission's: "work-retry id" in `there`
    for address in urls.ADDRESSES:
        parts = set(address.pattern.pattern.regex.groupindex)
        assert parts <= known, f"{address.route}: say in PARTS what stands for {parts - known}"
        assert address.of in ("plan", "organisation", "step", "organisation or step", "link"), address.route


@pytest.mark.usefixtures("strict_city")
def test_the_docs_matrix_is_that_of_the_code() -> None:
    from qualicity.portal.workbench.matrix import document

    wanted = "run: python -m qualicity.portal.workbench.matrix docs/workbench/rights.md"
    assert DOCUMENT.read_text("utf-8") == document(), wanted
