"""The mark of a workbook that was made for a duty: signed, so that it is known when it comes back."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import asdict, dataclass

from django.core.signing import BadSignature, Signer

from qualicity.errors import Text
from qualicity.evidence import Duty
from qualicity.evidence.prepared import MARK, is_prepared
from qualicity.plan import Dataset, Plan, parse_period
from qualicity.portal.workbench.actions.submissions import content_of
from qualicity.portal.workbench.kinds import RefusedError
from qualicity.portal.workbench.models import Submission

_SALT = "qualicity.workbook"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a workbook was made for, when the dataset was declared as `declared` and its draft was at `version`."""

    plan: str
    dataset: str
    organisation: str
    period: str
    declared: str
    version: int

    def sign(self) -> str:
        """As it stands in the workbook; the same for the same."""
        return Signer(salt=_SALT).sign_object(asdict(self), compress=True)


def mark_of(plan: Plan, duty: Duty, dataset: Dataset, draft: Submission | None) -> Mark:
    """The mark of a workbook that is made now."""
    version = draft.version if draft else 0
    return Mark(plan.id, duty.dataset, duty.organisation, duty.period, declared(dataset), version)


def declared(dataset: Dataset) -> str:
    """The version of a dataset's declaration: of its columns and keys."""
    said = dataset.table_schema.model_dump_json() if dataset.table_schema else ""
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def token_of(data: bytes, name: str) -> str | None:
    """The signed mark in a workbook; None in any other file."""
    if not name.endswith(".xlsx"):
        return None
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if MARK.encode() not in parts.read("xl/workbook.xml"):
                return None  # most have none, and to open a large one takes its time
        book = load_workbook(io.BytesIO(data), read_only=True)
        if not is_prepared(book.sheetnames):
            return None
        sheet = book[MARK]
        sheet.reset_dimensions()
        return str(next(iter(sheet.iter_rows(max_row=1, max_col=1, values_only=True)), ("",))[0] or "")
    except Exception:
        return None  # whoever reads it tells why


def require(token: str, wanted: Mark, plan: Plan, draft: Submission | None, *, replace: bool) -> None:
    """Hold a workbook that comes back against the duty where it is uploaded.

    The workbook from which the draft came may come back again and again; `replace`: it may also take the place of what
    others have saved since it was made.
    Errors: `RefusedError` for one that is forged, of another duty, or outdated, with what to do.
    """
    try:
        found = Mark(**Signer(salt=_SALT).unsign_object(token))
    except (BadSignature, TypeError, ValueError):
        raise RefusedError(
            "The hidden mark of this workbook was changed, or it is another portal’s. Download a new one here and copy your "
            "values into it; or send them as CSV.",
            "该工作簿的隐藏标记已被改动，或来自其他平台。请在此重新下载并将数据复制进去，或以 CSV 报送。",
        ) from None
    if (found.plan, found.dataset, found.organisation, found.period) != (
        wanted.plan,
        wanted.dataset,
        wanted.organisation,
        wanted.period,
    ):
        made, here = _called(plan, found), _called(plan, wanted)
        raise RefusedError(
            f"This workbook was made for {made.en}; here it is {here.en}. Choose the right file, or upload it there.",
            f"该工作簿用于{made.get('zh')}，而此处是{here.get('zh')}。请选择正确的文件，或到相应页面上传。",
        )
    if found.declared != wanted.declared:
        raise RefusedError(
            "The columns of this dataset were changed after the workbook was made. Download a new one and copy your "
            "values into it.",
            "工作簿生成后，该数据集的列已调整。请重新下载并将数据复制进去。",
        )
    if found.version != wanted.version and draft is not None and not replace and not _from(draft, token):
        raise RefusedError(
            f"After this workbook was made, {draft.by} saved other rows here. Look at them first; then download a new "
            "workbook, or choose “take the place of what is saved” and upload it again. Nothing was overwritten.",
            f"工作簿生成后，{draft.by} 在此保存了其他数据。"
            "请先查看，再重新下载工作簿，或勾选“替换已保存的内容”后重新上传。未覆盖任何内容。",
            409,
        )


def _from(draft: Submission, token: str) -> bool:
    """Whether the draft came in the same workbook."""
    return draft.via == "excel" and token_of(content_of(draft), draft.name) == token


def _called(plan: Plan, mark: Mark) -> Text:
    dataset = plan.dataset(mark.dataset)
    who = next((o.title for o in plan.organisations if o.id == mark.organisation), None)
    what, period = (
        dataset.title if dataset else None,
        parse_period(mark.period).title() if mark.period else None,
    )
    parts = [what or Text(mark.dataset, mark.dataset), who or Text(mark.organisation, mark.organisation)]
    parts += [period] if period else []
    en, zh = ", ".join(p.en for p in parts), "、".join(p.get("zh") for p in parts)
    return Text(f"“{en}”", f"“{zh}”")
