"""What is at which address: duties, schemas, submissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from qualicity.errors import Text, did_you_mean
from qualicity.evidence import duties as all_duties
from qualicity.evidence.duties import reporters
from qualicity.plan import Dataset
from qualicity.portal import catalogue
from qualicity.portal.api.resources import Renderer
from qualicity.portal.workbench import board
from qualicity.portal.workbench import effect as effects
from qualicity.portal.workbench.actions.submissions import Withdraw, content_of
from qualicity.portal.workbench.api import caller, schemas
from qualicity.portal.workbench.api.asked import Listed, Put, Sending, Wanted
from qualicity.portal.workbench.api.caller import Caller
from qualicity.portal.workbench.api.problems import WorkError
from qualicity.portal.workbench.api.records import effect_record, etag, shown, whole
from qualicity.portal.workbench.api.sending import post, put, require_state, version_meant
from qualicity.portal.workbench.models import Submission

ROOT = "api/work/v1"

api = NinjaAPI(
    title="Qualicity: reporting",
    version="1",
    description="What an organisation is to report, and its submissions: rows in, problems at their cells out.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="work-api",
    renderer=Renderer(),
    openapi_extra={"info": {"x-zh": "机构填报任务与提交：送入数据，返回单元格级问题。"}},
)


def _raise(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


# The door answers every error: here they only pass.
for known in (Exception, ValidationError):
    api.add_exception_handler(known, _raise)


def _at(method: str, path: str, response: Any, summary: Text) -> Callable[[Any], Any]:
    """A resource by a method at a path."""

    def decorate(view: Callable[..., Any]) -> Any:
        return api.api_operation(
            [method],
            path,
            response=response,
            operation_id=view.__name__,
            summary=summary.en,
            by_alias=True,
            openapi_extra={"x-zh": summary.zh},
        )(view)

    return decorate


@_at("GET", "/duties", schemas.Duties, Text("What is to be reported, by when", "填报任务与期限"))
def duties(request: HttpRequest, asked: Query[Wanted]) -> Any:
    here = caller.of(request)
    found = board.tasks(here.desk.store, here.plan.day(here.now), [here.organisation])
    return {
        "organisation": here.organisation,
        "plan": here.plan.id,
        "today": here.plan.day(here.now),
        "items": [_duty(request, here, t) for t in found if _wanted(t, asked)],
    }


def _wanted(task: board.Task, asked: Wanted) -> bool:
    """Whether a duty is asked for."""
    by = asked.due_by is None or (task.duty.due is not None and task.duty.due <= asked.due_by)
    return (
        by and (not asked.state or task.light in asked.state) and asked.dataset in (None, task.duty.dataset)
    )


def _duty(request: HttpRequest, here: Caller, task: board.Task) -> dict[str, Any]:
    declared, duty = here.plan.dataset(task.duty.dataset), task.duty
    return {
        "dataset": duty.dataset,
        "title": schemas.words(declared.title) if declared else {"en": duty.dataset, "zh": None},
        "period": duty.period,
        "opens": duty.opens,
        "due": duty.due,
        "state": task.light,
        "submission": task.submission.pk if task.submission else None,
        "schema_": request.build_absolute_uri(f"/{ROOT}/datasets/{duty.dataset}/schema"),
    }


@_at("GET", "/datasets/{dataset}/schema", None, Text("A dataset’s Table Schema", "数据集的表结构"))
def table_schema(request: HttpRequest, dataset: str) -> Any:
    declared = reported(caller.of(request), dataset)
    made = (
        declared.table_schema.model_dump(mode="json", exclude_defaults=True) if declared.table_schema else {}
    )
    for field in made.get("fields", ()):  # a title of the standard is a text
        title = field.pop("title", None) or {}
        field |= {k: v for k, v in (("title", title.get("en")), ("title_zh", title.get("zh"))) if v}
    return HttpResponse(
        Renderer().render(request, made, response_status=200), content_type="application/json"
    )


def reported(here: Caller, dataset: str) -> Dataset:
    """A dataset that the caller's organisation reports.

    Errors: `WorkError`; of others it is not told whether they are there.
    """
    of = {
        d.id: d for d in here.plan.datasets if any(r.organisation == here.organisation for r in reporters(d))
    }
    found = of.get(dataset)
    if found is None:
        near = did_you_mean(dataset, list(of))
        raise WorkError(
            "not-found",
            Text(
                f"Your organisation reports no dataset “{dataset}”{near.en}.",
                f"本机构不填报数据集“{dataset}”{near.zh}。",
            ),
        )
    return found


@_at("GET", "/submissions", schemas.Submissions, Text("The organisation’s submissions", "本机构的提交"))
def submissions(request: HttpRequest, asked: Query[Listed]) -> Any:
    here = caller.of(request)
    found = Submission.objects.filter(plan=here.plan.id, organisation=here.organisation)
    for name in ("dataset", "period"):
        if getattr(asked, name) is not None:
            found = found.filter(**{name: getattr(asked, name)})
    if asked.state:
        found = found.filter(state__in=asked.state)
    return {"items": [shown(request, here, s) for s in found.order_by("-created", "-pk")[:500]]}


@_at("POST", "/submissions", schemas.Result, Text("Send rows", "提交数据"))
def send(request: HttpRequest, asked: Query[Sending]) -> Any:
    here = caller.of(request)
    declared = reported(here, asked.dataset)
    found = [d for d in all_duties(here.plan, here.plan.day(here.now)) if d.organisation == here.organisation]
    duty = next((d for d in found if d.key == (declared.id, here.organisation, asked.period)), None)
    if duty is None:
        known = [d.period for d in found if d.dataset == declared.id and d.period]
        near = did_you_mean(asked.period, known[-40:])
        raise WorkError(
            "not-found",
            Text(
                f"“{declared.id}” is not asked for “{asked.period}”{near.en}; GET /{ROOT}/duties lists all.",
                f"“{declared.id}”没有时期“{asked.period}”的填报任务{near.zh}；全部任务见 GET /{ROOT}/duties。",
            ),
        )
    return post(request, here, declared, duty, asked)


@_at(
    "GET",
    "/submissions/{id}",
    schemas.SubmissionAt,
    Text("A submission: state, comments, problems", "提交的状态、意见与问题"),
)
def submission(request: HttpRequest, response: HttpResponse, id: str) -> Any:
    here = caller.of(request)
    found = here.submission(id)
    response["ETag"] = etag(found.version)
    return whole(request, here, found)


@_at("DELETE", "/submissions/{id}", schemas.Submission, Text("Withdraw it", "撤回"))
def withdraw(request: HttpRequest, response: HttpResponse, id: str) -> Any:
    here = caller.of(request)
    found = here.submission(id)
    require_state(found, "withdraw")
    version = version_meant(request, found, required=False)
    done = Withdraw(here.plan, found.pk, version).run(here.actor, here.now)
    response["ETag"] = etag(done.version)
    return shown(request, here, done)


@_at("GET", "/submissions/{id}/content", None, Text("What was sent, as it is kept", "所送内容（按所存）"))
def content(request: HttpRequest, id: str) -> Any:
    found = caller.of(request).submission(id)
    response = HttpResponse(content_of(found), content_type="application/octet-stream")
    response["ETag"] = etag(found.version)
    name = found.name.encode("ascii", "replace").decode().replace('"', "")
    response["Content-Disposition"] = f'attachment; filename="{found.pk}-{name}"'
    return response


@_at(
    "PUT",
    "/submissions/{id}/content",
    schemas.Result,
    Text("Send the rows of a draft or a returned one anew", "重送草稿或被退回提交的数据"),
)
def send_again(request: HttpRequest, id: str, asked: Query[Put]) -> Any:
    here = caller.of(request)
    return put(request, here, here.submission(id), asked)


@_at("GET", "/submissions/{id}/effect", schemas.Effect, Text("What it would change", "拟产生的变化"))
def effect(request: HttpRequest, id: str) -> Any:
    here = caller.of(request)
    found = here.submission(id)
    if found.state in ("effective", "withdrawn"):
        require_state(found, "save")
    return effect_record(effects.effect_of(catalogue.live(), found, here.now))
