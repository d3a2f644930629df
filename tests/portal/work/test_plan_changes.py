"""The plan office edits in forms, a second person approves, and the folder says it: all or nothing, and nothing lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from change_cases import ACTION, PAGE, TARGET, act, either_own_city, latest, own_city, proposed, text
from people_fixtures import CITY, member, signed_in

from qualicity.plan.edits import FileDiff, Files, diff
from qualicity.portal import catalogue

if TYPE_CHECKING:
    from conftest import City
    from django.test import Client

__all__ = ["either_own_city", "own_city"]


@pytest.fixture
def office(own_city: City) -> Client:
    return own_city.sign_in("office")


@pytest.fixture
def second(own_city: City) -> Client:
    return own_city.sign_in("second")


def differs(city: City, name: str = "plan.yaml") -> list[str]:
    """The lines of a file that went and came."""
    found: FileDiff = diff(name, Files.of(CITY).texts[name], text(city, name))
    return [x.text.strip() for group in found.groups for x in group if x.sign != "same"]


def test_a_change_is_typed_proposed_approved_by_another_and_public(either_own_city: City) -> None:
    from django.test import Client as Reader

    from qualicity.portal.workbench.audit import entries, verify

    city = either_own_city
    office, second = city.sign_in("office"), city.sign_in("second")
    c = proposed(office, value="99", **{"title.en": "Good sections of rivers"})
    assert (c.state, c.by) == ("proposed", "office@demo.invalid")
    assert differs(city) == []
    page = second.get(f"{PAGE}{c.pk}/").content.decode()
    assert "Good sections of rivers" in page
    assert 'class="gone"' in page
    effect = second.get(f"{PAGE}{c.pk}/effect/").content.decode()
    assert "Verdicts and their reasons: 1." in effect
    assert "99 %" in effect
    assert city.plan.target("good-water").value == 80  # type: ignore[union-attr]
    assert act(second, "approve").status_code == 302
    c = latest()
    assert (c.state, c.decided_by, c.commit, c.told) == ("applied", "second@demo.invalid", "", {})
    assert differs(city) == [
        "title: {en: Good river sections, zh: 优良断面比例}",
        "title: {en: Good sections of rivers, zh: 优良断面比例}",
        "value: 80",
        "value: 99",
    ]
    public = Reader().get("/en/sample-city/targets/good-water/").content.decode()
    assert "Good sections of rivers" in public
    assert "99" in public
    verbs = [e["verb"] for e in entries(thing=f"plan change {c.pk}")]
    assert verbs == ["plan.edit", "plan.propose", "plan.approve", "plan.apply"]
    assert verify()[1] == []
    assert city.work() == 1  # the job finds it done
    assert len(list(entries(thing=f"plan change {c.pk}"))) == 4
    page = second.get(f"{PAGE}{c.pk}/").content.decode()
    assert "value: 99" in page  # the record keeps its diff


@pytest.mark.usefixtures("own_city")
def test_nobody_approves_or_returns_their_own_change(own_city: City, office: Client) -> None:
    c = proposed(office)
    assert "a second person decides" in office.get(f"{PAGE}{c.pk}/").content.decode()
    for verb in ("approve", "return"):
        answer = act(office, verb, note="x")
        assert answer.status_code == 400
        assert "a second person does" in answer.content.decode()
    assert latest().state == "proposed"
    assert differs(own_city) == []


def test_an_error_of_the_check_stands_at_its_field_and_stops_the_proposal(
    own_city: City, office: Client
) -> None:
    answer = office.post(TARGET, {"value": "many", "due": "2027-13", "lead": "water-bureau"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert '<ul class="at-cell" id="e-value"><li>&#x27;many&#x27; is not a number</li>' in page
    assert 'id="e-due"' in page
    assert 'id="value" name="value" value="many"' in page  # what was typed is there
    c = latest()
    page = office.get(f"{PAGE}{c.pk}/").content.decode()
    assert "2 errors" in page
    answer = act(office, "propose", reason="x")
    assert answer.status_code == 400
    assert "mend what is shown" in answer.content.decode()
    assert latest().state == "draft"
    assert office.post(TARGET, {"value": "81", "due": "2027-12", "version": c.version}).status_code == 302
    assert [e["value"] for e in latest().edits] == ["81"]
    assert differs(own_city) == []


def test_an_error_elsewhere_is_told_with_its_file_and_line(own_city: City, office: Client) -> None:
    answer = office.post(
        f"{PAGE}edit/indicator/good-sections/", {"monthly-report.value": "sum(nothing_such)"}
    )
    assert answer.status_code == 400
    assert "nothing_such" in answer.content.decode()
    del own_city


def test_milestones_are_added_changed_and_taken_away(own_city: City, office: Client, second: Client) -> None:
    said = {
        "new.title.en": "Second quarter connected", "new.title.zh": "第二片区通水", "new.due": "2027-03",
        "survey.due": "2026-07", "drop.first-quarter": "1",
        "has.supporting": "1", "supporting": ["north-district", "east-district"],
    }  # fmt: skip
    proposed(office, ACTION, **said)  # type: ignore[arg-type]
    assert act(second, "approve").status_code == 302
    action = next(a for a in own_city.plan.all_actions() if a.id == "sewers")
    assert [(m.id, m.due) for m in action.milestones] == [
        ("survey", "2026-07"),
        ("second-quarter-connected", "2027-03"),
    ]
    assert action.milestones[1].title.zh == "第二片区通水"
    assert action.supporting == ("north-district", "east-district")


def test_a_change_that_came_back_is_mended_and_proposed_again(office: Client, second: Client) -> None:
    c = proposed(office)
    assert act(second, "return").status_code == 400  # without a word why
    assert act(second, "return", note="Why 85?").status_code == 302
    assert "Why 85?" in office.get(f"{PAGE}{c.pk}/").content.decode()
    assert proposed(office, value="84").pk == c.pk
    assert act(second, "approve").status_code == 302
    assert latest().state == "applied"


def test_what_others_wrote_meanwhile_is_not_written_over_and_nothing_is_lost(
    own_city: City, office: Client, second: Client
) -> None:
    c = proposed(office)
    theirs = text(own_city).replace("value: 80", "value: 82").replace("value: 95", "value: 96")
    (own_city.folder / "plan.yaml").write_text(theirs, "utf-8")
    page = second.get(f"{PAGE}{c.pk}/").content.decode()
    assert "Somebody else has changed the same files" in page
    assert '<td class="talked" data-label="Today">82</td>' in page
    assert act(second, "approve").status_code == 400
    assert text(own_city) == theirs
    assert "Begin again from today" in office.get(f"{PAGE}{c.pk}/").content.decode()
    assert act(office, "again").status_code == 302
    c = latest()
    assert (c.state, c.edits[0]["was"], c.edits[0]["value"]) == ("draft", "82", "85")
    assert act(office, "propose", reason="Still 85.").status_code == 302
    assert act(second, "approve").status_code == 302
    assert text(own_city) == theirs.replace("value: 82", "value: 85")


def test_what_is_written_between_approval_and_writing_is_not_lost_either(
    own_city: City, office: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(office)
    with monkeypatch.context() as patched:  # the server is stopped right after the approval
        patched.setattr("qualicity.portal.workbench.applying.apply", lambda *_: latest())
        assert act(second, "approve").status_code == 302
    assert latest().state == "approved"
    theirs = text(own_city) + "# theirs\n"
    (own_city.folder / "plan.yaml").write_text(theirs, "utf-8")
    assert own_city.work() == 1
    c = latest()
    assert (c.state, text(own_city)) == ("failed", theirs)
    assert "changed by somebody else" in c.told["en"]
    assert act(office, "again").status_code == 302
    assert latest().state == "draft"


def test_a_worker_finishes_what_a_stopped_server_has_not(
    own_city: City, office: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(office)
    with monkeypatch.context() as patched:
        patched.setattr("qualicity.portal.workbench.applying.apply", lambda *_: latest())
        act(second, "approve")
    assert differs(own_city) == []
    assert own_city.work() == 1
    assert latest().state == "applied"
    assert differs(own_city) == ["value: 80", "value: 85"]


def test_a_folder_that_cannot_be_written_is_told(
    own_city: City, office: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(office)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    with monkeypatch.context() as patched:
        patched.setattr("tempfile.mkstemp", refused)
        act(second, "approve")
    page = second.get(f"{PAGE}{latest().pk}/").content.decode()
    assert latest().state == "failed"
    assert "cannot be written (Permission denied): nothing was changed" in page
    assert differs(own_city) == []


def test_a_demo_writes_only_its_own_copy(city: City) -> None:
    office, second = city.sign_in("office"), city.sign_in("second")
    had = text(city)
    proposed(office)
    act(second, "approve")
    assert "only its own copy" in latest().told["en"]
    assert text(city) == had


def test_two_windows_do_not_overwrite_each_other(office: Client) -> None:
    assert office.post(TARGET, {"value": "81"}).status_code == 302
    assert office.post(TARGET, {"value": "82", "version": "1"}).status_code == 302
    answer = office.post(TARGET, {"value": "83", "version": "1"})
    assert answer.status_code == 409
    assert 'value="83"' in answer.content.decode()  # nothing typed is lost
    assert [e["value"] for e in latest().edits] == ["82"]


def test_a_change_of_another_is_not_gone_on_with(own_city: City, office: Client, second: Client) -> None:
    from qualicity.portal.workbench.actions.changes import KeepEdits
    from qualicity.portal.workbench.rights import Actor, Held

    assert office.post(TARGET, {"value": "81"}).status_code == 302
    c = latest()
    other = Actor("second@demo.invalid", (Held("office", "sample-city"),))
    with pytest.raises(Exception, match="Only who began"):
        KeepEdits(own_city.plan, (), {}, c.pk, c.version).run(other, own_city.now)
    assert second.post(TARGET, {"value": "82"}).status_code == 302
    assert latest().pk != c.pk


def test_rights(own_city: City) -> None:
    office = own_city.sign_in("office")
    c = proposed(office)
    auditor, clerk = own_city.sign_in("auditor"), own_city.sign_in("clerk")
    assert auditor.get(f"{PAGE}{c.pk}/").status_code == 200
    assert "Your decision" not in auditor.get(f"{PAGE}{c.pk}/").content.decode()
    assert auditor.get(TARGET).status_code == 403
    assert clerk.get(f"{PAGE}{c.pk}/").status_code == 403
    assert act(auditor, "approve").status_code == 403
    stranger = signed_in(member("x@city.example", ("office", ""), plan="another"))
    assert stranger.get(f"{PAGE}{c.pk}/").status_code == 404
    assert act(own_city.sign_in("admin"), "approve").status_code == 302
    assert latest().state == "applied"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_thing_of_the_plan_has_its_form(own_city: City, office: Client, lang: str) -> None:
    import re

    listed = office.get(PAGE.replace("/en/", f"/{lang}/")).content.decode()
    forms = re.findall(r'href="(/[^"]*/changes/edit/[^"]+)"', listed)
    assert len(forms) == 1 + 4 + 3 + 2 + 2 + 6 + 2
    for form in forms:
        assert office.get(form).status_code == 200, form
    assert office.get(f"{PAGE}edit/target/nothing/").status_code == 404
    assert office.get(f"{PAGE}edit/dataset/inspections/").status_code == 404
    del own_city


def test_a_change_that_moves_no_figure_says_so(office: Client, second: Client) -> None:
    c = proposed(office, f"{PAGE}edit/organisation/east-district/", url="https://east.city.example/")
    said = second.get(f"{PAGE}{c.pk}/effect/").content.decode()
    assert "No figure, no verdict and no sentence" in said


def test_the_store_is_untouched_by_the_effect(own_city: City, office: Client, second: Client) -> None:
    def everything() -> dict[str, tuple[int, int]]:
        root = own_city.workspace.root / "plans"
        return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in root.rglob("*") if p.is_file()}

    c = proposed(office, f"{PAGE}edit/indicator/good-sections/", **{"monthly-report.decimals": "0"})
    catalogue.live().open("sample-city", own_city.now.date())  # it computes what the folder says today
    had = everything()
    said = second.get(f"{PAGE}{c.pk}/effect/").content.decode()
    assert "Figures: 0" not in said
    now = everything()
    assert {p: now[p] for p in had} == had
    assert {p.split("/")[-2] for p in set(now) - set(had)} <= {
        "observations"
    }  # of an earlier day, for the report
    assert not list(own_city.workspace.root.glob("trial-*"))
