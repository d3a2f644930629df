"""Two people at one form: whoever comes second sees both versions, cell by cell, and loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from form_cases import NORTH, ROW, WATER, cells, draft, kept, post, sent, text

if TYPE_CHECKING:
    from conftest import City
    from django.test import Client

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
    base = sent(two.get(WATER).content.decode())["base"]
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
    named, foreign = draft().content_id, sent(water.get(WATER).content.decode())["base"]
    post(clerk, NORTH, "save", **cells(ROW))
    for base in (named, foreign):
        page = post(city.sign_in("clerk"), NORTH, "save", **cells({**ROW, "passed": "1"}), base=base)
        assert page.status_code == 409
        assert "Ferry" not in page.content.decode()


def test_the_reasons_of_both_are_kept(city: City) -> None:
    one, two = city.sign_in("clerk"), city.sign_in("clerk")
    differing = cells({**ROW, "inspected": "70"})
    post(one, NORTH, "save", **differing, **{"b-0-inspected": "nine elsewhere"})
    page = post(two, NORTH, "save", **differing, **{"b-0-inspected": "counted twice"}).content.decode()
    post(two, NORTH, "save", **sent(page))
    assert draft().because == {"0 inspected": "counted twice / nine elsewhere"}


def typing(client: Client, *passed: str) -> None:
    """What a form saves by itself while somebody types."""
    for said in passed:
        found = draft_or_none()
        shown = {**cells({**ROW, "passed": said}), "version": str(found.version if found else 0)}
        assert post(client, NORTH, "auto", **shown).status_code == 200


def another_clerk(city: City) -> Client:
    """The head, who reports as well."""
    from django.contrib.auth.models import User

    from qualicity.portal.workbench.models import Role

    client = city.sign_in("head")
    head = User.objects.get(username="head@demo.invalid")
    Role.objects.create(user=head, plan="sample-city", organisation="north-district", role="contributor")
    return client


def draft_or_none() -> Any:
    from qualicity.portal.workbench.models import Submission

    return Submission.objects.first()


def log() -> list[tuple[str, str, bool]]:
    """By whom what was done, and whether it says what was there before."""
    from qualicity.portal.workbench.audit import verify
    from qualicity.portal.workbench.models import Entry

    count, broken = verify()
    assert not broken
    entries = Entry.objects.filter(thing__startswith="submission").order_by("place")
    assert count >= len(entries)
    return [(e.by.split("@")[0], e.verb.split(".")[1], "was" in e.said) for e in entries]


def test_a_sitting_is_one_entry_of_the_log_and_so_is_what_ends_it(city: City) -> None:
    from qualicity.portal.workbench.models import Entry

    clerk, second = city.sign_in("clerk"), another_clerk(city)
    typing(clerk, "5", "57", "58", "55")
    assert log() == [("clerk", "save", False)]
    last = draft().content_id
    typing(second, "54", "53")
    assert log()[1:] == [("head", "save", True)]
    assert Entry.objects.get(place=2).said["was"] == last, "what another takes over is in the log"
    post(second, NORTH, "save", **cells({**ROW, "passed": "53"}), version=str(draft().version))
    assert log()[2:] == [("head", "save", True)], "who presses Save is in the log with what stands then"
    assert Entry.objects.get(place=3).said["sha256"] == draft().content_id
    post(second, NORTH, "save", **cells({**ROW, "passed": "53"}), version=str(draft().version))
    typing(second, "52")
    assert len(log()) == 3
    city.later(hours=2)
    typing(second, "51")
    assert log()[3:] == [("head", "save", True)], "another sitting"


def test_who_only_typed_decides_no_more_than_who_saved(city: City) -> None:
    from qualicity.portal.workbench.actions.submissions import authors, touched

    typing(city.sign_in("clerk"), "5", "57")
    typing(another_clerk(city), "58")
    both = {"clerk@demo.invalid", "head@demo.invalid"}
    assert both <= authors(draft())
    assert both <= touched(draft())


def test_both_versions_are_told_apart_by_what_a_form_that_saved_itself_began_with(city: City) -> None:
    one, two = city.sign_in("clerk"), city.sign_in("clerk")
    typing(one, "5", "57")
    form = sent(two.get(NORTH).content.decode())
    typing(one, "55")
    page = post(two, NORTH, "save", **{**form, "c-0-remark": "counted"}).content.decode()
    assert 'name="c-0-passed" value="55" checked' in page, (
        "what only the other has changed is theirs to begin with"
    )
