"""The form of a doubt: the one page that takes something from a reader. No cookie, no script."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from qualicity.errors import Lang, QualicityError, Text
from qualicity.portal import database, failures
from qualicity.portal.context import InPlan, frame
from qualicity.portal.doubted import Doubted, board_of, doubted
from qualicity.portal.doubts import form as forms
from qualicity.portal.doubts.about import About
from qualicity.portal.doubts.actions import READER, Ask, UsedFormError
from qualicity.portal.doubts.board import board
from qualicity.portal.pages import failed, language
from qualicity.portal.released import now

LARGEST = 64 * 1024
"""Bytes of what is sent."""
MOST_FIELDS = 100
_FORM = "application/x-www-form-urlencoded"
_log = logging.getLogger("django.request")


@csrf_exempt  # it asks nobody who they are: the form's own token counts
def ask(request: HttpRequest, plan: str) -> HttpResponse:
    """The empty form; what was sent; or the form again with what is wrong beside each field."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    lang = language(request)
    try:
        sent = _sent(request) if request.method == "POST" else None
        here, thing = doubted(request, lang, plan, About.asked(request.GET.dict()))
        response = _taken(here, thing, sent) if sent is not None else _form(here, thing)
    except QualicityError as error:
        response = failed(request, lang, error, "html")
    # The reader's own browser may show it again by Back, with what was typed; a token counts once all the same.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _sent(request: HttpRequest) -> dict[str, str]:
    """What a form sent.

    Errors: `UnreadableError` for anything that a form of ours does not send.
    """
    try:
        short = int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST
        if request.content_type == _FORM and short and len(request.POST) <= MOST_FIELDS:
            return {k: str(v) for k, v in request.POST.dict().items()}
    except (SuspiciousOperation, BadRequest, UnreadablePostError, MultiPartParserError):
        pass
    raise failures.UnreadableError(
        Text(
            "What was sent can’t be read: it is too long, or not from the form of this page. Go back and send the form again.",
            "无法读取所提交的内容：内容过长，或并非来自本页表单。请返回后重新提交。",
        )
    )


def _form(
    here: InPlan, thing: Doubted, form: forms.DoubtForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The form, with what was typed."""
    title = _("Doubt this figure?")
    form = form or forms.DoubtForm(here.lang)
    context = {
        **frame(here.request, here, title, "doubts", has_table=False, twins=False),
        "thing": thing,
        "title_of_thing": Text(thing.shown["title"]["en"], thing.shown["title"]["zh"]),
        "said": _in_words(here, thing),
        "fields": {name: form[name] for name in form.fields},
        "errors": [form[name] for name in form.fields if form[name].errors],
        "known": date.fromisoformat(thing.shown["known"]) if thing.shown["known"] else None,
        "problem": problem,
        "token": forms.token_of(here.plan.id, thing.about),
        "taken": database.writable(),
        "longest": forms.LONGEST,
        "median": board_of(here).median_days,
    }
    return render(here.request, "portal/doubt_form.html", context, status=status)


def _in_words(here: InPlan, thing: Doubted) -> dict[str, str]:
    """What is shown of the thing, in the reader's language."""
    shown, lang = thing.shown, here.lang
    return {k: shown[k].get(lang, "") for k in ("value", "of", "promise") if shown.get(k)}


def _taken(here: InPlan, thing: Doubted, sent: dict[str, str]) -> HttpResponse:
    """Keep what was sent, and lead to its receipt; or show what is wrong."""
    form = forms.DoubtForm(here.lang, sent)
    nonce = forms.nonce_of(sent.get("token", ""), here.plan.id, thing.about)
    if not form.is_valid():
        return _form(here, thing, form, status=400)
    if not nonce:
        said = _(
            "This form was open for more than a day. Nothing is lost: look through it and send it again."
        )
        return _form(here, thing, form, said, 400)
    try:
        number = _ask(here, thing, form.cleaned_data, nonce).run(READER, now()).id
        key = next(c.key for c in board((here.plan.id,)).cases if c.number == number)
    except UsedFormError as error:
        return _form(here, thing, form, here.say(error.text), 409)
    except (DatabaseError, StopIteration) as error:
        _log.error("a doubt could not be kept: %s", type(error).__name__)  # its words might name the sender
        said = _("It could not be kept at this moment. Nothing is lost: try again in a minute.")
        return _form(here, thing, form, said, 503)
    response = HttpResponseRedirect(f"{here.to.doubt(number)}?key={key}")
    response.status_code = 303
    return response


def _ask(here: InPlan, thing: Doubted, said: dict[str, Any], nonce: str) -> Ask:
    names = ("kind", "text", "evidence", "email", "name", "name_shown")
    lang: Lang = here.lang
    return Ask(
        plan=here.plan.id,
        about=thing.about,
        as_of=thing.as_of,
        shown=thing.shown,
        lang=lang,
        nonce=nonce,
        **{k: said[k] for k in names},
    )
