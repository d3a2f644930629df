"""Edits of a plan's folder, and the texts of its files with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from qualicity.errors import Place, Problem, Text, UsageError
from qualicity.plan.basics import ID_FORM
from qualicity.plan.edits import splice
from qualicity.plan.edits.fields import KINDS, Field, KindName
from qualicity.plan.edits.written import Number, Value
from qualicity.plan.named import items
from qualicity.plan.yamlfile import Path_, YamlFile, yaml_in

MAIN = "plan.yaml"
WHOLE = ""
"""In place of a field: the thing itself. Its edit without a value takes a milestone away."""
_DIGITS = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one thing with another value; "" (or no organisations) is none.

    `id` of a milestone is `ACTION/MILESTONE`, of a definition `INDICATOR/DEFINITION`, of the plan "". A milestone that is
    not there is made by its first edit. `was` is what stood there when it was typed.
    """

    kind: KindName
    id: str
    field: str
    value: str | tuple[str, ...] = ""
    was: str | tuple[str, ...] = ""

    @property
    def of(self) -> Field | None:
        """The field's declaration; None for the thing as a whole."""
        return KINDS[self.kind].field(self.field)

    def record(self) -> dict[str, Any]:
        """As JSON."""
        names = ("kind", "id", "field", "value", "was")
        said = {name: getattr(self, name) for name in names}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in said.items()}


def edit_of(record: Mapping[str, Any]) -> Edit:
    """An edit from JSON.

    Errors: `UsageError` for a field that no form may change.
    """
    value, was = (tuple(v) if isinstance(v := record.get(k, ""), list) else v for k in ("value", "was"))
    found = Edit(record["kind"], record["id"], record["field"], value, was)
    if found.kind not in KINDS or (found.field != WHOLE and found.of is None):
        raise UsageError(
            Text(
                f"'{found.kind}.{found.field}' is nothing that can be changed here",
                f"“{found.kind}.{found.field}”不能在此处修改",
            )
        )
    return found


@dataclass(frozen=True)
class Files:
    """The YAML files of a plan's folder as texts, by their paths inside of it."""

    texts: Mapping[str, str]

    @staticmethod
    def of(folder: Path) -> Files:
        """As they lie there. Errors: `UsageError` for one that is not UTF-8."""
        paths = [folder / MAIN, *sorted((folder / "indicators").glob("*.y*ml"))]
        found = {}
        for path in paths:
            try:
                found[path.relative_to(folder).as_posix()] = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                raise UsageError(Text(f"{path.name} is not UTF-8", f"{path.name} 不是 UTF-8 编码")) from None
        return Files(found)

    def read(self, name: str) -> YamlFile:
        """One of them."""
        return yaml_in(self.texts[name].removeprefix("\ufeff"), name)

    def hashes(self, names: Iterable[str]) -> dict[str, str]:
        """The SHA-256 of some of them; "" for one that is not there."""
        return {n: sha256(self.texts[n].encode()) if n in self.texts else "" for n in names}


def sha256(data: bytes) -> str:
    """Of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def place_of(files: Files, kind: KindName, id_: str) -> tuple[str, Path_]:
    """The file and the path of a thing.

    Errors: `UsageError` where there is none.
    """
    if kind == "plan":
        return MAIN, ()
    whole, _, part = id_.rpartition("/")
    if kind in ("indicator", "definition"):
        stem = whole if kind == "definition" else id_
        name = next((n for n in files.texts if n.startswith("indicators/") and Path(n).stem == stem), None)
        if name and kind == "indicator":
            return name, ()
        places: Iterator[tuple[Path_, dict[str, Any]]] = (
            items(files.read(name), "definitions") if name else iter(())
        )
        return name or "", _found(places, kind, part)
    main = files.read(MAIN)
    if kind == "milestone":
        _, action = place_of(files, "action", whole)
        return MAIN, _found(items(main, *action, "milestones"), kind, part)
    places = _actions(main) if kind == "action" else items(main, KINDS[kind].listed)
    return MAIN, _found(places, kind, id_)


def _actions(main: YamlFile) -> Iterator[tuple[Path_, dict[str, Any]]]:
    for path, _ in items(main, "missions"):
        yield from items(main, *path, "actions")
    yield from items(main, "actions")


def _found(places: Iterable[tuple[Path_, dict[str, Any]]], kind: KindName, id_: str) -> Path_:
    path = next((p for p, item in places if str(item.get("id")) == id_), None)
    if path is None:
        title = KINDS[kind].title
        raise UsageError(Text(f"there is no '{id_}' among: {title.en}", f"“{title.get('zh')}”中没有“{id_}”"))
    return path


def value_of(files: Files, kind: KindName, id_: str, field: Field) -> str | tuple[str, ...]:
    """What stands in a field now, as it is written; "" where nothing does.

    Errors: those of `place_of`.
    """
    name, path = place_of(files, kind, id_)
    found = files.read(name).get(*path, *field.path)
    if field.type == "organisations":
        return tuple(str(x) for x in found) if isinstance(found, list) else ()
    return "" if found is None or isinstance(found, (list, dict)) else _shown(found)


def _shown(found: Any) -> str:
    return str(found).lower() if isinstance(found, bool) else " ".join(str(found).split())


def applied(files: Files, edits: Iterable[Edit]) -> Files:
    """The files with these edits, one after another.

    Errors: `UsageError` for a thing that is gone; `NotEditableError`.
    """
    for edit in edits:
        files = _applied(files, edit)
    return files


def _applied(files: Files, edit: Edit) -> Files:
    try:
        name, path = place_of(files, edit.kind, edit.id)
    except UsageError:
        if edit.kind != "milestone" or edit.field == WHOLE or not edit.value:
            raise
        return _grown(files, edit)
    text, bom = files.texts[name].removeprefix("\ufeff"), files.texts[name].startswith("\ufeff")
    field = edit.of
    if field is None:
        text = splice.take(text, path)
    elif isinstance(edit.value, tuple):
        text = _listed(text, (*path, *field.path), edit.value, KINDS[edit.kind].order)
    elif edit.value:
        text = _put(text, path, field, edit.value, KINDS[edit.kind].order)
    elif files.read(name).get(*path, *field.path) is not None:
        text = splice.take(text, (*path, *field.path))
    return replace(files, texts={**files.texts, name: "\ufeff" * bom + text})


def _put(text: str, path: Path_, field: Field, said: str, order: tuple[str, ...]) -> str:
    value = _typed(field, said)
    here = yaml_in(text, "")
    if len(field.path) == 2 and here.get(*path, field.path[0]) is None:
        return splice.put(text, (*path, field.path[0]), {field.path[1]: value}, order)
    inner = order if len(field.path) == 1 else ("period", "start", "en", "value", "end", "zh")
    return splice.put(text, (*path, *field.path), value, inner)


def _typed(field: Field, said: str) -> str:
    return Number(said) if field.type == "number" and _DIGITS.fullmatch(said) else said


def _listed(text: str, path: Path_, wanted: tuple[str, ...], order: tuple[str, ...]) -> str:
    """A list of ids: what is no longer wanted goes, what is new stands at its end."""
    held = yaml_in(text, "").get(*path)
    had = [str(x) for x in held] if isinstance(held, list) else []
    new = [x for x in wanted if x not in had]
    if not had or not set(had) & set(wanted):
        return splice.put(text, path, list(wanted), order) if wanted else _gone(text, path, had)
    for n in reversed([n for n, x in enumerate(had) if x not in wanted]):
        text = splice.take(text, (*path, n))
    left = len(had) - sum(x not in wanted for x in had)
    for n, x in enumerate(new):
        text = splice.put(text, (*path, left + n), x)
    return text


def _gone(text: str, path: Path_, had: list[str]) -> str:
    return splice.take(text, path) if had else text


def _grown(files: Files, edit: Edit) -> Files:
    """With a new milestone at the end of its action's."""
    whole, _, part = edit.id.rpartition("/")
    if not re.fullmatch(ID_FORM, part) or edit.of is None or isinstance(edit.value, tuple):
        raise UsageError(
            Text(
                f"'{part}' is no id: write letters, digits, '.', '-' and '_', beginning with a letter or digit",
                f"“{part}”不是有效的编号：只用字母、数字、“.”“-”“_”，并以字母或数字开头",
            )
        )
    name, path = place_of(files, "action", whole)
    said: Any = edit.value
    for key in reversed(edit.of.path):
        said = {key: said}
    new = cast("Value", {"id": part, **said})
    held = files.read(name).get(*path, "milestones")
    text = files.texts[name].removeprefix("\ufeff")
    if isinstance(held, list) and held:
        text = splice.put(text, (*path, "milestones", len(held)), new)
    else:
        text = splice.put(text, (*path, "milestones"), [new], KINDS["action"].order)
    bom = "\ufeff" * files.texts[name].startswith("\ufeff")
    return replace(files, texts={**files.texts, name: bom + text})


def touched(edits: Iterable[Edit], files: Files) -> tuple[str, ...]:
    """The files that edits are about, each once."""
    found = []
    for edit in edits:
        about = edit.id.rpartition("/")[0] if edit.kind == "definition" else edit.id
        of_file = edit.kind in ("indicator", "definition")
        found.append(place_of(files, "indicator", about)[0] if of_file else MAIN)
    return tuple(dict.fromkeys(found))


def at_fields(files: Files, edits: Iterable[Edit], problems: Iterable[Problem]) -> dict[Edit, list[Problem]]:
    """Which problems stand at which edit; `files` are those with the edits, problems name them by their paths inside."""
    found: dict[Edit, list[Problem]] = {}
    listed = list(problems)
    for edit in edits:
        places = _places(files, edit)
        here = [p for p in listed if p.place in places]
        if here:
            found[edit] = here
    return found


def _places(files: Files, edit: Edit) -> set[Place]:
    try:
        name, path = place_of(files, edit.kind, edit.id)
    except UsageError:
        return set()
    field, file = edit.of, files.read(name)
    if field is None:
        return set()
    whole = (*path, *field.path)
    places = {file.place(whole), file.place(whole, key=True)}
    return places | {file.place((*whole, n)) for n in range(len(edit.value)) if isinstance(edit.value, tuple)}
