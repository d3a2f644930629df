"""The framework of an index: its indicators, the tree that they are summed up in, their weights. Read from a file.

The file has a row for each indicator and aggregate, with the columns that COINr's `iMeta` has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.methods.composite.sheets import Line, Sheet, number, open_sheet, refuse

_COLUMNS = ("iCode", "Direction", "Weight", "Parent", "Type")
_TYPES = ("indicator", "aggregate", "group", "denominator", "other")


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator, or an aggregate of its `children`. `direction` is 1 where more is better, −1 where less is.

    `level` is 1 of an indicator, and of an aggregate one more than the highest of its children's.
    """

    code: str
    name: str
    parent: str
    weight: float
    place: Text
    direction: int = 1
    target: float | None = None
    denominator: str = ""
    children: tuple[str, ...] = ()
    level: int = 1


@dataclass(frozen=True, slots=True)
class Framework:
    """The tree of an index: `indicators` in the file's order, `aggregates` each behind its children, the root last."""

    path: Path
    indicators: tuple[Node, ...]
    aggregates: tuple[Node, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators' codes: columns of the data."""
        return tuple(i.code for i in self.indicators)

    @property
    def nodes(self) -> dict[str, Node]:
        """All by code."""
        return {n.code: n for n in (*self.indicators, *self.aggregates)}

    @property
    def root(self) -> Node:
        """The index itself."""
        return self.aggregates[-1]

    @property
    def weights(self) -> dict[str, float]:
        """The weights by code."""
        return {n.code: n.weight for n in (*self.indicators, *self.aggregates)}

    def below(self, code: str) -> tuple[str, ...]:
        """The indicators that an aggregate rests on; of an indicator itself."""
        nodes = self.nodes
        if not nodes[code].children:
            return (code,)
        return tuple(i for child in nodes[code].children for i in self.below(child))


def read_framework(meta: str | Path, weights: str | Path = "") -> Framework:
    """The framework that the file `meta` describes, with the weights of the file `weights` if there is one.

    Errors: `UsageError` that names file and line where a column, weight, direction or parent is missing or
    wrong, or the rows make no tree with one root.
    """
    if not meta:
        raise UsageError(
            Text(
                "meta is not given: name the file that lists the indicators (iCode, Direction, Weight, Parent, Type), "
                "--set meta=FILE",
                "未给出 meta：请指定列出各指标的文件（iCode、Direction、Weight、Parent、Type），--set meta=FILE",
            )
        )
    sheet = open_sheet(Path(meta), _COLUMNS)
    lines = list(_relevant(sheet))
    given = _weights(Path(weights), {line["iCode"] for line in lines}) if weights else None
    parents = {line["Parent"] for line in lines}
    nodes = [_node(sheet, line, line["iCode"] in parents, given) for line in lines]
    return _tree(sheet, nodes)


def _relevant(sheet: Sheet) -> Iterator[Line]:
    """The lines of indicators and aggregates. Errors: `UsageError` for codes twice, types unknown."""
    seen: dict[str, Line] = {}
    for line in sheet.lines:
        kind, code = line["Type"].lower(), line["iCode"]
        if kind not in _TYPES:
            near = did_you_mean(kind, _TYPES)
            en = f"Type '{line['Type']}' is none of Indicator, Aggregate, Group, Denominator, Other{near.en}"
            raise refuse(
                sheet,
                line,
                en,
                f"Type“{line['Type']}”应为 Indicator、Aggregate、Group、Denominator 或 Other{near.zh}",
            )
        if kind not in ("indicator", "aggregate"):
            continue
        if not code:
            raise refuse(sheet, line, "iCode is empty: give each row a code", "iCode 为空：每行须有代码")
        if (other := seen.get(code.casefold())) is not None:
            at = sheet.place(other)
            en = f"'{code}' is in {at.en} too ({other['iCode']}): one row for each code, in whatever case its letters are"
            zh = f"“{code}”在{at.zh}已出现（{other['iCode']}）：每个代码只能有一行（不分大小写）"
            raise refuse(sheet, line, en, zh)
        seen[code.casefold()] = line
        yield line
    if not any(line["Type"].lower() == "indicator" for line in seen.values()):
        raise UsageError(
            Text(
                f"{sheet.path}: no row is of the Type Indicator; there is nothing to make an index of",
                f"{sheet.path}：没有 Type 为 Indicator 的行，无法编制指数",
            )
        )


def _weights(path: Path, codes: set[str]) -> dict[str, float]:
    """The weights of a file of their own, by code."""
    sheet = open_sheet(path, ("iCode", "Weight"))
    found = {}
    for line in sheet.lines:
        code = line["iCode"]
        if code not in codes:
            near = did_you_mean(code, codes)
            raise refuse(sheet, line, f"meta has no '{code}'{near.en}", f"meta 中没有“{code}”{near.zh}")
        if code in found:
            raise refuse(sheet, line, f"'{code}' has a weight already", f"“{code}”的权重重复")
        found[code] = _weight(sheet, line)
    return found


def _weight(sheet: Sheet, line: Line) -> float:
    weight = number(sheet, line, "Weight")
    if weight is None:
        code = line["iCode"]
        en = f"'{code}' has no Weight: give one (1 for each makes them equal)"
        raise refuse(sheet, line, en, f"“{code}”没有 Weight：请给出（均为 1 即等权）")
    if weight < 0:
        raise refuse(
            sheet, line, f"Weight {weight:g} is negative; a Direction says what is worse",
            f"Weight {weight:g} 为负；方向由 Direction 表示",
        )  # fmt: skip
    return weight


def _node(sheet: Sheet, line: Line, is_parent: bool, given: Mapping[str, float] | None) -> Node:
    code, whole = line["iCode"], line["Type"].lower() == "aggregate"
    direction = number(sheet, line, "Direction")
    if not whole and direction not in (1, -1):
        en = f"Direction of '{code}' is 1 (more is better) or -1 (less is better), not '{line['Direction']}'"
        zh = f"“{code}”的 Direction 应为 1（越大越好）或 -1（越小越好），而不是“{line['Direction']}”"
        raise refuse(sheet, line, en, zh)
    if is_parent and not whole:
        en = f"'{code}' is an Indicator and the Parent of others: make it an Aggregate"
        raise refuse(sheet, line, en, f"“{code}”是 Indicator 却又是其他行的 Parent：应改为 Aggregate")
    if whole and not is_parent:
        en = f"the Aggregate '{code}' is nobody's Parent: give it indicators, or take it out"
        raise refuse(sheet, line, en, f"Aggregate“{code}”没有下级：请补充指标或删去该行")
    if not line["Parent"]:
        weight = 1.0  # the index itself is weighed against nothing
    elif given is None:
        weight = _weight(sheet, line)
    elif code in given:
        weight = given[code]
    else:
        raise refuse(
            sheet, line, f"the file of weights has none for '{code}'", f"权重文件中没有“{code}”的权重"
        )
    return Node(
        code=code,
        name=line.get("iName", "") or code,
        parent=line["Parent"],
        weight=weight,
        place=sheet.place(line),
        direction=1 if whole or direction is None else int(direction),
        target=number(sheet, line, "Target"),
        denominator=line.get("Denominator", ""),
    )


def _tree(sheet: Sheet, nodes: Sequence[Node]) -> Framework:
    """The nodes as a tree. Errors: `UsageError` for an unknown parent, two roots, none, a cycle, no weight at all."""
    by_code = {n.code: n for n in nodes}

    def wrong(node: Node, en: str, zh: str) -> UsageError:
        return UsageError(Text(f"{sheet.path}, {node.place.en}: {en}", f"{sheet.path} {node.place.zh}：{zh}"))

    for node in nodes:
        if node.parent and node.parent not in by_code:
            near = did_you_mean(node.parent, by_code)
            raise wrong(
                node,
                f"the Parent '{node.parent}' of '{node.code}' has no row{near.en}",
                f"“{node.code}”的 Parent“{node.parent}”没有对应的行{near.zh}",
            )
    roots = [n for n in nodes if not n.parent]
    if len(roots) > 1:
        told = ", ".join(f"'{n.code}' ({n.place.en})" for n in roots)
        told_zh = "、".join(f"“{n.code}”（{n.place.zh}）" for n in roots)
        raise wrong(
            roots[1],
            f"one index has one root, the row without a Parent; these have none: {told}",
            f"一个指数只有一个根（没有 Parent 的行）；以下各行均无 Parent：{told_zh}",
        )
    for node in nodes:
        way = [node]
        while way[-1].parent and by_code[way[-1].parent] not in way:
            way.append(by_code[way[-1].parent])
        if way[-1].parent:
            told = " → ".join(n.code for n in (*way, by_code[way[-1].parent]))
            raise wrong(node, f"the Parents run in a circle: {told}", f"Parent 循环：{told}")
    return _levelled(sheet, nodes, wrong)


def _levelled(sheet: Sheet, nodes: Sequence[Node], wrong: Any) -> Framework:
    """The tree with children and levels, each aggregate behind its children."""
    done = {n.code: n for n in nodes if not any(o.parent == n.code for o in nodes)}
    indicators, aggregates = tuple(done.values()), []
    waiting = [n for n in nodes if n.code not in done]
    while waiting:
        for node in list(waiting):
            children = [n for n in nodes if n.parent == node.code]
            if not all(c.code in done for c in children):
                continue
            if not any(c.weight > 0 for c in children):
                raise wrong(
                    node, f"all Weights below '{node.code}' are 0", f"“{node.code}”之下的 Weight 全部为 0"
                )
            level = 1 + max(done[c.code].level for c in children)
            full = replace(node, children=tuple(c.code for c in children), level=level)
            done[node.code] = full
            aggregates.append(full)
            waiting.remove(node)
    return Framework(sheet.path, indicators, tuple(sorted(aggregates, key=lambda n: n.level)))
