"""Checks of what was uploaded: at once for a small file; of a large one in the background, and the answer is kept.

A kept answer depends on the file, what its columns hold, the duty, the dataset's declaration, and the evidence that its
rows refer to. It does not depend on the dataset's own rows: others bring theirs in all the time, and whatever is approved
is checked once more before it takes effect.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from qualicity import __version__, evidence
from qualicity.errors import Problem, Text, UsageError
from qualicity.evidence import Duty, links
from qualicity.evidence.rows import RowProblem
from qualicity.plan import Dataset
from qualicity.portal import catalogue
from qualicity.portal.workbench import queue
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.submissions import content_of
from qualicity.portal.workbench.checking import Desk, check, desk
from qualicity.portal.workbench.columns import columns_said
from qualicity.portal.workbench.kinds import AT_ONCE, MOST_ROWS, large, too_many
from qualicity.portal.workbench.models import Checked, Content, Job, Submission
from qualicity.portal.workbench.reasons import compared, with_reasons

KIND = "check"
MOST_SHOWN = 100
"""So many problems are kept and shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as it is shown: where it is (a cell of a workbook, or a line), in which column, and what it says."""

    severity: str
    line: int
    cell: str
    field: str
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check said: whether it fits, how many rows, what would change, the problems and how many there are."""

    accepted: bool
    rows: int
    inserted: int
    updated: int
    unchanged: int
    errors: int
    warnings: int
    problems: tuple[Told, ...]
    at: datetime
    because: Mapping[str, str] = field(default_factory=dict)
    """Why cells differ from what other datasets hold, as far as it is said."""

    @property
    def unsaid(self) -> bool:
        """Whether a cell lacks such a reason."""
        return any(t.code == "reason-missing" for t in self.problems)

    @property
    def misnamed(self) -> bool:
        """Whether columns are missing or not known."""
        return any(t.code in ("missing-column", "unknown-column") for t in self.problems)

    @property
    def more(self) -> int:
        """Problems that are not listed."""
        return self.errors + self.warnings - len(self.problems)


@dataclass(frozen=True, slots=True)
class Waiting:
    """It is being checked; `failed`: that did not succeed however often it was tried."""

    since: datetime
    failed: bool = False


def standing(at: Desk, duty: Duty, draft: Submission) -> Answer | Waiting:
    """How it stands with what was uploaded: the answer, or that it is being checked (asked for, if it is not)."""
    dataset = at.dataset(duty)
    if not _large(draft):
        return _checked(at, duty, draft, content_of(draft))
    key = _key(at, duty, dataset, draft)
    kept = Checked.objects.filter(pk=key).first()
    if kept is not None:
        return _read(kept)
    said = {"plan": draft.plan, "submission": draft.pk, "key": key}
    job = queue.ask(KIND, key, said, at.now.replace(tzinfo=UTC))
    return Waiting(job.due, failed=job.tries >= queue.MOST_TRIES and bool(job.error))


def _large(draft: Submission) -> bool:
    """`kinds.large`, without unpacking what is large anyway."""
    size = Content.objects.filter(pk=draft.content_id).values_list("size", flat=True).first() or 0
    return size > AT_ONCE or large(content_of(draft), draft.name)


def work(job: Job, now: datetime) -> None:
    """Check a large file and keep the answer; what has been replaced meanwhile is passed over."""
    key = str(job.said["key"])
    draft = Submission.objects.filter(pk=job.said["submission"]).first()
    if draft is None or Checked.objects.filter(pk=key).exists():
        return
    plans = catalogue.live()
    duty = Duty(None, None, draft.dataset, draft.organisation, draft.period)
    at, data = desk(plans, draft.plan, now), content_of(draft)
    dataset = at.dataset(duty)
    if _key(at, duty, dataset, draft) != key:
        return
    answer = _checked(at, duty, draft, data)
    sheet = sheets.read_whole(dataset, data, draft.name, total=answer.rows)
    head = {"rows": sheet.rows, "total": sheet.total, "columns": sheet.columns, "lines": sheet.lines}
    kept = {"answer": _written(answer), "sheet": head}
    Checked.objects.get_or_create(
        pk=key,
        defaults={
            "content": draft.content_id,
            "dataset": dataset.id,
            "said": kept,
            "at": now.replace(tzinfo=UTC),
        },
    )
    # a count, which nobody decides: it is no change of the submission
    Submission.objects.filter(pk=draft.pk, content_id=draft.content_id).update(rows=answer.rows)


def _checked(at: Desk, duty: Duty, draft: Submission, data: bytes) -> Answer:
    found = compared(at, duty, data, draft.name, draft.because)
    answer = _answer(with_reasons(check(at, duty, data, draft.name), found), at.now)
    return replace(answer, because=found.because)


def _key(at: Desk, duty: Duty, dataset: Dataset, draft: Submission) -> str:
    """What an answer depends on, as one hash."""
    others = {k.reference.resource for k in dataset.foreign_keys}
    others |= {x.other for x in links(at.folder.plan, dataset)} if at.folder.plan else set()
    said = [
        __version__, duty.key, draft.plan, draft.name.rpartition(".")[2], draft.content_id,
        columns_said(draft.content_id or "", dataset.id), dataset.model_dump_json(by_alias=True),
        [(o, at.store.dataset(o).version) for o in sorted(others)],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _answer(found: evidence.Submission, at: datetime) -> Answer:
    errors = sum(p.severity == "error" for p in found.problems)
    if found.rows > MOST_ROWS:
        told: tuple[Told, ...] = (Told("error", 0, "", "", "too-many-rows", too_many(found.rows)),)
        return Answer(False, found.rows, 0, 0, 0, 1, 0, told, at)
    change = found.change
    return Answer(
        found.accepted,
        found.rows,
        change.inserted if change else 0,
        change.updated if change else 0,
        change.unchanged if change else 0,
        errors,
        len(found.problems) - errors,
        tuple(_told(found.problems)),
        at,
    )


def without_place(p: Problem) -> Text:
    """A problem's message where its cell and column stand beside it."""
    en, zh = p.message.en, p.message.get("zh")
    if isinstance(p, RowProblem):
        en = en.removeprefix(f"{p.cell}: ").removeprefix(f"{p.field}:").strip()
        zh = zh.removeprefix(f"{p.cell}：").removeprefix(f"{p.field}：").strip()
    return Text(en, zh)


def _told(problems: Sequence[Problem]) -> list[Told]:
    """Errors before warnings, each in the file's order."""
    listed = sorted(problems, key=lambda p: (p.severity != "error", p.place.line, p.place.column))

    return [
        Told(
            p.severity,
            p.place.line,
            (p.cell or "") if isinstance(p, RowProblem) else "",
            (p.field or "") if isinstance(p, RowProblem) else "",
            p.code,
            without_place(p),
        )
        for p in listed[:MOST_SHOWN]
    ]


def _written(answer: Answer) -> dict[str, Any]:
    problems = [
        {
            "severity": t.severity, "line": t.line, "cell": t.cell, "field": t.field, "code": t.code,
            "en": t.message.en, "zh": t.message.zh,
        }
        for t in answer.problems
    ]  # fmt: skip
    counts = [answer.rows, answer.inserted, answer.updated, answer.unchanged, answer.errors, answer.warnings]
    return {
        "accepted": answer.accepted,
        "counts": counts,
        "problems": problems,
        "because": dict(answer.because),
    }


def _read(kept: Checked) -> Answer:
    said = kept.said["answer"]
    told = (
        Told(p["severity"], p["line"], p["cell"], p["field"], p["code"], Text(p["en"], p["zh"]))
        for p in said["problems"]
    )
    rows, inserted, updated, unchanged, errors, warnings = said["counts"]
    return Answer(
        said["accepted"],
        rows,
        inserted,
        updated,
        unchanged,
        errors,
        warnings,
        tuple(told),
        kept.at,
        said.get("because", {}),
    )


def fits(answer: Answer | Waiting) -> bool:
    """Whether it can be submitted."""
    return isinstance(answer, Answer) and answer.accepted and answer.rows > 0


def require_fit(answer: Answer | Waiting) -> None:
    """Errors: `UsageError` for what has errors, or is not checked yet."""
    if isinstance(answer, Waiting):
        raise UsageError(
            Text(
                "It is still being checked: submit it when that is done.", "仍在校验：请待校验完成后再提交。"
            )
        )
    if not fits(answer):
        raise UsageError(
            Text(
                "It has errors, or no rows: mend what is shown, then upload it again.",
                "尚有错误，或没有数据：请按提示修改后重新上传。",
            )
        )
