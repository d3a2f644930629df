"""What a reviewer looks at: each row with what is said of it, and what was mended since it came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualicity.plan import Dataset
from qualicity.plan.tables import TableField
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.submissions import content_of, unpacked
from qualicity.portal.workbench.audit import entries
from qualicity.portal.workbench.models import Comment, Content, Submission

_BACK = ("submission.return", "submission.refuse")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its comments."""

    field: TableField
    value: str
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row, counted from 1, with the comments on all of it."""

    number: int
    cells: tuple[Cell, ...]
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a cell (or, with no field, of a row) since it came back; `row` is its number now, None: it is gone."""

    row: int | None
    key: str
    field: TableField | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Looked:
    """The first rows of what was sent, what is said of them and of all of it, and what was mended."""

    rows: tuple[Row, ...]
    total: int
    others: tuple[Comment, ...]
    mended: tuple[Mended, ...] | None
    """None where it never came back, or nothing of it was changed since."""

    @property
    def placed(self) -> bool:
        """Whether something is said of a row or a cell."""
        return any(r.comments or any(c.comments for c in r.cells) for r in self.rows)

    @property
    def whole(self) -> bool:
        """Whether all rows are here."""
        return len(self.rows) == self.total


def look(dataset: Dataset, s: Submission) -> Looked:
    """The rows of a submission as they are now. A comment on a row of an earlier version stands at the row of the same key."""
    sheet = sheets.read(dataset, content_of(s), s.name)
    happened = list(entries(thing=f"submission {s.pk}"))
    comments = list(s.comments.order_by("at", "pk"))
    placed, others = _placed(dataset, s, sheet, comments, happened)
    fields = dataset.table_schema.fields if dataset.table_schema else ()
    rows = tuple(
        Row(
            n,
            tuple(Cell(f, row.get(f.name, ""), tuple(placed.get((n, f.name), ()))) for f in fields),
            tuple(placed.get((n, ""), ())),
        )
        for n, row in enumerate(sheet.rows, 1)
    )
    return Looked(rows, sheet.total, tuple(others), _mended(dataset, s, sheet, happened))


def _placed(
    dataset: Dataset, s: Submission, sheet: sheets.Sheet, comments: Iterable[Comment], happened: list[dict[str, object]]
) -> tuple[dict[tuple[int, str], list[Comment]], list[Comment]]:  # fmt: skip
    """The comments by row and field (""), and those of no row that is here."""
    now = {key: n for n, key in enumerate((_key(dataset, r) for r in sheet.rows), 1)}
    earlier: dict[str, sheets.Sheet] = {s.content_id or "": sheet}
    placed: dict[tuple[int, str], list[Comment]] = {}
    others = []
    for comment in comments:
        row = comment.row
        if row is not None:
            of = _content_at(happened, comment.at.isoformat()) or s.content_id or ""
            then = earlier.setdefault(of, sheet if of in earlier else _sheet(dataset, of, s.name))
            row = now.get(_key(dataset, then.rows[row - 1])) if 0 < row <= len(then.rows) else None
        if row is None:
            others.append(comment)
        else:
            placed.setdefault((row, comment.field), []).append(comment)
    return placed, others


def _content_at(happened: list[dict[str, object]], at: str) -> str | None:
    """The content that a submission had at a moment, as the log says it."""
    return next((sha for e in reversed(happened) if str(e["at"]) <= at and (sha := _sha(e))), None)


def _mended(
    dataset: Dataset, s: Submission, sheet: sheets.Sheet, happened: list[dict[str, object]]
) -> tuple[Mended, ...] | None:
    back = [_sha(e) for e in happened if e["verb"] in _BACK]
    if not back or not back[-1] or back[-1] == s.content_id:
        return None
    before = _sheet(dataset, back[-1], s.name)
    return tuple(differences(dataset, before.rows, sheet.rows))


def differences(
    dataset: Dataset, before: Iterable[sheets.Cells], after: Iterable[sheets.Cells]
) -> Iterable[Mended]:
    """Cells that differ in rows of the same key, rows that are new and rows that are gone."""
    fields = dataset.table_schema.fields if dataset.table_schema else ()
    then = {_key(dataset, r): r for r in before}
    for n, row in enumerate(after, 1):
        key = _key(dataset, row)
        old = then.pop(key, None)
        if old is None:
            yield Mended(n, key, None, "", _said(row))
        else:
            for f in fields:
                if old.get(f.name, "") != row.get(f.name, ""):
                    yield Mended(n, key, f, old.get(f.name, ""), row.get(f.name, ""))
    for key, row in then.items():
        yield Mended(None, key, None, _said(row), "")


def _sheet(dataset: Dataset, sha256: str, name: str) -> sheets.Sheet:
    content = Content.objects.filter(pk=sha256).first()
    return sheets.read(dataset, unpacked(content), name) if content else sheets.Sheet((), 0, ())


def _key(dataset: Dataset, row: sheets.Cells) -> str:
    keys = dataset.table_schema.primaryKey if dataset.table_schema else ()
    return " · ".join(row.get(k, "") for k in keys)


def _said(row: Mapping[str, str]) -> str:
    return " · ".join(v for v in row.values() if v)


def _sha(entry: Mapping[str, object]) -> str:
    said = entry["said"]
    return str(said.get("sha256") or "") if isinstance(said, dict) else ""
