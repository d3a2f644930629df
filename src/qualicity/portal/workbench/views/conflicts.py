"""Two people have edited one form: both versions side by side, cell by cell, to choose from."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpResponse

from qualicity.evidence import Duty
from qualicity.plan import Dataset
from qualicity.portal.workbench import merge
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.submissions import unpacked
from qualicity.portal.workbench.models import Content, Submission
from qualicity.portal.workbench.pages import Desk
from qualicity.portal.workbench.typed import Typed


def show(
    here: Desk, asked: Duty, declared: Dataset, mine: Typed, theirs: Submission, sheet: sheets.Sheet
) -> HttpResponse:
    """The page that offers what both have typed; what is chosen is saved over their version."""
    key = declared.table_schema.primaryKey if declared.table_schema else ()
    fields = sheets.fields_of(declared)
    found = merge.pairs(fields, key, mine.rows, sheet.rows, _base(here, declared, theirs))
    because = {}
    for n, pair in enumerate(found):
        for f in fields:
            said = (mine.because.get(f"{pair.mine} {f}"), theirs.because.get(f"{pair.theirs} {f}"))
            if any(said):
                because[f"b-{n}-{f}"] = " / ".join(dict.fromkeys(filter(None, said)))
    return here.show(
        "conflict.html",
        here.say(declared.title),
        409,
        duty=asked,
        dataset=declared,
        theirs=theirs,
        base=typed_from(theirs),
        pairs=found,
        differing=sum(c.differ for p in found if p.side == "both" for c in p.cells)
        + sum(p.side != "both" for p in found),
        because=because,
        note=mine.note or theirs.note,
        their_note=theirs.note if theirs.note != mine.note else "",
        organisation=here.organisation(asked.organisation),
    )


def _base(here: Desk, declared: Dataset, theirs: Submission) -> tuple[sheets.Cells, ...]:
    """The rows that this person began with: a version of the same submission, which its form has named."""
    try:
        said = _signer(theirs).unsign(str(here.request.POST.get("base", "")))
    except BadSignature:
        return ()
    content = Content.objects.filter(pk=said).first()
    if content is None:
        return ()
    return sheets.read(declared, unpacked(content), f"{declared.id}.csv").rows


def typed_from(draft: Submission) -> str:
    """What a form carries to say which version of the draft it was made from: signed, for nobody else's can be asked for."""
    return _signer(draft).sign(draft.content_id or "")


def _signer(draft: Submission) -> Signer:
    return Signer(salt=f"qualicity.workbench.base.{draft.pk}")
