"""The form of a duty as it is shown: rows of cells, each with what is held beside it, its problems and its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, TypeAlias

from qualicity.errors import Place, Problem, Text
from qualicity.evidence.once import Elsewhere
from qualicity.portal.workbench.questions import Question, one_row
from qualicity.portal.workbench.rows import MOST, Cells

MORE = 5
"""Empty rows at the end of a grid."""
At: TypeAlias = tuple[int, str]
"""A row of the draft, counted from 0, and a field."""


class Shown(NamedTuple):
    """A row of a form: its cells, what the form itself gives for it, and its place in the draft."""

    row: Cells
    given: Cells
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of the cells of a draft: problems, reasons (`"ROW FIELD"`) and reviewers' remarks."""

    because: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[At, Sequence[Problem]] = field(default_factory=dict)
    remarks: Mapping[At, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `given` is what the form itself put there; beside it stand the value of last period (`last`), the one
    that stands for this period (`stands`), and what another dataset holds (`elsewhere`)."""

    question: Question
    row: int
    value: str
    given: str = ""
    problems: tuple[Problem, ...] = ()
    last: str = ""
    stands: str = ""
    elsewhere: Elsewhere | None = None
    because: str = ""
    remarks: tuple[str, ...] = ()
    """What reviewers said of it when they returned it."""
    place: int | None = None
    """Its row in the draft; None where the draft has it not."""

    @property
    def name(self) -> str:
        """Its name in the form."""
        return f"c-{self.row}-{self.question.field.name}"

    @property
    def rest(self) -> str:
        """Its name without the kind: the other inputs of a cell begin with another letter."""
        return self.name[2:]

    @property
    def number(self) -> int:
        """Its row, counted from 1."""
        return self.row + 1

    @property
    def locked(self) -> bool:
        """Whether the duty leaves no choice and nothing else is there."""
        return bool(self.question.fixed) and self.value == self.question.fixed and not self.problems

    @property
    def strange(self) -> bool:
        """Whether it holds a code that is none of the list."""
        return bool(self.value) and all(c.code != self.value for c in self.question.codes)

    @property
    def wrong(self) -> bool:
        """Whether it has an error, not only a warning."""
        return any(p.severity == "error" for p in self.problems)

    @property
    def differs(self) -> bool:
        """Whether another dataset holds another value."""
        return self.elsewhere is not None and bool(self.value) and not same(self.value, self.elsewhere.value)

    @property
    def changed(self) -> bool:
        """Whether this corrects the value that stands."""
        return bool(self.stands) and not same(self.value, self.stands)


@dataclass(frozen=True, slots=True)
class Form:
    """All that a page shows of a duty's form. `fixed` questions are said once above; `one` row is shown as a list."""

    questions: tuple[Question, ...]
    rows: tuple[tuple[Cell, ...], ...]
    one: bool

    @property
    def fixed(self) -> tuple[Question, ...]:
        """Questions to which every row has the answer that the duty gives."""
        at = [n for n, q in enumerate(self.questions) if q.fixed and all(row[n].locked for row in self.rows)]
        return tuple(self.questions[n] for n in at)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The others."""
        fixed = self.fixed
        return tuple(q for q in self.questions if q not in fixed)

    @property
    def grid(self) -> list[tuple[int, list[Cell], list[Cell], bool]]:
        """Each row: its number, the cells that are said above, those that are asked, whether last period has it."""
        fixed = self.fixed
        return [
            (
                n + 1,
                [c for c in row if c.question in fixed],
                [c for c in row if c.question not in fixed],
                any(c.last and not c.value for c in row),
            )
            for n, row in enumerate(self.rows)
        ]

    @property
    def lists(self) -> tuple[Question, ...]:
        """The questions whose codes are proposed while typing."""
        return tuple(q for q in self.questions if q.kind == "list")

    @property
    def cells(self) -> list[Cell]:
        """All cells."""
        return [c for row in self.rows for c in row]

    @property
    def wrong(self) -> list[Cell]:
        """The cells with problems, in their order."""
        return [c for c in self.cells if c.problems]

    @property
    def any_last(self) -> bool:
        """Whether last period's values are beside any cell."""
        return any(c.last for c in self.cells)

    @property
    def corrects(self) -> bool:
        """Whether rows of this period stand already."""
        return any(c.stands for c in self.cells)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the cells of a form, by row or by what a row is about."""

    key: tuple[str, ...]
    things: tuple[str, ...]
    last: Mapping[tuple[str, ...], Cells] = field(default_factory=dict)
    stands: Mapping[tuple[str, ...], Cells] = field(default_factory=dict)
    proposed: tuple[Cells, ...] = ()
    """Rows that the form begins with: those that stand, else last period's things without their values."""

    def last_of(self, row: Cells) -> Cells:
        """Last period's values of what a row is about; its key is its own."""
        then = self.last.get(tuple(row.get(k, "") for k in self.things), {})
        return {f: v for f, v in then.items() if f not in self.key}

    def stands_of(self, row: Cells) -> Cells:
        """The row with the same key that stands."""
        return self.stands.get(tuple(row.get(k, "") for k in self.key), {})


def rows_of(asked: tuple[Question, ...], draft: Sequence[Cells], beside: Beside, more: int) -> list[Shown]:
    """The rows to show: those proposed in their order, each as the draft has it where it does, then the draft's others, then
    so many empty ones."""
    fixed: Cells = {q.field.name: q.fixed for q in asked if q.fixed}

    def key(row: Cells) -> tuple[str, ...]:
        return tuple(row.get(k, "") for k in beside.key)

    begun = [{**fixed, **{f: v for f, v in row.items() if v}} for row in beside.proposed]
    places: dict[tuple[str, ...], int] = {}
    for n, row in enumerate(draft):
        places.setdefault(key(row), n)
    shown = []
    for given in begun:
        place = places.pop(key(given), None)
        shown.append(Shown(given if place is None else draft[place], given, place))
    there = {s.place for s in shown}
    shown += [Shown(row, fixed, n) for n, row in enumerate(draft) if n not in there]
    empty = max(0, 1 - len(shown)) if one_row(asked) else more
    empty = max(0, min(empty, MOST - len(shown)))
    return shown + [Shown(fixed, fixed)] * empty


def form(
    asked: tuple[Question, ...],
    shown: Sequence[Shown],
    beside: Beside,
    elsewhere: Mapping[str, Mapping[int, Elsewhere]],
    said: Said,
) -> Form:
    """The form of these rows; those that are not the draft's take what is held elsewhere."""
    rows = []
    for n, (row, given, place) in enumerate(shown):
        last, stands = beside.last_of(row), beside.stands_of(row)
        cells = []
        for q in asked:
            f = q.field.name
            found = elsewhere.get(f, {}).get(n)
            value = row.get(f, "") or (found.value if found and place is None else "")
            at = (-1 if place is None else place, f)
            cells.append(
                Cell(
                    q, n, value, given.get(f, ""), tuple(said.problems.get(at, ())),
                    "" if q.key else last.get(f, ""), "" if q.key else stands.get(f, ""), found,
                    said.because.get(f"{place} {f}", ""), tuple(said.remarks.get(at, ())), place,
                )
            )  # fmt: skip
        rows.append(tuple(cells))
    return Form(asked, tuple(rows), one_row(asked) and len(rows) == 1)


def say_why(held: str) -> Text:
    """What is said of a value that differs from what another dataset holds, without a reason."""
    return Text(
        f"{held} is held elsewhere: say why yours differs",
        f"其他数据集已有值 {held}：请说明不同的理由",
    )


def unsaid(found: Form) -> dict[tuple[int, str], list[Problem]]:
    """Cells that differ from what another dataset holds and say no reason."""
    return {
        (c.place, c.question.field.name): [
            Problem(
                "error",
                Place("form", c.number, 1),
                "reason-missing",
                say_why(c.elsewhere.value),
            )
        ]
        for c in found.cells
        if c.place is not None and c.elsewhere and c.differs and not c.because
    }


def same(one: str, other: str) -> bool:
    """Whether two texts say the same value: 58 and 58.0 do."""
    try:
        return one == other or Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
