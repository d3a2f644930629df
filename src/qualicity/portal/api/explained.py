"""How a figure came about, as a receipt: what of it may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from pydantic import BaseModel

from qualicity.errors import NotLoadedError, Text
from qualicity.indicators import Explanation, Link, Observation
from qualicity.portal.api.asked import said
from qualicity.portal.api.problems import ApiError
from qualicity.portal.api.rows import Record
from qualicity.portal.api.state import Row, State
from qualicity.portal.tables import without_withheld
from qualicity.release import both, plain

MOST_ROWS = 200


class Rows(BaseModel):
    """How many rows of each dataset are asked for."""

    rows: int = said(
        0, "So many rows of each public dataset", "每个公开数据集返回的记录数", 3, ge=0, le=MOST_ROWS
    )


def receipt(now: State, row: Row, rows: int) -> Record:
    """The way of a figure back to the evidence, with up to so many rows of each public dataset.

    Errors: `ApiError` where its way cannot be walked any more.
    """
    o = now.figure(row)
    try:
        if o is None:
            raise KeyError(row[0])
        e, _ = without_withheld(now.here, now.here.opened.explain(o, max(rows, 1), {}))
    except (KeyError, NotLoadedError) as error:
        raise ApiError(
            "not-found",
            Text(
                "The way of this figure can’t be walked in this state of the plan.",
                "在方案的这一状态下无法追溯该数值。",
            ),
        ) from error
    return now.head() | {
        "observation": now.held("observations").record(row),
        "expression": e.expression,
        "filter": e.filter,
        "query": e.query,
        "across_areas": e.rule,
        "versions": e.versions,
        "datasets": [_step(now, link, rows) for link in e.links],
        **_figures(now, e),
    }


def _figures(now: State, e: Explanation) -> Record:
    return {"upstream": _rows(now, e.upstream), "parts": _rows(now, e.parts), "others": _rows(now, e.others)}


def _rows(now: State, figures: Iterable[Observation]) -> list[Record]:
    found = (now.of_figure(o) for o in figures)
    return [record for record in found if record is not None]


def _step(now: State, link: Link, rows: int) -> Record:
    table = link.table
    return {
        "dataset": link.dataset,
        "title": both(link.title),
        "public": now.here.is_public(link.dataset),
        "kind": link.kind,
        "version": link.version,
        "method": link.method,
        "parameters": link.parameters or None,
        "sha256": link.sha256,
        "committed": link.committed.replace(tzinfo=UTC) if link.committed else None,
        "total": table.total,
        "used": link.used,
        "excluded": [{"why": both(why), "rows": n} for why, n in link.excluded],
        "rows": [{c: plain(v) for c, v in zip(table.columns, r, strict=True)} for r in table.rows[:rows]],
    }
