"""The form of a thing of the plan: each field with what stands there, what was typed, and what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.http import QueryDict

from qualicity.errors import Problem, Text, UsageError
from qualicity.plan import Plan
from qualicity.plan.edits import KINDS, WHOLE, Edit, Field, Files, KindName, place_of, value_of
from qualicity.plan.named import items

LONGEST = 20_000
"""Characters of one field."""
NEW = "new"
"""The part of a form in which a milestone is added."""
CHOSEN = ("organisation", "organisations", "definition", "choice")
"""The types of fields that are chosen among what there is."""
Said = str | tuple[str, ...]


class Titled(Protocol):
    """Something with an id and a title."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> Text:
        """Its title."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form: `was` stands in the folder, `value` was typed (or is the same)."""

    field: Field
    name: str
    value: Said
    was: Said
    options: tuple[tuple[str, Text], ...] = ()
    problems: tuple[Text, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether something else was typed than stands there."""
        return self.value != self.was

    @property
    def chosen(self) -> bool:
        """Whether it is one of its options."""
        return self.field.type in CHOSEN

    @property
    def long(self) -> bool:
        """Whether it takes more than a line on a phone."""
        return self.field.type in ("words", "formula") or bool(self.field.lang)

    @property
    def told(self) -> str:
        """The name of what is said of it, for who hears the page."""
        return f"e-{self.name}" if self.problems else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A thing with its fields, those in two languages beside each other; `drop` is the name of the box that takes it away."""

    kind: KindName
    id: str
    title: Text
    groups: tuple[tuple[Asked, ...], ...]
    drop: str = ""
    dropped: bool = False

    @property
    def part(self) -> str:
        """The id of a part inside of its thing; "" for the thing itself."""
        return self.id.rpartition("/")[2] if "/" in self.id or self.id == NEW else ""


@dataclass(frozen=True)
class Form:
    """What a form is made from: a thing, with the edits of the draft."""

    plan: Plan
    files: Files
    kind: KindName
    id: str
    edits: tuple[Edit, ...] = ()
    problems: Mapping[Edit, Sequence[Problem]] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the milestones or definitions that it has, and of those that the draft adds."""
        kind = KINDS[self.kind].parts
        if kind is None:
            return ()
        name, path = place_of(self.files, self.kind, self.id)
        held = (str(i.get("id")) for _, i in items(self.files.read(name), *path, KINDS[kind].listed))
        added = (e.id.rpartition("/")[2] for e in self.edits if e.kind == kind and self.about(e))
        return tuple(dict.fromkeys((*held, *added)))

    def about(self, edit: Edit) -> bool:
        """Whether an edit is about this thing or a part of it."""
        part = KINDS[self.kind].parts
        whole = edit.id.rpartition("/")[0]
        return (edit.kind, edit.id) == (self.kind, self.id) or (edit.kind == part and whole == self.id)

    def sections(self) -> list[Section]:
        """The thing, then its parts, and, of an action, an empty one to add a milestone in."""
        found = [self._section(self.kind, self.id, "")]
        kind = KINDS[self.kind].parts
        if kind is not None:
            found += [self._section(kind, f"{self.id}/{part}", f"{part}.") for part in self.parts]
        if kind == "milestone":
            title = Text("Add a milestone", "新增里程碑")
            groups = _grouped(Asked(f, f"{NEW}.{f.name}", "", "") for f in KINDS[kind].fields)
            found.append(Section(kind, NEW, title, groups))
        return found

    def _section(self, kind: KindName, id_: str, prefix: str) -> Section:
        edits = {e.field: e for e in self.edits if (e.kind, e.id) == (kind, id_)}
        asked = (self._asked(kind, id_, f, prefix, edits.get(f.name)) for f in KINDS[kind].fields)
        drop = f"drop.{prefix[:-1]}" if kind == "milestone" else ""
        return Section(kind, id_, title_of(self.plan, kind, id_), _grouped(asked), drop, WHOLE in edits)

    def _asked(self, kind: KindName, id_: str, f: Field, prefix: str, edit: Edit | None) -> Asked:
        was = held(self.files, kind, id_, f)
        told = tuple(dict.fromkeys(p.message for p in self.problems.get(edit, ()))) if edit else ()
        value = edit.value if edit else was
        return Asked(f, f"{prefix}{f.name}", value, was, self._options(f, value), told)

    def _options(self, f: Field, value: Said) -> tuple[tuple[str, Text], ...]:
        if f.type not in CHOSEN:
            return ()
        if f.type in ("organisation", "organisations"):
            found = [(o.id, o.title) for o in self.plan.organisations]
        elif f.type == "definition":
            target = self.plan.target(self.id)
            indicator = self.plan.indicator(target.indicator) if target else None
            found = [(d.id, d.title or Text(d.id, d.id)) for d in indicator.definitions] if indicator else []
        else:
            found = [(c, CHOICES.get(c, Text(c, c))) for c in f.choices]
        known = {c for c, _ in found}
        more = [v for v in ((value,) if isinstance(value, str) else value) if v and v not in known]
        return (*found, *((v, Text(v, v)) for v in more))

    def typed(self, post: QueryDict) -> tuple[Edit, ...]:
        """The edits of this thing that a form says; a field that was not sent stays as it is."""
        found: list[Edit] = []
        for section in self.sections():
            if section.id == NEW:
                continue
            if section.drop and post.get(section.drop):
                found += [Edit(section.kind, section.id, WHOLE)] if _is_held(self.files, section) else []
                continue
            for asked in (a for group in section.groups for a in group):
                said = _said(post, asked)
                if said != asked.was:
                    found.append(Edit(section.kind, section.id, asked.field.name, said, asked.was))
        return (*found, *self._added(post))

    def _added(self, post: QueryDict) -> tuple[Edit, ...]:
        """A milestone in the empty part of the form; it is named after its title."""
        if KINDS[self.kind].parts != "milestone":
            return ()
        fields = KINDS["milestone"].fields
        said = {f.name: str(_said(post, Asked(f, f"{NEW}.{f.name}", "", ""))) for f in fields}
        if not any(said.values()):
            return ()
        slug = _slug(said.get("title.en", "")) or "milestone"
        name, n = slug, 2
        while name in self.parts:
            name, n = f"{slug}-{n}", n + 1
        return tuple(Edit("milestone", f"{self.id}/{name}", f, v) for f, v in said.items() if v)


def held(files: Files, kind: KindName, id_: str, f: Field) -> Said:
    """What stands in a field; nothing where its thing is not there yet."""
    try:
        return value_of(files, kind, id_, f)
    except UsageError:
        return () if f.type == "organisations" else ""


def _is_held(files: Files, section: Section) -> bool:
    return any(held(files, section.kind, section.id, f) for f in KINDS[section.kind].fields)


def _said(post: QueryDict, asked: Asked) -> Said:
    if asked.field.type == "organisations":
        sent = f"has.{asked.name}" in post
        return tuple(v for v in post.getlist(asked.name) if v) if sent else asked.value
    if asked.name not in post:
        return asked.value
    return " ".join(str(post.get(asked.name, "")).replace("\x00", "").split())[:LONGEST]


def _grouped(asked: Iterable[Asked]) -> tuple[tuple[Asked, ...], ...]:
    found: dict[str, tuple[Asked, ...]] = {}
    for a in asked:
        found[a.field.pair] = (*found.get(a.field.pair, ()), a)
    return tuple(found.values())


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def title_of(plan: Plan, kind: KindName, id_: str) -> Text:
    """What a thing is called today; its id where it has no title, or is not there yet."""
    whole, _, part = id_.rpartition("/")
    named = Text(part, part)
    if kind == "plan":
        return plan.title
    if kind == "definition":
        indicator = plan.indicator(whole)
        definition = indicator.definition(part) if indicator else None
        return definition.title if definition and definition.title else named
    if kind == "milestone":
        action = next((a for a in plan.all_actions() if a.id == whole), None)
        return next((m.title for m in (action.milestones if action else ()) if m.id == part), named)
    return next((t.title for t in of_kind(plan, kind) if t.id == id_), named)


def of_kind(plan: Plan, kind: KindName) -> tuple[Titled, ...]:
    """The things of a kind, in the plan's order."""
    listed: dict[str, Iterable[Titled]] = {
        "goal": plan.goals,
        "target": plan.targets,
        "mission": plan.missions,
        "action": plan.all_actions(),
        "organisation": plan.organisations,
        "indicator": plan.indicators,
    }
    return tuple(listed.get(kind, ()))


CHOICES = {
    "at_least": Text("at least", "不低于"), "more_than": Text("more than", "高于"), "at_most": Text("at most", "不高于"),
    "less_than": Text("less than", "低于"), "exactly": Text("exactly", "等于"), "about": Text("about", "左右"),
    "range": Text("within a range", "区间"), "keep_within": Text("keep within", "控制在……以内"),
    "hold_at_least": Text("hold at, at least", "稳定在……以上"), "hold_at_most": Text("hold at, at most", "稳定在……以下"),
    "count_at_least": Text("a count of at least", "累计不少于"), "rank_at_most": Text("a rank of at most", "位次不低于"),
    "grow_by": Text("grow by (percent of the base)", "比基期增长（%）"),
    "reduce_by": Text("fall by (percent of the base)", "比基期下降（%）"),
    "increase": Text("increase, without a number", "提高（无数值）"),
    "decrease": Text("decrease, without a number", "下降（无数值）"),
    "yes": Text("yes or no", "是否"), "status": Text("a status", "状态"), "judged": Text("judged by people", "人工评判"),
    "binding": Text("binding", "约束性"), "anticipatory": Text("anticipatory", "预期性"),
    "stock": Text("stock", "存量"), "flow": Text("flow", "流量"), "ratio": Text("ratio", "比率"),
    "level": Text("level", "水平"), "count": Text("count", "计数"),
    "higher": Text("higher", "越高越好"), "lower": Text("lower", "越低越好"),
    "sum": Text("sum", "求和"), "mean": Text("mean", "平均"), "weighted": Text("weighted mean", "加权平均"),
    "recompute": Text("counted anew from rows", "由原始行重新计算"), "never": Text("never", "不汇总"),
    "high": Text("high", "高"), "medium": Text("medium", "中"), "low": Text("low", "低"),
}  # fmt: skip
"""What the choices of fields are called."""
CHOICES |= {f"strive_{o}": Text(f"strive for: {t.en}", f"力争{t.zh}") for o, t in tuple(CHOICES.items())}
