"""The form of a duty: what it asks, what it fills in itself, and that nothing typed is ever refused or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from form_cases import NORTH, ROW, WATER, cells, draft, kept, post, sent, text

if TYPE_CHECKING:
    from conftest import City


def test_a_duty_of_one_row_asks_only_what_the_duty_does_not_say(city: City) -> None:
    page = city.sign_in("clerk").get(NORTH).content.decode()
    form = sent(page)
    assert form["c-0-area"] == "SC-N"
    assert form["c-0-month"] == "2026-10"
    assert '<label for="c-0-area"' not in page
    assert '<label for="c-0-passed"' in page
    assert "North District (synthetic) · SC-N" in page


def test_a_duty_of_many_rows_begins_with_the_things_of_last_period(city: City) -> None:
    page = city.sign_in("water").get(WATER).content.decode()
    form = sent(page)
    assert [form[f"c-{n}-section"] for n in range(5)] == [
        "East gate", "Ferry", "North lake", "Old bridge", "West gate",
    ]  # fmt: skip
    assert form["c-0-class"] == ""
    assert form["c-5-section"] == ""
    assert form["c-0-area"] == "SC", "a list of one code leaves nothing to choose"
    assert "2026-09: II" in text(city.sign_in("water").get(WATER))


def test_last_periods_value_stands_beside_and_is_taken_where_nothing_is_typed(city: City) -> None:
    water = city.sign_in("water")
    form = sent(water.get(WATER).content.decode())
    post(water, WATER, "save", **{**form, "l-0": "1", "l-1": "1", "c-1-class": "I"})
    assert [(r["section"], r["class"], r["permanganate"]) for r in kept()] == [
        ("East gate", "II", "2.8"),
        ("Ferry", "I", "5"),
    ]


def test_wide_figures_of_a_chinese_keyboard_are_figures_and_words_stay_as_they_were_typed(city: City) -> None:
    clerk = city.sign_in("clerk")
    assert (
        post(clerk, NORTH, "save", **cells({**ROW, "passed": "５８", "remark": "第３批未检，－"})).status_code
        == 302
    )
    assert [(r["passed"], r["remark"]) for r in kept()] == [("58", "第３批未检，－")]


def test_what_another_dataset_holds_is_filled_in_with_its_source(city: City) -> None:
    answer = city.sign_in("clerk").get(NORTH)
    assert sent(answer.content.decode())["c-0-inspected"] == "61"
    assert "Batches tested at the laboratory (synthetic) : 61" in text(answer)
    assert "/en/sample-city/datasets/laboratory_batches" in answer.content.decode()


def test_a_value_that_differs_from_what_is_held_needs_a_reason_and_only_to_be_submitted(city: City) -> None:
    clerk = city.sign_in("clerk")
    typed = cells({**ROW, "inspected": "70"})
    assert post(clerk, NORTH, "save", **typed).status_code == 302
    answer = post(clerk, NORTH, "submit", **typed, version="1")
    assert answer.status_code == 400
    assert "61 is held elsewhere: say why yours differs" in text(answer)
    because = {"b-0-inspected": "nine were tested elsewhere"}
    assert post(clerk, NORTH, "submit", **typed, **because, version="1").status_code == 302
    found = draft()
    assert found.state == "submitted"
    assert found.because == {"0 inspected": "nine were tested elsewhere"}
    page = text(city.sign_in("head").get(f"/en/work/sample-city/submissions/{found.pk}/"))
    assert "row 1 · Inspected nine were tested elsewhere" in page, "its reviewers read it"


def test_the_same_value_written_otherwise_needs_no_reason(city: City) -> None:
    clerk = city.sign_in("clerk")
    assert post(clerk, NORTH, "submit", **cells({**ROW, "inspected": "061"})).status_code == 302


@pytest.mark.parametrize("wrong", ["61x", "=1+1", "<script>", "9" * 500, "六十一", "\u202e61"])
def test_whatever_is_typed_is_saved_and_shown_again(city: City, wrong: str) -> None:
    clerk = city.sign_in("clerk")
    assert post(clerk, NORTH, "save", **cells({**ROW, "passed": wrong})).status_code == 302
    page = clerk.get(NORTH).content.decode()
    assert sent(page)["c-0-passed"] == wrong
    answer = post(clerk, NORTH, "submit", **{**sent(page), "version": "1"})
    assert answer.status_code == 400
    assert sent(answer.content.decode())["c-0-passed"] == wrong


def test_a_code_that_is_none_of_the_list_is_kept_and_told(city: City) -> None:
    water = city.sign_in("water")
    row = {"section": "Nowhere", "area": "SC", "month": "2026-10", "class": "VII", "permanganate": "2"}
    post(water, WATER, "save", **cells(row))
    form = sent(water.get(WATER).content.decode())
    assert (form["c-5-section"], form["c-5-class"]) == ("Nowhere", "VII")


def test_each_problem_stands_at_its_cell_and_above_with_a_link(city: City) -> None:
    page = post(city.sign_in("clerk"), NORTH, "check", **cells({**ROW, "passed": "58x"})).content.decode()
    assert 'href="#c-0-passed"' in page
    assert 'id="e-0-passed"' in page
    assert 'id="problem" tabindex="-1" autofocus' in page
    assert 'aria-invalid="true"' in page[page.index('id="c-0-passed"') :][:200]


def test_rows_that_nobody_touched_are_not_sent(city: City) -> None:
    water = city.sign_in("water")
    form = sent(water.get(WATER).content.decode())
    post(water, WATER, "save", **{**form, "c-2-class": "II"})
    assert [r["section"] for r in kept()] == ["North lake"]
    again = sent(water.get(WATER).content.decode())
    post(water, WATER, "save", **{**again, "c-2-class": ""})
    assert kept() == [], "a row that is as the form began it is not the person's"


def test_an_empty_form_is_not_submitted_and_makes_no_draft(city: City) -> None:
    from qualicity.portal.workbench.models import Submission

    water = city.sign_in("water")
    answer = post(water, WATER, "submit", **sent(water.get(WATER).content.decode()))
    assert answer.status_code == 400
    assert "there is no row yet" in text(answer)
    assert not Submission.objects.exists()


def test_more_rows_are_offered_without_script(city: City) -> None:
    water = city.sign_in("water")
    form = sent(water.get(WATER).content.decode())
    more = sent(post(water, WATER, "more", **form).content.decode())
    assert int(more["rows"]) > int(form["rows"])


def test_a_form_saves_itself_and_the_next_save_goes_on_from_there(city: City) -> None:
    clerk = city.sign_in("clerk")
    typed = cells(ROW)
    answer = clerk.post(NORTH, {**typed, "version": "0", "verb": "auto"}, headers={"HX-Request": "true"})
    assert "Saved" in text(answer)
    assert 'name="version" value="1" hx-swap-oob="true"' in answer.content.decode()
    assert post(clerk, NORTH, "save", **{**typed, "c-0-passed": "57"}, version="1").status_code == 302
    assert kept()[0]["passed"] == "57"


def test_who_is_signed_out_while_typing_is_not_sent_away(city: City) -> None:
    from django.test import Client

    answer = Client().post(NORTH, {**cells(ROW), "verb": "auto"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_what_is_with_the_reviewers_shows_what_was_typed_but_keeps_it_out(city: City) -> None:
    clerk = city.sign_in("clerk")
    post(clerk, NORTH, "submit", **cells(ROW))
    answer = post(clerk, NORTH, "save", **cells({**ROW, "passed": "11"}), version="2")
    assert answer.status_code == 400
    assert sent(answer.content.decode())["c-0-passed"] == "11"
    assert kept()[0]["passed"] == "58"


def test_what_stands_is_shown_and_corrected_with_a_reason_only(city: City) -> None:
    clerk, september = city.sign_in("clerk"), NORTH.replace("2026-10", "2026-09")
    page = clerk.get(september)
    form = sent(page.content.decode())
    assert form["c-0-passed"] == "59"
    assert "stands: 59" in text(page)
    assert "This period is held already" in text(page)
    wrong = {**form, "c-0-passed": "60"}
    answer = post(clerk, september, "submit", **wrong)
    assert answer.status_code == 400
    assert 'href="#note"' in answer.content.decode()
    assert (
        post(clerk, september, "submit", **{**wrong, "note": "one came late", "version": "1"}).status_code
        == 302
    )
    assert (draft().note, [r["passed"] for r in kept()]) == ("one came late", ["60"])


def test_nothing_is_a_correction_while_what_stands_is_left_as_it_is(city: City) -> None:
    clerk, september = city.sign_in("clerk"), NORTH.replace("2026-10", "2026-09")
    form = sent(clerk.get(september).content.decode())
    assert post(clerk, september, "submit", **form).status_code == 400


def test_the_reason_of_a_correction_is_kept_with_the_draft(city: City) -> None:
    clerk, september = city.sign_in("clerk"), NORTH.replace("2026-10", "2026-09")
    form = sent(clerk.get(september).content.decode())
    post(clerk, september, "save", **{**form, "c-0-passed": "60", "note": "one came late"})
    assert sent(clerk.get(september).content.decode())["note"] == "one came late"


def test_codes_and_titles_are_said_in_the_persons_language(city: City) -> None:
    page = city.sign_in("clerk").get(NORTH.replace("/en/", "/zh/"))
    assert "北区（虚构） · SC-N" in text(page)
    assert "2026年9月" in text(page)


@pytest.mark.parametrize("rows", ["", "-1", "x", "9" * 9, "1e3"])
def test_a_count_that_is_none_breaks_nothing(city: City, rows: str) -> None:
    answer = post(city.sign_in("clerk"), NORTH, "save", **{**cells(ROW), "rows": rows, "version": rows[:2]})
    assert answer.status_code in (302, 409)


def test_an_organisations_page_says_what_it_is_asked_and_what_is_known(city: City) -> None:
    from django.test import Client

    page = text(Client().get("/en/sample-city/organisations/north-district/"))
    assert "2026-09 1 4 3 1" in page, "period, rows, fields asked, known, left to type"
    assert "at 0.5 minutes a field (an assumption, not measured)" in page
    record = Client().get("/en/sample-city/organisations/north-district.json").json()
    assert record["asked"][-1] == {
        "dataset": "inspections", "period": "2026-09", "rows": 1, "cells": 4, "known": 3, "hours_saved": 0.025,
    }  # fmt: skip
    listed = text(Client().get("/en/sample-city/organisations/"))
    assert "Inspected · Inspections of goods by month (synthetic) = Batches ·" in listed


def test_rows_keep_their_places_when_some_of_them_are_saved(city: City) -> None:
    water = city.sign_in("water")
    form = sent(water.get(WATER).content.decode())
    post(water, WATER, "save", **{**form, "c-3-class": "V", "c-5-section": "Ferry", "c-5-class": "I"})
    again = sent(water.get(WATER).content.decode())
    assert [again[f"c-{n}-section"] for n in range(6)] == [
        "East gate", "Ferry", "North lake", "Old bridge", "West gate", "",
    ]  # fmt: skip
    assert (again["c-1-class"], again["c-3-class"]) == ("I", "V")
    answer = post(water, WATER, "check", **{**again, "c-3-permanganate": "x"}).content.decode()
    assert 'href="#c-3-permanganate"' in answer, "the second row sent is the fourth of the form"


def test_what_came_back_says_at_the_cell_what_is_to_be_mended(city: City) -> None:
    from qualicity.portal.workbench.actions.comments import Say
    from qualicity.portal.workbench.actions.submissions import Return
    from qualicity.portal.workbench.rights import Actor, Held

    clerk = city.sign_in("clerk")
    post(clerk, NORTH, "submit", **cells(ROW))
    head = Actor("head", (Held("reviewer", "sample-city", "north-district"),))
    found, now = draft(), city.later(hours=24 * 365)
    Say(city.plan, found.pk, "Is it not 57?", row=1, field="passed").run(head, now)
    Return(city.plan, found.pk, draft().version).run(head, now)
    page = clerk.get(NORTH).content.decode()
    at = page.index('id="c-0-passed"')
    assert "Is it not 57?" in page[at - 300 : at]
    post(clerk, NORTH, "save", **{**sent(page), "c-0-passed": "57"})
    page = clerk.get(NORTH).content.decode()
    at = page.index('id="c-0-passed"')
    assert "Is it not 57?" not in page[at - 300 : at], "it is mended; above it still stands"
    assert "Is it not 57?" in page
