"""Rows that come in: checked, kept, handed in; the same request again is answered as before."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse

from qualicity import evidence
from qualicity.errors import Text, UsageError
from qualicity.evidence import Duty
from qualicity.plan import Dataset
from qualicity.portal.api.problems import MEDIA, ApiError, Fault
from qualicity.portal.pages import language
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.actions.receiving import Answer, Key, Receive, answered
from qualicity.portal.workbench.actions.submissions import Sent, mended_by
from qualicity.portal.workbench.api import body
from qualicity.portal.workbench.api.asked import Put, Sending
from qualicity.portal.workbench.api.caller import Caller
from qualicity.portal.workbench.api.checked import Told, checked
from qualicity.portal.workbench.api.problems import WorkError, written
from qualicity.portal.workbench.api.records import etag, shown
from qualicity.portal.workbench.api.schemas import result
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.reasons import needs_note
from qualicity.portal.workbench.states import OPEN, STATES, State, Verb, may_follow
from qualicity.portal.workbench.worker import duty_of

KEY = "Idempotency-Key"
LONGEST_KEY = 200


def post(
    request: HttpRequest, here: Caller, declared: Dataset, duty: Duty, asked: Sending
) -> HttpResponse | dict[str, Any]:
    """Check new rows; unless only that was asked, keep them and hand them in.

    Errors: `WorkError`, with all problems where rows have errors.
    """
    form, data = body.form_of(request), body.read(request)
    key = None if asked.check else _key(request, here, form, asked, data)
    if key is not None and (before := answered(key)):
        return _told(before)
    try:
        if not asked.check:
            _require_none_open(here, duty)
        told, sent = _checked(here, duty, body.sent(declared, data, form), asked)
        if asked.check:
            return result(told.answer, told.problems)
        mended = mended_by(here.plan.id, duty)
        _require_note(asked, told, duty, corrects=bool(mended))
        return _received(request, here, duty, sent, asked, told, 0, key, mended)
    except (UsageError, WorkError):
        if key is not None and (before := answered(key)):  # this very request, made at the same moment
            return _told(before)
        _require_none_open(here, duty)
        raise


def put(request: HttpRequest, here: Caller, found: Submission, asked: Put) -> HttpResponse | dict[str, Any]:
    """Check rows that take the place of a draft's, and keep them or hand them in.

    Errors: `WorkError`; 412 where somebody has changed it meanwhile.
    """
    form, version = body.form_of(request), version_meant(request, found)
    require_state(found, "save")
    data = body.read(request)
    declared, duty = here.dataset(found), duty_of(found)
    told, sent = _checked(here, duty, body.sent(declared, data, form), asked)
    if asked.check:
        return result(told.answer, told.problems)
    _require_note(asked, told, duty, corrects=bool(found.corrects_id))
    return _received(request, here, duty, sent, asked, told, version, None)


def version_meant(request: HttpRequest, found: Submission, *, required: bool = True) -> int:
    """The version that If-Match names; without the header (where it may be left out) the present one.

    Errors: `WorkError` where it is another one than that of now.
    """
    said = request.headers.get("If-Match", "").strip().removeprefix("W/")  # what was compressed is weak
    if not said and required:
        raise WorkError(
            "version-missing",
            Text("Send the submission’s ETag as If-Match.", "请将该提交的 ETag 作为 If-Match 送上。"),
        )
    if said not in ("", "*", etag(found.version)):
        raise WorkError("changed", ConflictError().text, headers={"ETag": etag(found.version)})
    return found.version


def require_state(found: Submission, verb: Verb) -> None:
    """Errors: `WorkError` where a verb cannot be done in the submission's state."""
    state: State = found.state  # type: ignore[assignment]  # only our verbs write it
    if not may_follow(state, verb):
        said = STATES[state]
        raise WorkError(
            "not-now",
            Text(
                f"This cannot be done now: the submission is {said.en}.",
                f"目前不能进行此操作：该提交{said.get('zh')}。",
            ),
        )


def _checked(here: Caller, duty: Duty, sent: Sent, asked: Put) -> tuple[Told, Sent]:
    """Reasons are asked for when it is handed in, and told when only the check is wanted; a draft may lack them."""
    told = checked(here, duty, sent, reasons=asked.submit or asked.check)
    return told, replace(sent, rows=told.answer.rows)


def _received(
    request: HttpRequest,
    here: Caller,
    duty: Duty,
    sent: Sent,
    asked: Put,
    found: Told,
    version: int,
    key: Key | None,
    corrects: str = "",
) -> HttpResponse:
    """Keep it and hand it in, as far as it fits and was asked for."""
    answer, problems = found.answer, found.problems
    fits = answer.accepted and answer.rows > 0
    refused = None if fits else _refusal(answer)
    if refused is not None and not asked.keep:
        raise WorkError("rows-refused", refused.text, more=_listed(answer, problems))

    def told(found: Submission) -> tuple[int, str]:
        kept = shown(request, here, found)
        if refused is not None:
            more = json.loads(_json({**_listed(answer, problems), "submission": kept}))
            error = WorkError("rows-refused", refused.text, more=more)
            return 422, written(error, request.path, language(request))
        return (200 if version else 201), _json({**result(answer, problems), "submission": kept})

    done = Receive(
        here.plan, duty, sent, version, asked.submit and fits, asked.note, told, key, corrects, found.because
    ).run(here.actor, here.now)
    return _told(done)


def _told(done: Answer) -> HttpResponse:
    kind = MEDIA if done.status == 422 else "application/json"
    response = HttpResponse(done.text, content_type=kind, status=done.status)
    response["ETag"] = etag(done.version)
    kept = json.loads(done.text)["submission"]
    response["Location"] = kept["links"]["self"]
    if done.again:
        response["Idempotency-Replayed"] = "true"
    return response


def _listed(answer: evidence.Submission, problems: list[dict[str, Any]]) -> dict[str, Any]:
    return {"rows": answer.rows, "problems_total": len(answer.problems), "problems": problems}


def _refusal(answer: evidence.Submission) -> ApiError:
    errors = sum(p.severity == "error" for p in answer.problems)
    if not errors:
        return ApiError("unusable-value", Text("There are no rows.", "没有数据。"))
    return ApiError(
        "unusable-value",
        Text(
            f"Nothing of it was taken: {errors} errors, each at its cell.",
            f"未予接收：共 {errors} 处错误，详见各单元格。",
        ),
    )


def _key(request: HttpRequest, here: Caller, form: str, asked: Sending, data: bytes) -> Key:
    name = request.headers.get(KEY, "").strip()
    if not name or len(name) > LONGEST_KEY or not name.isprintable():
        raise WorkError(
            "key-missing",
            Text(
                f"Send a header {KEY} of 1 to {LONGEST_KEY} characters, a new one for new content (a UUID, say): "
                "who sends the same again with the same key sends it once.",
                f"请送上请求头 {KEY}（1 至 {LONGEST_KEY} 个字符，新内容用新键，例如 UUID）：同一键重复发送只计一次。",
            ),
        )
    return Key(here.token, name, body.digest(form, asked.model_dump_json(), data=data))


def _require_none_open(here: Caller, duty: Duty) -> None:
    """A duty has one submission on its way at a time."""
    found = Submission.objects.filter(
        plan=here.plan.id, dataset=duty.dataset, organisation=duty.organisation, period=duty.period, part="",
        state__in=OPEN,
    ).first()  # fmt: skip
    if found is None:
        return
    said, at = STATES[found.state], f"/api/work/v1/submissions/{found.pk}"  # type: ignore[index]
    raise WorkError(
        "conflict",
        Text(
            f"There is a submission on its way already, {said.en}: {at}. Send its rows anew by PUT {at}/content where it "
            "is a draft or returned.",
            f"已有在途的提交（{said.get('zh')}）：{at}。草稿或被退回时可用 PUT {at}/content 重送数据。",
        ),
        headers={"Location": at},
    )


def _require_note(asked: Put, found: Told, duty: Duty, *, corrects: bool) -> None:
    """Errors: `WorkError` for a correction that does not say why."""
    changed = found.answer.change.updated if found.answer.change else 0
    handed_in = asked.submit and found.answer.accepted
    if handed_in and needs_note(corrects, duty, changed) and not asked.note.strip():
        detail = Text(
            "Rows of this period have taken effect: say in “note” why they are corrected.",
            "该时期的数据已生效：请在 note 中说明更正理由。",
        )
        raise WorkError("reason-missing", detail, faults=[Fault("#/query/note", detail)])


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, cls=DjangoJSONEncoder)
