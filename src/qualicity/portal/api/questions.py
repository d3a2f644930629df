"""Readers' doubts with their answers, and correction notices, as resources: what their pages say, in the same properties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Query

from qualicity import release
from qualicity.errors import Text
from qualicity.portal import catalogue
from qualicity.portal.api import problems, schemas
from qualicity.portal.api.asked import OfState, OnDate, Paging
from qualicity.portal.api.paging import USUAL, next_address, sheet
from qualicity.portal.api.resources import CSV, NEXT, get
from qualicity.portal.api.rows import Record
from qualicity.portal.api.state import Held, state
from qualicity.portal.context import InPlan
from qualicity.portal.doubted import board_of, correction_record, in_language, record
from qualicity.portal.doubts.board import Board
from qualicity.release.exports.shape import Field, Table

_MOMENTS = ("asked", "answered", "published")


@get(
    "/plans/{plan}/doubts",
    schemas.listing("Doubts", schemas.Doubt),
    Text(
        "Readers’ questions and objections with the answers to them; of those not yet answered not the words",
        "读者的提问与质疑及其答复；尚未答复的不含内容",
    ),
    "doubts",
    table=True,
)
def doubts(
    request: HttpRequest, plan: str, asked: Query[OfState], known: Query[OnDate], paging: Query[Paging]
) -> Any:
    here, board = _board(request, plan)
    cases = [c for c in board.cases if not asked.state or c.state in asked.state]
    numbered = [(c.number, _record(here, c.number, record(here, c))) for c in cases]
    return _listed(request, here, ("number",), [(c.number,) for c in board.cases], numbered, paging)


@get(
    "/plans/{plan}/corrections",
    schemas.listing("Corrections", schemas.Correction),
    Text(
        "Correction notices: what was wrong, what is right, since when",
        "更正公告：何处有误、何为正确、自何时起",
    ),
    "doubts",
    table=True,
)
def corrections(request: HttpRequest, plan: str, known: Query[OnDate], paging: Query[Paging]) -> Any:
    here, board = _board(request, plan)
    found = [
        (c.number, n, _record(here, c.number, r))
        for c in board.corrections
        for n, r in enumerate(correction_record(here, c))
    ]
    keys = [row[:2] for row in found]
    return _listed(request, here, ("doubt", "place"), keys, found, paging)


def _board(request: HttpRequest, plan: str) -> tuple[InPlan, Board]:
    """The plan's doubts, for a reader of English: addresses are those of English pages.

    Errors: `ApiError` under a release's address, and while the doubts cannot be read.
    """
    if catalogue.current().release:
        said = Text(
            "A release never changes; doubts are of the live state.", "发布永不改变；疑问属于实时状态。"
        )
        raise problems.ApiError("not-found", said)
    here = in_language(state(request, plan).here, "en")
    board = board_of(here)
    if not board.known:
        said = Text("Doubts can’t be read at this moment.", "疑问暂时无法读取。")
        raise problems.ApiError("unavailable", said)
    return here, board


def _record(here: InPlan, number: int, made: Record) -> Record:
    """What a page's twin says, its address in full, its moments with their zone and nothing without its languages."""
    with override("en"):
        found: Record = {**made, "url": here.request.build_absolute_uri(here.to.doubt(number))}
    if "shown" in found:
        found["shown"] = {k: None if v == {} else v for k, v in found["shown"].items()}
        found["former_answers"] = [a | {"at": _zoned(a["at"])} for a in found["former_answers"]]
    return {k: _zoned(v) if k in _MOMENTS else v for k, v in found.items()}


def _zoned(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def _listed(
    request: HttpRequest,
    here: InPlan,
    key: tuple[str, ...],
    keys: Sequence[tuple[int, ...]],
    found: Sequence[tuple[Any, ...]],
    paging: Paging,
) -> Record | HttpResponse:
    """Records in the form that was asked for; `found` are their keys with them, `keys` those of all there are."""
    as_csv = bool(request.META.get(CSV))
    fields = tuple(Field(name, "integer", Text(name), True) for name in key)
    held = Held(Table("", Text(""), fields, key, tuple(keys)))
    shown = sheet(held, found, paging.limit or (None if as_csv else USUAL), paging.cursor)
    following = request.META[NEXT] = next_address(request, shown.cursor)
    records = [row[-1] for row in shown.rows]
    if as_csv:
        return HttpResponse(release.to_csv(records), content_type="text/csv; charset=utf-8")
    head = {"plan": here.plan.id, "release": None, "as_of": here.as_of.day}
    return head | {"total": shown.total, "next": following, "items": records}
