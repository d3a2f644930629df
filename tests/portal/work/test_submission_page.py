"""The page of a submission: what is said stands at its place, what was mended is shown, corrections lead both ways."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from review_cases import begun, everybody, led_to, rows, state_of, verb

from qualicity.errors import UsageError
from qualicity.evidence.duties import working_days_after

if TYPE_CHECKING:
    from conftest import City
    from django.test import Client


def text(client: Client, s: Any, lang: str = "en", part: str = "") -> str:
    """A submission's page, with single spaces."""
    answer = client.get(f"/en/work/sample-city/submissions/{s.pk}/{part}".replace("/en/", f"/{lang}/"))
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def post(client: Client, s: Any, what: str, **said: Any) -> Any:
    return client.post(f"/en/work/sample-city/submissions/{s.pk}/{what}/", {"version": s.version, **said})


TWO = "area,month,inspected,passed,remark\nSC-N,2026-09,63,59,\nSC-N,2026-10,61,58,\n"


def test_comments_stand_at_their_cells_also_after_rows_have_moved(city: City) -> None:
    from qualicity.portal.workbench.actions.comments import Say
    from qualicity.portal.workbench.looking import look

    plan, author, head = city.plan, everybody("author"), everybody("head")
    dataset = plan.dataset("inspections")
    assert dataset is not None
    s = led_to(plan, "submitted", "2026-10", author, TWO.encode())
    Say(plan, s.pk, "Too few?", 2, "passed").run(head, city.later(minutes=1))
    Say(plan, s.pk, "The whole row?", 2).run(head, city.now)
    Say(plan, s.pk, "Which row?", 77, "passed").run(head, city.now)
    s = verb(plan, s, "return", note="See the cell").run(head, city.later(minutes=1))
    mended = "area,month,inspected,passed,remark\nSC-N,2026-10,61,60,\nSC-N,2026-08,50,49,\n"
    s = verb(plan, s, "save", data=mended.encode()).run(author, city.later(minutes=1))
    Say(plan, s.pk, "Mended", 1, "passed").run(author, city.later(minutes=1))
    looked = look(dataset, s)
    at = {
        (r.number, c.field.name): [x.text for x in c.comments]
        for r in looked.rows
        for c in r.cells
        if c.comments
    }
    assert at == {(1, "passed"): ["Too few?", "Mended"]}
    assert [x.text for x in looked.rows[0].comments] == ["The whole row?"]
    assert [x.text for x in looked.others] == ["Which row?", "See the cell"]
    assert looked.mended is not None
    assert [(m.row, m.key, m.field and m.field.name, m.before, m.after) for m in looked.mended] == [
        (1, "SC-N · 2026-10", "passed", "58", "60"),
        (2, "SC-N · 2026-08", None, "", "SC-N · 2026-08 · 50 · 49"),
        (None, "SC-N · 2026-09", None, "SC-N · 2026-09 · 63 · 59", ""),
    ]


def test_the_reviewer_sees_what_was_mended_decides_and_is_told_what_lacks(city: City) -> None:
    plan, author = city.plan, everybody("author")
    s = led_to(plan, "submitted", "2026-10", author)
    head = city.sign_in("head")
    page = text(head, s)
    assert "Your decision" in page
    assert "late" not in page
    assert "What was mended" not in page
    answer = post(head, s, "return")
    assert answer.status_code == 400
    assert "Say what is to be mended" in answer.content.decode()
    assert post(head, s, "comment", row="1", field="passed", text="58 of 61?").status_code == 302
    s.refresh_from_db()
    assert post(head, s, "return", note="").status_code == 302
    assert state_of(s) == "returned"
    city.later(days=1)
    s = verb(plan, s, "save", data=rows("2026-10", 60)).run(author, city.now)
    s = verb(plan, s, "submit").run(author, city.now)
    page = text(head, s)
    assert "What was mended since it came back" in page
    assert re.search(r"Passed 58 60", page)
    assert "修改" in text(head, s, "zh")
    answer = post(head, s, "approve", version=s.version - 1)
    assert answer.status_code == 409
    assert post(head, s, "approve").status_code == 302
    assert state_of(s) == "submitted 2"


def test_a_correction_begins_with_the_rows_that_took_effect_and_needs_a_reason(city: City) -> None:
    from qualicity.portal.workbench.models import Submission

    plan = city.plan
    s = led_to(plan, "approved", "2026-10", everybody("author"))
    city.work()
    s.refresh_from_db()
    clerk, viewer = city.sign_in("clerk"), city.sign_in("market")
    assert "Correct it" in text(clerk, s)
    assert "Correct it" not in text(viewer, s)
    assert post(viewer, s, "correct", note="x").status_code == 403
    assert post(clerk, s, "correct", note=" ").status_code == 400
    answer = post(clerk, s, "correct", note="One batch was counted twice")
    assert answer.headers["Location"].endswith("/report/inspections/north-district/2026-10/")
    made = Submission.objects.get(corrects=s)
    assert (made.state, made.content_id, made.note) == ("draft", s.content_id, "One batch was counted twice")
    assert 'value="58"' in clerk.get(answer.headers["Location"]).content.decode()
    assert post(clerk, s, "correct", note="again").status_code == 400  # there is one already

    made = verb(plan, made, "save", data=rows("2026-10", 57)).run(everybody("author"), city.later(minutes=1))
    shown = text(clerk, made, part="effect/")
    assert "Passed: 58" in shown
    assert "Passed: 57" in shown
    for name, who in (("submit", "author"), ("approve", "first"), ("approve", "second")):
        made = verb(plan, made, name).run(everybody(who), city.now)
    city.work()
    assert state_of(made) == "effective"
    assert made.note == "One batch was counted twice"
    commit = next(c for c in city.store.dataset("inspections").commits if c.submission == made.pk)
    assert f"Corrected by {made.pk}" in text(clerk, s)
    assert f"Corrects {s.pk}" in text(clerk, made)
    public = f"/en/sample-city/datasets/inspections/changes/?from={commit.version - 1}&to={commit.version}"
    assert "57" in clerk.get(public).content.decode()
    assert "What it changed" in text(clerk, made)
    assert "Correct it" not in text(clerk, s)
    assert "Correct it" in text(clerk, made)
    assert (commit.message, commit.updated) == ("One batch was counted twice", 1)


def test_who_began_a_correction_never_approves_it(city: City) -> None:
    from qualicity.portal.workbench.actions.corrections import Correct

    plan = city.plan
    s = led_to(plan, "approved", "2026-10", everybody("author"))
    city.work()
    made = Correct(plan, s.pk, "wrong").run(everybody("mender"), city.now)
    made = verb(plan, made, "submit").run(everybody("other"), city.now)
    with pytest.raises(UsageError, match="second person"):
        verb(plan, made, "approve").run(everybody("mender"), city.now)


def test_what_is_held_is_corrected_with_a_reason_also_by_a_new_draft(city: City) -> None:
    plan = city.plan
    s = led_to(plan, "approved", "2026-10", everybody("author"))
    city.work()
    again = begun(plan, "2026-10", everybody("author"), rows("2026-10", 57))
    assert again.corrects_id == s.pk
    with pytest.raises(UsageError, match="Say why"):
        verb(plan, again, "submit").run(everybody("author"), city.now)
    assert (
        verb(plan, again, "submit", note="Typed wrongly").run(everybody("author"), city.now).state
        == "submitted"
    )


def test_the_reviews_say_whose_turn_it_is_and_how_late(city: City) -> None:
    from qualicity.portal.workbench.board import in_review

    plan = city.plan
    s = led_to(plan, "submitted", "2026-10", everybody("author"))
    assert str(s.look_by) == "2026-11-30"  # five working days after a Monday
    head = everybody("head")
    (waiting,) = in_review(plan, head, datetime(2026, 11, 30).date())
    assert (waiting.step, waiting.mine, waiting.late) == ("organisation", True, 0)
    (waiting,) = in_review(plan, everybody("author"), datetime(2026, 12, 3).date())
    assert (waiting.mine, waiting.late) == (False, 3)
    for who in ("head", "office", "auditor", "clerk"):
        client = city.sign_in(who)
        page = client.get("/en/work/sample-city/reviews/").content.decode()
        assert s.pk in page
    s = verb(plan, s, "approve").run(head, city.later(days=3))
    assert str(s.look_by) == "2026-12-03"  # the next reviewers have days of their own


def test_working_days_leave_out_weekends_and_holidays() -> None:
    assert str(working_days_after(datetime(2026, 9, 30).date(), 1, "CN")) == "2026-10-08"
    assert str(working_days_after(datetime(2026, 11, 20).date(), 1, None)) == "2026-11-23"


def test_the_last_reviewer_is_offered_an_embargo_where_the_dataset_asks(city: City) -> None:
    from qualicity.evidence import Duty
    from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit
    from qualicity.portal.workbench.models import Submission
    from qualicity.portal.workbench.rights import Actor, Held

    clerk = Actor("x@a.example", (Held("contributor", "sample-city", "water-bureau"),))
    file = b"section,area,month,class,permanganate\nFerry,SC,2026-10,V,9.5\n"
    duty = Duty(None, None, "water_sections", "water-bureau", "2026-10")
    w = Save(city.plan, duty, Sent(file, "w.csv", 1)).run(clerk, city.now)
    w = Submit(city.plan, w.pk, w.version).run(clerk, city.now)
    first, office = city.sign_in("water-head"), city.sign_in("office")
    assert "Takes effect not before" not in text(first, w)
    assert post(first, w, "approve").status_code == 302
    w.refresh_from_db()
    assert "Takes effect not before" in text(office, w)
    assert post(office, w, "approve", embargo="soon").status_code == 400
    assert post(office, w, "approve", embargo="2026-12-01T08:00").status_code == 302
    w = Submission.objects.get(pk=w.pk)
    assert str(w.embargo) == "2026-12-01 08:00:00+00:00"
    assert "1 December 2026 08:00" in text(office, w)
