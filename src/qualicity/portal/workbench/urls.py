"""Every address of the workbench below `/LANG/work/`, and who may ask for it: the matrix in docs/workbench/rights.md."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import URLPattern, re_path
from django.views.decorators.http import require_http_methods

from qualicity.portal.workbench.feeds import feed
from qualicity.portal.workbench.pages import View, by_link, page
from qualicity.portal.workbench.rights import Right
from qualicity.portal.workbench.views import (
    attachments,
    calendar,
    change_forms,
    changes,
    doubts,
    forms,
    home,
    jobs,
    log,
    month,
    people,
    reviews,
    rulings,
    submissions,
    supervised,
    tasks,
    tokens,
    unsaved,
    uploads,
)

SEGMENT = r"[^/]+"
DUTY = "<plan>/report/<dataset>/<organisation>/<period>"
SUBMISSION = "<plan>/submissions/<id>"
CHANGE = "<plan>/changes/<change>"


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its methods, and the right that it asks for ("" for everybody with a role in the plan).

    `of` says for whom the right must be held: the `organisation` of the address or of the submission, the `plan` as a
    whole, or (`step`) the step of review at which the submission is. `link`: for whoever has the address, signed in or not;
    `organisation or step`: for the organisation, or the step's reviewers.
    """

    route: str
    view: View
    name: str
    right: Right | str = ""
    of: str = "plan"
    methods: tuple[str, ...] = ("GET",)

    @property
    def pattern(self) -> URLPattern:
        """As Django wants it."""
        route = self.route.replace("<", "(?P<").replace(">", f">{SEGMENT})")
        view = require_http_methods([*self.methods, *(["HEAD"] if "GET" in self.methods else [])])(
            by_link(self.view) if self.of == "link" else page(self.view)
        )
        return re_path(f"^{route}$", view, name=self.name)


POST = ("POST",)
BOTH = ("GET", "POST")
EITHER = "organisation or step"
ADDRESSES = (
    Address("", home.home, "work"),
    Address("invitation/<token>/", people.invitation, "work-invitation", of="link", methods=BOTH),
    Address("not-saved/", unsaved.page, "work-unsaved", methods=BOTH),
    Address("<plan>/", home.plan_home, "work-plan"),
    Address(f"{DUTY}/", forms.form, "work-form", "report", "organisation", ("GET", "POST")),
    Address(f"{DUTY}/workbook.xlsx", uploads.workbook, "work-workbook", "report", "organisation"),
    Address(f"{DUTY}/upload/", uploads.upload, "work-upload", "report", "organisation", ("GET", "POST")),
    Address(f"{SUBMISSION}/", submissions.submission, "work-submission", "see", "organisation"),
    Address(f"{SUBMISSION}/effect/", submissions.effect, "work-effect", "see", "organisation"),
    Address(f"{SUBMISSION}/file/", submissions.file, "work-file", "see", "organisation"),
    Address(f"{SUBMISSION}/approve/", submissions.approve, "work-approve", "review", "step", POST),
    Address(f"{SUBMISSION}/return/", submissions.send_back, "work-return", "review", "step", POST),
    Address(f"{SUBMISSION}/withdraw/", submissions.withdraw, "work-withdraw", "report", "organisation", POST),
    Address(f"{SUBMISSION}/comment/", submissions.comment, "work-comment", "report", EITHER, POST),
    Address(f"{SUBMISSION}/correct/", submissions.correct, "work-correct", "report", "organisation", POST),
    Address("<plan>/reviews/", reviews.reviews, "work-reviews"),
    Address("<plan>/jobs/", jobs.failed, "work-jobs", "jobs"),
    Address("<plan>/jobs/<id>/retry/", jobs.retry, "work-retry", "jobs", "plan", POST),
    Address("<plan>/tokens/", tokens.tokens, "work-tokens", "people", methods=("GET", "POST")),
    Address("<plan>/calendar/", calendar.page, "work-calendar"),
    Address("<plan>/calendar/<organisation>/feed/", calendar.feed, "work-feed", "report", EITHER, POST),
    Address("<plan>/month/", month.page, "work-month", "month"),
    Address("<plan>/month/remind/", month.remind, "work-remind", "remind", "plan", POST),
    Address(f"{SUBMISSION}/files/<file>/", attachments.attachment, "work-attachment", "see", "organisation"),
    Address("<plan>/tasks/", tasks.tasks, "work-tasks"),
    Address(
        "<plan>/tasks/<organisation>/<action>/", tasks.action, "work-action", "report", "organisation", BOTH
    ),
    Address("<plan>/supervised/", supervised.supervised, "work-supervised", "rule", methods=BOTH),
    Address("<plan>/rulings/", rulings.rulings, "work-rulings", "rule", methods=BOTH),
    Address("<plan>/doubts/", doubts.doubts, "work-doubts", "answer"),
    Address("<plan>/doubts/<number>/", doubts.doubt, "work-doubt", "answer", methods=BOTH),
    Address("<plan>/changes/", changes.changes, "work-changes", "plan_see"),
    Address(
        "<plan>/changes/edit/<kind>/<thing>/",
        change_forms.edit,
        "work-change-edit",
        "plan_propose",
        methods=BOTH,
    ),
    Address(f"{CHANGE}/", changes.change, "work-change", "plan_see"),
    Address(f"{CHANGE}/effect/", changes.effect, "work-change-effect", "plan_see"),
    Address(f"{CHANGE}/propose/", changes.propose, "work-change-propose", "plan_propose", methods=POST),
    Address(f"{CHANGE}/withdraw/", changes.withdraw, "work-change-withdraw", "plan_propose", methods=POST),
    Address(f"{CHANGE}/return/", changes.send_back, "work-change-return", "plan_approve", methods=POST),
    Address(f"{CHANGE}/approve/", changes.approve, "work-change-approve", "plan_approve", methods=POST),
    Address(f"{CHANGE}/again/", changes.begin_again, "work-change-again", "plan_propose", methods=POST),
    Address(f"{CHANGE}/commit/", changes.commit, "work-change-commit", "plan_approve", methods=POST),
    Address("<plan>/people/", people.people, "work-people", "people", methods=BOTH),
    Address("<plan>/log/", log.log, "work-log", "log"),
)

_FEED = re_path(
    rf"^feeds/(?P<token>{SEGMENT})\.ics$", require_http_methods(["GET", "HEAD"])(feed), name="work-ics"
)
"""For whoever has the address: a calendar program signs in nowhere."""

urlpatterns = [*(a.pattern for a in ADDRESSES), _FEED]
