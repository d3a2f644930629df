"""A plan folder → frozen objects, and every problem on the way with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from qualicity.errors import Place, PlanError, Problem, Text, UsageError
from qualicity.plan import messages
from qualicity.plan.again import Check, ReadPlans, said_in
from qualicity.plan.model import Clause, Indicator, Plan, Ruling
from qualicity.plan.parents import with_folders_read
from qualicity.plan.prose import ProsePage, read_pages
from qualicity.plan.tables import Dataset
from qualicity.plan.text import read_clauses
from qualicity.plan.yamlfile import YamlFile, read_yaml

_M = TypeVar("_M", bound=BaseModel)
_READ = ReadPlans()


@dataclass(slots=True)
class PlanFolder:
    """A plan folder as read: the files with their places, the objects, the problems.

    `plan` is None when plan.yaml itself could not be made sense of.
    """

    path: Path
    shown: str
    main: YamlFile
    indicators: dict[str, YamlFile] = field(default_factory=dict)
    datasets: dict[str, YamlFile] = field(default_factory=dict)
    rulings: YamlFile | None = None
    clause_places: dict[str, Place] = field(default_factory=dict)
    pages: tuple[ProsePage, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    plan: Plan | None = None

    def file(self, relative: str) -> Path:
        """A file of the folder."""
        return self.path / relative


def open_plan(path: Path | str) -> PlanFolder:
    """Read a plan folder with all its problems; cross-references are `plan.check`'s work.

    Errors: `UsageError` when there is no such folder or no plan.yaml in it.
    """
    folder = _folder(path)
    shown = str(folder)
    if not folder.is_dir():
        near = (
            sorted(p.parent.name for p in folder.parent.glob("*/plan.yaml")) if folder.parent.is_dir() else []
        )
        hint = f"; there are: {', '.join(near)}" if near else ""
        raise UsageError(Text(f"no plan folder at {shown}{hint}", f"{shown} 处没有方案文件夹{hint}"))
    if not (folder / "plan.yaml").is_file():
        raise UsageError(
            Text(
                f"{shown} is not a plan folder: it has no plan.yaml",
                f"{shown} 不是方案文件夹：缺少 plan.yaml",
            )
        )
    result = PlanFolder(folder, shown, read_yaml(folder / "plan.yaml", f"{shown}/plan.yaml"))
    for kind, files in (("indicators", result.indicators), ("datasets", result.datasets)):
        for file in sorted((folder / kind).glob("*.y*ml")):
            files[file.stem] = read_yaml(file, f"{shown}/{kind}/{file.name}")
    if (folder / "rulings.yaml").exists():
        result.rulings = read_yaml(folder / "rulings.yaml", f"{shown}/rulings.yaml")
    clauses, result.clause_places, problems = read_clauses(folder, shown)
    result.problems.extend(problems)
    result.pages, problems = read_pages(folder, shown)
    result.problems.extend(problems)
    _build(result, clauses)
    return result


def read_plan(path: Path | str, *checks: Check) -> Plan:
    """The plan in a folder, which must pass `checks` too where it has no other errors.

    Errors: `UsageError` when there is none; `PlanError` with all problems when it has errors.
    """
    from qualicity.plan.check import check_plan  # the checks need what is read here

    named, asked = _folder(path), frozenset(checks)
    said = said_in(named.resolve())
    read = _READ.get(named, said, asked)
    if read is not None:
        return read
    folder = open_plan(path)
    problems = check_plan(folder)
    for check in checks:
        if not any(p.severity == "error" for p in problems):
            problems += check(folder)
    if folder.plan is None or any(p.severity == "error" for p in problems):
        raise PlanError(problems)
    _READ.put(named, said, asked, folder.plan)
    return folder.plan


def keep_in(folder: Path) -> None:
    """Let plans that were read without an error be kept in a folder too, for processes to come."""
    _READ.shelf = folder


def _folder(path: Path | str) -> Path:
    """The folder of a plan that is named by it or by its plan.yaml."""
    named = Path(path)
    return named.parent if named.name == "plan.yaml" and named.is_file() else named


def _build(folder: PlanFolder, clauses: tuple[Clause, ...]) -> None:
    indicators = [
        _model(Indicator, file, folder.problems, {"id": stem}) for stem, file in folder.indicators.items()
    ]
    datasets = [
        _model(Dataset, file, folder.problems, {"id": stem}) for stem, file in folder.datasets.items()
    ]
    rulings: list[Ruling] = []
    if folder.rulings is not None:
        rulings = _rulings(folder.rulings, folder.problems)
    rest: dict[str, Any] = {
        "clauses": clauses,
        "indicators": tuple(i for i in indicators if i),
        "datasets": tuple(d for d in datasets if d),
        "rulings": tuple(rulings),
        "pages": folder.pages,
        "folder": folder.path.resolve(),
    }
    plan = _model(Plan, folder.main, folder.problems, rest)
    folder.plan = with_folders_read(plan, folder.path) if plan else None


def _rulings(file: YamlFile, problems: list[Problem]) -> list[Ruling]:
    class Rulings(BaseModel, extra="forbid", frozen=True):
        rulings: tuple[Ruling, ...]

    found = _model(Rulings, file, problems, {})
    return list(found.rulings) if found else []


def _model(model: type[_M], file: YamlFile, problems: list[Problem], rest: dict[str, Any]) -> _M | None:
    """Validate; each error becomes a problem, what is wrong is left out, and the rest is tried again."""
    problems.extend(file.problems)
    if file.data is None:
        return None
    if not isinstance(file.data, dict):
        problems.append(
            file.problem(
                (), "not-a-mapping", "this file must be a list of 'key: value'", "文件应为“键: 值”形式"
            )
        )
        return None
    data, origin = _copy(file.data)
    for name, value in rest.items():
        if name in data and name != "id":
            zh = f"“{name}”写在各自的文件中，不写在此处"
            problems.append(
                file.problem((name,), "unknown-key", f"'{name}' stand in files of their own", zh, key=True)
            )
        data[name] = value
    for _ in range(50):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            if not _leave_out(model, error, data, origin, file, problems):
                return None
    return None


_Origin = dict[int, list[int]]

_STAND_INS: dict[str | int, Any] = {
    "id": "unnamed",
    "title": {"en": "?"},
    "place": {"code": "0", "title": {"en": "?"}},
    "authority": "unknown",
    "period": {"start": "0001", "end": "9999"},
    "adopted": "2000-01-01",
    "goals": (),
    "targets": (),
}
"""What a plan must have, for one that lacks it: its errors are told, and nothing is loaded from it."""


def _copy(data: Any) -> tuple[Any, _Origin]:
    """A deep copy whose lists remember which place of the file each item came from."""
    origin: _Origin = {}

    def copy(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: copy(v) for k, v in node.items()}
        if not isinstance(node, list):
            return node
        items = [copy(v) for v in node]
        origin[id(items)] = list(range(len(items)))
        return items

    return copy(data), origin


def _leave_out(
    model: type[BaseModel],
    error: ValidationError,
    data: Any,
    origin: _Origin,
    file: YamlFile,
    problems: list[Problem],
) -> bool:
    """Note each error once and cut its cause out of `data`; False when nothing can be cut."""
    cuts: set[tuple[str | int, ...]] = set()
    seen = {(p.place, p.code) for p in problems}
    for item in error.errors(include_url=False):
        here, path = _follow(item, data, origin)
        cut = here
        if item["type"] == "missing":
            parent = here[:-1]
            cut = next(
                (parent[: i + 1] for i in range(len(parent) - 1, -1, -1) if isinstance(parent[i], int)), ()
            )
        problem = messages.problem(model, item, path, file)
        if (problem.place, problem.code) not in seen and not messages.is_consequence(item, path, file):
            problems.append(problem)
            seen.add((problem.place, problem.code))
        cuts.add(cut)
        if not cut and model is Plan and len(item["loc"]) == 1 and item["loc"][0] in _STAND_INS:
            data[item["loc"][0]] = _STAND_INS[item["loc"][0]]  # so that the rest can still be read
            cuts.discard(cut)
    if () in cuts:
        return False
    for cut in sorted(cuts, key=lambda c: [f"{x:08}" if isinstance(x, int) else x for x in c], reverse=True):
        _delete(data, cut, origin)
    return True


def _follow(item: Any, data: Any, origin: _Origin) -> tuple[tuple[str | int, ...], tuple[str | int, ...]]:
    """A pydantic location → the path in `data`, and the path in the file (union tags left out)."""
    here: tuple[str | int, ...] = ()
    path: tuple[str | int, ...] = ()
    node, loc = data, item["loc"]
    for n, step in enumerate(loc):
        last = n == len(loc) - 1
        if isinstance(node, dict) and (step in node or (last and item["type"] == "missing")):
            here, path, node = (*here, step), (*path, step), node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            here, path, node = (*here, step), (*path, origin[id(node)][step]), node[step]
    return here, path


def _delete(data: Any, path: tuple[str | int, ...], origin: _Origin) -> None:
    try:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]
        if isinstance(data, list):
            del origin[id(data)][int(path[-1])]
    except (KeyError, IndexError, TypeError):
        pass  # cut already, with what held it
