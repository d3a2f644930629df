"""Two people at one form: whoever comes second sees both versions, cell by cell, and loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from form_cases import NORTH, ROW, WATER, cells, draft, kept, post, sent, text

if TYPE_CHECKING:
    from conftest import City

SECTION = {"area": "SC", "month": "2026-10"}


def test_both_versions_stand_side_by_side_and_nothing_is_overwritten(city: City) -> None:
    one, two = city.sign_in("clerk"), city.sign_in("clerk")
    post(one, NORTH, "save", **cells({**ROW, "passed": "55"}))
    answer = post(two, NORTH, "save", **cells({**ROW, "passed": "57"}))
    assert answer.status_code == 409
    assert kept()[0]["passed"] == "55"
    page = answer.content.decode()
    assert 'name="c-0-passed" value="57" checked' in page
    assert 'name="c-0-passed" value="55"' in page


def test_what_is_chosen_is_saved_over_theirs(either_city: City) -> None:
    city = either_city
    one, two = city.sign_in("clerk"), city.sign_in("clerk")
    post(one, NORTH, "save", **cells({**ROW, "passed": "55", "remark": "by one"}))
    page = post(two, NORTH, "save", **cells({**ROW, "passed": "57", "remark": "by two"})).content.decode()
    chosen = {**sent(page), "c-0-remark": "by one"}
    assert post(two, NORTH, "save", **chosen).status_code == 302
    assert (kept()[0]["passed"], kept()[0]["remark"]) == ("57", "by one")


def test_a_cell_that_only_the_other_has_changed_is_theirs_to_begin_with(city: City) -> None:
    one, two = city.sign_in("water"), city.sign_in("water")
    rows = [{**SECTION, "section": s, "class": "II"} for s in ("East gate", "Ferry")]
    post(one, WATER, "save", **cells(*rows))
    base = draft().content_id
    post(one, WATER, "save", **cells({**rows[0], "class": "III"}, rows[1]), version="1")
    mine = cells(rows[0], {**rows[1], "permanganate": "4"})
    page = post(two, WATER, "save", **mine, version="1", base=base).content.decode()
    post(two, WATER, "save", **sent(page))
    assert [(r["class"], r["permanganate"]) for r in kept()] == [("III", ""), ("II", "4")]


def test_rows_of_either_side_are_kept_unless_left_out(city: City) -> None:
    one, two = city.sign_in("water"), city.sign_in("water")
    east, ferry = ({**SECTION, "section": s, "class": "II"} for s in ("East gate", "Ferry"))
    post(one, WATER, "save", **cells(east))
    page = post(two, WATER, "save", **cells(ferry)).content.decode()
    assert sorted(r for r in text_of_sides(page)) == ["mine", "theirs"]
    post(two, WATER, "save", **sent(page))
    assert sorted(r["section"] for r in kept()) == ["East gate", "Ferry"]
    post(two, WATER, "save", **{**sent(page), "x-0": "1", "version": "2"})
    assert [r["section"] for r in kept()] == ["East gate"]


def text_of_sides(page: str) -> list[str]:
    return [
        side
        for side, said in (("mine", "This row only you have"), ("theirs", "This row only water@"))
        if said in page
    ]


def test_a_form_that_saves_itself_is_told_and_keeps_its_place(city: City) -> None:
    one, two = city.sign_in("clerk"), city.sign_in("clerk")
    post(one, NORTH, "save", **cells(ROW))
    answer = two.post(NORTH, {**cells({**ROW, "passed": "1"}), "version": "0", "verb": "auto"})
    assert answer.status_code == 409
    assert "somebody else has changed this form" in text(answer)
    assert kept()[0]["passed"] == "58"


def test_a_version_of_another_submission_says_nothing_of_it(city: City) -> None:
    water, clerk = city.sign_in("water"), city.sign_in("clerk")
    post(water, WATER, "save", **cells({**SECTION, "section": "Ferry", "class": "II"}))
    foreign = draft().content_id
    post(clerk, NORTH, "save", **cells(ROW))
    page = post(city.sign_in("clerk"), NORTH, "save", **cells({**ROW, "passed": "1"}), base=foreign)
    assert page.status_code == 409
    assert "Ferry" not in page.content.decode()


def test_the_reasons_of_both_are_kept(city: City) -> None:
    one, two = city.sign_in("clerk"), city.sign_in("clerk")
    differing = cells({**ROW, "inspected": "70"})
    post(one, NORTH, "save", **differing, **{"b-0-inspected": "nine elsewhere"})
    page = post(two, NORTH, "save", **differing, **{"b-0-inspected": "counted twice"}).content.decode()
    post(two, NORTH, "save", **sent(page))
    assert draft().because == {"0 inspected": "counted twice / nine elsewhere"}
