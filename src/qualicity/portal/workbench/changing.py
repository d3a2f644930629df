"""A change of the plan looked at: the texts it makes, what `check` says of them, and what it would move."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from qualicity.assessment import view_plan
from qualicity.errors import Lang, Problem, Text, UsageError
from qualicity.evidence import shadow
from qualicity.indicators import check_indicators, find_problems
from qualicity.plan import PlanFolder, check_plan, open_plan, read_plan
from qualicity.plan.edits import (
    WHOLE,
    Edit,
    FileDiff,
    Files,
    StaleError,
    applied,
    at_fields,
    diff,
    edit_of,
    inside,
    stale,
    touched,
    trial,
    value_of,
)
from qualicity.plan.parents import folders_above
from qualicity.portal.catalogue import Catalogue
from qualicity.portal.workbench import effect as effects
from qualicity.portal.workbench.actions.submissions import unpacked
from qualicity.portal.workbench.models import Content, PlanChange
from qualicity.portal.workbench.sentences import MovedSentence

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Clash:
    """An edit of a file that somebody else has changed since: what stood there, stands there now, and was typed."""

    edit: Edit
    now: str | tuple[str, ...]

    @property
    def same_field(self) -> bool:
        """Whether the very field was changed, and not only its file."""
        return self.now != self.edit.was


@dataclass(frozen=True)
class Looked:
    """A change as it would be today. `problem` says why its texts cannot be made."""

    change: PlanChange
    edits: tuple[Edit, ...]
    before: Files
    after: Files
    problem: Text | None = None
    clashes: tuple[Clash, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The files that differ."""
        return tuple(n for n, text in self.after.texts.items() if text != self.before.texts.get(n))

    @property
    def texts(self) -> tuple[dict[str, str], dict[str, str]]:
        """What these files say, and would say."""
        return tuple({n: files.texts[n] for n in self.names} for files in (self.before, self.after))  # type: ignore[return-value]

    @property
    def diffs(self) -> tuple[FileDiff, ...]:
        """What differs in them."""
        return tuple(diff(n, self.before.texts[n], self.after.texts[n]) for n in self.names)


@dataclass(frozen=True)
class Checked:
    """What `check` says of a changed folder: at the edits that made it, elsewhere, and what it had said before anyway."""

    at: Mapping[Edit, Sequence[Problem]] = field(default_factory=dict)
    others: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is new, and every error."""
        return (*(p for listed in self.at.values() for p in listed), *self.others)

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(p.severity == "error" for p in set(self.problems))


@dataclass(frozen=True, slots=True)
class PlanEffect:
    """What a change of the plan would move."""

    figures: tuple[effects.MovedFigure, ...] = ()
    verdicts: tuple[effects.MovedVerdict, ...] = ()
    sentences: Mapping[Lang, tuple[MovedSentence, ...]] = field(default_factory=dict)

    @property
    def shown_figures(self) -> tuple[effects.MovedFigure, ...]:
        """Those that a page shows."""
        return self.figures[: effects.MOST_ROWS]


def edits_of(change: PlanChange) -> tuple[Edit, ...]:
    """Its edits."""
    return tuple(edit_of(r) for r in change.edits)


def look(plans: Catalogue, change: PlanChange) -> Looked:
    """The change on today's folder, or, once it was approved, on the texts that were approved."""
    edits, folder = edits_of(change), plans.path(change.plan)
    if change.after:
        before, after = _kept(change.base, change.after), _kept(change.after, change.after)
        return Looked(change, edits, before, after)
    today = Files.of(folder)
    clashes = tuple(_clash(today, e) for e in edits) if stale(folder, change.base) else ()
    try:
        return Looked(change, edits, today, applied(today, edits), None, clashes)
    except UsageError as error:
        return Looked(change, edits, today, today, error.text, clashes)


def _kept(hashes: Mapping[str, str], names: Mapping[str, str]) -> Files:
    found = {n: Content.objects.filter(pk=hashes.get(n, "")).first() for n in names}
    return Files({n: unpacked(c).decode() for n, c in found.items() if c})


def _clash(today: Files, edit: Edit) -> Clash:
    return Clash(edit, now_of(today, edit))


def now_of(today: Files, edit: Edit) -> str | tuple[str, ...]:
    """What stands at an edit's field today; "" where the thing is gone or not made yet."""
    try:
        return value_of(today, edit.kind, edit.id, edit.of) if edit.of else ""
    except UsageError:
        return ""


def again(today: Files, edits: Sequence[Edit]) -> tuple[tuple[Edit, ...], dict[str, str]]:
    """The edits on today's text, without those that it says already, and the hashes of the files that they touch."""
    found = [
        Edit(e.kind, e.id, e.field, e.value, now_of(today, e))
        for e in edits
        if e.field == WHOLE or now_of(today, e) != e.value
    ]
    return tuple(found), base_of(today, found)


def base_of(today: Files, edits: Sequence[Edit]) -> dict[str, str]:
    """The hashes of the files that edits touch."""
    return today.hashes(touched(edits, today))


def against(plans: Catalogue) -> Callable[[PlanChange], Text | None]:
    """What stands against going on with a change: somebody else's edits, or an error."""

    def found(change: PlanChange) -> Text | None:
        looked = look(plans, change)
        if looked.clashes:
            return StaleError(list(change.base)).text
        if looked.problem:
            return looked.problem
        errors = check(plans, looked).errors
        return (
            Text(
                f"The check finds {errors} errors in the plan as it would be: mend what is shown first.",
                f"校验发现修改后的方案有 {errors} 处错误：请先按提示改正。",
            )
            if errors
            else None
        )

    return found


def check(plans: Catalogue, looked: Looked, *, quick: bool = False) -> Checked:
    """What `qualicity check` says of the changed folder; `quick` leaves its evidence out."""
    rules = _quickly if quick else find_problems
    plan_id = looked.change.plan
    if looked.problem or not looked.names:
        return Checked()
    problems = _once(plans, looked, f"check {quick}", lambda: _problems(plans, looked, rules))
    held = _once(plans, looked, f"held {quick}", lambda: _held(plans, plan_id, rules))
    known = {(p.code, p.message) for p in held if p.severity == "warning"}
    new = [p for p in problems if (p.code, p.message) not in known]
    at = at_fields(looked.after, looked.edits, new)
    placed = {p for listed in at.values() for p in listed}
    return Checked(at, tuple(p for p in new if p not in placed))


def _quickly(folder: PlanFolder) -> list[Problem]:
    return [*check_plan(folder), *check_indicators(folder)]


def _held(
    plans: Catalogue, plan_id: str, rules: Callable[[PlanFolder], list[Problem]]
) -> tuple[Problem, ...]:
    return inside(rules(plans.folder(plan_id)), plans.path(plan_id))


def _problems(
    plans: Catalogue, looked: Looked, rules: Callable[[PlanFolder], list[Problem]]
) -> tuple[Problem, ...]:
    plan_id = looked.change.plan
    folder, above = plans.path(plan_id), folders_above(plans.shelved(plan_id), plans.path(plan_id))
    plans.workspace.make()
    with trial(folder, looked.after, plans.workspace.root, above) as copy:
        return inside(rules(open_plan(copy)), copy)


def effect(plans: Catalogue, looked: Looked) -> PlanEffect:
    """What would move, worked out once for these texts, the evidence as it is, and the day, one at a time in a process.

    Errors: `BusyError`; `PlanError` for a folder with errors.
    """
    return _once(plans, looked, "effect", lambda: _effect(plans, looked), alone=True)


def _effect(plans: Catalogue, looked: Looked) -> PlanEffect:
    plan_id, workspace = looked.change.plan, plans.workspace
    before = plans.open(plan_id, plans.now()).view
    folder, above = plans.path(plan_id), folders_above(plans.shelved(plan_id), plans.path(plan_id))
    with trial(folder, looked.after, workspace.root, above) as copy, shadow(workspace, plan_id) as beside:
        after = view_plan(read_plan(copy), beside, before.scorecard.as_of)
        moved = effects.figures(before, after), effects.verdicts(before, after)
        return PlanEffect(*moved, effects.sentences_moved(workspace, before, after))


def _once(plans: Catalogue, looked: Looked, what: str, make: Callable[[], _T], *, alone: bool = False) -> _T:
    """What was made of these texts before, or is made now."""
    opened = plans.open(
        looked.change.plan, plans.now()
    )  # forgets all once the folder or the evidence is another
    texts = hashlib.sha256("\0".join(looked.after.texts.values()).encode()).hexdigest()
    key = ("plan change", what, texts)
    if key in opened.kept:
        found: _T = opened.kept[key]
        return found
    if alone and not effects.ONE.acquire(timeout=effects.WAIT):
        raise effects.BusyError
    try:
        return opened.keep(key, make)
    finally:
        if alone:
            effects.ONE.release()
