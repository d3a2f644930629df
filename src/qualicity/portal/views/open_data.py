"""Open data: the plan's figures and verdicts as files for other programs, in several forms."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _

from qualicity import release
from qualicity.errors import Text
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.exported import edition_of, folder_of, packed_file, sizes_of
from qualicity.portal.pages import Page
from qualicity.portal.views.reports import report_rows
from qualicity.release.exports import FORMS, TABLES, Form

_MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".ttl": "text/turtle; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a form."""

    name: str
    size: int | None  # until it is made
    url: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form, with all its files and one ZIP of them."""

    form: Form
    url: str
    files: tuple[FileRow, ...]


def open_data(here: InPlan) -> Page:
    """Every form, with its files; none is made before somebody asks for it."""
    forms = [_row(here, f) for f in FORMS]

    def records() -> list[dict[str, Any]]:
        return [
            {
                "form": r.form.id,
                "title": release.both(r.form.title),
                "file": f.name,
                "bytes": f.size,
                "address": f"{r.form.id}/{f.name}",
            }
            for r in forms
            for f in r.files
        ]

    return Page(
        template="open_data.html",
        title=_("Open data"),
        record=lambda: {"plan": here.plan.id, "as_of": here.as_of.day.isoformat(), "files": records()},
        table=records,
        section="datasets",
        context={
            "forms": forms,
            "held": TABLES,
            "figures": here.view.figures.count(),
            "reports": report_rows(here),
        },
    )


def _row(here: InPlan, form: Form) -> FormRow:
    sizes = sizes_of(here, form)
    files = tuple(
        FileRow(name, sizes.get(name), here.to.open_data(form.id, name))
        for name in sorted(form.names(edition_of(here)))
    )
    return FormRow(form, here.to.open_data(form.id), files)


def file(here: InPlan, form: str, file: str) -> HttpResponseBase:
    """One file of a form.

    Errors: `MissingError` for a form or file that there is not.
    """
    asked = _form(here, form)
    known = asked.names(edition_of(here))
    if file not in known:
        raise failures.MissingError(Text("file", "文件"), file, known, "open-data-file", (here.plan.id, form))
    return _sent(folder_of(here, asked) / file, file)


def packed(here: InPlan, form: str) -> HttpResponseBase:
    """All files of a form as one ZIP.

    Errors: `MissingError` for a form that there is not.
    """
    found = packed_file(here, _form(here, form))
    return _sent(found, f"{edition_of(here).name}-{form}.zip")


def _form(here: InPlan, form_id: str) -> Form:
    found = next((f for f in FORMS if f.id == form_id), None)
    if found is None:
        known = tuple(f.id for f in FORMS)
        raise failures.MissingError(Text("form", "格式"), form_id, known, "open-data-zip", (here.plan.id,))
    return found


def _sent(path: Path, name: str) -> HttpResponseBase:
    kind = _MEDIA.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = FileResponse(path.open("rb"), content_type=kind, filename=name)
    response["Access-Control-Allow-Origin"] = "*"
    return response
