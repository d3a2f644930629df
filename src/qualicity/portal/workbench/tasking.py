"""One action's report as a form: its parts, what was typed of each, and what is still to be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qualicity.assessment import ActionState, Standing
from qualicity.errors import Text
from qualicity.evidence import Duty
from qualicity.evidence.duties import reporters, scope_of
from qualicity.plan import Action, Dataset, Plan
from qualicity.portal.workbench.models import Attachment

FIELDS = ("progress", "forecast", "actual", "reason", "evidence")
OWN = "-"
"""Stands in a form where a report is of the action itself."""
_FILE = re.compile(r"\[sha256:[0-9a-f]{12}\]$")


@dataclass(frozen=True, slots=True)
class Part:
    """An action itself (`milestone` ""), or one of its milestones, with where it stands and what is typed now."""

    milestone: str
    standing: Standing
    typed: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
    problems: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its fields are called in the form."""
        return self.milestone or OWN

    @property
    def folded(self) -> bool:
        """Whether it is finished, and nothing new is said of it."""
        return self.standing.light in ("done", "done_late") and not self.said and not self.problems

    @property
    def said(self) -> bool:
        """Whether anything is said of it."""
        return any(self.typed.get(f) for f in FIELDS) or bool(self.files)


def parts_of(state: ActionState) -> tuple[Part, ...]:
    """The action itself, then its milestones."""
    return (Part("", state.own), *(Part(m.milestone or "", m) for m in state.milestones))


def of_action(plan: Plan, action: Action) -> tuple[Duty, ...]:
    """Who reports on an action: whom the dataset of reports names for it, else who leads it."""
    dataset = plan.dataset(plan.tasks.reports)
    if dataset is None:
        return ()
    lead = action.lead or next((m.lead for m in plan.missions if action in m.actions), None)
    asked = (Duty(None, None, dataset.id, r.organisation, "") for r in reporters(dataset))
    return tuple(d for d in asked if _reports(dataset, d, action, lead))


def _reports(dataset: Dataset, duty: Duty, action: Action, lead: str | None) -> bool:
    named = scope_of(dataset, duty).where.get("action")
    return action.id in named if named is not None else lead in (None, duty.organisation)


def rows_of(
    action: Action, parts: Iterable[Part], fields: Sequence[str], today: date
) -> list[dict[str, str]]:
    """The rows that are said: one for each part of which anything is; the files with the beginning of their hashes."""
    found = []
    for part in parts:
        if part.said:
            named = [
                part.typed.get("evidence", ""),
                *(f"{f.name} [sha256:{f.sha256[:12]}]" for f in part.files),
            ]
            row = {f: part.typed.get(f, "") for f in FIELDS}
            row |= {"action": action.id, "milestone": part.milestone, "reported": today.isoformat()}
            row["evidence"] = "; ".join(n for n in named if n)
            found.append({f: row.get(f, "") for f in fields})
    return found


def typed_of(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What was typed, by milestone: a draft's rows without what the files put there."""
    found = {}
    for row in rows:
        said = {f: row.get(f, "") for f in FIELDS}
        named = (n.strip() for n in said["evidence"].split(";"))
        said["evidence"] = "; ".join(n for n in named if n and not _FILE.search(n))
        found[row.get("milestone", "")] = said
    return found


def missing(part: Part, today: date) -> dict[str, tuple[Text, ...]]:
    """What a report of a part lacks, by field: proof of what is finished, a reason for what comes late."""
    typed, due = part.typed, part.standing.due
    found: dict[str, tuple[Text, ...]] = {}
    forecast, actual = (_day(typed.get(f, "")) for f in ("forecast", "actual"))
    if actual and actual > today:
        found["actual"] = (
            Text(
                "This day is still to come: write it as the forecast.", "该日期尚未到来，请填入“预计完成”。"
            ),
        )
    elif typed.get("actual") and not typed.get("evidence") and not part.files:
        found["evidence"] = (
            Text(
                "What proves that it is finished? Name it, or attach a file.",
                "有何材料证明已完成？请注明或上传文件。",
            ),
        )
    late = forecast is not None and due is not None and forecast > due.last
    if late and not typed.get("actual") and not typed.get("reason"):
        found["reason"] = (
            Text(
                "The forecast is after the date of the plan: say why.",
                "预计完成日期晚于方案期限，请说明原因。",
            ),
        )
    return found


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
