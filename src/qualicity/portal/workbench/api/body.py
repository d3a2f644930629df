"""What a program sends, read up to a limit: rows as JSON, a CSV or a workbook, made into the file that is kept."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest

from qualicity.errors import Text
from qualicity.plan import Dataset
from qualicity.portal.workbench.actions.submissions import Sent
from qualicity.portal.workbench.api.problems import WorkError
from qualicity.portal.workbench.rows import fields_of

LARGEST = 50 * 2**20
"""Bytes of a body, where the settings name no other number (`WORK_API_LARGEST`)."""
MOST_ROWS = 200_000
"""So many rows are taken at once: a check of them takes seconds, not minutes."""
_UNPACKED = 4
"""A workbook may be so many times as large as a body once it is unpacked."""
JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = (JSON, CSV, XLSX)
_PIECE = 2**16
_STRANGE = 100
"""So many fields that are not the dataset's are told each; more are another table."""


def largest() -> int:
    """Bytes that a body may have."""
    return int(getattr(settings, "WORK_API_LARGEST", LARGEST))


def read(request: HttpRequest) -> bytes:
    """The body, whose reading ends at the limit.

    Errors: `WorkError` for one that is too large, packed or empty.
    """
    most = largest()
    if request.headers.get("Content-Encoding", "identity") != "identity":
        _refuse_form(
            Text("Send the rows unpacked, without Content-Encoding.", "请勿压缩请求体（Content-Encoding）。")
        )
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise _too_large(most)
    pieces, size = [], 0
    while piece := request.read(_PIECE):
        size += len(piece)
        if size > most:
            raise _too_large(most)
        pieces.append(piece)
    if not size:
        raise WorkError(
            "unreadable", Text("The request has no rows: its body is empty.", "请求体为空，没有数据。")
        )
    return b"".join(pieces)


def form_of(request: HttpRequest) -> str:
    """The form of the body.

    Errors: `WorkError` for one that is none of `FORMS`.
    """
    form = (request.content_type or "").lower()
    if form not in FORMS:
        listed = ", ".join(FORMS)
        _refuse_form(Text(f"Content-Type must be one of {listed}.", f"Content-Type 须为以下之一：{listed}。"))
    return form


def sent(dataset: Dataset, data: bytes, form: str) -> Sent:
    """The file that is kept and checked, as a form or a person would have sent it.

    Errors: `WorkError` for JSON that holds no rows, and for more rows than are taken at once.
    """
    if form == JSON:
        rows = _rows(data)
        _require_few(len(rows))
        return Sent(_csv(dataset, rows), f"{dataset.id}.csv", len(rows), "api")
    if form == CSV:
        _require_few(data.count(b"\n") - 1)
        return Sent(data, f"{dataset.id}.csv", 0, "api")
    _require_unpackable(data)
    return Sent(data, f"{dataset.id}.xlsx", 0, "api")


def digest(*asked: str, data: bytes) -> str:
    """The SHA-256 of a request: what was asked and what was sent."""
    made = hashlib.sha256(json.dumps(asked).encode())
    made.update(data)
    return made.hexdigest()


def _rows(data: bytes) -> list[dict[str, Any]]:
    """The rows of `{"rows": [{…}, …]}`; numbers stay as they are written."""
    try:
        said = json.loads(data, parse_float=_number, parse_int=str, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _unreadable(Text(f"The body is not JSON: {error}", f"请求体不是 JSON：{error}")) from None
    rows = said.get("rows") if isinstance(said, dict) else None
    if not isinstance(rows, list) or set(said) != {"rows"}:
        raise _unreadable(Text('The body must be {"rows": [{…}, …]}.', '请求体须为 {"rows": [{…}, …]}。'))
    wrong = next((n for n, row in enumerate(rows, 1) if not isinstance(row, dict)), 0)
    if wrong:
        raise _unreadable(
            Text(f"Row {wrong} is no object of fields and values.", f"第 {wrong} 行不是“字段: 值”的对象。")
        )
    return rows


def _csv(dataset: Dataset, rows: Sequence[dict[str, Any]]) -> bytes:
    """Rows as the CSV that a form would make of them; a field that is not the dataset's is a column, and told."""
    fields = fields_of(dataset)
    columns = list(dict.fromkeys((*fields, *(k for row in rows for k in row))))
    if len(columns) > len(fields) + _STRANGE:
        raise _unreadable(
            Text(
                f"Rows have {len(columns) - len(fields)} fields that “{dataset.id}” has not.",
                f"数据中有 {len(columns) - len(fields)} 个“{dataset.id}”没有的字段。",
            )
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([" ".join(c.split()) for c in columns])
    writer.writerows([_cell(row.get(c)) for c in columns] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> str:
    """A value as a person would type it; a cell stands on one line."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _number(text: str) -> str:
    """A number as it was written; what programs write of a whole one (`61.0`) is a whole one."""
    return re.sub(r"\.0+$", "", text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _require_few(rows: int) -> None:
    if rows > MOST_ROWS:
        raise WorkError(
            "too-large",
            Text(
                f"{rows} rows are too many at once: at most {MOST_ROWS} are taken.",
                f"一次提交 {rows} 行过多：最多 {MOST_ROWS} 行。",
            ),
        )


def _require_unpackable(data: bytes) -> None:
    """A workbook is packed: a small one may be a huge one. One that cannot be read is told by the check."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(i.file_size for i in parts.infolist()) > _UNPACKED * largest():
                raise _too_large(_UNPACKED * largest())
            for name in parts.namelist():
                if name.startswith("xl/worksheets/"):
                    _require_few(_rows_of(parts, name) - 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error):
        return


def _rows_of(parts: zipfile.ZipFile, name: str) -> int:
    """About how many rows a sheet has."""
    with parts.open(name) as sheet:
        return sum(piece.count(b"<row") for piece in iter(lambda: sheet.read(_PIECE), b""))


def _unreadable(detail: Text) -> WorkError:
    return WorkError("unreadable", detail)


def _refuse_form(detail: Text) -> NoReturn:
    raise WorkError("unknown-form", detail, headers={"Accept-Post": ", ".join(FORMS)})


def _too_large(most: int) -> WorkError:
    mib = most / 2**20
    return WorkError(
        "too-large",
        Text(
            f"More than {mib:g} MiB are not taken at once: send fewer rows, or CSV instead of JSON.",
            f"一次最多接收 {mib:g} MiB：请减少行数，或以 CSV 代替 JSON。",
        ),
    )
