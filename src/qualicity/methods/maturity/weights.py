"""The tree of weights: elements, their domains, and sub-domains where they have weights of their own; from a file.

JSON as in `tables/gbt39117_2020.json`, or a table with the columns type, element, domain, subdomain, weight, a row for each
part of the tree.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean

SHIPPED = Path(__file__).parent / "tables" / "gbt39117_2020.json"
TYPES = {"流程型": "process", "流程": "process", "离散型": "discrete", "离散": "discrete"}
"""Chinese words for the kinds of enterprise."""
_SLACK = 0.0005
"""Weights are written with few digits: sums may miss 1 by so much."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Weights of one kind of enterprise: `elements` (name → weight), `domains` (name → element and weight).

    `subdomains` (domain → name → weight) has those domains only whose sub-domains are weighted.
    """

    elements: Mapping[str, float] = field(default_factory=dict)
    domains: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    subdomains: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def nearest(word: str, known: Iterable[str]) -> Text:
    """` (did you mean 'x'?)` also for words of two or three characters with one that is wrong."""
    listed = [str(k) for k in known]
    near = did_you_mean(word, listed)
    close = difflib.get_close_matches(word, listed, n=1, cutoff=0.5)
    return near if near.en or not close else did_you_mean(close[0], close)


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Any]:
    """The shipped table: weights, what answers count, from which score a level is met, the levels' names."""
    found: dict[str, Any] = json.loads(SHIPPED.read_text("utf-8"))
    return found


def scores_of(file: str) -> Mapping[str, float]:
    """What answers count: as a JSON file of weights says in `clause_scores`, else as the shipped one."""
    usual: Mapping[str, float] = shipped()["clause_scores"]
    if not file or Path(file).suffix.lower() != ".json":
        return usual
    found = json.loads(Path(file).read_text("utf-8-sig")).get("clause_scores", usual)
    if not isinstance(found, dict) or not all(
        isinstance(s, int | float) and 0 <= s <= 1 for s in found.values()
    ):
        raise _refusal(
            Path(file), "clause_scores are numbers from 0 to 1", "clause_scores 应为 0 至 1 的数值"
        )
    return found


def read_weights(file: str) -> dict[str, Tree]:
    """The trees by kind of enterprise; a file that tells no kinds apart has one, called ''.

    Errors: `UsageError` for a file that is none, and for weights that are negative or do not add up to 1.
    """
    path = Path(file) if file else SHIPPED
    trees = _from_json(path) if path.suffix.lower() == ".json" else _from_table(path)
    for kind, tree in trees.items():
        for where, listed in _siblings(tree):
            _refuse_sum(path, " · ".join(p for p in (kind, where) if p), listed)
    return trees


def _siblings(tree: Tree) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Weights that must add up to 1, with what they are the parts of."""
    yield "", tree.elements
    for element in tree.elements:
        yield element, {d: w for d, (of, w) in tree.domains.items() if of == element}
    yield from tree.subdomains.items()


def _refuse_sum(path: Path, where: str, listed: Mapping[str, float]) -> None:
    total = math.fsum(listed.values())
    wrong = [n for n, w in listed.items() if not (math.isfinite(w) and w >= 0)]
    at, at_zh = (f" of {where}", f"“{where}”下") if where else ("", "")
    if wrong:
        raise _refusal(
            path,
            f"the weight of '{wrong[0]}'{at} is no number of 0 or more",
            f"{at_zh}“{wrong[0]}”的权重不是非负数",
        )
    if abs(total - 1) > _SLACK:
        told = " + ".join(f"{n} {w:g}" for n, w in listed.items()) or "none"
        raise _refusal(
            path,
            f"the weights{at} add up to {total:.6g}, not to 1: {told}",
            f"{at_zh}各权重之和为 {total:.6g}，应为 1：{told}",
        )


def _from_json(path: Path) -> dict[str, Tree]:
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(path, f"cannot be read as UTF-8: {error}", f"无法按 UTF-8 读取：{error}") from error
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}: {error.msg}"
        raise _refusal(path, f"no JSON, {at}", f"不是 JSON，第 {error.lineno} 行：{error.msg}") from error
    weights = found.get("weights", found) if isinstance(found, dict) else None
    if not isinstance(weights, dict) or not weights:
        raise _shape(path)
    plain = all(isinstance(v, list) for v in weights.values())
    return {kind: _tree(path, listed) for kind, listed in ({"": weights} if plain else weights).items()}


def _tree(path: Path, listed: Any) -> Tree:
    elements: dict[str, float] = {}
    domains: dict[str, tuple[str, float]] = {}
    subdomains: dict[str, dict[str, float]] = {}
    try:
        for element, (weight, parts) in listed.items():
            elements[element] = float(weight)
            for domain, said in parts.items():
                if domain in domains:
                    raise _twice(path, domain)
                own, below = said if isinstance(said, list) else (said, {})
                domains[domain] = (element, float(own))
                if below:
                    subdomains[domain] = {s: float(w) for s, w in below.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise _shape(path) from error
    return Tree(elements, domains, subdomains)


def _from_table(path: Path) -> dict[str, Tree]:
    import duckdb

    from qualicity.methods.calc.source import open_table

    with duckdb.connect() as db:
        source = open_table(db, path)
        places = {h: n for n, h in enumerate(source.headers)}
        lacking = [c for c in ("element", "domain", "weight") if c not in places]
        if lacking:
            there = ", ".join(source.headers)
            raise _refusal(
                path,
                f"column '{lacking[0]}' is missing; a table of weights has type, element, domain, subdomain, weight; "
                f"the file has: {there}",
                f"缺少列“{lacking[0]}”；权重表的列为 type、element、domain、subdomain、weight；文件中的列：{there}",
            )
        chosen = ", ".join(
            f"trim(cast(_c{places[c]} as varchar))" if c in places else "null"
            for c in ("type", "element", "domain", "subdomain", "weight")
        )
        rows = db.execute(f"select _row, {chosen} from _source order by _row").fetchall()
    parts: dict[str, tuple[dict[str, Any], ...]] = {}
    for n, *cells in rows:
        kind, element, domain, subdomain, weight = (c or "" for c in cells)
        if not (element or domain or weight):
            continue
        at, number = source.place(n), _number(weight)
        if number is None or not (element or domain):
            raise _refusal(
                path,
                f"{at.en}: '{weight}' is no weight, or the row names neither element nor domain",
                f"{at.zh}：“{weight}”不是权重，或该行既无 element 也无 domain",
            )
        elements, domains, subdomains = parts.setdefault(kind, ({}, {}, {}))
        place: dict[str, Any] = (
            subdomains.setdefault(domain, {}) if subdomain else domains if domain else elements
        )
        name = subdomain or domain or element
        if name in place:
            raise _twice(path, name)
        place[name] = (element, number) if place is domains else number
    if not parts:
        raise _shape(path)
    for elements, domains, subdomains in parts.values():
        _refuse_orphans(path, elements, domains, subdomains)
    return {kind: Tree(*listed) for kind, listed in parts.items()}


def _refuse_orphans(path: Path, elements: Any, domains: Any, subdomains: Any) -> None:
    lost = [(d, e, elements) for d, (e, _) in domains.items() if e not in elements]
    lost += [(s, d, domains) for d, listed in subdomains.items() if d not in domains for s in listed]
    for name, above, known in lost:
        near = nearest(above, known)
        raise _refusal(
            path,
            f"'{name}' is part of '{above}', which has no row with its weight{near.en}",
            f"“{name}”属于“{above}”，而“{above}”没有自己的权重行{near.zh}",
        )


def _number(text: str) -> float | None:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def _twice(path: Path, name: str) -> UsageError:
    return _refusal(path, f"'{name}' stands twice", f"“{name}”重复")


def _shape(path: Path) -> UsageError:
    return _refusal(
        path,
        'no weights: JSON has {"weights": {"process": {"人员": [0.06, {"组织战略": 0.5, …}], …}}}',
        '没有权重：JSON 应为 {"weights": {"process": {"人员": [0.06, {"组织战略": 0.5, …}], …}}}',
    )


def _refusal(path: Path, en: str, zh: str) -> UsageError:
    return UsageError(Text(f"{path}: {en}", f"{path}：{zh}"))
