"""What the figures of a definition come from: its words, the methods on its way, its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from qualicity.evidence import Commit
from qualicity.indicators.computation import Computation
from qualicity.indicators.reads import all_read, derivations, with_sides
from qualicity.indicators.recipe import arguments_of, with_contents
from qualicity.indicators.step import Key
from qualicity.plan.model import Plan
from qualicity.plan.tables import Dataset

CAUSES = ("definition", "method", "evidence")
"""In the order in which they are listed."""
_WORDS = {"title", "basis", "source", "confidence", "note", "reconcile_with", "id"}
"""What is said of a definition that does not change its figures."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Of one definition: its declared content, its methods by derived dataset, its evidence by dataset.

    `definition` maps what is declared (`gdp (published): value`) to its text; `method` a derived dataset
    to name, version and parameters; `evidence` an entered dataset to its version and last submission.
    """

    definition: dict[str, str] = field(default_factory=dict)
    method: dict[str, dict[str, Any]] = field(default_factory=dict)
    evidence: dict[str, dict[str, Any]] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """As plain dictionaries, for JSON."""
        return asdict(self)


def bases(work: Computation, edition: str) -> dict[str, Basis]:
    """The basis of every definition by `indicator definition`; `edition` is that of the code that computes."""
    return {
        f"{i.id} {d.id}": _basis(work, (i.id, d.id), edition)
        for i in work.plan.indicators
        for d in i.definitions
    }


def causes(work: Computation, old: dict[str, Basis], new: dict[str, Basis]) -> dict[str, dict[str, Any]]:
    """Of each definition whose basis differs: `cause`, and for each cause what changed."""
    found = {}
    for key in old.keys() | new.keys():
        was, is_ = old.get(key, Basis()), new.get(key, Basis())
        if was != is_:
            detail = {
                "definition": _texts(was.definition, is_.definition),
                "method": _methods(was.method, is_.method),
                "evidence": list(_evidence(work, was.evidence, is_.evidence)),
            }
            found[key] = {"cause": [c for c in CAUSES if detail[c]], **detail}
    return found


def _basis(work: Computation, key: Key, edition: str) -> Basis:
    from qualicity.methods import method

    definition: dict[str, str] = {}
    for other in sorted(with_sides(work.plan, [key]), key=lambda k: (k != key, k)):
        definition |= _declared(work.plan, other)
    read = all_read(work.plan, key)
    made: dict[str, dict[str, Any]] = {"": {"name": "qualicity", "version": edition, "parameters": {}}}
    for step in derivations(work.plan, work.steps, [key]):
        found = method(step.method)
        arguments = arguments_of(work.plan, found, step.parameters)
        given = {k: str(v) for k, v in with_contents(found, arguments).items()}
        made[step.dataset] = {"name": step.method, "version": found.fingerprint(), "parameters": given}
        read |= {step.source, *step.joined}
    evidence = {}
    for dataset in work.plan.datasets:
        if dataset.id in read:
            definition |= _read_as(dataset)
            if dataset.derived is None:
                store = work.store.dataset(dataset.id)
                last = store.commits[0].submission if store.commits else ""
                evidence[dataset.id] = {"version": store.version, "submission": last}
    return Basis(definition, made, evidence)


def _read_as(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What a dataset's file says of how its rows are read; a method's parameters are the method's."""
    said = dataset.model_dump(mode="json", include={"known", "concepts"}, exclude_none=True)
    if dataset.derived:
        said["derived"] = dataset.derived.model_dump(mode="json", include={"from_", "columns"}, by_alias=True)
    for word, text in said.items():
        yield f"dataset {dataset.id}: {word}", str(text)


def _declared(plan: Plan, key: Key) -> Iterator[tuple[str, str]]:
    indicator = plan.indicator(key[0])
    definition = indicator.definition(key[1]) if indicator else None
    if indicator is None or definition is None:
        return
    said = indicator.model_dump(mode="json", include={"unit", "measure", "across_areas"}, exclude_none=True)
    said |= definition.model_dump(mode="json", by_alias=True, exclude=_WORDS, exclude_defaults=True)
    if definition.requires:
        said["requires"] = definition.requires.value
    for word, text in said.items():
        yield f"{key[0]} ({key[1]}): {word}", ", ".join(text) if isinstance(text, list) else str(text)


def _texts(old: dict[str, str], new: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"what": k, "old": old.get(k), "new": new.get(k)}
        for k in [*old, *(k for k in new if k not in old)]
        if old.get(k) != new.get(k)
    ]


def _methods(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"dataset": k or None, "old": old.get(k), "new": new.get(k)}
        for k in [*old, *(k for k in new if k not in old)]
        if old.get(k) != new.get(k)
    ]


def _evidence(
    work: Computation, old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for dataset in [*old, *(k for k in new if k not in old)]:
        was, is_ = old.get(dataset), new.get(dataset)
        if was == is_:
            continue
        first, last = (was or {}).get("version"), (is_ or {}).get("version")
        declared = work.plan.dataset(dataset)
        commits = [c.told(declared) for c in work.store.dataset(dataset).commits] if declared else []
        between = [
            c for c in reversed(commits) if (first is None or c.version > first) and c.version <= (last or 0)
        ]
        yield {"dataset": dataset, "from": first, "to": last, "commits": [_commit(c) for c in between]}


def _commit(commit: Commit) -> dict[str, Any]:
    return {
        "version": commit.version,
        "submission": commit.submission,
        "by": commit.by,
        "message": commit.message,
        "file": commit.file,
        "committed": commit.committed.isoformat(),
    }
