"""A program reports as a person does: the same duties, the same check, the same states; only its organisation's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from api_fixtures import NOW, ROOT, ROW, XLSX, Program, api_city, city_evidence, north, program, workbook

__all__ = ["api_city", "city_evidence", "north"]

WRONG = {**ROW, "area": "SC-E", "inspected": "61x"}


def submission(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()["submission"]
    return found


def test_what_is_due_is_listed_with_where_it_stands(north: Program) -> None:
    told = north.get("/duties").json()
    assert (told["organisation"], told["plan"], told["today"]) == (
        "north-district",
        "sample-city",
        "2026-11-23",
    )
    assert {d["dataset"] for d in told["items"]} == {"inspections", "task_reports"}
    october = next(d for d in told["items"] if d["period"] == "2026-10")
    assert (october["due"], october["state"]) == ("2026-11-10", "late")
    north.post([ROW])
    waiting = north.get("/duties?state=waiting").json()["items"]
    assert [d["period"] for d in waiting] == ["2026-10"]
    assert waiting[0]["submission"]


def test_a_dataset_is_described_by_its_table_schema(north: Program) -> None:
    told = north.get("/datasets/inspections/schema").json()
    assert told["primaryKey"] == ["area", "month"]
    area = told["fields"][0]
    assert (area["name"], area["title"], area["title_zh"]) == ("area", "District", "区")
    assert area["constraints"]["enum"] == ["SC-E", "SC-W", "SC-N"]
    assert north.get("/datasets/water_sections/schema").status_code == 404  # reported by others


def test_rows_that_fit_are_handed_in_by_the_program(north: Program) -> None:
    answer = north.post([ROW])
    assert answer.status_code == 201
    told = submission(answer)
    assert (told["state"], told["via"], told["rows"]) == ("submitted", "api", 1)
    assert told["by"] == f"Registry (token {north.number}, north-district)"
    assert answer.json()["change"] == {"inserted": 1, "updated": 0, "unchanged": 0}
    assert answer.headers["ETag"] == f'"{told["version"]}"'
    from qualicity.portal.workbench.audit import entries

    verbs = [(e["verb"], e["by"]) for e in entries(thing=f"submission {told['id']}")]
    assert verbs == [("submission.save", told["by"]), ("submission.submit", told["by"])]


def test_rows_with_errors_are_told_at_their_cells_and_nothing_is_kept(north: Program) -> None:
    answer = north.post([ROW, WRONG])
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    found = {(p["row"], p["field"], p["code"]) for p in told["problems"]}
    assert {(2, "area", "value-not-yours"), (2, "inspected", "value-integer")} <= found
    assert all(p["message"]["en"] and p["message"]["zh"] for p in told["problems"])
    assert told["problems_total"] == len(told["problems"])
    assert north.get("/submissions").json()["items"] == []


def test_a_draft_with_errors_is_kept_where_that_is_asked(north: Program) -> None:
    answer = north.post([WRONG], more="&keep=true")
    assert answer.status_code == 422
    kept = submission(answer)
    assert kept["state"] == "draft"
    seen = north.get(f"/submissions/{kept['id']}").json()
    assert seen["problems"] == answer.json()["problems"]


def test_only_checking_keeps_nothing_and_needs_no_key(north: Program) -> None:
    path = "/submissions?dataset=inspections&period=2026-10&check=true"
    good = north.ask("POST", path, json={"rows": [ROW]})
    bad = north.ask("POST", path, json={"rows": [WRONG]})
    assert (good.status_code, good.json()["accepted"], bad.status_code, bad.json()["accepted"]) == (
        200,
        True,
        200,
        False,
    )
    assert north.get("/submissions").json()["items"] == []


def test_a_draft_waits_until_it_is_handed_in(north: Program) -> None:
    draft = submission(north.post([ROW], more="&submit=false"))
    assert draft["state"] == "draft"
    at = f"/submissions/{draft['id']}/content"
    better = {"json": {"rows": [{**ROW, "passed": 60}]}}
    assert north.ask("PUT", at, **better).status_code == 428
    assert north.ask("PUT", at, **better, headers={"If-Match": '"99"'}).status_code == 412
    done = north.ask("PUT", at, **better, headers={"If-Match": f'"{draft["version"]}"'})
    assert (done.status_code, submission(done)["state"]) == (200, "submitted")
    assert b",60," in north.get(at).content
    again = north.ask("PUT", at, **better, headers={"If-Match": done.headers["ETag"]})
    assert (again.status_code, again.json()["type"]) == (409, f"{ROOT}/docs#problem-not-now")


def test_what_is_returned_is_mended_and_sent_again(north: Program) -> None:
    from qualicity.portal import catalogue
    from qualicity.portal.workbench.actions.comments import Say
    from qualicity.portal.workbench.actions.submissions import Return
    from qualicity.portal.workbench.rights import Actor, Held

    sent = submission(north.post([ROW]))
    head = Actor("head@city.example", (Held("reviewer", "sample-city", "north-district"),))
    plan = catalogue.live().plan("sample-city")
    Say(plan, sent["id"], "Look at this", 1, "passed").run(head, NOW)
    Return(plan, sent["id"], sent["version"]).run(head, NOW)
    seen = north.get(f"/submissions/{sent['id']}")
    told = seen.json()
    assert told["state"] == "returned"
    assert [(c["row"], c["field"], c["text"]) for c in told["comments"]] == [(1, "passed", "Look at this")]
    mended = north.ask(
        "PUT", f"/submissions/{sent['id']}/content", json={"rows": [{**ROW, "passed": 60}]},
        headers={"If-Match": seen.headers["ETag"]},
    )  # fmt: skip
    assert submission(mended)["state"] == "submitted"


def test_a_second_submission_of_a_duty_is_told_where_the_first_is(north: Program) -> None:
    first = submission(north.post([ROW]))
    answer = north.post([{**ROW, "passed": 60}], key="k2")
    assert answer.status_code == 409
    assert answer.headers["Location"] == f"{ROOT}/submissions/{first['id']}"


def test_it_is_withdrawn_by_delete(north: Program) -> None:
    sent = submission(north.post([ROW]))
    at = f"/submissions/{sent['id']}"
    assert north.ask("DELETE", at, headers={"If-Match": '"99"'}).status_code == 412
    assert north.ask("DELETE", at).json()["state"] == "withdrawn"
    assert north.ask("DELETE", at).status_code == 409
    assert north.post([ROW], key="k2").status_code == 201


def test_what_it_would_change_is_told(north: Program) -> None:
    sent = submission(north.post([ROW]))
    told = north.get(f"/submissions/{sent['id']}/effect").json()
    assert told["accepted"]
    assert [r["after"]["passed"] for r in told["rows"]] == [58]
    assert told["rows_total"] == 1
    assert "pass-rate" in {f["indicator"] for f in told["figures"]}
    assert set(told["sentences"]) == {"en", "zh"}
    north.ask("DELETE", f"/submissions/{sent['id']}")
    assert north.get(f"/submissions/{sent['id']}/effect").status_code == 409


@pytest.mark.parametrize("form", ["text/csv", XLSX])
def test_a_csv_and_a_workbook_are_checked_as_json_is(north: Program, form: str) -> None:
    data = (
        workbook([WRONG]) if form == XLSX else b"area,month,inspected,passed,remark\nSC-E,2026-10,61x,58,\n"
    )
    answer = north.ask(
        "POST", "/submissions?dataset=inspections&period=2026-10", data=data, form=form,
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip
    found = {(p["row"], p["field"], p["code"]) for p in answer.json()["problems"]}
    assert {(1, "area", "value-not-yours"), (1, "inspected", "value-integer")} <= found
    cells = {p["cell"] for p in answer.json()["problems"]}
    assert cells == ({"Sheet!A2", "Sheet!C2"} if form == XLSX else {None})


def test_what_took_effect_is_corrected_with_a_reason(north: Program) -> None:
    from qualicity.portal.workbench.models import Submission

    first = submission(north.post([ROW]))["id"]
    Submission.objects.filter(pk=first).update(state="effective", effective="2026-11-20T00:00Z")
    better = [{**ROW, "passed": 60}]
    silent = north.post(better, key="k2")
    assert (silent.status_code, silent.json()["type"]) == (422, f"{ROOT}/docs#problem-reason-missing")
    told = submission(north.post(better, key="k2", more="&note=Two+were+counted+twice"))
    assert told["note"] == "Two were counted twice"
    assert Submission.objects.get(pk=told["id"]).corrects_id == first


def test_a_version_that_was_compressed_on_its_way_is_the_same(north: Program) -> None:
    draft = submission(north.post([ROW], more="&submit=false"))
    seen = north.get(f"/submissions/{draft['id']}", headers={"Accept-Encoding": "gzip"})
    assert seen.headers["ETag"] == f'W/"{draft["version"]}"'
    at = f"/submissions/{draft['id']}"
    assert north.ask("DELETE", at, headers={"If-Match": seen.headers["ETag"]}).status_code == 200


# -- keys -------------------------------------------------------------------------------------------------


def test_the_same_key_and_body_is_answered_as_before(north: Program) -> None:
    first, again = north.post([ROW]), north.post([ROW])
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(north.get("/submissions").json()["items"]) == 1


def test_the_same_key_with_another_body_is_refused(north: Program) -> None:
    north.post([ROW])
    other = north.post([{**ROW, "passed": 60}])
    assert (other.status_code, other.json()["type"]) == (422, f"{ROOT}/docs#problem-key-reused")


def test_a_key_is_not_spent_by_what_was_refused(north: Program) -> None:
    assert north.post([WRONG]).status_code == 422
    assert north.post([ROW]).status_code == 201


def test_without_a_key_nothing_is_sent(north: Program) -> None:
    answer = north.ask("POST", "/submissions?dataset=inspections&period=2026-10", json={"rows": [ROW]})
    assert answer.status_code == 400


def test_two_organisations_may_use_the_same_key(north: Program) -> None:
    east = program("east-district")
    assert north.post([ROW]).status_code == 201
    assert east.post([{**ROW, "area": "SC-E", "inspected": 116}], more="&note=mended").status_code == 201


# -- tokens -----------------------------------------------------------------------------------------------


def test_another_organisations_submission_is_not_there(north: Program) -> None:
    sent = submission(north.post([ROW]))
    east = program("east-district")
    at = f"/submissions/{sent['id']}"
    asked = [("GET", at), ("GET", f"{at}/content"), ("GET", f"{at}/effect"), ("DELETE", at)]
    assert {east.ask(*a).status_code for a in asked} == {404}
    put = east.ask("PUT", f"{at}/content", json={"rows": [ROW]}, headers={"If-Match": '"3"'})
    assert put.status_code == 404
    assert east.get("/submissions").json()["items"] == []
    told = put.json()["detail"]
    assert told == east.get("/submissions/0000000000000000").json()["detail"].replace("0" * 16, sent["id"])


def test_nothing_of_another_organisation_is_in_any_answer(north: Program) -> None:
    from django.test import Client

    sent = submission(
        north.post([{**ROW, "inspected": 7351, "remark": "unheard-of", "_reason": "more were tested"}])
    )
    east = program("east-district")
    told = [
        east.get(path).content
        for path in ("/duties", "/submissions", f"/submissions/{sent['id']}", "/datasets/inspections/schema")
    ]
    own = east.post([{**ROW, "area": "SC-E", "inspected": 116}], more="&note=mended").json()["submission"][
        "id"
    ]
    told += [east.get(f"/submissions/{own}").content, east.get(f"/submissions/{own}/effect").content]
    told += [east.post([{**ROW, "area": "SC-N", "inspected": "7351x"}], key="k2", period="2026-09").content]
    told += [Client().get(p).content for p in ("/en/sample-city/datasets/inspections/", f"{ROOT}/docs")]
    said = b"\n".join(told)
    assert b"unheard-of" not in said
    assert sent["by"].encode() not in said
    assert b"7351," not in said


def test_a_revoked_token_opens_nothing(north: Program) -> None:
    from qualicity.portal import catalogue
    from qualicity.portal.workbench.actions.tokens import RevokeToken
    from qualicity.portal.workbench.rights import Actor, Held

    admin = Actor("admin@city.example", (Held("administrator", "sample-city"),))
    RevokeToken(catalogue.live().plan("sample-city"), north.number).run(admin, NOW)
    answer = north.get("/duties")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer wrong", "Basic abc", "Bearer \u00e9"])
def test_without_a_token_nothing_is_told(north: Program, said: str) -> None:
    for path in ("/duties", "/submissions/0123456789abcdef", "/nothing"):
        assert north.get(path, headers={"Authorization": said}).status_code == 401


def test_a_token_is_kept_as_its_hash_only(north: Program) -> None:
    from qualicity.portal.workbench.audit import entries
    from qualicity.portal.workbench.models import ApiToken

    kept = json.dumps([*ApiToken.objects.values(), *entries()], default=str)
    assert north.token not in kept
    assert north.token.removeprefix("qualicity-") not in kept
    north.get("/duties")
    assert ApiToken.objects.get(pk=north.number).used is not None


def test_no_cookie_and_no_other_site(north: Program) -> None:
    answer = north.get("/duties")
    assert not answer.cookies
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


# -- manners ----------------------------------------------------------------------------------------------


def test_a_problem_speaks_the_readers_language(north: Program) -> None:
    told = north.get("/submissions/none", headers={"Accept-Language": "zh"})
    assert told.headers["Content-Language"] == "zh-Hans"
    assert "此处没有" in told.json()["detail"]


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(north: Program, settings_of: Any) -> None:
    settings_of(WORK_API_LARGEST=1000)
    answer = north.post([ROW] * 100)
    assert (answer.status_code, answer.json()["type"]) == (413, f"{ROOT}/docs#problem-too-large")


@pytest.fixture
def settings_of() -> Any:
    """Changes settings for a test."""
    from django.test import override_settings

    made: list[Any] = []

    def change(**said: Any) -> None:
        made.append(override_settings(**said))
        made[-1].enable()

    yield change
    for each in made:
        each.disable()


@pytest.mark.parametrize(
    ("data", "form", "status"),
    [
        (" ", "application/json", 400),
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ('{"rows": 1}', "application/json", 400),
        ('{"rows": [1]}', "application/json", 400),
        ('{"rows": [{"inspected": NaN}]}', "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("a", "text/plain", 415),
        ("not a workbook", XLSX, 422),
        ('{"rows": []}', "application/json", 422),
        ('{"rows": [{}]}', "application/json", 422),
        ('{"rows": [{"area": [1], "month": {"a": 1}, "inspected": true}]}', "application/json", 422),
        ('{"rows": [{"strange": "\\u0000\\ud800"}]}', "application/json", 422),
    ],
)
def test_what_cannot_be_read_is_said(north: Program, data: str, form: str, status: int) -> None:
    answer = north.ask(
        "POST", "/submissions?dataset=inspections&period=2026-10", data=data, form=form,
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_release_takes_nothing_in(north: Program) -> None:
    from django.urls import set_script_prefix

    try:
        set_script_prefix("/r/one/")
        from django.test import RequestFactory

        from qualicity.portal.workbench.api.door import door

        assert door(RequestFactory().get("/api/work/v1/duties"), "duties").status_code == 404
    finally:
        set_script_prefix("/")


def test_a_program_that_sends_without_end_is_told_to_wait(north: Program) -> None:
    from qualicity.portal import limits

    limits.put(limits.Limits(clock=lambda: 0.0))
    try:
        found = {north.ask("DELETE", "/submissions/none").status_code for _ in range(61)}
        assert found == {404, 429}
        assert north.get("/duties").status_code == 200
    finally:
        limits.put(None)
