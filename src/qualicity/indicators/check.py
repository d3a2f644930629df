"""Every expression of a plan, held against the fields it reads; references that go in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

from qualicity.errors import ExpressionError, Problem, QualicityError, Text, did_you_mean
from qualicity.evidence.sql import name
from qualicity.indicators import expression
from qualicity.indicators.aggregate import crosses
from qualicity.indicators.binding import Kind, bind
from qualicity.indicators.formula import resolve
from qualicity.indicators.recipe import arguments_of, columns_of, fields_of, no_boundaries, recipe_of
from qualicity.indicators.scope import Scope, scope_of
from qualicity.indicators.withheld import check_withheld
from qualicity.methods.registry import Method
from qualicity.plan import Dataset, Definition, PlanFolder, broken_files
from qualicity.plan.check_pictures import check_calendar
from qualicity.plan.model import Plan
from qualicity.plan.tables import Derivation
from qualicity.plan.yamlfile import YamlFile


def check_indicators(folder: PlanFolder) -> list[Problem]:
    """Problems in the expressions of definitions and derived datasets.

    Files with errors of their own are passed over: what stands in them is told already.
    """
    plan = folder.plan
    if plan is None:
        return []
    broken = broken_files(folder)
    sound = [d for d in plan.datasets if folder.datasets[d.id].file not in broken]
    known = {d.id for d in sound if _made_by_known_methods(plan, d)}
    found = [p for d in sound if d.derived for p in _derived(folder, plan, d, known)]
    for indicator in plan.indicators:
        file = folder.indicators[indicator.id]
        if file.file in broken:
            continue
        listed = file.get("definitions")
        for n, raw in enumerate(listed if isinstance(listed, list) else []):
            said = str(raw.get("id")) if isinstance(raw, dict) else ""
            definition = indicator.definition(said)
            if definition and (definition.from_ is None or definition.from_ in known):
                found += _definition(folder, plan, file, n, definition)
    if not found:  # names that lead nowhere are told first
        found += check_withheld(folder, plan)
    return found + _cycles(folder, plan)


def _made_by_known_methods(plan: Plan, dataset: Dataset | None) -> bool:
    """Whether the fields of a dataset can be told: its method is known, and that of all that it is made from."""
    from qualicity.methods import load_methods

    seen, each = set(), dataset
    while each and each.derived and each.id not in seen:
        if each.derived.method not in load_methods():
            return False
        seen.add(each.id)
        each = plan.dataset(each.derived.from_)
    try:
        return dataset is None or (each is not None and each.id in seen) or bool(fields_of(plan, dataset))
    except QualicityError:  # a parameter that does not fit is told where it stands
        return False


def _derived(folder: PlanFolder, plan: Plan, dataset: Dataset, known: Collection[str]) -> Iterator[Problem]:
    from qualicity.methods import method

    file, made = folder.datasets[dataset.id], dataset.derived
    source = plan.dataset(made.from_) if made else None
    if made is None or source is None:
        return
    try:
        found = method(made.method)
    except QualicityError as error:
        yield _problem(file, ("derived", "method"), "unknown-method", error.text)
        return
    if told := no_boundaries(found):
        yield _problem(file, ("derived", "method"), "unfit-method", told)
        return
    try:
        arguments = arguments_of(plan, found, made.with_)
        found = found.opened(arguments, fields_of(plan, source) if source.id in known else ())
    except QualicityError as error:
        yield _problem(file, ("derived", "with"), "bad-parameter", error.text)
        return
    if source.id not in known:
        return
    have = scope_of(plan, source)
    outputs = fields_of(plan, dataset)
    for concept, field in dataset.concepts.model_dump(exclude_none=True).items():
        if field not in outputs:
            near = did_you_mean(field, outputs)
            told = Text(f"unknown field '{field}'{near.en}", f"未知的字段“{field}”{near.zh}")
            yield _problem(file, ("concepts", concept), "unknown-field", told)
    recipe = recipe_of(plan, dataset)
    if recipe:
        yield from check_calendar(file, dataset, recipe.kinds, recipe.key)
    columns = columns_of(found, dataset)
    if found.keeps_rows({*have.own, *columns}):
        yield from _hidden(file, found, source, have.own)
    yield from _unfit_columns(file, found, made, columns, have)
    yield from _lacking(file, found, source, columns, have.own)


def _unfit_columns(
    file: YamlFile, found: Method, made: Derivation, columns: Mapping[str, str], have: Scope
) -> Iterator[Problem]:
    """Columns that the method does not take, and expressions that are no such column."""
    inputs = [c.name for c in found.inputs]
    for given in made.columns:
        if given not in inputs:
            near = did_you_mean(given, inputs)
            told = Text(
                f"method {found.name} takes no column '{given}'{near.en}",
                f"方法 {found.name} 没有输入列“{given}”{near.zh}",
            )
            yield _problem(file, ("derived", "columns", given), "unknown-column", told)
    for column in found.inputs:
        text = columns.get(column.name, name(column.name) if column.name in have.own else None)
        if text is None:
            continue
        at = ("derived", "columns", column.name) if column.name in made.columns else ("derived", "from")
        try:
            kind = cast(Kind, column.type)
            bind(have, expression.scalar(text, have).sql, kind)
        except ExpressionError as error:
            told = Text(f"{column.name}: {error.text.en}", f"{column.name}：{error.text.get('zh')}")
            yield _problem(file, at, "expression", told)


def _lacking(
    file: YamlFile, found: Method, source: Dataset, given: Collection[str], own: Sequence[str]
) -> Iterator[Problem]:
    """Columns that the method needs and the source has not."""
    for needed in found.inputs:
        if needed.required and needed.name not in given and needed.name not in own:
            near = did_you_mean(needed.name, own)
            en = f"method {found.name} needs column '{needed.name}', which dataset '{source.id}' has not{near.en}"
            zh = f"方法 {found.name} 需要列“{needed.name}”，而数据集“{source.id}”没有{near.zh}"
            yield _problem(file, ("derived", "from"), "missing-column", Text(en, zh))


def _hidden(file: YamlFile, found: Method, source: Dataset, own: Sequence[str]) -> Iterator[Problem]:
    """A column of the source that the method's own would stand in the place of."""
    for column in found.outputs:
        if column.name in own:
            en = f"dataset '{source.id}' has a column '{column.name}', which method {found.name} makes: rename it there"
            zh = f"数据集“{source.id}”已有列“{column.name}”，而方法 {found.name} 也生成该列：请在数据集中改名"
            yield _problem(file, ("derived", "from"), "column-twice", Text(en, zh))


def _definition(
    folder: PlanFolder, plan: Plan, file: YamlFile, n: int, definition: Definition
) -> Iterator[Problem]:
    at = ("definitions", n)
    dataset = plan.dataset(definition.from_)
    if definition.from_ is not None and dataset is None:
        return  # told as an unknown dataset
    try:
        have = scope_of(plan, dataset) if dataset else None
    except QualicityError:
        return  # told as an unknown method
    texts: dict[str, tuple[str | None, Kind]] = {
        "value": (definition.value, "number"),
        "denominator": (definition.denominator, "number"),
        "requires": (definition.requires.value if definition.requires else None, "condition"),
    }
    for key, (text, kind) in texts.items():
        if text is None:
            continue
        try:
            read = _read(text, kind, have, formula=key == "value")
        except ExpressionError as error:
            yield _problem(file, (*at, key), "expression", error.text)
            continue
        for reference in read.references:
            yield from _reference(folder, plan, file, (*at, key), reference)
    if definition.filter is not None and have is not None:
        try:
            bind(have, expression.scalar(definition.filter, have).sql, "condition")
        except ExpressionError as error:
            yield _problem(file, (*at, "filter"), "expression", error.text)
    for reference in expression.references(definition.weight or ""):
        yield from _reference(folder, plan, file, (*at, "weight"), reference)
    if definition.value is not None and dataset and have is not None:
        yield from _shape(file, at, definition, dataset, have)


def _read(text: str, kind: Kind, have: Scope | None, *, formula: bool) -> expression.Expression:
    """The checked expression; its aggregates are tried on the types of the rows."""
    if have is None or (formula and expression.is_formula(text)):
        read = expression.formula(text, have)
        if have is not None:
            for _, sql in read.aggregates:
                bind(have, sql)
        return read
    read = expression.aggregate(text, have)
    bind(have, read.sql, kind)
    return read


def _shape(
    file: YamlFile, at: tuple[str | int, ...], definition: Definition, dataset: Dataset, have: Scope
) -> Iterator[Problem]:
    """Periods and breakdowns that the dataset's rows must have."""
    if dataset.concepts.TIME_PERIOD is None and "date" not in have.own:
        en = f"dataset '{dataset.id}' does not say which field is the period (concepts: TIME_PERIOD)"
        zh = f"数据集“{dataset.id}”未说明哪个字段是时期（concepts: TIME_PERIOD）"
        yield _problem(file, (*at, "from"), "no-period", Text(en, zh))
    if definition.by and expression.is_formula(definition.value):
        en = "an indicator made from other indicators has no breakdown; break down those that it is made from"
        zh = "由其他指标计算的指标不能分组；请对其所依据的指标分组"
        yield _problem(file, (*at, "by"), "breakdown", Text(en, zh))
    for n, cross in enumerate(crosses(definition)):
        for dim in cross:
            if dim not in have:
                near, why = did_you_mean(dim, have), have.refusal(dim)
                told = why or Text(f"unknown field '{dim}'{near.en}", f"未知的字段“{dim}”{near.zh}")
                yield _problem(file, (*at, "by", n), "unknown-field", told)


def _reference(
    folder: PlanFolder, plan: Plan, file: YamlFile, at: tuple[str | int, ...], reference: expression.Reference
) -> Iterator[Problem]:
    other = plan.indicator(reference.indicator)
    if reference.indicator not in folder.indicators:
        near = did_you_mean(reference.indicator, folder.indicators)
        en, zh = (
            f"unknown indicator '{reference.indicator}'{near.en}",
            f"未知的指标“{reference.indicator}”{near.zh}",
        )
        yield _problem(file, at, "unknown-indicator", Text(en, zh))
    elif other and reference.definition and other.definition(reference.definition) is None:
        near = did_you_mean(reference.definition, [d.id for d in other.definitions])
        en = f"indicator '{other.id}' has no definition '{reference.definition}'{near.en}"
        zh = f"指标“{other.id}”没有口径“{reference.definition}”{near.zh}"
        yield _problem(file, at, "unknown-definition", Text(en, zh))


def _cycles(folder: PlanFolder, plan: Plan) -> list[Problem]:
    """Each circle of references once, told where its first indicator (by name) refers to the next."""
    edges: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for indicator in plan.indicators:
        for definition in indicator.definitions:
            refs = expression.references(definition.value or "")
            edges[indicator.id, definition.id] = [resolve(plan, r) for r in refs]
    told: set[frozenset[tuple[str, str]]] = set()
    found: list[Problem] = []

    def visit(key: tuple[str, str], way: list[tuple[str, str]]) -> None:
        if key in way:
            circle = way[way.index(key) :]
            if frozenset(circle) not in told:
                told.add(frozenset(circle))
                found.append(_cycle(folder, plan, circle))
            return
        for following in edges.get(key, []):
            visit(following, [*way, key])

    for key in sorted(edges):
        visit(key, [])
    return found


def _cycle(folder: PlanFolder, plan: Plan, circle: list[tuple[str, str]]) -> Problem:
    indicator, definition = min(circle)
    start = circle.index((indicator, definition))
    names = [i for i, _ in circle[start:] + circle[:start]]
    file = folder.indicators[indicator]
    listed = file.get("definitions") or []
    n = next((k for k, d in enumerate(listed) if str(d.get("id")) == definition), 0)
    shown = " → ".join([*names, names[0]])
    text = Text(
        f"these indicators are computed from each other: {shown}", f"这些指标互相引用，形成循环：{shown}"
    )
    return _problem(file, ("definitions", n, "value"), "cycle", text)


def _problem(file: YamlFile, path: tuple[str | int, ...], code: str, text: Text) -> Problem:
    return Problem("error", file.place(path), code, text)
