"""What is sent while signed out is kept for its author, sent again after signing in, and shown to nobody else."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from form_cases import NORTH, ROW, cells, draft, kept, text

import qualicity

if TYPE_CHECKING:
    from conftest import City
    from django.test import Client

WAITING = "/en/work/not-saved/"


def fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of a page's form with this action."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
    assert form, page
    found = re.findall(r'<input[^>]* name="([^"]*)" value="([^"]*)"', form[1])
    return {k: unescape(v) for k, v in found}


def made_for(page: str) -> dict[str, str]:
    """What a form's page carries beside its cells."""
    found = re.search(r'name="for" value="([^"]+)"', page)
    return {"for": unescape(found[1])} if found else {}


def signed_out_save(client: Client, url: str = NORTH, **said: str) -> Any:
    """Open a form, lose the session, and press Save."""
    mark = made_for(client.get(url).content.decode())
    client.logout()
    return client.post(url, {"version": "0", **cells(ROW), "verb": "save", **mark, **said})


def test_what_is_saved_after_the_session_ended_is_sent_again_after_signing_in(city: City) -> None:
    client = city.sign_in("clerk")
    answer = signed_out_save(client)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/en/account/login/?next={WAITING}"
    assert "What you typed is kept" in text(client.get(answer.headers["Location"]))

    again = city.sign_in("clerk")
    assert "is not saved yet" in text(again.get("/en/work/sample-city/"))
    shown = again.get(WAITING)
    assert "Row 1: Inspected 61" in text(shown)
    sent = again.post(NORTH, fields(shown.content.decode(), NORTH))
    assert sent.status_code == 302
    assert [(r["inspected"], r["passed"]) for r in kept()] == [("61", "58")]
    assert "Nothing waits here" in text(again.get(WAITING)), "what was saved waits no more"


def test_every_form_that_sends_something_is_made_for_somebody(city: City) -> None:
    """Else what it sends when the session has ended would be lost."""
    office = city.sign_in("office")
    form = "/en/work/sample-city/changes/edit/target/good-water/"
    page = office.get(form).content.decode()
    office.logout()
    said = {"version": "0", "value": "85", **made_for(page)}
    assert office.post(form, said).headers["Location"].endswith(f"?next={WAITING}")
    templates = Path(qualicity.__file__).parent / "portal" / "templates" / "workbench"
    without = {f.name for f in templates.rglob("*.html") if "{% csrf_token %}" in f.read_text("utf-8")}
    assert without == {"base.html", "invitation.html"}, "to sign out, and to begin an account"


def test_it_is_a_conflict_where_somebody_has_saved_meanwhile(city: City) -> None:
    client = city.sign_in("clerk")
    signed_out_save(client)
    again = city.sign_in("clerk")
    again.post(NORTH, {"version": "0", **cells({**ROW, "passed": "57"}), "verb": "save"})
    page = again.get(WAITING).content.decode()
    conflict = again.post(NORTH, fields(page, NORTH))
    assert conflict.status_code == 409
    assert [r["passed"] for r in kept()] == ["57"], "nothing is overwritten"
    assert "Row 1" in text(again.get(WAITING)), "and it waits until one has chosen"
    chosen = {**cells(ROW), "version": str(draft().version), "verb": "save"}
    again.post(NORTH, {**chosen, "unsaved": fields(page, NORTH)["unsaved"]})
    assert "Nothing waits here" in text(again.get(WAITING))


def test_another_person_at_the_same_browser_sees_and_sends_nothing_of_it(city: City) -> None:
    from qualicity.portal.workbench.models import Unsaved

    client = city.sign_in("clerk")
    signed_out_save(client)
    head = city.sign_in("head")
    assert "Nothing waits here" in text(head.get(WAITING))
    assert "not saved yet" not in text(head.get("/en/work/sample-city/"))
    head.post(WAITING, {"id": Unsaved.objects.get().pk})
    assert Unsaved.objects.count() == 1, "nor can another throw it away"


def test_who_has_lost_the_role_sees_it_no_more(city: City) -> None:
    from qualicity.portal.workbench.models import Role

    signed_out_save(city.sign_in("clerk"))
    client = city.sign_in("clerk")
    Role.objects.filter(user__email="clerk@demo.invalid").update(organisation="west-district")
    assert "Nothing waits here" in text(client.get(WAITING))


@pytest.mark.parametrize("mark", ["", "clerk@demo.invalid", "clerk@demo.invalid:1w:forged"])
def test_nothing_is_kept_of_who_was_never_signed_in(city: City, mark: str) -> None:
    from django.test import Client

    from qualicity.portal.workbench.models import Unsaved

    del city
    answer = Client().post(NORTH, {**cells(ROW), "verb": "save", "for": mark})
    assert answer.headers["Location"] == "/en/account/login/?next=/en/work/"
    assert not Unsaved.objects.exists()


def test_what_is_kept_has_an_end_a_size_and_a_number(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench import unsaved
    from qualicity.portal.workbench.models import Unsaved

    monkeypatch.setattr(unsaved, "MOST", 2)
    for n in range(3):
        signed_out_save(city.sign_in("clerk"), note=f"note {n}")
        city.later(minutes=1)
    notes = [dict(unsaved.read(found).fields)["note"] for found in unsaved.of("clerk@demo.invalid", city.now)]
    assert notes == ["note 2", "note 1"], "the oldest goes first"
    signed_out_save(city.sign_in("clerk"), note="note 2")
    assert Unsaved.objects.count() == 2, "the same sent twice is one"
    monkeypatch.setattr(unsaved, "LARGEST", 10)
    assert "not-saved" not in signed_out_save(city.sign_in("clerk"), note="large").headers["Location"]
    unsaved.forget_old(city.later(days=8))
    assert not Unsaved.objects.exists()


def test_a_file_is_to_be_chosen_again(city: City) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, url = city.sign_in("clerk"), f"{NORTH}upload/"
    mark = made_for(client.get(url).content.decode())
    client.logout()
    file: Any = SimpleUploadedFile("october.csv", b"area,month\n")
    client.post(url, {"version": "0", "verb": "file", "file": file, **mark})
    page = text(city.sign_in("clerk").get(WAITING))
    assert "Files are not kept: choose them again where you sent them. october.csv" in page
    assert "Send it now :" not in page


def test_a_form_from_before_another_sign_in_is_kept_too(city: City) -> None:
    from django.test import Client

    client = city.sign_in("clerk")
    mark = made_for(client.get(NORTH).content.decode())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post(
        NORTH, {"version": "0", **cells(ROW), "verb": "save", **mark, "csrfmiddlewaretoken": "old"}
    )
    assert answer.headers["Location"] == WAITING
    assert "Row 1: Inspected 61" in text(strict.get(WAITING))
    foreign = strict.post(NORTH, {"version": "0", **cells(ROW), "verb": "save", "csrfmiddlewaretoken": "old"})
    assert foreign.status_code == 403, "what is no form of ours is refused"


def test_an_address_for_forms_only_leads_home_after_signing_in(city: City) -> None:
    client = city.sign_in("clerk")
    client.logout()
    answer = client.post("/en/work/sample-city/submissions/x/withdraw/", {"version": "1"})
    assert answer.headers["Location"] == "/en/account/login/?next=/en/work/"
