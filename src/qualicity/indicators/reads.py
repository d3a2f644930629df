"""What a definition is made from: other definitions, and datasets."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from qualicity.indicators import expression
from qualicity.indicators.aggregate import names_in
from qualicity.indicators.areas import hierarchy
from qualicity.indicators.formula import resolve
from qualicity.indicators.scope import scope_of
from qualicity.indicators.step import Derive, Key, Step
from qualicity.plan.model import Definition, Plan


def definition_of(plan: Plan, key: Key) -> Definition | None:
    """The definition that a key names."""
    indicator = plan.indicator(key[0])
    return indicator.definition(key[1]) if indicator else None


def referred(plan: Plan, definition: Definition) -> Iterator[Key]:
    """The definitions that one is made of, or weighted by."""
    for text in (definition.value, definition.weight):
        for reference in expression.references(text or ""):
            yield resolve(plan, reference)


def read_by(plan: Plan, definition: Definition) -> Iterator[str]:
    """The datasets that a definition reads, those of the definitions that it refers to among them."""
    for key in referred(plan, definition):
        other = definition_of(plan, key)
        if other is not None:
            yield from read_by(plan, other)
    dataset = plan.dataset(definition.from_)
    if dataset is not None:
        yield dataset.id
        if definition.value is not None:
            scope = scope_of(plan, dataset)
            yield from scope.joined(names_in(definition, scope))


def with_sides(plan: Plan, keys: Collection[Key]) -> set[Key]:
    """Definitions with all that they are made of."""
    found, waiting = set(keys), list(keys)
    while waiting:
        definition = definition_of(plan, waiting.pop())
        sides = set(referred(plan, definition)) - found if definition else set()
        found |= sides
        waiting += sides
    return found


def derivations(plan: Plan, steps: Collection[Step], keys: Collection[Key]) -> list[Derive]:
    """The steps that make the derived datasets that definitions read, in their order."""
    read = {d for key in keys for d in all_read(plan, key)}
    wanted: list[Derive] = []
    for step in reversed([s for s in steps if isinstance(s, Derive)]):
        if step.dataset in read:
            read |= {step.source, *step.joined}
            wanted.insert(0, step)
    return wanted


def all_read(plan: Plan, key: Key) -> set[str]:
    """The datasets that a definition's figures come from, that of the areas among them where it is used."""
    definition, indicator, areas = definition_of(plan, key), plan.indicator(key[0]), hierarchy(plan)
    if definition is None:
        return set()
    nested = {areas.id} if areas and indicator and indicator.across_areas else set()
    return {*read_by(plan, definition), *nested}
