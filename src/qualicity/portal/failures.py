"""What a reader is told when there is no such page: what is wrong, what to do, what is near."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.errors import Lang, NotLoadedError, PlanError, QualicityError, Text, UsageError
from qualicity.portal import catalogue
from qualicity.portal.addresses import Addresses
from qualicity.portal.asof import AsOf

if TYPE_CHECKING:
    from qualicity.portal.context import Here

_NEAR = 3


class MissingError(UsageError):
    """There is no such thing; `near` are ids that resemble what was asked for, as parts of page `name`."""

    def __init__(
        self, what: Text, asked: str, known: Iterable[str], name: str, before: tuple[str, ...] = ()
    ) -> None:
        listed = [str(k) for k in known]
        close = difflib.get_close_matches(asked, listed, n=_NEAR, cutoff=0.5)
        self.near = tuple(close) or tuple(k for k in listed if asked.lower() in k.lower())[:_NEAR]
        self.name, self.before = name, before
        super().__init__(
            Text(f"There is no {what.en} “{asked}” here.", f"此处没有{what.get('zh')}“{asked}”。")
        )


class NotYetError(UsageError):
    """What was asked for was not known yet on the date."""


class UnreadableError(UsageError):
    """What was sent is no form of ours."""


class UnavailableError(QualicityError):
    """What people wrote can't be read at this moment."""


class BadDateError(UsageError):
    """The date of knowledge is none, or lies ahead."""


class WithheldError(UsageError):
    """The rows of a dataset are not public."""


class NoTableError(UsageError):
    """The page has no table that could be CSV."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Text(f"“{title}” has no table; its data are at .json", f"“{title}”没有表格；其数据见 .json")
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """A page in place of the one asked for."""

    status: int
    title: str
    text: Text
    near: tuple[tuple[str, str], ...] = ()
    command: str = ""


def dated(read: Callable[[], AsOf]) -> AsOf:
    """The date that is read; what is wrong with it becomes a `BadDateError`."""
    try:
        return read()
    except UsageError as error:
        raise BadDateError(error.text) from None


def of(request: HttpRequest, error: QualicityError) -> Failure:
    """The page that answers an error."""
    match error:
        case BadDateError():
            return Failure(400, _("That date can’t be used"), error.text)
        case UnreadableError():
            return Failure(400, _("That can’t be read"), error.text)
        case UnavailableError():
            return Failure(503, _("This can’t be shown now"), error.text)
        case MissingError():
            near = tuple((k, reverse(error.name, args=(*error.before, k))) for k in error.near)
            return Failure(404, _("There is no such page"), error.text, near)
        case NotYetError():
            return Failure(404, _("Not known yet on this date"), error.text)
        case WithheldError():
            return Failure(403, _("Not public"), error.text)
        case NotLoadedError():
            return _not_loaded(request)
        case PlanError():
            text = Text(
                "The plan’s folder has errors at the moment; “qualicity check” lists them.",
                "该方案的文件夹目前有错误；运行“qualicity check”可逐一列出。",
            )
            return Failure(503, _("This plan can’t be shown now"), text)
        case NoTableError():
            return Failure(404, _("There is no such page"), error.text)
        case UsageError():
            return Failure(404, _("There is no such page"), error.text)
    return Failure(500, _("Something went wrong"), error.text)


def _not_loaded(request: HttpRequest) -> Failure:
    text = Text(
        "The plan is here, its evidence is not: nothing has been loaded into this portal’s workspace. "
        "Whoever runs the portal can load it with this command and reload the page:",
        "方案已在此处，但其数据尚未加载到本站的工作区。请本站的运维人员运行以下命令后刷新页面：",
    )
    plan_id = _plan_of(request)
    command = catalogue.current().load_command(plan_id) if plan_id else ""
    return Failure(503, _("Evidence not loaded yet"), text, command=command)


def _plan_of(request: HttpRequest) -> str:
    """The plan that an address is under, or nothing."""
    parts = request.path_info.split("/")
    named = parts[2] if len(parts) > 2 else ""  # /en/<plan>/…
    named = named.removesuffix(".json").removesuffix(".csv")
    return named if named in catalogue.current().ids else ""


def scorecard_of(request: HttpRequest) -> str:
    """The scorecard of the plan that an address is under, or nothing."""
    plan_id = _plan_of(request)
    return reverse("scorecard", args=(plan_id,)) if plan_id else ""


def here(request: HttpRequest, lang: Lang) -> Here:
    """The place of a page that failed: today, under no plan."""
    from qualicity.portal.context import Here as Place

    now = catalogue.current().now()
    return Place(request, lang, AsOf(now, False, now), Addresses("", {}))
