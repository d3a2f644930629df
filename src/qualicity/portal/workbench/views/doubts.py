"""Readers' doubts on the workbench: which wait how long, and the form of an answer."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.errors import Text, UsageError
from qualicity.portal.doubts import actions
from qualicity.portal.doubts.board import Board, Case, board, email_of
from qualicity.portal.doubts.kinds import KINDS, OUTCOMES, REASONS, STATES, Said
from qualicity.portal.workbench.actions.doubts import AnswerDoubt, DeclineDoubt, ForgetSender
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.proposing import office

FIELDS = ("text_en", "text_zh", "outcome", "wrong_en", "wrong_zh", "right_en", "right_zh", "since", "reason")


def doubts(here: Desk) -> HttpResponse:
    """Those that wait, the one that waits longest first; then those that are answered."""
    here.require("answer")
    found = _board(here)
    today = here.today
    return here.show(
        "doubts.html",
        _("Doubts"),
        waiting=[(_titled(here, c), (today - c.asked.date()).days) for c in found.open],
        done=[_titled(here, c) for c in found.cases if c.state != "open"],
        known=found.known,
    )


def doubt(here: Desk, number: str) -> HttpResponse:
    """One doubt with its answer's form: `answer`, `decline`, or `forget` who sent it."""
    here.require("answer")
    case = _case(here, number)
    if here.request.method != "POST":
        return _shown(here, case)
    try:
        _acted(here, case)
    except UsageError as error:
        return _shown(here, case, error.text, 400)
    return HttpResponseRedirect(reverse("work-doubt", args=[here.the_plan.id, number]))


def _acted(here: Desk, case: Case) -> None:
    plan, by, verb = here.the_plan.id, _signed(here), _said(here, "verb")
    if verb == "decline":
        DeclineDoubt(plan, case.number, by, _said(here, "reason")).run(here.actor, here.now)
        here.tell(_("Not published. The reason is shown."))
    elif verb == "forget":
        ForgetSender(plan, case.number, by).run(here.actor, here.now)
        here.tell(_("Name and address are erased."))
    else:
        kind = actions.Amend if case.answer else actions.Answer
        text = Said(_said(here, "text_en"), _said(here, "text_zh"))
        if not all(getattr(text, lang) for lang in here.the_plan.languages):
            raise UsageError(
                Text("Write the answer in every language of the plan.", "请以方案的各种语言填写答复。")
            )
        outcome = _said(here, "outcome")
        answer = kind(case.number, text, outcome, _notice(here) if outcome == "upheld" else None)  # type: ignore[arg-type]  # it is checked there
        AnswerDoubt(plan, case.number, by, answer).run(here.actor, here.now)
        here.tell(_("Answered, in public. Whoever asked is told by e-mail."))


def _notice(here: Desk) -> actions.Notice:
    wrong, right = (Said(_said(here, f"{k}_en"), _said(here, f"{k}_zh")) for k in ("wrong", "right"))
    if not _said(here, "since"):
        raise UsageError(Text("Say since when it was wrong.", "请注明自何时起有误。"))
    return actions.Notice(wrong, right, _said(here, "since"))


def _signed(here: Desk) -> str:
    """Who answers in public: the office in both languages. The log keeps the person."""
    who = office(here.the_plan)
    return f"{who.get('zh')} / {who.en}" if "zh" in here.the_plan.languages else who.en


def _board(here: Desk) -> Board:
    return board([here.the_plan.id])


def _case(here: Desk, number: str) -> Case:
    found = _board(here).about(int(number)) if number.isdecimal() and len(number) < 12 else None
    if found is None:
        raise NotHereError
    return found


def _titled(here: Desk, case: Case) -> tuple[Case, str, Text, Text]:
    """A case with its figure's title, its kind and its state."""
    title = case.shown.get("title") or {}
    return case, title.get(here.lang) or title.get("en") or "–", KINDS[case.kind], STATES[case.state]


def _said(here: Desk, name: str) -> str:
    return str(here.request.POST.get(name, "")).strip()


def _shown(here: Desk, case: Case, problem: Text | None = None, status: int = 200) -> HttpResponse:
    name, email = email_of(case.number)
    answer = case.answer
    typed = {f: _said(here, f) for f in FIELDS}
    if answer and here.request.method != "POST":
        typed |= {"text_en": answer.text.en, "text_zh": answer.text.zh, "outcome": answer.outcome}
    value = (case.shown.get("value") or {}).get(here.lang) or (case.shown.get("value") or {}).get("en")
    return here.show(
        "doubt.html",
        _("Doubt %(n)s") % {"n": case.number},
        status,
        case=_titled(here, case),
        value=value,
        waits=(here.today - case.asked.date()).days,
        sender=(name, email),
        outcomes=OUTCOMES,
        reasons=REASONS,
        typed=typed,
        problem=problem,
    )
