"""Pages for what is not there and for what went wrong, in both languages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from qualicity.errors import Lang, Text
from qualicity.portal import failures
from qualicity.portal.api import problems
from qualicity.portal.context import frame


def home(request: HttpRequest) -> HttpResponse:
    """To the reader's language."""
    lang = "zh" if get_language_from_request(request).startswith("zh") else "en"
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(f"/{lang}/" + (f"?{query}" if query else ""))
    response["Vary"] = "Accept-Language"
    return response


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what Django refuses to read, such as a thousand parameters; the API says it in its own form."""
    return (
        problems.unreadable(request)
        if problems.API.match(request.path_info)
        else bad_request(request, exception)
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address."""
    del exception
    lang: Lang = "zh" if request.path.startswith("/zh") else "en"
    text = Text(
        "Nothing is published at this address. It may be misspelt, or the thing may have another name.",
        "此网址下没有内容：地址可能有误，或该内容已更名。",
    )
    with override(lang):
        failure = failures.Failure(404, _("There is no such page"), text)
        here = failures.here(request, lang)
        context = {
            **frame(request, here, failure.title, "", has_table=False, twins=False),
            "failure": failure,
        }
        return render(request, "portal/failure.html", context, status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that is not ours, or is from before somebody signed in or out; what a form of ours sent is kept."""
    from qualicity.portal.workbench import unsaved
    from qualicity.portal.workbench.worker import clock

    del reason
    if unsaved.keep(request, clock()):
        return HttpResponseRedirect(reverse("work-unsaved"))
    text = Text(
        "This form cannot be taken: it was open while you signed in or out, or your browser keeps no cookies. Go back, "
        "load the page again, then send it: what you typed is still there.",
        "无法接收此表单：可能是在您登录或退出期间打开的，或浏览器不保存 Cookie。请返回并重新加载页面后再提交。",
    )
    context = {"title": _("This form is too old"), "text": text}
    return render(request, "workbench/failure.html", context, status=403)


def too_often(request: HttpRequest) -> HttpResponse:
    """429: somebody tries passwords."""
    text = Text("Too many tries. Wait a few minutes, then try again.", "尝试次数过多。请过几分钟再试。")
    return render(request, "workbench/failure.html", {"title": _("Too many tries"), "text": text}, status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """500: an error of ours. Says so without needing anything that may be broken."""
    return render(request, "portal/broken.html", {"chinese": request.path.startswith("/zh")}, status=500)
