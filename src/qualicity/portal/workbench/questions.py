"""What a form asks for each field: its kind, its codes with their titles, and what the duty itself says already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from qualicity.errors import Lang, Text
from qualicity.evidence import Duty, EvidenceStore, needed, reading
from qualicity.evidence.asked import fixed
from qualicity.evidence.duties import scope_of
from qualicity.evidence.sql import name
from qualicity.plan import Dataset
from qualicity.plan.tables import TableField

SHORT = 15
"""So many codes are a list to choose from; more are typed, and proposed while typing."""
MOST_CODES = 5_000
Kind: TypeAlias = Literal["choice", "list", "number", "text"]
_TRUTH = {"true": Text("yes", "是"), "false": Text("no", "否")}
_HINTS = {
    "integer": Text("whole number", "整数"),
    "number": Text("number", "数值"),
    "date": Text("date, as 2026-10-31", "日期，如 2026-10-31"),
    "known": Text("date, as 2026-10-31, 2026-10 or 2026", "日期，如 2026-10-31、2026-10 或 2026"),
    "datetime": Text("date and time, as 2026-10-31T08:00", "日期时间，如 2026-10-31T08:00"),
    "period": Text("period, as 2026, 2026-Q3 or 2026-10", "时期，如 2026、2026-Q3 或 2026-10"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code that may be given, and what it means in the person's language ("" where nothing says it)."""

    code: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form. `fixed` is its value where the duty leaves no choice."""

    field: TableField
    kind: Kind
    required: bool
    key: bool
    codes: tuple[Code, ...] = ()
    fixed: str = ""
    hint: str = ""

    @property
    def number(self) -> bool:
        """Whether it stands on the right."""
        return self.kind == "number"

    def title_of(self, code: str) -> str:
        """What a code means, or ""."""
        return next((c.title for c in self.codes if c.code == code), "")


def questions(store: EvidenceStore, dataset: Dataset, duty: Duty, lang: Lang) -> tuple[Question, ...]:
    """The questions of a duty's form, in the order of the dataset's fields."""
    schema = dataset.table_schema
    if schema is None:
        return ()
    where, said = scope_of(dataset, duty).where, fixed(dataset, duty)
    referred = {k.fields: (k.reference.resource, k.reference.fields) for k in schema.foreignKeys}
    found = []
    for f in schema.fields:
        codes = _codes(store, f, where.get(f.name, ()), referred.get(f.name), lang)
        hint = _HINTS[f.type].get(lang) if f.type in _HINTS else ""
        must, key = f.name in needed(dataset), f.name in schema.primaryKey
        found.append(Question(f, _kind(f, codes), must, key, codes, said.get(f.name, ""), hint))
    return tuple(found)


def one_row(asked: tuple[Question, ...]) -> bool:
    """Whether the duty can have one row only: all that makes a row its own is fixed."""
    return all(q.fixed for q in asked if q.key)


def _kind(field: TableField, codes: tuple[Code, ...]) -> Kind:
    if codes:
        return "choice" if len(codes) <= SHORT else "list"
    return "number" if field.type in ("number", "integer") else "text"


def _codes(
    store: EvidenceStore,
    field: TableField,
    mine: tuple[str, ...],
    referred: tuple[str, str] | None,
    lang: Lang,
) -> tuple[Code, ...]:
    """The codes that may be given: those that are this duty's, the schema's, or the other dataset's, with its titles."""
    if field.type == "boolean":
        return tuple(Code(k, v.get(lang)) for k, v in _TRUTH.items())
    listed = mine or field.constraints.enum or ()
    titles = _titles(store, *referred, lang) if referred else {}
    return tuple(Code(c, titles.get(c, "")) for c in listed or titles)


def _titles(store: EvidenceStore, resource: str, field: str, lang: Lang) -> Mapping[str, str]:
    """The codes that another dataset holds now, each with its title in that language where it has one."""
    there = store.dataset(resource)
    if there.version is None:
        return {}
    wanted = [f"{t}_{lang}" for t in ("title", "name")] + ["title", "name"]
    title = next((t for t in wanted if t in there.fields), None)
    said = f"cast({name(title)} as varchar)" if title else "null"
    other = next((t for t in ("title", "name") if t in there.fields and t != title), None)
    if other:
        said = f"coalesce(nullif({said}, ''), cast({name(other)} as varchar))"
    query = (
        f"select distinct cast({name(field)} as varchar), {said} from {there.current(None)} "
        f"where {name(field)} is not null order by 1 limit {MOST_CODES}"
    )
    with reading() as db:
        return {code: said or "" for code, said in db.execute(query).fetchall()}
